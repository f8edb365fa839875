"""The numbers of what masks hold, listed once for all that is counted by them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Listed = tuple[npt.NDArray[np.int32], bool]
KEPT: Final = 3

_kept: tuple[tuple[Mask, Listed], ...] = ()


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
    inside = 2 * int(np.count_nonzero(mask)) <= len(mask)
    numbers = np.flatnonzero(mask if inside else ~mask).astype(np.int32)
    numbers.flags.writeable = False
    if not mask.flags.writeable and mask.base is None:
        _kept = ((mask, (numbers, inside)), *kept)[:KEPT]
    return numbers, inside
