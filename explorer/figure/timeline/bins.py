"""How many events start when, over all the data: what the overview shows."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

import numpy as np

from explorer.common.ranks import at_shares
from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.codes import Codes, coded, single
from explorer.figure.masks import key_of
from explorer.figure.timeline.ticks import LEVELS, Level, level_seconds, starts
from explorer.figure.timeline.units import MANY, all_moments, moments

_BAR: Final = 3.0  # a bar is at least this wide, pixels
_MARGIN: Final = 0.012  # of the length, at both ends
_FENCE: Final = 3.0  # data further out than this many times the middle 90 % is off the scale


def _earliest(dataset: Dataset, visible: Bool) -> I64:
    """The earliest known bound of each visible dated event, sorted, seconds."""
    e = dataset.events
    shown = np.flatnonzero(visible & e.dated)
    at = e.start_lo[shown].copy()
    for later in (e.start_hi, e.end_lo, e.end_hi):
        at = np.where(at > MIN, at, later[shown])
    return np.sort(at[(at > MIN) & (at < MAX)])


_extents: OrderedDict[tuple[int, bytes], tuple[Dataset, tuple[int, int]]] = OrderedDict()


def overview_extent(dataset: Dataset, visible: Bool) -> tuple[int, int]:
    """The [lo, hi) seconds that the overview covers: all visible dated events with their doubt and
    their length, but for the few that lie further from the middle 90 % than three times its length,
    so that one event of 1405 does not flatten the rest. On whole years (months, days) where that
    costs little room, with a margin, so that no mark at an end is cut in half. The last few are
    remembered."""
    key = (id(dataset), key_of(visible))
    if key not in _extents:
        _extents[key] = (dataset, _extent(dataset, visible))  # alive: no id is used again
        if len(_extents) > 4:
            _extents.popitem(last=False)
    return _extents[key][1]


def _extent(dataset: Dataset, visible: Bool) -> tuple[int, int]:
    at, ends = _earliest(dataset, visible), _ends(dataset, visible)
    if not len(at):
        return 0, 366 * DAY
    both = np.concatenate([at, ends]).astype(np.float64)
    low, high = (int(v) for v in at_shares(both, (0.05, 0.95)))
    reach = int(_FENCE * max(high - low, DAY))
    lo, hi = max(low - reach, MIN), min(high + reach, MAX)
    inner = at[(at >= lo) & (at <= hi)]
    first = int(inner[0]) if len(inner) else int(at[0])
    last = max(int(ends[ends <= hi].max(initial=first)), int(inner.max(initial=first)))
    first, last = _rounded(first, last)
    margin = max(1, int((last - first) * _MARGIN))
    return max(first - margin, MIN + 1), min(last + margin, MAX - 1)


def _ends(dataset: Dataset, visible: Bool) -> I64:
    """The latest known bound of each visible dated event, seconds."""
    e = dataset.events
    shown = np.flatnonzero(visible & e.dated)
    at = e.end_hi[shown].copy()
    for earlier in (e.end_lo, e.start_hi, e.start_lo):
        at = np.where((at > MIN) & (at < MAX), at, earlier[shown])
    return np.asarray(at[(at > MIN) & (at < MAX)], dtype=np.int64)


def _rounded(first: int, last: int) -> tuple[int, int]:
    """[first, last) out to the largest of years, months and days that add less than an eighth."""
    length = max(last - first, DAY)
    levels: tuple[Level, ...] = (("year", 1), ("month", 1), ("day", 1))
    for level in levels:
        size = level_seconds(level)
        before = list(starts(level, max(first - 2 * size, MIN), first + 1))
        after = next(iter(starts(level, last, min(last + 3 * size, MAX))), last)
        lo = before[-1] if before else first
        if (first - lo) + (after - last) < length / 8:
            return lo, max(after, lo + 1)
    return first, max(last, first + DAY)


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """``edges`` (k + 1,) seconds, calendar-true; ``counts`` (k,): events whose mark stands
    in the bin, in the middle of what their start may be. ``before``, ``after``: events off the
    scale."""

    edges: I64
    counts: I64
    level: Level
    before: int
    after: int


_bins: OrderedDict[tuple[object, ...], tuple[Dataset, Bins]] = OrderedDict()


def overview_bins(dataset: Dataset, visible: Bool, lo: int, hi: int, width: float) -> Bins:
    """Count by month, or by the unit next to it whose bars are wide enough for ``width`` pixels
    (days for short data, quarters, years, decades … for long). The last few are remembered."""
    key = (id(dataset), key_of(visible), lo, hi, width)
    if key not in _bins:
        _bins[key] = (dataset, _counted(dataset, visible, lo, hi, width))
        if len(_bins) > 4:
            _bins.popitem(last=False)
    return _bins[key][1]


def _counted(dataset: Dataset, visible: Bool, lo: int, hi: int, width: float) -> Bins:
    chosen = LEVELS[-1]
    usual = LEVELS.index(("month", 1)) if hi - lo > 200 * DAY else LEVELS.index(("day", 1))
    for level in LEVELS[usual:]:
        if level_seconds(level) * width / max(1, hi - lo) >= _BAR and level != ("day", 7):
            chosen = level
            break
    inner = [t for t in starts(chosen, lo, hi) if t > lo]
    edges = np.array([lo, *inner, hi], dtype=np.int64)
    if len(dataset) > MANY:
        found = _places(dataset, edges).counts(visible)
        return Bins(edges, found[1:-1], chosen, int(found[0]), int(found[-1]))
    at = moments(dataset, np.flatnonzero(visible & dataset.events.dated))
    at = np.sort(at[(at > MIN) & (at < MAX)])
    where = np.searchsorted(at, edges, side="left")
    return Bins(
        edges, np.diff(where).astype(np.int64), chosen, int(where[0]), int(len(at) - where[-1])
    )


_placed: OrderedDict[tuple[int, bytes], tuple[Dataset, Codes]] = OrderedDict()


def _places(dataset: Dataset, edges: I64) -> Codes:
    """For each event how many of the k ``edges`` lie at or before its moment: k + 1 codes. The last
    few are remembered."""
    key = (id(dataset), edges.tobytes())
    known = _placed.get(key)  # a job may put in others meanwhile
    if known is None:
        at = all_moments(dataset)
        k = len(edges) + 1
        found = np.searchsorted(edges, at, side="right").astype(coded(k))
        found[~dataset.events.dated | (at <= MIN) | (at >= MAX)] = k
        _placed[key] = known = (dataset, single(k, found))  # alive: no id is used again
        if len(_placed) > 3:
            _placed.popitem(last=False)
    return known[1]


def unit_words(level: Level, lang: str) -> str:
    """ "by month", "by 10 years"."""
    unit, step = level
    if level == ("month", 3):
        return "按季度" if lang == "zh" else "by quarter"
    many = f"{step:,}"
    for size, word in ((10**9, "bn"), (10**6, "m")):
        if step >= size:
            many = f"{step // size} {word}"
            break
    if lang == "zh":
        many = f"{step // 10**8} 亿" if step >= 10**8 else many
        many = f"{step // 10**4} 万" if 10**4 <= step < 10**8 else many
        names = {"day": "日", "month": "月", "year": "年"}
        return f"按{names.get(unit, unit)}" if step == 1 else f"每 {many} {names.get(unit, unit)}"
    return f"by {unit}" if step == 1 else f"by {many} {unit}s"
