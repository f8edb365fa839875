"""The tables of a dataset as rows of text: what was read, so that two can be compared."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import repeat
from typing import Final

from explorer.common.records import dataclass
from explorer.dataset.model import (
    CONFIDENCES,
    Category,
    Citation,
    Cited,
    Codes,
    Dataset,
    Region,
    Source,
)
from explorer.dataset.schema import FIELDS

Row = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]
"""Names and values of what a row has beyond the known columns, by name; none is empty."""

EVENT: Final = tuple(
    name for name in FIELDS["events.csv"] if name not in ("id", "organizations", "part_of")
)
"""The columns of an event that are compared as they are."""
SITE: Final = (
    "place", "place_zh", "country", "role", "precision", "status", "lon", "lat", "area",
    "announced", "opened", "closed", "note",
)  # fmt: skip
CITATION: Final = ("locator", "stance", "as_claimed", "speaker")
SOURCE: Final = (
    "title", "publisher", "url", "published", "language", "genre", "archived", "note",
)  # fmt: skip
ORGANIZATION: Final = (
    "name", "name_zh", "kind", "country", "parent", "also_known_as", "home_place",
    "home_place_zh", "lon", "lat", "since", "until",
)  # fmt: skip
INDICATOR: Final = (
    "label", "label_zh", "topic", "topic_zh", "definition", "definition_zh", "country", "value",
    "value_low", "value_high", "unit", "unit_zh", "qualifier", "kind", "source", "locator", "note",
)  # fmt: skip
REGION: Final = ("name", "name_zh", "note", "area")
CATEGORY: Final = ("name", "name_zh")


@dataclass(frozen=True, slots=True)
class Table:
    """``names``: of the columns of ``rows``, one cell each; ``extra``: what else each row has,
    none where no row has more."""

    names: tuple[str, ...]
    rows: list[Row]
    extra: list[Pairs] = field(default_factory=list)

    def whole(self, i: int) -> Hashable:
        """All of row ``i``, to tell whether another is alike."""
        return self.rows[i], self.extra[i] if self.extra else ()

    def fields(self, i: int) -> dict[str, str]:
        """Row ``i`` by column."""
        more = self.extra[i] if self.extra else ()
        known = dict(zip(self.names, self.rows[i], strict=True))
        return known | {_apart(name, self.names): value for name, value in more}


def text(value: object) -> str:
    """A value as text: numbers without a needless ``.0``, '' for none, the rest as JSON."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def pairs(extra: Mapping[str, object]) -> Pairs:
    """``extra`` by name, as text."""
    return tuple(sorted((name, told) for name, value in extra.items() if (told := text(value))))


def _apart(name: str, known: Sequence[str]) -> str:
    """``name`` for a column that is no field, though it may be called like one."""
    return f"{name} (column)" if name in known else name


def _decoded(column: Codes) -> Iterator[str]:
    values = (*column.values, "")
    return map(values.__getitem__, column.codes.tolist())


def event_table(dataset: Dataset, extra: Sequence[str]) -> Table:
    """Of all events; ``extra``: the unknown columns to be told, '' where there is none."""
    events, n = dataset.events, len(dataset)
    levels = (*CONFIDENCES, "")
    tags, held = dataset.tags, events.tags.values.tolist()
    at = events.tags.offsets.tolist()
    columns: dict[str, Iterable[str]] = {
        "confidence": (levels[c] for c in events.confidence.tolist()),
        "amount": events.amount_text,
        "tags": (
            ";".join(sorted(tags[t] for t in held[at[i] : at[i + 1]])) if at[i + 1] > at[i] else ""
            for i in range(n)
        ),
    }
    for name in EVENT:
        if name not in columns:
            column = getattr(events, name)
            columns[name] = _decoded(column) if isinstance(column, Codes) else column
    more = [events.extra.get(name) or repeat("", n) for name in extra]
    rows = list(zip(*(columns[name] for name in EVENT), *more, strict=True))
    return Table((*EVENT, *(_apart(name, EVENT) for name in extra)), rows)


