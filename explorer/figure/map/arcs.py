"""Great circles from the first organization's home to the places of its events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from functools import lru_cache
from math import hypot
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.coded import alike
from explorer.common.records import dataclass
from explorer.dataset.model import I32, I64, Bool, Dataset
from explorer.figure.map.clip import line_in_box, places, spaced
from explorer.figure.map.clusters import Group, flat, site_points
from explorer.figure.map.projection import (
    arcs,
    cut_at_seam,
    equal_earth,
    inverse,
    lonlat_to_px,
    relative,
    to_px,
)
from explorer.figure.picture import F64, Line
from explorer.figure.view import MapView

ARC_CATEGORIES: Final = ("data_center", "partnership", "investment")
SHORTEST: Final = 34.0  # pixels below which an arc would only be a stub between discs
STEPS: Final = 72
OFF: Final = 0.04  # pixels that an arc of fewer points may lie beside the great circle
CHEVRON_AT: Final = 0.62
COVER: Final = 0.8  # share of a disc's radius within which it covers where an arc ends
TIPS_APART: Final = 12.0  # pixels between chevrons; of a bundle the first has one
KEPT: Final = 2000  # paths that are kept for one camera
LOOKS: Final = 32  # of an arc, that are kept with its path
DIMMED: Final = 0.18
PLAIN: Final = 0.66
OVER: Final = 1 - (1 - PLAIN) / (1 - DIMMED)  # over a dimmed one as strong as a plain one


Lines = dict[tuple[object, ...], list[Line]]


@dataclass(frozen=True, slots=True)
class Home:
    """Where arcs begin outside of any group: a dot with the place's name."""

    x: float
    y: float
    organization: int


@dataclass(slots=True)
class Route:
    """All arcs of one category from one start to one group. ``pieces``: polylines in pixels,
    two where the map's edge parts them. ``heads``: arrow heads by size, ``lines``: what was drawn
    of them, by its look, both kept with the pieces."""

    category: str
    events: list[int] = field(default_factory=list)
    firm: bool = False  # some site operates: a solid line
    pieces: tuple[F64, ...] = ()
    heads: dict[float, F64 | None] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Path:
    """What the view shows of one great circle."""

    pieces: tuple[F64, ...]
    heads: dict[float, F64 | None] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Routes:
    """All routes that show, and the homes outside of any group."""

    routes: tuple[Route, ...]
    homes: tuple[Home, ...]


Spot = tuple[float, float]


def routes(
    dataset: Dataset,
    groups: tuple[Group, ...],
    view: MapView,
    firm: Callable[[I64], Bool],
) -> Routes:
    """Routes to all groups, also those out of view. ``firm``: which of some sites operate."""
    starts, ends, found, homes = _collect(dataset, groups, view, firm)
    if not found:
        return Routes((), ())
    kept = []
    for route, path in zip(found, _paths(starts, ends, view.camera()), strict=True):
        if path.pieces:
            route.pieces, route.heads, route.lines = path.pieces, path.heads, path.lines
            kept.append(route)
    return Routes(tuple(kept), tuple(homes))


@lru_cache(maxsize=4)
def _known(_camera: MapView) -> dict[tuple[Spot, Spot], _Path]:
    """Paths from start to end that were worked out for one camera."""
    return {}


def _paths(starts: Sequence[Spot], ends: Sequence[Spot], camera: MapView) -> list[_Path]:
    """The path of each route; the very same ones again for the same camera."""
    known, keys = _known(camera), list(zip(starts, ends, strict=True))
    if len(known) > KEPT:
        _known.cache_clear()
        known = _known(camera)
    new = list(dict.fromkeys(key for key in keys if key not in known))
    if new:
        start, end = np.array([a for a, _ in new]), np.array([b for _, b in new])
        for key, pieces in zip(new, _shown(arcs(start, end, STEPS), camera), strict=True):
            known[key] = _Path(pieces)
    return [known[key] for key in keys]


