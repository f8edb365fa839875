"""Filters of the kind 'at least': a level of confidence, a sum of money."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.common.errors import UsageError
from explorer.common.following import Following
from explorer.figure.style import Style
from explorer.query.amounts import amount_text, brief_amount, read_amount
from explorer.query.choice import at_least
from explorer.query.clauses import AtLeast
from explorer.query.engine import facet_view
from explorer.query.labels import enumerated_label, field_label
from explorer.query.masks import number
from explorer.session.session import Session
from explorer.views.filters.facet_head import FacetHead
from explorer.views.filters.facet_paint import EDGE, Columns
from explorer.views.plain import caption, reading_label, tip
from explorer.views.words import word

_LEVELS = ("", "medium", "high")


class ConfidenceSegments(QFrame):
    """Any, at least medium, at least high."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("segments", "true")
        self._session = session
        self._shown: tuple[str, str] | None = None
        self.buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(1, 1, 1, 1)
        line.setSpacing(1)
        for level in _LEVELS:
            button = QPushButton(self)
            button.setCheckable(True)
            button.setProperty("segment", "true")
            button.setProperty("slim", "true")
            button.clicked.connect(lambda _=False, level=level: self._choose(level))
            group.addButton(button)
            line.addWidget(button, 1)
            self.buttons[level] = button

    def _choose(self, level: str) -> None:
        state = self._session.state
        state.set_query(at_least(state.query, level))

    def show_level(self, level: str, lang: str) -> None:
        """Show what holds now."""
        if (level, lang) == self._shown:
            return
        words_again = self._shown is None or self._shown[1] != lang
        self._shown = (level, lang)
        self.buttons[level if level in self.buttons else ""].setChecked(True)
        if not words_again:
            return
        look = self._session.look
        least = word("least_confidence", look.lang)
        for key, button in self.buttons.items():
            text = word("least_any", look.lang)
            if key:
                name = enumerated_label("confidence", key, look.lang)
                text = word("least_level", look.lang, level=name.lower())
            button.setText(caption(text))
            button.setAccessibleName(f"{least}: {text}")


