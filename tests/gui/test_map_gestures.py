"""The map under the hand: lasso, corners, countries, menus, keys, hover card, small world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from settled import HELD, hold, let_go, settled, until

from explorer.app import Program
from explorer.dataset.model import Dataset
from explorer.figure.map.camera import as_seen
from explorer.figure.map.drawing import map_figure
from explorer.figure.picture import SEPARATOR, Symbol
from explorer.figure.style import load_style
from explorer.paint.fonts import QtMeasure
from explorer.query.clauses import MapBox, MapPolygon, Query, TimeRange, Values
from explorer.query.words import words
from explorer.session.look import Look
from explorer.session.outlook import Camera
from explorer.shell.window import MainWindow
from explorer.views.map import layers
from explorer.views.map.widget import MapWidget
from explorer.views.target import Target

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, ALT, CTRL = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)
PLAN = "alibaba-dc-plan-2024-05"
ASIA = [(96.0, 22.0), (126.0, 20.0), (127.0, -9.0), (96.0, -8.0)]


@pytest.fixture
def window(qtbot: QtBot, bundled: Dataset) -> Iterator[MainWindow]:
    program = Program(Look("en", "light", None))
    made = program.show(bundled, Query())
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    settled(qtbot, made)
    made.map.fly_ms = 0
    yield made
    made.close()


def send(
    area: MapWidget,
    kind: QEvent.Type,
    at: QPointF,
    keys: Qt.KeyboardModifier = NONE,
    button: Qt.MouseButton = LEFT,
) -> None:
    moving = kind == QEvent.Type.MouseMove
    up = kind == QEvent.Type.MouseButtonRelease
    own = Qt.MouseButton.NoButton if moving else button
    held = Qt.MouseButton.NoButton if up else button
    place = QPointF(area.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(area, QMouseEvent(kind, at, place, own, held, keys))


def press(area: MapWidget, at: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
    send(area, QEvent.Type.MouseButtonPress, at, keys)


def move(area: MapWidget, at: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
    send(area, QEvent.Type.MouseMove, at, keys)


def release(area: MapWidget, at: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
    send(area, QEvent.Type.MouseButtonRelease, at, keys)


def click(area: MapWidget, at: QPointF, keys: Qt.KeyboardModifier = NONE) -> None:
    press(area, at, keys)
    release(area, at, keys)


def trace(
    area: MapWidget, degrees: Sequence[tuple[float, float]], keys: Qt.KeyboardModifier = NONE
) -> None:
    """A drag along these places, in steps as a hand makes it."""
    places = [area.screen_point(*place) for place in degrees]
    press(area, places[0], keys)
    for start, end in zip(places, [*places[1:], places[0]], strict=True):
        for k in range(1, 11):
            move(area, start + (end - start) * (k / 10), keys)
    release(area, places[0], keys)


def lasso(
    qtbot: QtBot,
    window: MainWindow,
    degrees: Sequence[tuple[float, float]] = ASIA,
    keys: Qt.KeyboardModifier = NONE,
) -> None:
    window.map.set_tool("lasso")
    trace(window.map, degrees, keys)
    settled(qtbot, window)


def chosen(window: MainWindow) -> MapPolygon:
    (clause,) = window.session.state.query.selection
    assert isinstance(clause, MapPolygon)
    return clause


def selected(window: MainWindow) -> set[str]:
    mask = window.session.result.selected
    assert mask is not None
    return {window.session.dataset.events.id[int(i)] for i in mask.nonzero()[0]}


def sites_inside(data: Dataset, west: float, south: float, east: float, north: float) -> set[str]:
    """Events with a site whose mark stands in a box of degrees, by hand."""
    sites = data.sites
    return {
        data.events.id[int(sites.event[s])]
        for s in range(len(sites))
        if west <= sites.draw_lon[s] <= east and south <= sites.draw_lat[s] <= north
    }


# The lasso


def test_that_a_lasso_selects_what_is_inside(qtbot: QtBot, window: MainWindow) -> None:
    lasso(qtbot, window)
    clause = chosen(window)
    assert 4 <= len(clause.rings[0]) <= 12
    lons, lats = zip(*clause.rings[0], strict=True)
    assert (min(lons), max(lons)) == pytest.approx((96, 127), abs=0.5)
    assert (min(lats), max(lats)) == pytest.approx((-9, 22), abs=0.5)
    inner = sites_inside(window.session.dataset, 98, -7, 125, 19)
    assert inner <= selected(window)
    assert words(clause, window.session.dataset).startswith("Lasso over ")
    assert window.session.result.n_visible == len(window.session.dataset)
    assert window.map.tools.note.told() == (
        f"Shift adds, Alt removes | {window.session.result.n_selected} selected"
    )


@pytest.mark.parametrize("center", [150.0, 11.0, -90.0])
def test_that_a_lasso_is_the_same_on_a_map_centred_anywhere(
    qtbot: QtBot, window: MainWindow, center: float
) -> None:
    window.session.outlook.set_center(center)
    assert window.map.view.center_lon == center
    # Across the Pacific on one map, at its edge on another: not over the edge of any.
    lasso(qtbot, window, [(-130.0, 50.0), (-75.0, 50.0), (-75.0, 15.0), (-130.0, 15.0)])
    (ring,) = chosen(window).rings
    lons = [lon for lon, _ in ring]
    assert -180 <= (min(lons) + max(lons)) / 2 <= 180
    assert max(lons) - min(lons) == pytest.approx(55, abs=4)
    clause = chosen(window)
    assert selected(window) >= sites_inside(window.session.dataset, -125, 19, -80, 45)
    window.session.outlook.set_center(150.0)
    settled(qtbot, window)
    assert chosen(window) == clause


def test_that_a_lasso_may_cross_180(qtbot: QtBot, window: MainWindow) -> None:
    lasso(qtbot, window, [(140.0, 45.0), (-110.0, 45.0), (-110.0, 10.0), (140.0, 10.0)])
    (ring,) = chosen(window).rings
    lons = [lon for lon, _ in ring]
    assert max(lons) - min(lons) == pytest.approx(110, abs=6)
    assert selected(window) >= sites_inside(window.session.dataset, -125, 12, -112, 43)


def test_that_a_corner_changes_the_selection_live_in_one_step(
    qtbot: QtBot, window: MainWindow
) -> None:
    lasso(qtbot, window)
    before, count = chosen(window), window.session.result.n_selected
    corner = max(before.rings[0], key=lambda p: p[1] - p[0])  # north west
    start, end = window.map.screen_point(*corner), window.map.screen_point(70.0, 60.0)
    press(window.map, start)
    move(window.map, start + QPointF(-10, -6))
    halfway = chosen(window)
    move(window.map, end)
    assert before != halfway != chosen(window)
    release(window.map, end)
    after = chosen(window)
    assert min(lon for lon, _ in after.rings[0]) == pytest.approx(70, abs=0.5)
    assert window.session.result.n_selected > count
    window.session.history.undo()
    assert chosen(window) == before
    window.session.history.undo()
    assert window.session.state.query.selection == ()


def test_that_escape_puts_a_corner_back_and_leaves_no_step(
    qtbot: QtBot, window: MainWindow
) -> None:
    lasso(qtbot, window)
    before = chosen(window)
    start = window.map.screen_point(*before.rings[0][0])
    press(window.map, start)
    move(window.map, start + QPointF(40, 30))
    assert chosen(window) != before
    qtbot.keyClick(window.map, Qt.Key.Key_Escape)
    assert chosen(window) == before
    release(window.map, start + QPointF(40, 30))
    assert chosen(window) == before
    window.session.history.undo()
    assert window.session.state.query.selection == ()


def test_that_escape_gives_up_a_lasso_under_way(qtbot: QtBot, window: MainWindow) -> None:
    window.map.set_tool("lasso")
    press(window.map, QPointF(300, 200))
    for at in ((400, 200), (400, 300), (300, 300)):
        move(window.map, QPointF(*at))
    assert window.map.cancel()
    release(window.map, QPointF(300, 200))
    assert window.session.state.query.selection == ()
    assert not window.map.cancel()


def test_that_shift_adds_and_alt_removes(qtbot: QtBot, window: MainWindow) -> None:
    lasso(qtbot, window)
    asia = selected(window)
    america = [(-130.0, 50.0), (-60.0, 50.0), (-60.0, 10.0), (-130.0, 10.0)]
    lasso(qtbot, window, america, SHIFT)
    both = selected(window)
    assert len(chosen(window).rings) == 2
    assert both > asia
    lasso(qtbot, window, [(-140.0, 60.0), (-50.0, 60.0), (-50.0, 5.0), (-140.0, 5.0)], ALT)
    assert selected(window) == asia
    lasso(qtbot, window, [(85.0, 35.0), (140.0, 35.0), (140.0, -15.0), (85.0, -15.0)], ALT)
    assert window.session.state.query.selection == ()


def test_that_a_box_is_added_to_a_box(qtbot: QtBot, window: MainWindow) -> None:
    area = window.map
    area.set_tool("box")
    for first, last, keys in (((95, 20), (110, -5), NONE), ((-115, 35), (-80, 15), SHIFT)):
        start, end = area.screen_point(*first), area.screen_point(*last)
        press(area, start, keys)
        move(area, (start + end) / 2, keys)
        move(area, end, keys)
        release(area, end, keys)
        if keys == NONE:
            (box,) = window.session.state.query.selection
            assert isinstance(box, MapBox)
    assert len(chosen(window).rings) == 2
    inside = sites_inside(window.session.dataset, 96, -4, 109, 19)
    inside |= sites_inside(window.session.dataset, -114, 16, -81, 34)
    assert selected(window) >= inside


def test_that_a_slip_of_the_hand_is_no_lasso(qtbot: QtBot, window: MainWindow) -> None:
    window.map.set_tool("lasso")
    press(window.map, QPointF(300, 200))
    for k in range(8):
        move(window.map, QPointF(300 + 6 * k, 200))
    release(window.map, QPointF(342, 200))
    assert window.session.state.query.selection == ()


def test_that_the_lasso_goes_along_with_the_map(qtbot: QtBot, window: MainWindow) -> None:
    lasso(qtbot, window)
    window.map.set_tool("pan")
    before = chosen(window)
    window.map.pan(-120, 0)
    window.map.zoom(2.0, QPointF(400, 200))
    settled(qtbot, window)
    assert chosen(window) == before
    corner = before.rings[0][1]
    start = window.map.screen_point(*corner)
    press(window.map, start)
    move(window.map, start + QPointF(30, 20))
    release(window.map, start + QPointF(30, 20))
    assert chosen(window) != before, "its corners are where they are drawn"


# Clicks


def sea(window: MainWindow) -> QPointF:
    return window.map.screen_point(-150.0, -30.0)


def land(window: MainWindow, country: str = "BR") -> QPointF:
    """Where nothing but the country is under the pointer."""
    area = window.map
    for y in range(20, area.height() - 20, 6):
        for x in range(20, area.width() - 20, 6):
            at = QPointF(x, y)
            free = area.childAt(at.toPoint()) is None and not area._events_at(at)
            if free and area._country_at(at) == country:
                return at
    raise AssertionError(f"no free spot in {country}")


def quiet(window: MainWindow) -> str:
    """A large country where no event is."""
    used = set(window.session.dataset.sites.country.values)
    return next(code for code in ("MN", "GL", "BO", "LY", "TD", "MG", "PG") if code not in used)


def test_that_a_click_on_a_country_filters_by_it_and_again_no_longer(
    qtbot: QtBot, window: MainWindow
) -> None:
    state = window.session.state
    brazil, china = land(window), land(window, "CN")
    click(window.map, brazil)
    assert state.filter_of("facet:country") == Values("country", ("BR",))
    click(window.map, china, CTRL)
    assert state.filter_of("facet:country") == Values("country", ("BR", "CN"))
    click(window.map, brazil, ALT)
    assert state.filter_of("facet:country") == Values("country", ("CN",))
    click(window.map, china)
    assert state.query.filters == ()


def test_that_a_click_on_a_country_without_events_filters_nothing(window: MainWindow) -> None:
    click(window.map, land(window, quiet(window)))
    assert window.session.state.query.filters == ()


def test_that_a_click_on_a_country_without_events_says_so(window: MainWindow) -> None:
    code = quiet(window)
    click(window.map, land(window, code))
    name = window.session.dataset.gazetteer.country_name(code, "en")
    assert window.status.said == f"No event in {name}"


def test_that_a_cluster_on_one_spot_is_listed_at_once(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    area, data = window.map, window.session.dataset
    sites = data.sites
    where = list(zip(sites.draw_lon.tolist(), sites.draw_lat.tolist(), strict=True))
    spot = where[sites.id.index("us-ai-stock-selloff--united-states")]
    rows = [s for s, at in enumerate(where) if at == spot]
    assert len(rows) > 1
    ids = {data.events.id[int(sites.event[s])] for s in rows}
    ref = "sites:" + SEPARATOR.join(sites.id[s] for s in rows)
    monkeypatch.setattr(area, "_refs", lambda _at: (ref,))
    before = area.view.scale
    click(area, area.screen_point(*spot))
    assert set(window.session.focus.picked) == ids
    assert area.view.scale == before


def test_that_a_click_on_the_sea_clears_the_pick(window: MainWindow) -> None:
    window.session.focus.pick((PLAN,))
    click(window.map, sea(window), CTRL)
    assert window.session.focus.picked == (PLAN,)
    click(window.map, sea(window))
    assert window.session.focus.picked == ()


def mark(window: MainWindow) -> tuple[QPointF, str]:
    """A mark of one event, well inside the map, and its event."""
    assert window.map.picture is not None
    for m in window.map.picture.layer("marks").marks:
        if not isinstance(m, Symbol) or not m.ref.startswith("site:"):
            continue
        at = QPointF(m.x, m.y)
        ids = window.map._events_at(at)
        if len(ids) == 1 and window.map.rect().adjusted(60, 60, -60, -60).contains(at.toPoint()):
            return at, ids[0]
    raise AssertionError("no single mark is drawn")


def test_that_ctrl_and_a_click_toggle_in_what_is_picked(qtbot: QtBot, window: MainWindow) -> None:
    at, event = mark(window)
    window.session.focus.pick((PLAN,))
    for keys in (CTRL, SHIFT):
        click(window.map, at, keys)
        assert window.session.focus.picked == (PLAN, event)
        click(window.map, at, keys)
        assert window.session.focus.picked == (PLAN,)
    click(window.map, at)
    assert window.session.focus.picked == (event,)


def test_that_a_double_click_and_enter_open(qtbot: QtBot, window: MainWindow) -> None:
    at, event = mark(window)
    with qtbot.waitSignal(window.map.opened) as opened:
        send(window.map, QEvent.Type.MouseButtonDblClick, at)
    assert opened.args == [event]
    with qtbot.waitSignal(window.map.opened) as opened:
        qtbot.keyClick(window.map, Qt.Key.Key_Return)
    assert opened.args == [event]


def test_that_a_right_click_asks_for_a_menu_of_what_is_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    at, event = mark(window)
    for place, target in (
        (at, Target((event,), window.map._country_at(QPointF(at.toPoint())))),
        (land(window), Target((), "BR")),
        (sea(window), Target()),
    ):
        spot = place.toPoint()
        asked = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, spot, window.map.mapToGlobal(spot)
        )
        with qtbot.waitSignal(window.map.context_requested) as told:
            QApplication.sendEvent(window.map, asked)
        assert told.args == [target, window.map.mapToGlobal(spot)]
    window.session.focus.pick((event,))
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    with qtbot.waitSignal(window.map.context_requested) as told:
        QApplication.sendEvent(window.map, asked)
    assert told.args[0] == Target((event,))
    assert window.map.rect().contains(window.map.mapFromGlobal(told.args[1]))


# Hover


def test_that_a_card_tells_what_is_under_the_pointer(qtbot: QtBot, window: MainWindow) -> None:
    at, event = mark(window)
    area = window.map
    hold(area.card._timer)
    qtbot.mouseMove(area, sea(window).toPoint())
    qtbot.mouseMove(area, at.toPoint())
    assert window.session.focus.hover == event
    assert area.card.isHidden()
    let_go(area.card._timer)
    until(qtbot, area.card.isVisible)
    data = window.session.dataset
    told = "\n".join(label.text() for label in area.card.findChildren(QLabel))
    i = data.event_index[event]
    assert data.title(i) in told.replace("\u200b", "")
    assert f"{len(data.events.citations.row(i))} source" in told
    assert not area.card.card_geometry.contains(at.toPoint())
    assert area.rect().contains(area.card.card_geometry)
    qtbot.mouseMove(area, sea(window).toPoint())
    assert area.card.isHidden()


@pytest.mark.parametrize("how", ["press", "wheel", "leave", "pan", "filter"])
def test_that_the_card_goes_when_something_is_done(
    qtbot: QtBot, window: MainWindow, how: str
) -> None:
    at, event = mark(window)
    area = window.map
    area.card.show_events((event,), at.toPoint())
    until(qtbot, area.card.isVisible)
    if how == "press":
        press(area, at)
    elif how == "wheel":
        wheel(area, at)
    elif how == "leave":
        QApplication.sendEvent(area, QEvent(QEvent.Type.Leave))
    elif how == "filter":
        window.session.state.set_filter(Values("country", ("BR",)))
        window.session.flush()
    else:
        area.pan(5, 0)
    assert area.card.isHidden()
    assert area.card.ids == ()
    area.cancel()


def test_that_the_card_stays_inside_the_view_and_off_the_pointer(
    qtbot: QtBot, window: MainWindow
) -> None:
    area, ids = window.map, window.session.dataset.events.id
    inside = QRect(area.rect()).adjusted(2, 2, -2, -2)
    for corner in (inside.topLeft(), inside.topRight(), inside.bottomLeft(), inside.bottomRight()):
        for group in (tuple(ids[:9]), (PLAN,)):
            area.card.hide_card()
            area.card.show_events(group, corner)
            until(qtbot, area.card.isVisible)
            assert area.rect().contains(area.card.card_geometry)
            assert not area.card.card_geometry.contains(corner)
    assert "and 5 more" in "\n".join(label.text() for label in _said(qtbot, area, tuple(ids[:9])))


def _said(qtbot: QtBot, area: MapWidget, ids: tuple[str, ...]) -> list[QLabel]:
    area.card.hide_card()
    area.card.show_events(ids, QPoint(40, 40))
    until(qtbot, area.card.isVisible)
    return area.card.findChildren(QLabel)


# Wheel, pinch, small world


def wheel(area: MapWidget, at: QPointF, fine: QPoint | None = None) -> None:
    event = QWheelEvent(
        at,
        QPointF(area.mapToGlobal(at.toPoint())),
        fine or QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        SHIFT if fine is not None else NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(area, event)


def test_that_a_pinch_zooms_where_it_is_made(window: MainWindow) -> None:
    area, at = window.map, QPointF(300, 200)
    before, place = area.view, area._country_at(at)
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        QPointF(area.mapToGlobal(at.toPoint())),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(area, pinch)
    assert area.view.scale == pytest.approx(before.scale * 1.25)
    assert area._country_at(at) == place


def test_that_shift_and_a_touchpad_pan(window: MainWindow) -> None:
    window.map.zoom(3.0)
    before = window.map.view
    wheel(window.map, QPointF(300, 200), QPoint(24, 10))
    assert window.map.view.scale == before.scale
    assert window.map.view.x == pytest.approx(before.x - 24 / before.scale)


def test_that_the_small_world_shows_where_the_map_is_and_moves_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    area, inset = window.map, window.map.tools.inset
    assert inset.isHidden()
    area.zoom(4.0, QPointF(500, 200))
    settled(qtbot, window)
    assert inset.isVisible()
    assert inset.card.size().toTuple() == (152, 80)
    assert area.rect().contains(inset.card_geometry)
    boxes = [QRectF(*box).toRect() for box in area.tools.obstacles(inset=False)]
    assert not any(inset.card_geometry.intersects(box) for box in boxes)
    before, frame = area.view, inset.frame()
    at = QPointF(inset.card.center()) + QPointF(30, 0)
    qtbot.mouseClick(inset, LEFT, pos=at.toPoint())
    assert area.view.x > before.x
    assert area.view.scale == before.scale
    assert inset.frame().center().x() > frame.center().x()
    assert inset.frame().contains(QPointF(at.toPoint()))
    area.fit_world()
    settled(qtbot, window)
    assert inset.isHidden()


# Keys


def test_that_keys_move_zoom_and_change_tools(qtbot: QtBot, window: MainWindow) -> None:
    area = window.map
    area.setFocus()
    scale = area.view.scale
    area.keyPressEvent(key(Qt.Key.Key_Plus))
    assert area.view.scale == pytest.approx(scale * 1.5)
    x = area.view.x
    area.keyPressEvent(key(Qt.Key.Key_Right))
    assert area.view.x > x
    area.keyPressEvent(key(Qt.Key.Key_Minus))
    assert area.view.scale == pytest.approx(scale)
    for name, press_key in (
        ("lasso", Qt.Key.Key_L),
        ("box", Qt.Key.Key_B),
        ("pan", Qt.Key.Key_V),
    ):
        with qtbot.waitSignal(area.tool_changed) as told:
            area.keyPressEvent(key(press_key))
        assert told.args == [name]
        assert area.tool == name
    area.keyPressEvent(key(Qt.Key.Key_0))
    settled(qtbot, window)
    assert window.session.outlook.stand.camera is None


def key(code: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> object:
    from PySide6.QtGui import QKeyEvent

    return QKeyEvent(QEvent.Type.KeyPress, code, keys)


def test_that_ctrl_and_arrows_walk_by_date_and_keep_the_event_in_view(
    qtbot: QtBot, window: MainWindow
) -> None:
    area, data = window.map, window.session.dataset
    area.zoom(6.0, QPointF(150, 150))
    area.keyPressEvent(key(Qt.Key.Key_Right, CTRL))
    first = window.session.focus.picked
    seen = 0
    for _ in range(12):
        area.keyPressEvent(key(Qt.Key.Key_Right, CTRL))
        (event,) = window.session.focus.picked
        rows = area._rows((event,))
        if rows:
            lon, lat = data.sites.draw_lon[rows], data.sites.draw_lat[rows]
            spots = [area.screen_point(float(a), float(b)) for a, b in zip(lon, lat, strict=True)]
            assert any(area.rect().contains(spot.toPoint()) for spot in spots), event
            seen += 1
    assert seen
    area.keyPressEvent(key(Qt.Key.Key_Left, CTRL))
    assert data.event_index[window.session.focus.picked[0]] > data.event_index[first[0]]


# The camera and the session


def test_that_undo_takes_the_camera_back(qtbot: QtBot, window: MainWindow) -> None:
    area, outlook = window.map, window.session.outlook
    home = area.view
    area.zoom(3.0, QPointF(400, 200))
    assert outlook.stand.camera is None, "not before the map comes to rest"
    settled(qtbot, window)
    near = area.view
    assert outlook.stand.camera == Camera(near.x, near.y, near.scale, 150.0)
    window.session.history.undo()
    assert (area.view.x, area.view.y, area.view.scale) == (home.x, home.y, home.scale)
    assert outlook.stand.camera is None
    window.session.history.redo()
    assert (area.view.x, area.view.y, area.view.scale) == (near.x, near.y, near.scale)
    assert not window.session.history.redo_name


def test_that_undo_leads_where_the_map_was_left(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = window.map
    home = area.view
    area.zoom(3.0, QPointF(400, 200))
    settled(qtbot, window)
    boxes = area.tools.obstacles
    wide = (0.0, 0.0, area.width() * 0.5, area.height() * 0.5)
    monkeypatch.setattr(area.tools, "obstacles", lambda **asked: (*boxes(**asked), wide))
    assert area._home() != home, "what floats over the map is another by now"
    window.session.history.undo()
    assert (area.view.x, area.view.y, area.view.scale) == (home.x, home.y, home.scale)
    area.zoom(3.0, QPointF(400, 200))
    settled(qtbot, window)
    window.resize(window.width() - 80, window.height())
    settled(qtbot, window)
    window.session.history.undo()
    assert area.view.camera() == area._home().camera(), "of another size it is fitted anew"


def test_that_the_centre_can_be_chosen(qtbot: QtBot, window: MainWindow) -> None:
    centers = window.map.tools.centers
    centers.entries["center_atlantic"].trigger()
    settled(qtbot, window)
    assert window.map.view.center_lon == 11.0
    assert centers.entries["center_atlantic"].isChecked()
    london = window.map.screen_point(0.0, 51.0)
    assert abs(london.x() - window.map.width() / 2) < 120
    window.session.history.undo()
    assert window.map.view.center_lon == 150.0
    assert centers.entries["center_pacific"].isChecked()


def test_that_the_map_goes_to_events_that_are_asked_for(qtbot: QtBot, window: MainWindow) -> None:
    area, data = window.map, window.session.dataset
    area.show_events((PLAN,))
    settled(qtbot, window)
    sites = data.events.sites.row(data.event_index[PLAN])
    for s in sites:
        at = area.screen_point(float(data.sites.draw_lon[s]), float(data.sites.draw_lat[s]))
        assert area.rect().contains(at.toPoint())
    here = area.view
    undated = [i for i in data.events.id if not area._rows((i,))]
    area.show_events(tuple(undated))
    assert area.view == here


def test_that_brush_and_lasso_select_together(qtbot: QtBot, window: MainWindow) -> None:
    lasso(qtbot, window)
    both = selected(window)
    window.session.state.set_selection(TimeRange(1_704_067_200, 1_735_689_600, view="brush"))
    settled(qtbot, window)
    assert selected(window) < both
    assert len(window.session.state.query.selection) == 2
    lasso(qtbot, window, [(90.0, 30.0), (130.0, 30.0), (130.0, -12.0), (90.0, -12.0)])
    assert len(window.session.state.query.selection) == 2


def test_that_layers_can_be_hidden_and_exports_of_the_view_agree(
    qtbot: QtBot, window: MainWindow
) -> None:
    area = window.map
    for key, name in (
        ("layer_arcs", "arcs"),
        ("layer_labels", "labels"),
        ("layer_names", "names"),
        ("layer_shading", "shade"),
    ):
        area._come_to_rest()
        assert area.picture is not None
        assert area.picture.layer(name).marks
        area.tools.layers.entries[key].trigger()
        area._come_to_rest()
        assert not area.picture.layer(name).marks
        exported = map_figure(
            window.session.dataset,
            window.session.result.visible,
            as_seen(area.view, 1200, 600),
            load_style("light"),
            QtMeasure(),
        )
        assert not exported.layer(name).marks
        area.tools.layers.entries[key].trigger()
        area._come_to_rest()
        assert area.picture.layer(name).marks


@pytest.mark.parametrize("width", [420, 560, 663, 984, 1400])
def test_that_nothing_that_floats_over_the_map_overlaps(
    qtbot: QtBot, window: MainWindow, width: int
) -> None:
    area = window.map
    for lang in ("en", "zh"):
        window.session.look.set_lang(lang)
        for tool in ("pan", "lasso"):
            area.set_tool(tool)
            settled(qtbot, window)
            area.resize(width, 300)
            area.zoom(3.0)
            area._come_to_rest()
            boxes = [QRectF(*box) for box in area.tools.obstacles()]
            inside = QRectF(0, 0, width, 300)
            assert all(inside.contains(box) for box in boxes), (lang, tool)
            for k, box in enumerate(boxes):
                assert not any(box.intersects(other) for other in boxes[k + 1 :]), (lang, tool)
            area.fit_world()


def test_that_a_pan_with_a_pause_in_it_is_one_step(qtbot: QtBot, window: MainWindow) -> None:
    area, history = window.map, window.session.history
    press(area, QPointF(500, 250))
    move(area, QPointF(460, 250))
    settled(qtbot, window)
    assert window.session.outlook.stand.camera is None, "a hand that pauses has not let go"
    move(area, QPointF(420, 250))
    release(area, QPointF(420, 250))
    settled(qtbot, window)
    assert window.session.outlook.stand.camera is not None
    history.undo()
    assert window.session.outlook.stand.camera is None
    assert not history.undo_name


def test_that_the_map_flies_to_what_is_asked_for_and_then_rests(
    qtbot: QtBot, window: MainWindow
) -> None:
    area, outlook = window.map, window.session.outlook
    area.fly_ms = 120
    home = area.view.scale
    seen: list[float] = []
    area.painted.connect(lambda: seen.append(area.view.scale))
    area.show_events((PLAN,))
    assert area.moving
    assert area.view.scale == home
    until(qtbot, lambda: not area.moving)
    assert outlook.stand.camera is not None
    assert area.view.scale != home
    area.fit_world()
    until(qtbot, lambda: not area.moving)
    assert outlook.stand.camera is None
    assert area.view.scale == home
    assert len(seen) > 2
    area.fly_ms = HELD
    area.show_events((PLAN,))
    until(qtbot, lambda: area.view.scale != home)
    area.pan(1, 0)  # the hand goes before
    until(qtbot, lambda: not area.moving)
    assert outlook.stand.camera is not None


# Where something lies over the map


def test_that_what_is_asked_for_is_shown_beside_what_covers_the_map(window: MainWindow) -> None:
    area, data = window.map, window.session.dataset
    area.set_covered(200, 400)
    assert area.covered == (200, 400)
    seen = range(200, area.width() - 400)
    for x, _, w, _ in area.tools.obstacles():
        assert int(x) in seen
        assert int(x + w) in seen
    assert area.scale_bar.x() in seen
    for event in data.events.id:
        area.show_events((event,))
        spots = [area.screen_point(*place).x() for place in places(data, event)]
        assert all(int(x) in seen for x in spots), event
    area.fit_world()
    for _ in range(6):
        window.session.step(1)
        area.reveal(window.session.focus.picked)
        (event,) = window.session.focus.picked
        spots = [area.screen_point(*place).x() for place in places(data, event)]
        assert not spots or any(int(x) in seen for x in spots)


def places(data: Dataset, event: str) -> list[tuple[float, float]]:
    """Where the sites of an event are drawn."""
    rows = data.events.sites.row(data.event_index[event])
    found = [(float(data.sites.draw_lon[s]), float(data.sites.draw_lat[s])) for s in rows]
    return [place for place in found if place[0] == place[0]]


def test_that_what_is_picked_comes_out_from_under_a_cover(window: MainWindow) -> None:
    area, data = window.map, window.session.dataset
    event = next(
        key
        for key in data.events.id
        if (here := places(data, key))
        and all(area.width() - 300 < area.screen_point(*p).x() < area.width() for p in here)
    )
    window.session.focus.pick((event,))
    before = area.view
    area.set_covered(0, 0)
    assert area.view.x == before.x
    area.set_covered(0, 340)
    assert area.screen_point(*places(data, event)[0]).x() < area.width() - 340
    area.set_covered(0, 0)
    assert area.view.scale == before.scale
    area.fit_world()
    window.session.focus.pick(())
    area.set_covered(0, 340)
    window.session.focus.pick((event,))
    assert area.screen_point(*places(data, event)[0]).x() < area.width() - 340


def test_that_a_dragged_corner_paints_the_map_once_a_step(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    lasso(qtbot, window)
    settled(qtbot, window)
    monkeypatch.setattr(layers, "CALM_MS", HELD)  # the hand does not pause between two steps
    at = window.map.screen_point(*chosen(window).rings[0][0])
    press(window.map, at)
    frames: list[bool] = []
    window.map.painted.connect(lambda: frames.append(True))
    for k in range(1, 6):
        move(window.map, at + QPointF(-6 * k, -4 * k))
        qtbot.wait(1)
        QApplication.processEvents()
    assert 1 <= len(frames) <= 5
    release(window.map, at + QPointF(-30, -20))
