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
PADDING: Final = 4
"""Between the card's edge and the button."""
EDGE: Final = 8
"""Between the button's edge and what it shows."""
SPACE: Final = 7


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
        self.set_padding(QMargins(PADDING, PADDING, PADDING, PADDING))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._icon_name = icon_name
        self._dress: tuple[str, str, str] | None = None
        self.button = QPushButton(self)
        self.button.setProperty("row", "true")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._open)
        row.addWidget(self.button)
        inside = QHBoxLayout(self.button)
        inside.setContentsMargins(EDGE, 0, EDGE, 0)
        inside.setSpacing(SPACE)
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

    def restyle(self, style: Style, lang: Lang, text: str) -> None:
        """Take over theme, language and ``text``."""
        dress = (style.theme, lang, text)
        if dress == self._dress:
            return
        self._dress = dress
        self._icon.setPixmap(icon(self._icon_name, style, "text").pixmap(QSize(16, 16)))
        self._arrow.setPixmap(icon("chevron-down", style, "text3").pixmap(QSize(14, 14)))
        self._text.setText(text)
        self._text.ensurePolished()
        for key, entry in self.entries.items():
            entry.setText(caption(word(key, lang)))
        self.button.setAccessibleName(text)
        self.button.setToolTip(tip(text))

    def card_width(self, roomy: bool) -> int:
        """How wide the card is with its words, or with its icon alone."""
        words = self._text.sizeHint().width() + 14 + 2 * SPACE if roomy else 0
        return 2 * PADDING + 2 * EDGE + 16 + words

    def set_roomy(self, roomy: bool) -> None:
        """With words, or with the icon alone."""
        for part in (self._text, self._arrow):
            part.setVisible(roomy)
        margins, width = self.contentsMargins(), self.card_width(roomy) - 2 * PADDING
        self.button.setFixedSize(width, HEIGHT - 2 * PADDING)
        self.resize(
            width + margins.left() + margins.right(),
            HEIGHT - 2 * PADDING + margins.top() + margins.bottom(),
        )
