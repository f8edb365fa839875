"""The map: pan, zoom, hover, click and box over a painted Picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from explorer.figure.hit import events_of, hit, sites_of
from explorer.figure.map.camera import first_view
from explorer.figure.map.projection import (
    fit,
    home_view,
    lonlat_to_px,
    panned,
    zoomed,
)
from explorer.figure.picture import Measure, Picture
from explorer.figure.style import Style, load_style
from explorer.figure.view import MapView
from explorer.query.clauses import MapBox
from explorer.session.session import Session
from explorer.views.map_box import box_under, outlines
from explorer.views.map_layers import MapLayers
from explorer.views.map_tools import MapTools
from explorer.views.scale_bar import ScaleBar

Tool = Literal["pan", "box"]
SETTLE_MS = 110
CLICK_PX = 4.0
CLOSE = 1600.0
"""Scale to which a click on a cluster goes at most (pixels for one Earth radius): the coasts
are still in view. A cluster that it leaves whole is listed; zooming on fans it out."""


class MapWidget(QWidget):
    """Pan and zoom never filter. While the map moves the last picture moves with it over a fresh
    basemap; labels are placed anew when it rests."""

    painted = Signal()  # after a frame with events in it
    unplaced_requested = Signal()

    def __init__(self, session: Session, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("map")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(420, 220)
        self._session, self._measure = session, measure
        self._view = home_view(984, 446)
        self._at_home = True
        self._tool: Tool = "pan"
        self._press: QPointF | None = None
        self._pressed_view = self._view
        self._band: QRectF | None = None
        self._dragged = False
        self._shown = False  # a first frame was made
        self._keyed = False  # reached by the keyboard: only then is the focus ring drawn
        self._layers = MapLayers(session, measure, self._view)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._settled)
        self.tools = MapTools(session, self)
        self.scale_bar = ScaleBar(session, measure, self)
        self.tools.tool_requested.connect(self.set_tool)
        self.tools.zoom_requested.connect(self.zoom)
        self.tools.world_requested.connect(self.fit_world)
        self.tools.unplaced_requested.connect(self.unplaced_requested)

    # What is shown

    @property
    def view(self) -> MapView:
        """Where the camera stands, with all that the figure needs to know."""
        look, focus = self._session.look, self._session.focus
        return replace(
            self._view,
            lang=look.lang,
            selected=frozenset(focus.picked),
            hover=focus.hover,
            obstacles=(*self.tools.obstacles(), self._foot()),
            label_places=self._layers.label_places,
        )

    def _foot(self) -> tuple[float, float, float, float]:
        box = self.scale_bar.geometry()
        return float(box.x()), float(box.y()), float(box.width()), float(box.height())

    @property
    def picture(self) -> Picture | None:
        """The static Picture on show, for hit testing and tests."""
        return self._layers.static

    def refresh(self) -> None:
        """Take over the session's present answer, picks, language and theme."""
        self.tools.refresh()
        self._place_scale()
        self._layers.drop()
        self.update()

    def _place_scale(self) -> None:
        self.scale_bar.show_view(self._view)
        self.scale_bar.move(14, self.height() - self.scale_bar.height() - 6)
        self.tools.place(clear_of=self.scale_bar.geometry())

    def refresh_live(self) -> None:
        """Only what is hovered changed."""
        self._layers.drop_live()
        self.update()

    def _style(self) -> Style:
        return load_style(self._session.look.theme)

    def _show_tally(self) -> None:
        """Tell how many have no place; where that first shows, the view makes room for it."""
        assert self.picture is not None
        before = self.tools.obstacles()
        self.tools.show_tally(self.picture.tally)
        if self._at_home and not self._shown and self.tools.obstacles() != before:
            QTimer.singleShot(0, self._settle_home)
        self._shown = True

    def _settle_home(self) -> None:
        self._view = self._home()
        self._settled()

    def _settled(self) -> None:
        self._place_scale()
        self._layers.drop()
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map, moved along with the hand while it moves."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_map(painter)
            self._paint_boxes(painter)
            if self._keyed:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self._style().tokens.accent), 2))
                painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        self.painted.emit()

    def _paint_map(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        if self._settle.isActive() and self._layers.paint_moving(
            painter, self._view, ratio, moving=True
        ):
            return
        if self._layers.paint_still(painter, self.view, ratio):
            self._show_tally()

    def _paint_boxes(self, painter: QPainter) -> None:
        """The box being drawn, or the one that selects, as what it covers on the map."""
        if self._band is not None:
            drawn = box_under(self._band, self._view)
            boxes = [drawn] if drawn is not None else []
        else:
            chosen = self._session.state.query.selection
            boxes = [clause for clause in chosen if isinstance(clause, MapBox)]
        accent = QColor(self._style().tokens.accent)
        painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
        accent.setAlphaF(0.07)
        painter.setBrush(accent)
        for box in boxes:
            for outline in outlines(box, self._view):
                painter.drawPolygon(outline)

    # Moving about

    def _move(self, view: MapView) -> None:
        if view != self._view:
            self._view = view
            self._at_home = False
            self._settle.start(SETTLE_MS)
            self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer by ``factor``, the place under ``at`` (default: the middle) staying."""
        x = self.width() / 2 if at is None else at.x()
        y = self.height() / 2 if at is None else at.y()
        self._move(zoomed(self._view, factor, x, y))

    def pan(self, dx: float, dy: float) -> None:
        """Move the map by pixels."""
        self._move(panned(self._view, dx, dy))

    def fit_world(self) -> None:
        """Show the whole world."""
        self._move(self._home())
        self._at_home = True

    def _home(self) -> MapView:
        """The world, with all places in it and clear of the tools where that can be."""
        return first_view(
            self._session.dataset,
            float(self.width()),
            float(self.height()),
            (*self.tools.obstacles(), self._foot()),
            self._view.center_lon,
        )

    def set_tool(self, tool: str) -> None:
        """'pan' or 'box': what dragging does."""
        self._tool = "box" if tool == "box" else "pan"
        cross = Qt.CursorShape.CrossCursor
        self.setCursor(cross if self._tool == "box" else Qt.CursorShape.ArrowCursor)
        self.tools.show_tool(self._tool)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle where it is; before anything was moved, fit the world again."""
        width, height = float(self.width()), float(self.height())
        self._view = replace(self._view, width=width, height=height)
        self._place_scale()
        if self._at_home:
            self._view = self._home()
            self._place_scale()
        self._layers.drop_ground()
        super().resizeEvent(event)

    # The hand

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; a touchpad's sideways and fine steps count in full."""
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom(1.25**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, a pan or a box."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._press = event.position()
        self._pressed_view = self._view
        self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, stretch the box, or light up what is under the pointer."""
        at = event.position()
        if self._press is None:
            self._hover(at)
            return
        delta = at - self._press
        if not self._dragged and max(abs(delta.x()), abs(delta.y())) < CLICK_PX:
            return
        self._dragged = True
        if self._boxing(event):
            self._band = QRectF(self._press, at).normalized()
            self.update()
        else:
            self._move(panned(self._pressed_view, delta.x(), delta.y()))

    def cancel(self) -> bool:
        """Give up the gesture that is under way. Returns whether there was one."""
        under_way = self._press is not None
        self._press = self._band = None
        self.update()
        return under_way

    def _boxing(self, event: QMouseEvent) -> bool:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return self._band is not None or (self._tool == "box") != shift

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End of the gesture: a box selects, a click picks."""
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self._press = None
        band, self._band = self._band, None
        if band is not None:
            self._select(band)
        elif not self._dragged:
            self._click(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._session.focus.set_hover("")
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the map."""
        step = 60
        ways = {
            Qt.Key.Key_Left: (step, 0),
            Qt.Key.Key_Right: (-step, 0),
            Qt.Key.Key_Up: (0, step),
            Qt.Key.Key_Down: (0, -step),
        }
        way = ways.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._press is not None:
            self.cancel()
        elif way is None:
            super().keyPressEvent(event)
        else:
            self.pan(*way)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring to those who came by the Tab key."""
        self._keyed = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._keyed = False
        self.update()
        super().focusOutEvent(event)

    def _refs(self, at: QPointF) -> tuple[str, ...]:
        return hit(self._layers.pictures(), at.x(), at.y())

    def _hover(self, at: QPointF) -> None:
        refs = () if self._settle.isActive() else self._refs(at)
        ids = events_of(refs[0], self._session.dataset) if refs else ()
        self._session.focus.set_hover(ids[0] if len(ids) == 1 else "")
        pointing = Qt.CursorShape.PointingHandCursor
        plain = Qt.CursorShape.CrossCursor if self._tool == "box" else Qt.CursorShape.ArrowCursor
        self.setCursor(pointing if ids else plain)

    def _click(self, at: QPointF) -> None:
        refs = self._refs(at)
        ids = events_of(refs[0], self._session.dataset) if refs else ()
        sites = sites_of(refs[0], self._session.dataset) if refs else ()
        if len(sites) > 1:
            nearer = self._nearest(sites)
            if nearer.scale > self._view.scale * 1.05:
                self._move(nearer)
                return
        self._session.focus.pick(ids)

    def _nearest(self, sites: tuple[int, ...]) -> MapView:
        """The view that holds these sites, as near as marks on one spot fan out."""
        all_sites = self._session.dataset.sites
        rows = list(sites)
        size = (float(self.width()), float(self.height()))
        center = self._view.center_lon
        lon, lat = all_sites.draw_lon[rows], all_sites.draw_lat[rows]
        return fit(lon, lat, *size, padding=90, center_lon=center, closest=CLOSE)

    def _select(self, band: QRectF) -> None:
        """Select the events with a site under the band, as a box of longitudes and latitudes."""
        box = box_under(band, self._view)
        if box is not None:
            self._session.state.set_selection(box)

    def screen_point(self, lon: float, lat: float) -> QPointF:
        """Where a place lies in the widget (pixels)."""
        x, y = lonlat_to_px(self._view, lon, lat)
        return QPointF(float(x), float(y))
