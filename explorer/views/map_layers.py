"""What the map widget shows, from Pictures to pixmaps: the basemap with a margin, the marks, and
what is live on top."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from explorer.figure.map.drawing import map_base, map_live, map_static
from explorer.figure.picture import Measure, Picture
from explorer.figure.style import Style, load_style
from explorer.figure.view import MapView
from explorer.paint.painter import paint, to_pixmap
from explorer.session.session import Session

MARGIN = 160
"""Pixels of basemap kept ready around the view, for panning."""
BASE_LAYERS = ("ground", "land", "edges")
"""Layers of the figure that ``map_base`` makes too."""


class MapLayers:
    """While the map moves the last picture moves with it over a fresh basemap; at rest all is
    drawn anew. ``static`` and ``live`` are None while they are to be made again."""

    def __init__(self, session: Session, measure: Measure, view: MapView) -> None:
        self._session, self._measure = session, measure
        self.static: Picture | None = None
        self.live: Picture | None = None
        self._asked: tuple[object, ...] = ()
        self.label_places: tuple[tuple[str, int], ...] = ()  # where labels stood: they stay there
        self._marks: QPixmap | None = None
        self._marks_view = view
        self._ground: QPixmap | None = None
        self._ground_view = view
        self._ground_key: tuple[MapView, str] | None = None

    def drop(self) -> None:
        """All but the basemap is to be drawn anew."""
        self.static = self.live = None

    def drop_live(self) -> None:
        """Only what is hovered changed."""
        self.live = None

    def drop_ground(self) -> None:
        """The basemap is to be drawn anew too."""
        self._ground = None
        self.drop()

    def pictures(self) -> list[Picture]:
        """What is shown, the topmost first, for hit testing."""
        return [p for p in (self.live, self.static) if p is not None]

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

    def make(self, view: MapView, ratio: float) -> bool:
        """Make what is missing for ``view``: basemap, marks, live layer. ``ratio``: device pixels
        for one logical. Returns whether the static picture is a new one."""
        result, style = self._session.result, load_style(self._session.look.theme)
        fresh = self.static is None
        if self.static is None:
            asked = self.still(view)
            everything = (self._session.dataset, result.visible, asked, style, self._measure)
            self.static = map_static(*everything, selected=result.selected)
            self.label_places = self.static.label_places
            over = tuple(layer for layer in self.static.layers if layer.name not in BASE_LAYERS)
            marks = replace(self.static, background="", layers=over)
            self._marks = to_pixmap(marks, ratio)
            self._marks_view = view
            if self._ground_key != (view.camera(), style.theme):
                self._ground = None
            self.make_ground(view, ratio, moving=False)
            self.live = None
        if self.live is None:
            self.live = map_live(
                self._session.dataset,
                result.visible,
                replace(view, label_places=self.static.label_places),
                style,
                self._measure,
                selected=result.selected,
            )
        return fresh

    def make_ground(self, view: MapView, ratio: float, moving: bool) -> None:
        """The basemap with a margin, for as long as the map moves."""
        old = self._ground_view
        moved = max(abs(view.x - old.x), abs(view.y - old.y)) * view.scale
        if self._ground is not None and view.scale == old.scale and moved < MARGIN:
            return
        wide = replace(view, width=view.width + 2 * MARGIN, height=view.height + 2 * MARGIN)
        if moving and view.scale != old.scale:
            wide = replace(wide, detail="110m")
        self._ground = to_pixmap(map_base(wide, self._style()), ratio)
        self._ground_view = view
        self._ground_key = (view.camera(), self._session.look.theme)

    def _style(self) -> Style:
        return load_style(self._session.look.theme)

    def paint_moving(self, painter: QPainter, view: MapView, ratio: float, moving: bool) -> bool:
        """The last marks, moved along, over a basemap. Returns False when there is none yet."""
        if self._marks is None:
            return False
        self.make_ground(view, ratio, moving)
        assert self._ground is not None
        self._blit(painter, view, self._ground, self._ground_view, MARGIN)
        self._blit(painter, view, self._marks, self._marks_view, 0)
        return True

    def paint_still(self, painter: QPainter, view: MapView, ratio: float) -> bool:
        """Everything as it stands. Returns whether the static picture is a new one."""
        fresh = self.make(view, ratio)
        self.paint_moving(painter, view, ratio, moving=False)
        assert self.live is not None
        paint(painter, replace(self.live, background=""), sprites=True)
        return fresh

    @staticmethod
    def _blit(painter: QPainter, view: MapView, pixmap: QPixmap, of: MapView, margin: int) -> None:
        """Draw a pixmap made for the camera ``of`` where it belongs under the present one."""
        grow = view.scale / of.scale
        x = view.width / 2 + (of.x - view.x) * view.scale
        y = view.height / 2 - (of.y - view.y) * view.scale
        width, height = (of.width + 2 * margin) * grow, (of.height + 2 * margin) * grow
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, grow != 1.0)
        target = QRectF(x - width / 2, y - height / 2, width, height)
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
