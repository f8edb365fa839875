"""The words of very many texts, each kept once, and the events that hold it.

A word looked for has no white space in it, so it is part of a text just when it is part of one of
the text's own words: it is looked for among distinct words, which are far fewer bytes than the
texts. All work is in calls of some milliseconds that let other threads go on between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.common.progress import Progress, silent
from explorer.common.text import fold
from explorer.common.turns import let_go
from explorer.dataset.model import I32, I64, Bool
from explorer.query.ranges import mark

TEXTS: Final = 2000
"""Texts that are folded and parted at once."""
PIECE: Final = 1 << 20
"""Bytes that are looked through at once."""
REMEMBERED: Final = 4
"""Words looked for last whose places are kept, to narrow down as one types on."""
MOST: Final = 4_000_000
"""Places of a word that are kept at most."""

_NEXT: Final = "\x00\x01\x00"
"""Stands between two texts; as a word of a text it can't be looked for."""

U8 = npt.NDArray[np.uint8]


class Vocabulary:
    """``columns``: texts of (n,) events each. ``progress`` is told in passing and may raise to
    break the making off."""

    def __init__(
        self, columns: Sequence[Sequence[str]], n: int, progress: Progress = silent
    ) -> None:
        self._n = n
        written = _Numbers()
        written[_NEXT]
        found: list[I64] = [np.empty(0, np.int64)]
        for at in range(0, n, TEXTS):
            progress("arranging", at, n)
            some = [column[at : at + TEXTS] for column in columns]
            found.append(_pairs(some, at, written))
        codes, again = _folded(written, progress)
        for k, pairs in enumerate(found):
            progress("arranging", n, n)
            found[k] = _recoded(pairs, codes, again)
        pairs = np.concatenate(found)
        found.clear()
        pairs.sort()  # by word, then by event
        self._events: I32 = (pairs & 0xFFFFFFFF).astype(np.int32)
        pairs >>= 32
        self._offsets: I64 = _offsets(pairs, len(written))
        del pairs
        self._bytes, self._ends = _encoded(written)
        self._often: I64 = np.bincount(self._bytes, minlength=256)
        self._places: dict[bytes, I64] = {}

    @property
    def nbytes(self) -> int:
        """Bytes that all takes."""
        return sum(a.nbytes for a in (self._events, self._offsets, self._ends, self._bytes))

    def mask(self, word: str) -> Bool:
        """(n,) events with ``word``, folded and without white space, as a part of some text."""
        mask = np.zeros(self._n, dtype=np.bool_)
        places = self._where(word.encode("utf-8", "surrogatepass"))
        if len(places) < len(self._ends):
            words = np.searchsorted(self._ends, places, side="right")
            words = words[np.diff(words, prepend=-1) > 0]
        else:
            before = np.searchsorted(places, self._ends, side="left")
            words = np.flatnonzero(np.diff(before, prepend=0))
        mark(mask, self._events, self._offsets[words], self._offsets[words + 1])
        return mask

    def _where(self, word: bytes) -> I64:
        """Rising places in the bytes where ``word`` begins."""
        known = self._places.get(word)
        if known is None:
            began = [w for w in list(self._places) if word.startswith(w)]
            if began:
                longest = max(began, key=len)
                places = self._places.get(longest)
                known = None if places is None else self._going_on(places, word, len(longest))
            if known is None:
                known = self._scanned(word)
        self._remember(word, known)
        return known

    def _remember(self, word: bytes, places: I64) -> None:
        if len(places) <= MOST:
            self._places[word] = places
        while len(self._places) > REMEMBERED:
            self._places.pop(next(iter(self._places)), None)

    def _going_on(self, places: I64, word: bytes, done: int) -> I64:
        """Those of ``places`` where not only the first ``done`` bytes of ``word`` stand."""
        for k in range(done, len(word)):
            places = places[places + k < len(self._bytes)]
            places = places[self._bytes[places + k] == word[k]]
        return places

    def _scanned(self, word: bytes) -> I64:
        """All places of ``word``: those of its rarest byte, looked at more closely."""
        order = sorted(range(len(word)), key=lambda k: int(self._often[word[k]]))
        rarest, rest = order[0], order[1:]
        found = [np.empty(0, np.int64)]
        last = len(self._bytes) - len(word) + 1
        for at in range(0, last, PIECE):
            stop = min(at + PIECE, last)
            places = np.flatnonzero(self._bytes[at + rarest : stop + rarest] == word[rarest]) + at
            for k in rest:
                if not len(places):
                    break
                places = places[self._bytes[places + k] == word[k]]
            found.append(places)
        return np.concatenate(found)


