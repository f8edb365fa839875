"""Lanes of more events than can be arranged one by one: each is counted, none is left out.

What it takes grows with what is in sight and, by a few nanoseconds an event, with the data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.picture import Measure
from explorer.figure.timeline.density import Columns, column_level, edges_of, parts_of, units_in
from explorer.figure.timeline.glyphs import pill_font
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.lanes import UNDATED, Lane, lane_codes, memberships
from explorer.figure.timeline.numbers import Numbers
from explorer.figure.timeline.standing import Table, standing_in
from explorer.figure.timeline.timescale import FOLDED, ROW, Scale, lane_height, layout
from explorer.figure.timeline.units import moments
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
    """The visible dated events of all lanes. ``visible`` (n,) bool."""

    def __init__(
        self,
        dataset: Dataset,
        lanes: Sequence[Lane],
        view: TimelineView,
        scale: Scale,
        visible: Bool,
    ) -> None:
        self.dataset, self.view, self.scale, self.visible = dataset, view, scale, visible
        self.lanes = [lane for lane in lanes if lane.id != UNDATED]
        self.standing = standing_in(dataset, view)

    def dense(self, crowd: int, few: int) -> bool:
        """Whether there are too many to be arranged one by one. A lane of more than ``crowd`` in
        the window shows counts in any case; one of up to ``few`` in all is arranged as a whole."""
        if sum(lane.all.size for lane in self.lanes) <= FEW:
            return False
        near = self.visible & self.standing.near
        if int(np.count_nonzero(near)) > DENSE:  # each stands in one lane at least
            return True
        held = self._per_lane(np.flatnonzero(near))
        if int(held.sum()) > DENSE:
            return True
        if len(self.lanes) <= MANY:
            return False
        return int(self._packed(few)[held <= crowd].sum()) > PACKED

    def _per_lane(self, events: I64) -> I64:
        counts = lane_codes(self.dataset, self.view).count(events)
        return counts[[lane.code for lane in self.lanes]]

    def _packed(self, few: int) -> I64:
        """How many of each lane would be arranged: those around the window too."""
        length = max(1, self.view.end - self.view.start)
        around = replace(
            self.view,
            start=max(self.view.start - length, MIN),
            end=min(self.view.end + 5 * length, MAX),
        )
        wide = self._per_lane(np.flatnonzero(self.visible & standing_in(self.dataset, around).near))
        whole = np.array([lane.all.size for lane in self.lanes], dtype=np.int64)
        return np.where(whole <= few, whole, wide)


class Counted:
    """Boxes for the lanes of a crowd. ``inside``, ``beyond`` (lanes,): how many may lie in the
    window, and how many of these stand at no moment of it."""

    def __init__(self, crowd: Crowd, measure: Measure) -> None:
        self.crowd, self.measure = crowd, measure
        view, scale, there = crowd.view, crowd.scale, crowd.standing
        self.factor = view.size_factor
        self.level = there.level(crowd.visible, column_level(scale, self.factor))
        self.first, self.last = units_in(scale, self.level)
        self.edges = edges_of(self.first, self.last, self.level)
        table = self.table()
        found = table.codes.counts(crowd.visible)
        rows = [table.lane(found, lane.code)[0] for lane in crowd.lanes]
        held = np.array(rows, dtype=np.int64).reshape(len(rows), table.wide + 1)
        self.counts, self.beyond, self.inside = held[:, :-1], held[:, -1], held.sum(axis=1)
        self.most = max(1, int(self.counts.max(initial=0)))

    def table(self, parted: frozenset[int] = frozenset()) -> Table:
        """Lanes and units; the lanes of these codes ``parted`` by category."""
        crowd = self.crowd
        return crowd.standing.table(crowd.view, crowd.scale, self.level, parted)

    def drawn(self) -> Bool:
        """(n,) bool: what is visible and may lie in the window."""
        return self.crowd.visible & self.crowd.standing.near

    def box(self, k: int) -> LaneBox:
        """Lane ``k`` with its counts; what it is made of is not yet told apart."""
        crowd, lane = self.crowd, self.crowd.lanes[k]
        near, there = crowd.standing.near, crowd.standing.there
        inside, beyond = int(self.inside[k]), int(self.beyond[k])

        def found(chosen: Callable[[I64], Bool]) -> I64:
            return lane.events[chosen(lane.events)]

        box = LaneBox(lane, [], 1)
        box.columns = Columns(self.level, self.edges, self.counts[k], self.most, first=self.first)
        box.folded = lane.id in crowd.view.folded
        box.inside = Numbers(inside, lambda: found(lambda of: near[of]))
        box.beyond = Numbers(beyond, lambda: found(lambda of: near[of] > there[of]))
        box.counted = Numbers(inside - beyond, lambda: found(lambda of: there[of]))
        box.outside = lane.shown.size - inside
        box.rows = self.rows(k)
        if beyond:
            self._put_beyond(box)
        return box

    def fill(self, boxes: Sequence[LaneBox]) -> None:
        """Tell apart what the counts of these lanes are made of."""
        parted = self.parted(boxes)
        table = self.table(parted)
        counts = table.codes.counts(self.crowd.visible)
        for box in boxes:
            assert box.columns is not None
            rows = table.lane(counts, box.lane.code)[:, :-1]
            box.columns = replace(box.columns, parts=self.parts(box, rows))

    def parted(self, boxes: Sequence[LaneBox]) -> frozenset[int]:
        """The codes of those lanes that may hold several categories."""
        if self.crowd.view.group == "category":
            return frozenset()
        return frozenset(box.lane.code for box in boxes)

    def parts(self, box: LaneBox, rows: I64) -> tuple[tuple[int, I64], ...]:
        """The ``parts`` of a lane's columns, of its ``rows`` (blocks, units)."""
        if self.crowd.view.group != "category":
            return parts_of(rows)
        category = memberships(self.crowd.dataset, self.crowd.view).codes[box.lane.code]
        return ((int(category), rows[0]),) if rows.any() else ()

    def rows(self, k: int) -> int:
        """Rows of lane ``k``: what lies across the window has one of its own."""
        folded = self.crowd.lanes[k].id in self.crowd.view.folded
        return 1 if folded else 1 + bool(self.beyond[k])

    def marked(self, k: int) -> bool:
        """Whether the events of lane ``k`` in the window are so few that they have marks."""
        return int(self.inside[k]) <= MARKED

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
        return box.beyond.array
    edges = box.columns.edges
    k = int(np.searchsorted(scale.to_xs(edges), x, side="right")) - 1
    if not 0 <= k < len(edges) - 1:
        return np.empty(0, np.int64)
    events = box.counted.array
    at = moments(dataset, events)
    return np.asarray(events[(at >= edges[k]) & (at < edges[k + 1])])
