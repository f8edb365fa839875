"""What the timeline is drawn on and grasped by: scene items and view boxes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QStyleOptionGraphicsItem,
    QToolTip,
    QWidget,
)

from explorer.paint.focus_ring import BY_KEYS
from explorer.views.plain import tip

LANE_STEP = 30.0
"""Pixels that one step of the wheel scrolls the lanes."""


class PictureItem(pg.GraphicsObject):  # type: ignore[misc]
    """The painted timeline, behind everything that can be grasped."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(-10)
        self._box = QRectF()
        self._draw: Callable[[QPainter], None] | None = None

    def show_with(self, draw: Callable[[QPainter], None], box: QRectF) -> None:
        """Show what ``draw`` paints within ``box``."""
        if box != self._box:
            self.prepareGeometryChange()
            self._box = box
        self._draw = draw
        self.update()

    def boundingRect(self) -> QRectF:
        """The whole canvas."""
        return self._box

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Paint all of it."""
        if self._draw is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter)


class GrabBox(pg.ViewBox):  # type: ignore[misc]
    """A part of the timeline in which the mouse is dragged; x is seconds."""

    dragged = Signal(object)  # pyqtgraph's MouseDragEvent

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0)
        self.setMouseEnabled(x=False, y=False)
        self.disableAutoRange()
        self.setYRange(0, 1, padding=0)

    def mouseDragEvent(self, drag: Any, axis: int | None = None) -> None:
        """Hand on drags of the left and the middle button."""
        if drag.button() == Qt.MouseButton.RightButton:
            drag.ignore()
            return
        drag.accept()
        self.dragged.emit(drag)

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        """The canvas has taken it."""

    def time_at(self, x: float) -> float:
        """The moment under ``x``, in pixels of the scene."""
        return float(self.mapSceneToView(QPointF(x, 0.0)).x())


class Canvas(pg.GraphicsView):  # type: ignore[misc]
    """A scene in widget pixels. ``header``: width of the lane headers; ``ring``: colour of the
    focus ring; ``takes``: whether a key is for the timeline, ``pressed``: does what it says;
    ``told``: the tooltip for a point."""

    resized = Signal()
    scrolled = Signal(float)  # pixels
    zoomed = Signal(float, QPointF)  # steps of a wheel, where
    panned = Signal(float)  # pixels
    left = Signal()
    menu_key = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, background=None)
        self.header = 136.0
        self.ring = QColor()
        self.takes: Callable[[QKeyEvent], bool] = lambda _event: False
        self.pressed: Callable[[QKeyEvent], bool] = lambda _event: False
        self.told: Callable[[QPointF], str] = lambda _at: ""
        self._keyed = False  # reached by the keyboard: only then is the focus ring drawn
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Tell the timeline."""
        super().resizeEvent(event)
        self.resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; over the lane headers, or with Shift, scroll the lanes; a
        touchpad's sideways way pans."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        delta = event.angleDelta()
        if shift or event.position().x() < self.header:
            self.scrolled.emit(-(delta.y() or delta.x()) / 120 * LANE_STEP)
        elif abs(delta.x()) > abs(delta.y()):
            self.panned.emit(delta.x() / 120 * LANE_STEP * 2)
        elif delta.y():
            self.zoomed.emit(delta.y() / 120, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keys of the timeline go before those of the window while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if self.takes(event):
                event.accept()
                return True
        return bool(super().event(event))

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips of lane headers and the axis."""
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            text = self.told(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), tip(text), self.viewport())
            else:
                QToolTip.hideText()
            return True
        return bool(super().viewportEvent(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key says."""
        if self.pressed(event):
            self._show_ring(True)
            event.accept()
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; a right click is heard from the scene."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_key.emit()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        super().leaveEvent(event)
        self.left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring to those who came by a key."""
        super().focusInEvent(event)
        self._show_ring(event.reason() in BY_KEYS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._show_ring(False)

    def _show_ring(self, shown: bool) -> None:
        if shown != self._keyed:
            self._keyed = shown
            self.viewport().update()

    def drawForeground(self, painter: QPainter, _rect: QRectF) -> None:
        """The focus ring."""
        if self._keyed and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.ring, 2))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))

    def global_point(self, at: QPointF) -> QPoint:
        """A point of the scene on the screen."""
        return QPoint(self.viewport().mapToGlobal(at.toPoint()))
