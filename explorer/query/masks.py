"""Masks of clauses that need nothing but the events' own columns."""

from __future__ import annotations

import numpy as np

from explorer.common.errors import UsageError
from explorer.dataset import edtf
from explorer.dataset.model import CONFIDENCES, Bool, Dataset, Events
from explorer.query.clauses import AtLeast, Picked, TimeRange, Values
from explorer.query.facets import Column


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


def bound_mask(events: Events, clause: AtLeast) -> Bool:
    """(n,) events on the asked side of the bound; events without the value never match.

    A date is compared by the start, possibly: >= holds when the event could start at the date's
    first moment or later, <= when it could start before the date is over. Raises UsageError when
    the value cannot be read.
    """
    if clause.field == "amount":
        limit = amount(clause.value)
        # NaN, an event without an amount, is on neither side.
        return events.amount <= limit if clause.at_most else events.amount >= limit
    if clause.field == "confidence":
        level = confidence(clause.value)
        if clause.at_most:
            return (events.confidence >= 0) & (events.confidence <= level)
        return events.confidence >= level
    try:
        date = edtf.parse(clause.value)
    except edtf.DateError as error:
        raise UsageError(f"date: “{clause.value}” is not an EDTF date: {error}") from error
    if clause.at_most:
        return events.dated & (events.start_lo < date.end.hi)
    # Nothing starts before an unbounded date, not even what has been there since ever.
    return events.dated & ((events.start_hi > date.start.lo) | (date.start.lo <= edtf.MIN))


def amount(text: str) -> float:
    """The number written in ``text``. Raises UsageError."""
    try:
        number = float(text)
    except ValueError:
        number = np.nan
    if not np.isfinite(number):
        raise UsageError(f"amount: “{text}” is not a number, such as 1000000 or 1e9")
    return number


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
