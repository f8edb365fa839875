"""The tool bar: what is done most, with the modes in the middle."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from explorer.common.look import Lang
from explorer.figure.style import Style
from explorer.paint.theme import icon
from explorer.shell.actions import Actions
from explorer.views.words import word

HEIGHT: Final = 45
PANELS: Final = {"filters": "panel-left", "table": "table", "inspector": "panel-right"}
"""The commands that show and hide, with their icons."""
MODES: Final = (("explore", "globe"),)
"""The modes that are built, with their icons."""


class ToolBar(QToolBar):
    """Buttons of commands; ``rows`` stand left and right of the modes."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tools")
        self.setMovable(False)
        self.setFloatable(False)
        self.setFixedHeight(HEIGHT)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._actions = actions
        # One widget with a layout of its own: a tool bar aligns its items by their text lines.
        inside = QWidget(self)
        inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inside.setFixedHeight(HEIGHT - 1)  # or the bar would give it a line of text's
        row = QHBoxLayout(inside)
        row.setContentsMargins(6, 0, 12, 0)
        row.setSpacing(0)
        left, right = QWidget(inside), QWidget(inside)
        self._open = self._button("open", left, with_text=True)
        self._left_of(left)
        self._lang = QToolButton(right)
        self._lang.setText("中 / EN")
        self._lang.setProperty("tall", "true")
        self._lang.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lang.clicked.connect(lambda: self._trigger_other("chinese", "english"))
        self._theme = QToolButton(right)
        self._theme.setIconSize(QSize(16, 16))
        self._theme.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._theme.clicked.connect(lambda: self._trigger_other("dark", "light"))
        self._export = QPushButton(right)
        self._export.setObjectName("tool_export")
        self._export.setProperty("main", "true")
        self._export.setIconSize(QSize(16, 16))
        self._export.clicked.connect(actions.by_id["export"].trigger)
        self._right_of(right)
        row.addWidget(left, 1)
        row.addWidget(self._modes(inside))
        row.addWidget(right, 1)
        self.addWidget(inside)

    def _left_of(self, left: QWidget) -> None:
        line = _line(left)
        line.addWidget(self._open)
        line.addWidget(_rule(left))
        for key in ("undo", "redo"):
            line.addWidget(self._button(key, left))
        line.addWidget(_rule(left))
        for key in ("back", "forward"):
            line.addWidget(self._button(key, left))
        line.addStretch(1)

    def _right_of(self, right: QWidget) -> None:
        line = _line(right)
        line.addStretch(1)
        self._panels = {key: self._switch(key, right) for key in PANELS}
        for button in self._panels.values():
            line.addWidget(button)
        line.addWidget(_rule(right))
        line.addWidget(self._lang)
        line.addWidget(self._theme)
        line.addSpacing(6)
        line.addWidget(self._export)

    def _button(self, command: str, parent: QWidget, with_text: bool = False) -> QToolButton:
        button = QToolButton(parent)
        button.setDefaultAction(self._actions.by_id[command])
        button.setObjectName(f"tool_{command}")
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        style = Qt.ToolButtonStyle
        beside, alone = style.ToolButtonTextBesideIcon, style.ToolButtonIconOnly
        button.setToolButtonStyle(beside if with_text else alone)
        return button

    def _switch(self, command: str, parent: QWidget) -> QToolButton:
        """A button that is on while its panel is seen; its menu entry has a tick, not an icon."""
        action = self._actions.by_id[command]
        button = QToolButton(parent)
        button.setObjectName(f"tool_{command}")
        button.setProperty("switch", "true")
        button.setCheckable(True)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        action.toggled.connect(button.setChecked)
        return button

    def _modes(self, parent: QWidget) -> QFrame:
        frame = QFrame(parent)
        frame.setProperty("segments", "true")
        frame.setFixedHeight(36)
        line = QHBoxLayout(frame)
        line.setContentsMargins(2, 2, 2, 2)
        line.setSpacing(2)
        self._mode_buttons: dict[str, QPushButton] = {}
        for mode, _ in MODES:
            button = QPushButton(frame)
            button.setProperty("segment", "true")
            button.setCheckable(True)
            button.setChecked(True)
            button.setAutoExclusive(True)
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            line.addWidget(button)
            self._mode_buttons[mode] = button
        return frame

    def _trigger_other(self, first: str, second: str) -> None:
        """The command of the two that is not in force."""
        by_id = self._actions.by_id
        by_id[second if by_id[first].isChecked() else first].trigger()

    def restyle(self, style: Style, lang: Lang) -> None:
        """Take over language and theme."""
        self._open.setText(beside(word("open", lang)))
        for key, name in PANELS.items():
            action, button = self._actions.by_id[key], self._panels[key]
            button.setIcon(icon(name, style, "text"))
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.text())
            button.setChecked(action.isChecked())
        self._theme.setIcon(icon("sun" if style.theme == "dark" else "moon", style, "text"))
        other = "light" if style.theme == "dark" else "dark"
        for button, tip in (
            (self._theme, self._actions.by_id[other].text()),
            (self._lang, word("other_language", lang)),
        ):
            button.setToolTip(tip)
            button.setAccessibleName(tip)
        self._export.setText(beside(word("export_short", lang)))
        self._export.setToolTip(self._actions.by_id["export"].toolTip())
        self._export.setIcon(icon("download", style, "on_accent"))
        for mode, name in MODES:
            self._mode_buttons[mode].setText(beside(word(f"mode_{mode}", lang)))
            self._mode_buttons[mode].setIcon(icon(name, style, "text"))


def beside(text: str) -> str:
    """``text`` a little further from the icon before it than Qt would have it."""
    return f"\u2009{text}"


def _line(parent: QWidget) -> QHBoxLayout:
    line = QHBoxLayout(parent)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(4)
    return line


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setProperty("rule", "upright")
    return rule
