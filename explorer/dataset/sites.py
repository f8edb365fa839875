"""Places of events, from whatever table, to columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Final

import numpy as np

from explorer.common.records import dataclass
from explorer.common.text import fold
from explorer.common.texts import Texts
from explorer.dataset.columns import codes, lean, shared
from explorer.dataset.edtf import MAX
from explorer.dataset.gazetteer import Gazetteer
from explorer.dataset.log import Log, Place
from explorer.dataset.model import F64, Region, Sites
from explorer.dataset.schema import SITE_ENUMS
from explorer.files.geojson import Geometry
from explorer.files.rings import label_point

NAN: Final = float("nan")
UNSTATED: Final = (MAX, MAX)


@dataclass(slots=True)
class SiteRow:
    """One place read. ``event`` is the event's id; ``announced``, ``opened``, ``closed`` are
    half-open spans in seconds, ``stated`` their EDTF where there is any."""

    place: Place
    id: str
    event: str
    name: str = ""
    name_zh: str = ""
    country: str = ""
    role: str = ""
    precision: str = ""
    status: str = ""
    lon: float = NAN
    lat: float = NAN
    rings: tuple[F64, ...] = ()
    region: int = -1
    announced: tuple[int, int] = UNSTATED
    opened: tuple[int, int] = UNSTATED
    closed: tuple[int, int] = UNSTATED
    stated: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


def set_geometry(log: Log, row: SiteRow, geometry: Geometry | None) -> None:
    """Take over a geometry, and bring precision in line with what is really known."""
    if geometry is not None:
        row.lon, row.lat, row.rings = geometry.lon, geometry.lat, geometry.rings
    log.swapped(row.place, row.lon, row.lat, row.country)
    placed = row.rings or row.lon == row.lon
    known = "region" if row.region >= 0 else "country" if row.country else ""
    if not row.precision:
        row.precision = "exact" if placed else known
    elif row.precision in ("exact", "city") and not placed:
        log.add(
            "fixed", row.place, "precision", row.precision, "there is no point to be that precise",
            f"treated as {known}" if known else "treated as not known",
        )  # fmt: skip
        row.precision = known


class RegionFinder:
    """Regions by id and by name."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self._by_id = {region.id: i for i, region in enumerate(regions)}
        self._by_name: dict[str, int] = {}
        for i, region in enumerate(regions):
            for name in (region.id, region.name, region.name_zh):
                if name:
                    self._by_name.setdefault(fold(name), i)

    def find(self, row: SiteRow, stated: str) -> int:
        """The region meant by the property ``region``, else (for a site known only by region, or
        by nothing) by the name of its place; -1 when there is none."""
        if stated:
            return self._by_id.get(stated, self._by_name.get(fold(stated), -1))
        if row.precision == "region" or not (row.precision or row.country):
            for name in (row.name, row.name_zh):
                if name and (found := self._by_name.get(fold(name))) is not None:
                    return found
        return -1


def site_columns(
    rows: Sequence[SiteRow],
    events: Mapping[str, int],
    regions: Sequence[Region],
    gazetteer: Gazetteer,
) -> Sites:
    """Columns of ``rows``; ``events`` maps event ids to their final places."""
    m = len(rows)
    points = np.full((m, 4), np.nan, np.float64)
    for i, row in enumerate(rows):
        points[i] = row.lon, row.lat, *_standing(row, regions, gazetteer)

    def spans(name: str) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
        ends = (end for row in rows for end in getattr(row, name))
        return lean(np.fromiter(ends, np.int64, 2 * m).reshape(m, 2))

    lon, lat = points[:, 0].copy(), points[:, 1].copy()
    return Sites(
        id=Texts.of([row.id for row in rows]),
        event=lean(np.fromiter((events[row.event] for row in rows), np.int32, m)),
        place=Texts.of([row.name for row in rows]),
        place_zh=Texts.of([row.name_zh for row in rows]),
        country=codes([row.country for row in rows]),
        role=codes([row.role for row in rows], SITE_ENUMS["role"]),
        precision=codes([row.precision for row in rows], SITE_ENUMS["precision"]),
        status=codes([row.status for row in rows], SITE_ENUMS["status"]),
        lon=lon,
        lat=lat,
        draw_lon=shared(points[:, 2].copy(), lon),
        draw_lat=shared(points[:, 3].copy(), lat),
        region=lean(np.fromiter((row.region for row in rows), np.int32, m)),
        rings={i: row.rings for i, row in enumerate(rows) if row.rings},
        announced=spans("announced"),
        opened=spans("opened"),
        closed=spans("closed"),
        note=Texts.of([row.note for row in rows]),
        row=np.fromiter((row.place.line or 0 for row in rows), np.int32, m),
        extra={i: row.extra for i, row in enumerate(rows) if row.extra},
        stated={i: row.stated for i, row in enumerate(rows) if row.stated},
    )


def _standing(row: SiteRow, regions: Sequence[Region], gazetteer: Gazetteer) -> tuple[float, float]:
    """Where the mark stands: the point, the polygon's, the region's or the country's label
    point, NaN when nothing is known."""
    if row.lon == row.lon:
        return row.lon, row.lat
    if row.rings:
        return label_point(row.rings)
    if row.region >= 0:
        return regions[row.region].lon, regions[row.region].lat
    country = gazetteer.countries.get(row.country)
    return (country.lon, country.lat) if country else (NAN, NAN)
