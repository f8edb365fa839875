"""Lines that come again, from one image: the same picture as when all are painted."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from explorer.figure.picture import Layer, Line
from explorer.paint import lasting
from explorer.paint.lasting import FEWEST, LATELY, OTHERS, Lasting
from explorer.paint.painter import paint, to_pixmap

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = (240.0, 160.0)
CLIP = (0.0, 0.0, *SIZE)


def line(k: int, color: str = "#aa3355") -> Line:
    y = 4.0 + 3.1 * k
    return Line(np.array([(5.0, y), (120.0, y + 1.5), (230.0, y)]), color, opacity=0.6)


LINES = tuple(line(k) for k in range(2 * FEWEST))


def pixels(paint_it, ratio: float = 1.0) -> np.ndarray:
    image = QImage(int(SIZE[0] * ratio), int(SIZE[1] * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFFF4F6FA)
    with QPainter(image) as painter:
        paint_it(painter)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1).astype(int)


def shown(kept: Lasting, marks, ratio: float = 1.0) -> np.ndarray:
    layer = Layer("lines", tuple(marks), CLIP)
    return pixels(lambda painter: kept.paint(painter, SIZE, layer, ratio), ratio)


def whole(marks, ratio: float = 1.0) -> np.ndarray:
    layer = Layer("lines", tuple(marks), CLIP)
    return pixels(lambda painter: paint(painter, layer, ratio, sprites=True), ratio)


@pytest.fixture
def drawn(monkeypatch) -> list[int]:
    """How many lines were painted in each frame, those of images not counted."""
    counted: list[int] = []

    def counting(painter, layer, ratio, *, sprites) -> None:
        counted.append(len(layer.marks))
        paint(painter, layer, ratio, sprites=sprites)

    monkeypatch.setattr(lasting, "paint", counting)
    return counted


def test_that_a_line_that_comes_and_goes_is_shown_as_without_an_image(drawn) -> None:
    kept, other = Lasting(), line(70 // 3, "#1144cc")
    for k in range(30):
        marks = [*LINES[: k % 3], *LINES[3:], *([other] if k % 4 else [])]
        assert np.abs(shown(kept, marks) - whole(marks)).max() <= 2
    assert max(drawn[-10:]) <= 4, "only these are painted anew"


def test_that_an_image_is_made_once_nothing_changes(drawn) -> None:
    kept = Lasting()
    for _ in range(OTHERS + 3):
        shown(kept, LINES)
    assert drawn == [len(LINES)] * OTHERS + [0] * 3


def test_that_others_are_painted_at_once(drawn) -> None:
    kept = Lasting()
    for _ in range(OTHERS + 2):
        shown(kept, LINES)
    others = [line(k, "#00aa55") for k in range(len(LINES))]
    assert (shown(kept, others) == whole(others)).all()
    assert drawn[-1] == len(others)
    assert shown(kept, LINES[:5]).shape == shown(kept, ()).shape
    assert (shown(kept, ()) == whole(())).all()


def test_that_no_image_is_made_while_one_goes_in_each_frame(monkeypatch) -> None:
    made = []
    monkeypatch.setattr(lasting, "to_pixmap", lambda *args: made.append(args) or to_pixmap(*args))
    kept = Lasting()
    for k in range(12):
        assert np.abs(shown(kept, LINES[k:]) - whole(LINES[k:])).max() <= 2
    assert len(made) <= 1
    before = len(made)
    for _ in range(OTHERS + 1):
        shown(kept, LINES[12:])
    assert len(made) == before + 1
    assert np.abs(shown(kept, LINES[12:]) - whole(LINES[12:])).max() <= 2


def test_that_what_came_long_ago_is_in_the_image_again(drawn) -> None:
    kept = Lasting()
    for _ in range(OTHERS + 2):
        shown(kept, LINES[1:])
    shown(kept, LINES)
    assert drawn[-1] == 1
    for _ in range(LATELY):
        shown(kept, LINES)
        assert drawn[-1] == 1
    shown(kept, LINES[:-1])  # the image no longer holds
    for _ in range(LATELY):
        shown(kept, LINES[:-1])
    assert drawn[-1] == 0


def test_that_another_scale_makes_another_image() -> None:
    kept = Lasting()
    for _ in range(OTHERS + 2):
        shown(kept, LINES)
    for _ in range(3):
        assert np.abs(shown(kept, LINES, 2.0) - whole(LINES, 2.0)).max() <= 2
