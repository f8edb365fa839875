"""The shipped fonts, and text sizes measured with them.

Qt rounds every pixel size to a whole number, so texts are shaped at ``EM`` pixels and the painter
is scaled: sizes, widths and exports are then exactly proportional to ``Font.size``.
"""

from functools import cache, lru_cache
from threading import get_ident
from typing import Final

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from explorer.common.errors import ChuhaiError
from explorer.figure.picture import Font
from explorer.files.resources import resource_bytes

FAMILIES: Final = ("Inter", "Noto Sans SC")
FILES: Final = (
    "Inter-Regular.ttf",
    "Inter-Italic.ttf",
    "Inter-Medium.ttf",
    "Inter-SemiBold.ttf",
    "Inter-Bold.ttf",
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-SemiBold.ttf",
)
"""Names under ``resources/fonts``; Inter has tabular digits, Noto Sans SC no radicals."""

EM: Final = 100
"""Pixel size at which texts are shaped and measured."""

_UNSAFE: Final = {
    code: None
    for first, last in ((0, 0x1F), (0x7F, 0x9F), (0x202A, 0x202E), (0x2066, 0x2069))
    for code in range(first, last + 1)
} | {0x9: " ", 0xA: " ", 0xD: " ", 0x85: " ", 0x2028: " ", 0x2029: " "}


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """``text`` as one line that any writer may hold: no control characters, bidirectional
    overrides, lone surrogates or noncharacters; line ends and tabs become spaces."""
    if text.isprintable():
        return text
    kept = text.translate(_UNSAFE)
    return "".join(c for c in kept if not (0xD800 <= ord(c) <= 0xDFFF or ord(c) & 0xFFFE == 0xFFFE))


@cache
def register() -> tuple[str, ...]:
    """Give the shipped fonts to Qt, once; their families. A QGuiApplication must exist.

    Raises ChuhaiError when a font is missing or broken.
    """
    for name in FILES:
        data = QByteArray(resource_bytes(f"fonts/{name}"))
        if QFontDatabase.addApplicationFontFromData(data) < 0:
            raise ChuhaiError(f"the installation is incomplete: {name} is not a font")
    return FAMILIES


def _qfont(weight: int, italic: bool, pixels: int, tracking: float) -> QFont:
    # Of this thread alone: two that share a QFont take its engines away from one another.
    return _made(get_ident(), weight, italic, pixels, tracking)


@lru_cache(maxsize=512)
def _made(_thread: int, weight: int, italic: bool, pixels: int, tracking: float) -> QFont:
    register()
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    made.setItalic(italic)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setKerning(True)
    # Texts come from images as well, where their edges can't be of the screen's own colours.
    made.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    if tracking:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tracking)
    return made


def qfont(font: Font) -> QFont:
    """For widgets and items that draw their own text: ``font`` at the nearest whole pixel.

    Shared between callers: copy it before changing it.
    """
    return _qfont(font.weight, font.italic, max(1, round(font.size)), font.tracking)


def em_font(font: Font) -> QFont:
    """``font`` at EM pixels, to be drawn with a painter scaled by ``font.size / EM``."""
    tracking = font.tracking * EM / font.size if font.size > 0 else 0.0
    return _qfont(font.weight, font.italic, EM, tracking)


def _metrics(weight: int, italic: bool) -> QFontMetricsF:
    return _measured(get_ident(), weight, italic)


@lru_cache(maxsize=256)
def _measured(_thread: int, weight: int, italic: bool) -> QFontMetricsF:
    return QFontMetricsF(_qfont(weight, italic, EM, 0.0))


@lru_cache(maxsize=32768)
def _em_width(text: str, weight: int, italic: bool) -> float:
    return _metrics(weight, italic).horizontalAdvance(text)


class QtMeasure:
    """``picture.Measure`` with Qt. Needs a QGuiApplication; any thread may use it."""

    def width(self, text: str, font: Font) -> float:
        """Advance width of one line in logical pixels, tracking included."""
        shown = clean(text)
        return (
            _em_width(shown, font.weight, font.italic) * font.size / EM + len(shown) * font.tracking
        )

    def ascent(self, font: Font) -> float:
        """From the baseline up to the top of the line box (positive)."""
        return _metrics(font.weight, font.italic).ascent() * font.size / EM

    def descent(self, font: Font) -> float:
        """From the baseline down to the bottom of the line box (positive)."""
        return _metrics(font.weight, font.italic).descent() * font.size / EM
