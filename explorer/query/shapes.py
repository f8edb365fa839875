"""Shapes on the map added to one another or taken away, across 180° as well."""

from __future__ import annotations

from functools import cache
from threading import Thread
from typing import Any, Final, Literal

import numpy as np

from explorer.dataset.model import F64
from explorer.files.rings import RingError, repaired
from explorer.query.clauses import MapBox, MapPolygon
from explorer.query.places import even_odd_area, whole_turns

How = Literal["add", "remove"]

GRID: Final = 1e-4
"""Degrees to which corners are rounded: about 11 metres."""

LONGEST: Final = 120.0
"""Degrees from one corner to the next: rings are read back with no step of more than 180°."""


@cache
def prepare() -> None:
    """Load ahead of time, in a thread, what a first area would wait 100 ms for."""
    Thread(target=_load, daemon=True).start()


def _load() -> None:
    import shapely.affinity  # noqa: F401


def combined(
    old: MapBox | MapPolygon | None, new: MapBox | MapPolygon, how: How
) -> MapPolygon | None:
    """What lies in either (``add``), or in ``old`` and not in ``new`` (``remove``), as a sound
    MapPolygon of closed rings of the view of ``new``; None when nothing is left.

    Longitudes wrap: all whole turns of ``new`` are taken away, and the one that lies nearest is
    added. Corners are rounded to ``GRID``.
    """
    from shapely.affinity import translate

    wanted = _area(new)
    if old is None:
        return None if how == "remove" else _polygon(wanted, new.view)
    held = _area(old)
    if held.is_empty or wanted.is_empty:
        return _polygon(wanted if held.is_empty and how == "add" else held, new.view)
    if how == "remove":
        for turn in whole_turns(held.bounds, wanted.bounds[0], wanted.bounds[2]):
            held = held.difference(translate(wanted, turn))
    else:
        apart = _middle(held) - _middle(wanted)
        held = held.union(translate(wanted, 360.0 * round(apart / 360.0)))
    return _polygon(held, new.view)


def sound(shape: MapPolygon) -> MapPolygon | None:
    """The same even-odd area in closed rings that cross nothing, rounded to ``GRID``; None when
    there is none. A single ring that is sound already keeps its corners in their order."""
    if len(shape.rings) == 1 and len(shape.rings[0]) > 2:
        drawn: F64 = np.array(shape.rings[0], np.float64).round(4)
        if np.abs(drawn[:, 0] - np.roll(drawn[:, 0], 1)).max() <= LONGEST:
            try:
                rings, notes = repaired([drawn])
            except RingError:
                return None
            if not any("crosses itself" in note for note in notes):
                return _rings(list(rings), shape.view)
    return _polygon(_area(shape), shape.view)


def _area(shape: MapBox | MapPolygon) -> Any:
    import shapely

    if isinstance(shape, MapBox):
        east = shape.east + 360.0 if shape.west > shape.east else shape.east
        return shapely.box(shape.west, shape.south, east, shape.north)
    # Differences near the least number there is are no place, and not to be divided by.
    rings: list[F64] = [np.array(ring, np.float64) for ring in shape.rings]
    return even_odd_area([ring.round(9) for ring in rings])


def _middle(area: Any) -> float:
    west, _, east, _ = area.bounds
    return float(west + east) / 2


def _polygon(area: Any, view: str) -> MapPolygon | None:
    """The area as rings."""
    import shapely

    area = shapely.set_precision(shapely.segmentize(area, LONGEST), GRID)
    if area.is_empty:
        return None
    rings: list[F64] = []
    for part in shapely.get_parts(shapely.get_parts(area)):
        if part.geom_type == "Polygon" and part.area > 0.0:
            rings += [np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)]
    return _rings(rings, view) if rings else None


def _rings(rings: list[F64], view: str) -> MapPolygon:
    """As a clause, moved by whole turns to where its middle lies within ±180°."""
    lon = np.concatenate([ring[:, 0] for ring in rings])
    away = 360.0 * round(float(lon.min() + lon.max()) / 720.0)
    told = [[(round(x - away, 4), round(y, 4)) for x, y in ring.tolist()] for ring in rings]
    return MapPolygon(tuple(map(tuple, told)), view=view)
