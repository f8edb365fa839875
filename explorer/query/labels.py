"""What fields and values are called, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from explorer.dataset.model import CONFIDENCES, Dataset

_FIELD_NAMES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "category": ("Category", "类别"),
        "organization": ("Organisation", "机构"),
        "country": ("Country", "国家或地区"),
        "status": ("Status", "状态"),
        "confidence": ("Confidence", "可信度"),
        "tag": ("Tag", "标签"),
        "source": ("Source", "来源"),
        "dispute": ("Dispute", "争议"),
        "amount": ("Amount", "金额"),
        "date": ("Date", "日期"),
        "sources": ("Number of sources", "来源数"),
        "stance": ("Stance of a source", "来源立场"),
        "missing": ("Missing", "缺失"),
        "health": ("Record health", "记录健康度"),
        "as_of": ("As of", "信息截至"),
    }
)

_VALUE_NAMES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = MappingProxyType(
    {
        "status": {
            "planned": ("Planned", "计划中"),
            "announced": ("Announced", "已宣布"),
            "agreed": ("Agreed", "已达成协议"),
            "under_review": ("Under review", "审查中"),
            "in_force": ("In force", "已生效"),
            "active": ("Active", "进行中"),
            "completed": ("Completed", "已完成"),
            "suspended": ("Suspended", "已暂停"),
            "blocked": ("Blocked", "被阻止"),
            "cancelled": ("Cancelled", "已取消"),
            "ended": ("Ended", "已结束"),
            "unknown": ("Unknown", "未知"),
        },
        "confidence": {
            "low": ("Low", "低"),
            "medium": ("Medium", "中"),
            "high": ("High", "高"),
        },
        "dispute": {
            "disputed": ("Disputed", "有争议"),
            "superseded": ("Superseded", "已被取代"),
            "none": ("No dispute", "无争议"),
        },
        "sources": {
            "0": ("None", "无"),
            "1": ("One", "1个"),
            "2": ("Two", "2个"),
            "3+": ("Three or more", "3个及以上"),
        },
        "stance": {
            "supports": ("Supports", "支持"),
            "disputes": ("Disputes", "质疑"),
            "mentions": ("Mentions", "提及"),
        },
        "missing": {
            "title": ("English title", "英文标题"),
            "title_zh": ("Chinese title", "中文标题"),
            "summary": ("English summary", "英文摘要"),
            "summary_zh": ("Chinese summary", "中文摘要"),
            "date": ("Date", "日期"),
            "place": ("Place", "地点"),
            "organization": ("Organisation", "机构"),
            "category": ("Category", "类别"),
            "confidence": ("Confidence", "可信度"),
            "source": ("Source", "来源"),
            "locator": ("Locator of a citation", "引用位置"),
            "source_date": ("Date of a source", "来源日期"),
            "source_address": ("Address of a source", "来源网址"),
            "publisher": ("Publisher of a source", "来源出版方"),
            "as_of": ("As-of date", "信息截至日期"),
            "other_side": ("Other side of a dispute", "争议的另一方"),
        },
        "health": {
            "0-19": ("0–19", "0–19"),
            "20-39": ("20–39", "20–39"),
            "40-59": ("40–59", "40–59"),
            "60-79": ("60–79", "60–79"),
            "80-100": ("80–100", "80–100"),
        },
    }
)

STATUSES: Final = tuple(_VALUE_NAMES["status"])
"""The statuses of an event, in the order in which they are shown."""

NO_DISPUTE: Final = "none"
"""Id of the dispute facet's value for events without a dispute."""

DISPUTES: Final = tuple(_VALUE_NAMES["dispute"])
"""The ids of the dispute facet, NO_DISPUTE among them, in the order in which they are shown."""


LISTS: Final = {field: tuple(names) for field, names in _VALUE_NAMES.items()} | {
    "confidence": CONFIDENCES
}
"""The values of enumerated fields, in the order in which they are shown."""


def field_label(field: str, lang: str = "en") -> str:
    """Name of a facet or bound in ``lang`` ('en' or 'zh')."""
    english, chinese = _FIELD_NAMES.get(field, (field, field))
    return chinese if lang == "zh" else english


def enumerated_label(field: str, value: str, lang: str = "en") -> str:
    """Name of a value of an enumerated field; one not on the list is its own name."""
    english, chinese = _VALUE_NAMES.get(field, {}).get(value, (value, value))
    return chinese if lang == "zh" else english


def value_label(dataset: Dataset, field: str, value: str, lang: str = "en") -> str:
    """What people call the value with id ``value``; an unknown id is its own name."""
    if field == "category":
        for category in dataset.categories:
            if category.id == value:
                names = category.name, category.name_zh
                return (names[1] or names[0] if lang == "zh" else names[0] or names[1]) or value
        return value
    if field == "organization":
        place = dataset.organization_index.get(value)
        return value if place is None else dataset.organization_name(place, lang) or value
    if field == "country":
        return dataset.gazetteer.country_name(value, lang) or value
    if field == "source":
        return next((s.title for s in dataset.sources if s.id == value and s.title), value)
    return enumerated_label(field, value, lang)
