"""Many events: each is drawn or counted where it is, at any number of them."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from timeline_samples import CATEGORIES, PlainMeasure, Row, make

from explorer.dataset.calendar import DAY, from_civil
from explorer.dataset.edtf import to_iso_day
from explorer.dataset.model import Dataset
from explorer.figure.picture import Circle, Line, Picture, Rect, Text
from explorer.figure.style import load_style
from explorer.figure.timeline.arrange import arrange
from explorer.figure.timeline.drawing import timeline_figure, timeline_static
from explorer.figure.timeline.glyphs import HALF, pill_width, place
from explorer.figure.timeline.packing import Slot, pack
from explorer.figure.timeline.timescale import scale_of, time_to_x
from explorer.figure.view import TimelineView

STYLE, MEASURE = load_style("light"), PlainMeasure()
VIEW = TimelineView(984, 388, from_civil(2000), from_civil(2025))


def crowd(n: int, seed: int = 1, lanes: int = 8) -> Dataset:
    """``n`` events over 25 years."""
    random = np.random.default_rng(seed)
    days = random.integers(0, 25 * 365, n).tolist()
    kinds = random.integers(0, lanes, n).tolist()
    start = from_civil(2000)
    return make(
        [
            Row(to_iso_day(start + day * DAY, last=False), f"Event {k}", CATEGORIES[kind].id)
            for k, (day, kind) in enumerate(zip(days, kinds, strict=True))
        ]
    )


def all_of(dataset: Dataset) -> np.ndarray:
    return np.ones(len(dataset), dtype=np.bool_)


def check_pills(dataset: Dataset, view: TimelineView) -> None:
    """Every event of a pill lies about under it, and every one in view is somewhere."""
    arranged = arrange(dataset, all_of(dataset), view, STYLE, MEASURE)
    scale, f = scale_of(view), view.size_factor
    for box in arranged.boxes:
        many = 888 if len(box.lane.events) > 99 else 88
        reach = pill_width(many, MEASURE, f) + 3 * f + HALF * f
        shown = Counter(i for item in box.items for i in item.slot.events)
        if box.columns is None:
            assert set(shown) | set(box.across) == set(box.inside.array.tolist())
            assert set(shown.values()) <= {1}
        else:
            assert box.columns.counts.sum() >= len(box.inside) - len(box.across)
        for item in box.items:
            if len(item.slot.events) > 1:
                for i in item.slot.events:
                    placed = place(dataset.events, i, scale, f)
                    assert placed is not None
                    assert abs(placed.x - item.x) <= reach


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 900),
    st.integers(0, 9),
    st.integers(1, 8),
    st.floats(0.8, 2.0),
    st.floats(0, 24),
    st.floats(0.2, 25),
)
@example(5000, 1, 8, 1.0, 0, 25)
@example(20000, 1, 8, 1.0, 0, 25)
@example(500, 1, 1, 1.0, 0, 25)
def test_that_pills_stand_where_their_events_are(
    n: int, seed: int, lanes: int, factor: float, first: float, years: float
) -> None:
    start = from_civil(2000) + int(first * 365 * DAY)
    view = replace(VIEW, start=start, end=start + int(years * 365 * DAY), size_factor=factor)
    check_pills(crowd(n, seed, lanes), view)


slots = st.builds(
    lambda x, size, kind, wish: (x, size, kind, wish),
    st.floats(0, 300),
    st.floats(0, 200),
    st.sampled_from(["mark", "mark", "mark", "bar", "open"]),
    st.sampled_from([0.0, 40.0, 90.0]),
)


@given(st.lists(slots, max_size=80), st.integers(1, 4), st.integers(0, 1))
def test_that_packing_keeps_each_event_near_and_apart(
    wanted: list[tuple[float, float, str, float]], rows: int, spare: int
) -> None:
    made: list[Slot] = []
    for k, (x, size, kind, wish) in enumerate(sorted(wanted)):
        left, right = x - HALF, x + HALF + (size if kind != "mark" else 0)
        reach = right + 500 if kind == "open" else 0.0
        shape = "mark" if kind == "mark" else "bar"
        made.append(Slot([k], shape, x, left, right, left, right, wish, reach=reach))  # type: ignore[arg-type]
    at = {slot.events[0]: slot.x for slot in made}
    found = pack(made, rows, 1.0, 20.0, bar_rows=max(0, rows - spare))
    assert sorted(i for slot in found for i in slot.events) == sorted(at)
    for row in range(rows):
        spans = sorted((s.left, s.right) for s in found if s.row == row)
        assert all(b <= c + 1e-6 for (_, b), (c, _) in pairwise(spans))
    for slot in found:
        assert all(abs(at[i] - slot.x) <= 30.0 for i in slot.events)


@pytest.mark.parametrize(("n", "counted"), [(200, 0), (500, 0), (5000, 8), (20_000, 8)])
def test_that_columns_replace_marks_when_most_would_be_pills(n: int, counted: int) -> None:
    dataset = crowd(n)
    boxes = arrange(dataset, all_of(dataset), VIEW, STYLE, MEASURE).boxes
    found = [box for box in boxes if box.columns is not None]
    assert len(found) == counted
    assert len({box.columns.most for box in found if box.columns}) <= 1
    for box in found:
        assert box.columns is not None
        assert box.columns.counts.sum() == len(box.inside)


def rects(picture: Picture, layer: str) -> dict[float, float]:
    """Height by left end."""
    found = [m for m in picture.layer(layer).marks if isinstance(m, Rect) and not m.ref]
    return {m.x: m.h for m in found}


def test_that_columns_keep_their_height_when_the_window_moves() -> None:
    dataset = crowd(5000, lanes=1)
    view = replace(VIEW, start=from_civil(2005), end=from_civil(2015))
    by = 40 * DAY
    moved = replace(view, start=view.start + by, end=view.end + by)
    before = rects(timeline_static(dataset, all_of(dataset), view, STYLE, MEASURE), "lanes")
    after = rects(timeline_static(dataset, all_of(dataset), moved, STYLE, MEASURE), "lanes")
    shift = time_to_x(view, view.start + by) - time_to_x(view, view.start)
    there = {round(x - shift, 3): h for x, h in before.items()}
    both = [(h, there[round(x, 3)]) for x, h in after.items() if round(x, 3) in there]
    assert len(both) > 50
    assert all(a == pytest.approx(b) for a, b in both)


def test_that_a_picked_event_stands_at_its_time_among_columns() -> None:
    dataset = crowd(5000)
    key = dataset.events.id[40]
    view = replace(VIEW, selected=frozenset({key}))
    picture = timeline_figure(dataset, all_of(dataset), view, STYLE, MEASURE)
    middle = int(dataset.events.start_lo[40]) + DAY // 2
    (ring,) = [m for m in picture.layer("lit").marks if isinstance(m, Circle)]
    assert ring.x == pytest.approx(time_to_x(view, middle))
    guides = [m for m in picture.layer("guide").marks if isinstance(m, Line)]
    assert guides
    assert all(m.points[:, 0] == pytest.approx(ring.x) for m in guides)


def test_that_columns_show_what_is_selected_on_the_same_scale() -> None:
    dataset = crowd(5000)
    selected = np.arange(5000) < 900
    picture = timeline_figure(dataset, all_of(dataset), VIEW, STYLE, MEASURE, selected)
    still = [m for m in picture.layer("lanes").marks if isinstance(m, Rect)]
    lit = [m for m in picture.layer("lit").marks if isinstance(m, Rect)]
    places = {(m.x, m.y + m.h): m.h for m in still}
    assert lit
    assert all(m.h <= places[m.x, m.y + m.h] + 1e-6 for m in lit)
    words = [m.text for m in picture.layer("axis").marks if isinstance(m, Text)]
    assert words[0].startswith("Up to ")
    assert words[0].endswith(" a quarter")
