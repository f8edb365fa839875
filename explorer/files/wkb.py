"""Geometries as GeoPackage keeps them: a short header, then well-known binary (WKB).

Both ways between that and the members ``type`` and ``coordinates`` of GeoJSON. The forms are those
of OGC 12-128r18, clause 2.1.3, and of ISO/IEC 13249-3 (with heights or measures, which are left
out); the high bits with which PostGIS marks them are known as well.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Any, Final

WGS84: Final = 4326
KINDS: Final = {
    1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString",
    6: "MultiPolygon", 7: "GeometryCollection",
}  # fmt: skip
CODES: Final = {name: code for code, name in KINDS.items()}
ENVELOPES: Final = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
"""Bytes of the box in the header, by its code."""
DEEPEST: Final = 8

Json = dict[str, Any]


def packed_geometry(geometry: Json) -> bytes:
    """A Point, Polygon or MultiPolygon in degrees (WGS 84) as the value of a geometry column."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return struct.pack("<2sBBi", b"GP", 0, 1, WGS84) + _wkb(kind, coordinates)
    polygons = [coordinates] if kind == "Polygon" else coordinates
    xs, ys = zip(*(xy for rings in polygons for ring in rings for xy in ring), strict=True)
    box = struct.pack("<4d", min(xs), max(xs), min(ys), max(ys))
    return struct.pack("<2sBBi", b"GP", 0, 3, WGS84) + box + _wkb(kind, coordinates)


def _wkb(kind: str, coordinates: Any) -> bytes:
    head = struct.pack("<BI", 1, CODES[kind])
    if kind == "Point":
        return head + struct.pack("<2d", *coordinates)
    if kind == "MultiPolygon":
        parts = [_wkb("Polygon", rings) for rings in coordinates]
    else:
        parts = [
            struct.pack(f"<I{2 * len(ring)}d", len(ring), *(v for xy in ring for v in xy))
            for ring in coordinates
        ]
    return head + struct.pack("<I", len(parts)) + b"".join(parts)


def unpacked_geometry(data: bytes) -> Json | None:
    """The geometry in the value of a geometry column; None for one that is marked as empty. Of
    sorts that are no points or polygons the type alone. Raises ValueError for a damaged one."""
    try:
        magic, _, flags = struct.unpack_from("<2sBB", data)
        if magic != b"GP" or (flags >> 1) & 7 not in ENVELOPES:
            raise ValueError("it is no geometry of a GeoPackage")
        if flags & 16:
            return None
        return _Reader(data, 8 + ENVELOPES[(flags >> 1) & 7]).geometry()
    except struct.error:
        raise ValueError("the geometry ends too early") from None


class _Reader:
    """A place in one geometry, moving forward. Raises struct.error beyond its end."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def _take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return found

    def geometry(self, depth: int = 0) -> Json:
        """The geometry that begins here."""
        if depth > DEEPEST:
            raise ValueError("the geometry is nested too deeply")
        order = "<" if self._take("<B")[0] else ">"
        code = self._take(order + "I")[0]
        marks, plain = code >> 28, code & 0x0FFFFFFF
        if marks & 2:
            self._take(order + "i")
        size = 2 + bool(marks & 8) + bool(marks & 4) + (0, 1, 1, 2)[min(plain // 1000, 3)]
        kind = KINDS.get(plain % 1000, "a curved geometry")
        if kind == "Point":
            position = self._positions(order, size, 1)[0]
            return {"type": kind, "coordinates": [] if math.isnan(position[0]) else position}
        if kind == "Polygon":
            rings = [self._positions(order, size, n) for n in self._lengths(order)]
            return {"type": kind, "coordinates": rings}
        if kind in ("MultiPoint", "MultiPolygon"):
            parts = [self.geometry(depth + 1) for _ in self._lengths(order, each=False)]
            return {"type": kind, "coordinates": [part["coordinates"] for part in parts]}
        return {"type": kind, "coordinates": []}

    def _lengths(self, order: str, each: bool = True) -> Iterator[int]:
        """For each part that is told to follow, how many positions it has."""
        for _ in range(self._take(order + "I")[0]):
            yield self._take(order + "I")[0] if each else 0

    def _positions(self, order: str, size: int, n: int) -> list[list[float]]:
        if n * size * 8 > len(self.data) - self.at:
            raise ValueError("the geometry ends too early")
        numbers = self._take(f"{order}{n * size}d")
        return [list(numbers[k : k + 2]) for k in range(0, n * size, size)]
