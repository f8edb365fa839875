"""The note in the map's upper corner: what colours mean, or what a tool can do."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from explorer.figure.style import load_style
from explorer.paint.theme import icon
from explorer.session.session import Session
from explorer.views.floating import LOW, FloatingCard
from explorer.views.plain import plain_label
from explorer.views.words import word

ICONS: Final = {"box": "square-dashed-mouse-pointer", "lasso": "lasso-select"}
ICON: Final = QSize(14, 14)
HEIGHT: Final = 26


class MapNote(FloatingCard):
    """An icon, a text, a rule and another text; it lets the mouse through."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, parent, HEIGHT / 2, LOW)
        self.setObjectName("map_note")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_padding(QMargins(12, 1, 12, 1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        self._said: tuple[str, str, str, bool, int, float] | None = None
        self._icon = QLabel(self)
        self._icon.setFixedSize(ICON)
        self._first, self._second = plain_label("help", self), plain_label("help", self)
        self._rule = QFrame(self)
        self._rule.setProperty("rule", "upright")
        self._first.setContentsMargins(0, 0, 3, 0)
        self._second.setContentsMargins(3, 0, 0, 0)
        for part in (self._icon, self._first, self._rule, self._second):
            row.addWidget(part)

    def show_tool(self, tool: str, cells: bool = False) -> None:
        """Say what helps with this tool; ``cells``: the map shows them instead of marks."""
        session = self._session
        look, result = session.look, session.result
        n = result.n_selected if result.selected is not None else -1
        said = (look.lang, look.theme, tool, cells, n, self.devicePixelRatioF())
        if said == self._said:
            return
        self._said = said
        chosen = tool in ICONS
        mark = icon(ICONS.get(tool, "locate"), load_style(look.theme), "text2")
        self._icon.setPixmap(mark.pixmap(ICON, self.devicePixelRatioF()))
        if chosen:
            self._first.setText(word("shift_alt", look.lang))
            self._second.setText(word("selected", look.lang, n=f"{max(n, 0):,}"))
        elif cells:
            self._first.setText(word("colour_count", look.lang))
        else:
            self._first.setText(word("colour_category", look.lang))
            self._second.setText(word("legend_planned", look.lang))
        for part in (self._rule, self._second):
            part.setVisible(result.selected is not None if chosen else not cells)
        layout = self.layout()
        assert layout is not None
        for part in (self._first, self._rule, self._second):
            part.ensurePolished()
        layout.invalidate()
        self.fit()

    def fit(self) -> None:
        """As wide as what it says, in the fonts that it has by now."""
        margins = LOW.margins
        self.resize(self.sizeHint().width(), HEIGHT + margins.top() + margins.bottom())

    def told(self) -> str:
        """All that it says."""
        parts = (self._first, self._second)
        return " | ".join(part.text() for part in parts if not part.isHidden())
