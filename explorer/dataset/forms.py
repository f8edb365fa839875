"""What an EDTF text says, piece by piece: `edtf` makes spans of it, `wording` makes words.

The grammar: https://www.loc.gov/standards/datetime/ (EDTF, ISO 8601-2:2019).
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from typing import Final, Literal

from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY, HOUR, MINUTE, MONTHS, from_civil, month_days

MIN: Final = -(2**63) + 1
MAX: Final = 2**63 - 1

Precision = Literal[
    "second",
    "minute",
    "day",
    "days",  # 1985-04-1X
    "month",
    "months",  # 1985-1X
    "season",
    "quarter",
    "third",
    "half",
    "year",
    "decade",
    "century",
    "millennium",
]


class DateError(ValueError):
    """The text is no EDTF date of the supported levels; the message says why, ``reason`` without
    the text (of which it may be a part alone that is wrong)."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message


@dataclass(frozen=True, slots=True)
class Moment:
    """One date without range or set: a moment somewhere in half-open [lo, hi), in seconds.

    ``number``: which season, quarter, third or half of the year, from 1; else 0.
    """

    lo: int
    hi: int
    precision: Precision
    number: int = 0
    uncertain: bool = False
    approximate: bool = False


class Edge(Enum):
    """A side of an interval that is no date."""

    OPEN = ".."
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A one-moment set. Each choice is (first, last); the two are equal for a single
    date, and None where the range is open."""

    choices: tuple[tuple[Moment | None, Moment | None], ...]


Side = Moment | OneOf | Edge


@dataclass(frozen=True, slots=True)
class Interval:
    """Two sides parted by a slash."""

    left: Side
    right: Side


Form = Moment | OneOf | Interval

# Code of a part of a year -> (precision, number, first month, months).
_PARTS: Final[dict[int, tuple[Precision, int, int, int]]] = {
    **{20 + n: ("season", n, 3 * n, 3) for n in (1, 2, 3, 4)},
    **{32 + n: ("quarter", n, 3 * n - 2, 3) for n in (1, 2, 3, 4)},
    **{36 + n: ("third", n, 4 * n - 3, 4) for n in (1, 2, 3)},
    **{39 + n: ("half", n, 6 * n - 5, 6) for n in (1, 2)},
}
_CODES: Final = (
    "months run 01 to 12, seasons 21 to 24, quarters 33 to 36, thirds 37 to 39, halves 40 and 41"
)

_DATE: Final = re.compile(r"(-?)([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?")
_TIME: Final = re.compile(
    r"(-?)([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?:Z|([+-])([0-9]{2})(?::?([0-9]{2}))?)?"
)
_LONG: Final = re.compile(r"Y(-?[0-9]+)(?:E([0-9]+))?")
# A qualifier right of a component (of it and those before), or left of one (of it alone).
_QUALIFIER: Final = re.compile(r"[?~%](?=-|$)|(?:^|(?<=-))[?~%](?=[0-9XY-])")


def error(text: str, reason: str) -> DateError:
    """A DateError that names the text, cut short."""
    return DateError(f"{text if len(text) <= 60 else text[:59] + '…'}: {reason}", reason)


def read(text: str) -> Form:
    """The form of one EDTF date, white space around it allowed. Raises DateError.

    Beyond EDTF, the side of an interval may be a one-moment set: an event dated ``[..2024-07]``
    can have an end.
    """
    text = text.strip()
    if not text:
        raise DateError("the date is empty")
    if "/" not in text:
        return _single(text)
    left, _, right = text.partition("/")
    if "/" in right:
        raise error(text, "more than one “/” (days are written year first, as 2024-09-14)")
    sides = _side(left.strip()), _side(right.strip())
    if sides == (Edge.UNKNOWN, Edge.UNKNOWN):
        raise error(text, "neither the start nor the end is given")
    return Interval(*sides)


def joined(date: str, ended: str) -> str:
    """The text of the interval from the start of ``date`` to the end of ``ended`` (EDTF each);
    ``date`` itself when ``ended`` is empty."""
    if not ended.strip():
        return date.strip()
    return f"{date.partition('/')[0].strip()}/{ended.rpartition('/')[2].strip()}"


def _side(text: str) -> Side:
    if text in ("", ".."):
        return Edge(text)
    return _single(text)


def _single(text: str) -> Moment | OneOf:
    if text.startswith("["):
        return _one_of(text)
    if text.startswith("{"):
        raise error(text, "a set of several moments: give each moment an event of its own")
    return moment(text)


def _one_of(text: str) -> OneOf:
    if not text.endswith("]"):
        raise error(text, "the “]” is missing")
    choices: list[tuple[Moment | None, Moment | None]] = []
    for piece in text[1:-1].split(","):
        first, dots, last = (part.strip() for part in piece.partition(".."))
        if not first and not last:
            raise error(text, "a choice without a date")
        a = moment(first) if first else None
        b = (moment(last) if last else None) if dots else a
        if a and b and b.hi <= a.lo:
            raise error(piece.strip(), "the end is before the start")
        choices.append((a, b))
    return OneOf(tuple(choices))


@lru_cache(maxsize=4096)
def moment(text: str) -> Moment:
    """One date, date-time, part of a year or long year, with qualifiers. Raises DateError."""
    marks = "".join(_QUALIFIER.findall(text))
    bare = _QUALIFIER.sub("", text)
    if found := _DATE.fullmatch(bare):
        plain = _unspecified(text, *found.groups()) if "X" in bare else _date(text, *found.groups())
    elif found := _TIME.fullmatch(bare):
        plain = _time(text, *found.groups())
    elif found := _LONG.fullmatch(bare):
        plain = _long_year(text, found[1], found[2] or "0")
    else:
        raise error(text, "not an EDTF date (write 2024, 2024-09 or 2024-09-14)")
    if not marks:
        return plain
    return replace(
        plain, uncertain=bool(set(marks) & set("?%")), approximate=bool(set(marks) & set("~%"))
    )


def _date(text: str, sign: str, years: str, months: str | None, days: str | None) -> Moment:
    year = int(sign + years)
    if months is None:
        return Moment(from_civil(year), from_civil(year + 1), "year")
    month = int(months)
    if month in _PARTS and days is None:
        precision, number, first, length = _PARTS[month]
        lo, hi = from_civil(year, first), from_civil(year, first + length)
        return Moment(lo, hi, precision, number)
    if not 1 <= month <= 12:
        raise error(text, f"month {months}: {_CODES}")
    if days is None:
        return Moment(from_civil(year, month), from_civil(year, month + 1), "month")
    if not 1 <= int(days) <= month_days(year, month):
        raise error(text, _month_length(year, month))
    lo = from_civil(year, month, int(days))
    return Moment(lo, lo + DAY, "day")


def _month_length(year: int, month: int) -> str:
    return f"{MONTHS[month - 1]} {year} has {month_days(year, month)} days"


def _unspecified(text: str, sign: str, years: str, months: str | None, days: str | None) -> Moment:
    if not re.fullmatch(r"[0-9]+X+", years + (months or "") + (days or "")):
        raise error(text, "X may only stand for the last digits, and not for all")
    if "X" in years:
        ends = sorted(int(sign + years.replace("X", digit)) for digit in "09")
        precisions: tuple[Precision, ...] = ("decade", "century", "millennium")
        precision = precisions[years.count("X") - 1]
        return Moment(from_civil(ends[0]), from_civil(ends[1] + 1), precision)
    if months is None or months == "XX":
        return _date(text, sign, years, None, None)
    if "X" in months:
        year, fit = int(sign + years), _fitting(months, 12)
        if not fit:
            raise error(text, f"month {months}: {_CODES}")
        return Moment(from_civil(year, fit[0]), from_civil(year, fit[-1] + 1), "months")
    # The first day stands in for the unknown one, so that month and day are checked as always.
    first = _date(text, sign, years, months, "01")
    if days is None or days == "XX":
        return _date(text, sign, years, months, None)
    fit = _fitting(days, month_days(int(sign + years), int(months)))
    if not fit:
        raise error(text, _month_length(int(sign + years), int(months)))
    return Moment(first.lo + (fit[0] - 1) * DAY, first.lo + fit[-1] * DAY, "days")


def _fitting(pattern: str, last: int) -> list[int]:
    """The numbers 1 to ``last`` that begin with the first of the pattern's two digits."""
    return [n for n in range(1, last + 1) if f"{n:02}"[0] == pattern[0]]


