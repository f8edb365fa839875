"""Dates as EDTF (ISO 8601-2), each to a start span and an end span.

Levels 0 and 1; of level 2 the one-moment sets (``[a..b]``, ``[a,b]``), quarters, thirds and halves
of a year (33 to 41), long years (``Y-138E8``) and qualifiers within a date. Seasons are the
northern meteorological ones: 21 is March to May, 22 June to August, 23 September to November,
24 December of that year to February of the next.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY, from_civil, month_days, to_civil, to_iso_day
from explorer.dataset.forms import (
    MAX,
    MIN,
    DateError,
    Edge,
    Form,
    Interval,
    Moment,
    OneOf,
    Side,
    error,
    joined,
    read,
)

__all__ = [
    "MAX",
    "MIN",
    "DateError",
    "EdtfDate",
    "Span",
    "bounds",
    "certainly",
    "combine",
    "from_civil",
    "parse",
    "possibly",
    "to_civil",
    "to_iso_day",
]


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open [lo, hi) in int64 seconds since 1970, proleptic Gregorian, UTC.

    ``MIN`` and ``MAX`` mean unbounded; (MIN, MIN) is "since ever", (MAX, MAX) "without an end".
    """

    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """What a date says. ``start`` and ``end`` are equal for a date of one moment.

    Of an interval, ``start.lo <= end.lo`` and ``start.hi <= end.hi``: each edge of a span is
    reached by some reading.
    """

    text: str
    start: Span
    end: Span
    interval: bool
    uncertain: bool = False
    approximate: bool = False


_PLAIN: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@lru_cache(maxsize=1 << 16)
def parse(text: str) -> EdtfDate:
    """Read one EDTF date, white space around it allowed.

    ``a/b`` lasts from a moment in a to a moment in b; ``a/..`` goes on, end (MAX, MAX); ``a/``
    ends at an unknown time, end (a.lo, MAX); ``../b`` and ``/b`` in the same way. A set is one
    moment somewhere in its hull. ``?``, ``~``, ``%`` set the flags and widen nothing. Times
    without an offset are UTC; fractions of a second are dropped.

    Raises DateError, whose message names the text and the reason.
    """
    text = text.strip()
    if found := _PLAIN.fullmatch(text):
        span = _plain(*found.groups())
        if span:
            return EdtfDate(text, span, span, interval=False)
    form = read(text)
    uncertain, approximate = _flags(form)
    if not isinstance(form, Interval):
        span = _span(form)
        return EdtfDate(text, span, span, False, uncertain, approximate)
    start, end = _ends(form, text)
    return EdtfDate(text, start, end, True, uncertain, approximate)


def combine(date: EdtfDate, ended: EdtfDate) -> EdtfDate:
    """The date of an event that starts as ``date`` does and ends as ``ended`` does.

    Its text is the two joined by "/", which ``parse`` reads. Raises DateError when every reading
    of ``ended`` is before every reading of the start.
    """
    text = joined(date.text, ended.text)
    start, end = _ordered(date.start, ended.end, text)
    return EdtfDate(
        text,
        start,
        end,
        interval=True,
        uncertain=date.uncertain or ended.uncertain,
        approximate=date.approximate or ended.approximate,
    )


def possibly(date: EdtfDate, lo: int, hi: int) -> bool:
    """Whether some reading of ``date`` overlaps half-open [lo, hi), seconds, lo < hi.

    A reading is a pair (s, e) with s in ``start``, e in ``end`` and s <= e (s == e for a date of
    one moment); it fills every second from s to e, both included, and overlaps when s < hi and
    e >= lo. The reading that reaches furthest both ways is s = start.lo, e = end.hi - 1, which
    gives start.lo < hi and end.hi > lo. For one moment the same two say that [start.lo, start.hi)
    and [lo, hi) meet.
    """
    return date.start.lo < hi and date.end.hi > lo


def certainly(date: EdtfDate, lo: int, hi: int) -> bool:
    """Whether every reading of ``date`` overlaps half-open [lo, hi), seconds, lo < hi.

    Readings as in ``possibly``. The latest start is start.hi - 1 and the earliest end is end.lo;
    both occur in a reading, as start.hi <= end.hi and start.lo <= end.lo. So all overlap when
    start.hi - 1 < hi, that is start.hi <= hi, and end.lo >= lo. For one moment the same two say
    that its span lies within [lo, hi).
    """
    return date.start.hi <= hi and date.end.lo >= lo


def bounds(date: EdtfDate) -> tuple[int, int]:
    """Outer bounds, half-open seconds: the earliest start and the latest end of any reading."""
    return date.start.lo, date.end.hi


def _plain(years: str, months: str | None, days: str | None) -> Span | None:
    """The span of the commonest dates; None to have them read, or refused, in full."""
    year = int(years)
    if months is None:
        return Span(from_civil(year), from_civil(year + 1))
    month = int(months)
    if not 1 <= month <= 12:
        return None
    lo, length = from_civil(year, month), month_days(year, month)
    if days is None:
        return Span(lo, lo + length * DAY)
    day = int(days)
    return Span(lo + (day - 1) * DAY, lo + day * DAY) if 1 <= day <= length else None


def _span(form: Moment | OneOf) -> Span:
    if isinstance(form, Moment):
        return Span(form.lo, form.hi)
    lo = min(MIN if first is None else first.lo for first, _ in form.choices)
    hi = max(MAX if last is None else last.hi for _, last in form.choices)
    return Span(lo, hi)


def _ends(form: Interval, text: str) -> tuple[Span, Span]:
    left, right = form.left, form.right
    start = None if isinstance(left, Edge) else _span(left)
    end = None if isinstance(right, Edge) else _span(right)
    if start is None:
        latest = MAX if end is None else end.hi
        start = Span(MIN, MIN if left is Edge.OPEN else latest)
    if end is None:
        end = Span(MAX if right is Edge.OPEN else start.lo, MAX)
    return _ordered(start, end, text)


def _ordered(start: Span, end: Span, text: str) -> tuple[Span, Span]:
    """The spans without what only readings that end before they start would use."""
    if end.hi <= start.lo:
        raise error(text, "the end is before the start")
    return Span(start.lo, min(start.hi, end.hi)), Span(max(end.lo, start.lo), end.hi)


def _flags(form: Form | Side) -> tuple[bool, bool]:
    if isinstance(form, Moment):
        return form.uncertain, form.approximate
    parts: tuple[Form | Side, ...] = ()
    if isinstance(form, OneOf):
        parts = tuple(m for pair in form.choices for m in pair if m)
    elif isinstance(form, Interval):
        parts = (form.left, form.right)
    flags = [_flags(part) for part in parts]
    return any(u for u, _ in flags), any(a for _, a in flags)
