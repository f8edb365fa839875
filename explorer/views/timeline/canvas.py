"""The surface that the timeline is painted on, and what it hears: mouse, wheel and keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from explorer.paint.focus_ring import BY_KEYS
from explorer.views.plain import tip
from explorer.views.timeline.grasp import GrabBox, Grasp

LANE_STEP = 30.0
"""Pixels that one step of the wheel scrolls the lanes."""


class Canvas(QWidget):
    """``draw``: paints all of it; ``header``: width of the lane headers; ``accent``: colour of the
    focus ring and of the box that is drawn; ``takes``: whether a key is for the timeline,
    ``pressed``: does what it says; ``told``: the tooltip for a point."""

    resized = Signal()
    scrolled = Signal(float)  # pixels
    zoomed = Signal(float, QPointF)  # steps of a wheel, where
    panned = Signal(float)  # pixels
    left = Signal()
    menu_key = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lanes, self.axis, self.overview = GrabBox(), GrabBox(), GrabBox()
        self.grasp = Grasp((self.lanes, self.axis, self.overview), self)
        self.sized = False  # before it is shown it has no size of its own
        self.header = 136.0
        self.accent = QColor()
        self.draw: Callable[[QPainter], None] = lambda _painter: None
        self.takes: Callable[[QKeyEvent], bool] = lambda _event: False
        self.pressed: Callable[[QKeyEvent], bool] = lambda _event: False
        self.told: Callable[[QPointF], str] = lambda _at: ""
        self._band = QRectF()
        self._keyed = False  # reached by the keyboard: only then is the focus ring drawn
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # the Picture covers it
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The Picture, over it the box that is drawn, and the focus ring."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.draw(painter)
            if not self._band.isEmpty():
                fill = QColor(self.accent)
                fill.setAlphaF(0.07)
                painter.setBrush(fill)
                painter.setPen(QPen(self.accent, 1.5, Qt.PenStyle.DashLine))
                painter.drawRect(self._band)
            if self._keyed and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(self.accent, 2))
                painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    @property
    def band(self) -> QRectF:
        """The box that is being drawn, an empty one where none is."""
        return self._band

    def show_band(self, box: QRectF) -> None:
        """Show the box that is being drawn; an empty one hides it."""
        if box != self._band:
            self._band = box
            self.update()

    def _show_ring(self, shown: bool) -> None:
        if shown != self._keyed:
            self._keyed = shown
            self.update()

    # The hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click or a drag begins."""
        self.grasp.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click."""
        self.grasp.press(event, double=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hovering, or a step of a drag."""
        self.grasp.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, or the end of a drag."""
        self.grasp.release(event)

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

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; a right click is heard when the button comes up."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_key.emit()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        super().leaveEvent(event)
        self.left.emit()

    # Keys and the rest

    def event(self, event: QEvent) -> bool:
        """Keys of the timeline go before those of the window while it has the focus; tooltips of
        lane headers and the axis."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if self.takes(event):
                event.accept()
                return True
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            text = self.told(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), tip(text), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key says."""
        if self.pressed(event):
            self._show_ring(True)
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring to those who came by a key."""
        super().focusInEvent(event)
        self._show_ring(event.reason() in BY_KEYS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._show_ring(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the timeline."""
        super().resizeEvent(event)
        self.sized = True
        self.resized.emit()

    def global_point(self, at: QPointF) -> QPoint:
        """A point of it on the screen."""
        return QPoint(self.mapToGlobal(at.toPoint()))
