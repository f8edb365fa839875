"""Marks from images that are kept between frames, on whole device pixels: for the screen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise
from math import ceil, floor, inf
from threading import local
from typing import Final

import numpy as np
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QImage, QPainter, QTransform

from explorer.common.records import dataclass
from explorer.figure.picture import (
    F64,
    Area,
    Circle,
    Fade,
    Glow,
    Line,
    Mark,
    Rect,
    Sector,
    Symbol,
    Text,
)
from explorer.paint.fonts import clean
from explorer.paint.labels import SMOOTH, SPRITES, Sprite, blank, text_image

_CORNER: Final = QPoint()

Shape = Area | Line | Rect | Fade | Circle
"""What is kept where it is."""
Draw = Callable[[QPainter, Sequence[Mark], float], None]
"""Draws marks as they are; the number: device pixels for one logical pixel."""

HAIR: Final = 1.05
"""Device pixels of a pen up to which lines are quicker drawn anew."""
LARGEST: Final = 600_000
"""Device pixels of an image up to which it is kept; drawing larger marks anew is as quick."""
LONGEST: Final = 2_000_000
"""The same of a line, of which only the parts where it runs are kept."""
PART: Final = 50_000
"""Device pixels of such a part, about."""
SMALL: Final = 12_000
"""Device pixels of the image of a mark that is quicker put down than drawn, simple as it is."""
AT_ONCE: Final = 16
"""Such images that are made for one layer of a frame: where all of it comes again, the others are
made in the next ones."""


def run_end(marks: Sequence[Mark], k: int) -> int:
    """Where the run that begins at ``k`` ends, exclusive: marks go by ones, but what makes up one
    cluster or mark together."""
    first, end = marks[k], k + 1
    if isinstance(first, Circle) and first.ref:
        while end < len(marks) and _belongs(marks[end], first.ref):
            end += 1
    return end


def _belongs(mark: Mark, ref: str) -> bool:
    if isinstance(mark, Text):
        return mark.ref == ref and not mark.halo
    return isinstance(mark, Circle | Sector | Symbol) and mark.ref == ref


class Stamps:
    """Puts images down through one painter, whose transform moves and scales only. Between the
    first ``put`` and ``leave`` the painter is in device pixels."""

    def __init__(self, painter: QPainter, ratio: float, draw: Draw) -> None:
        self._painter, self._ratio, self._draw = painter, ratio, draw
        device, self._world = painter.deviceTransform(), painter.worldTransform()
        base = self._world.inverted()[0] * device  # what the device adds: its ratio, a shift
        self._flat = QTransform() if base.isIdentity() else base.inverted()[0]
        self._device = (device.m11(), device.m22(), device.dx(), device.dy())
        self._in, self._opacity = False, 1.0
        self._made = 0  # images of simple marks

    def leave(self) -> None:
        """Back to logical pixels, for what is drawn otherwise."""
        if self._in:
            self._in = False
            self._painter.setWorldTransform(self._world)
            self._painter.setOpacity(1.0)

    def again(self, marks: Sequence[Mark], k: int) -> int:
        """Put down the runs from ``k`` on that are the very ones of a frame before. Returns where
        the first begins that is not: ``k`` itself when none is."""
        of, draw = MET.of, self._painter.drawImage
        ratio, device = self._ratio, self._device
        while k < len(marks) and (met := of(marks, k, ratio)) is not None:
            if met.device != device:
                _, left, top = met.sprite
                met.device, met.at = device, QPoint(*self._corner(met.x, met.y, left, top))
            if not self._in or met.opacity != self._opacity:
                self._enter(met.opacity)
            draw(met.at, met.sprite[0])
            k += met.n
        return k

    def put_simple(self, mark: Mark) -> bool:
        """Put down a small mark of a simple shape that has been here before. Returns False for
        others: what comes once is not worth an image."""
        if self._made >= AT_ONCE or not _extent(mark) * self._ratio**2 <= SMALL:
            return False
        assert isinstance(mark, Rect | Fade | Circle | Line)
        if not SEEN.again(mark):
            return False
        self._made += 1
        image, anchor = self._whole(mark)
        sprite = image, anchor.x(), anchor.y()
        MET.keep((mark,), self._ratio, sprite, (0.0, 0.0), 1.0)
        self._put((sprite,), 0.0, 0.0, 1.0)
        return True

    def put(self, run: Sequence[Mark]) -> bool:
        """Put down one run, no hair line. Returns False when there is no image for it."""
        mark = run[0]
        if len(run) > 1:
            return self._group(run)
        match mark:
            case Text():
                return self._text(mark)
            case Symbol():
                return self._symbol(mark)
            case Glow():
                return self._glow(mark)
            case Line():
                return mark.keep and self._line(mark)
            case Area():
                return mark.keep and self._area(mark)
        return False

    def _stamp(
        self,
        key: Hashable,
        make: Callable[[], tuple[QImage, QPointF]],
        x: float,
        y: float,
        opacity: float,
        run: Sequence[Mark] = (),
    ) -> bool:
        """``run``: marks that may come again as they are."""
        sprite = SPRITES.get(key, make)
        if run:
            MET.keep(run, self._ratio, sprite, (x, y), opacity)
        self._put((sprite,), x, y, opacity)
        return True

    def _put(self, parts: Sequence[Sprite], x: float, y: float, opacity: float) -> None:
        self._enter(opacity)
        for image, left, top in parts:
            self._painter.drawImage(*self._corner(x, y, left, top), image)

    def _enter(self, opacity: float) -> None:
        """Go on in device pixels, with that opacity."""
        if not self._in:
            self._in, self._opacity = True, -1.0  # what was drawn before has set its own
            self._painter.setWorldTransform(self._flat)
        if opacity != self._opacity:
            self._opacity = opacity
            self._painter.setOpacity(opacity)

    def _corner(self, x: float, y: float, left: float, top: float) -> tuple[int, int]:
        """Where an image begins whose anchor stands at (x, y) in logical pixels."""
        sx, sy, dx, dy = self._device
        return round(x * sx + dx - left), round(y * sy + dy - top)

    def _text(self, mark: Text) -> bool:
        if _blank(mark.text) or mark.font.size <= 0 or mark.opacity <= 0:
            return True
        halo = (mark.halo, mark.halo_width) if mark.halo_width > 0 else ("", 0.0)
        ratio = self._ratio
        key = (mark.text, mark.font, mark.color, halo, round(ratio, 4), True)
        make = partial(text_image, mark, ratio, True)
        return self._stamp(key, make, mark.x, mark.y, mark.opacity, (mark,))

    def _symbol(self, mark: Symbol) -> bool:
        look = (mark.shape, mark.radius, mark.fill, mark.edge, mark.edge_width, mark.halo)
        key = (*look, mark.halo_width, mark.dash, mark.strike, round(self._ratio, 4))
        reach = mark.radius * 1.35 + mark.edge_width + mark.halo_width

        def make() -> tuple[QImage, QPointF]:
            return self._round((replace(mark, x=0.0, y=0.0, opacity=1.0),), reach)

        return self._stamp(key, make, mark.x, mark.y, mark.opacity, (mark,))

    def _glow(self, mark: Glow) -> bool:
        if not 0 < 4 * mark.rx * mark.ry * self._ratio**2 <= LARGEST:
            return False
        rx, ry = round(mark.rx, 2), round(mark.ry, 2)
        key = ("glow", rx, ry, mark.color, mark.opacity, round(self._ratio, 4))

        def make() -> tuple[QImage, QPointF]:
            return self._round((replace(mark, x=0.0, y=0.0),), rx, ry)

        return self._stamp(key, make, mark.x, mark.y, 1.0, (mark,))

    def _group(self, run: Sequence[Mark]) -> bool:
        first = run[0]
        assert isinstance(first, Circle)
        x, y = first.x, first.y
        key = ("group", round(self._ratio, 4), *(_part(mark, x, y) for mark in run))

        def make() -> tuple[QImage, QPointF]:
            return self._round(run, max(_reach(mark, x, y) for mark in run), at=(x, y))

        return self._stamp(key, make, x, y, 1.0, run)

    def _round(
        self,
        marks: Sequence[Mark],
        reach: float,
        up: float | None = None,
        at: tuple[float, float] = (0.0, 0.0),
    ) -> tuple[QImage, QPointF]:
        """Marks about ``at`` as an image, that point on a corner of its pixels."""
        across = ceil(reach * self._ratio) + 2
        along = across if up is None else ceil(up * self._ratio) + 2
        image = blank(2 * across, 2 * along)
        with QPainter(image) as painter:
            painter.setRenderHints(SMOOTH)
            painter.translate(across, along)
            painter.scale(self._ratio, self._ratio)
            painter.translate(-at[0], -at[1])
            self._draw(painter, marks, self._ratio)
        return image, QPointF(across, along)

    def _area(self, mark: Area) -> bool:
        """An area where it is: the same points come again until the view moves."""
        key = _Shape(mark, mark.opacity, self._ratio)
        if key not in SPRITES and self._size(mark) > LARGEST:
            return False
        return self._stamp(key, partial(self._whole, mark), 0.0, 0.0, 1.0, (mark,))

    def _line(self, mark: Line) -> bool:
        """A line where it is, as an area is. Wide lines take Qt five times as long where they are
        not opaque; images do not."""
        drawn, shown = (mark.opacity, 1.0) if mark.casing else (1.0, mark.opacity)
        key = _Shape(mark, drawn, self._ratio)
        if key not in SPRITES and self._size(mark) > LONGEST:
            return False

        def make() -> tuple[Sprite, ...]:
            return self._cut(replace(mark, opacity=drawn))

        self._put(SPRITES.parts(key, make), 0.0, 0.0, shown)
        return True

    def is_hair(self, mark: Line) -> bool:
        """Whether a line is so thin that it is quicker drawn anew."""
        return max(mark.width, mark.casing_width) * self._ratio <= HAIR

    def _size(self, mark: Area | Line) -> float:
        """Device pixels of the box around a mark."""
        left, top, right, bottom = _box(mark)
        return (right - left) * (bottom - top) * self._ratio**2

    def _cut(self, mark: Line) -> tuple[Sprite, ...]:
        """A line in images of the parts where it runs: most of the box around it is empty."""
        image, anchor = self._whole(mark)
        x, y = anchor.x(), anchor.y()
        size = (image.width(), image.height())
        n = min(8, size[0] * size[1] // PART)
        if n < 2:
            return ((image, x, y),)
        runs = _dense(mark.points * self._ratio + (x, y), 16 * n)
        along = 0 if size[0] >= size[1] else 1
        reach = max(mark.width, mark.casing_width) * self._ratio / 2 + 2
        step = 1 + float(np.abs(np.diff(runs[:, along])).max())
        found: list[Sprite] = []
        ends = [size[along] * k // n for k in range(n + 1)]
        for low, high in pairwise(ends):
            near = runs[
                (runs[:, along] >= low - step - reach) & (runs[:, along] < high + step + reach)
            ]
            if not len(near):
                continue
            first = max(0, floor(near[:, 1 - along].min() - reach))
            last = min(size[1 - along], ceil(near[:, 1 - along].max() + reach))
            box = (low, first, high - low, last - first)
            left, top, wide, tall = box if along == 0 else (first, low, last - first, high - low)
            found.append((image.copy(left, top, wide, tall), x - left, y - top))
        return tuple(found)

    def _whole(self, mark: Shape) -> tuple[QImage, QPointF]:
        box = [v * self._ratio for v in _box(mark)]
        left, top = floor(box[0]) - 1, floor(box[1]) - 1
        image = blank(box[2] - left + 2, box[3] - top + 2)
        with QPainter(image) as painter:
            painter.setRenderHints(SMOOTH)
            painter.translate(-left, -top)
            painter.scale(self._ratio, self._ratio)
            self._draw(painter, (mark,), self._ratio)
        return image, QPointF(-left, -top)


@dataclass(slots=True, eq=False)
class Kept:
    """The image of ``n`` marks from ``first`` to ``last`` at ``ratio``, and where and how
    opaquely it is put down: ``at``, for painters that turn logical pixels into those of their
    device as the last one did."""

    first: Mark
    last: Mark
    n: int
    ratio: float
    sprite: Sprite
    x: float
    y: float
    opacity: float
    device: tuple[float, ...] = ()
    at: QPoint = _CORNER


class Met(local):
    """Images of marks that are the very ones of frames before: most are, from one to the next, and
    to find an image by all that its look depends on takes longer than to put it down."""

    def __init__(self, limit: int = 5000, most: int = 24_000_000) -> None:
        self._limit, self._most = limit, most
        self._bytes = 0  # of all images, those that several marks share as often
        self._kept: dict[int, Kept] = {}  # by the id of the first mark

    def of(self, marks: Sequence[Mark], k: int, ratio: float) -> Kept | None:
        """What is known of the run that begins at ``k``, at that ratio."""
        kept = self._kept.get(id(marks[k]))
        if kept is None or kept.first is not marks[k] or kept.ratio != ratio:
            return None
        end = k + kept.n - 1
        return kept if end < len(marks) and marks[end] is kept.last else None

    def keep(
        self,
        run: Sequence[Mark],
        ratio: float,
        sprite: Sprite,
        at: tuple[float, float],
        opacity: float,
    ) -> None:
        """Keep it, with its marks; what was kept first goes when there is too much."""
        kept = Kept(run[0], run[-1], len(run), ratio, sprite, *at, opacity)
        self._drop(id(run[0]))
        self._kept[id(run[0])] = kept
        self._bytes += sprite[0].sizeInBytes()
        while len(self._kept) > self._limit or (self._bytes > self._most and len(self._kept) > 1):
            self._drop(next(iter(self._kept)))

    def _drop(self, key: int) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._bytes -= gone.sprite[0].sizeInBytes()


MET: Final = Met()


class Seen(local):
    """Marks that were lately drawn without an image."""

    def __init__(self, limit: int = 4000) -> None:
        self._limit = limit
        self._marks: dict[int, Mark] = {}

    def again(self, mark: Mark) -> bool:
        """Whether it was this very mark before; from now on it was."""
        key = id(mark)
        if self._marks.get(key) is mark:
            return True
        self._marks[key] = mark
        if len(self._marks) > self._limit:
            del self._marks[next(iter(self._marks))]
        return False


SEEN: Final = Seen()


def not_met(marks: tuple[Mark, ...], ratio: float, size: int) -> Iterator[tuple[Mark, ...]]:
    """The runs of which no image is known to be theirs, in parts of about ``size`` marks."""
    part: list[Mark] = []
    k = 0
    while k < len(marks):
        met, end = MET.of(marks, k, ratio), run_end(marks, k)
        if met is None:
            part += marks[k:end]
        k = end
        if len(part) >= size or (part and k == len(marks)):
            yield tuple(part)
            part = []


@lru_cache(maxsize=4096)
def _blank(text: str) -> bool:
    """Whether nothing of a text is seen."""
    return not clean(text).strip()


class _Shape:
    """The key of what is kept: its very points, which it holds, and its look."""

    __slots__ = ("_look", "_points")

    def __init__(self, mark: Area | Line, opacity: float, ratio: float) -> None:
        look: tuple[object, ...] = (mark.width, mark.dash, opacity, round(ratio, 4))
        if isinstance(mark, Area):
            self._points: object = mark.rings
            self._look = (mark.fill, mark.stroke, *look)
        else:
            self._points = mark.points
            self._look = (mark.color, mark.casing, mark.casing_width, *look)

    def __hash__(self) -> int:
        return hash((id(self._points), self._look))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Shape):
            return NotImplemented
        return self._points is other._points and self._look == other._look


def _dense(points: F64, n: int) -> F64:
    """A line (k, 2) with points on it about every n-th of its length besides its own."""
    done = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = np.sort(np.concatenate([done, np.linspace(0.0, done[-1], n)]))
    return np.column_stack([np.interp(at, done, points[:, k]) for k in (0, 1)])


def _extent(mark: Mark) -> float:
    """Square pixels of the box around a mark of a simple shape; without an end for others."""
    match mark:
        case Rect(w=w, h=h, radius=radius) if radius > 0:  # of others many are drawn in one go
            return w * h
        case Fade(w=w, h=h):
            return w * h
        case Circle(radius=radius, width=width):
            return 4.0 * (radius + width) ** 2
        case Line(points=points, width=width, keep=False) if len(points) == 2:
            (x1, y1), (x2, y2) = points.tolist()
            return float((abs(x2 - x1) + 2 * width) * (abs(y2 - y1) + 2 * width))
    return inf


def _box(mark: Shape) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of all that a mark paints, logical pixels."""
    match mark:
        case Circle(x=x, y=y):
            reach = mark.radius + mark.width
            return x - reach, y - reach, x + reach, y + reach
        case Fade(x=x, y=y, w=w, h=h):
            return x, y, x + w, y + h
        case Rect(x=x, y=y, w=w, h=h, width=wide):
            return x - wide, y - wide, x + w + wide, y + h + wide
    rings = mark.rings if isinstance(mark, Area) else (mark.points,)
    wide = mark.width if isinstance(mark, Area) else max(mark.width, mark.casing_width)
    low = np.min([ring.min(axis=0) for ring in rings], axis=0) - wide
    high = np.max([ring.max(axis=0) for ring in rings], axis=0) + wide
    return (*low.tolist(), *high.tolist())


