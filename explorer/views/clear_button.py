"""The small × at the right end of a search field."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QToolButton

from explorer.common.look import Lang
from explorer.figure.style import Style
from explorer.paint.theme import icon
from explorer.views.plain import tip
from explorer.views.words import word

SIZE: Final = 24


class ClearButton(QToolButton):
    """Empties its field; there while that holds text. The field places it when its size changes."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self.setProperty("inside", "true")
        self.setIconSize(QSize(14, 14))
        self.setFixedSize(SIZE, SIZE)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(field.clear)
        field.textChanged.connect(lambda text: self.setVisible(bool(text)))
        self.hide()

    def place(self) -> None:
        """To the right end of the field."""
        self.move(self._field.width() - SIZE - 4, (self._field.height() - SIZE) // 2)

    def restyle(self, style: Style, lang: Lang) -> None:
        """Take over theme and language."""
        self.setIcon(icon("x", style, "text2"))
        self.setToolTip(tip(word("clear_search", lang)))
        self.setAccessibleName(word("clear_search", lang))
