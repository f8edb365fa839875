"""What the sources of an event disagree on, and which of them the record follows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.common.look import Lang
from explorer.dataset.model import Citation, Dataset
from explorer.dataset.wording import words as date_words
from explorer.figure.style import Style
from explorer.figure.timeline.quarrel import claimed_date, other_dates
from explorer.paint.theme import icon
from explorer.query.labels import value_label
from explorer.views.event_words import letter_of, listed, when_words
from explorer.views.plain import plain_label, reading_label
from explorer.views.words import word


def is_disputed(data: Dataset, i: int) -> bool:
    """Whether event ``i`` is marked so, or a source of it says otherwise."""
    cited = [data.citations[c] for c in data.events.citations.row(i).tolist()]
    return bool(data.events.dispute.text(i)) or any(c.stance == "disputes" for c in cited)


class DisputeCard(QFrame):
    """Says what is in dispute, both claims by the letters of their sources, and what was kept."""

    def __init__(self, data: Dataset, i: int, style: Style, lang: Lang, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "warning")
        self._data, self._i, self._lang = data, i, lang
        cited = [data.citations[c] for c in data.events.citations.row(i).tolist()]
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 12)
        box.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        sign = QLabel(self)
        sign.setPixmap(icon("triangle-alert", style, "warning").pixmap(QSize(16, 16)))
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(reading_label(self._subject(cited), "warning-head", self), 1)
        box.addLayout(head)
        lines = [(n, c) for n, c in enumerate(cited) if c.stance != "mentions"]
        if lines:
            box.addLayout(self._claims(lines))
        kept = [letter_of(n) for n, c in lines if c.stance == "supports"]
        if kept and len(kept) < len(lines):
            key = "inspector_kept_one" if len(kept) == 1 else "inspector_kept"
            told = word(key, lang, letters=listed(kept, lang))
            box.addWidget(reading_label(told, "help", self))

    def _subject(self, cited: list[Citation]) -> str:
        if any(c.stance == "disputes" for c in cited):
            dates = bool(other_dates(self._data, self._i))
            return word("inspector_disagree_date" if dates else "disagree", self._lang)
        dispute = self._data.events.dispute.text(self._i)
        return value_label(self._data, "dispute", dispute, self._lang)

    def _claims(self, lines: list[tuple[int, Citation]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        for row, (n, citation) in enumerate(lines):
            letter = plain_label("strong", self, letter_of(n))
            grid.addWidget(letter, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(reading_label(self._claim(citation), "body", self), row, 1)
        return grid

    def _claim(self, citation: Citation) -> str:
        text = citation.as_claimed.strip()
        if text and claimed_date(text) is not None:
            first, _, rest = text.partition(" ")
            mark = first[len(first.rstrip(",;:")) :]
            text = f"{date_words(first.rstrip(',;:'), self._lang)}{mark} {rest}".strip()
        if text:
            return text
        if citation.stance == "disputes":
            return word("inspector_no_claim", self._lang)
        return word("as_recorded", self._lang, text=when_words(self._data, self._i, self._lang))
