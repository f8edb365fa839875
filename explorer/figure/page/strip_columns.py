"""A strip with far more events than it has room for: one column for each unit of time."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.colors import mix
from explorer.figure.looks import category_look
from explorer.figure.picture import Font, Mark, Measure, Rect, Text
from explorer.figure.style import Style
from explorer.figure.timeline.bins import overview_bins, unit_words
from explorer.figure.timeline.density import moments
from explorer.figure.timeline.packing import Slot
from explorer.figure.timeline.timescale import Scale
from explorer.figure.view import TimelineView

CROWD: Final = 60
"""Up to this many events are always marks."""
PALE: Final = 0.3
"""Of the colour of what is not selected."""


def too_many(packed: list[Slot]) -> bool:
    """Whether most events would stand under counts, far from their dates."""
    events = sum(len(slot.events) for slot in packed)
    gathered = sum(len(slot.events) for slot in packed if len(slot.events) > 1)
    return events > CROWD and 2 * gathered > events


def columns(
    dataset: Dataset,
    near: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    axis: float,
    selected: Bool | None = None,
) -> tuple[list[Mark], int]:
    """Columns of the events in ``near`` that stand in the window, split by category, with what
    they count in words; and how many events they hold. With a selection these pale, and what is
    selected of them stands on the line in full. ``axis``: height of that line."""
    f, t = view.size_factor, style.tokens
    scale = Scale(view.start, max(view.end, view.start + 1), 0.0, view.width)
    # A unit of time whose columns are wide enough to show their parts.
    bins = overview_bins(dataset, near, view.start, view.end, view.width / (3 * f))
    shown = np.flatnonzero(near)
    at = moments(dataset, shown)
    begun = (at >= view.start) & (at < view.end)
    shown = shown[begun]
    place = np.searchsorted(bins.edges, at[begun], side="right") - 1
    codes = dataset.events.category.codes[shown]
    shape = len(bins.edges) - 1, len(dataset.categories) + 1

    def counted(those: Bool) -> I64:
        table = np.zeros(shape, np.int64)
        np.add.at(table, (np.clip(place[those], 0, shape[0] - 1), codes[those]), 1)
        return table

    parts = [(counted(np.ones(len(shown), bool)), 1.0 if selected is None else PALE)]
    if selected is not None:
        parts.append((counted(selected[shown]), 1.0))
    most = max(1, int(parts[0][0].sum(axis=1).max()))
    top = 20.0 * f
    tall = max(0.0, axis - top - f)
    xs = scale.to_xs(bins.edges)
    gap = min(2.0 * f, 0.2 * float(np.diff(xs).min()))
    marks: list[Mark] = []
    for counts, share in parts:
        for k, row in enumerate(counts.tolist()):
            y = axis - 0.8 * f
            for code, count in enumerate(row):
                if count:
                    h = tall * count / most
                    y -= h
                    look = category_look(dataset, style, code if code < len(row) - 1 else -1)
                    wide = max(1.0, float(xs[k + 1] - xs[k]) - gap)
                    fill = look.fill if share == 1 else mix(look.fill, t.panel, share)
                    marks.append(Rect(float(xs[k]), y, wide, h, fill))
    font = Font(11 * f)
    words = _words(len(shown), most, unit_words(bins.level, view.lang), view.lang)
    width = measure.width(words, font)
    if width <= view.width and tall > 0:
        marks.append(Text(0.0, 11 * f, words, font, t.text2, width, role="more"))
    return marks, len(shown)


def _words(count: int, most: int, unit: str, lang: str) -> str:
    if lang == "zh":
        return f"{count:,} 项，{unit}计，最高 {most:,} 项"
    return f"{count:,} events {unit}, at most {most:,}"
