"""Values by their rank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

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
Kind = TypeVar("Kind", bound=np.generic)


def nth(lengths: Whole) -> npt.NDArray[np.int64]:
    """What number each member of stretches of these lengths, one after the other, has in its own:
    from 0 on."""
    ends = np.cumsum(lengths, dtype=np.int64)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)


_DENSE: Final = 16
"""Numbers in a stretch of at most so many times as many are looked up in one go."""
_SHORT: Final = 4096
"""So many that are scattered are searched one by one; of more, halves are looked at: a window that
moves a little brings a dense stretch and a few from all over."""


def taken(values: npt.NDArray[Kind], at: Whole) -> npt.NDArray[Kind]:
    """``values[at]``, all in range: numbers of four bytes are not looked through for it before."""
    return values.take(at, mode="clip")


def stretch(rising: Whole) -> slice | None:
    """Where ``rising``, each number once, follow each other without a gap, the places that they
    are: a slice of those is at hand without looking any up. None where they do not."""
    n = len(rising)
    if not n or int(rising[-1]) - int(rising[0]) != n - 1:
        return None
    return slice(int(rising[0]), int(rising[-1]) + 1)


def standing(rising: Whole, numbers: slice) -> slice:
    """The places in ``rising``, which may hold one several times, at which one of the stretch
    ``numbers`` stands."""
    ends = np.array([numbers.start, numbers.stop], rising.dtype)
    return slice(*np.searchsorted(rising, ends).tolist())


Bits = npt.NDArray[np.uint8]


def bits_of(rising: Whole) -> Bits:
    """A bit for each number from 0 on, whether it stands in ``rising``, none below 0."""
    there = np.zeros(int(rising[-1]) + 1 if len(rising) else 1, np.bool_)
    there[rising] = True
    return np.packbits(there)


def where_any(
    rising: Whole,
    wanted: Whole,
    there: Bits | None = None,
    holds: Callable[[Whole], npt.NDArray[np.bool_]] | None = None,
) -> npt.NDArray[np.int64]:
    """All places, rising, at which one of ``wanted``, rising, each once, stands in ``rising``,
    which may hold it several times. ``there``: ``bits_of(rising)``, where only what stands there
    is to be searched for; ``holds``: which of some numbers are wanted, where that is known."""
    # Of one type: for numbers of another numpy copies all of ``rising`` first.
    wanted = wanted.astype(rising.dtype, copy=False)
    found = [np.zeros(0, np.int64)]
    for part, dense in _stretches(wanted):
        if not dense:
            if there is not None:
                part = part[there.take(part >> 3, mode="clip") >> (7 - (part & 7)) & 1 == 1]
            start = np.searchsorted(rising, part)
            found.append(stretched(start, np.searchsorted(rising, part, side="right") - start))
            continue
        first = int(np.searchsorted(rising, part[0]))
        last = int(np.searchsorted(rising, part[-1], side="right"))
        if holds is not None:
            found.append(first + np.flatnonzero(holds(rising[first:last])))
            continue
        inside = np.zeros(int(part[-1]) - int(part[0]) + 1, np.bool_)
        inside[part - part[0]] = True
        found.append(first + np.flatnonzero(inside.take(rising[first:last] - part[0])))
    return np.concatenate(found)


def scattered(wanted: Whole) -> int:
    """How many of ``wanted``, rising, each once, ``where_any`` searches one by one."""
    return sum(len(part) for part, dense in _stretches(wanted) if not dense)


def _stretches(wanted: Whole) -> Iterator[tuple[Whole, bool]]:
    """``wanted`` in parts, and whether each is dense."""
    if len(wanted):
        dense = int(wanted[-1]) - int(wanted[0]) < _DENSE * len(wanted)
        if dense or len(wanted) <= _SHORT:
            yield wanted, dense
        else:
            half = len(wanted) // 2
            yield from _stretches(wanted[:half])
            yield from _stretches(wanted[half:])


def stretched(starts: Whole, lengths: Whole) -> npt.NDArray[np.int64]:
    """All places of the stretches that begin at ``starts`` and are so long, one after the other."""
    return np.asarray(np.repeat(starts, lengths) + nth(lengths), np.int64)
