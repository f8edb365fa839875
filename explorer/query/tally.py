"""Masks and counts of conjunctions of clauses, kept, and each new one made out of a like one.

A conjunction is a frozenset of clauses. Where one clause of it changed, the mask of the others is
there already, and counts follow by difference: only the events that entered or left are counted.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from explorer.common.following import apart, step
from explorer.common.listing import held, listed
from explorer.common.records import dataclass
from explorer.dataset.model import I32, I64, Bool
from explorer.query.clauses import Clause, TimeRange
from explorer.query.holding import Holding
from explorer.query.kept import packed, unpacked, whole

if TYPE_CHECKING:
    from explorer.query.rows import Rows
    from explorer.query.timeorder import TimeOrder

_KEPT_BYTES: Final = 12_000_000
"""Of which masks take an eighth, but for the latest."""
_LISTED: Final = 2
"""Conjunctions, the latest, of which lists of events are kept."""
COMPARED: Final = 48
"""Four events in so many, and one more for each code, are gathered and counted in the time in which
all are compared with each code."""
_NEIGHBOURS: Final = 4
"""Kept conjunctions that are looked at for the nearest one."""


@dataclass(slots=True, eq=False)
class _State:
    """What is known of one conjunction: its mask, (n,) read-only or as ``bits``, or how to ask for
    it ``again``; ``counts`` by name of what is counted, ``steps``: events that entered and left
    since another conjunction."""

    whole: Bool | None
    n: int
    size: int
    again: Callable[[], Bool] | None
    counts: dict[object, I64] = field(default_factory=dict)
    steps: dict[Holding, tuple[I32, I32]] = field(default_factory=dict)
    bits: npt.NDArray[np.uint8] | None = None

    @property
    def mask(self) -> Bool:
        """Where all clauses hold."""
        if self.whole is None:
            if self.again is not None:
                self.whole = self.again()
            else:
                assert self.bits is not None
                self.whole = unpacked(self.bits, self.n)
        return self.whole

    def pack(self) -> None:
        """Take less room until the mask is asked for again."""
        if self.whole is not None:
            self.bits = None if self.again is not None else packed(self.whole)
            self.whole = None


class Tallies:
    """``mask_of`` gives the mask of one clause; without an ``order`` of time, where events are
    few, each count is made anew."""

    def __init__(
        self, n: int, mask_of: Callable[[Clause], Bool], order: TimeOrder | None = None
    ) -> None:
        self._n, self._mask_of, self._order = n, mask_of, order
        self.everything = np.ones(n, dtype=np.bool_)
        self.everything.flags.writeable = False
        self._kept = max(6, min(64, _KEPT_BYTES // max(n, 1)))
        self._whole = whole(n, self._kept)
        self._states: OrderedDict[Holding, _State] = OrderedDict()

    def mask(self, holding: Holding) -> Bool:
        """(n,) bool, read-only: where all clauses hold; ``everything`` itself without any."""
        if not holding:
            return self.everything
        if len(holding) == 1:
            return self._mask_of(next(iter(holding)))
        return self._state(holding).mask

    def size(self, holding: Holding) -> int:
        """Number of events for which all clauses hold."""
        return self._state(holding).size if holding else self._n

    def counts(self, holding: Holding, name: object, rows: Rows, total: I64) -> I64:
        """(k,) number of events of each code of ``rows`` among those for which all clauses hold.
        ``name`` tells rows apart; ``total`` are the counts of everything."""
        if not holding:
            return total
        state = self._state(holding)
        if name not in state.counts:
            counts = self._counted(holding, state, name, rows, total)
            counts.flags.writeable = False
            state.counts[name] = counts
        return state.counts[name]

    def _state(self, holding: Holding) -> _State:
        state = self._states.get(holding)
        if state is None:
            mask = self._combined(holding)
            again = partial(self._combined, holding) if len(holding) == 1 else None
            state = self._states[holding] = _State(mask, self._n, held(mask), again)
            self._forget()
        else:
            self._states.move_to_end(holding)
        return state

    def _forget(self) -> None:
        """Keep no more than may be kept; lists of events, and masks as they are, of the latest
        conjunctions alone."""
        while len(self._states) > self._kept:
            self._states.popitem(last=False)
        for state in islice(reversed(self._states.values()), _LISTED, None):
            state.steps.clear()
        for state in islice(reversed(self._states.values()), self._whole, None):
            state.pack()

    def _combined(self, holding: Holding) -> Bool:
        """The mask of the conjunction: of all but one clause, where that is known or will be
        needed again as the window moves, and of that clause."""
        if len(holding) == 1:
            return self._mask_of(next(iter(holding)))
        part = next((c for c in holding if holding - {c} in self._states), None)
        if part is None:
            part = next((c for c in holding if isinstance(c, TimeRange)), next(iter(holding)))
        mask = self.mask(holding - {part}) & self._mask_of(part)
        mask.flags.writeable = False
        return mask

    def _counted(
        self, holding: Holding, state: _State, name: object, rows: Rows, total: I64
    ) -> I64:
        if self._order is None:
            return rows.count(state.mask)
        most = rows.n * (4 + rows.k) // COMPARED if rows.plain else self._n
        few = min(state.size, self._n - state.size, most)
        base = self._nearest(holding, state, name, few)
        if base is not None:
            counts, (entered, left) = base
            came, went = (rows.count_events(part, rising=True) for part in (entered, left))
            return counts + came - went
        if few == most and rows.plain:
            return rows.count(state.mask)
        events, inside = listed(state.mask)
        counted = rows.count_events(events, state.mask if inside else ~state.mask, rising=True)
        return counted if inside else total - counted

    def _nearest(
        self, holding: Holding, state: _State, name: object, few: int
    ) -> tuple[I64, tuple[I32, I32]] | None:
        """Counts of a like conjunction, and what entered and left since; None when that is no
        less than ``few``."""
        like = [
            (len(other ^ holding), -age, other, known)
            for age, (other, known) in enumerate(self._states.items())
            if known is not state and name in known.counts
        ]
        like.sort(key=lambda pair: pair[:2])
        for _, _, other, known in like[:_NEIGHBOURS]:
            if abs(known.size - state.size) >= few:
                continue
            found = self._step(holding, state, other, known, few)
            if found is not None and len(found[0]) + len(found[1]) < few:
                return known.counts[name], found
        return None

    def _step(
        self, holding: Holding, state: _State, other: Holding, known: _State, few: int
    ) -> tuple[I32, I32] | None:
        """Events of ``state`` and not of ``known``, and the other way round; None where they are no
        less than ``few``, which is known before they are listed."""
        if other in state.steps:
            return state.steps[other]
        near = self._changed(tuple(other - holding), tuple(holding - other))
        if near is not None:
            inside, was = state.mask[near], known.mask[near]
            found = _once(near[inside > was]), _once(near[was > inside])
        else:
            if apart(known.mask, state.mask) >= few:
                return None
            found = step(known.mask, state.mask)
        state.steps[other] = found
        return found

    def _changed(self, before: tuple[Clause, ...], after: tuple[Clause, ...]) -> I64 | None:
        """The events that may have entered or left, where one window came in place of another."""
        if self._order is None or not len(before) == len(after) == 1:
            return None
        a, b = before[0], after[0]
        if isinstance(a, TimeRange) and isinstance(b, TimeRange):
            return self._order.changed(a, b)
        return None


def _once(events: I64) -> I32:
    """``events`` in rising order, each once."""
    events = np.sort(events)
    return events[np.diff(events, prepend=-1) > 0].astype(np.int32)
