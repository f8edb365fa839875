"""Saving data from the window: the same files as ``chuhai convert`` writes, told in plain words."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pyogrio
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from settled import PATIENCE, settled, until

from explorer.app import Program, command_for
from explorer.cli.commands import main
from explorer.common.progress import Progress
from explorer.dataset.build import load
from explorer.dataset.edtf import from_civil
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.export.data.timelinejs import untellable
from explorer.export.data.write import NAMES, named
from explorer.query.clauses import MapBox, Query, Values
from explorer.session import jobs
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.shell import save_dialog
from explorer.shell.notice import Notice
from explorer.shell.save_dialog import SaveDialog
from explorer.shell.settings import Settings
from explorer.shell.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
IPO = Values("category", ("ipo",))
ASIA = MapBox(60, -10, 150, 55)
TABLE = (
    "Titel;Datum;Land;amount;farbe\n"
    "Hafen „Süd“;03.04.2024;FR;1,5;rot\n"
    "=1+1;05.06.2025;JP;2;grün\n"
    "Ohne Datum;;DE;;\n"
    "Falsch;31.02.2024;DE;;\n"
)


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    yield
    jobs.stop_all()


@pytest.fixture
def program(qtbot: QtBot, bundled: Dataset) -> Program:
    made = Program(Look("en", "light", None))
    window = made.show(bundled, Query())
    qtbot.addWidget(window)
    settled(qtbot, window)
    return made


def window_of(program: Program) -> MainWindow:
    assert program.window is not None
    return program.window


def ask(program: Program) -> SaveDialog:
    """The dialog, by the command in the menu."""
    window = window_of(program)
    window.action("save_data").trigger()
    (dialog,) = window.findChildren(SaveDialog)
    return dialog


def save(qtbot: QtBot, dialog: SaveDialog, path: Path) -> None:
    """Press Save, name the file, wait until it is written."""
    with qtbot.waitSignal(dialog.saved, timeout=PATIENCE):
        qtbot.mouseClick(dialog.save, LEFT)
        (where,) = dialog.findChildren(QFileDialog)
        where.fileSelected.emit(str(path))
        where.reject()
    assert not dialog.isVisible()


def notices(program: Program) -> list[Notice]:
    found = window_of(program).findChildren(Notice)
    return [notice for notice in found if shiboken6.isValid(notice) and notice.isVisible()]


def files(path: Path) -> dict[str, bytes]:
    """What was written, file by file."""
    if path.is_dir():
        return {inside.name: inside.read_bytes() for inside in path.iterdir()}
    return {"": path.read_bytes()}


def told(dialog: SaveDialog, key: str) -> str:
    """One of the facts on the chosen format; '' where it is not shown."""
    head, text = dialog.facts[key]
    assert head.isVisible() == text.isVisible()
    return text.text() if text.isVisible() else ""


def runs_to(command: str, out: Path) -> int:
    """Run a command that was copied, with ``out`` as what it writes. Returns its status."""
    program, verb, source, _, *rest = shlex.split(command)
    assert (program, verb) == ("chuhai", "convert")
    return main([verb, source, str(out), *rest])


def test_that_everything_is_what_convert_writes(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    session = window_of(program).session
    session.state.set_filter(IPO)
    for name in NAMES:
        dialog = ask(program)
        dialog.what.choose("all")
        dialog.choose(name)
        ending = save_dialog.KNOWN[name].endings[:1]
        ours, theirs = (tmp_path / f"{who}{''.join(ending)}" for who in ("ours", "theirs"))
        assert runs_to(dialog.command(), theirs) == 0
        save(qtbot, dialog, ours)
        assert files(ours) == files(theirs), name
        assert "ours" in window_of(program).status.said
        for notice in notices(program):
            notice.close()
        until(qtbot, lambda: not window_of(program).findChildren(SaveDialog))


@pytest.mark.parametrize("scope", ["shown", "selected"])
def test_that_a_part_is_what_the_copied_command_writes(
    qtbot: QtBot, program: Program, tmp_path: Path, scope: str
) -> None:
    session = window_of(program).session
    session.state.set_filter(Values("category", ("data_center", "ipo")))
    session.state.set_selection(ASIA)
    dialog = ask(program)
    assert dialog.what.keys == ["all", "shown", "selected"]
    assert dialog.what.value == "selected"
    dialog.what.choose(scope)
    dialog.choose("gpkg")
    result = session.result
    n = result.n_selected if scope == "selected" else result.n_visible
    assert dialog.what_help.text().startswith(f"{n} of {len(session.dataset)} events: Category")
    assert ("Inside" in dialog.what_help.text()) == (scope == "selected")
    qtbot.mouseClick(dialog.copy, LEFT)
    command = QGuiApplication.clipboard().text()
    save(qtbot, dialog, tmp_path / "ours.gpkg")
    assert runs_to(command, tmp_path / "theirs.gpkg") == 0
    assert files(tmp_path / "ours.gpkg") == files(tmp_path / "theirs.gpkg")
    assert len(load(tmp_path / "ours.gpkg")) == n
    assert len(pyogrio.read_dataframe(tmp_path / "ours.gpkg", layer="events")) == n


def test_that_what_was_told_is_written_while_time_plays_on(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    session = window_of(program).session
    session.set_window(from_civil(2024), from_civil(2025))
    dialog = ask(program)
    dialog.choose("csv")
    n, command = session.result.n_visible, dialog.command()
    assert dialog.what_help.text().startswith(f"{n} of ")
    session.set_window(from_civil(2025), from_civil(2026))
    session.flush()
    assert session.result.n_visible != n
    assert dialog.command() == command
    save(qtbot, dialog, tmp_path / "ours.csv")
    assert len(load(tmp_path / "ours.csv")) == n


def test_that_no_name_is_proposed_that_would_replace_what_was_read(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "hafen.csv"
    path.write_text("title,date\nA,2024\n", "utf-8")
    session = Session(load(path), Look("en", "light", None))
    dialog = SaveDialog(session, path, ReadOptions(), "csv", None)
    qtbot.addWidget(dialog)
    for name, proposed in (("csv", "hafen-copy.csv"), ("gpkg", "hafen.gpkg"), ("zip", "hafen.zip")):
        dialog.choose(name)
        assert shlex.split(dialog.command())[2:4] == [str(path), proposed]


def test_that_only_what_there_is_can_be_chosen(
    qtbot: QtBot, program: Program, bundled: Dataset
) -> None:
    dialog = ask(program)
    assert dialog.what.keys == ["all"]
    assert not dialog.what.isVisible()
    assert dialog.what_help.text() == f"All {len(bundled)} events of the file."
    assert dialog.visible() is None
    dialog.close()
    session = window_of(program).session
    session.state.set_filter(Values("category", ("no such thing",)))
    until(qtbot, lambda: not window_of(program).findChildren(SaveDialog))
    dialog = ask(program)
    assert dialog.what.keys == ["all", "shown"]
    assert dialog.error.text() == "There is no event to save."
    assert not dialog.save.isEnabled()
    dialog.what.choose("all")
    assert dialog.save.isEnabled()
    dialog.close()


def test_that_a_strangers_table_is_saved_and_read_again(
    qtbot: QtBot, bundled: Dataset, tmp_path: Path
) -> None:
    program = Program(Look("en", "light", None))
    program.show(bundled)
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, "utf-8")
    before = window_of(program)
    program.opener.open(path, ReadOptions(delimiter=";", decimal=",", date_order="dmy"))
    until(qtbot, lambda: program.path == path and window_of(program) is not before)
    window = window_of(program)
    settled(qtbot, window)
    window.action("fit_time").trigger()
    dialog = ask(program)
    dialog.choose("csv")
    dialog.what.choose("all")
    asked = ["--delimiter=;", "--decimal=,", "--date-order=dmy"]
    assert all(option in shlex.split(command_for(window.session, path, program.options))
               for option in asked)  # fmt: skip
    assert dialog.unread.text() == "1 row of the file could not be read and is not in it."
    command = dialog.command()
    save(qtbot, dialog, tmp_path / "ours.csv")
    assert runs_to(command, tmp_path / "theirs.csv") == 1, "a row has an error"
    assert files(tmp_path / "ours.csv") == files(tmp_path / "theirs.csv")
    again = load(tmp_path / "ours.csv")
    assert list(again.events.title) == ["Hafen „Süd“", "'=1+1", "Ohne Datum"]
    assert list(again.events.date) == ["2024-04-03", "2025-06-05", ""]
    assert list(again.events.extra["farbe"]) == ["rot", "grün", ""]
    window.close()


def test_that_what_a_timeline_cannot_hold_is_told_before_and_after(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    dialog = ask(program)
    dialog.choose("timelinejs")
    left = int(untellable(program.window.session.dataset).sum()) if program.window else 0
    assert left > 0
    assert f"{left} of these events have no date" in told(dialog, "left")
    save(qtbot, dialog, tmp_path / "out.timeline.json")
    (notice,) = notices(program)
    assert notice.text.text().startswith(f"{left} events have no date that TimelineJS could tell")
    slides = json.loads((tmp_path / "out.timeline.json").read_text("utf-8"))["events"]
    assert len(slides) + left == len(window_of(program).session.dataset)
    notice.close()


def test_that_what_a_format_is_for_is_told_in_both_languages(
    qtbot: QtBot, program: Program
) -> None:
    seen: dict[str, set[str]] = {"en": set(), "zh": set()}
    for lang in ("en", "zh"):
        window_of(program).session.look.set_lang("en" if lang == "en" else "zh")
        dialog = ask(program)
        for name in NAMES:
            dialog.choose(name)
            assert told(dialog, "for")
            assert told(dialog, "holds")
            assert told(dialog, "back")
            lossless = name in ("package", "zip", "chuhai")
            assert bool(told(dialog, "left")) != lossless
            seen[lang].add(dialog.title.text() + told(dialog, "for"))
        dialog.close()
        until(qtbot, lambda: not window_of(program).findChildren(SaveDialog))
    assert len(seen["en"]) == len(seen["zh"]) == len(NAMES)
    assert not seen["en"] & seen["zh"]


def test_that_the_format_is_remembered(qtbot: QtBot, program: Program) -> None:
    dialog = ask(program)
    assert dialog.format == "gpkg"
    qtbot.mouseClick(dialog.rows["csv"], LEFT)
    assert dialog.title.text() == "CSV table  (.csv)"
    dialog.close()
    assert Settings().text("save/format") == "csv"
    until(qtbot, lambda: not window_of(program).findChildren(SaveDialog))
    assert ask(program).format == "csv"


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody may write to, root neither."""
    folder = tmp_path / "locked"
    folder.mkdir()
    mounted = os.geteuid() == 0
    if mounted:
        command = ["mount", "-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("mounting is not allowed here")
    else:
        folder.chmod(0o555)
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def failed(qtbot: QtBot, dialog: SaveDialog, path: Path) -> str:
    """What is said when ``path`` can't be written; the dialog stays as it was."""
    dialog.write(path)
    until(qtbot, lambda: dialog.writing is None)
    (notice,) = dialog.findChildren(Notice)
    assert dialog.isVisible()
    assert dialog.save.isEnabled()
    assert notice.heading.text() == "The data was not saved"
    text = notice.text.text()
    notice.close()
    return text


def test_that_a_folder_that_is_locked_is_told(qtbot: QtBot, program: Program, locked: Path) -> None:
    dialog = ask(program)
    text = failed(qtbot, dialog, locked / "out.gpkg")
    assert "out.gpkg was not written: " in text
    assert "read-only" in text or "no permission" in text
    assert "Nothing was left behind" in text
    assert list(locked.iterdir()) == []
    dialog.close()


def test_that_a_chinese_window_says_in_chinese_what_was_not_saved(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    window_of(program).session.look.set_lang("zh")
    dialog = ask(program)
    assert dialog.save.text() == "保存…"
    dialog.write(tmp_path / "none" / "out.gpkg")
    until(qtbot, lambda: dialog.writing is None)
    (notice,) = dialog.findChildren(Notice)
    assert notice.heading.text() == "数据未能保存"
    first, second = notice.text.text().split("\n")
    assert first == f"{tmp_path / 'none' / 'out.gpkg'} 未写入：没有这个文件夹"
    assert second == "没有留下任何文件。请选择其他位置或名称。"
    notice.close()
    dialog.close()


def test_that_a_place_that_cannot_be_taken_is_told(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("x")
    dialog = ask(program)
    assert "no such folder" in failed(qtbot, dialog, tmp_path / "none" / "out.gpkg")
    dialog.choose("package")
    assert "not empty" in failed(qtbot, dialog, tmp_path / "full")
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "mine"]
    dialog.close()


def test_that_a_name_gets_the_ending_and_overwrites_nothing_unasked(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    dialog = ask(program)
    dialog.choose("bibtex")
    (tmp_path / "a.csv.bib").write_text("mine")
    dialog.take(tmp_path / "a.csv")
    (notice,) = dialog.findChildren(Notice)
    assert notice.heading.text() == "a.csv.bib is there already"
    notice.reject()
    assert dialog.writing is None
    assert (tmp_path / "a.csv.bib").read_text() == "mine"
    with qtbot.waitSignal(dialog.saved, timeout=PATIENCE) as told:
        dialog.take(tmp_path / "b")
    assert told.args == [tmp_path / "b.bib"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv.bib", "b.bib"]


@pytest.mark.parametrize(
    ("name", "typed", "written"),
    [
        ("gpkg", "a", "a.gpkg"),
        ("gpkg", "a.GPKG", "a.GPKG"),
        ("timelinejs", "a.json", "a.timeline.json"),
        ("csl-json", "a.v2", "a.v2.csl.json"),
        ("package", "a.b", "a.b"),
    ],
)
def test_that_names_have_an_ending_of_their_format(name: str, typed: str, written: str) -> None:
    assert named(Path(typed), name) == Path(written)


def test_that_writing_is_told_in_words_and_can_be_stopped(
    qtbot: QtBot, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = Event()
    real = save_dialog.convert

    def slowly(*args: object, progress: Progress, **more: object) -> list[str]:
        progress("events", 500, 1500)
        on.wait(PATIENCE / 1000)
        return real(*args, progress=progress, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(save_dialog, "convert", slowly)
    dialog = ask(program)
    dialog.write(tmp_path / "out.gpkg")
    until(qtbot, lambda: "Writing events" in dialog.doing.text())
    assert dialog.doing.text() == "Writing events · 500 of 1,500"
    assert (dialog.bar.value(), dialog.bar.maximum()) == (500, 1500)
    assert dialog.stop.isVisible()
    assert not dialog.save.isEnabled()
    assert not dialog.rows["csv"].isEnabled()
    qtbot.mouseClick(dialog.stop, LEFT)
    assert dialog.writing is None
    assert dialog.save.isEnabled()
    on.set()
    jobs.stop_all()
    assert list(tmp_path.iterdir()) == []
    dialog.close()


def test_that_a_source_that_went_away_keeps_nobody_from_saving(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    dialog = ask(program)
    dialog._source = tmp_path / "gone.chuhai"
    dialog.choose("chuhai")
    save(qtbot, dialog, tmp_path / "out.chuhai")
    (notice,) = notices(program)
    assert "briefing.json" in notice.text.text()
    assert len(load(tmp_path / "out.chuhai")) == len(window_of(program).session.dataset)
    notice.close()
