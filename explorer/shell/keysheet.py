"""The sheet of keys and gestures, made from the table of commands."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from explorer.common.look import Lang
from explorer.shell.actions import key_words
from explorer.shell.commands import COMMANDS, GESTURES, MENUS
from explorer.views.plain import plain_label
from explorer.views.words import word

COLUMNS = (("file", "edit", "help"), ("view", "select"), ("timeline", "map"))
_NAMES = {"⌫": "Backspace", "↵": "Enter"}


def entries(menu: str, lang: Lang) -> list[tuple[str, str]]:
    """(what it does, how) of each command of a menu that has a key, and of its gestures."""
    zh = lang == "zh"
    found = [
        (command.words(lang).rstrip("…"), _either(map(_spelt, command.shortcuts), lang))
        for command in COMMANDS
        if command.menu == menu and command.shortcuts
    ]
    found += [
        ((does_zh if zh else does), (how_zh if zh else how))
        for part, how, how_zh, does, does_zh in GESTURES
        if part == menu
    ]
    return found


def _spelt(keys: str) -> str:
    """A key by its name, as the gestures have it."""
    told = key_words(keys)
    for sign, name in _NAMES.items():
        told = told.replace(sign, name)
    return told


def _either(keys: Iterable[str], lang: Lang) -> str:
    """ "?, F1"."""
    return ("、" if lang == "zh" else ", ").join(keys)


class KeySheet(QDialog):
    """All of them at a glance, in three columns, which are alike where the window is wide."""

    def __init__(self, lang: Lang, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(word("keys_title", lang))
        across = QHBoxLayout(self)
        across.setContentsMargins(24, 20, 24, 24)
        across.setSpacing(32)
        parts = [QWidget(self) for _ in COLUMNS]
        for part, menus in zip(parts, COLUMNS, strict=True):
            part.setLayout(self._column(menus, lang))
            across.addWidget(part, 1)
        self.ensurePolished()
        widest = max(part.sizeHint().width() for part in parts)
        alike = len(parts) * (widest + across.spacing()) + 16
        if parent is None or alike <= parent.window().width():
            for part in parts:
                part.setMinimumWidth(widest)

    def _column(self, menus: Iterable[str], lang: Lang) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for k, menu in enumerate(menus):
            if k:
                rule = QFrame(self)
                rule.setProperty("rule", "true")
                column.addSpacing(6)
                column.addWidget(rule)
                column.addSpacing(6)
            column.addWidget(plain_label("section", self, MENUS[menu][lang == "zh"]))
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(4)
            grid.setColumnStretch(0, 1)
            for row, (does, how) in enumerate(entries(menu, lang)):
                grid.addWidget(plain_label("body", self, does), row, 0)
                key = plain_label("key", self, how)
                grid.addWidget(key, row, 1, Qt.AlignmentFlag.AlignRight)
            column.addLayout(grid)
        column.addStretch(1)
        return column
