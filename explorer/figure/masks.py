"""Masks of events: within each other, and as keys of what is remembered for them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final
from weakref import ref

import numpy as np

from explorer.common.listing import held
from explorer.dataset.model import Bool

_KEPT: Final = 24
_known: OrderedDict[int, tuple[ref[Bool], bytes]] = OrderedDict()


def within(part: Bool, whole: Bool) -> Bool:
    """What of ``part`` is in ``whole``, (n,) both: itself where that is all of it, so that what is
    counted of it follows what was counted before."""
    if held(whole) == len(whole) or not (part > whole).any():
        return part
    return part & whole


def key_of(mask: Bool) -> bytes:
    """What ``mask`` (n,) holds, equal for equal masks. That of a mask that can't change is made
    once: to hash and to compare it again takes no time, however long it is."""
    if mask.flags.writeable or mask.base is not None:
        return np.packbits(mask).tobytes() + len(mask).to_bytes(8, "little")
    known = _known.get(id(mask))
    if known is not None and known[0]() is mask:
        _known.move_to_end(id(mask))
        return known[1]
    made = np.packbits(mask).tobytes() + len(mask).to_bytes(8, "little")
    _known[id(mask)] = (ref(mask), made)
    if len(_known) > _KEPT:
        _known.popitem(last=False)
    return made
