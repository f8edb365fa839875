"""How many events begin in each month, quarter, year or longer stretch, for a small chart."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY, MONTHS, from_civil
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64, Dataset
from explorer.dataset.phrases import year_name

_LADDER: Final = (1, 3, 12, 60, 120, 600, *(1200 * 10**k for k in range(10)))
"""Months in a stretch."""
_MOST: Final = 12  # columns
_MOST_YEARS: Final = 18
_ENOUGH: Final = 0.6  # share of the events whose date is known to the stretch
_ZERO: Final = 1970 * 12


@dataclass(frozen=True, slots=True)
class Periods:
    """``first``: number of the first stretch of ``months`` months since the year 0; ``counts``
    of events from there on. ``looser``: dated too loosely for one stretch; ``undated``."""

    months: int
    first: int
    counts: tuple[int, ...]
    looser: int
    undated: int

    def bounds(self, k: int) -> tuple[int, int]:
        """Half-open seconds of column ``k``."""
        at = (self.first + k) * self.months
        return from_civil(0, at + 1), from_civil(0, at + self.months + 1)

    def label(self, k: int, lang: Lang) -> str:
        """Its short name; the year where one begins, and with the first."""
        year, month = divmod((self.first + k) * self.months, 12)
        if month == 0 or self.months >= 12:
            return str(year) if 1000 <= year <= 9999 else year_name(year, lang)
        if self.months == 3:
            name = f"Q{month // 3 + 1}"
        else:
            name = f"{month + 1}月" if lang == "zh" else MONTHS[month][:3]
        if k:
            return name
        return f"{year}年{name}" if lang == "zh" else f"{name} {year}"

    def begins(self, k: int) -> bool:
        """Whether its label says which year it is in."""
        return not k or self.months >= 12 or (self.first + k) * self.months % 12 == 0


def periods(data: Dataset, events: I64) -> Periods:
    """The start of ``events`` counted by the smallest stretch that gives few enough columns and
    that most of the dates are known to."""
    e = data.events
    events = np.asarray(events, dtype=np.int64)
    dated = events[e.dated[events]]
    lo, hi = e.start_lo[dated], e.start_hi[dated]
    bounded = (lo > MIN) & (hi < MAX)
    first, last = _month(lo[bounded]), _month(hi[bounded] - 1)
    first, last, often = _gathered(first, last)
    undated = len(events) - len(dated)
    best: Periods | None = None
    for months in _LADDER:
        at, same = first // months, first // months == last // months
        known, weights = at[same], often[same]
        if not len(known):
            continue
        start, span = int(known.min()), int(known.max() - known.min()) + 1
        if span > (_MOST_YEARS if months == 12 else _MOST):
            continue
        counts = np.zeros(span, dtype=np.int64)
        np.add.at(counts, known - start, weights)
        told = int(weights.sum())
        found = Periods(months, start, tuple(counts.tolist()), len(dated) - told, undated)
        if told >= _ENOUGH * len(dated):
            return found
        best = best or found
    return best or Periods(12, 0, (), len(dated), undated)


def _month(seconds: I64) -> I64:
    """Months since the year 0."""
    days = seconds // DAY
    low, width = _range(days, days)
    return _month_of(np.arange(low, low + width))[days - low] if width else _month_of(days)


def _month_of(days: I64) -> I64:
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months + _ZERO, dtype=np.int64)


def _gathered(first: I64, last: I64) -> tuple[I64, I64, I64]:
    """Pairs of months, and how often each occurs: of very many dates few differ."""
    low, width = _range(first, last)
    if not 0 < width * width <= len(first):
        return first, last, np.ones(len(first), dtype=np.int64)
    often = np.bincount((first - low) * width + (last - low))
    pairs = np.flatnonzero(often)
    return pairs // width + low, pairs % width + low, often[pairs]


def _range(first: I64, last: I64) -> tuple[int, int]:
    """The least of ``first`` and how many numbers lie from there to the greatest of ``last``; 0
    where they are more than there are pairs."""
    if not len(first):
        return 0, 0
    low = int(first.min())
    width = int(last.max()) - low + 1
    return low, width if width <= len(first) else 0
