"""Codes that events carry, counted for masks that follow each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import Any, Final

import numpy as np

from explorer.common.following import Following, Holds
from explorer.common.ranks import Bits, bits_of, scattered, standing, stretch, taken, where_any
from explorer.common.records import dataclass
from explorer.common.texts import Whole
from explorer.dataset.model import I64, Bool

_MANY: Final = 16
"""Scattered events are looked up among those of several codes while these are so many times as
many."""


@dataclass(frozen=True, eq=False)
class Codes:
    """Which of ``k`` codes each event carries. ``first`` (n,) of the type ``coded``: one of them, k
    for an event without any; ``more_event`` (rising), ``more_code`` (m,): the others. A pair that
    comes several times counts as often."""

    k: int
    first: Whole
    more_event: Whole
    more_code: Whole

    def counts(self, mask: Bool) -> I64:
        """How many of the events of ``mask`` (n,) carry each code (k,), read-only: an event of
        several codes counts for each of them."""
        return self._following.of(mask)

    def total(self) -> I64:
        """How many of all events carry each code (k,)."""
        return self._following.count(np.arange(len(self.first), dtype=np.int32))

    def count(self, events: Whole) -> I64:
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

    def _codes(self, events: Whole, holds: Holds | None) -> Iterator[Whole]:
        """All codes of ``events``, rising; k for those without any."""
        run = stretch(events)  # what comes into a window by its end
        if run is not None:
            yield self.first[run]
            yield self.more_code[standing(self.more_event, run)]
            return
        yield taken(self.first, events)
        if len(self.more_event) and len(events):
            yield taken(self.more_code, self._more_of(events, holds))

    def _more_of(self, events: Whole, holds: Holds | None) -> I64:
        """Which of ``more_code`` are codes of ``events``."""
        many = len(self.more_event) // _MANY
        if len(events) > many and scattered(events) > many:
            if holds is None:
                mask = np.zeros(len(self.first), np.bool_)
                mask[events] = True
                holds = partial(taken, mask)
            return np.flatnonzero(holds(self.more_event))  # quicker than by a mask
        return where_any(self.more_event, events, self._with_more, holds)

    @cached_property
    def _with_more(self) -> Bits:
        """Which events carry several codes."""
        return bits_of(self.more_event)


def coded(k: int) -> np.dtype[Any]:
    """The smallest type that holds each of ``k`` codes and k."""
    return np.min_scalar_type(k)


def single(k: int, first: Whole) -> Codes:
    """Codes of which each event has one, ``first`` (n,), or k for none."""
    return Codes(k, first, np.empty(0, np.int32), np.empty(0, coded(k)))


def gathered(n: int, k: int, parts: Iterable[tuple[I64, I64]]) -> Codes:
    """Codes out of ``parts``: events, rising, and the code of each, no pair twice."""
    first = np.full(n, k, coded(k))
    more: list[tuple[I64, I64]] = []
    for events, codes in parts:
        again = first[events] < k
        if again.any():
            more.append((events[again], codes[again]))
            events, codes = events[~again], codes[~again]
        first[events] = codes
    if not more:
        return single(k, first)
    event, code = (np.concatenate(side) for side in zip(*more, strict=True))
    order = np.argsort(event, kind="stable")
    return Codes(k, first, event[order].astype(np.int32), code[order].astype(coded(k)))
