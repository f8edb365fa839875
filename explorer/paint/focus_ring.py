"""The ring around the control that has the keys: a style sheet draws nothing outside a border."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QWidget,
)
from shiboken6 import isValid

GAP: Final = 2
WIDTH: Final = 2
_OUT: Final = GAP + WIDTH
_RINGED: Final = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QPlainTextEdit,
    QLabel,
    QSlider,
)
BY_KEYS: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""How the focus comes to those who move it by keys; only they are shown where it is."""
_MOVES: Final = (
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ParentChange,
)


class Ring(QWidget):
    """A rounded outline that lets everything through; ``whole``: in its own coordinates."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.whole = QRect()
        self.radius = 8.0
        self.ink = QColor()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        half = WIDTH / 2
        box = QRectF(self.whole).adjusted(half, half, -half, -half)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.ink, WIDTH))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, self.radius, self.radius)


class FocusRing(QObject):
    """Rings buttons, fields and the like wherever the keys lead to them; a control that was
    clicked is not ringed. What paints its rows itself rings them itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._colours = parent  # what a style sheet reaches hands no palette on
        self._on: QWidget | None = None
        self._watched: list[QWidget] = []
        self._wanted = False
        self.ring: Ring | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return self._leave()
        clicked = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        back = old is None  # the window comes to the front again
        wanted = not clicked and (self._wanted or not back)
        self._leave()
        self._wanted = wanted
        if wanted and isinstance(new, _RINGED):
            self._enter(new)
        return None

    def _enter(self, widget: QWidget) -> None:
        self._on = widget
        at: QWidget | None = widget
        while at is not None and not at.isWindow():
            at.installEventFilter(self)
            self._watched.append(at)
            at = at.parentWidget()
        window = widget.window()
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        self.ring = window.findChild(Ring, options=direct) or Ring(window)
        self._place()

    def _leave(self) -> None:
        for widget in self._watched:
            if isValid(widget):  # it may be going just now
                widget.removeEventFilter(self)
        self._watched.clear()
        if self.ring is not None and isValid(self.ring):
            self.ring.hide()
        self._on = self.ring = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the control."""
        if event.type() in _MOVES:
            self._place()
        return False

    def _place(self) -> None:
        widget, ring = self._on, self.ring
        if widget is None or ring is None or not (isValid(widget) and isValid(ring)):
            return
        window = widget.window()
        inside = QRect(widget.mapTo(window, QPoint()), widget.size())
        view = _view(widget, window)
        whole = inside.adjusted(-_OUT, -_OUT, _OUT, _OUT)
        # Rows as wide as their list are ringed within it, and so are lines as high as it.
        whole.setLeft(max(whole.left(), min(view.left(), inside.left())))
        whole.setRight(min(whole.right(), max(view.right(), inside.right())))
        whole.setTop(max(whole.top(), min(view.top(), inside.top())))
        whole.setBottom(min(whole.bottom(), max(view.bottom(), inside.bottom())))
        seen = whole.intersected(view)
        ring.setVisible(widget.isVisible() and not seen.isEmpty())
        ring.whole = whole.translated(-seen.topLeft())
        ring.radius = _radius(widget)
        ring.ink = self._colours.palette().color(QPalette.ColorRole.Highlight)
        ring.setGeometry(seen)
        ring.raise_()
        ring.update()


def _view(widget: QWidget, window: QWidget) -> QRect:
    """What can be seen of the innermost list around ``widget``, else of the window."""
    found = QRect(QPoint(), window.size())
    at = widget.parentWidget()
    while at is not None and at is not window:
        area = at.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is at:
            found = found.intersected(QRect(at.mapTo(window, QPoint()), at.size()))
        at = at.parentWidget()
    return found


def _radius(widget: QWidget) -> float:
    """The rounding of the control, and the way out from it."""
    round_ends = any(widget.property(name) for name in ("pill", "chip", "play"))
    if round_ends:
        return widget.height() / 2 + _OUT
    return 10.0 if isinstance(widget, QAbstractButton) and not widget.property("row") else 8.0
