"""How large a dialog is when it comes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

_NO_WINDOW: Final = QSize(1280, 800)
AROUND: Final = QSize(80, 60)
"""Logical pixels of the window that stay in sight around a dialog, both sides together."""


def resize_within(dialog: QDialog, width: int, height: int) -> None:
    """Give ``dialog`` that size in logical pixels, or what the window it belongs to leaves of it:
    its buttons are to be in reach."""
    parent = dialog.parentWidget()
    room = (parent.window().size() if parent is not None else _NO_WINDOW) - AROUND
    dialog.resize(QSize(width, height).boundedTo(room))
