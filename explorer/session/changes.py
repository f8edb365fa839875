"""What a change is called: "Undo lasso"."""

from __future__ import annotations

from typing import Final

from explorer.common.look import Lang
from explorer.query.clauses import (
    AtLeast,
    Clause,
    MapBox,
    MapPolygon,
    Picked,
    Query,
    Text,
    TimeRange,
    Values,
)
from explorer.query.labels import field_label
from explorer.session.outlook import Stand

CHANGES: Final[dict[str, tuple[str, str]]] = {
    "lasso": ("lasso", "套索"),
    "box": ("box", "框选"),
    "brush": ("brush", "刷选时段"),
    "pick": ("pick", "选取"),
    "clear selection": ("clear selection", "清除选择"),
    "keep": ("keep as filter", "设为筛选"),
    "exclude": ("exclude", "排除"),
    "only": ("show only these", "仅显示这些"),
    "window": ("time window", "时间窗口"),
    "search": ("search", "搜索"),
    "area": ("area filter", "区域筛选"),
    "filters": ("filters", "筛选"),
    "clear filters": ("clear filters", "清除筛选"),
    "pan": ("move map", "移动地图"),
    "zoom": ("zoom map", "缩放地图"),
    "lanes": ("lanes", "泳道"),
    "indicator": ("indicator", "指标"),
    "projection": ("map centre", "地图中心"),
    "view": ("view", "视图"),
}
"""English and Chinese, as they stand after "Undo"; a facet's field has its own name."""


def change_words(name: str, lang: Lang) -> str:
    """A change in words, in the middle of a sentence."""
    if name in CHANGES:
        return CHANGES[name][lang == "zh"]
    told = field_label(name, lang)
    return f"{told}筛选" if lang == "zh" else f"{told.lower()} filter"


def change_of(before: Query, after: Query, stood: Stand, stands: Stand) -> str:
    """The name of what leads from one state to the next: a key of CHANGES, or a facet's field."""
    if before.selection != after.selection:
        if before.filters == after.filters:
            return _selection(before.selection, after.selection)
        return "keep" if before.selection and not after.selection else "filters"
    if before.filters != after.filters:
        return _filters(before.filters, after.filters)
    return _stand(stood, stands)


def _selection(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> str:
    if not after:
        return "clear selection"
    new = next((c for c in after if c not in before), None)
    return "clear selection" if new is None else _kind(new)


def _kind(clause: Clause) -> str:
    """What a clause of the selection was made with."""
    match clause:
        case MapPolygon():
            return "lasso"
        case MapBox():
            return "box"
        case TimeRange():
            return "brush"
        case Picked():
            return "pick"
        case Values(field=field):
            return field
    return "filters"


def selecting(clause: Clause, lang: Lang) -> str:
    """The same in words."""
    kind = _kind(clause)
    return CHANGES[kind][lang == "zh"] if kind in CHANGES else field_label(kind, lang).lower()


def _filters(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> str:
    changed = [c for c in after if c not in before] or [c for c in before if c not in after]
    if not after and len(before) > 1:
        return "clear filters"
    if len({type(c) for c in changed}) != 1:
        return "filters"
    match changed[0]:
        case TimeRange():
            return "window"
        case Text():
            return "search"
        case Values(field=field) | AtLeast(field=field):
            return field
        case MapBox() | MapPolygon():
            return "area"
        case Picked(exclude=excluded):
            return "exclude" if excluded else "only"
    return "filters"


def _stand(before: Stand, after: Stand) -> str:
    if before.center_lon != after.center_lon:
        return "projection"
    if (before.group, before.folded) != (after.group, after.folded):
        return "lanes"
    if before.indicator != after.indicator:
        return "indicator"
    old, new = before.camera, after.camera
    # Away from the whole world nobody can say which of both it was.
    return "zoom" if old and new and old.scale != new.scale else "pan"
