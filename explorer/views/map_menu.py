"""A card over the map that opens a menu."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from explorer.common.look import Lang
from explorer.figure.style import Style
from explorer.paint.theme import icon
from explorer.session.session import Session
from explorer.views.floating import LOW, FloatingCard
from explorer.views.plain import caption, plain_label, tip
from explorer.views.words import word

HEIGHT: Final = 36


class MenuCard(FloatingCard):
    """Icon, words and an arrow; ``choices``: keys of the words of the menu's entries."""

    chosen = Signal(str, bool)
    """The key of an entry, and whether it is on now."""

    def __init__(
        self,
        session: Session,
        parent: QWidget,
        icon_name: str,
        choices: tuple[str, ...],
        exclusive: bool,
    ) -> None:
        super().__init__(session, parent, 8, LOW)
        self.set_padding(QMargins(4, 4, 4, 4))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._icon_name = icon_name
        self.button = QPushButton(self)
        self.button.setProperty("row", "true")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._open)
        row.addWidget(self.button)
        inside = QHBoxLayout(self.button)
        inside.setContentsMargins(8, 0, 8, 0)
        inside.setSpacing(7)
        self._icon, self._arrow = QLabel(self.button), QLabel(self.button)
        self._text = plain_label("body", self.button)
        for part in (self._icon, self._text, self._arrow):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            inside.addWidget(part)
        self.menu = QMenu(self)
        self.entries: dict[str, QAction] = {}
        group = QActionGroup(self.menu)
        group.setExclusive(exclusive)
        for key in choices:
            entry = self.menu.addAction("")
            entry.setCheckable(True)
            group.addAction(entry)
            entry.triggered.connect(lambda on, key=key: self.chosen.emit(key, on))
            self.entries[key] = entry

    def _open(self) -> None:
        self.menu.popup(self.mapToGlobal(QPoint(self.card.left(), self.card.bottom() + 4)))

    def restyle(self, style: Style, lang: Lang, text: str, roomy: bool) -> None:
        """Take over theme and language; without room only the icon is shown."""
        self._icon.setPixmap(icon(self._icon_name, style, "text").pixmap(QSize(16, 16)))
        self._arrow.setPixmap(icon("chevron-down", style, "text3").pixmap(QSize(14, 14)))
        self._text.setText(text)
        for part in (self._text, self._arrow):
            part.setVisible(roomy)
        for key, entry in self.entries.items():
            entry.setText(caption(word(key, lang)))
        self.button.setAccessibleName(text)
        self.button.setToolTip(tip(text))
        layout, inside = self.layout(), self.button.layout()
        assert layout is not None
        assert inside is not None
        self._text.ensurePolished()
        inside.invalidate()
        margins = self.contentsMargins()
        width = inside.sizeHint().width()
        self.button.setFixedSize(width, HEIGHT - 8)
        self.resize(
            width + margins.left() + margins.right(), HEIGHT - 8 + margins.top() + margins.bottom()
        )
