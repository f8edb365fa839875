"""Opening a file beside the screen's thread; what is open stays usable, and open when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from explorer.common.errors import ChuhaiError, Need, OptionError
from explorer.common.progress import Progress
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.session import jobs
from explorer.session.look import Look
from explorer.shell.loading import AFTER, LoadingCard
from explorer.shell.notice import Notice
from explorer.views.plain import reading_label
from explorer.views.words import word

Load = Callable[[Path, ReadOptions, Progress], Dataset]

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


class Opener(QObject):
    """Reads one file at a time: the latest wish wins. ``window``: what its cards belong to."""

    opened = Signal(object, object, object)  # Dataset, Path, ReadOptions
    open_requested = Signal()  # "open another file"

    def __init__(self, load: Load, look: Look, window: Callable[[], QWidget | None]) -> None:
        super().__init__()
        self._load, self._look, self._window = load, look, window
        self.job: jobs.Job | None = None
        self.card: LoadingCard | None = None
        self.notice: Notice | None = None
        self._path = Path()
        self._options = ReadOptions()
        self._told = ("", 0, 0)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(AFTER)
        self._wait.timeout.connect(self._show_card)

    def open(self, path: Path, options: ReadOptions | None = None) -> None:
        """Begin to read ``path``; what was being read is given up."""
        self.stop()
        self._path, self._options = path, options or ReadOptions()
        asked, load = self._options, self._load
        self._told = ("", 0, 0)
        self.job = jobs.start(lambda progress: load(path, asked, progress))
        self.job.progressed.connect(self._progress)
        self.job.ended.connect(self._ended)
        self._wait.start()

    def stop(self) -> None:
        """Read no further."""
        if self.job is not None:
            self.job.stop()

    def _progress(self, what: str, done: int, total: int) -> None:
        self._told = (what, done, total)
        if self.card is not None:
            self.card.tell(what, done, total)

    def _show_card(self) -> None:
        window = self._window()
        if self.job is None or window is None:
            return
        heading = self._path.name
        self.card = LoadingCard(heading, self._look.lang, self._look.theme, window)
        self.card.destroyed.connect(self._forget_card)
        self.card.stop_requested.connect(self.stop)
        self.card.tell(*self._told)
        self.card.show()
        self.card.raise_()

    def _forget_card(self) -> None:
        self.card = None

    def _ended(self, ended: jobs.Ended) -> None:
        self._wait.stop()
        self.job = None
        if self.card is not None:
            self.card.hide()
            self.card.deleteLater()
            self.card = None
        if isinstance(ended.value, Dataset):
            self.opened.emit(ended.value, self._path, self._options)
        elif isinstance(ended.error, OptionError) and _askable(ended.error):
            self._ask(ended.error)
        elif isinstance(ended.error, ChuhaiError):
            self._refuse(ended.error)

    def _ask(self, error: OptionError) -> None:
        dialog = NeedsDialog(self._path, error, self._options, self._look, self._window())
        path = self._path
        dialog.chosen.connect(lambda options: self.open(path, options))
        self._tell(dialog)

    def _refuse(self, error: ChuhaiError) -> None:
        lang = self._look.lang
        stays = word("open_failed_stays", lang)
        text = f"{str(error).rstrip('.。')}{'。' if lang == 'zh' else '.'}\n{stays}"
        heading = word("open_failed", lang, name=self._path.name)
        dialog = Notice(heading, text, self._window(), lang=lang, theme=self._look.theme)
        dialog.offer(word("close", lang))
        dialog.offer(word("open_another", lang), self.open_requested.emit, main=True)
        self._tell(dialog)

    def _tell(self, dialog: Notice) -> None:
        self.notice = dialog
        dialog.finished.connect(self._forget_notice)
        dialog.open()

    def _forget_notice(self) -> None:
        self.notice = None


def _askable(error: OptionError) -> bool:
    """Whether there is a control for each thing that is needed."""
    known = {field.name for field in fields(ReadOptions)}
    return bool(error.needs) and all(need.field in known for need in error.needs)
