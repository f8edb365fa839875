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

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.columns import lean
from explorer.dataset.model import I32, I64, Bool, Events, freeze
from explorer.query.clauses import Match, TimeRange


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """Of one way to match. ``first``, ``last``: (n,) int64 seconds, the events' keys; ``by_first``,
    ``by_last``: (d,) the dated events, by rising key."""

    first: I64
    last: I64
    by_first: I32
    by_last: I32

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
        self._latest: dict[Match, tuple[Edges, Bool]] = {}
        self.edges = lru_cache(maxsize=16)(self._edges)

    def orders(self, match: Match) -> Orders:
        """The orders of ``match``."""
        if match not in self._orders:
            e = self._events
            first, last = (e.start_lo, e.end_hi) if match == "possibly" else (e.start_hi, e.end_lo)
            dated = np.flatnonzero(e.dated)
            self._orders[match] = Orders(first, last, _by(dated, first), _by(dated, last))
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
        """(n,) bool: as ``masks.time_mask``, out of the latest answer where that is near."""
        edges, match = self.edges(clause), clause.match
        known = self._latest.get(match)
        if known is not None and _apart(known[0], edges) < len(self._events) // 3:
            mask = known[1].copy()
            self._move(mask, known[0], edges, clause)
        else:
            orders = self.orders(match)
            mask = np.zeros(len(self._events), dtype=np.bool_)
            mask[orders.by_first[: edges.head]] = True
            mask[orders.by_last[: edges.tail]] = False
        mask.flags.writeable = False
        self._latest[match] = edges, mask
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


def _by(dated: I64, key: I64) -> I32:
    """Events by rising key; events stand by their starts, so that one of the orders is no work."""
    keys = key[dated]
    if (keys[1:] >= keys[:-1]).all():
        return lean(dated.astype(np.int32))
    return dated[np.argsort(keys, kind="stable")].astype(np.int32)


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
