"""Strict reading of GeoJSON (RFC 7946), exact about lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Final

import numpy as np

from explorer.common.errors import InputError, OptionError
from explorer.common.problems import Problem
from explorer.common.records import dataclass
from explorer.files.crs import Project, named, projection
from explorer.files.package import read_file
from explorer.files.rings import F64, RingError, repaired, united
from explorer.files.strict_json import Reader, scrubbed, too_deep

NAN: Final = float("nan")
GEOMETRIES: Final = frozenset({"Point", "MultiPoint", "Polygon", "MultiPolygon"})


class GeometryError(ValueError):
    """A geometry that cannot be used; ``value`` is the part at fault, for people."""

    def __init__(self, reason: str, value: object = "") -> None:
        super().__init__(reason)
        self.value = _shown(value)


def _shown(value: object) -> str:
    """A JSON value for a message, cut short."""
    try:
        return str(value)[:80]
    except RecursionError:
        return "…"


@dataclass(frozen=True, slots=True)
class Geometry:
    """A point (degrees, WGS 84), or rings (k, 2), shell first, with NaN for the point. Of
    several polygons the rings follow one another; they are read even-odd."""

    lon: float = NAN
    lat: float = NAN
    rings: tuple[F64, ...] = ()


@dataclass(slots=True)
class Feature:
    """``line`` is where it begins; ``number`` (from 1) is used in messages when other features
    stand on the same line. ``id`` is the feature's own id as text, '' when it has none; two may
    have the same one."""

    line: int
    number: int
    id: str
    properties: dict[str, Any]
    geometry: Geometry | None
    crowded: bool = False

    def at(self, field_name: str) -> str:
        """``field_name``, with the feature's number where the line alone does not tell."""
        return f"feature {self.number}: {field_name}" if self.crowded else field_name


@dataclass(slots=True)
class Features:
    """``count`` features were met: ``features`` plus the errors in ``problems``."""

    name: str
    features: list[Feature] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0


def read_features(name: str, data: bytes, encoding: str = "", crs: str = "") -> Features:
    """The features in ``data``; bad ones are left out and listed. ``crs`` overrides what the
    file says of its coordinates.

    Raises InputError when it is no GeoJSON, is truncated, holds NaN or doubled keys, or has
    coordinates of another system.
    """
    reader = Reader(name, data, encoding)
    raw, members = _scan(reader)
    found = Features(name, count=len(raw))
    if reader.note:
        found.problems.append(
            Problem("fixed", name, None, "", "", "the file is not UTF-8", reader.note)
        )
    _add_all(found, raw, _project(found, members, crs), reader.controls)
    return found


def features_of(name: str, raw: Sequence[tuple[int, Any]], crs: str = "") -> Features:
    """The features that were read in another way, each with its row, by the same rules. ``crs`` is
    the system of their coordinates, '' for WGS 84. Raises InputError."""
    found = Features(name, count=len(raw))
    project = projection(crs, asked=True) if crs else None
    if project is not None:
        _told_projected(found, crs)
    _add_all(found, raw, project, check=True)
    return found


def _add_all(
    found: Features, raw: Sequence[tuple[int, Any]], project: Project | None, check: bool
) -> None:
    lines = [line for line, _ in raw]
    for number, (line, value) in enumerate(raw, start=1):
        crowded = lines[number - 2 : number - 1] == [line] or lines[number : number + 1] == [line]
        _add(found, Feature(line, number, "", {}, None, crowded), value, project, check)


def _scan(reader: Reader) -> tuple[list[tuple[int, Any]], dict[str, Any]]:
    """Features with the lines they begin on, and the other members of the collection."""
    if reader.peek() == "\x1e":
        raise _lines(reader)
    if reader.peek() != "{":
        raise reader.refused("this is JSON, but no GeoJSON: it is no object")
    start = reader.at
    members, features = reader.members("features")
    kind = members.get("type")
    if kind == "Feature" and reader.peek() in ("{", "\x1e"):
        raise _lines(reader)
    reader.end()
    if kind == "FeatureCollection":
        if features is None:
            raise reader.refused("“features” is no list")
        return features, members
    line = reader.line(start)
    if kind == "Feature":
        return [(line, members)], members
    if kind in (*GEOMETRIES, "LineString", "MultiLineString", "GeometryCollection"):
        return [(line, {"type": "Feature", "geometry": members, "properties": None})], members
    if kind == "Topology":
        raise InputError(f"{reader.name} is TopoJSON, not GeoJSON")
    raise InputError(f"{reader.name} is JSON, but no GeoJSON")


def _lines(reader: Reader) -> InputError:
    return InputError(
        f"{reader.name} holds one GeoJSON feature per line (GeoJSONSeq, NDJSON); "
        "a FeatureCollection is expected"
    )


def _project(found: Features, members: dict[str, Any], crs: str) -> Project | None:
    stated = named(members.get("crs"))
    if not (crs or stated):
        return None
    try:
        project = projection(crs or stated, asked=bool(crs))
    except OptionError as error:
        raise OptionError(f"{found.name}: {error}", *error.needs) from None
    if project is not None:
        _told_projected(found, crs or stated)
    return project


def _told_projected(found: Features, system: str) -> None:
    found.problems.append(
        Problem(
            "fixed",
            found.name,
            None,
            "crs",
            system,
            "the coordinates are not longitude and latitude",
            "they were converted",
        )
    )


