"""A picture without translucency, for print: every colour blended with what lies beneath it.

Printers and old viewers turn translucency into pixels or get it wrong, so a page for print has
none. Each mark is taken to lie on one opaque ground; a soft edge becomes a row of steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from explorer.figure.colors import mix
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
    Raster,
    Rect,
    Sector,
    Symbol,
    Text,
)

GLOW_SHARES: Final = ((0.0, 1.0), (0.4, 0.7), (0.75, 0.25), (1.0, 0.0))
"""How strong a glow is (share of its opacity) at shares of its radius."""
STEPS: Final = 20
_ROUND: Final = 72  # corners of an ellipse

Part = Callable[[F64], Iterable[tuple[F64, ...]]]
"""The polygons (shell, then holes) that a convex ring has in common with something."""


def opaque_layer(layer: Layer, ground: str) -> Layer:
    """``layer`` as it looks on ``ground``, all of it opaque."""
    return replace(layer, marks=tuple(m for mark in layer.marks for m in opaque(mark, ground)))


def opaque(mark: Mark, ground: str) -> Iterator[Mark]:
    """``mark`` as it looks on ``ground``, as marks that let nothing through."""
    if isinstance(mark, Fade):
        yield from _steps(mark, mark.ground or ground)
    elif isinstance(mark, Glow):
        yield from glow_steps([mark], ground)
    elif isinstance(mark, Raster | Hexes) or mark.opacity >= 1.0:
        yield mark
    elif mark.opacity > 0.0:
        yield _blended(mark, ground)


_Plain = Area | Line | Rect | Symbol | Circle | Sector | Text


def _blended(mark: _Plain, ground: str) -> Mark:
    def on(color: str) -> str:
        return mix(color, ground, mark.opacity) if color else ""

    match mark:
        case Area() | Rect() | Circle():
            return replace(mark, fill=on(mark.fill), stroke=on(mark.stroke), opacity=1.0)
        case Line():
            return replace(mark, color=on(mark.color), casing=on(mark.casing), opacity=1.0)
        case Symbol():
            edge, halo = on(mark.edge), on(mark.halo)
            return replace(mark, fill=on(mark.fill), edge=edge, halo=halo, opacity=1.0)
        case Sector():
            return replace(mark, fill=on(mark.fill), opacity=1.0)
        case Text():
            return replace(mark, color=on(mark.color), halo=on(mark.halo), opacity=1.0)


def _steps(mark: Fade, ground: str) -> Iterator[Rect]:
    """Each step reaches to the right end and is painted over by the next: no gaps between."""
    at, values = zip(*mark.stops, strict=True) if mark.stops else ((0.0,), (0.0,))
    count = 2 * STEPS
    for k in range(count):
        share = float(np.interp((k + 0.5) / count, at, values))
        left = mark.w * k / count
        color = mix(mark.color, ground, share)
        yield Rect(mark.x + left, mark.y, mark.w - left, mark.h, color, ref=mark.ref)


def glow_steps(glows: Iterable[Glow], ground: str, part: Part | None = None) -> list[Area]:
    """Ellipses within each other, each a shade nearer to the full colour. Where glows meet, the
    stronger shade lies on top, so that the rim of none cuts into another. ``part`` gives the
    polygons that an ellipse (k, 2) has in common with something; by default the ellipse."""
    at, shares = zip(*GLOW_SHARES, strict=True)
    turn = np.linspace(0.0, 2 * np.pi, _ROUND, endpoint=False)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    found: list[tuple[float, Area]] = []
    for mark in glows:
        for k in range(STEPS):
            share = mark.opacity * float(np.interp(1.0 - (k + 0.5) / STEPS, at, shares))
            size = np.array([mark.rx, mark.ry]) * (1.0 - k / STEPS)
            ellipse = np.array([mark.x, mark.y]) + circle * size
            color = mix(mark.color, ground, share)
            parts = ((ellipse,),) if part is None else part(ellipse)
            found += [(share, Area(rings, color, ref=mark.ref)) for rings in parts]
    found.sort(key=lambda step: step[0])
    return [area for _, area in found]


def within(shapes: Iterable[tuple[F64, ...]]) -> Part:
    """A function that gives the polygons that a convex ring has in common with ``shapes`` (rings
    of polygons, holes after their shell)."""
    import shapely  # only print needs it, and it takes longer to load than to use

    land = shapely.make_valid(shapely.polygons([shapely.linearrings(s[0]) for s in shapes]))
    tree = shapely.STRtree(land)

    def part(ring: F64) -> list[tuple[F64, ...]]:
        lens = shapely.polygons(ring)
        common = shapely.intersection(land[tree.query(lens, "intersects")], lens)
        found = []
        for one in shapely.get_parts(shapely.get_parts(common)):
            if one.geom_type == "Polygon" and not one.is_empty:
                rings = shapely.get_rings(one)
                found.append(tuple(shapely.get_coordinates(r)[:-1] for r in rings))
        return found

    return part
