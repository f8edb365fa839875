"""Sites near to each other at a scale become one group: a mark or a cluster ring.

Groups depend on the visible sites, the central meridian and the scale, never on where the view
is, so that panning changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import chain, pairwise
from math import cos, hypot, pi, sin, sqrt
from typing import Final, TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np
import numpy.typing as npt

from explorer.common.records import dataclass
from explorer.dataset.model import I32, I64, Bool, Dataset
from explorer.figure.map.projection import MAX_SCALE, forward
from explorer.figure.picture import F64

Number = TypeVar("Number", np.float64, np.int64)
MERGE: Final = 18.0  # pixels within which marks become one
MARK: Final = 6.0
GAP: Final = 1.5  # pixels kept between discs
NUDGE: Final = 14.0  # overlap in pixels that is put right by moving discs apart; above, they merge
FAN_SCALE: Final = 4000.0  # pixels for one Earth radius from which what shares a spot fans out
FAN_MOST: Final = 48
OVERLAP: Final = 1.5  # pixels by which discs may overlap others and marks in the end
MANY: Final = 200  # places (cells of MERGE pixels) from which the map counts as dense
COARSE: Final = 4  # cells of MERGE pixels along the side of a coarse cell
CROWDED: Final = 3  # places in a coarse cell up to which they stay apart on a dense map
FEW: Final = 64  # piles up to which every pair is looked at
SMALL: Final = 64  # sites of a pile whose beginning is kept
BEGUN: Final = 4000  # piles of which it is kept
KEPT_WINDOWS: Final = 600  # windows of which it is kept what stood in them,
KEPT_EVENTS: Final = 300_000  # and events in all of these


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Group:
    """``sites`` and distinct ``events``, rising indices; (``x``, ``y``) in Earth radii where the
    group is drawn; ``radius`` of its disc or mark in pixels. ``stalk``: the true spot of a mark
    that was fanned out, in Earth radii. A group that comes again as it was is the same object
    while one of the last answers holds it."""

    sites: tuple[int, ...]
    events: tuple[int, ...]
    x: float
    y: float
    radius: float
    stalk: tuple[float, float] | None = None

    @property
    def single(self) -> bool:
        """Whether it is drawn as the mark of one event."""
        return len(self.events) == 1


def cluster_radius(events: int, factor: float = 1.0) -> float:
    """Radius in pixels of the ring for that many events."""
    return min(8.0 + 3.1 * sqrt(events), 26.0) * factor


_projected: WeakKeyDictionary[Dataset, dict[float, F64]] = WeakKeyDictionary()


def site_points(dataset: Dataset, center_lon: float) -> F64:
    """(m, 2) projected points of all sites, NaN for those with nowhere to stand; kept."""
    kept = _projected.setdefault(dataset, {})
    if center_lon not in kept:
        if len(kept) > 4:
            kept.clear()
        sites = dataset.sites
        kept[center_lon] = np.column_stack(forward(sites.draw_lon, sites.draw_lat, center_lon))
    return kept[center_lon]


@lru_cache(maxsize=2)
def placed(dataset: Dataset, center_lon: float) -> Bool:
    """(n,) which events have a site that stands somewhere."""
    found = np.zeros(len(dataset), np.bool_)
    found[dataset.sites.event[np.isfinite(site_points(dataset, center_lon)[:, 0])]] = True
    found.flags.writeable = False
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """What is in some groups, one after another: ``sites`` (k,) with the number of the ``group``
    (k,) of each, ``events`` (m,) with that ``of`` (m,) each."""

    group: I64
    sites: I64
    of: I64
    events: I64


def windows(dataset: Dataset) -> int:
    """Of how many windows it is kept what stood on the map: a hand goes back and forth, and so
    does a film. Fewer of many events, whose groups take more room."""
    return min(KEPT_WINDOWS, max(3, KEPT_EVENTS // max(1, len(dataset))))


_flat: list[tuple[tuple[Group, ...], Flat]] = []


def flat(found: tuple[Group, ...]) -> Flat:
    """The same for these very groups; kept for the last few."""
    for old, known in tuple(_flat):
        if old is found:
            return known
    columns: list[I64] = []
    for parts in ([g.sites for g in found], [g.events for g in found]):
        counts = np.array([len(part) for part in parts], np.int64)
        every = np.fromiter(chain.from_iterable(parts), np.int64, int(counts.sum()))
        columns += [np.repeat(np.arange(len(parts)), counts), every]
    made = Flat(*columns)
    _flat.insert(0, (found, made))
    del _flat[3:]
    return made


def groups(
    dataset: Dataset, visible: Bool, center_lon: float, scale: float, factor: float = 1.0
) -> tuple[Group, ...]:
    """The groups of all sites of the events in ``visible`` (n,), in order of their first site."""
    return _groups(dataset, np.asarray(visible, bool).tobytes(), center_lon, scale, factor)


@lru_cache(maxsize=6)
def _groups(
    dataset: Dataset, visible: bytes, center_lon: float, scale: float, factor: float
) -> tuple[Group, ...]:
    mask = np.frombuffer(visible, bool)
    points = site_points(dataset, center_lon)
    event = dataset.sites.event
    chosen = np.flatnonzero(mask[event] & np.isfinite(points[:, 0])).astype(np.int64)
    begun = _begun(dataset, center_lon)
    work = []
    for pile in _gathered(chosen, points, _spots(dataset, center_lon), scale, factor):
        key = pile.tobytes()
        start = begun.get(key)
        if start is None:
            start = _start(pile, points, event)
            if len(pile) <= SMALL:
                if len(begun) >= BEGUN:
                    begun.clear()
                begun[key] = start
        work.append(_Pile(start, scale, factor))
    work = _settled(work, factor)
    work.sort(key=lambda pile: pile.sites[0])
    made = [group for pile in work for group in _finished(pile, points, event, scale, factor)]
    return tuple(_same(dataset, group) for group in made)


_Met = WeakValueDictionary[tuple[object, ...], Group]
_met: WeakKeyDictionary[Dataset, _Met] = WeakKeyDictionary()


def _same(dataset: Dataset, group: Group) -> Group:
    """The group as it was met before: most stay as they are while a window moves, and what was
    made of them for the screen serves again."""
    met = _met.get(dataset)
    if met is None:
        met = _met[dataset] = WeakValueDictionary()
    key = (group.sites, group.x, group.y, group.radius, group.stalk)
    return met.setdefault(key, group)


@lru_cache(maxsize=4)
def _spots(dataset: Dataset, center_lon: float) -> I64:
    """(m,) the number of the spot of each site; those that stand nowhere have one of their own."""
    return distinct(site_points(dataset, center_lon))[1]


def _gathered(chosen: I64, points: F64, spot: I64, scale: float, factor: float) -> list[I64]:
    """Sites to begin with: those of one ``spot`` (m,) together. On a dense map those of one cell
    of MERGE pixels, and where such cells crowd, of one coarse cell, so that the map stays
    readable."""
    if not len(chosen):
        return []
    if len(chosen) <= MANY:  # there can't be more places
        return _parts(chosen, spot[chosen])
    at = points[chosen]
    cell = np.floor(at * (scale / (MERGE * factor))).astype(np.int64)
    fine, place = distinct(cell)
    if len(fine) <= MANY:
        return _parts(chosen, place if len(chosen) > 4 * MANY else spot[chosen])
    coarse, box = distinct(fine // COARSE)
    crowded = np.bincount(box, minlength=len(coarse))[box] > CROWDED
    return _parts(chosen, np.where(crowded, len(fine) + box, np.arange(len(fine)))[place])


def distinct(rows: npt.NDArray[Number]) -> tuple[npt.NDArray[Number], I64]:
    """The distinct rows of (n, 2), rising, and for each row the number of its like (n,)."""
    if not len(rows):
        return rows, np.zeros(0, np.int64)
    if rows.dtype.kind == "i":
        from_low = rows - rows.min(axis=0)
        order = np.argsort(from_low[:, 0] * (from_low[:, 1].max() + 1) + from_low[:, 1])
    else:
        order = np.lexsort((rows[:, 1], rows[:, 0]))
    ranked = rows[order]
    new = np.concatenate([[True], (ranked[1:] != ranked[:-1]).any(axis=1)])
    number = np.empty(len(rows), np.int64)
    number[order] = np.cumsum(new) - 1
    return ranked[new], number


def _parts(chosen: I64, key: I64) -> list[I64]:
    """The sites of each key."""
    order = np.argsort(key, kind="stable")
    ranked, key = chosen[order], key[order]
    ends = [0, *(np.flatnonzero(key[1:] != key[:-1]) + 1).tolist(), len(ranked)]
    return [ranked[a:b] for a, b in pairwise(ends)]


_Start = tuple[tuple[int, ...], frozenset[int], float, float]
"""What a pile begins with: sites, events, and the mean of its sites in Earth radii."""


@lru_cache(maxsize=4)
def _begun(_dataset: Dataset, _center_lon: float) -> dict[bytes, _Start]:
    """What piles began with, by the bytes of their sites: while a window moves most come again."""
    return {}


def _start(sites: I64, points: F64, event: I32) -> _Start:
    x, y = points[sites[0]].tolist()
    if len(sites) > 1 and (points[sites] != (x, y)).any():
        x, y = points[sites].mean(axis=0).tolist()
    return tuple(sites.tolist()), frozenset(event[sites].tolist()), x, y


class _Pile:
    """Sites on their way to a group, in pixels from the projection's origin: (home_x, home_y)
    their mean, (x, y) where the group is drawn."""

    __slots__ = ("events", "factor", "home_x", "home_y", "radius", "sites", "x", "y")

    def __init__(self, start: _Start, scale: float, factor: float) -> None:
        sites, events, x, y = start
        self.sites, self.events = list(sites), set(events)
        self.x, self.y = self.home_x, self.home_y = x * scale, y * scale
        self.factor = factor
        self.radius = self._size()

    def _size(self) -> float:
        n = len(self.events)
        return MARK * self.factor if n == 1 else cluster_radius(n, self.factor)

    def absorb(self, other: _Pile) -> None:
        """Take over the sites of ``other`` and go home."""
        a, b = len(self.sites), len(other.sites)
        self.home_x = (self.home_x * a + other.home_x * b) / (a + b)
        self.home_y = (self.home_y * a + other.home_y * b) / (a + b)
        self.go_home()
        self.sites = sorted(self.sites + other.sites)
        self.events |= other.events
        self.radius = self._size()

    def go_home(self) -> None:
        """Back to the mean of its sites."""
        self.x, self.y = self.home_x, self.home_y

    def move(self, dx: float, dy: float) -> None:
        """Move by pixels, no further than NUDGE from home."""
        x, y = self.x + dx - self.home_x, self.y + dy - self.home_y
        share = min(1.0, NUDGE * self.factor / max(hypot(x, y), 1e-9))
        self.x, self.y = self.home_x + x * share, self.home_y + y * share


Pair = tuple[float, int, int]
"""Distance or overlap in pixels, and two numbers of piles, rising."""
Wanted = Callable[[F64], F64]
"""Of pairs the radii of both together: the distance below which they are wanted, pixels."""


def _near(piles: list[_Pile], wanted: Wanted) -> list[Pair]:
    """The ``wanted`` pairs, the nearest first."""
    at = np.column_stack([[pile.x for pile in piles], [pile.y for pile in piles]])
    if len(at) < 2:
        return []
    radius = np.array([pile.radius for pile in piles])
    if len(at) <= FEW:
        first, second = _pairs(len(at))
        return _ranked(at, radius, first, second, wanted)
    reach = max(1.0, float(wanted(2 * radius.max(keepdims=True))[0]))
    # In rows as high as the reach, so that only a row and the next are looked through.
    row = np.floor((at[:, 1] - at[:, 1].min()) / reach)
    across = at[:, 0] - at[:, 0].min()
    wide = float(across.max()) + 2 * reach
    place = row * wide + across
    order = np.argsort(place, kind="stable")
    place = place[order]
    pairs = [_ranges(np.arange(len(at)) + 1, np.searchsorted(place, place + reach))]
    below = place + wide
    pairs.append(_ranges(*(np.searchsorted(place, below + d) for d in (-reach, reach))))
    first, second = (order[np.concatenate(part)] for part in zip(*pairs, strict=True))
    return _ranked(at, radius, first, second, wanted)


@lru_cache(maxsize=FEW)
def _pairs(n: int) -> tuple[I64, I64]:
    """All pairs of ``n``, as two columns."""
    first, second = np.triu_indices(n, 1)
    return first.astype(np.int64), second.astype(np.int64)


def _ranked(at: F64, radius: F64, first: I64, second: I64, wanted: Wanted) -> list[Pair]:
    """Those of the pairs that are ``wanted``, the nearest first."""
    x, y = np.ascontiguousarray(at.T)
    within = wanted(radius[first] + radius[second])
    dx = x[first] - x[second]
    beside = np.flatnonzero(np.abs(dx) < within)
    first, second, dx = first[beside], second[beside], dx[beside]
    distance = np.hypot(dx, y[first] - y[second])
    some = np.flatnonzero(distance < within[beside])
    first, second, distance = first[some], second[some], distance[some]
    low, high = np.minimum(first, second), np.maximum(first, second)
    sort = np.lexsort((high, low, distance))
    columns = (column[sort].tolist() for column in (distance, low, high))
    return list(zip(*columns, strict=True))


def _ranges(start: I64, stop: I64) -> tuple[I64, I64]:
    """Each place k with each of ``start[k]`` to ``stop[k]``, as two columns."""
    count = np.maximum(stop - start, 0)
    first = np.repeat(np.arange(len(count)), count)
    return first, np.arange(len(first)) + np.repeat(start - np.cumsum(count) + count, count)


def _settled(piles: list[_Pile], factor: float) -> list[_Pile]:
    """Piles joined and moved apart until no disc overlaps another or a mark."""
    while True:
        piles = _merged(piles, factor)
        for pile in piles:
            pile.go_home()
        pairs = _neighbours(piles, factor) if len(piles) <= FEW else None
        _nudge(piles, pairs, factor)
        tight = [
            (piles[i].radius + piles[j].radius - distance, i, j)
            for distance, i, j in _within(piles, pairs, 0.0)
        ]
        tight = [pair for pair in tight if pair[0] > OVERLAP * factor]
        if not tight:
            return piles
        piles = _joined(piles, sorted(tight, key=lambda pair: (-pair[0], *pair[1:])))


Pairs = list[tuple[int, int]]
"""Numbers of two piles each."""


def _neighbours(piles: list[_Pile], factor: float) -> Pairs:
    """All that may come to overlap: none is moved further than NUDGE."""
    return [(i, j) for _, i, j in _near(piles, lambda both: both + (GAP + 2 * NUDGE) * factor)]


def _within(piles: list[_Pile], pairs: Pairs | None, gap: float) -> list[Pair]:
    """Those of the pairs, None for all, whose discs stand nearer to each other than ``gap``
    pixels, the nearest first. A few are quicker looked at one by one."""
    if pairs is None:
        return _near(piles, lambda both: both + gap)
    found: list[Pair] = []
    for i, j in pairs:
        a, b = piles[i], piles[j]
        distance = hypot(a.x - b.x, a.y - b.y)
        if distance < a.radius + b.radius + gap:
            found.append((distance, i, j))
    found.sort()
    return found


def _joined(piles: list[_Pile], pairs: list[Pair]) -> list[_Pile]:
    """Each pile joined with at most one other, in the order of ``pairs``."""
    gone: set[int] = set()
    touched: set[int] = set()
    for _, i, j in pairs:
        if i not in touched and j not in touched:
            piles[i].absorb(piles[j])
            gone.add(j)
            touched |= {i, j}
    return [pile for k, pile in enumerate(piles) if k not in gone]


def _merged(piles: list[_Pile], factor: float) -> list[_Pile]:
    """Piles joined until none stand too near for moving apart."""
    while True:
        close = _near(piles, lambda both: np.maximum(MERGE * factor, both + (GAP - NUDGE) * factor))
        if not close:
            return piles
        piles = _joined(piles, close)


def _nudge(piles: list[_Pile], pairs: Pairs | None, factor: float) -> None:
    """Cluster discs moved apart until they hardly overlap; marks of one event stay put. ``pairs``:
    those that may come near to each other, None for all."""
    for _ in range(6):
        still = True
        for distance, i, j in _within(piles, pairs, GAP * factor):
            a, b = piles[i], piles[j]
            lack = a.radius + b.radius + GAP * factor - distance
            free_a, free_b = len(a.events) > 1, len(b.events) > 1
            if lack <= 0.1 or distance == 0 or not (free_a or free_b):
                continue
            still = False
            ux, uy = (b.x - a.x) / distance, (b.y - a.y) / distance
            share = 0.5 if free_a and free_b else float(free_a)
            a.move(-ux * lack * share, -uy * lack * share)
            b.move(ux * lack * (1 - share), uy * lack * (1 - share))
        if still:
            return


def _finished(pile: _Pile, points: F64, event: I32, scale: float, factor: float) -> list[Group]:
    """One group, or the marks of a fan when it is as near as zooming will part them."""
    events = tuple(sorted(pile.events))
    some = 1 < len(events) <= FAN_MOST
    if not (some and scale >= FAN_SCALE and _spread(pile, points) * MAX_SCALE < MERGE * factor):
        x, y = pile.x / scale, pile.y / scale
        return [Group(tuple(pile.sites), events, x, y, pile.radius)]
    out = []
    for e, (dx, dy) in zip(events, _fan(len(events)), strict=True):
        own = tuple(s for s in pile.sites if int(event[s]) == e)
        x, y = (pile.x + dx * factor) / scale, (pile.y - dy * factor) / scale
        out.append(Group(own, (e,), x, y, MARK * factor, (pile.x / scale, pile.y / scale)))
    return out


def _spread(pile: _Pile, points: F64) -> float:
    """How far the sites of a pile are from each other along either axis, in Earth radii."""
    return float(np.ptp(points[pile.sites], axis=0).max())


def _fan(n: int) -> list[tuple[float, float]]:
    """Places on rings about a spot, 22 pixels from each other, clockwise from the top."""
    places: list[tuple[float, float]] = []
    radius = 30.0
    while len(places) < n:
        room = min(int(2 * pi * radius / 24.0), n - len(places))
        turn = 0.5 if radius > 31 else 0.0  # so that stalks pass between the marks further in
        angles = [2 * pi * (k + turn) / room - pi / 2 for k in range(room)]
        places += [(radius * cos(a), radius * sin(a)) for a in angles]
        radius += 24.0
    return places
