"""Dates in words, with their precision said, and windows of time in words.

``lang`` is "zh" for Chinese, anything else is English. The wording of precisions is VISUAL.md,
section 3.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

from explorer.dataset.calendar import DAY, MINUTE, from_civil, to_civil
from explorer.dataset.edtf import EdtfDate
from explorer.dataset.forms import (
    MAX,
    MIN,
    Edge,
    Form,
    Interval,
    Moment,
    OneOf,
    Precision,
    Side,
    joined,
    read,
)
from explorer.dataset.phrases import PHRASES, moment_name, pair, year_name

_YEAR: Final = 31_556_952  # seconds of a mean Gregorian year

_INTERVALS: Final = {
    (None, Edge.OPEN): "since",
    (None, Edge.UNKNOWN): "end unknown",
    (Edge.OPEN, None): "until",
    (Edge.UNKNOWN, None): "start unknown",
    (Edge.OPEN, Edge.OPEN): "always",
    (Edge.UNKNOWN, Edge.OPEN): "no end, start unknown",
    (Edge.OPEN, Edge.UNKNOWN): "no start, end unknown",
}


def words(date: EdtfDate | str, lang: str, ended: str = "") -> str:
    """ "14 Sep 2024", "May 2024 (month known)", "since Dec 2025", "by July 2024".

    ``date`` and ``ended`` are EDTF as in ``events.csv``; '' for both is "Date not known".
    Raises DateError.
    """
    lang = _language(lang)
    form = _form(date, ended)
    if form is None:
        return PHRASES[lang]["undated"]
    text, notes = _said(form, lang), _notes(form, lang)
    if not notes:
        return text
    return PHRASES[lang]["notes"].format(text, ("，" if lang == "zh" else ", ").join(notes))


@lru_cache(maxsize=4096)
def short(date: EdtfDate | str, lang: str, ended: str = "") -> str:
    """``words`` without the precision in brackets, for tight labels. Raises DateError."""
    lang = _language(lang)
    form = _form(date, ended)
    return PHRASES[lang]["undated"] if form is None else _said(form, lang)


@lru_cache(maxsize=4096)
def range_words(lo: int, hi: int, lang: str) -> str:
    """Half-open window [lo, hi) in seconds: "2024", "Jan – Jun 2026", "14 Sep – 2 Oct 2024".

    Told in the coarsest unit that both bounds fall on, the last unit included; clock times alone
    are told as bounds ("14:30 – 16:00 UTC"). A window of three days or more is told in the days
    it touches, one of a thousand years or more in years, those of deep time rounded to what
    the width can show. ``MIN`` and ``MAX`` are unbounded.
    """
    lang = _language(lang)
    says = PHRASES[lang]
    if lo <= MIN and hi >= MAX:
        return says["all time"]
    unit = _unit(lo, hi)
    if unit == "year":
        left, right = _years(lo, hi, lang)
    else:
        left, right = _bounds(lo, hi, unit, lang)
    if lo <= MIN:
        return says["until"].format(right)
    if hi >= MAX:
        return says["since"].format(left)
    return left if left == right else says["range"].format(left, right)


def span_words(first: str, last: str, lang: str) -> str:
    """From where one date begins to where another one ends (EDTF, a start and an end joined), each
    in its own precision: "May 2024 – 24 Sep 2025", "19 Sep 2014 – 2030". '' for one of them:
    "since Oct 2022", "until 2030"; for both ''. A date that is open there counts with its other
    bound; a span of a thousand years or more is told in years. Raises DateError."""
    lang = _language(lang)
    left = _outermost(read(first), 0) if first else None
    right = _outermost(read(last), 1) if last else None
    says = PHRASES[lang]
    if left is None or right is None:
        if left is not None:
            return says["since"].format(_marked(left, moment_name(left, lang), lang))
        if right is not None:
            return says["until"].format(_marked(right, moment_name(right, lang), lang))
        return ""
    clock = left.precision in _CLOCK and right.precision in _CLOCK
    if right.hi - left.lo >= 1000 * _YEAR or (clock and right.hi > left.lo):
        return range_words(left.lo, right.hi, lang)
    left, right = _no_clock(left), _no_clock(right)
    names = _marked_pair(left, right, lang)
    return names[0] if names[0] == names[1] else says["range"].format(*names)


_CLOCK: Final = ("second", "minute")


def _outermost(form: Form | Side, side: int) -> Moment | None:
    """The moment that bounds a date, its earliest (0) or its latest (1), the other one where it is
    open there; a set of days or months by what they have in common. None where there is none."""
    if isinstance(form, Edge):
        return None
    if isinstance(form, Interval):
        sides = (form.left, form.right)
        return _outermost(sides[side], side) or _outermost(sides[1 - side], side)
    if isinstance(form, OneOf):
        found = [m for c in form.choices if (m := c[side] or c[1 - side]) is not None]
        form = max(found, key=lambda m: m.hi) if side else min(found, key=lambda m: m.lo)
    if form.precision not in ("days", "months"):
        return form
    year, month = to_civil(form.lo)[:2]
    if form.precision == "months":
        return replace(form, lo=from_civil(year), hi=from_civil(year + 1), precision="year")
    return replace(form, lo=from_civil(year, month), precision="month")


def _no_clock(moment: Moment) -> Moment:
    return replace(moment, precision="day") if moment.precision in _CLOCK else moment


def _language(lang: str) -> str:
    return "zh" if lang == "zh" else "en"


def _form(date: EdtfDate | str, ended: str) -> Form | None:
    text = joined(date if isinstance(date, str) else date.text, ended)
    return read(text) if text else None


def _said(form: Form, lang: str) -> str:
    if isinstance(form, Moment):
        return _marked(form, moment_name(form, lang), lang)
    return _one_of(form, lang) if isinstance(form, OneOf) else _interval(form, lang)


def _marked(moment: Moment, name: str, lang: str) -> str:
    if moment.approximate:
        name = PHRASES[lang]["about"].format(name)
    return PHRASES[lang]["doubt"].format(name) if moment.uncertain else name


def _interval(form: Interval, lang: str) -> str:
    says, left, right = PHRASES[lang], form.left, form.right
    if isinstance(left, Edge) or isinstance(right, Edge):
        key = (
            left if isinstance(left, Edge) else None,
            right if isinstance(right, Edge) else None,
        )
        names = [_side(side, lang) for side in (left, right) if not isinstance(side, Edge)]
        return says[_INTERVALS[key]].format(*names)
    if left == right:
        return says["during"].format(_side(left, lang))
    if isinstance(left, Moment) and isinstance(right, Moment):
        return says["between dates"].format(*_marked_pair(left, right, lang))
    return says["between sets"].format(_side(left, lang), _side(right, lang))


def _side(side: Side, lang: str) -> str:
    if isinstance(side, OneOf) and len(side.choices) == 1 and side.choices[0][0] is None:
        return _choice(*side.choices[0], lang)  # "by" would not stand after "since"
    return "" if isinstance(side, Edge) else _said(side, lang)


def _marked_pair(first: Moment, last: Moment, lang: str) -> tuple[str, str]:
    left, right = pair(first, last, lang)
    return _marked(first, left, lang), _marked(last, right, lang)


def _one_of(form: OneOf, lang: str) -> str:
    says = PHRASES[lang]
    if len(form.choices) == 1:
        first, last = form.choices[0]
        if first is None and last is not None:
            return says["by"].format(_marked(last, moment_name(last, lang, full=True), lang))
        if first is not None and last is not None and first != last:
            return says["between"].format(*_marked_pair(first, last, lang))
    names = [_choice(first, last, lang) for first, last in form.choices]
    head, tail = says["comma"].join(names[:-1]), names[-1]
    return f"{head}{says['or']}{tail}" if head else tail


def _choice(first: Moment | None, last: Moment | None, lang: str) -> str:
    says = PHRASES[lang]
    if first is not None and last is not None:
        if first == last:
            return _said(first, lang)
        return says["between dates"].format(*_marked_pair(first, last, lang))
    if first is not None:
        return says["or later"].format(_said(first, lang))
    return says["or earlier"].format(_said(last, lang) if last else "")


def _notes(form: Form, lang: str) -> list[str]:
    says = PHRASES[lang]
    notes = [says["uncertain"]] if _uncertain(form) else []
    if isinstance(form, OneOf):
        first, last = form.choices[0]
        if len(form.choices) == 1 and first and last and first != last:
            notes.append(says["one moment"])
    deep = isinstance(form, Moment) and abs(to_civil(form.lo)[0]) > 9999
    # Nobody takes "13.8 billion BC" for a day.
    if isinstance(form, Moment) and form.precision in says and not deep:
        notes.append(says[form.precision])
    return notes


def _uncertain(form: Form | Side) -> bool:
    if isinstance(form, Moment):
        return form.uncertain
    if isinstance(form, OneOf):
        return any(m.uncertain for pair_ in form.choices for m in pair_ if m)
    return isinstance(form, Interval) and (_uncertain(form.left) or _uncertain(form.right))


def _unit(lo: int, hi: int) -> Precision:
    """The coarsest unit that tells [lo, hi); a side that is unbounded fits any."""
    ends = [lo] * (lo > MIN) + [hi] * (hi < MAX)
    civil = [to_civil(end) for end in ends]
    vast = hi - lo >= 1000 * _YEAR if len(ends) == 2 else abs(civil[0][0]) > 9999
    if vast or all(c[1:] == (1, 1, 0, 0, 0) for c in civil):
        return "year"
    if all(c[2:] == (1, 0, 0, 0) for c in civil):
        return "month"
    if hi - lo >= 3 * DAY or all(end % DAY == 0 for end in ends):
        return "day"
    return "minute" if all(end % MINUTE == 0 for end in ends) else "second"


def _years(lo: int, hi: int, lang: str) -> tuple[str, str]:
    first, last = to_civil(lo)[0], to_civil(hi - 1)[0]
    width = last - first if lo > MIN and hi < MAX else 0
    told = [_rounded(year, len(str(width)) - 4) for year in (first, last)]
    return year_name(told[0], lang), year_name(told[1], lang)


def _rounded(year: int, digits: int) -> int:
    """``year`` without its last ``digits``, but with four significant ones: 2024 stays 2024
    beside 13.8 billion BC."""
    step: int = 10 ** max(0, min(digits, len(str(abs(year))) - 4))
    return (year + step // 2) // step * step


def _bounds(lo: int, hi: int, unit: Precision, lang: str) -> tuple[str, str]:
    first = Moment(lo, lo, unit)
    # A clock time names an instant, a day or month all of itself.
    at = hi - 1 if unit in ("day", "month") else hi
    last = Moment(at, at, unit)
    if lo <= MIN or hi >= MAX:
        return moment_name(first, lang), moment_name(last, lang)
    left, right = pair(first, last, lang)
    if hi % DAY == 0 and lo // DAY == (hi - 1) // DAY and unit != "day":
        return left.partition(" UTC")[0], "24:00 UTC"
    return left, right
