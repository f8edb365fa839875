"""One event: fields, sources with their disagreement, related events."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.dataset.model import Dataset
from explorer.figure.style import Style
from explorer.session.session import Session
from explorer.views.event_words import category_mark, category_words
from explorer.views.inspector.event_dispute import DisputeCard, is_disputed
from explorer.views.inspector.event_fields import EventFields
from explorer.views.inspector.event_list import EventLink
from explorer.views.inspector.event_sources import SourceRow
from explorer.views.inspector.pages import BAR, PanelPage
from explorer.views.plain import folding_label, plain_label, reading_label
from explorer.views.words import word

_MOST_KIN = 40
_SUMMARY = 3  # lines, before it is unfolded


class EventPage(PanelPage):
    """Everything known of one event. ``link_requested``: the person has seen the address and
    agreed to open it; ``copied``: what went to the clipboard."""

    link_requested = Signal(str)
    copied = Signal(str)
    context_requested = Signal(object, object)  # Target, QPoint (global)

    def __init__(self, session: Session, index: int, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._i, self._style = session, index, style
        self._lang = session.look.lang
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 14, 16 - BAR, 20)
        self._box.setSpacing(6)
        self._titles()
        self._box.addSpacing(8)
        fields = EventFields(session, index, style, self)
        fields.context_requested.connect(self.context_requested)
        self._box.addWidget(fields)
        self._box.addStretch(1)
        self._more: list[Callable[[], None]] = [self._citations, self._related]
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._go_on)
        self._turn.start(0)

    def _go_on(self) -> None:
        """The next part, in a turn of its own: who walks through the events waits for none."""
        if self._more:
            self._more.pop(0)()
        if not self._more:
            self._turn.stop()

    def finish(self) -> None:
        """All parts, at once."""
        while self._more:
            self._go_on()

    def _add(self, part: QWidget | QHBoxLayout, space: int = 0) -> None:
        """Put a part at the end of the page."""
        at = self._box.count() - 1
        if space:
            self._box.insertSpacing(at, space)
            at += 1
        if isinstance(part, QWidget):
            self._box.insertWidget(at, part)
        else:
            self._box.insertLayout(at, part)

    @property
    def _data(self) -> Dataset:
        return self._session.dataset

    def _rule(self) -> None:
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        self._add(rule, 8)

    def _head(self, text: str, count: int = 0) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(plain_label("section", self, text))
        if count:
            line.addWidget(plain_label("help", self, f"{count:,}"))
        line.addStretch(1)
        self._add(line, 8)

    def _titles(self) -> None:
        data, i, lang = self._data, self._i, self._lang
        events = data.events
        key = events.category.text(i)
        line = QHBoxLayout()
        line.setSpacing(6)
        mark = category_mark(data, key, self._style, self)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(reading_label(category_words(data, i, lang), "help", self), 1)
        self._box.addLayout(line)
        self._box.addWidget(reading_label(data.title(i, lang), "title", self))
        other = data.title(i, "en" if lang == "zh" else "zh")
        if other != data.title(i, lang):
            self._box.addWidget(reading_label(other, "title2", self))
        summary, summary_zh = events.summary[i], events.summary_zh[i]
        text = (summary_zh or summary) if lang == "zh" else (summary or summary_zh)
        if text:
            self._box.addSpacing(2)
            more, ink = word("inspector_rest", lang), self._style.tokens.accent
            self._box.addWidget(folding_label(text, "body", _SUMMARY, more, ink, self))

    def _citations(self) -> None:
        data, lang = self._data, self._lang
        cited = [data.citations[c] for c in data.events.citations.row(self._i).tolist()]
        disputed = is_disputed(data, self._i)
        self._rule()
        self._head(word("sources", lang), len(cited))
        if not cited:
            self._add(reading_label(word("inspector_no_source", lang), "help", self))
        for n, citation in enumerate(cited):
            told = disputed and citation.stance != "mentions"  # the card says what it claims
            row = SourceRow(data, citation, n, self._style, lang, self, claim=not told)
            if len(cited) == 1:
                row.unfold()
            row.link_requested.connect(self.link_requested)
            row.copied.connect(self.copied)
            row.context_requested.connect(self.context_requested)
            self._add(row, 4)
        if disputed:
            self._add(DisputeCard(data, self._i, self._style, lang, self), 8)

    def _related(self) -> None:
        kin = self._kin()
        if not kin:
            return
        self._rule()
        self._head(word("related", self._lang), len(kin))
        for k, key in kin[:_MOST_KIN]:
            link = EventLink(self._session, k, self._style, self, word(key, self._lang))
            link.context_requested.connect(self.context_requested)
            self._add(link)
        if len(kin) > _MOST_KIN:
            rest = word("and_more", self._lang, n=f"{len(kin) - _MOST_KIN:,}")
            self._add(reading_label(rest, "help", self))

    def _kin(self) -> list[tuple[int, str]]:
        """What the event is a part of, its own stages, the other stages of the same; each with
        the key of the word for it."""
        events, i = self._data.events, self._i
        parent = int(events.part_of[i])
        kin = [(parent, "inspector_part_of")] if parent >= 0 else []
        kin += [(k, "inspector_stage") for k in (events.part_of == i).nonzero()[0].tolist()]
        if parent >= 0:
            beside = (events.part_of == parent).nonzero()[0].tolist()
            kin += [(k, "inspector_beside") for k in beside if k != i]
        return kin
