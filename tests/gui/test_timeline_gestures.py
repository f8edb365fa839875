"""The timeline under real mouse moves, wheels and keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from settled import settled

from explorer.bench import hands
from explorer.dataset.edtf import MIN, from_civil, parse
from explorer.dataset.model import Dataset
from explorer.figure.picture import Symbol
from explorer.figure.style import load_style
from explorer.figure.timeline.overview import overview_scale
from explorer.figure.timeline.timescale import TimelineLayout, time_to_x
from explorer.paint.fonts import QtMeasure
from explorer.paint.theme import palette, stylesheet
from explorer.query.clauses import Picked, Text, TimeRange, Values
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.views.target import Target
from explorer.views.timeline.widget import TimelineWidget

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
DAY = 86_400
WINDOW = from_civil(2024), from_civil(2026)


class Desk:
    """A timeline of its own, wired as the program does it, and a hand."""

    def __init__(self, qtbot: QtBot, dataset: Dataset) -> None:
        self.qtbot = qtbot
        self.session = Session(dataset, Look("en", "light", from_civil(2026, 2, 14)))
        self.timeline = TimelineWidget(self.session, QtMeasure())
        style = load_style("light")
        self.timeline.setPalette(palette(style))
        self.timeline.setStyleSheet(stylesheet(style))
        for signal in (self.session.result_changed, self.session.focus.picked_changed):
            signal.connect(self.timeline.refresh)
        self.session.focus.hover_changed.connect(self.timeline.refresh_live)
        qtbot.addWidget(self.timeline)
        self.timeline.resize(984, 428)
        self.timeline.show()
        self.timeline.refresh()
        settled(qtbot, self.timeline)
        self.timeline.canvas.setFocus()
        self.settle()

    def settle(self) -> None:
        self.session.flush()
        QApplication.processEvents()

    def look_at(self, start: int, end: int) -> None:
        self.session.set_window(start, end)
        self.settle()

    @property
    def canvas(self) -> QWidget:
        found: QWidget = self.timeline.canvas
        return found

    @property
    def laid(self) -> TimelineLayout:
        assert self.timeline.laid is not None
        return self.timeline.laid

    @property
    def window(self) -> tuple[int, int] | None:
        window = self.session.window
        return (window.start, window.end) if window else None

    @property
    def brush(self) -> tuple[int, int] | None:
        for clause in self.session.state.query.selection:
            if isinstance(clause, TimeRange) and clause.view == "brush":
                return clause.start, clause.end
        return None

    @property
    def picked(self) -> tuple[str, ...]:
        for clause in self.session.state.query.selection:
            if isinstance(clause, Picked):
                return clause.ids
        return ()

    def undo_steps(self) -> int:
        return len(self.session.history._undo)

    # Places

    def on_axis(self, seconds: int) -> QPoint:
        return QPoint(round(time_to_x(self.timeline.view, seconds)), 14)

    def in_overview(self, seconds: int) -> QPoint:
        session = self.session
        scale = overview_scale(session.dataset, session.result.visible, self.timeline.view)
        return QPoint(round(scale.to_x(seconds)), round(self.laid.overview[1] + 24))

    def per_pixel(self) -> float:
        start, end = self.timeline.window_range
        return (end - start) / self.laid.plot_w

    def mark(self, event_id: str) -> QPoint:
        for picture in (self.timeline.live, self.timeline.static):
            assert picture is not None
            for layer in picture.layers:
                for mark in layer.marks:
                    if isinstance(mark, Symbol) and mark.ref == f"event:{event_id}":
                        return QPoint(round(mark.x), round(mark.y))
        raise AssertionError(f"{event_id} is not drawn")

    def blank(self) -> QPoint:
        """A point of the lanes with no event under it."""
        top, height = self.laid.lanes[1], self.laid.lanes[3]
        for y in range(round(top) + 6, round(top + height) - 6, 5):
            for x in range(round(self.laid.plot_x) + 20, round(self.laid.plot_x) + 700, 20):
                if not self.timeline.ids_at(QPointF(x, y)):
                    return QPoint(x, y)
        raise AssertionError("no blank")

    # The hand

    def move(
        self, at: QPoint, buttons: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NONE
    ) -> None:
        point = QPointF(at)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            point,
            QPointF(self.canvas.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            buttons,
            keys,
        )
        QApplication.sendEvent(self.canvas, event)

    def press(self, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
        self.move(at, Qt.MouseButton.NoButton)
        self.qtbot.mousePress(self.canvas, LEFT, keys, at)

    def drag(
        self, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NONE, release: bool = True
    ) -> None:
        """A drag in steps, each of which is shown, as a hand makes it."""
        self.press(start, keys)
        for k in range(1, 9):
            self.move(start + (end - start) * k / 8, LEFT, keys)
            self.settle()
        if release:
            self.qtbot.mouseRelease(self.canvas, LEFT, keys, end)
        self.settle()

    def click(
        self, at: QPoint, keys: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT
    ) -> None:
        self.move(at, Qt.MouseButton.NoButton)
        self.qtbot.mouseClick(self.canvas, button, keys, at)
        self.settle()

    def double_click(self, at: QPoint) -> None:
        self.click(at)
        self.qtbot.mouseDClick(self.canvas, LEFT, NONE, at)
        self.qtbot.mouseRelease(self.canvas, LEFT, NONE, at)
        self.settle()

    def wheel(self, at: QPoint, steps: int, keys: Qt.KeyboardModifier = NONE) -> None:
        event = QWheelEvent(
            QPointF(at),
            QPointF(self.canvas.mapToGlobal(at)),
            QPoint(),
            QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.canvas, event)
        self.settle()

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
        self.qtbot.keyClick(self.timeline.canvas, key, keys)
        self.settle()


@pytest.fixture
def desk(qtbot: QtBot, bundled: Dataset) -> Iterator[Desk]:
    made = Desk(qtbot, bundled)
    yield made
    made.timeline.close()


# The brush on the axis


def test_that_a_drag_on_the_axis_brushes_and_dims(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    visible = desk.session.result.n_visible
    desk.drag(desk.on_axis(from_civil(2024, 4)), desk.on_axis(from_civil(2024, 10)))
    assert desk.brush is not None
    near = 2 * desk.per_pixel()
    assert desk.brush[0] == pytest.approx(from_civil(2024, 4), abs=near)
    assert desk.brush[1] == pytest.approx(from_civil(2024, 10), abs=near)
    assert all(at % DAY == 0 for at in desk.brush), "on whole days"
    assert desk.session.result.n_visible == visible, "nothing disappears"
    assert 0 < desk.session.result.n_selected < visible
    assert desk.timeline.bar.range.text().startswith("Brush:")
    assert desk.undo_steps() == 2
    desk.session.history.undo()
    assert desk.brush is None


def test_that_the_brush_is_moved_and_stretched(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    desk.drag(desk.on_axis(from_civil(2024, 4)), desk.on_axis(from_civil(2024, 10)))
    start, end = desk.brush or (0, 0)
    middle = desk.on_axis((start + end) // 2)
    desk.drag(middle, middle + QPoint(80, 0))
    moved = desk.brush or (0, 0)
    assert moved[0] > start
    assert moved[1] - moved[0] == pytest.approx(end - start, abs=DAY)
    desk.drag(desk.on_axis(moved[1]), desk.on_axis(from_civil(2025, 10)))
    wider = desk.brush or (0, 0)
    assert wider[0] == moved[0]
    assert wider[1] == pytest.approx(from_civil(2025, 10), abs=2 * desk.per_pixel())
    desk.drag(desk.on_axis(wider[0]), desk.on_axis(from_civil(2024, 2)))
    assert desk.brush is not None
    assert desk.brush[1] == wider[1]
    assert desk.brush[0] < moved[0]
    assert desk.undo_steps() == 5, "one step for each drag"


def test_that_an_edge_dragged_past_the_other_turns_the_brush_over(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    desk.drag(desk.on_axis(from_civil(2024, 4)), desk.on_axis(from_civil(2024, 10)))
    before = desk.brush or (0, 0)
    desk.drag(desk.on_axis(before[0]), desk.on_axis(from_civil(2025, 4)))
    assert desk.brush is not None
    assert desk.brush[0] == before[1]
    assert desk.brush[1] == pytest.approx(from_civil(2025, 4), abs=2 * desk.per_pixel())


def test_that_shift_extends_the_brush(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    desk.drag(desk.on_axis(from_civil(2024, 4)), desk.on_axis(from_civil(2024, 6)))
    before = desk.brush or (0, 0)
    desk.drag(desk.on_axis(from_civil(2025, 1)), desk.on_axis(from_civil(2025, 3)), SHIFT)
    assert desk.brush is not None
    assert desk.brush[0] == before[0]
    assert desk.brush[1] > from_civil(2025, 2)


def test_that_a_click_on_the_axis_clears_the_brush(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    desk.drag(desk.on_axis(from_civil(2024, 4)), desk.on_axis(from_civil(2024, 6)))
    desk.click(desk.on_axis(from_civil(2025, 6)))
    assert desk.brush is None


@pytest.mark.parametrize("part", ["axis", "overview"])
def test_that_a_drag_given_up_leaves_what_could_be_redone_and_no_view(
    desk: Desk, part: str
) -> None:
    desk.look_at(*WINDOW)
    session, history = desk.session, desk.session.history
    session.state.set_filter(Values("category", ("release",)))
    history.undo()
    was = history.undo_name, history.redo_name, history.can_go_back, session.state.query
    assert history.redo_name
    box = getattr(desk.timeline.canvas, part).box.center().toPoint()
    canvas = desk.timeline.canvas
    hands.press(canvas, QPointF(box))
    for by in (20, 60):
        hands.move(canvas, QPointF(box + QPoint(by, 0)))
    assert session.state.query != was[-1]
    assert desk.timeline.cancel()
    hands.release(canvas, QPointF(box))
    now = history.undo_name, history.redo_name, history.can_go_back, session.state.query
    assert now == was
    history.redo()
    assert session.state.filter_of("facet:category") is not None


def test_that_escape_gives_up_a_drag(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    start, end = desk.on_axis(from_civil(2024, 4)), desk.on_axis(from_civil(2024, 10))
    desk.drag(start, end, release=False)
    assert desk.brush is not None
    assert desk.timeline.cancel()
    desk.settle()
    assert desk.brush is None
    desk.move(end + QPoint(20, 0))
    desk.qtbot.mouseRelease(desk.canvas, LEFT, NONE, end)
    desk.settle()
    assert desk.brush is None
    assert desk.undo_steps() == 1
    assert not desk.timeline.cancel()


# Lanes


def test_that_a_drag_in_the_lanes_pans_in_one_step(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    at = desk.blank()
    desk.drag(at, at + QPoint(-100, 0))
    assert desk.window is not None
    assert desk.window[0] == pytest.approx(WINDOW[0] + 100 * desk.per_pixel(), rel=1e-9)
    assert desk.window[1] - desk.window[0] == WINDOW[1] - WINDOW[0]
    assert desk.undo_steps() == 2
    desk.session.history.undo()
    assert desk.window == WINDOW


def test_that_the_wheel_zooms_at_the_pointer(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    at = QPoint(400, 120)
    under = WINDOW[0] + (at.x() - desk.laid.plot_x) * desk.per_pixel()
    desk.wheel(at, 3)
    assert desk.window is not None
    assert desk.window[1] - desk.window[0] < WINDOW[1] - WINDOW[0]
    now = desk.window[0] + (at.x() - desk.laid.plot_x) * desk.per_pixel()
    assert now == pytest.approx(under, abs=2)
    desk.wheel(at, -3)
    assert desk.window == pytest.approx(WINDOW, abs=2)


@pytest.mark.parametrize(("x", "keys"), [(40, NONE), (400, SHIFT)])
def test_that_the_wheel_scrolls_lanes(desk: Desk, x: int, keys: Qt.KeyboardModifier) -> None:
    desk.timeline.resize(984, 300)
    desk.settle()
    before = desk.window
    desk.wheel(QPoint(x, 100), -1, keys)
    assert desk.timeline.view.scroll > 0
    assert desk.window == before
    desk.wheel(QPoint(x, 100), 5, keys)
    assert desk.timeline.view.scroll == 0


def test_that_a_box_picks_events(desk: Desk) -> None:
    desk.look_at(from_civil(2025), from_civil(2025, 3))
    data = desk.session.dataset
    at = desk.mark("deepseek-r1-release")
    desk.drag(at - QPoint(12, 12), at + QPoint(12, 12), SHIFT)
    assert "deepseek-r1-release" in desk.picked
    assert len(desk.picked) < desk.session.result.n_visible
    assert desk.window == (from_civil(2025), from_civil(2025, 3)), "nothing was panned"
    first = desk.picked
    top, height = desk.laid.lanes[1], desk.laid.lanes[3]
    left, right = round(desk.laid.plot_x) + 2, round(desk.laid.plot_x + desk.laid.plot_w) - 3
    whole = QPoint(left, round(top) + 1), QPoint(right, round(top + height) - 2)
    desk.drag(*whole, SHIFT | CTRL)
    assert set(first) < set(desk.picked)
    assert set(desk.picked) <= {data.events.id[i] for i in desk.session.result.visible.nonzero()[0]}
    desk.drag(at - QPoint(12, 12), at + QPoint(12, 12), SHIFT | ALT)
    assert not set(first) & set(desk.picked)
    assert desk.undo_steps() == 4
    desk.drag(*whole, SHIFT | ALT)
    assert desk.session.state.query.selection == ()


def test_that_clicks_pick_and_modifiers_toggle(desk: Desk) -> None:
    desk.look_at(from_civil(2025), from_civil(2025, 3))
    desk.click(desk.mark("deepseek-r1-release"))
    assert desk.session.focus.picked == ("deepseek-r1-release",)
    data = desk.session.dataset
    start, end = desk.timeline.window_range
    other = next(
        data.events.id[i]
        for i in desk.session.result.visible.nonzero()[0]
        if start < data.events.start_lo[i] < end and data.events.id[i] != "deepseek-r1-release"
    )
    desk.click(desk.mark(other), CTRL)
    assert set(desk.session.focus.picked) >= {"deepseek-r1-release", other}
    desk.click(desk.mark("deepseek-r1-release"), SHIFT)
    assert "deepseek-r1-release" not in desk.session.focus.picked
    desk.click(desk.blank(), CTRL)
    assert desk.session.focus.picked, "beside every mark nothing is toggled"
    desk.click(desk.blank())
    assert desk.session.focus.picked == ()


def test_that_a_double_click_zooms_or_opens(desk: Desk) -> None:
    desk.look_at(from_civil(2025), from_civil(2025, 3))
    with desk.qtbot.waitSignal(desk.timeline.opened) as told:
        desk.double_click(desk.mark("deepseek-r1-release"))
    assert told.args == ["deepseek-r1-release"]
    assert desk.window == (from_civil(2025), from_civil(2025, 3))
    desk.double_click(desk.blank())
    assert desk.window is not None
    assert desk.window[1] - desk.window[0] < 40 * DAY


def test_that_what_is_under_the_pointer_lights_up(desk: Desk) -> None:
    class Card:
        def __init__(self) -> None:
            self.ids: tuple[str, ...] = ()

        def show_events(self, ids: tuple[str, ...], at: QPoint) -> None:
            self.ids = ids

        def hide_card(self) -> None:
            self.ids = ()

    card = desk.timeline.card = Card()
    desk.look_at(from_civil(2025), from_civil(2025, 3))
    desk.move(desk.mark("deepseek-r1-release"), Qt.MouseButton.NoButton)
    assert desk.session.focus.hover == "deepseek-r1-release"
    assert card.ids == ("deepseek-r1-release",)
    assert desk.canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor
    desk.move(desk.blank(), Qt.MouseButton.NoButton)
    assert desk.session.focus.hover == ""
    assert card.ids == ()
    desk.move(desk.mark("deepseek-r1-release"), Qt.MouseButton.NoButton)
    QApplication.sendEvent(desk.timeline.canvas, QEvent(QEvent.Type.Leave))
    assert desk.session.focus.hover == ""
    assert card.ids == ()
    for change in (
        lambda: desk.look_at(from_civil(2024, 12), from_civil(2025, 2)),
        lambda: desk.session.state.set_filter(Text("deepseek")),
    ):
        desk.move(desk.mark("deepseek-r1-release"), Qt.MouseButton.NoButton)
        assert card.ids == ("deepseek-r1-release",)
        desk.session.focus.pick(("deepseek-r1-release",))  # moves nothing
        desk.settle()
        assert card.ids == ("deepseek-r1-release",)
        change()  # the pointer stays where it is
        desk.settle()
        assert card.ids == ()


# Lane headers


def header(desk: Desk, k: int) -> QPoint:
    return QPoint(60, round(desk.laid.lane_tops[k] + desk.laid.lane_heights[k] / 2))


def test_that_a_click_on_a_header_folds_its_lane(desk: Desk) -> None:
    desk.click(header(desk, 2))
    assert desk.session.outlook.stand.folded == {"release"}
    assert desk.timeline.view.folded == {"release"}
    desk.click(header(desk, 2))
    assert not desk.session.outlook.stand.folded


def test_that_a_double_click_on_a_header_filters(desk: Desk) -> None:
    desk.double_click(header(desk, 2))
    assert desk.session.state.query.filters == (Values("category", ("release",)),)
    assert not desk.session.outlook.stand.folded
    assert desk.undo_steps() == 1
    desk.session.history.undo()
    desk.settle()
    assert desk.session.state.query.filters == ()


def test_that_lanes_follow_what_groups_them(desk: Desk) -> None:
    desk.timeline.bar.lanes.setCurrentIndex(2)
    assert desk.session.outlook.stand.group == "country"
    desk.double_click(header(desk, 0))
    (clause,) = desk.session.state.query.filters
    assert clause == Values("country", ("CN",))
    desk.session.outlook.set_group("category")
    assert desk.timeline.bar.lanes.currentIndex() == 0


def test_that_a_right_click_tells_what_it_is_about(desk: Desk) -> None:
    desk.look_at(from_civil(2025), from_civil(2025, 3))
    told: list[tuple[Target, QPoint]] = []
    desk.timeline.context_requested.connect(lambda target, at: told.append((target, at)))
    at = desk.mark("deepseek-r1-release")
    desk.click(at, button=RIGHT)
    desk.click(header(desk, 0), button=RIGHT)
    (mark, point), (lane, _) = told
    assert mark == Target(("deepseek-r1-release",), "", "category", "release")
    assert point == desk.canvas.mapToGlobal(at)
    assert (lane.field, lane.value) == ("category", desk.timeline.lane_at(QPointF(60, 40)).lane.id)  # type: ignore[union-attr]
    assert lane.events
    assert desk.session.focus.picked == ()


# The overview


def test_that_the_overview_moves_stretches_and_draws_the_window(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    near = desk.in_overview(from_civil(2025)) - desk.in_overview(from_civil(2024))
    pixel = 366 * DAY / near.x()
    middle = desk.in_overview(from_civil(2025))
    desk.drag(middle, middle + QPoint(-60, 0))
    moved = desk.window or (0, 0)
    assert moved[0] == pytest.approx(WINDOW[0] - 60 * pixel, abs=2 * pixel)
    assert moved[1] - moved[0] == WINDOW[1] - WINDOW[0]
    for grip in (-3, 3):
        edge = desk.in_overview((desk.window or (0, 0))[1]) + QPoint(grip, 0)
        before = desk.window or (0, 0)
        desk.drag(edge, edge + QPoint(30, 0))
        wider = desk.window or (0, 0)
        assert wider[0] == before[0]
        assert wider[1] == pytest.approx(before[1] + 30 * pixel, abs=2 * pixel)
    edge = desk.in_overview((desk.window or (0, 0))[0])
    desk.drag(edge, edge + QPoint(20, 0))
    desk.drag(desk.in_overview(from_civil(2015)), desk.in_overview(from_civil(2017)))
    assert desk.window is not None
    assert desk.window[0] == pytest.approx(from_civil(2015), abs=2 * pixel)
    assert desk.window[1] == pytest.approx(from_civil(2017), abs=2 * pixel)
    assert desk.undo_steps() == 6
    desk.double_click(desk.in_overview(from_civil(2016)))
    assert desk.window is None


def test_that_an_edge_dragged_beyond_the_data_leaves_the_other_alone(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    edge = desk.in_overview(WINDOW[1])
    desk.drag(edge, QPoint(980, edge.y()))
    assert desk.window == (WINDOW[0], desk.timeline.overview_range[1])


def test_that_the_whole_is_drawn_into(desk: Desk) -> None:
    desk.drag(desk.in_overview(from_civil(2018)), desk.in_overview(from_civil(2020)))
    assert desk.window is not None
    assert from_civil(2017) < desk.window[0] < desk.window[1] < from_civil(2021)


# Keys


def test_that_arrows_walk_by_date_and_enter_opens(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    seen = []
    for key, keys in (
        (Qt.Key.Key_Right, NONE),
        (Qt.Key.Key_Down, NONE),
        (Qt.Key.Key_Right, CTRL),
        (Qt.Key.Key_Left, NONE),
    ):
        desk.key(key, keys)
        (event_id,) = desk.session.focus.picked
        seen.append(desk.session.dataset.event_index[event_id])
    assert seen[0] < seen[1] < seen[2]
    assert seen[3] == seen[1]
    with desk.qtbot.waitSignal(desk.timeline.opened) as told:
        desk.key(Qt.Key.Key_Return)
    assert told.args == [desk.session.dataset.events.id[seen[1]]]
    visible = desk.session.result.visible.nonzero()[0]
    ids = desk.session.dataset.events.id
    desk.key(Qt.Key.Key_End)
    assert desk.session.focus.picked == (ids[visible[-1]],)
    desk.key(Qt.Key.Key_Home)
    assert desk.session.focus.picked == (ids[visible[0]],)


def test_that_shift_with_arrows_slides_the_brush_else_the_window(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    desk.key(Qt.Key.Key_Right, SHIFT)
    assert desk.window == (from_civil(2024, 2), from_civil(2026, 2))
    brush = TimeRange(from_civil(2024, 5), from_civil(2024, 8), view="brush")
    desk.session.state.set_selection(brush)
    desk.settle()
    for _ in range(2):
        desk.key(Qt.Key.Key_Left, SHIFT)
    assert desk.brush == (from_civil(2024, 3), from_civil(2024, 6))
    assert desk.window == (from_civil(2024, 2), from_civil(2026, 2))


def test_that_brackets_set_the_window_to_the_picked_event(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    data = desk.session.dataset
    desk.session.focus.pick(("deepseek-r1-release",))
    i = data.event_index["deepseek-r1-release"]
    desk.key(Qt.Key.Key_BracketLeft)
    assert desk.window == (int(data.events.start_lo[i]), WINDOW[1])
    desk.key(Qt.Key.Key_BracketRight)
    assert desk.window == (int(data.events.start_lo[i]), int(data.events.end_hi[i]))


def test_that_brackets_move_the_window_by_a_unit(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    desk.key(Qt.Key.Key_BracketLeft)
    desk.key(Qt.Key.Key_BracketRight)
    assert desk.window == (from_civil(2023, 12), from_civil(2026, 2))
    desk.key(Qt.Key.Key_BraceLeft, SHIFT)
    desk.key(Qt.Key.Key_BraceRight, SHIFT)
    assert desk.window == WINDOW


def test_that_plus_and_minus_zoom(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    desk.key(Qt.Key.Key_Plus)
    assert desk.window is not None
    assert desk.window[1] - desk.window[0] == (WINDOW[1] - WINDOW[0]) // 2
    desk.key(Qt.Key.Key_Minus)
    assert desk.window == pytest.approx(WINDOW, abs=2)


# Wishes from elsewhere


def test_that_events_are_brought_into_the_window(desk: Desk) -> None:
    desk.look_at(from_civil(2023), from_civil(2023, 7))
    data = desk.session.dataset
    desk.timeline.show_events(("deepseek-r1-release",))
    desk.settle()
    assert desk.window is not None
    assert desk.window[1] - desk.window[0] == from_civil(2023, 7) - from_civil(2023), "its length"
    i = data.event_index["deepseek-r1-release"]
    assert desk.window[0] < data.events.start_lo[i] < data.events.end_hi[i] < desk.window[1]
    y = desk.mark("deepseek-r1-release").y()
    assert desk.laid.lanes[1] < y < desk.laid.lanes[1] + desk.laid.lanes[3]
    held = desk.window
    desk.timeline.show_events(("deepseek-r1-release",))
    assert desk.window == held
    first = next(k for k in range(len(data)) if data.events.start_lo[k] > MIN)
    desk.timeline.show_events((data.events.id[first], "deepseek-r1-release"))
    assert desk.window[0] <= data.events.start_lo[first]
    assert desk.window[1] >= data.events.end_hi[i]


def test_that_showing_an_undated_event_drops_the_window(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    data = desk.session.dataset
    i = int((~data.events.dated).nonzero()[0][0])
    desk.timeline.show_events((data.events.id[i],))
    assert desk.window is None


def test_that_a_jump_puts_the_date_in_the_middle(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    desk.timeline.travel.jump_to(parse("2025-07-02"))
    assert desk.window is not None
    assert sum(desk.window) // 2 == from_civil(2025, 7, 2) + DAY // 2
    assert desk.window[1] - desk.window[0] == WINDOW[1] - WINDOW[0]


def test_that_undated_events_a_window_hides_are_told(desk: Desk) -> None:
    bar = desk.timeline.bar
    assert bar.undated.isHidden()
    desk.look_at(*WINDOW)
    n = int((~desk.session.dataset.events.dated).sum())
    assert not bar.undated.isHidden()
    assert bar.undated.accessibleName() == f"{n} undated events hidden"
    with desk.qtbot.waitSignal(desk.timeline.undated_requested):
        desk.qtbot.mouseClick(bar.undated, LEFT)
    desk.session.state.set_filter(Values("category", ("ipo",)))
    desk.settle()
    dated = desk.session.dataset.events.dated
    hidden = desk.session.engine.backdrop(desk.session.state.query, "timeline") & ~dated
    assert bar.undated.isHidden() == (hidden.sum() == 0)


def test_that_brushing_paints_the_static_part_once(desk: Desk) -> None:
    desk.look_at(*WINDOW)
    a, b = desk.on_axis(from_civil(2024, 4)), desk.on_axis(from_civil(2024, 6))
    desk.drag(a, b)
    before = desk.timeline.static
    edge = desk.on_axis((desk.brush or (0, 0))[1])
    desk.drag(edge, edge + QPoint(60, 0))
    assert desk.timeline.static is before


def test_that_its_keys_go_before_those_of_the_window_while_it_has_the_focus(desk: Desk) -> None:
    fired: list[str] = []
    for keys in ("Home", "+", "N"):
        action = QAction(desk.timeline)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False, keys=keys: fired.append(keys))
        desk.timeline.addAction(action)
    desk.look_at(*WINDOW)
    desk.key(Qt.Key.Key_Home)
    desk.key(Qt.Key.Key_Plus)
    desk.key(Qt.Key.Key_N)
    assert fired == ["N"], "N walks in every view, the window does it"
    assert desk.session.focus.picked
    assert desk.window != WINDOW


def test_that_the_focus_ring_is_seen_by_keyboard_alone(desk: Desk) -> None:
    accent = QColor(load_style("light").tokens.accent)

    def ring() -> bool:
        image = desk.timeline.canvas.grab().toImage()
        return bool(image.pixelColor(1, 60) == accent)

    assert not ring()
    desk.timeline.bar.play.setFocus(Qt.FocusReason.TabFocusReason)
    desk.timeline.focus_part().setFocus(Qt.FocusReason.TabFocusReason)
    desk.settle()
    assert ring()
    desk.timeline.bar.play.setFocus(Qt.FocusReason.TabFocusReason)
    desk.settle()
    assert not ring()
