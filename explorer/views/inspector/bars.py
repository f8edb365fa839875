"""The bars above and below the pages of the inspector."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from explorer.common.look import Lang
from explorer.figure.style import Style
from explorer.paint.theme import icon
from explorer.views.plain import beside_icon, caption, plain_label, tip
from explorer.views.words import word


class HeadBar(QWidget):
    """What the page is, where its event stands in the row, and the ways on and back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(40)
        self.name, self.place = plain_label("section", self), plain_label("help", self)
        self.place.setContentsMargins(0, 0, 4, 0)
        self.back, self.clear = QPushButton(self), QPushButton(self)
        for link in (self.back, self.clear):
            link.setProperty("link", "true")
        self.previous, self.next = QToolButton(self), QToolButton(self)
        for button in (self.previous, self.next):
            button.setIconSize(QSize(16, 16))
        self._key = plain_label("key", self, "Esc")
        self._key.setFixedHeight(20)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 0, 10, 0)
        line.setSpacing(4)
        line.addWidget(self.name)
        line.addSpacing(8)
        line.addWidget(self.back)
        line.addStretch(1)
        for part in (self.place, self.previous, self.next, self.clear, self._key):
            line.addWidget(part)

    def show_page(self, event: bool, several: bool, place: str, back: int, lang: Lang) -> None:
        """``event``: one is read; ``several``: they are listed; ``place``: "12 of 47"; ``back``:
        how many one came from, 0 for none."""
        _say(self.name, word("selection" if several else "inspector", lang))
        _say(self.place, place)
        if back:
            self.back.setText(caption(word("inspector_back", lang, n=f"{back:,}")))
        shown: tuple[tuple[QWidget, bool], ...] = (
            (self.back, back > 0),
            (self.previous, event),
            (self.next, event),
            (self.clear, several),
            (self._key, several),
        )
        for part, wanted in shown:
            part.setVisible(wanted)

    def restyle(self, style: Style, lang: Lang) -> None:
        """Take over language and theme."""
        _dress(self.previous, "chevron-left", "inspector_previous", style, lang)
        _dress(self.next, "chevron-right", "inspector_next", style, lang)
        self.clear.setText(word("clear", lang))


class EventBar(QWidget):
    """What can be done with the event that is read."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.copy, self.on_map, self.in_time = (QPushButton(self) for _ in range(3))
        line = _line(self)
        for button in (self.copy, self.on_map, self.in_time):
            button.setProperty("tight", "true")
            line.addWidget(button, 1 if button is self.copy else 0)

    def restyle(self, style: Style, lang: Lang) -> None:
        """Take over language and theme."""
        _dress(self.copy, "copy", "inspector_copy", style, lang)
        _dress(self.on_map, "map-pin", "inspector_show_on_map", style, lang)
        _dress(self.in_time, "calendar", "inspector_show_in_timeline", style, lang)
        self.copy.setText(beside_icon(word("inspector_copy", lang)))
        self.on_map.setText(beside_icon(word("inspector_map", lang)))
        self.in_time.setText(beside_icon(word("inspector_timeline", lang)))


class SelectionBar(QWidget):
    """What can be done with several."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.keep, self.exclude = QPushButton(self), QPushButton(self)
        line = _line(self)
        line.addWidget(self.keep, 1)
        line.addWidget(self.exclude, 1)

    def restyle(self, style: Style, lang: Lang) -> None:
        """Take over language and theme."""
        _dress(self.keep, "funnel", "keep_as_filter", style, lang)
        _dress(self.exclude, "x", "inspector_exclude", style, lang)
        self.keep.setText(beside_icon(word("keep_as_filter", lang)))
        self.exclude.setText(beside_icon(word("inspector_exclude", lang)))


def _line(bar: QWidget) -> QHBoxLayout:
    line = QHBoxLayout(bar)
    line.setContentsMargins(16, 12, 16, 12)
    line.setSpacing(8)
    return line


def _dress(button: QAbstractButton, name: str, key: str, style: Style, lang: Lang) -> None:
    token = "text2" if isinstance(button, QToolButton) else "text"
    button.setIcon(icon(name, style, token))
    button.setToolTip(tip(word(key, lang)))
    button.setAccessibleName(word(key, lang))


def _say(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
