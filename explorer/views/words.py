"""The window's own words, English and Chinese."""

from typing import Final

from explorer.common.look import Lang
from explorer.views.texts import (
    comparison,
    export,
    filters,
    inspector,
    saving,
    shell,
    table,
    timeline,
)
from explorer.views.texts import map as map_texts

_COMMON: Final[dict[str, tuple[str, str]]] = {
    "search": ("Search events", "搜索事件"),
    "active_filters": ("{n} active filters", "{n} 个筛选条件"),
    "active_filter": ("1 active filter", "1 个筛选条件"),
    "no_filters": ("No filters", "没有筛选"),
    "clear_filters": ("Clear all filters", "清除全部筛选"),
    "saved": ("Saved {name}", "已保存 {name}"),
    "problems_title": ("Problems in this file", "文件中的问题"),
    "no_problems": ("No problems were found.", "没有发现问题。"),
    "close": ("Close", "关闭"),
    "clear_all": ("Clear all", "全部清除"),
    "status": ("Status", "状态"),
    "confidence": ("Confidence", "可信度"),
    "inspector": ("Inspector", "详情"),
    "selection": ("Selection", "所选"),
    "date": ("Date", "日期"),
    "organizations": ("Organisation", "机构"),
    "places": ("Places", "地点"),
    "amount": ("Amount", "金额"),
    "part_of": ("Part of", "所属"),
    "note": ("Note", "备注"),
    "not_stated": ("Not stated", "未说明"),
    "no_place": ("No place known", "地点不详"),
    "sources": ("Sources", "来源"),
    "disagree": ("Sources disagree", "来源说法不一"),
    "disputed": ("Disputed", "有争议"),
    "superseded": ("Superseded", "已被取代"),
    "related": ("Related", "相关事件"),
    "claimed": ("As claimed: {text}", "原说法：{text}"),
    "as_recorded": ("As recorded: {text}", "本记录：{text}"),
    "and_more": ("and {n} more", "另有 {n} 个"),
    "copied": ("Copied: {text}", "已复制：{text}"),
    "supports": ("Supports", "支持"),
    "disputes": ("Disputes", "质疑"),
    "mentions": ("Mentions", "提及"),
    "hidden_by_filter": ("Hidden by a filter", "被筛选隐藏"),
    "events_of": ("{n} of {total} events", "{total} 个事件中的 {n} 个"),
    "events": ("{n} events", "{n} 个事件"),
    "event": ("1 event", "1 个事件"),
    "sites": ("{n} sites", "{n} 个地点"),
    "site": ("1 site", "1 个地点"),
    "countries_abroad": ("{n} countries abroad", "{n} 个境外国家和地区"),
    "country_abroad": ("1 country abroad", "1 个境外国家或地区"),
    "countries": ("{n} countries", "{n} 个国家和地区"),
    "country_one": ("1 country", "1 个国家或地区"),
    "selected": ("{n} selected", "选中 {n} 个"),
    "no_place_pill": ("{n} events have no place", "{n} 个事件没有地点"),
    "no_place_pill_one": ("1 event has no place", "1 个事件没有地点"),
    "offline": ("Offline, no network used", "离线运行，不联网"),
    "problems": ("{n} problems in this file", "文件中有 {n} 处问题"),
    "problem": ("1 problem in this file", "文件中有 1 处问题"),
    "timeline": ("Timeline", "时间轴"),
    "all_time": ("All of time", "全部时间"),
    "fit_all": ("Fit all", "显示全部"),
    "keep_as_filter": ("Keep as filter", "设为筛选"),
    "clear": ("Clear", "清除"),
    "pan": ("Pan", "平移"),
    "box": ("Box select", "框选"),
    "zoom_in": ("Zoom in", "放大"),
    "zoom_out": ("Zoom out", "缩小"),
    "fit_map": ("Whole world", "全球"),
    "legend_planned": ("Outline only = planned", "空心 = 计划中"),
    "colour_category": ("Colour: category", "颜色：类别"),
    "open": ("Open", "打开"),
    "export": ("Export picture", "导出图片"),
}

_PARTS: Final = (
    _COMMON,
    map_texts.WORDS,
    timeline.WORDS,
    filters.WORDS,
    inspector.WORDS,
    table.WORDS,
    export.WORDS,
    saving.WORDS,
    comparison.WORDS,
    shell.WORDS,
)
_WORDS: Final[dict[str, tuple[str, str]]] = {
    key: pair for part in _PARTS for key, pair in part.items()
}
assert len(_WORDS) == sum(map(len, _PARTS)), "two parts use the same key"


def word(key: str, lang: Lang, **values: object) -> str:
    """The words for ``key``. Raises KeyError for an unknown key."""
    return _WORDS[key][lang == "zh"].format(**values)


def known_word(prefix: str, value: str, lang: Lang) -> str:
    """The words for a value of an enumeration; a value not on the list, as it stands."""
    try:
        return word(prefix + value, lang)
    except KeyError:
        return value.replace("_", " ")


def counted(one: str, many: str, n: int, lang: Lang) -> str:
    """'1 site' or '5 sites': the key for one thing, the key for several."""
    return word(one if n == 1 else many, lang, n=f"{n:,}")
