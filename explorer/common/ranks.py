"""Values by their rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt


def at_shares(values: npt.ArrayLike, shares: Sequence[float]) -> list[float]:
    """What lies at each share (0 to 1) of ``values`` in order, between two of them in proportion,
    as numpy's quantile has it, which would bring numpy.ma along: late for the first frame."""
    ranked = np.sort(np.asarray(values, np.float64))
    ranks = np.asarray(shares, np.float64) * (len(ranked) - 1)
    return [float(v) for v in np.interp(ranks, np.arange(len(ranked)), ranked)]


def distinct(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The distinct values, rising: as ``numpy.unique`` without its hash table, which takes seconds
    for a million values that differ."""
    ranked = np.sort(values)
    if not len(ranked):
        return ranked
    return np.asarray(ranked[np.concatenate([[True], ranked[1:] != ranked[:-1]])])


Whole = npt.NDArray[np.integer[Any]]


def nth(lengths: Whole) -> npt.NDArray[np.int64]:
    """What number each member of stretches of these lengths, one after the other, has in its own:
    from 0 on."""
    ends = np.cumsum(lengths, dtype=np.int64)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)


_DENSE: Final = 16
"""Numbers in a stretch of at most so many times as many are looked up in one go."""


def where_any(rising: Whole, wanted: Whole) -> npt.NDArray[np.int64]:
    """All places at which one of ``wanted``, rising, each once, stands in ``rising``, which may
    hold it several times."""
    if not len(wanted):
        return np.zeros(0, np.int64)
    low, high = int(wanted[0]), int(wanted[-1]) + 1
    if high - low <= _DENSE * len(wanted):  # as of a window that is moved a little
        first, last = np.searchsorted(rising, (low, high)).tolist()
        inside = np.zeros(high - low, np.bool_)
        inside[wanted - low] = True
        return np.asarray(first + np.flatnonzero(inside.take(rising[first:last] - low)))
    start = np.searchsorted(rising, wanted)
    return stretched(start, np.searchsorted(rising, wanted, side="right") - start)


def stretched(starts: Whole, lengths: Whole) -> npt.NDArray[np.int64]:
    """All places of the stretches that begin at ``starts`` and are so long, one after the other."""
    return np.asarray(np.repeat(starts, lengths) + nth(lengths), np.int64)
