"""The map under the hand: pan, zoom, hover, click, box, lasso and keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from explorer.figure.hit import events_of, hit, sites_of
from explorer.figure.map.basemap import load_basemap
from explorer.figure.map.cells import CELL_REF, cell_events, cell_ring, cell_sites
from explorer.figure.map.projection import px_to_lonlat
from explorer.figure.picture import Measure
from explorer.figure.view import MapView
from explorer.paint.focus_ring import BY_KEYS
from explorer.paint.painter import polygon
from explorer.query.clauses import Values
from explorer.query.labels import value_label
from explorer.query.shapes import How
from explorer.session.session import Session
from explorer.views.map.shaper import Drag, Kind, MapShaper
from explorer.views.map.shapes import (
    box_under,
    corner_at,
    lasso_under,
)
from explorer.views.target import Target
from explorer.views.words import word

CLICK_PX: Final = 4.0
TRAIL_PX: Final = 2.0
"""Pixels from one point of a lasso's trail to the next at least."""
CLOSER: Final = 4.0
"""Times nearer that a click on a cell goes at most."""
STEP_PX: Final = 60
"""Pixels by which an arrow key moves the map."""

_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class MapWidget(MapShaper):
    """One Tab stop. A click picks, opens a cluster, or filters by the country; box and lasso
    select; nothing is told to other views but through the session."""

    opened = Signal(str)  # event id
    context_requested = Signal(object, object)  # Target, QPoint in global coordinates
    told = Signal(str)  # what a click found

    def __init__(self, session: Session, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(session, measure, parent)
        self._cell = ""  # the ref of the cell under the pointer
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.grabGesture(Qt.GestureType.PinchGesture)

    def refresh(self) -> None:
        """Take over the session's present answer, picks, language and theme."""
        self.setAccessibleName(word("map_name", self._session.look.lang))
        self._cell = ""
        super().refresh()

    # The hand

    def event(self, event: QEvent) -> bool:
        """Pinches of a touchpad and of fingers on the screen zoom where they are made."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom(max(0.2, 1.0 + event.value()), event.position())
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.cancel()
                at = self.mapFromGlobal(pinch.centerPoint().toPoint())
                self.zoom(pinch.scaleFactor(), QPointF(at))
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; a touchpad's fine steps count in full, and with Shift they pan."""
        self.card.hide_card()
        fine = event.pixelDelta()
        if event.modifiers() & _SHIFT and not fine.isNull():
            self.pan(fine.x(), fine.y())
        elif event.angleDelta().y():
            self.zoom(1.25 ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a pan, a box or a lasso, or take hold of a corner."""
        self.card.hide_card()
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at, keys = event.position(), event.modifiers()
        how: How | None = "add" if keys & _SHIFT else "remove" if keys & _ALT else None
        then: Kind = "box" if self._tool == "pan" and how is not None else self._tool
        if event.button() == Qt.MouseButton.MiddleButton:
            then, how = "pan", None
        drag = Drag(at, at, self._view, self._session.state.query, then, how, trail=[at])
        shape = self._handles()
        corner = corner_at(shape, self._view, at) if shape is not None and how is None else None
        if shape is not None and corner is not None and event.button() == Qt.MouseButton.LeftButton:
            drag.then, drag.shape, drag.corner = "corner", shape, corner
        self._drag = drag

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or light up what is under the pointer."""
        at, drag = event.position(), self._drag
        if drag is None:
            self._hover(at)
            return
        delta = at - drag.start
        if drag.kind == "click":
            if max(abs(delta.x()), abs(delta.y())) < CLICK_PX:
                return
            drag.kind = drag.then
        drag.at = at
        if drag.kind == "pan":
            self._in_hand = True
            self._move(self._moved(drag.view, delta.x(), delta.y()))
        elif drag.kind == "corner":
            self._drag_corner(drag)
            return  # the answer paints
        elif drag.kind == "lasso" and (at - drag.trail[-1]).manhattanLength() >= TRAIL_PX:
            drag.trail.append(at)
        self.update()

    def cancel(self) -> bool:
        """Give up the gesture that is under way. Returns whether there was one."""
        drag = self._let_go()
        if drag is None:
            return False
        if drag.kind == "corner":
            with self._session.history.quiet():
                self._session.state.set_query(drag.query)
        self.update()
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End of the gesture: a box or lasso selects, a click picks."""
        drag = self._drag
        if drag is None or event.button() not in (
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.MiddleButton,
        ):
            return
        self._let_go()
        if drag.kind == "box":
            self._choose(box_under(QRectF(drag.start, drag.at).normalized(), self._view), drag.how)
        elif drag.kind == "lasso":
            self._choose(lasso_under([*drag.trail, drag.at], self._view), drag.how)
        elif drag.kind == "corner":
            self._keep_corner(drag)
        elif drag.kind == "click" and event.button() == Qt.MouseButton.LeftButton:
            self._click(event.position(), event.modifiers())
        self._held = None
        self._show_cursor()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked."""
        ids = self._events_at(event.position())
        if len(ids) == 1 and event.button() == Qt.MouseButton.LeftButton:
            self._session.focus.pick(ids)
            self.opened.emit(ids[0])

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self.card.hide_card()
        self._show_cell("")
        self._session.focus.set_hover("")
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is there; by key, of what is picked."""
        self.cancel()
        self.card.hide_card()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            picked = self._session.focus.picked
            self.context_requested.emit(Target(picked), self.mapToGlobal(self._spot(picked)))
        else:
            at = QPointF(event.pos())
            ids = self._events_at(at)
            country = self._country_at(at)
            self.context_requested.emit(Target(ids, country), event.globalPos())
        event.accept()

    def _spot(self, ids: tuple[str, ...]) -> QPoint:
        """Where the first of these events is drawn, else the middle."""
        sites = self._session.dataset.sites
        for s in self._rows(ids):
            at = self.screen_point(float(sites.draw_lon[s]), float(sites.draw_lat[s])).toPoint()
            if self.rect().contains(at):
                return at
        return self.rect().center()

    # What is under the pointer

    def _refs(self, at: QPointF) -> tuple[str, ...]:
        self._come_to_rest()
        return hit(self._layers.pictures(), at.x(), at.y())

    def _events_at(self, at: QPointF) -> tuple[str, ...]:
        return self._events_of(self._refs(at))

    def _events_of(self, refs: tuple[str, ...]) -> tuple[str, ...]:
        """Ids of the events that the topmost of these stands for."""
        if refs and refs[0].startswith(CELL_REF):
            data, visible = self._session.dataset, self._session.result.visible
            found = cell_events(refs[0], data, visible, self._view)
            return tuple(data.events.id[i] for i in found.tolist())
        return events_of(refs[0], self._session.dataset) if refs else ()

    def _country_at(self, at: QPointF) -> str:
        """The code of the country there, '' at sea."""
        lon, lat = px_to_lonlat(self._view, at.x(), at.y())
        if lon != lon:
            return ""
        return load_basemap("50m").country_at(float(lon), float(lat))

    def _hover(self, at: QPointF) -> None:
        shape = self._handles()
        held = corner_at(shape, self._view, at) if shape is not None else None
        if held != self._held:
            self._held = held
            self.update()
        still = not self.moving and held is None
        refs = self._refs(at) if still else ()
        ids = self._events_of(refs)
        self._show_cell(refs[0] if refs and refs[0].startswith(CELL_REF) else "")
        self._session.focus.set_hover(ids[0] if len(ids) == 1 else "")
        self.card.show_events(ids, at.toPoint())
        self._show_cursor(pointing=bool(ids))

    def _click(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        focus, data, refs = self._session.focus, self._session.dataset, self._refs(at)
        ids = self._events_of(refs)
        sites = sites_of(refs[0], data) if refs else ()
        if ids and keys & (_CTRL | _SHIFT):
            focus.toggle(ids)
            return
        if ids and refs[0].startswith(CELL_REF):
            nearer = self._into_cell(refs[0])
            if nearer.scale > self._view.scale * 1.05:
                self._fly_to(nearer)
                return
        if self._parted(sites):
            nearer = self._nearest(list(sites))
            if nearer.scale > self._view.scale * 1.05:
                self._fly_to(nearer)
                return
        if ids:
            focus.pick(ids)
            return
        country = self._country_at(at) if self._tool == "pan" else ""
        if country in data.sites.country.values:
            self._filter_by(country, keys)
            return
        if country and data.sites.country.values:
            lang = self._session.look.lang
            name = value_label(data, "country", country, lang)
            self.told.emit(word("no_event_in", lang, name=name))
        if not keys & (_CTRL | _SHIFT | _ALT):
            focus.pick(())

    def _into_cell(self, ref: str) -> MapView:
        """The view of the places in a cell, no more than CLOSER times as near as now."""
        data, visible = self._session.dataset, self._session.result.visible
        rows = cell_sites(ref, data, visible, self._view).tolist()
        return self._nearest(rows, self._view.scale * CLOSER)

    def _show_cell(self, ref: str) -> None:
        """Mark the cell under the pointer."""
        if ref != self._cell:
            self._cell = ref
            self.update()

    def _paint_over(self, painter: QPainter) -> None:
        """The edge of the cell under the pointer, and what selects."""
        if self._cell and not self.moving:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._style().tokens.text), 1.8))
            painter.drawPolygon(polygon(cell_ring(self._cell, self._view)))
        super()._paint_over(painter)

    def _parted(self, rows: tuple[int, ...]) -> bool:
        """Whether going nearer parts the marks of these sites."""
        sites = self._session.dataset.sites
        return len({(float(sites.draw_lon[s]), float(sites.draw_lat[s])) for s in rows}) > 1

    def _filter_by(self, country: str, keys: Qt.KeyboardModifier) -> None:
        """Show the events of this country only; of all again when it was the only one. Ctrl and
        Shift add it (or take it away again), Alt takes it away."""
        state = self._session.state
        now = state.filter_of("facet:country")
        held = now.values if isinstance(now, Values) else ()
        if keys & (_CTRL | _SHIFT) and country not in held:
            values = (*held, country)
        elif keys & (_CTRL | _SHIFT | _ALT) or held == (country,):
            values = tuple(code for code in held if code != country)
        else:
            values = (country,)
        if values:
            state.set_filter(Values("country", values))
        elif now is not None:
            state.remove(now)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, + - 0 zoom, V B L take up tools, N P and Ctrl with arrows walk by date,
        Enter opens, Esc gives up a gesture."""
        key, ctrl = Qt.Key(event.key()), bool(event.modifiers() & _CTRL)
        if key == Qt.Key.Key_Escape and self._drag is not None:
            self.cancel()
        elif ctrl and key in _WALKS:
            self._walk(_WALKS[key])
        elif not ctrl and key in _ARROWS:
            across, down = _ARROWS[key]
            self.pan(across * STEP_PX, down * STEP_PX)
        elif not ctrl and key in _KEYS:
            _KEYS[key](self)
        else:
            super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        self._session.step(by)
        self.reveal(self._session.focus.picked)

    def _open_picked(self) -> None:
        if len(self._session.focus.picked) == 1:
            self.opened.emit(self._session.focus.picked[0])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring to those who came by the Tab key."""
        self._keyed = event.reason() in BY_KEYS
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._keyed = False
        self.update()
        super().focusOutEvent(event)


_ARROWS: Final[dict[Qt.Key, tuple[int, int]]] = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_WALKS: Final[dict[Qt.Key, int]] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}
_KEYS: Final[dict[Qt.Key, Callable[[MapWidget], object]]] = {
    Qt.Key.Key_Plus: lambda m: m.zoom(1.5),
    Qt.Key.Key_Equal: lambda m: m.zoom(1.5),
    Qt.Key.Key_Minus: lambda m: m.zoom(1 / 1.5),
    Qt.Key.Key_0: lambda m: m.fit_world(),
    Qt.Key.Key_V: lambda m: m.set_tool("pan"),
    Qt.Key.Key_B: lambda m: m.set_tool("box"),
    Qt.Key.Key_L: lambda m: m.set_tool("lasso"),
    Qt.Key.Key_N: lambda m: m._walk(1),
    Qt.Key.Key_P: lambda m: m._walk(-1),
    Qt.Key.Key_Return: lambda m: m._open_picked(),
    Qt.Key.Key_Enter: lambda m: m._open_picked(),
}
