"""How many events begin in each month, quarter, year or longer stretch, for a small chart."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY, MONTHS, from_civil
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64
from explorer.dataset.phrases import year_name
from explorer.views.inspector.spans import Spans

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


def periods(spans: Spans) -> Periods:
    """The start of some events counted by the smallest stretch that gives few enough columns and
    that most of the dates are known to."""
    lo, hi, often, dated = spans.start_lo, spans.start_hi, spans.often, len(spans)
    bounded = (lo > MIN) & (hi < MAX)
    first, last, often = _month(lo[bounded]), _month(hi[bounded] - 1), often[bounded]
    first, last, often = _gathered(first, last, often)
    undated = spans.total - dated
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
        found = Periods(months, start, tuple(counts.tolist()), dated - told, undated)
        if told >= _ENOUGH * dated:
            return found
        best = best or found
    return best or Periods(12, 0, (), dated, undated)


def _month(seconds: I64) -> I64:
    """Months since the year 0."""
    days = seconds // DAY
    low, high = int(days.min(initial=0)), int(days.max(initial=0))
    if high - low >= len(days):
        return _month_of(days)
    return _month_of(np.arange(low, high + 1))[days - low]


def _month_of(days: I64) -> I64:
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(months + _ZERO, dtype=np.int64)


def _gathered(first: I64, last: I64, often: I64) -> tuple[I64, I64, I64]:
    """Pairs of months, and how often each occurs: of very many spans few differ in them."""
    if not len(first):
        return first, last, often
    low = int(first.min())
    width = int(last.max()) - low + 1
    if width * width > int(often.sum()):
        return first, last, often
    pair = (first - low) * width + (last - low)
    found = np.bincount(pair, weights=often).astype(np.int64)  # exact, as they are events
    pairs = np.flatnonzero(found)
    return pairs // width + low, pairs % width + low, found[pairs]
