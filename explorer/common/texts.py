"""Columns of text: one UTF-8 buffer with offsets, coded where cells repeat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt

from explorer.common.progress import unheard

Whole = npt.NDArray[np.integer[Any]]
"""An array of whole numbers of any width."""

SMALL: Final = 2000
"""So few cells stay objects: they are read more often than they cost."""
FEW: Final = 16_384
FEW_BYTES: Final = 3_000_000
"""So few, of so few bytes, do once one is read for itself: more will be."""
TURN: Final = 8192
"""Cells that are worked on in one call, so that other threads get on meanwhile."""
SHORT: Final = 48
"""Bytes up to which a cell is quicker gathered with its neighbours than cut out for itself."""
_NARROW: Final = (np.uint8, np.uint16, np.uint32)


def narrow(numbers: Whole, most: int) -> Whole:
    """``numbers``, which lie in 0 to ``most``, in the fewest bytes; all alike, in none."""
    kind = next((k for k in _NARROW if most <= np.iinfo(k).max), np.int64)
    if len(numbers) and int(numbers[0]) == most == 0:
        return np.broadcast_to(np.zeros(1, kind), len(numbers))
    return numbers.astype(kind)


def encoded(text: str) -> bytes:
    """UTF-8, with lone surrogates as they are."""
    return text.encode("utf-8", "surrogatepass")


def gathered(data: bytes, starts: Whole, ends: Whole) -> bytes:
    """The bytes from each of ``starts`` to the one of ``ends`` beside it, one after the other."""
    starts, lengths = starts.astype(np.int64), ends.astype(np.int64) - starts
    total = int(lengths.sum())
    if total > SHORT * len(lengths):
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        return b"".join([data[a:b] for a, b in spans])
    places = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    places += np.arange(total)
    found: bytes = np.frombuffer(data, np.uint8)[places].tobytes()
    return found


class Texts(Sequence[str]):
    """A column of n texts, frozen.

    Either a buffer with a cell after the other: cell ``i`` is ``data[offsets[i]:offsets[i + 1]]``;
    or coded: it is text ``codes[i]`` among those of the buffer. Of many cells one is decoded for
    itself, of few all once one is read; a slice is a list. Equal to any sequence of the same texts.
    """

    __slots__ = ("_at", "_cells", "_known", "codes", "data", "offsets")

    def __init__(self, data: bytes, offsets: Whole, codes: Whole | None = None) -> None:
        """``offsets`` are k + 1 rising places in ``data``; ``codes`` (n,) lie in 0 to k - 1."""
        wide = len(data) > np.iinfo(np.uint32).max
        self.data = data
        self.offsets: Whole = np.ascontiguousarray(offsets, np.int64 if wide else np.uint32)
        self.codes = codes
        self.offsets.flags.writeable = False
        if codes is not None:
            codes.flags.writeable = False
        self._at = self.offsets.data
        self._cells: list[str] | None = None
        self._known: list[str] | None = None
        if len(self) <= SMALL:
            self._cells = self[:]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """A column of these."""
        cells = texts if isinstance(texts, list) else list(texts)
        book, codes = Book(), np.zeros(len(cells), np.uint32)
        for k in range(0, len(cells), TURN):
            piece = cells[k : k + TURN]
            codes[k : k + TURN] = np.fromiter(map(book.__getitem__, piece), np.uint32, len(piece))
            if len(book) * 2 > len(cells):
                return cls.joined(list(map(encoded, cells)))
        return cls.coded(list(map(encoded, book)), codes)

    @classmethod
    def joined(cls, cells: Sequence[bytes], codes: Whole | None = None) -> Texts:
        """The column with these UTF-8 cells, or with ``codes`` among them."""
        offsets = np.zeros(len(cells) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, cells), np.int64, len(cells)), out=offsets[1:])
        return cls(b"".join(cells), offsets, codes)

    @classmethod
    def coded(cls, values: Sequence[bytes], codes: Whole) -> Texts:
        """The column whose cell ``i`` is ``values[codes[i]]``."""
        return cls.joined(values, narrow(codes, max(len(values) - 1, 0)))

    @classmethod
    def alike(cls, text: str, n: int) -> Texts:
        """``n`` times ``text``."""
        return cls.coded([encoded(text)], np.zeros(n, np.uint8))

    def __len__(self) -> int:
        return len(self.offsets) - 1 if self.codes is None else len(self.codes)

    @property
    def values(self) -> list[str]:
        """The texts that ``codes`` mean, or all cells where there are none; not all need occur."""
        if self._known is not None:
            return self._known
        found = self._in_turns(0, len(self.offsets) - 1)
        if self.codes is not None:
            self._known = found
        return found

    @property
    def nbytes(self) -> int:
        """Bytes beyond the text itself."""
        coded = 0 if self.codes is None or 0 in self.codes.strides else self.codes.nbytes
        return self.offsets.nbytes + coded

    def __iter__(self) -> Iterator[str]:
        if self._cells is not None:
            yield from self._cells
            return
        for start in range(0, len(self), TURN):
            yield from self[start : start + TURN]

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> list[str]: ...
    def __getitem__(self, i: int | slice) -> str | list[str]:
        if self._cells is not None:
            return self._cells[i]
        if isinstance(i, slice):
            return self._slice(i)
        if len(self) <= FEW and len(self.data) <= FEW_BYTES:
            self._cells = self._slice(slice(None))
            return self._cells[i]
        if self.codes is not None:
            i = int(self.codes[i])
            if self._known is not None:
                return self._known[i]
        elif i < 0:
            i += len(self)
        if i < 0 or i >= len(self._at) - 1:
            raise IndexError("there is no such cell")
        return self.data[self._at[i] : self._at[i + 1]].decode("utf-8", "surrogatepass")

    def _slice(self, wanted: slice) -> list[str]:
        if self.codes is not None:
            return list(map(self.values.__getitem__, self.codes[wanted].tolist()))
        start, stop, step = wanted.indices(len(self))
        if step != 1:
            return [self[i] for i in range(start, stop, step)]
        return self._in_turns(start, stop)

    def _in_turns(self, start: int, stop: int) -> list[str]:
        """Texts ``start`` to ``stop`` of the buffer, so many at a time that no other thread waits
        for all."""
        turns = range(start, stop, TURN)
        return [text for k in turns for text in self._decoded(k, min(k + TURN, stop))]

    def _decoded(self, start: int, stop: int) -> list[str]:
        """Texts ``start`` to ``stop`` of the buffer: decoded as one, then parted."""
        ends = self.offsets[start : stop + 1].astype(np.int64)
        piece = self.data[int(ends[0]) : int(ends[-1])] if len(ends) else b""
        text = piece.decode("utf-8", "surrogatepass")
        ends = ends - ends[:1]
        if len(text) < len(piece):  # ends are counted in characters then: bytes that begin one
            first = np.frombuffer(piece, np.uint8) & 0xC0 != 0x80
            ends = np.concatenate([[0], np.cumsum(first)])[ends]
        return [text[a:b] for a, b in pairwise(ends.tolist())]

    def holds(self, i: int, cell: bytes) -> bool:
        """Whether cell ``i`` is ``cell`` in UTF-8."""
        if self.codes is not None:
            i = int(self.codes[i])
        return self.data[self._at[i] : self._at[i + 1]] == cell

    def cells(self, start: int, stop: int) -> list[bytes]:
        """Cells ``start`` to ``stop`` as UTF-8."""
        if self.codes is None:
            data, ends = self.data, self.offsets[start : stop + 1].tolist()
            return [data[a:b] for a, b in pairwise(ends)]
        known = self.distinct()
        return list(map(known.__getitem__, self.codes[start:stop].tolist()))

    def distinct(self) -> list[bytes]:
        """As ``values``, in UTF-8."""
        return [self.data[a:b] for a, b in pairwise(self.offsets.tolist())]

    def take(self, rows: Whole, tick: Callable[[], None] = unheard) -> Texts:
        """The column of the cells at ``rows`` (k,), in that order; ``tick`` is called now and
        then."""
        if self.codes is not None:
            if len(self) and 0 in self.codes.strides:
                return Texts(self.data, self.offsets, np.broadcast_to(self.codes[:1], len(rows)))
            return Texts(self.data, self.offsets, self.codes[rows])
        if len(rows) == len(self) and np.array_equal(rows, np.arange(len(rows))):
            return self
        pieces = []
        starts, ends = self.offsets[:-1][rows], self.offsets[1:][rows]
        for k in range(0, len(rows), TURN):
            tick()
            pieces.append(gathered(self.data, starts[k : k + TURN], ends[k : k + TURN]))
        offsets = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(ends.astype(np.int64) - starts, out=offsets[1:])
        return Texts(b"".join(pieces), offsets)

    def map(self, change: Callable[[str], str]) -> Texts:
        """The column of what ``change`` makes of each cell."""
        return Texts.of(list(map(change, self))) if self.codes is None else self._changed(change)

    def _changed(self, change: Callable[[str], str]) -> Texts:
        assert self.codes is not None
        texts = [change(text) for text in self.values]
        made = Texts.joined(list(map(encoded, texts)), self.codes)
        made._known = texts  # as good as certain to be asked for
        return made

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self._find(text) >= 0

    def index(self, text: str, start: int = 0, stop: int | None = None) -> int:
        """The first cell that is ``text``. Raises ValueError."""
        found = self._find(text, start, len(self) if stop is None else stop)
        if found < 0:
            raise ValueError(f"{text!r} is not in the column")
        return found

    def _find(self, text: str, start: int = 0, stop: int | None = None) -> int:
        start, stop, _ = slice(start, stop).indices(len(self))
        if self.codes is None:
            return next((i for i in range(start, stop) if self[i] == text), -1)
        for code in (c for c, value in enumerate(self.values) if value == text):
            found = self.codes[start:stop] == code
            if found.any():
                return start + int(found.argmax())
        return -1

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        more = f", … {len(self) - 5} more" if len(self) > 5 else ""
        return f"Texts({', '.join(map(repr, self[:5]))}{more})"


class Book(dict[Any, int]):
    """Numbers for things, in the order in which they are first asked for."""

    def __missing__(self, key: Any) -> int:
        self[key] = number = len(self)
        return number
