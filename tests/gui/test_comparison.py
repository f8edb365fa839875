"""Comparing with an older file: what is listed, read, picked and shown alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from settled import PATIENCE, settled, until

from explorer.app import Program
from explorer.common.progress import Progress
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.query.clauses import Picked, Query, Values
from explorer.session import jobs
from explorer.session.look import Look
from explorer.shell.comparison import COLUMNS, ComparisonDialog
from explorer.shell.keysheet import entries
from explorer.shell.needs import NeedsDialog
from explorer.shell.window import MainWindow
from explorer.views.words import word

LEFT = Qt.MouseButton.LeftButton
HEAD = "id,title,title_zh,date,category,status,organizations,country,url,summary\n"
OLD = f"""{HEAD}\
a,Stays,,2021,ipo,active,Acme,SG,https://a.org/1,
b,<b>Bold</b>,,2023-05,ipo,planned,Acme,SG,https://a.org/2,Short
c,Gone,消失,2022,release,active,,FR,,It was here
"""
NEW = f"""{HEAD}\
a,Stays,,2021,ipo,active,Acme,SG,https://a.org/1,
b,<b>Bold</b>,,2023-06,ipo,active,Bolt,FR,https://a.org/3,Long
d,New,新的,2020,ipo,,,,,
"""


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    yield
    jobs.stop_all()


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "old.csv"
    path.write_text(OLD, encoding="utf-8")
    return path


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    path = tmp_path / "new.csv"
    path.write_text(NEW, encoding="utf-8")
    made = Program(Look("en", "light", None))
    settled(qtbot, made.show(load(path), Query(), path))
    yield made
    assert made.window is not None
    made.window.close()


def window_of(program: Program) -> MainWindow:
    assert program.window is not None
    return program.window


def compared(qtbot: QtBot, program: Program, path: Path) -> ComparisonDialog:
    program.comparer.compare(path)
    until(qtbot, lambda: program.comparer.dialog is not None)
    dialog = program.comparer.dialog
    assert dialog is not None
    settled(qtbot, dialog)
    return dialog


def buttons(dialog: ComparisonDialog) -> list[str]:
    return [button.text() for button in dialog.filters.buttons]


def rows(dialog: ComparisonDialog) -> list[tuple[str, ...]]:
    model = dialog.model
    return [
        tuple(str(model.index(row, column).data()) for column in range(len(COLUMNS)))
        for row in range(model.rowCount())
    ]


def click(qtbot: QtBot, dialog: ComparisonDialog, row: int) -> None:
    table = dialog.table
    box = table.visualRect(dialog.model.index(row, 2))
    qtbot.mouseClick(table.viewport(), LEFT, pos=box.topLeft() + QPoint(8, 8))


def read_out(dialog: ComparisonDialog) -> list[str]:
    page = dialog.page.widget()
    assert page is not None
    return [label.text() for label in page.findChildren(QLabel)]


def beside(dialog: ComparisonDialog, name: str) -> tuple[str, ...]:
    """The values in the row of the field ``name``."""
    page = dialog.page.widget()
    assert page is not None
    labels = page.findChildren(QLabel)
    own = next(label for label in labels if label.text() == name)
    row = [label for label in labels if label.y() == own.y() and label is not own]
    return tuple(label.text() for label in sorted(row, key=lambda label: label.x()))


def test_that_the_command_stands_in_menu_tooltip_and_sheet_of_keys(program: Program) -> None:
    window = window_of(program)
    action = window.action("compare")
    assert action in window.actions_table.menu("file").actions()
    assert action.text() == "Compare with…"
    assert action.toolTip() == "Compare with (Ctrl+D)"
    assert action.shortcut() == QKeySequence("Ctrl+D")
    assert ("Compare with", "Ctrl+D") in entries("file", "en")


def test_that_the_command_asks_for_the_older_file(qtbot: QtBot, program: Program) -> None:
    asked: list[str] = []
    program.comparer.ask = lambda: asked.append("older")  # type: ignore[method-assign]
    window_of(program).action("compare").trigger()
    assert asked == ["older"]


def test_that_all_changes_are_listed_with_counts_in_the_order_of_dates(
    qtbot: QtBot, program: Program, older: Path
) -> None:
    dialog = compared(qtbot, program, older)
    assert dialog.heading.text() == "What changed since old.csv"
    assert buttons(dialog) == [
        "All  3", "Added  1", "Removed  1", "Changed  1", "Other tables  3",
    ]  # fmt: skip
    assert [row[:3] for row in rows(dialog)] == [
        ("Added", "2020", "New"),
        ("Removed", "2022", "Gone"),
        ("Changed", "Jun 2023", "<b>Bold</b>"),
    ]
    told = rows(dialog)[2][3].split(", ")
    assert {"Date", "Status", "Summary", "Organisations", "Sources (2)"} <= set(told)
    qtbot.mouseClick(dialog.filters.buttons[4], LEFT)
    assert {row[:3] for row in rows(dialog)} == {
        ("Added", "Source", "a.org"),
        ("Removed", "Source", "a.org"),
        ("Added", "Organisation", "Bolt"),
    }
    assert dialog.model.headerData(1, Qt.Orientation.Horizontal) == "Table"


def test_that_the_model_is_sound(
    qtmodeltester: ModelTester, qtbot: QtBot, program: Program, older: Path
) -> None:
    qtmodeltester.check(compared(qtbot, program, older).model)


def test_that_a_click_reads_a_change_and_picks_its_event(
    qtbot: QtBot, program: Program, older: Path
) -> None:
    dialog, window = compared(qtbot, program, older), window_of(program)
    assert read_out(dialog) == ["Choose a change to read it."]
    assert window.session.focus.picked == ()
    click(qtbot, dialog, 2)
    settled(qtbot, dialog)
    assert window.session.focus.picked == ("b",)
    assert beside(dialog, "Date") == ("May 2023 (month known)", "Jun 2023 (month known)")
    assert beside(dialog, "Status") == ("Planned", "Active")
    assert beside(dialog, "Summary") == ("Short", "Long")
    assert "<b>Bold</b>" in read_out(dialog)
    settled(qtbot, window)
    shown = [label.text() for label in window.inspector.findChildren(QLabel)]
    assert "<b>Bold</b>" in shown
    window.session.focus.pick(())
    click(qtbot, dialog, 2)
    assert window.session.focus.picked == ("b",), "the same line again"


def test_that_the_keyboard_walks_the_list_and_picks(
    qtbot: QtBot, program: Program, older: Path
) -> None:
    dialog, window = compared(qtbot, program, older), window_of(program)
    dialog.table.setFocus()
    assert window.session.focus.picked == (), "to come there is no choice"
    picked = []
    for _ in range(3):
        qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
        picked.append(window.session.focus.picked)
    assert picked == [("d",), ("d",), ("b",)]
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert dialog.isVisible(), "Enter closes nothing"
    qtbot.keyClick(dialog.table, Qt.Key.Key_Escape)
    until(qtbot, lambda: program.comparer.dialog is None)


def test_that_a_removed_event_is_read_from_the_older_file_and_not_picked(
    qtbot: QtBot, program: Program, older: Path
) -> None:
    dialog, window = compared(qtbot, program, older), window_of(program)
    click(qtbot, dialog, 1)
    settled(qtbot, dialog)
    assert window.session.focus.picked == ()
    assert beside(dialog, "Summary") == ("It was here",)
    assert {"Gone", "消失"} <= set(read_out(dialog))


def test_that_only_the_listed_events_are_shown_until_undone(
    qtbot: QtBot, program: Program, older: Path
) -> None:
    dialog, window = compared(qtbot, program, older), window_of(program)
    before = Query((Values("category", ("release",)),))
    window.session.state.set_query(before)
    qtbot.mouseClick(dialog.only, LEFT)
    assert window.session.state.query == Query((Picked(("d", "b")),))
    assert window.session.result.n_visible == 2
    qtbot.mouseClick(dialog.filters.buttons[3], LEFT)
    qtbot.mouseClick(dialog.only, LEFT)
    assert window.session.state.query == Query((Picked(("b",)),))
    settled(qtbot, window)
    undo = window.action("undo")
    assert undo.text() == "Undo show only these"
    undo.trigger()
    undo.trigger()
    assert window.session.state.query == before
    for kind in (2, 4):  # removed events, other tables
        qtbot.mouseClick(dialog.filters.buttons[kind], LEFT)
        assert not dialog.only.isEnabled()


def test_that_language_and_theme_are_followed(qtbot: QtBot, program: Program, older: Path) -> None:
    dialog, window = compared(qtbot, program, older), window_of(program)
    click(qtbot, dialog, 2)
    before = dialog.grab().toImage()
    ink = dialog.model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole)
    window.session.look.set_lang("zh")
    window.session.look.set_theme("dark")
    settled(qtbot, dialog)
    assert dialog.heading.text() == "相比 old.csv 的变更"
    assert buttons(dialog)[1] == "新增  1"
    assert rows(dialog)[0][:3] == ("新增", "2020年", "新的")
    assert beside(dialog, "状态") == ("计划中", "进行中")
    assert dialog.model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole) != ink
    after = dialog.grab().toImage()
    centre = QPoint(after.width() - 60, after.height() // 2)
    assert before.pixelColor(centre).lightness() > 200
    assert after.pixelColor(centre).lightness() < 60


def test_that_a_file_without_changes_says_so(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    same = tmp_path / "same.csv"
    same.write_text(NEW, encoding="utf-8")
    dialog = compared(qtbot, program, same)
    assert dialog.heading.text() == "Nothing changed since same.csv."
    assert not dialog.table.isVisible()
    assert not dialog.only.isVisible()


def test_that_matching_by_title_is_told(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("title,date\nStays,2021\n", encoding="utf-8")
    dialog = compared(qtbot, program, other)
    assert dialog.help.text().startswith("Rows without ids: matched by title and date. ")


class Gate:
    """A reader that goes on only when the test lets it."""

    def __init__(self) -> None:
        self.step = threading.Semaphore(0)
        self.broken = False

    def load(self, path: Path, options: ReadOptions, progress: Progress) -> Dataset:
        try:
            for k in range(3):
                progress("events.csv", k * 500, 1500)
                assert self.step.acquire(timeout=PATIENCE / 1000)
            progress("events.csv", 1500, 1500)
        except jobs.Stopped:
            self.broken = True
            raise
        return load(path, options, progress)


def test_that_reading_the_older_file_shows_progress_and_can_be_stopped(
    qtbot: QtBot, program: Program, older: Path
) -> None:
    gate = Gate()
    program._read = gate.load
    program.comparer.compare(older)
    opener = program.comparer.opener
    until(qtbot, lambda: opener.card is not None and bool(opener.card.count.text()))
    card = opener.card
    assert card is not None
    assert (card.name.text(), card.what.text()) == ("old.csv", "Reading events")
    qtbot.mouseClick(card.stop, LEFT)
    gate.step.release()
    until(qtbot, lambda: gate.broken)
    until(qtbot, lambda: not jobs._running)
    assert program.comparer.dialog is None
    assert opener.notice is None


def test_that_opening_a_file_gives_the_comparison_up(
    qtbot: QtBot, program: Program, older: Path
) -> None:
    gate = Gate()
    program._read = gate.load
    program.comparer.compare(older)
    first = program.window
    program.opener._load = lambda path, options, progress: load(path, options, progress)
    for _ in range(3):
        gate.step.release()
    program.open(older)
    until(qtbot, lambda: program.window is not first)
    settled(qtbot, window_of(program))
    assert program.comparer.dialog is None


def test_that_another_window_takes_the_list_along(
    qtbot: QtBot, program: Program, older: Path
) -> None:
    compared(qtbot, program, older)
    first = program.window
    program.open(older)
    until(qtbot, lambda: program.window is not first)
    until(qtbot, lambda: program.comparer.dialog is None)
    again = compared(qtbot, program, older)
    assert again.heading.text() == "Nothing changed since old.csv."


def test_that_a_refused_file_changes_nothing_and_another_is_offered(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    program.comparer.compare(tmp_path / "absent.csv")
    until(qtbot, lambda: program.comparer.opener.notice is not None)
    notice = program.comparer.opener.notice
    assert notice is not None
    assert notice.heading.text() == "absent.csv can't be opened"
    assert program.comparer.dialog is None
    notice.close()


def test_that_a_file_that_needs_options_is_asked_about_and_compared(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "semi.csv"
    path.write_text("id;title;date\na;Stays;01.02.2021\n", encoding="utf-8")
    program.comparer.compare(path)
    until(qtbot, lambda: program.comparer.opener.notice is not None)
    asked = program.comparer.opener.notice
    assert isinstance(asked, NeedsDialog)
    asked._take()
    asked.accept()
    until(qtbot, lambda: program.comparer.dialog is not None)
    dialog = program.comparer.dialog
    assert dialog is not None
    assert buttons(dialog)[0] == "All  3"


def test_that_a_package_folder_is_named_and_its_own_fields_are_told(
    qtbot: QtBot, bundled: Dataset, tmp_path: Path
) -> None:
    program = Program(Look("en", "light", None))
    folder = tmp_path / "older"
    folder.mkdir()
    (folder / "datapackage.json").write_text('{"name": "older", "resources": []}', "utf-8")
    (folder / "events.csv").write_text("id,title,date,category\nx,X,2024,ipo\n", "utf-8")
    settled(qtbot, program.show(bundled))
    dialog = compared(qtbot, program, folder / "datapackage.json")
    assert dialog.heading.text() == "What changed since older"
    assert buttons(dialog)[1] == f"{word('compare_added', 'en')}  {len(bundled):,}"
    assert dialog.found.others[-1].table == "package"
    window_of(program).close()
