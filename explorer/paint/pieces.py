"""Large drawings in pieces: pixel for pixel the same, but no call of Qt's lasts long.

Qt draws without giving the interpreter up, and whoever waits for it, as the window does while a
page is drawn beside it, stands still meanwhile. So what is large is drawn again and again, each
time cut to another piece of the image and without the points that do nothing there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from math import ceil, floor
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QTransform

from explorer.figure.picture import F64, Line, Rect

LARGE: Final = 8_000_000
"""Device pixels of an image beyond which what is drawn on it may be large."""
POINTS: Final = 400
"""Points that one call draws, more or less."""
AREA: Final = 2_000_000
"""Device pixels that one call fills, more or less."""
WIDE: Final = 1024
"""Device pixels of a line of text that one call draws."""
HALO: Final = 256
"""The same, where each letter has its halo."""
SLACK: Final = 4
"""Device pixels that a piece is surely drawn in beyond its band."""


def is_large(painter: QPainter) -> bool:
    """Whether ``painter`` draws on an image so large that pieces are worth while."""
    device = painter.device()
    plain = isinstance(device, QImage) and device.devicePixelRatio() == 1.0
    return plain and device.width() * device.height() > LARGE


def fill(image: QImage, color: QColor) -> None:
    """``image.fill(color)`` for 32-bit images and colours that are opaque or clear."""
    pixels: npt.NDArray[np.uint32] = np.frombuffer(image.bits(), np.uint32)
    value = color.rgba() if color.alpha() else 0
    for first in range(0, len(pixels), AREA):
        pixels[first : first + AREA] = value


def bands(
    painter: QPainter, top: float, bottom: float, count: int
) -> Iterator[tuple[float, float]]:
    """Cut the painter to each of ``count`` bands of rows in turn that together hold the logical
    ``top`` to ``bottom``; gives the logical (top, bottom) of each."""
    device, room = painter.deviceTransform(), painter.device()
    scale, shift = device.m22(), device.dy()
    first = max(0, floor(top * scale + shift))
    last = min(room.height(), ceil(bottom * scale + shift))
    step = max(1, ceil((last - first) / max(1, count)))
    for row in range(first, last, step):
        end = min(last, row + step)
        with _cut(painter, QRect(0, row, room.width(), end - row)):
            yield (row - shift) / scale, (end - shift) / scale


def columns(
    painter: QPainter, left: float, width: float, wide: int
) -> Iterator[tuple[float, float]]:
    """Cut the painter to columns of ``wide`` device pixels in turn, for a text at the logical
    ``left``; gives the logical (left, right) of each. What reaches over either end of the text is
    in the outer ones; a text that is not wide is drawn in one."""
    device, room = painter.deviceTransform(), painter.device()
    scale, shift = device.m11(), device.dx()
    first, last = max(0, floor(left * scale + shift)), ceil((left + width) * scale + shift)
    edges = [0, *range(first + wide, min(room.width(), last), wide), room.width()]
    if len(edges) == 2:
        yield -np.inf, np.inf
        return
    for here, after in pairwise(edges):
        with _cut(painter, QRect(here, 0, after - here, room.height())):
            yield (here - shift) / scale, (after - shift) / scale


@contextmanager
def _cut(painter: QPainter, device: QRect) -> Iterator[None]:
    """The painter as it is, but cut to device pixels as well."""
    painter.save()
    world = painter.worldTransform()
    painter.setWorldTransform(QTransform())
    painter.setClipRect(device, Qt.ClipOperation.IntersectClip)
    painter.setWorldTransform(world)
    yield
    painter.restore()


def within(points: F64, top: float, bottom: float, closed: bool) -> F64:
    """``points`` (k, 2) without those that change nothing between ``top`` and ``bottom``: both
    edges of each that is left out lie above, or both below, as does the edge in their place."""
    y = points[:, 1]
    side = np.where(y < top, -1, np.where(y > bottom, 1, 0))
    idle = (side != 0) & (np.roll(side, 1) == side) & (np.roll(side, -1) == side)
    if not closed:
        idle[[0, -1]] = False
    kept: F64 = points[~idle]
    return kept


def cut_rings(painter: QPainter, rings: Sequence[F64], ratio: float) -> Iterator[Sequence[F64]]:
    """``rings`` for each band of rows that they are filled in, the painter cut to it."""
    low = np.min([ring.min(axis=0) for ring in rings], axis=0)
    high = np.max([ring.max(axis=0) for ring in rings], axis=0)
    wide, tall = (high - low) * ratio
    count = sum(map(len, rings)) // POINTS + int(wide * tall) // AREA
    if not count:
        yield rings
        return
    slack = SLACK / ratio
    for top, bottom in bands(painter, low[1], high[1], count + 1):
        yield [within(ring, top - slack, bottom + slack, closed=True) for ring in rings]


def is_long(mark: Line, ratio: float) -> bool:
    """Whether a line can be drawn in bands, and has to be. Qt itself cuts dashes and hairlines, in
    ways of its own."""
    return len(mark.points) > POINTS and not mark.dash and mark.width * ratio >= 2


def cut_line(painter: QPainter, mark: Line, ratio: float) -> Iterator[Line]:
    """A line for each band of rows that it is drawn in, the painter cut to it."""
    wide = max(mark.width, mark.casing_width) + SLACK / ratio
    top, bottom = mark.points[:, 1].min() - wide, mark.points[:, 1].max() + wide
    for first, last in bands(painter, top, bottom, 2 * len(mark.points) // POINTS + 1):
        yield replace(mark, points=within(mark.points, first - wide, last + wide, closed=False))


def cut_box(painter: QPainter, mark: Rect, ratio: float) -> Iterator[None]:
    """Once for each band of rows that a rectangle is filled in, the painter cut to it."""
    count = int(mark.w * mark.h * ratio * ratio) // AREA
    if not count:
        yield
        return
    for _ in bands(painter, mark.y, mark.y + mark.h, count + 1):
        yield


def subpaths(path: QPainterPath) -> list[tuple[float, float, QPainterPath]]:
    """The parts of a path with the (left, right) that each one's points reach."""
    found: list[tuple[float, float, QPainterPath]] = []
    kind = QPainterPath.ElementType
    k, count = 0, path.elementCount()
    while k < count:
        element = path.elementAt(k)
        xs = [element.x]
        part = QPainterPath(QPointF(element.x, element.y))
        k += 1
        while k < count and (element := path.elementAt(k)).type != kind.MoveToElement:
            if element.type == kind.LineToElement:
                corners = [element]
                part.lineTo(element.x, element.y)
            else:
                corners = [path.elementAt(j) for j in range(k, k + 3)]
                part.cubicTo(*(QPointF(c.x, c.y) for c in corners))
            xs += [c.x for c in corners]
            k += len(corners)
        found.append((min(xs), max(xs), part))
    return found
