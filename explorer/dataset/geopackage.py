"""A GeoPackage to a dataset: one that this program wrote, whole; a stranger's layer as a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from explorer.common.errors import InputError, OptionError
from explorer.common.progress import told
from explorer.dataset.assemble import Parts
from explorer.dataset.cells import number
from explorer.dataset.flat import flat_features
from explorer.dataset.headings import chosen, samples
from explorer.dataset.log import Log, Place
from explorer.dataset.records import as_json
from explorer.dataset.schema import FIELDS
from explorer.files.geojson import Features, features_of
from explorer.files.gpkg_reading import GeoPackage, Stored, opened_gpkg
from explorer.files.package import PackageFiles
from explorer.files.wkb import unpacked_geometry

LAYOUT: Final = "urn:chuhai:geopackage:1"
"""The standard of the metadata that say how a GeoPackage of ours is laid out: a JSON object of
``description`` (datapackage.json) and ``columns`` (by table, what those of other names were)."""
TIMES: Final = ("starts_earliest", "ends_latest", "starts_latest", "ends_earliest")
"""When an event starts and ends at the earliest and at the latest, beside its EDTF. In this order,
for QGIS proposes the first column that is named for a start and the first for an end: those two
between which an event possibly was."""
EVENT_MORE: Final = (*TIMES, "amount_value")
"""Columns of ``events`` that its other columns say already: not read."""
ROW_NAMES: Final = ("fid", "geom", "rowid", "oid", "_rowid_")
"""What a column of a layer may not be called."""
MORE: Final = "more"
"""The column of sites and regions for properties that the schema lacks, a JSON object."""
SITE_FIELDS: Final = FIELDS["sites.geojson"]
EVENT_FIELDS: Final[Mapping[str, str]] = {
    name: f"event_{name}" if name in SITE_FIELDS else name
    for name in FIELDS["events.csv"]
    if name != "id"
}
"""What the fields of its event are called in the row of a site."""
SITE_MORE: Final = (MORE, *EVENT_FIELDS.values(), "organization_names", *EVENT_MORE)
"""Columns of ``sites`` that other tables say already, and MORE."""
MIDNIGHT: Final = ("T00:00:00", "T00:00:00Z", "T00:00:00.000", "T00:00:00.000Z")
DAY_CHARACTERS: Final = 10


def package_in(name: str, data: bytes) -> PackageFiles | None:
    """The package that this program wrote as the GeoPackage ``data``, None for a stranger's.
    Raises InputError."""
    with opened_gpkg(name, data) as opened:
        return _package(opened)


def _package(opened: GeoPackage) -> PackageFiles | None:
    layout = _object(opened.metadata(LAYOUT))
    stored = {table.name: table for table in opened.tables()}
    if layout is None or "events" not in stored:
        return None
    found = layout.get("description")
    named = layout.get("columns")
    columns = named if isinstance(named, dict) else {}
    files = {"datapackage.json": json.dumps(found if isinstance(found, dict) else {}).encode()}
    for file in FIELDS:
        name, _, suffix = file.partition(".")
        if table := stored.get(name):
            own = columns.get(name)
            renamed = own if isinstance(own, dict) else {}
            if suffix == "csv":
                files[file] = _csv(opened, table, EVENT_MORE if name == "events" else (), renamed)
            else:
                files[file] = _features(opened, table, SITE_MORE if name == "sites" else (MORE,))
    return PackageFiles(opened.name, files)


def _object(text: str | None) -> dict[str, Any] | None:
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _cell(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    return "" if value is None or isinstance(value, bytes) else str(value)


def _csv(
    opened: GeoPackage, table: Stored, left_out: tuple[str, ...], renamed: Mapping[str, object]
) -> bytes:
    kept = [i for i, (name, _) in enumerate(table.columns, start=2) if name not in left_out]
    text = io.StringIO()
    writer = csv.writer(text)
    names = [table.columns[i - 2][0] for i in kept]
    writer.writerow([str(renamed.get(name, name)) for name in names])
    writer.writerows([_cell(row[i]) for i in kept] for row in opened.rows(table))
    return text.getvalue().encode("utf-8", "replace")


def _features(opened: GeoPackage, table: Stored, left_out: tuple[str, ...]) -> bytes:
    names = [name for name, _ in table.columns]
    features = []
    for _, shape, *cells in opened.rows(table):
        values = dict(zip(names, cells, strict=True))
        properties = {k: _cell(v) for k, v in values.items() if k not in left_out and v is not None}
        features.append(
            {
                "type": "Feature",
                "properties": properties | (_object(values.get(MORE)) or {}),
                "geometry": _geometry(shape),
            }
        )
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    collection = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}'
    return collection.encode("utf-8", "replace")


def _geometry(value: object) -> dict[str, Any] | None:
    """As GeoJSON; what is damaged keeps a type that the reader of features refuses, so that the
    row is listed."""
    if value is None:
        return None
    try:
        return unpacked_geometry(value) if isinstance(value, bytes) else {"type": "text"}
    except ValueError as error:
        return {"type": str(error)}


def read_layer(log: Log, name: str, data: bytes) -> Parts:
    """The parts in a stranger's layer: points before other shapes before none, of them the first
    that has a title and a date. Raises InputError."""
    with opened_gpkg(name, data) as opened:
        found = _layer(log, opened)
    return flat_features(log, found, data)


def _layer(log: Log, opened: GeoPackage) -> Features:
    tables = sorted(opened.tables(), key=_rank)
    if not tables:
        raise InputError(f"{opened.name} holds no table that can be read")
    table = next((table for table in tables if _fits(log, opened, table)), tables[0])
    found = features_of(opened.name, _raw(log, opened, table), log.options.crs or table.system)
    others = [other.name for other in tables if other is not table]
    if others:
        log.add(
            "warning", Place(opened.name, None), "", table.name,
            f"the other tables are not read: {', '.join(others)}",
        )  # fmt: skip
    return found


def _rank(table: Stored) -> int:
    if not table.geometry:
        return 2
    return 0 if table.kind in ("POINT", "MULTIPOINT", "GEOMETRY") else 1


def _fits(log: Log, opened: GeoPackage, table: Stored) -> bool:
    """Whether a title and a date are found, with the options that are given."""
    columns = [name for name, _ in table.columns]
    rows = ([_cell(cell) for cell in row[2:]] for row in opened.rows(table))
    try:
        chosen(opened.name, columns, samples(columns, rows), log.options.map)
    except (OptionError, InputError):
        return False
    return True


def _raw(log: Log, opened: GeoPackage, table: Stored) -> list[tuple[int, Any]]:
    """The rows as features, by the number of each."""
    rows = list(told(opened.rows(table), log.progress, "rows", 0))
    days = {
        i
        for i, (_, kind) in enumerate(table.columns, start=2)
        if kind == "DATETIME"
        and all(str(row[i]).endswith(MIDNIGHT) for row in rows if row[i] is not None)
    }
    found = []
    for row in rows:
        properties = {
            name: _property(row[i], kind, i in days)
            for i, (name, kind) in enumerate(table.columns, start=2)
            if not isinstance(row[i], bytes)
        }
        value = {"type": "Feature", "properties": properties, "geometry": _geometry(row[1])}
        found.append((row[0], value))
    return found


def _property(value: Any, kind: str, day: bool) -> Any:
    """A cell as a GeoJSON property. GIS keep days as midnights: of such a column the day is
    meant."""
    if value is None:
        return None
    if kind == "BOOLEAN" and value in (0, 1):
        return bool(value)
    if day:
        return str(value)[:DAY_CHARACTERS]
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return int(value) if whole else value if isfinite(value) else None
    return value


def more_of(extra: Mapping[str, object]) -> str | None:
    """The cell of MORE."""
    return as_json(dict(extra)) if extra else None
