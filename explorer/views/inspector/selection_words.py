"""What several events are, in words: of how many, when, and where."""

from __future__ import annotations

import numpy as np

from explorer.common.coded import Coded
from explorer.common.look import Lang
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.forms import joined as joined_date
from explorer.dataset.model import I64, Dataset
from explorer.dataset.wording import range_words, span_words
from explorer.query.clauses import Clause, MapBox, MapPolygon, Picked, Query, TimeRange, Values
from explorer.query.labels import value_label
from explorer.views.event_words import countries_words, places_of
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


def extent_words(data: Dataset, events: I64, lang: Lang, brush: TimeRange | None = None) -> str:
    """The time that the events fill, told no closer than they are dated (that of the brush, where
    there is one), in how many known countries they lie, and their sites: "Jan 2024 – 12 Dec 2025 ·
    5 countries abroad · 6 sites"."""
    told = range_words(brush.start, brush.end, lang) if brush else _time_words(data, events, lang)
    parts = [told]
    sites, countries = places_of(data, events)
    if countries:
        parts.append(countries_words(data, countries, lang))
    if sites:
        parts.append(counted("site", "sites", sites, lang))
    return " · ".join(part for part in parts if part)


def _apart(data: Dataset, events: I64) -> I64:
    """Of ``events`` that are known to share their time, the first; all others."""
    times = data.events.start_lo
    if not isinstance(times, Coded) or len(events) < len(times.values):
        return events
    first = np.full(len(times.values), -1, np.int64)
    first[times.codes[events[::-1]]] = events[::-1]
    return np.sort(first[first >= 0])


def _time_words(data: Dataset, events: I64, lang: Lang) -> str:
    """From the first to the last that is known of the events; where several begin or end there,
    told as the one of them that is known the least."""
    e = data.events
    events = _apart(data, events[e.dated[events]])
    lo, hi = e.start_lo[events], e.end_hi[events]
    begin = np.where(lo > MIN, lo, np.where(e.end_lo[events] > MIN, e.end_lo[events], hi))
    end = np.where(hi < MAX, hi, np.where(e.start_hi[events] < MAX, e.start_hi[events], lo))
    first = last = []
    if (lo > MIN).any():
        among = events[begin == begin.min()]
        first = [int(among[e.start_hi[among].argmax()])]
    if (hi < MAX).any():
        among = events[end == end.max()]
        last = [int(among[e.end_lo[among].argmin()])]
    texts = ["".join(joined_date(e.date[i], e.ended[i]) for i in n) for n in (first, last)]
    return span_words(texts[0], texts[1], lang)
