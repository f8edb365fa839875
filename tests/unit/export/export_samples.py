"""A picture with every kind of mark, English and Chinese, for the writers' tests."""

import numpy as np

from explorer.export.meta import Meta
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
    Symbol,
    Text,
)
from explorer.paint.fonts import QtMeasure

WORDS = (
    "Data centre in South-East Asia",
    "阿里云 国际",
    "公里 长江 见面 2,024 km",
    "To AVATAR <b>&amp;</b> “quoted”",
    "UNITED STATES",
)

META = Meta(
    title="First stops <出海>",
    fingerprint="0123abcd" * 8,
    filters="2024 · Status: planned · 12 of 84 events · 里 长",
    command="chuhai snapshot out.png --time=2024",
    created="2026-02-14",
)


def text(x: float, y: float, words: str, font: Font, halo: str = "") -> Text:
    width = QtMeasure().width(words, font)
    return Text(x, y, words, font, "#1b2130", width, halo, 3.4 if halo else 0.0)


def picture() -> Picture:
    """320 x 240 logical pixels, light."""
    ring = np.array([(20.0, 150), (90, 150), (90, 220), (20, 220)])
    hole = np.array([(40.0, 170), (70, 170), (70, 200), (40, 200)])
    arc = np.array([(110.0, 160), (150, 150), (190, 170)])
    cells = np.full((2, 3, 4), 255, np.uint8)
    cells[0, :, 0] = 0
    marks: list[Mark] = [
        Area((ring, hole), "#fbfaf7", "#bbc6d0"),
        Line(arc, "#00547f", 2.1, casing="#ffffff", casing_width=5),
        Line(arc + 10, "#00694d", 1.0, (4, 3)),
        Rect(200, 150, 40, 20, "#cdd3f7", "#3b4bd8", 1, 4),
        Symbol(30, 130, "square", 6, "#0072b2", "#00547f", halo="#ffffff", halo_width=2.6),
        Symbol(60, 130, "star", 6, "", "#1f6e9e", dash=(2, 1)),
        Symbol(90, 130, "shield", 6, "#d55e00", "#9a4300", strike=True),
        Circle(120, 130, 8, "#ffffff", "#3b4bd8", 1.8),
        Sector(150, 130, 8, 5, 0, 360, "#0072b2"),
        Sector(180, 130, 8, 5, 30, 100, "#009e73"),
        Fade(200, 190, 80, 9, "#0072b2", ((0, 0), (0.5, 0.6), (1, 0)), "#e6edf2"),
        Glow(270, 140, 30, 18, "#f0e442", 0.7),
        Raster(250, 205, 30, 20, cells),
        text(12, 30, WORDS[0], Font(18, 700)),
        text(12, 52, WORDS[1], Font(14, 600), "#ffffff"),
        text(12, 72, WORDS[2], Font(12), "#ffffff"),
        text(12, 92, WORDS[3], Font(12, 500)),
        text(12, 110, WORDS[4], Font(11, tracking=1.2), "#ffffff"),
    ]
    clip = (0.0, 0.0, 310.0, 235.0)
    return Picture(320, 240, "#e6edf2", (Layer("all", tuple(marks), clip),), alt="A test picture.")
