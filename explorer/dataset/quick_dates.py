"""Dates of a large table: each text read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import numpy as np

from explorer.common.records import dataclass
from explorer.common.texts import Texts, encoded
from explorer.dataset.distinct import kinds_of, tuples_of
from explorer.dataset.edtf import DateError
from explorer.dataset.log import Log, Place, RowError
from explorer.dataset.model import I64, Bool
from explorer.dataset.parted import Parts, part_date
from explorer.dataset.values import AskError, order_in, read_date
from explorer.files.quick import Columns


@dataclass(slots=True)
class Dates:
    """The different texts of one field, and ``codes`` (n,) which each row has.

    Of each text: ``spans`` (k, 4) start and end, ``dated``, ``interval``; ``bad`` where it can't
    be read or something else is to be told of it; ``shown``, what it is as EDTF; ``given``, the
    text as it is read, which is another where it was ``rewritten``.
    """

    where: str
    codes: I64
    given: list[str]
    shown: list[str]
    spans: I64
    dated: Bool
    interval: Bool
    bad: Bool

    @classmethod
    def of(
        cls,
        log: Log,
        where: str,
        column: Texts,
        parts: Parts | None,
        columns: Mapping[str, Texts],
    ) -> Dates:
        """Those of ``column``, or put together from ``parts``."""
        if parts is None:
            given, codes = kinds_of(column)
            bad = np.zeros(len(given), np.bool_)
        else:
            given, codes, bad = _put_together(log, where, parts, columns)
        k = len(given)
        found = cls(
            where, codes, [text.strip() for text in given], [""] * k, np.zeros((k, 4), np.int64),
            np.zeros(k, np.bool_), np.zeros(k, np.bool_), bad,
        )  # fmt: skip
        for i, text in enumerate(found.given):
            if i % 500 == 0:
                log.progress("arranging", 0, 0)
            if text:
                found._read(i, text, log.options.date_order)
        return found

    def _read(self, i: int, text: str, order: str) -> None:
        try:
            date = read_date(text, order)
        except (DateError, AskError):
            self.bad[i] = True
            return
        start, end = date.start, date.end
        self.spans[i] = start.lo, start.hi, end.lo, end.hi
        self.dated[i], self.interval[i], self.shown[i] = True, date.interval, date.text

    def bad_rows(self) -> Bool:
        """(n,) rows in which something is to be told of the date."""
        return self.bad[self.codes]

    @property
    def rewritten(self) -> Bool:
        """Texts that were in another notation."""
        pairs = zip(self.given, self.shown, self.dated.tolist(), strict=True)
        return np.fromiter((d and a != b for a, b, d in pairs), np.bool_, len(self.given))

    def texts(self, rows: I64) -> Texts:
        """The dates of ``rows`` as EDTF."""
        column = Texts.coded(list(map(encoded, self.shown)), self.codes[rows])
        return column if len(self.given) * 2 <= len(rows) else Texts.of(list(column))


def _put_together(
    log: Log, where: str, parts: Parts, columns: Mapping[str, Texts]
) -> tuple[list[str], I64, Bool]:
    """The dates in several columns, one for each different row of these; bad ones are those of
    which anything is told."""
    names = [name for name in parts if name]
    rows, codes = tuples_of([columns[name] for name in names])
    texts, bad = [], np.zeros(len(rows), np.bool_)
    for i, cells in enumerate(rows):
        aside = Log(log.options, log.gazetteer)
        try:
            text = part_date(
                aside, Place("", 1), where, dict(zip(names, cells, strict=True)), parts
            )
        except RowError:
            text, bad[i] = "", True
        bad[i] |= _told(aside)
        texts.append(text)
    return texts, codes, bad


def _told(log: Log) -> bool:
    """Whether anything was noted."""
    kept = ("options", "gazetteer", "single", "progress")
    return any(getattr(log, f.name) for f in fields(log) if f.name not in kept)


def told_rewritten(log: Log, table: Columns, dates: Dates, ended: Dates, quiet: Bool) -> None:
    """Note dates in another notation in the rows ``quiet``, of which nothing else was told, beside
    those that are noted already."""
    for column in (dates, ended):
        key = (table.name, column.where)
        rewritten = column.rewritten
        rows = np.flatnonzero(quiet & rewritten[column.codes])
        note = log._rewritten.pop(key, None)
        if len(rows):
            for i in np.unique(column.codes[rows]).tolist():
                if order := order_in(column.given[i]):
                    log._orders.setdefault(key, set()).add(order)
            first = int(rows[0])
            place, i = Place(table.name, int(table.lines[first])), int(column.codes[first])
            text, shown = column.given[i], column.shown[i]
            count = len(rows)
            if note is not None:
                count += int(str(note[0]))
                known = note[1]
                assert isinstance(known, Place)
                if (known.line or 0) < (place.line or 0):
                    place, text, shown = known, str(note[3]), str(note[4])
            note = [count, place, column.where, text, shown]
        if note is not None:
            log._rewritten[key] = note
