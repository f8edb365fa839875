"""How much of each lane a selection holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.model import Bool, Dataset
from explorer.figure.masks import within
from explorer.figure.timeline.crowd import Counted
from explorer.figure.timeline.density import Columns, columns
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.timescale import Scale


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """Of one lane: how many of its events in the window are held, and these by unit, None for a
    lane without columns."""

    inside: int
    columns: Columns | None


def shares(
    dataset: Dataset,
    boxes: Sequence[LaneBox],
    scale: Scale,
    counted: Counted | None,
    selected: Bool,
) -> list[Share]:
    """What of each lane is in ``selected`` (n,) bool. ``counted``: what lanes of columns are made
    of, where all are: their counts follow those of the last selection."""
    if counted is None:
        return [_one(dataset, box, scale, selected) for box in boxes]
    selected = within(selected, counted.crowd.visible)
    parted = counted.parted([box for box in boxes if box.columns and box.columns.parts])
    table = counted.table(parted)
    counts = table.codes.counts(selected)
    found: list[Share] = []
    for box in boxes:
        if box.columns is None:
            found.append(_one(dataset, box, scale, selected))
            continue
        rows = table.lane(counts, box.lane.code)
        here = rows[:, :-1]
        parts = counted.parts(box, here) if box.columns.parts else ()
        told = replace(box.columns, counts=here.sum(axis=0), parts=parts)
        found.append(Share(int(rows.sum()), told))
    return found


def _one(dataset: Dataset, box: LaneBox, scale: Scale, selected: Bool) -> Share:
    inside = int(np.count_nonzero(selected[box.inside.array]))
    known = box.columns
    if known is None:
        return Share(inside, None)
    events = box.lane.events
    events = events[selected[events]]
    return Share(inside, columns(dataset, events, scale, known.level, bool(known.parts)))
