"""Rings of longitude and latitude: unwrapped, closed, repaired, without shapely where it can be.

A ring is (k, 2) float64 in degrees, its last position equal to its first, with no step of more
than 180°; longitudes may pass ±180.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]

PLAIN_LIMIT: Final = 400  # positions up to which crossings are looked for with numpy alone


class RingError(ValueError):
    """The rings enclose nothing; the message says why."""


def repaired(rings: Sequence[F64]) -> tuple[tuple[F64, ...], list[str]]:
    """The rings of one polygon, shell first, made sound, and what was done in words.

    Raises RingError when nothing is left.
    """
    notes: list[str] = []
    out: list[F64] = []
    for ring in rings:
        closed = _closed(ring, notes)
        out.append(_beside(_unwrapped(closed, notes), out[0]) if out else _unwrapped(closed, notes))
    if any(_suspect(ring) for ring in out):
        out = _made_valid(out, notes)
    if not out or max(abs(area(ring)) for ring in out) < 1e-12:
        raise RingError("the polygon has no area")
    return tuple(out), list(dict.fromkeys(notes))


def area(ring: F64) -> float:
    """Signed area in square degrees (shoelace; positive when counter-clockwise)."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1]
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def _closed(ring: F64, notes: list[str]) -> F64:
    if len(ring) and not np.array_equal(ring[0], ring[-1]):
        ring = np.vstack([ring, ring[:1]])
        notes.append("the ring was closed")
    if len(ring) < 4:
        raise RingError("a ring has fewer than four positions")
    return ring


def _unwrapped(ring: F64, notes: list[str]) -> F64:
    """The ring followed over 180°; one that goes round a pole is closed along it."""
    steps = np.diff(ring[:, 0])
    polar = (np.abs(ring[1:, 1]) > 89.999) & (np.abs(ring[:-1, 1]) > 89.999)
    if not np.any((np.abs(steps) > 180) & ~polar):
        if np.abs(ring[:, 0]).max() > 180:
            notes.append("it passes 180°: longitudes kept continuous")
        return ring
    lon = np.concatenate(([0.0], np.cumsum((steps + 180) % 360 - 180))) + ring[0, 0]
    out = np.column_stack((lon, ring[:, 1]))
    turn = lon[-1] - lon[0]
    if abs(turn) > 180:
        pole = math.copysign(90.0, float(ring[:, 1].mean()))
        ends = [[lon[-1], pole], [lon[0], pole], [lon[0], ring[0, 1]]]
        notes.append("it holds a pole: closed along it")
        return np.vstack([out, np.array(ends)])
    if abs(area(out)) < 1e-9 <= abs(area(ring)):
        return ring  # a band round the whole world, not a step over 180°
    out[-1] = out[0]
    notes.append("it crosses 180°: longitudes made continuous")
    return out


def _beside(ring: F64, shell: F64) -> F64:
    """The ring moved by whole turns to where the shell is."""
    middle = (shell[:, 0].min() + shell[:, 0].max()) / 2
    turns = round(float(middle - (ring[:, 0].min() + ring[:, 0].max()) / 2) / 360)
    return ring + np.array([360.0 * turns, 0.0]) if turns else ring


def _suspect(ring: F64) -> bool:
    """Whether two edges that are no neighbours touch (or the ring is too long to try)."""
    n = len(ring) - 1
    if n > PLAIN_LIMIT:
        return True
    a, b = ring[:-1], ring[1:]
    i, j = np.triu_indices(n, 2)
    keep = ~((i == 0) & (j == n - 1))
    i, j = i[keep], j[keep]
    low, high = np.minimum(a, b), np.maximum(a, b)
    near = np.all((low[i] <= high[j]) & (low[j] <= high[i]), axis=1)
    i, j = i[near], j[near]
    if not len(i):
        return bool(np.any(np.all(a == b, axis=1)))

    def side(p: F64, q: F64, r: F64) -> F64:
        turn = (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])
        return np.sign(turn)

    first = side(a[i], b[i], a[j]) * side(a[i], b[i], b[j])
    second = side(a[j], b[j], a[i]) * side(a[j], b[j], b[i])
    return bool(np.any((first <= 0) & (second <= 0)))


