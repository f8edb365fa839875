"""How long a window takes from an input event to the end of its last painting."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QWidget

from explorer.common.errors import ChuhaiError
from explorer.session import jobs

LONGEST: Final = 120.0
"""Seconds after which a window counts as one that never comes to rest."""
NAP: Final = 0.0005
"""Seconds between two looks at whether there is something to do."""


def _at_once() -> bool:
    return True


class Painted(QObject):
    """Hears when a window has painted all that was to be painted anew. ``at``: seconds of
    ``time.perf_counter``; ``passes``: how often."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0
        self.passes = 0

    def note(self) -> None:
        """Something was painted just now."""
        self.at = time.perf_counter()
        self.passes += 1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt gathers what is to be painted, and asks the window to do it in one go."""
        if event.type() != QEvent.Type.UpdateRequest:
            return False
        watched.event(event)
        self.note()
        return True


class Stopwatch:
    """Times what is done to one window at a time."""

    def __init__(self) -> None:
        self.painted = Painted()
        self._window: QWidget | None = None

    def follow(self, window: QWidget | None) -> None:
        """Watch this window and no other any longer."""
        if self._window is not None:
            self._window.removeEventFilter(self.painted)
        self._window = window
        if window is not None:
            window.installEventFilter(self.painted)

    def time(self, act: Callable[[], object], done: Callable[[], bool] = _at_once) -> float | None:
        """Milliseconds from the beginning of ``act`` to the end of the last painting that it leads
        to, None when nothing was painted. Over is what has left nothing to do, neither in the event
        loop but for timers that are not due, nor in a job but for patient ones, which nobody waits
        for; not before ``done``."""
        passes, began = self.painted.passes, time.perf_counter()
        act()
        self.rest(done, patient=False)
        return (self.painted.at - began) * 1e3 if self.painted.passes > passes else None

    def rest(
        self,
        done: Callable[[], bool] = _at_once,
        seconds: float = LONGEST,
        patient: bool = True,
    ) -> None:
        """Turn the event loop until nothing is left to do; ``patient``: nor for jobs that nobody
        waits for. Raises ChuhaiError when that takes longer than ``seconds``."""
        dispatcher = QAbstractEventDispatcher.instance()
        end = time.monotonic() + seconds
        while True:
            worked = dispatcher.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            if not worked:
                if done() and not jobs.busy(patient):
                    return
                time.sleep(NAP)
            if time.monotonic() > end:
                raise ChuhaiError(f"the window was still at work after {seconds:g} s")

    @staticmethod
    def wait(ms: int) -> None:
        """Turn the event loop for so long."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()
