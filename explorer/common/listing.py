"""What masks hold, counted and listed once for all that is counted by them."""

from __future__ import annotations

from typing import Final
from weakref import ref

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Listed = tuple[npt.NDArray[np.int32], bool]
KEPT: Final = 3

SIZES: Final = 8

_kept: tuple[tuple[Mask, Listed], ...] = ()
_sizes: tuple[tuple[ref[Mask], int], ...] = ()


def held(mask: Mask) -> int:
    """How many ``mask`` (n,) holds. Of the last few masks that can't change it is remembered."""
    global _sizes
    for known, size in _sizes:
        if known() is mask:
            return size
    size = int(np.count_nonzero(mask))
    if not mask.flags.writeable and mask.base is None:
        _sizes = ((ref(mask), size), *_sizes)[:SIZES]
    return size


def listed(mask: Mask) -> Listed:
    """The numbers, rising, of what ``mask`` (n,) holds, and True; or, where that is less, of what
    it lacks, and False. The last few lists are remembered, for masks that can't change: many counts
    are made of one answer, and to look for what it holds takes longer than each of them."""
    global _kept
    kept = _kept  # threads may list at once: each works with what it found
    for known, found in kept:
        if known is mask:
            if known is not kept[0][0]:
                _kept = (known, found), *(pair for pair in kept if pair[0] is not mask)
            return found
    inside = 2 * held(mask) <= len(mask)
    numbers = np.flatnonzero(mask if inside else ~mask).astype(np.int32)
    numbers.flags.writeable = False
    if not mask.flags.writeable and mask.base is None:
        _kept = ((mask, (numbers, inside)), *kept)[:KEPT]
    return numbers, inside
