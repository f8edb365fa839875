"""GeoPackage, read: the plain tables in it and nothing that would run.

The database is opened in memory, so that no other file is touched. Nothing in it is believed:
views and triggers are left alone, and SQLite may only read columns of tables.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from explorer.common.errors import InputError
from explorer.common.records import dataclass
from explorer.files.gpkg_writing import quoted

ALLOWED: Final = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
PLAIN: Final = re.compile(r"CREATE\s+TABLE\b", re.I)


@dataclass(frozen=True, slots=True)
class Stored:
    """A table as it is listed. ``columns``: name and declared type in capitals, those of the row
    number and the geometry left out; ``key``: the column of the row number; ``geometry``: the
    geometry column, '' for none; ``kind`` its type in capitals; ``system``: its coordinate system
    as ``crs.projection`` takes it, '' for WGS 84 and where it is not known."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: str
    geometry: str = ""
    kind: str = ""
    system: str = ""


class GeoPackage:
    """An open GeoPackage. Whatever it is asked may raise InputError for a damaged one."""

    def __init__(self, name: str, opened: sqlite3.Connection) -> None:
        self.name = name
        self._opened = opened

    def tables(self) -> list[Stored]:
        """Layers and attribute tables in the order in which they are listed; views are left
        out."""
        plain = {
            name
            for name, sql in self._all("SELECT name, sql FROM sqlite_master")
            if isinstance(sql, str) and PLAIN.match(sql)
        }
        listed = self._all("SELECT table_name, data_type FROM gpkg_contents")
        if "gpkg_geometry_columns" in plain:
            shapes = {row[0]: row[1:] for row in self._all(
                "SELECT table_name, column_name, geometry_type_name, srs_id"
                " FROM gpkg_geometry_columns"
            )}  # fmt: skip
        else:
            shapes = {}
        systems = self._systems() if "gpkg_spatial_ref_sys" in plain else {}
        found = []
        for name, kind in listed:
            if name in plain and kind in ("features", "attributes"):
                column, shape, srs = shapes.get(name, ("", "", 0))
                found.append(self._table(name, str(column), str(shape), systems.get(srs, "")))
        return found

    def _systems(self) -> dict[int, str]:
        found = {}
        for srs, body, code, text in self._all(
            "SELECT srs_id, organization, organization_coordsys_id, definition"
            " FROM gpkg_spatial_ref_sys"
        ):
            if str(body).upper() == "EPSG":
                found[srs] = f"EPSG:{code}"
            elif srs not in (-1, 0):
                found[srs] = str(text)
        return found

    def _table(self, name: str, geometry: str, kind: str, system: str) -> Stored:
        rows = self._all(f"PRAGMA table_info({quoted(name)})")
        key = next((row[1] for row in rows if row[5] and row[2].upper() == "INTEGER"), "rowid")
        columns = tuple((row[1], row[2].upper()) for row in rows if row[1] not in (key, geometry))
        return Stored(name, columns, key, geometry, kind.upper(), system)

    def rows(self, table: Stored) -> Iterator[tuple[Any, ...]]:
        """Row number, geometry (None for a table without one), then the cells of each row."""
        geometry = quoted(table.geometry) if table.geometry else "NULL"
        names = [quoted(table.key), geometry, *(quoted(name) for name, _ in table.columns)]
        asked = f"SELECT {', '.join(names)} FROM {quoted(table.name)}"
        yield from self._each(f"{asked} ORDER BY 1")

    def metadata(self, uri: str) -> str | None:
        """The metadata of the standard ``uri``, None where there is none."""
        if not self._all("SELECT name FROM sqlite_master WHERE name = 'gpkg_metadata'"):
            return None
        rows = self._each("SELECT md_standard_uri, metadata FROM gpkg_metadata")
        return next((str(text) for own, text in rows if own == uri), None)

    def _all(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self._each(sql))

    def _each(self, sql: str) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._opened.execute(sql)
        except sqlite3.Error as error:
            raise _damaged(self.name, error) from None


@contextmanager
def opened_gpkg(name: str, data: bytes) -> Iterator[GeoPackage]:
    """The GeoPackage in ``data``; ``name`` is for messages. Raises InputError."""
    if data[18:20] == b"\2\2":  # a log beside it, which memory can't have: what it holds is lost
        data = b"".join([data[:18], b"\1\1", data[20:]])
    opened = sqlite3.connect(":memory:")
    try:
        try:
            opened.deserialize(data)
            opened.execute("PRAGMA trusted_schema = OFF")
            opened.execute("PRAGMA query_only = ON")
            opened.text_factory = lambda text: text.decode("utf-8", "replace")
            opened.set_authorizer(_allowed)
            opened.execute("SELECT name FROM sqlite_master")
        except (sqlite3.Error, OverflowError) as error:
            raise _damaged(name, error) from None
        yield GeoPackage(name, opened)
    finally:
        opened.close()


def _allowed(action: int, first: str | None, *_more: str | None) -> int:
    """What SQLite asks of each thing that a statement would do: columns may be read."""
    reads = action in ALLOWED or (action == sqlite3.SQLITE_PRAGMA and first == "table_info")
    return sqlite3.SQLITE_OK if reads else sqlite3.SQLITE_DENY


def _damaged(name: str, error: Exception) -> InputError:
    return InputError(f"{name} is a damaged GeoPackage: {error}")
