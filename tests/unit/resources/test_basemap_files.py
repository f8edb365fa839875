"""The contract of the basemap arrays, as `resources/README.md` states it."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import shapely

BASEMAP = Path(__file__).parents[3] / "resources" / "basemap"
SCALES = ("110m", "50m")
Arrays = dict[str, npt.NDArray[Any]]


@pytest.fixture(params=SCALES, scope="module")
def arrays(request: pytest.FixtureRequest) -> Arrays:
    with np.load(BASEMAP / f"world-{request.param}.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def parts(arrays: Arrays, coords: str, offsets: str) -> list[npt.NDArray[np.float64]]:
    ends = arrays[offsets]
    points = arrays[coords].astype(np.float64)
    return [points[a:b] for a, b in pairwise(ends)]


def rings(arrays: Arrays) -> list[npt.NDArray[np.float64]]:
    return [r for n in ("land", "country") for r in parts(arrays, f"{n}_coords", f"{n}_ring")]


def lines(arrays: Arrays) -> list[npt.NDArray[np.float64]]:
    return [r for n in ("border", "coast") for r in parts(arrays, f"{n}_coords", f"{n}_line")]


def polygons(arrays: Arrays, name: str) -> list[shapely.Polygon]:
    found = parts(arrays, f"{name}_coords", f"{name}_ring")
    ends = arrays[f"{name}_poly"]
    return [shapely.Polygon(found[a], found[a + 1 : b]) for a, b in pairwise(ends)]


def test_that_arrays_have_the_stated_types(arrays: Arrays) -> None:
    assert all(arrays[n].dtype == np.float32 for n in arrays if n.endswith("_coords"))
    assert all(arrays[n].dtype == np.int32 for n in arrays if n.endswith(("_ring", "_line")))
    assert all(arrays[n].dtype == np.int32 for n in ("land_poly", "country_poly"))
    assert arrays["poly_country"].dtype == np.int16
    assert arrays["country_code"].dtype == np.dtype("<U4")


@pytest.mark.parametrize(
    ("coords", "offsets"),
    [
        ("land_coords", "land_ring"),
        ("country_coords", "country_ring"),
        ("border_coords", "border_line"),
        ("coast_coords", "coast_line"),
        ("land_ring", "land_poly"),
        ("country_ring", "country_poly"),
    ],
)
def test_that_offsets_rise_from_nought_to_the_end(
    arrays: Arrays, coords: str, offsets: str
) -> None:
    counted = len(arrays[coords]) - (0 if coords.endswith("_coords") else 1)
    assert arrays[offsets][0] == 0
    assert arrays[offsets][-1] == counted
    assert (np.diff(arrays[offsets]) > 0).all()


def test_that_neighbours_are_never_half_a_turn_apart(arrays: Arrays) -> None:
    steps = [np.abs(np.diff(part[:, 0])).max() for part in rings(arrays) + lines(arrays)]
    assert max(steps) < 180


def test_that_rings_are_closed_and_have_an_area(arrays: Arrays) -> None:
    for ring in rings(arrays):
        assert (ring[0] == ring[-1]).all()
        assert len(ring) > 3


@pytest.mark.parametrize("name", ["land", "country"])
def test_that_polygons_are_valid_with_shells_counterclockwise(arrays: Arrays, name: str) -> None:
    for polygon in polygons(arrays, name):
        assert polygon.is_valid
        assert polygon.exterior.is_ccw
        assert not any(hole.is_ccw for hole in polygon.interiors)


def test_that_no_line_runs_along_the_antimeridian(arrays: Arrays) -> None:
    for line in lines(arrays):
        on_it = np.abs(np.abs(line[:, 0]) - 180) < 1e-4
        assert not (on_it[1:] & on_it[:-1]).any()


def test_that_nothing_lies_south_of_the_limit(arrays: Arrays) -> None:
    assert min(part[:, 1].min() for part in rings(arrays) + lines(arrays)) >= -60
    assert "AQ" not in arrays["country_code"]


def test_that_polygons_are_centred_within_one_turn(arrays: Arrays) -> None:
    for name in ("land", "country"):
        for polygon in polygons(arrays, name):
            west, _, east, _ = polygon.bounds
            assert -180.01 <= (west + east) / 2 < 180.01


def test_that_russia_is_whole_across_the_antimeridian(arrays: Arrays) -> None:
    row = list(arrays["country_code"]).index("RU")
    largest = max(
        (p for p, owner in zip(polygons(arrays, "country"), arrays["poly_country"], strict=True)
         if owner == row),
        key=lambda polygon: polygon.area,
    )  # fmt: skip
    assert largest.bounds[0] < 30
    assert largest.bounds[2] > 190
    assert largest.covers(shapely.Point(180, 67))


def test_that_the_caspian_sea_is_a_hole(arrays: Arrays) -> None:
    assert not any(polygon.covers(shapely.Point(51, 42)) for polygon in polygons(arrays, "land"))


def test_that_countries_cover_the_land(arrays: Arrays) -> None:
    land = sum(polygon.area for polygon in polygons(arrays, "land"))
    assert sum(p.area for p in polygons(arrays, "country")) == pytest.approx(land, rel=1e-5)


def test_that_each_code_comes_once_and_each_polygon_has_a_country(arrays: Arrays) -> None:
    codes = [str(code) for code in arrays["country_code"] if code]
    assert len(codes) == len(set(codes))
    assert {"CN", "US", "TW", "XK", "GF", "SJ"} <= set(codes)
    assert set(arrays["poly_country"]) == set(range(len(arrays["country_code"])))
    assert len(arrays["poly_country"]) == len(arrays["country_poly"]) - 1
    assert len(arrays["country_name"]) == len(arrays["country_code"])


def test_that_territories_without_a_code_are_the_known_ones(arrays: Arrays) -> None:
    names = set(arrays["country_name"][arrays["country_code"] == ""])
    assert names <= {"N. Cyprus", "Somaliland", "Siachen Glacier"}


def test_that_a_border_is_no_coast(arrays: Arrays) -> None:
    borders = {line.tobytes() for line in parts(arrays, "border_coords", "border_line")}
    coasts = {line.tobytes() for line in parts(arrays, "coast_coords", "coast_line")}
    assert not borders & coasts
