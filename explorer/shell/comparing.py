"""Comparing what is open with an older file, which is read as files are that are opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from explorer.common.progress import Progress
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.query.difference import compare
from explorer.session.look import Look
from explorer.shell.comparison import Comparison, ComparisonDialog, comparison
from explorer.shell.opening import Load, Opener, name_filters
from explorer.shell.window import MainWindow

ASIDE: Final = QPoint(24, 96)
"""Where the list stands in the window: the inspector beside it can be read."""


class Comparer(QObject):
    """Reads one older file at a time, compares it beside the screen, and shows what changed.
    ``window``: the one that is open."""

    def __init__(self, read: Load, look: Look, window: Callable[[], MainWindow | None]) -> None:
        super().__init__()
        self._read, self._look, self._window = read, look, window
        self._newer: Dataset | None = None
        self._found: Comparison | None = None
        self.dialog: ComparisonDialog | None = None
        self.opener = Opener(self._load, look, window)
        self.opener.opened.connect(lambda _older: self._show())
        self.opener.open_requested.connect(self.ask)

    def ask(self) -> None:
        """Let a person choose the older file; of a folder, its ``datapackage.json``."""
        dialog = QFileDialog(self._window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters(name_filters(self._look.lang))
        dialog.fileSelected.connect(lambda name: self.compare(Path(name)))
        dialog.open()

    def compare(self, path: Path) -> None:
        """Begin to read ``path`` and compare what is open with it."""
        window = self._window()
        if window is not None:
            self._newer = window.session.dataset
            self.opener.open(path)

    def stop(self) -> None:
        """Read and compare no further."""
        self.opener.stop()

    def _load(self, path: Path, options: ReadOptions, progress: Progress) -> Dataset:
        """In a job: the older file, and what changed since."""
        older, newer = self._read(path, options, progress), self._newer
        assert newer is not None
        name = path.parent.name if path.name == "datapackage.json" else path.name
        self._found = comparison(name, compare(older, newer, progress))
        return older

    def _show(self) -> None:
        window, found = self._window(), self._found
        self._found = None
        if window is None or found is None or found.difference.new is not window.session.dataset:
            return
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = dialog = ComparisonDialog(found, window.session, window)
        dialog.destroyed.connect(lambda: self._forget(dialog))
        dialog.move(window.pos() + ASIDE)
        dialog.show()

    def _forget(self, dialog: ComparisonDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
