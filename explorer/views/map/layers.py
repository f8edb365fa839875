"""What the map widget shows, from Pictures to pixmaps: the basemap, the marks, and what is live on
top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap

from explorer.figure.map.density import shows_cells
from explorer.figure.map.drawing import (
    map_ahead,
    map_base,
    map_gather,
    map_live,
    map_moving,
    map_over,
)
from explorer.figure.picture import Layer, Measure, Picture
from explorer.figure.style import Style, load_style
from explorer.figure.view import MapView
from explorer.paint.lasting import Lasting
from explorer.paint.painter import paint, to_pixmap
from explorer.paint.stamps import not_met
from explorer.query.engine import Result
from explorer.session.session import Session
from explorer.views.map.ground import MapGround, blit

CALM_MS = 110
"""Time after the last answer from which labels are placed anew."""
_IMAGES: Final = 16
"""Of marks and labels that are made at once while nothing else is to be done."""


class MapLayers(QObject):
    """While the map moves the last picture moves with it over a basemap that is at hand. While
    answers follow each other quickly, or are about to, all marks are drawn anew for each, and
    labels stay. At rest all is drawn anew."""

    changed = Signal()  # there is better to show than was painted last

    def __init__(self, session: Session, measure: Measure, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._measure = session, measure
        self.ground = MapGround(self)
        self.ground.improved.connect(self._improved)
        self.over: Picture | None = None
        self.live: Picture | None = None
        self.label_places: tuple[tuple[str, int], ...] = ()  # where labels stood: they stay there
        self._asked: tuple[object, ...] = ()
        self._gathered: tuple[object, ...] = ()
        self._rested: tuple[MapView, Picture] | None = None  # the last picture made at rest
        self._moving = False  # ``over`` was made while answers followed each other
        self._detailed = False  # ``over`` was made with the shapes of 1:50m
        self._marks: QPixmap | None = None  # of ``over``
        self._lines = {"arcs": Lasting(), "arcs-over": Lasting()}
        self._shown: Picture | None = None  # the last live layer over these marks
        self._chosen: QPixmap | None = None  # of it
        self._seen = False  # ``over`` was painted
        self._made: tuple[Picture, MapView] | None = None  # the last ``over`` and its camera
        self._query = session.result.query
        self._result = session.result  # the one that ``over`` shows
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.timeout.connect(self._calmed)

    def drop(self) -> None:
        """All but the basemap is to be drawn anew."""
        query = self._session.result.query
        if query != self._query:
            self._query = query
            more_to_come = self._session.history.in_gesture or self._session.playback.playing
            self._moving = self._calm.isActive() or more_to_come
            self._calm.start(CALM_MS)
        elif not self._calm.isActive():
            self._moving = False
        self.over = self.live = None

    @property
    def quick(self) -> bool:
        """Whether answers follow each other quickly: each is to be shown at once."""
        return self._moving

    def drop_live(self) -> None:
        """Only what is hovered changed."""
        self.live = None

    def _calmed(self) -> None:
        if self._moving:
            self._moving = False
            self.over = self.live = None
            self.changed.emit()

    def _improved(self) -> None:
        if not self._detailed:
            self.over = self.live = None
        self.changed.emit()

    @property
    def static(self) -> Picture | None:
        """The whole of what stands, basemap included; None while it is to be made again."""
        if self.over is None or self._made is None:
            return None
        base = map_base(self._made[1], self._style())
        return replace(self.over, layers=(*base.layers, *self.over.layers))

    @property
    def cells(self) -> bool:
        """Whether cells are on show instead of marks."""
        return shows_cells(self.over)

    def pictures(self) -> list[Picture]:
        """What is shown above the basemap, the topmost first, for hit testing."""
        return [p for p in (self.live, self.over) if p is not None]

    def still(self, view: MapView) -> MapView:
        """``view`` with the places where labels are to stay, if it asks for the same as before."""
        asked = (
            self._session.result.query,
            view.scale,
            view.width,
            view.height,
            self._session.look.lang,
        )
        if asked != self._asked:  # labels keep their places while panning and picking only
            self._asked = asked
            self.label_places = ()
        return replace(view, label_places=self.label_places)

    def gather(self, view: MapView) -> bool:
        """The first half of ``make``, where it takes its time. Returns whether there was anything
        to do."""
        asked = (self._session.result.query, view.center_lon, view.scale)
        if asked == self._gathered:
            return False
        self._gathered = asked
        visible = self._session.result.visible
        map_gather(self._session.dataset, visible, view)
        return True

    def make(self, view: MapView) -> bool:
        """Make what is missing for ``view``: marks and live layer. Returns whether the marks are
        new ones."""
        style, fresh = self._style(), self.over is None
        if self.over is None:
            self._result = self._session.result
            self._detailed = self.ground.fine
            asked = self._asked_for(view)
            self.over = self._over(asked)
            self._made = self.over, asked
            self._marks, self._shown, self._seen = None, None, False
            self.live = None
        if self.live is None and self._made is not None:
            result = self._result  # there may be a newer one, of which the map is yet to hear
            asked = replace(
                view,
                detail=self._made[1].detail,
                label_places=self.over.label_places,
                cells=self.cells,
            )
            self.live = map_live(
                self._session.dataset,
                result.visible,
                asked,
                style,
                self._measure,
                selected=result.selected,
                moving=self._moving,
            )
            self._shown, self._chosen = self.live, None
        return fresh

    def _asked_for(self, view: MapView) -> MapView:
        """``view`` with what depends on what is on show and at hand."""
        before = self._made[0] if self._made is not None else None
        asked = replace(view, cells=shows_cells(before))
        return asked if self.ground.fine else replace(asked, detail="110m")

    def ahead(self, view: MapView, ratio: float) -> Iterator[None]:
        """All that ``make`` and the painting after it take their time for, in short steps: the
        layout of what is to stand there, then the images of countries."""
        if self.over is not None or self._moving:
            return
        result, asked = self._session.result, self.still(self._asked_for(view))
        dataset, visible, selected = self._session.dataset, result.visible, result.selected
        made = map_over(dataset, visible, asked, self._style(), self._measure, selected=selected)
        for layer in made.layers:
            if layer.name == "shade":
                yield from self._draw(layer, 1, ratio)
        yield

    def stand(self, view: MapView, result: Result) -> None:
        """Lay out what would stand there with that answer."""
        if self.over is not None and not self._moving:
            map_gather(self._session.dataset, result.visible, self._as_fine(view))

    def rehearse(self, view: MapView, result: Result, ratio: float) -> Iterator[None]:
        """Make the images of all that would stand there with that answer, step by step."""
        if self.over is None or self._moving:
            return
        made = map_ahead(
            self._session.dataset,
            result.visible,
            self._as_fine(view),
            self._style(),
            self._measure,
            result.selected,
        )
        for layer in made.layers:
            yield from self._draw(layer, _IMAGES, ratio)

    def _as_fine(self, view: MapView) -> MapView:
        """``view`` with the coasts of what is on show."""
        return view if self._detailed else replace(view, detail="110m")

    def _draw(self, layer: Layer, size: int, ratio: float) -> Iterator[None]:
        """Make the images of a layer, about ``size`` marks in each step."""
        for marks in not_met(layer.marks, ratio, size):
            yield
            # Images are of whole marks, however little of them there is room for.
            to_pixmap(Picture(1.0, 1.0, "", (replace(layer, marks=marks),)), ratio)

    def _over(self, view: MapView) -> Picture:
        result, style, rested = self._result, self._style(), self._rested
        dataset, visible, selected = self._session.dataset, result.visible, result.selected
        if self._moving and rested is not None and rested[0] == _stand(view):
            names = rested[1].layer("names").marks
            asked = replace(view, label_places=self.label_places)
            made = map_moving(dataset, visible, asked, style, self._measure, selected, names)
        else:
            self._moving = False
            asked = self.still(view)
            made = map_over(dataset, visible, asked, style, self._measure, selected=selected)
            self._rested = _stand(view), made
        self.label_places = made.label_places
        return made

    def _style(self) -> Style:
        return load_style(self._session.look.theme)

    def paint_moving(self, painter: QPainter, view: MapView, ratio: float) -> bool:
        """The last marks, moved along, over what basemap there is. Returns False when there are
        none that still hold."""
        return self.over is not None and self.paint_past(painter, view, ratio)

    def paint_past(self, painter: QPainter, view: MapView, ratio: float) -> bool:
        """The last marks, whether they hold or not. Returns False when there were none."""
        if self._made is None:
            return False
        self.ground.paint(painter, view, self._session.look.theme, ratio)
        if self._marks is None:
            self._marks = to_pixmap(replace(self._made[0], background=""), ratio)
        blit(painter, view, self._marks, self._made[1])
        if self._shown is not None and any(layer.marks for layer in self._shown.layers):
            if self._chosen is None:
                self._chosen = to_pixmap(replace(self._shown, background=""), ratio)
            blit(painter, view, self._chosen, self._made[1])
        return True

    def paint_still(self, painter: QPainter, view: MapView, ratio: float) -> bool:
        """Everything as it stands. Returns whether the marks are new ones."""
        theme = self._session.look.theme
        fresh = self.make(view)
        assert self.over is not None
        assert self.live is not None
        self.ground.paint(painter, view, theme, ratio)
        if self._seen:  # the pointer moves over a map at rest
            self._marks = self._marks or to_pixmap(replace(self.over, background=""), ratio)
            blit(painter, view, self._marks, view)
        else:
            self._seen = True
            self._paint_once(painter, self.over, ratio)
        paint(painter, replace(self.live, background=""), ratio, sprites=True)
        self.ground.settle(view, theme, ratio)
        return fresh

    def _paint_once(self, painter: QPainter, over: Picture, ratio: float) -> None:
        """Paint marks that may be others in the next frame."""
        if not self._moving or self.cells:
            paint(painter, replace(over, background=""), ratio, sprites=True)
            return
        for layer in over.layers:
            lines = self._lines.get(layer.name)
            if lines is None:
                paint(painter, layer, ratio, sprites=True)
            else:
                lines.paint(painter, (over.width, over.height), layer, ratio)


def _stand(view: MapView) -> MapView:
    """Camera, language and what is hidden: with these the same, names stay where they are."""
    return replace(view.camera(), lang=view.lang, hidden=view.hidden)