def _shown(circles: F64, camera: MapView) -> list[tuple[F64, ...]]:
    """What the view shows of great circles (k, n, 2), degrees. Most are neither cut by the map's
    edge nor by the view's: these are worked out together."""
    rel = relative(circles[..., 0], camera.center_lon)
    px = np.stack(to_px(camera, *equal_earth(rel, circles[..., 1])), axis=-1)
    box = (-8.0, -8.0, camera.width + 8.0, camera.height + 8.0)
    whole = (np.abs(np.diff(rel, axis=1)) <= 180.0).all(axis=1)
    low, high = np.minimum(px[:, 1:], px[:, :-1]), np.maximum(px[:, 1:], px[:, :-1])
    near = (low[..., 0] <= box[2]) & (high[..., 0] >= box[0])
    near &= (low[..., 1] <= box[3]) & (high[..., 1] >= box[1])
    clear = np.asarray(whole & near.all(axis=1))
    bends = np.diff(px, 2, axis=1)
    bend = np.hypot(bends[..., 0], bends[..., 1]).max(axis=1).tolist()
    found: list[tuple[F64, ...]] = []
    for k in range(len(px)):
        if clear[k]:
            found.append((px[k][places(STEPS - 1, bend[k], OFF)],))
            continue
        pieces = cut_at_seam(circles[k], camera.center_lon)
        lines = [
            line
            for piece in pieces
            for line in line_in_box(
                np.column_stack(to_px(camera, *equal_earth(piece[:, 0], piece[:, 1]))), box
            )
        ]
        found.append(tuple(spaced(line, OFF) for line in lines))
    return found


def _collect(
    dataset: Dataset, groups: tuple[Group, ...], view: MapView, firm: Callable[[I64], Bool]
) -> tuple[list[Spot], list[Spot], list[Route], list[Home]]:
    """Start and end (degrees) of each route, the routes, and the homes no group covers."""
    if not groups:
        return [], [], [], []
    where = np.array([(g.x, g.y) for g in groups])
    spots = np.column_stack(to_px(view, where[:, 0], where[:, 1]))
    every = flat(groups)
    lon, lat = _middles(dataset, groups, where, view).T
    begun = starting(dataset)[every.sites]
    some = begun >= 0
    group, site, begun = every.group[some], every.sites[some], begun[some]
    firms, start = np.unique(begun, return_inverse=True)
    homes = _homes(dataset, firms, view, groups, spots, np.column_stack([lon, lat]))
    away = spots[group] - homes.at[start]
    some = (homes.group[start] != group) & np.isfinite(lon[group])
    some &= ~(np.hypot(away[:, 0], away[:, 1]) < SHORTEST * view.size_factor)
    group, site, start = group[some], site[some], start[some]
    event = dataset.sites.event[site].astype(np.int64)
    kind = _kinds(dataset)[dataset.events.category.codes[event]]
    place = np.where(homes.group >= 0, homes.group, len(groups) + homes.number)[start]
    _, first, route = _in_order((place * len(groups) + group) * len(ARC_CATEGORIES) + kind)
    solid = np.bincount(route[firm(site)], minlength=len(first)) > 0
    found = [Route(ARC_CATEGORIES[k], firm=f) for k, f in zip(kind[first], solid, strict=True)]
    events: list[dict[int, None]] = [{} for _ in found]
    for k, e in zip(route.tolist(), event.tolist(), strict=True):
        events[k][e] = None  # each once, in the order in which they come
    for one, own in zip(found, events, strict=True):
        one.events = list(own)
    starts = list(zip(*homes.degrees[start[first]].T.tolist(), strict=True))
    open_: dict[int, Home] = {}
    for k in start[first].tolist():
        if homes.group[k] < 0:
            x, y = homes.at[k].tolist()
            open_[int(homes.number[k])] = Home(x, y, int(firms[k]))
    ends = list(zip(lon[group[first]].tolist(), lat[group[first]].tolist(), strict=True))
    return starts, ends, found, list(open_.values())


def _middles(dataset: Dataset, groups: tuple[Group, ...], where: F64, view: MapView) -> F64:
    """Where arcs end (g, 2), degrees: under a group's disc at the one of its places that most
    sites share. The middle of a group, ``where`` (g, 2) in Earth radii, moves with each site that
    comes or goes; it stands in where the disc covers no place."""
    every, sites = flat(groups), dataset.sites
    found = np.column_stack(inverse(where[:, 0], where[:, 1], view.center_lon))
    radius = np.array([0.0 if g.single else COVER * g.radius / view.scale for g in groups])
    off = site_points(dataset, view.center_lon)[every.sites] - where[every.group]
    under = np.flatnonzero(np.hypot(off[:, 0], off[:, 1]) < radius[every.group])
    own = every.sites[under]
    rising = np.lexsort((-own, _shared(dataset)[own]))
    main = np.full(len(groups), -1)
    main[every.group[under[rising]]] = own[rising]
    some = main >= 0
    found[some] = np.column_stack([sites.draw_lon[main[some]], sites.draw_lat[main[some]]])
    return found


