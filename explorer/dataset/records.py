"""The small tables of a data package, row by row."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Final

from explorer.common.errors import InputError
from explorer.common.progress import told
from explorer.common.records import dataclass
from explorer.dataset.edtf import bounds
from explorer.dataset.events import free_id
from explorer.dataset.log import Log, Place, RowError
from explorer.dataset.model import Category, Citation, Observation, Organization, Region, Source
from explorer.dataset.schema import FIELDS, INDICATOR_KINDS, REQUIRED, STANCES
from explorer.dataset.values import split
from explorer.files.geojson import read_features
from explorer.files.rings import label_point
from explorer.files.tables import Table, read_table

NAN: Final = float("nan")
Cells = Mapping[str, str]


def package_table(log: Log, name: str, data: bytes | None) -> Table:
    """A table of the package, an empty one when it is not there. Raises InputError."""
    if data is None:
        return Table(name, FIELDS[name])
    table = read_table(name, data, progress=log.progress)
    missing = [f for f in REQUIRED[name] if f not in table.columns]
    if missing:
        raise InputError(
            f"{name} has no column {', '.join(missing)} (found: {', '.join(table.columns)})"
        )
    log.problems += table.problems
    return table


def each(log: Log, table: Table, read: Callable[[Place, Cells], None]) -> None:
    """Call ``read`` with every row; a RowError lists the row and goes on."""
    for line, cells in told(table.dicts(), log.progress, table.name, len(table.rows)):
        place = Place(table.name, line)
        try:
            read(place, cells)
        except RowError as error:
            log.refuse(place, error)


def unknown_columns(table: Table) -> list[str]:
    """Columns that the schema lacks."""
    known = FIELDS[table.name]
    return [column for column in table.columns if column not in known]


def _extra(names: Sequence[str], cells: Cells) -> Cells:
    return {name: cells[name] for name in names}


def _date_like(log: Log, place: Place, name: str, cells: Cells) -> str:
    """A date as EDTF; one that can't be read is kept as written, with a warning."""
    text = cells.get(name, "").strip()
    if text:
        try:
            return log.date(place, name, text).text
        except RowError as error:
            log.add("warning", place, name, text, f"{error.message} (it is kept as text)")
    return text


@dataclass(slots=True)
class Ids:
    """Ids given out so far, for one table of ``what``. ``written``: all that stand in the file,
    which other tables may mean: none of them is made up for another row."""

    what: str
    written: frozenset[str] = frozenset()
    taken: set[str] = field(default_factory=set)

    def new(self, log: Log, place: Place, wanted: str) -> str:
        """``wanted``, or a free one where it is blank or taken (listed)."""
        name = wanted
        if not wanted or wanted in self.taken:
            name = free_id(wanted or f"line-{place.line}", self.taken | self.written)
            why = f"two {self.what} have this id" if wanted else "there is no id"
            log.add("fixed", place, "id", wanted, why,
                    f"this one is called {name}")  # fmt: skip
        self.taken.add(name)
        return name


def _ids_of(table: Table, what: str) -> Ids:
    return Ids(what, frozenset(cells["id"].strip() for _, cells in table.dicts()))


def read_organizations(log: Log, table: Table) -> list[Organization]:
    """The organizations, parents tied."""
    found: list[Organization] = []
    parents: list[str] = []
    places: list[Place] = []
    ids, extra = _ids_of(table, "organizations"), unknown_columns(table)

    def read(place: Place, cells: Cells) -> None:
        get = cells.get
        key, name = get("id", "").strip(), get("name", "")
        if not key and not name.strip():
            raise RowError("id", "", "the organization has neither id nor name")
        point = log.coordinates(get("lon", "").strip(), get("lat", "").strip())
        country = log.country(place, "country", get("country", "").strip())
        lon, lat = point or (NAN, NAN)
        log.swapped(place, lon, lat, country)
        found.append(
            Organization(
                id=ids.new(log, place, key),
                name=name,
                name_zh=get("name_zh", ""),
                kind=get("kind", "").strip(),
                country=country,
                also_known_as=tuple(split(get("also_known_as", ""))),
                home_place=get("home_place", ""),
                home_place_zh=get("home_place_zh", ""),
                lon=lon,
                lat=lat,
                since=_date_like(log, place, "since", cells),
                until=_date_like(log, place, "until", cells),
                extra=_extra(extra, cells),
            )
        )
        parents.append(get("parent", "").strip())
        places.append(place)

    each(log, table, read)
    index = {o.id: i for i, o in enumerate(found)}
    ties = tied(log, places, "parent", parents, index)
    return [replace(o, parent=t) for o, t in zip(found, ties, strict=True)]


def tied(
    log: Log, places: Sequence[Place], name: str, wanted: Sequence[str], index: Mapping[str, int]
) -> list[int]:
    """Each row's parent, by id, as a place in the list; unknown parents and those that would
    close a circle are -1 (listed)."""
    ties = [-1] * len(wanted)
    for i, parent in enumerate(wanted):
        if not parent:
            continue
        if parent not in index:
            log.add("fixed", places[i], name, parent, "nothing has this id", "the tie is left out")
            continue
        at = index[parent]
        while at not in (-1, i):
            at = ties[at]
        if at == i:
            log.add("fixed", places[i], name, parent, "it would be a part of itself",
                    "the tie is left out")  # fmt: skip
        else:
            ties[i] = index[parent]
    return ties


