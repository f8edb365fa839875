"""The timeline's Picture: nothing overlaps, everything is drawn or counted."""

from dataclasses import replace
from itertools import combinations, pairwise
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from timeline_samples import CATEGORIES, PlainMeasure, Row, make

from explorer.common.look import Lang
from explorer.dataset.calendar import from_civil
from explorer.dataset.edtf import MAX, MIN, to_iso_day
from explorer.dataset.model import Dataset, Observation
from explorer.figure.page.strip import timeline_strip
from explorer.figure.picture import Circle, Fade, Line, Picture, Rect, Symbol, Text
from explorer.figure.style import load_style
from explorer.figure.timeline.arrange import Arranged, arrange
from explorer.figure.timeline.drawing import (
    timeline_figure,
    timeline_layout,
    timeline_live,
    timeline_static,
)
from explorer.figure.timeline.labels import label_texts
from explorer.figure.timeline.timescale import layout, time_to_x, x_to_time
from explorer.figure.view import TimelineView

STYLE, MEASURE = load_style("light"), PlainMeasure()
VIEW = TimelineView(984, 388, from_civil(2024), from_civil(2026, 7), today=from_civil(2026, 2, 14))

dates = st.one_of(
    st.builds(
        lambda y, m, d: f"{y}-{m:02}-{d:02}",
        st.integers(2023, 2026),
        st.integers(1, 12),
        st.integers(1, 28),
    ),
    st.builds(lambda y, m: f"{y}-{m:02}", st.integers(2023, 2026), st.integers(1, 12)),
    st.builds(lambda y: f"{y}", st.integers(2022, 2027)),
    st.builds(lambda a, b: f"{a}/{a + b}", st.integers(2018, 2026), st.integers(0, 9)),
    st.sampled_from(
        ["", "2021/..", "2024-05/", "../2025-03", "/2024", "[..2024-07]", "[2025-01..]", "../..",
         "[2024-01..2024-09-05]", "Y-13800000000", "1405-07-11", "2025-33", "2024~"]
    ),
)  # fmt: skip
events = st.builds(
    Row,
    date=dates,
    title=st.sampled_from(
        ["Plan", "A model is released: weights and all", "Alibaba Cloud opens a centre in Dubai"]
    ),
    label=st.sampled_from(["", "", "Plan B", "A short name of 28 letters."]),
    category=st.sampled_from([c.id for c in CATEGORIES] + [""]),
    kind=st.sampled_from(["event", "forecast", "programme"]),
    status=st.sampled_from(["completed", "planned", "suspended"]),
    confidence=st.sampled_from(["low", "high"]),
    organization=st.sampled_from(["", "Alibaba", "Zhipu", "Alibaba;Zhipu"]),
    country=st.sampled_from(["", "SG", "AE", "SG;AE", "AE;AE"]),
    disputed_date=st.sampled_from(["", "", "", "2024-06-01", "about a year"]),
)
tables = st.lists(events, max_size=70)


def all_of(dataset: Dataset) -> np.ndarray:
    return np.ones(len(dataset), dtype=np.bool_)


def texts(picture: Picture) -> list[Text]:
    return [m for layer in picture.layers for m in layer.marks if isinstance(m, Text)]


def box(text: Text) -> tuple[float, float, float, float]:
    return (
        text.x,
        text.y - 0.76 * text.font.size,
        text.x + text.width,
        text.y + 0.2 * text.font.size,
    )


def assert_apart(found: list[Text]) -> None:
    for a, b in combinations(found, 2):
        p, q = box(a), box(b)
        apart = p[2] <= q[0] + 0.01 or q[2] <= p[0] + 0.01 or p[3] <= q[1] or q[3] <= p[1]
        assert apart, (a.text, b.text)


def refs(picture: Picture) -> list[str]:
    """Ids of events with a mark, bar, band or pill (labels left out), each mark once."""
    found: list[str] = []
    for layer in picture.layers:
        for mark in layer.marks:
            if not isinstance(mark, Text) and mark.ref.startswith(("event:", "cluster:")):
                found += mark.ref.partition(":")[2].split(",")
    return found


