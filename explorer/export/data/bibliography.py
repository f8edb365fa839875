"""Sources as BibTeX and as CSL-JSON, for programs that keep references."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from explorer.common.progress import Progress, silent, told
from explorer.dataset.calendar import DAY, to_civil
from explorer.dataset.edtf import DateError
from explorer.dataset.forms import Form, Interval, Moment, read
from explorer.dataset.model import Source
from explorer.dataset.wording import short
from explorer.export.data.chosen import Chosen

Json = dict[str, Any]
MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
LATEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%$#_"},
}
IN_ADDRESS: Final = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}
"""What may not stand in an address in braces, as addresses write it."""
PARTS: Final = {"year": 1, "month": 2, "day": 3, "minute": 3, "second": 3}
"""How many of year, month and day a moment of that precision has."""
BIBLATEX: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[?~%]?")
"""Sides of a date that biblatex takes; of codes beyond the months only the seasons."""
TYPES: Final = (
    ("interview", "interview"),
    ("blog", "post-weblog"),
    ("report", "report"),
    ("book", "book"),
    ("news", "article-newspaper"),
)
"""CSL types by a word in the genre."""


def cited_sources(chosen: Chosen) -> list[Source]:
    """The sources of all events, in the order of their table."""
    return [chosen.dataset.sources[s] for s in chosen.cited]


def bibtex(chosen: Chosen, progress: Progress = silent) -> bytes:
    """An entry of type ``misc`` for each source, its key the source's id. ``date`` is for
    biblatex, ``year`` and ``month`` are for BibTeX; a date that neither can tell is in the note."""
    sources = cited_sources(chosen)
    keys = _keys([source.id for source in sources])
    pairs = told(zip(keys, sources, strict=True), progress, "sources", len(sources))
    entries = [_entry(key, source) for key, source in pairs]
    return "\n".join(entries).encode()


def _keys(ids: Sequence[str]) -> list[str]:
    """The ids as keys: letters, digits and a few signs of ASCII, no two alike but for case."""
    used: set[str] = set()
    found = []
    for name in ids:
        base = key = re.sub(r"[^A-Za-z0-9_:.+-]", "-", name)
        number = 1
        while key.casefold() in used:
            number += 1
            key = f"{base}-{number}"
        used.add(key.casefold())
        found.append(key)
    return found


def _entry(key: str, source: Source) -> str:
    fields: dict[str, str] = {}
    notes = [source.note]
    if source.title:
        fields["title"] = f"{{{{{latex(source.title)}}}}}"
    if source.publisher:
        fields["publisher"] = f"{{{latex(source.publisher)}}}"
    if source.published:
        form = _form(source.published)
        if form is None or not (dated := _dated(form, source.published)):
            notes.insert(0, f"Date: {_worded(source.published, form)}")
        else:
            fields |= dated
    if source.url:
        fields["url"] = f"{{{_address(source.url)}}}"
    if source.language:
        fields["language"] = f"{{{latex(source.language)}}}"
    if source.genre:
        fields["type"] = f"{{{latex(source.genre)}}}"
    if source.archived:
        notes.append(f"Archived: {source.archived}")
    if note := " ".join(" ".join(notes).split()):
        fields["note"] = f"{{{latex(note)}}}"
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}\n" if lines else f"@misc{{{key}}}\n"


def latex(text: str) -> str:
    """``text`` in one line, no sign of it a command."""
    return "".join(LATEX.get(c, c) for c in " ".join(text.split()))


def _address(url: str) -> str:
    return "".join(IN_ADDRESS.get(c, c) for c in " ".join(url.split()))


def _form(text: str) -> Form | None:
    try:
        return read(text)
    except DateError:
        return None


def _worded(text: str, form: Form | None) -> str:
    return text if form is None else short(text, "en")


def _dated(form: Form, text: str) -> dict[str, str]:
    """``date``, ``year`` and ``month``, as far as they can tell a date."""
    fields = {}
    sides = text.strip().split("/")
    if all(BIBLATEX.fullmatch(side) and _seasonal(side) for side in sides):
        fields["date"] = f"{{{text.strip()}}}"
    first = form.left if isinstance(form, Interval) else form
    if isinstance(first, Moment) and (parts := _parts(first)) and parts[0] > 0:
        fields["year"] = f"{{{parts[0]}}}"
        if len(parts) > 1:
            fields["month"] = MONTHS[parts[1] - 1]
    return fields


def _seasonal(side: str) -> bool:
    code = side[5:7]
    return not code.isdecimal() or int(code) <= 24


def _parts(moment: Moment) -> list[int]:
    """Year, month and day as far as known; the year alone of other parts of one, [] beyond it."""
    first, last = to_civil(moment.lo), to_civil(moment.hi - 1)
    known = PARTS.get(moment.precision, 1 if first[0] == last[0] else 0)
    return list(first[:known])


def csl_json(chosen: Chosen, progress: Progress = silent) -> bytes:
    """The list of sources as CSL-JSON (https://docs.citationstyles.org), ids as they are."""
    sources = told(cited_sources(chosen), progress, "sources", len(chosen.cited))
    items = [_item(source) for source in sources]
    return (json.dumps(items, ensure_ascii=False, indent=1) + "\n").encode()


def _item(source: Source) -> Json:
    kind = next((t for word, t in TYPES if word in source.genre.casefold()), "")
    if source.genre.casefold() == "press release":
        kind = "webpage"
    item: Json = {"id": source.id, "type": kind or ("webpage" if source.url else "document")}
    texts = {
        "title": source.title,
        "container-title": source.publisher if item["type"] != "report" else "",
        "publisher": source.publisher,
        "genre": source.genre,
        "URL": source.url,
        "language": source.language,
        "archive_location": source.archived,
        "note": source.note,
    }
    item |= {name: text for name, text in texts.items() if text}
    if source.published:
        item["issued"] = _issued(source.published)
    return item


def _issued(text: str) -> Json:
    """A date as CSL has them: parts, of one moment or of two; what has none, in words."""
    form = _form(text)
    moments = _ends(form)
    parts = [_parts(moment) for moment in moments]
    if not parts or not all(parts):
        return {"literal": _worded(text, form)}
    if any(m.hi - m.lo > 31 * DAY and m.precision not in ("year", "season") for m in moments):
        return {"literal": _worded(text, form)}
    found: Json = {"date-parts": parts}
    if len(moments) == 1 and moments[0].precision == "season":
        found["season"] = moments[0].number
    if any(m.uncertain or m.approximate for m in moments):
        found["circa"] = True
    return found


def _ends(form: Form | None) -> list[Moment]:
    """The one moment of a date, or the two of an interval; [] for all else."""
    sides = [form.left, form.right] if isinstance(form, Interval) else [form]
    moments = [side for side in sides if isinstance(side, Moment)]
    return moments if len(moments) == len(sides) else []
