"""Layers of plain rectangles, painted quickly."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from explorer.figure.picture import Layer, Mark, Rect
from explorer.paint.painter import paint


@lru_cache(maxsize=32)
def colour_of(name: str) -> QColor:
    """A colour by its name, made once."""
    return QColor(name)


def paint_flat(painter: QPainter, layer: Layer) -> None:
    """Paint a layer, plain rectangles without smoothing: large ones in a tenth of the time."""
    painter.save()
    if layer.clip is not None:
        painter.setClipRect(QRectF(*layer.clip), Qt.ClipOperation.IntersectClip)
    for flat, marks in groupby(layer.marks, _is_flat):
        if not flat:
            paint(painter, Layer(layer.name, tuple(marks)), sprites=True)
            continue
        for mark in marks:
            assert isinstance(mark, Rect)
            painter.setOpacity(mark.opacity)
            painter.fillRect(QRectF(mark.x, mark.y, mark.w, mark.h), colour_of(mark.fill))
        painter.setOpacity(1.0)
    painter.restore()


def _is_flat(mark: Mark) -> bool:
    return isinstance(mark, Rect) and not mark.stroke and not mark.radius
