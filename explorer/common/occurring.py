"""How often each code comes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

PAIRED: Final = 1 << 16
"""Codes from which on two are looked at as one, as there are so many pairs of them."""


def occurring(codes: npt.NDArray[np.integer[Any]], k: int) -> npt.NDArray[np.int64]:
    """(k,) how often each of ``codes``, all less than k, comes; in any shape. Those of a byte are
    counted two at a time: that takes a third less, as it is the counts that one waits for."""
    flat = codes.reshape(-1)
    if flat.dtype != np.uint8 or len(flat) < PAIRED:
        return np.bincount(flat, minlength=k).astype(np.int64, copy=False)
    even = len(flat) & ~1
    pairs = np.bincount(flat[:even].view(np.uint16), minlength=1 << 16).reshape(256, 256)
    found: npt.NDArray[np.int64] = pairs.sum(axis=0) + pairs.sum(axis=1)
    if even < len(flat):
        found[flat[-1]] += 1
    return found[:k]
