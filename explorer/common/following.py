"""Counts of what a mask holds, out of those of a mask like it: what entered and what left is
counted, the rest is not looked at again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from explorer.common.listing import listed
from explorer.common.occurring import occurring

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Whole = npt.NDArray[np.integer[Any]]
NEAR: Final = 3
"""A mask is like another where at most one in so many of its stretches of eight is different."""
_STATES: Final = 3  # masks by whose counts others are counted
_STEPS: Final = 8  # pairs of masks, here for all that is counted
_WORD: Final = 8

_steps: OrderedDict[tuple[int, int], tuple[Mask, Mask, tuple[Numbers, Numbers] | None]] = (
    OrderedDict()
)


def step(before: Mask, after: Mask) -> tuple[Numbers, Numbers] | None:
    """The numbers, rising, of what entered and of what left from ``before`` to ``after``, (n,)
    each; None where these are not much alike. The last few answers are remembered, for masks that
    can't change."""
    key = (id(before), id(after))
    known = _steps.get(key)
    if known is not None and known[0] is before and known[1] is after:
        _steps.move_to_end(key)
        return known[2]
    found = _step(before, after)
    if not (before.flags.writeable or after.flags.writeable):
        _steps[key] = before, after, found  # alive: no id is used again
        if len(_steps) > _STEPS:
            _steps.popitem(last=False)
    return found


def _step(before: Mask, after: Mask) -> tuple[Numbers, Numbers] | None:
    whole = len(before) - len(before) % _WORD
    words = (np.ascontiguousarray(mask)[:whole].view(np.uint64) for mask in (before, after))
    other = np.flatnonzero(np.not_equal(*words))
    if len(other) * _WORD > max(_WORD, len(before) // NEAR):
        return None
    near = (other[:, None] * _WORD + np.arange(_WORD)).ravel()
    near = np.concatenate([near, np.arange(whole, len(before))])
    was, now = before[near], after[near]
    return near[now > was], near[was > now]


class Following:
    """How many things carry each of ``k`` codes, for masks (n,) that follow each other. ``codes``:
    those of things by number, each thing given once, rising, and as a mask where they stand so
    already; as often as they are carried, in one array or several; k itself counts for nothing.
    """

    def __init__(self, k: int, codes: Callable[[Whole, Mask | None], Iterable[Whole]]) -> None:
        self._k, self._codes = k, codes
        self._total: Numbers | None = None  # of everything
        self._states: list[tuple[Mask, Numbers]] = []

    def of(self, mask: Mask) -> Numbers:
        """(k,) what ``mask`` holds, read-only."""
        for at, (known, counts) in enumerate(self._states):
            if known is mask:
                self._states.insert(0, self._states.pop(at))
                return counts
        counts = self._followed(mask)
        counts.flags.writeable = False
        if not mask.flags.writeable:
            self._states.insert(0, (mask, counts))
            del self._states[_STATES:]
        return counts

    def count(self, things: Whole, mask: Mask | None = None) -> Numbers:
        """(k,) what the things of these numbers, rising, carry. ``mask``: the same things."""
        found = np.zeros(self._k + 1, np.int64)
        for codes in self._codes(things, mask):
            found += occurring(codes, self._k + 1)
        return found[:-1]

    def _followed(self, mask: Mask) -> Numbers:
        held = int(np.count_nonzero(mask))
        few = min(held, len(mask) - held) if self._total is not None else held
        for known, counts in self._states:
            changed = step(known, mask)
            if changed is not None and len(changed[0]) + len(changed[1]) < few:
                return self._changed(counts, *changed)
        things, inside = listed(mask)
        if inside:
            return self.count(things, mask)
        if self._total is None:
            self._total = self.count(np.arange(len(mask), dtype=np.int32))
        return self._total - self.count(things, ~mask)

    def _changed(self, counts: Numbers, entered: Numbers, left: Numbers) -> Numbers:
        if len(entered) + len(left) > self._k:
            return counts + self.count(entered) - self.count(left)
        made = np.append(counts, 0)
        for codes in self._codes(entered, None):
            np.add.at(made, codes, 1)
        for codes in self._codes(left, None):
            np.subtract.at(made, codes, 1)
        return made[:-1]
