"""Masks of clauses that need nothing but the events' own columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from explorer.common.errors import UsageError
from explorer.dataset import edtf
from explorer.dataset.model import CONFIDENCES, Bool, Dataset, Events
from explorer.query.clauses import AtLeast, Picked, TimeRange, Values
from explorer.query.facets import Column

if TYPE_CHECKING:
    from explorer.query.health import Health


def time_mask(events: Events, clause: TimeRange) -> Bool:
    """(n,) dated events overlapping the half-open [start, end) in some or in every reading.

    Every event has two spans, [start_lo, start_hi) for its first and [end_lo, end_hi) for its
    last moment; it overlaps when it starts before ``end`` and ends at ``start`` or later. An
    empty range overlaps nothing.
    """
    if clause.start >= clause.end:
        return np.zeros(len(events), dtype=np.bool_)
    if clause.match == "certainly":
        inside = (events.start_hi <= clause.end) & (events.end_lo >= clause.start)
    else:
        inside = (events.start_lo < clause.end) & (events.end_hi > clause.start)
    return inside & events.dated


def values_mask(column: Column, clause: Values) -> Bool:
    """(n,) events that carry one of the values, or none of them with ``exclude``.

    No values at all means everything; ids that no event carries match nothing.
    """
    if not clause.values:
        return np.ones(column.n, dtype=np.bool_)
    wanted = np.zeros(len(column.values), dtype=np.bool_)
    wanted[[column.index[value] for value in clause.values if value in column.index]] = True
    mask = column.carrying(wanted)
    return ~mask if clause.exclude else mask


NUMBERS: Final = ("amount", "sources", "health")
"""The bounds that are numbers."""


def bound_mask(dataset: Dataset, clause: AtLeast) -> Bool:
    """(n,) events on the asked side of the bound; events without the value never match.

    A date is compared by the start, possibly: >= holds when the event could start at the date's
    first moment or later, <= when it could start before the date is over; as_of likewise, by when
    the newest source may have been published. Raises UsageError when the value cannot be read.
    """
    events = dataset.events
    if clause.field in NUMBERS:
        limit, values = number(clause.field, clause.value), _numbers(dataset, clause.field)
        # NaN, an event without an amount, is on neither side.
        return values <= limit if clause.at_most else values >= limit
    if clause.field == "confidence":
        level = confidence(clause.value)
        if clause.at_most:
            return (events.confidence >= 0) & (events.confidence <= level)
        return events.confidence >= level
    try:
        date = edtf.parse(clause.value)
    except edtf.DateError as error:
        raise UsageError(
            f"{clause.field}: “{clause.value}” is not an EDTF date: {error}"
        ) from error
    known, first, last = events.dated, events.start_lo, events.start_hi
    if clause.field == "as_of":
        found = _health(dataset)
        known, first, last = found.newest >= 0, found.known_lo, found.known_hi
    if clause.at_most:
        return known & (first < date.end.hi)
    # Nothing starts before an unbounded date, not even what has been there since ever.
    return known & ((last > date.start.lo) | (date.start.lo <= edtf.MIN))


def _numbers(dataset: Dataset, field: str) -> npt.NDArray[Any]:
    """(n,) what is compared with a number."""
    if field == "amount":
        return dataset.events.amount
    found = _health(dataset)
    return found.sources if field == "sources" else found.score


def _health(dataset: Dataset) -> Health:
    from explorer.query.health import health  # which nothing needs before it is asked for

    return health(dataset)


def number(field: str, text: str) -> float:
    """The number written in ``text``, for a bound of ``field``. Raises UsageError."""
    try:
        found = float(text)
    except ValueError:
        found = np.nan
    if not np.isfinite(found):
        raise UsageError(f"{field}: “{text}” is not a number, such as {_SUCH_AS[field]}")
    return found


_SUCH_AS: Final = {"amount": "1000000 or 1e9", "sources": "2", "health": "60"}


def confidence(text: str) -> int:
    """The code of a level of confidence. Raises UsageError."""
    if text not in CONFIDENCES:
        raise UsageError(f"confidence: “{text}” is not one of {', '.join(CONFIDENCES)}")
    return CONFIDENCES.index(text)


def picked_mask(dataset: Dataset, clause: Picked) -> Bool:
    """(n,) the events named, or all others with ``exclude``; unknown ids are passed over."""
    mask = np.zeros(len(dataset), dtype=np.bool_)
    index = dataset.event_index
    mask[[index[key] for key in clause.ids if key in index]] = True
    return ~mask if clause.exclude else mask
