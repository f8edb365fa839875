"""Text from files, shown as it is: never markup, never a keyboard hint."""

import re
from html import escape
from math import ceil

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LONG = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]{22,}")
"""A word that may be wider than a panel; Chinese may be parted anywhere."""


def plain_label(role: str, parent: QWidget | None = None, text: str = "") -> QLabel:
    """A label for one line of plain text in the type of ``role`` (see ``paint.theme``)."""
    return _plain(QLabel(parent), role, text)


def reading_label(text: str, role: str = "body", parent: QWidget | None = None) -> QLabel:
    """A label that wraps and can be copied from; where a word is too long for a line, it breaks
    within the word instead."""
    if _LONG.search(text):
        return _plain(BreakingLabel(parent), role, text)
    made = wrapping_label(text, role, parent)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setCursor(Qt.CursorShape.IBeamCursor)
    return made


def wrapping_label(text: str, role: str = "body", parent: QWidget | None = None) -> QLabel:
    """A label that wraps, and within words that are too long for a line."""
    long = _LONG.search(text) is not None
    made = _plain(BreakingLabel(parent) if long else QLabel(parent), role, text)
    made.setWordWrap(True)
    made.setSizePolicy(_wrapping())
    return made


def _wrapping() -> QSizePolicy:
    made = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    made.setHeightForWidth(True)
    return made


def _plain(made: QLabel, role: str, text: str) -> QLabel:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setText(text)
    return made


class BreakingLabel(QLabel):
    """Breaks lines within words where there is no other way; asks for no width of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(_wrapping())

    def sizeHint(self) -> QSize:
        """As tall as its lines."""
        width = max(120, self.width())
        return QSize(120, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """A few letters wide."""
        return QSize(60, self.fontMetrics().height())

    def hasHeightForWidth(self) -> bool:
        """Yes: its text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of its lines."""
        return ceil(self._laid(width)[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            self._laid(self.width())[0].draw(painter, QPointF(0, 0))

    def _laid(self, width: int) -> tuple[QTextLayout, float]:
        """The lines at a width in pixels, and their height."""
        self.ensurePolished()
        text = self.text().replace("\r\n", "\n").replace("\n", "\u2028")
        made = QTextLayout(text, self.font())
        option = QTextOption(self.alignment())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        made.setTextOption(option)
        made.beginLayout()
        y = 0.0
        while (line := made.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, y))
            y += line.height()
        made.endLayout()
        return made, y


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
