"""Many hexagons at once, by the pixels they leave."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from explorer.figure.picture import Hexes, Layer, Picture
from explorer.paint.mosaic import paint_hexes
from explorer.paint.painter import paint, to_image, to_pixmap

RED, BLUE = "#ff0000", "#0000ff"


def mosaic(shades: list[int], centers: np.ndarray | None = None, radius: float = 9.0) -> Hexes:
    n = len(shades)
    if centers is None:
        centers = np.column_stack([12.3 + 17.1 * np.arange(n), np.full(n, 14.6)])
    return Hexes(
        centers,
        radius,
        np.array(shades, np.int16),
        (RED, BLUE),
        np.ones(n, np.int64),
        np.column_stack([np.zeros(n, np.int64), np.arange(n)]),
        "cell:5,150,",
    )


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    found = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return found.astype(int)


def shown(mark: Hexes, ratio: float = 1.0) -> np.ndarray:
    picture = Picture(90, 30, "#ffffff", (Layer("cells", (mark,)),))
    return pixels(to_pixmap(picture, ratio).toImage())


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_that_a_screen_shows_what_is_exported(qapp: object, ratio: float) -> None:
    mark = mosaic([0, 1, -1, 1])
    drawn = pixels(to_image(Picture(90, 30, "#ffffff", (Layer("cells", (mark,)),)), ratio))
    seen = shown(mark, ratio)[: len(drawn), : drawn.shape[1]]
    assert np.abs(drawn - seen).max() <= 60  # at edges, which are smoothed in another way
    assert np.abs(drawn - seen).mean() < 1.5
    k = round(12.3 * ratio), round(14.6 * ratio)
    assert seen[k[1], k[0]].tolist() == [255, 0, 0, 255]


def test_that_new_colours_leave_nothing_of_the_old_ones(qapp: object) -> None:
    centers = np.array([[12.3, 14.6], [29.4, 14.6], [46.5, 14.6]])
    first = shown(mosaic([0, 1, 0], centers))
    again = shown(mosaic([-1, 0, 1], centers))
    fresh = shown(mosaic([-1, 0, 1], centers.copy()))
    assert (again == fresh).all()
    assert (again != first).any()
    assert again[14, 12].tolist() == [255, 255, 255, 255]


@pytest.mark.parametrize("kinds", [1, 2])
def test_that_a_series_of_changes_shows_what_each_of_them_is(qapp: object, kinds: int) -> None:
    random = np.random.default_rng(5)
    # Touching hexagons, so that pixels at their edges belong to one or the other.
    centers = np.array([[9.3 + 15.6 * k, 9.1 + 13.5 * (k % 2)] for k in range(5)])
    shades = random.integers(-1, 2, 5)
    for step in range(12):
        shades = shades.copy()
        shades[random.integers(0, 5, 1 + step % 2)] = random.integers(-1, 2)
        for kind in range(kinds):  # as of what is selected and what is not, in turn
            colors = (RED, BLUE) if kind == 0 else ("#112233", "#445566")
            mark = replace(mosaic(shades.tolist(), centers), colors=colors)
            fresh = replace(mark, centers=centers.copy())
            assert (shown(mark) == shown(fresh)).all()


def test_that_hexagons_lie_right_in_a_part_of_a_window(qapp: object) -> None:
    mark = mosaic([1, 0])
    image = QImage(140, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    with QPainter(image) as painter:
        painter.translate(31.0, 17.0)
        paint(painter, Layer("cells", (mark,)), 1.0, sprites=True)
    found = pixels(image)
    assert found[17 + 14, 31 + 12].tolist() == [0, 0, 255, 255]
    assert found[14, 12].tolist() == [0, 0, 0, 0]
    with QPainter(image) as painter:
        painter.rotate(20.0)
        assert not paint_hexes(painter, mark)
    empty = mosaic([], np.empty((0, 2)))
    with QPainter(image) as painter:
        assert paint_hexes(painter, empty)


def test_that_a_point_finds_its_hexagon() -> None:
    mark = mosaic([0, -1, 1])
    assert mark.ref_at(12.3, 14.6) == "cell:5,150,0,0"
    assert mark.at(29.4, 14.6) == -1
    assert mark.ref_at(46.5 + 7.0, 14.6) == "cell:5,150,0,2"
    assert mark.ref_at(46.5, 14.6 + 9.5) == ""
