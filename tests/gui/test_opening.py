"""Opening files: progress, Stop, questions, refusals, and what was found wrong in them."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from settled import PATIENCE, settled, until

from explorer.app import Program
from explorer.common.errors import InputError
from explorer.common.progress import Progress
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.figure.style import load_style
from explorer.query.clauses import FIELDS, Query
from explorer.session import jobs
from explorer.session.look import Look
from explorer.shell.loading import LoadingCard
from explorer.shell.needs import NeedsDialog
from explorer.shell.opening import Opener
from explorer.shell.problems import ProblemsBanner, ProblemsDialog, banner_words
from explorer.shell.window import MainWindow

LEFT = Qt.MouseButton.LeftButton


class Gate:
    """A reader that goes on only when the test lets it."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.step = threading.Semaphore(0)
        self.began: list[str] = []
        self.broken: list[str] = []

    def load(self, path: Path, _options: ReadOptions, progress: Progress) -> Dataset:
        self.began.append(path.name)
        try:
            for k in range(3):
                progress("events.csv", k * 500, 1500)
                assert self.step.acquire(timeout=PATIENCE / 1000)
            progress("events.csv", 1500, 1500)
        except jobs.Stopped:
            self.broken.append(path.name)
            raise
        return self.dataset


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    yield
    jobs.stop_all()
    assert gc.isenabled()


@pytest.fixture
def program(qtbot: QtBot, bundled: Dataset) -> Iterator[Program]:
    made = Program(Look("en", "light", None))
    settled(qtbot, made.show(bundled))
    yield made
    assert made.window is not None
    made.window.close()


def gated(qtbot: QtBot, program: Program) -> tuple[Opener, Gate, list[object]]:
    window = program.window
    assert window is not None
    gate = Gate(window.session.dataset)
    opener = Opener(gate.load, program.look, lambda: window)
    opened: list[object] = []
    opener.opened.connect(lambda _dataset, path, _options: opened.append(path.name))
    return opener, gate, opened


def test_that_rows_are_counted_while_a_file_is_read(qtbot: QtBot, program: Program) -> None:
    opener, gate, opened = gated(qtbot, program)
    opener.open(Path("slow.csv"))
    assert opener.card is None, "nothing is shown of what is quick"
    until(qtbot, lambda: opener.card is not None and bool(opener.card.count.text()))
    card = opener.card
    assert card is not None
    assert (card.what.text(), card.count.text()) == ("Reading events", "0 of 1,500")
    before = card.bar.value()
    gate.step.release()
    until(qtbot, lambda: card.count.text() == "500 of 1,500")
    assert card.bar.value() > before
    assert opened == []
    for _ in range(2):
        gate.step.release()
    until(qtbot, lambda: opened == ["slow.csv"])
    assert opener.card is None


def test_that_the_window_is_usable_while_a_file_is_read(qtbot: QtBot, program: Program) -> None:
    opener, gate, _ = gated(qtbot, program)
    window = program.window
    assert window is not None
    opener.open(Path("slow.csv"))
    until(qtbot, lambda: opener.card is not None)
    qtbot.keyClick(window, Qt.Key.Key_N)
    assert len(window.session.focus.picked) == 1
    opener.stop()
    gate.step.release()


def test_that_stop_ends_the_reading_and_changes_nothing(qtbot: QtBot, program: Program) -> None:
    opener, gate, opened = gated(qtbot, program)
    window = program.window
    opener.open(Path("slow.csv"))
    until(qtbot, lambda: opener.card is not None)
    assert opener.card is not None
    qtbot.mouseClick(opener.card.stop, LEFT)
    assert opener.card is None
    gate.step.release()
    until(qtbot, lambda: gate.broken == ["slow.csv"])
    until(qtbot, lambda: not jobs._running)
    assert opened == []
    assert program.window is window
    assert opener.notice is None


def test_that_the_latest_file_wins(qtbot: QtBot, program: Program) -> None:
    opener, gate, opened = gated(qtbot, program)
    opener.open(Path("first.csv"))
    until(qtbot, lambda: gate.began == ["first.csv"])
    opener.open(Path("second.csv"))
    for _ in range(8):
        gate.step.release()
    until(qtbot, lambda: opened == ["second.csv"])
    assert gate.broken == ["first.csv"]


