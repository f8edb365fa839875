"""Dates and windows in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.dataset.edtf import MAX, MIN, DateError, combine, from_civil, parse
from explorer.dataset.wording import range_words, short, span_words, words


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2024-09-14", "14 Sep 2024", "2024年9月14日"),
        ("2024-05", "May 2024 (month known)", "2024年5月（只知月份）"),
        ("2024-05-XX", "May 2024 (month known)", "2024年5月（只知月份）"),
        ("2025", "2025 (year known)", "2025年（只知年份）"),
        ("2025-12/..", "since Dec 2025", "自2025年12月起"),
        ("[..2024-07]", "by July 2024", "2024年7月前（含）"),
        ("[..2024-07-05]", "by 5 Jul 2024", "2024年7月5日前（含）"),
        ("[2024-07..]", "Jul 2024 or later", "2024年7月或更晚"),
        ("2024-01/2026-06", "Jan 2024 to Jun 2026", "2024年1月至2026年6月"),
        ("2024-01/2024-06", "Jan to Jun 2024", "2024年1月至6月"),
        ("2024-09-14/2024-09-18", "14 to 18 Sep 2024", "2024年9月14日至18日"),
        ("2024-09-14/2024-10-02", "14 Sep to 2 Oct 2024", "2024年9月14日至10月2日"),
        ("2023-12-30/2024-01-02", "30 Dec 2023 to 2 Jan 2024", "2023年12月30日至2024年1月2日"),
        ("2024/2024", "during 2024", "2024年期间"),
        ("1985/", "from 1985, end not known", "1985年起，结束时间不明"),
        ("../1985", "until 1985", "至1985年"),
        ("/1985", "until 1985, start not known", "至1985年，起始时间不明"),
        (
            "[2024-01..2024-03]",
            "between Jan and Mar 2024 (one moment)",
            "2024年1月至3月之间（其中某一时间）",
        ),
        ("[1667,1668,1670..1672]", "1667, 1668 or 1670 to 1672", "1667年、1668年或1670年至1672年"),
        ("2025-33", "Q1 2025 (quarter known)", "2025年第一季度（只知季度）"),
        ("2025-41", "second half of 2025 (half-year known)", "2025年下半年（只知半年）"),
        ("2024-21", "spring 2024 (season known)", "2024年春季（只知季节）"),
        ("2024-24", "winter 2024/25 (season known)", "2024年冬季（只知季节）"),
        ("201X", "2010s (decade known)", "2010年代（只知年代）"),
        ("190X", "1900–1909 (decade known)", "1900–1909年（只知年代）"),
        ("20XX", "2000–2099 (century known)", "2000–2099年（只知世纪）"),
        ("1985-04-1X", "10 – 19 Apr 1985 (one of these days)", "1985年4月10日–19日（其中某一天）"),
        ("2025~", "about 2025 (year known)", "约2025年（只知年份）"),
        ("2025?", "2025? (uncertain, year known)", "2025年？（存疑，只知年份）"),
        ("2024-05-04%", "about 4 May 2024? (uncertain)", "约2024年5月4日？（存疑）"),
        ("2024/2026~", "2024 to about 2026", "2024年至约2026年"),
        ("2024-09-14T14:30Z", "14 Sep 2024, 14:30 UTC", "2024年9月14日 14:30 UTC"),
        (
            "2024-09-14T02:30:05+08:00",
            "13 Sep 2024, 18:30:05 UTC",
            "2024年9月13日 18:30:05 UTC",
        ),
        ("Y-13800000000", "13.8 billion BC", "公元前138亿年"),
        ("Y-66043000", "66.043 million BC", "公元前6604.3万年"),
        ("Y170000002", "AD 170,000,002", "公元170000002年"),
        ("-0043-03-15", "15 Mar 44 BC", "公元前44年3月15日"),
        ("0079-08-24", "24 Aug AD 79", "公元79年8月24日"),
        ("", "Date not known", "日期不明"),
    ],
)
def test_that_words_say_what_is_known(text: str, english: str, chinese: str) -> None:
    assert words(text, "en") == english
    assert words(text, "zh") == chinese
    if text:
        assert words(parse(text), "en") == english


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2024-05", "May 2024", "2024年5月"),
        ("2025?", "2025?", "2025年？"),
        ("[2024-01..2024-03]", "between Jan and Mar 2024", "2024年1月至3月之间"),
        ("[..2024-07]", "by July 2024", "2024年7月前（含）"),
        ("", "Date not known", "日期不明"),
    ],
)
def test_that_short_words_leave_the_precision_out(text: str, english: str, chinese: str) -> None:
    assert short(text, "en") == english
    assert short(text, "zh") == chinese


def test_that_an_end_column_is_worded_as_an_interval() -> None:
    assert words("2024-01", "en", "2026-06") == "Jan 2024 to Jun 2026"
    assert words("2024/2025", "en", "2026") == "2024 to 2026"
    assert words("[..2024-07]", "en", "2025") == "Jul 2024 or earlier, until 2025"
    assert words("2024-01", "zh", "..") == "自2024年1月起"
    assert words(combine(parse("2024-01"), parse("2026-06")), "en") == "Jan 2024 to Jun 2026"


def test_that_wording_no_date_raises() -> None:
    with pytest.raises(DateError):
        words("soon", "en")


@given(st.dates(), st.sampled_from(["en", "zh"]))
def test_that_a_missing_day_is_never_made_up(day: date, lang: str) -> None:
    month, year = words(str(day)[:7], lang), words(str(day)[:4], lang)
    assert len({words(str(day), lang), month, year}) == 3
    without = month.replace(short(str(day)[:4], lang), "")
    assert not any(c.isdigit() for c in without.replace(f"{day.month}月", "", 1))


DAY = 86_400
SEP = from_civil(2024, 9, 14)


@pytest.mark.parametrize(
    ("lo", "hi", "english", "chinese"),
    [
        (from_civil(2024), from_civil(2025), "2024", "2024年"),
        (from_civil(2024), from_civil(2027), "2024 – 2026", "2024年–2026年"),
        (from_civil(2024), from_civil(2026, 7), "Jan 2024 – Jun 2026", "2024年1月–2026年6月"),
        (from_civil(2024), from_civil(2024, 7), "Jan – Jun 2024", "2024年1月–6月"),
        (from_civil(2024, 2), from_civil(2024, 3), "Feb 2024", "2024年2月"),
        (SEP, SEP + DAY, "14 Sep 2024", "2024年9月14日"),
        (SEP, from_civil(2024, 10, 3), "14 Sep – 2 Oct 2024", "2024年9月14日–10月2日"),
        (SEP, SEP + 5 * DAY, "14 – 18 Sep 2024", "2024年9月14日–18日"),
        (
            SEP + 52_200,
            SEP + 57_600,
            "14 Sep 2024, 14:30 – 16:00 UTC",
            "2024年9月14日 14:30–16:00 UTC",
        ),
        (SEP + 52_200, SEP + DAY, "14 Sep 2024, 14:30 – 24:00 UTC", None),
        (SEP + 5, SEP + 6, "14 Sep 2024, 00:00:05 – 00:00:06 UTC", None),
        (SEP + 3601, SEP + 4 * DAY + 77, "14 – 18 Sep 2024", None),
        (MIN, from_civil(2025), "until 2024", "至2024年"),
        (from_civil(2025, 3), MAX, "since Mar 2025", "自2025年3月起"),
        (MIN, MAX, "all time", "全部时间"),
        (from_civil(-500), from_civil(100), "501 BC – AD 99", "公元前501年–公元99年"),
        (from_civil(-500) + 1, from_civil(1900, 5, 5), "501 BC – 1900", "公元前501年–1900年"),
        (from_civil(-13_800_000_000), from_civil(2025), "13.8 billion BC – 2024", None),
        (
            from_civil(-13_812_345_678),
            from_civil(-1_987_654),
            "13.81 billion BC – 1.988 million BC",
            "公元前138.1亿年–公元前198.8万年",
        ),
    ],
)
def test_that_windows_are_told_in_the_coarsest_unit(
    lo: int, hi: int, english: str, chinese: str | None
) -> None:
    assert range_words(lo, hi, "en") == english
    assert chinese is None or range_words(lo, hi, "zh") == chinese


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        ("2024-05", "2025-09-24", "May 2024 – 24 Sep 2025", "2024年5月–2025年9月24日"),
        ("2014-09-19", "2030", "19 Sep 2014 – 2030", "2014年9月19日–2030年"),
        ("2024-05", "2024-09", "May – Sep 2024", "2024年5月–9月"),
        ("2024-05/2025-02", "2024/2024-05", "May 2024", "2024年5月"),
        ("2022-10/..", "", "since Oct 2022", "自2022年10月起"),
        ("2022-10/..", "2025-12/..", "Oct 2022 – Dec 2025", "2022年10月–2025年12月"),
        ("", "2030", "until 2030", "至2030年"),
        ("", "", "", ""),
        ("1985-04-1X", "2024~", "Apr 1985 – about 2024", "1985年4月–约2024年"),
        ("2024-05-01T10:30Z", "2025", "1 May 2024 – 2025", "2024年5月1日–2025年"),
        ("[2024-05..2025]", "[..2026-02-03]", "May 2024 – 3 Feb 2026", None),
        ("-0500-03", "1900-05-05", "501 BC – 1900", None),
    ],
)
def test_that_each_end_of_a_span_is_told_as_it_is_known(
    first: str, last: str, english: str, chinese: str | None
) -> None:
    assert span_words(first, last, "en") == english
    assert chinese is None or span_words(first, last, "zh") == chinese


def whole_days(first: date, after: date) -> tuple[int, int]:
    lo, hi = sorted(from_civil(*d.timetuple()[:3]) for d in (first, after))
    return lo, hi + DAY


NEAR = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(st.tuples(NEAR, NEAR), st.tuples(NEAR, NEAR), st.sampled_from(["en", "zh"]))
def test_that_different_days_have_different_words(
    one: tuple[date, date], other: tuple[date, date], lang: str
) -> None:
    a, b = whole_days(*one), whole_days(*other)
    assert (range_words(*a, lang) == range_words(*b, lang)) == (a == b)


@given(st.integers(MIN, MAX), st.integers(MIN, MAX), st.sampled_from(["en", "zh"]))
def test_that_every_window_has_words(one: int, other: int, lang: str) -> None:
    lo, hi = sorted((one, other))
    assert range_words(lo, max(hi, min(lo + 1, MAX)), lang)


@given(st.text(alphabet="0123456789-/.[],XYT?~%:", max_size=20), st.sampled_from(["en", "zh"]))
def test_that_whatever_can_be_read_has_words(text: str, lang: str) -> None:
    try:
        parse(text)
    except DateError:
        return
    assert words(text, lang)
    assert "{" not in words(text, lang)
    assert short(text, lang)
