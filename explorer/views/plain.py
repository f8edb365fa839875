"""Text from files, shown as it is: never markup, never a keyboard hint."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def plain_label(role: str, parent: QWidget | None = None, text: str = "") -> QLabel:
    """A label for one line of plain text in the type of ``role`` (see ``paint.theme``)."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setText(text)
    return made


def reading_label(text: str, role: str = "body", parent: QWidget | None = None) -> QLabel:
    """A label that wraps and can be copied from."""
    made = plain_label(role, parent, text)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setCursor(Qt.CursorShape.IBeamCursor)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return made


def tip(text: str) -> str:
    """``text`` for a tooltip, which Qt would otherwise guess to be markup."""
    return f"<p>{escape(text)}</p>" if text else ""


def caption(text: str) -> str:
    """``text`` for a button, whose ampersands would otherwise become keyboard hints."""
    return text.replace("&", "&&")


def beside_icon(text: str) -> str:
    """``text`` for a button with an icon, a little away from it: a style sheet has no gap for
    that."""
    return f"\u2009{caption(text)}"
