"""Cells of one column in a piece of a file, worked on all at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.common.texts import Book, gathered

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

WORD: Final = 8
WORDS: Final = 4
PADDING: Final = bytes(WORD * WORDS)
"""What has to follow a piece, so that words can be taken from its last cell."""
BITS: Final = 16
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_KEPT: Final = np.array([(1 << (8 * k)) - 1 for k in range(WORD)] + [(1 << 64) - 1], np.uint64)


class Cells:
    """Cell ``i`` is ``data[starts[i]:ends[i]]``; ``data`` ends in PADDING."""

    __slots__ = ("data", "ends", "starts")

    def __init__(self, data: bytes, starts: I64, ends: I64) -> None:
        self.data, self.starts, self.ends = data, starts, ends

    def each(self) -> list[bytes]:
        """The cells one by one."""
        data, spans = self.data, zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return [data[a:b] for a, b in spans]

    def changed(self, others: Sequence[tuple[int, bytes]]) -> Cells:
        """These with some others (place, text) in their stead."""
        cells = self.each()
        for i, text in others:
            cells[i] = text
        ends = np.cumsum(np.fromiter(map(len, cells), np.int64, len(cells)))
        starts = np.concatenate([[0], ends[:-1]])
        return Cells(b"".join([*cells, PADDING]), starts, ends)

    def joined(self) -> bytes:
        """All cells one after the other."""
        return gathered(self.data, self.starts, self.ends)

    @property
    def short(self) -> bool:
        """Whether all can be taken as numbers."""
        return bool((self.ends - self.starts).max(initial=0) <= len(PADDING))

    def words(self) -> tuple[I64, list[U64]]:
        """Lengths, and the cells as numbers, WORD bytes in each; bytes beyond a cell are nought."""
        lengths = self.ends - self.starts
        every: U64 = np.ndarray((len(self.data) - WORD + 1,), np.uint64, self.data, strides=(1,))
        words = []
        least = int(lengths.min(initial=0))
        for k in range(-(-int(lengths.max(initial=0)) // WORD)):
            word = every[self.starts + WORD * k if k else self.starts]
            if least < WORD * (k + 1):
                rest = lengths if k == 0 else lengths - WORD * k
                word &= _KEPT[np.clip(rest, 0, WORD)]
            words.append(word)
        return lengths, words


class Numbering:
    """Numbers for different cells, in the order in which they come.

    Short cells are known again by a sum over their words, whose first bits say where to look; the
    words themselves are compared, so that no two are taken for one.
    """

    def __init__(self) -> None:
        self.book = Book()
        # Number 0 here is that of no cell; those of the book are one more.
        self._slots = np.zeros(1 << BITS, np.int32)
        self._lengths = np.full(1, -1, np.int64)
        self._words = np.zeros((WORDS, 1), np.uint64)

    def __len__(self) -> int:
        return len(self.book)

    def of(self, cells: Cells) -> npt.NDArray[np.uint32]:
        """The number of each cell."""
        if not cells.short:
            return self._asked(cells)
        lengths, words = cells.words()
        slots = _slots_of(lengths, words)
        found = self._slots[slots]
        known = self._lengths[found] == lengths
        for own, word in zip(self._words, words, strict=False):
            known &= own[found] == word
        numbers: npt.NDArray[np.uint32] = (found - 1).astype(np.uint32)
        if not known.all():
            new = np.flatnonzero(~known)
            numbers[new] = self._asked(Cells(cells.data, cells.starts[new], cells.ends[new]))
            self._keep(numbers[new] + 1, lengths[new], [word[new] for word in words], slots[new])
        return numbers

    def _asked(self, cells: Cells) -> npt.NDArray[np.uint32]:
        each = cells.each()
        return np.fromiter(map(self.book.__getitem__, each), np.uint32, len(each))

    def _keep(
        self, places: npt.NDArray[np.uint32], lengths: I64, words: list[U64], slots: I64
    ) -> None:
        if len(self.book) >= len(self._lengths):
            more = 2 * len(self.book) + 1 - len(self._lengths)
            self._lengths = np.concatenate([self._lengths, np.full(more, -1, np.int64)])
            self._words = np.concatenate([self._words, np.zeros((WORDS, more), np.uint64)], 1)
        self._lengths[places] = lengths
        for own, word in zip(self._words, words, strict=False):
            own[places] = word
        self._slots[slots] = places


def _slots_of(lengths: I64, words: list[U64]) -> I64:
    """A place among the slots, by the bits of all words."""
    sums = lengths.astype(np.uint64)
    for word in words:
        sums *= _FACTOR
        sums ^= word
        sums ^= sums >> np.uint64(29)
    sums *= _FACTOR
    sums >>= np.uint64(64 - BITS)
    return sums.astype(np.int64)
