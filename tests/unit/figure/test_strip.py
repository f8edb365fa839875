"""The strip of a page: what its marks, bands, columns and words say."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from timeline_samples import PlainMeasure, Row, make

from explorer.dataset.calendar import from_civil
from explorer.dataset.model import Dataset
from explorer.figure.page.strip import timeline_strip
from explorer.figure.picture import Fade, Line, Picture, Rect, Symbol, Text
from explorer.figure.style import load_style
from explorer.figure.view import TimelineView

STYLE, MEASURE = load_style("light"), PlainMeasure()
YEARS = TimelineView(1800, 110, from_civil(2024), from_civil(2026), size_factor=20 / 12)
MONTH = replace(YEARS, start=from_civil(2024, 5), end=from_civil(2024, 6))


def drawn(dataset: Dataset, view: TimelineView = YEARS) -> Picture:
    return timeline_strip(dataset, np.ones(len(dataset), np.bool_), view, STYLE, MEASURE)


def words(picture: Picture) -> list[Text]:
    return [m for layer in picture.layers for m in layer.marks if isinstance(m, Text)]


def fades(picture: Picture) -> list[Fade]:
    return [m for layer in picture.layers for m in layer.marks if isinstance(m, Fade)]


def test_that_what_is_not_selected_is_pale_in_the_strip_as_on_the_map() -> None:
    data = make([Row(f"2024-{m:02}-05", id=f"e{m}", title=f"Number {m}") for m in range(1, 13)])
    every = np.ones(len(data), np.bool_)
    chosen = np.array([key in ("e3", "e9") for key in data.events.id])
    picture = timeline_strip(data, every, YEARS, STYLE, MEASURE, chosen)
    marks = picture.layer("strip").marks
    lit = {m.ref for m in marks if isinstance(m, Symbol) and m.opacity == 1.0}
    assert lit == {"event:e3", "event:e9"}
    assert {m.ref for m in marks if isinstance(m, Text) and m.opacity == 1.0} <= lit
    assert picture.tally == drawn(data).tally, "nothing goes"


def test_that_columns_hold_what_is_selected_in_full_before_the_rest() -> None:
    rows = [Row(f"{1900 + k % 120}-0{1 + k % 9}-11", title=f"Event {k}") for k in range(900)]
    data, view = make(rows), replace(YEARS, start=from_civil(1899), end=from_civil(2021))
    every, chosen = np.ones(900, np.bool_), np.arange(900) % 4 == 0
    picture = timeline_strip(data, every, view, STYLE, MEASURE, chosen)
    fills = dict[str, float]()
    for mark in picture.layer("strip").marks:
        if isinstance(mark, Rect):
            fills[mark.fill] = fills.get(mark.fill, 0.0) + mark.w * mark.h
    pale, full = sorted(fills.values(), reverse=True)
    assert full / pale == pytest.approx(0.25, rel=0.01)
    assert picture.tally == drawn(data, view).tally


def test_that_a_month_is_not_drawn_as_a_day_of_it() -> None:
    """In a window of one month a mark alone would stand on its 16th."""
    (band,) = fades(drawn(make([Row("2024-05")]), MONTH))
    assert band.w == pytest.approx(MONTH.width, rel=0.01)
    assert not fades(drawn(make([Row("2024-05")]), replace(YEARS, start=from_civil(2000))))


def test_that_a_band_touches_no_other_mark_or_label() -> None:
    rows = [Row("2024"), *(Row(f"2024-{m:02}-05", title=f"Number {m}") for m in range(1, 13))]
    picture = drawn(make(rows))
    for band in fades(picture):
        for mark in picture.layer("strip").marks:
            if isinstance(mark, Symbol | Text) and mark.ref != band.ref:
                wide = mark.width if isinstance(mark, Text) else 0.0
                same = abs(mark.y - band.y) < band.h + 4
                assert not same or mark.x + wide <= band.x or mark.x >= band.x + band.w


def test_that_far_too_many_events_are_columns_that_count_them_all() -> None:
    rows = [Row(f"{1900 + k % 120}-0{1 + k % 9}-11", title=f"Event {k}") for k in range(900)]
    rows += [Row("1890/..", title="Goes on"), Row("", title="Lost")]
    view = replace(YEARS, start=from_civil(1899), end=from_civil(2021))
    picture = drawn(make(rows), view)
    tally = picture.tally
    assert (tally.drawn, tally.outside, tally.unplaced) == (900, 0, 2)
    columns = [m for m in picture.layer("strip").marks if isinstance(m, Rect)]
    assert len(columns) > 20
    assert all(c.x >= 0 and c.x + c.w <= view.width + 1 and c.y >= 0 for c in columns)
    said = [t.text for t in words(picture)]
    assert any(t.startswith("900 events by ") for t in said)
    assert "and 1 more" in said
    assert not [m for m in picture.layer("strip").marks if isinstance(m, Symbol)]


def test_that_undated_events_are_left_to_the_page_to_tell() -> None:
    picture = drawn(make([Row("2024-05-01"), Row(""), Row("")]))
    assert picture.tally.unplaced == 2
    assert not [t for t in words(picture) if t.role == "more"]


def test_that_no_label_crosses_today_and_its_pill_keeps_clear() -> None:
    titles = ["A name of some length", "Another name", "Yet another long name", "One more"]
    rows = [Row(f"2025-0{k % 9 + 1}-{k + 1:02}", title=titles[k % 4]) for k in range(20)]
    view = replace(YEARS, height=200, today=from_civil(2025, 5, 10))
    picture = drawn(make(rows), view)
    pill = next(m for m in picture.layer("today").marks if isinstance(m, Rect))
    line = next(m for m in picture.layer("today").marks if isinstance(m, Line))
    x = float(line.points[0, 0])
    labels = [t for t in words(picture) if t.role == "label"]
    assert labels
    for text in labels:
        assert text.x >= x or text.x + text.width <= x
        assert text.y - MEASURE.ascent(text.font) * 0.8 >= pill.y + pill.h
    for a, b in combinations(labels, 2):
        same = abs(a.y - b.y) < 1
        assert not same or a.x + a.width <= b.x or b.x + b.width <= a.x


def test_that_the_axis_lies_over_the_halos() -> None:
    assert drawn(make([Row("2024-05")])).layers[-1].name == "strip_axis"
