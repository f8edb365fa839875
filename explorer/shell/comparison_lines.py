"""A difference in words and lines: what a list of changes shows."""

from __future__ import annotations

from typing import Final, Literal

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.edtf import DateError
from explorer.dataset.model import Dataset
from explorer.dataset.wording import words as date_words
from explorer.query.difference import Difference, Entry, EventChange, Field, Parts
from explorer.query.labels import value_label
from explorer.views.event_words import (
    amount_words,
    category_words,
    joined,
    organization_words,
    place_words,
    when_short,
    when_words,
)
from explorer.views.words import known_word, word

Kind = Literal["added", "removed", "changed"]
KINDS: Final[tuple[Kind, ...]] = ("added", "removed", "changed")
_DATES: Final = frozenset(
    {"date", "ended", "announced", "opened", "closed", "published", "since", "until"}
)
_NAMED: Final = frozenset({"category", "country", "status", "confidence", "dispute"})


@dataclass(frozen=True, slots=True)
class Line:
    """One change. ``table`` 'events': ``at`` is a place among the events of the newer file
    (added), of the older (removed), or in ``Difference.changed``; else ``entry`` tells it."""

    kind: Kind
    table: str
    at: int = -1
    entry: Entry | None = None


def event_lines(difference: Difference) -> list[Line]:
    """Of all events, in the order of dates, undated ones last."""
    places: dict[Kind, list[int]] = {
        "removed": list(difference.removed),
        "added": list(difference.added),
        "changed": [change.new for change in difference.changed],
    }
    found: list[tuple[tuple[bool, int], Line]] = []
    for kind, events in places.items():
        data = difference.old if kind == "removed" else difference.new
        undated, starts = (~data.events.dated).tolist(), data.events.start_lo.tolist()
        for k, i in enumerate(events):
            at = k if kind == "changed" else i
            found.append(((undated[i], starts[i]), Line(kind, "events", at)))
    found.sort(key=lambda pair: pair[0])
    return [line for _, line in found]


def other_lines(difference: Difference) -> list[Line]:
    """Of the other tables, and what the package says of itself."""
    found = []
    for name, parts in difference.tables.items():
        for kind in KINDS:
            found += [Line(kind, name, -1, entry) for entry in getattr(parts, kind)]
    if difference.package:
        name = difference.new.package.name
        found.append(Line("changed", "package", -1, Entry(name, "", difference.package)))
    return found


def event_of(difference: Difference, line: Line) -> tuple[Dataset, int]:
    """The dataset and the event there that a line of an event is about."""
    if line.kind == "removed":
        return difference.old, line.at
    at = difference.changed[line.at].new if line.kind == "changed" else line.at
    return difference.new, at


def title_of(difference: Difference, line: Line, lang: Lang) -> str:
    """What a line is about."""
    if line.entry is not None:
        return line.entry.title or line.entry.id
    data, i = event_of(difference, line)
    return data.title(i, lang)


def when_of(difference: Difference, line: Line, lang: Lang) -> str:
    """When it was; of another table, what it is."""
    if line.entry is not None:
        return word(f"compare_table_{line.table}", lang)
    data, i = event_of(difference, line)
    return when_short(data, i, lang)


def what_of(difference: Difference, line: Line, lang: Lang) -> str:
    """Which fields changed: "Status, Summary, 1 place"."""
    if line.kind != "changed":
        return ""
    if line.entry is not None:
        return joined([field_name(f.name, lang) for f in line.entry.fields], lang)
    change = difference.changed[line.at]
    told = [field_name(f.name, lang) for f in change.fields]
    told += [word("compare_organizations", lang)] if any(change.organizations) else []
    for name, parts in parts_of(change):
        n = len(parts.added) + len(parts.removed) + len(parts.changed)
        if n:
            told.append(f"{word(name, lang)} ({n:,})")
    return joined(told, lang)


def parts_of(change: EventChange) -> tuple[tuple[str, Parts], ...]:
    """Places and sources of an event, each with the key of its name."""
    return ("compare_sites", change.sites), ("compare_citations", change.citations)


def field_name(name: str, lang: Lang) -> str:
    """What people call a column."""
    return known_word("field_", name, lang)


def both_values(data: Dataset, field: Field, lang: Lang) -> tuple[str, str]:
    """The old and the new value in words; as they stand, where the words are the same."""
    old, new = (_value(data, field.name, value, lang) for value in (field.old, field.new))
    return (field.old, field.new) if old == new else (old, new)


def _value(data: Dataset, name: str, value: str, lang: Lang) -> str:
    if name in _NAMED and value:
        return value_label(data, name, value, lang)
    if name in _DATES and value:
        try:
            return date_words(value, lang)
        except DateError:
            return value
    return value


def event_facts(data: Dataset, i: int, lang: Lang) -> list[tuple[str, str]]:
    """What is known of an event that is in one of both files only: names and values."""
    events = data.events
    cited = [data.citations[c].source for c in events.citations.row(i).tolist()]
    summary = events.summary_zh[i] or events.summary[i] if lang == "zh" else events.summary[i]
    facts = (
        ("field_date", when_words(data, i, lang)),
        ("field_category", category_words(data, i, lang)),
        ("field_status", _value(data, "status", events.status.text(i), lang)),
        ("compare_organizations", organization_words(data, i, lang)),
        ("compare_sites", place_words(data, i, lang) if len(events.sites.row(i)) else ""),
        ("field_amount", amount_words(data, i, lang)),
        ("field_summary", summary),
        ("compare_citations", "\n".join(data.sources[s].title for s in cited if s >= 0)),
    )
    return [(word(key, lang), value) for key, value in facts if value]
