"""Which marks lie under an area or a line."""

from __future__ import annotations

from math import hypot

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.figure.map.covered import CELL, STEP, covered, parts_within
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


def test_that_of_a_line_the_parts_in_an_area_are_told() -> None:
    squares = tuple(
        np.array([(x, 0.0), (x + 100, 0.0), (x + 100, 100.0), (x, 100.0)]) for x in (50.0, 250.0)
    )
    area = Area(squares, "#000000")
    line = Line(np.array([(0.0, 50.0), (200.0, 50.0), (400.0, 50.0)]), "#123456", 2.0, keep=True)
    parts = parts_within([area], [line, Line(line.points - (0, 200), "#123456")])
    assert [part.color for part in parts] == ["#123456"] * 2
    for part, low in zip(parts, (50.0, 250.0), strict=True):
        assert (part.points[:, 1] == 50.0).all()
        assert low <= part.points[0, 0] <= low + STEP + CELL
        assert low + 100 - STEP - CELL <= part.points[-1, 0] <= low + 100
        assert not part.keep, "it is a line of its own"
    dashed = Line(line.points, "#123456", dash=(4.0, 3.0))
    for part in parts_within([area], [dashed]):
        assert part.points[0, 0] % 7 == 0, "its dashes lie on those beneath"
    bent = Line(np.array([(60.0, 20.0), (100.0, 90.0), (140.0, 20.0)]), "#123456")
    (whole,) = parts_within([area], [bent])
    assert whole.points[1].tolist() == [100.0, 90.0], "a corner stays one"
    assert parts_within([Area(squares, "", "#000000")], [line]) == []
    assert parts_within([area], [_dot(60, 50)]) == []
