"""Pauses of the event loop: how long it answers nothing, and what it was waiting for.

A timer of the event loop ticks every TICK milliseconds; a pause is what lies between two ticks
beyond that. Meanwhile a thread looks where the others stand, so that each pause is told with the
lines that were at work.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Final

TICK: Final = 5
LIMIT: Final = 50.0
"""Milliseconds that no pause may last."""


@dataclass(slots=True)
class Pause:
    """``ms`` of silence; ``lines``: what was at work, each as often as it was seen."""

    ms: float
    began: float
    ended: float
    lines: Counter[str] = field(default_factory=Counter)


class Watchdog:
    """Ticks in the event loop, and a thread that looks what runs while it does not. Where one call
    keeps the interpreter for itself, the look comes right after it, at the line that made it."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._clock = clock
        self.pauses: list[Pause] = []
        self._looks: deque[tuple[float, str]] = deque()
        self._last = clock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._screen = threading.get_ident()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self.tick)
        self._thread.start()

    def start(self) -> None:
        """Begin to watch."""
        self.pauses.clear()
        self._looks.clear()
        self._last = self._clock()
        self._timer.start()

    def stop(self) -> list[Pause]:
        """The pauses since ``start``, the longest first."""
        self.tick()
        self._timer.stop()
        time.sleep(3 * TICK / 1e3)
        for pause in self.pauses:
            pause.lines.update(
                line for at, line in list(self._looks) if pause.began < at < pause.ended
            )
        return sorted(self.pauses, key=lambda pause: -pause.ms)

    def close(self) -> None:
        """End the thread."""
        self._over.set()
        self._thread.join()

    def tick(self) -> None:
        """The event loop has come round: what lies behind is a pause when it is long."""
        now = self._clock()
        gap = (now - self._last) * 1e3 - TICK
        if gap > 2 * TICK:
            self.pauses.append(Pause(gap, self._last, now))
        self._last = now

    def _look(self) -> None:
        asleep = self._clock()
        while not self._over.is_set():
            time.sleep(TICK / 1e3)
            now = self._clock()
            late = now - asleep > 3 * TICK / 1e3
            if late or now - self._last > 3 * TICK / 1e3:
                # A moment back: the tick that ended the pause may have come before this look.
                self._looks.append((asleep + TICK / 1e3 if late else now, self._blamed()))
            asleep = self._clock()

    def _blamed(self) -> str:
        frames = sys._current_frames()
        screen = frames.pop(self._screen, None)
        del frames[self._thread.ident or 0]
        if screen is not None and not _rests(screen):
            return f"screen: {_line(screen)}"
        busy = [_line(frame) for frame in frames.values() if not _rests(frame)]
        return "; ".join(f"beside: {line}" for line in busy) or "nothing of ours"


def _rests(frame: FrameType) -> bool:
    code = frame.f_code
    lane = "session/jobs.py" in code.co_filename and code.co_name == "run"
    return lane or any(room in code.co_filename for room in ("tests/bench/", "explorer/bench/"))


def _line(frame: FrameType) -> str:
    """The innermost line of this program, and of the library that it called."""
    ours: FrameType | None = frame
    while ours is not None and "/explorer/" not in ours.f_code.co_filename:
        ours = ours.f_back
    told = "" if ours is None else _at(ours, "/explorer/")
    return told if ours is frame else f"{told} > {_at(frame, '/')}"


def _at(frame: FrameType, root: str) -> str:
    code = frame.f_code
    return f"{code.co_filename.rpartition(root)[2]}:{frame.f_lineno} {code.co_name}"
