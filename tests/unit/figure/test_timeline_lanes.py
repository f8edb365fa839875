"""Lanes of what an event may have several of: it stands in each of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from timeline_samples import PlainMeasure, Row, make

from explorer.dataset.calendar import from_civil
from explorer.dataset.model import Dataset
from explorer.figure.picture import Circle, Mark, Picture, Symbol, Text
from explorer.figure.style import load_style
from explorer.figure.timeline.arrange import Arranged, arrange
from explorer.figure.timeline.density import moments
from explorer.figure.timeline.drawing import timeline_figure, timeline_hover, timeline_live
from explorer.figure.timeline.lanes import lanes
from explorer.figure.timeline.moving import Moving
from explorer.figure.view import TimelineView

STYLE, MEASURE = load_style("light"), PlainMeasure()
VIEW = TimelineView(984, 700, from_civil(2024), from_civil(2026), group="country")
ROWS = [
    Row("2024-05-01", id="all", country="TH;MX;MY", organization="a;b"),
    Row("2024-09-01", id="twice", country="MX;MX", organization="b"),
    Row("2025-03-01", id="one", country="TH"),
    Row("2025-06-01", id="none"),
    Row("", id="undated", country="TH;MX"),
    Row("2029", id="later", country="TH;MX"),
]


@pytest.fixture
def dataset() -> Dataset:
    return make(ROWS)


def every(dataset: Dataset) -> np.ndarray:
    return np.ones(len(dataset), dtype=np.bool_)


def arranged(dataset: Dataset, view: TimelineView = VIEW) -> Arranged:
    return arrange(dataset, every(dataset), view, STYLE, MEASURE)


def held(dataset: Dataset, view: TimelineView) -> list[tuple[str, list[str]]]:
    found = lanes(dataset, every(dataset), view, STYLE)
    return [(lane.id, [dataset.events.id[i] for i in lane.events]) for lane in found]


def symbols(picture: Picture, key: str) -> list[float]:
    return [
        mark.y
        for layer in picture.layers
        for mark in layer.marks
        if isinstance(mark, Symbol) and mark.ref == f"event:{key}"
    ]


def test_that_an_event_stands_in_each_of_its_lanes(dataset: Dataset) -> None:
    assert held(dataset, VIEW) == [
        ("MX", ["all", "twice", "later"]),
        ("TH", ["all", "one", "later"]),
        ("MY", ["all"]),
        ("", ["none"]),
        ("undated", ["undated"]),
    ]
    assert held(dataset, replace(VIEW, group="organization")) == [
        ("b", ["all", "twice"]),
        ("a", ["all"]),
        ("", ["one", "none", "later"]),
        ("undated", ["undated"]),
    ]


def test_that_lanes_count_their_own_and_the_picture_counts_each_once(dataset: Dataset) -> None:
    picture = timeline_figure(dataset, every(dataset), VIEW, STYLE, MEASURE)
    counts = [m.text for m in picture.layer("counts").marks if isinstance(m, Text)]
    assert counts == ["2", "2", "1", "1", "1"]
    tally = picture.tally
    assert (tally.drawn, tally.outside, tally.unplaced) == (5, 1, 0)


def test_that_all_marks_of_an_event_are_lit_and_ringed(dataset: Dataset) -> None:
    view = replace(VIEW, selected=frozenset({"all"}))
    lit = np.array([key == "all" for key in dataset.events.id])
    live = timeline_live(dataset, every(dataset), view, STYLE, MEASURE, lit)
    assert len(symbols(live, "all")) == 3
    rings = [m for m in live.layer("lit").marks if isinstance(m, Circle)]
    assert len({ring.y for ring in rings}) == 3
    guide = live.layer("guide").marks
    for y in symbols(live, "all"):
        assert not any(m.points[0, 1] < y < m.points[1, 1] for m in guide), "a gap at each mark"
    hovered = timeline_hover(
        dataset, every(dataset), replace(VIEW, hover="all"), STYLE, MEASURE, None
    )
    assert symbols(hovered, "all") == symbols(live, "all")


def test_that_a_brush_draws_what_it_passes_from_the_very_marks(dataset: Dataset) -> None:
    def lit(view: TimelineView, *keys: str, of: Dataset = dataset) -> tuple[Mark, ...]:
        chosen = np.isin(list(of.events.id), keys)
        return timeline_live(of, every(of), view, STYLE, MEASURE, chosen).layer("lit").marks

    ids = list(dataset.events.id)
    first, more = lit(VIEW, "all"), lit(VIEW, *ids)
    assert {id(mark) for mark in first} < {id(mark) for mark in more}
    assert [id(mark) for mark in lit(VIEW, "all")] == [id(mark) for mark in first]
    for view in (VIEW, replace(VIEW, selected=frozenset({"all"})), replace(VIEW, hover="all")):
        assert lit(view, *ids) == lit(view, *ids, of=make(ROWS))
    picked = lit(replace(VIEW, selected=frozenset({"all"})), "all")
    assert not {id(mark) for mark in picked} & {id(mark) for mark in first}


def test_that_the_pill_of_events_across_the_window_is_lit_with_any_of_them() -> None:
    rows = [Row("2020/2030", id=f"long{k}", country="TH") for k in range(9)]
    data = make([*rows, Row("2024-05-01", id="in", country="TH")])
    across = {i for box in arranged(data).boxes for i in box.across}
    assert across, "some find no row"
    key = data.events.id[min(across)]

    def pills(view: TimelineView, *ids: str) -> list[Text]:
        chosen = np.isin(list(data.events.id), ids) if ids else None
        live = timeline_live(data, every(data), view, STYLE, MEASURE, chosen)
        return [m for m in live.layer("lit").marks if isinstance(m, Text) and "across" in m.text]

    assert pills(VIEW) == []
    assert pills(VIEW, "in") == []
    assert len(pills(VIEW, key)) == 1
    assert pills(VIEW, key)[0].opacity == 1.0


def test_that_an_event_is_found_in_the_first_lane_in_sight(dataset: Dataset) -> None:
    i = dataset.event_index["all"]
    found = arranged(dataset).find(i)
    assert found is not None
    assert found[0].lane.id == "MX"
    low = arranged(dataset, replace(VIEW, height=180, scroll=60))
    found = low.find(i)
    assert found is not None
    assert found[0].lane.id == "TH"
    assert low.boxes[0].top + low.boxes[0].height <= low.layout.lanes[1], (
        "the first is scrolled out"
    )
    assert arranged(dataset, replace(VIEW, height=180, scroll=1000.0)).find(i) is not None


def test_that_columns_hold_an_event_of_several_lanes() -> None:
    rows = [Row(f"2024-{1 + k % 12:02}-{1 + k % 28:02}", country="TH;MX") for k in range(900)]
    dataset = make(rows)
    found = arranged(dataset)
    assert [int(box.columns.counts.sum()) for box in found.boxes if box.columns] == [900, 900]
    assert [box.lane.id for box, _ in found.places(7)] == ["MX", "TH"]
    picture = timeline_figure(dataset, every(dataset), VIEW, STYLE, MEASURE)
    assert picture.tally.drawn == 900


def test_that_a_movement_carries_all_marks(dataset: Dataset) -> None:
    moving = Moving(dataset, arranged(dataset), VIEW, STYLE, MEASURE, None)
    view = replace(VIEW, start=from_civil(2024, 2), end=from_civil(2026, 2))
    step = moving.step(every(dataset) & dataset.events.dated, view)
    at = [
        (mark.x + by, mark.y)
        for piece, by in step.puts
        for mark in piece.marks
        if isinstance(mark, Symbol) and mark.ref == "event:all"
    ]
    still = arranged(dataset, view)
    i = dataset.event_index["all"]
    x = still.scale.to_x(int(moments(dataset, np.array([i]))[0]))
    assert [a for a, _ in at] == pytest.approx([x] * 3)
    assert len({y for _, y in at}) == 3
