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
