"""Masks that were asked for before: the latest as they are, the others in an eighth of the room, or
in none where they are soon made again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from explorer.dataset.model import Bool

Key = TypeVar("Key", bound=Hashable)

WHOLE_BYTES: Final = 3_000_000
"""Of the masks that are kept as they are."""
FEWEST: Final = 3
"""Masks that are kept as they are, however large."""


def packed(mask: Bool) -> npt.NDArray[np.uint8]:
    """A bit for each event."""
    return np.packbits(mask)


def unpacked(bits: npt.NDArray[np.uint8], n: int) -> Bool:
    """(n,) the mask again, read-only; an array of its own, as keys of what is remembered for masks
    are made once for these alone."""
    mask: Bool = np.unpackbits(bits, count=n).astype(np.bool_)
    mask.flags.writeable = False
    return mask


def whole(n: int, most: int) -> int:
    """How many of ``most`` masks of ``n`` events are kept as they are."""
    return min(most, max(FEWEST, WHOLE_BYTES // max(n, 1)))


class Masks(Generic[Key]):
    """``make`` gives the mask of a key, (n,) bool, read-only; the ``most`` asked for last are kept.
    ``quick``: keys whose mask is soon made again; of these no bits are kept, which to make takes as
    long. Several threads may ask."""

    def __init__(
        self,
        n: int,
        make: Callable[[Key], Bool],
        most: int,
        quick: Callable[[Key], bool] = lambda _key: False,
    ) -> None:
        self._n, self._make, self._most, self._quick = n, make, most, quick
        self._whole = whole(n, most)
        self._masks: OrderedDict[Key, Bool] = OrderedDict()
        self._bits: OrderedDict[Key, npt.NDArray[np.uint8]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: Key) -> Bool:
        with self._lock:
            mask = self._masks.get(key)
            if mask is not None:
                self._masks.move_to_end(key)
                return mask
            bits = self._bits.pop(key, None)
        mask = self._make(key) if bits is None else unpacked(bits, self._n)
        with self._lock:
            self._masks[key] = mask
            while len(self._masks) > self._whole:
                oldest, large = self._masks.popitem(last=False)
                if not self._quick(oldest):
                    self._bits[oldest] = packed(large)
            while self._bits and len(self._masks) + len(self._bits) > self._most:
                self._bits.popitem(last=False)
        return mask
