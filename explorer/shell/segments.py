"""A few choices side by side, one of which holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget


class Segments(QFrame):
    """``choices``: a key and a text of each. ``wide``: they share the width that there is."""

    changed = Signal()

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget, *, wide: bool = True
    ) -> None:
        super().__init__(parent)
        self.setProperty("segments", "true")
        self.keys = [key for key, _ in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        for k in range(len(choices)):
            button = QPushButton(self)
            button.setProperty("segment", "true")
            button.setCheckable(True)
            button.setAutoDefault(False)
            if wide:
                button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, k)
            row.addWidget(button, int(wide))
        self.say(name, [text for _, text in choices])
        self.buttons[0].setChecked(True)
        self._group.idToggled.connect(lambda _id, on: self.changed.emit() if on else None)

    @property
    def buttons(self) -> list[QPushButton]:
        """In the order of the choices."""
        return [button for button in self._group.buttons() if isinstance(button, QPushButton)]

    @property
    def at(self) -> int:
        """The place of the choice."""
        return self._group.checkedId()

    @property
    def value(self) -> str:
        """The key of the choice."""
        return self.keys[self.at]

    def choose(self, key: str) -> None:
        """Make another choice."""
        self.buttons[self.keys.index(key)].setChecked(True)

    def say(self, name: str, texts: Sequence[str]) -> None:
        """Take over words: what is chosen, and each choice."""
        self.setAccessibleName(name)
        for button, text in zip(self.buttons, texts, strict=True):
            button.setText(text)
            button.setAccessibleName(f"{name}: {text}" if name else text)
