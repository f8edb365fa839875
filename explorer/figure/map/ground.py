"""The ground of the map: ocean, graticule, land, borders and coasts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.figure.map.basemap import lines, load_basemap, polygons
from explorer.figure.map.projection import equal_earth, to_px
from explorer.figure.picture import F64, Area, Layer, Line, Mark, Picture, Rect
from explorer.figure.style import Style
from explorer.figure.view import MapView

GRID: Final = 20.0  # degrees between graticule lines


def map_base(view: MapView, style: Style) -> Picture:
    """Ocean, graticule, land, borders and coasts. Depends on camera, detail and style alone;
    the last few are kept."""
    return _base(view.camera(), style)


@lru_cache(maxsize=4)
def _base(view: MapView, style: Style) -> Picture:
    return draw_base(view, style)


def draw_base(view: MapView, style: Style) -> Picture:
    """As ``map_base``, made anew: for parts of a view that are asked for once."""
    t = style.tokens
    cut = load_basemap(view.detail).cut(view.center_lon).level(view.scale)
    thick = max(1.0, view.size_factor**0.5)
    ground: list[Mark] = [Area((_outline(view),), t.ocean)]
    ground += [Line(p, t.graticule, 1.0) for p in _graticule(view)]
    if t.ocean == t.bg:  # nothing else tells where the map ends
        ground.append(Area((_outline(view),), "", t.coast, 0.8 * thick))
    land: list[Mark] = [Area(rings, t.land) for rings in polygons(cut.land, view)]
    edges: list[Mark] = [Line(p, t.border, 0.7 * thick) for p in lines(cut.border, view)]
    edges += [Line(p, t.coast, 0.8 * thick) for p in lines(cut.coast, view)]
    layers = (layer("ground", ground, view), layer("land", land, view))
    return Picture(view.width, view.height, t.bg, (*layers, layer("edges", edges, view)))


def layer(name: str, marks: Sequence[Mark], view: MapView) -> Layer:
    """A layer cut to the view."""
    return Layer(name, tuple(marks), (0.0, 0.0, view.width, view.height))


def _outline(view: MapView) -> F64:
    """The edge of the map, (k, 2) pixels."""
    lat = np.linspace(-90.0, 90.0, 181)
    x, y = to_px(view, *equal_earth(np.full(181, 180.0), lat))
    left, _ = to_px(view, *equal_earth(np.full(181, -180.0), lat))
    return np.concatenate([np.column_stack([x, y]), np.column_stack([left, y])[::-1]])


def cover(view: MapView, style: Style) -> tuple[Mark, ...]:
    """What lies outside of the map, painted again over what must not shine beyond its edge; the
    very same marks again for the same camera."""
    return _cover(view.camera(), style)


@lru_cache(maxsize=4)
def _cover(view: MapView, style: Style) -> tuple[Mark, ...]:
    lat = np.linspace(-90.0, 90.0, 181)
    marks: list[Mark] = []
    for rel, far in ((180.0, view.width + 9.0), (-180.0, -9.0)):
        x, y = to_px(view, *equal_earth(np.full(181, rel), lat))
        shows = (y > -9.0) & (y < view.height + 9.0) & (x > 0.0) & (x < view.width)
        if shows.any():
            x = np.clip(x, -9.0, view.width + 9.0)
            edge = np.column_stack([x, y])
            ring = np.vstack([edge, (far, y[-1]), (far, y[0])])
            marks.append(Area((ring,), style.tokens.bg, keep=True))
    ends = to_px(view, [0.0, 0.0], equal_earth([0.0, 0.0], [90.0, -90.0])[1])[1]
    above, below = float(ends[0]), view.height - float(ends[1])
    if above > 0:
        marks.append(Rect(0.0, 0.0, view.width, above, style.tokens.bg))
    if below > 0:
        marks.append(Rect(0.0, view.height - below, view.width, below, style.tokens.bg))
    return tuple(marks)


def _graticule(view: MapView) -> list[F64]:
    lat = np.linspace(-80.0, 80.0, 81)
    out = [
        np.column_stack(to_px(view, *equal_earth(np.full(81, rel), lat)))
        for rel in np.arange(-160.0, 161.0, GRID)
    ]
    for parallel in np.arange(-80.0, 81.0, GRID):
        x, y = equal_earth([-180.0, 180.0], [parallel, parallel])
        out.append(np.column_stack(to_px(view, x, y)))
    box = (-2.0, -2.0, view.width + 2.0, view.height + 2.0)
    return [
        p
        for p in out
        if p[:, 0].max() > box[0]
        and p[:, 0].min() < box[2]
        and p[:, 1].max() > box[1]
        and p[:, 1].min() < box[3]
    ]
