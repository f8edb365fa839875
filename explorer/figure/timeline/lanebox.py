"""One lane of a window, and the lane of events without a date."""

from __future__ import annotations

from dataclasses import field

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.model import Dataset
from explorer.figure.timeline.density import Columns
from explorer.figure.timeline.glyphs import HALF
from explorer.figure.timeline.labels import Item, Names
from explorer.figure.timeline.lanes import Lane
from explorer.figure.timeline.numbers import NONE, Numbers
from explorer.figure.timeline.packing import Slot
from explorer.figure.timeline.timescale import FOLDED, Scale
from explorer.figure.view import TimelineView


@dataclass(slots=True, eq=False)
class LaneBox:
    """One lane in the window. ``across``: events that may lie in the window and have no mark in
    it, because they last longer or are dated too loosely; drawn as one pill at ``across_x`` (its
    middle) in row ``across_row``; ``held``: those of them that a bar of their own would show if
    there were more rows. ``columns``: counts of events when there are too many to mark;
    ``extra``: pixels by which they make the lane higher; ``beyond``: as ``across``, of a lane of
    so many events that these are counted too, and ``counted``: those in its columns. ``inside``
    events are drawn in one of these forms, ``outside`` ones are not in the window; ``unplaced``
    ones have no date and found no room."""

    lane: Lane
    items: list[Item]
    rows: int
    top: float = 0.0
    height: float = 0.0
    extra: float = 0.0
    across: list[int] = field(default_factory=list)
    across_text: str = ""
    across_x: float = 0.0
    across_w: float = 0.0
    across_row: int = 0
    held: int = 0
    columns: Columns | None = None
    beyond: Numbers = NONE
    inside: Numbers = NONE
    counted: Numbers | None = None
    outside: int = 0
    unplaced: int = 0
    folded: bool = False
    packed: list[Slot] = field(default_factory=list)
    """All slots of the lane, in view or not."""

    def row_y(self, row: int, factor: float) -> float:
        """The middle of a row."""
        if self.folded:
            return self.top + FOLDED / 2 * factor
        return self.top + (13.0 + 15.0 * row) * factor


def undated_box(
    dataset: Dataset, lane: Lane, view: TimelineView, scale: Scale, names: Names, rows: int
) -> LaneBox:
    """Marks in reading order with no regard to time, with the longest names that let all of them
    stand in ``rows`` rows; the rest are counted ("and 12 more")."""
    f, folded = view.size_factor, lane.id in view.folded
    rows = 1 if folded else rows
    width = scale.w - 100 * f  # at the end, room to say how many more
    events = lane.events[: int(rows * width / (16 * f)) + 1].tolist()
    named = [names.of(i) for i in events]
    for pick in () if folded else (0, -1):
        steps = [(t[pick][1] if t else 0.0) + 30 * f for t in named]
        places = _flowed(steps, width, rows)
        if len(places) == lane.shown.size:
            return _undated_items(
                lane, events, places, [t[pick] if t else ("", 0.0) for t in named], scale, view
            )
    places = _flowed([16 * f] * len(events), width, rows)
    return _undated_items(lane, events, places, [("", 0.0)] * len(events), scale, view)


def _flowed(steps: list[float], width: float, rows: int) -> list[tuple[int, float]]:
    """(row, x) of boxes ``steps`` wide set like words, as many as fit ``rows`` lines."""
    places: list[tuple[int, float]] = []
    row, x = 0, 0.0
    for step in steps:
        if x + step > width and x > 0:
            row, x = row + 1, 0.0
        if row >= rows or step > width:
            break
        places.append((row, x))
        x += step
    return places


def _undated_items(
    lane: Lane,
    events: list[int],
    places: list[tuple[int, float]],
    texts: list[tuple[str, float]],
    scale: Scale,
    view: TimelineView,
) -> LaneBox:
    f, half = view.size_factor, HALF * view.size_factor
    items: list[Item] = []
    for i, (row, at), (text, width) in zip(events, places, texts, strict=False):
        x = scale.x + 14 * f + at
        slot = Slot([i], "mark", x, x - half, x + half, x - half, x + half, row=row, side="right")
        item = Item(slot, None, x, x - half, x + half, row, (), ())
        if text:
            item.label = item.beside("right", text, width, f)
            item.label.low, item.label.high = item.label.x, item.label.x + width
        items.append(item)
    last = items[-1] if items else None
    box = LaneBox(lane, items, 1 + (last.row if last else 0))
    box.folded = lane.id in view.folded
    box.inside = Numbers.of(np.array(events[: len(items)], dtype=np.int64))
    box.unplaced = lane.shown.size - len(items)
    if box.unplaced:
        n = box.unplaced
        box.across_text = f"另有 {n:,} 项" if view.lang == "zh" else f"and {n:,} more"
        box.across_x = (last.right if last else scale.x) + 8 * f
        box.across_row = last.row if last else 0
    return box