_known_shares: WeakKeyDictionary[Dataset, I64] = WeakKeyDictionary()


def _shared(dataset: Dataset) -> I64:
    """For each site how many sites stand where it does."""
    if dataset not in _known_shares:
        # np.unique takes twenty times as long, and a map waits for it.
        _, spot = alike(*map(np.asarray, (dataset.sites.draw_lon, dataset.sites.draw_lat)))
        _known_shares[dataset] = np.bincount(spot)[spot]
    return _known_shares[dataset]


def _in_order(keys: I64) -> tuple[I64, I64, I64]:
    """The distinct keys in the order in which they first come, where each does, and for each of
    ``keys`` the number of its like."""
    known, first, number = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return known[order], first[order], rank[number]


def _kinds(dataset: Dataset) -> I64:
    """For each category its place among ARC_CATEGORIES, -1 for another."""
    names = dataset.events.category.values
    kinds = [ARC_CATEGORIES.index(k) if k in ARC_CATEGORIES else -1 for k in names]
    return np.array([*kinds, -1], np.int64)


_starts: WeakKeyDictionary[Dataset, I32] = WeakKeyDictionary()


def starting(dataset: Dataset) -> I32:
    """For each site the organization from whose home an arc may lead there, -1 for none: that of
    an event of an ARC_CATEGORIES whose home is known, unless it is at home there."""
    if dataset not in _starts:
        sites, events, members = dataset.sites, dataset.events, dataset.events.organizations
        first = np.full(len(dataset), -1, np.int32)
        some = np.diff(members.offsets) > 0
        first[some] = members.values[members.offsets[:-1][some]]
        kinds = [k for k, name in enumerate(events.category.values) if name in ARC_CATEGORIES]
        first[~np.isin(events.category.codes, kinds)] = -1
        found = first[sites.event]
        homes = np.array([o.lon + o.lat for o in dataset.organizations] + [np.nan])
        found[~np.isfinite(homes[found]) | _at_home(dataset, found)] = -1
        _starts[dataset] = found
    return _starts[dataset]


def spans(dataset: Dataset, visible: Bool) -> F64:
    """Points (k, 2) in degrees along every arc that the visible events may have, ends included."""
    sites, begun, ends = dataset.sites, starting(dataset), set()
    for s in np.flatnonzero(visible[sites.event] & np.isfinite(sites.draw_lon)).tolist():
        if begun[s] >= 0:
            home = dataset.organizations[begun[s]]
            ends.add((home.lon, home.lat, float(sites.draw_lon[s]), float(sites.draw_lat[s])))
    table = np.array(sorted(ends), float).reshape(-1, 4)
    return np.asarray(arcs(table[:, :2], table[:, 2:], STEPS).reshape(-1, 2))


def _at_home(dataset: Dataset, organizations: I32) -> Bool:
    """For each site whether all that is known of it is the own country of the organization that
    is given for it (-1: none): nowhere to go."""
    country, precision = dataset.sites.country, dataset.sites.precision
    codes = {name: k for k, name in enumerate(country.values)} | {"": -1}
    own = np.array([codes.get(o.country, -2) for o in dataset.organizations] + [-2])
    vague = [k for k, level in enumerate(precision.values) if level == "country"]
    known: Bool = (own[organizations] == country.codes) & np.isin(precision.codes, vague)
    return known


@dataclass(frozen=True, slots=True, eq=False)
class _Homes:
    """Where arcs of k organizations begin: ``at`` (k, 2) pixels, ``degrees`` (k, 2);
    ``group`` (k,) whose disc covers it, -1 none; ``number`` (k,), equal for equal places."""

    at: F64
    degrees: F64
    group: I64
    number: I64