class AmountSection(QWidget):
    """'Amount at least', for data that states amounts. Enter or leaving the field asks."""

    left = Signal(int)  # an arrow key led out: -1 upwards, 1 downwards
    row_shown = Signal(object, int)  # a widget and a y of it that should be seen

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        silent = (~np.isfinite(session.dataset.events.amount)).view(np.uint8)
        self._total = len(silent) - int(np.count_nonzero(silent))
        self._stating = Following(1, lambda events, _holds: (silent.take(events, mode="clip"),))
        self._open = True
        self._style: Style | None = None
        self._told = ("", "")  # value of the clause and language that the field shows
        self.head = FacetHead(self)
        self.field = QLineEdit(self)
        self.field.setProperty("small", "true")
        self._note = reading_label("", "help", self)
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(EDGE, 0, EDGE, 6)
        self._inside.setSpacing(4)
        self._inside.addWidget(self.field)
        self._inside.addWidget(self._note)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 2)
        box.setSpacing(0)
        box.addWidget(self.head)
        box.addLayout(self._inside)
        self.head.clicked.connect(lambda: self.set_open(not self._open))
        self.head.open_requested.connect(self.set_open)
        self.head.clear_requested.connect(self._clear)
        self.head.left.connect(self.left)
        self.field.editingFinished.connect(self._ask)
        self.field.textEdited.connect(self._edited)
        self.field.installEventFilter(self)
        self.setVisible(self._total > 0)

    @property
    def is_open(self) -> bool:
        """Whether it is not folded."""
        return self._open

    def set_columns(self, across: Columns) -> None:
        """Where things stand across."""
        self.head.set_right(across.right)
        self._inside.setContentsMargins(EDGE, 0, int(across.inset), 6)

    def set_open(self, is_open: bool) -> None:
        """Fold or unfold."""
        self._open = is_open
        if self._style is not None:
            self._show_parts(self._style)

    def clause(self) -> AtLeast | None:
        """The filter that it made."""
        return next(
            (
                c
                for c in self._session.state.query.filters
                if isinstance(c, AtLeast) and c.field == "amount" and not c.at_most
            ),
            None,
        )

    def show_result(self, style: Style) -> None:
        """Show the session's present answer."""
        if not self._total:
            return
        self._style = style
        clause, lang = self.clause(), self._session.look.lang
        told = (clause.value if clause else "", lang)
        if told != self._told:
            self._told = told
            self.field.setText(_brief(told[0], lang))
            self._mark(False)
        self._show_parts(style)

    def _show_parts(self, style: Style) -> None:
        lang, clause = self._session.look.lang, self.clause()
        engine, query = self._session.engine, self._session.state.query
        behind = engine.foreground(query, facet_view("amount"))
        if behind is None:
            behind = engine.backdrop(query, facet_view("amount"))
        n, total = int(self._stating.of(behind)[0]), self._total
        number = f"{total:,}" if n == total else word("facet_some", lang, n=f"{n:,}", total=total)
        clear = word("facet_clear", lang) if clause else ""
        self.head.show_facts(field_label("amount", lang), number, clear, self._open, style)
        self.head.setFocusPolicy(Qt.FocusPolicy.NoFocus if self._open else Qt.FocusPolicy.TabFocus)
        self.field.setVisible(self._open)
        self._note.setVisible(self._open)
        hint = word("least_amount_hint", lang)
        if hint != self.field.placeholderText():
            self.field.setPlaceholderText(hint)
            self.field.setAccessibleName(word("least_amount", lang))
            self.head.setAccessibleName(field_label("amount", lang))
            self._mark(self.field.property("error") == "true")

    def _edited(self, text: str) -> None:
        if not text.strip():
            self._ask()
        elif read_amount(text) is not None:
            self._mark(False)

    def _ask(self) -> None:
        text = self.field.text().strip()
        if not text:
            self._clear()
            return
        value = read_amount(text)
        self._mark(value is None)
        clause = self.clause()
        if value is None or (clause is not None and _number(clause.value) == value):
            return
        self._session.state.set_filter(AtLeast("amount", amount_text(value)))

    def _clear(self) -> None:
        clause = self.clause()
        if clause is not None:
            self._session.state.remove(clause)
        elif self.field.text():
            self.field.clear()
        self._mark(False)

    def _mark(self, wrong: bool) -> None:
        lang = self._session.look.lang
        text = word("least_amount_error" if wrong else "least_amount_note", lang)
        self._note.setText(text)
        self.field.setToolTip(tip(text) if wrong else "")
        if (self.field.property("error") == "true") != wrong:
            self.field.setProperty("error", "true" if wrong else "false")
            for widget, role in ((self.field, ""), (self._note, "error" if wrong else "help")):
                if role:
                    widget.setProperty("role", role)
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def enter(self, way: int) -> bool:
        """Take the keys, coming from above (1) or below (-1)."""
        if self.isHidden():
            return False
        into = self.field if self._open else self.head
        into.setFocus(Qt.FocusReason.TabFocusReason)
        self.row_shown.emit(into, 0)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys lead out of the field; Esc puts back what holds."""
        if not isinstance(event, QKeyEvent) or watched is not self.field:
            return False
        key, pressed = event.key(), event.type() == QEvent.Type.KeyPress
        held = _brief(self._told[0], self._session.look.lang)
        if key == Qt.Key.Key_Escape and self.field.text() != held:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            elif pressed:
                self.field.setText(held)
                self._mark(False)
            return True
        if pressed and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.left.emit(-1 if key == Qt.Key.Key_Up else 1)
            return True
        return False


def _brief(value: str, lang: str) -> str:
    return brief_amount(_number(value), lang) if value else ""


def _number(value: str) -> float:
    try:
        return number("amount", value)
    except UsageError:
        return float("nan")
