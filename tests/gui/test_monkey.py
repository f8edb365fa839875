"""Two thousand gestures at random: after each, every view tells what plain counting tells."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest
from brute import Brute
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from settled import settled

from explorer.app import Program
from explorer.dataset.model import Dataset
from explorer.query.clauses import MapBox, MapPolygon, Picked, Text, TimeRange, Values
from explorer.session.look import Look
from explorer.shell.window import MainWindow

GESTURES = 2000
SEED = 20260214
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier
MODIFIERS = (
    PLAIN,
    PLAIN,
    PLAIN,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
COMMAND_WORDS = """
    undo undo undo redo redo back forward clear_filters clear_selection clear_selection
    keep exclude next previous filters inspector table light dark english chinese
    step_back step_on loop time_in time_out fit_time by_category by_organization
    by_country pan box lasso map_in map_out fit_map next_pane previous_pane show_on_map
    show_in_time
"""
WORDS = (
    "ai",
    "deepseek",
    "阿里",
    "zhipu",
    "data",
    "xyzzy",
    "manus",
    "saudi",
    "模型",
    "huawei cloud",
)


@pytest.fixture
def window(qtbot: QtBot, bundled: Dataset) -> Iterator[MainWindow]:
    program = Program(Look("en", "light", 1_771_000_000))
    made = program.show(bundled)
    made.space.still = True  # drawers come at once
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    settled(qtbot, made)
    yield made
    made.close()


class Monkey:
    """Hands without a plan."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window, self.random = window, random.Random(seed)

    def at(self, widget: QWidget, edge: int = 4) -> QPointF:
        """A point of the widget."""
        x = self.random.uniform(edge, max(edge + 1, widget.width() - edge))
        y = self.random.uniform(edge, max(edge + 1, widget.height() - edge))
        return QPointF(round(x), round(y))

    def mouse(self, widget: QWidget, kind: QEvent.Type, at: QPointF, keys: object) -> None:
        held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
        button = NONE if kind == QEvent.Type.MouseMove else LEFT
        event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, keys)  # type: ignore[call-overload]
        QApplication.sendEvent(widget, event)

    def drag(self, widget: QWidget, start: QPointF, points: list[QPointF]) -> None:
        keys = self.random.choice(MODIFIERS)
        self.mouse(widget, QEvent.Type.MouseButtonPress, start, keys)
        for point in points:
            self.mouse(widget, QEvent.Type.MouseMove, point, keys)
        self.mouse(widget, QEvent.Type.MouseButtonRelease, points[-1], keys)

    def gesture(self) -> str:
        """Make one, and say which."""
        choices: list[tuple[int, Callable[[], str]]] = [
            (14, self.command),
            (10, self.drag_map),
            (8, self.click_map),
            (8, self.wheel),
            (10, self.click_facet),
            (8, self.drag_timeline),
            (6, self.click_timeline),
            (4, self.type_search),
            (4, self.key),
            (3, self.remove_chip),
            (3, self.row),
            (2, self.play),
        ]
        weights = [weight for weight, _ in choices]
        return self.random.choices([act for _, act in choices], weights)[0]()

    def command(self) -> str:
        name = self.random.choice(COMMAND_WORDS.split())
        self.window.action(name).trigger()
        return name

    def drag_map(self) -> str:
        widget = self.window.map
        start = self.at(widget)
        points = [self.at(widget) for _ in range(self.random.randint(1, 4))]
        self.drag(widget, start, points)
        return f"drag map {widget.tool} {start} {points}"

    def click_map(self) -> str:
        at = self.at(self.window.map)
        QTest.mouseClick(self.window.map, LEFT, self.random.choice(MODIFIERS), at.toPoint())
        return f"click map {at}"

    def wheel(self) -> str:
        widget = self.random.choice([self.window.map, self.window.timeline.canvas])
        at, turn = self.at(widget), self.random.choice((-240, -120, 120, 240))
        QApplication.sendEvent(
            widget,
            QWheelEvent(
                at,
                widget.mapToGlobal(at),
                QPoint(),
                QPoint(0, turn),
                NONE,
                self.random.choice((PLAIN, PLAIN, Qt.KeyboardModifier.ShiftModifier)),
                Qt.ScrollPhase.NoScrollPhase,
                False,
            ),
        )
        return f"wheel {widget.objectName()} {at} {turn}"

    def click_facet(self) -> str:
        sections = [s for s in self.window.filters.sections.values() if s.rows()]
        section = self.random.choice(sections)
        key = self.random.choice(list(section.rows()))
        keys = self.random.choice((PLAIN, Qt.KeyboardModifier.ControlModifier))
        rect = section.row_rect(key)
        QTest.mouseClick(section.target, LEFT, keys, rect.center())
        return f"facet {section.field} {key} {keys}"

    def drag_timeline(self) -> str:
        port = self.window.timeline.canvas
        start = self.at(port, 8)
        points = [self.at(port, 8) for _ in range(self.random.randint(1, 3))]
        self.drag(port, start, points)
        return f"drag timeline {start} {points}"

    def click_timeline(self) -> str:
        port = self.window.timeline.canvas
        at = self.at(port)
        QTest.mouseClick(port, LEFT, self.random.choice(MODIFIERS), at.toPoint())
        return f"click timeline {at}"

    def type_search(self) -> str:
        text = self.random.choice((*WORDS, "", "", ""))
        self.window.filters.search.setText(text)
        QTest.keyClick(self.window.filters.search, Qt.Key.Key_Return)
        return f"search {text!r}"

    def key(self) -> str:
        widget = self.random.choice([self.window.map, self.window.timeline.focus_part()])
        key = self.random.choice(
            [
                Qt.Key.Key_Left,
                Qt.Key.Key_Right,
                Qt.Key.Key_Up,
                Qt.Key.Key_Down,
                Qt.Key.Key_N,
                Qt.Key.Key_P,
                Qt.Key.Key_Home,
                Qt.Key.Key_End,
                Qt.Key.Key_BracketLeft,
                Qt.Key.Key_BracketRight,
                Qt.Key.Key_Escape,
                Qt.Key.Key_Return,
            ]
        )
        widget.setFocus()
        QTest.keyClick(
            widget, key, self.random.choice((PLAIN, PLAIN, Qt.KeyboardModifier.ShiftModifier))
        )
        return f"key {key}"

    def remove_chip(self) -> str:
        state = self.window.session.state
        clauses = [*state.query.filters, *state.query.selection]
        if clauses:
            state.remove(self.random.choice(clauses))
        return "chip"

    def row(self) -> str:
        table = self.window.table
        if table.isVisible() and len(table.model.rows):
            table.view.selectRow(self.random.randrange(len(table.model.rows)))
        return "row"

    def play(self) -> str:
        playback = self.window.session.playback
        playback.play()
        for _ in range(3):
            QTest.qWait(5)
            playback.tick()
        playback.pause()
        return "play"


