"""Text from files, shown as it is: never markup, never a keyboard hint."""

from __future__ import annotations

import re
from html import escape
from math import ceil
from typing import Any, Final, TypeVar

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

PITCH: Final = {11: 14, 12: 16, 13: 18, 14: 21, 15: 20, 18: 24}
"""From one line to the next, by the size of the type, in pixels."""
_KEPT = 4  # widths that a label remembers its lines at
_WORD = re.compile(r"[\w'’-]+")
_Label = TypeVar("_Label", bound=QLabel)


def plain_label(role: str, parent: QWidget | None = None, text: str = "") -> QLabel:
    """A label for one line of plain text in the type of ``role`` (see ``paint.theme``)."""
    return _plain(QLabel(parent), role, text)


def wrapping_label(text: str, role: str = "body", parent: QWidget | None = None) -> WrappingLabel:
    """A label that wraps, within a word where it is too long for a line."""
    return _plain(WrappingLabel(parent), role, text)


def reading_label(text: str, role: str = "body", parent: QWidget | None = None) -> ReadingLabel:
    """A label that wraps and can be copied from."""
    return _plain(ReadingLabel(parent), role, text)


def _plain(made: _Label, role: str, text: str) -> _Label:
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setText(text)
    return made


class WrappingLabel(QLabel):
    """Sets its own lines, at the pitch that goes with the size of its type, and remembers them,
    for layouts ask again and again; asks for no width of its own; breaks lines within words where
    there is no other way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[int, int] = {}
        self._sets: dict[int, tuple[QTextLayout, float]] = {}
        self._most = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        """Say something else."""
        if text != self.text():
            self._forget()
            super().setText(text)

    def set_most(self, lines: int) -> None:
        """Show no more lines than these; 0: all."""
        if lines != self._most:
            self._most = lines
            self._forget()
            self.updateGeometry()
            self.update()

    def lines(self, width: int) -> int:
        """How many lines the whole text has."""
        return self._laid(width)[0].lineCount()

    def _forget(self) -> None:
        self._heights.clear()
        self._sets.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Another font has other heights."""
        if event.type() == QEvent.Type.FontChange:
            self._forget()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """As tall as its lines at its width; of one line before it has one, for layouts ask for
        the height anyway, and to set the lines twice costs."""
        return QSize(160, self._heights.get(self.width(), self._pitch()))

    def minimumSizeHint(self) -> QSize:
        """A few letters wide."""
        return QSize(40, self._pitch())

    def hasHeightForWidth(self) -> bool:
        """Yes: its text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of its lines."""
        if not self._heights:
            self.ensurePolished()
        found = self._heights.get(width)
        if found is None:
            sides = self.contentsMargins()
            inside = width - sides.left() - sides.right()
            found = ceil(self._laid(inside)[1]) + sides.top() + sides.bottom()
            self._heights[width] = found
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        box = self.contentsRect()
        made, _ = self._laid(box.width())
        with QPainter(self) as painter:
            painter.setPen(self.palette().windowText().color())
            if self._most and made.lineCount() > self._most:
                self._draw_some(painter, made, box)
            else:
                made.draw(painter, QPointF(box.topLeft()), self._marked())

    def _draw_some(self, painter: QPainter, made: QTextLayout, box: QRect) -> None:
        """The first lines, the last of them with an ellipsis."""
        last = self._most - 1
        for k in range(last):
            made.lineAt(k).draw(painter, QPointF(box.topLeft()))
        line = made.lineAt(last)
        rest = self.text()[line.textStart() :].replace("\n", " ")
        told = painter.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, box.width())
        at = QPointF(box.left(), box.top() + line.y() + line.ascent())
        painter.drawText(at, told)

    def _marked(self) -> list[QTextLayout.FormatRange]:
        return []

    def _pitch(self) -> int:
        size = self.font().pixelSize()
        return PITCH.get(size, ceil(size * 1.36)) if size > 0 else self.fontMetrics().height()

    def _laid(self, width: int) -> tuple[QTextLayout, float]:
        """The lines at a width in pixels, and their height."""
        known = self._sets.get(width)
        if known is not None:
            return known
        text = self.text().replace("\r\n", "\n").replace("\n", "\u2028")
        made = QTextLayout(text, self.font())
        option = QTextOption(self.alignment())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        made.setTextOption(option)
        made.beginLayout()
        pitch, n = self._pitch(), 0
        while (line := made.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, n * pitch + round((pitch - line.height()) / 2)))
            n += 1
        made.endLayout()
        height = float(pitch * (min(n, self._most) if self._most else n))
        if len(self._sets) >= _KEPT:
            self._sets.clear()
        self._sets[width] = made, height
        return made, height


