"""A dataset as the files of a data package, from which an equal one is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np

from explorer.common.progress import Progress, silent, told
from explorer.common.records import dataclass
from explorer.dataset.cells import free_names, joined, number
from explorer.dataset.model import F64, Dataset
from explorer.dataset.records import declared_categories
from explorer.dataset.schema import CATEGORIES, FIELDS
from explorer.export.data.chosen import Chosen
from explorer.files.rings import parted

Json = dict[str, Any]
ALWAYS: Final = ("events.csv",)
TURN: Final = 360.0
SPECIAL: Final = re.compile(r'[",\r\n]')


@dataclass(frozen=True, slots=True)
class Written:
    """One CSV table: ``columns``, those of them that the schema lacks with the names they had
    (``extra``, column to name), and the ``n`` rows."""

    name: str
    columns: tuple[str, ...]
    extra: Mapping[str, str]
    rows: Iterable[Sequence[str]]
    n: int

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return self.name.partition(".")[0]


Naming = Callable[[Sequence[str], Sequence[str]], Mapping[str, str]]
"""What columns are called beside those of the schema: names as they were to new ones."""


def tables(chosen: Chosen, naming: Naming = free_names) -> Iterator[Written]:
    """The CSV tables of the package in the order in which they are read."""
    data = chosen.dataset
    events = data.events
    yield _table(
        "events.csv",
        tuple(events.extra),
        naming,
        (
            (chosen.event_cells(i), {name: column[i] for name, column in events.extra.items()})
            for i in chosen.events
        ),
        len(chosen.events),
    )
    records: dict[str, tuple[list[Any], Iterable[Mapping[str, str]]]] = {
        "organizations.csv": (
            kept := [data.organizations[o] for o in chosen.organizations],
            (_organization(data, o) for o in kept),
        ),
        "sources.csv": (
            sources := [data.sources[s] for s in chosen.sources],
            (_own(FIELDS["sources.csv"], source) for source in sources),
        ),
        "citations.csv": (
            citations := [data.citations[c] for c in chosen.citations],
            (
                _own(FIELDS["citations.csv"], c)
                | {
                    "event": events.id[c.event],
                    "source": data.sources[c.source].id if c.source >= 0 else "",
                }
                for c in citations
            ),
        ),
        "indicators.csv": (
            list(data.indicators),
            (_observation(data, o) for o in data.indicators),
        ),
    }
    for name, (rows, cells) in records.items():
        extra = tuple(dict.fromkeys(key for row in rows for key in row.extra))
        yield _table(
            name, extra, naming, zip(cells, (row.extra for row in rows), strict=True), len(rows)
        )


def _table(
    name: str,
    extra: Sequence[str],
    naming: Naming,
    rows: Iterable[tuple[Mapping[str, str], Mapping[str, str]]],
    n: int,
) -> Written:
    known = FIELDS[name]
    names = naming(extra, known)
    cells = (
        [*(own[field] for field in known), *(more.get(key, "") for key in extra)]
        for own, more in rows
    )
    extra_names = {new: old for old, new in names.items()}
    return Written(name, (*known, *names.values()), extra_names, cells, n)


def _own(fields: Sequence[str], record: object) -> dict[str, str]:
    return {name: str(getattr(record, name)) for name in fields}


def _organization(data: Dataset, o: Any) -> dict[str, str]:
    return _own(FIELDS["organizations.csv"], o) | {
        "parent": data.organizations[o.parent].id if o.parent >= 0 else "",
        "also_known_as": joined(o.also_known_as),
        "lon": number(o.lon),
        "lat": number(o.lat),
    }


def _observation(data: Dataset, o: Any) -> dict[str, str]:
    values = {name: number(getattr(o, name)) for name in ("value", "value_low", "value_high")}
    source = data.sources[o.source].id if o.source >= 0 else ""
    return _own(FIELDS["indicators.csv"], o) | values | {"source": source}


def site_properties(data: Dataset, s: int) -> Json:
    """The properties of site ``s`` as ``sites.geojson`` has them."""
    sites = data.sites
    stated = sites.stated.get(s, {})
    found: Json = {
        "id": sites.id[s],
        "event": data.events.id[int(sites.event[s])],
        "place": sites.place[s],
        "place_zh": sites.place_zh[s],
        "country": sites.country.text(s),
        "role": sites.role.text(s),
        "precision": sites.precision.text(s),
        "status": sites.status.text(s),
        "announced": stated.get("announced", ""),
        "opened": stated.get("opened", ""),
        "closed": stated.get("closed", ""),
        "note": sites.note[s],
    }
    region, precision = int(sites.region[s]), sites.precision.text(s)
    if region >= 0 and precision != "region":
        found["region"] = data.regions[region].id  # its name alone would not be looked for
    return found | dict(sites.extra.get(s, {}))


def region_properties(data: Dataset, r: int) -> Json:
    """The properties of region ``r`` as ``regions.geojson`` has them."""
    region = data.regions[r]
    own = {"id": region.id, "name": region.name, "name_zh": region.name_zh, "note": region.note}
    return own | dict(region.extra)


def site_geometry(data: Dataset, s: int) -> Json | None:
    """The geometry of site ``s`` as it was read; None without one."""
    if rings := data.sites.rings.get(s):
        return polygons(rings)
    lon, lat = float(data.sites.lon[s]), float(data.sites.lat[s])
    return {"type": "Point", "coordinates": [lon, lat]} if lon == lon else None


def polygons(rings: Sequence[F64]) -> Json:
    """A Polygon, or a MultiPolygon where the rings are those of several. Rings that pass 180°
    stay in one piece; none passes 360°."""
    found = [[_within_a_turn(ring).tolist() for ring in polygon] for polygon in parted(rings)]
    if len(found) == 1:
        return {"type": "Polygon", "coordinates": found[0]}
    return {"type": "MultiPolygon", "coordinates": found}


def _within_a_turn(ring: F64) -> F64:
    lon = ring[:, 0]
    turns = -1 if lon.max() > TURN else 1 if lon.min() < -TURN else 0
    return ring + np.array([turns * TURN, 0.0]) if turns else ring


def feature(properties: Json, geometry: Json | None) -> Json:
    """A GeoJSON feature, which has its id twice: GIS look for it in either place."""
    own = properties["id"]
    return {"type": "Feature", "id": own, "properties": properties, "geometry": geometry}


def collection(features: Iterable[Json]) -> bytes:
    """A FeatureCollection, a feature on each line."""
    # Encoded line by line: all at once would hold up every other thread.
    lines = b",\n".join(json_line(each).encode() for each in features)
    return b"".join((b'{"type": "FeatureCollection", "features": [\n', lines, b"\n]}\n"))


def json_line(value: object) -> str:
    """``value`` as strict JSON in one line."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:  # 1e999 was read as an infinite number, which JSON can't tell
        return json.dumps(_finite(value), ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return value


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8, lines ended by LF as in the bundled package. (The library's writer would leave
    a lone CR without quotes, which ends a line for its reader.)"""
    lines = (",".join(map(_quoted, row)) for row in chain([columns], rows))
    return b"".join(f"{line}\n".encode() for line in lines)


def _quoted(cell: str) -> str:
    if SPECIAL.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def package_files(chosen: Chosen, progress: Progress = silent) -> dict[str, bytes]:
    """The files of the package by name: tables that hold something, and those that its own
    description names."""
    data = chosen.dataset
    files: dict[str, bytes] = {}
    wanted = {*ALWAYS, *_described(data.package.description)}
    events_extra: dict[str, str] = {}
    counts = {
        "organizations.csv": chosen.organizations,
        "sources.csv": chosen.sources,
        "citations.csv": chosen.citations,
        "indicators.csv": data.indicators,
    }
    for table in tables(chosen):
        if table.name == "events.csv":
            events_extra = {old: new for new, old in table.extra.items()}
        if table.name in wanted or counts.get(table.name):
            rows = told(table.rows, progress, table.stem, table.n)
            files[table.name] = csv_bytes(table.columns, rows)
    if chosen.sites or "sites.geojson" in wanted:
        files["sites.geojson"] = collection(
            feature(site_properties(data, s), site_geometry(data, s))
            for s in told(chosen.sites, progress, "sites", len(chosen.sites))
        )
    if chosen.regions or "regions.geojson" in wanted:
        files["regions.geojson"] = collection(
            feature(region_properties(data, r), polygons(data.regions[r].rings))
            for r in chosen.regions
        )
    described = json.dumps(
        description(data, tuple(files), events_extra), ensure_ascii=False, indent=2
    )
    return {"datapackage.json": f"{described}\n".encode(), **files}


def _paths(resource: Any) -> list[str]:
    path = resource.get("path") if isinstance(resource, dict) else None
    return [p for p in (path if isinstance(path, list) else [path]) if isinstance(p, str)]


def _described(found: Mapping[str, Any]) -> list[str]:
    """The known files that a description names."""
    resources = found.get("resources")
    listed = resources if isinstance(resources, list) else []
    return [path for resource in listed for path in _paths(resource) if path in FIELDS]


def description(data: Dataset, names: Sequence[str], extra: Mapping[str, str]) -> Json:
    """``datapackage.json`` for a package of the files ``names``: as it was read, with what is new
    in it. ``extra``: the columns of events that the schema lacks, and what they are called."""
    package = data.package
    found: Json = dict(package.description)
    for key, text in (("name", package.name), ("title", package.title)):
        if not str(found.get(key) or "").strip():
            found[key] = text
    resources = found.get("resources")
    listed = resources if isinstance(resources, list) else []
    kept = [r for r in listed if (paths := _paths(r)) and all(p in names for p in paths)]
    known = {path for resource in kept for path in _paths(resource)}
    found["resources"] = kept + [_resource(name) for name in names if name not in known]
    own = found.get("chuhai")
    own = dict(own) if isinstance(own, dict) else {}
    if (declared_categories(own.get("categories")) or list(CATEGORIES)) != list(data.categories):
        own["categories"] = [
            {"id": c.id, "name": c.name, "name_zh": c.name_zh} for c in data.categories
        ]
    typed = [new for old, new in extra.items() if old in data.events.extra_json]
    if typed:
        own["json_columns"] = typed
    if own:
        found["chuhai"] = own
    return found


def _resource(name: str) -> Json:
    stem, _, suffix = name.partition(".")
    if suffix == "csv":
        return {
            "name": stem,
            "path": name,
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
        }
    return {
        "name": stem,
        "path": name,
        "format": "geojson",
        "mediatype": "application/geo+json",
        "encoding": "utf-8",
    }
