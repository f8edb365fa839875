"""The ground: cut at the seam, thinned, and countries found again by place."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.figure.map.basemap import SPECK, Rings, country_areas, country_rings, load_basemap
from explorer.figure.map.clip import half_plane, line_in_box, ring_in_box, spaced, thinned
from explorer.figure.map.drawing import map_base
from explorer.figure.map.projection import X_MAX, equal_earth, home_view, zoomed
from explorer.figure.picture import F64, Area, Line
from explorer.figure.style import load_style

CENTERS = (150.0, 0.0, -100.0)


def _parts(shapes: Rings) -> list[F64]:
    return [shapes.xy[i:j] for i, j in pairwise(shapes.rings.tolist())]


@pytest.mark.parametrize("center", CENTERS)
def test_that_no_ring_spans_the_map(center: float) -> None:
    cut = load_basemap("110m").cut(center)
    for shapes in (cut.land, cut.country, cut.border, cut.coast):
        assert np.abs(shapes.xy[:, 0]).max() <= X_MAX + 1e-9
        for ring in _parts(shapes):
            assert np.abs(np.diff(ring[:, 0])).max(initial=0.0) < 0.9
    assert max(np.ptp(ring[:, 0]) for ring in _parts(cut.land)) < 1.2 * X_MAX


@pytest.mark.parametrize("center", CENTERS)
def test_that_no_coast_or_border_runs_along_the_seam(center: float) -> None:
    cut = load_basemap("50m").cut(center)
    for shapes in (cut.border, cut.coast):
        for line in _parts(shapes):
            edge, _ = equal_earth(np.full(len(line), 180.0), np.zeros(len(line)))
            assert len(edge) == len(line)
            on = np.isclose(np.abs(_rel(line)), 180.0, atol=1e-7)
            assert not (on[:-1] & on[1:]).any()


def _rel(xy: F64) -> F64:
    """Relative longitudes of projected points."""
    from explorer.figure.map.projection import inverse

    lon, _ = inverse(np.clip(xy[:, 0], -X_MAX, X_MAX) * (1 - 1e-13), xy[:, 1], 0.0)
    return np.asarray(np.where(np.isnan(lon), 180.0, lon))


def test_that_cutting_keeps_the_area_of_the_land() -> None:
    base = load_basemap("50m")
    totals = [sum(country_areas(replace(home_view(9, 9), center_lon=c)).values()) for c in CENTERS]
    assert totals == pytest.approx([totals[0]] * 3, rel=1e-4)
    russia = country_areas(home_view(9, 9))["RU"] * 6371.0**2
    assert russia == pytest.approx(17.0e6, rel=0.02)
    assert base.codes.count("RU") == 1


def test_that_a_country_across_180_degrees_is_found_on_both_sides() -> None:
    base = load_basemap("50m")
    places = {"RU": (-175.0, 66.6), "CN": (116.4, 39.9), "LS": (28.2, -29.5), "ZA": (24.0, -30.0)}
    assert {code: base.country_at(*at) for code, at in places.items()} == {c: c for c in places}
    assert base.country_at(178.5, 67.5) == "RU"
    assert base.country_at(538.5, 67.5) == "RU"
    assert base.country_at(0.0, 0.0) == ""


def test_that_what_is_far_outside_the_view_is_cut_away() -> None:
    view = zoomed(home_view(984, 446), 40.0, 300.0, 150.0)
    picture = map_base(view, load_style("light"))
    for layer in picture.layers[1:]:
        for mark in layer.marks:
            rings = mark.rings if isinstance(mark, Area) else ()
            for ring in rings:
                assert ring.min() >= -24.001
                assert ring[:, 0].max() <= 984 + 24.001
    assert sum(len(layer.marks) for layer in picture.layers) < 600


def test_that_the_base_is_kept_while_only_labels_and_picks_change() -> None:
    view, style = home_view(640, 300), load_style("light")
    first = map_base(view, style)
    assert map_base(replace(view, hover="x", lang="zh", selected=frozenset({"a"})), style) is first
    assert map_base(replace(view, x=0.1), style) is not first
    assert map_base(view, load_style("dark")).background != first.background


def test_that_the_base_draws_land_as_areas_and_edges_as_thin_lines() -> None:
    picture = map_base(home_view(984, 446), load_style("light"))
    assert all(isinstance(mark, Area) for mark in picture.layer("land").marks)
    edges = picture.layer("edges").marks
    assert all(isinstance(mark, Line) and mark.width <= 1.0 for mark in edges)


def test_that_a_country_without_a_shape_has_no_rings() -> None:
    view = home_view(984, 446)
    assert country_rings("EU", view) == ()
    assert len(country_rings("ID", view)) > 5


RING = st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), min_size=3, max_size=12).map(
    lambda points: np.array(points, float)
)


@given(RING, st.floats(-9, 9))
def test_that_half_planes_part_the_area_of_a_ring(ring: F64, bound: float) -> None:
    above, below = half_plane(ring, 0, bound, True), half_plane(ring, 0, bound, False)
    assert (above[:, 0] >= bound).all()
    assert (below[:, 0] <= bound).all()
    assert _area(above) + _area(below) == pytest.approx(_area(ring), abs=1e-6)


def _area(ring: F64) -> float:
    """Signed."""
    x, y = ring.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2) if len(ring) else 0.0


@given(RING)
def test_that_a_ring_in_a_box_stays_in_it(ring: F64) -> None:
    inside = ring_in_box(ring, (-3.0, -2.0, 4.0, 5.0))
    assert ((inside >= (-3.0, -2.0)) & (inside <= (4.0, 5.0))).all()


@given(RING)
def test_that_a_line_keeps_every_segment_near_the_box(line: F64) -> None:
    runs = line_in_box(line, (-3.0, -2.0, 4.0, 5.0))
    held = sum(len(run) - 1 for run in runs)
    for a, b in pairwise(line):
        inside = ((a >= (-3.0, -2.0)) & (a <= (4.0, 5.0))).all()
        if inside:
            assert any((run == a).all(axis=1).any() for run in runs), (a, b)
    assert held <= len(line) - 1


def test_that_thinning_costs_less_than_the_tolerance_and_keeps_the_ends() -> None:
    t = np.linspace(0, 6, 4000)
    line = np.column_stack([t, np.sin(t)])
    thin, offsets = thinned(line, np.array([0, 1500, 4000]), 0.01)
    assert len(thin) < 800
    assert (thin[[0, -1]] == line[[0, -1]]).all()
    assert (thin[offsets[1]] == line[1500]).all()
    x = np.interp(line[:, 0], thin[:, 0], thin[:, 1])
    assert np.abs(x - line[:, 1]).max() < 0.011


def test_that_specks_are_not_shaded_unless_there_is_nothing_else_of_the_country() -> None:
    view = home_view(984, 446)
    assert all(np.ptp(ring, axis=0).max() >= SPECK for ring in country_rings("ID", view))
    (singapore,) = country_rings("SG", view)
    assert np.ptp(singapore, axis=0).max() < SPECK
    assert country_rings("ID", view) is country_rings("ID", replace(view, hover="a", lang="zh"))
    assert country_rings("XX", view) == ()


@given(
    radius=st.floats(1, 1e5),
    turn=st.floats(0.01, 3.0),
    steps=st.integers(0, 90),
    off=st.sampled_from([0.01, 0.04, 1.0]),
)
def test_that_a_line_of_fewer_points_runs_where_it_ran(
    radius: float, turn: float, steps: int, off: float
) -> None:
    angle = np.linspace(0.0, turn, steps + 1)
    line = radius * np.column_stack([np.cos(angle), np.sin(angle)])
    fewer = spaced(line, off)
    assert (fewer[[0, -1]] == line[[0, -1]]).all()
    assert len(fewer) <= len(line)
    between = np.interp(angle, np.arctan2(fewer[:, 1], fewer[:, 0]), np.arange(len(fewer)))
    if len(fewer) > 1:
        low = np.minimum(between.astype(int), len(fewer) - 2)
        a, b = fewer[low], fewer[low + 1]
        along = (b - a) / np.maximum(np.hypot(*(b - a).T), 1e-12)[:, None]
        away = np.abs(along[:, 0] * (line - a)[:, 1] - along[:, 1] * (line - a)[:, 0])
        assert away.max() <= 1.6 * off


def test_that_a_nearly_straight_line_needs_few_points() -> None:
    line = np.column_stack([np.arange(73.0), 1e-4 * np.arange(73.0) ** 2])
    assert len(spaced(line, 0.04)) <= 5
