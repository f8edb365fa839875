"""The tables of a data package as data: fields, enumerations, names that foreign tables use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.dataset.model import Category

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "events.csv": (
        "id", "title", "title_zh", "label", "label_zh", "category", "kind", "date",
        "date_role", "date_basis", "ended", "summary", "summary_zh", "organizations", "amount",
        "currency", "amount_qualifier", "status", "confidence", "dispute", "part_of", "tags",
        "note",
    ),
    "sites.geojson": (
        "id", "event", "place", "place_zh", "country", "role", "precision", "status",
        "announced", "opened", "closed", "note",
    ),
    "organizations.csv": (
        "id", "name", "name_zh", "kind", "country", "parent", "also_known_as", "home_place",
        "home_place_zh", "lon", "lat", "since", "until",
    ),
    "sources.csv": (
        "id", "title", "publisher", "url", "published", "language", "genre", "archived", "note",
    ),
    "citations.csv": ("event", "source", "locator", "stance", "as_claimed", "speaker"),
    "indicators.csv": (
        "series", "label", "label_zh", "topic", "topic_zh", "definition", "definition_zh",
        "country", "date", "value", "value_low", "value_high", "unit", "unit_zh", "qualifier",
        "kind", "source", "locator", "note",
    ),
    "regions.geojson": ("id", "name", "name_zh", "note"),
}  # fmt: skip
"""The fields of each table, in the order in which they are written."""

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "events.csv": ("title", "date"),
    "organizations.csv": ("id",),
    "sources.csv": ("id",),
    "citations.csv": ("event", "source"),
    "indicators.csv": ("series", "date", "value"),
}
"""Columns without which a table cannot be read at all."""

CATEGORIES: Final = (
    Category("data_center", "Data centre", "数据中心"),
    Category("partnership", "Partnership", "合作"),
    Category("release", "Release", "发布"),
    Category("investment", "Investment", "投资"),
    Category("acquisition", "Acquisition", "收购"),
    Category("ipo", "IPO", "上市"),
    Category("regulation", "Regulation", "监管"),
    Category("other", "Other", "其他"),
)

EVENT_ENUMS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("event", "programme", "state", "claim", "forecast"),
    "date_role": (
        "announced", "reported", "started", "completed", "issued", "effective", "target",
    ),
    "date_basis": ("stated", "inferred", "corrected"),
    "status": (
        "planned", "announced", "agreed", "under_review", "in_force", "active", "completed",
        "suspended", "blocked", "cancelled", "ended", "unknown",
    ),
    "dispute": ("disputed", "superseded"),
}  # fmt: skip
SITE_ENUMS: Final[Mapping[str, tuple[str, ...]]] = {
    "role": ("site", "market", "seat", "jurisdiction"),
    "precision": ("exact", "city", "country", "region"),
    "status": (
        "planned", "announced", "building", "operating", "suspended", "closed", "cancelled",
        "unknown",
    ),
}  # fmt: skip
STANCES: Final = ("supports", "disputes", "mentions")
INDICATOR_KINDS: Final = ("point", "flow", "cumulative", "target", "projection")

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "identifier", "key", "uid", "编号", "序号"),
    "title": (
        "title", "name", "event", "headline", "event name", "event title", "subject",
        "标题", "名称", "事件", "事件名称", "题目", "主题",
        "Titel", "Ereignis", "Bezeichnung", "titre", "événement", "nom", "título", "evento",
    ),
    "title_zh": ("title_zh", "中文标题", "中文名称", "标题", "名称"),
    "label": ("label", "short title", "short name", "简称", "短标题"),
    "label_zh": ("label_zh", "中文简称", "简称", "短标题"),
    "category": (
        "category", "type", "group", "event type", "class", "theme", "类别", "类型", "分类", "种类",
        "Kategorie", "Typ", "catégorie", "categoría", "tipo",
    ),
    "kind": ("kind",),
    "date": (
        "date", "start", "start date", "begin", "started", "event date", "when", "datetime",
        "timestamp", "日期", "时间", "开始", "开始日期", "开始时间", "起始日期", "发生时间", "year",
        "年份", "month", "day", "time", "Datum", "Startdatum", "Beginn", "date de début", "début",
        "fecha", "fecha de inicio", "inicio",
    ),
    "date_role": ("date_role",),
    "date_basis": ("date_basis",),
    "ended": (
        "ended", "end", "end date", "finish", "finished", "to", "until", "结束", "结束日期",
        "结束时间", "终止", "终止日期", "截止日期", "Ende", "Enddatum", "date de fin", "fin",
        "fecha de fin", "fecha fin",
    ),
    "summary": (
        "summary", "description", "abstract", "text", "details", "detail", "content", "body",
        "摘要", "描述", "说明", "简介", "内容", "详情", "Beschreibung", "Zusammenfassung", "résumé",
        "descripción", "resumen",
    ),
    "summary_zh": ("summary_zh", "中文摘要", "中文描述", "摘要", "描述", "说明"),
    "organizations": (
        "organizations", "organization", "organisations", "organisation", "org", "orgs",
        "company", "companies", "actor", "actors", "firm", "firms", "机构", "公司", "组织",
        "企业", "单位", "主体", "Unternehmen", "Firma", "entreprise", "société", "organización",
        "empresa",
    ),
    "amount": ("amount", "sum", "金额", "数额", "Betrag", "montant", "importe", "monto"),
    "currency": ("currency", "币种", "货币", "Währung", "devise", "moneda"),
    "amount_qualifier": ("amount_qualifier",),
    "status": ("status", "state", "状态"),
    "confidence": ("confidence", "可信度", "置信度"),
    "dispute": ("dispute",),
    "part_of": ("part_of",),
    "tags": ("tags", "tag", "keywords", "keyword", "labels", "标签", "关键词"),
    "note": ("note", "notes", "remark", "remarks", "comment", "comments", "备注", "注释", "附注"),
    "place": (
        "place", "location", "city", "site", "venue", "town", "place name", "地点", "城市",
        "位置", "地址", "所在地", "场所", "Ort", "Stadt", "lieu", "ville", "lugar", "ciudad",
    ),
    "place_zh": ("place_zh", "中文地点", "地点", "城市"),
    "country": (
        "country", "nation", "country code", "country name", "iso", "iso2", "国家",
        "地区", "国家地区", "国家或地区", "国别", "Land", "Staat", "pays", "país",
    ),
    "lat": ("lat", "latitude", "y", "纬度", "Breitengrad", "latitud"),
    "lon": (
        "lon", "lng", "long", "longitude", "x", "经度", "Längengrad", "longitud",
    ),
    "role": ("role",),
    "precision": ("precision", "精度"),
    "url": (
        "url", "link", "href", "web", "website", "source url", "链接", "网址", "网页", "lien",
        "enlace",
    ),
    "source": (
        "source", "sources", "reference", "citation", "来源", "出处", "信源", "资料来源", "Quelle",
        "fuente",
    ),
    "publisher": ("publisher", "outlet", "media", "newspaper", "媒体", "出版者", "发布者"),
    "published": ("published", "publication date", "发表日期", "刊登日期"),
}  # fmt: skip
"""Names of columns in foreign tables, compared by ``headings.key``; the likeliest first."""

DATE_PARTS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "date": (
        ("year", "start year", "年", "年份", "开始年份"),
        ("month", "start month", "月", "月份", "开始月份"),
        ("day", "start day", "日"),
        ("time", "start time", "时间"),
    ),
    "ended": (
        ("end year", "结束年份"), ("end month", "结束月份"), ("end day",), ("end time",),
    ),
}  # fmt: skip
"""Names of columns over which a date is parted: year, month, day, time of day."""

CATEGORY_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "data_center": (
        "data center", "data centre", "datacenter", "datacentre", "data centers", "data centres",
        "cloud region", "数据中心", "算力中心", "智算中心",
    ),
    "partnership": (
        "partnership", "partnerships", "partner", "cooperation", "collaboration", "alliance",
        "合作", "伙伴", "战略合作", "合作伙伴",
    ),
    "release": (
        "release", "releases", "launch", "product", "product launch", "model release", "发布",
        "产品发布", "模型发布", "推出",
    ),
    "investment": ("investment", "investments", "funding", "financing", "投资", "融资"),
    "acquisition": ("acquisition", "acquisitions", "merger", "m&a", "takeover", "收购", "并购"),
    "ipo": ("ipo", "ipos", "listing", "public offering", "上市", "首次公开募股", "挂牌"),
    "regulation": (
        "regulation", "regulations", "regulatory", "policy", "law", "监管", "法规", "政策", "规定",
    ),
    "other": ("other", "others", "misc", "miscellaneous", "其他", "其它"),
}  # fmt: skip

CONFIDENCE_NAMES: Final[Mapping[str, str]] = {
    "low": "low", "medium": "medium", "high": "high", "低": "low", "中": "medium", "高": "high",
}  # fmt: skip

SITE_STATUS_OF: Final[Mapping[str, str]] = {
    "planned": "planned", "announced": "announced", "agreed": "announced",
    "under_review": "announced", "in_force": "operating", "active": "operating",
    "completed": "operating", "suspended": "suspended", "blocked": "cancelled",
    "cancelled": "cancelled", "ended": "closed", "unknown": "unknown",
}  # fmt: skip
"""What an event's status says of its place, where a flat table has but one status for both."""
