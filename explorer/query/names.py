"""All that the values of a field are called, and finding a value by what it is called."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Final
from weakref import WeakKeyDictionary

from explorer.common.errors import UsageError
from explorer.common.text import fold
from explorer.dataset.model import Dataset
from explorer.query.labels import LISTS, enumerated_label

_LISTABLE = 20
"""An error names all choices up to this many."""


def names(dataset: Dataset, field: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Each value of ``field`` that may be asked for, by id, with its names in both languages.

    Enumerations give all their members, countries all that the gazetteer knows, whether an event
    carries them or not.
    """
    if field == "category":
        yield from ((c.id, (c.name, c.name_zh)) for c in dataset.categories)
    elif field == "organization":
        for o in dataset.organizations:
            yield o.id, (o.name, o.name_zh, *o.also_known_as)
    elif field == "country":
        for c in dataset.gazetteer.countries.values():
            yield c.code, (c.name, c.name_zh, *c.aliases)
        yield from ((code, ()) for code in dataset.sites.country.values)
    elif field == "source":
        yield from ((s.id, (s.title,)) for s in dataset.sources)
    elif field == "tag":
        yield from ((tag, ()) for tag in dataset.tags)
    else:
        known = LISTS[field]
        stored = {"status": dataset.events.status, "dispute": dataset.events.dispute}.get(field)
        for value in dict.fromkeys((*known, *(stored.values if stored else ()))):
            yield value, tuple(enumerated_label(field, value, lang) for lang in ("en", "zh"))


class Lookup:
    """Values of one field by id or name."""

    def __init__(self, dataset: Dataset, field: str) -> None:
        self._field = field
        self._ids: dict[str, None] = {}
        self._by_name: dict[str, dict[str, None]] = {}
        self._spelling: dict[str, str] = {}
        for value, called in names(dataset, field):
            self._ids[value] = None
            for name in (value, *called):
                self._add(name, value)
        if field == "country":
            for name, value in dataset.gazetteer.by_name.items():
                self._add(name, value)

    def _add(self, name: str, value: str) -> None:
        key = fold(name)
        if key:
            self._by_name.setdefault(key, {})[value] = None
            self._spelling.setdefault(key, name)

    def knows(self, value: str) -> bool:
        """Whether there is such an id."""
        return value in self._ids

    def find(self, text: str) -> tuple[str, ...]:
        """Ids of the values called ``text``: the id itself first, else any name, folded; more
        than one where they share the name. Raises UsageError naming what is near."""
        for exact in (text, text.strip()):
            if exact in self._ids:
                return (exact,)
        found = self._by_name.get(fold(text))
        if found is None:
            raise UsageError(f"no {self._field} is called “{text.strip()}”; {self._advice(text)}")
        return tuple(found)

    def _advice(self, text: str) -> str:
        key = fold(text)
        near = difflib.get_close_matches(key, self._by_name, n=3, cutoff=0.6)
        if len(key) > 1:
            near += [name for name in self._by_name if key in name and name not in near]
        if near:
            return f"did you mean {_listed([self._spelling[name] for name in near[:3]], ' or ')}?"
        if not self._ids:
            return "this data has none"
        if len(self._ids) <= _LISTABLE:
            return f"choose from {_listed(list(self._ids), ', ')}"
        return f"{len(self._ids)} are known, such as {_listed(list(self._ids)[:3], ', ')}"


def _listed(texts: Sequence[str], joint: str) -> str:
    return joint.join(f"“{text}”" for text in texts)


_LOOKUPS: Final[WeakKeyDictionary[Dataset, dict[str, Lookup]]] = WeakKeyDictionary()


def lookup(dataset: Dataset, field: str) -> Lookup:
    """The lookup of ``field``, one of FIELDS or RECORD_FIELDS, made once for as long as the
    dataset lives."""
    known = _LOOKUPS.setdefault(dataset, {})
    if field not in known:
        known[field] = Lookup(dataset, field)
    return known[field]
