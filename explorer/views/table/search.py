"""A field that asks for events by text and follows what is asked for elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from explorer.figure.style import load_style
from explorer.paint.theme import icon
from explorer.session.session import Session
from explorer.views.clear_button import SIZE, ClearButton
from explorer.views.words import word

_ROOM = 22


class SearchField(QLineEdit):
    """The session's search, here as well: typing filters every view."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setTextMargins(_ROOM, 0, 0, 0)
        self.clear_button = ClearButton(self)
        self._lens = QIcon()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._search)
        self.textEdited.connect(lambda: self._wait.start(0))
        self.textChanged.connect(self._make_room)
        self.clear_button.clicked.connect(self._search)
        self.returnPressed.connect(self._search)

    def refresh(self) -> None:
        """Show what is asked for now, unless the person is typing."""
        look = self._session.look
        lang = look.lang
        style = load_style(look.theme)
        self._lens = icon("search", style, "text3")
        self.clear_button.restyle(style, lang)
        self.setPlaceholderText(word("search", lang))
        self.setAccessibleName(word("search", lang))
        text = self._session.searching.text
        if not self._wait.isActive() and self._asked() != text:
            self.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, and a magnifier in it."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            self._lens.paint(painter, 9, (self.height() - 16) // 2, 16, 16)

    def _asked(self) -> str:
        return " ".join(self.text().split())

    def _make_room(self, text: str) -> None:
        self.setTextMargins(_ROOM, 0, SIZE if text else 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the button at the right end."""
        super().resizeEvent(event)
        self.clear_button.place()

    def _search(self) -> None:
        self._wait.stop()
        self._session.searching.ask(self._asked())
