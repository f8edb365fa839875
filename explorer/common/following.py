"""Counts of what a mask holds, out of those of a mask like it: what entered and what left is
counted, the rest is not looked at again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cached_property, partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from explorer.common.listing import held, listed
from explorer.common.occurring import occurring
from explorer.common.ranks import taken

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Things = npt.NDArray[np.int32]
Whole = npt.NDArray[np.integer[Any]]
SPARSE: Final = 6
"""Where one in so many stretches of eight is different at most, those that are alike are passed
over."""
_STATES: Final = 3  # masks by whose counts others are counted
_PAIRS: Final = 8  # of masks, here for all that is counted
_SHIFT: Final = 3
_WORD: Final = 1 << _SHIFT

Step = tuple[Things, Things]
Holds = Callable[[Whole], Mask]
"""Tells of things, by number, which of them are among those that are meant."""


class _Pair:
    """Two masks, (n,) each: ``apart``: how many are in one of them alone. Masks that follow each
    other are alike but for some stretches: these are looked for eight places at a time."""

    def __init__(self, before: Mask, after: Mask) -> None:
        self.before, self.after = before, after  # alive: no id is used again
        self._whole = len(before) - len(before) % _WORD
        words = [np.ascontiguousarray(mask)[: self._whole].view(np.uint64) for mask in self._both]
        self._other = np.flatnonzero(np.not_equal(*words))
        self._sparse = len(self._other) * SPARSE <= len(words[0])
        if self._sparse:
            apart = words[0].take(self._other) ^ words[1].take(self._other)
            self._bytes = apart.view(np.bool_)  # a mask's bytes are noughts and ones
            rest = (mask[self._whole :] for mask in self._both)
            self.apart = held(self._bytes) + held(np.not_equal(*rest))
        else:
            self.apart = held(before != after)

    def came(self, things: Whole) -> Mask:
        """Which of ``things`` are among what entered."""
        return taken(self.after, things) > taken(self.before, things)

    def went(self, things: Whole) -> Mask:
        """Which of ``things`` are among what left."""
        return taken(self.before, things) > taken(self.after, things)

    @property
    def _both(self) -> tuple[Mask, Mask]:
        return self.before, self.after

    @cached_property
    def step(self) -> Step:
        """The numbers, rising, of what entered and of what left."""
        changed = self._changed()
        entered = taken(self.after, changed)
        return _chosen(changed, entered), _chosen(changed, ~entered)

    def _changed(self) -> Things:
        if not self._sparse:
            return np.flatnonzero(self.before != self.after).astype(np.int32)
        at = np.flatnonzero(self._bytes)
        near = self._other.take(at >> _SHIFT)
        near <<= _SHIFT  # to divide takes far longer
        near |= at & (_WORD - 1)
        rest = np.arange(self._whole, len(self.before))
        differ = self.before[self._whole :] != self.after[self._whole :]
        return np.concatenate([near, rest[differ]]).astype(np.int32)


_pairs: OrderedDict[tuple[int, int], _Pair] = OrderedDict()


def apart(before: Mask, after: Mask) -> int:
    """How many are in one of the masks, (n,) each, alone."""
    return _pair(before, after).apart


def step(before: Mask, after: Mask) -> Step:
    """The numbers, rising, of what entered and of what left from ``before`` to ``after``, (n,)
    each. The last few answers are remembered, for masks that can't change."""
    return _pair(before, after).step


def _pair(before: Mask, after: Mask) -> _Pair:
    key = (id(before), id(after))
    known = _pairs.get(key)
    if known is not None and known.before is before and known.after is after:
        with suppress(KeyError):  # another thread may have dropped it
            _pairs.move_to_end(key)
        return known
    made = _Pair(before, after)
    if not (before.flags.writeable or after.flags.writeable):
        _pairs[key] = made
        if len(_pairs) > _PAIRS:
            _pairs.popitem(last=False)
    return made


def _chosen(numbers: Things, those: Mask) -> Things:
    """``numbers[those]``, which takes longer where many are chosen here and there."""
    return numbers if those.all() else numbers.take(np.flatnonzero(those))


class Following:
    """How many things carry each of ``k`` codes, for masks (n,) that follow each other. ``codes``:
    those of things by number, each thing given once, rising, and how to tell these from others
    where that is known; as often as they are carried, in one array or several; k itself counts
    for nothing."""

    def __init__(self, k: int, codes: Callable[[Whole, Holds | None], Iterable[Whole]]) -> None:
        self._k, self._codes = k, codes
        self._total: Numbers | None = None  # of everything
        self._states: tuple[tuple[Mask, Numbers], ...] = ()

    def of(self, mask: Mask) -> Numbers:
        """(k,) what ``mask`` holds, read-only."""
        states = self._states  # threads may count at once: each works with what it found
        for known, counts in states:
            if known is mask:
                if known is not states[0][0]:
                    others = (state for state in states if state[0] is not mask)
                    self._states = (known, counts), *others
                return counts
        counts = self._followed(mask)
        counts.flags.writeable = False
        if not mask.flags.writeable:
            self._states = ((mask, counts), *self._states)[:_STATES]
        return counts

    def count(self, things: Whole, holds: Holds | None = None) -> Numbers:
        """(k,) what the things of these numbers, rising, carry. ``holds``: tells the same."""
        found = np.zeros(self._k + 1, np.int64)
        for codes in self._codes(things, holds):
            found += occurring(codes, self._k + 1)
        return found[:-1]

    def _followed(self, mask: Mask) -> Numbers:
        few = held(mask)
        if self._total is not None:
            few = min(few, len(mask) - few)
        for known, counts in self._states:
            if apart(known, mask) < few:
                return self._changed(counts, _pair(known, mask))
        things, inside = listed(mask)
        if inside:
            return self.count(things, partial(taken, mask))
        if self._total is None:
            self._total = self.count(np.arange(len(mask), dtype=np.int32))
        return self._total - self.count(things, partial(taken, ~mask))

    def _changed(self, counts: Numbers, pair: _Pair) -> Numbers:
        entered, left = pair.step
        if len(entered) + len(left) > self._k:
            return counts + self.count(entered, pair.came) - self.count(left, pair.went)
        made = np.append(counts, 0)
        for codes in self._codes(entered, pair.came):
            np.add.at(made, codes, 1)
        for codes in self._codes(left, pair.went):
            np.subtract.at(made, codes, 1)
        return made[:-1]
