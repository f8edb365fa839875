"""Rows that can be clicked: links to events, and values to filter by."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from explorer.figure.style import Style
from explorer.query.clauses import Values
from explorer.query.labels import value_label
from explorer.session.session import Session
from explorer.views.event_words import category_mark, when_short
from explorer.views.plain import tip, wrapping_label
from explorer.views.target import Target
from explorer.views.words import word


def quiet_label(text: str, role: str, parent: QWidget) -> QWidget:
    """Plain text that wraps on a button: clicks go through it."""
    made = wrapping_label(text, role, parent)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made


class RowButton(QPushButton):
    """A button over a layout of labels, as high as they are when wrapped."""

    def __init__(self, parent: QWidget, lowest: int = 28) -> None:
        super().__init__(parent)
        self.setProperty("row", "true" if lowest >= 28 else "line")
        self._lowest = lowest
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(4, 5, 4, 5)
        self.line.setSpacing(8)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """As tall as its wrapped text."""
        return QSize(160, self.heightForWidth(max(160, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows wrap it further."""
        return QSize(80, self._lowest)

    def hasHeightForWidth(self) -> bool:
        """Yes: its text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the wrapped text."""
        return max(self._lowest, self.line.heightForWidth(width))


class EventLink(RowButton):
    """Picks an event and lights it up everywhere while the pointer is on it: mark, title, date.
    ``note``: how it is tied to what is read."""

    context_requested = Signal(object, object)  # Target, QPoint (global)

    def __init__(
        self, session: Session, index: int, style: Style, parent: QWidget, note: str = ""
    ) -> None:
        super().__init__(parent)
        self._focus = session.focus
        data, lang = session.dataset, session.look.lang
        self.line.setContentsMargins(0, 5, 4, 5)
        self.event_id = data.events.id[index]
        key = data.events.category.text(index)
        top = Qt.AlignmentFlag.AlignTop
        self.line.addWidget(category_mark(data, key, style, self), 0, top)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(quiet_label(data.title(index, lang), "body", self))
        when = when_short(data, index, lang)
        about = f"{note} · {when}" if note else when
        texts.addWidget(quiet_label(about, "help", self))
        self.line.addLayout(texts, 1)
        self.setAccessibleName(f"{data.title(index, lang)}, {about}")
        self.clicked.connect(lambda: session.focus.pick((self.event_id,)))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask)

    def _ask(self, at: QPoint) -> None:
        self.context_requested.emit(Target(events=(self.event_id,)), self.mapToGlobal(at))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light the event up."""
        self._focus.set_hover(self.event_id)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Let it go out."""
        if self._focus.hover == self.event_id:
            self._focus.set_hover("")
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let it go out: a click may take the row away under the pointer."""
        super().hideEvent(event)
        if self._focus.hover == self.event_id:
            self._focus.set_hover("")


class FilterLink(RowButton):
    """A value of a facet: a click filters by it alone, another one no longer. ``more``: shown
    after its name."""

    context_requested = Signal(object, object)

    def __init__(
        self, session: Session, field: str, value: str, parent: QWidget, more: str = ""
    ) -> None:
        super().__init__(parent, 20)
        self._session, self._field, self._value = session, field, value
        lang = session.look.lang
        self.line.setContentsMargins(4, 2, 4, 2)
        self.line.setSpacing(6)
        self._name = value_label(session.dataset, field, value, lang)
        label = quiet_label(f"{self._name} {more}".strip(), "body", self)
        self.line.addWidget(label, 1, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(word("inspector_filter_by", lang, name=self._name))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._filter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask)

    def _ask(self, at: QPoint) -> None:
        target = Target(field=self._field, value=self._value)
        self.context_requested.emit(target, self.mapToGlobal(at))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Say what a click would do now."""
        key = "inspector_unfilter" if self._asked() else "inspector_filter_by"
        self.setToolTip(tip(word(key, self._session.look.lang, name=self._name)))
        super().enterEvent(event)

    def _asked(self) -> bool:
        return filtered_by(self._session, self._field, self._value)

    def _filter(self) -> None:
        toggle_filter(self._session, self._field, self._value)


def filtered_by(session: Session, field: str, value: str) -> bool:
    """Whether ``value`` is the one that its facet asks for."""
    clause = session.state.filter_of(f"facet:{field}")
    return isinstance(clause, Values) and clause.values == (value,)


def toggle_filter(session: Session, field: str, value: str) -> None:
    """Filter by this value alone; when that holds already, no longer."""
    if filtered_by(session, field, value):
        session.state.remove_view(f"facet:{field}")
    else:
        session.state.set_filter(Values(field, (value,)))
