"""Dates as people type them, and as they are offered for typing."""

from __future__ import annotations

from typing import Final

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY
from explorer.dataset.edtf import MAX, MIN, DateError, EdtfDate, to_civil
from explorer.dataset.values import AskError, read_date
from explorer.query.clauses import Match, TimeRange
from explorer.query.words import time_text
from explorer.views.words import word

_TODAY: Final = frozenset({"today", "now", "今天", "今日"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """What can't be used: ``field`` 0 is the first one, 1 the second."""

    field: int
    message: str


def typed_date(text: str, lang: Lang, today: int | None = None, field: int = 0) -> EdtfDate | Wrong:
    """EDTF, a date in plain words or figures, or "today"."""
    text = text.strip()
    if text.casefold() in _TODAY and today is not None:
        year, month, day, *_ = to_civil(today)
        text = f"{year:04}-{month:02}-{day:02}"
    try:
        return read_date(text)
    except AskError:
        return Wrong(field, word("time_two_ways", lang, text=text))
    except DateError:
        return Wrong(field, word("time_no_date", lang, text=text))


def typed_range(
    first: str,
    last: str,
    match: Match,
    lang: Lang,
    today: int | None = None,
    view: str = "timeline",
) -> TimeRange | Wrong:
    """From the earliest reading of ``first`` to the latest of ``last``; an empty side is open.
    ``first`` alone may be an interval."""
    if not first.strip() and not last.strip():
        return Wrong(0, word("time_one_side", lang))
    left = typed_date(first, lang, today, 0) if first.strip() else None
    right = typed_date(last, lang, today, 1) if last.strip() else None
    for side in (left, right):
        if isinstance(side, Wrong):
            return side
    assert not isinstance(left, Wrong)
    assert not isinstance(right, Wrong)
    start = left.start.lo if left else MIN
    end = right.end.hi if right else left.end.hi if left and left.interval else MAX
    if end <= start:
        return Wrong(1, word("time_backwards", lang, text=last.strip()))
    return TimeRange(start, end, match, time_text(start, end), view)


def offered(start: int, end: int) -> tuple[str, str]:
    """The first and the last unit of half-open [start, end) as EDTF to type over: years or months
    when both bounds fall on them, else days; '' for an open side."""
    bounds = [*([start] if start > MIN else []), *([end] if end < MAX else [])]
    civil = [to_civil(at) for at in bounds]
    if all(c[1:] == (1, 1, 0, 0, 0) for c in civil) or any(abs(c[0]) > 9999 for c in civil):
        parts = 1
    else:
        parts = 2 if all(c[2:] == (1, 0, 0, 0) for c in civil) else 3
    inside = end - 1 if end % DAY == 0 else end
    return (
        _written(start, parts) if start > MIN else "",
        _written(inside, parts) if end < MAX else "",
    )


def _written(seconds: int, parts: int) -> str:
    year, month, day, *_ = to_civil(seconds)
    if abs(year) > 9999:
        return f"Y{year}"
    written = (f"{'-' if year < 0 else ''}{abs(year):04}", f"{month:02}", f"{day:02}")
    return "-".join(written[:parts])
