"""The panel of data health: its figures, what a click on a line shows, and the way back."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from settled import settled, until

from explorer.app import Program
from explorer.bench.synthetic import synthetic
from explorer.cli.options import Filters
from explorer.dataset.model import Dataset
from explorer.query.clauses import Picked, Query, Values
from explorer.query.engine import Engine
from explorer.query.words import words
from explorer.session.look import Look
from explorer.shell.health import HealthLine, HealthPanel
from explorer.shell.window import MainWindow


def shown(qtbot: QtBot, dataset: Dataset) -> Program:
    program = Program(Look("en", "light", None))
    window = program.show(dataset)
    qtbot.addWidget(window)
    window.space.still = True
    window.resize(1400, 900)
    settled(qtbot, window)
    return program


@pytest.fixture
def program(qtbot: QtBot, bundled: Dataset) -> Iterator[Program]:
    made = shown(qtbot, bundled)
    yield made
    assert made.window is not None
    made.window.close()


@pytest.fixture
def window(program: Program) -> MainWindow:
    assert program.window is not None
    return program.window


def opened(window: MainWindow, qtbot: QtBot) -> HealthPanel:
    window.action("health").trigger()
    (panel,) = window.findChildren(HealthPanel)
    until(qtbot, panel.isActiveWindow)
    return panel


def line(panel: HealthPanel, text: str) -> HealthLine:
    return next(row for row in panel.lines if row.line.text == text)


def click(qtbot: QtBot, row: HealthLine) -> None:
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)


def read(command: str, dataset: Dataset) -> Query:
    """What a command line asks for."""
    found = shlex.split(command)
    assert found[:2] == ["chuhai", "query"]
    where = tuple(word.removeprefix("--where=") for word in found[2:])
    return Query(Filters((), (), where, (), (), ()).clauses(dataset))


def test_that_every_line_counts_what_its_command_finds(
    program: Program, window: MainWindow, qtbot: QtBot
) -> None:
    panel, dataset = opened(window, qtbot), window.session.dataset
    engine = Engine(dataset)
    assert len(panel.lines) > 20
    for row in panel.lines:
        assert row.isEnabled() == (row.line.count > 0)
        if not row.isEnabled():
            continue
        click(qtbot, row)
        window.session.flush()
        assert window.session.result.n_visible == row.line.count
        program.copy_command()
        command = QGuiApplication.clipboard().text()
        assert engine.result(read(command, dataset)).n_visible == row.line.count


def test_that_a_click_shows_just_these_events_and_undo_brings_the_rest_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    state = window.session.state
    before = Query((Values("country", ("CN",)),), (Values("category", ("release",)),))
    state.set_query(before)
    window.session.flush()
    panel = opened(window, qtbot)
    row = next(row for row in panel.lines if row.line.count and row.line.event < 0)
    click(qtbot, row)
    assert state.query == Query((row.line.clause,))
    assert row.isChecked()
    window.session.flush()
    assert window.action("undo").isEnabled()
    qtbot.keyClick(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(qtbot, lambda: state.query == before)
    assert not row.isChecked()


def test_that_a_second_click_shows_all(window: MainWindow, qtbot: QtBot) -> None:
    panel = opened(window, qtbot)
    row = next(row for row in panel.lines if row.line.count)
    click(qtbot, row)
    assert row.isChecked()
    click(qtbot, row)
    assert window.session.state.query == Query()
    assert not row.isChecked()


def test_that_the_filter_stands_as_a_chip_in_words(window: MainWindow, qtbot: QtBot) -> None:
    panel = opened(window, qtbot)
    row = next(r for r in panel.lines if isinstance(r.line.clause, Values) and r.line.count)
    click(qtbot, row)
    window.session.flush()
    settled(qtbot, window)
    (chip,) = window.filters.chips.chips
    assert chip.text() == words(row.line.clause, window.session.dataset)
    chip.click()
    assert window.session.state.query == Query()
    assert not row.isChecked()


def test_that_a_record_is_shown_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    panel = opened(window, qtbot)
    row = next(row for row in panel.lines if row.line.event >= 0)
    click(qtbot, row)
    window.session.flush()
    assert window.session.state.query == Query(
        (Picked((window.session.dataset.events.id[row.line.event],)),)
    )
    assert window.session.result.n_visible == 1
    assert window.action("undo").text() == "Undo show only these"


def test_that_lines_are_reached_and_pressed_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    panel = opened(window, qtbot)
    row = next(row for row in panel.lines if row.line.count)
    row.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert window.session.state.query == Query((row.line.clause,))


def test_that_there_is_one_panel_and_it_follows_language_and_theme(
    window: MainWindow, qtbot: QtBot
) -> None:
    panel = opened(window, qtbot)
    assert opened(window, qtbot) is panel
    assert panel.windowTitle() == "Data health"
    figures = [row.line.figure for row in panel.lines if row.line.event < 0]
    click(qtbot, line(panel, "High"))
    light = panel.grab().toImage()
    window.session.look.set_theme("dark")
    assert panel.grab().toImage() != light
    window.session.look.set_lang("zh")
    assert panel.windowTitle() == "数据健康"
    assert [row.line.figure for row in panel.lines if row.line.event < 0] == figures
    assert line(panel, "高").isChecked()
    panel.reject()
    until(qtbot, lambda: not window.findChildren(HealthPanel))


def test_that_many_events_are_judged_beside_the_screen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.query.engine.LARGE", 500)
    program = shown(qtbot, synthetic(1000))
    assert program.window is not None
    program.window.action("health").trigger()
    (panel,) = program.window.findChildren(HealthPanel)
    assert panel.busy
    assert panel.head.text() == "Counting…"
    until(qtbot, lambda: not panel.busy)
    assert panel.head.text().startswith("1,000 events")
    row = next(row for row in panel.lines if row.line.count)
    click(qtbot, row)
    program.window.session.flush()
    assert program.window.session.result.n_visible == row.line.count
    panel.restyle()
    assert panel.busy
    panel.reject()  # what is under way is no longer wanted
    assert not panel.busy
    program.window.close()


def test_that_data_without_events_has_a_report(qtbot: QtBot) -> None:
    program = shown(qtbot, synthetic(0))
    assert program.window is not None
    panel = opened(program.window, qtbot)
    assert panel.head.text() == "There are no events."
    assert not any(row.isEnabled() for row in panel.lines)
    program.window.close()
