"""Events as the JSON of TimelineJS 3 (https://timeline.knightlab.com/docs/json-format.html)."""

from __future__ import annotations

import json
from html import escape
from typing import Any, Final

import numpy as np

from explorer.common.progress import Progress, silent, told
from explorer.dataset.calendar import to_civil
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import Bool, Dataset
from explorer.dataset.timelinejs import PARTS, SOURCES
from explorer.dataset.wording import short
from explorer.export.data.chosen import Chosen

Json = dict[str, Any]
HUMAN: Final = 9999
"""The year from which on, either way, a timeline is of the cosmos: it knows years alone."""
ONE_UNIT: Final = frozenset("0123456789-T:Z/")
"""What dates are made of that need no words beside their parts."""


def timelinejs(chosen: Chosen, progress: Progress = silent) -> tuple[bytes, list[str]]:
    """The bytes of the file, and the ids of the events that are not in it: those without a date
    on either side."""
    data = chosen.dataset
    slides: list[Json] = []
    left: list[str] = []
    for i in told(sorted(chosen.events), progress, "events", len(chosen.events)):
        slide = _slide(data, i)
        if slide is None:
            left.append(data.events.id[i])
        else:
            slides.append(slide)
    dates = [slide[key]["year"] for slide in slides for key in ("start_date", "end_date")
             if key in slide]  # fmt: skip
    found: Json = {"events": slides}
    title = data.package.title
    if title:
        about = data.package.description.get("description")
        text = {"headline": escape(title, quote=False)}
        if isinstance(about, str) and about.strip():
            text["text"] = _paragraphs(about)
        found = {"title": {"text": text}, **found}
    if any(abs(year) > HUMAN for year in dates):
        found["scale"] = "cosmological"
        for slide in slides:
            for key in {"start_date", "end_date"} & slide.keys():
                slide[key] = {"year": slide[key]["year"]}
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode(), left


def untellable(data: Dataset) -> Bool:
    """(n,) bool: the events that a timeline can't hold, having no date on either side."""
    events = data.events
    bounded = ~np.isin(events.start_lo, (MIN, MAX)) | ~np.isin(events.end_hi, (MIN, MAX))
    found: Bool = ~(events.dated & bounded)
    return found


def _slide(data: Dataset, i: int) -> Json | None:
    events = data.events
    if not events.dated[i]:
        return None
    start = int(events.start_lo[i]), int(events.start_hi[i])
    end = int(events.end_lo[i]), int(events.end_hi[i])
    begins = _parts(*start, first=True) or _parts(*end, first=False)
    if begins is None:
        return None
    slide: Json = {"start_date": begins}
    if events.interval[i] and start[0] > MIN and (ends := _parts(*end, first=False)):
        slide["end_date"] = ends
    text, ended = events.date[i], events.ended[i]
    sides = [*text.split("/"), ended or text.rpartition("/")[2]]
    if not set("".join(sides)) <= ONE_UNIT or "" in sides or any(map(_is_season, sides)):
        slide["display_date"] = short(text, "en", ended)
    slide["text"] = {"headline": escape(data.title(i), quote=False)}
    body = _paragraphs(events.summary[i] or events.summary_zh[i]) + _sources(data, i)
    if body:
        slide["text"]["text"] = body
    category = events.category.text(i)
    name = next((c.name for c in data.categories if c.id == category), category)
    if name:
        slide["group"] = name
    slide["unique_id"] = events.id[i]
    return slide


def _is_season(text: str) -> bool:
    """Whether a date is a part of a year that has no month: its year is all a slide can tell."""
    return len(text) == 7 and text[4] == "-" and text[5:].isdecimal() and int(text[5:]) > 12


def _parts(lo: int, hi: int, first: bool) -> Json | None:
    """The date of a moment in half-open [lo, hi), as precise as is known: those parts that its
    bounds share. Where not even the year is, that of the first or last; None where unbounded."""
    if (lo if first else hi) in (MIN, MAX):
        return None
    low = None if lo in (MIN, MAX) else to_civil(lo)
    high = None if hi in (MIN, MAX) else to_civil(hi - 1)
    if low is None or high is None or low[0] != high[0]:
        year = low if first else high
        return None if year is None else {"year": year[0]}
    known = 0
    while known < len(PARTS) and low[known] == high[known]:
        known += 1
    return dict(zip(PARTS[:known], low, strict=False))


def _paragraphs(text: str) -> str:
    """``text`` as HTML: it never becomes markup."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)


def _sources(data: Dataset, i: int) -> str:
    items = []
    for c in data.events.citations.row(i).tolist():
        source = data.sources[data.citations[c].source]
        title = escape(source.title or source.publisher or source.url, quote=False)
        if source.url.startswith(("http://", "https://")):
            title = f'<a href="{escape(source.url)}">{title}</a>'
        publisher = source.publisher if source.title else ""
        items.append(title + (f", {escape(publisher, quote=False)}" if publisher else ""))
    listed = "".join(f"<li>{item}</li>" for item in dict.fromkeys(items))
    return f'<ul class="{SOURCES}">{listed}</ul>' if listed else ""
