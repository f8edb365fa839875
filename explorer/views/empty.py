"""What stands where no event is: which filter to drop, or how to begin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.figure.style import Style, load_style
from explorer.paint.theme import icon
from explorer.query.clauses import Clause, Query
from explorer.query.removed import hidden_by, removals
from explorer.query.words import words
from explorer.session.session import Session
from explorer.views.plain import caption, plain_label, tip
from explorer.views.words import word

_WIDTH, _MARGIN = 380, 16
_ROWS = 5
_ROW = 26
_TOOLS, _BELOW = 56, 8
"""Pixels at the top of the parent where its tools stand, and room beneath the card."""
_REST = 200 + _TOOLS + _BELOW
"""Height of the card without its list, and room above and below."""
_ROOMY, _SLIM = QMargins(24, 22, 24, 22), QMargins(24, 12, 24, 12)


class Badge(QWidget):
    """An icon in a grey disc."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self._style: Style | None = None
        self.setFixedSize(40, 40)

    def restyle(self, style: Style) -> None:
        """Take over the theme."""
        self._style = style
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw disc and icon."""
        if self._style is None:
            return
        with QPainter(self) as p:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(QColor(self._style.tokens.bg))
            p.drawEllipse(QPointF(20, 20), 20, 20)
            icon(self._name, self._style, "text2").paint(p, 11, 11, 18, 18)


class Card(QFrame):
    """A card in the middle of its parent, hidden until it is needed. Clicks don't go through."""

    def __init__(self, session: Session, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("card", "float")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.badge = Badge(name, self)
        self.title = plain_label("card-title", self)
        self.help = plain_label("card-help", self)
        for label in (self.title, self.help):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(_ROOMY)
        self.box.setSpacing(6)
        self.box.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignHCenter)
        self.box.addSpacing(2)
        self.box.addWidget(self.title)
        self.box.addWidget(self.help)
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(0, 6, 0, 0)
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        self.buttons.addStretch(1)
        self.box.addLayout(self.buttons)
        self._ground = parent
        parent.installEventFilter(self)
        self.hide()

    def add_button(self) -> QPushButton:
        """A button beside those there are."""
        made = QPushButton(self)
        made.setProperty("small", "true")
        self.buttons.insertWidget(self.buttons.count() - 1, made)
        return made

    def restyle(self) -> None:
        """Take over the theme."""
        self.badge.restyle(load_style(self.session.look.theme))

    def say(self, title: str, text: str) -> None:
        """Set the words."""
        self.title.setText(title)
        self.help.setText(text)
        self.setAccessibleName(f"{title} {text}")

    def place(self) -> None:
        """To the middle of the parent, below its tools where there is room."""
        parent = self._ground
        wide = max(200, min(_WIDTH, parent.width() - 2 * _MARGIN))
        room = parent.height() - _TOOLS - _BELOW
        tall = self._height(wide, slim=False)
        if tall > room:
            tall = self._height(wide, slim=True)
        self.resize(wide, tall)
        lowest = parent.height() - tall - _BELOW
        y = min(max((parent.height() - tall) // 2, _TOOLS), lowest)
        self.move((parent.width() - wide) // 2, max(_BELOW, y))

    def _height(self, wide: int, slim: bool) -> int:
        """Its height at a width in pixels; slim: without the badge."""
        self.badge.setVisible(not slim)
        self.box.setContentsMargins(_SLIM if slim else _ROOMY)
        self.box.invalidate()
        tall = self.box.heightForWidth(wide) if self.box.hasHeightForWidth() else 0
        return max(tall, self.box.minimumSize().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize and watched is self._ground:
            self.place()
        return False

    def show_now(self, wanted: bool) -> None:
        """Show in front, or hide; whoever had the keys in it gives them to the parent."""
        if wanted:
            self.place()
            self.show()
            self.raise_()
            return
        held = any(button.hasFocus() for button in self.findChildren(QPushButton))
        self.hide()
        if held:
            self._ground.setFocus(Qt.FocusReason.OtherFocusReason)


class EmptyCard(Card):
    """Says which filter removes the last events and offers to drop it; lists all of them with the
    number that each hides. It is there while filters leave nothing."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "funnel", parent)
        self._best: Clause | None = None
        self._told: object = None
        self._rows = 0
        self.list = QScrollArea(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWidgetResizable(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.insertSpacing(self.box.count() - 1, 4)
        self.box.insertWidget(self.box.count() - 1, self.list)
        self.drop_button = self.add_button()
        self.clear_button = self.add_button()
        self.drop_button.clicked.connect(self._drop_best)
        self.clear_button.clicked.connect(session.state.clear_filters)

    def refresh(self) -> None:
        """Show or hide itself."""
        session, query = self.session, self.session.state.query
        empty = len(session.dataset) > 0 and session.result.n_visible == 0
        if not empty or not query.filters:
            self._told = None
            self.show_now(False)
            return
        told = (query.filters, session.look.lang, session.look.theme)
        if told != self._told:
            self._told = told
            self.restyle()
            self._fill(query)
        self.show_now(True)

    def _fill(self, query: Query) -> None:
        session, lang = self.session, self.session.look.lang
        found = removals(session.engine, query)
        clause, n = found[0]
        self._best = clause if n else None
        name = words(clause, session.dataset, lang)
        key = "empty_last_one" if n == 1 else "empty_last" if n else "empty_none_alone"
        if n and hidden_by(session.engine, clause) == len(session.dataset):
            key = "empty_fits_none"
        text = word(key, lang, filter=name, n=f"{n:,}")
        self.say(word("empty_title", lang), text)
        self.drop_button.setText(word("empty_drop", lang))
        self.drop_button.setVisible(n > 0)
        self.clear_button.setText(word("clear_all", lang))
        self._rows = len(found)
        if len(found) > 1:
            self.list.setWidget(self._table(found))

    def place(self) -> None:
        """To the middle of the parent, with as many rows of the list as there is room for."""
        rows = min(self._rows, _ROWS, max(0, (self._ground.height() - _REST) // _ROW))
        self.list.setVisible(self._rows > 1 and rows > 0)
        self.list.setFixedHeight(rows * _ROW + 2)
        super().place()

    def _table(self, found: tuple[tuple[Clause, int], ...]) -> QWidget:
        session, lang = self.session, self.session.look.lang
        made = QWidget()
        made.setProperty("panel", "true")
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        for k, (clause, n) in enumerate(found):
            name = words(clause, session.dataset, lang)
            label = plain_label("elided", made)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            shown = label.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 190)
            label.setText(shown)
            label.setToolTip(tip(name))
            hides = word("empty_hides", lang, n=f"{hidden_by(session.engine, clause):,}")
            brings = word("empty_brings", lang, n=f"{n:,}") if n else ""
            drop = QPushButton(caption(brings), made)
            drop.setProperty("link", "true")
            key = "empty_drop_tip" if n else "empty_drop_tip_none"
            told = word(key, lang, filter=name, n=f"{n:,}")
            drop.setToolTip(tip(told))
            drop.setAccessibleName(told)
            drop.setIcon(icon("x", load_style(session.look.theme), "accent"))
            drop.setIconSize(QSize(12, 12))
            drop.setMinimumWidth(24)
            drop.clicked.connect(lambda _=False, c=clause: session.state.remove(c))
            grid.setRowMinimumHeight(k, _ROW)
            grid.addWidget(label, k, 0)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(plain_label("faint", made, hides), k, 1, right)
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(drop, k, 2, left)
        return made

    def _drop_best(self) -> None:
        if self._best is not None:
            self.session.state.remove(self._best)


class FirstRunCard(Card):
    """How to begin, where a dataset has no events at all."""

    open_sample_requested = Signal()
    open_file_requested = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, "folder-open", parent)
        self.sample_button = self.add_button()
        self.sample_button.setProperty("main", "true")
        self.file_button = self.add_button()
        self.sample_button.clicked.connect(self.open_sample_requested)
        self.file_button.clicked.connect(self.open_file_requested)

    def refresh(self) -> None:
        """Show or hide itself."""
        if len(self.session.dataset):
            self.show_now(False)
            return
        lang = self.session.look.lang
        self.restyle()
        self.say(word("first_title", lang), word("first_help", lang))
        self.sample_button.setText(word("first_sample", lang))
        self.file_button.setText(word("first_file", lang))
        self.show_now(True)
