"""Dates that a table parts over columns: a year, a month, a day and a time of day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from explorer.dataset.log import Log, Place, RowError
from explorer.dataset.values import half_width, month_number

YEAR: Final = re.compile(r"(-?)(\d+)(?:\.0+)?\s*年?")
NUMBER: Final = re.compile(r"(\d{1,2})(?:\.0+)?\s*[月日号]?")
CLOCK: Final = re.compile(
    r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?", re.I
)


class Parts(NamedTuple):
    """The columns that make up a date; '' for one that is not there."""

    year: str
    month: str = ""
    day: str = ""
    time: str = ""


def is_clock(text: str) -> bool:
    """Whether ``text`` is a time of day alone."""
    return CLOCK.fullmatch(half_width(text).strip()) is not None


def part_date(log: Log, place: Place, where: str, cells: Mapping[str, str], parts: Parts) -> str:
    """The date in ``parts`` of a row, as precise as it is filled in; '' without a year. A part
    that hangs in the air (a day without a month) is left out, which is listed. Raises RowError."""
    year, month, day, clock = (half_width(cells.get(c, "")).strip() for c in parts)
    lost = {"month": month, "day": day, "time": clock}
    if not year:
        text, why = "", "there is no year"
    elif (number := YEAR.fullmatch(year)) is None:
        text, why = year, "the year is no number"  # a whole date, maybe; it will be tried
    else:
        text, why = _year(log, place, where, year, number), "there is no month"
        if month and text.startswith("Y"):
            why = "so far away a year alone is told"
        elif month:
            text, why = f"{text}-{_month(where, month):02}", "there is no day"
            lost["month"] = ""
            if day:
                text, why = f"{text}-{_day(where, day):02}", "it is no time of day"
                lost["day"] = ""
                if found := CLOCK.fullmatch(clock):
                    text += _time(found)
                    lost["time"] = ""
    for name, value in lost.items():
        if value:
            log.add("fixed", place, where, value, why, f"the {name} is left out")
    return text


def _year(log: Log, place: Place, where: str, text: str, number: re.Match[str]) -> str:
    """A year as EDTF. One before Christ is minus what people call it, as TimelineJS has it;
    beyond four digits it makes no difference."""
    minus, digits = number[1], number[2]
    if len(digits) > 4:
        return f"Y{minus}{digits}"
    if minus:
        shown = f"-{int(digits) - 1:04}" if int(digits) > 1 else "0000"
        log.rewrote(place, where, text, shown)
        return shown
    if len(digits) < 3:
        raise RowError(where, text, f"the year has only {len(digits)} digits; write four")
    return digits.zfill(4)


def _month(where: str, text: str) -> int:
    number = NUMBER.fullmatch(text)
    month = int(number[1]) if number else month_number(text)
    if not 1 <= month <= 12:
        raise RowError(where, text, "not a month")
    return month


def _day(where: str, text: str) -> int:
    number = NUMBER.fullmatch(re.sub(r"(?i)(?<=\d)(st|nd|rd|th)$", "", text))
    if number is None:
        raise RowError(where, text, "not a day of the month")
    return int(number[1])


def _time(found: re.Match[str]) -> str:
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    return f"T{hour:02}:{found[2]}:{found[3] or '00'}"
