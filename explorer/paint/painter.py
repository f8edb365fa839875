"""Draws a Picture with QPainter: screen, PNG and PDF come from here.

The painter is expected in logical pixels: scale it (or give the device a pixel ratio) before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QLinearGradient,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QRadialGradient,
)
from shiboken6 import VoidPtr

from explorer.figure.picture import (
    F64,
    Area,
    Circle,
    Fade,
    Glow,
    Hexes,
    Layer,
    Line,
    Mark,
    Picture,
    Raster,
    Rect,
    Sector,
    Symbol,
    Text,
)
from explorer.figure.shapes import hexagons
from explorer.paint import geometry, pieces
from explorer.paint.labels import SMOOTH, draw_text
from explorer.paint.mosaic import paint_hexes
from explorer.paint.stamps import Stamps, run_end

_DEGREE: Final = 16
"""Steps in which Qt counts the angles of arcs."""
_VECTOR = (QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture, QPaintEngine.Type.SVG)


def paint(
    painter: QPainter,
    what: Picture | Layer,
    device_ratio: float | None = None,
    *,
    sprites: bool = False,
) -> None:
    """Draw a Picture (its background too) or one Layer.

    ``device_ratio``: device pixels for one logical, read from the painter when None.
    ``sprites``: marks and texts come from cached images on whole device pixels: for the screen.
    """
    brush = _Brush(painter, device_ratio, sprites)
    if isinstance(what, Layer):
        brush.layer(what)
        return
    if what.background:
        painter.fillRect(QRectF(0, 0, what.width, what.height), QColor(what.background))
    for layer in what.layers:
        brush.layer(layer)


def to_image(picture: Picture, scale: float = 1.0, dpi: float = 96.0) -> QImage:
    """``picture`` as an RGB32 image (ARGB32 premultiplied without a background) of
    round(size × scale) pixels, ``dpi`` recorded in it. Raises MemoryError when Qt can't make
    one of that size."""
    opaque = bool(picture.background)
    kind = QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied
    width = max(1, round(picture.width * scale))
    image = QImage(width, max(1, round(picture.height * scale)), kind)
    if image.isNull():
        raise MemoryError(f"no image of {width} pixels across can be made")
    pieces.fill(image, QColor(picture.background if opaque else Qt.GlobalColor.transparent))
    painter = QPainter(image)
    painter.scale(image.width() / picture.width, image.height() / picture.height)
    paint(painter, replace(picture, background=""))
    painter.end()
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    return image


def clear_pixmap(width: float, height: float, ratio: float) -> QPixmap:
    """An empty one of that size in logical pixels, of one device pixel at least."""
    made = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


def to_pixmap(picture: Picture, ratio: float) -> QPixmap:
    """``picture`` for the screen, ``ratio`` device pixels for each logical one; clear where it
    has no background."""
    pixmap = QPixmap(round(picture.width * ratio), round(picture.height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(picture.background or Qt.GlobalColor.transparent))
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, replace(picture, background=""), ratio, sprites=True)
    return pixmap


def polygon(points: F64) -> QPolygonF:
    """(k, 2) as a QPolygonF, copied in one go."""
    made = QPolygonF()
    made.resize(len(points))
    if len(points):
        data: Any = made.data()  # a pointer to the first point
        memory: Any = cast(Any, VoidPtr)(data, len(points) * 16, True)
        np.frombuffer(memory, np.float64).reshape(-1, 2)[:] = points
    return made


_POLYGONS: Final[dict[int, tuple[F64, QPolygonF]]] = {}
_MOST: Final = 800  # of them


def kept_polygon(points: F64) -> QPolygonF:
    """``polygon``, the same again for these very points, which no one changes."""
    found = _POLYGONS.get(id(points))
    if found is None or found[0] is not points:
        if len(_POLYGONS) >= _MOST:
            _POLYGONS.clear()
        found = _POLYGONS[id(points)] = points, polygon(points)
    return found[1]


@lru_cache(maxsize=1024)
def _pen(color: str, width: float, dash: tuple[float, ...] = ()) -> QPen:
    """A pen of ``width`` logical pixels; ``dash`` in logical pixels."""
    if not color or width <= 0:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(QColor(color), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        even = dash if len(dash) % 2 == 0 else dash * 2
        pen.setDashPattern([max(length, 0.01) / width for length in even])
    return pen


@lru_cache(maxsize=1024)
def _arc_pen(color: str, width: float, opacity: float) -> QPen:
    pen = QPen(_tinted(color, opacity), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


@lru_cache(maxsize=1024)
def _fill(color: str) -> QBrush:
    return QBrush(QColor(color)) if color else QBrush(Qt.BrushStyle.NoBrush)


def _sector(mark: Sector) -> QPainterPath:
    """A part of a ring: along the outer edge and back along the inner one."""
    path = QPainterPath()
    turn = 90.0 - mark.start  # Qt turns the other way, from three o'clock
    sweep = min(mark.sweep, 360.0)
    for radius, start, way in (
        (mark.radius + mark.width, turn, -sweep),
        (mark.radius, turn - sweep, sweep),
    ):
        box = QRectF(mark.x - radius, mark.y - radius, 2 * radius, 2 * radius)
        if way < 0:
            path.arcMoveTo(box, start)
        path.arcTo(box, start, way)
    path.closeSubpath()
    return path


def _look(mark: Rect) -> tuple[str, str, float, tuple[float, ...], float]:
    return mark.fill, mark.stroke, mark.width, mark.dash, mark.opacity


def _tinted(color: str, opacity: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(max(0.0, min(1.0, opacity)))
    return made


class _Brush:
    """One painter and how it is used for one call of ``paint``."""

    def __init__(
        self, painter: QPainter, ratio: float | None, sprites: bool, quick: bool = False
    ) -> None:
        self.painter, self.quick = painter, quick
        engine = painter.paintEngine()
        self.vector = engine is not None and engine.type() in _VECTOR
        self.pdf = engine is not None and engine.type() == QPaintEngine.Type.Pdf
        self.ratio = ratio or max(0.01, abs(painter.deviceTransform().m22()))
        self.sprites = sprites and not self.vector
        self.large = not self.sprites and pieces.is_large(painter)
        self.look: tuple[object, ...] | None = None  # what ``use`` has set, None when unknown

    def layer(self, layer: Layer) -> None:
        painter = self.painter
        painter.save()
        painter.setRenderHints(SMOOTH)
        if self.pdf:
            painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        if layer.clip is not None:
            painter.setClipRect(QRectF(*layer.clip), Qt.ClipOperation.IntersectClip)
        self.look = None
        if self.sprites:
            self.stamped(layer.marks)
        else:
            for mark in layer.marks:
                self.mark(mark)
        painter.restore()

    def stamped(self, marks: Sequence[Mark]) -> None:
        """``marks``, from images where there are any."""
        stamps, k = Stamps(self.painter, self.ratio, _draw), 0
        while k < len(marks):
            end = stamps.again(marks, k)
            if end > k:
                self.look, k = None, end
                continue
            mark, end = marks[k], run_end(marks, k)
            if end == k + 1 and stamps.put_simple(mark):
                self.look = None
            elif isinstance(mark, Line) and stamps.is_hair(mark):  # most of a map's lines
                stamps.leave()
                self.line(mark)
            elif isinstance(mark, Rect) and mark.radius <= 0:
                stamps.leave()
                end = self.rects(marks, k)
            elif stamps.put(marks[k:end]):
                self.look = None
            else:
                stamps.leave()
                for mark in marks[k:end]:
                    self.mark(mark)
            k = end
        stamps.leave()

    def mark(self, mark: Mark) -> None:
        kind = type(mark)
        if kind not in _SHARING:
            self.look = None  # those set the painter up for themselves
        _DRAWN[kind](self, mark)

    def text(self, mark: Text) -> None:
        draw_text(self.painter, mark, self.vector, self.ratio, self.large)

    def circle(self, mark: Circle) -> None:
        self.use(mark.fill, mark.stroke, mark.width, (), mark.opacity)
        self.painter.drawEllipse(QPointF(mark.x, mark.y), mark.radius, mark.radius)

    def sector(self, mark: Sector) -> None:
        if mark.sweep <= 0:
            return
        self.use(mark.fill, "", 0.0, (), mark.opacity)
        self.painter.drawPath(_sector(mark))

    def ring(self, marks: Sequence[Mark], k: int) -> int:
        """Draw the sectors from ``k`` on of one ring as wide lines, in two thirds of the time that
        they take one by one. Returns where they end."""
        painter, first = self.painter, marks[k]
        assert isinstance(first, Sector)
        about = (first.x, first.y, first.radius, first.width)
        middle = first.radius + first.width / 2
        box = QRectF(first.x - middle, first.y - middle, 2 * middle, 2 * middle)
        self.look = None
        painter.setOpacity(1.0)
        while k < len(marks):
            mark = marks[k]
            if not isinstance(mark, Sector) or (mark.x, mark.y, mark.radius, mark.width) != about:
                break
            painter.setPen(_arc_pen(mark.fill, mark.width, mark.opacity))
            start, sweep = 90.0 - mark.start, -min(mark.sweep, 360.0)
            painter.drawArc(box, round(start * _DEGREE), round(sweep * _DEGREE))
            k += 1
        return k

    def use(
        self, fill: str, stroke: str, width: float, dash: tuple[float, ...], opacity: float
    ) -> None:
        look = (fill, stroke, width, dash, opacity)
        if look == self.look:  # runs of equal marks are the rule on a map
            return
        self.look = look
        self.painter.setOpacity(opacity)
        self.painter.setBrush(_fill(fill))
        self.painter.setPen(_pen(stroke, width, dash))

    def path(self, rings: Iterable[F64]) -> QPainterPath:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        for ring in rings:
            path.addPolygon(polygon(ring))
            path.closeSubpath()
        return path

    def area(self, mark: Area) -> None:
        if mark.stepped and self.sprites and not mark.stroke and mark.opacity >= 1.0:
            self.columns(mark)
            return
        self.use(mark.fill, mark.stroke, mark.width, mark.dash, mark.opacity)
        for rings in geometry.polygons(mark.rings):
            if self.large and not mark.stroke:
                for part in pieces.cut_rings(self.painter, rings, self.ratio):
                    self.rings(part)
            else:
                self.rings(rings)

    def columns(self, mark: Area) -> None:
        """Boxes: to fill a comb of n teeth as one area takes Qt n squared."""
        self.use(mark.fill, "", 0.0, (), 1.0)
        boxes = geometry.column_boxes(mark.rings[0], 1.0 / self.ratio)
        self.painter.drawRects([QRectF(*box) for box in boxes.tolist()])

    def rings(self, rings: Sequence[F64]) -> None:
        if len(rings) == 1:
            self.painter.drawPolygon(polygon(rings[0]), Qt.FillRule.OddEvenFill)
        else:
            self.painter.drawPath(self.path(rings))

    def line(self, mark: Line) -> None:
        if len(mark.points) < 2:
            return
        if not self.large or not pieces.is_long(mark, self.ratio):
            self.whole_line(mark)
            return
        for part in pieces.cut_line(self.painter, mark, self.ratio):
            self.whole_line(part)
            self.look = None  # the painter is again as it was before the piece

    def whole_line(self, mark: Line) -> None:
        if self.quick and mark.opacity >= 1.0 and geometry.is_smooth(mark.points):
            self.strokes(mark)
            return
        points = kept_polygon(mark.points) if mark.keep else polygon(mark.points)
        if mark.casing and mark.casing_width > 0:
            self.use("", mark.casing, mark.casing_width, (), mark.opacity)
            self.painter.drawPolyline(points)
        self.use("", mark.color, mark.width, mark.dash, mark.opacity)
        self.painter.drawPolyline(points)

    def strokes(self, mark: Line) -> None:
        """An opaque line by its straight pieces, which takes Qt a fifth of the time."""
        looks = [(mark.color, mark.width, mark.dash)]
        if mark.casing and mark.casing_width > 0:
            looks.insert(0, (mark.casing, mark.casing_width, ()))
        for color, width, dash in looks:
            self.use("", color, width, (), 1.0)
            runs = geometry.dashes(mark.points, dash) if dash else geometry.runs(mark.points)
            self.painter.drawLines([QLineF(*run) for run in runs.tolist()])

    def rect(self, mark: Rect) -> None:
        self.use(*_look(mark))
        box = QRectF(mark.x, mark.y, mark.w, mark.h)
        radius = min(mark.radius, mark.w / 2, mark.h / 2)
        if radius > 0:
            self.painter.drawRoundedRect(box, radius, radius)
        elif self.large and not mark.stroke:
            for _ in pieces.cut_box(self.painter, mark, self.ratio):
                self.painter.drawRect(box)
        else:
            self.painter.drawRect(box)

    def rects(self, marks: Sequence[Mark], k: int) -> int:
        """Draw the rectangles from ``k`` on that look alike. Returns where they end."""
        mark, boxes = marks[k], list[QRectF]()
        assert isinstance(mark, Rect)
        look = _look(mark)
        while k < len(marks):
            mark = marks[k]
            if not isinstance(mark, Rect) or _look(mark) != look or mark.radius > 0:
                break
            boxes.append(QRectF(mark.x, mark.y, mark.w, mark.h))
            k += 1
        self.use(*look)
        self.painter.drawRects(boxes)
        return k

    def symbol(self, mark: Symbol) -> None:
        ring = polygon(geometry.symbol_ring(mark))
        x1, y1, x2, y2 = geometry.strike_ends(mark)
        if mark.halo and mark.halo_width > 0:
            wide = mark.edge_width + 2 * mark.halo_width
            self.use(mark.halo, mark.halo, wide, (), mark.opacity)
            self.painter.drawPolygon(ring)
        self.use(mark.fill, mark.edge, mark.edge_width, mark.dash, mark.opacity)
        self.painter.drawPolygon(ring)
        if mark.strike:
            for color, width in geometry.strike_pens(mark):
                self.use("", color, width, (), mark.opacity)
                self.painter.drawLine(QLineF(x1, y1, x2, y2))

    def fade(self, mark: Fade) -> None:
        if mark.w <= 0 or not mark.stops:
            return
        self.painter.setOpacity(1.0)
        box = QRectF(mark.x, mark.y, mark.w, mark.h)
        if self.pdf:  # which draws translucent gradients wrong, and images right
            self.painter.drawImage(box, _image(geometry.fade_pixels(mark)))
            return
        shade = QLinearGradient(box.topLeft(), box.topRight())
        for offset, opacity in mark.stops:
            shade.setColorAt(offset, _tinted(mark.color, opacity))
        self.painter.fillRect(box, QBrush(shade))

    def glow(self, mark: Glow) -> None:
        painter = self.painter
        painter.setOpacity(1.0)
        if mark.rx <= 0 or mark.ry <= 0:
            return
        if self.pdf:
            box = QRectF(mark.x - mark.rx, mark.y - mark.ry, 2 * mark.rx, 2 * mark.ry)
            painter.drawImage(box, _image(geometry.glow_pixels(mark)))
            return
        shade = QRadialGradient(QPointF(0, 0), 1.0)
        for offset, share in geometry.GLOW_STOPS:
            shade.setColorAt(offset, _tinted(mark.color, mark.opacity * share))
        painter.save()
        painter.translate(mark.x, mark.y)
        painter.scale(mark.rx, mark.ry)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(shade))
        painter.drawEllipse(QPointF(0, 0), 1.0, 1.0)
        painter.restore()

    def hexes(self, mark: Hexes) -> None:
        if self.sprites and paint_hexes(self.painter, mark):
            return
        for shade in np.unique(mark.shades[mark.shades >= 0]).tolist():
            self.use(mark.colors[shade], "", 0.0, (), 1.0)
            for ring in hexagons(mark.centers[mark.shades == shade], mark.radius):
                self.painter.drawPolygon(polygon(ring), Qt.FillRule.OddEvenFill)
        self.look = None

    def raster(self, mark: Raster) -> None:
        if not mark.pixels.size:
            return
        self.painter.setOpacity(1.0)
        self.painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, mark.smooth)
        self.painter.drawImage(QRectF(mark.x, mark.y, mark.w, mark.h), _image(mark.pixels))


_SHARING: Final = frozenset({Area, Line, Rect, Circle, Sector})
"""Marks that are drawn with what ``use`` has set."""
_DRAWN: Final[dict[type, Callable[[_Brush, Any], None]]] = {
    Text: _Brush.text,
    Area: _Brush.area,
    Line: _Brush.line,
    Symbol: _Brush.symbol,
    Rect: _Brush.rect,
    Circle: _Brush.circle,
    Sector: _Brush.sector,
    Fade: _Brush.fade,
    Glow: _Brush.glow,
    Raster: _Brush.raster,
    Hexes: _Brush.hexes,
}


def _draw(painter: QPainter, marks: Sequence[Mark], ratio: float) -> None:
    brush, k = _Brush(painter, ratio, False, quick=True), 0
    while k < len(marks):
        if isinstance(marks[k], Sector):
            k = brush.ring(marks, k)
        else:
            brush.mark(marks[k])
            k += 1


def _image(pixels: npt.NDArray[np.uint8]) -> QImage:
    """A copy of (rows, columns, 4) RGBA, not premultiplied."""
    rows, columns = pixels.shape[:2]
    held = np.ascontiguousarray(pixels)
    kind = QImage.Format.Format_RGBA8888
    return QImage(held.data, columns, rows, columns * 4, kind).copy()


def png_bytes(image: QImage) -> bytes:
    """``image`` as PNG by Qt, for clipboards and tests (``export.png`` writes the files)."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())
