"""Axis ticks."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st
from timeline_samples import PlainMeasure

from explorer.common.look import Lang
from explorer.dataset.calendar import DAY, from_civil, to_civil
from explorer.dataset.edtf import MAX, MIN
from explorer.figure.picture import Font
from explorer.figure.timeline.ticks import LEAD_GAP, LEVELS, Tick, starts, ticks, year_label

MEASURE, FONT = PlainMeasure(), Font(11)
DEEP = -13_800_000_000


def labels(start: int, end: int, width: float = 848, lang: Lang = "en") -> list[str]:
    return [t.label for t in ticks(start, end, width, lang, MEASURE, FONT) if t.label]


def check(found: list[Tick], start: int, end: int, width: float) -> None:
    at = [t.seconds for t in found]
    assert at == sorted(set(at))
    assert all(start <= t < end for t in at)
    right = float("-inf")
    for tick in found:
        if tick.label:
            left = (tick.seconds - start) * width / (end - start) + FONT.size / 2
            assert left >= right
            right = left + tick.width
            if tick.lead:
                right += tick.lead_width + LEAD_GAP * FONT.size
            assert right <= width


spans = st.one_of(
    st.integers(1, 400 * DAY),
    st.integers(400 * DAY, 10**12),
    st.integers(10**12, 2**63),
)


@given(st.integers(MIN, MAX), spans, st.floats(20, 4000), st.sampled_from(["en", "zh"]))
@example(from_civil(DEEP), 2 * from_civil(-DEEP), 848.0, "en")
@example(from_civil(DEEP), 1, 848.0, "en")
@example(MAX - 5, 2**62, 848.0, "en")
@example(MIN, 2**64, 848.0, "zh")
def test_that_ticks_rise_and_labels_keep_clear(
    start: int, length: int, width: float, lang: Lang
) -> None:
    check(ticks(start, start + length, width, lang, MEASURE, FONT), start, start + length, width)


@given(st.sampled_from(LEVELS), st.integers(-(10**17), 10**17))
def test_that_steps_begin_on_their_unit(level: tuple[str, int], start: int) -> None:
    size = {"second": 1, "minute": 60, "hour": 3600, "day": DAY, "month": 31 * DAY}
    length = 12 * level[1] * size.get(level[0], 366 * DAY)
    for t in starts(level, start, start + length):  # type: ignore[arg-type]
        year, month, day, hour, minute, second = to_civil(t)
        clock = {"second": 0, "minute": second, "hour": minute * 60 + second}
        assert clock.get(level[0], t % DAY) == 0
        if level[0] in ("month", "year"):
            assert day == 1
        if level == ("month", 3):
            assert month in (1, 4, 7, 10)
        if level[0] == "year":
            assert (month, day) == (1, 1)
            assert hour == 0
            if 1 < level[1] < 1_000_000 and year != 1:
                assert (year if year > 0 else 1 - year) % level[1] == 0


def test_that_a_window_of_two_years_shows_bold_years_and_quarters() -> None:
    found = ticks(from_civil(2024), from_civil(2026, 7), 848, "en", MEASURE, FONT)
    assert [t.label for t in found if t.major] == ["2024", "2025", "2026"]
    assert [t.label for t in found if t.label][:5] == ["2024", "Apr", "Jul", "Oct", "2025"]


def test_that_a_window_without_a_new_year_still_names_it() -> None:
    assert labels(from_civil(2024, 4), from_civil(2024, 8))[0] == "Apr 2024"
    assert labels(from_civil(2024, 4), from_civil(2024, 8), lang="zh")[0] == "2024年4月"


def test_that_hours_name_their_day() -> None:
    start = from_civil(2024, 9, 14) + 5 * 3600
    first = ticks(start, start + 6 * 3600, 848, "en", MEASURE, FONT)[0]
    assert (first.lead, first.label, first.major) == ("14 Sep 2024", "05:00", False)


def test_that_only_the_year_before_a_month_is_bold() -> None:
    found = ticks(from_civil(2021, 4), from_civil(2021, 12, 20), 848, "en", MEASURE, FONT)
    assert (found[0].lead, found[0].label, found[0].major) == ("2021", "Apr", False)
    assert not any(t.lead for t in found[1:])


def test_that_years_before_1_are_round() -> None:
    found = labels(from_civil(-1200), from_civil(1100))
    assert "1,000 BC" in found or "1000 BC" in found
    assert "400 BC" in found
    assert "公元前1000年" in labels(from_civil(-1200), from_civil(1100), lang="zh")


def test_that_deep_time_is_told_in_years_ago() -> None:
    found = labels(from_civil(DEEP), from_civil(3_000_000_000))
    assert found == ["10 bn yrs ago", "5 bn yrs ago", "now"]
    assert year_label(DEEP, "zh", 10**8) == "138亿年前"


def test_that_an_empty_window_has_no_ticks() -> None:
    assert ticks(5, 5, 100, "en", MEASURE, FONT) == []
    assert ticks(5, 9, 0, "en", MEASURE, FONT) == []


@given(st.integers(0, 60), st.integers(8, 70), st.sampled_from(["en", "zh"]))
def test_that_days_are_labelled_in_even_steps(first: int, days: int, lang: Lang) -> None:
    start = from_civil(2024, 7, 1 + first)
    found = ticks(start, start + days * DAY, 848, lang, MEASURE, FONT)
    named = [t for t in found if t.label]
    plain = [not t.major and not t.lead and len(t.label) <= 3 for t in named]
    steps = {
        b.seconds - a.seconds
        for (a, b), both in zip(pairwise(named), pairwise(plain), strict=True)
        if all(both) and to_civil(a.seconds)[1] == to_civil(b.seconds)[1]
    }
    assert len(steps) <= 1
