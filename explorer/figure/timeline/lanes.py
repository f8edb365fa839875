"""Which lanes an event belongs to, and what a lane is called."""

from __future__ import annotations

from collections import OrderedDict
from functools import cache, cached_property, partial
from itertools import pairwise

import numpy as np

from explorer.common.look import Lang
from explorer.common.ranks import distinct
from explorer.common.records import dataclass
from explorer.dataset.model import I32, I64, Bool, Dataset
from explorer.figure.codes import Codes, gathered
from explorer.figure.looks import category_look
from explorer.figure.style import CategoryStyle, Style
from explorer.figure.timeline.numbers import Numbers
from explorer.figure.view import TimelineView

UNDATED = "undated"
"""Id of the lane of events without a date (no category can be called '~undated')."""


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """``look``: the mark in the header, None for a lane that is no category. ``code``: of its
    events in ``lane_codes``. ``shown``: visible event numbers, rising (so by start); ``all``:
    those that the window hides too."""

    id: str
    name: str
    look: CategoryStyle | None
    code: int
    shown: Numbers
    all: Numbers

    @property
    def events(self) -> I64:
        """Visible event numbers, rising."""
        return self.shown.array

    @property
    def whole(self) -> I64:
        """Event numbers, those that the window hides too."""
        return self.all.array


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Events by lane: those of the lane ``codes[k]`` (rising, -1 for none) are
    ``of[bounds[k]:bounds[k + 1]]``, rising. Every event has one lane at least."""

    of: I64
    codes: I64
    bounds: I64


def _pairs(offsets: I32 | I64, values: I32 | I64) -> tuple[I64, I64]:
    """(row, value) of a list column, each once, by row; -1 for a row that holds none but -1."""
    n, values = len(offsets) - 1, values.astype(np.int64)
    rows = np.repeat(np.arange(n), np.diff(offsets))
    rows, values = rows[values >= 0], values[values >= 0]
    lacks = np.ones(n, np.bool_)
    lacks[rows] = False
    none = np.flatnonzero(lacks)
    span = int(values.max(initial=0)) + 2
    both = np.concatenate([rows * span + values + 1, none * span])
    both = distinct(both)
    return both // span, both % span - 1


def _memberships(dataset: Dataset, group: str) -> tuple[I64, I64]:
    """Pairs (event, lane number before sorting), (k,) int64 each, by event: every event has one at
    least, -1 for none."""
    events = dataset.events
    if group == "category":
        return np.arange(len(events)), events.category.codes.astype(np.int64)
    if group == "organization":
        return _pairs(events.organizations.offsets, events.organizations.values)
    return _pairs(events.sites.offsets, dataset.sites.country.codes[events.sites.values])


_known: OrderedDict[tuple[int, str], tuple[Dataset, Pairs]] = OrderedDict()


def memberships(dataset: Dataset, view: TimelineView) -> Pairs:
    """Which lanes each event stands in: its category; all its organizations as stored, none that
    these belong to; the countries of all its sites. The last few are remembered."""
    key = (id(dataset), view.group)
    if key not in _known:
        pairs = _by_lane(*_memberships(dataset, view.group))
        _known[key] = (dataset, pairs)  # alive: no id is used again
        if len(_known) > 3:
            _known.popitem(last=False)
    return _known[key][1]


_coded: OrderedDict[tuple[int, str], tuple[Dataset, Codes]] = OrderedDict()


def lane_codes(dataset: Dataset, view: TimelineView) -> Codes:
    """The lanes that each event stands in, by ``Lane.code``: the last one is that of undated
    events, which stand in no other. The last few are remembered."""
    key = (id(dataset), view.group)
    if key not in _coded:
        pairs, dated = memberships(dataset, view), dataset.events.dated
        parts = [pairs.of[a:b] for a, b in pairwise(pairs.bounds.tolist())]
        parts = [events[dated[events]] for events in parts]
        parts.append(np.flatnonzero(~dated).astype(np.int64))
        found = ((events, np.full(len(events), k)) for k, events in enumerate(parts))
        _coded[key] = (dataset, gathered(len(dataset), len(parts), found))
        if len(_coded) > 3:
            _coded.popitem(last=False)
    return _coded[key][1]


def _by_lane(of: I64, codes: I64) -> Pairs:
    few = codes.astype(np.int16) if len(codes) and codes.max() < 2**15 else codes
    order = np.argsort(few, kind="stable")  # of 16 bits in one pass
    of, codes = of[order], codes[order]
    first = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]])[: len(codes)])
    present = codes[first]
    return Pairs(of, present, np.append(first, len(of)).astype(np.int64))


class _Parts:
    """Which events of each lane are in a mask (n,)."""

    def __init__(self, dataset: Dataset, view: TimelineView, mask: Bool) -> None:
        self._dataset, self._pairs, self._mask = dataset, memberships(dataset, view), mask
        self.counts: list[int] = lane_codes(dataset, view).counts(mask).tolist()

    @cached_property
    def _dated(self) -> Bool:
        return self._mask & self._dataset.events.dated

    def lane(self, k: int) -> Numbers:
        """Those of lane ``k``."""
        return Numbers(self.counts[k], partial(self._find, k))

    def undated(self) -> Numbers:
        """Those without a date."""
        events = self._dataset.events
        return Numbers(self.counts[-1], lambda: np.flatnonzero(self._mask & ~events.dated))

    def _find(self, k: int) -> I64:
        of = self._pairs.of[self._pairs.bounds[k] : self._pairs.bounds[k + 1]]
        return of[np.flatnonzero(self._dated[of])]  # numbers are quicker than a mask


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
    then what has none, then the undated lane. An event stands in each lane that it belongs to
    (``memberships``). Only lanes with ``visible`` events; a category stays while it has ``whole``
    ones, so that lanes don't come and go while the window moves."""
    pairs = memberships(dataset, view)
    parts = _Parts(dataset, view, whole)
    seen = parts if visible is None or visible is whole else _Parts(dataset, view, visible)
    by_count = view.group != "category"
    order = sorted(
        (code < 0, -parts.counts[k] if by_count else 0, code, k)
        for k, code in enumerate(pairs.codes.tolist())
        if parts.counts[k]
    )
    made: list[Lane] = []
    for _, _, code, k in order:
        if not seen.counts[k] and (by_count or code < 0):
            continue
        key, name = _name(dataset, view, code)
        look = None if by_count else category_look(dataset, style, code)
        made.append(Lane(key, name, look, k, seen.lane(k), parts.lane(k)))
    if seen.counts[-1]:
        undated = seen.undated()
        made.append(
            Lane(UNDATED, undated_name(view.lang), None, len(pairs.codes), undated, undated)
        )
    return tuple(made)


@cache
def undated_name(lang: Lang) -> str:
    """What the lane of events without a date is called."""
    return "日期不详" if lang == "zh" else "Undated"
