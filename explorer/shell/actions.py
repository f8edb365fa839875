"""The commands as QActions, in menus and by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolButton, QWidget

from explorer.common.look import Lang
from explorer.figure.style import Style
from explorer.paint.theme import icon
from explorer.shell.commands import COMMANDS, MENUS, Command

KEY_NAMES = {"Backspace": "⌫", "Return": "↵", "Left": "←", "Right": "→"}


def key_words(keys: str) -> str:
    """A key as people write it: "Ctrl+K"."""
    return "+".join(KEY_NAMES.get(part, part) for part in keys.split("+")) if keys != "+" else "+"


class Actions:
    """The QActions of one window, by command id; ``views``: where keys of ``where="views"``
    count."""

    def __init__(
        self,
        window: QMainWindow,
        callbacks: Mapping[str, Callable[[], None]],
        views: Sequence[QWidget] = (),
    ) -> None:
        self.by_id: dict[str, QAction] = {}
        self._names: dict[str, str] = {}
        self._menus: dict[str, QMenu] = {}
        self._look: tuple[Style, Lang] | None = None
        self._undrawn: set[str] = set()  # menus
        bar = window.menuBar()
        for key in MENUS:
            self._menus[key] = menu = bar.addMenu("")
            menu.aboutToShow.connect(lambda key=key: self._draw_icons(key))
        groups: dict[str, QActionGroup] = {}
        for command in COMMANDS:
            action = QAction(window)
            action.setObjectName(command.id)
            action.setShortcuts([QKeySequence(key) for key in command.shortcuts])
            action.triggered.connect(lambda _=False, run=callbacks[command.id]: run())
            if command.rule:
                self._menus[command.menu].addSeparator()
            self._menus[command.menu].addAction(action)
            if command.where == "views":
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                for view in views:
                    view.addAction(action)
            if command.group:
                action.setCheckable(True)
                if not command.group.startswith("on:"):
                    group = groups.setdefault(command.group, QActionGroup(window))
                    group.addAction(action)
            self.by_id[command.id] = action

    def menu(self, key: str) -> QMenu:
        """One of MENUS."""
        return self._menus[key]

    def set_on(self, on: Mapping[str, bool]) -> None:
        """Tick and untick; no command runs by it."""
        for key, ticked in on.items():
            self.by_id[key].setChecked(ticked)

    def set_enabled(self, enabled: Mapping[str, bool]) -> None:
        """Say which of these make sense now."""
        for key, sense in enabled.items():
            if self.by_id[key].isEnabled() != sense:
                self.by_id[key].setEnabled(sense)

    def name(self, key: str, words: str) -> None:
        """Another name for a command until the next one: "Undo lasso"; '' for its own."""
        if self._names.get(key, "") != words:
            self._names[key] = words
            if self._look is not None:
                self._tell(next(c for c in COMMANDS if c.id == key), self._look[1])

    def restyle(self, style: Style, lang: Lang) -> None:
        """Take over language and theme."""
        self._look = style, lang
        for key, menu in self._menus.items():
            menu.setTitle(MENUS[key][lang == "zh"])
        self._undrawn = {command.menu for command in COMMANDS}
        for command in COMMANDS:
            self._tell(command, lang)
            if command.icon and self._on_a_button(command):
                self.by_id[command.id].setIcon(icon(command.icon, style, "text"))

    def _on_a_button(self, command: Command) -> bool:
        holders = self.by_id[command.id].associatedObjects()
        return any(isinstance(holder, QToolButton) for holder in holders)

    def _draw_icons(self, menu: str) -> None:
        """Icons that are seen in menus only are drawn when their menu is first opened."""
        if menu not in self._undrawn or self._look is None:
            return
        self._undrawn.discard(menu)
        for command in COMMANDS:
            if command.icon and command.menu == menu:
                self.by_id[command.id].setIcon(icon(command.icon, self._look[0], "text"))

    def _tell(self, command: Command, lang: Lang) -> None:
        action = self.by_id[command.id]
        name = self._names.get(command.id) or command.words(lang)
        action.setText(name)
        plain = name.rstrip("…")
        key = command.shortcuts[0] if command.shortcuts else ""
        action.setToolTip(f"{plain} ({key_words(key)})" if key else plain)
