"""The overview's extent and bins."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from timeline_samples import PlainMeasure, Row, make

from explorer.dataset.calendar import from_civil
from explorer.figure.picture import Rect, Text
from explorer.figure.style import load_style
from explorer.figure.timeline.bins import overview_bins, overview_extent
from explorer.figure.timeline.drawing import timeline_figure
from explorer.figure.timeline.overview import overview_layers
from explorer.figure.timeline.timescale import time_to_x
from explorer.figure.view import TimelineView


def test_that_one_old_event_does_not_flatten_the_rest() -> None:
    rows = [Row(f"{2015 + k % 10}-05") for k in range(60)] + [Row("1405-07-11")]
    dataset = make(rows)
    lo, hi = overview_extent(dataset, np.ones(len(dataset), dtype=np.bool_))
    margin = (from_civil(2025) - from_civil(2015)) // 50
    assert from_civil(2015) - margin < lo < from_civil(2015)
    assert from_civil(2025) < hi < from_civil(2025) + margin
    view = TimelineView(984, 388, lo, hi)
    layers = overview_layers(dataset, np.ones(61, dtype=np.bool_), view, load_style("light"),
                             PlainMeasure())  # fmt: skip
    assert any(
        isinstance(m, Text) and m.text == "‹ 1 earlier" for layer in layers for m in layer.marks
    )


@given(st.lists(st.integers(-3000, 3000), max_size=40), st.floats(50, 2000))
def test_that_bins_rise_and_count_every_event(years: list[int], width: float) -> None:
    dataset = make([Row(f"{y:05}" if y < 0 else f"{y:04}") for y in years])
    visible = np.ones(len(dataset), dtype=np.bool_)
    lo, hi = overview_extent(dataset, visible)
    assert lo < hi
    bins = overview_bins(dataset, visible, lo, hi, width)
    assert (np.diff(bins.edges) > 0).all()
    assert bins.before + bins.counts.sum() + bins.after == len(dataset)


def test_that_deep_time_has_bins() -> None:
    dataset = make([Row("Y-13800000000"), Row("Y-4500000000"), Row("2024")])
    visible = np.ones(3, dtype=np.bool_)
    lo, hi = overview_extent(dataset, visible)
    bins = overview_bins(dataset, visible, lo, hi, 848)
    assert len(bins.counts) < 848
    assert bins.before + bins.counts.sum() + bins.after == 3


def test_that_nothing_visible_gives_an_empty_overview() -> None:
    dataset = make([Row("2024")])
    lo, hi = overview_extent(dataset, np.zeros(1, dtype=np.bool_))
    assert lo < hi


def test_that_all_that_may_be_meant_by_a_date_is_in_the_extent() -> None:
    dataset = make([Row("2024-01-02"), Row("2024-03"), Row("2024")])
    lo, hi = overview_extent(dataset, np.ones(3, dtype=np.bool_))
    e = dataset.events
    margin = 8 * (hi - lo) / 848
    assert e.start_lo.min() - lo >= margin
    assert hi - e.end_hi.max() >= margin


def test_that_marks_at_both_ends_are_whole() -> None:
    dataset = make([Row("Y-13800000000"), Row("Y-4540000000"), Row("-3200"), Row("2024")])
    lo, hi = overview_extent(dataset, np.ones(4, dtype=np.bool_))
    view = TimelineView(984, 388, lo, hi)
    for at in (dataset.events.start_lo[0], dataset.events.end_hi[-1]):
        assert 144 <= time_to_x(view, int(at)) <= 976


def test_that_the_overview_keeps_what_the_window_hides() -> None:
    dataset = make([Row(f"{2015 + k}-05") for k in range(10)])
    window = (from_civil(2020), from_civil(2022))
    visible = (dataset.events.start_lo >= window[0]) & (dataset.events.start_lo < window[1])
    lo, hi = overview_extent(dataset, np.ones(10, dtype=np.bool_))
    view = TimelineView(984, 388, *window, overview_start=lo, overview_end=hi)
    style = load_style("light")
    for backdrop, shown, grey in ((None, 2, 0), (np.ones(10, dtype=np.bool_), 10, 8)):
        picture = timeline_figure(dataset, visible, view, style, PlainMeasure(), backdrop=backdrop)
        bars = [m for m in picture.layer("overview").marks if isinstance(m, Rect)]
        assert len(bars) == shown
        assert sum(bar.fill == style.tokens.bar for bar in bars) == grey
        assert sum(bar.fill == style.tokens.accent for bar in bars) == 2
        head = [m.text for m in picture.layer("overview_header").marks if isinstance(m, Text)]
        assert head == ["All events", f"{shown}, by month"]


def test_that_a_year_counts_in_its_middle_and_undated_events_are_told_apart() -> None:
    dataset = make([Row("2024"), Row("2025-03-09"), Row("2022-01/2023"), Row(""), Row("")])
    visible = np.ones(5, dtype=np.bool_)
    lo, hi = overview_extent(dataset, visible)
    bins = overview_bins(dataset, visible, lo, hi, 848)
    held = [
        int(bins.counts[np.searchsorted(bins.edges, from_civil(*month), side="right") - 1])
        for month in ((2024, 7, 1), (2024, 1, 20), (2025, 3, 2), (2022, 1, 20))
    ]
    assert held == [1, 0, 1, 1]
    for lang, said in (
        ("en", ["All events", "3, by month", "2 undated"]),
        ("zh", ["全部事件", "3 项，按月", "2 项日期不详"]),
    ):
        view = TimelineView(984, 388, lo, hi, lang=lang)
        layers = overview_layers(dataset, visible, view, load_style("light"), PlainMeasure())
        assert [m.text for m in layers[0].marks if isinstance(m, Text)] == said
