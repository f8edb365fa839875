"""Areas added to one another and taken away, also across 180°."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explorer.query.clauses import MapBox, MapPolygon
from explorer.query.shapes import How, combined, sound

Area = MapBox | MapPolygon
Ring = tuple[tuple[float, float], ...]


def crosses(ring: Ring, lon: float, lat: float) -> bool:
    """Whether a ray to the east meets an odd number of edges."""
    odd = False
    for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y0 > lat) != (y1 > lat) and lon < x0 + (lat - y0) / (y1 - y0) * (x1 - x0):
            odd = not odd
    return odd


def inside(area: Area | None, lon: float, lat: float) -> bool:
    """Point in area by the plain rules, at every whole turn."""
    if area is None:
        return False
    if isinstance(area, MapBox):
        east = area.east + 360 if area.west > area.east else area.east
        return area.south < lat < area.north and any(
            area.west < lon + turn < east for turn in (-360, 0, 360)
        )
    return any(
        sum(crosses(ring, lon + turn, lat) for ring in area.rings) % 2
        for turn in (-720, -360, 0, 360, 720)
    )


@st.composite
def boxes(draw: st.DrawFn) -> MapBox:
    south = draw(st.integers(-8, 7)) * 10
    north = south + draw(st.integers(1, 5)) * 10
    west, across = draw(st.integers(-18, 17)) * 10, draw(st.integers(1, 20)) * 10
    return MapBox(west, south, (west + across + 180) % 360 - 180, min(north, 90))


@st.composite
def polygons(draw: st.DrawFn) -> MapPolygon:
    """A ring of any three to seven corners, crossing itself or not, somewhere on or beyond 180°."""
    west, south = draw(st.integers(-36, 30)) * 10, draw(st.integers(-8, 4)) * 10
    corner = st.tuples(st.integers(0, 8), st.integers(0, 4))
    corners = draw(st.lists(corner, min_size=3, max_size=7, unique=True))
    return MapPolygon((tuple((west + 10.0 * x, south + 10.0 * y) for x, y in corners),))


areas = st.one_of(boxes(), polygons())
# Off the grid of corners, and on no line between two of them.
points = st.lists(
    st.tuples(st.integers(-179, 179), st.integers(-89, 89)).map(
        lambda p: (p[0] + 0.3183, p[1] + 0.1414)
    ),
    min_size=12,
    max_size=12,
)


@settings(max_examples=150)
@given(areas, areas, points)
def test_that_an_area_added_holds_what_either_held(
    old: Area, new: Area, tried: list[tuple[float, float]]
) -> None:
    both = combined(old, new, "add")
    for lon, lat in tried:
        assert inside(both, lon, lat) == (inside(old, lon, lat) or inside(new, lon, lat))


@settings(max_examples=150)
@given(areas, areas, points)
def test_that_an_area_removed_leaves_what_only_the_first_held(
    old: Area, new: Area, tried: list[tuple[float, float]]
) -> None:
    rest = combined(old, new, "remove")
    for lon, lat in tried:
        assert inside(rest, lon, lat) == (inside(old, lon, lat) and not inside(new, lon, lat))


@given(areas, areas, st.sampled_from(["add", "remove"]))
def test_that_combined_rings_are_closed_and_unwrapped(old: Area, new: Area, how: How) -> None:
    made = combined(old, new, how)
    for ring in made.rings if made else ():
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert all(abs(a[0] - b[0]) <= 120 for a, b in pairwise(ring))
        assert all(abs(x) <= 720 and abs(y) <= 90 for x, y in ring)


@given(polygons(), points)
@example(  # goes along its own edge
    MapPolygon((((0, -20), (10, 10), (-10, 10), (20, 10), (-10, -20), (-10, 20)),)),
    [(0.3183, 0.1414), (5.3183, 3.1414)],
)
def test_that_a_sound_area_is_the_same_area(
    drawn: MapPolygon, tried: list[tuple[float, float]]
) -> None:
    made = sound(drawn)
    for lon, lat in tried:
        assert inside(made, lon, lat) == inside(drawn, lon, lat)
    assert made is None or made.view == drawn.view


def test_that_two_sides_of_180_grow_together() -> None:
    made = combined(MapBox(170, 0, 180, 10), MapBox(-180, 0, -170, 10), "add")
    assert made is not None
    assert len(made.rings) == 1
    lons = [lon for lon, _ in made.rings[0]]
    assert max(lons) - min(lons) == pytest.approx(20)


def test_that_an_area_is_taken_out_of_another_s_middle_as_a_hole() -> None:
    made = combined(MapBox(170, -20, -170, 20), MapBox(-181 + 360, -5, -178, 5), "remove")
    assert made is not None
    assert len(made.rings) == 2
    assert not inside(made, -179, 0)
    assert inside(made, -172, 0)


def test_that_nothing_may_be_left() -> None:
    assert combined(MapBox(0, 0, 10, 10), MapBox(-5, -5, 15, 15), "remove") is None
    assert combined(None, MapBox(0, 0, 10, 10), "remove") is None
    assert sound(MapPolygon((((0, 0), (1, 1), (2, 2)),))) is None


def test_that_the_first_area_may_be_added_to_nothing() -> None:
    made = combined(None, MapBox(170, 0, -170, 10), "add")
    assert inside(made, 175, 5)
    assert inside(made, -175, 5)
    assert not inside(made, 0, 5)
