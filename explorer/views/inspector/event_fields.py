"""The fields of an event: date, organizations, places, sums, status with its history,
confidence."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from explorer.dataset.model import CONFIDENCES
from explorer.figure.picture import Font
from explorer.figure.style import Style
from explorer.paint.fonts import qfont
from explorer.query.labels import value_label
from explorer.session.session import Session
from explorer.views.chip import CONFIDENCE_TONES, Chip, tone
from explorer.views.event_words import (
    Step,
    amounts,
    basis_words,
    confidence_reason,
    history,
    place_groups,
    when_short,
    when_words,
)
from explorer.views.inspector.date_drawing import DateDrawing
from explorer.views.inspector.event_list import FilterLink, RowButton, quiet_label
from explorer.views.inspector.flow import FlowLayout
from explorer.views.inspector.fold import FoldButton
from explorer.views.plain import folding_label, plain_label, reading_label
from explorer.views.words import counted, word

_NAME_WIDTH = 84
_SHORT = 24  # letters that fit on a line
_NOTE = 2  # lines, before it is unfolded
_ROOM = 206.0  # pixels for two texts on a line
_FEW = 1  # stages that are shown at once
_HAN = re.compile(r"[\u3400-\u9fff]")


class EventFields(QWidget):
    """A grid of names and what is known. ``context_requested``: for what is clickable in it."""

    context_requested = Signal(object, object)

    def __init__(self, session: Session, index: int, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._i, self._style = session, index, style
        self._data, self._lang = session.dataset, session.look.lang
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._date()
        self._organizations()
        self._places()
        self._amounts()
        self._status()
        self._confidence()
        note = self._data.events.note[index]
        if note:
            self._note(note)

    def _row(self, key: str) -> QVBoxLayout:
        """The place for what stands beside the name of a field."""
        n = self._grid.rowCount()
        name = plain_label("field", self, word(key, self._lang))
        name.setFixedWidth(_NAME_WIDTH)
        self._grid.addWidget(name, n, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout()
        box.setSpacing(2)
        self._grid.addLayout(box, n, 1)
        return box

    def _say(self, box: QVBoxLayout, text: str, role: str = "body") -> None:
        box.addWidget(reading_label(text, role, self))

    def _note(self, note: str) -> None:
        box = self._row("note")
        more, ink = word("inspector_rest", self._lang), self._style.tokens.accent
        label = folding_label(note, "help", _NOTE, more, ink, self)
        if self._lang == "en" or _HAN.search(note):
            box.addWidget(label)
            return
        line = QHBoxLayout()
        line.setSpacing(6)
        tag = plain_label("key", self, "EN")  # written in English alone
        line.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label, 1)
        box.addLayout(line)

    def _pair(self, first: str, role: str, second: str, quiet: str = "field") -> QWidget:
        """Two short texts on a line, the second quieter."""
        line = QWidget(self)
        flow = FlowLayout(line, spacing=5)
        for text, kind in ((first, role), (second, quiet)):
            flow.addWidget(plain_label(kind, line, text))
        return line

    def _date(self) -> None:
        box = self._row("date")
        whole = when_words(self._data, self._i, self._lang)
        start = when_short(self._data, self._i, self._lang)
        rest = whole[len(start) :].strip() if whole.startswith(start) else ""
        if rest and len(start) <= _SHORT and len(rest) <= _SHORT:
            box.addWidget(self._pair(start, "strong", rest))
        else:
            self._say(box, whole, "strong")
        if self._data.events.dated[self._i]:
            box.addWidget(DateDrawing(self._data, self._i, self._style, self))
        basis = basis_words(self._data, self._i, self._lang)
        if basis:
            self._say(box, basis, "help")

    def _organizations(self) -> None:
        box, data = self._row("organizations"), self._data
        box.setSpacing(0)
        found = data.events.organizations.row(self._i).tolist()
        for o in dict.fromkeys(found):
            name = data.organization_name(o, self._lang)
            other = data.organization_name(o, "en" if self._lang == "zh" else "zh")
            more = other if other != name else ""
            link = FilterLink(self._session, "organization", data.organizations[o].id, self, more)
            link.line.setContentsMargins(0, 0, 4, 0)
            link.context_requested.connect(self.context_requested)
            box.addWidget(link)
        if not found:
            self._say(box, word("not_stated", self._lang), "help")

    def _places(self) -> None:
        box = self._row("places")
        groups = place_groups(self._data, self._i, self._lang)
        for n, (names, about) in enumerate(groups):
            if n:
                box.addSpacing(3)
            if about and _fits(names, about):
                box.addWidget(self._pair(names, "body", about, "help"))
                continue
            self._say(box, names)
            if about:
                self._say(box, about, "help")
        if not groups:
            self._say(box, word("no_place", self._lang), "help")

    def _amounts(self) -> None:
        box = self._row("amount")
        sums = amounts(self._data, self._i, self._lang)
        for n, told in enumerate(sums):
            if n == 0:
                self._say(box, told)
            else:
                self._say(box, word("inspector_converted", self._lang, sum=told), "help")
        if not sums:
            self._say(box, word("not_stated", self._lang), "help")

    def _status(self) -> None:
        box, lang = self._row("status"), self._lang
        status = self._data.events.status.text(self._i)
        told = value_label(self._data, "status", status, lang) if status else ""
        label = reading_label(told or word("not_stated", lang), "body" if told else "help", self)
        steps = history(self._data, self._i, lang)
        if len(steps) <= _FEW:
            box.addWidget(label)
            self._steps(box, steps)
            return
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(label, 1)
        fold = FoldButton(counted("inspector_step", "inspector_steps", len(steps), lang), self)
        fold.restyle(self._style)
        line.addWidget(fold, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(line)
        inside = QWidget(self)
        inside.hide()
        box.addWidget(inside)

        def unfold(on: bool) -> None:
            if inside.layout() is None:
                held = QVBoxLayout(inside)
                held.setContentsMargins(0, 0, 0, 0)
                held.setSpacing(2)
                self._steps(held, steps)
            inside.setVisible(on)

        fold.toggled.connect(unfold)

    def _steps(self, box: QVBoxLayout, steps: list[Step]) -> None:
        for step in steps:
            box.addWidget(StepRow(self._session, step, self))

    def _confidence(self) -> None:
        box, level = self._row("confidence"), int(self._data.events.confidence[self._i])
        if level < 0:
            self._say(box, word("not_stated", self._lang), "help")
            return
        line = QHBoxLayout()
        line.setSpacing(8)
        text = value_label(self._data, "confidence", CONFIDENCES[level], self._lang)
        line.addWidget(Chip(text, tone(self._style, CONFIDENCE_TONES[level]), self, level), 0)
        reason = confidence_reason(self._data, self._i, self._lang)
        told = reading_label(reason, "help", self)
        told.setContentsMargins(0, 2, 0, 2)
        line.addWidget(told, 1)
        box.addLayout(line)


def _fits(name: str, about: str) -> bool:
    """Whether both have room beside one another."""
    wide = QFontMetricsF(qfont(Font(13))).horizontalAdvance(name)
    return wide + QFontMetricsF(qfont(Font(12))).horizontalAdvance(about) < _ROOM


class StepRow(RowButton):
    """One stage: when, and what. A click picks the event that it is, where it is one."""

    def __init__(self, session: Session, step: Step, parent: QWidget) -> None:
        super().__init__(parent, 20)
        self.line.setContentsMargins(0, 1, 2, 1)
        role = "help" if step.event < 0 else "link"
        self.line.addWidget(quiet_label(f"{step.when} · {step.what}", role, self), 1)
        self.setAccessibleName(f"{step.when}, {step.what}")
        if step.event < 0:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        else:
            event_id = session.dataset.events.id[step.event]
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda: session.focus.pick((event_id,)))
