"""Lanes with too many events for marks: how many of them begin in each unit of time."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY, from_civil
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64, Dataset
from explorer.figure.picture import Rect
from explorer.figure.timeline.ticks import Level, level_seconds
from explorer.figure.timeline.timescale import Scale

_COLUMN: Final = 4.0  # a column is at least this wide, pixels
_MONDAY: Final = 4 * DAY
_WEEK: Final[Level] = ("day", 7)
_LEVELS: Final[tuple[Level, ...]] = (
    ("second", 1),
    ("minute", 1),
    ("hour", 1),
    ("hour", 6),
    ("day", 1),
    _WEEK,
    ("month", 1),
    ("month", 3),
    *(("year", k * 10**e) for e in range(11) for k in (1, 2, 5)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """``edges`` (k + 1,) seconds: units of the calendar that fill the window, the outer ones
    beyond its edges. ``counts`` (k,) events beginning in each. ``most``: what the highest column
    stands for; the same for all lanes, and wherever the window stands."""

    level: Level
    edges: I64
    counts: I64
    most: int = 1


def moments(dataset: Dataset, events: I64) -> I64:
    """Where ``events`` stand on the timeline, seconds: the middle of what their start may be, its
    known bound, or that of the end. MIN where no bound is known."""
    e = dataset.events
    lo, hi = e.start_lo[events], e.start_hi[events]
    at = np.where(hi < MAX, lo // 2 + hi // 2, lo)
    at = np.where(lo > MIN, at, np.where(hi < MAX, hi, e.end_lo[events]))
    return np.where((at > MIN) & (at < MAX), at, e.end_hi[events]).astype(np.int64)


def column_level(scale: Scale, factor: float) -> Level:
    """The smallest unit of the calendar whose columns are wide enough."""
    for level in _LEVELS:
        if level_seconds(level) >= _COLUMN * factor * scale.per_pixel:
            return level
    return _LEVELS[-1]


def _numbers(at: I64, level: Level) -> I64:
    """The number of the unit that each moment lies in, rising with time."""
    unit, step = level
    if unit in ("month", "year"):
        code = "M" if unit == "month" else "Y"
        since = at.astype("datetime64[s]").astype(f"datetime64[{code}]").astype(np.int64)
        return np.asarray((since + (0 if unit == "month" else 1970)) // step, dtype=np.int64)
    return np.asarray((at - (_MONDAY if level == _WEEK else 0)) // level_seconds(level))


def _begin(number: int, level: Level) -> int:
    unit, step = level
    if unit == "month":
        return from_civil(1970, 1 + number * step)
    if unit == "year":
        return from_civil(number * step)
    return number * level_seconds(level) + (_MONDAY if level == _WEEK else 0)


def columns(dataset: Dataset, events: I64, scale: Scale, level: Level) -> Columns:
    """Count ``events`` in the units that the window of ``scale`` touches."""
    ends = np.array([scale.start, max(scale.start, scale.end - 1)], dtype=np.int64)
    first, last = (int(v) for v in _numbers(ends, level))
    edges = [min(max(_begin(k, level), MIN), MAX) for k in range(first, last + 2)]
    at = moments(dataset, events)
    number = _numbers(at[at > MIN], level)
    there = number[(number >= first) & (number <= last)] - first
    counts = np.bincount(there, minlength=last - first + 1).astype(np.int64)
    most = int(np.unique(number, return_counts=True)[1].max(initial=1))
    return Columns(level, np.array(edges, dtype=np.int64), counts, most)


def column_bars(
    found: Columns, scale: Scale, base: float, tall: float, factor: float, color: str
) -> list[Rect]:
    """The columns, standing on ``base`` and up to ``tall`` pixels high."""
    xs = scale.to_xs(found.edges)
    gap = min(factor, 0.25 * float(np.diff(xs).min(initial=1.0)))
    bars: list[Rect] = []
    for k in np.flatnonzero(found.counts).tolist():
        h = max(1.5 * factor, tall * int(found.counts[k]) / found.most)
        left, right = float(xs[k]), float(xs[k + 1]) - gap
        bars.append(Rect(left, base - h, max(1.0, right - left), h, fill=color))
    return bars


def scale_words(level: Level, most: int, lang: Lang) -> str:
    """What the highest column stands for: "Up to 31 a month"."""
    unit, step = level
    if lang == "zh":
        names = {"second": "秒", "minute": "分钟", "hour": "小时", "day": "天", "month": "个月"}
        size = f"{step:,} {names.get(unit, '年')}"
        size = {
            ("day", 1): "日",
            _WEEK: "周",
            ("month", 1): "月",
            ("month", 3): "季",
            ("year", 1): "年",
        }.get(level, size)
        return f"每{size}至多 {most:,} 项"
    said = {_WEEK: "a week", ("month", 3): "a quarter", ("hour", 1): "an hour"}.get(level, "")
    if not said:
        many = f"{step // 10**6:,}m" if step >= 10**6 else f"{step:,}"
        said = f"a {unit}" if step == 1 else f"in {many} {unit}s"
    return f"Up to {most:,} {said}"
