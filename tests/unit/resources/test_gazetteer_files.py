"""The table of countries: complete, unambiguous, with places that agree with the basemap."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
import shapely

RESOURCES = Path(__file__).parents[3] / "resources"
FIELDS = "code,alpha3,numeric,name,name_zh,lon,lat,aliases,aliases_zh,west,south,east,north"
ISO_TERRITORIES = 249
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> dict[str, Row]:
    with (RESOURCES / "gazetteer" / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def shapes() -> dict[str, shapely.MultiPolygon]:
    """1:50m polygons by code, in degrees."""
    with np.load(RESOURCES / "basemap" / "world-50m.npz", allow_pickle=False) as file:
        coords, ring_ends, poly_ends = (file[f"country_{n}"] for n in ("coords", "ring", "poly"))
        owners, codes = file["poly_country"], file["country_code"]
    found = defaultdict(list)
    for number, owner in enumerate(owners):
        rings = [
            coords[ring_ends[i] : ring_ends[i + 1]].astype(float)
            for i in range(poly_ends[number], poly_ends[number + 1])
        ]
        found[str(codes[owner])].append(shapely.Polygon(rings[0], rings[1:]))
    return {code: shapely.MultiPolygon(polygons) for code, polygons in found.items() if code}


def spellings(row: Row) -> set[str]:
    every = [row["name"], row["name_zh"], *row["aliases"].split(";")]
    return {name.casefold() for name in [*every, *row["aliases_zh"].split(";")] if name}


def test_that_the_header_is_the_agreed_one() -> None:
    path = RESOURCES / "gazetteer" / "countries.csv"
    assert path.read_text("utf-8").split("\n", 1)[0] == FIELDS


def test_that_every_iso_territory_is_there_with_kosovo_and_the_union(rows: dict[str, Row]) -> None:
    assert len(rows) == ISO_TERRITORIES + 2
    assert [code for code, row in rows.items() if not row["numeric"]] == ["EU", "XK"]
    numbers = [row["numeric"] for row in rows.values() if row["numeric"]]
    assert len(set(numbers)) == ISO_TERRITORIES
    assert all(len(number) == 3 for number in numbers)


def test_that_every_code_of_the_basemap_is_known(
    rows: dict[str, Row], shapes: dict[str, shapely.MultiPolygon]
) -> None:
    assert set(shapes) <= set(rows)


def test_that_every_row_has_both_names(rows: dict[str, Row]) -> None:
    assert all(row["name"] and row["name_zh"] for row in rows.values())
    assert (rows["HK"]["name"], rows["HK"]["name_zh"]) == ("Hong Kong", "香港")
    assert (rows["MO"]["name"], rows["MO"]["name_zh"]) == ("Macao", "澳门")


def test_that_no_spelling_means_two_places(rows: dict[str, Row]) -> None:
    owners = defaultdict(set)
    for code, row in rows.items():
        for name in spellings(row):
            owners[name].add(code)
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("UAE", "AE"), ("阿联酋", "AE"), ("阿拉伯联合酋长国", "AE"), ("Korea", "KR"),
        ("Republic of Korea", "KR"), ("南韩", "KR"), ("韓國", "KR"), ("USA", "US"),
        ("U.S.", "US"), ("UK", "GB"), ("Great Britain", "GB"), ("Viet Nam", "VN"),
        ("Turkey", "TR"), ("Czech Republic", "CZ"), ("印尼", "ID"), ("沙特", "SA"),
        ("Macau", "MO"), ("澳洲", "AU"), ("欧盟", "EU"), ("Burma", "MM"), ("Ivory Coast", "CI"),
    ],
)  # fmt: skip
def test_that_common_spellings_are_found(rows: dict[str, Row], spelling: str, code: str) -> None:
    assert spelling.casefold() in spellings(rows[code])


def test_that_label_points_lie_inside_their_country(
    rows: dict[str, Row], shapes: dict[str, shapely.MultiPolygon]
) -> None:
    for code, shape in shapes.items():
        lon, lat = float(rows[code]["lon"]), float(rows[code]["lat"])
        inside = [shape.contains(shapely.Point(lon + turn, lat)) for turn in (-360, 0, 360)]
        assert any(inside), code


def test_that_label_points_lie_inside_their_box(rows: dict[str, Row]) -> None:
    for code, row in rows.items():
        lon, lat, west, south, east, north = (
            float(row[key]) for key in ("lon", "lat", "west", "south", "east", "north")
        )
        assert -180 <= lon <= 180
        assert south <= lat <= north, code
        assert west <= lon <= east if west <= east else (lon >= west or lon <= east), code


def test_that_boxes_across_the_antimeridian_have_west_greater_than_east(
    rows: dict[str, Row],
) -> None:
    crossing = {code for code, row in rows.items() if float(row["west"]) > float(row["east"])}
    assert crossing == {"FJ", "KI", "NZ", "RU", "UM", "US"}


@pytest.mark.parametrize(
    ("code", "west", "south", "east", "north"),
    [("US", -110, 33, -85, 45), ("FR", -1, 44, 6, 49), ("RU", 60, 50, 120, 70),
     ("CN", 98, 28, 116, 38), ("TH", 99, 13, 103, 18), ("JP", 135, 34, 141, 38)],
)  # fmt: skip
def test_that_label_points_stand_in_the_middle(
    rows: dict[str, Row], code: str, west: float, south: float, east: float, north: float
) -> None:
    assert west < float(rows[code]["lon"]) < east
    assert south < float(rows[code]["lat"]) < north
