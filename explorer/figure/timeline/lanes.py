"""Which lane an event belongs to, and what a lane is called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from explorer.common.look import Lang
from explorer.dataset.model import I32, I64, Bool, Dataset
from explorer.figure.looks import category_look
from explorer.figure.style import CategoryStyle, Style
from explorer.figure.view import TimelineView

UNDATED = "undated"
"""Id of the lane of events without a date (no category can be called '~undated')."""


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """``events``: visible event numbers, rising (so by start); ``whole``: those that the window
    hides too. ``look``: the mark in the header, None for a lane that is no category."""

    id: str
    name: str
    look: CategoryStyle | None
    events: I64
    whole: I64


def _first_of(offsets: I64, values: I32) -> I64:
    """First value of each row of a list column, -1 where it is empty; (n,) int64."""
    out = np.full(len(offsets) - 1, -1, dtype=np.int64)
    some = offsets[:-1] < offsets[1:]
    out[some] = values[offsets[:-1][some]]
    return out


def group_codes(dataset: Dataset, view: TimelineView) -> I64:
    """The lane number of every event before sorting, -1 for none: (n,) int64. Category: its
    place in the package; organization: the first one; country: that of the first site."""
    events = dataset.events
    if view.group == "category":
        return events.category.codes.astype(np.int64)
    if view.group == "organization":
        return _first_of(events.organizations.offsets, events.organizations.values)
    first = _first_of(events.sites.offsets, events.sites.values)
    out = np.full(len(events), -1, dtype=np.int64)
    some = first >= 0
    out[some] = dataset.sites.country.codes[first[some]]
    return out


def _name(dataset: Dataset, view: TimelineView, code: int) -> tuple[str, str]:
    """(id, name) of a lane."""
    lang = view.lang
    if code < 0:
        none = {
            "category": ("No category", "未分类"),
            "organization": ("No organisation", "无机构"),
            "country": ("No place", "地点不详"),
        }[view.group]
        return "", none[lang == "zh"]
    if view.group == "category":
        category = dataset.categories[code]
        return category.id, (category.name_zh or category.name) if lang == "zh" else category.name
    if view.group == "organization":
        return dataset.organizations[code].id, dataset.organization_name(code, lang)
    country = dataset.sites.country.values[code]
    return country, dataset.gazetteer.country_name(country, lang)


def lanes(
    dataset: Dataset, whole: Bool, view: TimelineView, style: Style, visible: Bool | None = None
) -> tuple[Lane, ...]:
    """Categories in the package's order, organizations and countries by count (largest first),
    then what has none, then the undated lane. Only lanes with ``visible`` events; a category stays
    while it has ``whole`` ones, so that lanes don't come and go while the window moves."""
    visible = whole if visible is None else visible
    shown = np.flatnonzero(whole & dataset.events.dated)
    codes = group_codes(dataset, view)[shown]
    present, counts = np.unique(codes, return_counts=True)
    order = sorted(
        zip(present.tolist(), counts.tolist(), strict=True),
        key=lambda item: (item[0] < 0, 0 if view.group == "category" else -item[1], item[0]),
    )
    made: list[Lane] = []
    for code, _ in order:
        events = shown[codes == code].astype(np.int64)
        inside = events[visible[events]]
        if not len(inside) and (view.group != "category" or code < 0):
            continue
        key, name = _name(dataset, view, code)
        look = category_look(dataset, style, code) if view.group == "category" else None
        made.append(Lane(key, name, look, inside, events))
    undated = np.flatnonzero(visible & ~dataset.events.dated).astype(np.int64)
    if len(undated):
        made.append(Lane(UNDATED, undated_name(view.lang), None, undated, undated))
    return tuple(made)


@cache
def undated_name(lang: Lang) -> str:
    """What the lane of events without a date is called."""
    return "日期不详" if lang == "zh" else "Undated"
