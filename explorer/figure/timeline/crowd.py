"""Lanes of more events than can be arranged one by one: each is counted, none is left out.

What it takes grows with what is in sight and, by a few nanoseconds an event, with the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

import numpy as np

from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.picture import Measure
from explorer.figure.timeline.density import (
    Columns,
    column_level,
    columns,
    edges_of,
    known_within,
    units_in,
)
from explorer.figure.timeline.glyphs import pill_font
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.lanes import UNDATED, Lane
from explorer.figure.timeline.timescale import FOLDED, ROW, Scale, lane_height, layout
from explorer.figure.timeline.units import moments, numbers_of
from explorer.figure.timeline.windowed import possibly
from explorer.figure.view import TimelineView

DENSE: Final = 20_000
"""Events in the window beyond which lanes show how many there are."""
FEW: Final = 500
"""Events in all lanes, in the window or not, up to which each is arranged, whatever it takes."""
PACKED: Final = 500
"""Events to be arranged one by one, beyond which many lanes show how many there are."""
MANY: Final = 16
"""Lanes up to which these may be as many as each lane holds."""
MARKED: Final = 40
"""Events of a lane in the window up to which it shows marks all the same."""
_PILL: Final = 20.0  # pixels from the top of a lane down to the foot of its pill
BESIDE: Final = 90.0
"""Pixels above and below what is in sight within which lanes are arranged as well."""


class Crowd:
    """The visible dated events of all lanes, lane by lane: (k,) arrays over them, and their
    ``bounds``."""

    def __init__(
        self, dataset: Dataset, lanes: Sequence[Lane], view: TimelineView, scale: Scale
    ) -> None:
        self.dataset, self.view, self.scale = dataset, view, scale
        self.lanes = [lane for lane in lanes if lane.id != UNDATED]
        self.sizes = np.array([len(lane.events) for lane in self.lanes], dtype=np.int64)

    @cached_property
    def events(self) -> I64:
        """Event numbers; one that stands in several lanes comes once for each."""
        found = [lane.events for lane in self.lanes]
        return np.concatenate(found) if found else np.empty(0, np.int64)

    @cached_property
    def bounds(self) -> I64:
        """Where each lane begins, and where the last one ends."""
        return np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)

    @cached_property
    def near(self) -> Bool:
        """Which may lie in the window."""
        return possibly(self.dataset, self.events, self.view)

    def per_lane(self, chosen: Bool) -> I64:
        """How many of each lane are ``chosen`` (k,)."""
        before = np.concatenate([[0], np.cumsum(chosen, dtype=np.int64)])
        return np.asarray(np.diff(before[self.bounds]))

    @cached_property
    def held(self) -> I64:
        """How many of each lane may lie in the window."""
        return self.per_lane(self.near)

    def dense(self, crowd: int, few: int) -> bool:
        """Whether there are too many to be arranged one by one. A lane of more than ``crowd`` in
        the window shows counts in any case; one of up to ``few`` in all is arranged as a whole."""
        if sum(len(lane.whole) for lane in self.lanes) <= FEW:
            return False
        if int(self.held.sum()) > DENSE:
            return True
        if len(self.lanes) <= MANY:
            return False
        return int(self._packed(few)[self.held <= crowd].sum()) > PACKED

    def _packed(self, few: int) -> I64:
        """How many of each lane would be arranged: those around the window too."""
        length = max(1, self.view.end - self.view.start)
        around = replace(
            self.view,
            start=max(self.view.start - length, MIN),
            end=min(self.view.end + 5 * length, MAX),
        )
        wide = self.per_lane(possibly(self.dataset, self.events, around))
        whole = np.array([len(lane.whole) for lane in self.lanes], dtype=np.int64)
        return np.where(whole <= few, whole, wide)


class Counted:
    """Boxes for the lanes of a crowd."""

    def __init__(self, crowd: Crowd, measure: Measure) -> None:
        self.crowd, self.measure = crowd, measure
        view, scale, data = crowd.view, crowd.scale, crowd.dataset
        self.factor = view.size_factor
        at = moments(data, crowd.events)
        self.beyond = crowd.near & ((at < view.start) | (at >= view.end))
        self.outside = crowd.per_lane(self.beyond)
        self.there = crowd.near & ~self.beyond  # stand at a moment of the window
        known = known_within(data, crowd.events[self.there])
        self.level = column_level(scale, self.factor, known)
        self.first, self.last = units_in(scale, self.level)
        self.edges = edges_of(self.first, self.last, self.level)
        self.counts = self._counts()
        self.most = max(1, int(self.counts.max(initial=0)))

    def _counts(self) -> I64:
        """How many stand in each unit of the window, (lanes, units)."""
        crowd, wide = self.crowd, self.last - self.first + 1
        units = numbers_of(crowd.dataset, crowd.events[self.there], self.level) - self.first
        lane = np.repeat(np.arange(len(crowd.lanes)), crowd.per_lane(self.there))
        key = lane * wide + units
        found = np.bincount(key, minlength=len(crowd.lanes) * wide)
        return found.reshape(len(crowd.lanes), wide).astype(np.int64)

    def box(self, k: int) -> LaneBox:
        """Lane ``k`` with its counts; what it is made of is not yet told apart."""
        crowd, lane = self.crowd, self.crowd.lanes[k]
        part = slice(int(crowd.bounds[k]), int(crowd.bounds[k + 1]))
        box = LaneBox(lane, [], 1)
        box.columns = Columns(self.level, self.edges, self.counts[k], self.most, first=self.first)
        box.folded = lane.id in crowd.view.folded
        box.inside = lane.events[crowd.near[part]]
        box.beyond, box.counted = lane.events[self.beyond[part]], lane.events[self.there[part]]
        box.outside = len(lane.events) - len(box.inside)
        box.rows = self.rows(k)
        if len(box.beyond):
            self._put_beyond(box)
        return box

    def rows(self, k: int) -> int:
        """Rows of lane ``k``: what lies across the window has one of its own."""
        folded = self.crowd.lanes[k].id in self.crowd.view.folded
        return 1 if folded else 1 + bool(self.outside[k])

    def fill(self, box: LaneBox) -> None:
        """Tell apart what a lane's counts are made of."""
        assert box.counted is not None
        made = columns(self.crowd.dataset, box.counted, self.crowd.scale, self.level, True)
        box.columns = replace(made, most=self.most)

    def marked(self, k: int) -> bool:
        """Whether the events of lane ``k`` in the window are so few that they have marks."""
        return int(self.crowd.held[k]) <= MARKED

    def heights(self, others: float) -> tuple[list[float], list[float]]:
        """Pixels of each lane, and how many of them are beyond its rows: where ``others`` leave
        room to spare, counts are drawn larger."""
        view, f = self.crowd.view, self.factor
        folded = [lane.id in view.folded for lane in self.crowd.lanes]
        made = [
            FOLDED * f if shut else lane_height(self.rows(k), f) for k, shut in enumerate(folded)
        ]
        large = [not (shut or self.marked(k)) for k, shut in enumerate(folded)]
        spare = layout(view).lanes[3] - sum(made) - others
        extra = min(max(0.0, spare // max(1, sum(large))), 2 * ROW * f)
        more = [extra if some else 0.0 for some in large]
        return [a + b for a, b in zip(made, more, strict=True)], more

    def _put_beyond(self, box: LaneBox) -> None:
        """Room for the pill that counts what lies across the window, at its left edge."""
        f, n, scale = self.factor, len(box.beyond), self.crowd.scale
        if box.folded:  # a chevron
            box.across_w, box.across_x, box.across_row = 6 * f, scale.x + 7 * f, 0
            return
        zh = self.crowd.view.lang == "zh"
        box.across_text = f"{n:,} 项跨越" if zh else f"{n:,} across"
        box.across_w = self.measure.width(box.across_text, pill_font(f)) + 12 * f
        box.across_row, box.across_x = 0, scale.x + 4 * f + box.across_w / 2


def counted_at(box: LaneBox, dataset: Dataset, scale: Scale, x: float, y: float) -> I64:
    """The events, rising, that a lane of counts shows at a point of it: those of the pill, or of
    the column there. None in another lane."""
    if box.counted is None or box.columns is None or not scale.x <= x < scale.x + scale.w:
        return np.empty(0, np.int64)
    factor = (box.height - box.extra) / lane_height(box.rows)
    if (
        len(box.beyond)
        and y < box.top + _PILL * factor
        and abs(x - box.across_x) <= box.across_w / 2
    ):
        return box.beyond
    edges = box.columns.edges
    k = int(np.searchsorted(scale.to_xs(edges), x, side="right")) - 1
    if not 0 <= k < len(edges) - 1:
        return np.empty(0, np.int64)
    at = moments(dataset, box.counted)
    return np.asarray(box.counted[(at >= edges[k]) & (at < edges[k + 1])])
