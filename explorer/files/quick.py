"""Large CSV tables to columns: what ``tables.read_table`` reads, without an object for each cell.

Separators are found for a piece of some megabytes at a time. What is rare is done row by row with
the functions of the careful way; what that way alone can tell (quotes that do not fit, another
encoding, CR line ends) is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.common.problems import Problem
from explorer.common.progress import Progress, silent
from explorer.common.records import dataclass
from explorer.common.texts import Texts, encoded
from explorer.files import tables
from explorer.files.cells import PADDING, Cells, Numbering
from explorer.files.sniff import expect, looks_utf16

I64 = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

PIECE: Final = 1 << 20
MANY: Final = 50_000
"""So many different cells make a column one without repeats, when most cells differ."""
NEWLINE, RETURN, QUOTE = 10, 13, 34
UTF8: Final = ("", "utf-8", "utf8", "utf-8-sig")
_WIDE: Final = (
    (b"\xc2", re.compile(rb"\xc2[\x80-\x9f]")),
    (b"\xef", re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")),
)
_SPACE: Final = np.isin(np.arange(256), (*range(33), 0xC2, 0xE1, 0xE2, 0xE3))
"""Bytes that white space begins with in UTF-8."""
_SHOWS: Final = re.compile(rb"[!-~]")
_ANY: Final = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]"
)
"""``texts.CONTROL`` in UTF-8, and NUL."""


class NotPlain(Exception):  # noqa: N818  no error
    """The table is one for the careful way."""


@dataclass(slots=True)
class Columns:
    """A table by columns: ``cells`` (n,) texts for each of ``columns``, ``lines`` (n,) int32 the
    physical line that each row begins on. Rows and problems are those of ``tables.Table``."""

    name: str
    columns: tuple[str, ...]
    lines: npt.NDArray[np.int32]
    cells: list[Texts]
    problems: list[Problem] = field(default_factory=list)


def read_columns(
    name: str, data: bytes, encoding: str = "", delimiter: str = "", progress: Progress = silent
) -> Columns:
    """The table in ``data``; arguments as of ``read_table``. ``progress`` is told rows of all
    lines, as events. Raises NotPlain, InputError."""
    expect(name, data, "table", "a table")
    mark = tables._delimiter(delimiter)
    if encoding.lower() not in UTF8 or looks_utf16(data) or not mark.isascii():
        raise NotPlain
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        raise NotPlain
    array = np.frombuffer(data, np.uint8)
    pieces = (array[k : k + PIECE] for k in range(0, len(data), PIECE))
    lines = sum(int(np.count_nonzero(piece == NEWLINE)) for piece in pieces)
    reader = _Reader(name, ord(mark), bool(delimiter))
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    for piece in _pieces(data, start, ord(mark)):
        progress("events.csv", reader.count, lines)
        reader.take(piece, lambda: progress("events.csv", reader.count, lines))
    return reader.finish(lambda: progress("arranging", 0, 0))


@dataclass(slots=True)
class _Piece:
    """Whole rows. Cell ``i`` is ``data[starts[i]:ends[i]]``, quotes included, and ``last`` are the
    cells that end a row. ``quotes`` and ``newlines`` are all places of these."""

    data: bytes
    starts: I64
    ends: I64
    last: I64
    quotes: I64
    newlines: I64


def _pieces(data: bytes, start: int, mark: int) -> Iterator[_Piece]:
    size = PIECE
    while start < len(data):
        end = min(start + size, len(data))
        piece = _parted(data[start:end], mark, end == len(data))
        if piece is None:
            size *= 2
            continue
        start += len(piece.data)
        size = PIECE
        yield piece


def _parted(data: bytes, mark: int, final: bool) -> _Piece | None:
    """The rows that ``data`` begins with; None when it holds no whole one. Quotes part it in what
    is outside and inside by turns. Raises NotPlain."""
    array = np.frombuffer(data, np.uint8)
    newline = array == NEWLINE
    hits = np.flatnonzero(newline | (array == mark))
    quotes = np.flatnonzero(array == QUOTE) if b'"' in data else np.zeros(0, np.int64)
    if len(quotes):
        turns = np.bincount(np.searchsorted(hits, quotes), minlength=len(hits) + 1)
        hits = hits[np.cumsum(turns)[: len(hits)] & 1 == 0]
    ends = newline[hits]
    if final and (len(data) != (hits[-1] + 1 if len(hits) and ends[-1] else 0)):
        if len(quotes) % 2:
            raise NotPlain
        hits, ends = np.append(hits, len(data)), np.append(ends, True)
    last = np.flatnonzero(ends)
    if not len(last):
        return None
    hits = hits[: int(last[-1]) + 1]
    cut = int(hits[-1]) + 1
    starts = np.concatenate([[0], hits[:-1] + 1])
    newlines = np.flatnonzero(newline[:cut]) if len(quotes) else hits[last]
    newlines = newlines[newlines < len(data)]  # the last row may end with the file
    return _Piece(data[:cut], starts, hits, last, quotes[quotes < cut], newlines)


class _Column:
    """Cells as they come: numbered while they repeat, else one after the other."""

    def __init__(self) -> None:
        self.book: Numbering | None = Numbering()
        self.codes: list[npt.NDArray[np.uint32]] = []
        self.data: list[bytes] = []
        self.lengths: list[npt.NDArray[np.uint32]] = []
        self.n = 0

    def add(self, cells: Cells) -> None:
        self.n += len(cells.starts)
        if self.book is None:
            self.lengths.append((cells.ends - cells.starts).astype(np.uint32))
            self.data.append(cells.joined())
            return
        self.codes.append(self.book.of(cells))
        if len(self.book) > MANY and len(self.book) * 2 > self.n:
            self._part()

    def _part(self) -> None:
        assert self.book is not None
        known = list(self.book.book)
        self.book = None
        for codes in self.codes:
            cells = list(map(known.__getitem__, codes.tolist()))
            self.lengths.append(np.fromiter(map(len, cells), np.uint32, len(cells)))
            self.data.append(b"".join(cells))
        self.codes.clear()

    def texts(self) -> Texts:
        """The column; this one is empty then."""
        if self.book is not None and len(self.book) * 2 > self.n:
            self._part()
        if self.book is not None:
            codes = np.concatenate([np.zeros(0, np.uint32), *self.codes])
            return Texts.coded(list(self.book.book), codes)
        offsets = np.zeros(self.n + 1, np.int64)
        np.cumsum(np.concatenate([np.zeros(0, np.uint32), *self.lengths]), out=offsets[1:])
        data = b"".join(self.data)
        self.data.clear()
        return Texts(data, offsets)


class _Reader:
    """Pieces one after the other to columns."""

    def __init__(self, name: str, mark: int, chosen: bool) -> None:
        self.table = tables.Table(name, ())
        self.mark, self.chosen = mark, chosen
        self.header: tables._Record | None = None
        self.columns: list[_Column] = []
        self.lines: list[npt.NDArray[np.int32]] = []
        self.line = 1
        self.count = 0

    def take(self, piece: _Piece, tick: Callable[[], None]) -> None:
        """Read the rows of ``piece``. Raises NotPlain, InputError; ``tick`` may raise."""
        if b"\r" in piece.data and piece.data.count(b"\r") != piece.data.count(b"\r\n"):
            raise NotPlain
        if not piece.data.isascii():
            try:
                piece.data.decode("utf-8")
            except UnicodeDecodeError:
                raise NotPlain from None
        rows = _Rows(piece, self.line)
        self.line += len(piece.newlines)
        first = 0 if self.header else self._head(rows)
        if self.header is None or first == len(rows.first):
            return
        rows.drop_before(first)
        good = self._good(rows)
        self.count += len(good)
        self.lines.append(rows.lines[good].astype(np.int32))
        tick()
        for k, column in enumerate(self.columns):
            column.add(rows.column(k, good))
            if k % 4 == 3:
                tick()

    def _head(self, rows: _Rows) -> int:
        """The row after the header; all rows when none is one."""
        for r in range(len(rows.first)):
            cells = rows.texts(r)
            if not tables._blank(cells):
                self.header = tables._Record(int(rows.lines[r]), cells)
                if not self.chosen:
                    line = rows.raw(r).decode("utf-8")
                    tables._refuse_other_delimiter(self.table.name, line, tables._Record(1, cells))
                self.table.columns = tables._header(self.table, self.header)
                self.columns = [_Column() for _ in self.table.columns]
                return r + 1
        return len(rows.first)

    def _good(self, rows: _Rows) -> I64:
        """Which rows are used; the others are listed, but for blank ones."""
        width = len(self.columns)
        use = rows.widths == width
        blank = np.zeros(len(use), np.bool_)
        for r in rows.maybe_blank():
            blank[r] = rows.blank(r, self.mark)
        use &= ~blank
        for r in np.flatnonzero(~use & ~blank).tolist():
            n, line = int(rows.widths[r]), int(rows.lines[r])
            what = f"too {'long' if n > width else 'short'}: {n} cells for {width} columns"
            tables._error(self.table, line, "", "", f"the row is {what}")
        for r in rows.with_controls():
            if use[r]:
                use[r] = self._cleaned(rows, r)
        return np.flatnonzero(use)

    def _cleaned(self, rows: _Rows, r: int) -> bool:
        """Take control characters out of a row; False for one with a NUL, which is refused."""
        record = tables._Record(int(rows.lines[r]), rows.texts(r))
        table = tables.Table(self.table.name, self.table.columns, problems=self.table.problems)
        tables._fill(table, iter([record]), True, True)
        for _, cells in table.rows:
            for k, cell in enumerate(cells):
                rows.instead[k, r] = encoded(cell)
        return bool(table.rows)

    def finish(self, tick: Callable[[], None]) -> Columns:
        """The table. Raises NotPlain when it has no header."""
        if self.header is None:
            raise NotPlain
        lines = np.concatenate([np.zeros(0, np.int32), *self.lines])
        cells = []
        while self.columns:
            tick()
            cells.append(self.columns.pop(0).texts())
        table = self.table
        for place in reversed(range(len(cells))):
            named = self.header.cells[place].strip()
            if not named and not any(map(str.strip, cells[place].values)):
                fix = f"column {place + 1} is called {table.columns[place]}"
                table.problems = [p for p in table.problems if p.fix != fix]
                table.columns = table.columns[:place] + table.columns[place + 1 :]
                del cells[place]
        return Columns(table.name, table.columns, lines, cells, table.problems)


class _Rows:
    """The rows of a piece: ``first`` cell, number of cells and line of each."""

    def __init__(self, piece: _Piece, line: int) -> None:
        self.data = piece.data
        self.starts, self.ends = piece.starts, piece.ends.copy()
        self.padded = self.data + PADDING
        self._newlines = piece.newlines
        self.array = np.frombuffer(self.padded, np.uint8)
        self.first = np.concatenate([[0], piece.last[:-1] + 1])
        self.widths = piece.last - self.first + 1
        begun = self.starts[self.first]
        self.lines = line + np.searchsorted(piece.newlines, begun)
        last = self.ends[piece.last]
        returned = (last > self.starts[piece.last]) & (self.array[last - 1] == RETURN)
        self.ends[piece.last] = last - returned
        self.instead: dict[tuple[int, int], bytes] = {}
        self._doubled: dict[int, bytes] = {}
        self._settled: dict[int, list[tuple[int, bytes]]] | None = None
        if len(piece.quotes):
            self._unquote(piece.quotes)

    def _unquote(self, quotes: I64) -> None:
        """Leave the quotes around cells out, and those within single. Raises NotPlain when they
        do not fit."""
        cells, counts = np.unique(np.searchsorted(self.ends, quotes), return_counts=True)
        starts, ends = self.starts[cells], self.ends[cells]
        fit = (counts % 2 == 0) & (ends - starts > 1)
        if not fit.all() or (self.array[starts] != QUOTE).any():
            raise NotPlain
        if (self.array[ends - 1] != QUOTE).any():
            raise NotPlain
        self.starts[cells] += 1
        self.ends[cells] -= 1
        for cell in cells[counts > 2].tolist():
            text = self.data[int(self.starts[cell]) : int(self.ends[cell])]
            parts = text.split(b'""')
            if any(b'"' in part for part in parts):
                raise NotPlain
            self._doubled[cell] = b'"'.join(parts)

    def drop_before(self, r: int) -> None:
        """Forget the first ``r`` rows."""
        self.first, self.widths, self.lines = self.first[r:], self.widths[r:], self.lines[r:]

    def raw(self, r: int) -> bytes:
        """A row as it stands in the file, but for quotes at its two ends."""
        first = int(self.first[r])
        last = first + int(self.widths[r]) - 1
        return self.data[int(self.starts[first]) : int(self.ends[last])]

    def texts(self, r: int) -> list[str]:
        """The cells of a row."""
        first = int(self.first[r])
        return [self._cell(c).decode("utf-8") for c in range(first, first + int(self.widths[r]))]

    def _cell(self, c: int) -> bytes:
        doubled = self._doubled.get(c)
        return self.data[int(self.starts[c]) : int(self.ends[c])] if doubled is None else doubled

    def maybe_blank(self) -> list[int]:
        """Rows whose first cell is empty or begins as white space does."""
        starts = self.starts[self.first]
        empty = starts >= self.ends[self.first]
        sign = self.array[starts]
        rows: list[int] = np.flatnonzero(empty | _SPACE[sign]).tolist()
        return rows

    def blank(self, r: int, mark: int) -> bool:
        """Whether no cell of a row holds anything."""
        if _SHOWS.search(self.raw(r).translate(None, bytes((mark, QUOTE)))):
            return False
        return tables._blank(self.texts(r))

    def with_controls(self) -> list[int]:
        """Rows in which control characters stand, or a NUL."""
        data, array = self.data, self.array[: len(self.data)]
        low = int(np.count_nonzero(array < 32)) - len(self._newlines)
        if low:
            low -= data.count(b"\t") + data.count(b"\r")
        plain = low == 0 and b"\x7f" not in data
        if plain and not any(lead in data and wide.search(data) for lead, wide in _WIDE):
            return []
        places = np.array([m.start() for m in _ANY.finditer(data)], np.int64)
        rows = np.searchsorted(self.starts[self.first], places, side="right") - 1
        found: list[int] = np.unique(rows[rows >= 0]).tolist()
        return found

    def column(self, k: int, good: I64) -> Cells:
        """Cell ``k`` of each of the rows ``good``."""
        n, width = len(good), len(self.starts) // max(len(self.first), 1)
        if n * width == len(self.starts) and (self.widths == width).all():
            found = Cells(self.padded, self.starts[k::width], self.ends[k::width])
        else:
            cells = self.first[good] + k
            found = Cells(self.padded, self.starts[cells], self.ends[cells])
        others = self._others(good).get(k)
        return found.changed(others) if others else found

    def _others(self, good: I64) -> dict[int, list[tuple[int, bytes]]]:
        """By column, the cells that are not as in the file: place among ``good``, text."""
        if self._settled is None:
            self._settled = {}
            cells = np.array(list(self._doubled), np.int64)
            rows = np.searchsorted(self.first, cells, side="right") - 1
            columns = (cells - self.first[rows]).tolist() if len(cells) else []
            own = zip(columns, rows.tolist(), strict=True)
            every = dict(zip(own, self._doubled.values(), strict=True)) | self.instead
            places = {r: i for i, r in enumerate(good.tolist())} if every else {}
            for (k, r), text in every.items():
                if r in places:
                    self._settled.setdefault(k, []).append((places[r], text))
        return self._settled
