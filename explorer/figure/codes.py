"""Codes that events carry, counted for masks that follow each other."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

import numpy as np

from explorer.common.following import Following
from explorer.common.ranks import stretched
from explorer.common.records import dataclass
from explorer.dataset.model import I32, I64, Bool

_MANY: Final = 16
"""Events are looked up among those of several codes while these are so many times as many."""


@dataclass(frozen=True, eq=False)
class Codes:
    """Which of ``k`` codes each event carries. ``first`` (n,) int32: one of them, k for an event
    without any; ``more_event`` (rising), ``more_code`` (m,): the others. A pair that comes several
    times counts as often."""

    k: int
    first: I32
    more_event: I64
    more_code: I64

    def counts(self, mask: Bool) -> I64:
        """How many of the events of ``mask`` (n,) carry each code (k,), read-only: an event of
        several codes counts for each of them."""
        return self._following.of(mask)

    def total(self) -> I64:
        """How many of all events carry each code (k,)."""
        return self._following.count(np.arange(len(self.first)))

    def count(self, events: I64) -> I64:
        """How many of ``events``, rising, each once, carry each code (k,)."""
        return self._following.count(events)

    def carrying(self, codes: Bool) -> Bool:
        """(n,) the events that carry any of ``codes`` (k,)."""
        found = np.append(codes, False)[self.first]
        found[self.more_event[codes[self.more_code]]] = True
        return found

    def events(self, code: int) -> I64:
        """All events that carry a code, rising."""
        found = self.first == code
        found[self.more_event[self.more_code == code]] = True
        return np.flatnonzero(found)

    @cached_property
    def _following(self) -> Following:
        return Following(self.k, self._codes)

    def _codes(self, events: I64) -> I64:
        """All codes of ``events``, rising."""
        found = self.first[events]
        found = found[found < self.k]
        if len(self.more_event) and len(events):
            found = np.concatenate([found, self.more_code[self._more_of(events)]])
        return found.astype(np.int64)

    def _more_of(self, events: I64) -> Bool | I64:
        """Which of ``more_code`` are codes of ``events``."""
        if len(events) > len(self.more_event) // _MANY:
            inside = np.zeros(len(self.first), np.bool_)
            inside[events] = True
            return inside[self.more_event]
        start = np.searchsorted(self.more_event, events)
        length = np.searchsorted(self.more_event, events, side="right") - start
        return stretched(start, length)


def gathered(n: int, k: int, parts: Iterable[tuple[I64, I64]]) -> Codes:
    """Codes out of ``parts``: events, rising, and the code of each, no pair twice."""
    first = np.full(n, k, np.int32)
    more: list[tuple[I64, I64]] = []
    for events, codes in parts:
        again = first[events] < k
        if again.any():
            more.append((events[again], codes[again]))
            events, codes = events[~again], codes[~again]
        first[events] = codes
    if not more:
        return Codes(k, first, np.empty(0, np.int64), np.empty(0, np.int64))
    event, code = (np.concatenate(side) for side in zip(*more, strict=True))
    order = np.argsort(event, kind="stable")
    return Codes(k, first, event[order], code[order])
