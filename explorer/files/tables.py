"""Strict reading of CSV, exact about lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import field
from itertools import islice
from typing import Final

from explorer.common.errors import InputError, Need, OptionError
from explorer.common.problems import Problem
from explorer.common.progress import Progress, silent, told
from explorer.common.records import dataclass
from explorer.files.sniff import expect
from explorer.files.texts import PIECE, clean, decode, has_controls

csv.field_size_limit(2**31 - 1)

DELIMITERS: Final = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
RESTARTS: Final = 50  # lines with unbalanced quotes before the whole file is refused


@dataclass(slots=True)
class Table:
    """Rows that have as many cells as there are columns, each with its physical line (1 is
    the first line of the file; of a row over several lines, the first). A row of blank cells alone
    is none. ``count`` is the number of data rows met, ``rows`` plus the errors in ``problems``."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def dicts(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Line and cells by column, row after row."""
        columns = self.columns
        for line, cells in self.rows:
            yield line, dict(zip(columns, cells, strict=True))


def read_table(
    name: str,
    data: bytes,
    encoding: str = "",
    delimiter: str = "",
    progress: Progress = silent,
) -> Table:
    """The table in ``data``. ``name`` is for messages; ``delimiter`` is a character or one of
    DELIMITERS, '' meaning a comma; ``progress`` is told rows of all lines.

    Raises InputError when it is no table, or only with an option that the message names.
    """
    expect(name, data, "table", "a table")
    decoded = decode(name, data, encoding)
    mark = _delimiter(delimiter)
    records = _records(name, decoded.text, mark)
    header = next((r for r in records if r.error or not _blank(r.cells)), None)
    if header is None:
        raise InputError(f"{name} has no header line")
    if header.error:
        raise InputError(f"{name}, line {header.line}: the header cannot be read: {header.error}")
    if not delimiter:
        _refuse_other_delimiter(name, decoded.text, header)
    table = Table(name, ())
    if decoded.note:
        table.problems.append(
            Problem("fixed", name, None, "", "", "the file is not UTF-8", decoded.note)
        )
    table.columns = _header(table, header)
    lines = decoded.text.count("\n") or decoded.text.count("\r")
    records = told(records, progress, "rows", lines)
    _fill(table, records, has_controls(decoded.text), "\0" in decoded.text)
    _drop_nothing(table, header)
    return table


def _drop_nothing(table: Table, header: _Record) -> None:
    """Let columns go that have neither a name nor any content, as beside a spreadsheet's table."""
    for place in reversed(range(len(table.columns))):
        if header.cells[place].strip() or any(row[place].strip() for _, row in table.rows):
            continue
        fix = f"column {place + 1} is called {table.columns[place]}"
        table.problems = [p for p in table.problems if p.fix != fix]
        table.columns = table.columns[:place] + table.columns[place + 1 :]
        for _, row in table.rows:
            del row[place]


@dataclass(slots=True)
class _Record:
    """One record of a table, and the line it begins on."""

    line: int
    cells: list[str]
    error: str = ""


def _delimiter(text: str) -> str:
    mark = DELIMITERS.get(text.lower(), text) or ","
    if len(mark) != 1 or mark in '"\r\n\0 ':
        raise InputError(f"--delimiter {text}: give one character, or the word tab")
    return mark


def _records(name: str, text: str, delimiter: str) -> Iterator[_Record]:
    """Records with the line each begins on. A line whose quotes do not fit is given as an
    error, and reading goes on with the line after it, so that no other row is lost."""
    start, restarts = 1, 0
    lines = _lines(text)
    while True:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        before = 0
        try:
            for cells in reader:
                yield _Record(start + before, cells)
                before = reader.line_num
            return
        except csv.Error as error:
            bad = start + before
            restarts += 1
            if restarts > RESTARTS:
                raise InputError(
                    f"{name}, line {bad}: too many lines whose quotes do not fit"
                ) from None
            yield _Record(bad, [], _quote_words(str(error)))
            lines = islice(_lines(text), bad, None)
            start = bad + 1


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends (LF, CR LF or CR), taken from the text piece by piece: all at once
    would be a long call."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + PIECE) + 1 or text.find("\r", start + PIECE) + 1 or len(text)
        yield from io.StringIO(text[start:end], newline="")
        start = end


def _quote_words(error: str) -> str:
    if "unexpected end" in error:
        return "a quote is opened and never closed"
    if "expected after" in error:
        return "text follows a closing quote; double the quotes inside a cell"
    return error


def _refuse_other_delimiter(name: str, text: str, header: _Record) -> None:
    first = next(islice(_lines(text), header.line - 1, None)).rstrip("\r\n")
    for mark, words, option in (
        (";", "semicolons", "';'"),
        ("\t", "tabs", "tab"),
        ("|", "bars", "'|'"),
    ):
        if first.count(mark) + 1 > len(header.cells):
            why = f"seems to be parted by {words}, not commas"
            raise OptionError(
                f"{name} {why}: read it with --delimiter {option}",
                Need(f"--delimiter {option}", f"it {why}", "delimiter", mark),
            )


def _header(table: Table, header: _Record) -> tuple[str, ...]:
    """Column names, blank and doubled ones given new names (listed)."""
    taken: set[str] = set()
    given = {clean(cell).replace("\0", "").strip() for cell in header.cells}
    names = []
    for place, cell in enumerate(header.cells, start=1):
        name = base = clean(cell).replace("\0", "").strip()
        if not base:
            base, number = "column", place
            name = f"column_{place}"
        else:
            number = 1
        while name in taken or (name != base and name in given):
            number += 1
            name = f"{base}_{number}"
        if name != cell.strip():
            what = "a column has no name"
            if base in taken:
                what = "two columns have this name"
            elif cell.strip():
                what = "control characters in the name"
            table.problems.append(
                Problem(
                    "fixed",
                    table.name,
                    header.line,
                    cell.strip(),
                    cell.strip(),
                    what,
                    f"column {place} is called {name}",
                )
            )
        taken.add(name)
        names.append(name)
    return tuple(names)


def _fill(table: Table, records: Iterator[_Record], controls: bool, nuls: bool) -> None:
    width = len(table.columns)
    for record in records:
        cells = record.cells
        if not record.error and _blank(cells):
            continue  # it holds nothing, as under and beside a table in a spreadsheet
        table.count += 1
        if record.error:
            _error(table, record.line, "", "", record.error)
        elif len(cells) != width:
            long = "long" if len(cells) > width else "short"
            _error(
                table,
                record.line,
                "",
                "",
                f"the row is too {long}: {len(cells)} cells for {width} columns",
            )
        elif nuls and any("\0" in cell for cell in cells):
            place = next(i for i, cell in enumerate(cells) if "\0" in cell)
            value = cells[place].replace("\0", "\u2400")
            _error(table, record.line, table.columns[place], value, "the cell holds a NUL byte")
        else:
            table.rows.append((record.line, _cleaned(table, record) if controls else cells))


def _blank(cells: list[str]) -> bool:
    return not any(map(str.strip, cells))


def _error(table: Table, line: int, column: str, value: str, message: str) -> None:
    table.problems.append(Problem("error", table.name, line, column, clean(value), message))


def _cleaned(table: Table, record: _Record) -> list[str]:
    cells = []
    for column, cell in zip(table.columns, record.cells, strict=True):
        text = clean(cell)
        if text != cell:
            table.problems.append(
                Problem(
                    "fixed",
                    table.name,
                    record.line,
                    column,
                    text,
                    "the cell holds control characters",
                    "they were removed",
                )
            )
        cells.append(text)
    return cells
