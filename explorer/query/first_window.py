"""The stretch of time that is worth looking at first, in whole months."""

from __future__ import annotations

import heapq
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.ranks import at_shares
from explorer.dataset.calendar import DAY, from_civil, to_civil
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64, Dataset
from explorer.query.clauses import TimeRange

SHARE: Final = 0.85
"""Of the dated events: so many lie in the first window with all of their span."""
SHORTER: Final = 0.6
"""Of the whole: a first window that is no shorter than this saves nothing."""
AIR: Final = 0.02
"""Of its length, free at both ends at least."""
ENOUGH: Final = 5_000
"""Of more events than this only every n-th is looked at."""
_LONG: Final = 120  # months from which on a window is rounded to years, not quarters


def month_of(seconds: int) -> int:
    """Months from January of the year 0 to the month that holds the moment."""
    year, month, *_ = to_civil(seconds)
    return year * 12 + month - 1


def month_start(month: int) -> int:
    """The first second of a month counted as in ``month_of``, kept within int64."""
    return min(max(from_civil(month // 12, month % 12 + 1), MIN), MAX)


def known_spans(dataset: Dataset) -> tuple[I64, I64]:
    """Half-open [lo, hi) of the dated events in seconds, by their earliest and latest known
    bounds; events without any known bound are left out."""
    e = dataset.events
    dated = np.flatnonzero(e.dated)
    lo, hi = e.start_lo[dated].copy(), e.end_hi[dated].copy()
    for later in (e.start_hi, e.end_lo, e.end_hi):
        lo = np.where(lo > MIN, lo, later[dated])
    for earlier in (e.end_lo, e.start_hi, e.start_lo):
        hi = np.where((hi > MIN) & (hi < MAX), hi, earlier[dated])
    known = (lo > MIN) & (lo < MAX) & (hi > MIN) & (hi < MAX)
    lo, hi = lo[known], hi[known]
    return lo.astype(np.int64), np.maximum(hi, lo + 1).astype(np.int64)


_spans: WeakKeyDictionary[Dataset, tuple[int, int]] = WeakKeyDictionary()


def data_span(dataset: Dataset) -> tuple[int, int]:
    """The whole months [start, end) that hold all dated events but for a few that lie further from
    the middle 90 % than three times its length; a year about 1970 when no event has a date. Kept
    for each dataset."""
    if dataset not in _spans:
        _spans[dataset] = _data_span(dataset)
    return _spans[dataset]


def _data_span(dataset: Dataset) -> tuple[int, int]:
    los, his = known_spans(dataset)
    if not len(los):
        return 0, 365 * DAY
    both = np.concatenate([los, his]).astype(np.float64)
    low, high = (int(v) for v in at_shares(both, (0.05, 0.95)))
    reach = 3 * max(high - low, DAY)
    near = (los >= low - reach) & (his <= high + reach)
    first, last = int(los[near].min(initial=low)), int(his[near].max(initial=high))
    return month_start(month_of(first)), month_start(month_of(last - 1) + 1)


def first_window(dataset: Dataset) -> TimeRange | None:
    """The shortest window in whole months that holds ``SHARE`` of the dated events' spans, out to
    quarters (years, when it is long) with a little air. None when it is not much shorter than the
    whole, or no event is dated."""
    los, his = known_spans(dataset)
    if not len(los):
        return None
    whole = month_of(int(los.min())), month_of(int(his.max()) - 1) + 1
    order = np.argsort(los, kind="stable")[:: max(1, -(-len(los) // ENOUGH))]
    first = [month_of(int(v)) for v in los[order]]
    last = [month_of(int(v) - 1) + 1 for v in his[order]]
    start, end = _rounded(*_shortest(first, last))
    if end - start >= SHORTER * (whole[1] - whole[0]):
        return None
    return TimeRange(month_start(start), month_start(end))


def _shortest(first: list[int], last: list[int]) -> tuple[int, int]:
    """The shortest [start, end) with ``SHARE`` of the spans [first, last), ``first`` rising."""
    wanted = max(1, int(np.ceil(SHARE * len(first) - 1e-9)))
    smallest: list[int] = []  # the ``wanted`` earliest ends so far, as a heap of negatives
    best = (first[0], max(last))
    for start, end in zip(reversed(first), reversed(last), strict=True):
        if len(smallest) < wanted:
            heapq.heappush(smallest, -end)
        else:
            heapq.heappushpop(smallest, -end)
        if len(smallest) == wanted and -smallest[0] - start <= best[1] - best[0]:
            best = start, -smallest[0]
    return best


def _rounded(start: int, end: int) -> tuple[int, int]:
    """[start, end) with air at both ends, out to quarters or years (months from year 0)."""
    air = max(1, round(AIR * (end - start)))
    unit = 12 if end - start > _LONG else 3
    return (start - air) // unit * unit, -(-(end + air) // unit) * unit