@given(tables, st.sampled_from(["category", "organization", "country"]), st.integers(0, 400))
def test_that_no_two_texts_overlap(table: list[Row], group: str, scroll: int) -> None:
    dataset = make(table)
    view = TimelineView(
        984,
        388,
        VIEW.start,
        VIEW.end,
        group=group,
        today=VIEW.today,
        scroll=float(scroll),  # type: ignore[arg-type]
    )
    picture = timeline_figure(dataset, all_of(dataset), view, STYLE, MEASURE)
    for name in ("lanes", "axis", "headers", "overview"):
        assert_apart([m for m in picture.layer(name).marks if isinstance(m, Text)])


@given(tables, st.integers(0, 2**12 - 1), st.sampled_from(["en", "zh"]), st.floats(0.8, 2.5))
def test_that_texts_of_a_selection_keep_clear_too(
    table: list[Row], bits: int, lang: Lang, factor: float
) -> None:
    dataset = make(table)
    selected = np.array([bits >> (i % 12) & 1 for i in range(len(dataset))], dtype=np.bool_)
    picked = frozenset(dataset.events.id[i] for i in range(0, len(dataset), 7))
    view = TimelineView(
        1100, 900, VIEW.start, VIEW.end, lang=lang, selected=picked, size_factor=factor
    )
    picture = timeline_figure(dataset, all_of(dataset), view, STYLE, MEASURE, selected)
    lit = [m for m in picture.layer("lit").marks if isinstance(m, Text)]
    pills = {m.ref for m in lit if m.role == "count"}  # drawn over their dimmed selves
    still = [m for m in picture.layer("lanes").marks if isinstance(m, Text)]
    assert_apart([*(m for m in still if m.role != "count" or m.ref not in pills), *lit])
    assert_apart(
        [
            m
            for name in ("headers", "counts")
            for m in picture.layer(name).marks
            if isinstance(m, Text)
        ]
    )


@given(tables, st.integers(0, 2**12 - 1), st.sampled_from(["category", "organization", "country"]))
def test_that_every_visible_event_is_drawn_or_counted_once(
    table: list[Row], bits: int, group: Literal["category", "organization", "country"]
) -> None:
    dataset = make(table)
    visible = np.array([bits >> (i % 12) & 1 for i in range(len(dataset))], dtype=np.bool_)
    view = TimelineView(984, 1400, VIEW.start, VIEW.end, group=group)  # room for every lane
    picture = timeline_figure(dataset, visible, view, STYLE, MEASURE)
    tally = picture.tally
    assert tally.drawn + tally.outside + tally.unplaced == visible.sum()
    drawn = set(refs(picture))
    assert len(drawn) == tally.drawn
    assert drawn <= {dataset.events.id[i] for i in np.flatnonzero(visible)}
    e = dataset.events
    near = visible & e.dated & (e.start_lo < view.end) & (e.end_hi > view.start)
    assert {e.id[i] for i in np.flatnonzero(near)} <= drawn


