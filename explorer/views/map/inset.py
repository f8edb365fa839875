"""The small world in the corner, with a frame around what the map shows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from explorer.figure.map.ground import map_base
from explorer.figure.map.projection import home_view, world_box
from explorer.figure.style import load_style
from explorer.figure.view import MapView
from explorer.paint.painter import to_pixmap
from explorer.session.session import Session
from explorer.views.floating import LOW, FloatingCard
from explorer.views.words import word

SIZE: Final = QSize(152, 80)
LEAST: Final = 7.0
"""Pixels across that the frame has at least."""


class MapInset(FloatingCard):
    """A click or a drag in it asks for another middle."""

    middle_requested = Signal(float, float)
    """Earth radii in the projection, y up."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, parent, 8, LOW)
        self.setObjectName("inset")
        margins = LOW.margins
        room = QSize(margins.left() + margins.right(), margins.top() + margins.bottom())
        self.resize(SIZE + room)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._world: tuple[tuple[float, str, float], QPixmap] | None = None
        self._view = home_view(984, 446)
        self.hide()

    def show_view(self, view: MapView) -> None:
        """Frame what this view shows."""
        self._view = view
        self.setAccessibleName(word("inset", self._session.look.lang))
        self.update()

    def _small(self) -> MapView:
        """The whole world in the card."""
        left, bottom, right, top = world_box()
        scale = min((SIZE.width() - 6) / (right - left), (SIZE.height() - 4) / (top - bottom))
        return MapView(
            width=SIZE.width(),
            height=SIZE.height(),
            x=(left + right) / 2,
            y=(bottom + top) / 2,
            scale=scale,
            center_lon=self._view.center_lon,
            detail="110m",
        )

    def frame(self) -> QRectF:
        """What the map shows, in the widget's own pixels; never too small to be seen."""
        small, view, card = self._small(), self._view, QRectF(self.card)
        grow = small.scale / view.scale
        width, height = max(view.width * grow, LEAST), max(view.height * grow, LEAST)
        x = card.left() + small.width / 2 + (view.x - small.x) * small.scale
        y = card.top() + small.height / 2 - (view.y - small.y) * small.scale
        made = QRectF(x - width / 2, y - height / 2, width, height)
        return made.intersected(card.adjusted(2, 2, -2, -2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Shadow and card, the world, the frame."""
        super().paintEvent(event)
        look, ratio = self._session.look, self.devicePixelRatioF()
        style = load_style(look.theme)
        key = (self._view.center_lon, look.theme, ratio)
        if self._world is None or self._world[0] != key:
            self._world = key, to_pixmap(map_base(self._small(), style), ratio)
        card = QRectF(self.card)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            inside = QPainterPath()
            inside.addRoundedRect(card.adjusted(1, 1, -1, -1), 7, 7)
            painter.save()
            painter.setClipPath(inside)
            painter.drawPixmap(card.topLeft(), self._world[1])
            painter.restore()
            accent = QColor(style.tokens.accent)
            painter.setPen(QPen(accent, 1.5))
            accent.setAlphaF(0.16)
            painter.setBrush(accent)
            painter.drawRoundedRect(self.frame(), 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and event.isAccepted():
            self._ask(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event.position())

    def _ask(self, at: QPointF) -> None:
        small, card = self._small(), self.card
        x = small.x + (at.x() - card.left() - small.width / 2) / small.scale
        y = small.y - (at.y() - card.top() - small.height / 2) / small.scale
        self.middle_requested.emit(x, y)