def _made_valid(rings: list[F64], notes: list[str]) -> list[F64]:
    # Imported here: it costs 100 ms, and sound rough outlines never come this way.
    import shapely

    polygon = shapely.Polygon(rings[0], rings[1:])
    if polygon.is_valid:
        return rings
    notes.append("it crosses itself: repaired")
    return _polygons_of(shapely.make_valid(polygon))


def _polygons_of(geometry: object) -> list[F64]:
    import shapely

    out: list[F64] = []
    for part in shapely.get_parts(shapely.get_parts(geometry)):
        if part.geom_type == "Polygon" and not part.is_empty:
            out.append(np.asarray(part.exterior.coords, dtype=np.float64)[:, :2])
            out.extend(np.asarray(r.coords, dtype=np.float64)[:, :2] for r in part.interiors)
    return out


def united(polygons: Sequence[Sequence[F64]]) -> list[F64]:
    """Rings of the union of polygons (each a list of rings read even-odd), so that overlaps
    do not cancel out."""
    if len(polygons) == 1:
        return list(polygons[0])
    import shapely

    shapes = [shapely.make_valid(shapely.Polygon(p[0], list(p[1:]))) for p in polygons]
    return _polygons_of(shapely.union_all(shapes))


def parted(rings: Sequence[F64]) -> list[list[F64]]:
    """The polygons that ``rings`` (shell first, then its holes, polygon after polygon) were put
    together from."""
    polygons: list[list[F64]] = []
    for ring in rings:
        shell, *holes = polygons[-1] if polygons else [ring]
        if polygons and _lies_in(ring, shell) and not any(_lies_in(ring, h) for h in holes):
            polygons[-1].append(ring)
        else:
            polygons.append([ring])
    return polygons


def _lies_in(ring: F64, other: F64) -> bool:
    """Whether most positions of ``ring`` lie within ``other``; the two don't cross."""
    x, y = ring[:-1, :1], ring[:-1, 1:]
    x0, y0, x1, y1 = other[:-1, 0], other[:-1, 1], other[1:, 0], other[1:, 1]
    rising = (y0 > y) != (y1 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    inside = (rising & left).sum(axis=1) % 2 == 1
    return bool(inside.mean() > 0.5)


def label_point(rings: Sequence[F64]) -> tuple[float, float]:
    """A point inside the rings (even-odd): the largest ring's centroid, else the middle of the
    widest stretch at its height. Longitude within [-180, 180]."""
    ring = max(rings, key=lambda r: abs(area(r)))
    base = ring[0, 0]
    x, y = ring[:, 0] - base, ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    total = float(cross.sum()) * 3
    if abs(total) < 1e-12:
        return _turned(float(ring[:, 0].mean())), float(y.mean())
    lon = float(((x[:-1] + x[1:]) * cross).sum()) / total + float(base)
    lat = float(((y[:-1] + y[1:]) * cross).sum()) / total
    cuts = _crossings(rings, lat)
    if sum(cut > lon for cut in cuts) % 2 == 0:
        spans = list(zip(cuts[::2], cuts[1::2], strict=False))
        if spans:
            west, east = max(spans, key=lambda span: span[1] - span[0])
            lon = (west + east) / 2
    return _turned(lon), lat


def _crossings(rings: Sequence[F64], lat: float) -> list[float]:
    cuts: list[float] = []
    for ring in rings:
        y0, y1 = ring[:-1, 1], ring[1:, 1]
        hit = (y0 > lat) != (y1 > lat)
        x0, x1 = ring[:-1, 0][hit], ring[1:, 0][hit]
        cuts.extend((x0 + (lat - y0[hit]) / (y1[hit] - y0[hit]) * (x1 - x0)).tolist())
    return sorted(cuts)


def _turned(lon: float) -> float:
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180
