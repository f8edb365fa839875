"""The map as something to look at: camera, painting, and what floats over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from PySide6.QtCore import QEasingCurve, QPointF, QRectF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.figure.map.projection import (
    clamped,
    fit,
    home_view,
    lonlat_to_px,
    panned,
    zoomed,
)
from explorer.figure.map.ready import Room
from explorer.figure.picture import F64, Measure, Picture
from explorer.figure.style import Style, load_style
from explorer.figure.view import MapView
from explorer.query.engine import Result
from explorer.session.outlook import Camera, Stand
from explorer.session.session import Session
from explorer.views.hover_card import HoverCard
from explorer.views.map.covered import RIM, Covered
from explorer.views.map.layers import MapLayers
from explorer.views.map.scale_bar import ScaleBar
from explorer.views.map.tools import MapTools

SETTLE_MS: Final = 110
FLY_MS: Final = 280
CLOSE: Final = 1600.0
"""Scale to which a click on a cluster goes at most (pixels for one Earth radius): the coasts
are still in view. A cluster that it leaves whole is listed; zooming on fans it out."""
CROWD: Final = 10_000
"""Places beyond which the first frame of a map is without them."""
EDGE: Final = 8
"""Pixels from the left edge to the scale."""
BESIDE: Final = 110
"""Pixels from what covers the map to a mark that came out from under it: its label has room."""
SHOWN: Final = 420.0
"""Scale at which a single place is shown that was asked for, unless the map is nearer already."""


class MapCanvas(QWidget):
    """Pan and zoom never filter. While the map moves the last picture moves with it over a fresh
    basemap; labels are placed anew when it rests, and then the session is told of the camera."""

    painted = Signal()  # after a frame with events in it
    rested = Signal()  # where the camera stands now it stays
    unplaced_requested = Signal()

    def __init__(self, session: Session, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("map")
        self.setMinimumSize(420, 220)
        self._session, self._measure = session, measure
        self._view = home_view(984, 446, session.outlook.stand.center_lon)
        self._at_home = True
        self._left: MapView | None = None  # home, when something last led away from it
        self._in_hand = False  # a drag moves the map: where it pauses is not where it rests
        self._covered = Covered()
        self._shown = False  # a first frame was made
        self.in_turns = self._crowded  # it comes without events, which follow turn by turn
        self.fly_ms = FLY_MS  # 0: places that are asked for are shown at once
        self._flight = QVariantAnimation(self)
        self._flight.setStartValue(0.0)
        self._flight.setEndValue(1.0)
        self._flight.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._flight.valueChanged.connect(self._fly_on)
        self._flight.finished.connect(self._land)
        self._way = (self._view, self._view, False)  # from, to, whether home
        self._dressed: tuple[str, str] | None = None  # language and theme of what floats
        self._asked = session.state.query  # whose answer is shown
        self._keyed = False  # reached by the keyboard: only then is the focus ring drawn
        self._layers = MapLayers(session, measure, self)
        self._layers.changed.connect(self._show_better)
        self._marking = QTimer(self)
        self._marking.setSingleShot(True)
        self._marking.timeout.connect(self._mark)
        self._ahead: Iterator[None] | None = None  # what is made before the next frame
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._settled_by_itself)
        self.tools = MapTools(session, self)
        self.scale_bar = ScaleBar(session, measure, self)
        self.card = HoverCard(session, self)
        self.tools.zoom_requested.connect(self.zoom)
        self.tools.world_requested.connect(self.fit_world)
        self.tools.center_requested.connect(session.outlook.set_center)
        self.tools.layers_changed.connect(self._redraw)
        self.tools.unplaced_requested.connect(self.unplaced_requested)
        session.focus.picked_changed.connect(self._come_out)
        self.tools.inset.middle_requested.connect(self._go_to_middle)

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
            hidden=self.tools.hidden,
            obstacles=(*self.tools.obstacles(), self._foot(), *self._covered.boxes(self._view)),
            label_places=self._layers.label_places,
        )

    def _foot(self) -> tuple[float, float, float, float]:
        box = self.scale_bar.geometry()
        return float(box.x()), float(box.y()), float(box.width()), float(box.height())

    @property
    def moving(self) -> bool:
        """Whether the map is under way: it has not come to rest, and the session does not know."""
        flying = self._flight.state() == QVariantAnimation.State.Running
        return flying or self._settle.isActive()

    @property
    def picture(self) -> Picture | None:
        """The static Picture on show, for hit testing and tests; what comes in turns comes now."""
        if self._shown and self._marking.isActive():
            self._marking.stop()
            self._make_now()
            self.update()
        return self._layers.static

    def refresh(self) -> None:
        """Take over the session's present answer, picks, language and theme."""
        look = (self._session.look.lang, self._session.look.theme)
        same = look == self._dressed
        if not same:
            self._dressed = look
            self.card.hide_card()
            self.tools.refresh()
            self._place_scale()
        else:
            self.tools.show_answer()
        if self._session.state.query != self._asked:
            self._asked = self._session.state.query
            self.card.hide_card()
        self._layers.drop()
        if same and self._shown and self._crowded and not self._layers.quick:
            self._mark_in_turns()
            return
        self._marking.stop()
        self._update_marks()

    def _update_marks(self) -> None:
        """The tools look the same, and to paint them takes as long as to paint the map."""
        self.update(QRegion(self.rect()) - self.tools.opaque())

    def _place_scale(self) -> None:
        self.tools.show_view(self._view)
        self.scale_bar.show_view(self._view)
        self.scale_bar.move(self._covered.left + EDGE, self.height() - self.scale_bar.height() - 6)
        self.tools.place(clear_of=self.scale_bar.geometry())

    def _redraw(self) -> None:
        self._layers.drop()
        self.update()

    @property
    def covered(self) -> tuple[int, int]:
        """Pixels at the left and right edge over which something lies."""
        return self._covered.left, self._covered.right

    def set_covered(self, left: int, right: int) -> None:
        """Something lies over so many pixels at either side: tools and labels keep clear of it,
        what is asked for is shown beside it, and what is picked comes out from under it."""
        if (left, right) == self.covered:
            return
        self._arrive()
        self._covered = Covered(left, right)
        self.tools.set_covered(left, right)
        self._place_scale()
        self._redraw()
        self._come_out(self._session.focus.picked)
        if not self._at_home and not (left or right):
            self._fly_to(clamped(self._view))

    def _come_out(self, ids: tuple[str, ...]) -> None:
        """Move aside as little as shows one of these events, if all that is in view of them lies
        under what covers the map."""
        self._arrive()
        px, py = self._spots(ids)
        shown = (px > 0) & (px < self.width()) & (py > 0) & (py < self.height())
        hidden = shown & ~self._covered.clear(px, self._view)
        if any(self.covered) and hidden.any() and (hidden == shown).all():
            left, right = self._covered.left + BESIDE, self.width() - self._covered.right - BESIDE
            steps = np.clip(px[hidden], left, max(left, right)) - px[hidden]
            self._fly_to(self._moved(self._view, float(steps[np.argmin(np.abs(steps))]), 0.0))

    def refresh_live(self) -> None:
        """Only what is hovered changed."""
        self._layers.drop_live()
        self.update()

    def _style(self) -> Style:
        return load_style(self._session.look.theme)

    def _show_tally(self) -> None:
        """Tell how many have no place; where that first shows, the view makes room for it."""
        shown = self._layers.over
        assert shown is not None
        before = self.tools.obstacles()
        self.tools.show_tally(shown.tally)
        self.tools.show_cells(self._layers.cells)
        self.setAccessibleDescription(shown.alt)
        if self._at_home and not self._shown and self.tools.obstacles() != before:
            QTimer.singleShot(0, self, self._settle_home)
        self._shown = True

    def make_ready(self) -> None:
        """Make what the next frame shows, so that what it tells is told before it is painted."""
        later = self._settle.isActive() or self._marking.isActive()
        if self.isVisible() and self._shown and not later:
            self._make_now()

    def _make_now(self) -> None:
        if self._layers.make(self.view):
            self._show_tally()

    def rehearse(self, result: Result) -> Iterator[None]:
        """Have ready, step by step, what would be painted first with that answer."""
        if self._rests:
            yield from self._layers.rehearse(self.view, result, self.devicePixelRatioF())

    def stand(self, result: Result) -> None:
        """Have ready where marks would stand with that answer."""
        if self._rests:
            self._layers.stand(self.view, result)

    @property
    def _rests(self) -> bool:
        return self._shown and self.isVisible() and not (self._marking.isActive() or self.moving)

    def _settle_home(self) -> None:
        self._view = self._home()
        self._settled()

    def _settled(self) -> None:
        self._settle.stop()
        self._place_scale()
        self._layers.drop()
        self.update()
        view = self._view
        here = Camera(view.x, view.y, view.scale, view.center_lon)
        if not self._in_hand:
            self._session.outlook.set_camera(None if self._at_home else here)
            self.rested.emit()

    def _settled_by_itself(self) -> None:
        self._settled()
        self._mark_in_turns()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map, moved along with the hand while it moves."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_map(painter)
            self._paint_over(painter)
            if self._keyed:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self._style().tokens.accent), 2))
                painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        if self._shown:
            self.painted.emit()

    def _paint_map(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        if self._settle.isActive() and self._layers.paint_moving(painter, self._view, ratio):
            return
        if not self._shown and self.in_turns:
            self._layers.ground.paint(painter, self._view, self._session.look.theme, ratio)
            self._marking.start(0)
            return
        if self._marking.isActive() and self._layers.paint_past(painter, self._view, ratio):
            return
        if self._layers.paint_still(painter, self.view, ratio):
            self._show_tally()

    @property
    def _crowded(self) -> bool:
        """Whether to lay out what stands on the map takes a turn of the event loop to itself."""
        return len(self._session.dataset.sites) > CROWD

    def _mark_in_turns(self) -> None:
        """Make the marks anew; for so long the last picture stays."""
        if self._shown:
            self._ahead = None
            self._marking.start(0)

    def _mark(self) -> None:
        """Group what is near, lay out, draw what takes long, paint: each in a turn of its own."""
        if self._layers.gather(self.view):
            self._ahead = None
            self._marking.start(0)
            return
        if self._ahead is None:
            self._ahead = self._layers.ahead(self.view, self.devicePixelRatioF())
        if next(self._ahead, self) is not self:
            self._marking.start(0)
            return
        self._ahead = None
        self._make_now()
        QTimer.singleShot(0, self, self._update_marks)

    def _show_better(self) -> None:
        if self._crowded and self._shown:
            self._mark_in_turns()
        else:
            self.update()

    def _paint_over(self, painter: QPainter) -> None:
        """What lies over the marks."""

    def _come_to_rest(self) -> None:
        """What is drawn and what is under the pointer are one from here on: a movement is over,
        and the Picture is the present answer's."""
        self._arrive()
        if self._settle.isActive():
            self._settled()
        self._make_now()

    # Moving about

    def _fly_to(self, view: MapView, home: bool = False) -> None:
        """Move there before a person's eyes."""
        self._flight.stop()
        if view == self._view or not self.fly_ms or not self.isVisible():
            self._move(view)
            self._at_home = home or self._at_home
            return
        self._way = (self._view, view, home)
        self._flight.setDuration(self.fly_ms)
        self._flight.start()

    def _fly_on(self, t: float) -> None:
        if self._flight.state() != QVariantAnimation.State.Running or t <= 0.0:
            return
        start, end, _ = self._way
        grown = end.scale / start.scale
        # Where the scale changes, the one point that stays where it is lies at rest.
        along = (1 - grown**-t) / (1 - 1 / grown) if abs(grown - 1) > 1e-3 else t
        x, y = start.x + (end.x - start.x) * along, start.y + (end.y - start.y) * along
        self._go(replace(end, x=x, y=y, scale=start.scale * grown**t))

    def _land(self) -> None:
        _, end, home = self._way
        self._go(end)
        self._at_home = home

    def _arrive(self) -> None:
        """End a flight where it was to end."""
        if self._flight.state() == QVariantAnimation.State.Running:
            self._flight.stop()
            self._land()

    def _move(self, view: MapView) -> None:
        self._flight.stop()
        self._go(view)

    def _go(self, view: MapView) -> None:
        if view != self._view:
            if self._at_home:
                self._left = self._view
            self._view = view
            self._at_home = False
            self.card.hide_card()
            self.tools.inset.show_view(view)
            self._settle.start(SETTLE_MS)
            self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer by ``factor``, the place under ``at`` (default: the middle) staying."""
        inner = self._covered.inner(self._view)
        x = inner.width / 2 if at is None else at.x() - self._covered.left
        y = inner.height / 2 if at is None else at.y()
        self._move(self._covered.outer(zoomed(inner, factor, x, y), self._view.width))

    def pan(self, dx: float, dy: float) -> None:
        """Move the map by pixels."""
        self._move(self._moved(self._view, dx, dy))

    def _moved(self, view: MapView, dx: float, dy: float) -> MapView:
        """``view`` moved by pixels, as far as the map reaches."""
        return self._covered.outer(panned(self._covered.inner(view), dx, dy), view.width)

    def fit_world(self) -> None:
        """Show the whole world."""
        self._fly_to(self._home(), home=True)

    def _go_to_middle(self, x: float, y: float) -> None:
        self._move(clamped(replace(self._view, x=x, y=y)))

    def take_stand(self, stand: Stand) -> None:
        """Go where the session says that the map stands, unless it is there."""
        self._flight.stop()
        before, camera = self._view, stand.camera
        if stand.center_lon != before.center_lon:
            self._layers.drop()
            self._view = replace(before, center_lon=stand.center_lon)
            self._at_home = False
        view = self._view
        if camera is not None:
            view = replace(view, x=camera.x, y=camera.y, scale=camera.scale)
        elif not self._at_home:
            view = self._back_home()
        if view != before:
            self._view, self._at_home = view, camera is None
            self.card.hide_card()
            self._settled()

    def show_events(self, ids: tuple[str, ...]) -> None:
        """Move to where these events have their places; nowhere when they have none."""
        rows = self._rows(ids)
        if rows:
            self._fly_to(self._nearest(rows, max(SHOWN, min(self._view.scale, CLOSE))))

    def reveal(self, ids: tuple[str, ...]) -> None:
        """Move as little as brings one of their places into view."""
        self._arrive()
        px, py = self._spots(ids)
        inside = self._covered.clear(px, self._view) & (py > RIM) & (py < self.height() - RIM)
        if len(px) and not inside.any():
            middle = self._covered.left + self._covered.inner(self._view).width / 2
            across, down = middle - float(px[0]), self.height() / 2 - float(py[0])
            self._fly_to(self._moved(self._view, across, down))

    def _spots(self, ids: tuple[str, ...]) -> tuple[F64, F64]:
        """Where the sites of these events lie, in pixels (k,)."""
        rows, sites = self._rows(ids), self._session.dataset.sites
        px, py = lonlat_to_px(self._view, sites.draw_lon[rows], sites.draw_lat[rows])
        return px, py

    def _rows(self, ids: tuple[str, ...]) -> list[int]:
        """Numbers of the sites of these events that stand somewhere."""
        data = self._session.dataset
        events = [data.event_index[key] for key in ids if key in data.event_index]
        sites = [int(s) for i in events for s in data.events.sites.row(i)]
        return [s for s in sites if np.isfinite(data.sites.draw_lon[s])]

    def _nearest(self, rows: list[int], closest: float = CLOSE) -> MapView:
        """The view that holds these sites beside what covers it, as near as marks on one spot fan
        out."""
        sites, inner = self._session.dataset.sites, self._covered.inner(self._view)
        lon, lat = sites.draw_lon[rows], sites.draw_lat[rows]
        center, size = inner.center_lon, (inner.width, inner.height)
        made = fit(lon, lat, *size, padding=90, center_lon=center, closest=closest)
        return self._covered.outer(made, self._view.width)

    def _home(self) -> MapView:
        """The world, with all places in it and clear of the tools where that can be."""
        return self.room.first_view(self._session.dataset)

    def _back_home(self) -> MapView:
        """The world as it was left; fitted anew where the map is another, as what floats over it
        may be by now."""
        left, now = self._left, self._view
        if left is None:
            return self._home()
        same = (left.width, left.height, left.center_lon) == (now.width, now.height, now.center_lon)
        return left if same else self._home()

    @property
    def room(self) -> Room:
        """What a first view depends on beside the dataset."""
        return Room(
            float(self.width()),
            float(self.height()),
            (*self.tools.obstacles(inset=False), self._foot()),
            self._view.center_lon,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle where it is; before anything was moved, fit the world again."""
        self._flight.stop()
        width, height = float(self.width()), float(self.height())
        self._view = replace(self._view, width=width, height=height)
        self.card.hide_card()
        self._place_scale()
        if self._at_home:
            self._view = self._home()
            self._place_scale()
        self._layers.drop()
        super().resizeEvent(event)

    def screen_point(self, lon: float, lat: float) -> QPointF:
        """Where a place lies in the widget (pixels)."""
        x, y = lonlat_to_px(self._view, lon, lat)
        return QPointF(float(x), float(y))
