"""Proleptic Gregorian calendar on Python ints, so that no year overflows.

Year 0 is 1 BC (ISO 8601). The algorithms for days are from Howard Hinnant, "chrono-Compatible
Low-Level Date Algorithms" (days_from_civil, civil_from_days).
"""

from __future__ import annotations

from typing import Final

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ERA: Final = 146_097  # days in 400 years
_EPOCH: Final = 719_468  # days from 0000-03-01 to 1970-01-01


def month_days(year: int, month: int) -> int:
    """Number of days of ``month`` (1 to 12) in ``year``."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _LENGTHS[month - 1]


def from_civil(year: int, month: int = 1, day: int = 1) -> int:
    """Seconds from 1970-01-01T00:00Z to the midnight that begins the day.

    ``month`` may be any int (13 is January of the next year), and so may ``day``.
    """
    year, month = year + (month - 1) // 12, (month - 1) % 12
    # Years that begin in March have their leap day last.
    if month < 2:
        year -= 1
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month - 2) % 12) + 2) // 5 + day - 1
    days = era * _ERA + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _EPOCH
    return days * DAY


def to_civil(seconds: int) -> tuple[int, int, int, int, int, int]:
    """(year, month, day, hour, minute, second) in UTC of any int."""
    days, rest = divmod(seconds, DAY)
    era, of_era = divmod(days + _EPOCH, _ERA)
    years = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = era * 400 + years + (month <= 2)
    return year, month, day, rest // HOUR, rest % HOUR // MINUTE, rest % MINUTE


def to_iso_day(seconds: int, last: bool) -> str:
    """The ISO day of an outer bound, inclusive.

    ``last``: ``seconds`` is an exclusive upper bound, so midnight gives the day before. Years
    beyond four digits give the EDTF year alone ("Y-13800000000"). The caller tells unbounded
    ones (``edtf.MIN``, ``edtf.MAX``) apart first.
    """
    year, month, day = to_civil(seconds - 1 if last else seconds)[:3]
    if abs(year) > 9999:
        return f"Y{year}"
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04}-{month:02}-{day:02}"
