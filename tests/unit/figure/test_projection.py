"""Equal Earth, great circles and the camera."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.figure.map.projection import (
    EARTH_KM,
    X_MAX,
    Y_MAX,
    arc,
    arcs,
    cut_at_seam,
    equal_earth,
    fit,
    forward,
    home_view,
    inverse,
    limits,
    lonlat_to_px,
    panned,
    px_to_lonlat,
    relative,
    scale_bar,
    to_px,
    world_box,
    zoomed,
)

LON = st.floats(-180, 179.999)
LAT = st.floats(-89.9, 89.9)
HANGZHOU, MEXICO, SAO_PAULO = (120.16, 30.27), (-99.13, 19.43), (-46.63, -23.55)


def test_that_the_projection_has_the_published_values() -> None:
    # Šavrič, Patterson and Jenny: the pole line is 0.59247 times the equator, the map 2.05458
    # times as wide as it is high.
    x, y = equal_earth([180.0, 180.0, 0.0], [0.0, 90.0, 90.0])
    assert x[0] == pytest.approx(X_MAX)
    assert y[2] == pytest.approx(Y_MAX)
    assert x[1] / x[0] == pytest.approx(0.59247, abs=1e-5)
    assert x[0] / y[1] == pytest.approx(2.05458, abs=1e-5)


def test_that_the_projection_agrees_with_proj() -> None:
    pyproj = pytest.importorskip("pyproj")
    proj = pyproj.Proj("+proj=eqearth +R=1 +lon_0=150")
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(-180, 180, 200), rng.uniform(-90, 90, 200)
    ours = forward(lon, lat, 150.0)
    theirs = proj(lon, lat)
    assert np.allclose(ours[0], theirs[0], atol=1e-12)
    assert np.allclose(ours[1], theirs[1], atol=1e-12)


@given(LON, LAT, st.sampled_from([0.0, 150.0, -100.0]))
def test_that_the_inverse_undoes_the_projection(lon: float, lat: float, center: float) -> None:
    back_lon, back_lat = inverse(*forward(lon, lat, center), center)
    assert float(back_lat) == pytest.approx(lat, abs=1e-9)
    assert abs(float(relative(back_lon - lon, 0.0))) < 1e-7


def test_that_equal_areas_stay_equal() -> None:
    def area(south: float, north: float) -> float:
        lat = np.linspace(south, north, 2000)
        x, y = equal_earth(np.full(2000, 10.0), lat)
        return float(np.trapezoid(x, y) if hasattr(np, "trapezoid") else np.trapz(x, y))

    band = np.sin(np.radians([0.0, 20.0])), np.sin(np.radians([50.0, 80.0]))
    ratios = [area(0, 20) / np.ptp(band[0]), area(50, 80) / np.ptp(band[1])]
    assert ratios[0] == pytest.approx(ratios[1], rel=1e-5)


@pytest.mark.parametrize(("x", "y"), [(2.8, 0.0), (0.0, 1.4), (2.6, 1.2), (-2.75, 0.0)])
def test_that_points_outside_the_map_have_no_place(x: float, y: float) -> None:
    lon, lat = inverse(x, y, 150.0)
    assert np.isnan(lon)
    assert np.isnan(lat)


# Great circles


@given(LON, LAT, LON, LAT)
def test_that_an_arc_joins_its_ends_in_even_steps(
    lon0: float, lat0: float, lon1: float, lat1: float
) -> None:
    points = arc(lon0, lat0, lon1, lat1, 33)
    assert points.shape == (33, 2)
    assert np.isfinite(points).all()
    assert points[0, 1] == pytest.approx(lat0, abs=1e-6)
    assert points[-1, 1] == pytest.approx(lat1, abs=1e-6)
    unit = _unit(points)
    steps = np.linalg.norm(np.diff(unit, axis=0), axis=1)
    assert np.ptp(steps) < 1e-6


def _unit(points: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    lon, lat = np.radians(points).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def test_that_many_arcs_at_once_are_the_same_as_one_by_one() -> None:
    start = np.array([HANGZHOU, MEXICO])
    end = np.array([MEXICO, SAO_PAULO])
    both = arcs(start, end, 20)
    for k in range(2):
        assert np.allclose(both[k], arc(*start[k], *end[k], 20))


def test_that_opposite_points_still_have_an_arc() -> None:
    points = arc(30.0, 10.0, -150.0, -10.0, 21)
    assert np.isfinite(points).all()
    assert points[:, 1].max() > 60


def test_that_the_way_over_the_pacific_stays_in_one_piece_about_150_east() -> None:
    pieces = cut_at_seam(arc(*HANGZHOU, *MEXICO), 150.0)
    assert len(pieces) == 1
    assert (np.diff(pieces[0][:, 0]) > 0).all()
    assert len(cut_at_seam(arc(*HANGZHOU, *MEXICO), 0.0)) == 2


def test_that_an_arc_leaves_one_edge_and_returns_on_the_other_at_the_same_latitude() -> None:
    first, second = cut_at_seam(arc(*HANGZHOU, *SAO_PAULO, 64), 150.0)
    assert first[-1, 0] == -180.0
    assert second[0, 0] == 180.0
    assert first[-1, 1] == second[0, 1]
    fine = arc(*HANGZHOU, *SAO_PAULO, 100_001)
    near = np.argmin(np.abs(relative(fine[:, 0] + 30.0, 0.0)))
    assert first[-1, 1] == pytest.approx(fine[near, 1], abs=2e-3)


@given(LON, LAT, LON, LAT, st.sampled_from([0.0, 150.0, -30.0]))
def test_that_no_piece_of_an_arc_jumps_over_the_map(
    lon0: float, lat0: float, lon1: float, lat1: float, center: float
) -> None:
    for piece in cut_at_seam(arc(lon0, lat0, lon1, lat1), center):
        assert (np.abs(piece[:, 0]) <= 180.0).all()
        # Close to a pole a step may turn by much, but never by more than half a turn.
        assert (np.abs(np.diff(piece[:, 0])) <= 180.0 + 1e-9).all()


# The camera


@given(LON, st.floats(-80, 80))
def test_that_pixels_and_places_undo_each_other(lon: float, lat: float) -> None:
    view = home_view(984, 446)
    back_lon, back_lat = px_to_lonlat(view, *lonlat_to_px(view, lon, lat))
    assert abs(float(relative(back_lon - lon, 0.0))) < 1e-7
    assert float(back_lat) == pytest.approx(lat, abs=1e-8)


@pytest.mark.parametrize("size", [(984, 446), (1920, 640), (640, 900), (300, 2000), (40, 40)])
def test_that_the_home_view_shows_the_pacific_whole(size: tuple[float, float]) -> None:
    view = home_view(*size)
    low, high = limits(*size)
    assert low <= view.scale <= high
    x, y = lonlat_to_px(view, [120.0, -120.0], [25.0, 25.0])
    assert ((x > 0) & (x < size[0]) & (y > 0) & (y < size[1])).all()


@given(
    st.lists(st.tuples(st.floats(-29, 329), st.floats(-60, 80)), min_size=1, max_size=9),
    st.floats(200, 2000),
    st.floats(200, 1200),
)
def test_that_fit_shows_all_points_within_the_padding(
    points: list[tuple[float, float]], width: float, height: float
) -> None:
    lon, lat = np.array(points).T
    view = fit(lon, lat, width, height, padding=20)
    x, y = lonlat_to_px(view, lon, lat)
    slack = 1e-6 if view.scale > limits(width, height)[0] else 20.0
    assert x.min() >= 20 - slack - 10
    assert x.max() <= width - 20 + slack + 10
    assert y.min() >= 20 - slack - 10
    assert y.max() <= height - 20 + slack + 10


def test_that_fit_of_nothing_is_the_home_view() -> None:
    assert fit([np.nan], [np.nan], 984, 446) == home_view(984, 446)


def test_that_zooming_keeps_the_point_under_the_pointer() -> None:
    view = home_view(984, 446)
    lon, lat = px_to_lonlat(view, 300.0, 200.0)
    x, y = lonlat_to_px(zoomed(view, 2.0, 300.0, 200.0), lon, lat)
    assert (float(x), float(y)) == pytest.approx((300.0, 200.0))


def test_that_panning_moves_the_map_with_the_hand_and_stops_at_its_edge() -> None:
    view = zoomed(home_view(984, 446), 3.0, 492.0, 223.0)
    x, y = lonlat_to_px(panned(view, 30.0, -12.0), 150.0, 10.0)
    old_x, old_y = lonlat_to_px(view, 150.0, 10.0)
    assert float(x - old_x) == pytest.approx(30.0)
    assert float(y - old_y) == pytest.approx(-12.0)


@given(
    st.floats(200, 2400),
    st.floats(150, 1600),
    st.floats(0.0, 1.0),
    st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)),
)
def test_that_panning_keeps_more_than_half_of_the_view_on_the_map(
    width: float, height: float, near: float, by: tuple[float, float]
) -> None:
    low, _ = limits(width, height)
    scale = low * 40.0**near
    view = panned(replace(home_view(width, height), scale=scale), *by)
    left, top = to_px(view, -X_MAX, Y_MAX)
    right, bottom = to_px(view, X_MAX, -Y_MAX)
    shown = [
        (min(size, float(last)) - max(0.0, float(first))) / min(size, float(last - first))
        for first, last, size in ((left, right, width), (top, bottom, height))
    ]
    assert shown[0] * shown[1] > 0.5


def test_that_the_whole_world_is_in_the_middle_and_home_stays_where_it_is() -> None:
    whole = panned(replace(home_view(984, 446), scale=1.0), 300.0, -200.0)
    left, bottom, right, top = world_box()
    assert (whole.x, whole.y) == pytest.approx(((left + right) / 2, (bottom + top) / 2))
    for size in ((984, 446), (663, 275), (420, 640), (300, 900), (2400, 300)):
        assert panned(home_view(*size), 0.0, 0.0) == home_view(*size)


@given(st.floats(0.9, 200), st.floats(-50, 70))
def test_that_the_scale_bar_is_round_and_true_at_the_middle(zoom: float, lat: float) -> None:
    view = zoomed(fit([150.0], [lat], 984, 446, closest=200), zoom, 492, 223)
    km, px = scale_bar(view)
    assert px <= 96 * (1 + 1e-9)
    assert px > 96 / 2.6
    assert float(f"{km:e}".split("e")[0]) in (1.0, 2.0, 5.0)
    (west, east), (south, _) = px_to_lonlat(view, [492 - px / 2, 492 + px / 2], [223.0, 223.0])
    turn = float(relative(east - west, 0.0))
    ground = np.radians(turn) * np.cos(np.radians(south)) * EARTH_KM
    assert ground == pytest.approx(km, rel=1e-6)
