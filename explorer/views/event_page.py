"""One event: fields, sources with their disagreement, related events."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from explorer.dataset.model import CONFIDENCES, Citation, Dataset
from explorer.figure.style import Style
from explorer.paint.theme import icon
from explorer.query.labels import value_label
from explorer.session.session import Session
from explorer.views.event_list import EventLink
from explorer.views.event_words import (
    amount_words,
    category_mark,
    letter_of,
    place_words,
    published_words,
    when_words,
)
from explorer.views.plain import plain_label, reading_label, tip
from explorer.views.words import word

_STANCES = ("supports", "disputes", "mentions")


class EventPage(QWidget):
    """Everything known of one event."""

    def __init__(self, session: Session, index: int, style: Style) -> None:
        super().__init__()
        self._session, self._i, self._style = session, index, style
        self._lang = session.look.lang
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 14, 16, 20)
        self._box.setSpacing(8)
        self._titles()
        self._fields()
        self._citations()
        self._related()
        self._box.addStretch(1)

    @property
    def _data(self) -> Dataset:
        return self._session.dataset

    def _rule(self) -> None:
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        self._box.addSpacing(4)
        self._box.addWidget(rule)
        self._box.addSpacing(4)

    def _titles(self) -> None:
        data, i = self._data, self._i
        events = data.events
        key = events.category.text(i)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(category_mark(data, key, self._style, self))
        line.addWidget(
            reading_label(value_label(data, "category", key, self._lang), "help", self), 1
        )
        self._box.addLayout(line)
        self._box.addWidget(reading_label(data.title(i, self._lang), "title", self))
        other = data.title(i, "en" if self._lang == "zh" else "zh")
        if other != data.title(i, self._lang):
            self._box.addWidget(reading_label(other, "title2", self))
        summary, summary_zh = events.summary[i], events.summary_zh[i]
        text = (summary_zh or summary) if self._lang == "zh" else (summary or summary_zh)
        if text:
            self._box.addWidget(reading_label(text, "body", self))

    def _fields(self) -> None:
        data, i, lang = self._data, self._i, self._lang
        events = data.events
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        grid.setColumnMinimumWidth(0, 84)
        grid.setColumnStretch(1, 1)
        names = [data.organization_name(int(o), lang) for o in events.organizations.row(i)]
        confidence = int(events.confidence[i])
        rows = [
            ("date", when_words(data, i, lang)),
            ("organizations", ", ".join(names)),
            ("places", place_words(data, i, lang)),
            ("amount", amount_words(data, i)),
            ("status", value_label(data, "status", events.status.text(i), lang)),
            (
                "confidence",
                value_label(data, "confidence", CONFIDENCES[confidence], lang)
                if confidence >= 0
                else "",
            ),
            ("note", events.note[i]),
        ]
        for n, (key, text) in enumerate(rows):
            if key == "note" and not text:
                continue
            name = reading_label(word(key, lang), "field", self)
            grid.addWidget(name, n, 0, Qt.AlignmentFlag.AlignTop)
            role = "body" if text else "help"
            grid.addWidget(reading_label(text or word("not_stated", lang), role, self), n, 1)
        self._box.addLayout(grid)

    def _citations(self) -> None:
        data, lang = self._data, self._lang
        cited = [data.citations[int(c)] for c in data.events.citations.row(self._i)]
        dispute = data.events.dispute.text(self._i)
        differing = [c for c in cited if c.stance == "disputes"]
        self._rule()
        self._box.addWidget(
            reading_label(f"{word('sources', lang)}  {len(cited)}", "section", self)
        )
        for n, citation in enumerate(cited):
            self._box.addWidget(self._citation(n, citation))
        if dispute or differing:
            self._box.addSpacing(4)
            self._box.addWidget(self._disagreement(dispute, cited, differing))

    def _citation(self, n: int, citation: Citation) -> QWidget:
        source = self._data.sources[citation.source]
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        letter = plain_label("letter", line, letter_of(n))
        letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        letter.setFixedSize(22, 22)
        row.addWidget(letter, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(reading_label(source.title, "strong", line))
        published = published_words(source.published, self._lang)
        stance = word(citation.stance, self._lang) if citation.stance in _STANCES else ""
        about = [source.publisher, published, citation.locator, stance, citation.speaker]
        texts.addWidget(reading_label(" · ".join(part for part in about if part), "help", line))
        if citation.as_claimed and citation.stance != "disputes":
            claim = word("claimed", self._lang, text=citation.as_claimed)
            texts.addWidget(reading_label(claim, "help", line))
        if source.url:
            address = reading_label(source.url, "address", line)
            # Long addresses break nowhere: let them break anywhere.
            address.setText("\u200b".join(source.url))
            address.setToolTip(tip(source.url))
            texts.addWidget(address)
        row.addLayout(texts, 1)
        return line

    def _disagreement(
        self, dispute: str, cited: list[Citation], differing: list[Citation]
    ) -> QWidget:
        lang = self._lang
        card = QFrame(self)
        card.setProperty("card", "warning")
        box = QVBoxLayout(card)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(4)
        head = QHBoxLayout()
        sign = QLabel(card)
        sign.setPixmap(icon("triangle-alert", self._style, "warning").pixmap(QSize(16, 16)))
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        title = word("disagree", lang) if differing else word(dispute, lang)
        head.addWidget(reading_label(title, "warning-head", card), 1)
        box.addLayout(head)
        recorded = when_words(self._data, self._i, lang)
        for n, citation in enumerate(cited):
            if citation.stance == "mentions" or (citation not in differing and not differing):
                continue
            claim = word("claimed", lang, text=citation.as_claimed) if citation.as_claimed else ""
            if citation.stance == "supports":
                claim = claim or word("as_recorded", lang, text=recorded)
            stance = word(citation.stance, lang) if citation.stance in _STANCES else ""
            text = "  ".join(part for part in (letter_of(n), stance, claim) if part)
            box.addWidget(reading_label(text, "body", card))
        return card

    def _related(self) -> None:
        data, i = self._data, self._i
        events = data.events
        parent = int(events.part_of[i])
        kin = [int(k) for k in (events.part_of == i).nonzero()[0]]
        if parent >= 0:
            siblings = (events.part_of == parent).nonzero()[0]
            kin = [parent, *(int(k) for k in siblings if k != i)]
        if not kin:
            return
        self._rule()
        self._box.addWidget(reading_label(word("related", self._lang), "section", self))
        for k in kin:
            self._box.addWidget(EventLink(self._session, k, self._style, self))