def site_table(dataset: Dataset) -> Table:
    """Of all sites."""
    sites, m = dataset.sites, len(dataset.sites)
    none: dict[str, str] = {}
    dates = [sites.stated.get(s, none) for s in range(m)] if sites.stated else [none] * m
    rows = list(
        zip(
            sites.place, sites.place_zh, _decoded(sites.country), _decoded(sites.role),
            _decoded(sites.precision), _decoded(sites.status), map(text, sites.lon.tolist()),
            map(text, sites.lat.tolist()),
            (_area(sites.rings[s]) if s in sites.rings else "" for s in range(m)),
            *([date.get(name, "") for date in dates] for name in ("announced", "opened", "closed")),
            sites.note, strict=True,
        )
    )  # fmt: skip
    extra = [pairs(sites.extra.get(s, {})) for s in range(m)] if sites.extra else []
    return Table(SITE, rows, extra)


def _area(rings: Iterable[object]) -> str:
    return json.dumps([ring.tolist() for ring in rings])  # type: ignore[attr-defined]


def citation_table(dataset: Dataset) -> Table:
    """Of all citations."""
    held = dataset.citations
    if isinstance(held, Cited):
        plain = Citation(-1, -1)
        return Table(CITATION, [_row(plain, CITATION)] * len(held))
    rows: list[Row] = [(c.locator, c.stance, c.as_claimed, c.speaker) for c in held]
    return Table(CITATION, rows, _extra(c.extra for c in held))


def source_table(sources: Iterable[Source]) -> Table:
    """Of all sources."""
    held = list(sources)
    return Table(SOURCE, [_row(s, SOURCE) for s in held], _extra(s.extra for s in held))


def organization_table(dataset: Dataset) -> Table:
    """Of all organizations; a parent by its id."""
    held = dataset.organizations
    rows = [
        tuple(
            (held[o.parent].id if o.parent >= 0 else "")
            if name == "parent"
            else ";".join(o.also_known_as)
            if name == "also_known_as"
            else text(getattr(o, name))
            for name in ORGANIZATION
        )
        for o in held
    ]
    return Table(ORGANIZATION, rows, _extra(o.extra for o in held))


def indicator_table(dataset: Dataset) -> Table:
    """Of all observations; a source by its id."""
    held, sources = dataset.indicators, dataset.sources
    rows = [
        tuple(
            (sources[o.source].id if o.source >= 0 else "")
            if name == "source"
            else text(getattr(o, name))
            for name in INDICATOR
        )
        for o in held
    ]
    return Table(INDICATOR, rows, _extra(o.extra for o in held))


def region_table(regions: Iterable[Region]) -> Table:
    """Of all regions."""
    held = list(regions)
    rows: list[Row] = [(r.name, r.name_zh, r.note, _area(r.rings)) for r in held]
    return Table(REGION, rows, _extra(r.extra for r in held))


def category_table(categories: Iterable[Category]) -> Table:
    """Of all categories."""
    return Table(CATEGORY, [(c.name, c.name_zh) for c in categories])


def package_fields(dataset: Dataset) -> dict[str, str]:
    """What a package says of itself; members of ``chuhai`` as ``chuhai.home`` and so on."""
    description = dict(dataset.package.description)
    own = description.pop("chuhai", {})
    if isinstance(own, Mapping):
        description |= {f"chuhai.{name}": value for name, value in own.items()}
    return {name: told for name, value in description.items() if (told := text(value))}


def _row(record: object, names: Iterable[str]) -> Row:
    return tuple(text(getattr(record, name)) for name in names)


def _extra(found: Iterable[Mapping[str, object]]) -> list[Pairs]:
    held = list(found)
    return [pairs(extra) for extra in held] if any(held) else []
