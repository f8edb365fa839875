"""A long list of events: only the rows in sight are painted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from explorer.dataset.model import I64
from explorer.figure.looks import category_look
from explorer.figure.picture import Font, Layer, Symbol
from explorer.figure.style import Style
from explorer.paint.fonts import clean, qfont
from explorer.paint.painter import clear_pixmap, paint
from explorer.session.session import Session
from explorer.views.event_words import organization_words, place_words, when_short
from explorer.views.inspector.pages import BAR
from explorer.views.target import Target

ROW = 46
MOST = 300_000
"""Rows that a widget can be high enough for."""
KEPT = 40
"""Rows whose words are kept as images: more than are in sight."""
_PAD = 16.0


class EventRows(QWidget):
    """Mark and title, beneath them when and who. A click or Enter picks, the arrows walk;
    the event under the pointer lights up everywhere."""

    context_requested = Signal(object, object)  # Target, QPoint (global)

    def __init__(self, session: Session, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._style = session, style
        self._events: I64 = np.zeros(0, dtype=np.int64)
        self._current = 0
        self._drawn: dict[tuple[object, ...], QPixmap] = {}
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        session.focus.hover_changed.connect(self._on_hover)

    @property
    def events(self) -> I64:
        """Event numbers, in the order shown."""
        return self._events

    def show_events(self, events: I64) -> None:
        """List these events."""
        self._events = events[:MOST]
        self._current = min(self._current, max(0, len(self._events) - 1))
        self.setFixedHeight(max(1, len(self._events)) * ROW)
        self.update()

    def row_at(self, at: QPoint) -> int:
        """The row under a point, -1 for none."""
        row = at.y() // ROW
        return row if 0 <= row < len(self._events) else -1

    def _id(self, row: int) -> str:
        return self._session.dataset.events.id[int(self._events[row])] if row >= 0 else ""

    def _on_hover(self, _event: str) -> None:
        if self.isVisible():
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are exposed."""
        first = max(0, event.rect().top() // ROW)
        last = min(len(self._events) - 1, event.rect().bottom() // ROW)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for row in range(first, last + 1):
                self._paint_row(painter, row)

    def _paint_row(self, painter: QPainter, row: int) -> None:
        data, t = self._session.dataset, self._style.tokens
        i, y, w = int(self._events[row]), float(row * ROW), float(self.width())
        if data.events.id[i] == self._session.focus.hover:
            painter.fillRect(QRectF(0, y, w, ROW - 1), QColor(t.bg))
        if self.hasFocus() and row == self._current:
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(6, y + 2, w - 12, ROW - 5), 5, 5)
        painter.drawPixmap(0, round(y), self._still(i, w))

    def _still(self, i: int, w: float) -> QPixmap:
        """What stays the same of event ``i``, on no ground: most of it comes again while a brush
        moves, and when one scrolls."""
        ratio, lang = self.devicePixelRatioF(), self._session.look.lang
        key = (i, w, ratio, lang, self._style.theme)
        made = self._drawn.pop(key, None)
        if made is None:
            made = clear_pixmap(w, ROW, ratio)
            with QPainter(made) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_words(painter, i, w)
        self._drawn[key] = made
        if len(self._drawn) > KEPT:
            del self._drawn[next(iter(self._drawn))]
        return made

    def _paint_words(self, painter: QPainter, i: int, w: float) -> None:
        data, lang, t = self._session.dataset, self._session.look.lang, self._style.tokens
        look = category_look(data, self._style, int(data.events.category.codes[i]))
        mark = Symbol(_PAD + 7, 15, look.shape, 5.2, look.fill, look.edge)
        paint(painter, Layer("mark", (mark,)), self.devicePixelRatioF())
        x, end = _PAD + 22, w - _PAD + BAR
        title = QRectF(x, 6, end - x, 18)
        _text(painter, title, clean(data.title(i, lang)), qfont(Font(13, 500)), t.text)
        who = organization_words(data, i, lang) or place_words(data, i, lang)
        about = f"{when_short(data, i, lang)} · {who}"
        _text(painter, QRectF(x, 24, end - x, 16), clean(about), qfont(Font(12)), t.text2)
        painter.fillRect(QRectF(0, ROW - 1, w, 1), QColor(t.line))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what is under the pointer."""
        self._session.focus.set_hover(self._id(self.row_at(event.position().toPoint())))

    def leaveEvent(self, event: QEvent) -> None:
        """Let it go out."""
        self._session.focus.set_hover("")

    def hideEvent(self, event: QHideEvent) -> None:
        """Let it go out: a click may take the list away under the pointer."""
        if self.underMouse():
            self._session.focus.set_hover("")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick the event under the pointer; Ctrl picks it as well."""
        row = self.row_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self._current = row
            self._pick(row, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def _pick(self, row: int, as_well: bool = False) -> None:
        ids = (self._id(row),)
        if as_well:
            self._session.focus.toggle(ids)
        else:
            self._session.focus.pick(ids)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk and pick."""
        key, last = event.key(), len(self._events) - 1
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 10,
            Qt.Key.Key_PageUp: -10,
            Qt.Key.Key_Home: -MOST,
            Qt.Key.Key_End: MOST,
        }
        if last < 0:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self._current)
        elif key in steps:
            self._current = min(max(self._current + steps[Qt.Key(key)], 0), last)
            self._reveal()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which row the keys are on."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._reveal()
        self.update()

    def _reveal(self) -> None:
        self.update()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        page = area.widget() if isinstance(area, QScrollArea) else None
        if isinstance(area, QScrollArea) and page is not None:
            at = self.mapTo(page, QPoint(0, self._current * ROW + ROW // 2))
            area.ensureVisible(0, at.y(), 0, ROW)
        if len(self._events):
            data, i = self._session.dataset, int(self._events[self._current])
            self.setAccessibleDescription(data.title(i, self._session.look.lang))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu on the row meant."""
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self._current if keyboard else self.row_at(event.pos())
        if 0 <= row < len(self._events):
            at = event.globalPos()
            if keyboard:
                at = self.mapToGlobal(QRect(24, row * ROW, 1, ROW).center())
            self.context_requested.emit(Target(events=(self._id(row),)), at)


def _text(
    painter: QPainter,
    box: QRectF,
    text: str,
    font: QFont,
    color: str,
) -> None:
    """One line, shortened to the box."""
    painter.setFont(font)
    painter.setPen(QColor(color))
    told = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
    painter.drawText(box, int(flags), told)
