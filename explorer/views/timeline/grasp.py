"""How the mouse takes hold of the timeline: what is a click, what a drag, and of which part."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from explorer.common.records import dataclass

MOVED: Final = 5.0
"""Pixels up to which a quick press is a click though the hand trembled."""
QUICK: Final = 0.5
"""Seconds from which on any movement is a drag."""
NEAR: Final = 2.0
"""Pixels beside a part at which it can be grasped."""
_BUTTONS: Final = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)


@dataclass(frozen=True, slots=True)
class Press:
    """A button that went down. ``when``: seconds of a steady clock."""

    button: Qt.MouseButton
    at: QPointF
    modifiers: Qt.KeyboardModifier
    double: bool
    when: float


@dataclass(frozen=True, slots=True)
class Drag:
    """One step of a drag. ``down``: where it began; ``modifiers``: those of this step."""

    button: Qt.MouseButton
    down: QPointF
    at: QPointF
    modifiers: Qt.KeyboardModifier
    starts: bool
    ends: bool


class GrabBox:
    """A part of the timeline in which the mouse is dragged: where it lies (pixels of the canvas),
    and which moments (seconds) its sides are."""

    def __init__(self) -> None:
        self.box = QRectF()
        self._start, self._end = 0.0, 1.0
        self.dragged: Callable[[Drag], None] = lambda _drag: None

    def lie(self, box: QRectF, start: float, end: float) -> None:
        """Lie at ``box``, whose sides are ``start`` and ``end``."""
        self.box, self._start, self._end = box, start, end

    def time_at(self, x: float) -> float:
        """The moment at ``x``."""
        share = (x - self.box.left()) / max(1.0, self.box.width())
        return self._start + share * (self._end - self._start)

    @property
    def pixel(self) -> float:
        """How many seconds a pixel is."""
        return (self._end - self._start) / max(1.0, self.box.width())

    def x_at(self, seconds: float) -> float:
        """Where a moment lies."""
        share = (seconds - self._start) / (self._end - self._start)
        return self.box.left() + share * self.box.width()


class Grasp(QObject):
    """A drag belongs to the part in which it began, and to the button that began it; a click is
    told when the button comes up."""

    moved = Signal(QPointF)
    clicked = Signal(object)  # Press

    def __init__(self, boxes: tuple[GrabBox, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._boxes = boxes
        self._press: Press | None = None
        self._dragging = False
        self._box: GrabBox | None = None

    def press(self, event: QMouseEvent, double: bool = False) -> None:
        """A button goes down; while one is held, others mean nothing."""
        if self._press is None or not event.buttons() & self._press.button:
            at, now = event.position(), perf_counter()
            self._press = Press(event.button(), at, event.modifiers(), double, now)
            self._dragging, self._box = False, None

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves."""
        self.moved.emit(event.position())
        press = self._press
        if press is None or not event.buttons() & press.button:
            return
        begins = not self._dragging and _is_drag(press, event.position())
        if begins:
            self._dragging = True
            self._box = self._box_at(press.at) if press.button in _BUTTONS else None
        if self._dragging:
            self._drag(press, event, begins, False)

    def release(self, event: QMouseEvent) -> None:
        """A button comes up: the end of a drag, or a click."""
        press = self._press
        if press is None or event.button() != press.button:
            return
        dragged, self._press = self._dragging, None
        if dragged:
            self._drag(press, event, False, True)
            self._dragging, self._box = False, None
        else:
            self.clicked.emit(press)

    def _drag(self, press: Press, event: QMouseEvent, starts: bool, ends: bool) -> None:
        if self._box is not None:
            at, keys = event.position(), event.modifiers()
            self._box.dragged(Drag(press.button, press.at, at, keys, starts, ends))

    def _box_at(self, at: QPointF) -> GrabBox | None:
        """The part at a point, else one that is near."""
        for reach in (0.0, NEAR):
            for part in self._boxes:
                if part.box.adjusted(-reach, -reach, reach, reach).contains(at):
                    return part
        return None


def _is_drag(press: Press, at: QPointF) -> bool:
    far = hypot(at.x() - press.at.x(), at.y() - press.at.y())
    return far >= MOVED or (far > 0 and perf_counter() - press.when >= QUICK)
