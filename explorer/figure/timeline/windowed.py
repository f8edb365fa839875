"""A packed lane seen through the window: what of it is in view, and where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.picture import Measure
from explorer.figure.timeline.glyphs import HALF, pill_font, place
from explorer.figure.timeline.labels import Item, Names, coming_first, strong_texts
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.lanes import Lane
from explorer.figure.timeline.numbers import Numbers
from explorer.figure.timeline.packing import Slot
from explorer.figure.timeline.timescale import Scale
from explorer.figure.view import TimelineView


def anchor_of(view: TimelineView) -> int:
    """A moment near the window that stays the same while it is panned."""
    stride = max(1, view.end - view.start) * 1024
    return view.start // stride * stride


def possibly(dataset: Dataset, events: I64, view: TimelineView) -> Bool:
    """Which of ``events`` have some reading in the window (as ``edtf.possibly``)."""
    e = dataset.events
    return np.asarray((e.start_lo[events] < view.end) & (e.end_hi[events] > view.start))


class Windowed:
    """The window over packed lanes; ``visible`` (n,) bool: the others take part in packing and
    are not shown."""

    def __init__(
        self,
        dataset: Dataset,
        visible: Bool,
        view: TimelineView,
        scale: Scale,
        names: Names,
        measure: Measure,
    ) -> None:
        self.dataset, self.visible, self.view = dataset, visible, view
        self.scale, self.names, self.measure = scale, names, measure
        self.away = scale.to_x(anchor_of(view))
        self.first = coming_first(dataset, view)

    def box(self, lane: Lane, near: I64, packed: list[Slot]) -> LaneBox:
        """The lane's slots that are in the window, and what becomes of all its events; those in
        ``near`` may lie in the window."""
        items: list[Item] = []
        shown: set[int] = set()
        for slot in packed:
            item = self.item(slot)
            if item is not None:
                items.append(item)
                shown.update(item.slot.events)
        folded = lane.id in self.view.folded
        box = LaneBox(lane, items, 1 + max((item.row for item in items), default=0))
        box.folded, box.packed = folded, packed
        if folded:  # nothing stands in the way of a bar without an end
            for item in items:
                if item.placed is not None and item.placed.bar and item.placed.open_right:
                    item.right = max(item.right, self.scale.x + self.scale.w)
        box.across = [i for i in near.tolist() if i not in shown]
        inside = np.array(sorted({*shown, *box.across}), dtype=np.int64)
        box.inside = Numbers.of(inside)
        box.held = sum((s.cut or s.slim) and s.events[0] in box.across for s in packed)
        box.outside = lane.shown.size - len(inside)
        if box.across:
            self.put_across(box)
        return box

    def item(self, slot: Slot) -> Item | None:
        """The slot in pixels of the picture, None when no part of it is in the window."""
        if len(slot.events) == 1:
            return self._single(slot) if self.visible[slot.events[0]] else None
        left, right = slot.left + self.away, slot.right + self.away
        if left >= self.scale.x + self.scale.w or right <= self.scale.x:
            return None
        events = [i for i in slot.events if self.visible[i]]
        if len(events) == 1:
            return self._left_over(slot, events[0])
        if len(events) < len(slot.events):
            slot = replace(slot, events=events)
        return (
            Item(slot, None, slot.x + self.away, left, right, slot.row, (), ()) if events else None
        )

    def _left_over(self, slot: Slot, i: int) -> Item | None:
        """The mark of the one event of a pill that is visible, in the room of the pill."""
        half = HALF * self.view.size_factor
        placed = place(self.dataset.events, i, self.scale, self.view.size_factor)
        if placed is None:
            return None
        x = min(max(placed.x - self.away, slot.left + half), slot.right - half)
        return self._single(
            Slot([i], "mark", x, x - half, x + half, x - half, x + half, row=slot.row)
        )

    def _single(self, slot: Slot) -> Item | None:
        left_edge, right_edge = self.scale.x, self.scale.x + self.scale.w
        f, away = self.view.size_factor, self.away
        x, left, right = slot.x + away, slot.left + away, slot.right + away
        if max(right, slot.band_right + away) <= left_edge:
            return None
        if min(left, slot.band_left + away) >= right_edge:
            return None
        events, i = self.dataset.events, slot.events[0]
        placed = place(events, i, self.scale, f, slot.wish)
        if placed is None:
            return None
        if placed.bar and placed.open_right:
            placed = replace(placed, right=max(placed.right, right_edge))
        bare = right <= left_edge or left >= right_edge  # only its band is in view
        if bare and placed.left <= left_edge and placed.right >= right_edge:
            return None
        seen = left_edge <= x <= right_edge or slot.kind == "bar"
        texts = self.names.of(i) if seen and not bare and slot.wish > 0 else ()
        first = i in self.first
        texts = strong_texts(texts, self.measure, f) if first else texts
        amount = float(events.amount[i])
        rank = (
            -float(first),
            -float(events.confidence[i]),
            -amount if amount == amount else 0.0,
            -x,
        )
        return Item(slot, placed, x, left, right, slot.row, texts, rank)

    def put_across(self, box: LaneBox) -> None:
        """Room for the pill of events that span the window: at its left edge, in a row of its own
        when marks stand there in every row."""
        f, n, scale = self.view.size_factor, len(box.across), self.scale
        if box.folded:  # a chevron
            box.across_w, box.across_x, box.across_row = 6 * f, scale.x + 7 * f, 0
            return
        zh = self.view.lang == "zh"
        box.across_text = f"{n} 项跨越" if zh else f"{n} across"
        if n == 1 and (texts := self.names.of(box.across[0])):
            short = [text for text, width in texts if width <= 0.35 * scale.w]
            box.across_text = f"‹ {(short or [texts[-1][0]])[0]}"
        box.across_w = self.measure.width(box.across_text, pill_font(f)) + 12 * f
        left, right = scale.x + 4 * f, scale.x + 8 * f + box.across_w
        row = 0
        for row in range(box.rows):
            if all(i.row != row or i.right <= left or i.left >= right for i in box.items):
                break
        else:
            row = box.rows
            box.rows = row + 1
        box.across_row, box.across_x = row, left + box.across_w / 2
