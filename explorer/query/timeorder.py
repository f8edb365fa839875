"""Events in the orders of their spans, so that a window that moves touches only what enters and
leaves it.

A window [start, end) holds an event when its first span lies low enough and its last one high
enough; ``possibly`` that is start_lo < end and end_hi > start, ``certainly`` start_hi <= end and
end_lo >= start. So each way to match has two orders, one by the key that ``end`` bounds and one by
the key that ``start`` bounds, and a window is two places in them: exact for intervals and doubt.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from math import inf
from typing import Final
from weakref import ref

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.columns import lean
from explorer.dataset.model import I32, I64, Bool, Events, freeze
from explorer.query.clauses import Match, TimeRange

_LATEST: Final = 3
"""Answers, kept elsewhere, out of which others are made: of the window, of the brush."""
SPARE: Final = 4
"""Masks for which room is made before a window moves: about as many as there are until the first of
them is given up."""


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """Of one way to match. ``first``, ``last``: (n,) int64 seconds, the events' keys; ``by_first``,
    ``by_last``: (d,) the dated events, by rising key; ``straight``: whether ``by_first`` rises."""

    first: I64
    last: I64
    by_first: I32
    by_last: I32
    straight: bool

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, slots=True)
class Edges:
    """A window as places in Orders: it holds an event when that is among the first ``head`` of
    ``by_first`` and not among the first ``tail`` of ``by_last``."""

    head: int
    tail: int


class TimeOrder:
    """The orders of one dataset, each made when first needed."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._orders: dict[Match, Orders] = {}
        self._latest: dict[Match, tuple[tuple[Edges, ref[Bool]], ...]] = {}
        self._spare: list[Bool] = []
        self.edges = lru_cache(maxsize=16)(self._edges)

    def orders(self, match: Match) -> Orders:
        """The orders of ``match``."""
        if match not in self._orders:
            e = self._events
            first, last = (e.start_lo, e.end_hi) if match == "possibly" else (e.start_hi, e.end_lo)
            dated = np.flatnonzero(e.dated)
            (by_first, straight), (by_last, _) = _by(dated, first), _by(dated, last)
            self._orders[match] = Orders(first, last, by_first, by_last, straight)
        return self._orders[match]

    def _edges(self, clause: TimeRange) -> Edges:
        """Where the window begins and ends; an empty one has no head."""
        orders = self.orders(clause.match)
        if clause.start >= clause.end:
            return Edges(0, 0)
        heads, tails = _Keys(orders.first, orders.by_first), _Keys(orders.last, orders.by_last)
        if clause.match == "certainly":
            return Edges(bisect_right(heads, clause.end), bisect_left(tails, clause.start))
        return Edges(bisect_left(heads, clause.end), bisect_right(tails, clause.start))

    def mask(self, clause: TimeRange) -> Bool:
        """(n,) bool: as ``masks.time_mask``, out of one of the latest answers where one is near."""
        edges, latest = self.edges(clause), self._latest.get(clause.match, ())
        there = ((near, known()) for near, known in latest)
        alike = [(_apart(near, edges), near, mask) for near, mask in there if mask is not None]
        apart, near, before = min(alike, key=lambda each: each[0], default=(inf, edges, None))
        if before is not None and apart < len(self._events) // 3:
            mask = self._copied(before)
            self._move(mask, near, edges, clause)
        else:
            mask = self._whole(edges, clause)
        mask.flags.writeable = False
        self.met(clause, mask)
        return mask

    def room(self) -> list[Bool]:
        """Room for the masks of the first steps of a window, to be filled with anything, beside the
        screen maybe, and given to ``use``: what a program writes to for the first time takes it
        seven times as long. Of this thread's memory, which so comes back to it."""
        return [np.empty(len(self._events), np.bool_) for _ in range(SPARE)]

    def use(self, room: list[Bool]) -> None:
        """Make the next masks in it, which nothing else may hold."""
        self._spare = room

    def _copied(self, mask: Bool) -> Bool:
        try:  # another thread may take the last
            made = self._spare.pop()
        except IndexError:
            return mask.copy()
        np.copyto(made, mask)
        return made

    def met(self, clause: TimeRange, mask: Bool) -> None:
        """``mask`` is the answer to the clause, asked for again: the next one may be near it."""
        edges, latest = self.edges(clause), self._latest.get(clause.match, ())
        if not latest or latest[0][1]() is not mask:
            others = (pair for pair in latest if pair[0] != edges and pair[1]() is not None)
            self._latest[clause.match] = ((edges, ref(mask)), *others)[:_LATEST]

    def _whole(self, edges: Edges, clause: TimeRange) -> Bool:
        """The mask out of nothing."""
        orders, head = self.orders(clause.match), edges.head
        mask = np.zeros(len(self._events), dtype=np.bool_)
        if orders.straight and head and orders.by_first[head - 1] == head - 1:  # just the first
            last = orders.last[:head]
            certainly = clause.match == "certainly"
            mask[:head] = last >= clause.start if certainly else last > clause.start
        else:
            mask[orders.by_first[:head]] = True
            mask[orders.by_last[: edges.tail]] = False
        return mask

    def changed(self, before: TimeRange, after: TimeRange) -> I64 | None:
        """Events that may be in one of two windows and not in the other, some twice; None when
        they match in different ways or are too far apart for that to be of use."""
        if before.match != after.match:
            return None
        edges = self.edges(before), self.edges(after)
        if _apart(*edges) > len(self._events) // 3:
            return None
        return self._between(*edges, before.match)

    def _between(self, before: Edges, after: Edges, match: Match) -> I64:
        orders = self.orders(match)
        head, tail = sorted((before.head, after.head)), sorted((before.tail, after.tail))
        parts = orders.by_first[slice(*head)], orders.by_last[slice(*tail)]
        return np.concatenate(parts).astype(np.int64)

    def _move(self, mask: Bool, before: Edges, after: Edges, clause: TimeRange) -> None:
        """Make the mask of a window out of that of one that was ``before``: what has gone past one
        bound is out; what has come past it is in if it keeps to the other bound as well."""
        if clause.start >= clause.end:
            mask[:] = False
            return
        orders = self.orders(clause.match)
        mask[orders.by_first[after.head : before.head]] = False
        mask[orders.by_last[before.tail : after.tail]] = False
        certainly = clause.match == "certainly"
        came = orders.by_first[before.head : after.head]
        last = orders.last[came]
        mask[came] = last >= clause.start if certainly else last > clause.start
        came = orders.by_last[after.tail : before.tail]
        first = orders.first[came]
        mask[came] = first <= clause.end if certainly else first < clause.end


def _by(dated: I64, key: I64) -> tuple[I32, bool]:
    """Events by rising key, and whether they stand so already: they do by their starts."""
    keys = key[dated]
    if (keys[1:] >= keys[:-1]).all():
        return lean(dated.astype(np.int32)), True
    return dated[np.argsort(keys, kind="stable")].astype(np.int32), False


def _apart(a: Edges, b: Edges) -> int:
    return abs(a.head - b.head) + abs(a.tail - b.tail)


class _Keys:
    """What ``bisect`` looks at: keys in order, without a copy of them."""

    def __init__(self, keys: I64, order: I32) -> None:
        self._keys, self._order = keys, order

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, at: int) -> int:
        return int(self._keys[self._order[at]])
