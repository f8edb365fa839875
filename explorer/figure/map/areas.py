"""Areas on the map: the glow over a region, and the shapes of sites that have one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.looks import looks
from explorer.figure.map.clusters import Group, flat
from explorer.figure.map.marks import DIM_MARK, Spot
from explorer.figure.map.projection import lonlat_to_px
from explorer.figure.picture import F64, Area, Glow, Mark
from explorer.figure.style import Style
from explorer.figure.view import MapView

_Ellipse = tuple[float, float, float, float, float]

SHAPED: Final = 4.0  # pixels across from which on a shape is more than a speck under its mark
WIDEST: Final = 0.26  # mean radius of the glow of a region, in Earth radii


def _sites(shown: Sequence[Spot]) -> tuple[I64, I64]:
    """The number of a spot and one of its sites, for all of them: two (k,) columns."""
    return _sites_of(tuple(spot.group for spot in shown))


@lru_cache(maxsize=4)
def _sites_of(groups: tuple[Group, ...]) -> tuple[I64, I64]:
    every = flat(groups)
    return every.group, every.sites


def glows(
    dataset: Dataset, shown: Sequence[Spot], view: MapView, style: Style, selected: Bool | None
) -> list[Glow]:
    """Soft ellipses over the regions of all sites known no better, one for each region: of the
    category's colour, or of none where several categories share it (mixed they are mud)."""
    table, sites = looks(dataset, style), dataset.sites
    if not dataset.regions or "region" not in sites.precision.values:
        return []
    _, every = _sites(shown)
    vague = sites.precision.codes[every] == sites.precision.values.index("region")
    every = every[vague & (sites.region[every] >= 0)]
    event = sites.event[every]
    category = dataset.events.category.codes[event]
    out = []
    for region in sorted(set(sites.region[every].tolist())):
        own = sites.region[every] == region
        codes = set(category[own].tolist())
        lit = selected is None or bool(selected[event[own]].any())
        shared = len(codes) > 1
        color = style.tokens.text3 if shared else table[codes.pop()].fill
        strength = 0.22 if shared else 0.36
        site = int(every[own][-1])
        glow = _glow(dataset, region, site, view, color, strength if lit else 0.3 * strength)
        if glow is not None:
            out.append(glow)
    return out


def _glow(
    dataset: Dataset, region: int, site: int, view: MapView, color: str, opacity: float
) -> Glow | None:
    """A glow over the region; see ``_ellipse``."""
    known = _ellipses(view.camera()).setdefault(dataset, {})
    if (region, site) not in known:
        known[region, site] = _ellipse(dataset, region, site, view)
    found = known[region, site]
    if found is None:
        return None
    return _made(found, color, opacity)


@lru_cache(maxsize=256)
def _made(found: _Ellipse, color: str, opacity: float) -> Glow:
    """The very same glow again for the same look."""
    x, y, rx, ry, share = found
    return Glow(x, y, rx, ry, color, opacity * share)


@lru_cache(maxsize=4)
def _ellipses(
    _camera: MapView,
) -> WeakKeyDictionary[Dataset, dict[tuple[int, int], _Ellipse | None]]:
    """Ellipses by region and site that were worked out for one camera."""
    return WeakKeyDictionary()


def _ellipse(dataset: Dataset, region: int, site: int, view: MapView) -> _Ellipse | None:
    """Middle and radii in pixels of an ellipse over the box of the region's shell, and the share
    of opacity it is left; None where the map's edge parts it. That of a continent is no larger
    than ``WIDEST``, about where ``site`` of it is marked: a map is not to drown in doubt."""
    shell = dataset.regions[region].rings[0]
    px, py = lonlat_to_px(view, shell[:, 0], shell[:, 1])
    rx, ry = float(np.ptp(px)) / 2, float(np.ptp(py)) / 2
    if rx > 2.2 * view.scale or not rx * ry > 0:
        return None
    x, y = float(px.min()) + rx, float(py.min()) + ry
    mean = 1.15 * (rx * ry) ** 0.5
    share = min(1.0, WIDEST * view.scale / mean)
    mark_x, mark_y = lonlat_to_px(view, dataset.sites.draw_lon[site], dataset.sites.draw_lat[site])
    if share < 1.0 and np.isfinite(mark_x + mark_y):
        x, y = float(mark_x), float(mark_y)
    # The wider the doubt, the thinner it is spread.
    left = float(np.clip(70.0 * view.size_factor / (share * mean), 0.25, 1.0))
    return x, y, 1.15 * share * rx, 1.15 * share * ry, left


_Rings = tuple[F64, ...]


def outlines(dataset: Dataset, shown: Sequence[Spot], view: MapView, style: Style) -> list[Mark]:
    """The shapes of sites that are given as polygons; none where the map's edge parts them or
    where they would be specks."""
    out: list[Mark] = []
    if not dataset.sites.rings:
        return out
    number, every = _sites(shown)
    shaped = np.isin(every, np.fromiter(dataset.sites.rings, np.int64))
    number, every = number[shaped], every[shaped]
    for k, rings in zip(number.tolist(), _shapes(dataset, every.tolist(), view), strict=True):
        if rings:
            look, weak = shown[k].look, DIM_MARK if shown[k].dim else 1.0
            width = view.size_factor
            out.append(Area(rings, look.fill, opacity=0.16 * weak, keep=True))
            out.append(Area(rings, "", look.line, width, opacity=0.7 * weak, keep=True))
    return out


@lru_cache(maxsize=4)
def _shaped(_camera: MapView) -> WeakKeyDictionary[Dataset, dict[int, _Rings]]:
    """Shapes of sites in pixels that were worked out for one camera."""
    return WeakKeyDictionary()


def _shapes(dataset: Dataset, sites: Sequence[int], view: MapView) -> list[_Rings]:
    """The rings of each site in pixels, none where there is nothing to see; the very same ones
    again for the same camera."""
    known = _shaped(view.camera()).setdefault(dataset, {})
    new = [s for s in sites if s not in known]
    if new:
        parts = [ring for s in new for ring in dataset.sites.rings[s]]
        every = np.concatenate([*parts, np.empty((0, 2))])
        px = np.column_stack(lonlat_to_px(view, every[:, 0], every[:, 1]))
        made = iter(np.split(px, np.cumsum([len(ring) for ring in parts])))
        for s in new:
            rings = tuple(next(made) for _ in dataset.sites.rings[s])
            size = np.ptp(rings[0], axis=0) if rings else np.zeros(2)
            shows = float(size.max()) >= SHAPED and float(size[0]) < 2.2 * view.scale
            known[s] = rings if shows else ()
    return [known[s] for s in sites]
