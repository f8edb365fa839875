"""Rows of events, from whatever table, to columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from typing import Final

import numpy as np

from explorer.common.records import dataclass
from explorer.common.texts import Texts
from explorer.common.turns import ordered
from explorer.dataset.columns import codes, fixed_codes, lean, lists, shared
from explorer.dataset.edtf import DateError, EdtfDate, combine
from explorer.dataset.log import Log, Place, RowError
from explorer.dataset.model import CONFIDENCES, Category, Events
from explorer.dataset.schema import CONFIDENCE_NAMES, EVENT_ENUMS
from explorer.dataset.values import AskError, split

NAN: Final = float("nan")


@dataclass(slots=True)
class EventRow:
    """One event read. ``cells`` holds the text fields as written, ``date`` the whole extent
    with ``ended`` taken in; ``date_text``, ``ended_text`` are EDTF. ``organizations`` are ids."""

    place: Place
    id: str
    cells: Mapping[str, str]
    category: str
    date: EdtfDate | None
    date_text: str
    ended_text: str
    amount: float
    confidence: str
    organizations: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    extra: Mapping[str, str] = field(default_factory=dict)


def read_event(log: Log, place: Place, cells: Mapping[str, str]) -> EventRow:
    """An event from the text of its fields. Raises RowError."""
    get = cells.get
    if not get("title", "").strip() and not get("title_zh", "").strip():
        raise RowError("title", "", "the event has no title")
    date_text, ended_text = get("date", "").strip(), get("ended", "").strip()
    date, date_text, ended_text = _extent(log, place, date_text, ended_text)
    amount = _amount(log, place, get("amount", ""), get("currency", ""))
    for name, known in EVENT_ENUMS.items():
        log.enum(place, name, get(name, "").strip(), known)
    return EventRow(
        place,
        get("id", "").strip(),
        cells,
        get("category", "").strip(),
        date,
        date_text,
        ended_text,
        amount,
        _confidence(log, place, get("confidence", "").strip()),
        list(dict.fromkeys(split(get("organizations", "")))),
        list(dict.fromkeys(split(get("tags", "")))),
    )


def _extent(
    log: Log, place: Place, date_text: str, ended_text: str
) -> tuple[EdtfDate | None, str, str]:
    """The whole extent, and both texts as EDTF. Raises RowError."""
    start = log.date(place, "date", date_text) if date_text else None
    end = log.date(place, "ended", ended_text) if ended_text else None
    if start is None:
        if end is not None:
            log.add(
                "warning", place, "ended", ended_text,
                "an end without a start is kept but not drawn",
            )  # fmt: skip
        return None, "", end.text if end else ""
    if end is None:
        return start, start.text, ""
    try:
        whole = combine(start, end)
    except DateError:
        raise RowError("ended", ended_text, f"the end is before the start ({date_text})") from None
    return whole, start.text, end.text


def _amount(log: Log, place: Place, cell: str, currency: str) -> float:
    """The first sum, NaN when there is none or (with a warning) it is no number."""
    sums = split(cell)
    values = []
    for text in sums:
        try:
            values.append(log.number("amount", text))
        except RowError as error:
            if isinstance(error.__cause__, AskError):
                raise
            log.add("warning", place, "amount", text, f"{error.message}; it is kept as text")
            values.append(NAN)
    currencies = split(currency)
    if len(currencies) > 1 and len(currencies) != len(sums):
        log.add("warning", place, "currency", currency, "there are not as many sums as currencies")
    return values[0] if values else NAN


def _confidence(log: Log, place: Place, text: str) -> str:
    level = CONFIDENCE_NAMES.get(text.lower(), "")
    if text and not level:
        log.add(
            "fixed", place, "confidence", text, "confidence is high, medium or low",
            "read as not given",
        )  # fmt: skip
    return level


def part_ids(log: Log, rows: Sequence[EventRow]) -> None:
    """Give an id to rows without one, and a new one to all but the first of those that share
    one (both listed)."""
    ids = [row.id for row in rows]
    named_apart(log, ids, [row.place for row in rows])
    for row, name in zip(rows, ids, strict=True):
        row.id = name


def named_apart(log: Log, ids: list[str], places: Sequence[Place]) -> None:
    """As ``part_ids``, of the ids alone, which are changed in place."""
    names = Names(ids)
    seen: set[str] = set()
    for i, old in enumerate(ids):
        if not old:
            ids[i] = names.free(f"line-{places[i].line}")
            log.add("fixed", places[i], "id", "", "the event has no id", f"it is called {ids[i]}")
        elif old in seen:
            ids[i] = names.free(old)
            log.add(
                "fixed", places[i], "id", old, "two events have this id",
                f"this one is called {ids[i]}",
            )  # fmt: skip
        seen.add(ids[i])


class Names:
    """Names that are taken, and new ones."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)
        self._last: dict[str, int] = {}

    def free(self, base: str) -> str:
        """What ``free_id`` gives; it is taken then. Where many want the same, none of the numbers
        that were tried are tried again."""
        number = self._last.get(base, 1)
        name = base if number == 1 else f"{base}-{number}"
        while name in self.taken:
            number += 1
            name = f"{base}-{number}"
        self._last[base] = number
        self.taken.add(name)
        return name


