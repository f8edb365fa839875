"""One facet of the filter panel: heading, rows, 'show more' and a search among them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from explorer.figure.style import Style
from explorer.query.choice import Choice, chosen, only, toggled, without
from explorer.query.engine import Result
from explorer.query.labels import NO_DISPUTE, field_label
from explorer.session.session import Session
from explorer.views.filters.bounds import ConfidenceSegments
from explorer.views.filters.facet_head import FacetHead
from explorer.views.filters.facet_list import FacetList
from explorer.views.filters.facet_model import Row
from explorer.views.filters.facet_paint import COUNT_FONT, EDGE, NAME_X, Columns
from explorer.views.lettering import width_of
from explorer.views.plain import plain_label
from explorer.views.words import word

SEARCHED_FROM = 13
"""Facets with as many values can be searched."""


class FacetSection(QWidget):
    """``rows()`` are the values on show; a click at ``row_rect(key)`` of ``target`` is on one."""

    context_requested = Signal(object, object)  # Target, QPoint on the screen
    left = Signal(int)  # an arrow key led out: -1 upwards, 1 downwards
    row_shown = Signal(object, int)  # a widget and a y of it that should be seen
    idle = Signal()  # neither pointer nor keys are among the rows any longer

    def __init__(self, field: str, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._session = session
        self._open = True
        self._shown: object = None
        self._owed: tuple[Result, Choice, Style] | None = None  # an answer it is yet to show
        self.head = FacetHead(self)
        self._segments = ConfidenceSegments(session, self) if field == "confidence" else None
        self.list = FacetList(session.dataset, field, self)
        self._find: QLineEdit | None = None
        self._none = plain_label("help", self)
        self._none.setContentsMargins(NAME_X, 2, 0, 4)
        self.more = QPushButton(self)
        self.more.setProperty("link", "true")
        self.more.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # arrow keys lead to it
        self.more.installEventFilter(self)
        self._lay_out()
        self._wire()
        self.setVisible(self._says_something())

    def _lay_out(self) -> None:
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self.head)
        self._line = QHBoxLayout()
        self._line.setContentsMargins(EDGE, 0, EDGE, 4)
        if self._segments is not None:
            self._line.addWidget(self._segments)
            self._box.addLayout(self._line)
        self._box.addWidget(self.list)
        self._box.addWidget(self._none)
        below = QHBoxLayout()
        below.setContentsMargins(NAME_X - 2, 0, 0, 0)
        below.addWidget(self.more)
        below.addStretch(1)
        self._box.addLayout(below)

    def _wire(self) -> None:
        state = self._session.state
        rows, field = self.list, self.field
        rows.only_requested.connect(lambda v: state.set_query(only(state.query, field, v)))
        rows.toggle_requested.connect(lambda v: state.set_query(toggled(state.query, field, v)))
        rows.except_requested.connect(lambda v: state.set_query(without(state.query, field, v)))
        rows.context_requested.connect(self.context_requested)
        rows.left.connect(self._leave_rows)
        rows.fold_requested.connect(lambda: self._set_open_by_key(False))
        rows.current_moved.connect(lambda y: self.row_shown.emit(rows, y))
        rows.idle.connect(self.idle)
        self.head.clicked.connect(lambda: self.set_open(not self._open))
        self.head.open_requested.connect(self._set_open_by_key)
        self.head.clear_requested.connect(self._clear)
        self.head.left.connect(self.left)
        self.more.clicked.connect(self._show_all)

    # What is shown

    @property
    def is_open(self) -> bool:
        """Whether it is not folded."""
        return self._open

    @property
    def target(self) -> QWidget:
        """The widget that takes the clicks of ``row_rect``."""
        return self.list.viewport()

    def rows(self) -> dict[str, Row]:
        """The rows on show, by value."""
        self.catch_up()
        return self.list.rows() if self._open else {}

    def row_rect(self, key: str) -> QRect:
        """Where a row is in ``target``; empty when it is not on show."""
        return self.list.row_rect(key)

    @property
    def counts_width(self) -> float:
        """Room for the longest that its figures can be, in pixels."""
        return width_of(f"{self.most:,} / {self.most:,}", COUNT_FONT)

    @property
    def most(self) -> int:
        """The largest count that it can show."""
        return int(self._session.engine.column(self.field).total.max(initial=0))

    def set_columns(self, across: Columns) -> None:
        """Where things stand across."""
        # Titles are long: what they are called matters more than bars.
        titles = self.field == "source"
        self.list.set_columns(across.without_bar(self.counts_width) if titles else across)
        self.head.set_right(across.right)
        self._line.setContentsMargins(EDGE, 0, int(across.inset), 4)

    def owe(self, result: Result, choice: Choice, style: Style) -> None:
        """Show the counts of ``result`` when they are looked at or asked for."""
        self._owed = (result, choice, style)

    def catch_up(self) -> None:
        """Show what is owed."""
        if self._owed is not None:
            self.show_result(*self._owed)

    def show_result(self, result: Result, choice: Choice, style: Style) -> None:
        """Show the counts of ``result``."""
        self._owed = None
        counts, lang = result.facets[self.field], self._session.look.lang
        self.list.take(counts, choice, lang, style)
        if self._segments is not None:
            self._segments.show_level(choice.least, lang)
        self._show_parts(style)

    def _says_something(self) -> bool:
        """Whether this data carries the field at all."""
        counts = self._session.engine.column(self.field)
        present = [v for v, n in zip(counts.values, counts.total, strict=True) if n]
        return bool(present) and not (self.field == "dispute" and present == [NO_DISPUTE])

    def _show_parts(self, style: Style) -> None:
        model, lang = self.list.facet, self._session.look.lang
        facts = (
            *(model.carried, model.present, bool(model.choice), bool(model.places)),
            *(len(model.places), model.whole, model.needle, self._open, lang, style),
        )
        if facts == self._shown:
            return
        self._shown = facts
        n, total = f"{model.carried:,}", f"{model.present:,}"
        number = total if n == total else word("facet_some", lang, n=n, total=total)
        clear = word("facet_clear", lang) if model.choice else ""
        name = field_label(self.field, lang)
        self.head.show_facts(name, number, clear, self._open, style)
        self.head.setFocusPolicy(Qt.FocusPolicy.NoFocus if self._open else Qt.FocusPolicy.TabFocus)
        spoken = f"{name} {number}"
        folded = spoken if self._open else word("facet_folded", lang, name=spoken)
        if folded != self.head.accessibleName():
            self.head.setAccessibleName(folded)
        self.list.setAccessibleName(name)
        self._show_more()
        self.list.setVisible(self._open and bool(model.places))
        if self._segments is not None:
            self._segments.setVisible(self._open)
        self._none.setVisible(self._open and not model.places)
        if self._none.isVisibleTo(self):
            self._none.setText(word("facet_none_found", lang))

    def _show_more(self) -> None:
        model, lang = self.list.facet, self._session.look.lang
        wanted = self._open and model.can_hide and (model.whole or model.hidden > 0)
        self.more.setVisible(wanted)
        hidden = f"{model.hidden:,}"
        text = word("facet_fewer", lang) if model.whole else word("facet_more", lang, n=hidden)
        if text != self.more.text():
            self.more.setText(text)
        searched = self._open and model.whole and model.present >= SEARCHED_FROM
        if searched and self._find is None:
            self._make_find()
        if self._find is not None:
            self._find.setVisible(searched)
            self._find.setPlaceholderText(word("facet_find", lang, n=f"{model.present:,}"))
            name = f"{field_label(self.field, lang)}: {self._find.placeholderText()}"
            self._find.setAccessibleName(name)

    def _make_find(self) -> None:
        self._find = find = QLineEdit(self)
        find.setProperty("small", "true")
        find.textChanged.connect(self._search)
        find.installEventFilter(self)
        self._line.addWidget(find)
        if self._segments is None:
            self._box.insertLayout(1, self._line)
        QWidget.setTabOrder(self.head, find)
        QWidget.setTabOrder(find, self.list)

    @property
    def finder(self) -> QLineEdit | None:
        """The field that searches among the values, while there is one."""
        return self._find

    # What is done

    def set_open(self, is_open: bool) -> None:
        """Fold or unfold."""
        self.catch_up()
        if is_open != self._open:
            self._open = is_open
            self._again()

    def _set_open_by_key(self, is_open: bool) -> None:
        self.set_open(is_open)
        if is_open:
            self.enter(1)
        else:
            self.head.setFocus(Qt.FocusReason.TabFocusReason)

    def _again(self) -> None:
        """After another set of rows is shown."""
        self.catch_up()
        self.list.rearrange()
        style = self.list.style_now
        if style is not None:
            self._show_parts(style)

    def _show_all(self) -> None:
        model = self.list.facet
        model.whole = not model.whole
        if not model.whole and self._find is not None:
            self._find.clear()
        self._again()

    def _search(self, text: str) -> None:
        self.list.facet.needle = " ".join(text.split())
        self._again()

    def _clear(self) -> None:
        state = self._session.state
        query = chosen(state.query, self.field, ())
        for value in self.list.facet.choice.excluded:
            query = without(query, self.field, value)
        state.set_query(query)

    def settle(self) -> None:
        """The counts have come to rest: put the values in their order."""
        self.catch_up()
        # Under the pointer or the keys no row may move: ``idle`` comes when they are gone.
        if not self.list.busy and self.list.facet.out_of_order:
            self.list.sort_by_count()
            self._again()

    # The keys

    def enter(self, way: int) -> bool:
        """Take the keys, coming from above (1) or below (-1); False when there is nothing to
        stand on."""
        self.catch_up()
        if self.isHidden():
            return False
        if not self._open or not self.list.facet.places:
            self.head.setFocus(Qt.FocusReason.TabFocusReason)
            self.row_shown.emit(self.head, 0)
        elif way < 0 and self.more.isVisibleTo(self):
            self.more.setFocus(Qt.FocusReason.TabFocusReason)
            self.row_shown.emit(self.more, 0)
        else:
            self.list.go_to(0 if way > 0 else -1)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _leave_rows(self, way: int) -> None:
        if way > 0 and self.more.isVisibleTo(self):
            self.more.setFocus(Qt.FocusReason.TabFocusReason)
            self.row_shown.emit(self.more, 0)
        else:
            self.left.emit(way)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys lead from 'show more' and from the search field into the rows; Esc empties
        the field first."""
        if not isinstance(event, QKeyEvent):
            return False
        key, pressed = event.key(), event.type() == QEvent.Type.KeyPress
        if watched is self.more and pressed and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            if key == Qt.Key.Key_Up:
                self.list.go_to(-1)
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.left.emit(1)
            return True
        if watched is self._find and self._find is not None:
            if key == Qt.Key.Key_Escape and self._find.text():
                if event.type() == QEvent.Type.ShortcutOverride:
                    event.accept()
                elif pressed:
                    self._find.clear()
                return True
            if pressed and key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                return self.enter(1)
        return False