class ReadingLabel(WrappingLabel):
    """Can be copied from: drag, or double-click a word, then Ctrl+C."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from = self._to = 0
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def selectedText(self) -> str:
        """What is marked."""
        lo, hi = sorted((self._from, self._to))
        return self.text()[lo:hi]

    def hasSelectedText(self) -> bool:
        """Whether any is."""
        return self._from != self._to

    def setText(self, text: str) -> None:
        """Say something else; what was marked no longer is."""
        if text != self.text():
            self._mark(0, 0)
            super().setText(text)

    def _marked(self) -> list[QTextLayout.FormatRange]:
        if not self.hasSelectedText():
            return []
        made = QTextLayout.FormatRange()
        made.start = min(self._from, self._to)
        made.length = abs(self._to - self._from)
        ink = QTextCharFormat()
        ink.setBackground(self.palette().highlight())
        ink.setForeground(self.palette().highlightedText())
        made.format = ink
        return [made]

    def _mark(self, start: int, end: int) -> None:
        if self.hasSelectedText() != (start != end):
            if start != end:
                self.installEventFilter(self)
            else:
                self.removeEventFilter(self)
        self._from, self._to = start, end
        self.update()

    def _at(self, event: QMouseEvent) -> int:
        """The place in the text under the pointer."""
        box, at = self.contentsRect(), event.position()
        made, _ = self._laid(box.width())
        n = int((at.y() - box.top()) // self._pitch())
        line = made.lineAt(min(max(n, 0), made.lineCount() - 1))
        if not line.isValid():
            return 0
        found: Any = line.xToCursor(at.x() - box.left())
        return min(int(found[0] if isinstance(found, tuple) else found), len(self.text()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to mark."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        at = self._at(event)
        self._mark(at, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark up to the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._mark(self._from, self._at(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Mark the word."""
        at, text = self._at(event), self.text()
        spans = (m.span() for m in _WORD.finditer(text))
        self._mark(*next(((a, b) for a, b in spans if a <= at <= b), (at, at)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, or mark all."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            QGuiApplication.clipboard().setText(self.selectedText())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._mark(0, len(self.text()))
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+C is meant for what is marked here, not for the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.SelectAll)
            if any(event.matches(key) for key in own):
                event.accept()
                return True
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of what is marked, unless one is coming back."""
        super().focusOutEvent(event)
        kept = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.reason() not in kept:
            self._mark(0, 0)


class FoldingLabel(ReadingLabel):
    """Shows its first lines until it is asked for the rest: by a click on the word at their end,
    or by Enter. ``ink``: the colour of that word."""

    unfolded = Signal()

    def __init__(self, most: int, more: str, ink: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more, self._ink = more, QColor(ink)
        self.set_most(most)
        self.setMouseTracking(True)

    @property
    def folded(self) -> bool:
        """Whether lines are left out."""
        width = self.contentsRect().width()
        return self._most > 0 and width > 0 and self.lines(width) > self._most

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Only what is folded takes part in walking by Tab."""
        super().resizeEvent(event)
        policy = Qt.FocusPolicy.StrongFocus if self.folded else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)

    def unfold(self) -> None:
        """Show all lines."""
        self.set_most(0)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.unfolded.emit()

    def _word_box(self) -> QRect:
        box, pitch = self.contentsRect(), self._pitch()
        wide = self.fontMetrics().horizontalAdvance(self._more) + 2
        return QRect(box.right() + 1 - wide, box.top() + (self._most - 1) * pitch, wide, pitch)

    def _draw_some(self, painter: QPainter, made: QTextLayout, box: QRect) -> None:
        word = self._word_box()
        super()._draw_some(painter, made, box.adjusted(0, 0, -word.width() - 6, 0))
        painter.setPen(self._ink)
        line = made.lineAt(self._most - 1)
        right = word.right() + 1 - self.fontMetrics().horizontalAdvance(self._more)
        painter.drawText(QPointF(right, box.top() + line.y() + line.ascent()), self._more)

    def _on_word(self, event: QMouseEvent) -> bool:
        return self.folded and self._word_box().contains(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over the word."""
        hand = self._on_word(event)
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Unfold, or begin to mark."""
        if event.button() == Qt.MouseButton.LeftButton and self._on_word(event):
            self.unfold()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter unfolds."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self.folded and event.key() in keys:
            self.unfold()
        else:
            super().keyPressEvent(event)


def folding_label(
    text: str, role: str, most: int, more: str, ink: str, parent: QWidget
) -> FoldingLabel:
    """A label of at most ``most`` lines, with ``more`` at their end where there are others."""
    return _plain(FoldingLabel(most, more, ink, parent), role, text)


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
