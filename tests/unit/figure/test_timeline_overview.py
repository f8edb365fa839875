"""The overview's extent and bins."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from timeline_samples import PlainMeasure, Row, make

from explorer.dataset.calendar import from_civil
from explorer.figure.overview import overview_bins, overview_extent, overview_layers
from explorer.figure.picture import Text
from explorer.figure.style import load_style
from explorer.figure.view import TimelineView


def test_that_one_old_event_does_not_flatten_the_rest() -> None:
    rows = [Row(f"{2015 + k % 10}-05") for k in range(60)] + [Row("1405-07-11")]
    dataset = make(rows)
    lo, hi = overview_extent(dataset, np.ones(len(dataset), dtype=np.bool_))
    assert (lo, hi) == (from_civil(2015), from_civil(2025))
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
