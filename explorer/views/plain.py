"""Text from files, shown as it is: never markup, never a keyboard hint."""

import re
from html import escape
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LONG = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]{22,}")
"""A word that may be wider than a panel; Chinese may be parted anywhere."""


def plain_label(role: str, parent: QWidget | None = None, text: str = "") -> QLabel:
    """A label for one line of plain text in the type of ``role`` (see ``paint.theme``)."""
    return _plain(QLabel(parent), role, text)


def wrapping_label(text: str, role: str = "body", parent: QWidget | None = None) -> QLabel:
    """A label that wraps, within a word where it is too long for a line."""
    return _plain(WrappingLabel(parent), role, text)


def reading_label(text: str, role: str = "body", parent: QWidget | None = None) -> QLabel:
    """A label that wraps and can be copied from, unless it must break within a word."""
    made = wrapping_label(text, role, parent)
    if not _LONG.search(text):
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        made.setCursor(Qt.CursorShape.IBeamCursor)
    return made


def _plain(made: QLabel, role: str, text: str) -> QLabel:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setText(text)
    return made


class WrappingLabel(QLabel):
    """Remembers its heights, of which layouts ask again and again; asks for no width of its own;
    breaks lines within words where there is no other way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[int, int] = {}
        self._breaks = False
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        """Say something else."""
        self._heights.clear()
        self._breaks = _LONG.search(text) is not None
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Another font has other heights."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._heights.clear()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """As tall as its lines."""
        return QSize(160, self.heightForWidth(max(160, self.width())))

    def minimumSizeHint(self) -> QSize:
        """A few letters wide."""
        return QSize(40, self.fontMetrics().height())

    def hasHeightForWidth(self) -> bool:
        """Yes: its text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of its lines."""
        if not self._heights:
            self.ensurePolished()
        found = self._heights.get(width)
        if found is None:
            found = ceil(self._laid(width)[1]) if self._breaks else super().heightForWidth(width)
            self._heights[width] = found
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        if not self._breaks:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            self._laid(self.width())[0].draw(painter, QPointF(0, 0))

    def _laid(self, width: int) -> tuple[QTextLayout, float]:
        """The lines at a width in pixels, and their height."""
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
