"""Widths of short texts, and images of those that come again and again while a brush moves."""

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
    """Put down a line of text whose baseline begins ``at`` about that point, as an image from the
    second time on: to make one takes twice as long as to draw it. ``look``: the token of its
    colour, and the theme; ``ratio``: device pixels for a logical one. The painter's font and pen
    are others afterwards."""
    x, y = (round(part * ratio) / ratio for part in at)
    key = (text, font, *look, ratio)
    image = _images.get(key)
    if image is None and key in _drawn:
        image = _made(key)
    if image is not None:
        painter.drawPixmap(QPointF(x, y - _BASE), image)
        return
    _drawn[key] = None
    if len(_drawn) > _KEPT:
        del _drawn[next(iter(_drawn))]
    _draw(painter, key, QPointF(x, y))


def ready(text: str, font: Font, look: tuple[str, Theme], ratio: float) -> None:
    """Make the image that ``put_text`` puts down."""
    key = (text, font, *look, ratio)
    if key not in _images:
        _made(key)


_Key = tuple[str, Font, str, Theme, float]
_images: Final[dict[_Key, QPixmap]] = {}
_drawn: Final[dict[_Key, None]] = {}
"""What was drawn lately without an image."""
_KEPT: Final = 6000
"""Of either."""


def _made(key: _Key) -> QPixmap:
    text, font, *_, ratio = key
    made = clear_pixmap(ceil(width_of(text, font)) + 2, _BASE + 8, ratio)
    with QPainter(made) as painter:
        _draw(painter, key, QPointF(0, _BASE))
    _images[key] = made
    if len(_images) > _KEPT:
        del _images[next(iter(_images))]
    return made


def _draw(painter: QPainter, key: _Key, at: QPointF) -> None:
    text, font, token, theme, _ = key
    painter.setFont(qfont(font))
    painter.setPen(QColor(getattr(load_style(theme).tokens, token)))
    painter.drawText(at, text)
