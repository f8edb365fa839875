"""Units of the calendar: which one each event of a large dataset begins in, worked out once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY, from_civil
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I32, I64, Dataset
from explorer.figure.timeline.ticks import Level, level_seconds

MANY: Final = 4096
"""Events from which on moments and units are kept for all of a dataset."""
NOWHERE: Final = np.iinfo(np.int32).min
"""The number of no unit: of an event of which no moment is known."""
WEEK: Final[Level] = ("day", 7)
_MONDAY: Final = 4 * DAY
_LEVELS: Final = 6  # kept for a dataset
_DAYS: Final = 1_000_000  # of a table at most

_moments: WeakKeyDictionary[Dataset, I64] = WeakKeyDictionary()
_PIECE: Final = 1 << 15
"""Events that are counted at once: what one takes for them stays in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """The unit of every event (n,), NOWHERE for some; the others lie from ``low`` to ``high``."""

    numbers: I32
    low: int
    high: int


_units: WeakKeyDictionary[Dataset, OrderedDict[Level, _Kept | None]] = WeakKeyDictionary()


def moments(dataset: Dataset, events: I64) -> I64:
    """Where ``events`` stand on the timeline, seconds: the middle of what their start may be, its
    known bound, or that of the end. MIN where no bound is known."""
    return all_moments(dataset)[events] if len(dataset) > MANY else _moments_of(dataset, events)


def all_moments(dataset: Dataset) -> I64:
    """``moments`` of every event (n,), kept; those of undated ones say nothing."""
    if dataset not in _moments:
        _moments[dataset] = _moments_of(dataset, np.arange(len(dataset), dtype=np.int64))
    return _moments[dataset]


def _moments_of(dataset: Dataset, events: I64) -> I64:
    e = dataset.events
    lo, hi = e.start_lo[events], e.start_hi[events]
    at = np.where(hi < MAX, lo // 2 + hi // 2, lo)
    at = np.where(lo > MIN, at, np.where(hi < MAX, hi, e.end_lo[events]))
    return np.where((at > MIN) & (at < MAX), at, e.end_hi[events]).astype(np.int64)


def numbers(at: I64, level: Level) -> I64:
    """The number of the unit that each moment lies in, rising with time."""
    unit, step = level
    if unit in ("month", "year"):
        code = "M" if unit == "month" else "Y"
        since = at.astype("datetime64[s]").astype(f"datetime64[{code}]").astype(np.int64)
        return np.asarray((since + (0 if unit == "month" else 1970)) // step, dtype=np.int64)
    return np.asarray((at - (_MONDAY if level == WEEK else 0)) // level_seconds(level))


def begin(number: int, level: Level) -> int:
    """The first second of a unit."""
    unit, step = level
    if unit == "month":
        return from_civil(1970, 1 + number * step)
    if unit == "year":
        return from_civil(number * step)
    return number * level_seconds(level) + (_MONDAY if level == WEEK else 0)


def numbers_of(dataset: Dataset, events: I64, level: Level) -> I64:
    """The unit that each of ``events`` begins in, NOWHERE where no moment of it is known."""
    kept = _all_numbers(dataset, level) if len(dataset) > MANY else None
    if kept is not None:
        return kept.numbers[events].astype(np.int64)
    at = moments(dataset, events)
    return np.where(at > MIN, numbers(at, level), NOWHERE)


def table_of(
    dataset: Dataset, events: I64, level: Level, parted: bool = False
) -> tuple[I64, int] | None:
    """How many of ``events`` begin in each unit of the dataset, in one pass: (1, k), or
    ``parted`` (categories and one for none, k); and the number of the first unit. None where few
    events are kept, or would take less time one by one."""
    kept = _all_numbers(dataset, level) if len(dataset) > MANY else None
    kinds = len(dataset.categories) + 1 if parted else 1
    if kept is None or kinds * (kept.high - kept.low + 2) > len(events):
        return None
    wide = kept.high - kept.low + 2  # with one for those of no unit, before the others
    found = np.zeros(kinds * wide, np.int64)
    step, base = max(_PIECE, 4 * len(found)), np.int32(kept.low - 1)
    for at in range(0, len(events), step):
        some = events[at : at + step]
        place = np.maximum(kept.numbers.take(some, mode="clip"), base) - base
        if parted:
            kind = dataset.events.category.codes.take(some, mode="clip")  # -1 for none
            place += (kind.astype(np.int32) + 1) * np.int32(wide)
        found += np.bincount(place, minlength=len(found))
    rows = found.reshape(kinds, wide)[:, 1:]
    return np.concatenate([rows[1:], rows[:1]]), kept.low


def _all_numbers(dataset: Dataset, level: Level) -> _Kept | None:
    """The unit of every event, kept; None where the numbers are too large for that."""
    kept = _units.setdefault(dataset, OrderedDict())
    if level not in kept:
        at = all_moments(dataset)
        known = (at > MIN) & dataset.events.dated
        found = _quick(at, level, at[known]) if known.any() else at
        small = not known.any() or bool(np.abs(found[known]).max() < np.iinfo(np.int32).max)
        kept[level] = None
        if small:
            low, high = (int(f(found[known])) for f in (np.min, np.max)) if known.any() else (0, -1)
            kept[level] = _Kept(np.where(known, found, NOWHERE).astype(np.int32), low, high)
        if len(kept) > _LEVELS:
            kept.popitem(last=False)
    kept.move_to_end(level)
    return kept[level]


def _quick(at: I64, level: Level, known: I64) -> I64:
    """``numbers``; of months and years within some thousand years by a table of days. Right for
    the moments that are ``known``."""
    first, last = int(known.min()) // DAY, int(known.max()) // DAY
    if level[0] not in ("month", "year") or last - first > _DAYS:
        return numbers(at, level)
    table = numbers(np.arange(first, last + 1) * DAY, level)
    return table[np.clip(at // DAY, first, last) - first]


def tallied(units: I64, first: int, last: int) -> I64:
    """How many lie in each unit from ``first`` to ``last``, inclusive."""
    there = units[(units >= first) & (units <= last)] - first
    return np.bincount(there, minlength=last - first + 1).astype(np.int64)


def fullest(units: I64) -> int:
    """How many lie in the unit that has the most, at least 1; NOWHERE counts as none."""
    if not len(units):
        return 1
    units = units[units != NOWHERE]
    if not len(units):
        return 1
    low, high = int(units.min()), int(units.max())
    if high - low > 4 * len(units) + 1000:
        return int(np.unique(units, return_counts=True)[1].max(initial=1))
    return int(np.bincount(units - low).max(initial=1))
