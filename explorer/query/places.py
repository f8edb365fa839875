"""Which sites lie inside a box or a polygon.

A site with a point, or known by its country alone, counts by the point where it is drawn; a
polygon or a named region counts when it meets the area. Longitudes wrap: everything is tried at
each whole turn that could meet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from explorer.common.coded import Coded
from explorer.common.texts import Whole, narrow
from explorer.dataset.model import F64, I32, I64, Bool, Dataset
from explorer.query.clauses import MapBox, MapPolygon

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees, unwrapped: west is never greater than east."""


class SiteIndex:
    """Sites arranged for the questions of a map; built once for a dataset.

    Sites that stand in one place, as those of a city do, are looked at together; most events have
    one site, so that where that stands is all there is to ask of them.
    """

    def __init__(self, dataset: Dataset) -> None:
        sites = dataset.sites
        self._n = len(dataset)
        pointed = ~np.isnan(sites.lon)
        areas: dict[int, tuple[F64, ...]] = {}
        for site in np.flatnonzero((sites.region >= 0) & ~pointed).tolist():
            areas[site] = dataset.regions[int(sites.region[site])].rings
        areas.update(sites.rings)
        self._areas = [
            _Area(rings, _around(rings), _once(sites.event[at]), _once(sites.country.codes[at]))
            for rings, at in _alike(areas)
        ]
        self._bounds: F64 = np.array([a.bounds for a in self._areas]).reshape(-1, 4)
        covered = np.zeros(len(sites), np.bool_)  # by an area of its own
        covered[list(areas)] = True
        draw_lon, draw_lat = sites.draw_lon, sites.draw_lat
        of: Whole | None = None
        if isinstance(draw_lon, Coded) and isinstance(draw_lat, Coded):
            of, draw_lon, draw_lat = draw_lon.codes, draw_lon.values, draw_lat.values
        standing = ~np.isnan(draw_lon) & ~np.isnan(draw_lat)
        if of is None:
            standing &= ~covered
        points = np.flatnonzero(standing)
        # By latitude, so that each edge of a polygon looks at the places beside it alone.
        points = points[np.lexsort((draw_lon[points], draw_lat[points]))]
        lon, lat = draw_lon[points], draw_lat[points]
        apart = (np.diff(lon, prepend=np.nan) != 0) | (np.diff(lat, prepend=np.nan) != 0)
        self._lon: F64 = lon[apart]
        self._lat: F64 = lat[apart]
        place = np.cumsum(apart) - 1
        self._homes: _Homes | _Spots
        if of is None:
            self._homes = _Homes(self._n, sites.event[points], place, len(self._lon))
        else:
            self._homes = _Spots(self._n, sites.event, of, points, place, np.flatnonzero(covered))
            ranks = np.full(len(draw_lon), -1, np.int64)
            ranks[points] = place
            place = ranks[of]
            points = np.flatnonzero((place >= 0) & ~covered)
            place = place[points]
        country = sites.country.codes[points].astype(np.int64)
        self._k = len(sites.country.values)
        pairs = _once((place * self._k + country)[country >= 0])
        self._country_places: Whole = narrow(pairs // max(self._k, 1), len(self._lon))
        self._country_codes: Whole = narrow(pairs % max(self._k, 1), self._k)
        self._latest: tuple[MapPolygon, tuple[Bool, list[_Area]]] | None = None

    def arrange(self) -> None:
        """Build the shapes of all areas, and load what intersects them."""
        for area in self._areas:
            area.shape()

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
        return self._events(inside, self._meeting(bounds, None))

    def polygon(self, clause: MapPolygon) -> Bool:
        """(n,) events with a site in the rings, even-odd."""
        return self._events(*self._within(clause))

    def countries(self, clause: MapPolygon) -> I64:
        """Rising codes of the countries of the sites in the rings, even-odd."""
        inside, areas = self._within(clause)
        found = np.zeros(self._k + 1, dtype=np.bool_)
        found[self._country_codes[inside[self._country_places]]] = True
        for area in areas:
            found[area.countries] = True  # -1, none, is the last
        return np.flatnonzero(found[: self._k])

    def _within(self, clause: MapPolygon) -> tuple[Bool, list[_Area]]:
        """Which places lie in the rings, and the areas that meet them. What is selected is told in
        words as well: the latest answer is kept."""
        latest = self._latest
        if latest is not None and latest[0] is clause:
            return latest[1]
        rings = _rings(clause)
        inside = np.zeros(len(self._lon), dtype=np.bool_)
        areas: list[_Area] = []
        if rings:
            bounds = _around(rings)
            for turn in whole_turns(bounds, -180.0, 180.0):
                inside |= even_odd(self._lon + turn, self._lat, rings)
            areas = self._meeting(bounds, rings)
        self._latest = clause, (inside, areas)
        return inside, areas

    def _events(self, inside: Bool, areas: Sequence[_Area]) -> Bool:
        """Events of the places ``inside`` and of the areas."""
        mask = self._homes.mask(np.append(inside, False))
        for area in areas:
            mask[area.events] = True
        return mask

    def _meeting(self, bounds: Bounds, rings: Sequence[F64] | None) -> list[_Area]:
        """The areas that meet the box ``bounds``, or the polygon ``rings`` when given."""
        west, south, east, north = self._bounds.T
        apart = (south > bounds[3]) | (north < bounds[1])
        first = np.ceil((bounds[0] - east) / 360.0)
        last = np.floor((bounds[2] - west) / 360.0)
        near = np.flatnonzero(~apart & (first <= last)).tolist()  # none without bounds
        if not near:
            return []
        wanted = _box_shape(bounds) if rings is None else even_odd_area(rings)
        return [
            self._areas[k]
            for k in near
            if any(
                self._areas[k].meets(wanted, 360.0 * turn)
                for turn in range(int(first[k]), int(last[k]) + 1)
            )
        ]


class _Area:
    """What sites that are one area share. ``events``, ``countries``: rising, each once."""

    def __init__(self, rings: Sequence[F64], bounds: Bounds, events: I64, countries: I64) -> None:
        self._rings, self._shape = rings, None
        self.bounds, self.events, self.countries = bounds, events, countries

    def shape(self) -> Any:
        """The even-odd area of the rings."""
        if self._shape is None:
            self._shape = even_odd_area(self._rings)
        return self._shape

    def meets(self, wanted: Any, turn: float) -> bool:
        """Whether the area, ``turn`` degrees further east, meets a shape."""
        from shapely.affinity import translate

        shape = self.shape()
        return bool((translate(shape, turn) if turn else shape).intersects(wanted))


class _Homes:
    """The place of one site of each event, and events and places of all further sites."""

    def __init__(self, n: int, events: I32, places: I64, none: int) -> None:
        """``events``, ``places``: of each site; ``none`` is the place of an event without any."""
        place = narrow(places, none)
        self._home = np.full(n, none, dtype=place.dtype)
        first = np.full(n, -1, dtype=np.int32)
        first[events] = np.arange(len(events), dtype=np.int32)  # whichever comes to stand there
        has = np.flatnonzero(first >= 0)
        self._home[has] = place[first[has]]
        further = place != self._home[events]  # one that stands in the same place says no more
        self._events, self._places = events[further], place[further]

    def mask(self, held: Bool) -> Bool:
        """(n,) events with a site in the places ``held``; False for none stands last."""
        mask: Bool = held.take(self._home)
        mask[self._events[held.take(self._places)]] = True
        return mask


class _Spots:
    """Where sites know by a code where they stand: the place of each code."""

    def __init__(
        self, n: int, event: I32, codes: Whole, known: I64, places: I64, covered: I64
    ) -> None:
        """``event``, ``codes``: of each site; ``known``: codes that are a place, ``places``: which;
        ``covered``: sites that stand in none."""
        self._n, self._event, self._codes, self._covered = n, event, codes, covered
        none = int(places.max(initial=-1)) + 1
        self._places = np.full(int(codes.max(initial=0)) + 1, none, np.int32)
        self._places[known] = places

    def mask(self, held: Bool) -> Bool:
        """As of ``_Homes``."""
        inside = held.take(self._places).take(self._codes)
        inside[self._covered] = False
        mask = np.zeros(self._n, np.bool_)
        mask[self._event.compress(inside).astype(np.intp)] = True
        return mask


def _once(numbers: npt.NDArray[np.integer[Any]]) -> I64:
    """``numbers`` in rising order, each once."""
    rising = np.sort(numbers.astype(np.int64))
    found: I64 = rising[np.append(True, np.diff(rising) > 0)[: len(rising)]]
    return found


def _alike(areas: dict[int, tuple[F64, ...]]) -> list[tuple[tuple[F64, ...], I64]]:
    """Rings and the sites that are this area: many share a region's."""
    rings: dict[int, tuple[F64, ...]] = {}
    sites: dict[int, list[int]] = {}
    for site, area in areas.items():
        rings[id(area)] = area
        sites.setdefault(id(area), []).append(site)
    return [(area, np.array(sites[key], dtype=np.int64)) for key, area in rings.items()]


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


def _around(rings: Sequence[F64]) -> Bounds:
    """The box around the rings; no numbers when there are none."""
    if not rings:
        return math.nan, math.nan, math.nan, math.nan
    corners = np.concatenate(rings)
    west, south = corners.min(axis=0)
    east, north = corners.max(axis=0)
    return float(west), float(south), float(east), float(north)


def whole_turns(bounds: Bounds, west: float, east: float) -> list[float]:
    """The whole turns (multiples of 360°) that bring [west, east] to meet ``bounds``."""
    first = math.ceil((bounds[0] - east) / 360.0)
    last = math.floor((bounds[2] - west) / 360.0)
    return [360.0 * k for k in range(first, last + 1)]


# shapely is imported only here, where an area must be intersected: the way to the first painted
# frame does without it.


def even_odd_area(rings: Sequence[F64]) -> Any:
    """The even-odd area of ``rings`` as a valid geometry, whatever crosses whatever."""
    import shapely

    area = shapely.Polygon()
    for ring in rings:
        if len(ring) < 3:
            continue
        part = shapely.Polygon(ring)
        area = area.symmetric_difference(part if part.is_valid else _crossed_area(ring))
    shapely.prepare(area)
    return area


def _crossed_area(ring: F64) -> Any:
    """The even-odd area of a ring that crosses itself or goes the same way twice: of the faces
    that its edges part, those round a point inside."""
    import shapely

    edges = shapely.union_all(shapely.LineString(np.concatenate([ring, ring[:1]])))
    faces = shapely.get_parts(shapely.polygonize([edges]))
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(faces)).T
    order = np.argsort(lat)
    return shapely.union_all(faces[order[even_odd(lon[order], lat[order], [ring])]])


def _box_shape(bounds: Bounds) -> Any:
    """A box, or the line or point it has shrunk to."""
    import shapely

    west, south, east, north = bounds
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(*bounds)
