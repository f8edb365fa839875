"""Columns side by side: as boxes they look as the one area that they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from explorer.figure.picture import Area, Layer, Mark, Rect
from explorer.paint.geometry import column_boxes
from explorer.paint.painter import paint

pytestmark = pytest.mark.usefixtures("qapp")

BASE = 60.0


def ring(heights: list[float], left: float, wide: float) -> np.ndarray:
    """A stepped one, of columns ``wide`` pixels across."""
    edges = left + wide * np.arange(len(heights) + 1)
    tops = np.column_stack([np.repeat(edges, 2)[1:-1], BASE - np.repeat(heights, 2)])
    return np.concatenate([tops, [(edges[-1], BASE), (edges[0], BASE)]])


def pixels(marks: tuple[Mark, ...], ratio: float = 1.0, sprites: bool = True) -> np.ndarray:
    image = QImage(round(240 * ratio), round(64 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        paint(painter, Layer("columns", marks), ratio, sprites=sprites)
    bits = np.frombuffer(image.constBits(), np.uint8)
    return bits.reshape(image.height(), image.width(), 4).astype(int)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 1.5, 7.3, 20.0, 20.4, 44.0]), min_size=1, max_size=40),
    st.floats(3.0, 5.0),
    st.floats(2.0, 5.9),
    st.sampled_from([1.0, 1.5, 2.0]),
)
def test_that_boxes_fill_what_the_area_fills(heights, left, wide, ratio) -> None:
    area = Area((ring(heights, left, wide),), "#2255AA", stepped=True)
    boxes, whole = pixels((area,), ratio), pixels((area,), ratio, sprites=False)
    apart = np.abs(boxes - whole).max(axis=2)
    # Where a low column's top lies within a pixel that the next column covers in part.
    assert apart.max() <= 80
    assert np.count_nonzero(apart > 12) <= len(heights)


def test_that_no_seam_shows_between_columns() -> None:
    heights = [30.0, 31.0, 12.0, 30.0, 30.0, 44.0]
    drawn = pixels((Area((ring(heights, 4.4, 4.37),), "#2255AA", stepped=True),))
    inside = drawn[int(BASE) - 10 : int(BASE) - 1, 6 : int(4.4 + 6 * 4.37) - 1]
    assert (inside[..., :3] == inside[0, 0, :3]).all()


def test_that_equal_columns_are_one_box() -> None:
    boxes = column_boxes(ring([5.0, 5.0, 0.0, 9.0], 10.0, 4.0), 1.0)
    assert boxes.tolist() == [[10.0, 55.0, 8.0, 5.0], [22.0, 51.0, 4.0, 9.0]]


def test_that_alike_rectangles_in_a_row_are_drawn_as_one_by_one() -> None:
    marks = tuple(
        Rect(4.3 * k, 50.0 - k, 3.1, 8.0 + k, fill="#AA3322" if k % 7 else "#118855")
        for k in range(40)
    )
    rounded = Rect(100.0, 4.0, 30.0, 20.0, fill="#AA3322", radius=4.0)
    together = pixels((*marks[:20], rounded, *marks[20:]))
    assert (together == pixels((*marks[:20], rounded, *marks[20:]), sprites=False)).all()
