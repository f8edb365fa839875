"""Lists of events to choose from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from explorer.figure.style import Style
from explorer.session.session import Session
from explorer.views.event_words import category_mark, when_words
from explorer.views.plain import plain_label, reading_label
from explorer.views.words import counted, word


class EventLink(QPushButton):
    """A row that picks an event: mark, title, date."""

    def __init__(self, session: Session, index: int, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("row", "true")
        data, lang = session.dataset, session.look.lang
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 5, 4, 5)
        line.setSpacing(8)
        key = data.events.category.text(index)
        line.addWidget(category_mark(data, key, style, self), 0, Qt.AlignmentFlag.AlignTop)
        title = reading_label(data.title(index, lang), "body", self)
        when = plain_label("help", self, when_words(data, index, lang))
        texts = QVBoxLayout()
        texts.setSpacing(1)
        for part in (title, when):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            texts.addWidget(part)
        line.addLayout(texts, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        event_id = data.events.id[index]
        self.setAccessibleName(data.title(index, lang))
        self.clicked.connect(lambda: session.focus.pick((event_id,)))

    def sizeHint(self) -> QSize:
        """As tall as its wrapped title."""
        layout = self.layout()
        width = max(200, self.width())
        height = layout.heightForWidth(width) if layout is not None else 30
        return QSize(200, max(28, height))

    def hasHeightForWidth(self) -> bool:
        """Yes: the title wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of the wrapped title."""
        layout = self.layout()
        return max(28, layout.heightForWidth(width)) if layout is not None else 28


class ListPage(QWidget):
    """Events to choose from, under a heading (their number when none is given)."""

    MOST = 60

    def __init__(
        self, session: Session, style: Style, events: tuple[int, ...], heading: str = ""
    ) -> None:
        super().__init__()
        heading = heading or counted("event", "events", len(events), session.look.lang)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 14, 16, 20)
        self._box.setSpacing(6)
        self._box.addWidget(reading_label(heading, "section", self))
        for i in events[: self.MOST]:
            self._box.addWidget(EventLink(session, i, style, self))
        if len(events) > self.MOST:
            rest = word("and_more", session.look.lang, n=f"{len(events) - self.MOST:,}")
            self._box.addWidget(reading_label(rest, "help", self))
        self._box.addStretch(1)


class SelectionPage(ListPage):
    """How many events are selected, what to do with them, and which they are."""

    def __init__(self, session: Session, style: Style) -> None:
        result, lang = session.result, session.look.lang
        assert result.selected is not None
        super().__init__(session, style, tuple(int(i) for i in result.selected.nonzero()[0]))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(plain_label("count", self, f"{result.n_selected:,}"))
        of = reading_label(word("in_selection", lang, n=f"{result.n_visible:,}"), "body", self)
        line.addWidget(of, 1, Qt.AlignmentFlag.AlignBottom)
        keep = QPushButton(word("keep_as_filter", lang), self)
        keep.clicked.connect(session.state.keep_selection)
        clear = QPushButton(word("clear", lang), self)
        clear.clicked.connect(session.state.clear_selection)
        buttons = QHBoxLayout()
        buttons.addWidget(keep)
        buttons.addWidget(clear)
        buttons.addStretch(1)
        self._box.insertLayout(0, line)
        self._box.insertLayout(1, buttons)
