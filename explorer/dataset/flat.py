"""A flat table, CSV or GeoJSON, to a dataset: each row an event with its site."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from explorer.common.progress import told
from explorer.common.records import dataclass
from explorer.common.text import fold
from explorer.common.turns import let_go
from explorer.dataset.assemble import Parts
from explorer.dataset.events import EventRow, Names, free_id, part_ids, read_event, sorted_events
from explorer.dataset.headings import FIELD_KEYS, Headings, Samples, chosen, key, samples
from explorer.dataset.log import Log, Place, RowError
from explorer.dataset.model import Category, Citation, Organization, Package, Source
from explorer.dataset.parted import part_date
from explorer.dataset.records import as_json, text_of, tied
from explorer.dataset.schema import CATEGORIES, CATEGORY_NAMES, SITE_ENUMS, SITE_STATUS_OF
from explorer.dataset.sites import SiteRow, set_geometry
from explorer.dataset.values import split
from explorer.files.geojson import Features, Geometry, read_features
from explorer.files.package import fingerprint
from explorer.files.tables import read_table

CATEGORY_KEYS = {key(n): c for c, names in CATEGORY_NAMES.items() for n in (c, *names)}
STANDARD = {category.id: category for category in CATEGORIES}
_SPACED = {c: " " for c in range(128) if not chr(c).isalnum()}
SEPARATORS = str.maketrans({"；": ";", "、": ";"})


def read_flat_table(log: Log, name: str, data: bytes) -> Parts:
    """The parts in a CSV table. Raises InputError."""
    table = read_table(name, data, log.options.encoding, log.options.delimiter, log.progress)
    log.problems += table.problems
    cells = samples(table.columns, (row for _, row in table.rows))
    headings = chosen(name, table.columns, cells, log.options.map)
    reader = Flat(log, headings, unused=unused_words(log, headings, cells))
    for line, row in told(table.dicts(), log.progress, "events.csv", len(table.rows)):
        reader.row(Place(name, line), row, None)
    let_go(table.rows)
    return reader.parts(name, data)


def read_flat_features(log: Log, name: str, data: bytes) -> Parts:
    """The parts in a GeoJSON file. Raises InputError."""
    found = read_features(name, data, log.options.encoding, log.options.crs)
    return flat_features(log, found, data)


def flat_features(log: Log, found: Features, data: bytes) -> Parts:
    """The parts in features, which ``data`` is the file of. Raises InputError."""
    name = found.name
    log.problems += found.problems
    columns = list(dict.fromkeys(k for f in found.features for k in f.properties))
    placed = any(f.geometry for f in found.features)
    # The geometry is the place; columns that repeat it are kept as they are.
    skip = ("lat", "lon") if placed else ()
    headings, unused = Headings({}, ()), ""
    if found.features:
        rows = ([text_of(f.properties.get(c)) for c in columns] for f in found.features)
        cells = samples(columns, rows)
        headings = chosen(name, columns, cells, log.options.map, skip)
        unused = unused_words(log, headings, cells, skip)
    typed = frozenset(
        c
        for c in headings.extra
        if _typed(f.properties[c] for f in found.features if c in f.properties)
    )
    reader = Flat(log, headings, typed, unused)
    for feature in told(found.features, log.progress, "events.csv", len(found.features)):
        row = {c: _cell(feature.properties, c, c in typed) for c in columns}
        if "id" not in headings.fields and feature.id:
            row["\0id"] = feature.id
        reader.row(Place(name, feature.line, feature.at("")), row, feature.geometry)
    return reader.parts(name, data)


def unused_words(log: Log, headings: Headings, cells: Samples, skip: Sequence[str] = ()) -> str:
    """What is said of columns that hold something and are no field, '' when there are none; those
    of ``skip`` repeat what the geometry says."""
    extra = [c for c in headings.extra if cells[c] and FIELD_KEYS.get(key(c)) not in skip]
    if not extra:
        return ""
    shown = ", ".join(f"“{c}”" for c in extra[:10])
    more = f" and {len(extra) - 10} more" if len(extra) > 10 else ""
    country = next((c for c in extra if all(map(log.gazetteer.find_country, cells[c]))), "")
    wish = f"country={country}" if country and "country" not in headings.fields else ""
    hint = f"--map {shlex.quote(wish) if wish else 'FIELD=COLUMN'} takes one"
    columns, are = ("column", "is") if len(extra) == 1 else ("columns", "are")
    return f"{columns} {shown}{more} {are} kept and not used: {hint}"


def _typed(values: Iterable[Any]) -> bool:
    return any(not isinstance(value, str) for value in values)


def _cell(properties: Mapping[str, Any], column: str, typed: bool) -> str:
    if not typed:
        return text_of(properties.get(column))
    return as_json(properties[column]) if column in properties else ""


@dataclass(slots=True)
class Flat:
    """Rows read so far, and the small tables that grow with them."""

    log: Log
    headings: Headings
    typed: frozenset[str] = frozenset()
    unused: str = ""
    events: list[EventRow] = field(default_factory=list)
    sites: list[list[SiteRow]] = field(default_factory=list)
    cited: list[list[int]] = field(default_factory=list)
    categories: dict[str, Category] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    sources: dict[tuple[str, ...], Source] = field(default_factory=dict)
    _organization_ids: set[str] = field(default_factory=set)

    def row(self, place: Place, cells: Mapping[str, str], geometry: Geometry | None) -> None:
        """Read one row; a bad one is listed and changes nothing else."""
        if (found := self.checked(place, cells, geometry)) is None:
            return
        event, fields, geometry = found
        event.category = self.category(event.category)
        event.organizations = list(dict.fromkeys(map(self.organization, event.organizations)))
        event.extra = {name: cells[name] for name in self.headings.extra}
        self.events.append(event)
        self.sites.append(self.sites_of(event, fields, geometry))
        self.cited.append(self.cite(fields))

    def checked(
        self, place: Place, cells: Mapping[str, str], geometry: Geometry | None
    ) -> tuple[EventRow, dict[str, str], Geometry | None] | None:
        """The event of a row, its fields and its point; None for a bad one, which is listed."""
        fields = {name: cells[column] for name, column in self.headings.fields.items()}
        if own := cells.get("\0id"):
            fields["id"] = own
        for name in ("organizations", "country"):
            if name in fields:
                fields[name] = fields[name].translate(SEPARATORS)
        if "tags" in fields:
            fields["tags"] = parted_tags(fields["tags"])
        try:
            for name, parts in self.headings.parts.items():
                fields[name] = part_date(self.log, place, name, cells, parts)
            event = read_event(self.log, place, fields)
            if geometry is None:
                geometry = self._point(fields)
        except RowError as error:
            self.log.refuse(place, error)
            return None
        return event, fields, geometry

    def _point(self, fields: Mapping[str, str]) -> Geometry | None:
        get = fields.get
        point = self.log.coordinates(get("lon", "").strip(), get("lat", "").strip())
        return Geometry(*point) if point else None

    def category(self, text: str) -> str:
        """The id of the category of this name."""
        found = CATEGORY_KEYS.get(key(text), "") if text else "other"
        category = STANDARD.get(found) or Category(slug(text) or text, text, "")
        return self.categories.setdefault(category.id, category).id

    def organization(self, name: str) -> str:
        """The id of the organization of this name."""
        folded = fold(name)
        found = self.organizations.get(folded)
        if found is None:
            found = Organization(free_id(slug(name) or name, self._organization_ids), name)
            self._organization_ids.add(found.id)
            self.organizations[folded] = found
        return found.id

    def sites_of(
        self, event: EventRow, fields: Mapping[str, str], geometry: Geometry | None
    ) -> list[SiteRow]:
        """One site for each country named, the first of them at the point; one for a point or a
        place alone; none when no place is named."""
        name, name_zh = fields.get("place", ""), fields.get("place_zh", "")
        place, log = event.place, self.log
        countries = [log.country(place, "country", c) for c in split(fields.get("country", ""))]
        if not countries and geometry is None and name.strip():
            countries = [log.gazetteer.find_country(name.strip())]
        if not countries and (geometry is not None or name.strip() or name_zh.strip()):
            countries = [""]
        precision = fields.get("precision", "").strip()
        log.enum(place, "precision", precision, SITE_ENUMS["precision"])
        rows = []
        for i, country in enumerate(dict.fromkeys(countries)):
            row = SiteRow(
                place, "", event.id, name, name_zh, country,
                fields.get("role", "").strip() or "site", "" if i else precision,
                SITE_STATUS_OF.get(fields.get("status", "").strip(), ""),
            )  # fmt: skip
            set_geometry(log, row, None if i else geometry)
            rows.append(row)
        return rows

    def cite(self, fields: Mapping[str, str]) -> list[int]:
        """The sources of one row, by their number."""
        title, publisher = fields.get("source", "").strip(), fields.get("publisher", "").strip()
        urls = links(fields.get("url", ""))
        if not urls and title.lower().startswith(("http://", "https://")):
            urls, title = links(title), ""
        if not (urls or title or publisher):
            return []
        titles = split(title.translate(SEPARATORS))
        published = fields.get("published", "").strip()
        cited = []
        for i, url in enumerate(urls or [""]):
            own = titles[i] if urls and len(titles) == len(urls) else title
            source = Source(
                id=f"s{len(self.sources) + 1}",
                title=own or publisher or host(url),
                publisher=publisher,
                url=url,
                published=published,
            )
            known = (source.url, source.title, publisher, published)
            self.sources.setdefault(known, source)
            cited.append(int(self.sources[known].id[1:]) - 1)
        return list(dict.fromkeys(cited))

    def _name_events(self) -> None:
        """Ids from titles for the rows without one, then none doubled."""
        names = Names(event.id for event in self.events)
        for event in self.events:
            if not event.id:
                title = event.cells.get("title") or event.cells.get("title_zh", "")
                event.id = names.free(slug(title) or "event")
        part_ids(self.log, self.events)

    def warn_of_no_date(self, name: str) -> None:
        column = self.headings.fields.get("date", "")
        others = ", ".join(self.headings.extra[:10])
        hint = f" (other columns: {others}; --map date=COLUMN takes one)" if others else ""
        self.log.add(
            "warning", Place(name, None), "date", "",
            f"no event has a date: the column {column} holds none{hint}",
        )  # fmt: skip

    def parts(self, name: str, data: bytes) -> Parts:
        """Everything read, in final order."""
        made = made_ids(any(event.id for event in self.events))
        self._name_events()
        for event, sites in zip(self.events, self.sites, strict=True):
            for i, site in enumerate(sites, start=1):
                site.event, site.id = event.id, f"{event.id}--{i}"
        cited = {e.id: c for e, c in zip(self.events, self.cited, strict=True)}
        if self.events and not any(event.date_text for event in self.events):
            self.warn_of_no_date(name)
        elif self.unused:
            self.log.add("warning", Place(name, None), "", "", self.unused)
        rows = sorted_events(self.events)
        index = {row.id: i for i, row in enumerate(rows)}
        wanted = [row.cells.get("part_of", "").strip() for row in rows]
        parents = tied(self.log, [row.place for row in rows], "part_of", wanted, index)
        title = PurePath(name).stem
        parts = Parts(
            package=Package(
                name=slug(title) or title,
                title=title,
                fingerprint=fingerprint({name: data}),
                origin=name,
                made=made,
            ),
            categories=list(self.categories.values()),
            events=rows,
            sites=[site for sites in self.sites for site in sites],
            organizations=list(self.organizations.values()),
            sources=list(self.sources.values()),
            citations=[Citation(i, s) for i, row in enumerate(rows) for s in cited[row.id]],
            indicators=(),
            regions=(),
            parents=parents,
            extra_names=self.headings.extra,
            extra_json=self.typed,
        )
        let_go(self.events, self.sites, self.cited)
        return parts


def made_ids(named: bool) -> tuple[str, ...]:
    """``Package.made`` of a table; ``named``: some row has an id of its own."""
    return ("organizations", "sources") if named else ("events", "organizations", "sources")


def slug(text: str) -> str:
    """An id from a name: folded, letters and digits of any script, the rest as hyphens; at most
    60 characters."""
    if text.isascii():
        return "-".join(text.lower().translate(_SPACED).split())[:60].strip("-")
    parts = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    return "-".join(parts)[:60].strip("-")


def parted_tags(cell: str) -> str:
    cell = cell.translate(SEPARATORS)
    return cell if ";" in cell else cell.replace("，", ";").replace(",", ";")


def links(cell: str) -> list[str]:
    """Links of a cell parted by white space or, before another http, by ``;`` or a comma."""
    words = cell.split()
    links: list[str] = []
    for word in words:
        start = 0
        for at in range(1, len(word)):
            if word[at - 1] in ";,|" and word.startswith(("http://", "https://"), at):
                links.append(word[start : at - 1])
                start = at
        links.append(word[start:].rstrip(";,"))
    return list(dict.fromkeys(link for link in links if link))


def host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return host.removeprefix("www.") or url
