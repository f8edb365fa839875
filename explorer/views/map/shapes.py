"""Boxes and lassos on the map: from the drag of a pointer to degrees, and back to what they cover.

pyqtgraph's ROI brings handles of its own, but lives in a scene with a ViewBox, and the map is a
plain widget with a camera: its handles are drawn and dragged here."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from explorer.figure.map.clip import half_plane
from explorer.figure.map.projection import (
    Y_MAX,
    equal_earth,
    inverse,
    px_to_lonlat,
    relative,
    to_px,
)
from explorer.figure.picture import F64
from explorer.figure.view import MapView
from explorer.paint.painter import polygon
from explorer.query.clauses import MapBox, MapPolygon
from explorer.query.shapes import sound

Shape = MapBox | MapPolygon
Corner = tuple[int, int]
"""Number of a ring, number of a corner in it."""

STEPS: Final = 48
RIM: Final = 179.999
"""Degrees from the central meridian that count as the map's edge."""
TOLERANCE: Final = 2.5
"""Pixels by which the corners of a lasso may leave out what the hand drew."""
LEAST: Final = 60.0
"""Square pixels below which a lasso was a slip of the hand."""
STRIDE: Final = 90.0
"""Degrees of longitude from one corner of a lasso to the next at most."""
DENSE: Final = 2.0
"""Degrees between points along a side that is drawn."""
REACH: Final = 9.0
"""Pixels from a corner at which it can be taken hold of."""


def box_under(band: QRectF, view: MapView) -> MapBox | None:
    """The box of degrees under a rectangle of pixels: its sides at half its height, its top and
    bottom at half its width; what lies beyond the map's edge ends there. None beside the map."""
    xs = np.linspace(band.left(), band.right(), STEPS)
    ys = np.linspace(band.top(), band.bottom(), STEPS)
    across, _ = px_to_lonlat(view, xs, np.full(STEPS, band.center().y()))
    _, down = px_to_lonlat(view, np.full(STEPS, band.center().x()), ys)
    grid_x, grid_y = np.meshgrid(xs, ys)
    lon, lat = px_to_lonlat(view, grid_x, grid_y)
    if not np.isfinite(lat).any():
        return None
    rel = relative(across if np.isfinite(across).any() else lon, view.center_lon)
    lats = down if np.isfinite(down).any() else lat
    west, east = float(np.nanmin(rel)), float(np.nanmax(rel))
    if not np.isfinite(across).all():  # the rectangle passes the rim on one side or both
        west = -RIM if not np.isfinite(across[0]) else west
        east = RIM if not np.isfinite(across[-1]) else east
    south, north = float(np.nanmin(lats)), float(np.nanmax(lats))
    if east - west < 1e-3 or north - south < 1e-3:
        return None
    turned = [round((v + view.center_lon + 180) % 360 - 180, 3) for v in (west, east)]
    return MapBox(turned[0], round(south, 3), turned[1], round(north, 3))


def degrees_under(points: F64, view: MapView) -> F64:
    """Pixels (k, 2) as longitudes, continuous over the whole map, and latitudes. What lies beside
    the map counts as its edge."""
    x = (points[:, 0] - view.width / 2) / view.scale + view.x
    y = (view.height / 2 - points[:, 1]) / view.scale + view.y
    y = np.clip(y, -Y_MAX, Y_MAX)
    _, lat = inverse(np.zeros_like(y), y, view.center_lon)
    edge, _ = equal_earth(np.full_like(y, RIM), lat)  # x goes in step with the longitude
    rel = np.clip(x / edge, -1.0, 1.0) * RIM
    return np.column_stack([rel + view.center_lon, lat])


def lasso_under(trail: list[QPointF], view: MapView) -> MapPolygon | None:
    """The polygon of degrees that a hand drew, with as few corners as ``TOLERANCE`` allows; None
    when it holds nothing."""
    points = np.array([(p.x(), p.y()) for p in trail], np.float64)
    if len(points) < 3 or (abs(_area(points)) < LEAST and np.ptp(points, axis=0).min() < 6):
        return None
    kept = _simplified(points)
    if len(kept) < 3:
        return None
    ring: list[F64] = []
    for start, end in zip(kept, np.roll(kept, -1, axis=0), strict=True):
        ring += _side(start, end, view)
    return sound(MapPolygon((_as_ring(degrees_under(np.array(ring), view)),)))


def _as_ring(degrees: F64) -> tuple[tuple[float, float], ...]:
    closed = np.concatenate([degrees, degrees[:1]])
    return tuple((float(x), float(y)) for x, y in closed)


def _area(points: F64) -> float:
    after = np.roll(points, -1, axis=0)
    return float(np.sum(points[:, 0] * after[:, 1] - after[:, 0] * points[:, 1])) / 2


