"""Axis ticks from billions of years down to seconds, true to the calendar.

All arithmetic is in Python integers, so that no year is too far away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Literal

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY, from_civil, to_civil
from explorer.dataset.edtf import MAX, MIN
from explorer.figure.picture import Font, Measure

Unit = Literal["second", "minute", "hour", "day", "month", "year"]
Level = tuple[Unit, int]

YEAR: Final = 31_556_952  # mean Gregorian year, seconds
_SIZE: Final[dict[Unit, int]] = {
    "second": 1,
    "minute": 60,
    "hour": 3_600,
    "day": DAY,
    "month": YEAR // 12,
    "year": YEAR,
}
_SMALL: Final[tuple[Level, ...]] = (
    *(("second", k) for k in (1, 5, 15, 30)),
    *(("minute", k) for k in (1, 5, 15, 30)),
    *(("hour", k) for k in (1, 3, 6, 12)),
    *(("day", k) for k in (1, 2, 7)),
    *(("month", k) for k in (1, 3)),
)
LEVELS: Final[tuple[Level, ...]] = (
    *_SMALL,
    *(("year", k * 10**e) for e in range(12) for k in (1, 2, 5)),
)
_MONTHS: Final = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]
_DEEP: Final = 1_000_000  # years from which a tick says "m yrs ago" and not "BC"
LEAD_GAP: Final = 0.45
"""Between the larger unit and a label, in type sizes."""
_GAP: Final = 0.9  # room kept between labels, in type sizes


@dataclass(frozen=True, slots=True)
class Tick:
    """``seconds`` as in Events. ``label`` is '' for a small unlabelled tick; ``major`` ticks begin
    the larger unit (a year among months) and are set in bold. ``width``: of the label, pixels.
    ``lead``, of ``lead_width`` pixels: the larger unit, in bold before the label; '' for none."""

    seconds: int
    label: str
    major: bool
    width: float = 0.0
    lead: str = ""
    lead_width: float = 0.0


def level_seconds(level: Level) -> int:
    """The mean length of a level's step, in seconds."""
    return _SIZE[level[0]] * level[1]


