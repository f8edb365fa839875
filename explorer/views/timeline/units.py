"""Calendar units in which keys move the window and the brush."""

from __future__ import annotations

from typing import Final, Literal

from explorer.dataset.calendar import DAY, HOUR
from explorer.dataset.edtf import MAX, MIN, from_civil, to_civil

Unit = tuple[Literal["hour", "day", "month", "year"], int]

_YEAR: Final = 31_556_952
_STEPS: Final = 40
"""A window is crossed in about so many steps."""


def unit_of(length: int) -> Unit:
    """The unit of which a window of ``length`` seconds holds a few dozen."""
    step = length / _STEPS
    if step < HOUR * 6:
        return "hour", 1
    if step < DAY * 5:
        return "day", 1
    if step < _YEAR / 4:
        return "month", 1
    many = 1
    while many * _YEAR * 5 < step:
        many *= 10
    return "year", many


def shifted(seconds: int, unit: Unit, by: int) -> int:
    """The moment ``by`` units later by the calendar, kept within int64."""
    name, many = unit
    if name in ("hour", "day"):
        moved = seconds + by * many * (HOUR if name == "hour" else DAY)
    else:
        year, month, day, *_ = to_civil(seconds)
        rest = seconds - from_civil(year, month)
        months = by * many * (12 if name == "year" else 1)
        there = from_civil(year, month + months)
        longest = from_civil(year, month + months + 1) - there
        moved = there + min(rest, longest - 1 if day > 1 else rest)
    return min(max(moved, MIN + 1), MAX - 1)