def _homes(
    dataset: Dataset,
    firms: I32,
    view: MapView,
    groups: tuple[Group, ...],
    spots: F64,
    where: F64,
) -> _Homes:
    """The homes of organizations, all of which are known, and the group that covers each;
    ``spots`` (g, 2) and ``where`` (g, 2) the groups are, pixels and degrees.

    The middle of a group moves with each site that comes or goes, and most arcs of a map begin
    under one disc: they begin there at the one home that most organizations have."""
    every, size, number = _towns(dataset)
    known, number = np.unique(number[firms], return_inverse=True)
    degrees = every[known]
    at = np.column_stack(lonlat_to_px(view, degrees[:, 0], degrees[:, 1]))
    gap = np.hypot(*(spots[None] - at[:, None]).transpose(2, 0, 1)) - [g.radius for g in groups]
    nearest = np.argmin(gap, axis=1)
    away = gap[np.arange(len(known)), nearest]
    over = np.where(away < 6.0 * view.size_factor, nearest, -1)
    under = away < np.where([groups[g].single for g in nearest.tolist()], -np.inf, 0.0)
    for g in set(over[over >= 0].tolist()):
        homes = np.flatnonzero(over == g)
        inside = homes[under[homes]]
        if len(inside):
            main = inside[np.argmax(size[known[inside]])]
            at[homes], degrees[homes] = at[main], degrees[main]
        else:
            at[homes] = spots[g]
            degrees[homes] = where[g] if np.isfinite(where[g]).all() else degrees[homes]
    return _Homes(at[number], degrees[number], over[number], number.astype(np.int64))


_known_towns: WeakKeyDictionary[Dataset, tuple[F64, I64, I64]] = WeakKeyDictionary()


def _towns(dataset: Dataset) -> tuple[F64, I64, I64]:
    """The homes (t, 2) of all organizations, degrees, how many are at home in each (t,), and the
    number of the home of each organization."""
    if dataset not in _known_towns:
        where = np.array([(o.lon, o.lat) for o in dataset.organizations]).reshape(-1, 2)
        towns, number, size = np.unique(where, axis=0, return_inverse=True, return_counts=True)
        _known_towns[dataset] = towns, size, number
    return _known_towns[dataset]


def chevron(pieces: Sequence[F64], size: float) -> F64 | None:
    """A (3, 2) arrow head at CHEVRON_AT of the way; None on a line too short for it."""
    lengths = [np.hypot(*np.diff(piece, axis=0).T) for piece in pieces]
    total = float(sum(part.sum() for part in lengths))
    if total < 8 * size:
        return None
    left = total * CHEVRON_AT
    for piece, part in zip(pieces, lengths, strict=True):
        run = float(part.sum())
        if left > run:
            left -= run
            continue
        done = np.concatenate([[0.0], np.cumsum(part)])
        at, back = (
            np.array([np.interp(d, done, piece[:, axis]) for axis in (0, 1)])
            for d in (left, max(0.0, left - size * 1.5))
        )
        way = at - back
        way /= max(float(np.hypot(*way)), 1e-9)
        side = np.array([-way[1], way[0]])
        return np.array(
            [at - way * size + side * size * 0.62, at, at - way * size - side * size * 0.62]
        )
    return None


def plain_lines(
    route: Route, ref: str, color: str, factor: float, opacity: float = PLAIN
) -> list[Line]:
    """An arc that is not selected; the very same lines again for the same look."""
    dash = () if route.firm else (4.0 * factor, 3.0 * factor)
    width = 1.0 * factor
    return _again(
        route,
        (ref, color, width, dash, opacity),
        lambda: [Line(p, color, width, dash, opacity, ref=ref, keep=True) for p in route.pieces],
    )


def full_lines(
    route: Route, ref: str, color: str, casing: str, factor: float, tips: list[Spot]
) -> list[Line]:
    """A selected arc: 2.1 pixels with casing, and a chevron unless one of the ``tips`` stands
    there; its own is added to them. The very same lines again for the same look."""
    dash = () if route.firm else (6.0 * factor, 4.0 * factor)
    width, under = 2.1 * factor, 4.6 * factor
    look = (ref, color, width, dash, casing)
    out = _again(
        route,
        look,
        lambda: [
            Line(p, color, width, dash, casing=casing, casing_width=under, ref=ref, keep=True)
            for p in route.pieces
        ],
    )
    size = 6.0 * factor
    if size not in route.heads:
        route.heads[size] = chevron(route.pieces, size)
    head = route.heads[size]
    if head is None:
        return out
    x, y = head[1].tolist()
    if all(hypot(x - a, y - b) >= TIPS_APART * factor for a, b in tips):
        tips.append((x, y))
        tip = (*look, size)
        return out + _again(route, tip, lambda: [Line(head, color, width, ref=ref, keep=True)])
    return out


def _again(route: Route, look: tuple[object, ...], make: Callable[[], list[Line]]) -> list[Line]:
    """The lines of a look: those that were made before, where there are some."""
    if look not in route.lines:
        if len(route.lines) >= LOOKS:
            route.lines.clear()
        route.lines[look] = make()
    return route.lines[look]
