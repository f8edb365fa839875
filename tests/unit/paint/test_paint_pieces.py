"""What is large is drawn in pieces, and nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainterPath

from explorer.figure.picture import Area, Font, Layer, Line, Mark, Picture, Rect, Text
from explorer.paint import labels, pieces
from explorer.paint.fonts import QtMeasure, em_font
from explorer.paint.painter import to_image

Ring = npt.NDArray[np.float64]
pytestmark = pytest.mark.usefixtures("qapp")

GROUND = "#f4f2ec"


def coast(points: int, radius: float, seed: int, x: float = 150.3, y: float = 120.7) -> Ring:
    """A ring with a ragged rim."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    far = radius * (1 + 0.2 * np.random.default_rng(seed).uniform(-1, 1, points))
    return np.column_stack([x + 1.3 * far * np.cos(turn), y + far * np.sin(turn)])


def text(words: str, size: float, halo: str = "") -> Text:
    return Text(7.4, 150.2, words, Font(size, 500), "#223344", 0.0, halo=halo, halo_width=3.4)


CASES: dict[str, Mark] = {
    "area": Area((coast(600, 90, 1),), fill="#aa3311"),
    "area with a hole": Area((coast(600, 90, 1), coast(90, 30, 2)), fill="#aa3311", opacity=0.4),
    "area with a rim": Area((coast(300, 90, 1),), fill="#aa3311", stroke="#001122", width=0.5),
    "line": Line(coast(400, 80, 3), "#113355", 3.0),
    "line in a casing": Line(coast(400, 80, 3), "#113355", 2.2, (), 0.5, "#ffffff", 6.0),
    "dashes": Line(coast(400, 80, 3), "#113355", 3.0, (5.0, 3.0)),
    "hairline": Line(coast(400, 80, 3), "#113355", 0.4),
    "rectangle": Rect(10.3, 20.6, 250.5, 190.2, "#2244aa", opacity=0.7),
    "text": text("Whale falls, AVA 出海 Typography, and more", 17.0),
    "text with a halo": text("Whale, AVA 出海", 41.0, "#ffffff"),
}


LEFT_WHOLE = ("area with a rim", "dashes", "hairline")
"""Those that Qt cuts in ways of its own."""


def drawn(mark: Mark, ratio: float) -> QImage:
    if isinstance(mark, Text):
        mark = replace(mark, width=QtMeasure().width(mark.text, mark.font))
    labels.SPRITES._kept.clear()
    clipped = Layer("a", (mark, Rect(20, 30, 9, 9, "#00aa00")), (12.2, 9.7, 250.0, 215.0))
    return to_image(Picture(300, 240, GROUND, (clipped,)), ratio)


@pytest.mark.parametrize("ratio", [1.0, 1.37, 3.0])
@pytest.mark.parametrize("case", CASES)
def test_that_pieces_make_up_the_same_image(
    monkeypatch: pytest.MonkeyPatch, case: str, ratio: float
) -> None:
    mark = CASES[case]
    whole = drawn(mark, ratio)
    cuts: list[int] = []
    cut = pieces._cut
    monkeypatch.setattr(pieces, "_cut", lambda *given: (cuts.append(1), cut(*given))[1])
    for name, value in (("LARGE", 0), ("POINTS", 40), ("AREA", 4000), ("WIDE", 50), ("HALO", 30)):
        monkeypatch.setattr(pieces, name, value)
    assert drawn(mark, ratio) == whole
    assert bool(cuts) == (case not in LEFT_WHOLE)


def test_that_an_image_is_filled_as_qt_fills_it() -> None:
    for kind, color in (
        (QImage.Format.Format_RGB32, QColor(GROUND)),
        (QImage.Format.Format_ARGB32_Premultiplied, QColor(0, 0, 0, 0)),
    ):
        ours, theirs = QImage(33, 7, kind), QImage(33, 7, kind)
        pieces.fill(ours, color)
        theirs.fill(color)
        assert ours == theirs


def test_that_points_far_off_are_left_out() -> None:
    ring = np.array([(0, 0), (1, 0), (2, 0), (3, 0), (3, 5), (3, 9), (2, 9), (1, 9.0)])
    kept = pieces.within(ring, 4.0, 6.0, closed=True)
    assert kept.tolist() == [[0, 0], [3, 0], [3, 5], [3, 9], [1, 9]]
    kept = pieces.within(ring, 4.0, 6.0, closed=False)
    assert kept.tolist() == [[0, 0], [3, 0], [3, 5], [3, 9], [1, 9]]


def test_that_the_parts_of_a_path_are_the_path() -> None:
    path = QPainterPath()
    path.addText(QPointF(0, 0), em_font(Font(12)), "Oi%")
    again = QPainterPath()
    parts = pieces.subpaths(path)
    for left, right, part in parts:
        box = part.controlPointRect()
        assert (box.left(), box.right()) == (left, right)
        again.addPath(part)
    assert len(parts) > 5
    assert again == path
