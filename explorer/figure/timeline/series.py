"""The series of a dataset: their names, units and values in words, and their order in a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.edtf import MAX, MIN, DateError
from explorer.dataset.model import Dataset, Observation
from explorer.dataset.wording import short

_SYMBOLS: Final = {"percent": "%", "%": "%"}
_SAID: Final = {
    "about": "约",
    "nearly": "近",
    "over": "超过",
    "under": "低于",
    "at least": "至少",
    "at most": "至多",
    "less than": "低于",
    "more than": "超过",
    "up to": "至多",
}
"""Qualifiers that stand before a value, and the same in Chinese."""
_BOUNDS: Final = ("between", "by", "before", "after", "since", "until", "from")
"""How a date begins that "in" does not go with."""
_AHEAD: Final = {"target": ("target", "目标"), "projection": ("forecast", "预测")}
"""Kinds of what has not been measured."""


@dataclass(frozen=True, slots=True)
class Series:
    """The observations that share ``key``, in the order of the middles of their spans, those
    without a date last. There is at least one."""

    key: str
    observations: tuple[Observation, ...]

    @property
    def any(self) -> Observation:
        """One that tells what all have in common."""
        return self.observations[0]

    @property
    def dated(self) -> tuple[Observation, ...]:
        """Those that can be drawn."""
        return tuple(o for o in self.observations if is_drawn(o))


def is_drawn(o: Observation) -> bool:
    """Whether an observation has a place in time and a height."""
    level = level_of(o)
    return o.lo > MIN and o.hi < MAX and bool(o.date) and level == level


def level_of(o: Observation) -> float:
    """The height of an observation: its value, else the middle or the one known bound."""
    if o.value == o.value:
        return o.value
    known = [v for v in (o.value_low, o.value_high) if v == v]
    return sum(known) / len(known) if known else float("nan")


def middle_of(o: Observation) -> int:
    """The moment, in seconds, at which an observation is drawn."""
    return (o.lo + o.hi) // 2


def observations_of(dataset: Dataset, key: str) -> list[Observation]:
    """Of one series, in the order of ``Series``."""
    return _ordered(o for o in dataset.indicators if o.series == key)


def series_of(dataset: Dataset) -> dict[str, Series]:
    """All series by key, in the order of the package."""
    found: dict[str, list[Observation]] = {}
    for o in dataset.indicators:
        found.setdefault(o.series, []).append(o)
    return {key: Series(key, tuple(_ordered(held))) for key, held in found.items()}


def _ordered(held: Iterable[Observation]) -> list[Observation]:
    return sorted(held, key=lambda o: (not is_drawn(o), o.lo + o.hi, o.lo))


def first_series(dataset: Dataset) -> str:
    """The series that the package names (``indicator`` in the part ``chuhai`` of its description),
    else the one with the most values that can be drawn, its first one among equals; '' where
    there is none."""
    own = dataset.package.description.get("chuhai")
    named = own.get("indicator") if isinstance(own, dict) else None
    if isinstance(named, str) and any(o.series == named for o in dataset.indicators):
        return named
    counts = {key: len(one.dated) for key, one in series_of(dataset).items()}
    return max(counts, key=lambda key: counts[key]) if counts else ""


def grouped(found: Sequence[Series], lang: Lang) -> list[tuple[str, list[Series]]]:
    """By topic, in the order in which topics first come; those without one last, under ''.
    Within a topic those of one definition stand together."""
    topics: dict[str, list[Series]] = {}
    for one in found:
        topics.setdefault(topic_of(one.any, lang), []).append(one)
    rest = topics.pop("", None)
    ordered = [*topics.items(), *([("", rest)] if rest else [])]
    return [(topic, _together(held, lang)) for topic, held in ordered]


def _together(held: Sequence[Series], lang: Lang) -> list[Series]:
    by_definition: dict[str, list[Series]] = {}
    for one in held:
        definition = definition_of(one.any, lang)
        by_definition.setdefault(definition or f"\0{one.key}", []).append(one)
    return [one for same in by_definition.values() for one in same]


def last_inside(observations: Sequence[Observation], start: int, end: int) -> list[Observation]:
    """The latest of drawn observations whose middle lies in [start, end], with all others for the
    very same span: sources may differ on one. Empty where none lies inside."""
    inside = [o for o in observations if start <= middle_of(o) <= end]
    return [o for o in inside if (o.lo, o.hi) == (inside[-1].lo, inside[-1].hi)]


# Words


def name_of(o: Observation, lang: Lang) -> str:
    """The name of the series of ``o``."""
    names = (o.label_zh, o.label) if lang == "zh" else (o.label, o.label_zh)
    return names[0] or names[1] or o.series


def topic_of(o: Observation, lang: Lang) -> str:
    """What the series of ``o`` is listed under, '' for nothing."""
    return (o.topic_zh or o.topic) if lang == "zh" else (o.topic or o.topic_zh)


def definition_of(o: Observation, lang: Lang) -> str:
    """What is counted and by whom, '' where that is not stated."""
    words = (o.definition_zh, o.definition) if lang == "zh" else (o.definition, o.definition_zh)
    return words[0] or words[1]


def unit_words(o: Observation, lang: Lang) -> str:
    """The unit by itself: "%", "models", "个模型"."""
    return _SYMBOLS.get(o.unit) or (lang == "zh" and o.unit_zh) or o.unit


def symbol_of(o: Observation) -> str:
    """The sign that stands for the unit at a number, '' for none."""
    return _SYMBOLS.get(o.unit, "")


def short_number(value: float, lang: Lang) -> str:
    """ "1,500", "4.4bn", "44亿": four figures at most in what is shortened."""
    steps = (
        ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
        if lang == "zh"
        else ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
    )
    for size, unit in steps:
        if abs(value) >= size and (lang == "en" or abs(value) >= 10 * size or size > 1e4):
            return f"{value / size:,.4g}{unit}"
    return f"{value:,.10g}"


def value_words(o: Observation, lang: Lang) -> str:
    """The value with its qualifier and unit: "nearly 36%", "USD 4.4bn", "约3,800亿元人民币"."""
    said = _number_words(o, lang)
    unit = (lang == "zh" and o.unit_zh) or o.unit
    if o.unit in _SYMBOLS:
        said += _SYMBOLS[o.unit]
    elif o.unit == "rank":
        said = f"第{said}" if lang == "zh" else f"no. {said}"
    elif lang == "zh" and o.unit_zh:
        said += unit
    elif len(unit) == 3 and unit.isupper():
        said = f"{unit} {said}"
    elif unit and unit != "index":
        said = f"{said} {unit}"
    qualifier = o.qualifier.split(";")[0].strip()
    if qualifier not in _SAID:
        return said
    return f"{_SAID[qualifier]}{said}" if lang == "zh" else f"{qualifier} {said}"


def _number_words(o: Observation, lang: Lang) -> str:
    if o.value == o.value:
        return short_number(o.value, lang)
    low, high = (short_number(v, lang) if v == v else "" for v in (o.value_low, o.value_high))
    return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"


def told_words(same: Sequence[Observation], lang: Lang) -> str:
    """What is said of one span: one value, or what the sources that differ say, "11–14% or
    16–20%"; with "(target)" or "(forecast)" where nothing has been measured."""
    each = dict.fromkeys(value_words(o, lang) for o in same)
    said = ("或" if lang == "zh" else " or ").join(each)
    kinds = {o.kind for o in same}
    if len(kinds) > 1 or not kinds <= _AHEAD.keys():
        return said
    en, zh = _AHEAD[kinds.pop()]
    return f"{said}（{zh}）" if lang == "zh" else f"{said} ({en})"


def dated_words(same: Sequence[Observation], lang: Lang) -> str:
    """The same and when: "nearly 36% in 2025", "104 zones, 28 Oct 2025"."""
    said, when = told_words(same, lang), date_of(same[-1], lang)
    if lang == "zh":
        return f"{when}：{said}"
    day = when[:1].isdigit() and " " in when
    return f"{said}, {when}" if day or when.startswith(_BOUNDS) else f"{said} in {when}"


def date_of(o: Observation, lang: Lang) -> str:
    """When, in few words; a date that can't be worded stands as it is."""
    try:
        return short(o.date, lang)
    except DateError:
        return o.date
