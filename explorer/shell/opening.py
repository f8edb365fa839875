"""Opening a file beside the screen's thread; what is open stays usable, and open when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from explorer.common.errors import ChuhaiError, OptionError
from explorer.common.look import Lang
from explorer.common.progress import Progress
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.session import jobs
from explorer.session.look import Look
from explorer.views.words import word

if TYPE_CHECKING:
    from explorer.shell.loading import LoadingCard
    from explorer.shell.notice import Notice

Load = Callable[[Path, ReadOptions, Progress], Dataset]

AFTER: Final = 200  # ms of work before anything is shown
ENDINGS: Final = (".chuhai", ".zip", ".csv", ".geojson", ".gpkg", ".json")
"""Of files that can be opened, and compared."""


def name_filters(lang: Lang) -> list[str]:
    """Which files a dialog offers to open, in its words: those that can be, and all."""
    known = " ".join(f"*{ending}" for ending in ENDINGS)
    return [f"{word('files_events', lang)} ({known})", f"{word('files_all', lang)} (*)"]


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
        from explorer.shell.loading import LoadingCard

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
        from explorer.shell.needs import NeedsDialog

        dialog = NeedsDialog(self._path, error, self._options, self._look, self._window())
        path = self._path
        dialog.chosen.connect(lambda options: self.open(path, options))
        self._tell(dialog)

    def _refuse(self, error: ChuhaiError) -> None:
        from explorer.shell.notice import Notice

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
