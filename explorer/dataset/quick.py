"""A large flat table by columns: each different cell is read once, by the very functions that read
a row, and a row in which anything is to be told goes through ``flat`` itself."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import PurePath
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from explorer.common.coded import WORTH, Coded, once
from explorer.common.progress import Progress, told
from explorer.common.ranks import stretched
from explorer.common.records import dataclass
from explorer.common.texts import Book, Texts, encoded
from explorer.dataset.columns import at, first_places, lean, listed, recoded, shared
from explorer.dataset.distinct import blank, judged, kinds_of, numbers, stripped
from explorer.dataset.events import Names, named_apart
from explorer.dataset.flat import SEPARATORS, Flat, made_ids, parted_tags, slug, unused_words
from explorer.dataset.headings import ENOUGH, Samples, chosen
from explorer.dataset.index import all_differ, index_of
from explorer.dataset.log import Log, Place
from explorer.dataset.model import (
    CONFIDENCES,
    I64,
    Bool,
    Cited,
    Codes,
    Dataset,
    Events,
    Lists,
    Package,
)
from explorer.dataset.quick_dates import Dates, told_rewritten
from explorer.dataset.quick_order import by_time
from explorer.dataset.quick_sites import Countries, Placing, site_columns_of, swapped
from explorer.dataset.quick_sources import sources_of
from explorer.dataset.records import tied
from explorer.dataset.schema import CONFIDENCE_NAMES, EVENT_ENUMS, SITE_ENUMS
from explorer.dataset.values import AskError, NumberError, read_number, split
from explorer.files.quick import Columns, NotPlain, read_columns

LARGE: Final = 4 << 20
"""Bytes from which a table is read by columns."""
STEPS: Final = 40
TURN: Final = 500
"""Cells of several values that are read between two words of progress."""
RAW: Final = (
    "title", "title_zh", "label", "label_zh", "summary", "summary_zh", "note", "currency",
    "amount_qualifier",
)  # fmt: skip
"""Fields that are kept as they are written."""


def read_quick_table(log: Log, name: str, data: bytes, mark: str) -> Quick:
    """The events in a CSV table with the fingerprint ``mark``. Raises NotPlain where it is one
    for ``flat.read_flat_table``, and InputError."""
    if log.options.crs:
        raise NotPlain
    options = log.options
    table = read_columns(name, data, options.encoding, options.delimiter, log.progress)
    log.problems += table.problems
    log.progress("arranging", 0, STEPS)
    cells = _samples(table, log.progress)
    headings = chosen(name, table.columns, cells, options.map)
    reader = Flat(log, headings, unused=unused_words(log, headings, cells))
    return Quick(log, table, reader, mark)


def _samples(table: Columns, progress: Progress) -> Samples:
    """As ``headings.samples``."""
    found = {}
    for name, column in zip(table.columns, table.cells, strict=True):
        progress("arranging", 0, STEPS)
        rows = np.flatnonzero(~blank(column))[:ENOUGH]
        found[name] = [column[i] for i in rows.tolist()]
    return found


@dataclass(slots=True)
class _Fields:
    """The columns of a table by field; ``n`` rows."""

    n: int
    columns: dict[str, Texts]

    def __call__(self, name: str) -> Texts:
        return self.columns.get(name) or Texts.alike("", self.n)

    def trimmed(self, name: str) -> Texts:
        return stripped(self(name)) if name in self.columns else self(name)


class _Places(Sequence[Place]):
    """Where rows stand in the file."""

    def __init__(self, name: str, lines: npt.NDArray[np.int32]) -> None:
        self._name, self._lines = name, lines

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, i: Any) -> Any:
        return Place(self._name, int(self._lines[i]))


class Quick:
    """A table read; ``events`` are the rows used, in the order of the file."""

    def __init__(self, log: Log, table: Columns, reader: Flat, mark: str) -> None:
        self.log, self.table, self.reader, self.mark = log, table, reader, mark
        self._step = 0
        columns = dict(zip(table.columns, table.cells, strict=True))
        self.by_column = columns
        fields = {f: columns[c] for f, c in reader.headings.fields.items()}
        for name in ("organizations", "country"):
            self._wait()
            if name in fields:
                parted = self._telling(lambda text: text.translate(SEPARATORS))
                fields[name] = fields[name].map(parted)
        self._wait()
        if "tags" in fields:
            fields["tags"] = fields["tags"].map(self._telling(parted_tags))
        self._wait()
        self.fields = _Fields(len(table.lines), fields)
        self._judge()
        self._order()

    def _tick(self) -> None:
        self._step += 1
        self.log.progress("arranging", self._step, STEPS)

    def _wait(self) -> None:
        self.log.progress("arranging", self._step, STEPS)

    def _telling(self, change: Callable[[str], str]) -> Callable[[str], str]:
        """``change``; progress is told now and then."""
        calls = count(1)

        def changed(text: str) -> str:
            if next(calls) % TURN == 0:
                self._wait()
            return change(text)

        return changed

    def _some(self, numbers: I64) -> Iterator[int]:
        """All of them; progress is told now and then."""
        for k in range(0, len(numbers), TURN):
            self._wait()
            yield from numbers[k : k + TURN].tolist()

    def _judge(self) -> None:
        """Which rows are used; those in which anything is to be told go row by row."""
        log, f, n = self.log, self.fields, self.fields.n
        trouble = blank(f("title")) & blank(f("title_zh"))
        self._tick()
        parts, columns = self.reader.headings.parts, self.by_column
        self.dates = Dates.of(log, "date", f("date"), parts.get("date"), columns)
        self.ended = Dates.of(log, "ended", f("ended"), parts.get("ended"), columns)
        self._tick()
        trouble |= self.dates.bad_rows() | self.ended.bad_rows()
        self._wait()
        trouble |= self._crossed()
        self._tick()
        trouble |= self._sums()
        self._wait()
        for name, known in {**EVENT_ENUMS, "precision": SITE_ENUMS["precision"]}.items():
            trouble |= judged(f(name), partial(_unknown, known))
            self._wait()
        trouble |= judged(f("confidence"), lambda t: _unknown(CONFIDENCE_NAMES, t.lower()))
        self._tick()
        self.countries = Countries.of(log, f("country"))
        self._wait()
        trouble |= self.countries.unknown[self.countries.codes]
        trouble |= self._points()
        self._tick()
        kept = np.ones(n, np.bool_)
        doubtful = np.flatnonzero(trouble)
        rows = told(doubtful.tolist(), log.progress, "events.csv", len(doubtful))
        for r in rows:
            kept[r] = self._checked(r)
        told_rewritten(log, self.table, self.dates, self.ended, ~trouble)
        self.events: I64 = np.flatnonzero(kept)

    def _checked(self, r: int) -> bool:
        place = Place(self.table.name, int(self.table.lines[r]))
        cells = {name: column[r] for name, column in self.by_column.items()}
        found = self.reader.checked(place, cells, None)
        if found is not None:
            self.reader.sites_of(*found)
        return found is not None

    def _crossed(self) -> Bool:
        """Rows whose end has no start or is before it."""
        begun, over = self.dates.dated, self.ended.dated
        both = begun[self.dates.codes] & over[self.ended.codes]
        late = self.ended.spans[:, 3][self.ended.codes] <= self.dates.spans[:, 0][self.dates.codes]
        found: Bool = (both & late) | (over[self.ended.codes] & ~begun[self.dates.codes])
        return found

    def _sums(self) -> Bool:
        """Rows whose sums are no numbers, or not as many as there are currencies."""
        values, codes = kinds_of(self.fields("amount"))
        decimal = self.log.options.decimal
        first = np.full(len(values), np.nan)
        counts, bad = np.zeros(len(values), np.int64), np.zeros(len(values), np.bool_)
        for k, value in enumerate(values):
            if k % TURN == 0:
                self._wait()
            for text in split(value):
                counts[k] += 1
                try:
                    number = read_number(text, decimal)
                except (NumberError, AskError):
                    number, bad[k] = np.nan, True
                if counts[k] == 1:
                    first[k] = number
        self.amounts = first[codes]
        named, more = kinds_of(self.fields("currency"))
        currencies = np.array([len(split(value)) for value in named], np.int64)[more]
        found: Bool = bad[codes] | ((currencies > 1) & (currencies != counts[codes]))
        return found

    def _points(self) -> Bool:
        """Rows whose coordinates are none, or look swapped, or are not there for a precision
        that needs them."""
        f, progress = self.fields, self.log.progress
        decimal = self.log.options.decimal
        lon, bad_lon = numbers(f("lon"), decimal, progress)
        lat, bad_lat = numbers(f("lat"), decimal, progress)
        with np.errstate(invalid="ignore"):
            bad = bad_lon | bad_lat | (np.isnan(lon) != np.isnan(lat))
            bad |= (np.abs(lat) > 90) | (np.abs(lon) > 180)
        lon[bad], lat[bad] = np.nan, np.nan
        self._tick()
        self._tick()
        placing = Placing(lon, lat, self.countries, f("place"), f("place_zh"))
        placing.settle(self.log.gazetteer)
        self.placing = placing
        self._tick()
        exact = judged(f("precision"), lambda t: t.strip() in ("exact", "city"))
        bad |= exact & np.isnan(lon) & (placing.counts > 0)
        found: Bool = bad | swapped(self.log.gazetteer, lon, lat, placing.first_country())
        return found

    def _order(self) -> None:
        """Ids for all, then by start and id."""
        log, name, rows = self.log, self.table.name, self.events
        lines = self.table.lines[rows]
        places = _Places(name, lines)
        self._tick()
        ids = self._named(self.fields.trimmed("id").take(rows), rows, places)
        if len(rows) and not self.dates.dated[self.dates.codes[rows]].any():
            self.reader.warn_of_no_date(name)
        elif self.reader.unused:
            log.add("warning", Place(name, None), "", "", self.reader.unused)
        self._tick()
        codes = self.dates.codes[rows]
        self.order = by_time(self.dates.spans[codes, 0], ~self.dates.dated[codes], ids, self._tick)
        self._tick()
        self.ids = ids.take(self.order, self._wait)
        self.rows = rows[self.order]
        wanted = self.fields.trimmed("part_of").take(self.rows)
        self.parents = np.broadcast_to(np.int32(-1), len(rows))
        if not blank(wanted).all():
            sorted_places = _Places(name, self.table.lines[self.rows])
            found = tied(log, sorted_places, "part_of", wanted, index_of(self.ids))
            self.parents = np.array(found, np.int32)

    def _named(self, ids: Texts, rows: I64, places: Sequence[Place]) -> Texts:
        if ids.codes is not None:
            ids = Texts.joined(ids.cells(0, len(ids)))
        empty = blank(ids)
        self.made = made_ids(not empty.all())
        if not empty.any() and all_differ(ids):
            return ids
        named = list(ids)
        names = Names(named)
        title, title_zh = self.fields("title"), self.fields("title_zh")
        for i in np.flatnonzero(empty).tolist():
            r = int(rows[i])
            named[i] = names.free(slug(title[r] or title_zh[r]) or "event")
        named_apart(self.log, named, places)
        return Texts.joined(list(map(encoded, named)))

    def dataset(self) -> Dataset:
        """All of it, frozen; this is of no use then."""
        log, rows, order = self.log, self.rows, self.order
        self.by_column = {name: self.by_column[name] for name in self.reader.headings.extra}
        self.table.cells.clear()
        n = len(rows)
        self._tick()
        cited, sources = sources_of(self.reader, self.fields, self.events, self._wait)
        self._wait()
        lengths, values = cited
        at_order = listed(lengths[order], np.zeros(0, np.int32)).offsets
        places = np.repeat(
            (np.cumsum(lengths) - lengths)[order] - at_order[:-1], lengths[order]
        ) + np.arange(int(lengths.sum()))
        self._wait()
        citations = Cited(
            lean(np.repeat(np.arange(n, dtype=np.int32), lengths[order])),
            lean(values[places].astype(np.int32)),
        )
        self._tick()
        category = self._category()
        self._wait()
        organizations = self._organizations()
        self._tick()
        lines = self.table.lines[rows]
        sites, own = site_columns_of(
            self.placing, self.fields, self.events, order, self.ids, self.table.lines,
            log.gazetteer, lines, self._wait,
        )  # fmt: skip
        self._tick()
        events, tags = self._events(category, organizations, own, lines, citations, lengths[order])
        title = PurePath(self.table.name).stem
        return Dataset(
            package=Package(
                name=slug(title) or title, title=title, fingerprint=self.mark,
                origin=self.table.name, made=self.made,
            ),
            categories=tuple(self.reader.categories.values()),
            events=events,
            sites=sites,
            organizations=tuple(self.reader.organizations.values()),
            sources=sources,
            citations=citations,
            indicators=(),
            regions=(),
            tags=tags,
            gazetteer=log.gazetteer,
            problems=log.finish(),
        )  # fmt: skip

    def _category(self) -> Codes:
        values, codes = kinds_of(self.fields.trimmed("category"))
        used, first = first_places(codes[self.events], len(values))
        table = np.full(len(values), -1, np.int32)
        for k in self._some(used[np.argsort(first)]):
            key = self.reader.category(values[k])
            table[k] = list(self.reader.categories).index(key)
        return Codes(tuple(self.reader.categories), lean(table[codes[self.rows]]))

    def _organizations(self) -> Lists:
        values, codes = kinds_of(self.fields("organizations"))
        self._wait()
        used, first = first_places(codes[self.events], len(values))
        found: list[list[str]] = [[] for _ in values]
        self._wait()
        for k in self._some(used[np.argsort(first)]):
            names = dict.fromkeys(split(values[k]))
            found[k] = list(dict.fromkeys(map(self.reader.organization, names)))
        index = {o.id: i for i, o in enumerate(self.reader.organizations.values())}
        self._wait()
        numbered = [[index[o] for o in row] for row in found]
        self._wait()
        return _lists(numbered, codes[self.rows])

    def _tags(self) -> tuple[Lists, tuple[str, ...]]:
        values, codes = kinds_of(self.fields("tags"))
        codes = codes[self.rows]
        used, first = first_places(codes, len(values))
        book, found = Book(), [[] for _ in values]  # type: tuple[Book, list[list[int]]]
        for k in self._some(used[np.argsort(first)]):
            found[k] = [book[tag] for tag in dict.fromkeys(split(values[k]))]
        return _lists(found, codes), tuple(book)

    def _text(self, name: str) -> Texts:
        column = self.fields.columns.get(name)
        if column is None:
            return Texts.alike("", len(self.rows))
        self._tick()
        del self.fields.columns[name]  # each is let go once it is in order
        return column.take(self.rows, self._wait)

    def _events(
        self,
        category: Codes,
        organizations: Lists,
        sites: Lists,
        lines: npt.NDArray[np.int32],
        citations: Cited,
        cited: I64,
    ) -> tuple[Events, tuple[str, ...]]:
        rows, n = self.rows, len(self.rows)
        date = self.dates.texts(rows)
        self._wait()
        start_lo, start_hi, end_lo, end_hi, dated, interval = self._spans(date)
        texts: dict[str, Any] = {name: self._text(name) for name in RAW}
        for name, known in EVENT_ENUMS.items():
            values, codes = kinds_of(self.fields.trimmed(name))
            texts[name] = recoded(values, codes[rows], known)
            self._wait()
        levels, codes = kinds_of(self.fields.trimmed("confidence"))
        named = (CONFIDENCE_NAMES.get(level.lower(), "") for level in levels)
        level = at({c: i for i, c in enumerate(CONFIDENCES)}, named, len(levels)).astype(np.int8)
        self._wait()
        tags, tag_names = self._tags()
        amount_text = self._text("amount")
        events = Events(
            id=self.ids,
            **texts,
            amount_text=amount_text,
            date=date,
            ended=self.ended.texts(rows),
            category=category,
            confidence=lean(level[codes[rows]]),
            dated=dated,
            interval=interval,
            start_lo=start_lo,
            start_hi=start_hi,
            end_lo=end_lo,
            end_hi=end_hi,
            amount=_by_text(amount_text, [self.amounts[rows]])[0],
            organizations=organizations,
            tags=tags,
            part_of=lean(self.parents),
            sites=sites,
            citations=listed(cited, np.arange(len(citations), dtype=np.int32)),
            row=lines,
            extra={
                name: self.by_column.pop(name).take(rows, self._wait)
                for name in self.reader.headings.extra
            },
            extra_json=frozenset(),
        )
        assert len(events) == n
        self._wait()
        return events, tag_names

    def _spans(self, date: Texts) -> tuple[Any, ...]:
        """Of the rows in their order: the four bounds, whether dated, whether an interval."""
        first, last = self.dates.codes[self.rows], self.ended.codes[self.rows]
        start, end = self.dates.spans[first], self.ended.spans[last]
        dated = self.dates.dated[first]
        both = dated & self.ended.dated[last]
        bounds = [start[:, k].copy() for k in range(4)]
        bounds[1][both] = np.minimum(bounds[1], end[:, 3])[both]
        bounds[2][both] = np.maximum(end[:, 2], bounds[0])[both]
        bounds[3][both] = end[:, 3][both]
        interval = (self.dates.interval[first] & dated) | both
        self._wait()
        columns = _by_text(date, bounds) if not both.any() else once(*bounds)
        if columns[0] is bounds[0]:
            start_lo, start_hi = lean(bounds[0]), lean(bounds[1])
            columns = start_lo, start_hi, shared(bounds[2], start_lo), shared(bounds[3], start_hi)
        return *columns, lean(dated), lean(interval)


def _by_text(written: Texts, columns: Sequence[npt.NDArray[Any]]) -> Sequence[npt.NDArray[Any]]:
    """``columns``, each different number once where the texts are that they are ``written`` in;
    else as they are."""
    codes, k = written.codes, len(written.offsets) - 1
    if codes is None or k * WORTH > len(codes):
        return columns
    found = []
    for column in columns:
        values = np.zeros(k, column.dtype)
        values[codes] = column
        found.append(cast(npt.NDArray[Any], Coded(values, codes)))
    return found


def _unknown(known: Container[str], text: str) -> bool:
    return bool(text.strip()) and text.strip() not in known


def _lists(kinds: Sequence[Sequence[int]], codes: I64) -> Lists:
    """The column of lists whose row ``i`` is ``kinds[codes[i]]``."""
    lengths = np.fromiter(map(len, kinds), np.int64, len(kinds))
    flat = np.fromiter((v for row in kinds for v in row), np.int32, int(lengths.sum()))
    starts, own = (np.cumsum(lengths) - lengths)[codes], lengths[codes]
    return listed(own, flat[stretched(starts, own)])