def _simplified(points: F64) -> F64:
    """D. Douglas and T. Peucker, Cartographica 10(2), 1973, of a ring: parted at the point that
    is farthest from the first."""
    far = int(np.argmax(np.hypot(*(points - points[0]).T)))
    closed = np.concatenate([points, points[:1]])
    keep = np.zeros(len(closed), bool)
    keep[[0, far, len(closed) - 1]] = True
    todo = [(0, far), (far, len(closed) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        between = closed[first + 1 : last] - closed[first]
        way = closed[last] - closed[first]
        length = float(way @ way)
        along = np.clip(between @ way / length, 0, 1) if length else np.zeros(len(between))
        away = np.hypot(*(between - along[:, None] * way).T)
        worst = int(np.argmax(away))
        if away[worst] > TOLERANCE:
            middle = first + 1 + worst
            keep[middle] = True
            todo += [(first, middle), (middle, last)]
    return closed[:-1][keep[:-1]]


def _side(start: F64, end: F64, view: MapView, depth: int = 0) -> list[F64]:
    """Corners from ``start`` up to ``end``, without it: as many more between as keep the side,
    which is straight in degrees, where the hand drew it."""
    middle = (start + end) / 2
    a, b, between = degrees_under(np.array([start, end, middle]), view)
    straight = _to_px((a + b) / 2 - (view.center_lon, 0.0), view)
    off = float(np.hypot(*(straight - _to_px(between - (view.center_lon, 0.0), view))))
    if depth < 5 and (off > TOLERANCE or abs(b[0] - a[0]) > STRIDE):
        return [*_side(start, middle, view, depth + 1), *_side(middle, end, view, depth + 1)]
    return [start]


def _to_px(rel: F64, view: MapView) -> F64:
    """Longitudes from the central meridian and latitudes (…, 2) as pixels."""
    return np.stack(to_px(view, *equal_earth(rel[..., 0], rel[..., 1])), axis=-1)


def rings_of(shape: Shape) -> list[F64]:
    """Rings (k, 2) of degrees, closed, longitudes continuous."""
    if isinstance(shape, MapPolygon):
        return [np.array(ring, np.float64) for ring in shape.rings if len(ring) > 2]
    west, east = shape.west, shape.east + (360.0 if shape.west > shape.east else 0.0)
    south, north = shape.south, shape.north
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [np.array(corners)]


def path_of(shape: Shape, view: MapView) -> QPainterPath:
    """What the shape covers, in pixels, even-odd; parted where the map's edge parts it."""
    path = QPainterPath()
    for ring in rings_of(shape):
        rel = ring - (view.center_lon, 0.0)
        first = np.ceil((-180.0 - rel[:, 0].max()) / 360.0)
        last = np.floor((180.0 - rel[:, 0].min()) / 360.0)
        for turn in np.arange(first, last + 1):
            part = rel + np.array([360.0 * turn, 0.0])
            part = half_plane(half_plane(part, 0, -RIM, True), 0, RIM, False)
            if len(part) > 2:
                path.addPolygon(polygon(_to_px(_dense(part), view)))
                path.closeSubpath()
    return path


def _dense(ring: F64) -> F64:
    """The closed ring with points every ``DENSE`` degrees along its sides."""
    ring = np.concatenate([ring, ring[:1]])
    longest = np.abs(np.diff(ring, axis=0)).max(axis=1)
    pieces = np.maximum(1, np.ceil(longest / DENSE)).astype(int)
    along = np.concatenate([[0], np.cumsum(pieces)])
    at = np.arange(along[-1] + 1)
    return np.column_stack([np.interp(at, along, ring[:, k]) for k in (0, 1)])


def corners_of(shape: MapPolygon, view: MapView) -> list[tuple[Corner, QPointF]]:
    """Where the corners lie, in pixels."""
    found = []
    for r, ring in enumerate(rings_of(shape)):
        rel = ring - (view.center_lon, 0.0)
        rel[:, 0] = (rel[:, 0] + 180.0) % 360.0 - 180.0
        places = _to_px(rel[:-1], view)
        found += [((r, c), QPointF(x, y)) for c, (x, y) in enumerate(places.tolist())]
    return found


def corner_at(shape: MapPolygon, view: MapView, at: QPointF) -> Corner | None:
    """The corner within reach of a pointer, the nearest first."""
    near = [((p - at).manhattanLength(), corner) for corner, p in corners_of(shape, view)]
    away, corner = min(near, default=(REACH * 2, (0, 0)))
    return corner if away <= REACH else None


def with_corner(shape: MapPolygon, corner: Corner, at: QPointF, view: MapView) -> MapPolygon | None:
    """The shape with that corner under the pointer; None when nothing is left of it."""
    r, c = corner
    ring = np.array(shape.rings[r][:-1], np.float64)
    place = degrees_under(np.array([[at.x(), at.y()]]), view)[0]
    place[0] += 360.0 * round((ring[c, 0] - place[0]) / 360.0)
    beside = ring[[c - 1, (c + 1) % len(ring)], 0]
    place[0] = np.clip(place[0], beside.max() - 170.0, beside.min() + 170.0)
    ring[c] = place
    rings = (*shape.rings[:r], _as_ring(ring), *shape.rings[r + 1 :])
    return sound(replace(shape, rings=rings))
