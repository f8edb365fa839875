"""Where the map of a page looks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from map_samples import FakeMeasure, Sample, Spot, sample_dataset

from explorer.dataset.model import Dataset
from explorer.figure.map.arcs import spans
from explorer.figure.map.camera import CLOSEST, Kept, camera, first_view
from explorer.figure.map.clusters import groups
from explorer.figure.map.projection import (
    clamped,
    home_view,
    limits,
    lonlat_to_px,
    to_px,
    world_box,
)
from explorer.figure.page.poster import PosterSpec, poster
from explorer.figure.picture import Line
from explorer.figure.style import load_style
from explorer.query.clauses import Query
from explorer.query.engine import Engine
from explorer.query.parse import parse_time, parse_where

places = st.lists(st.tuples(st.floats(-180, 180), st.floats(-60, 80)), min_size=1, max_size=9).map(
    lambda rows: np.array(rows, float)
)


@given(places, st.floats(300, 2400), st.floats(200, 1400), st.sampled_from([150.0, 0.0, -100.0]))
def test_that_all_places_are_in_view_with_their_room(
    lonlat: np.ndarray, width: float, height: float, center: float
) -> None:
    across, up = 0.1 * width, 0.1 * height
    view = camera([Kept(lonlat, across, up)], width, height, center)
    low, _ = limits(width, height)
    assert low <= view.scale <= CLOSEST * home_view(width, height, center).scale * 1.001
    x, y = lonlat_to_px(view, lonlat[:, 0], lonlat[:, 1])
    if view.scale > 1.001 * low:  # else there is no scale at which they fit
        assert x.min() >= across - 0.5
        assert x.max() <= width - across + 0.5
        assert y.min() >= up - 0.5
        assert y.max() <= height - up + 0.5


def test_that_nothing_known_shows_the_whole_world() -> None:
    none = Kept(np.empty((0, 2)), 10, 10)
    lost = Kept(np.full((2, 2), np.nan), 10, 10)
    assert camera([none, lost], 900, 400) == home_view(900, 400)


def test_that_a_view_taller_than_the_world_has_it_in_the_middle() -> None:
    view = camera([Kept(np.array([(-60.0, 40.0), (0.0, -20.0)]), 20, 20)], 1000, 1000)
    _, bottom, _, top = world_box()
    _, (upper, lower) = to_px(view, [0.0, 0.0], [top, bottom])
    assert upper == pytest.approx(1000 - lower, abs=1)


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1350), (800, 600), (3840, 1080)])
@pytest.mark.parametrize("filters", [("2024-05", "category=data_center"), ("", "")])
def test_that_no_arc_leaves_the_page_but_at_the_seam(
    bundled: Dataset, size: tuple[int, int], filters: tuple[str, str]
) -> None:
    """The arc to Mexico is whole: it was cut by the top of the map when only places counted."""
    time, where = filters
    clauses = [parse_time(time)] if time else []
    clauses += [parse_where(where, bundled)] if where else []
    found = Engine(bundled).result(Query(filters=tuple(clauses)))
    picture = poster(bundled, found, PosterSpec(*size), load_style("light"), FakeMeasure())
    layer = picture.layer("map.arcs")
    assert layer.clip is not None
    _, top, _, height = layer.clip
    points = [mark.points for mark in layer.marks if isinstance(mark, Line)]
    assert points
    y = np.concatenate(points)[:, 1]
    assert y.min() >= top
    assert y.max() <= top + height


def test_that_spans_reach_from_home_to_every_site(bundled: Dataset) -> None:
    points = spans(bundled, np.ones(len(bundled), bool))
    gap = np.hypot(points[:, 0] - 120.16, points[:, 1] - 30.27)
    assert gap.min() < 0.01
    assert spans(bundled, np.zeros(len(bundled), bool)).shape == (0, 2)


ABROAD = [
    Spot("Hangzhou", "CN", 120.16, 30.27), Spot("Beijing", "CN", 116.41, 39.9),
    Spot("Hong Kong", "HK", 114.17, 22.32), Spot("Seoul", "KR", 126.98, 37.57),
    Spot("Tokyo", "JP", 139.69, 35.69), Spot("Manila", "PH", 120.98, 14.6),
    Spot("Bangkok", "TH", 100.5, 13.76), Spot("Kuala Lumpur", "MY", 101.69, 3.14),
    Spot("Singapore", "SG", 103.85, 1.29), Spot("Dubai", "AE", 55.27, 25.2),
    Spot("Riyadh", "SA", 46.68, 24.71), Spot("Cairo", "EG", 31.24, 30.04),
    Spot("Paris", "FR", 2.35, 48.86), Spot("Washington", "US", -77.04, 38.9),
    Spot("Mexico City", "MX", -99.13, 19.43),
]  # fmt: skip
"""Places all around the world, so few that a small view can hold them."""


def _tools(width: float, height: float) -> tuple[tuple[float, float, float, float], ...]:
    """What floats over the map in the window."""
    return (
        (12, 12, 171, 41),
        (width - 292, 12, 280, 28),
        (width - 198, height - 40, 186, 28),
        (14, height - 30, 389, 24),
    )


def _assert_clear(data: Dataset, width: float, height: float) -> None:
    view = first_view(data, width, height, _tools(width, height))
    assert view.scale >= 0.7 * home_view(width, height).scale
    assert clamped(view) == view
    for group in groups(data, np.ones(len(data), bool), view.center_lon, view.scale):
        x, y = (float(v) for v in to_px(view, group.x, group.y))
        r = group.radius
        assert r <= x <= width - r
        assert r <= y <= height - r
        for left, top, w, h in _tools(width, height):
            assert not (left - r < x < left + w + r and top - r < y < top + h + r)


@pytest.mark.parametrize("size", [(984, 446), (984, 477), (1320, 500)])
def test_that_the_first_view_shows_all_sites_clear_of_the_tools(
    bundled: Dataset, size: tuple[float, float]
) -> None:
    _assert_clear(bundled, *size)


@pytest.mark.parametrize("size", [(984, 446), (984, 477), (663, 275), (1320, 500), (500, 700)])
def test_that_a_small_first_view_shows_a_few_sites_clear_of_the_tools(
    size: tuple[float, float],
) -> None:
    _assert_clear(sample_dataset([Sample([spot]) for spot in ABROAD]), *size)


def test_that_the_first_view_is_home_where_nothing_is_in_the_way() -> None:
    data = sample_dataset([Sample([Spot("Jakarta", "ID", 106.8, -6.2)])])
    assert first_view(data, 984, 446) == home_view(984, 446)
    assert first_view(sample_dataset([Sample()]), 984, 446, _tools(984, 446)) == home_view(984, 446)


def test_that_the_first_view_of_many_sites_leaves_as_few_as_can_be_in_the_way() -> None:
    rng = np.random.default_rng(2)
    spots = zip(rng.uniform(-179, 179, 3000), rng.uniform(-55, 70, 3000), strict=True)
    data = sample_dataset([Sample([Spot("", "", float(a), float(b))]) for a, b in spots])
    view = first_view(data, 984, 446, _tools(984, 446))
    low, _ = limits(984, 446)
    assert low <= view.scale <= home_view(984, 446).scale
    assert clamped(view) == view