def compare(window: MainWindow, brute: Brute) -> None:
    """Every view against plain counting."""
    session = window.session
    query = session.state.query
    visible, selected = brute.visible(query), brute.selected(query)
    result = session.result
    assert set(result.visible.nonzero()[0].tolist()) == visible
    if selected is None:
        assert result.selected is None
    else:
        assert result.selected is not None
        assert set(result.selected.nonzero()[0].tolist()) == selected
    n = f"{len(visible) if selected is None else len(selected):,}"
    told = window.status.texts()[0]
    assert told in (f"{n} of {brute.n} events", f"{brute.n} 个事件中的 {n} 个")
    for figure in (window.map.picture, window.timeline.static):
        if figure is not None:
            tally = figure.tally
            assert tally.drawn + tally.outside + tally.unplaced == len(visible)
    if window.table.isVisible():
        assert len(window.table.model.rows) == len(visible)
    for field, section in window.filters.sections.items():
        if not window.filters.isVisible():
            break
        filtered = brute.visible(query, field)
        chosen = brute.selected(query, field)
        for key, row in section.rows().items():
            shown = filtered if chosen is None else chosen
            assert row.count == brute.count(shown, field, key), (field, key)


def test_that_two_thousand_gestures_leave_all_views_in_agreement(
    window: MainWindow, bundled: Dataset
) -> None:
    monkey, brute = Monkey(window, SEED), Brute(bundled)
    lately: list[str] = []
    kinds, seen = set(), set()
    for k in range(GESTURES):
        lately = [*lately[-5:], monkey.gesture()]
        QApplication.processEvents()
        window.session.flush()
        window.map.repaint()
        window.timeline.rest()
        query = window.session.state.query
        kinds |= {type(clause) for clause in (*query.filters, *query.selection)}
        seen.add(query)
        try:
            compare(window, brute)
        except AssertionError as error:
            raise AssertionError(f"after gesture {k}: {lately}\n{error}") from error
    assert len(seen) > 300, "the hands did not change much"
    assert kinds == {TimeRange, MapBox, MapPolygon, Values, Text, Picked}
