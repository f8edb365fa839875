"""The lanes of a window as they are packed: what lies near it, kept while it moves."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from typing import Final

from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import Dataset
from explorer.figure.picture import Measure
from explorer.figure.timeline.labels import Names
from explorer.figure.timeline.lanes import Lane
from explorer.figure.timeline.numbers import Numbers
from explorer.figure.timeline.packing import Slot
from explorer.figure.timeline.slots import Packer
from explorer.figure.timeline.timescale import Scale
from explorer.figure.timeline.windowed import anchor_of, possibly
from explorer.figure.view import TimelineView

FEW: Final = 400
"""A lane of up to this many events is packed as a whole, beyond it what is near the window."""
CROWD: Final = 400
"""A lane with more than this many events in the window shows counts by column."""
_KEPT: Final = 64  # packed lanes remembered
_packed: OrderedDict[tuple[object, ...], tuple[Dataset, Names, list[Slot]]] = OrderedDict()


class Packed:
    """Lanes of one window. ``whole``: the key of the mask that they are made of; the events
    ``first`` choose their places before all others."""

    def __init__(
        self,
        dataset: Dataset,
        whole: Hashable,
        view: TimelineView,
        scale: Scale,
        measure: Measure,
        names: Names,
        first: frozenset[int],
    ) -> None:
        self.dataset, self.whole, self.view = dataset, whole, view
        self.measure, self.names, self.first = measure, names, first
        anchor = anchor_of(view)
        self.scale = Scale(anchor, anchor + scale.end - scale.start, 0.0, scale.w)
        self._near: dict[str, tuple[Lane, tuple[int, int]]] = {}
        self._packers: dict[str, Packer] = {}
        self._again: dict[tuple[str, int], list[Slot]] = {}

    def slots(self, lane: Lane, rows: int) -> list[Slot]:
        """Slots of a lane in at most ``rows`` rows, in pixels from the anchor."""
        folded = lane.id in self.view.folded
        lane, stretch = self._part(lane)
        known = (id(self.dataset), id(self.names), self.whole)
        key = (*known, lane.id, stretch, self.scale, rows, folded)
        if key not in _packed:
            _packed[key] = (self.dataset, self.names, self._packer(lane).packed(rows))
            if len(_packed) > _KEPT:
                _packed.popitem(last=False)
        _packed.move_to_end(key)
        found = _packed[key][2]
        first = self.first.intersection(lane.events.tolist()) if self.first else self.first
        if not first or folded:
            return found
        if (lane.id, rows) not in self._again:
            self._again[lane.id, rows] = self._packer(lane).around(found, first, rows)
        return self._again[lane.id, rows]

    def _packer(self, lane: Lane) -> Packer:
        """What packs a lane, of which ``_part`` was taken."""
        if lane.id not in self._packers:
            self._packers[lane.id] = Packer(
                self.dataset, lane, self.view, self.scale, self.measure, self.names
            )
        return self._packers[lane.id]

    def _part(self, lane: Lane) -> tuple[Lane, tuple[int, int]]:
        """The lane, if it is a large one only with what lies in the stretch around the window: the
        same stretch until the window has moved by several times its length."""
        if lane.id not in self._near:
            self._near[lane.id] = self._around(replace(lane, shown=lane.all))
        return self._near[lane.id]

    def _around(self, lane: Lane) -> tuple[Lane, tuple[int, int]]:
        if lane.shown.size <= FEW:
            return lane, (MIN, MAX)
        view = self.view
        length = max(1, view.end - view.start)
        first = view.start // (4 * length) * 4 * length
        for stretch in ((first - length, first + 6 * length), (view.start, view.end)):
            lo, hi = max(stretch[0], MIN), min(stretch[1], MAX)
            wider = replace(view, start=lo, end=hi)
            near = lane.events[possibly(self.dataset, lane.events, wider)]
            if len(near) <= 2 * CROWD:
                break
        return replace(lane, shown=Numbers.of(near)), (lo, hi)