def _part(mark: Mark, x: float, y: float) -> tuple[object, ...]:
    """All that the look of a mark in a group about (x, y) depends on."""
    match mark:
        case Sector():  # most are
            look: tuple[object, ...] = (mark.width, mark.start, mark.sweep, mark.fill, mark.opacity)
        case Circle():
            look = (mark.fill, mark.stroke, mark.width, mark.opacity)
        case Symbol():
            look = (mark.shape, mark.fill, mark.edge, mark.edge_width, mark.halo, mark.halo_width)
            look = (*look, mark.dash, mark.strike, mark.opacity)
        case Text():
            where = (round(mark.x - x, 2), round(mark.y - y, 2))
            return (*where, mark.text, mark.font, mark.color, mark.opacity)
        case _:
            raise TypeError(f"no part of a group: {type(mark).__name__}")
    return (round(mark.x - x, 2), round(mark.y - y, 2), round(mark.radius, 3), *look)


def _reach(mark: Mark, x: float, y: float) -> float:
    """How far a mark in a group about (x, y) reaches from there."""
    match mark:
        case Circle():
            return max(abs(mark.x - x), abs(mark.y - y)) + mark.radius + mark.width
        case Sector():
            return max(abs(mark.x - x), abs(mark.y - y)) + mark.radius + mark.width
        case Symbol():
            away = max(abs(mark.x - x), abs(mark.y - y))
            return away + mark.radius * 1.35 + mark.edge_width + mark.halo_width
        case Text():
            left, right = x - mark.x, mark.x + mark.width - x
            return max(left, right, abs(mark.y - y) + mark.font.size)
    return 0.0
