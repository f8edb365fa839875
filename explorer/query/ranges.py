"""Marking the events of many rows at once."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.common.ranks import stretched
from explorer.dataset.model import I32, I64, Bool

LONG: Final = 512
"""Events of a row from which on they are marked by themselves."""
LOOK: Final = 8
"""Rows that are marked so before it is looked whether all events are."""
_TOGETHER: Final = 1 << 16


def mark(mask: Bool, events: I32, starts: I64, stops: I64) -> None:
    """Set ``mask`` at the events ``events[starts[j]:stops[j]]`` of every row j, long rows first;
    it ends where all are set."""
    lengths = stops - starts
    often = np.flatnonzero(lengths >= LONG)
    often = often[np.argsort(-lengths[often], kind="stable")]
    for k, at in enumerate(often.tolist()):
        mask[events[starts[at] : stops[at]]] = True
        if k % LOOK == LOOK - 1 and mask.all():
            return
    mask[events[starts[lengths == 1]]] = True
    short = np.flatnonzero((lengths < LONG) & (lengths > 1))
    for first in range(0, len(short), _TOGETHER):
        some = short[first : first + _TOGETHER]
        length = lengths[some]
        mask[events[stretched(starts[some], length)]] = True
