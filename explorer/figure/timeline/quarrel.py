"""Sources that disagree about a date: the other date, joined by dots, with a warning sign."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.dataset.edtf import MAX, MIN, DateError, EdtfDate, parse
from explorer.dataset.model import Dataset
from explorer.figure.picture import Circle, Font, Line, Mark, Measure, Symbol, Text
from explorer.figure.style import Style
from explorer.figure.timeline.glyphs import HALF, MARK, Ink
from explorer.figure.timeline.timescale import Scale

REACH: Final = 220.0  # pixels; a date further off is left to the inspector


@lru_cache(maxsize=4096)
def claimed_date(text: str) -> EdtfDate | None:
    """The EDTF date that ``as_claimed`` begins with, None when it begins with something else."""
    first = text.strip().split(maxsplit=1)[0].rstrip(",;:") if text.strip() else ""
    if not first[:1].isdigit() and first[:1] not in ("[", "-", "Y"):
        return None
    try:
        found = parse(first)
    except DateError:
        return None
    bounded = found.start.lo > MIN and found.start.hi < MAX
    # "430" or "5" is a number and not a year.
    return found if bounded and (len(first) >= 7 or len(first) == 4) else None


_others: WeakKeyDictionary[Dataset, dict[int, list[int]]] = WeakKeyDictionary()


def other_dates(dataset: Dataset, i: int) -> list[int]:
    """Middles (seconds) of the dates that disputing citations give event ``i`` and that lie
    outside its own span."""
    known = _others.setdefault(dataset, {})
    if i not in known:
        known[i] = _other_dates(dataset, i)
    return known[i]


def disputed(dataset: Dataset, events: Sequence[int]) -> dict[int, list[int]]:
    """``other_dates`` of those of ``events`` that have any."""
    known = _others.setdefault(dataset, {})
    for i in events:
        if i not in known:
            known[i] = _other_dates(dataset, i)
    return {i: known[i] for i in events if known[i]}


def _other_dates(dataset: Dataset, i: int) -> list[int]:
    events = dataset.events
    lo, hi = int(events.start_lo[i]), int(events.start_hi[i])
    found: list[int] = []
    for c in events.citations.row(i).tolist():
        citation = dataset.citations[c]
        date = claimed_date(citation.as_claimed) if citation.stance == "disputes" else None
        if date is not None and (date.start.hi <= lo or date.start.lo >= hi):
            found.append((date.start.lo + date.start.hi) // 2)
    return sorted(set(found))


def quarrel(
    dataset: Dataset,
    i: int,
    x: float,
    y: float,
    pen: Ink,
    scale: Scale,
    style: Style,
    measure: Measure,
    room: tuple[float, float],
) -> list[Mark]:
    """A hollow second mark at each other date near (x, y), dots between, and the sign; only
    within ``room`` (left, right), which packing kept clear of other marks."""
    f, t = pen.factor, style.tokens
    faint = 0.24 if pen.dim < 1 else 1.0
    made: list[Mark] = []
    for seconds in other_dates(dataset, i):
        there = scale.to_x(seconds)
        if not 2 * HALF * f < abs(there - x) <= REACH * f or not room[0] <= there <= room[1]:
            continue
        points = np.array([[x, y], [there, y]])
        made.append(Line(points, pen.look.line, 1.4 * f, (1.4 * f, 2.6 * f), pen.dim, ref=pen.ref))
        made.append(
            Symbol(
                there,
                y,
                pen.look.shape,
                MARK * f,
                pen.ground,
                pen.look.line,
                1.3 * f,
                pen.ground,
                1.3 * f,
                opacity=faint,
                ref=pen.ref,
            )
        )
        if abs(there - x) > 4.6 * HALF * f:
            font = Font(9 * f, 700)
            width, mid = measure.width("!", font), (x + there) / 2
            disc = Circle(mid, y, 5.5 * f, t.warning_ground, t.warning_edge, f, faint, pen.ref)
            made.append(disc)
            made.append(
                Text(
                    mid - width / 2,
                    y + 3.2 * f,
                    "!",
                    font,
                    t.warning,
                    width,
                    opacity=faint,
                    ref=pen.ref,
                    role="sign",
                )
            )
    return made
