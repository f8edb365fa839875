"""The heading of a part of the filter panel: it folds, counts, and clears."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.figure.picture import Font
from explorer.figure.style import Style
from explorer.paint.fonts import qfont
from explorer.views.filters.facet_paint import (
    EDGE,
    WORD_FONT,
    icon_image,
)
from explorer.views.hover_button import HoverButton
from explorer.views.lettering import put_text, width_of

HEAD_HEIGHT = 28
_NAME, _NUMBER = Font(13, 600), Font(13)
_NAME_X = 34
_BASE = 18


class FacetHead(HoverButton):
    """'Organisation  5 of 41', with a chevron. A click folds; ``clear_requested`` comes from the
    word at its right end, which is there while the facet asks for something."""

    clear_requested = Signal()
    open_requested = Signal(bool)
    left = Signal(int)  # -1 upwards, 1 downwards

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style: Style | None = None
        self._number = ""
        self._clear = ""
        self._open = True
        self._right = 0.0
        self._over_clear = False
        self.setFixedHeight(HEAD_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(100, HEAD_HEIGHT)

    def show_facts(self, name: str, number: str, clear: str, is_open: bool, style: Style) -> None:
        """``number`` stands grey after the name; ``clear``: the word at the right end, '' for
        none."""
        facts = (name, number, clear, is_open, style)
        if facts == (self.text(), self._number, self._clear, self._open, self._style):
            return
        self.setText(name)
        self._number, self._clear, self._open, self._style = number, clear, is_open, style
        self.update()

    def set_right(self, right: float) -> None:
        """Right end of what stands in it, in pixels."""
        if right != self._right:
            self._right = right
            self.update()

    def clear_rect(self) -> QRect:
        """The word that clears, empty when there is none."""
        if not self._clear:
            return QRect()
        wide = width_of(self._clear, WORD_FONT)
        return QRect(int(self._right - wide) - 6, 0, int(wide) + 12, HEAD_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw chevron, name and number."""
        style = self._style
        if style is None:
            return
        tokens, theme, ratio = style.tokens, style.theme, self.devicePixelRatioF()
        with QPainter(self) as p:
            p.fillRect(event.rect(), QColor(tokens.panel))
            name = "chevron-down" if self._open else "chevron-right"
            token = "text" if self.hovered else "text2"
            p.drawPixmap(QPointF(EDGE, 7), icon_image(name, token, 14, theme, ratio))
            put_text(p, self.text(), _NAME, (_NAME_X, _BASE), ("text", theme), ratio)
            x = _NAME_X + width_of(self.text(), _NAME) + 8
            put_text(p, self._number, _NUMBER, (x, _BASE), ("text3", theme), ratio)
            self._paint_clear(p, tokens.accent)

    def _paint_clear(self, p: QPainter, accent: str) -> None:
        if not self._clear:
            return
        p.setFont(qfont(WORD_FONT))
        p.setPen(QColor(accent))
        wide = width_of(self._clear, WORD_FONT)
        p.drawText(QPointF(self._right - wide, _BASE), self._clear)
        if self._over_clear:
            p.fillRect(QRectF(self._right - wide, _BASE + 2, wide, 1), QColor(accent))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Underline the word under the pointer."""
        over = self.clear_rect().contains(event.position().toPoint())
        if over != self._over_clear:
            self._over_clear = over
            self.update()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Clear, or fold."""
        if self.isDown() and self.clear_rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.clear_requested.emit()
            return
        super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No word is under the pointer any more."""
        self._over_clear = False
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep its own keys from the window's shortcuts."""
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
        more = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (*keys, *more)
            and event.modifiers() == Qt.KeyboardModifier.NoModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right opens, Left folds, Up and Down lead out."""
        match event.key():
            case Qt.Key.Key_Up:
                self.left.emit(-1)
            case Qt.Key.Key_Down:
                self.left.emit(1)
            case Qt.Key.Key_Left:
                self.open_requested.emit(False)
            case Qt.Key.Key_Right:
                self.open_requested.emit(True)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.click()
            case _:
                super().keyPressEvent(event)
