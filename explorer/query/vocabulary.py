"""The words of very many texts, each kept once, and the events that hold it.

A word looked for has no white space in it, so it is part of a text just when it is part of one of
the text's own words: it is looked for among distinct words, which are far fewer bytes than the
texts. All work is in calls of some milliseconds that let other threads go on between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import chain, islice
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.common.coded import Runs
from explorer.common.progress import Progress, silent
from explorer.common.text import fold
from explorer.common.texts import Whole, narrow
from explorer.common.turns import let_go
from explorer.dataset.model import I32, I64, Bool
from explorer.query.ranges import mark

TEXTS: Final = 2000
"""Texts that are folded and parted at once, a multiple of 8."""
COMMON: Final = 64
"""Events that hold a common word at least."""
BITS: Final = 32
"""One in so many events holds a common word at least: bits are no longer than a list then."""
PIECE: Final = 1 << 20
"""Bytes that are looked through at once."""
REMEMBERED: Final = 4
"""Words looked for last whose places are kept, to narrow down as one types on."""
MOST: Final = 400_000
"""Places of words that are kept at most."""

DENSE: Final = 24
"""One byte in so many is a place of a word from which on the words are counted along the bytes."""

_BREAK: Final = "\n"
"""Parts one word from the next; none has white space in it."""
_NEXT: Final = "\x00\x01\x00"
"""Stands between two texts; as a word of a text it can't be looked for."""

U8 = npt.NDArray[np.uint8]
Pairs = tuple[I32, npt.NDArray[np.uint16]]
"""Numbers of words, rising, and for each the place among ``TEXTS`` texts of one that holds it."""


