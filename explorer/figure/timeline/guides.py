"""The dashed lines that lead through all lanes at what is picked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from explorer.dataset.model import Dataset
from explorer.figure.picture import Line, Mark, Measure, Rect, Text
from explorer.figure.style import Style
from explorer.figure.timeline import rows
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.glyphs import HALF
from explorer.figure.timeline.indicator import indicator_layers
from explorer.figure.timeline.labels import Item
from explorer.figure.timeline.lanes import UNDATED
from explorer.figure.view import TimelineView


def guides(
    dataset: Dataset, view: TimelineView, style: Style, measure: Measure, arranged: Arranged
) -> list[Mark]:
    """A dashed line through all lanes at each of a few picked events that have a place in time.
    It runs behind marks, pills and words: there it has gaps."""
    f, laid = view.size_factor, arranged.layout
    if len(view.selected) > rows.GUIDES:
        return []
    y0, y1 = laid.lanes[1], laid.indicator[1] + laid.indicator[3]
    made: list[Mark] = []
    for key in sorted(view.selected):
        i = dataset.event_index.get(key, -1)
        found = arranged.find(i) if i >= 0 else None
        if found is None or found[0].lane.id == UNDATED:
            continue
        item = found[1]
        x = arranged.x_of(i) if len(item.slot.events) > 1 else item.x
        foot = laid.lanes[1] + laid.lanes[3]  # beyond it lies what is scrolled away
        taken = [(a, min(b, foot)) for a, b in _stops(x, i, arranged, view) if a < foot]
        for layer in indicator_layers(dataset, view, style, measure, laid):
            taken += [
                (mark.y - 11 * f, mark.y + 5 * f)
                for mark in layer.marks
                if isinstance(mark, Text) and mark.x - 3 * f < x < mark.x + mark.width + 3 * f
            ]
        taken += [
            (mark.y - 2 * f, mark.y + mark.h + 2 * f)
            for mark in rows.today(view, style, measure, arranged)
            if isinstance(mark, Rect) and mark.x - 2 * f < x < mark.x + mark.w + 2 * f
        ]
        made += _dashes(x, y0, y1, taken, style.tokens.accent, f)
    return made


def _stops(
    x: float, event: int, arranged: Arranged, view: TimelineView
) -> Iterator[tuple[float, float]]:
    """(top, bottom) of what lies over a guide line at ``x`` in the lanes; ``event``: what it leads
    to."""
    f = view.size_factor
    led = list(arranged.places(event))
    for box in arranged.boxes:
        own = [item for lane, item in led if lane is box]
        for item in (*box.items, *(item for item in own if item not in box.items)):
            half = (HALF + (4 if item in own else 0)) * f
            y = box.row_y(item.row, f)
            mark = item.slot.kind == "cluster" or abs(item.x - x) < half
            if mark and item.left - half < x < item.right + half:
                yield y - half - f, y + half + f
            label = item.label
            if label and label.x - 3 * f < x < max(label.x + label.width, label.high) + 3 * f:
                y = box.row_y(label.row, f)
                yield y - 8 * f, y + 7 * f
        if box.across and abs(box.across_x - x) < box.across_w / 2 + 2 * f:
            y = box.row_y(box.across_row, f)
            yield y - 8 * f, y + 8 * f


def _picked(item: Item, arranged: Arranged, view: TimelineView) -> bool:
    return any(arranged.dataset.events.id[i] in view.selected for i in item.slot.events)


def _dashes(
    x: float, y0: float, y1: float, taken: Sequence[tuple[float, float]], color: str, f: float
) -> list[Mark]:
    """The line from ``y0`` to ``y1`` but for the ``taken`` stretches."""
    made: list[Mark] = []
    dash = 3.5 * f
    for top, bottom in [*sorted(taken), (y1, y1)]:
        if min(top, y1) - y0 > dash:
            points = np.array([[x, y0], [x, min(top, y1)]])
            made.append(Line(points, color, 1.3 * f, (dash, dash)))
        y0 = max(y0, bottom)
    return made
