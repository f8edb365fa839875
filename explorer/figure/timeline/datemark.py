"""The date of one event drawn by itself, as the timeline draws it: VISUAL.md's picture 08, "How
a date is drawn and worded"."""

from __future__ import annotations

from math import log2
from typing import Final

import numpy as np

from explorer.dataset.calendar import DAY
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import Dataset
from explorer.figure.picture import Layer, Line, Mark, Measure, Picture
from explorer.figure.style import Style
from explorer.figure.timeline.bars import bar
from explorer.figure.timeline.glyphs import Placed, band, ink, place, symbol
from explorer.figure.timeline.quarrel import other_dates, quarrel
from explorer.figure.timeline.timescale import Scale

_BAR: Final = 13.0  # height of a bar
_REACH: Final = 0.62  # share of the width that an interval, or a quarrel, takes
_LEFT: Final = 0.19  # where an interval begins
_YEAR: Final = 366 * DAY


def date_picture(
    dataset: Dataset, i: int, width: float, height: float, style: Style, measure: Measure
) -> Picture | None:
    """The date of event ``i`` over its neighbourhood: a thin line with the mark, its band of
    doubt, its bar or what sources disagree on. None when no edge of the date is known.

    The scale fits the date: a month takes a fifth of the width, a year nearly all of it.
    """
    window = _window(dataset, i) if dataset.events.dated[i] else None
    if window is None:
        return None
    scale = Scale(*window, 0.0, width)
    placed = place(dataset.events, i, scale, 1.0, _REACH * width - 30)
    if placed is None:
        return None
    y, cut = height / 2, (0.0, width)
    pen = ink(dataset, style, i, style.tokens.panel, 1.0)
    marks = _baseline(placed, width, y, style.tokens.line2)
    marks += bar(pen, placed, y, _BAR, cut) if placed.bar else band(pen, placed, y, cut)
    marks += quarrel(dataset, i, placed.x, y, pen, scale, style, measure, cut)
    marks.append(symbol(pen, placed.x, y))
    return Picture(width, height, "", (Layer("date", tuple(marks)),))


def _baseline(placed: Placed, width: float, y: float, color: str) -> list[Mark]:
    """The line that the date stands on; a bar hides it."""
    edges = [0.0, placed.left, placed.right, width] if placed.bar else [0.0, width]
    return [
        Line(np.array([[a, y], [b, y]]), color)
        for a, b in zip(edges[::2], edges[1::2], strict=True)
        if b > a
    ]


def _window(dataset: Dataset, i: int) -> tuple[int, int] | None:
    """Half-open seconds around event ``i``; None when it is open at both ends."""
    events = dataset.events
    s0, s1 = int(events.start_lo[i]), int(events.start_hi[i])
    e0, e1 = int(events.end_lo[i]), int(events.end_hi[i])
    if s0 <= MIN and e1 >= MAX:
        return None
    if not events.interval[i]:
        return _around_moment(s0, s1, other_dates(dataset, i))
    if s0 <= MIN:
        length = round(max((e1 - e0 if e0 > MIN else 0) / 0.12, DAY))
        return _from(e1 - round(length * (_LEFT + _REACH)), length)
    if e1 >= MAX:
        known = (e0 - s0) / 0.4 if e0 < MAX else 0.0
        length = round(max((s1 - s0 if s1 < MAX else 0) / 0.12, known, DAY))
    else:
        length = round((e1 - s0) / _REACH)
    return _from(s0 - round(length * _LEFT), length)


def _around_moment(lo: int, hi: int, others: list[int]) -> tuple[int, int]:
    """``others``: middles of the dates that other sources give."""
    if lo <= MIN:
        return _from(hi - round(0.6 * _YEAR), _YEAR)
    if hi >= MAX:
        return _from(lo - round(0.4 * _YEAR), _YEAR)
    share = min(max(0.2 + 0.2 * log2((hi - lo) / (30.4 * DAY)), 0.02), 0.92)
    if others:
        lo, hi, share = min(lo, *others), max(hi, *others), _REACH
    length = max(2, round((hi - lo) / share))
    return _from((lo + hi - length) // 2, length)


def _from(start: int, length: int) -> tuple[int, int]:
    return start, start + max(2, length)