def read_sources(log: Log, table: Table) -> list[Source]:
    """The sources; every row is used."""
    found: list[Source] = []
    ids, extra = _ids_of(table, "sources"), unknown_columns(table)

    def read(place: Place, cells: Cells) -> None:
        get = cells.get
        found.append(
            Source(
                id=ids.new(log, place, get("id", "").strip()),
                title=get("title", ""),
                publisher=get("publisher", ""),
                url=get("url", "").strip(),
                published=_date_like(log, place, "published", cells),
                language=get("language", "").strip(),
                genre=get("genre", ""),
                archived=get("archived", "").strip(),
                note=get("note", ""),
                extra=_extra(extra, cells),
            )
        )

    each(log, table, read)
    return found


def read_citations(
    log: Log, table: Table, events: Mapping[str, int], sources: Mapping[str, int]
) -> list[Citation]:
    """The citations; one of a missing event or source is an error."""
    found: list[Citation] = []
    extra = unknown_columns(table)

    def read(place: Place, cells: Cells) -> None:
        event, source = cells["event"].strip(), cells["source"].strip()
        if event not in events:
            raise RowError("event", event, "there is no such event, or it is not used")
        if source not in sources:
            raise RowError("source", source, "there is no such source, or it is not used")
        stance = cells.get("stance", "").strip()
        log.enum(place, "stance", stance, STANCES)
        found.append(
            Citation(
                event=events[event],
                source=sources[source],
                locator=cells.get("locator", ""),
                stance=stance or "supports",
                as_claimed=cells.get("as_claimed", ""),
                speaker=cells.get("speaker", ""),
                extra=_extra(extra, cells),
            )
        )

    each(log, table, read)
    return found


def read_indicators(log: Log, table: Table, sources: Mapping[str, int]) -> list[Observation]:
    """The observations; without any number they are errors."""
    found: list[Observation] = []
    extra = unknown_columns(table)

    def read(place: Place, cells: Cells) -> None:
        get = cells.get
        series, text = get("series", "").strip(), get("date", "").strip()
        if not series:
            raise RowError("series", "", "the observation belongs to no series")
        date = log.date(place, "date", text) if text else None
        values = [
            log.number(name, cell) if (cell := get(name, "").strip()) else NAN
            for name in ("value", "value_low", "value_high")
        ]
        if all(value != value for value in values):
            raise RowError("value", "", "the observation has no value")
        source = get("source", "").strip()
        if source and source not in sources:
            log.add("warning", place, "source", source, "there is no such source")
        log.enum(place, "kind", get("kind", "").strip(), INDICATOR_KINDS)
        lo, hi = bounds(date) if date else (0, 0)
        found.append(
            Observation(
                series=series, label=get("label", ""), label_zh=get("label_zh", ""),
                topic=get("topic", ""), topic_zh=get("topic_zh", ""),
                definition=get("definition", ""), definition_zh=get("definition_zh", ""),
                country=get("country", "").strip(), unit_zh=get("unit_zh", ""),
                date=date.text if date else "", lo=lo, hi=hi,
                value=values[0], value_low=values[1], value_high=values[2],
                unit=get("unit", ""), qualifier=get("qualifier", ""),
                kind=get("kind", "").strip(), source=sources.get(source, -1),
                locator=get("locator", ""), note=get("note", ""), extra=_extra(extra, cells),
            )
        )  # fmt: skip

    each(log, table, read)
    return found


def read_regions(log: Log, name: str, data: bytes | None) -> list[Region]:
    """The regions; one without a polygon is an error."""
    if data is None:
        return []
    features = read_features(name, data)
    log.problems += features.problems
    found: list[Region] = []
    keys = [text_of(f.properties.get("id")).strip() or f.id for f in features.features]
    ids, known = Ids("regions", frozenset(keys)), FIELDS["regions.geojson"]
    for key, feature in zip(keys, features.features, strict=True):
        place = Place(name, feature.line, feature.at(""))
        if feature.geometry is None or not feature.geometry.rings:
            log.add("error", place, "geometry", "", "a region needs a polygon")
            continue
        lon, lat = label_point(feature.geometry.rings)
        found.append(
            Region(
                id=ids.new(log, place, key),
                name=text_of(feature.properties.get("name")) or key,
                name_zh=text_of(feature.properties.get("name_zh")),
                note=text_of(feature.properties.get("note")),
                rings=feature.geometry.rings,
                lon=lon,
                lat=lat,
                extra={k: v for k, v in feature.properties.items() if k not in known},
            )
        )
    return found


def text_of(value: Any) -> str:
    """A GeoJSON property as the text of a cell: lists parted by ``;``, null as ''."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(text_of(item) for item in value)
    return str(value)


def as_json(value: object) -> str:
    """One property as a line of JSON, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def is_json(text: str) -> bool:
    """Whether ``text`` is a value as ``as_json`` writes it."""
    try:
        return as_json(json.loads(text)) == text
    except (ValueError, RecursionError):
        return False


def declared_categories(value: Any) -> list[Category]:
    """Categories from ``chuhai.categories`` of ``datapackage.json``; [] when none are declared
    in a form that can be read."""
    found: dict[str, Category] = {}
    for item in value if isinstance(value, list) else []:
        if not isinstance(item, dict):
            continue
        key = text_of(item.get("id")).strip()
        if key and key not in found:
            name = text_of(item.get("name")) or key
            found[key] = Category(key, name, text_of(item.get("name_zh")))
    return list(found.values())
