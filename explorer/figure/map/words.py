"""The words on the map, in English and Chinese."""

from __future__ import annotations

from typing import Final

from explorer.common.look import Lang

WORDS: Final[dict[str, tuple[str, str]]] = {
    "region": ("region known", "仅知地区"),
    "planned": ("planned", "计划中"),
    "announced": ("announced", "已宣布"),
    "building": ("being built", "建设中"),
    "suspended": ("suspended", "已暂停"),
    "closed": ("closed", "已关闭"),
    "cancelled": ("cancelled", "已取消"),
    "forecast": ("forecast", "预测"),
}

SEAS: Final = (
    ("Pacific Ocean", "太平洋", -170.0, 6.0),
    ("Indian Ocean", "印度洋", 78.0, -22.0),
    ("Pacific Ocean", "太平洋", -130.0, 12.0),
    ("Atlantic Ocean", "大西洋", -38.0, 28.0),
    ("Atlantic Ocean", "大西洋", -18.0, -22.0),
)
"""English name, Chinese name, longitude, latitude; of two places of one sea the first that fits."""

BOUNDARIES: Final = (
    "Boundaries: Natural Earth, de facto; no position taken",
    "边界：Natural Earth，按事实控制状况绘制；不代表任何立场",
)


def boundary_note(lang: Lang) -> str:
    """What every map says of its boundaries."""
    return BOUNDARIES[lang == "zh"]


def word(key: str, lang: Lang) -> str:
    """The word for ``key``; '' when there is none."""
    pair = WORDS.get(key)
    return "" if pair is None else pair[lang == "zh"]


def events_word(n: int, lang: Lang) -> str:
    """ "6 events"."""
    if lang == "zh":
        return f"{n} 个事件"
    return f"{n:,} event" if n == 1 else f"{n:,} events"


def hidden_word(n: int, lang: Lang) -> str:
    """ "+2 labels hidden"."""
    if lang == "zh":
        return f"另有 {n} 个标签未显示"
    return f"+{n} label hidden" if n == 1 else f"+{n} labels hidden"


def both(first: str, second: str, near: bool, lang: Lang) -> str:
    """Two places in one name; ``near``: two towns and not two lands."""
    if lang == "zh":
        return f"{first}、{second}"
    return f"{first}–{second}" if near else f"{first} and {second}"


def and_more(first: str, more: int, lang: Lang) -> str:
    """One place that stands for several; ``more``: how many others."""
    return f"{first}等 {more + 1} 地" if lang == "zh" else f"{first} and {more} more"


def count_text(n: int, lang: Lang) -> str:
    """A count short enough for a cluster's disc; from 10,000 on in thousands."""
    if n < 10_000:
        return f"{n:,}" if n >= 1000 else str(n)
    return f"{n // 10_000}万" if lang == "zh" else f"{n // 1000}k"


def alt_text(drawn: int, outside: int, unplaced: int, places: int, lang: Lang) -> str:
    """One sentence that says what the map shows."""
    if lang == "zh":
        rest = f",视野外 {outside} 个" if outside else ""
        rest += f",{unplaced} 个没有地点" if unplaced else ""
        return f"世界地图:{drawn} 个事件,分布在 {places} 处{rest}。"
    rest = f"; {outside:,} outside the view" if outside else ""
    if unplaced:
        rest += f"; {unplaced:,} with no place"
    noun = "place" if places == 1 else "places"
    return f"World map of {events_word(drawn, lang)} at {places:,} {noun}{rest}."
