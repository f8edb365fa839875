"""Which country a place lies in, by Natural Earth's 1:10m outlines (``tests/shapes``).

Hong Kong, Macao and Taiwan are territories of their own there, as they are in the package.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely

SHAPES = Path(__file__).parents[1] / "shapes" / "countries-10m.npz"

AT_SEA_KM = 5.0
"""How far off its country a place may lie where no land of another is: quays, small islands."""
ABROAD_KM = 1.5
"""How far it may lie on another's land: outlines are thinned, and places come with two decimals."""
KM_PER_DEGREE = 111.2
"""Of a great circle of the Earth's mean radius, 6371 km."""

UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
"""What `EU` stands for: the members since 2020."""


@cache
def countries() -> dict[str, shapely.MultiPolygon]:
    """Outlines in degrees (WGS 84) by ISO 3166-1 alpha-2 code, `XK` for Kosovo."""
    with np.load(SHAPES, allow_pickle=False) as file:
        scale, origin = file["grid"]
        points = np.cumsum(file["steps"], axis=0) * scale + origin
        rings = [points[a:b] for a, b in pairwise(file["ring"])]
        found: dict[str, list[shapely.Polygon]] = {}
        for (a, b), row in zip(pairwise(file["poly"]), file["poly_country"], strict=True):
            polygon = shapely.Polygon(rings[a], rings[a + 1 : b])
            found.setdefault(str(file["country_code"][row]), []).append(polygon)
    return {code: shapely.MultiPolygon(polygons) for code, polygons in found.items()}


@cache
def union() -> shapely.MultiPolygon:
    """All members of the European Union."""
    parts = [polygon for code in sorted(UNION) for polygon in countries()[code].geoms]
    return shapely.MultiPolygon(parts)


def holder(lon: float, lat: float) -> str:
    """Code of the country whose land this place is on, empty at sea."""
    point = shapely.Point(lon, lat)
    return next((code for code, shape in countries().items() if shape.covers(point)), "")


def kilometres(lon: float, lat: float, shape: shapely.Geometry) -> float:
    """From a place to the nearest land of a shape, 0 on it; sound for short ways away from poles.

    A degree of longitude is taken as long as it is at the place itself.
    """
    east = math.cos(math.radians(lat))
    flat = shapely.transform(shape, lambda degrees: degrees * [east, 1.0])
    return KM_PER_DEGREE * float(shapely.distance(flat, shapely.Point(lon * east, lat)))


def misplaced(lon: float, lat: float, code: str) -> str:
    """What is wrong with a place said to be in this country (or `EU`); empty if nothing is."""
    shape = union() if code == "EU" else countries().get(code)
    if shape is None:
        return f"no outline of {code}"
    on = holder(lon, lat)
    if on == code or (code == "EU" and on in UNION):
        return ""
    away = kilometres(lon, lat, shape)
    if away <= (ABROAD_KM if on else AT_SEA_KM):
        return ""
    return f"{away:.0f} km off {code}, {f'in {on}' if on else 'at sea'}"