def free_id(base: str, taken: set[str]) -> str:
    """``base``, or with a number where that is taken already."""
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def sorted_events(rows: Sequence[EventRow]) -> list[EventRow]:
    """By start, then id; undated ones last."""
    n = len(rows)
    undated = np.fromiter((row.date is None for row in rows), np.bool_, n)
    starts = np.fromiter((row.date.start.lo if row.date else 0 for row in rows), np.int64, n)
    order = np.lexsort((starts, undated))
    starts, undated = starts[order], undated[order]
    parted = (starts[1:] != starts[:-1]) | (undated[1:] != undated[:-1])
    edges = [0, *(np.flatnonzero(parted) + 1).tolist(), n]
    found: list[EventRow] = []
    for first, last in pairwise(edges):
        same = [rows[i] for i in order[first:last].tolist()]
        found += ordered(same, key=_id) if len(same) > 1 else same
    return found


def _id(row: EventRow) -> str:
    return row.id


def event_columns(
    rows: Sequence[EventRow],
    categories: Sequence[Category],
    organizations: Mapping[str, int],
    tags: Mapping[str, int],
    parents: Sequence[int],
    sites: Sequence[Sequence[int]],
    citations: Sequence[Sequence[int]],
    extra_names: Sequence[str],
    extra_json: frozenset[str] = frozenset(),
) -> Events:
    """Columns of ``rows``, which are in their final order; ``parents``, ``sites`` and
    ``citations`` are parallel to them."""

    def text(name: str) -> Texts:
        return Texts.of([row.cells.get(name, "") for row in rows])

    def enum(name: str) -> list[str]:
        return [row.cells.get(name, "").strip() for row in rows]

    n = len(rows)
    spans = np.zeros((n, 4), np.int64)
    for i, row in enumerate(rows):
        if row.date is not None:
            start, end = row.date.start, row.date.end
            spans[i] = start.lo, start.hi, end.lo, end.hi
    start_lo, start_hi = spans[:, 0].copy(), spans[:, 1].copy()
    levels = {level: i for i, level in enumerate(CONFIDENCES)}
    coded = {name: codes(enum(name), known) for name, known in EVENT_ENUMS.items()}
    return Events(
        id=Texts.of([row.id for row in rows]),
        title=text("title"),
        title_zh=text("title_zh"),
        label=text("label"),
        label_zh=text("label_zh"),
        summary=text("summary"),
        summary_zh=text("summary_zh"),
        note=text("note"),
        date=Texts.of([row.date_text for row in rows]),
        ended=Texts.of([row.ended_text for row in rows]),
        category=fixed_codes([row.category for row in rows], [c.id for c in categories]),
        **coded,
        confidence=lean(np.fromiter((levels.get(row.confidence, -1) for row in rows), np.int8, n)),
        dated=np.fromiter((row.date is not None for row in rows), np.bool_, n),
        interval=np.fromiter(
            (row.date is not None and row.date.interval for row in rows), np.bool_, n
        ),
        start_lo=start_lo,
        start_hi=start_hi,
        end_lo=shared(spans[:, 2].copy(), start_lo),
        end_hi=shared(spans[:, 3].copy(), start_hi),
        amount=lean(np.fromiter((row.amount for row in rows), np.float64, n)),
        amount_text=text("amount"),
        currency=text("currency"),
        amount_qualifier=text("amount_qualifier"),
        organizations=lists([[organizations[o] for o in row.organizations] for row in rows]),
        tags=lists([[tags[t] for t in row.tags] for row in rows]),
        part_of=lean(np.asarray(parents, np.int32).reshape(n)),
        sites=lists(sites),
        citations=lists(citations),
        row=np.fromiter((row.place.line or 0 for row in rows), np.int32, n),
        extra={name: Texts.of([row.extra.get(name, "") for row in rows]) for name in extra_names},
        extra_json=extra_json,
    )