def _add(
    found: Features, feature: Feature, value: Any, project: Project | None, check: bool
) -> None:
    def problem(severity: Any, where: str, what: object, message: str, fix: str = "") -> None:
        text = scrubbed(_shown(what))
        found.problems.append(
            Problem(severity, found.name, feature.line, feature.at(where), text, message, fix)
        )

    if not isinstance(value, dict) or value.get("type") != "Feature":
        problem("error", "type", value.get("type") if isinstance(value, dict) else "", "no feature")
        return
    properties = value.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        problem("error", "properties", "", "the properties are no object")
        return
    if too_deep(properties):
        problem("error", "properties", "", "the properties are nested too deeply")
        return
    if check:
        if where := _nul(properties):
            problem("error", where, "", "the text holds a NUL character")
            return
        cleaned = scrubbed(properties)
        if cleaned != properties:
            where = next((k for k in properties if cleaned.get(k) != properties[k]), "")
            problem(
                "fixed",
                clean_key(where),
                "",
                "the text holds control characters",
                "they were removed",
            )
        properties = cleaned
    try:
        feature.geometry, notes = read_geometry(value.get("geometry"), project)
    except GeometryError as error:
        problem("error", "geometry", error.value, str(error))
        return
    for note in notes:
        problem("fixed", "geometry", "", "the geometry was mended", note)
    own = value.get("id")
    feature.id = "" if own is None or isinstance(own, (dict, list)) else str(scrubbed(str(own)))
    feature.properties = properties
    found.features.append(feature)


def clean_key(key: str) -> str:
    """``key`` fit for a message."""
    return str(scrubbed(key))


def _nul(properties: dict[str, Any]) -> str:
    """The first property with a NUL in its text, '' when there is none."""
    return next((clean_key(k) or "?" for k, v in properties.items() if "\0" in f"{k}{v}"), "")


def read_geometry(value: Any, project: Project | None = None) -> tuple[Geometry | None, list[str]]:
    """The geometry (None for null) and what was mended, in words. Raises GeometryError."""
    if value is None:
        return None, []
    if not isinstance(value, dict):
        raise GeometryError("the geometry is no object", value)
    kind, coordinates = value.get("type"), value.get("coordinates")
    if not isinstance(kind, str) or kind not in GEOMETRIES:
        raise GeometryError("this type of geometry is not supported", kind)
    if not isinstance(coordinates, list):
        raise GeometryError("the coordinates are no list", coordinates)
    if kind == "MultiPoint" and len(coordinates) == 1:
        kind, coordinates = "Point", coordinates[0]
    if kind == "MultiPoint":
        raise GeometryError("several points in one feature are not supported", kind)
    if kind == "Point":
        if coordinates == []:
            raise GeometryError("the point is empty")
        lon, lat = _position(coordinates, project)
        if not -180 <= lon <= 180:
            raise GeometryError("a longitude lies between -180 and 180", lon)
        return Geometry(lon, lat), []
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not polygons:
        raise GeometryError("the polygon is empty")
    rings: list[F64] = []
    notes: list[str] = []
    for polygon in polygons:
        found, said = _polygon(polygon, project)
        rings += found
        notes += said
    return Geometry(rings=tuple(rings)), list(dict.fromkeys(notes))


def _polygon(value: Any, project: Project | None) -> tuple[tuple[F64, ...], list[str]]:
    if not isinstance(value, list) or not value or not all(isinstance(r, list) for r in value):
        raise GeometryError("the polygon is empty" if value == [] else "the rings are no lists")
    if not value[0]:
        raise GeometryError("the polygon is empty")
    try:
        return repaired([np.array([_position(p, project) for p in r], np.float64) for r in value])
    except RingError as error:
        raise GeometryError(str(error)) from None


def _position(value: Any, project: Project | None) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) < 2:
        raise GeometryError("a position needs a longitude and a latitude", value)
    x, y = value[0], value[1]
    if type(x) not in (int, float) or type(y) not in (int, float):
        words = "text" if isinstance(x, str) or isinstance(y, str) else "no numbers"
        raise GeometryError(f"the coordinates are {words}, not numbers", value[:2])
    try:
        lon, lat = float(x), float(y)
    except OverflowError:
        lon = lat = math.inf
    if project is not None and math.isfinite(lon) and math.isfinite(lat):
        try:
            lon, lat = project(lon, lat)
        except (OverflowError, ValueError):
            lon = lat = math.inf
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise GeometryError("the coordinates are not finite", value[:2])
    if not -90 <= lat <= 90:
        swapped = (
            " (are longitude and latitude swapped?)" if abs(lon) <= 90 >= abs(lat) - 90 else ""
        )
        raise GeometryError(f"a latitude lies between -90 and 90{swapped}", lat)
    if not -360 <= lon <= 360:
        raise GeometryError("a longitude lies between -180 and 180", lon)
    return lon, lat


def read_rings(path: Path | str, crs: str = "") -> tuple[tuple[tuple[float, float], ...], ...]:
    """Rings (lon, lat) in degrees of all polygons in the GeoJSON file ``path``, united, even-odd,
    unwrapped: no step over 180°, longitudes may pass ±180.

    Raises InputError, also when a feature is bad or there is no polygon.
    """
    return rings_of(Path(path).name, read_file(Path(path)), crs)


def rings_of(name: str, data: bytes, crs: str = "") -> tuple[tuple[tuple[float, float], ...], ...]:
    """As ``read_rings``, of GeoJSON text that errors call ``name``. The rings of a single feature
    that need no repair are just those written."""
    found = read_features(name, data, crs=crs)
    for problem in found.problems:
        if problem.severity == "error":
            raise InputError(f"{name}, line {problem.row}: {problem.message}")
    polygons = [f.geometry.rings for f in found.features if f.geometry and f.geometry.rings]
    if not polygons:
        raise InputError(f"{name} holds no polygon")
    return tuple(tuple((float(x), float(y)) for x, y in ring.tolist()) for ring in united(polygons))
