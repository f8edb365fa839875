"""A window that moves: rows stay, folded lanes, the brush, and what a step of a movement shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from timeline_samples import CATEGORIES, PlainMeasure, Row, make

from explorer.dataset.calendar import DAY, from_civil
from explorer.dataset.model import Bool, Dataset
from explorer.figure.hit import hit
from explorer.figure.picture import Circle, Line, Picture, Rect, Symbol, Text
from explorer.figure.style import load_style
from explorer.figure.timeline.arrange import Arranged, arrange
from explorer.figure.timeline.drawing import (
    timeline_figure,
    timeline_hover,
    timeline_live,
    timeline_static,
)
from explorer.figure.timeline.glyphs import HALF
from explorer.figure.timeline.lanepaint import inset
from explorer.figure.timeline.lanes import UNDATED
from explorer.figure.timeline.moving import Moving, shift_of
from explorer.figure.timeline.reach import within_reach
from explorer.figure.timeline.timescale import FOLDED, scale_of
from explorer.figure.view import TimelineView

STYLE, MEASURE = load_style("light"), PlainMeasure()
VIEW = TimelineView(984, 388, from_civil(2024), from_civil(2026, 7))
EVERY = frozenset({*(c.id for c in CATEGORIES), UNDATED})

spans = st.integers(from_civil(2019), from_civil(2028))
dates = st.one_of(
    st.dates(date(2019, 1, 1), date(2028, 1, 1)).map(date.isoformat),
    st.sampled_from(["2024", "2025-03", "2024-06-01/2025-02-01", "2023-05-01/..", "2026-01", ""]),
)
tables = st.lists(
    st.builds(
        Row,
        date=dates,
        category=st.sampled_from([c.id for c in CATEGORIES[:4]]),
        title=st.sampled_from(["A plan", "Five data centres: a long title", "Opens"]),
    ),
    max_size=60,
)


def windowed(dataset: Dataset, view: TimelineView) -> Bool:
    e = dataset.events
    return np.asarray(e.dated & (e.start_lo < view.end) & (e.end_hi > view.start))


def moved(view: TimelineView, days: int, longer: int = 0) -> TimelineView:
    return replace(view, start=view.start + days * DAY, end=view.end + (days + longer) * DAY)


def rows_of(arranged: Arranged) -> dict[int, int]:
    return {
        item.slot.events[0]: item.row
        for box in arranged.boxes
        for item in box.items
        if len(item.slot.events) == 1
    }


def crowd() -> Dataset:
    days = [(m, d) for m in range(1, 13) for d in (1, 11, 21)]
    return make(
        [
            Row(f"{year}-{m:02}-{d:02}", title="Event", category=CATEGORIES[d % 2].id)
            for year in (2023, 2024, 2025)
            for m, d in days
        ]
    )


def test_that_rows_are_those_of_all_that_the_window_hides_too() -> None:
    dataset = crowd()
    every = np.ones(len(dataset), dtype=np.bool_)
    before = VIEW
    for days in (3, 9, 27, 80):
        after = moved(VIEW, days)
        one = arrange(dataset, windowed(dataset, before), before, STYLE, MEASURE, every)
        other = arrange(dataset, windowed(dataset, after), after, STYLE, MEASURE, every)
        if [b.rows for b in one.boxes] == [b.rows for b in other.boxes]:
            a, b = rows_of(one), rows_of(other)
            both = a.keys() & b.keys()
            assert len(both) > 40
            assert {k: a[k] for k in both} == {k: b[k] for k in both}


@given(tables, spans, st.integers(20, 2000), st.booleans())
def test_that_a_window_s_events_are_each_drawn_or_counted_once(
    table: list[Row], start: int, days: int, folded: bool
) -> None:
    dataset = make(table)
    view = TimelineView(
        984, 1400, start, start + days * DAY, folded=EVERY if folded else frozenset()
    )
    visible = windowed(dataset, view)
    every = np.ones(len(dataset), dtype=np.bool_)
    picture = timeline_figure(dataset, visible, view, STYLE, MEASURE, backdrop=every)
    tally = picture.tally
    assert tally.drawn + tally.outside + tally.unplaced == visible.sum()
    shown = {
        key
        for layer in picture.layers
        for m in layer.marks
        if not isinstance(m, Text) and m.ref.startswith(("event:", "cluster:"))
        for key in m.ref.partition(":")[2].split(",")
    }
    assert shown == {dataset.events.id[i] for i in np.flatnonzero(visible)}


@given(tables)
def test_that_a_folded_lane_is_thin_and_names_nothing(table: list[Row]) -> None:
    dataset = make(table)
    every = np.ones(len(dataset), dtype=np.bool_)
    view = replace(VIEW, folded=EVERY)
    picture = timeline_figure(dataset, every, view, STYLE, MEASURE)
    arranged = arrange(dataset, every, view, STYLE, MEASURE)
    assert all(box.height == FOLDED for box in arranged.boxes)
    assert not [m for m in picture.layer("lanes").marks if getattr(m, "role", "") == "label"]
    tally = picture.tally
    assert tally.drawn + tally.outside + tally.unplaced == len(dataset)
    for box in arranged.boxes:
        for item in box.items:
            assert box.top < box.row_y(item.row, 1.0) < box.top + box.height


def test_that_only_the_folded_lane_is_folded() -> None:
    dataset = make([Row("2024-05-01", category="release"), Row("2024-05-01", category="ipo")])
    every = np.ones(2, dtype=np.bool_)
    view = replace(VIEW, folded=frozenset({"ipo"}))
    release, ipo = arrange(dataset, every, view, STYLE, MEASURE).boxes
    assert (release.lane.id, ipo.lane.id) == ("release", "ipo")
    assert release.height > ipo.height == FOLDED


def test_that_a_category_keeps_its_lane_while_the_window_hides_its_events() -> None:
    dataset = make([Row("2020-05-01", category="ipo"), Row("2024-05-01", category="release")])
    every = np.ones(2, dtype=np.bool_)
    boxes = arrange(dataset, windowed(dataset, VIEW), VIEW, STYLE, MEASURE, every).boxes
    assert [box.lane.id for box in boxes] == ["release", "ipo"]
    by_place = replace(VIEW, group="organization")
    assert (
        len(arrange(dataset, windowed(dataset, VIEW), by_place, STYLE, MEASURE, every).boxes) == 1
    )


def test_that_a_lane_s_header_can_be_hit() -> None:
    dataset = make([Row("2024-05-01", category="release"), Row("2024-01-02", category="ipo")])
    every = np.ones(2, dtype=np.bool_)
    picture = timeline_static(dataset, every, VIEW, STYLE, MEASURE)
    for box in arrange(dataset, every, VIEW, STYLE, MEASURE).boxes:
        for x in (3.0, 60.0, 125.0):
            assert hit(picture, x, box.top + box.height / 2)[0] == f"lane:{box.lane.id}"
        first = box.items[0]
        assert hit(picture, first.x, box.row_y(first.row, 1.0))[0].startswith("event:")


def brush_of(view: TimelineView) -> Picture:
    dataset = make([Row("2024-05-01"), Row("2025-05-01")])
    return timeline_live(dataset, np.ones(2, dtype=np.bool_), view, STYLE, MEASURE)


def test_that_the_brush_is_a_tint_with_edges_and_grips() -> None:
    brush = (from_civil(2024, 3), from_civil(2025, 3))
    marks = brush_of(replace(VIEW, brush=brush)).layer("brush").marks
    scale = scale_of(VIEW)
    tint = marks[0]
    assert isinstance(tint, Rect)
    assert (tint.opacity, tint.fill) == (0.07, STYLE.tokens.accent)
    assert tint.x == pytest.approx(scale.to_x(brush[0]))
    assert tint.x + tint.w == pytest.approx(scale.to_x(brush[1]))
    edges = [m for m in marks if isinstance(m, Line) and m.width == 1.5]
    assert [m.points[0, 0] for m in edges] == pytest.approx([scale.to_x(t) for t in brush])
    grips = [m for m in marks[1:] if isinstance(m, Rect)]
    assert all(m.y + m.h <= 28 for m in grips), "they stand on the axis"
    assert len(grips) == 2


def test_that_a_brush_is_cut_to_the_window() -> None:
    left = brush_of(replace(VIEW, brush=(from_civil(2000), from_civil(2025)))).layer("brush").marks
    assert isinstance(left[0], Rect)
    assert left[0].x == 136
    assert len([m for m in left if isinstance(m, Line) and m.width == 1.5]) == 1
    assert brush_of(replace(VIEW, brush=(0, 9))).layer("brush").marks == ()
    assert brush_of(VIEW).layer("brush").marks == ()


def test_that_the_brush_changes_nothing_that_stands_still() -> None:
    dataset = crowd()
    every = np.ones(len(dataset), dtype=np.bool_)
    brushed = replace(VIEW, brush=(from_civil(2024), from_civil(2025)))
    one = arrange(dataset, every, VIEW, STYLE, MEASURE)
    assert arrange(dataset, every, brushed, STYLE, MEASURE) is one


def test_that_hovering_draws_only_what_is_hovered() -> None:
    dataset = make([Row("2024-05-01", id="a"), Row("2025-05-01", id="b")])
    every = np.ones(2, dtype=np.bool_)
    view = replace(VIEW, hover="a")
    (layer,) = timeline_hover(dataset, every, view, STYLE, MEASURE).layers
    assert [type(m) for m in layer.marks] == [Symbol]
    still = timeline_static(dataset, every, VIEW, STYLE, MEASURE).layer("lanes").marks
    (plain,) = (m for m in still if isinstance(m, Symbol) and m.ref == "event:a")
    (grown,) = layer.marks
    assert isinstance(grown, Symbol)
    assert grown.radius > plain.radius
    assert (grown.x, grown.y) == (plain.x, plain.y)
    dimmed = timeline_hover(dataset, every, view, STYLE, MEASURE, np.array([False, True]))
    assert any(isinstance(m, Text) for m in dimmed.layers[0].marks), "it is seen in full"
    assert timeline_hover(dataset, every, VIEW, STYLE, MEASURE).layers == ()


def journey(dataset: Dataset, view: TimelineView, lit: Bool | None = None) -> Moving:
    every = np.ones(len(dataset), dtype=np.bool_)
    arranged = arrange(dataset, windowed(dataset, view), view, STYLE, MEASURE, every)
    return Moving(dataset, arranged, view, STYLE, MEASURE, lit)


@given(tables, st.integers(-400, 400), st.integers(-300, 300))
def test_that_a_step_shows_each_mark_at_its_time(table: list[Row], days: int, longer: int) -> None:
    dataset = make(table)
    view = moved(VIEW, days, longer)
    visible = windowed(dataset, view)
    moving = journey(dataset, VIEW)
    step, scale, seen = moving.step(visible, view), scale_of(view), set()
    for piece, by in step.puts:
        for mark in piece.marks:
            if isinstance(mark, Symbol) and mark.ref.startswith("event:"):
                i = dataset.event_index[mark.ref[6:]]
                lo, hi = int(dataset.events.start_lo[i]), int(dataset.events.start_hi[i])
                if not dataset.events.interval[i]:
                    x = inset(scale.to_x((lo + hi) // 2), (scale.x, scale.x + scale.w), HALF)
                    assert mark.x + by == pytest.approx(x, abs=0.01)
                assert visible[i]
                seen.add(i)
    e = dataset.events
    gathered = any(piece.key[0] == "pill" for piece, _ in step.puts)
    known = {i for lane in moving.lanes for i in lane.box.lane.whole.tolist()}
    for i in np.flatnonzero(visible & ~e.interval).tolist():
        x = scale.to_x((int(e.start_lo[i]) + int(e.start_hi[i])) // 2)
        if i in known and not gathered and scale.x < x < scale.x + scale.w:
            assert i in seen


@given(tables, st.integers(-400, 400), st.integers(-300, 300))
def test_that_names_of_a_step_touch_neither_marks_nor_names(
    table: list[Row], days: int, longer: int
) -> None:
    dataset = make(table)
    view = moved(VIEW, days, longer)
    step = journey(dataset, VIEW).step(windowed(dataset, view), view)
    names = [
        (m.x + by, m.x + by + m.width, m.y)
        for piece, by in step.puts
        for m in piece.marks
        if isinstance(m, Text) and m.role == "label"
    ]
    for k, (a, b, y) in enumerate(names):
        for c, d, other in names[k + 1 :]:
            assert y != other or b <= c or d <= a


def test_that_a_step_tells_how_many_are_in_the_window() -> None:
    dataset = crowd()
    lit = np.arange(len(dataset)) % 3 == 0
    for days in (0, 100, 300):
        view = moved(VIEW, days)
        visible = windowed(dataset, view)
        for selected, among in ((None, visible), (lit, visible & lit)):
            step = journey(dataset, VIEW, selected).step(visible, view)
            assert sum(int(text.text) for text in step.counts) == among.sum()


def test_that_a_picked_event_keeps_ring_and_guide_while_the_window_moves() -> None:
    dataset = make([Row("2024-05-01", id="a"), Row("2025-05-01", id="b")])
    picked = replace(VIEW, selected=frozenset({"a"}))
    view = moved(picked, 50)
    step = journey(dataset, picked, np.array([False, True])).step(windowed(dataset, view), view)
    rings = [m.x + by for piece, by in step.puts for m in piece.marks if isinstance(m, Circle)]
    guides = [m.points[0, 0] for m in step.under if isinstance(m, Line)]
    noon = from_civil(2024, 5, 1) + DAY // 2
    assert rings == pytest.approx([scale_of(view).to_x(noon)])
    assert guides == pytest.approx(rings)


@pytest.mark.parametrize("lit", [None, "wide", "undated", "none"])
def test_that_what_stands_at_no_time_pales_as_at_rest(lit: str | None) -> None:
    rows = [Row("20XX", id="wide"), Row("2024-05-01", id="day"), Row("", id="undated")]
    dataset, selected = make(rows), None
    if lit is not None:
        selected = np.array([i == lit for i in dataset.events.id])
    every = np.ones(3, np.bool_)
    arranged = arrange(dataset, every, VIEW, STYLE, MEASURE)
    moving = Moving(dataset, arranged, VIEW, STYLE, MEASURE, selected)
    marks = [
        mark
        for lane in moving.lanes
        for piece, _ in lane.fixed
        for mark in piece.marks
        if isinstance(mark, Text | Symbol | Line)
    ]
    rest = timeline_figure(dataset, every, VIEW, STYLE, MEASURE, selected)
    for name in ("wide", "undated"):
        moved_ones = [m for m in marks if name in m.ref]
        same = [m for m in drawn(rest) if name in m.ref and type(m) is type(moved_ones[0])]
        pale = lit not in (None, name)
        assert {m.opacity < 1 for m in moved_ones} == {pale}
        assert min(m.opacity < 1 for m in same) == pale, "a full pill may lie over a pale one"


def drawn(picture: Picture) -> list[Text | Symbol | Line]:
    marks = [m for name in ("lanes", "lit") for m in picture.layer(name).marks]
    return [m for m in marks if isinstance(m, Text | Symbol | Line)]


def test_that_columns_and_bars_are_drawn_ahead_of_the_window() -> None:
    dataset = make([Row("2022-01-01/2027-01-01", id="long"), Row("2024-05", id="month")])
    moving = journey(dataset, VIEW)
    marks = [mark for part in moving.strip_parts() for mark in part]
    left, right = moving.ends
    scale = scale_of(VIEW)
    assert (left, right) == (scale.x - scale.w, scale.x + 2 * scale.w)
    bars = [m for m in marks if isinstance(m, Rect)]
    assert bars
    assert min(m.x for m in bars) < scale.x - 100
    assert max(m.x + m.w for m in bars) > scale.x + scale.w + 100


def test_that_x_is_carried_from_one_scale_to_another() -> None:
    old, new = scale_of(VIEW), scale_of(moved(VIEW, 77, -100))
    a, b = shift_of(old, new)
    for t in (from_civil(2023), from_civil(2025, 6), from_civil(2031)):
        assert a * old.to_x(t) + b == pytest.approx(new.to_x(t))


def test_that_a_movement_ends_where_nothing_was_drawn_ahead() -> None:
    length = (VIEW.end - VIEW.start) // DAY
    assert within_reach(VIEW, moved(VIEW, length - 2))
    assert not within_reach(VIEW, moved(VIEW, length + 2))
    assert within_reach(VIEW, moved(VIEW, -length // 3, length * 2 // 3))
    assert within_reach(VIEW, moved(VIEW, -length, 2 * length))
    assert not within_reach(VIEW, moved(VIEW, -2 * length, 4 * length))
    assert within_reach(VIEW, moved(VIEW, 0, -length * 2 // 3))
    assert not within_reach(VIEW, moved(VIEW, 0, -length * 9 // 10))
