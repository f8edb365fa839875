"""The real window, driven by mouse, wheel and keys: a change in one view shows in all."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from settled import settled

from explorer.app import Program, command_for
from explorer.cli import main
from explorer.dataset.model import Dataset
from explorer.dataset.wording import words as date_words
from explorer.figure.picture import Picture, Rect, Symbol
from explorer.figure.style import load_style
from explorer.figure.timeline.timescale import layout, time_to_x
from explorer.query.clauses import MapBox, Query, Text, TimeRange, Values
from explorer.query.engine import Engine
from explorer.session.look import Look
from explorer.shell.window import MainWindow
from explorer.views.filters.facet_section import FacetSection

LEFT = Qt.MouseButton.LeftButton
DAY = 86_400


@pytest.fixture
def window(qtbot: QtBot, bundled: Dataset) -> Iterator[MainWindow]:
    program = Program(Look("en", "light", None))
    made = program.show(bundled, Query())
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    settled(qtbot, made)
    yield made
    made.close()


def drawn_events(picture: Picture | None) -> int:
    assert picture is not None
    tally = picture.tally
    return tally.drawn + tally.outside + tally.unplaced


def test_that_a_choice_is_as_wide_as_its_texts_from_the_start(window: MainWindow) -> None:
    bar = window.timeline.bar
    for combo in (bar.speed, bar.length, bar.lanes):
        assert combo.width() == combo.sizeHint().width()


def agree(window: MainWindow) -> None:
    """Every view tells the same number, and it is the query engine's own."""
    session = window.session
    result = Engine(session.dataset).result(session.state.query)
    n = result.n_visible if result.selected is None else result.n_selected
    assert window.status.texts()[0] == f"{n} of {len(session.dataset)} events"
    assert drawn_events(window.map.picture) == result.n_visible
    assert drawn_events(window.timeline.static) == result.n_visible
    for field, section in window.filters.sections.items():
        counts = result.facets[field]
        for key, row in section.rows().items():
            k = counts.values.index(key)
            shown = counts.filtered if counts.selected is None else counts.selected
            assert row.count == int(shown[k]), (field, key)


def click(qtbot: QtBot, widget: QWidget, at: QPointF) -> None:
    qtbot.mouseClick(widget, LEFT, pos=at.toPoint())


def drag(qtbot: QtBot, widget: QWidget, start: QPoint, end: QPoint) -> None:
    """A drag in steps, as a hand makes it."""
    qtbot.mouseMove(widget, start)
    qtbot.mousePress(widget, LEFT, pos=start)
    for k in range(1, 9):
        at = start + (end - start) * k / 8
        # QTest's own moves carry no button, so the event is sent as the system would send it.
        send_move(widget, at)
        qtbot.wait(8)
    qtbot.mouseRelease(widget, LEFT, pos=end)


