"""How much of each lane a selection holds, out of the last answer where that is near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.codes import Codes, gathered
from explorer.figure.timeline.density import Columns, parts_of
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.units import numbers_of


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """Of one lane: how many of its events in the window are held, and these by unit, None for a
    lane without columns."""

    inside: int
    columns: Columns | None


class Shares:
    """The lanes of one arrangement. The codes of a lane are the units of its columns, one category
    after the other: for what may lie in the window, for what does not and yet stands in a unit at
    its edge; and one code for what has no column."""

    def __init__(self, dataset: Dataset, boxes: Sequence[LaneBox]) -> None:
        self._boxes, self._kinds = boxes, len(dataset.categories) + 1
        sizes = [2 * self._kinds * _wide(box) + 1 for box in boxes]
        self._bounds = list(pairwise(np.cumsum([0, *sizes]).tolist()))
        parts = self._parts(dataset)
        self._codes: Codes = gathered(len(dataset), sum(sizes), parts)

    def of(self, mask: Bool) -> list[Share]:
        """What of each lane is in ``mask`` (n,) bool."""
        counts = self._codes.counts(mask)
        return [
            self._share(box, counts[start:end])
            for box, (start, end) in zip(self._boxes, self._bounds, strict=True)
        ]

    def _parts(self, dataset: Dataset) -> Iterator[tuple[I64, I64]]:
        """Events of each lane, and their codes."""
        code = np.empty(len(dataset), np.int64)
        for box, (start, end) in zip(self._boxes, self._bounds, strict=True):
            events = box.inside
            if box.columns is not None and box.counted is None:
                events = box.lane.events
                code[events] = -1
            code[box.inside] = end - 1
            if box.columns is not None:
                self._put(dataset, box, box.columns, start, code)
            found = code[events]
            yield (
                (events, found) if events is box.inside else (events[found >= 0], found[found >= 0])
            )

    def _put(self, dataset: Dataset, box: LaneBox, columns: Columns, start: int, code: I64) -> None:
        """Write down the codes of what stands in a column."""
        wide = len(columns.counts)
        events = box.lane.events if box.counted is None else box.counted
        units = numbers_of(dataset, events, columns.level) - columns.first
        if box.counted is None:
            there = (units >= 0) & (units < wide)
            events, units = events[there], units[there]
        kinds = dataset.events.category.codes[events].astype(np.int64) % self._kinds
        beside = (code[events] < 0) * (self._kinds * wide)
        code[events] = start + beside + kinds * wide + units

    def _share(self, box: LaneBox, counts: I64) -> Share:
        if box.columns is None:
            return Share(int(counts.sum()), None)
        known = box.columns
        blocks = counts[:-1].reshape(2, self._kinds, len(known.counts))
        rows = blocks.sum(axis=0)
        made = replace(known, counts=rows.sum(axis=0), parts=parts_of(rows) if known.parts else ())
        return Share(int(blocks[0].sum() + counts[-1]), made)


def _wide(box: LaneBox) -> int:
    return 0 if box.columns is None else len(box.columns.counts)
