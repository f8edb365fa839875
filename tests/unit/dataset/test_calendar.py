"""Calendar arithmetic, held against datetime where that reaches."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.dataset.calendar import from_civil, month_days, to_civil, to_iso_day

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.datetimes())
def test_that_civil_time_agrees_with_datetime(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    seconds = (moment - EPOCH) // timedelta(seconds=1)
    assert to_civil(seconds) == tuple(moment.timetuple())[:6]
    midnight = (date(*moment.timetuple()[:3]) - EPOCH.date()).days * 86_400
    assert from_civil(moment.year, moment.month, moment.day) == midnight


def test_that_all_days_of_four_centuries_agree_with_datetime() -> None:
    epoch = date(1970, 1, 1).toordinal()
    for number in range(date(1800, 1, 1).toordinal(), date(2200, 2, 1).toordinal()):
        day = date.fromordinal(number)
        seconds = (number - epoch) * 86_400
        assert to_civil(seconds + 86_399)[:3] == (day.year, day.month, day.day)
        assert from_civil(day.year, day.month, day.day) == seconds


@pytest.mark.parametrize("year", [1900, 2000, 2023, 2024, 2100, 2400])
def test_that_months_have_their_days(year: int) -> None:
    lengths = [month_days(year, month) for month in range(1, 13)]
    assert lengths == [monthrange(year, month)[1] for month in range(1, 13)]


@given(st.integers(-(2**63), 2**63 - 1))
def test_that_every_int64_second_comes_back(seconds: int) -> None:
    year, month, day, hour, minute, second = to_civil(seconds)
    assert 1 <= month <= 12
    assert 1 <= day <= 31
    assert from_civil(year, month, day) + hour * 3600 + minute * 60 + second == seconds


@given(st.integers(-20_000_000_000, 20_000_000_000))
def test_that_four_hundred_years_have_the_same_days(year: int) -> None:
    assert from_civil(year + 400) - from_civil(year) == 146_097 * 86_400
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    assert from_civil(year + 1) - from_civil(year) == (366 if leap else 365) * 86_400


def test_that_months_past_the_year_run_on() -> None:
    assert from_civil(2024, 13) == from_civil(2025, 1)
    assert from_civil(2024, 0) == from_civil(2023, 12)


@pytest.mark.parametrize(
    ("seconds", "last", "day"),
    [
        (from_civil(2025), False, "2025-01-01"),
        (from_civil(2025), True, "2024-12-31"),
        (from_civil(2025) + 1, True, "2025-01-01"),
        (from_civil(2025) - 1, False, "2024-12-31"),
        (from_civil(-44, 3, 15), False, "-0044-03-15"),
        (from_civil(0), False, "0000-01-01"),
        (from_civil(10_000), True, "9999-12-31"),
        (from_civil(10_000), False, "Y10000"),
        (from_civil(-13_800_000_000), False, "Y-13800000000"),
    ],
)
def test_that_outer_bounds_become_inclusive_days(seconds: int, last: bool, day: str) -> None:
    assert to_iso_day(seconds, last) == day
