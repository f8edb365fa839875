"""Great circles from the first organization's home to the places of its events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from functools import lru_cache
from math import hypot
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.model import I32, Bool, Dataset
from explorer.figure.map.clip import line_in_box, spaced
from explorer.figure.map.clusters import Group
from explorer.figure.map.projection import (
    arcs,
    cut_at_seam,
    equal_earth,
    inverse,
    lonlat_to_px,
    to_px,
)
from explorer.figure.picture import F64, Line
from explorer.figure.status import State
from explorer.figure.view import MapView

ARC_CATEGORIES: Final = ("data_center", "partnership", "investment")
SHORTEST: Final = 34.0  # pixels below which an arc would only be a stub between discs
STEPS: Final = 72
OFF: Final = 0.04  # pixels that an arc of fewer points may lie beside the great circle
CHEVRON_AT: Final = 0.62
TIPS_APART: Final = 12.0  # pixels between chevrons; of a bundle the first has one
KEPT: Final = 2000  # paths that are kept for one camera
DIMMED: Final = 0.18
PLAIN: Final = 0.66


@dataclass(frozen=True, slots=True)
class Home:
    """Where arcs begin outside of any group: a dot with the place's name."""

    x: float
    y: float
    organization: int


@dataclass(slots=True)
class Route:
    """All arcs of one category from one start to one group. ``pieces``: polylines in pixels,
    two where the map's edge parts them. ``heads``: arrow heads by size, kept with the pieces."""

    category: str
    events: list[int] = field(default_factory=list)
    firm: bool = False  # some site operates: a solid line
    pieces: tuple[F64, ...] = ()
    heads: dict[float, F64 | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Path:
    """What the view shows of one great circle."""

    pieces: tuple[F64, ...]
    heads: dict[float, F64 | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Routes:
    """All routes that show, and the homes outside of any group."""

    routes: tuple[Route, ...]
    homes: tuple[Home, ...]


Spot = tuple[float, float]


def routes(
    dataset: Dataset,
    groups: Sequence[Group],
    view: MapView,
    state: Callable[[int], State],
) -> Routes:
    """Routes to all groups, also those out of view. ``state`` of a site (index)."""
    starts, ends, found, homes = _collect(dataset, groups, view, state)
    if not found:
        return Routes((), ())
    kept = []
    for route, path in zip(found, _paths(starts, ends, view.camera()), strict=True):
        if path.pieces:
            route.pieces, route.heads = path.pieces, path.heads
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
        cut = [cut_at_seam(path, camera.center_lon) for path in arcs(start, end, STEPS)]
        every = np.concatenate([piece for pieces in cut for piece in pieces])
        px = np.column_stack(to_px(camera, *equal_earth(every[:, 0], every[:, 1])))
        box = (-8.0, -8.0, camera.width + 8.0, camera.height + 8.0)
        done = 0
        for key, pieces in zip(new, cut, strict=True):
            shown: list[F64] = []
            for piece in pieces:
                lines = line_in_box(px[done : done + len(piece)], box)
                shown += [spaced(line, OFF) for line in lines]
                done += len(piece)
            known[key] = _Path(tuple(shown))
    return [known[key] for key in keys]


def _collect(
    dataset: Dataset, groups: Sequence[Group], view: MapView, state: Callable[[int], State]
) -> tuple[list[Spot], list[Spot], list[Route], list[Home]]:
    """Start and end (degrees) of each route, the routes, and the homes no group covers."""
    if not groups:
        return [], [], [], []
    where = np.array([(g.x, g.y) for g in groups])
    radius = np.array([g.radius for g in groups])
    lon, lat = inverse(where[:, 0], where[:, 1], view.center_lon)
    px, py = to_px(view, where[:, 0], where[:, 1])
    placed = _Homes(dataset, view, np.column_stack([px, py]), radius)
    table: dict[tuple[int, int, int], Route] = {}
    starts: list[Spot] = []
    ends: list[Spot] = []
    homes: dict[int, Home] = {}
    told: set[tuple[tuple[int, int, int], int]] = set()
    begun = starting(dataset)
    for g, group in enumerate(groups):
        sites = np.array(group.sites)
        for s in sites[begun[sites] >= 0].tolist():
            first = int(begun[s])
            event = int(dataset.sites.event[s])
            category = dataset.events.category.text(event)
            home = placed.of(first)
            if home is None or home.group == g or not np.isfinite(lon[g]):
                continue
            if hypot(home.x - px[g], home.y - py[g]) < SHORTEST * view.size_factor:
                continue
            key = (home.number, g, ARC_CATEGORIES.index(category))
            route = table.get(key)
            if route is None:
                route = table[key] = Route(category)
                start = (home.lon, home.lat)
                if home.group >= 0 and np.isfinite(lon[home.group]):
                    start = (float(lon[home.group]), float(lat[home.group]))
                elif home.group < 0:
                    homes[home.number] = Home(home.x, home.y, first)
                starts.append(start)
                ends.append((float(lon[g]), float(lat[g])))
            if (key, event) not in told:
                told.add((key, event))
                route.events.append(event)
            route.firm = route.firm or state(s) == "filled"
    return starts, ends, list(table.values()), list(homes.values())


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


@dataclass(frozen=True, slots=True)
class _Start:
    """Where arcs of an organization begin: in degrees and in pixels."""

    number: int  # equal for equal starts: -1 - group, or the first organization there
    lon: float
    lat: float
    x: float
    y: float
    group: int  # the group whose disc covers it, -1 none


class _Homes:
    """Homes of organizations in pixels, and the group that covers each."""

    def __init__(self, dataset: Dataset, view: MapView, spots: F64, radius: F64) -> None:
        self._dataset, self._view, self._spots, self._radius = dataset, view, spots, radius
        self._known: dict[int, _Start | None] = {}
        self._same: dict[tuple[float, float], int] = {}

    def of(self, organization: int) -> _Start | None:
        """Where arcs of the organization begin; None when its home is not known."""
        if organization not in self._known:
            self._known[organization] = self._find(organization)
        return self._known[organization]

    def _find(self, organization: int) -> _Start | None:
        record = self._dataset.organizations[organization]
        if not (np.isfinite(record.lon) and np.isfinite(record.lat)):
            return None
        x, y = (float(v) for v in lonlat_to_px(self._view, record.lon, record.lat))
        gap = np.hypot(self._spots[:, 0] - x, self._spots[:, 1] - y) - self._radius
        nearest = int(np.argmin(gap))
        if gap[nearest] < 6.0 * self._view.size_factor:
            x, y = (float(v) for v in self._spots[nearest])
            return _Start(-1 - nearest, record.lon, record.lat, x, y, nearest)
        number = self._same.setdefault((record.lon, record.lat), organization)
        return _Start(number, record.lon, record.lat, x, y, -1)


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


def plain_lines(route: Route, ref: str, color: str, factor: float, dimmed: bool) -> list[Line]:
    """An arc that is not selected."""
    opacity = DIMMED if dimmed else PLAIN
    dash = () if route.firm else (4.0 * factor, 3.0 * factor)
    width = 1.0 * factor
    return [Line(p, color, width, dash, opacity, ref=ref, keep=True) for p in route.pieces]


def full_lines(
    route: Route, ref: str, color: str, casing: str, factor: float, tips: list[Spot]
) -> list[Line]:
    """A selected arc: 2.1 pixels with casing, and a chevron unless one of the ``tips`` stands
    there; its own is added to them."""
    dash = () if route.firm else (6.0 * factor, 4.0 * factor)
    width = 2.1 * factor
    out = [
        Line(p, color, width, dash, casing=casing, casing_width=4.6 * factor, ref=ref, keep=True)
        for p in route.pieces
    ]
    size = 6.0 * factor
    if size not in route.heads:
        route.heads[size] = chevron(route.pieces, size)
    head = route.heads[size]
    if head is None:
        return out
    x, y = head[1].tolist()
    if all(hypot(x - a, y - b) >= TIPS_APART * factor for a, b in tips):
        tips.append((x, y))
        out.append(Line(head, color, width, ref=ref, keep=True))
    return out
