"""What a file can't be read without, asked of a person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from explorer.common.errors import Need, OptionError
from explorer.dataset.options import ReadOptions
from explorer.session.look import Look
from explorer.shell.notice import Notice
from explorer.views.plain import reading_label
from explorer.views.words import word

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "delimiter": (",", ";", "\t", "|"),
    "decimal": (".", ","),
    "date_order": ("dmy", "mdy", "ymd"),
    "encoding": ("utf-8", "gb18030", "big5", "shift_jis", "cp1252", "utf-16"),
}
SPOKEN: Final = ("\t", ",", ";", "|", ".", "dmy", "mdy", "ymd")
"""Choices that have words of their own."""


class NeedsDialog(Notice):
    """Asks for the options without which a file can't be read, with what is likeliest."""

    chosen = Signal(object)  # ReadOptions

    def __init__(
        self, path: Path, error: OptionError, given: ReadOptions, look: Look, parent: QWidget | None
    ) -> None:
        lang = look.lang
        super().__init__(
            word("needs", lang, name=path.name), word("needs_help", lang), parent,
            lang=lang, theme=look.theme, grave=False, picture="circle-help",
        )  # fmt: skip
        self._given = given
        self.fields: list[tuple[Need, QComboBox | QLineEdit]] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, need in enumerate(_distinct(error.needs)):
            label = QLabel(self._name(need), self)
            control = self._control(need)
            label.setBuddy(control)
            control.setAccessibleName(label.text())
            why = reading_label(word("seen", lang, text=need.reason), "help", self)
            grid.addWidget(label, 2 * row, 0)
            grid.addWidget(control, 2 * row, 1)
            grid.addWidget(why, 2 * row + 1, 0, 1, 2)
            grid.setRowMinimumHeight(2 * row + 1, 26)
            self.fields.append((need, control))
        self.body.insertSpacing(4, 6)
        self.body.insertLayout(5, grid)
        self.offer(word("cancel", lang))
        self.offer(word("open", lang), self._take, main=True)

    def _name(self, need: Need) -> str:
        if need.field == "map":
            field = need.guess.partition("=")[0] or need.option.split("=")[0].split()[-1]
            return word("need_map", self._lang, field=field)
        return word(f"need_{need.field}", self._lang)

    def _control(self, need: Need) -> QComboBox | QLineEdit:
        known = CHOICES.get(need.field)
        if known is None:
            return QLineEdit(need.guess.partition("=")[2] if need.field == "map" else need.guess)
        box = QComboBox(self)
        values = list(known) if need.guess in (*known, "") else [need.guess, *known]
        for value in values:
            box.addItem(self._spoken(value), value)
        box.setCurrentIndex(max(0, box.findData(need.guess)))
        return box

    def _spoken(self, value: str) -> str:
        if value not in SPOKEN:
            return value.upper() if value.isascii() else value
        return word(f"choice_{'tab' if value == chr(9) else value}", self._lang)

    def _take(self) -> None:
        options = self._given
        for need, control in self.fields:
            value: Any = (
                control.currentData() if isinstance(control, QComboBox) else control.text().strip()
            )
            if need.field == "map":
                name = need.guess.partition("=")[0] or need.option.split("=")[0].split()[-1]
                if value:
                    options = replace(options, map=(*options.map, (name, value)))
            elif value:
                options = replace(options, **{need.field: value})
        self.chosen.emit(options)


def _distinct(needs: tuple[Need, ...]) -> list[Need]:
    """One need for each field (each column to be named is one of its own)."""
    found: dict[str, Need] = {}
    for need in needs:
        found.setdefault(need.option if need.field == "map" else need.field, need)
    return list(found.values())
