"""The search field: a magnifier, the key that leads to it, and a way to empty it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from explorer.common.look import Lang
from explorer.figure.picture import Font
from explorer.figure.style import Style
from explorer.paint.fonts import qfont
from explorer.views.clear_button import SIZE, ClearButton
from explorer.views.filters.facet_paint import icon_image
from explorer.views.lettering import width_of
from explorer.views.plain import tip
from explorer.views.words import word

_KEY_FONT = Font(11, 500)
_ICON_X, _ROOM = 10, 24


class SearchField(QLineEdit):
    """``left``: Down was pressed in it."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style: Style | None = None
        self._hint = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        self._hint = self._hint.replace("+", " ")
        self._clear = ClearButton(self)
        self.textChanged.connect(lambda _: self._show_parts())
        self._show_parts()

    @property
    def clear_button(self) -> ClearButton:
        """Empties the field; there while it holds text."""
        return self._clear

    @property
    def shows_hint(self) -> bool:
        """Whether the key that leads here is shown."""
        room = self.width() - 2 * _ROOM - self._hint_width() - 8
        needed = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return not self.text() and not self.hasFocus() and room >= needed

    def restyle(self, style: Style, lang: Lang) -> None:
        """Take over theme and language."""
        self._style = style
        self.setPlaceholderText(word("search", lang))
        self.setAccessibleName(word("search", lang))
        self.setToolTip(tip(f"{word('search', lang)} ({self._hint.replace(' ', '+')})"))
        self._clear.restyle(style, lang)
        self._show_parts()

    def _hint_width(self) -> float:
        return width_of(self._hint, _KEY_FONT) + 12

    def _show_parts(self) -> None:
        typed = bool(self.text())
        right = SIZE if typed else int(self._hint_width()) + 2 if self.shows_hint else 0
        self.setTextMargins(_ROOM, 0, right, 0)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button at the right end."""
        super().resizeEvent(event)
        self._clear.place()
        self._show_parts()

    def event(self, event: QEvent) -> bool:
        """Show or hide the key as the field is entered and left."""
        done = super().event(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_parts()
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down leaves."""
        if event.key() == Qt.Key.Key_Down and not event.modifiers():
            self.left.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then the magnifier and the key."""
        super().paintEvent(event)
        style = self._style
        if style is None:
            return
        tokens = style.tokens
        with QPainter(self) as p:
            middle = self.height() / 2
            image = icon_image("search", "text3", 16, style.theme, self.devicePixelRatioF())
            p.drawPixmap(QPointF(_ICON_X, int(middle - 8)), image)
            if not self.shows_hint:
                return
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            wide = self._hint_width()
            box = QRectF(self.width() - wide - 8.5, middle - 9.5, wide, 19)
            p.setPen(QPen(QColor(tokens.line2), 1))
            p.setBrush(QColor(tokens.panel2))
            p.drawRoundedRect(box, 4, 4)
            p.setPen(QColor(tokens.text2))
            p.setFont(qfont(_KEY_FONT))
            p.drawText(QPointF(box.x() + 6, middle + 4), self._hint)
