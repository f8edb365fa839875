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

from explorer.dataset.model import F64, I32, I64, Bool, Dataset
from explorer.query.clauses import MapBox, MapPolygon
from explorer.query.ranges import mark

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees, unwrapped: west is never greater than east."""

TOGETHER: Final = 8
"""Sites in one place, on average, from which on they are marked place by place."""


class SiteIndex:
    """Sites arranged for the questions of a map; built once for a dataset."""

    def __init__(self, dataset: Dataset) -> None:
        sites = dataset.sites
        self._n = len(dataset)
        self._event = sites.event
        pointed = ~np.isnan(sites.lon)
        areas: dict[int, tuple[F64, ...]] = {}
        for site in np.flatnonzero((sites.region >= 0) & ~pointed).tolist():
            areas[site] = dataset.regions[int(sites.region[site])].rings
        areas.update(sites.rings)
        self._areas = _alike(areas)
        standing = ~np.isnan(sites.draw_lon) & ~np.isnan(sites.draw_lat)
        standing[list(areas)] = False
        points = np.flatnonzero(standing)
        # By latitude, so that each edge of a polygon looks at the points beside it alone; sites
        # that stand in one place, as those of a city do, are looked at together.
        rising = np.lexsort((sites.draw_lon[points], sites.draw_lat[points]))
        self._site: I32 = points[rising].astype(np.int32)
        lon, lat = sites.draw_lon[self._site], sites.draw_lat[self._site]
        apart = (np.diff(lon, prepend=np.nan) != 0) | (np.diff(lat, prepend=np.nan) != 0)
        starts = np.flatnonzero(apart)
        self._starts: I64 = starts
        self._stops: I64 = np.append(starts[1:], len(lon))[: len(starts)]
        self._lon: F64 = lon[starts]
        self._lat: F64 = lat[starts]
        self._standing: I32 = sites.event[self._site]
        self._shapes: dict[int, Any] = {}

    def arrange(self) -> None:
        """Build the shapes of all areas, and load what intersects them."""
        for key, (area, _) in self._areas.items():
            self._shape(key, area)

    def box(self, clause: MapBox) -> Bool:
        """(n,) events with a site in the box, edges included; west > east crosses 180°."""
        east = clause.east + 360.0 if clause.west > clause.east else clause.east
        bounds = (clause.west, clause.south, east, clause.north)
        inside = np.zeros(len(self._lon), dtype=np.bool_)
        low = int(np.searchsorted(self._lat, bounds[1], side="left"))
        high = int(np.searchsorted(self._lat, bounds[3], side="right"))
        for turn in whole_turns(bounds, -180.0, 180.0):
            lon = self._lon[low:high] + turn
            inside[low:high] |= (lon >= bounds[0]) & (lon <= bounds[2])
        return self._events(inside, bounds, None)

    def polygon(self, clause: MapPolygon) -> Bool:
        """(n,) events with a site in the rings, even-odd."""
        rings = _rings(clause)
        if not rings:
            return np.zeros(self._n, dtype=np.bool_)
        return self._events(self._inside(rings), _bounds(rings), rings)

    def sites_in(self, clause: MapPolygon) -> I64:
        """Numbers of the sites in the rings, even-odd."""
        rings = _rings(clause)
        if not rings:
            return np.empty(0, dtype=np.int64)
        inside = np.repeat(self._inside(rings), self._stops - self._starts)
        areas = self._areas_meeting(_bounds(rings), rings)
        return np.concatenate([self._site[inside], *areas], dtype=np.int64)

    def _inside(self, rings: Sequence[F64]) -> Bool:
        """Which places lie in the rings."""
        inside = np.zeros(len(self._lon), dtype=np.bool_)
        for turn in whole_turns(_bounds(rings), -180.0, 180.0):
            inside |= even_odd(self._lon + turn, self._lat, rings)
        return inside

    def _events(self, inside: Bool, bounds: Bounds, rings: Sequence[F64] | None) -> Bool:
        """Events of the places ``inside`` and of the areas that meet the box or the rings."""
        mask = np.zeros(self._n, dtype=np.bool_)
        if TOGETHER * len(inside) <= len(self._site):
            mark(mask, self._standing, self._starts[inside], self._stops[inside])
        else:
            mask[self._standing[np.repeat(inside, self._stops - self._starts)]] = True
        for sites in self._areas_meeting(bounds, rings):
            mask[self._event[sites]] = True
        return mask

    def _areas_meeting(self, bounds: Bounds, rings: Sequence[F64] | None) -> Iterator[I64]:
        """Sites of the areas that meet the box ``bounds``, or the polygon ``rings`` when given."""
        wanted: Any = None
        for key, (area, sites) in self._areas.items():
            near = _near_turns(bounds, area)
            if near and wanted is None:
                wanted = _box_shape(bounds) if rings is None else even_odd_area(rings)
            if any(self._meets(key, area, wanted, turn) for turn in near):
                yield sites

    def _meets(self, key: int, area: Sequence[F64], wanted: Any, turn: float) -> bool:
        from shapely.affinity import translate

        shape = self._shape(key, area)
        return bool((translate(shape, turn) if turn else shape).intersects(wanted))

    def _shape(self, key: int, area: Sequence[F64]) -> Any:
        if key not in self._shapes:
            self._shapes[key] = even_odd_area(area)
        return self._shapes[key]


def _alike(areas: dict[int, tuple[F64, ...]]) -> dict[int, tuple[tuple[F64, ...], I64]]:
    """Rings and the sites that are this area, by the rings' identity: many share a region's."""
    rings: dict[int, tuple[F64, ...]] = {}
    sites: dict[int, list[int]] = {}
    for site, area in areas.items():
        rings[id(area)] = area
        sites.setdefault(id(area), []).append(site)
    return {key: (area, np.array(sites[key], dtype=np.int64)) for key, area in rings.items()}


def _rings(clause: MapPolygon) -> list[F64]:
    return [np.array(ring, dtype=np.float64) for ring in clause.rings if len(ring) >= 3]


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