class _Numbers(dict[str, int]):
    """A number for each word, in the order in which they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _pairs(columns: Sequence[Sequence[str]], first: int, written: _Numbers) -> I64:
    """Rising: the number of a word as it is written (small letters, in plain English) times 2 ** 32
    plus the event that holds it, each pair once."""
    found = [np.empty(0, np.int64)]
    for texts in columns:
        if not any(texts):
            continue
        # All at a stroke, with a word of its own between two texts.
        joined = f" {_NEXT} ".join(texts)
        words = (joined.lower() if joined.isascii() else joined).split()
        numbers = np.fromiter(map(written.__getitem__, words), np.int64, len(words))
        apart = numbers == 0
        line = np.cumsum(apart)
        if np.count_nonzero(apart) != len(texts) - 1:  # that word stands in some text
            lines = [text.split() for text in texts]
            line = np.repeat(np.arange(len(lines)), list(map(len, lines)))
            words = list(chain.from_iterable(lines))
            numbers = np.fromiter((written[w] for w in words), np.int64, len(words))
        found.append((numbers << 32) + (line + first))
    pairs = np.sort(np.concatenate(found))
    return pairs[np.diff(pairs, prepend=-1) > 0]


def _folded(written: _Numbers, progress: Progress) -> tuple[I64, list[tuple[int, int]]]:
    """The number of the folded word for each word written (-1: nothing is left of it), and
    further ones, as some fall apart: written, folded. Folded words join those written."""
    size = len(written)
    codes = np.arange(size)
    codes[0] = -1
    again: list[tuple[int, int]] = []
    for number, word in enumerate(list(written)[1:], 1):
        if number % TEXTS == 0:
            progress("arranging", number, size)
        plain = word.lower() if word.isascii() else fold(word)
        if plain != word:
            parts = plain.split()
            codes[number] = written[parts[0]] if parts else -1
            again += [(number, written[part]) for part in parts[1:]]
    return codes, again


def _offsets(words: I64, size: int) -> I64:
    """(size + 1,): where each word begins among ``words``, which rise."""
    counts = np.zeros(size + 1, np.int64)
    for at in range(0, len(words), PIECE):
        some = words[at : at + PIECE]
        low = int(some[0])
        counted = np.bincount(some - low)
        counts[low + 1 : low + 1 + len(counted)] += counted
    return np.cumsum(counts)


def _encoded(written: _Numbers) -> tuple[U8, I64]:
    """The words as bytes, a line each, and where each line ends; ``written`` is emptied."""
    words = list(written)
    while written:
        written.popitem()
    parts: list[bytes] = []
    lengths: list[I64] = [np.empty(0, np.int64)]
    for at in range(0, len(words), TEXTS):
        some = [word.encode("utf-8", "surrogatepass") for word in words[at : at + TEXTS]]
        parts.append(b"\n".join([*some, b""]))
        lengths.append(np.fromiter(map(len, some), np.int64, len(some)))
    let_go(words)
    return np.frombuffer(b"".join(parts), np.uint8), np.cumsum(np.concatenate(lengths) + 1)


def _recoded(pairs: I64, codes: I64, again: list[tuple[int, int]]) -> I64:
    """``pairs`` with folded words in place of those written, in no order, some twice."""
    numbers, events = pairs >> 32, pairs & 0xFFFFFFFF
    made = [(codes[numbers] << 32) + events]
    for number, folded in again:
        low, high = np.searchsorted(numbers, (number, number + 1))
        made.append((folded << 32) + events[low:high])
    whole = np.concatenate(made)
    return whole[whole >= 0]
