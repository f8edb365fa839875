"""What the inspector says when no event is to be read: how to begin, and what is shown; and
that the event read is hidden."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.figure.style import Style
from explorer.paint.theme import icon
from explorer.query.clauses import Clause
from explorer.query.words import words
from explorer.session.session import Session
from explorer.views.inspector.pages import BAR, PanelPage
from explorer.views.inspector.selection_words import shown_words
from explorer.views.plain import beside_icon, plain_label, reading_label, tip
from explorer.views.words import counted, word


class ElidedButton(QPushButton):
    """Cuts its words, with an ellipsis, where there is no room for all of them."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """A few letters wide."""
        return QSize(80, super().minimumSizeHint().height())

    @property
    def shown_text(self) -> str:
        """As much of its words as there is room for."""
        lacking = self.sizeHint().width() - self.width()
        if lacking <= 0:
            return self.text()
        metrics, flag = self.fontMetrics(), Qt.TextFlag.TextShowMnemonic.value
        room = metrics.size(flag, self.text()).width() - lacking
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room, flag)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button with what is shown of its words."""
        from PySide6.QtWidgets import QStyle, QStyleOptionButton  # late: its enums take long

        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown_text
        with QPainter(self) as painter:
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)


class RoundMark(QLabel):
    """An icon on a round ground."""

    def __init__(self, name: str, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "round")
        self.setFixedSize(40, 40)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setPixmap(icon(name, style, "text2").pixmap(QSize(18, 18)))


class _MiddlePage(PanelPage):
    """Lines in the middle of the panel."""

    def __init__(self, name: str, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(28, 56, 28 - BAR, 24)
        self._box.setSpacing(6)
        self._box.addWidget(RoundMark(name, style, self), 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addSpacing(6)

    def _line(self, text: str, role: str) -> QLabel:
        made = reading_label(text, role, self)
        made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._box.addWidget(made)
        return made


class SummaryPage(_MiddlePage):
    """How to begin, and a few words on what is shown."""

    def __init__(self, session: Session, style: Style, parent: QWidget) -> None:
        empty = not len(session.dataset)
        super().__init__("info" if empty else "map-pin", style, parent)
        self._session, self._lang = session, session.look.lang
        if empty:
            self._line(word("inspector_empty_file", self._lang), "section")
            self._box.addStretch(1)
            return
        self._line(word("inspector_begin", self._lang), "section")
        self._line(word("inspector_begin_help", self._lang), "help")
        self._box.addSpacing(8)
        self._first = QPushButton(word("inspector_first", self._lang), self)
        self._first.clicked.connect(lambda: session.step(1))
        self._box.addWidget(self._first, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addSpacing(20)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        self._box.addWidget(rule)
        self._box.addSpacing(12)
        self._line(word("inspector_shown", self._lang), "help")
        self._count = self._line("", "strong")
        self._extent = self._line("", "help")
        self._box.addStretch(1)

    def show_visible(self) -> None:
        """Take over what is visible now."""
        data, result, lang = self._session.dataset, self._session.result, self._lang
        if not len(data):
            return
        n, total = result.n_visible, len(data)
        if n == total:
            self._count.setText(counted("event", "events", total, lang))
        else:
            self._count.setText(word("events_of", lang, n=f"{n:,}", total=f"{total:,}"))
        self._first.setEnabled(n > 0)
        told = shown_words(data, result.visible, lang)
        self._extent.setText(told.replace(" · ", "\n", 1))


class HiddenNote(QFrame):
    """Says that the event read is hidden, and by which filters; each can be dropped."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "note")
        self._session = session
        self._shown: tuple[object, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 10, 16, 10)
        self._box.setSpacing(4)
        self.hide()

    def show_event(self, index: int | None, style: Style) -> None:
        """Take over the event read, None for none."""
        session, lang = self._session, self._session.look.lang
        hidden = index is not None and not session.result.visible[index]
        hiding: tuple[Clause, ...] = ()
        if hidden:
            engine, filters = session.engine, session.state.query.filters
            hiding = tuple(c for c in filters if not engine.mask(c)[index])
        shown = (lang, style.theme, hiding)
        if hidden and shown != self._shown:
            self._shown = shown
            self._fill(hiding, style)
        self.setVisible(hidden)

    def _fill(self, hiding: tuple[Clause, ...], style: Style) -> None:
        lang = self._session.look.lang
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        head = QWidget(self)
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        sign = QLabel(head)
        sign.setPixmap(icon("eye", style, "text2").pixmap(QSize(16, 16)))
        line.addWidget(sign)
        line.addWidget(plain_label("strong", head, word("hidden_by_filter", lang)), 1)
        self._box.addWidget(head)
        self._box.addWidget(reading_label(word("inspector_hidden_help", lang), "help", self))
        for clause in hiding:
            self._box.addWidget(self._drop(clause, style), 0, Qt.AlignmentFlag.AlignLeft)

    def _drop(self, clause: Clause, style: Style) -> QPushButton:
        lang = self._session.look.lang
        name = words(clause, self._session.dataset, lang)
        button = ElidedButton(beside_icon(word("inspector_drop", lang, name=name)), self)
        button.setProperty("small", "true")
        button.setIcon(icon("x", style, "text2"))
        button.setIconSize(QSize(12, 12))
        button.setToolTip(tip(name))
        button.clicked.connect(lambda: self._session.state.remove(clause))
        return button
