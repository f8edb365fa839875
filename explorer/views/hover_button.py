"""Buttons that draw themselves, and light up under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QAbstractButton, QWidget


class HoverButton(QAbstractButton):
    """``hovered``: whether the pointer is over it, of which it is painted anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hovered = False

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        self._take_hover(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go out."""
        self._take_hover(False)
        super().leaveEvent(event)

    def _take_hover(self, over: bool) -> None:
        self.hovered = over
        self.update()
