"""Somebody else's files in the window: odd titles, few events, deep time, broken files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from settled import settled, until

from explorer.app import Program
from explorer.common.paths import bundled_package
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.session.look import Look
from explorer.shell.problems import ProblemsDialog
from explorer.shell.window import MainWindow

NAUGHTY = (
    '<img src="/x.png">',
    "<b>bold</b> & <script>alert(1)</script>",
    "&amp; && &file",
    "=cmd|'/c calc'!A1",
    "\u202ereversed\u202c",
    "数据中心" * 30,
    "a" * 400,
    "%s %d {} {0}",
)


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(["title,date,country,category", *rows]) + "\n", encoding="utf-8")
    return path


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def opened(qtbot: QtBot, path: Path) -> MainWindow:
    window = Program(Look("en", "light", None)).show(load(path), path=path)
    qtbot.addWidget(window)
    settled(qtbot, window)
    return window


def test_that_odd_titles_are_shown_letter_by_letter(qtbot: QtBot, tmp_path: Path) -> None:
    rows = [f"{quoted(t)},2024-0{k + 1},FR,{quoted(t[:30])}" for k, t in enumerate(NAUGHTY)]
    window = opened(qtbot, write(tmp_path / "odd.csv", rows))
    data: Dataset = window.session.dataset
    assert len(data) == len(NAUGHTY)
    for i in range(len(data)):
        window.session.focus.pick((data.events.id[i],))
        settled(qtbot, window)
        labels = window.inspector.findChildren(QLabel)
        assert data.events.title[i] in [label.text() for label in labels]
        assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    for widget in window.findChildren(QWidget):
        assert "<img" not in widget.toolTip()
        assert "<b>" not in widget.toolTip()


@pytest.mark.parametrize(
    "rows",
    [[], ["Only,2024,FR,x"], ["Big Bang,Y-13800000000,,x", "Today,2026-01-01T12:30,JP,y"]],
    ids=["none", "one", "deep time"],
)
def test_that_few_or_far_events_are_shown(qtbot: QtBot, tmp_path: Path, rows: list[str]) -> None:
    window = opened(qtbot, write(tmp_path / "few.csv", rows))
    assert window.session.result.n_visible == len(rows)
    for picture in (window.map.picture, window.timeline.static):
        assert picture is not None
        assert picture.tally.drawn + picture.tally.outside + picture.tally.unplaced == len(rows)
    window.timeline.zoom(0.5)
    settled(qtbot, window)
    window.session.clear_window()
    settled(qtbot, window)
    assert window.session.result.n_visible == len(rows)


def test_that_a_file_that_cannot_be_read_leaves_the_open_one_open(
    qtbot: QtBot, tmp_path: Path
) -> None:
    good = write(tmp_path / "good.csv", ["Here,2024,FR,x"])
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n")
    program = Program(Look("en", "light", None))
    window = program.show(load(good), path=good)
    qtbot.addWidget(window)
    program.open(bad)
    until(qtbot, lambda: program.opener.notice is not None)
    notice = program.opener.notice
    assert notice is not None
    assert "PNG" in notice.text.text()
    assert program.window is window
    assert window.session.result.n_visible == 1
    notice.close()


def test_that_problems_of_the_file_are_counted_and_listed(qtbot: QtBot, tmp_path: Path) -> None:
    path = write(tmp_path / "messy.csv", ["Good,2024,FR,x", "Bad,2021-02-29,FR,x"])
    program = Program(Look("en", "light", None))
    window = program.show(load(path), path=path)
    qtbot.addWidget(window)
    link = next(b for b in window.status.findChildren(QPushButton) if "1 problem" in b.text())
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(ProblemsDialog)
    shown = [dialog.shown.index(0, column).data() for column in range(5)]
    assert shown == ["Not used", "messy.csv", "3", "date", "2021-02-29"]
    dialog.reject()


def test_that_opening_another_file_replaces_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", ["A,2024,FR,x"])
    second = write(tmp_path / "b.csv", ["B,2025,JP,y", "C,2026,JP,y"])
    program = Program(Look("en", "light", None))
    program.show(load(first), path=first)
    first_window = program.window
    program.open(second)
    until(qtbot, lambda: program.window is not first_window)
    assert program.window is not None
    qtbot.addWidget(program.window)
    assert len(program.window.session.dataset) == 2
    assert program.path == second


def test_that_a_source_with_an_odd_date_is_shown_as_it_stands(
    qtbot: QtBot, bundled: Dataset, tmp_path: Path
) -> None:
    folder = tmp_path / "package"
    shutil.copytree(bundled_package(), folder)
    sources = folder / "sources.csv"
    lines = sources.read_text(encoding="utf-8").split("\n")
    assert "2024-10-03" in lines[2]
    lines[2] = lines[2].replace("2024-10-03", "some day in autumn")
    sources.write_text("\n".join(lines), encoding="utf-8")
    window = Program(Look("en", "light", None)).show(load(folder), path=folder)
    qtbot.addWidget(window)
    window.session.focus.pick(("alibaba-dc-plan-2024-05",))
    settled(qtbot, window)
    texts = "\n".join(label.text() for label in window.inspector.findChildren(QLabel))
    assert "some day in autumn" in texts
