"""What the timeline is drawn on and grasped by: scene items and view boxes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QStyleOptionGraphicsItem,
    QWidget,
)

from explorer.figure.picture import Picture
from explorer.paint.painter import paint


class PictureItem(pg.GraphicsObject):  # type: ignore[misc]
    """The painted timeline, behind everything that can be grasped."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(-10)
        self._box = QRectF()
        self._pixmap: QPixmap | None = None
        self._live: Picture | None = None

    def show_pictures(self, pixmap: QPixmap, live: Picture, box: QRectF) -> None:
        """Take over what is to be shown."""
        if box != self._box:
            self.prepareGeometryChange()
            self._box = box
        self._pixmap, self._live = pixmap, live
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole canvas."""
        return self._box

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Blit the static part, paint the live one."""
        if self._pixmap is not None:
            painter.drawPixmap(0, 0, self._pixmap)
        if self._live is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter, replace(self._live, background=""), sprites=True)


class OverviewBox(pg.ViewBox):  # type: ignore[misc]
    """Drag outside the window draws a new one; double-click asks for everything."""

    drawn = Signal(float, float)
    all_requested = Signal()

    def mouseDragEvent(self, drag: Any, axis: int | None = None) -> None:
        """Stretch a new window from where the drag began."""
        if drag.button() != Qt.MouseButton.LeftButton:
            drag.ignore()
            return
        drag.accept()
        a = self.mapToView(drag.buttonDownPos()).x()
        b = self.mapToView(drag.pos()).x()
        if abs(drag.pos().x() - drag.buttonDownPos().x()) >= 3:
            self.drawn.emit(min(a, b), max(a, b))

    def mouseDoubleClickEvent(self, event: object) -> None:
        """Fit all."""
        self.all_requested.emit()

    def wheelEvent(self, event: object, axis: int | None = None) -> None:
        """The overview itself never zooms."""


class Canvas(pg.GraphicsView):  # type: ignore[misc]
    """A scene in widget pixels with two view boxes: the lanes' and the overview's."""

    resized = Signal()
    scrolled = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, background=None)
        self.header = 136.0
        self.setFrameShape(QFrame.Shape.NoFrame)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Tell the timeline."""
        super().resizeEvent(event)
        self.resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Over the lane headers, or with Shift, the wheel scrolls the lanes."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift or event.position().x() < self.header:
            delta = event.angleDelta()
            self.scrolled.emit(-(delta.y() or delta.x()) / 120 * 30)
            event.accept()
        else:
            super().wheelEvent(event)
