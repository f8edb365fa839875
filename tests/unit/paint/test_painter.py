"""Each kind of mark, by the pixels it leaves."""

import subprocess
import sys
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from explorer.figure.picture import (
    Area,
    Circle,
    Fade,
    Font,
    Glow,
    Layer,
    Line,
    Mark,
    Picture,
    Raster,
    Rect,
    Sector,
    Shape,
    Symbol,
    Text,
)
from explorer.paint.fonts import QtMeasure
from explorer.paint.labels import Sprites, blank
from explorer.paint.painter import paint, png_bytes, polygon, to_image

Pixels = npt.NDArray[np.uint8]
WHITE, RED, BLUE = (255, 255, 255), (255, 0, 0), (0, 0, 255)
SHAPES: tuple[Shape, ...] = (
    "square",
    "circle",
    "triangle",
    "plus",
    "diamond",
    "star",
    "hexagon",
    "shield",
)

pytestmark = pytest.mark.usefixtures("qapp")


def pixels(image: QImage) -> Pixels:
    """(rows, columns, 3) RGB."""
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)
    raw = np.frombuffer(plain.constBits(), np.uint8)
    return raw.reshape(plain.height(), plain.width(), 4)[..., :3].copy()


def drawn(
    marks: Iterable[Mark],
    scale: float = 1.0,
    clip: tuple[float, float, float, float] | None = None,
) -> Pixels:
    picture = Picture(40, 40, "#ffffff", (Layer("a", tuple(marks), clip),))
    return pixels(to_image(picture, scale))


def at(image: Pixels, x: int, y: int) -> tuple[int, ...]:
    return tuple(int(c) for c in image[y, x])


def test_that_an_area_fills_its_ring_and_leaves_its_hole() -> None:
    outer = np.array([(5.0, 5), (35, 5), (35, 35), (5, 35)])
    hole = np.array([(15.0, 15), (25, 15), (25, 25), (15, 25)])
    image = drawn([Area((outer, hole), fill="#ff0000")])
    assert at(image, 10, 10) == RED
    assert at(image, 20, 20) == WHITE
    assert at(image, 2, 2) == WHITE


def test_that_an_island_in_a_lake_is_land_again() -> None:
    rings = tuple(
        np.array([(20.0 - r, 20 - r), (20 + r, 20 - r), (20 + r, 20 + r), (20 - r, 20 + r)])
        for r in (16, 10, 4)
    )
    image = drawn([Area(rings, fill="#ff0000")])
    assert [at(image, x, 20) for x in (6, 13, 20)] == [RED, WHITE, RED]


def test_that_a_line_has_its_width_dash_and_casing() -> None:
    ends = np.array([(0.0, 20), (40, 20)])
    cased = drawn([Line(ends, "#ff0000", 4, casing="#0000ff", casing_width=10)])
    assert [at(cased, 20, y) for y in (10, 16, 20, 23, 28)] == [WHITE, BLUE, RED, BLUE, WHITE]
    dashed = drawn([Line(ends, "#ff0000", 4, dash=(10, 10))])
    assert [at(dashed, x, 20) for x in (5, 15, 25, 35)] == [RED, WHITE, RED, WHITE]


def test_that_a_rectangle_is_filled_stroked_and_rounded() -> None:
    image = drawn([Rect(10, 10, 20, 20, "#ff0000", "#0000ff", 4, radius=8)])
    assert at(image, 20, 20) == RED
    assert at(image, 20, 10) == BLUE
    assert at(image, 9, 9) == WHITE  # the corner is rounded away


@pytest.mark.parametrize("shape", SHAPES)
def test_that_every_symbol_is_drawn_filled_and_hollow(shape: Shape) -> None:
    mark = Symbol(20, 20, shape, 12, "#ff0000", "#0000ff", 2)
    assert at(drawn([mark]), 20, 20) == RED
    hollow = drawn([Symbol(20, 20, shape, 12, "", "#0000ff", 2)])
    assert at(hollow, 20, 20) == WHITE
    assert (hollow != 255).any()


