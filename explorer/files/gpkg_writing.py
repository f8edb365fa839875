"""GeoPackage, written: an SQLite database of layers (OGC 12-128r18), the same bytes for the same
layers with the same SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from explorer.common.errors import OutputError
from explorer.common.records import dataclass
from explorer.files.wkb import WGS84

APPLICATION: Final = 0x47504B47  # "GPKG"
VERSION: Final = 10300
SOME_DAY: Final = "1970-01-01"
METADATA: Final = "http://www.geopackage.org/spec131/#extension_metadata"
WKT: Final = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AUTHORITY["EPSG","4326"]]'
)
TABLES: Final = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
  identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL
  DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
  max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id)
  REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
  m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name)
  REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id)
  REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT,
  column_name TEXT, row_id_value INTEGER, timestamp DATETIME NOT NULL
  DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id)
  REFERENCES gpkg_metadata(id), CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id)
  REFERENCES gpkg_metadata(id));
"""
SYSTEMS: Final = (
    ("WGS 84 geodetic", WGS84, "EPSG", WGS84, WKT, "longitude and latitude in degrees"),
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", "undefined Cartesian coordinates"),
    ("Undefined geographic", 0, "NONE", 0, "undefined", "undefined geographic coordinates"),
)

Cell = str | int | float | bytes | None
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layer:
    """One table. ``columns``: names, no two alike but for case, with SQL types (TEXT, DOUBLE,
    DATETIME, …); ``fid`` stands before them and is no cell of a row. ``geometry`` is '' for a table
    without one, else its type (POINT, GEOMETRY, …): then ``geom`` is the first cell of a row,
    and ``box`` is west, south, east, north of all."""

    name: str
    description: str
    columns: Sequence[tuple[str, str]]
    rows: Iterable[Sequence[Cell]]
    geometry: str = ""
    box: Box | None = None


def gpkg(layers: Sequence[Layer], uri: str, metadata: str, day: str = "") -> bytes:
    """The GeoPackage of ``layers``, in WGS 84. ``metadata`` is JSON text of the standard ``uri``;
    ``day`` (ISO) is told as the time of the last change. Raises OutputError."""
    stamp = f"{day or SOME_DAY}T00:00:00.000Z"
    made = sqlite3.connect(":memory:")
    try:
        made.execute(f"PRAGMA application_id = {APPLICATION}")
        made.execute(f"PRAGMA user_version = {VERSION}")
        made.executescript(TABLES)
        made.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", SYSTEMS)
        for layer in layers:
            _add(made, layer, stamp)
        for table in ("gpkg_metadata", "gpkg_metadata_reference"):
            made.execute(
                "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_metadata', ?, 'read-write')",
                (table, METADATA),
            )
        made.execute(
            "INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?, 'application/json', ?)",
            (uri, metadata),
        )
        made.execute(
            "INSERT INTO gpkg_metadata_reference VALUES"
            " ('geopackage', NULL, NULL, NULL, ?, 1, NULL)",
            (stamp,),
        )
        made.commit()
        return made.serialize()
    except sqlite3.Error as error:
        raise OutputError(f"no GeoPackage can be made of this: {error}") from error
    finally:
        made.close()


def _add(made: sqlite3.Connection, layer: Layer, stamp: str) -> None:
    columns = ['"fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL']
    if layer.geometry:
        columns.append(f'"geom" {layer.geometry}')
    columns += [f"{quoted(name)} {kind}" for name, kind in layer.columns]
    made.execute(f"CREATE TABLE {quoted(layer.name)} ({', '.join(columns)})")
    marks = ", ".join("?" * len(columns))
    rows = ((fid, *cells) for fid, cells in enumerate(layer.rows, start=1))
    made.executemany(f"INSERT INTO {quoted(layer.name)} VALUES ({marks})", rows)
    made.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            layer.name,
            "features" if layer.geometry else "attributes",
            layer.name,
            layer.description,
            stamp,
            *(layer.box or (None,) * 4),
            WGS84 if layer.geometry else None,
        ),
    )
    if layer.geometry:
        made.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
            (layer.name, layer.geometry, WGS84),
        )


def quoted(name: str) -> str:
    """``name`` as SQL takes any name."""
    return '"' + name.replace('"', '""') + '"'
