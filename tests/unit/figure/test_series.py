"""Series: what is told of them, in which order, and what stands in the row under the lanes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from timeline_samples import PlainMeasure, make

from explorer.common.look import Lang
from explorer.dataset.edtf import from_civil, parse
from explorer.dataset.model import Dataset, Observation
from explorer.figure.picture import Circle, Line, Rect, Text
from explorer.figure.style import load_style
from explorer.figure.timeline.drawing import timeline_figure
from explorer.figure.timeline.series import (
    dated_words,
    first_series,
    grouped,
    last_inside,
    name_of,
    observations_of,
    series_of,
    told_words,
    unit_words,
    value_words,
)
from explorer.figure.view import TimelineView

STYLE, MEASURE = load_style("light"), PlainMeasure()
NAN = float("nan")
WINDOW = from_civil(2024), from_civil(2026)


def seen(date: str, value: float = 1.0, series: str = "s", **other: object) -> Observation:
    """An observation of ``series``."""
    lo, hi = (parse(date).start.lo, parse(date).end.hi) if date else (0, 0)
    made = Observation(series, "", "", date, lo, hi, value, NAN, NAN, "", "", "point", -1)
    return replace(made, **other)  # type: ignore[arg-type]


def row_of(dataset: Dataset, series: str = "s", lang: Lang = "en") -> list[object]:
    view = TimelineView(984, 388, *WINDOW, indicator=series, lang=lang)
    visible = dataset.events.dated
    return list(timeline_figure(dataset, visible, view, STYLE, MEASURE).layer("indicator").marks)


def said(marks: list[object]) -> list[str]:
    return [m.text for m in marks if isinstance(m, Text) and m.role == "label"]


@pytest.mark.parametrize(
    ("o", "en", "zh"),
    [
        (seen("2025", 36, unit="percent", qualifier="nearly"), "nearly 36%", "近36%"),
        (
            seen("2025", 3.8e11, unit="CNY", unit_zh="元人民币", qualifier="about; over years"),
            "about CNY 380bn",
            "约3,800亿元人民币",
        ),
        (seen("2025", 2, unit="rank", unit_zh="名"), "no. 2", "第2"),
        (seen("2025", 15, unit="models", unit_zh="个模型"), "15 models", "15个模型"),
        (seen("2025", 15, unit="models"), "15 models", "15 models"),
        (seen("2025", 5e12, unit="tokens", unit_zh="词元"), "5tn tokens", "5万亿词元"),
        (
            replace(seen("2025", NAN, unit="percent"), value_low=11, value_high=14),
            "11–14%",
            "11–14%",
        ),
        (seen("2025", 80, unit="percent", qualifier="up to; disputed"), "up to 80%", "至多80%"),
    ],
)
def test_that_a_value_is_worded_in_both_languages(o: Observation, en: str, zh: str) -> None:
    assert (value_words(o, "en"), value_words(o, "zh")) == (en, zh)


def test_that_what_is_not_measured_says_so() -> None:
    target = seen("2028", 1000, unit="vehicles", unit_zh="辆车", kind="target")
    assert told_words([target], "en") == "1,000 vehicles (target)"
    assert told_words([target], "zh") == "1,000辆车（目标）"
    plans = [seen("2026", v, unit="USD", kind="projection") for v in (22.7e9, 23e9)]
    assert told_words(plans, "en") == "USD 22.7bn or USD 23bn (forecast)"
    mixed = [plans[0], replace(plans[1], kind="flow")]
    assert told_words(mixed, "en") == "USD 22.7bn or USD 23bn"


@pytest.mark.parametrize(
    ("date", "en"),
    [
        ("2025", "1 in 2025"),
        ("2025-03", "1 in Mar 2025"),
        ("2025-03-14", "1, 14 Mar 2025"),
        ("[2025-03..2025-05]", "1, between Mar and May 2025"),
    ],
)
def test_that_a_value_is_dated_as_one_would_say_it(date: str, en: str) -> None:
    assert dated_words([seen(date)], "en") == en


def test_that_names_and_units_fall_back_on_the_other_language() -> None:
    only = seen("2025", label="Share", unit="models")
    assert (name_of(only, "zh"), unit_words(only, "zh")) == ("Share", "models")
    assert name_of(seen("2025"), "en") == "s"


def test_that_series_stand_by_topic_and_those_of_one_definition_together() -> None:
    rows = [
        seen("2025", series="a", topic="One", definition="x"),
        seen("2025", series="b"),
        seen("2025", series="c", topic="Two"),
        seen("2025", series="d", topic="One", definition="y"),
        seen("2025", series="e", topic="One", definition="x"),
    ]
    found = grouped(list(series_of(make([], rows)).values()), "en")
    assert [(topic, [one.key for one in held]) for topic, held in found] == [
        ("One", ["a", "e", "d"]),
        ("Two", ["c"]),
        ("", ["b"]),
    ]


def test_that_many_series_are_found_in_one_pass() -> None:
    class Watched(tuple[Observation, ...]):
        passes = 0

        def __iter__(self) -> Iterator[Observation]:
            Watched.passes += 1
            return super().__iter__()

    dataset = make([], [])
    rows = Watched(seen(f"20{k % 20 + 10}", k, series=f"s{k % 50}") for k in range(200))
    found = series_of(replace(dataset, indicators=rows))
    assert [len(one.observations) for one in found.values()] == [4] * 50
    assert Watched.passes == 1


def test_that_the_first_series_counts_what_can_be_drawn() -> None:
    rows = [*(seen("", series="a") for _ in range(3)), seen("2024", series="b")]
    assert first_series(make([], rows)) == "b"
    assert first_series(make([], [])) == ""


@pytest.mark.parametrize(("own", "first"), [("c", "c"), ("x", "b"), (7, "b")])
def test_that_a_package_names_its_first_series(own: object, first: str) -> None:
    rows = [seen("2024", series="b"), seen("2025", series="b"), seen("2024", series="c")]
    made = make([], rows)
    package = replace(made.package, description={"chuhai": {"indicator": own}})
    assert first_series(replace(made, package=package)) == first


def test_that_an_observation_without_a_date_is_not_drawn() -> None:
    dataset = make([], [seen("", 5), seen("2025", 7)])
    assert [o.value for o in observations_of(dataset, "s")] == [7, 5]
    assert len([m for m in row_of(dataset) if isinstance(m, Circle)]) == 1
    alone = row_of(make([], [seen("", 5)]))
    assert [m.text for m in alone if isinstance(m, Text)] == ["not dated, so not drawn"]


def test_that_the_latest_value_is_that_of_the_window() -> None:
    rows = [seen(str(year), year) for year in (2022, 2023, 2024, 2025)]
    assert last_inside(rows, from_civil(2022), from_civil(2024)) == [rows[1]]
    assert last_inside(rows, from_civil(2010), from_civil(2011)) == []
    for value in said(row_of(make([], rows))):
        assert value.startswith("2,025")


def test_that_sources_that_differ_are_both_told() -> None:
    low, high = (
        replace(seen("2025", NAN, unit="percent"), value_low=a, value_high=b)
        for a, b in ((11, 14), (16, 20))
    )
    marks = row_of(make([], [low, high]))
    assert said(marks) == ["11–14% or 16–20% in 2025"]
    assert not any(isinstance(m, Text) and m.role == "note" for m in marks), "nothing is dashed"
    assert not any(isinstance(m, Line) and m.dash for m in marks)


def test_that_words_keep_off_the_bars_while_there_is_room() -> None:
    rows = [seen(f"2024-0{m}", m, kind="flow", unit="rides") for m in range(1, 8)]
    marks = row_of(make([], rows))
    bars = [m for m in marks if isinstance(m, Rect)]
    (text,) = (m for m in marks if isinstance(m, Text) and m.role == "label")
    assert len(bars) == 7
    assert all(bar.x + bar.w <= text.x or text.x + text.width <= bar.x for bar in bars)


def test_that_a_value_is_told_without_its_date_sooner_than_not_at_all() -> None:
    rows = [seen("2024-01/2025-08", 5, kind="flow", unit="rides")]
    assert said(row_of(make([], rows))) == ["5 rides"]


def test_that_the_name_has_a_chevron_where_there_is_a_choice() -> None:
    def chevrons(dataset: Dataset) -> int:
        view = TimelineView(984, 388, *WINDOW, indicator="s")
        picture = timeline_figure(dataset, dataset.events.dated, view, STYLE, MEASURE)
        marks = picture.layer("indicator_header").marks
        return sum(isinstance(m, Line) and len(m.points) == 3 for m in marks)

    assert chevrons(make([], [seen("2024")])) == 0
    assert chevrons(make([], [seen("2024"), seen("2024", series="t")])) == 1


@pytest.mark.parametrize(("label", "said"), [("Cloud: Regions", False), ("Cloud", True)])
def test_that_a_unit_that_the_name_ends_with_is_not_said_again(label: str, said: bool) -> None:
    dataset = make([], [seen("2025", 7, label=label, unit="regions")])
    view = TimelineView(984, 388, *WINDOW, indicator="s")
    figure = timeline_figure(dataset, dataset.events.dated, view, STYLE, MEASURE)
    marks = figure.layer("indicator_header").marks
    told = [m.text for m in marks if isinstance(m, Text) and m.role == "lane"]
    assert ("regions" in told) == said
    assert " ".join(told).casefold().count("regions") == 1


def test_that_a_dated_value_goes_over_lower_bars_sooner_than_through_them() -> None:
    rows = [
        seen(f"2025-{month:02}", value, kind="flow", unit="rides")
        for month, value in ((8, 10), (9, 10), (10, 20), (11, 55), (12, 60))
    ]
    marks = row_of(make([], rows))
    bars = [m for m in marks if isinstance(m, Rect)]
    (text,) = (m for m in marks if isinstance(m, Text) and m.role == "label")
    assert text.text == "60 rides in Dec 2025"
    foot = text.y + 0.24 * text.font.size
    under = [bar for bar in bars if text.x < bar.x + bar.w and bar.x < text.x + text.width]
    assert under
    assert all(bar.y > foot for bar in under)