def test_that_a_symbol_has_its_halo_beneath_and_its_stroke_on_top() -> None:
    base = drawn([Rect(0, 0, 40, 40, "#000000")])
    plain = Symbol(20, 20, "square", 10, "#ff0000", "#0000ff", 2, "#ffffff", 3)
    image = drawn([Rect(0, 0, 40, 40, "#000000"), plain])
    assert at(base, 20, 9) == (0, 0, 0)
    assert at(image, 20, 9) == WHITE
    struck = Symbol(20, 20, "square", 10, "#ff0000", "#0000ff", 2, "#ffffff", 3, strike=True)
    crossed = drawn([struck])
    assert crossed[20, 20, 2] > 200
    assert crossed[20, 20, 0] < 60


def test_that_circles_and_sectors_are_where_they_should_be() -> None:
    ring = drawn([Circle(20, 20, 10, "#ff0000", "#0000ff", 4)])
    assert at(ring, 20, 20) == RED
    assert at(ring, 30, 20) == BLUE
    quarter = drawn([Sector(20, 20, 8, 6, 0, 90, "#ff0000")])  # up to right, clockwise
    assert at(quarter, 27, 12) == RED
    assert [at(quarter, x, y) for x, y in ((12, 12), (27, 28), (20, 20))] == [WHITE] * 3
    whole = drawn([Sector(20, 20, 8, 6, 0, 360, "#ff0000")])
    assert [at(whole, x, y) for x, y in ((31, 20), (9, 20), (20, 31), (20, 9))] == [RED] * 4


def test_that_fades_and_glows_end_in_nothing() -> None:
    fade = drawn([Fade(0, 10, 40, 20, "#ff0000", ((0, 0), (0.5, 1), (1, 0)))])
    green = fade[20, :, 1].astype(int)
    assert green[0] > 235
    assert green[20] < 20
    assert green[39] > 235
    glow = drawn([Glow(20, 20, 18, 9, "#ff0000", 1.0)])
    assert glow[20, 20, 1] < 12
    assert at(glow, 20, 31) == WHITE
    assert glow[20, 30, 1] < 250


def test_that_a_raster_is_stretched_over_its_box() -> None:
    cells = np.zeros((1, 2, 4), np.uint8)
    cells[0, 0] = (255, 0, 0, 255)
    cells[0, 1] = (0, 0, 255, 0)
    image = drawn([Raster(10, 10, 20, 20, cells)])
    assert [at(image, x, 20) for x in (11, 19, 21, 29)] == [RED, RED, WHITE, WHITE]


def test_that_text_is_drawn_from_its_baseline_with_its_halo() -> None:
    font = Font(20, 700)
    width = QtMeasure().width("HI", font)
    plain = drawn([Text(5, 30, "HI", font, "#ff0000", width)])
    ink = np.argwhere((plain == RED).all(axis=2))
    assert ink[:, 0].min() >= 14
    assert ink[:, 0].max() <= 30
    assert ink[:, 1].min() >= 5
    assert ink[:, 1].max() <= 5 + width
    halo = Text(5, 30, "HI", font, "#ff0000", width, halo="#0000ff", halo_width=6)
    haloed = drawn([halo])
    assert (haloed == BLUE).all(axis=2).sum() > 60
    assert (haloed == RED).all(axis=2).sum() > 0.8 * len(ink)


def test_that_opacity_counts_for_every_mark() -> None:
    image = drawn([Rect(0, 0, 40, 40, "#ff0000", opacity=0.5)])
    assert at(image, 20, 20) == pytest.approx((255, 127, 127), abs=2)


def test_that_a_layer_is_cut_to_its_clip() -> None:
    image = drawn([Rect(0, 0, 40, 40, "#ff0000")], clip=(10, 10, 10, 10))
    assert at(image, 15, 15) == RED
    assert at(image, 25, 15) == WHITE
    assert at(image, 5, 5) == WHITE