def test_that_every_row_read_is_told_and_reading_can_be_broken_off(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("title,date\n" + "".join(f"E{i},2024\n" for i in range(2200)))
    told: list[tuple[str, int, int]] = []
    load(path, progress=lambda *now: told.append(now))
    assert [t for t in told if t[0] == "events.csv"] == [
        ("events.csv", n, 2200) for n in (0, 500, 1000, 1500, 2000)
    ]
    assert {t[0] for t in told} == {"rows", "events.csv", "arranging"}

    def stop(what: str, done: int, _total: int) -> None:
        if what == "events.csv" and done == 1000:
            raise jobs.Stopped

    with pytest.raises(jobs.Stopped):
        load(path, progress=stop)


def test_that_a_file_that_needs_options_is_asked_about(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "semi.csv"
    path.write_text("title;date;lat;lon\nA;03/04/2020;31,2;121,5\nB;04/05/2021;48,8;2,3\n")
    first = program.window
    program.open(path)
    until(qtbot, lambda: program.opener.notice is not None)
    dialog = program.opener.notice
    assert isinstance(dialog, NeedsDialog)
    fields = {need.field: control for need, control in dialog.fields}
    assert set(fields) == {"delimiter", "date_order", "decimal"}
    order = fields["date_order"]
    assert isinstance(order, QComboBox)
    assert order.currentData() == "dmy"
    order.setCurrentIndex(order.findData("mdy"))
    main = next(b for b in dialog.findChildren(type(dialog.offer("x"))) if b.text() == "Open")
    qtbot.mouseClick(main, LEFT)
    until(qtbot, lambda: program.window is not first)
    assert program.window is not None
    dataset = program.window.session.dataset
    assert list(dataset.events.date) == ["2020-03-04", "2021-04-05"]
    assert dataset.sites.lon.tolist() == [121.5, 2.3]


def test_that_a_missing_column_can_be_named(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Was,Wann\nEins,2020-01-02\nZwei,2021-01-02\n")
    first = program.window
    program.open(path)
    until(qtbot, lambda: program.opener.notice is not None)
    dialog = program.opener.notice
    assert isinstance(dialog, NeedsDialog)
    texts = [c.text() for _, c in dialog.fields if isinstance(c, QLineEdit)]
    assert sorted(texts) == ["Wann", "Was"]
    dialog._take()
    until(qtbot, lambda: program.window is not first)
    assert program.window is not None
    assert list(program.window.session.dataset.events.title) == ["Eins", "Zwei"]


def test_that_a_refusal_says_what_stays_and_what_to_do(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    program.open(tmp_path / "absent.csv")
    until(qtbot, lambda: program.opener.notice is not None)
    notice = program.opener.notice
    assert notice is not None
    assert notice.heading.text() == "absent.csv can't be opened"
    assert "does not exist" in notice.text.text()
    assert "stays open" in notice.text.text()
    notice.close()


def test_that_a_job_gives_its_error_as_a_value(qtbot: QtBot) -> None:
    def work(_progress: Progress) -> object:
        raise InputError("no")

    job = jobs.start(work)
    with qtbot.waitSignal(job.ended, timeout=PATIENCE) as told:
        pass
    ended = told.args[0]
    assert isinstance(ended.error, InputError)
    assert job.over


MESSY = "title,date,lat,lon\nA,2024-03-05,31,121\nB,2021-02-29,1,2\nC,2024/06/07,,\n=D,2024,91,1\n"


@pytest.fixture
def messy(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Program, MainWindow]]:
    path = tmp_path / "messy.csv"
    path.write_text(MESSY)
    program = Program(Look("en", "light", None))
    window = program.show(load(path), path=path)
    qtbot.addWidget(window)
    settled(qtbot, window)
    yield program, window
    window.close()


def test_that_problems_are_told_in_a_banner_until_it_is_put_away(
    qtbot: QtBot, messy: tuple[Program, MainWindow]
) -> None:
    _, window = messy
    (banner,) = window.findChildren(ProblemsBanner)
    assert banner.words.text() == "2 rows could not be read. 1 thing was put right."
    window.session.look.set_lang("zh")
    assert banner.words.text() == "2 行无法读取。更正了 1 处。"
    qtbot.mouseClick(banner.details, LEFT)
    (dialog,) = window.findChildren(ProblemsDialog)
    dialog.reject()
    qtbot.mouseClick(banner.away, LEFT)
    assert banner.isHidden()


def test_that_a_file_without_problems_has_no_banner(program: Program) -> None:
    assert program.window is not None
    assert program.window.findChildren(ProblemsBanner) == []
    assert banner_words((), "en") == ""


def test_that_problems_can_be_filtered_sorted_and_copied(
    qtbot: QtBot, messy: tuple[Program, MainWindow], qtmodeltester: object
) -> None:
    program, window = messy
    program.show_problems()
    (dialog,) = window.findChildren(ProblemsDialog)
    qtmodeltester.check(dialog.model)  # type: ignore[attr-defined]
    assert [b.text() for b in dialog.filters.buttons] == ["All  3", "Not used  2", "Changed  1"]
    lines = [dialog.shown.index(r, 2).data() for r in range(dialog.shown.rowCount())]
    assert lines == ["3", "4", "5"]
    qtbot.mouseClick(dialog.filters.buttons[1], LEFT)
    assert dialog.shown.rowCount() == 2
    dialog.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert [dialog.shown.index(r, 2).data() for r in range(2)] == ["5", "3"]
    dialog.copy_rows()
    copied = QGuiApplication.clipboard().text().split("\n")
    assert copied[0].split("\t")[:3] == ["Outcome", "File", "Line"]
    assert copied[1].split("\t")[:5] == ["Not used", "messy.csv", "5", "lat", "91"]
    assert len(copied) == 3
    dialog.reject()


def test_that_a_chinese_window_tells_problems_in_chinese(
    messy: tuple[Program, MainWindow],
) -> None:
    program, window = messy
    program.look.set_lang("zh")
    program.show_problems()
    (dialog,) = window.findChildren(ProblemsDialog)
    rows = [
        [dialog.shown.index(row, column).data() for column in range(7)]
        for row in range(dialog.shown.rowCount())
    ]
    assert [row[1:3] for row in rows] == [["messy.csv", line] for line in ("3", "4", "5")]
    for row in rows:
        for text in filter(None, (row[0], row[5], row[6])):
            assert any("\u4e00" <= letter <= "\u9fff" for letter in text), text
    assert rows[2][4:6] == ["91", "纬度应在 -90 与 90 之间（纬度和经度是否颠倒？）"]
    dialog.reject()


def test_that_the_card_stays_in_the_middle(qtbot: QtBot, program: Program) -> None:
    window = program.window
    assert window is not None
    card = LoadingCard("a.csv", "en", "dark", window)
    window.resize(1200, 760)
    assert abs(card.geometry().center().x() - window.rect().center().x()) <= 1
    card.tell("sites.geojson", 5, 10)
    high = card.bar.value()
    card.tell("rows", 1, 10)
    assert card.bar.value() == high, "a bar never goes back"


def few(folder: Path) -> Path:
    """A table of two events."""
    path = folder / "few.csv"
    path.write_text("title,date,lat,lon\nA,2024-03-05,31,121\nB,2024-04-05,30,120\n")
    return path


def test_that_the_window_before_stands_until_the_next_one_is_built(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    path = few(tmp_path)
    before = program.window
    assert before is not None
    seen: list[tuple[bool, int]] = []
    with qtbot.waitSignal(program.opener.opened):
        program.open(path)
    while program.window is before or before.isVisible():
        window = program.window
        assert window is not None
        seen.append((before.isVisible() or window.isVisible(), len(window.session.dataset)))
        QGuiApplication.processEvents()
    assert len(seen) > 2
    assert all(visible for visible, _ in seen)
    assert (len(program.window.session.dataset), program.path) == (2, path)
    assert program.window.session.engine._columns.keys() == set(FIELDS)


def test_that_a_new_window_shows_and_then_its_lanes(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    path = few(tmp_path)
    before = program.window
    assert before is not None
    with qtbot.waitSignal(program.opener.opened):
        program.open(path)
    program._next.stop()
    built: list[MainWindow | None] = []
    for window in program._building:
        built.append(window)
        if window is not None and window.isVisible():
            break
    assert len(built) > 4, "each step is a turn of its own"
    assert not before.rehearsal.under_way
    window = program.window
    assert window is not None
    layers = window.timeline._layers
    assert layers.static is None
    painted = window.timeline.canvas.grab()
    assert painted.toImage().pixelColor(400, 100) == QColor(load_style("light").tokens.panel)
    until(qtbot, lambda: layers.static is not None)
    assert not window.timeline._turns.first
    window.session.state.set_query(Query())
    window.session.flush()
    assert not window.timeline.moving, "later ones come at once, being few"
    list(program._building)


def test_that_the_latest_file_is_shown_though_another_was_being_built(
    qtbot: QtBot, program: Program, bundled: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "few.csv"
    path.write_text("title,date\nA,2024-03-05\n")
    with qtbot.waitSignal(program.opener.opened):
        program.open(path)
    window = program.show(bundled)
    qtbot.wait(50)
    assert program.window is window
    assert program.path is None
    assert window.isVisible()