def starts(level: Level, start: int, end: int) -> Iterator[int]:
    """The first moments of the level's steps in [start, end), strictly rising.

    Years before 1 are counted so that the labels are round (500 BC, not 501 BC).
    """
    unit, step = level
    start, end = max(start, MIN), min(end, MAX)
    if unit == "year":
        yield from _year_starts(step, start, end)
    elif unit == "month":
        year, month = to_civil(start)[:2]
        k = (year * 12 + month - 1) // step
        while (t := from_civil(k * step // 12, k * step % 12 + 1)) < end:
            if t >= start:
                yield t
            k += 1
    elif unit == "day" and step > 1:
        yield from _day_starts(step, start, end)
    else:
        size = _SIZE[unit] * step
        yield from range(-(-start // size) * size, end, size)


def _year_starts(step: int, start: int, end: int) -> Iterator[int]:
    k = to_civil(start)[0] // step - 1
    while True:
        # Astronomical year 1 - n is n BC; deep time counts from 0, where the shift is nothing.
        year = k * step + (1 if k < 0 and 1 < step < _DEEP else 0)
        k += 1
        if year == 0 and 1 < step < _DEEP:
            year = 1
        t = from_civil(year)
        if t >= end:
            return
        if t >= start:
            yield t


def _day_starts(step: int, start: int, end: int) -> Iterator[int]:
    """Days 1, 1 + step … of each month, leaving out those too near to the next month."""
    for first in starts(("month", 1), start - 31 * DAY, end):
        last = 31 - step
        for day in range(0, last + 1 if step < 7 else 22, step):
            t = first + day * DAY
            if start <= t < end and to_civil(t)[1] == to_civil(first)[1]:
                yield t


def _grouped(number: int) -> str:
    return f"{number:,}" if number >= 10_000 else str(number)


def _deep(years: int, lang: Lang) -> str:
    """Words for millions and billions of years from now."""
    if years == 0:
        return "现今" if lang == "zh" else "now"
    n = abs(years)
    if lang == "zh":
        size, unit = (10**8, "亿") if n >= 10**8 else (10**4, "万")
        return f"{n / size:,.10g}{unit}年{'前' if years < 0 else '后'}"
    size, unit = (10**9, "bn") if n >= 10**9 else (10**6, "m")
    words = f"{n / size:,.10g} {unit} yrs"
    return f"{words} ago" if years < 0 else f"in {words}"


def year_label(year: int, lang: Lang, step: int = 1) -> str:
    """A year as it stands on an axis whose ticks are ``step`` years apart."""
    if step >= _DEEP:
        return _deep(year, lang)
    if year <= 0:
        n = _grouped(1 - year)
        return f"公元前{n}年" if lang == "zh" else f"{n} BC"
    return f"{_grouped(year)}年" if lang == "zh" else _grouped(year)


def _month_label(t: int, lang: Lang, full: bool) -> str:
    year, month = to_civil(t)[:2]
    if lang == "zh":
        return f"{year_label(year, lang)}{month}月" if full else f"{month}月"
    return f"{_MONTHS[month - 1]} {year_label(year, lang)}" if full else _MONTHS[month - 1]


def _day_label(t: int, lang: Lang, full: bool) -> str:
    day = to_civil(t)[2]
    if lang == "zh":
        return f"{_month_label(t, lang, True)}{day}日" if full else f"{day}日"
    return f"{day} {_month_label(t, lang, True)}" if full else str(day)


def _label(t: int, level: Level, lang: Lang, full: bool = False) -> str:
    """Label of an ordinary tick; ``full`` names the larger units too."""
    unit, step = level
    if unit == "year":
        return year_label(to_civil(t)[0], lang, step)
    if unit == "month":
        return _month_label(t, lang, full)
    if unit == "day":
        return _day_label(t, lang, full)
    second = t % DAY
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}"
    clock += f":{second % 60:02d}" if unit == "second" else ""
    between = " " if lang == "zh" else ", "
    return f"{_day_label(t, lang, True)}{between}{clock}" if full else clock


def _major(t: int, level: Level, lang: Lang) -> str:
    """Label of a tick that begins the next larger unit; '' when it does not."""
    unit = level[0]
    year, month, day = to_civil(t)[:3]
    if unit == "year":
        return year_label(year, lang, level[1])
    if unit == "month":
        return year_label(year, lang) if month == 1 else ""
    if unit == "day":
        return _month_label(t, lang, True) if day == 1 else ""
    return _day_label(t, lang, True) if t % DAY == 0 else ""


def _larger(t: int, level: Level, lang: Lang) -> str:
    """The larger unit in which an ordinary tick lies."""
    match level[0]:
        case "month":
            return year_label(to_civil(t)[0], lang)
        case "day":
            return _month_label(t, lang, True)
        case _:
            return _day_label(t, lang, True)


def _brief(wanted: list[tuple[int, str]], level: Level, lang: Lang) -> list[tuple[int, str]]:
    """Among days only the first month, and January, say their year."""
    if level[0] != "day":
        return wanted
    found: list[tuple[int, str]] = []
    named = False
    for t, label in wanted:
        month = to_civil(t)[1]
        found.append((t, _month_label(t, lang, False) if label and named and month > 1 else label))
        named = named or bool(label)
    return found


def _bold(font: Font) -> Font:
    return Font(font.size * 12 / 11, 600, font.italic, font.tracking)


def choose_level(
    start: int, end: int, width: float, lang: Lang, measure: Measure, font: Font
) -> Level:
    """The finest level whose labels fit side by side over ``width`` pixels."""
    per_second = width / max(1, end - start)
    for level in LEVELS:
        room = level_seconds(level) * per_second
        if room < font.size * 2:
            continue
        face = _bold(font) if level[0] == "year" else font
        sample = [_label(max(start, MIN), level, lang), _label(min(end, MAX), level, lang)]
        if level[0] == "month":
            sample += ["10月"] if lang == "zh" else _MONTHS
        elif level[0] == "day":
            sample.append("28日" if lang == "zh" else "28")
        if max(measure.width(s, face) for s in sample) + font.size * _GAP * 1.6 <= room:
            return level
    return LEVELS[-1]


def ticks(
    start: int,
    end: int,
    width: float,
    lang: Lang,
    measure: Measure,
    font: Font,
    roomy: float = 1.0,
) -> list[Tick]:
    """Ticks of [start, end) over ``width`` pixels, strictly rising.

    Labels stand ``font.size / 2`` right of their tick and keep clear of each other; major ones
    are measured in bold, 12/11 of the size. When no larger unit begins in the first part of the
    window, the first labelled tick names it in its ``lead``. ``roomy`` above 1 asks for fewer
    labels, as if they were so many times as large. Returns [] for an empty window.
    """
    if end <= start or width <= 0:
        return []
    level = choose_level(start, end, width, lang, measure, replace(font, size=font.size * roomy))
    per_second = width / (end - start)
    found: dict[int, Tick] = {}
    for t in _finer(level, start, end, per_second):
        found[t] = Tick(t, "", False)
    wanted = _brief([(t, _major(t, level, lang)) for t in starts(level, start, end)], level, lang)
    soon = start + (end - start) // 3
    leads = level[0] != "year" and wanted and not any(label and t < soon for t, label in wanted)
    led: int | None = None
    if leads and level[0] == "day" and lang == "en":  # there the day comes before its month
        wanted[0] = (wanted[0][0], _label(wanted[0][0], level, lang, full=True))
    elif leads:
        led = wanted[0][0]
    gap, indent = font.size * _GAP, font.size / 2
    taken: list[tuple[float, float]] = []
    # Larger units first: a month gives way to a year that would touch it.
    for major in (True, False):
        for t, name in wanted:
            if (bool(name) or t == led) != major:
                continue
            label = name or _label(t, level, lang)
            size = measure.width(label, _bold(font) if name else font)
            lead = _larger(t, level, lang) if t == led else ""
            ahead = measure.width(lead, _bold(font)) if lead else 0.0
            whole = size + (ahead + font.size * LEAD_GAP if lead else 0.0)
            x = (t - start) * per_second + indent
            free = all(x + whole + gap <= a or b + gap <= x for a, b in taken)
            if free and x + whole <= width:
                taken.append((x, x + whole))
                found[t] = Tick(t, label, bool(name), size, lead, ahead)
            else:
                found[t] = Tick(t, "", bool(name))
    return [found[t] for t in sorted(found)]


def _finer(level: Level, start: int, end: int, per_second: float) -> Iterator[int]:
    """Small unlabelled ticks between: the finest level that is still 14 px apart."""
    if level[0] == "year" and level[1] >= _DEEP:
        return
    for finer in LEVELS[: LEVELS.index(level)]:
        if level_seconds(finer) * per_second >= 14.0 and finer[1] != 7:
            yield from starts(finer, start, end)
            return
