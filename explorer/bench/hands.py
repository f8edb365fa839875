"""Hands: mouse, wheel and keys as events that are sent to widgets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

_NO_KEYS: Final = Qt.KeyboardModifier.NoModifier
_LEFT: Final = Qt.MouseButton.LeftButton
_NONE: Final = Qt.MouseButton.NoButton
NOTCH: Final = 120
"""What a wheel tells of one step (eighths of a degree)."""


def press(widget: QWidget, at: QPointF) -> None:
    """The left button goes down at a point of the widget."""
    _mouse(widget, QEvent.Type.MouseButtonPress, at, _LEFT, _LEFT)


def move(widget: QWidget, at: QPointF, held: bool = True) -> None:
    """The pointer comes to a point of the widget; ``held``: with the left button down."""
    _mouse(widget, QEvent.Type.MouseMove, at, _NONE, _LEFT if held else _NONE)


def release(widget: QWidget, at: QPointF) -> None:
    """The left button comes up."""
    _mouse(widget, QEvent.Type.MouseButtonRelease, at, _LEFT, _NONE)


def click(widget: QWidget, at: QPointF) -> None:
    """Down and up."""
    press(widget, at)
    release(widget, at)


def wheel(widget: QWidget, at: QPointF, steps: int) -> None:
    """The wheel turns away from the hand at a point of the widget; below 0 towards it."""
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, NOTCH * steps),
        _NONE,
        _NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(widget, event)


def key(widget: QWidget, code: Qt.Key, text: str = "") -> None:
    """A key is struck, which types ``text``."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, code, _NO_KEYS, text))


def there_and_back(stride: float, reach: float) -> Iterator[float]:
    """Ways from where a drag began, pixels: on by ``stride``, to ``reach`` at one side, then at
    the other, and so on without an end. None is the one before it."""
    at, by = 0.0, stride
    while True:
        if abs(at + by) > reach:
            by = -by
        at += by
        yield at


def _mouse(
    widget: QWidget,
    kind: QEvent.Type,
    at: QPointF,
    button: Qt.MouseButton,
    held: Qt.MouseButton,
) -> None:
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, _NO_KEYS)
    QCoreApplication.sendEvent(widget, event)
