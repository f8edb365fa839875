"""Widths of short texts, and images of them: most come again and again while a brush moves."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from explorer.common.look import Theme
from explorer.figure.picture import Font
from explorer.figure.style import load_style
from explorer.paint.fonts import qfont
from explorer.paint.painter import clear_pixmap

_BASE: Final = 22
"""Pixels from the top of an image to the baseline of its text."""


@lru_cache(maxsize=16)
def metrics(font: Font) -> QFontMetricsF:
    """Widths in ``font``."""
    return QFontMetricsF(qfont(font))


@lru_cache(maxsize=4096)
def width_of(text: str, font: Font) -> float:
    """Advance width of ``text``, in pixels."""
    return metrics(font).horizontalAdvance(text)


@lru_cache(maxsize=16)
def base_in(height: float, font: Font) -> float:
    """How far down the baseline of a line of text lies in the middle of that height."""
    found = metrics(font)
    return (height - found.height()) / 2 + found.ascent()


def put_text(
    painter: QPainter,
    text: str,
    font: Font,
    at: tuple[float, float],
    look: tuple[str, Theme],
    ratio: float,
) -> None:
    """Put down a line of text whose baseline begins ``at`` about that point. ``look``: the token
    of its colour, and the theme; ``ratio``: device pixels for a logical one."""
    x, y = (round(part * ratio) / ratio for part in at)
    painter.drawPixmap(QPointF(x, y - _BASE), _image(text, font, *look, ratio))


@lru_cache(maxsize=2048)
def _image(text: str, font: Font, token: str, theme: Theme, ratio: float) -> QPixmap:
    made = clear_pixmap(ceil(width_of(text, font)) + 2, _BASE + 8, ratio)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(qfont(font))
        painter.setPen(QColor(getattr(load_style(theme).tokens, token)))
        painter.drawText(QPointF(0, _BASE), text)
    return made
