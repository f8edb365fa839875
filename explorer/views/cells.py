"""The columns of the event table: what stands in a cell, and in which order events stand."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.model import CONFIDENCES, I32, I64, Bool, Codes, Dataset
from explorer.paint.fonts import clean
from explorer.query.labels import value_label
from explorer.query.report import guarded
from explorer.views.event_words import (
    amounts,
    category_words,
    country_words,
    listed,
    organization_words,
    place_words,
    when_words,
)
from explorer.views.words import word


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in pixels at first; ``shown``: among the usual columns."""

    key: str
    width: int
    shown: bool = True

    def name(self, lang: Lang) -> str:
        """Its heading."""
        return word(f"table_{self.key}", lang)


COLUMNS: Final = (
    Column("date", 176),
    Column("title", 300),
    Column("category", 112),
    Column("organizations", 150),
    Column("places", 165),
    Column("countries", 150, shown=False),
    Column("amount", 180),
    Column("status", 100),
    Column("confidence", 100),
    Column("sources", 84),
    Column("dispute", 96, shown=False),
    Column("tags", 150, shown=False),
    Column("id", 190, shown=False),
)
KEYS: Final = tuple(column.key for column in COLUMNS)

_RUN: Final = 100  # events that are worked on between two looks at the clock


def cell_text(data: Dataset, i: int, key: str, lang: Lang) -> str:
    """What the cell of event ``i`` in column ``key`` says, on one line; '' for nothing."""
    return clean(_cell(data, i, key, lang))


def _cell(data: Dataset, i: int, key: str, lang: Lang) -> str:
    events = data.events
    match key:
        case "date":
            return when_words(data, i, lang)
        case "title":
            return data.title(i, lang)
        case "category":
            return category_words(data, i, lang) if events.category.text(i) else ""
        case "organizations":
            return organization_words(data, i, lang)
        case "places":
            return place_words(data, i, lang) if len(events.sites.row(i)) else ""
        case "countries":
            return country_words(data, i, lang)
        case "amount":
            return next(iter(amounts(data, i, lang)), "")  # what it comes to is in the tooltip
        case "status" | "dispute":
            column: Codes = getattr(events, key)
            value = column.text(i)
            return value_label(data, key, value, lang) if value else ""
        case "confidence":
            level = int(events.confidence[i])
            return value_label(data, key, CONFIDENCES[level], lang) if level >= 0 else ""
        case "sources":
            return f"{len(events.citations.row(i)):,}"
        case "tags":
            return listed([data.tags[t] for t in events.tags.row(i).tolist()], lang)
    return events.id[i]


# Order


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Events in rising order, and those that have nothing to be ordered by, which stand last
    whichever way one sorts. Numbers, int32: orders are kept. ``rising``: whether those told are
    as the dataset has them."""

    told: I32
    empty: I32
    rising: bool = False

    def events(self, falling: bool) -> I64:
        """All events in this order or the other way round."""
        told = self.told[::-1] if falling else self.told
        return np.concatenate([told, self.empty], dtype=np.int64)

    def among(self, mask: Bool, falling: bool) -> I64:
        """Those of ``mask``, (n,), in this order or the other way round."""
        if self.rising:
            told = mask.copy()
            told[self.empty] = False
            found: I32 | I64 = np.flatnonzero(told)
        else:
            found = self.told[mask[self.told]]
        parts = [found[::-1] if falling else found, self.empty[mask[self.empty]]]
        return np.concatenate(parts, dtype=np.int64)


def order(data: Dataset, key: str, lang: Lang) -> Generator[None, None, Order]:
    """The order of all events by column ``key``, worked out a piece at a time."""
    events, n = data.events, len(data)
    if key == "date":
        return by_date(data)
    if key == "amount":
        return _by_number(events.amount, np.isnan(events.amount))
    if key == "sources":
        return _by_number(np.diff(events.citations.offsets), np.zeros(n, dtype=np.bool_))
    if key == "confidence":
        return _by_number(events.confidence, events.confidence < 0)
    if key in ("category", "status", "dispute"):
        column: Codes = getattr(events, key)
        names = [value_label(data, key, value, lang).casefold() for value in column.values]
        rank = np.empty(len(names) + 1, dtype=np.int64)
        rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
        return _by_number(rank[column.codes], column.codes < 0)
    return (yield from _by_text(data, key, lang))


def by_date(data: Dataset) -> Order:
    """The order that events stand in anyway."""
    found = _split(np.arange(len(data)), ~data.events.dated)
    return Order(found.told, found.empty, rising=True)


def _split(found: npt.NDArray[Any], empty: npt.NDArray[np.bool_]) -> Order:
    found = found.astype(np.int32)
    return Order(found[~empty[found]], found[empty[found]])


def _by_number(values: npt.NDArray[Any], empty: npt.NDArray[np.bool_]) -> Order:
    return _split(np.argsort(values, kind="stable"), empty)


def _by_text(data: Dataset, key: str, lang: Lang) -> Generator[None, None, Order]:
    """Runs that are sorted by themselves, then merged."""
    runs: list[list[tuple[str, int]]] = []
    empty: list[int] = []
    for first in range(0, len(data), _RUN):
        run: list[tuple[str, int]] = []
        for i in range(first, min(first + _RUN, len(data))):
            text = cell_text(data, i, key, lang).casefold()
            if text:
                run.append((text, i))
            else:
                empty.append(i)
        run.sort()
        runs.append(run)
        yield
    told = np.empty(len(data) - len(empty), dtype=np.int32)
    for k, (_, i) in enumerate(heapq.merge(*runs)):
        told[k] = i
        if k % _RUN == 0:
            yield
    return Order(told, np.array(empty, dtype=np.int32))


# Copying


def copied(data: Dataset, rows: I64, keys: Sequence[str], lang: Lang) -> Generator[None, None, str]:
    """Events as tab-separated lines under a heading, for a spreadsheet: no text in it becomes a
    formula; the first sum is a number, with its currency in a column of its own."""
    heads = [word(f"table_{key}", lang) for key in keys]
    if "amount" in keys:
        heads.insert(keys.index("amount") + 1, word("table_currency", lang))
    lines = ["\t".join(heads)]
    for k, i in enumerate(rows.tolist()):
        cells: list[str] = []
        for key in keys:
            if key == "amount":
                cells += _sum(data, i)
            else:
                cells.append(guarded(cell_text(data, i, key, lang)))
        lines.append("\t".join(cells))
        if k % _RUN == _RUN - 1:
            yield
    yield
    return "\n".join(lines) + "\n"


def _sum(data: Dataset, i: int) -> tuple[str, str]:
    """The first sum and its currency; text that is no number is guarded as text is."""
    text = clean(data.events.amount_text[i].partition(";")[0]).strip()
    currency = guarded(clean(data.events.currency[i].partition(";")[0]).strip())
    try:
        number = float(text)
    except ValueError:
        return guarded(text), currency
    return (text if np.isfinite(number) else guarded(text)), currency
