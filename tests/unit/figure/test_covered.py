"""Which marks lie under an area or a line."""

from __future__ import annotations

from math import hypot

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.figure.map.covered import CELL, covered
from explorer.figure.picture import Area, Circle, Line, Mark

POINTS = st.tuples(st.floats(-50, 350), st.floats(-50, 250))


def _dot(x: float, y: float, ref: str = "") -> Line:
    """A mark that is looked at in one place only."""
    return Line(np.array([(x, y), (x, y)]), "#000000", ref=ref)


@given(st.lists(POINTS, min_size=1, max_size=30), st.floats(20, 90))
def test_that_points_in_a_ring_with_a_hole_are_told_from_those_outside(
    points: list[tuple[float, float]], radius: float
) -> None:
    turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    rim = np.column_stack([np.cos(turn), np.sin(turn)])
    area = Area((rim * radius + (150, 100), rim * radius / 2 + (150, 100)), "#000000")
    marks: list[Mark] = [_dot(x, y) for x, y in points]
    found = covered([area], [], marks)
    for (x, y), mark in zip(points, marks, strict=True):
        far = hypot(x - 150, y - 100)
        if min(abs(far - radius), abs(far - radius / 2)) > 2 * CELL:
            assert (mark in found) == (radius / 2 < far < radius)


def test_that_an_area_without_a_fill_covers_nothing() -> None:
    square = np.array([(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)])
    assert covered([Area((square,), "", "#000000")], [], [_dot(50, 50)]) == []
    assert covered([], [], []) == []


def test_that_all_of_a_site_comes_with_the_part_that_is_covered() -> None:
    disc = Circle(50, 50, 15, "#000000", ref="site:a")
    far, other = _dot(300, 200, "site:a"), _dot(300, 210, "site:b")
    line = Line(np.array([(0.0, 52.0), (100.0, 52.0)]), "#000000")
    assert covered([], [line], [disc, far, other]) == [disc, far]
