"""Very many texts looked through as they are, while they are not yet arranged by their words.

Bytes are compared, a piece of the column at a time, with ASCII letters in either case. Texts with
characters that fold to others are folded besides when they are first looked through, and kept so.
What is found in a text as it is written is found in it folded too.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.common.ranks import distinct
from explorer.common.text import fold
from explorer.common.texts import Texts, encoded
from explorer.dataset.model import I64, Bool
from explorer.query.folding import BREAK, fold_lines

PIECE: Final = 1 << 21
"""Bytes that are looked through at once."""
SPARSE: Final = 64
"""Where fewer than one byte in so many may begin a word, each of them is looked at by itself."""

_LEAD: Final = 0xC0
"""The least byte with which a character of several begins."""

U8 = npt.NDArray[np.uint8]


class Scan:
    """One column of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        if not isinstance(texts, Texts):
            texts = Texts.joined(list(map(encoded, texts)))
        self._data, self._offsets, self._codes = texts.data, texts.offsets, texts.codes
        marks = np.arange(0, len(self._data), PIECE)
        cuts = np.searchsorted(self._offsets, marks, side="left").tolist()
        self._cuts = sorted({0, *cuts, len(self._offsets) - 1})
        self._others: dict[int, tuple[I64, U8, I64]] = {}

    def mask(self, word: str) -> Bool:
        """(n,) texts with ``word``, folded and without white space, as a part."""
        needle = word.encode("utf-8", "surrogatepass")
        found = np.zeros(len(self._offsets) - 1, np.bool_)
        for k, (first, last) in enumerate(zip(self._cuts, self._cuts[1:], strict=False)):
            found[first:last] = self._within(k, first, last, needle)
        return found if self._codes is None else found.take(self._codes)

    def _within(self, k: int, first: int, last: int, needle: bytes) -> Bool:
        """Which of the texts ``first`` to ``last``, piece ``k``, hold ``needle``."""
        ends = self._offsets[first : last + 1].astype(np.int64)
        data = self._data[int(ends[0]) : int(ends[-1])]
        ends -= ends[0]
        found = _holding(np.frombuffer(data, np.uint8), ends, needle, True)
        if not data.isascii():
            if k not in self._others:
                self._others[k] = _folded(data, ends)
            numbers, folded, over = self._others[k]
            found[numbers[_holding(folded, over, needle, False)]] = True
        return found


@lru_cache(maxsize=100_000)
def _stays(character: str) -> bool:
    """Whether folding leaves a character as it is, an ASCII letter's case aside."""
    return character.isascii() or fold(f"a{character}a") == f"a{character}a"


def _character(code: int) -> str:
    """The character whose UTF-8 is these four bytes, noughts aside."""
    return code.to_bytes(4, "big").rstrip(b"\0").decode("utf-8", "surrogatepass")


def _folded(data: bytes, ends: I64) -> tuple[I64, U8, I64]:
    """Which of the texts of ``data`` hold characters that do not stay, these texts folded, a line
    each, and the ends of the lines."""
    signs = np.append(np.frombuffer(data, np.uint8), np.zeros(3, np.uint8)).astype(np.int64)
    leads = np.flatnonzero(signs >= _LEAD)
    characters = signs[leads]
    for more in range(1, 4):
        # As many bytes as the first one says, four with noughts for those that are not there.
        inside = characters >= (_LEAD, 0xE0 << 8, 0xF0 << 16)[more - 1]
        characters = (characters << 8) | np.where(inside, signs[leads + more], 0)
    others = [c for c in distinct(characters).tolist() if not _stays(_character(c))]
    places = leads[np.isin(characters, others)]
    cells = np.searchsorted(ends, places, side="right") - 1
    numbers = cells[np.diff(cells, prepend=-1) > 0]
    spans = zip(ends[numbers].tolist(), ends[numbers + 1].tolist(), strict=True)
    lines = fold_lines([data[a:b].decode("utf-8", "surrogatepass") for a, b in spans])
    folded = np.frombuffer(encoded(lines + BREAK if len(numbers) else ""), np.uint8)
    return numbers, folded, np.append(0, np.flatnonzero(folded == ord(BREAK)) + 1)


def _holding(data: U8, ends: I64, needle: bytes, cased: bool) -> Bool:
    """(n,) the texts that hold ``needle``: text ``i`` is ``data[ends[i]:ends[i + 1]]``."""
    held = np.zeros(len(ends) - 1, np.bool_)
    stop = len(data) - len(needle) + 1
    if stop <= 0:
        return held
    hit = _same(data[:stop], needle[0], cased)
    for k in range(1, len(needle)):
        if SPARSE * np.count_nonzero(hit) < stop:
            places = np.flatnonzero(hit)
            for more in range(k, len(needle)):
                places = places[_same(data[places + more], needle[more], cased)]
            break
        hit &= _same(data[k : stop + k], needle[k], cased)
    else:
        # What would go on into the next text is none.
        for more in range(1, len(needle)):
            over = ends[1:] - more
            hit[over[(over >= 0) & (over < stop)]] = False
        some = np.flatnonzero((ends[1:] > ends[:-1]) & (ends[:-1] < stop))
        held[some] = np.logical_or.reduceat(hit, ends[some])
        return held
    cells = np.searchsorted(ends, places, side="right") - 1
    held[cells[places + len(needle) <= ends[cells + 1]]] = True
    return held


def _same(data: U8, byte: int, cased: bool) -> Bool:
    """Where ``byte`` stands, in either case if ``cased``."""
    if cased and ord("a") <= byte <= ord("z"):
        data = data | np.uint8(0x20)
    same: Bool = data == byte
    return same
