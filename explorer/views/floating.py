"""Cards that float over a view: rounded, with a line around and a soft shadow."""

from __future__ import annotations

from math import ceil
from typing import Final

from PySide6.QtCore import QMargins, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from explorer.common.look import Theme
from explorer.common.records import dataclass
from explorer.figure.style import load_style
from explorer.paint.painter import clear_pixmap
from explorer.session.session import Session


@dataclass(frozen=True, slots=True)
class Shadow:
    """``down`` and ``blur`` in logical pixels; ``opacity`` 0 to 1 where it is densest."""

    down: int
    blur: int
    opacity: float

    @property
    def margins(self) -> QMargins:
        """How far it reaches beyond the card."""
        above, below = max(1, self.blur - self.down), self.blur + self.down
        return QMargins(self.blur, above, self.blur, below)


LOW: Final = Shadow(2, 6, 0.10)
"""Of tools on a map."""
HIGH: Final = Shadow(8, 24, 0.13)
"""Of hover cards."""


def _shade(away: float) -> float:
    """Share of a shadow's strength at ``away`` blurs outside of its edge, -1 to 1: near to that
    of a Gaussian blur."""
    return (1 - away) ** 2 / 2 if away > 0 else 1 - (1 + away) ** 2 / 2


def _above(out: int, blur: int) -> float:
    """The share that the rings further out have laid down."""
    return _shade((out + 1) / blur)


class FloatingCard(QWidget):
    """The shadow lies within the widget, around ``card``; it lets the mouse through.

    It is painted once for a size and kept: a QGraphicsEffect would blur it again in each frame
    of what moves beneath."""

    def __init__(self, session: Session, parent: QWidget, radius: float, shadow: Shadow) -> None:
        super().__init__(parent)
        self._session, self._radius, self._shadow = session, radius, shadow
        self._margins = shadow.margins
        self._kept: tuple[tuple[int, int, Theme, float], QPixmap] | None = None
        self.set_padding(QMargins())

    def set_padding(self, padding: QMargins) -> None:
        """Room between the card's edge and its layout."""
        self.setContentsMargins(self._margins + padding)

    @property
    def card(self) -> QRect:
        """The card without its shadow, in the widget's own coordinates."""
        return self.rect().marginsRemoved(self._margins)

    @property
    def card_geometry(self) -> QRect:
        """The card without its shadow, in its parent's coordinates."""
        return self.geometry().marginsRemoved(self._margins)

    @property
    def opaque(self) -> QRegion:
        """Where nothing of what lies beneath is seen, in its parent's coordinates."""
        box, round_by = self.card_geometry, ceil(self._radius)
        corner = ceil(0.4 * self._radius)  # further in than the arc, and a pixel of its edge
        inner = QRegion(box.adjusted(corner, corner, -corner, -corner))
        return inner.united(box.adjusted(round_by - 1, 1, 1 - round_by, -1))

    def move_card(self, at: QPoint) -> None:
        """Put the card's top left corner there, in its parent's coordinates."""
        self.move(at.x() - self._margins.left(), at.y() - self._margins.top())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shadow, ground and line."""
        ratio, theme = self.devicePixelRatioF(), self._session.look.theme
        key = (self.width(), self.height(), theme, ratio)
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._drawn(theme, ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(QPoint(0, 0), self._kept[1])

    def _drawn(self, theme: Theme, ratio: float) -> QPixmap:
        made = clear_pixmap(self.width(), self.height(), ratio)
        tokens, shadow = load_style(theme).tokens, self._shadow
        card = QRectF(self.card)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            dark = QColor("#000000")
            strength = shadow.opacity * (2.0 if theme == "dark" else 1.0)
            for out in range(shadow.blur - 1, -shadow.down - 1, -1):  # rings, outermost first
                dark.setAlphaF(strength * (_shade(out / shadow.blur) - _above(out, shadow.blur)))
                painter.setBrush(dark)
                grown = card.adjusted(-out, shadow.down - out, out, shadow.down + out)
                round_by = max(1.0, self._radius + out)
                painter.drawRoundedRect(grown, round_by, round_by)
            painter.setBrush(QColor(tokens.panel))
            painter.setPen(QPen(QColor(tokens.line2), 1))
            edge = card.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, self._radius, self._radius)
        return made

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the card stays here; one on its shadow is for what lies beneath."""
        event.setAccepted(self.card.contains(event.position().toPoint()))
