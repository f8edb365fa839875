"""What fields and values are called, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from explorer.dataset.model import Dataset

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
    }
)

STATUSES: Final = tuple(_VALUE_NAMES["status"])
"""The statuses of an event, in the order in which they are shown."""

NO_DISPUTE: Final = "none"
"""Id of the dispute facet's value for events without a dispute."""

DISPUTES: Final = tuple(_VALUE_NAMES["dispute"])
"""The ids of the dispute facet, NO_DISPUTE among them, in the order in which they are shown."""


def field_label(field: str, lang: str = "en") -> str:
    """Name of a facet or bound in ``lang`` ('en' or 'zh')."""
    english, chinese = _FIELD_NAMES.get(field, (field, field))
    return chinese if lang == "zh" else english


def enumerated_label(field: str, value: str, lang: str = "en") -> str:
    """Name of a status, confidence or dispute; a value not on the list is its own name."""
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