class Vocabulary:
    """``columns``: texts of (n,) events each. ``progress`` is told in passing and may raise to
    break the making off.

    Of a common word one bit says of each event whether it holds it; of the others the events are
    listed, but for words of one event, which stand in the order of these.
    """

    def __init__(
        self, columns: Sequence[Sequence[str]], n: int, progress: Progress = silent
    ) -> None:
        self._n = n
        written = _Numbers()
        written[_NEXT]
        found: list[Pairs] = []
        for at in range(0, n, TEXTS):
            progress("arranging", at, n)
            found.append(_pairs([column[at : at + TEXTS] for column in columns], written))
        codes, again = _folded(written, progress)
        tell = partial(progress, "arranging", n, n)
        often = np.zeros(len(written), np.int64)
        for k, pairs in enumerate(found):
            tell()
            found[k] = words, _ = _recoded(pairs, codes, again)
            np.add.at(often, words, 1)
        common = (often >= COMMON) & (BITS * often >= n)
        shown = np.flatnonzero(common)
        self._bits: U8 = np.zeros((len(shown), -(-n // 8)), np.uint8)
        row = np.cumsum(common) - 1
        rare = [np.empty(0, np.int64)]
        for k, (words, lines) in enumerate(found):
            tell()
            first, some = k * TEXTS, common[words]
            held = np.zeros((len(shown), min(TEXTS, n - first)), np.bool_)
            held[row[words[some]], lines[some]] = True
            self._bits[:, first // 8 : (first + TEXTS) // 8] = np.packbits(held, axis=1)
            rare.append((words[~some].astype(np.int64) << 32) + lines[~some] + first)
        found.clear()
        listed = np.concatenate(rare)
        rare.clear()
        tell()
        listed.sort()  # by word, then by event
        tell()
        listed = listed[np.diff(listed, prepend=-1) > 0]
        events = (listed & 0xFFFFFFFF).astype(np.int32)
        listed >>= 32
        tell()
        counts = np.bincount(listed, minlength=len(written))
        several = np.flatnonzero(counts > 1)
        often_enough = counts[listed] > 1
        self._events: I32 = events[often_enough]
        self._offsets = narrow(np.append(0, np.cumsum(counts[several])), len(self._events))
        tell()
        listed, events = listed[~often_enough], events[~often_enough]
        order = np.argsort(events, kind="stable")
        self._single = Runs(events[order])
        # Common words first, then those of several events, then those of one, by that.
        ordered = np.concatenate([shown, several, listed[order]])
        del listed, events, order
        tell()
        self._bytes, self._lengths = _encoded(written, ordered)
        tell()
        self._kind = np.int32 if len(self._bytes) <= np.iinfo(np.int32).max // 2 else np.int64
        self._often: I64 = np.bincount(self._bytes, minlength=256)
        self._places: dict[bytes, Whole] = {}

    def mask(self, word: str) -> Bool:
        """(n,) events with ``word``, folded and without white space, as a part of some text."""
        places = self._where(word.encode("utf-8", "surrogatepass"))
        words = self._words(places)
        common = len(self._bits)
        single = common + len(self._offsets) - 1
        held = np.zeros(self._bits.shape[1], np.uint8)
        for row in words[: np.searchsorted(words, common)].tolist():
            held |= self._bits[row]
        mask: Bool = np.unpackbits(held, count=self._n).view(np.bool_)
        if not mask.all():
            several = words[slice(*np.searchsorted(words, (common, single)))] - common
            starts, stops = (self._offsets[at].astype(np.int64) for at in (several, several + 1))
            mark(mask, self._events, starts, stops)
            alone = words[np.searchsorted(words, single) :] - single
            if len(alone):
                mask[self._single.all()[alone]] = True
        return mask

    def _words(self, places: Whole) -> I64:
        """Rising numbers of the words that ``places`` lie in."""
        if DENSE * len(places) > len(self._bytes):
            words = np.cumsum(self._bytes == ord(_BREAK), dtype=self._kind)[places]
        else:
            ends = np.cumsum(self._lengths, dtype=self._kind)
            words = np.searchsorted(ends, places, side="right")
        return words[np.diff(words, prepend=-1) > 0].astype(np.int64, copy=False)

    def _where(self, word: bytes) -> Whole:
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

    def _remember(self, word: bytes, places: Whole) -> None:
        if len(places) <= MOST:
            self._places[word] = places
        while self._places and (
            len(self._places) > REMEMBERED or sum(map(len, list(self._places.values()))) > MOST
        ):
            self._places.pop(next(iter(self._places)), None)

    def _going_on(self, places: Whole, word: bytes, done: int) -> Whole:
        """Those of ``places`` where not only the first ``done`` bytes of ``word`` stand."""
        if len(places) and int(places[-1]) + len(word) > len(self._bytes):
            places = places[places + len(word) <= len(self._bytes)]
        for k in range(done, len(word)):
            places = places[self._bytes[places + k] == word[k]]
        return places

    def _scanned(self, word: bytes) -> Whole:
        """All places of ``word``: those of its rarest byte, looked at more closely."""
        order = sorted(range(len(word)), key=lambda k: int(self._often[word[k]]))
        rarest, rest = order[0], order[1:]
        found: list[Whole] = [np.empty(0, self._kind)]
        last = len(self._bytes) - len(word) + 1
        for at in range(0, last, PIECE):
            stop = min(at + PIECE, last)
            places = np.flatnonzero(self._bytes[at + rarest : stop + rarest] == word[rarest]) + at
            for k in rest:
                if not len(places):
                    break
                places = places[self._bytes[places + k] == word[k]]
            found.append(places.astype(self._kind))
        return np.concatenate(found)


class _Numbers(dict[str, int]):
    """A number for each word, in the order in which they come."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _pairs(columns: Sequence[Sequence[str]], written: _Numbers) -> Pairs:
    """The words as they are written (small letters, in plain English), each pair once."""
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
        found.append((numbers << 16) + line)
    pairs = np.sort(np.concatenate(found))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return (pairs >> 16).astype(np.int32), (pairs & 0xFFFF).astype(np.uint16)


def _folded(written: _Numbers, progress: Progress) -> tuple[I64, list[tuple[int, int]]]:
    """The number of the folded word for each word written (-1: nothing is left of it), and
    further ones, as some fall apart: written, folded. Folded words join those written."""
    size = len(written)
    codes = np.arange(size)
    codes[0] = -1
    again: list[tuple[int, int]] = []
    for number, word in enumerate(islice(list(written), 1, None), 1):
        if number % TEXTS == 0:
            progress("arranging", number, size)
        plain = word.lower() if word.isascii() else fold(word)
        if plain != word:
            parts = plain.split()
            codes[number] = written[parts[0]] if parts else -1
            again += [(number, written[part]) for part in parts[1:]]
    return codes, again


def _encoded(written: _Numbers, wanted: I64) -> tuple[U8, Whole]:
    """The words ``wanted``, in that order, as bytes, a line each, and how long each line is;
    ``written`` is emptied."""
    words = list(written)
    while written:
        written.popitem()
    parts = [
        _BREAK.join([words[k] for k in wanted[at : at + TEXTS].tolist()])
        for at in range(0, len(wanted), TEXTS)
    ]
    let_go(words)
    data = np.frombuffer(
        b"".join(part.encode("utf-8", "surrogatepass") + b"\n" for part in parts), np.uint8
    )
    lengths = np.diff(np.flatnonzero(data == ord(_BREAK)), prepend=-1)
    return data, narrow(lengths, int(lengths.max(initial=0)))


def _recoded(pairs: Pairs, codes: I64, again: list[tuple[int, int]]) -> Pairs:
    """``pairs`` with folded words in place of those written, in no order, some twice."""
    numbers, lines = pairs
    words, held = [codes[numbers].astype(np.int32)], [lines]
    for number, folded in again:
        low, high = np.searchsorted(numbers, (number, number + 1))
        words.append(np.full(high - low, folded, np.int32))
        held.append(lines[low:high])
    found, where = np.concatenate(words), np.concatenate(held)
    return found[found >= 0], where[found >= 0]