def _time(text: str, minus: str, years: str, months: str, days: str, *clock: str | None) -> Moment:
    hour, minute, second, sign, shift_hours, shift_minutes = clock
    lo = _date(text, minus, years, months, days).lo
    limits = (
        ("hour", hour, 23),
        ("minute", minute, 59),
        ("second", second, 59),
        ("offset hour", shift_hours, 23),
        ("offset minute", shift_minutes, 59),
    )
    for name, value, limit in limits:
        if int(value or 0) > limit:
            raise error(text, f"{name} {value}: runs 00 to {limit}")
    shift = int(shift_hours or 0) * HOUR + int(shift_minutes or 0) * MINUTE
    lo += int(hour or 0) * HOUR + int(minute or 0) * MINUTE + int(second or 0)
    lo += shift if sign == "-" else -shift
    if second is None:
        return Moment(lo, lo + MINUTE, "minute")
    return Moment(lo, lo + 1, "second")


def _long_year(text: str, digits: str, exponent: str) -> Moment:
    # 12 digits reach beyond int64 seconds; the length is asked first, as int() refuses long texts.
    if len(digits.lstrip("-0")) <= 12 and len(exponent) <= 2:
        year = int(digits) * 10 ** int(exponent)
        lo, hi = from_civil(year), from_civil(year + 1)
        if lo > MIN and hi < MAX:
            return Moment(lo, hi, "year")
    raise error(text, "the year is too far away (beyond 292 billion years)")
