"""Lanes with too many events for marks: how many of them begin in each unit of time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.picture import F64, Area, Line, Mark, Rect
from explorer.figure.timeline.ticks import Level, level_seconds
from explorer.figure.timeline.timescale import Scale
from explorer.figure.timeline.units import (
    WEEK,
    begin,
    fullest,
    moments,
    numbers,
    numbers_of,
    table_of,
    tallied,
)

__all__ = ["Columns", "column_bars", "column_level", "columns", "moments", "scale_words"]

_COLUMN: Final = 4.0  # a column is at least this wide, pixels
LEVELS: Final[tuple[Level, ...]] = (
    ("second", 1),
    ("minute", 1),
    ("hour", 1),
    ("hour", 6),
    ("day", 1),
    WEEK,
    ("month", 1),
    ("month", 3),
    *(("year", k * 10**e) for e in range(11) for k in (1, 2, 5)),
)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """``edges`` (k + 1,) seconds: units of the calendar that fill the window, the outer ones
    beyond its edges. ``counts`` (k,) events beginning in each. ``most``: what the highest column
    stands for; the same for all lanes, and wherever the window stands. ``parts``: (category
    number, -1 for none; counts (k,)) of which ``counts`` is the sum, from bottom to top; () where
    they are not told apart. ``first``: the number of the first unit."""

    level: Level
    edges: I64
    counts: I64
    most: int = 1
    parts: tuple[tuple[int, I64], ...] = ()
    first: int = 0


def column_level(scale: Scale, factor: float) -> Level:
    """The smallest unit of the calendar whose columns are wide enough."""
    wide = _COLUMN * factor * scale.per_pixel
    return next((level for level in LEVELS if level_seconds(level) >= wide), LEVELS[-1])


def units_in(scale: Scale, level: Level) -> tuple[int, int]:
    """The first and the last unit that the window of ``scale`` touches."""
    ends = np.array([scale.start, max(scale.start, scale.end - 1)], dtype=np.int64)
    first, last = numbers(ends, level).tolist()
    return first, last


@lru_cache(maxsize=16)
def edges_of(first: int, last: int, level: Level) -> I64:
    """The beginnings of the units ``first`` to ``last``, and the end of the last, seconds;
    read-only."""
    found = [min(max(begin(k, level), MIN), MAX) for k in range(first, last + 2)]
    made = np.array(found, dtype=np.int64)
    made.flags.writeable = False
    return made


def columns(
    dataset: Dataset, events: I64, scale: Scale, level: Level, parted: bool = False
) -> Columns:
    """Count ``events`` in the units that the window of ``scale`` touches, ``parted`` by
    category."""
    first, last = units_in(scale, level)
    if (table := table_of(dataset, events, level, parted)) is not None:
        whole, low = table
        rows = _within(whole, first - low, last - low)
        parts, most = parts_of(rows) if parted else (), int(whole.sum(axis=0).max(initial=1))
        return Columns(level, edges_of(first, last, level), rows.sum(axis=0), most, parts, first)
    units = numbers_of(dataset, events, level)
    counts, most = tallied(units, first, last), fullest(units)
    parts = _parts(dataset, events, units, (first, last)) if parted else ()
    return Columns(level, edges_of(first, last, level), counts, most, parts, first)


def _within(rows: I64, first: int, last: int) -> I64:
    """The columns ``first`` to ``last`` of ``rows``; nothing where it has none."""
    found = np.zeros((len(rows), last - first + 1), np.int64)
    low, high = max(first, 0), min(last + 1, rows.shape[1])
    if low < high:
        found[:, low - first : high - first] = rows[:, low:high]
    return found


def _parts(
    dataset: Dataset, events: I64, units: I64, ends: tuple[int, int]
) -> tuple[tuple[int, I64], ...]:
    first, last = ends
    wide, kinds = last - first + 1, len(dataset.categories) + 1
    there = (units >= first) & (units <= last)
    code = dataset.events.category.codes[events[there]].astype(np.int64) % kinds
    found = np.bincount(code * wide + units[there] - first, minlength=kinds * wide)
    return parts_of(found.reshape(kinds, wide).astype(np.int64))


def parts_of(rows: I64) -> tuple[tuple[int, I64], ...]:
    """The ``parts`` of Columns, of ``rows`` (categories and one for none, k)."""
    last = len(rows) - 1
    return tuple(
        (k if k < last else -1, rows[k]) for k in np.flatnonzero(rows.any(axis=1)).tolist()
    )


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


def stacked(
    found: Columns,
    scale: Scale,
    room: tuple[float, float],
    factor: float,
    fills: Sequence[tuple[str, str]],
) -> list[Mark]:
    """The ``parts`` over each other: areas that stand on ``room[0]``, up to ``room[1]`` pixels
    high in all, each under a line. ``fills``: colours of area and line of each part. Each area
    reaches down to the base behind the parts below it, which are painted after it."""
    base, tall = room
    xs = np.repeat(scale.to_xs(found.edges), 2)[1:-1]
    total = found.counts.astype(np.float64)
    high = np.where(total > 0, np.maximum(1.5 * factor, tall * total / found.most), 0.0)
    unit = np.divide(high, total, out=np.zeros_like(high), where=total > 0)
    made: list[list[Mark]] = []
    below = np.zeros_like(total)
    for (_, counts), (fill, line) in zip(found.parts, fills, strict=True):
        below = below + counts
        top = np.column_stack([xs, np.repeat(base - below * unit, 2)])
        pieces = _raised(top, below > 0)
        if pieces:
            # One area: where nothing is, it is as high as its base and does not show.
            first, last = np.flatnonzero(below)[[0, -1]].tolist()
            whole = top[2 * first : 2 * last + 2]
            ends = np.array([[whole[-1, 0], base], [whole[0, 0], base]])
            lines = [Line(piece, line, 0.8 * factor) for piece in pieces]
            area = Area((np.concatenate([whole, ends]),), fill, stepped=True)
            made.append([area, *lines])
    return [mark for part in reversed(made) for mark in part]


def _raised(top: F64, there: Bool) -> list[F64]:
    """The stretches of a stepped line (2k, 2) over the units that are ``there`` (k,)."""
    ends = np.flatnonzero(np.diff(np.concatenate([[False], there, [False]]).astype(np.int8)))
    return [
        top[2 * a : 2 * b] for a, b in zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True)
    ]


def brief(number: int, lang: Lang) -> str:
    """A number of three figures at most, "55k", rounded up: what it stands for holds no more."""
    size, word = (10_000, "万") if lang == "zh" else (1000, "k")
    if lang != "zh" and number >= 10**6:
        size, word = 10**6, "M"
    if number < size:
        return f"{number:,}"
    tenths = -(-number * 10 // size)
    return f"{tenths / 10:g}{word}" if tenths < 1000 else f"{-(-number // size):,}{word}"


def scale_words(level: Level, most: int, lang: Lang, short: bool = False) -> str:
    """What the highest column stands for: "Up to 31 a month"; ``short``: in thousands."""
    unit, step = level
    told = brief(most, lang) if short else f"{most:,}"
    if lang == "zh":
        names = {"second": "秒", "minute": "分钟", "hour": "小时", "day": "天", "month": "个月"}
        size = f"{step:,} {names.get(unit, '年')}"
        size = {
            ("day", 1): "日",
            WEEK: "周",
            ("month", 1): "月",
            ("month", 3): "季",
            ("year", 1): "年",
        }.get(level, size)
        return f"每{size}至多 {told} 项"
    said = {WEEK: "a week", ("month", 3): "a quarter", ("hour", 1): "an hour"}.get(level, "")
    if not said:
        many = f"{step // 10**6:,}m" if step >= 10**6 else f"{step:,}"
        said = f"a {unit}" if step == 1 else f"in {many} {unit}s"
    return f"Up to {told} {said}"