@given(tables)
def test_that_nothing_in_a_row_overlaps(table: list[Row]) -> None:
    dataset = make(table)
    arranged = arrange(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    for lane in arranged.boxes:
        taken: dict[int, list[tuple[float, float]]] = {}
        for item in lane.items:
            taken.setdefault(item.row, []).append((item.left, item.right))
            if item.label is not None and not item.label.inside:
                at = item.label.x
                taken.setdefault(item.label.row, []).append((at, at + item.label.width))
        for row in taken.values():
            for (a, b), (c, d) in combinations(row, 2):
                assert b <= c + 0.01 or d <= a + 0.01


@given(tables)
def test_that_strip_texts_keep_clear_and_events_are_counted(table: list[Row]) -> None:
    dataset = make(table)
    view = TimelineView(1800, 110, VIEW.start, VIEW.end, size_factor=20 / 12)
    picture = timeline_strip(dataset, all_of(dataset), view, STYLE, MEASURE)
    assert_apart(texts(picture))
    tally = picture.tally
    assert tally.drawn + tally.outside + tally.unplaced == len(dataset)
    assert len(set(refs(picture))) == tally.drawn


@given(st.integers(MIN, MAX - 1), st.integers(1, 2**62), st.floats(0, 1))
def test_that_time_and_x_are_inverse(start: int, length: int, share: float) -> None:
    view = TimelineView(984, 388, start, min(start + length, MAX))
    x = 136 + share * 848
    t = x_to_time(view, x)
    assert MIN <= t <= MAX
    assert time_to_x(view, t) == pytest.approx(x, abs=0.5 * 848 / (view.end - view.start) + 1e-3)


def test_that_the_parts_fill_the_height() -> None:
    for view in (VIEW, TimelineView(984, 388, 0, 10, indicator="x", size_factor=1.5)):
        laid = layout(view, [26.0, 41.0])
        parts = (laid.axis, laid.lanes, laid.indicator, laid.overview)
        assert sum(part[3] for part in parts) == pytest.approx(view.height)
        for upper, lower in pairwise(parts):
            assert upper[1] + upper[3] == pytest.approx(lower[1])
        assert laid.plot_x + laid.plot_w == view.width
        assert laid.content_height == 67.0


def test_that_scroll_stays_within_the_lanes() -> None:
    dataset = make([Row(f"2024-0{m}", category=c.id) for m in range(1, 8) for c in CATEGORIES])
    view = TimelineView(984, 200, VIEW.start, VIEW.end, scroll=1e9)
    laid = timeline_layout(dataset, all_of(dataset), view, STYLE, MEASURE)
    assert laid.scroll == pytest.approx(laid.content_height - laid.lanes[3])
    assert laid.lane_at(laid.lanes[1] + laid.lanes[3] - 1) == len(laid.lane_tops) - 1


def marks_of(picture: Picture, event: str, kind: type) -> list[object]:
    return [
        m
        for layer in picture.layers
        for m in layer.marks
        if isinstance(m, kind) and m.ref == f"event:{event}"
    ]


def drawn(*rows: Row) -> Picture:
    dataset = make(rows)
    return timeline_figure(dataset, all_of(dataset), VIEW, STYLE, MEASURE)


def test_that_a_day_is_a_mark_and_a_year_has_a_band() -> None:
    picture = drawn(Row("2024-05-03", id="day"), Row("2025", id="year", category="ipo"))
    assert marks_of(picture, "day", Fade) == []
    (fade,) = marks_of(picture, "year", Fade)
    assert isinstance(fade, Fade)
    assert fade.w == pytest.approx(
        time_to_x(VIEW, from_civil(2026)) - time_to_x(VIEW, from_civil(2025))
    )
    assert fade.stops[0][1] == fade.stops[-1][1] == 0


def test_that_only_what_is_planned_is_hollow() -> None:
    picture = drawn(
        Row("2025", id="loose"), Row("2024-06-01", id="plan", status="planned", category="ipo")
    )
    (loose,), (plan,) = marks_of(picture, "loose", Symbol), marks_of(picture, "plan", Symbol)
    assert isinstance(loose, Symbol)
    assert isinstance(plan, Symbol)
    assert loose.fill == STYLE.category("release").fill
    assert plan.fill in (STYLE.tokens.panel, STYLE.tokens.panel2)


def test_that_an_open_end_fades() -> None:
    picture = drawn(
        Row("2024-03-01/..", id="on"), Row("2025-01-05/2025-09-05", id="bar", category="ipo")
    )
    fades = marks_of(picture, "on", Fade)
    assert fades
    assert all(isinstance(f, Fade) and f.stops[-1][1] == 0 for f in fades)
    assert marks_of(picture, "bar", Fade) == []
    assert len(marks_of(picture, "bar", Rect)) == 2


def test_that_disagreeing_dates_are_joined() -> None:
    picture = drawn(Row("2024-03-05", id="a", disputed_date="2024-06-01 says the filing"))
    assert len(marks_of(picture, "a", Symbol)) == 2
    assert any(t.text == "!" for t in texts(picture))
    agreed = drawn(Row("2024-03-05", id="a", disputed_date="2024-03"))
    assert len(marks_of(agreed, "a", Symbol)) == 1


def test_that_the_sign_of_disagreeing_dates_pales_with_its_event() -> None:
    data = make([Row("2024-03-05", id="a", disputed_date="2024-06-01 says the filing")])
    for dimmed in (False, True):
        still = timeline_static(data, all_of(data), VIEW, STYLE, MEASURE, dimmed=dimmed)
        own = [m for m in still.layer("lanes").marks if getattr(m, "ref", "") == "event:a"]
        sign = [m.opacity for m in own if isinstance(m, Circle | Text) and _signs(m)]
        assert len(sign) == 2
        assert all((opacity < 0.5) == dimmed for opacity in sign)


def _signs(mark: Circle | Text) -> bool:
    """Whether a mark belongs to the sign."""
    return mark.text == "!" if isinstance(mark, Text) else mark.fill == STYLE.tokens.warning_ground


def test_that_a_disagreeing_date_without_room_is_not_drawn_over_others() -> None:
    months = [f"2024-{m:02}-05" for m in range(3, 12)]
    rows = [Row(m, id=f"q{k}", disputed_date="2024-01-20") for k, m in enumerate(months)]
    dataset = make(rows)
    arranged = arrange(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    picture = timeline_figure(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    (lane,) = arranged.boxes
    for item in lane.items:
        ref = f"event:{dataset.events.id[item.slot.events[0]]}"
        for mark in picture.layer("lanes").marks:
            if isinstance(mark, Line) and mark.ref == ref:
                assert item.left <= mark.points[:, 0].min()
                assert mark.points[:, 0].max() <= item.right


@pytest.mark.parametrize(
    ("row", "lang", "names"),
    [
        (Row(title="A long title", label="Short"), "en", ("Short",)),
        (Row(title="A long title", label="Short"), "zh", ("Short",)),
        (Row(title="A title", label_zh="短"), "en", ("A title", "Acme")),
        (Row(title="A title", label_zh="短"), "zh", ("短",)),
        (Row(title="Five states: a plan"), "en", ("Five states: a plan", "Five states", "Acme")),
        (Row(title="Go Saudi, with Mobily"), "en", ("Go Saudi, with Mobily", "Go Saudi", "Acme")),
        (Row(title="Cut it – and why"), "en", ("Cut it – and why", "Cut it", "Acme")),
        (Row(title="Yi: 751 of 1,500 at 10:30"), "en", ("Yi: 751 of 1,500 at 10:30", "Acme")),
        (Row(title="阿里云计划：五个国家"), "zh", ("阿里云计划：五个国家", "阿里云计划", "Acme")),
        (Row(title="五国：阿里云的新计划"), "zh", ("五国：阿里云的新计划", "Acme")),
    ],
)  # fmt: skip
def test_that_names_get_shorter_by_whole_phrases(
    row: Row, lang: Lang, names: tuple[str, ...]
) -> None:
    dataset = make([replace(row, date="2024", organization="Acme", country="SG")])
    assert label_texts(dataset, 0, replace(VIEW, lang=lang)) == names
    alone = tuple(name for name in names if name != "Acme")
    grouped = replace(VIEW, lang=lang, group="organization")
    assert label_texts(dataset, 0, grouped) == alone


def test_that_a_crowded_strip_names_what_matters_most() -> None:
    days = [to_iso_day(from_civil(2025) + 20 * 86_400 * k, last=False) for k in range(10)]
    for matters in range(len(days)):
        rows = [
            Row(day, title=f"Event {k}", confidence="high" if k == matters else "low")
            for k, day in enumerate(days)
        ]
        dataset = make(rows)
        view = TimelineView(700, 54, VIEW.start, VIEW.end)
        found = timeline_strip(dataset, all_of(dataset), view, STYLE, MEASURE)
        assert found.tally.drawn == len(days)
        assert f"Event {matters}" in [t.text for t in texts(found)]


def test_that_labels_of_a_strip_stay_within_it() -> None:
    dataset = make([Row("2024-01-02", title="The first"), Row("2026-06-28", title="The last")])
    view = TimelineView(700, 36, VIEW.start, VIEW.end)
    found = timeline_strip(dataset, all_of(dataset), view, STYLE, MEASURE)
    named = [t for t in texts(found) if t.role == "label"]
    assert {t.text for t in named} == {"The first", "The last"}
    assert all(t.x >= 0 and t.x + t.width <= view.width for t in named)


def test_that_undated_events_have_a_lane() -> None:
    picture = drawn(Row("", title="Lost", id="u"), Row("2024-05-01"))
    assert any(t.text == "Undated" for t in texts(picture))
    assert len(marks_of(picture, "u", Symbol)) == 1
    assert picture.tally.unplaced == 0


def test_that_a_crowd_becomes_a_count() -> None:
    dataset = make([Row("2025-06-01") for _ in range(40)])
    picture = timeline_figure(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    clusters = {
        r for layer in picture.layers for m in layer.marks if (r := m.ref)[:8] == "cluster:"
    }
    assert len(clusters) == 1
    assert picture.tally.drawn == 40


def test_that_panning_keeps_rows() -> None:
    rows = [Row(f"2024-{m:02}-{d:02}") for m in range(1, 13) for d in (1, 9, 17, 25)]
    dataset = make(rows)

    def rows_of(arranged: Arranged) -> dict[str, int]:
        return {
            dataset.events.id[i]: item.row
            for lane in arranged.boxes
            for item in lane.items
            for i in item.slot.events
        }

    before = rows_of(arrange(dataset, all_of(dataset), VIEW, STYLE, MEASURE))
    moved = TimelineView(984, 388, VIEW.start + 86_400 * 3, VIEW.end + 86_400 * 3, today=VIEW.today)
    after = rows_of(arrange(dataset, all_of(dataset), moved, STYLE, MEASURE))
    assert {k: before[k] for k in after if k in before} == {
        k: after[k] for k in after if k in before
    }


def test_that_selection_dims_and_hides_nothing() -> None:
    dataset = make([Row("2024-05-01", id="a"), Row("2025-05-01", id="b", category="ipo")])
    selected = np.array([i == "a" for i in dataset.events.id])
    picture = timeline_figure(dataset, all_of(dataset), VIEW, STYLE, MEASURE, selected)
    (a,), (b,) = marks_of(picture, "a", Symbol), marks_of(picture, "b", Symbol)
    assert isinstance(a, Symbol)
    assert isinstance(b, Symbol)
    assert a.opacity == 1.0
    assert 0.2 <= b.opacity <= 0.28
    counts = [t.text for t in texts(picture) if t.role == "count"]
    assert counts == ["1", "0"]


def test_that_a_picked_event_has_a_ring_and_a_guide() -> None:
    dataset = make([Row("2024-05-01", id="a")])
    view = TimelineView(984, 388, VIEW.start, VIEW.end, selected=frozenset({"a", "gone"}))
    live = timeline_live(dataset, all_of(dataset), view, STYLE, MEASURE)
    assert live.layer("guide").marks
    assert all(isinstance(guide, Line) for guide in live.layer("guide").marks)
    rings = [m for m in live.layer("lit").marks if isinstance(m, Circle)]
    assert [r.stroke for r in rings] == [STYLE.tokens.accent]


def test_that_the_static_part_ignores_selection_and_hover() -> None:
    dataset = make([Row("2024-05-01", id="a"), Row("2025", id="b")])
    plain = timeline_static(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    picked = TimelineView(984, 388, VIEW.start, VIEW.end, today=VIEW.today, selected=frozenset("a"))
    assert [m for m in timeline_static(dataset, all_of(dataset), picked, STYLE, MEASURE)
            .layer("lanes").marks if isinstance(m, Text)] == [
        m for m in plain.layer("lanes").marks if isinstance(m, Text)
    ]  # fmt: skip


def test_that_many_events_are_counted_in_columns() -> None:
    days = [f"2024-{1 + k % 12:02}-{1 + k % 28:02}" for k in range(1600)]
    dataset = make([Row(d) for d in days])
    picture = timeline_figure(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    assert picture.tally.drawn == 1600
    (lane,) = arrange(dataset, all_of(dataset), VIEW, STYLE, MEASURE).boxes
    assert lane.columns is not None
    assert lane.columns.counts.sum() == 1600


def observation(date: str, year: int, value: float, kind: str = "point") -> Observation:
    lo, hi = from_civil(year), from_civil(year + 1)
    nan = float("nan")
    return Observation("s", "Share of papers", "", date, lo, hi, value, nan, nan, "percent",
                       "nearly", kind, -1)  # fmt: skip


def test_that_the_indicator_is_dashed_between_values_and_ends_at_the_last() -> None:
    dataset = make(
        [Row("2024-05-01")], [observation("2000", 2000, 5), observation("2025", 2025, 36)]
    )
    view = TimelineView(984, 388, VIEW.start, VIEW.end, indicator="s")
    layer = timeline_figure(dataset, all_of(dataset), view, STYLE, MEASURE).layer("indicator")
    lines = [m for m in layer.marks if isinstance(m, Line)]
    assert lines
    assert all(line.dash for line in lines)
    last = time_to_x(view, (from_civil(2025) + from_civil(2026)) // 2)
    assert max(float(line.points[:, 0].max()) for line in lines) <= last + 1
    words = [m.text for m in layer.marks if isinstance(m, Text)]
    assert "nearly 36% in 2025" in words
    assert "dashed: interpolated" in words


def test_that_guides_run_behind_pills_marks_and_words() -> None:
    rows = [Row("2024-05-01", id=f"a{k}", category="ipo") for k in range(9)]
    rows += [Row("2024-05-02", id="picked", category="release", title="Picked")]
    rows += [Row("2024-04-10", category="regulation", title="A label that crosses the guide")]
    dataset = make(rows)
    view = replace(VIEW, selected=frozenset({"picked"}))
    arranged = arrange(dataset, all_of(dataset), view, STYLE, MEASURE)
    live = timeline_live(dataset, all_of(dataset), view, STYLE, MEASURE)
    pieces = [m.points for m in live.layer("guide").marks if isinstance(m, Line)]
    assert len(pieces) > 2
    x = pieces[0][0, 0]
    for lane in arranged.boxes:
        for item in lane.items:
            covered = [(item.x - 5, item.x + 5, item.row)]
            if item.label is not None:
                end = item.label.x + item.label.width
                covered.append((item.label.x, end, item.label.row))
            for left, right, row in covered:
                y = lane.row_y(row, 1.0)
                if left < x < right:
                    assert all(p[1, 1] <= y - 6 or p[0, 1] >= y + 6 for p in pieces)


@given(
    st.lists(st.integers(0, 120), min_size=1, max_size=25),
    st.integers(0, 24),
    st.sampled_from([300.0, 388.0, 700.0]),
)
def test_that_a_picked_event_has_a_mark_and_a_bold_name_of_its_own(
    days: list[int], which: int, height: float
) -> None:
    start = from_civil(2026, 3)
    rows = [
        Row(to_iso_day(start + day * 86_400, False), id=f"e{k}", title=f"Number {k}")
        for k, day in enumerate(days)
    ]
    dataset = make(rows)
    key = f"e{which % len(days)}"
    view = replace(VIEW, selected=frozenset({key}), height=height)
    arranged = arrange(dataset, all_of(dataset), view, STYLE, MEASURE)
    found = arranged.find(dataset.event_index[key])
    assert found is not None
    box, item = found
    assert item.slot.events == [dataset.event_index[key]]
    for other in box.items:  # nothing lies on it, no pill either
        apart = other.row != item.row or other.right <= item.left or other.left >= item.right
        assert other is item or apart
    lit = timeline_live(dataset, all_of(dataset), view, STYLE, MEASURE).layer("lit").marks
    assert sum(isinstance(m, Circle) for m in lit) == 1
    names = [m for m in lit if isinstance(m, Text) and m.ref == f"event:{key}"]
    assert [(m.text, m.font.weight) for m in names] == [(f"Number {key[1:]}", 700)]
    assert layout(view).plot_x <= names[0].x
    assert names[0].x + names[0].width <= view.width


def test_that_marks_at_the_ends_of_the_window_stand_whole() -> None:
    dataset = make([Row("2024-01-01", id="first"), Row("2026-06-30", id="last")])
    picture = timeline_static(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    marks = [m for m in picture.layer("lanes").marks if isinstance(m, Symbol)]
    assert len(marks) == 2
    assert all(layout(VIEW).plot_x <= m.x - m.radius for m in marks)
    assert all(m.x + m.radius <= VIEW.width for m in marks)


def test_that_a_folded_lane_points_at_what_lasts_longer_without_words() -> None:
    dataset = make([Row("2020/2030", id="long"), Row("2025-01-01", id="mark")])
    lane = arrange(dataset, all_of(dataset), VIEW, STYLE, MEASURE).boxes[0].lane.id
    view = replace(VIEW, folded=frozenset({lane}))
    picture = timeline_static(dataset, all_of(dataset), view, STYLE, MEASURE)
    assert not [m for m in picture.layer("lanes").marks if isinstance(m, Text)]


@pytest.mark.parametrize(("picked", "lines"), [(1, 1), (4, 4), (5, 0)])
def test_that_few_picked_events_have_guides(picked: int, lines: int) -> None:
    dataset = make([Row(f"2024-{m + 1:02}-05", id=f"e{m}") for m in range(9)])
    view = replace(VIEW, selected=frozenset(f"e{m}" for m in range(picked)))
    live = timeline_live(dataset, all_of(dataset), view, STYLE, MEASURE)
    guides = [m.points[0, 0] for m in live.layer("guide").marks if isinstance(m, Line)]
    assert len(set(guides)) == lines
    assert sum(isinstance(m, Circle) for m in live.layer("lit").marks) == picked


def test_that_what_is_left_to_the_live_layer_is_drawn_once() -> None:
    rows = [Row("2024-05-01/2025-03-01", id="bar", title="In a bar"), Row("2025-06", id="mark")]
    rows += [Row("2024-05-01", id=f"a{k}", category="ipo") for k in range(40)]
    dataset = make(rows)
    plain = timeline_static(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    (pill,) = {m.ref for m in plain.layer("lanes").marks if m.ref[:8] == "cluster:"}
    gathered = pill.split(",")[1]
    without = np.array([key in ("bar", "mark", gathered) for key in dataset.events.id])
    still = timeline_static(dataset, all_of(dataset), VIEW, STYLE, MEASURE, without=without)
    found = {m.ref for m in still.layer("lanes").marks if not isinstance(m, Line)}
    assert not found & {"event:bar", "event:mark"}
    assert pill in found
    view = replace(VIEW, selected=frozenset({"bar", "mark"}))
    live = timeline_live(dataset, all_of(dataset), view, STYLE, MEASURE)
    assert {"event:bar", "event:mark"} <= {getattr(m, "ref", "") for m in live.layer("lit").marks}


@pytest.mark.parametrize("others", [0, 1, 9, 60])
@pytest.mark.parametrize("start", ["2022-10/..", "2024-03-01/..", "2021/"])
def test_that_what_goes_on_reaches_the_edge_or_is_told(others: int, start: str) -> None:
    rows = [Row(start, id="on", title="Rules in force")]
    rows += [Row(f"2024-{1 + k % 12:02}-{1 + k % 27:02}", title="Another") for k in range(others)]
    dataset = make(rows)
    picture = timeline_figure(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    fades = [m for m in marks_of(picture, "on", Fade) if isinstance(m, Fade)]
    pills = [t.text for t in texts(picture) if t.ref == "event:on" and t.role == "count"]
    if fades:
        assert max(m.x + m.w for m in fades) == pytest.approx(VIEW.width)
    else:
        assert pills == ["‹ Rules in force"]


def test_that_bars_without_an_end_leave_room_for_others() -> None:
    rows = [Row(f"2024-0{k}-01/..", id=f"on{k}") for k in range(1, 9)]
    rows += [Row(f"2025-{k:02}-01") for k in range(1, 12)]
    dataset = make(rows)
    arranged = arrange(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    (lane,) = arranged.boxes
    bars = [item for item in lane.items if item.slot.kind == "bar"]
    assert lane.rows <= 6
    assert len(bars) >= 4
    picture = timeline_figure(dataset, all_of(dataset), VIEW, STYLE, MEASURE)
    assert len(set(refs(picture))) == len(dataset)


@pytest.mark.parametrize("date", ["2024-06", "2024-33", "2024-05-10/2024-05-30"])
def test_that_a_label_starts_after_a_short_band(date: str) -> None:
    picture = drawn(Row(date, id="a", title="Named"))
    (label,) = (m for m in marks_of(picture, "a", Text) if isinstance(m, Text))
    for fade in marks_of(picture, "a", Fade):
        assert isinstance(fade, Fade)
        assert label.x >= fade.x + 0.9 * fade.w


def box_of(text: Text) -> tuple[float, float, float, float]:
    return (text.x, text.y - 8, text.x + text.width, text.y + 2)


def test_that_the_line_of_today_lies_beneath_labels_and_its_pill_on_top(bundled: Dataset) -> None:
    view = replace(VIEW, start=from_civil(2014), end=from_civil(2031), today=from_civil(2026, 11))
    names = [a.name for a in timeline_figure(bundled, all_of(bundled), view, STYLE, MEASURE).layers]
    assert names.index("grid") < names.index("today_line") < names.index("lanes")
    assert names.index("overview") < names.index("today") < names.index("lit")
    picture = timeline_figure(bundled, all_of(bundled), view, STYLE, MEASURE)
    (line,) = picture.layer("today_line").marks
    assert isinstance(line, Line)
    assert line.color == STYLE.tokens.today
    assert not any(isinstance(m, Line) for m in picture.layer("today").marks)


@given(
    st.lists(st.tuples(st.integers(2000, 2027), st.floats(0, 50)), min_size=1, max_size=6,
             unique_by=lambda o: o[0]),
    st.integers(1999, 2027), st.floats(0.05, 25), st.integers(300, 1200),
    st.sampled_from(["en", "zh"]),
)  # fmt: skip
def test_that_words_of_the_indicator_touch_nothing(
    values: list[tuple[int, float]], first: int, years: float, width: int, lang: Lang
) -> None:
    dataset = make([], [observation(str(year), year, value) for year, value in values])
    start = from_civil(first)
    view = TimelineView(float(width), 388, start, start + int(years * 366 * 86_400), lang=lang,
                        indicator="s", today=VIEW.today)  # fmt: skip
    picture = timeline_figure(dataset, all_of(dataset), view, STYLE, MEASURE)
    marks = picture.layer("indicator").marks
    words = [m for m in marks if isinstance(m, Text)]
    pill = [m for m in picture.layer("today").marks if isinstance(m, Text)]
    assert_apart([*words, *pill])
    for text in words:
        left, top, right, bottom = box_of(text)
        assert left >= 136
        assert right <= width
        for mark in marks:
            if isinstance(mark, Circle):
                assert not (left < mark.x < right and top < mark.y < bottom)
            elif isinstance(mark, Line):
                (x0, y0), (x1, y1) = sorted(mark.points.tolist())
                xs = np.linspace(max(x0, left), min(x1, right), 9) if x1 > x0 else np.array([])
                ys = np.interp(xs, [x0, x1], [y0, y1]) if min(x1, right) > max(x0, left) else xs
                assert not ((ys > top) & (ys < bottom) & (xs > left) & (xs < right)).any()


@pytest.mark.parametrize(
    ("name", "lines", "bold"),
    [
        (
            "China's share of AI research publications",
            ["China's share of", "AI research", "publications, %"],
            1,
        ),
        ("Share of papers", ["Share of papers", "%"], 1),
        ("Apollo Go: rides in a quarter", ["Apollo Go: rides", "in a quarter", "%"], 2),
        (
            "中国在全球人工智能研究论文中的占比与排名",
            ["中国在全球人工智能", "研究论文中的占比与排", "名, %"],
            1,
        ),
    ],
)
def test_that_the_indicator_s_name_breaks_between_words(
    name: str, lines: list[str], bold: int
) -> None:
    dataset = make([], [replace(observation("2025", 2025, 36), label=name)])
    view = replace(VIEW, indicator="s")
    picture = timeline_figure(dataset, all_of(dataset), view, STYLE, MEASURE)
    header = picture.layer("indicator_header").marks
    texts = [m for m in header if isinstance(m, Text)]
    told = [m for m in texts if m.role == "lane"]
    assert [m.text for m in told] == lines
    assert [m.font.weight for m in told] == [600] * bold + [400] * (len(lines) - bold)
    assert [m.text for m in texts if m.role == "level"] == ["36%", "18%"]


def test_that_hovering_draws_no_label_twice() -> None:
    dataset = make([Row("2024-05-01/2025-03-01", id="bar", title="In a bar")])
    view = replace(VIEW, hover="bar")
    live = timeline_live(dataset, all_of(dataset), view, STYLE, MEASURE).layer("lit").marks
    assert [type(m) for m in live] == [Symbol]
    whole = timeline_figure(dataset, all_of(dataset), view, STYLE, MEASURE)
    assert sum(t.text == "In a bar" for t in texts(whole)) == 1


def test_that_no_year_runs_through_the_undated_lane() -> None:
    picture = drawn(Row("2020"), Row("2022"), *(Row("") for _ in range(4)))
    grid = list(picture.layer("grid").marks)
    (ground,) = (m for m in grid if isinstance(m, Rect))
    assert ground.h > 10
    assert all(isinstance(m, Line) for m in grid[: grid.index(ground)]), "it lies over the lines"
    assert grid[-1] is ground
    counts = [m.text for m in picture.layer("counts").marks if isinstance(m, Text)]
    assert "4" in counts
