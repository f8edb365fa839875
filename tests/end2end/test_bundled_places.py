"""Every point of the bundled package lies in the country that it is said to be in."""

from __future__ import annotations

import pytest
import shapely
from evidence import Record, read
from outlines import SHAPES, UNION, countries, holder, misplaced

LIMIT = 1_500_000
"""Bytes of the outlines, which every clone of the repository carries."""


@pytest.fixture(scope="module")
def record() -> Record:
    return read()


def test_that_outlines_are_whole_small_and_of_the_whole_world() -> None:
    assert SHAPES.stat().st_size < LIMIT
    assert len(countries()) > 230
    assert set(countries()) > UNION
    assert len(UNION) == 27
    for code, shape in countries().items():
        assert all(polygon.is_valid for polygon in shape.geoms), code
        west, south, east, north = shape.bounds
        assert -190 < west < east < 195, code
        assert -60 <= south < north < 84, code


def test_that_neighbours_share_their_borders() -> None:
    """Thinned line by line, so that no strip lies between two countries and none in both."""
    inland = [countries()[code] for code in ("DE", "CZ", "PL", "SK", "AT", "HU", "CH", "LU")]
    whole = shapely.union_all(inland)
    largest = max(whole.geoms, key=lambda polygon: polygon.area)
    # What is left out in the middle is a country of its own.
    liechtenstein = countries()["LI"]
    assert [shapely.Polygon(hole).symmetric_difference(liechtenstein).area < 1e-9
            for hole in largest.interiors] == [True]  # fmt: skip
    assert whole.area == pytest.approx(sum(shape.area for shape in inland), rel=1e-9)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (116.4, 39.9, "CN"), (114.06, 22.54, "CN"), (114.17, 22.32, "HK"), (113.55, 22.2, "MO"),
        (121.56, 25.04, "TW"), (103.85, 1.29, "SG"), (103.76, 1.49, "MY"), (50.58, 26.22, "BH"),
        (-0.13, 51.51, "GB"), (-122.4, 37.78, "US"), (179.2, 66.5, "RU"), (-175.2, -21.2, "TO"),
        (55.45, -20.9, "RE"), (21.16, 42.66, "XK"), (35.5, 33.89, "LB"), (14.51, 35.9, "MT"),
    ],
)  # fmt: skip
def test_that_a_place_is_in_its_country_and_in_no_other(lon: float, lat: float, code: str) -> None:
    assert holder(lon, lat) == code
    assert not misplaced(lon, lat, code)
    assert [other for other in sorted(countries()) if not misplaced(lon, lat, other)] == [code]


@pytest.mark.parametrize(
    ("lon", "lat", "code", "told"),
    [
        (39.9, 116.4 - 90, "CN", "km off CN, in SA"),  # latitude and longitude confused
        (114.06, 22.54, "HK", "km off HK, in CN"),  # Shenzhen, over the border
        (114.17, 22.32, "CN", "km off CN, in HK"),
        (121.56, 25.04, "CN", "km off CN, in TW"),
        (-121.56, 25.04, "TW", "km off TW, at sea"),  # a sign lost
        (51.53, 25.28, "AE", "km off AE, in QA"),
        (-0.13, 51.51, "EU", "km off EU, in GB"),
        (0.0, 0.0, "ZZ", "no outline of ZZ"),
    ],
)
def test_that_a_misplaced_point_is_told(lon: float, lat: float, code: str, told: str) -> None:
    assert misplaced(lon, lat, code).endswith(told)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (4.35, 50.85, "EU"),  # seats of the Union lie in its members
        (103.70, 1.265, "SG"),  # an island of filled land
        (3.99, 51.96, "NL"),  # a port built out into the sea
        (114.17, 22.28, "HK"),  # at the waterfront
    ],
)
def test_that_quays_and_seats_are_no_mistakes(lon: float, lat: float, code: str) -> None:
    assert not misplaced(lon, lat, code)


def test_that_every_point_of_an_event_lies_in_its_country(record: Record) -> None:
    points = [site for site in record.sites if site["geometry"]]
    assert points
    told = {
        site["id"]: wrong
        for site in points
        if (wrong := misplaced(*site["geometry"]["coordinates"], site["country"]))
    }
    assert not told


def test_that_every_head_office_lies_in_its_country(record: Record) -> None:
    offices = [row for row in record.organizations if row["lon"]]
    assert offices
    told = {
        row["id"]: wrong
        for row in offices
        if (wrong := misplaced(float(row["lon"]), float(row["lat"]), row["country"]))
    }
    assert not told


def test_that_every_region_is_drawn_over_land(record: Record) -> None:
    world = shapely.MultiPolygon([p for shape in countries().values() for p in shape.geoms])
    for region in record.regions:
        shape = shapely.geometry.shape(region["geometry"])
        assert shape.is_valid, region["id"]
        assert shapely.intersects(world, shape), region["id"]