def test_that_scale_gives_more_pixels_of_the_same_picture() -> None:
    mark = Symbol(20, 20, "diamond", 12, "#ff0000", "#0000ff", 2)
    once, thrice = drawn([mark]), drawn([mark], 3)
    assert thrice.shape == (120, 120, 3)
    mean = thrice.reshape(40, 3, 40, 3, 3).mean(axis=(1, 3))
    assert np.abs(mean - once).mean() < 2


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_that_cached_sprites_look_like_drawn_marks(ratio: float) -> None:
    font = Font(12, 600)
    marks = (
        Symbol(10, 10, "square", 6, "#ff0000", "#0000ff", 1.3, "#ffffff", 2.6),
        Text(4, 32, "Ab", font, "#000000", 10, halo="#ffffff", halo_width=3),
    )
    layer = Layer("a", marks)
    images = []
    for sprites in (False, True):
        image = QImage(round(40 * ratio), round(40 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("#eeeeee"))
        painter = QPainter(image)
        paint(painter, layer, sprites=sprites)
        painter.end()
        images.append(pixels(image).astype(int))
    assert np.abs(images[0] - images[1]).mean() < 4


def test_that_images_without_background_are_clear() -> None:
    picture = Picture(10, 10, "", (Layer("a", (Rect(0, 0, 5, 10, "#ff0000"),)),))
    image = to_image(picture)
    assert image.hasAlphaChannel()
    assert image.pixelColor(8, 5).alpha() == 0
    assert png_bytes(image).startswith(b"\x89PNG")


def test_that_the_resolution_is_recorded() -> None:
    image = to_image(Picture(10, 10, "#ffffff", ()), 2.0, 192)
    assert (image.width(), image.dotsPerMeterX()) == (20, round(192 / 0.0254))


def test_that_points_are_copied_whole() -> None:
    points = np.array([(1.5, 2.5), (3.5, -4.0), (0.0, 1e9)])
    made = polygon(points)
    assert [(p.x(), p.y()) for p in (made.at(k) for k in range(3))] == [
        (1.5, 2.5),
        (3.5, -4.0),
        (0.0, 1e9),
    ]
    assert polygon(np.empty((0, 2))).isEmpty()


def test_that_the_oldest_sprites_make_room() -> None:
    from PySide6.QtCore import QPointF

    sprites = Sprites(limit=3 * 400)
    made = []

    def make(key: int) -> None:
        sprites.get(key, lambda: (made.append(key), (blank(10, 10), QPointF()))[1])

    for key in (1, 2, 1, 3, 4, 1, 2):  # 2 is the oldest when 4 comes
        make(key)
    assert made == [1, 2, 3, 4, 2]


def test_that_odd_marks_do_no_harm() -> None:
    font = Font(12)
    odd: list[Mark] = [
        Area(()),
        Area((np.empty((0, 2)),), fill="#ff0000"),
        Line(np.array([(1.0, 1.0)]), "#ff0000"),
        Text(0, 0, "", font, "#ff0000", 0),
        Text(0, 0, "x", Font(0), "#ff0000", 0),
        Fade(0, 0, 0, 5, "#ff0000", ((0, 1), (1, 0))),
        Glow(0, 0, 0, 0, "#ff0000", 1),
        Rect(30, 30, 0, 0, "#ff0000"),
        Raster(0, 0, 5, 5, np.zeros((0, 0, 4), np.uint8)),
        Text(5, 20, "a\x00\n<b>", font, "#ffffff", 30),
    ]
    assert (drawn(odd) == 255).mean() > 0.99


def test_that_no_thread_is_woken_for_a_shape() -> None:
    tried = """
import os
from PySide6.QtGui import QGuiApplication
from explorer.figure.picture import Area, Circle, Layer, Picture
from explorer.paint.painter import to_image
app = QGuiApplication([])
marks = tuple(Circle(200, 200, 150 - k, "#ff0000", "#0000ff", 3.0, 0.5) for k in range(50))
to_image(Picture(400, 400, "#ffffff", (Layer("a", marks),)), 2.0)
names = (open(f"/proc/self/task/{task}/comm").read() for task in os.listdir("/proc/self/task"))
print(sum("pooled" in name for name in names))
"""
    told = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "0"
