"""Rows that are packed quickly hold what they would hold if each event were looked at alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from map_samples import FakeMeasure

from explorer.bench.synthetic import synthetic
from explorer.dataset.model import Dataset
from explorer.figure.style import load_style
from explorer.figure.timeline import arrange as arranging
from explorer.figure.timeline.arrange import arrange
from explorer.figure.timeline.glyphs import HALF, place
from explorer.figure.timeline.labels import Names
from explorer.figure.timeline.lanes import lanes
from explorer.figure.timeline.packing import Row, Slot
from explorer.figure.timeline.quarrel import REACH, other_dates
from explorer.figure.timeline.slots import Packer
from explorer.figure.timeline.timescale import scale_of
from explorer.figure.view import TimelineView

STYLE = load_style("light")
MEASURE = FakeMeasure()
YEAR = 365 * 86_400


def _view(start: int = 40 * YEAR, length: int = 20 * YEAR) -> TimelineView:
    return TimelineView(width=1200.0, height=420.0, start=start, end=start + length)


@pytest.fixture(scope="module")
def many() -> Dataset:
    return synthetic(1500)


@pytest.mark.parametrize("length", [YEAR // 50, 3 * YEAR, 60 * YEAR])
def test_that_every_event_takes_the_room_that_it_is_drawn_in(many: Dataset, length: int) -> None:
    view = _view(55 * YEAR, length)
    scale, names = scale_of(view), Names(many, view, MEASURE)
    (lane, *_) = lanes(many, np.ones(len(many), bool), view, STYLE)
    slots = Packer(many, lane, view, scale, MEASURE, names).packed(200)
    found = {slot.events[0]: slot for slot in slots}
    assert len(found) == len(slots) > 50
    for i in lane.events.tolist():
        texts = names.of(i)
        wish = texts[-1][1] if texts else 0.0
        placed = place(many.events, i, scale, 1.0, wish)
        assert placed is not None
        slot = found[i]
        assert (slot.kind, slot.x, slot.wish) == ("bar" if placed.bar else "mark", placed.x, wish)
        if placed.bar:
            continue
        ends = [placed.x]
        for seconds in other_dates(many, i):
            x = scale.to_x(seconds)
            ends += [x] if abs(x - placed.x) <= REACH else []
        assert (slot.left, slot.right) == (min(ends) - HALF, max(ends) + HALF)
        assert slot.band_left == min(slot.left, placed.left)
        assert slot.band_right == max(slot.right, placed.right)


@pytest.mark.parametrize("start", [-(2**62), -(2**70), 2**62])
def test_that_moments_at_the_ends_of_time_are_placed(many: Dataset, start: int) -> None:
    events = many.events
    low, high = events.start_lo.copy(), events.start_hi.copy()
    low[0], high[0] = 2**62 + 2**61, 2**62 + 2**61 + 9
    low[1], high[1] = -(2**62) - 2**61, -(2**62) - 2**61 + 9
    far = replace(many, events=replace(events, start_lo=low, start_hi=high))
    view = _view(start, 2**62)
    scale, names = scale_of(view), Names(far, view, MEASURE)
    for lane in lanes(far, np.arange(len(far)) < 2, view, STYLE):
        for slot in Packer(far, lane, view, scale, MEASURE, names).packed(3):
            placed = place(far.events, slot.events[0], scale, 1.0)
            assert placed is not None
            if not placed.bar:
                assert slot.x == placed.x


def test_that_the_shortest_text_is_the_last_one(many: Dataset) -> None:
    names = Names(many, _view(), MEASURE)
    for i in range(0, len(many), 7):
        texts = names.of(i)
        assert names.least(i) == (texts[-1][1] if texts else 0.0)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 8), st.booleans(), st.booleans())),
    st.integers(-5, 65),
    st.integers(1, 12),
)
def test_that_rows_know_what_stands_in_a_stretch(
    wanted: list[tuple[int, int, bool, bool]], left: int, wide: int
) -> None:
    row, held = Row(), list[tuple[float, float, bool]]()
    for start, length, label, first in wanted:
        if all(b <= start or start + length <= a for a, b, _ in held):
            slot = Slot([0], "mark", start, start, start + length, start, start + length)
            slot.first = first
            row.take(start, start + length, slot, label)
            held.append((start, start + length, label and not first))
    there = [gives for a, b, gives in held if a < left + wide and left < b]
    assert row.free(left, left + wide) == (not there)
    assert row.yields(left, left + wide) == all(there)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.6])
def test_that_rows_which_are_not_tried_would_not_have_come(
    many: Dataset, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    visible = np.random.default_rng(4).random(len(many)) < share
    tried: list[int] = []
    before = arranging.Packed.slots

    def counted(self: arranging.Packed, lane: arranging.Lane, rows: int) -> list[Slot]:
        tried.append(rows)
        return before(self, lane, rows)

    monkeypatch.setattr(arranging.Packed, "slots", counted)
    shown: list[list[tuple[object, ...]]] = []
    packed: list[int] = []
    for scroll in (0.0, 1e-9):  # another question, of which nothing is remembered
        made: list[tuple[object, ...]] = []
        for height in (300.0, 420.0, 700.0):
            view = replace(_view(55 * YEAR, 8 * YEAR), height=height, scroll=scroll)
            # Which events a pill gathers may differ, how many marks there are may not.
            made += [
                (box.lane.id, box.rows, len(box.items), box.columns is None)
                for box in arrange(many, visible, view, STYLE, MEASURE).boxes
            ]
        shown.append(made)
        packed.append(len(tried))
        tried.clear()
        monkeypatch.setattr(arranging, "_filled", lambda box: 0)
    assert shown[0] == shown[1]
    assert packed[0] < packed[1]
