"""Long work on the screen's thread, a slice at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import perf_counter
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, QTimer

_SLICE_S: Final = 0.012
_T = TypeVar("_T")


class Slices(QObject):
    """Runs one generator, 12 ms in a turn of the event loop, the first of them at once; a new one
    takes the place of one under way."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Generator[None, None, Any] | None = None
        self._done: Callable[[Any], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)

    @property
    def busy(self) -> bool:
        """Whether work is left."""
        return self._work is not None

    def start(self, work: Generator[None, None, _T], done: Callable[[_T], None]) -> None:
        """Run ``work``, then hand what it returns to ``done``."""
        self._work, self._done = work, done
        self._turn()

    def stop(self) -> None:
        """Leave what is under way undone."""
        self._work = self._done = None
        self._timer.stop()

    def _turn(self) -> None:
        began = perf_counter()
        try:
            while self._work is not None and perf_counter() - began < _SLICE_S:
                next(self._work)
        except StopIteration as end:
            done = self._done
            self.stop()
            if done is not None:
                done(end.value)
            return
        if self._work is not None:
            self._timer.start(0)
