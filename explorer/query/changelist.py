"""The answer to ``chuhai diff``: as JSON, and as text for a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from explorer.dataset.model import Dataset
from explorer.query.difference import Difference, Entry, EventChange, Field, Parts
from explorer.query.report import Json, event_json
from explorer.query.table import clean, width_of

WIDTH: Final = 80
LONGEST: Final = 600
"""Letters of one value that the text shows; JSON has all of them."""
_BEFORE: Final = 60
"""Letters before the first difference of two long values."""
_DATE: Final = 12  # columns
_INDENT: Final = " " * (2 + _DATE + 2)


def as_json(difference: Difference) -> Json:
    """The object of ``chuhai diff --format json``. ``added`` and ``removed`` are as the events of
    ``chuhai query``; all values are text, '' for none."""
    old, new = difference.old, difference.new
    return {
        "added": [event_json(new, j) for j in difference.added],
        "removed": [event_json(old, i) for i in difference.removed],
        "changed": [_change_json(new, change) for change in difference.changed],
        **{name: _parts_json(parts) for name, parts in difference.tables.items()},
        "package": _fields_json(difference.package),
        "matched_by": difference.by,
        "totals": {
            "old": len(old),
            "new": len(new),
            "added": len(difference.added),
            "removed": len(difference.removed),
            "changed": len(difference.changed),
            "unchanged": len(new) - len(difference.added) - len(difference.changed),
        },
    }


def _change_json(new: Dataset, change: EventChange) -> Json:
    events, j = new.events, change.new
    came, went = change.organizations
    return {
        "id": events.id[j],
        "title": events.title[j],
        "title_zh": events.title_zh[j],
        "date": events.date[j],
        "fields": _fields_json(change.fields),
        "organizations": {"added": list(came), "removed": list(went)},
        "sites": _parts_json(change.sites),
        "citations": _parts_json(change.citations),
    }


def _parts_json(parts: Parts) -> Json:
    def told(entries: Iterable[Entry]) -> list[Json]:
        return [{"id": e.id, "title": e.title, "fields": _fields_json(e.fields)} for e in entries]

    return {
        "added": told(parts.added),
        "removed": told(parts.removed),
        "changed": told(parts.changed),
    }


def _fields_json(fields: Iterable[Field]) -> list[Json]:
    return [{"field": f.name, "old": f.old, "new": f.new} for f in fields]


def as_text(difference: Difference, width: int = WIDTH) -> str:
    """Lines of at most ``width`` columns: what was added, removed and changed, each in the order
    of dates; then the other tables."""
    return "\n".join([*_lines(difference, width), ""])


def _lines(difference: Difference, width: int) -> Iterator[str]:
    old, new = difference.old, difference.new
    yield from _wrapped(_named(old), width, "old: ")
    yield from _wrapped(_named(new), width, "new: ")
    if difference.by != "id":
        told = "rows without ids: events are matched by title and date, organizations by name, "
        yield from _wrapped(f"{told}sources by address", width)
    yield ""
    if not difference:
        yield "no differences"
        return
    by_id = difference.by == "id"
    sections: tuple[tuple[str, Sequence[object], Callable[[], Iterable[str]]], ...] = (
        ("added", difference.added, lambda: _events("+", new, difference.added, by_id, width)),
        (
            "removed",
            difference.removed,
            lambda: _events("-", old, difference.removed, by_id, width),
        ),
        ("changed", difference.changed, lambda: _changes(difference, by_id, width)),
    )
    counts = ", ".join(f"{len(found):,} {name}" for name, found, _ in sections)
    yield f"events: {counts}"
    for name, found, lines in sections:
        if found:
            yield from ("", name.capitalize())
            yield from lines()
    for name, parts in difference.tables.items():
        if parts:
            yield ""
            yield from _table(name, parts, width)
    if difference.package:
        yield from ("", "Package")
        for field in difference.package:
            yield from _field(field, width, "  ")


def _named(dataset: Dataset) -> str:
    package = dataset.package
    known = [package.origin or package.name, _counted(len(dataset), "event")]
    known += [f"version {package.version}"] if package.version else []
    known += [package.created] if package.created else []
    return ", ".join(known)


def _counted(n: int, word: str) -> str:
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def _events(
    sign: str, dataset: Dataset, events: Iterable[int], by_id: bool, width: int
) -> Iterator[str]:
    for i in events:
        yield from _event(sign, dataset, i, by_id, width)


def _event(sign: str, dataset: Dataset, i: int, by_id: bool, width: int) -> Iterator[str]:
    """Date and title; then the title in the other language and the id, where there are any."""
    events = dataset.events
    date = clean(events.date[i] or "undated")
    title, title_zh = events.title[i], events.title_zh[i]
    head = f"{sign} {date}"
    if width_of(date) > _DATE:
        yield from _wrapped(date, width, f"{sign} ")
        head = ""
    head += " " * (len(_INDENT) - width_of(head))
    yield from _wrapped(title or title_zh, width, head, _INDENT)
    if title and title_zh and title_zh != title:
        yield from _wrapped(title_zh, width, _INDENT)
    if by_id:
        yield from _wrapped(f"[{events.id[i]}]", width, _INDENT)


def _changes(difference: Difference, by_id: bool, width: int) -> Iterator[str]:
    for change in difference.changed:
        yield from _event("~", difference.new, change.new, by_id, width)
        for field in change.fields:
            yield from _field(field, width, "    ")
        came, went = change.organizations
        for sign, names in (("+", came), ("-", went)):
            for name in names:
                yield from _wrapped(f"organization {name}", width, f"    {sign} ")
        yield from _entries("site", change.sites, width, "    ")
        yield from _entries("citation", change.citations, width, "    ")


def _table(name: str, parts: Parts, width: int) -> Iterator[str]:
    found = (("added", parts.added), ("removed", parts.removed), ("changed", parts.changed))
    counts = ", ".join(f"{len(entries):,} {word}" for word, entries in found if entries)
    yield f"{name.capitalize()}: {counts}"
    for sign, entries in zip("+-", (parts.added, parts.removed), strict=True):
        for entry in entries:
            yield from _wrapped(_title(entry), width, f"  {sign} ")
    for entry in parts.changed:
        yield from _wrapped(_title(entry), width, "  ~ ")
        for field in entry.fields:
            yield from _field(field, width, "      ")


def _entries(word: str, parts: Parts, width: int, indent: str) -> Iterator[str]:
    """The sites or citations of one event, with all that is said of each."""
    for sign, entries in zip("+-~", (parts.added, parts.removed, parts.changed), strict=True):
        for entry in entries:
            yield from _wrapped(f"{word} {_title(entry)}", width, f"{indent}{sign} ")
            for field in entry.fields:
                if sign == "~":
                    yield from _field(field, width, f"{indent}    ")
                else:
                    value = _short(" ".join((field.new or field.old).split()))
                    yield from _wrapped(f"{field.name}: {value}", width, f"{indent}    ")


def _title(entry: Entry) -> str:
    if entry.title and entry.title != entry.id:
        return f"{entry.id}: {entry.title}" if entry.id else entry.title
    return entry.id


def _field(field: Field, width: int, indent: str) -> Iterator[str]:
    """On one line where both values have room, else one below the other."""
    old, new = (value or "(empty)" for value in _shown(field.old, field.new))
    line = f"{indent}{clean(field.name)}: {clean(old)} → {clean(new)}"
    if width_of(line) <= width:
        yield line
        return
    yield from _wrapped(field.name, width, indent)
    yield from _wrapped(old, width, f"{indent}  - ")
    yield from _wrapped(new, width, f"{indent}  + ")


def _shown(old: str, new: str) -> tuple[str, str]:
    """Two values that differ such that it is seen that they do: white space where nothing else
    differs, long ones from shortly before the first difference on."""
    told = " ".join(old.split()), " ".join(new.split())
    if told[0] == told[1]:
        told = json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False)
    if max(map(len, told)) <= LONGEST:
        return told
    pairs = enumerate(zip(*told, strict=False))
    alike = next((k for k, (a, b) in pairs if a != b), min(map(len, told)))
    start = max(0, alike - _BEFORE)
    return _short(told[0], start), _short(told[1], start)


def _short(value: str, start: int = 0) -> str:
    """``value`` from ``start`` on; of a very long one the beginning of that."""
    value = ("…" if start else "") + value[start:]
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}… ({len(value):,} letters)"


_ATOMS: Final = re.compile(r"[ ]+|[\u0021-\u10ff]+|.", re.DOTALL)
"""What a line is not broken within: words; wide letters stand for themselves."""


def _wrapped(text: str, width: int, head: str = "", rest: str | None = None) -> Iterator[str]:
    """``text`` in lines of at most ``width`` columns, the first after ``head``, the others after
    ``rest`` (blanks as wide where it is not given). A word that is wider is broken."""
    rest = " " * width_of(head) if rest is None else rest
    line, room = head, width - width_of(head)
    for atom in _broken(clean(text), max(4, width - width_of(rest))):
        wide = width_of(atom)
        if wide > room and line not in (head, rest):
            yield line.rstrip()
            line, room = rest, width - width_of(rest)
            if atom.isspace():
                continue
        line, room = line + atom, room - wide
    yield line.rstrip()


def _broken(text: str, widest: int) -> Iterator[str]:
    """Words, each at most ``widest`` columns."""
    for atom in _ATOMS.findall(text):
        while width_of(atom) > widest:
            yield atom[:widest]
            atom = atom[widest:]
        if atom:
            yield atom
