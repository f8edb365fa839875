"""Small badges: how sure one can be, and which side a source is on."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.figure.colors import mix
from explorer.figure.picture import Font
from explorer.figure.style import Style
from explorer.paint.fonts import qfont

Tone = tuple[str, str, str]
"""Colours of text, ground and edge."""

_FONT = Font(12, 600)
_BARS = 20.0  # room for three bars


def tone(style: Style, name: str) -> Tone:
    """'good', 'warning', 'error', or a quiet one for any other name."""
    t = style.tokens
    if name == "good":
        return t.good, t.good_ground, mix(t.good, t.good_ground, 0.3)
    if name == "warning":
        return t.warning, t.warning_ground, t.warning_edge
    if name == "error":
        return t.error, t.error_ground, mix(t.error, t.error_ground, 0.3)
    return t.text2, t.bg, t.line2


CONFIDENCE_TONES = ("error", "warning", "good")
"""By the place of a level in CONFIDENCES."""
STANCE_TONES = {"supports": "good", "disputes": "error"}


def paint_bars(painter: QPainter, x: float, y: float, level: int, tone_of: Tone) -> None:
    """Three rising bars with their foot at (x, y), 13 wide and 10 high; ``level`` 0 to 2: the
    rest are pale."""
    painter.setPen(Qt.PenStyle.NoPen)
    pale = mix(tone_of[0], tone_of[1], 0.28)
    for k, height in enumerate((4.0, 7.0, 10.0)):
        painter.setBrush(QColor(tone_of[0] if k <= level else pale))
        painter.drawRoundedRect(QRectF(x + 5 * k, y - height, 3.4, height), 1, 1)


class Chip(QWidget):
    """A rounded badge of one word; ``level`` 0 to 2 puts that many bars and one before it."""

    def __init__(self, text: str, colours: Tone, parent: QWidget, level: int = -1) -> None:
        super().__init__(parent)
        self.text, self._tone, self._level = text, colours, level
        self._room = _BARS if level >= 0 else 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """As wide as its word."""
        width = QFontMetricsF(qfont(_FONT)).horizontalAdvance(self.text)
        return QSize(ceil(width + self._room + 16), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, bars and word."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._tone[2]), 1))
            painter.setBrush(QColor(self._tone[1]))
            box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(box, 9.5, 9.5)
            if self._level >= 0:
                paint_bars(painter, 8, 15, self._level, self._tone)
            painter.setFont(qfont(_FONT))
            painter.setPen(QColor(self._tone[0]))
            room = QRectF(8 + self._room, 0, self.width() - 14 - self._room, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text)
