"""What a lane has to pack, and the packing of it."""

from __future__ import annotations

from math import inf
from typing import Final

import numpy as np

from explorer.dataset.model import Dataset
from explorer.figure.picture import Measure
from explorer.figure.timeline.glyphs import HALF, pill_width, place
from explorer.figure.timeline.labels import Names, strong_texts
from explorer.figure.timeline.lanes import Lane
from explorer.figure.timeline.packing import Kind, Slot, pack
from explorer.figure.timeline.quarrel import REACH, disputed
from explorer.figure.timeline.timescale import Scale
from explorer.figure.view import TimelineView


class Packer:
    """The dated events of ``lane``, in pixels of ``scale``: what they take up is found once, and
    can be packed into any number of rows."""

    def __init__(
        self,
        dataset: Dataset,
        lane: Lane,
        view: TimelineView,
        scale: Scale,
        measure: Measure,
        names: Names,
    ) -> None:
        self.factor, self.folded = view.size_factor, lane.id in view.folded
        self._measure, self._names = measure, names
        self._pill = pill_width(888 if lane.shown.size > 99 else 88, measure, self.factor)
        self._drafts = _drafts(dataset, lane, scale, self.factor, None if self.folded else names)
        self._bars = any(draft[1] == "bar" for draft in self._drafts)

    def _slots(self) -> list[Slot]:
        """What there is to pack, from left to right."""
        return [Slot([draft[0]], *draft[1:]) for draft in self._drafts]

    def packed(self, rows: int) -> list[Slot]:
        """In at most ``rows`` rows; in a folded lane all in one, over each other."""
        f, slots = self.factor, self._slots()
        if self.folded:
            for slot in slots:
                slot.row = 0
            return slots
        packed = pack(slots, rows, f, self._pill)
        if rows > 1 and self._bars and (poor := _gathered(packed)):
            # Bars may have taken every row: once more, with one row kept free of them.
            again = pack(self._slots(), rows, f, self._pill, bar_rows=rows - 1)
            packed = again if _gathered(again) < poor else packed
        return packed

    def around(self, packed: list[Slot], first: frozenset[int], rows: int) -> list[Slot]:
        """Once more, with the events ``first`` placed before all others: in the row where
        ``packed`` has them or, where that costs others their places, in any."""
        f = self.factor
        rowed = {slot.events[0]: slot.row for slot in packed if len(slot.events) == 1}
        tries: list[list[Slot]] = []
        for liked, bar_rows in ((rowed, 0), (rowed, rows - 1), ({}, 0), ({}, rows - 1)):
            slots = self._slots()
            for slot in slots:
                if slot.events[0] in first and slot.wish > 0:
                    texts = self._names.of(slot.events[0])
                    slot.wish = strong_texts(texts, self._measure, f)[-1][1]
            wishes = {i: liked.get(i, -1) for i in sorted(first)}
            tries.append(pack(slots, rows, f, self._pill, max(0, bar_rows), first=wishes))
        allowed = _gathered(packed) + len(first)  # what stays as it was is worth a few marks

        def cost(made: list[Slot]) -> tuple[int, int]:
            return -own_places(made, first), max(allowed, _gathered(made))

        return min(tries, key=cost)


def own_places(packed: list[Slot], first: frozenset[int]) -> int:
    """How many of the events ``first`` have a mark or bar of their own."""
    return sum(len(slot.events) == 1 and slot.events[0] in first for slot in packed)


def _gathered(slots: list[Slot]) -> int:
    """Events that did not get a mark or bar of their own, or whose bar can't run on."""
    return sum(
        len(slot.events) if len(slot.events) > 1 else slot.cut or slot.slim for slot in slots
    )


_NEAR: Final = 2**61  # seconds within which sums and differences of two moments fit 64 bits
_Draft = tuple[int, Kind, float, float, float, float, float, float, bool, float]
"""Of a slot the event, and its fields from ``kind`` to ``reach``."""


def _drafts(
    dataset: Dataset, lane: Lane, scale: Scale, f: float, names: Names | None
) -> list[_Draft]:
    """What a lane has to pack, from left to right; without ``names`` no label has a wish."""
    events, own = dataset.events, lane.events
    half = HALF * f
    lo, hi = events.start_lo[own], events.start_hi[own]
    exact = ~events.interval[own] & (lo > -_NEAR) & (hi < _NEAR)
    start = scale.start
    if abs(start) >= _NEAR:
        exact, start = np.zeros(len(own), np.bool_), 0
    middle = (lo + hi) // 2
    xs = scale.x + (middle - start) / scale.per_pixel
    spreads = np.maximum(half, scale.x + (hi - start) / scale.per_pixel - xs)
    others = disputed(dataset, own.tolist())
    made: list[_Draft] = []
    rows = zip(own.tolist(), exact.tolist(), xs.tolist(), spreads.tolist(), strict=True)
    for i, is_exact, x, spread in rows:
        wish = names.least(i) if names is not None else 0.0
        if is_exact:
            doubt = x - spread, x + spread
        else:
            placed = place(events, i, scale, f, wish)
            if placed is None:
                continue
            x, doubt = placed.x, (placed.left, placed.right)
            if placed.bar:
                left, right = min(placed.left, x - half), max(placed.right, x + half)
                inside = right - left >= wish + 24 * f
                reach = placed.solid_right + 2 * scale.w if placed.open_right else -inf
                made.append((i, "bar", x, left, right, left, right, wish, inside, reach))
                continue
        left, right = x - half, x + half
        if i in others:  # where sources disagree, the other date is part of the mark
            away = [scale.to_x(t) for t in others[i]]
            ends = [x, *(other for other in away if abs(other - x) <= REACH * f)]
            left, right = min(ends) - half, max(ends) + half
        low, high = min(left, doubt[0]), max(right, doubt[1])
        made.append((i, "mark", x, left, right, low, high, wish, False, -inf))
    made.sort(key=lambda draft: (draft[3], draft[0]))
    return made
