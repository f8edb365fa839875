"""What stands under a poster: the sources in order, what is disputed, what could not be shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from explorer.common.look import Lang
from explorer.dataset.edtf import DateError
from explorer.dataset.model import Bool, Cited, Dataset
from explorer.dataset.wording import short
from explorer.figure.map.words import BOUNDARIES as BOUNDARIES  # one of the words of a page
from explorer.figure.page.compose import shortened, wrap
from explorer.figure.picture import Font, Measure

NOTHING: Final = ("No event fits these filters.", "没有符合筛选条件的事件。")
MADE_WITH: Final = ("Made with Chuhai Explorer", "由 Chuhai Explorer 制作")


def made_with(dataset: Dataset, lang: Lang) -> str:
    """ "Made with Chuhai Explorer · data of 14 Feb 2026", by the package's own date."""
    day = dataset.package.created
    maker = MADE_WITH[lang == "zh"]
    if not day:
        return maker
    try:
        told = short(day[:10], lang)
    except DateError:
        return maker
    return f"{maker} · 数据截至{told}" if lang == "zh" else f"{maker} · data of {told}"


def cited(dataset: Dataset, visible: Bool) -> list[int]:
    """Sources of the visible events, by the first event (in date order) that cites them."""
    lists = dataset.events.citations
    of_event = np.repeat(np.arange(len(dataset)), np.diff(lists.offsets))
    found: dict[int, None] = {}
    for citation in lists.values[visible[of_event]]:
        source = dataset.citations[int(citation)].source
        if source >= 0:
            found[source] = None
    return list(found)


def source_text(dataset: Dataset, source: int, lang: Lang) -> str:
    """ "Title, publisher, year", what is not known left out."""
    record = dataset.sources[source]
    year = re.search(r"-?\d{4,}", record.published)
    parts = [record.title, record.publisher, year.group() if year else ""]
    return ("，" if lang == "zh" else ", ").join(part for part in parts if part)


def more_text(count: int, lang: Lang) -> str:
    """ "and 3 more"."""
    return f"另有 {count:,} 项" if lang == "zh" else f"and {count:,} more"


def source_lines(
    entries: Sequence[str], font: Font, width: float, most: int, lang: Lang, measure: Measure
) -> list[str]:
    """ "Sources: [1] …; [2] …; and 12 more" in at most ``most`` lines; whole entries only, as
    many as fit. Where not even the first fits, their number."""
    if not entries or most < 1:
        return []
    label, sign = ("来源：", "；") if lang == "zh" else ("Sources: ", "; ")
    numbered = [f"[{k + 1}] {entry}" for k, entry in enumerate(entries)]

    def lines(shown: int) -> list[str]:
        rest = len(entries) - shown
        parts = numbered[:shown] + ([more_text(rest, lang)] if rest else [])
        return wrap(label + sign.join(parts), font, width, measure)

    low, high = 0, len(entries)
    while low < high:  # the most entries that fit
        middle = (low + high + 1) // 2
        if len(lines(middle)) <= most:
            low = middle
        else:
            high = middle - 1
    if low:
        return lines(low)
    count = len(entries)
    noun = "source" if count == 1 else "sources"
    bare = f"{count:,} 个来源" if lang == "zh" else f"{count:,} {noun}"
    return [shortened(bare, font, width, measure)]


def unplaced(dataset: Dataset, visible: Bool) -> int:
    """How many visible events have no place to stand on the map."""
    placed = np.zeros(len(dataset), dtype=np.bool_)
    standing = np.isfinite(dataset.sites.draw_lon) & np.isfinite(dataset.sites.draw_lat)
    placed[dataset.sites.event[standing]] = True
    return int(np.count_nonzero(visible & ~placed))


def undated(dataset: Dataset, visible: Bool) -> int:
    """How many visible events have no date."""
    return int(np.count_nonzero(visible & ~dataset.events.dated))


def disputed(dataset: Dataset, visible: Bool) -> list[int]:
    """Visible events on which sources disagree, in date order."""
    told = dataset.events.dispute
    codes = [k for k, value in enumerate(told.values) if value == "disputed"]
    mask = np.isin(told.codes, codes)
    for citation in () if isinstance(dataset.citations, Cited) else dataset.citations:
        if citation.stance == "disputes" and citation.event >= 0:
            mask[citation.event] = True
    return [int(i) for i in np.flatnonzero(mask & visible)]


def notes(dataset: Dataset, visible: Bool, lang: Lang, show: Sequence[str]) -> list[str]:
    """Sentences on what could not be shown as a mark; the first words of each matter most."""
    zh = lang == "zh"
    if not visible.any():
        return [NOTHING[zh]]
    found = []
    placeless = unplaced(dataset, visible) if "map" in show else 0
    dateless = undated(dataset, visible) if "timeline" in show else 0
    for count, what, what_zh in (
        (placeless, "no place", "没有地点"),
        (dateless, "no date", "没有日期"),
    ):
        if count and zh:
            found.append(f"{count:,} 个事件{what_zh}。")
        elif count:
            found.append(f"{count:,} {'event has' if count == 1 else 'events have'} {what}.")
    return found


def dispute_lines(
    dataset: Dataset, visible: Bool, font: Font, width: float, lang: Lang, measure: Measure
) -> list[str]:
    """ "Sources disagree on A; B; and 3 more." in one line; none when nothing is disputed."""
    events = disputed(dataset, visible)
    if not events:
        return []
    zh = lang == "zh"
    label, sign, stop = (
        ("来源说法不一：", "；", "。") if zh else ("Sources disagree on: ", "; ", ".")
    )
    titles = [dataset.title(i, lang) for i in events[:40]]
    for shown in range(len(titles), 0, -1):
        rest = len(events) - shown
        parts = titles[:shown] + ([more_text(rest, lang)] if rest else [])
        line = label + sign.join(parts) + stop
        if measure.width(line, font) <= width:
            return [line]
    count = len(events)
    noun = "event" if count == 1 else "events"
    bare = f"{count:,} 个事件来源说法不一。" if zh else f"Sources disagree on {count:,} {noun}."
    return wrap(bare, font, width, measure)
