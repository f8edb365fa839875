"""Shapes and shades shared by the painter and the SVG writer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.figure.colors import mix, rgb
from explorer.figure.picture import Glow, Symbol
from explorer.paint import geometry


def square(x: float, y: float, r: float) -> np.ndarray:
    return np.array([(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)])


def test_that_holes_stay_with_their_polygon_and_islands_apart() -> None:
    land, lake, island = square(50, 50, 40), square(50, 50, 20), square(50, 50, 5)
    other, beside = square(150, 50, 20), square(200, 50, 5)
    groups = geometry.polygons((land, other, lake, beside, island))
    assert sorted(len(group) for group in groups) == [1, 1, 3]


def test_that_a_box_within_a_box_is_not_yet_a_hole() -> None:
    bent = np.array([(0.0, 0), (100, 0), (100, 10), (10, 10), (10, 100), (0, 100)])
    groups = geometry.polygons((bent, square(60, 60, 10)))
    assert len(groups) == 2


def test_that_degenerate_rings_are_left_out() -> None:
    assert geometry.polygons((np.empty((0, 2)), np.array([(1.0, 1.0)]))) == []


@given(st.floats(0, 1))
def test_that_blending_stays_between_both_colours(share: float) -> None:
    mixed = rgb(mix("#ff0000", "#0000ff", share))
    assert mixed[0] == round(255 * share)
    assert mixed[2] == round(255 * (1 - share))


def test_that_a_glow_is_strongest_in_the_middle() -> None:
    cells = geometry.glow_pixels(Glow(0, 0, 10, 5, "#ff8000", 0.8), 64)
    assert cells.shape == (64, 64, 4)
    assert cells[32, 32, 3] == pytest.approx(0.8 * 255, abs=4)
    assert cells[0, 0, 3] == 0
    assert (cells[..., :3] == (255, 128, 0)).all()


def test_that_a_stroke_through_a_mark_reaches_past_it() -> None:
    mark = Symbol(10, 10, "square", 5, "#ff0000", "#0000ff", halo="#ffffff")
    x1, y1, x2, y2 = geometry.strike_ends(mark)
    assert x1 < 5 < 15 < x2
    assert y2 < 5 < 15 < y1
    gap, stroke = geometry.strike_pens(mark)
    assert gap[0] == "#ffffff"
    assert gap[1] > stroke[1]
