"""Shapes and shades that painter and SVG writer share, as numpy arrays and plain numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.figure.colors import rgb
from explorer.figure.picture import F64, Fade, Glow, Symbol
from explorer.figure.shapes import outline

GLOW_STOPS: Final = ((0.0, 1.0), (0.35, 0.8), (0.7, 0.3), (0.88, 0.08), (1.0, 0.0))
"""(offset from the middle, share of the opacity) of a Glow."""

STRIKE_REACH: Final = 1.3
"""Half the length of the stroke through a mark along x and y, for radius 1."""


BEND: Final = 0.996
"""Cosine of the angle by which a smooth line turns at a point at most, 5 degrees."""


OVERLAP: Final = 0.15
"""Pixels by which the pieces of a line reach beyond where they meet."""


def symbol_ring(mark: Symbol) -> F64:
    """Corners (k, 2) of a mark's outline, in logical pixels."""
    return outline(mark.shape) * mark.radius + (mark.x, mark.y)


def strike_ends(mark: Symbol) -> tuple[float, float, float, float]:
    """(x1, y1, x2, y2) of the stroke through a mark, from lower left to upper right."""
    reach = mark.radius * STRIKE_REACH
    return mark.x - reach, mark.y + reach, mark.x + reach, mark.y - reach


def strike_pens(mark: Symbol) -> tuple[tuple[str, float], ...]:
    """(colour, width) of the stroke through a mark: first a gap, which parts it from the fill."""
    width = mark.edge_width * 1.2
    gap = ((mark.halo, width + 2.2),) if mark.halo else ()
    return (*gap, (mark.edge, width))


def is_smooth(line: F64) -> bool:
    """Whether a line (k, 2) has at least two points and bends nowhere by more than BEND."""
    ways = np.diff(line, axis=0)
    ways = ways[(ways != 0).any(axis=1)]
    if not len(ways):
        return False
    ways /= np.hypot(ways[:, 0], ways[:, 1])[:, None]
    return bool(((ways[1:] * ways[:-1]).sum(axis=1) > BEND).all())


def runs(line: F64) -> F64:
    """The straight pieces (k - 1, 4) of a line (k, 2): x and y of both ends. They overlap by twice
    OVERLAP, or the seams between them would be seen."""
    ways = np.diff(line, axis=0)
    far = np.hypot(ways[:, 0], ways[:, 1])[:, None]
    more = ways * (OVERLAP / np.maximum(far, 1e-9))
    start, end = line[:-1].copy(), line[1:].copy()
    start[1:] -= more[1:]
    end[:-1] += more[:-1]
    return np.hstack([start, end])


def dashes(line: F64, dash: tuple[float, ...]) -> F64:
    """The pieces (n, 4) that are drawn of a line (k, 2), each straight from end to end, beginning
    with a whole one. ``dash``: lengths drawn and left out in turn."""
    even = dash if len(dash) % 2 == 0 else dash * 2
    done = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    whole = float(sum(even))
    if whole <= 0.0 or done[-1] <= 0.0:
        return runs(line)
    marks = np.cumsum((0.0, *even[:-1]))
    at = whole * np.arange(int(done[-1] // whole) + 1)[:, None] + marks[None, :]
    start, end = at[:, ::2].ravel(), (at[:, ::2] + np.array(even[::2])).ravel()
    some = start < done[-1]
    start, end = start[some], np.minimum(end[some], done[-1])
    columns = [np.interp(v, done, line[:, axis]) for v in (start, end) for axis in (0, 1)]
    return np.column_stack(columns)


def _tint(color: str, opacity: F64) -> npt.NDArray[np.uint8]:
    """(rows, columns, 4) RGBA of one colour, ``opacity`` (rows, columns) 0 to 1."""
    pixels = np.empty((*opacity.shape, 4), np.uint8)
    pixels[..., :3] = rgb(color)
    pixels[..., 3] = np.round(opacity * 255)
    return pixels


def fade_pixels(mark: Fade, columns: int = 512) -> npt.NDArray[np.uint8]:
    """A fade as pixels (2, columns, 4), to be stretched over its box."""
    at, values = zip(*mark.stops, strict=True)
    run = np.interp((np.arange(columns) + 0.5) / columns, at, values)
    return _tint(mark.color, np.vstack([run, run]))


def glow_pixels(mark: Glow, side: int = 256) -> npt.NDArray[np.uint8]:
    """A glow as pixels (side, side, 4), to be stretched over its box."""
    at, shares = zip(*GLOW_STOPS, strict=True)
    axis = (np.arange(side) + 0.5) / side * 2 - 1
    away = np.hypot(axis[:, None], axis[None, :])
    return _tint(mark.color, np.interp(away, at, shares) * mark.opacity)


def inside(point: F64, ring: F64) -> bool:
    """Whether ``point`` (2,) lies within ``ring`` (k, 2), by crossings (even-odd)."""
    x0, y0 = ring[:, 0], ring[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    spans = (y0 > point[1]) != (y1 > point[1])
    rise = np.where(spans, y1 - y0, 1.0)
    crosses = spans & (point[0] < x0 + (point[1] - y0) * (x1 - x0) / rise)
    return bool(np.count_nonzero(crosses) & 1)


def column_boxes(ring: F64, pixel: float) -> F64:
    """The columns of a stepped area's ring as boxes (x, y, w, h), (k, 4): those beside each other
    and equally high as one. The lower of two reaches into the higher one by ``pixel``: where they
    meet within a pixel, it is covered by both and yet filled."""
    tops, base = ring[:-2], float(ring[-1, 1])
    y, edges = tops[::2, 1], np.append(tops[::2, 0], tops[-1, 0])
    begins = np.flatnonzero(np.diff(y, prepend=np.nan) != 0.0)
    y, edges = y[begins], np.append(edges[begins], edges[-1])
    left, right = edges[:-1].copy(), edges[1:].copy()
    reach = np.minimum(pixel, np.diff(edges))
    lower = y[:-1] > y[1:]  # than the next one
    right[:-1] += np.where(lower, reach[1:], 0.0)
    left[1:] -= np.where(y[1:] > y[:-1], reach[:-1], 0.0)
    boxes = np.column_stack([left, y, right - left, base - y])
    return np.asarray(boxes[y < base])


def polygons(rings: tuple[F64, ...]) -> list[list[F64]]:
    """Rings grouped with those they lie in: each group can be filled by itself (even-odd), which
    is many times faster than all as one path. Rings are taken not to cross."""
    kept = [ring for ring in rings if len(ring) > 1]
    if len(kept) < 2:
        return [[ring] for ring in kept]
    boxes = np.array([(*ring.min(axis=0), *ring.max(axis=0)) for ring in kept])
    group = list(range(len(kept)))

    def root(k: int) -> int:
        while group[k] != k:
            k = group[k]
        return k

    for k, (left, top, right, bottom) in enumerate(boxes):
        around = (boxes[:, 0] <= left) & (boxes[:, 2] >= right)
        around &= (boxes[:, 1] <= top) & (boxes[:, 3] >= bottom)
        around[k] = False
        for other in np.flatnonzero(around):
            if inside(kept[k][0], kept[other]):
                group[root(k)] = root(int(other))
    found: dict[int, list[F64]] = {}
    for k, ring in enumerate(kept):
        found.setdefault(root(k), []).append(ring)
    return list(found.values())
