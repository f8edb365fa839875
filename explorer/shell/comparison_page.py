"""One change to be read: what was and what is, beside each other."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from explorer.common.look import Lang
from explorer.dataset.model import Dataset
from explorer.query.difference import Difference, Entry, EventChange, Field
from explorer.shell.comparison_lines import (
    KINDS,
    Line,
    both_values,
    event_facts,
    event_of,
    field_name,
    parts_of,
    title_of,
    when_of,
)
from explorer.views.event_words import when_words
from explorer.views.inspector.pages import PanelPage, PanelScroll
from explorer.views.plain import plain_label, reading_label, wrapping_label
from explorer.views.words import word

NAMES = 104
"""Pixels of the names of fields."""


class ChangePage(PanelScroll):
    """Reads out a line; what stood there before goes."""

    def __init__(self, difference: Difference, parent: QWidget) -> None:
        super().__init__(parent)
        self._difference = difference
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_line(self, line: Line | None, lang: Lang) -> None:
        """Read out ``line``; None: say what to do."""
        page = PanelPage(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 8, 16, 16)
        column.setSpacing(8)
        if line is None:
            column.addWidget(wrapping_label(word("compare_choose", lang), "help", page))
        else:
            _Writer(self._difference, line, lang, page, column).write()
        column.addStretch(1)
        self.setAccessibleName(title_of(self._difference, line, lang) if line else "")
        self.setWidget(page)


class _Writer:
    """Fills the column of a page from the top."""

    def __init__(
        self, difference: Difference, line: Line, lang: Lang, page: QWidget, column: QVBoxLayout
    ) -> None:
        self.difference, self.line, self.lang = difference, line, lang
        self.page, self.column = page, column

    def write(self) -> None:
        line, lang = self.line, self.lang
        told = word(f"compare_{line.kind}", lang)
        if line.entry is not None:
            named = (told, when_of(self.difference, line, lang), line.entry.id)
            self._add(" · ".join(filter(None, named)), "help")
            self._add(title_of(self.difference, line, lang), "title")
            self._fields(line.entry.fields)
            return
        data, i = event_of(self.difference, line)
        self._add(f"{told} · {when_words(data, i, lang)}", "help")
        self._add(data.title(i, lang), "title")
        other = data.title(i, "zh" if lang == "en" else "en")
        if other != data.title(i, lang):
            self._add(other, "title2")
        if line.kind == "changed":
            self._change(self.difference.changed[line.at])
        else:
            self._facts(data, i)

    def _add(self, text: str, role: str) -> None:
        self.column.addWidget(reading_label(text, role, self.page))

    def _rule(self) -> None:
        rule = QFrame(self.page)
        rule.setProperty("rule", "true")
        self.column.addSpacing(4)
        self.column.addWidget(rule)

    def _facts(self, data: Dataset, i: int) -> None:
        self._rule()
        grid = self._grid()
        for row, (name, value) in enumerate(event_facts(data, i, self.lang)):
            self._row(grid, row, name, value)

    def _change(self, change: EventChange) -> None:
        lang = self.lang
        if change.fields:
            self._fields(change.fields)
        came, went = change.organizations
        if came or went:
            self._rule()
            self._add(word("compare_organizations", lang), "section")
            grid = self._grid()
            names = ", ".join if lang == "en" else "、".join
            found = [(k, names(own)) for k, own in (("added", came), ("removed", went)) if own]
            for row, (kind, told) in enumerate(found):
                self._row(grid, row, word(f"compare_{kind}", lang), told)
        for name, parts in parts_of(change):
            if parts:
                self._rule()
                self._add(word(name, lang), "section")
                for kind in KINDS:
                    for entry in getattr(parts, kind):
                        self._entry(kind, entry)

    def _entry(self, kind: str, entry: Entry) -> None:
        told = word(f"compare_{kind}", self.lang)
        self._add(f"{told} · {entry.title or entry.id}", "strong")
        if kind == "changed":
            self._fields(entry.fields, rule=False)
            return
        grid = self._grid()
        for row, field in enumerate(entry.fields):
            value = "".join(both_values(self.difference.new, field, self.lang))
            self._row(grid, row, field_name(field.name, self.lang), value)

    def _fields(self, fields: Iterable[Field], rule: bool = True) -> None:
        """Names, old values, new values; one below the other where there is one kind only."""
        if rule:
            self._rule()
        found, lang = list(fields), self.lang
        kind = self.line.kind if self.line.entry is not None else "changed"
        grid = self._grid()
        if kind != "changed":
            for row, field in enumerate(found):
                value = "".join(both_values(self.difference.new, field, lang))
                self._row(grid, row, field_name(field.name, lang), value)
            return
        for at, key in ((1, "compare_before"), (2, "compare_now")):
            grid.addWidget(plain_label("group", self.page, word(key, lang)), 0, at)
            grid.setColumnStretch(at, 1)
        for row, field in enumerate(found, start=1):
            values = both_values(self.difference.new, field, lang)
            self._row(grid, row, field_name(field.name, lang), *values)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, NAMES)
        grid.setColumnStretch(1, 1)
        self.column.addLayout(grid)
        return grid

    def _row(self, grid: QGridLayout, row: int, name: str, *values: str) -> None:
        top = Qt.AlignmentFlag.AlignTop
        label = wrapping_label(name, "field", self.page)
        label.setFixedWidth(NAMES)
        grid.addWidget(label, row, 0, top)
        for at, value in enumerate(values, start=1):
            empty = not value
            told = word("compare_empty", self.lang) if empty else value
            grid.addWidget(
                reading_label(told, "faint" if empty else "body", self.page), row, at, top
            )
