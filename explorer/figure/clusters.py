"""Sites near to each other at a scale become one group: a mark or a cluster ring.

Groups depend on the visible sites, the central meridian and the scale, never on where the view
is, so that panning changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, pi, sin, sqrt
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.dataset.model import I32, I64, Bool, Dataset
from explorer.figure.picture import F64
from explorer.figure.projection import MAX_SCALE, forward

MERGE: Final = 18.0  # pixels within which marks become one
MARK: Final = 6.0
GAP: Final = 1.5  # pixels kept between discs
NUDGE: Final = 14.0  # overlap in pixels that is put right by moving discs apart; above, they merge
FAN_SCALE: Final = 4000.0  # pixels for one Earth radius from which what shares a spot fans out
FAN_MOST: Final = 48
MANY: Final = 1500  # sites from which cells of MERGE pixels are joined beforehand


@dataclass(frozen=True, slots=True)
class Group:
    """``sites`` and distinct ``events``, rising indices; (``x``, ``y``) in Earth radii where the
    group is drawn; ``radius`` of its disc or mark in pixels. ``stalk``: the true spot of a mark
    that was fanned out, in Earth radii."""

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
    piles = _cells(chosen, points, scale, factor) if len(chosen) > MANY else [[s] for s in chosen]
    work = [_Pile([int(s) for s in pile], points, event, scale, factor) for pile in piles]
    for _ in range(4):
        merged = _merged(work, factor)
        _nudge(merged, factor)
        if len(merged) == len(work):
            break
        work = merged
    work.sort(key=lambda pile: pile.sites[0])
    return tuple(group for pile in work for group in _finished(pile, points, event, scale, factor))


def _cells(chosen: I64, points: F64, scale: float, factor: float) -> list[list[int]]:
    """Sites by square cells of MERGE pixels."""
    cell = np.floor(points[chosen] * (scale / (MERGE * factor))).astype(np.int64)
    key = cell[:, 0] * 4_000_037 + cell[:, 1]
    order = np.argsort(key, kind="stable")
    ends = np.flatnonzero(np.diff(key[order])) + 1
    return [part.tolist() for part in np.split(chosen[order], ends)]


class _Pile:
    """Sites on their way to a group; (x, y) in pixels from the projection's origin."""

    __slots__ = ("events", "factor", "radius", "sites", "x", "y")

    def __init__(
        self, sites: list[int], points: F64, event: I32, scale: float, factor: float
    ) -> None:
        spot = points[sites].mean(axis=0) * scale if len(sites) > 1 else points[sites[0]] * scale
        self.sites = sites
        self.events = {int(e) for e in event[sites]}
        self.x, self.y = float(spot[0]), float(spot[1])
        self.factor = factor
        self.radius = self._size()

    def _size(self) -> float:
        n = len(self.events)
        return MARK * self.factor if n == 1 else cluster_radius(n, self.factor)

    def absorb(self, other: _Pile) -> None:
        a, b = len(self.sites), len(other.sites)
        self.x = (self.x * a + other.x * b) / (a + b)
        self.y = (self.y * a + other.y * b) / (a + b)
        self.sites = sorted(self.sites + other.sites)
        self.events |= other.events
        self.radius = self._size()


def _near(piles: list[_Pile], reach: float) -> list[tuple[float, int, int]]:
    """Pairs nearer than ``reach`` pixels, the nearest first."""
    order = sorted(range(len(piles)), key=lambda i: piles[i].x)
    found = []
    for k, i in enumerate(order):
        a = piles[i]
        for j in order[k + 1 :]:
            b = piles[j]
            if b.x - a.x >= reach:
                break
            if abs(b.y - a.y) < reach:
                distance = hypot(b.x - a.x, b.y - a.y)
                if distance < reach:
                    found.append((distance, min(i, j), max(i, j)))
    found.sort()
    return found


def _merged(piles: list[_Pile], factor: float) -> list[_Pile]:
    """Piles joined until none stand too near for moving apart."""
    piles = list(piles)
    while True:
        gone: set[int] = set()
        touched: set[int] = set()
        for distance, i, j in _near(piles, 54.0 * factor):
            if i in touched or j in touched:
                continue
            least = piles[i].radius + piles[j].radius + (GAP - NUDGE) * factor
            if distance < max(MERGE * factor, least):
                piles[i].absorb(piles[j])
                gone.add(j)
                touched |= {i, j}
        if not gone:
            return piles
        piles = [pile for k, pile in enumerate(piles) if k not in gone]


def _nudge(piles: list[_Pile], factor: float) -> None:
    """Cluster discs moved apart until they hardly overlap; marks of one event stay put."""
    for _ in range(6):
        still = True
        for distance, i, j in _near(piles, 54.0 * factor):
            a, b = piles[i], piles[j]
            lack = a.radius + b.radius + GAP * factor - distance
            free_a, free_b = len(a.events) > 1, len(b.events) > 1
            if lack <= 0.1 or distance == 0 or not (free_a or free_b):
                continue
            still = False
            ux, uy = (b.x - a.x) / distance, (b.y - a.y) / distance
            share = 0.5 if free_a and free_b else float(free_a)
            a.x, a.y = a.x - ux * lack * share, a.y - uy * lack * share
            b.x, b.y = b.x + ux * lack * (1 - share), b.y + uy * lack * (1 - share)
        if still:
            return


def _finished(pile: _Pile, points: F64, event: I32, scale: float, factor: float) -> list[Group]:
    """One group, or the marks of a fan when it is as near as zooming will part them."""
    events = tuple(sorted(pile.events))
    spread = float(np.ptp(points[pile.sites], axis=0).max()) if len(pile.sites) > 1 else 0.0
    fans = scale >= FAN_SCALE and spread * MAX_SCALE < MERGE * factor
    if len(events) == 1 or len(events) > FAN_MOST or not fans:
        x, y = pile.x / scale, pile.y / scale
        return [Group(tuple(pile.sites), events, x, y, pile.radius)]
    out = []
    for e, (dx, dy) in zip(events, _fan(len(events)), strict=True):
        own = tuple(s for s in pile.sites if int(event[s]) == e)
        x, y = (pile.x + dx * factor) / scale, (pile.y - dy * factor) / scale
        out.append(Group(own, (e,), x, y, MARK * factor, (pile.x / scale, pile.y / scale)))
    return out


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
