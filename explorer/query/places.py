"""Which sites lie inside a box or a polygon.

A site with a point, or known by its country alone, counts by the point where it is drawn; a
polygon or a named region counts when it meets the area. Longitudes wrap: everything is tried at
each whole turn that could meet.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.dataset.model import F64, I64, Bool, Dataset
from explorer.query.clauses import MapBox, MapPolygon

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees, unwrapped: west is never greater than east."""


class SiteIndex:
    """Sites arranged for the questions of a map; built once for a dataset."""

    def __init__(self, dataset: Dataset) -> None:
        sites = dataset.sites
        self._n = len(dataset)
        self._event = sites.event
        pointed = ~np.isnan(sites.lon)
        self._areas: dict[int, tuple[F64, ...]] = {}
        """Rings of the sites that are areas, by site."""
        for site in np.flatnonzero((sites.region >= 0) & ~pointed):
            self._areas[int(site)] = dataset.regions[int(sites.region[site])].rings
        self._areas.update(sites.rings)
        standing = ~np.isnan(sites.draw_lon) & ~np.isnan(sites.draw_lat)
        standing[list(self._areas)] = False
        points = np.flatnonzero(standing)
        # By latitude, so that each edge of a polygon looks at the points beside it alone.
        self._site: I64 = points[np.argsort(sites.draw_lat[points], kind="stable")]
        self._lon: F64 = sites.draw_lon[self._site]
        self._lat: F64 = sites.draw_lat[self._site]
        self._shapes: dict[int, Any] = {}

    def box(self, clause: MapBox) -> Bool:
        """(n,) events with a site in the box, edges included; west > east crosses 180°."""
        east = clause.east + 360.0 if clause.west > clause.east else clause.east
        bounds = (clause.west, clause.south, east, clause.north)
        inside = np.zeros(len(self._site), dtype=np.bool_)
        for turn in whole_turns(bounds, -180.0, 180.0):
            lon = self._lon + turn
            inside |= (lon >= bounds[0]) & (lon <= bounds[2])
        inside &= (self._lat >= bounds[1]) & (self._lat <= bounds[3])
        return self._events(self._sites(inside, bounds, None))

    def polygon(self, clause: MapPolygon) -> Bool:
        """(n,) events with a site in the rings, even-odd."""
        return self._events(self.sites_in(clause))

    def sites_in(self, clause: MapPolygon) -> I64:
        """Numbers of the sites in the rings, even-odd."""
        rings = [np.array(ring, dtype=np.float64) for ring in clause.rings if len(ring) >= 3]
        if not rings:
            return np.empty(0, dtype=np.int64)
        bounds = _bounds(rings)
        inside = np.zeros(len(self._site), dtype=np.bool_)
        for turn in whole_turns(bounds, -180.0, 180.0):
            inside |= even_odd(self._lon + turn, self._lat, rings)
        return self._sites(inside, bounds, rings)

    def _sites(self, inside: Bool, bounds: Bounds, rings: Sequence[F64] | None) -> I64:
        areas = np.array(list(self._areas_meeting(bounds, rings)), dtype=np.int64)
        return np.concatenate([self._site[inside], areas])

    def _events(self, sites: I64) -> Bool:
        mask = np.zeros(self._n, dtype=np.bool_)
        mask[self._event[sites]] = True
        return mask

    def _areas_meeting(self, bounds: Bounds, rings: Sequence[F64] | None) -> Iterator[int]:
        """Area sites that meet the box ``bounds``, or the polygon ``rings`` when given."""
        wanted: Any = None
        met: dict[int, bool] = {}  # many sites share the rings of one region
        for site, area in self._areas.items():
            key = id(area)
            if key not in met:
                near = _near_turns(bounds, area)
                if near and wanted is None:
                    wanted = _box_shape(bounds) if rings is None else even_odd_area(rings)
                met[key] = any(self._meets(key, area, wanted, turn) for turn in near)
            if met[key]:
                yield site

    def _meets(self, key: int, area: Sequence[F64], wanted: Any, turn: float) -> bool:
        from shapely.affinity import translate

        if key not in self._shapes:
            self._shapes[key] = even_odd_area(area)
        return bool(translate(self._shapes[key], turn).intersects(wanted))


_INDEXES: Final[WeakKeyDictionary[Dataset, SiteIndex]] = WeakKeyDictionary()


def site_index(dataset: Dataset) -> SiteIndex:
    """The index of ``dataset``, made once for as long as the dataset lives."""
    if dataset not in _INDEXES:
        _INDEXES[dataset] = SiteIndex(dataset)
    return _INDEXES[dataset]


def even_odd(lon: F64, lat: F64, rings: Sequence[F64]) -> Bool:
    """(m,) points with an odd number of ring edges to their east.

    ``lon``, ``lat`` are (m,) degrees with ``lat`` rising; rings are (k, 2), closed or not. The
    crossing test of Shimrat, CACM 5(8), 1962; an edge holds its lower end and not its upper.
    """
    inside = np.zeros(len(lon), dtype=np.bool_)
    for ring in rings:
        ends = np.roll(ring, -1, axis=0)
        low = np.searchsorted(lat, np.minimum(ring[:, 1], ends[:, 1]), side="left")
        high = np.searchsorted(lat, np.maximum(ring[:, 1], ends[:, 1]), side="left")
        for k in np.flatnonzero(low < high):
            beside = slice(int(low[k]), int(high[k]))
            (x0, y0), (x1, y1) = ring[k], ends[k]
            crossing = x0 + (lat[beside] - y0) * ((x1 - x0) / (y1 - y0))
            inside[beside] ^= lon[beside] < crossing
    return inside


def _bounds(rings: Sequence[F64]) -> Bounds:
    corners = np.concatenate(rings)
    west, south = corners.min(axis=0)
    east, north = corners.max(axis=0)
    return float(west), float(south), float(east), float(north)


def whole_turns(bounds: Bounds, west: float, east: float) -> list[float]:
    """The whole turns (multiples of 360°) that bring [west, east] to meet ``bounds``."""
    first = math.ceil((bounds[0] - east) / 360.0)
    last = math.floor((bounds[2] - west) / 360.0)
    return [360.0 * k for k in range(first, last + 1)]


def _near_turns(bounds: Bounds, area: Sequence[F64]) -> list[float]:
    """As ``whole_turns``, for the box around ``area``; empty when the latitudes are apart."""
    if not area:
        return []
    west, south, east, north = _bounds(area)
    if south > bounds[3] or north < bounds[1]:
        return []
    return whole_turns(bounds, west, east)


# shapely is imported only here, where an area must be intersected: the way to the first painted
# frame does without it.


def even_odd_area(rings: Sequence[F64]) -> Any:
    """The even-odd area of ``rings`` as a valid geometry, whatever crosses whatever."""
    import shapely

    area = shapely.Polygon()
    for ring in rings:
        if len(ring) < 3:
            continue
        # make_valid's default method keeps what is inside an odd number of times.
        parts = shapely.get_parts(shapely.make_valid(shapely.Polygon(ring)))
        pieces = [p for part in parts for p in shapely.get_parts(part) if p.geom_type == "Polygon"]
        area = area.symmetric_difference(shapely.union_all(pieces))
    shapely.prepare(area)
    return area


def _box_shape(bounds: Bounds) -> Any:
    """A box, or the line or point it has shrunk to."""
    import shapely

    west, south, east, north = bounds
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(*bounds)
