"""Dates to spans, and what is possibly or certainly in a window."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explorer.dataset.edtf import (
    MAX,
    MIN,
    DateError,
    EdtfDate,
    Span,
    bounds,
    certainly,
    combine,
    from_civil,
    parse,
    possibly,
)


def span(first: str, after: str) -> Span:
    """Half-open span between two ISO days."""
    epoch = date(1970, 1, 1)
    ends = [(date.fromisoformat(day) - epoch).days * 86_400 for day in (first, after)]
    return Span(*ends)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2024-12", "2024-12-01", "2025-01-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("  2024-09-14\n", "2024-09-14", "2024-09-15"),
        ("201X", "2010-01-01", "2020-01-01"),
        ("19XX", "1900-01-01", "2000-01-01"),
        ("1XXX", "1000-01-01", "2000-01-01"),
        ("201X-XX", "2010-01-01", "2020-01-01"),
        ("2004-XX", "2004-01-01", "2005-01-01"),
        ("1985-XX-XX", "1985-01-01", "1986-01-01"),
        ("1985-04-XX", "1985-04-01", "1985-05-01"),
        ("1985-04-1X", "1985-04-10", "1985-04-20"),
        ("1985-02-2X", "1985-02-20", "1985-03-01"),
        ("1985-04-0X", "1985-04-01", "1985-04-10"),
        ("1985-1X", "1985-10-01", "1986-01-01"),
        ("2024-21", "2024-03-01", "2024-06-01"),
        ("2024-22", "2024-06-01", "2024-09-01"),
        ("2024-23", "2024-09-01", "2024-12-01"),
        ("2024-24", "2024-12-01", "2025-03-01"),
        ("2025-33", "2025-01-01", "2025-04-01"),
        ("2025-36", "2025-10-01", "2026-01-01"),
        ("2025-38", "2025-05-01", "2025-09-01"),
        ("2025-39", "2025-09-01", "2026-01-01"),
        ("2025-40", "2025-01-01", "2025-07-01"),
        ("2025-41", "2025-07-01", "2026-01-01"),
        ("[2024-01..2024-03]", "2024-01-01", "2024-04-01"),
        ("[1667,1670, 1668..1669]", "1667-01-01", "1671-01-01"),
        ("Y2024", "2024-01-01", "2025-01-01"),
    ],
)
def test_that_a_moment_gets_the_span_that_it_names(text: str, first: str, after: str) -> None:
    read = parse(text)
    assert read.start == read.end == span(first, after)
    assert (read.interval, read.uncertain, read.approximate) == (False, False, False)
    assert read.text == text.strip()


@given(st.dates())
def test_that_plain_dates_agree_with_datetime(day: date) -> None:
    epoch = date(1970, 1, 1)
    lo = (day - epoch).days * 86_400
    assert parse(day.isoformat()).start == Span(lo, lo + 86_400)
    month = day.replace(day=1)
    length = monthrange(day.year, day.month)[1]
    lo = (month - epoch).days * 86_400
    assert parse(day.isoformat()[:7]).start == Span(lo, lo + length * 86_400)


@given(st.integers(1, 9999), st.integers(0, 99), st.integers(0, 99))
def test_that_days_that_do_not_exist_are_refused(year: int, month: int, day: int) -> None:
    text = f"{year:04}-{month:02}-{day:02}"
    try:
        date.fromisoformat(text)
    except ValueError:
        with pytest.raises(DateError):
            parse(text)
    else:
        parse(text)


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_that_clock_times_are_brought_to_utc(moment: object, shift: int) -> None:
    text = str(moment)[:16].replace(" ", "T")
    local = parse(text).start
    assert local == parse(f"{text}Z").start
    assert local.hi - local.lo == 60
    assert parse(f"{text}:07").start == Span(local.lo + 7, local.lo + 8)
    offset = f"{'-' if shift < 0 else '+'}{abs(shift) // 60:02}:{abs(shift) % 60:02}"
    assert parse(text + offset).start.lo == local.lo - shift * 60


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024/2026", span("2024-01-01", "2025-01-01"), span("2026-01-01", "2027-01-01")),
        ("2025/2025-03", span("2025-01-01", "2025-04-01"), span("2025-03-01", "2025-04-01")),
        ("2025-06/2025", span("2025-06-01", "2025-07-01"), span("2025-06-01", "2026-01-01")),
        ("1985/..", span("1985-01-01", "1986-01-01"), Span(MAX, MAX)),
        ("1985/", span("1985-01-01", "1986-01-01"), Span(from_civil(1985), MAX)),
        ("../1985", Span(MIN, MIN), span("1985-01-01", "1986-01-01")),
        ("/1985", Span(MIN, from_civil(1986)), span("1985-01-01", "1986-01-01")),
        ("../..", Span(MIN, MIN), Span(MAX, MAX)),
        ("[..2024-07]/2025", Span(MIN, from_civil(2024, 8)), span("2025-01-01", "2026-01-01")),
    ],
)
def test_that_an_interval_has_a_start_and_an_end(text: str, start: Span, end: Span) -> None:
    read = parse(text)
    assert (read.start, read.end, read.interval) == (start, end, True)
    assert bounds(read) == (start.lo, end.hi)


def test_that_half_open_sets_are_unbounded_on_one_side() -> None:
    assert parse("[..2024-07]").start == Span(MIN, from_civil(2024, 8))
    assert parse("[2024-07..]").end == Span(from_civil(2024, 7), MAX)
    assert not parse("[..2024-07]").interval


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("2024?", (True, False)),
        ("2024-05~", (False, True)),
        ("2024-05-04%", (True, True)),
        ("2004-06-~11", (False, True)),
        ("2004?-06-11", (True, False)),
        ("2024?/2025~", (True, True)),
        ("2024/2025?", (True, False)),
        ("[2024,2025~]", (False, True)),
        ("-0044~", (False, True)),
        ("Y-138E8~", (False, True)),
    ],
)
def test_that_qualifiers_set_flags_and_widen_nothing(text: str, flags: tuple[bool, bool]) -> None:
    read = parse(text)
    assert (read.uncertain, read.approximate) == flags
    bare = parse(text.translate(str.maketrans("", "", "?~%")))
    assert (read.start, read.end) == (bare.start, bare.end)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("2021-02-29", "2021-02-29: February 2021 has 28 days"),
        ("2024-13", "month 13"),
        ("2024-00", "month 00"),
        ("2024-01-00", "January 2024 has 31 days"),
        ("2024-09-14T25:00", "hour 25"),
        ("2024-09-14T10:60", "minute 60"),
        ("2024-09-14T10:00:60", "second 60"),
        ("2024-09-14T10:00+24:00", "offset hour 24"),
        ("2021-02-29T10:00", "February 2021 has 28 days"),
        ("2025/2024", "end is before the start"),
        ("2025-01-01/2024-12-31", "end is before the start"),
        ("[2025..2024]", "end is before the start"),
        ("[2025..]/2024", "end is before the start"),
        ("03/04/2020", "more than one"),
        ("2024-9-14", "not an EDTF date"),
        ("soon", "not an EDTF date"),
        ("２０２４", "not an EDTF date"),
        ("2024??", "not an EDTF date"),
        ("..", "not an EDTF date"),
        ("2024/04-xx", "not an EDTF date"),
        ("XXXX", "last digits"),
        ("20X4", "last digits"),
        ("2024-XX-05", "last digits"),
        ("1985-3X", "month 3X"),
        ("1985-02-3X", "February 1985 has 28 days"),
        ("2024-21-05", "month 21"),
        ("2024-33-XX", "month 33"),
        ("2024-27", "month 27"),
        ("/", "neither"),
        ("[2024", "missing"),
        ("[..]", "without a date"),
        ("[2024,]", "without a date"),
        ("{2024,2025}", "several moments"),
        ("Y300000000000", "too far"),
        ("Y-300000000000", "too far"),
        ("Y" + "9" * 5000, "too far"),
        ("Y1E" + "9" * 5000, "too far"),
    ],
)
def test_that_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text)
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 200


@given(st.text(alphabet="0123456789-/.[],{}XYETZ?~%: +", max_size=24))
def test_that_any_text_is_a_sound_date_or_a_date_error(text: str) -> None:
    try:
        read = parse(text)
    except DateError:
        return
    assert MIN <= read.start.lo <= read.end.lo <= MAX
    assert MIN <= read.start.hi <= read.end.hi <= MAX
    assert read.start.lo < read.start.hi or read.start == Span(MIN, MIN)
    assert read.end.lo < read.end.hi or read.end == Span(MAX, MAX)
    assert read.interval or read.start == read.end


@given(st.integers(-13_800_000_000, 200_000_000_000))
def test_that_deep_years_follow_each_other(year: int) -> None:
    here, after = parse(f"Y{year}").start, parse(f"Y{year + 1}").start
    assert here.hi == after.lo
    assert here.hi - here.lo in (365 * 86_400, 366 * 86_400)


def test_that_an_exponent_is_the_same_long_year() -> None:
    assert parse("Y-138E8").start == parse("Y-13800000000").start


def test_that_years_before_one_count_from_nought() -> None:
    assert parse("0000").start.hi == parse("0001").start.lo
    assert parse("-0001").start.hi == parse("0000").start.lo
    assert parse("-004X").start == Span(from_civil(-49), from_civil(-39))


# Readings written out one by one, on days numbered within GRID; the outermost days stand for
# everything beyond.

FIRST = date(2023, 11, 1)
GRID = range(540)
SIDES = st.one_of(
    st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(str),
    st.integers(1, 12).map(lambda month: f"2024-{month:02}"),
    st.sampled_from(["2024", "2024-33", "2024-22", "2024-0X", "2024-05-1X"]),
)


def days_of(side: str) -> list[int]:
    """The days that one side may be, found by looking at every day."""
    months = {"2024-33": (1, 2, 3), "2024-22": (6, 7, 8), "2024-0X": tuple(range(1, 10))}
    fitting = []
    for number in GRID:
        day = FIRST + timedelta(days=number)
        named = day.year == 2024 and day.month in months.get(side, ())
        if named or str(day).startswith(side.rstrip("X") if side == "2024-05-1X" else side):
            fitting.append(number)
    return fitting


def readings_of(left: str, right: str) -> list[tuple[int, int]]:
    """All (first day, last day) of the interval."""
    starts = {"..": [GRID[0]], "": list(GRID)}.get(left) or days_of(left)
    ends = {"..": [GRID[-1]], "": list(GRID)}.get(right) or days_of(right)
    return [(s, e) for s in starts for e in ends if s <= e]


def seconds(day: int) -> int:
    return ((FIRST - date(1970, 1, 1)).days + day) * 86_400


@given(
    st.one_of(SIDES, st.sampled_from(["", ".."])),
    st.one_of(SIDES, st.sampled_from(["", ".."])),
    st.integers(10, 520),
    st.integers(1, 200),
)
def test_that_intervals_agree_with_their_readings(
    left: str, right: str, first: int, length: int
) -> None:
    assume(left or right)
    after = min(first + length, 530)
    readings = readings_of(left, right)
    if not readings:
        with pytest.raises(DateError):
            parse(f"{left}/{right}")
        return
    overlaps = [s < after and e >= first for s, e in readings]
    read = parse(f"{left}/{right}")
    assert possibly(read, seconds(first), seconds(after)) == any(overlaps)
    assert certainly(read, seconds(first), seconds(after)) == all(overlaps)


@given(SIDES, SIDES, st.integers(10, 520), st.integers(1, 200))
def test_that_moments_agree_with_their_readings(
    one: str, other: str, first: int, length: int
) -> None:
    after = min(first + length, 530)
    window = seconds(first), seconds(after)
    overlaps = [first <= day < after for day in days_of(one)]
    assert possibly(parse(one), *window) == any(overlaps)
    assert certainly(parse(one), *window) == all(overlaps)
    hull = days_of(one) + days_of(other)
    overlaps = [first <= day < after for day in range(min(hull), max(hull) + 1)]
    assert possibly(parse(f"[{one},{other}]"), *window) == any(overlaps)
    assert certainly(parse(f"[{one},{other}]"), *window) == all(overlaps)


@given(
    st.lists(st.integers(0, 12), min_size=4, max_size=4),
    st.integers(0, 12),
    st.integers(1, 6),
)
def test_that_spans_of_seconds_agree_with_their_readings(
    edges: list[int], lo: int, length: int
) -> None:
    a, b, c, d = edges
    start, end = Span(min(a, c), max(a, c, b) + 1), Span(max(a, c), max(a, b, c, d) + 1)
    made = EdtfDate("", start, end, interval=True)
    overlaps = [
        bool(set(range(s, e + 1)) & set(range(lo, lo + length)))
        for s in range(start.lo, start.hi)
        for e in range(end.lo, end.hi)
        if s <= e
    ]
    assert possibly(made, lo, lo + length) == any(overlaps)
    assert certainly(made, lo, lo + length) == all(overlaps)


def test_that_windows_are_half_open() -> None:
    may = parse("2024-05")
    lo, hi = may.start.lo, may.start.hi
    assert not possibly(may, lo - 9, lo)
    assert possibly(may, lo - 9, lo + 1)
    assert not possibly(may, hi, hi + 9)
    assert possibly(may, hi - 1, hi + 9)
    assert certainly(may, lo, hi)
    assert not certainly(may, lo + 1, hi)
    assert not certainly(may, lo, hi - 1)


@given(SIDES, SIDES)
def test_that_an_end_column_means_the_interval(left: str, right: str) -> None:
    try:
        whole = parse(f"{left}/{right}")
    except DateError:
        with pytest.raises(DateError, match="before the start"):
            combine(parse(left), parse(right))
    else:
        assert combine(parse(left), parse(right)) == whole


@pytest.mark.parametrize(
    ("date_text", "ended", "text"),
    [
        ("2024/2025", "2026", "2024/2026"),
        ("2024", "2025/..", "2024/.."),
        ("[..2024-07]", "2025?", "[..2024-07]/2025?"),
        ("2024~", "[2025..2026]", "2024~/[2025..2026]"),
    ],
)
def test_that_combined_dates_read_back_the_same(date_text: str, ended: str, text: str) -> None:
    combined = combine(parse(date_text), parse(ended))
    assert combined.text == text
    assert combined == parse(text)
