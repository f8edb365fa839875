"""What several events are, in words: of how many, when, and where."""

from __future__ import annotations

import numpy as np

from explorer.common.look import Lang
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.forms import joined as joined_date
from explorer.dataset.model import I64, Bool, Dataset
from explorer.dataset.wording import range_words, span_words
from explorer.query.clauses import Clause, MapBox, MapPolygon, Picked, Query, TimeRange, Values
from explorer.query.labels import value_label
from explorer.views.event_words import countries_words, places_of, places_shown
from explorer.views.inspector.spans import Bounds, Spans, bounds_shown
from explorer.views.words import counted, word


def selection_words(query: Query, data: Dataset, n: int, lang: Lang) -> str:
    """What follows the big count: "of 47 events in the lasso"."""
    total = f"{n:,}"
    clauses: list[Clause] = [c for c in query.selection if not isinstance(c, TimeRange)]
    if not clauses:
        return word("inspector_in_brush", lang, n=total)
    if len(clauses) > 1:
        return word("inspector_in_both", lang, n=total)
    match clauses[0]:
        case MapPolygon(name=name) if name:
            return word("inspector_in_value", lang, n=total, name=name)
        case MapPolygon():
            return word("inspector_in_lasso", lang, n=total)
        case MapBox():
            return word("inspector_in_box", lang, n=total)
        case Picked():
            return word("inspector_in_picked", lang, n=total)
        case Values(field=field, values=values, exclude=False):
            either = "或" if lang == "zh" else " or "
            name = either.join(value_label(data, field, value, lang) for value in values)
            return word("inspector_in_value", lang, n=total, name=name)
    return word("inspector_in_other", lang, n=total)


def extent_words(
    data: Dataset,
    events: I64,
    lang: Lang,
    brush: TimeRange | None = None,
    spans: Spans | None = None,
) -> str:
    """The time that the events fill, told no closer than they are dated (that of the brush, where
    there is one), in how many known countries they lie, and their sites: "Jan 2024 – 12 Dec 2025 ·
    5 countries abroad · 6 sites". ``spans``: of the events, where they are there already."""
    if brush is not None:
        time = range_words(brush.start, brush.end, lang)
    else:
        time = _time_words(data, spans or Spans(data, events), lang)
    return _extent(data, time, places_of(data, events), lang)


def shown_words(data: Dataset, shown: Bool, lang: Lang) -> str:
    """``extent_words`` of the events of ``shown`` (n,)."""
    time = _time_words(data, bounds_shown(data, shown), lang)
    return _extent(data, time, places_shown(data, shown), lang)


def _extent(data: Dataset, time: str, places: tuple[int, int], lang: Lang) -> str:
    parts, (sites, countries) = [time], places
    if countries:
        parts.append(countries_words(data, countries, lang))
    if sites:
        parts.append(counted("site", "sites", sites, lang))
    return " · ".join(part for part in parts if part)


def _time_words(data: Dataset, spans: Bounds, lang: Lang) -> str:
    """From the first to the last that is known of some events; where several begin or end there,
    told as the one of them that is known the least."""
    e, lo, hi = data.events, spans.start_lo, spans.end_hi
    begin = np.where(lo > MIN, lo, np.where(spans.end_lo > MIN, spans.end_lo, hi))
    end = np.where(hi < MAX, hi, np.where(spans.start_hi < MAX, spans.start_hi, lo))
    first = last = []
    if (lo > MIN).any():
        among = begin == begin.min()
        first = [spans.first(among & (spans.start_hi == spans.start_hi[among].max()))]
    if (hi < MAX).any():
        among = end == end.max()
        last = [spans.first(among & (spans.end_lo == spans.end_lo[among].min()))]
    texts = ["".join(joined_date(e.date[i], e.ended[i]) for i in n) for n in (first, last)]
    return span_words(texts[0], texts[1], lang)
