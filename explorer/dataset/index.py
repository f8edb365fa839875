"""From a text to where it stands in a column, without an object for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.common.progress import Progress, silent
from explorer.common.texts import SMALL, TURN, Texts, encoded

_FACTOR: Final = 0x9E3779B97F4A7C15
_TOGETHER: Final = 8
"""Texts whose sums begin alike, or half as many."""
_MASK: Final = (1 << 64) - 1


def index_of(texts: Sequence[str], progress: Progress = silent) -> Mapping[str, int]:
    """Each text to its place; of those that stand twice, the last."""
    if isinstance(texts, Texts) and len(texts) > SMALL:
        return Index(texts, progress)
    return {text: i for i, text in enumerate(texts)}


class Index(Mapping[str, int]):
    """The places of a column's texts, by the first bits of their sums: 4 to 5 bytes for each text.
    Those whose sums begin as that of the text asked for, some eight, are compared with it."""

    def __init__(self, texts: Texts, progress: Progress = silent) -> None:
        self._texts = texts
        sums = sums_of(texts, progress)
        self._places = np.argsort(sums, kind="stable").astype(np.int32)
        progress("arranging", 0, 0)
        bits = max(1, (len(texts) // _TOGETHER).bit_length())
        self._shift = 64 - bits
        firsts = np.arange(1 << bits, dtype=np.uint64) << np.uint64(self._shift)
        starts = np.searchsorted(sums[self._places], firsts)
        self._starts = np.append(starts, len(texts)).astype(np.int32)

    def __getitem__(self, text: str) -> int:
        if isinstance(text, str):
            cell = encoded(text)
            bucket = _sum(cell) >> self._shift
            first, last = self._starts[bucket : bucket + 2].tolist()
            for place in self._places[first:last][::-1].tolist():
                if self._texts.holds(place, cell):
                    return int(place)
        raise KeyError(text)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _sum(data: bytes) -> int:
    """The sum over the bytes, each plus one, times _FACTOR to the power of its place."""
    total, factor = 0, 1
    for byte in data:
        total += (byte + 1) * factor
        factor = factor * _FACTOR & _MASK
    return total & _MASK


def sums_of(texts: Texts, progress: Progress = silent) -> npt.NDArray[np.uint64]:
    """(n,) ``_sum`` of each cell: differences of running sums, divided by the factor at the start
    (odd, so it can be undone modulo 2 to the 64)."""
    ends = texts.offsets.astype(np.int64)
    found = np.zeros(len(ends) - 1, np.uint64)
    undone = np.uint64(pow(_FACTOR, -1, 1 << 64))
    whole, longest = np.frombuffer(texts.data, np.uint8), 0
    powers = back = np.ones(1, np.uint64)
    for start in range(0, len(found), TURN):
        progress("arranging", 0, 0)
        own = ends[start : start + TURN + 1]
        data, own = whole[own[0] : own[-1]], own - own[0]
        if len(data) >= longest:
            longest = len(data) + len(data) // 4 + 1
            powers, back = (_powers(f, longest) for f in (np.uint64(_FACTOR), undone))
        running = np.zeros(len(data) + 1, np.uint64)
        each = (data.astype(np.uint64) + np.uint64(1)) * powers[: len(data)]
        np.cumsum(each, out=running[1:])
        found[start : start + TURN] = (running[own[1:]] - running[own[:-1]]) * back[own[:-1]]
    return found if texts.codes is None else found[texts.codes]


def all_differ(texts: Texts) -> bool:
    """Whether no text stands twice; True is sure, False is as good as sure."""
    sums = np.sort(sums_of(texts))
    return bool((sums[1:] != sums[:-1]).all())


def _powers(factor: np.uint64, n: int) -> npt.NDArray[np.uint64]:
    factors = np.full(n, factor, np.uint64)
    factors[0] = 1
    return np.cumprod(factors)
