"""Cells of a map in written files: shapes and no pictures of shapes."""

import re

import numpy as np
from export_samples import META

from explorer.export.svg import svg
from explorer.figure.opaque import opaque_layer
from explorer.figure.page.compose import moved
from explorer.figure.picture import Hexes, Layer, Picture


def hexes() -> Hexes:
    return Hexes(
        np.array([[20.0, 20.0], [40.0, 20.0], [60.0, 20.0]]),
        10.0,
        np.array([0, -1, 1], np.int16),
        ("#7263CC", "#FFF3C4"),
        np.array([3, 0, 70]),
        np.array([[0, 0], [0, 1], [0, 2]]),
        "cell:5,150,",
    )


def test_that_an_svg_holds_each_hexagon_in_its_colour() -> None:
    picture = Picture(90, 40, "#ffffff", (Layer("cells", (hexes(),)),))
    text = svg(picture, META).decode()
    found = re.findall(r'<path d="([^"]+)" fill="(#[0-9A-F]{6})"/>', text)
    assert [(path.count("M"), color) for path, color in found] == [(1, "#7263CC"), (1, "#FFF3C4")]
    assert "<image" not in text


def test_that_hexagons_are_moved_whole_and_are_opaque() -> None:
    mark = hexes()
    away = moved(mark, 5.0, -3.0)
    assert isinstance(away, Hexes)
    assert away.centers.tolist() == (mark.centers + np.array([5.0, -3.0])).tolist()
    assert away.at(25.0, 17.0) == mark.at(20.0, 20.0) == 0
    layer = Layer("cells", (mark,))
    assert opaque_layer(layer, "#ffffff").marks == (mark,)
