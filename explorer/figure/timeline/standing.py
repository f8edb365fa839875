"""What of a dataset may lie in a window, and in which unit of time it stands there, whatever of it
is visible: worked out once for a window, so that of what is visible or selected only counts are
made."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary, ref

import numpy as np

from explorer.common.records import dataclass
from explorer.common.texts import Whole
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I8, I64, Bool, Dataset
from explorer.figure.codes import Codes, coded, single
from explorer.figure.timeline.density import LEVELS, units_in
from explorer.figure.timeline.lanes import lane_codes
from explorer.figure.timeline.ticks import Level, level_seconds
from explorer.figure.timeline.timescale import Scale
from explorer.figure.timeline.units import all_moments, numbers_of
from explorer.figure.view import TimelineView

_MOST: Final = 0.85  # share of events that are most of them
_WINDOWS: Final = 3  # kept for a dataset
_TABLES: Final = 2  # kept for a window


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The lanes and units of a window as ``codes``. Those of lane ``k`` begin at ``starts[k]``:
    for each of its ``blocks[k]`` (all of it, or one for each category and one for none) the
    ``wide`` units, and then what may lie in the window and stands at no moment of it."""

    codes: Codes
    starts: I64
    blocks: I64
    wide: int

    def lane(self, counts: I64, k: int) -> I64:
        """(blocks, wide + 1) of ``counts``, by code, what is lane ``k``'s."""
        start, blocks = int(self.starts[k]), int(self.blocks[k])
        return counts[start : start + blocks * (self.wide + 1)].reshape(blocks, self.wide + 1)


class Standing:
    """Of the window [``start``, ``end``) seconds. ``near`` (n,) bool: dated events that may lie in
    it."""

    def __init__(self, dataset: Dataset, start: int, end: int) -> None:
        e = dataset.events
        self._dataset, self._start, self._end = ref(dataset), start, end
        self.near: Bool = e.dated & (e.start_lo < end) & (e.end_hi > start)
        self._tables: OrderedDict[tuple[object, ...], Table] = OrderedDict()

    @property
    def dataset(self) -> Dataset:
        """Whose events these are."""
        found = self._dataset()
        assert found is not None
        return found

    @cached_property
    def there(self) -> Bool:
        """(n,) bool: those that stand at a moment of the window."""
        at = all_moments(self.dataset)
        found: Bool = self.near & (at >= self._start) & (at < self._end)
        return found

    @cached_property
    def _levels(self) -> Codes:
        """The number in LEVELS of the unit within which the beginning of each is known, of those
        that stand at a moment of the window."""
        k = len(LEVELS)
        return single(k, np.where(self.there, known_levels(self.dataset), k).astype(coded(k)))

    def level(self, visible: Bool, least: Level) -> Level:
        """The smallest unit from ``least`` on within which the beginning of most of what stands
        in the window is known: finer ones would heap up, in the middle of what their dates may be,
        events of which no more is known."""
        held = np.cumsum(self._levels.counts(visible))
        total, at = int(held[-1]), LEVELS.index(least)
        if total:
            rank = min(total - 1, int(_MOST * total))
            at = max(at, int(np.searchsorted(held, rank, side="right")))
        return LEVELS[at]

    def table(
        self, view: TimelineView, scale: Scale, level: Level, parted: frozenset[int] = frozenset()
    ) -> Table:
        """The lanes and the units of ``level``; the lanes ``parted`` by category."""
        key = (view.group, level, parted)
        if key not in self._tables:
            self._tables[key] = self._made(view, scale, level, parted)
            if len(self._tables) > _TABLES:
                self._tables.popitem(last=False)
        self._tables.move_to_end(key)
        return self._tables[key]

    def _made(
        self, view: TimelineView, scale: Scale, level: Level, parted: frozenset[int]
    ) -> Table:
        dataset, lanes = self.dataset, lane_codes(self.dataset, view)
        first, last = units_in(scale, level)
        wide = last - first + 1
        stand = np.full(len(dataset), wide, np.int32)
        here = np.flatnonzero(self.there)
        stand[here] = numbers_of(dataset, here, level) - first
        kinds = len(dataset.categories) + 1
        blocks = np.ones(lanes.k, np.int64)
        blocks[list(parted)] = kinds
        ends = np.cumsum(blocks * (wide + 1))
        starts, k = ends - blocks * (wide + 1), int(ends[-1])

        def codes_of(events: Whole, lane: Whole) -> I64:
            found = starts[lane] + stand[events]
            if parted:
                kind = dataset.events.category.codes[events].astype(np.int64) % kinds
                found += np.where(blocks[lane] > 1, kind * (wide + 1), 0)
            return found

        codes = np.full(len(dataset), k, coded(k))
        near = np.flatnonzero(self.near)
        codes[near] = codes_of(near, lanes.first[near])
        more = self.near[lanes.more_event]
        more_event = lanes.more_event[more]
        more_code = codes_of(more_event, lanes.more_code[more])
        made = Codes(k, codes, more_event, more_code.astype(codes.dtype))
        return Table(made, starts, blocks, wide)


_standing: WeakKeyDictionary[Dataset, OrderedDict[tuple[int, int], Standing]] = WeakKeyDictionary()
_levels: WeakKeyDictionary[Dataset, I8] = WeakKeyDictionary()


def standing_in(dataset: Dataset, view: TimelineView) -> Standing:
    """What may lie in the window of ``view``; the last few are remembered."""
    kept = _standing.setdefault(dataset, OrderedDict())
    key = (view.start, view.end)
    if key not in kept:
        kept[key] = Standing(dataset, *key)
        if len(kept) > _WINDOWS:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]


def known_levels(dataset: Dataset) -> I8:
    """(n,) the number in LEVELS of the unit within which the beginning of each event is known,
    len(LEVELS) where it has no bounds."""
    if dataset not in _levels:
        e = dataset.events
        sizes = 10 * np.array([level_seconds(level) for level in LEVELS], dtype=np.float64)
        width = 9.0 * (e.start_hi - e.start_lo)
        found = np.minimum(np.searchsorted(sizes, width), len(LEVELS) - 1).astype(np.int8)
        found[(e.start_lo <= MIN) | (e.start_hi >= MAX)] = len(LEVELS)
        _levels[dataset] = found
    return _levels[dataset]