def send_move(widget: QWidget, at: QPoint) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def wheel(widget: QWidget, at: QPoint, steps: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def mark_of(picture: Picture | None, event_id: str) -> QPointF:
    """Middle of the first symbol that stands for the event."""
    assert picture is not None
    for layer in picture.layers:
        for mark in layer.marks:
            if isinstance(mark, Symbol) and mark.ref == f"event:{event_id}":
                return QPointF(mark.x, mark.y)
    raise AssertionError(f"{event_id} is not drawn")


def inspector_texts(window: MainWindow) -> str:
    return "\n".join(label.text() for label in window.inspector.findChildren(QLabel))


def test_that_all_views_agree_at_the_start(window: MainWindow) -> None:
    agree(window)
    assert window.session.result.n_visible == len(window.session.dataset)


def test_that_a_facet_click_filters_every_view(qtbot: QtBot, window: MainWindow) -> None:
    section = window.filters.sections["category"]
    click_row(qtbot, section, "data_center", 80)
    settled(qtbot, window)
    assert window.session.state.filter_of("facet:category") == Values("category", ("data_center",))
    assert 0 < window.session.result.n_visible < len(window.session.dataset)
    agree(window)
    click_row(qtbot, section, "ipo", 20)
    settled(qtbot, window)
    chosen = window.session.state.filter_of("facet:category")
    assert chosen == Values("category", ("data_center", "ipo"))
    agree(window)
    click_row(qtbot, section, "data_center", 80)
    settled(qtbot, window)
    click_row(qtbot, section, "data_center", 80)
    settled(qtbot, window)
    assert window.session.state.query.filters == ()


def click_row(qtbot: QtBot, section: FacetSection, key: str, x: int) -> None:
    """A click on a value of a facet; left of 33 is on its box."""
    row = section.row_rect(key)
    qtbot.mouseClick(section.target, LEFT, pos=QPoint(x, row.center().y()))


def test_that_search_finds_in_both_languages(qtbot: QtBot, window: MainWindow) -> None:
    counts = []
    for text in ("zhipu", "智谱"):
        window.filters.search.clear()
        qtbot.keyClicks(window.filters.search, text) if text.isascii() else (
            window.filters.search.setText(text)
        )
        settled(qtbot, window)
        assert Text(text) in window.session.state.query.filters
        agree(window)
        counts.append(window.session.result.n_visible)
    assert min(counts) > 0
    window.filters.search.clear()
    settled(qtbot, window)
    assert window.session.result.n_visible == len(window.session.dataset)


def test_that_a_box_on_the_map_selects_and_dims(qtbot: QtBot, window: MainWindow) -> None:
    window.map.set_tool("box")
    a = window.map.screen_point(92, 24).toPoint()
    b = window.map.screen_point(129, -9).toPoint()
    drag(qtbot, window.map, a, b)
    settled(qtbot, window)
    (clause,) = window.session.state.query.selection
    assert isinstance(clause, MapBox)
    assert clause.west < 100 < 120 < clause.east
    assert window.session.result.n_visible == len(window.session.dataset)
    assert 0 < window.session.result.n_selected < window.session.result.n_visible
    agree(window)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    settled(qtbot, window)
    assert window.session.state.query.selection == ()
    agree(window)


def test_that_panning_and_zooming_the_map_filters_nothing(qtbot: QtBot, window: MainWindow) -> None:
    before = window.map.view
    drag(qtbot, window.map, QPoint(500, 260), QPoint(380, 200))
    settled(qtbot, window)
    assert window.map.view.x > before.x
    spot = QPoint(300, 200)
    fixed = window.map.view
    wheel(window.map, spot, 3)
    settled(qtbot, window)
    assert window.map.view.scale > fixed.scale
    for axis, way in (("x", 1), ("y", -1)):
        middle = fixed.width / 2 if axis == "x" else fixed.height / 2
        offset = (spot.x() if axis == "x" else spot.y()) - middle
        was = getattr(fixed, axis) + way * offset / fixed.scale
        now = getattr(window.map.view, axis) + way * offset / window.map.view.scale
        assert was == pytest.approx(now, abs=1e-6), "the place under the pointer stays"
    assert window.session.state.query.filters == ()
    agree(window)


def test_that_zooming_the_timeline_is_the_one_time_filter(qtbot: QtBot, window: MainWindow) -> None:
    canvas = window.timeline.canvas
    wheel(canvas, QPoint(700, 120), 4)
    settled(qtbot, window)
    clause = window.session.window
    assert isinstance(clause, TimeRange)
    assert (clause.start, clause.end) == window.timeline.window_range
    agree(window)
    start, end = clause.start, clause.end
    drag(qtbot, canvas, QPoint(700, 100), QPoint(600, 100))
    settled(qtbot, window)
    moved = window.session.window
    assert moved is not None
    assert moved.start > start
    assert moved.end - moved.start == pytest.approx(end - start, abs=2)
    agree(window)
    window.session.clear_window()
    settled(qtbot, window)
    agree(window)


def right_grip(window: MainWindow) -> int:
    """x of the drawn right edge of the overview's window."""
    assert window.timeline.static is not None
    accent = load_style("light").tokens.accent
    rects = [m for m in window.timeline.static.layer("window").marks if isinstance(m, Rect)]
    return round(max(m.x + m.w / 2 for m in rects if m.stroke == accent and m.w < 20))


def test_that_the_brush_of_the_overview_sets_the_window(qtbot: QtBot, window: MainWindow) -> None:
    canvas = window.timeline.canvas
    laid = layout(window.timeline.view)
    y = int(laid.overview[1] + 24)
    x = int(laid.plot_x)
    # The whole is the window, so its right edge is drawn inwards first, by its drawn grip.
    grip = right_grip(window)
    drag(qtbot, canvas, QPoint(grip, y), QPoint(x + 400, y))
    settled(qtbot, window)
    first = window.session.window
    assert first is not None
    assert first.start == window.timeline.overview_range[0], "the other edge stays"
    assert right_grip(window) == pytest.approx(x + 400, abs=2)
    agree(window)
    grip = right_grip(window)
    drag(qtbot, canvas, QPoint(grip, y), QPoint(grip + 80, y))
    settled(qtbot, window)
    assert right_grip(window) == pytest.approx(grip + 80, abs=2)
    drag(qtbot, canvas, QPoint(grip + 80, y), QPoint(grip, y))
    settled(qtbot, window)
    drag(qtbot, canvas, QPoint(x + 120, y), QPoint(x + 220, y))
    settled(qtbot, window)
    second = window.session.window
    assert second is not None
    assert second != first
    agree(window)
    drag(qtbot, canvas, QPoint(x + 560, y), QPoint(x + 700, y))
    settled(qtbot, window)
    third = window.session.window
    assert third is not None
    assert third.start > first.end - 60 * DAY, "a drag outside draws a new window"
    agree(window)


def test_that_a_click_in_the_timeline_is_read_in_the_inspector(
    qtbot: QtBot, window: MainWindow
) -> None:
    event_id = "deepseek-r1-release"
    data = window.session.dataset
    i = data.event_index[event_id]
    start = int(data.events.start_lo[i])
    window.session.set_window(start - 20 * DAY, start + 20 * DAY)
    settled(qtbot, window)
    click(qtbot, window.timeline.canvas, mark_of(window.timeline.static, event_id))
    settled(qtbot, window)
    assert window.session.focus.picked == (event_id,)
    texts = inspector_texts(window)
    assert data.events.title[i] in texts
    assert data.events.title_zh[i] in texts
    for c in data.events.citations.row(i):
        assert data.sources[data.citations[int(c)].source].title in texts
    assert time_to_x(window.timeline.view, start) > 0


def test_that_disagreement_is_shown_with_both_claims(qtbot: QtBot, window: MainWindow) -> None:
    data = window.session.dataset
    i = data.event_index["tc260-genai-security-doc"]
    window.session.focus.pick((data.events.id[i],))
    settled(qtbot, window)
    texts = inspector_texts(window)
    claims = [data.citations[int(c)].as_claimed for c in data.events.citations.row(i)]
    assert any(claims)
    for claim in filter(None, claims):
        assert claim in texts or date_words(claim, "en") in texts


def test_that_a_picked_event_that_a_filter_hides_stays_and_says_so(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.session.focus.pick(("deepseek-r1-release",))
    window.session.state.set_filter(Values("category", ("ipo",)))
    settled(qtbot, window)
    texts = inspector_texts(window)
    assert "Hidden by a filter" in texts
    data = window.session.dataset
    assert data.events.title[data.event_index["deepseek-r1-release"]] in texts


def test_that_n_and_p_walk_by_date(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_N)
    first = window.session.focus.picked
    qtbot.keyClick(window, Qt.Key.Key_N)
    second = window.session.focus.picked
    qtbot.keyClick(window, Qt.Key.Key_P)
    data = window.session.dataset
    assert window.session.focus.picked == first
    assert data.event_index[first[0]] < data.event_index[second[0]]


def test_that_titles_are_never_markup(qtbot: QtBot, window: MainWindow) -> None:
    window.session.focus.pick(("deepseek-r1-release",))
    settled(qtbot, window)
    for label in window.findChildren(QLabel):
        if label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()


def test_that_language_and_theme_change_at_once(qtbot: QtBot, window: MainWindow) -> None:
    light = window.map.grab().toImage().pixelColor(4, 300)
    window.session.look.set_theme("dark")
    window.session.look.set_lang("zh")
    settled(qtbot, window)
    dark = window.map.grab().toImage().pixelColor(4, 300)
    assert dark.lightness() < light.lightness()
    assert "个事件" in window.status.texts()[0]
    assert window.actions_table.by_id["fit_time"].text() == "显示全部"


def test_that_the_copied_command_asks_for_what_is_shown(
    qtbot: QtBot, window: MainWindow, capsys: pytest.CaptureFixture[str]
) -> None:
    window.session.state.set_filter(Values("category", ("data_center",)))
    window.session.state.set_filter(Text("alibaba cloud"))
    settled(qtbot, window)
    program, name, *arguments = shlex.split(command_for(window.session))
    assert (program, name) == ("chuhai", "query")
    capsys.readouterr()
    assert main(["query", *arguments, "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    visible = window.session.result.visible.nonzero()[0]
    shown = {window.session.dataset.events.id[int(i)] for i in visible}
    assert {event["id"] for event in printed["events"]} == shown
    assert shown


def test_that_a_picked_event_is_scrolled_into_view(qtbot: QtBot, window: MainWindow) -> None:
    data = window.session.dataset
    events = [data.event_index["tc260-genai-security-doc"]]
    events += [int(i) for i in (~data.events.dated).nonzero()[0][:1]]
    laid = layout(window.timeline.view)
    for i in events:
        window.session.focus.pick((data.events.id[i],))
        settled(qtbot, window)
        live = window.timeline.live
        assert live is not None
        shown = [
            mark
            for layer in live.layers
            for mark in layer.marks
            if isinstance(mark, Symbol | Rect) and data.events.id[i] in mark.ref
        ]
        assert shown, data.events.id[i]
        y = shown[0].y
        assert laid.lanes[1] <= y <= laid.lanes[1] + laid.lanes[3]


def test_that_lanes_that_do_not_fit_can_be_scrolled(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1024, 700)
    settled(qtbot, window)
    bar = window.timeline.scroll_bar
    assert bar.isVisible()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    settled(qtbot, window)
    assert window.timeline.view.scroll == pytest.approx(bar.maximum(), abs=1)
    wheel(window.timeline.canvas, QPoint(40, 100), 2)
    settled(qtbot, window)
    assert bar.value() < bar.maximum()
    agree(window)


def test_that_n_walks_among_what_was_picked_together(qtbot: QtBot, window: MainWindow) -> None:
    data = window.session.dataset
    group = tuple(data.events.id[i] for i in (20, 25, 30))
    window.session.focus.pick(group)
    qtbot.keyClick(window, Qt.Key.Key_N)
    seen = [window.session.focus.picked]
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_N)
        seen.append(window.session.focus.picked)
    assert seen == [(event_id,) for event_id in group]


@pytest.mark.parametrize("size", [(1600, 1000), (1280, 800), (1024, 700)])
def test_that_the_first_view_holds_every_place(
    qtbot: QtBot, window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    settled(qtbot, window)
    sites = window.session.dataset.sites
    box = QRectF(window.map.rect())
    for s in range(len(sites)):
        if sites.draw_lon[s] == sites.draw_lon[s]:
            at = window.map.screen_point(float(sites.draw_lon[s]), float(sites.draw_lat[s]))
            assert box.contains(at), sites.id[s]


def test_that_enter_and_escape_leave_the_search_field(qtbot: QtBot, window: MainWindow) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        window.filters.search.setFocus()
        qtbot.keyClick(window.filters.search, key)
        assert not window.filters.search.hasFocus()
