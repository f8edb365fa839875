"""Playing time forward: the timeline's window moves, or grows, by itself."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import Dataset
from explorer.query.clauses import TimeRange
from explorer.query.first_window import data_span, month_of, month_start
from explorer.session.history import History
from explorer.session.query_state import QueryState

SPEEDS: Final = (0.5, 1.0, 2.0, 4.0)
LENGTHS: Final = (1, 3, 6, 12, 24, 0)
"""Months of a moving window; 0 is one that grows."""
FRAME_MS: Final = 16
PACE: Final = 2.0
"""Months in a second at speed 1."""
SHORTEST_S: Final = 6.0
LONGEST_S: Final = 45.0
"""Bounds of what playing the whole takes at speed 1: outside of them the pace is another."""
_GROWN: Final = 12.0  # months from which on a window is what is to be played, if it grows


class Playback(QObject):
    """Counts time in months from year 0, the fraction being the part of that month, so that a
    window of six months is one by the calendar. What it does leaves no undo steps; to the view from
    which it began one can go back.

    ``reduced_motion``: it goes on by whole windows instead of by frames.
    """

    playing_changed = Signal(bool)
    settings_changed = Signal()

    def __init__(
        self,
        dataset: Dataset,
        state: QueryState,
        history: History,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._dataset, self._state, self._history, self._clock = dataset, state, history, clock
        self._loop = False
        self._speed = 1.0
        self._months = 6
        self.reduced_motion = False
        self._stage = (0.0, 12.0)  # what is played, in months
        self._head = 0.0  # start of a moving window, end of a growing one
        self._due = 0.0  # months that reduced motion has not shown yet
        self._shown: tuple[int, int] | None = None  # the window that was set last
        self._then = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self.tick)

    # Settings

    @property
    def playing(self) -> bool:
        """Whether time is running."""
        return self._timer.isActive()

    @property
    def loop(self) -> bool:
        """Whether it begins anew at the end."""
        return self._loop

    def set_loop(self, loop: bool) -> None:
        """Begin anew at the end, or stop there."""
        if loop != self._loop:
            self._loop = loop
            self.settings_changed.emit()

    @property
    def speed(self) -> float:
        """Times the usual pace."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Play that many times as fast; the part of a frame that has passed counts as before."""
        if speed != self._speed:
            if self.playing:
                self.tick()
            self._speed = speed
            self.settings_changed.emit()

    @property
    def months(self) -> int:
        """Length of the window in months, 0 while it grows."""
        return self._months

    def set_months(self, months: int) -> None:
        """Play a window of so many months, or with 0 one that grows."""
        if months == self._months:
            return
        (start, end), grew = self._start_and_end(), not self._months
        self._months = months
        if self._is_mine(self._window()):
            head = end - self._length() if grew else start if months else end
            self._head = min(max(head, self._first()), self._last())
            self._show()
        self.settings_changed.emit()

    # Playing

    def play(self) -> None:
        """Let time run from where the window is: through it, when it is long, else to the end of
        the data; from the beginning when there is no window, or at the end."""
        if self.playing:
            return
        self._seat()
        if self._head >= self._last():
            self._head = self._first()
        self._history.leave_view()
        self._show()
        self._then, self._due = self._clock(), 0.0
        self._timer.start()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop where it is."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play, or pause."""
        self.pause() if self.playing else self.play()

    def step(self, by: int) -> None:
        """One month on or back (whole windows with reduced motion), on the first of a month."""
        self.pause()
        fresh = not self._is_mine(self._window())
        self._seat()
        if fresh and self._window() is None:
            self._head = self._first()
        else:
            self._head = self._stepped(by)
        self._show()

    def _stepped(self, by: int) -> float:
        stride = self._stride()
        if stride >= 1 and not self.reduced_motion:
            near = math.floor(self._head + 1e-6) if by > 0 else math.ceil(self._head - 1e-6)
            head = float(near + by)
        else:
            head = self._head + by * stride
        return min(max(head, self._first()), self._last())

    def _stride(self) -> float:
        """Months of a step."""
        length = self._length()
        if self.reduced_motion:
            return length if self._months else min(3.0, length)
        return 1.0 if length >= 1 else length / 4

    def tick(self) -> None:
        """Show the moment that is due by the clock; stop when somebody else moved the window."""
        now = self._clock()
        passed, self._then = now - self._then, now
        if not self._is_mine(self._window()):
            self.pause()
            return
        on = passed * self._pace() * self._speed
        if self.reduced_motion:
            self._due += on
            stride = self._stride()
            on = self._due // stride * stride
            self._due -= on
        if on <= 0:
            return
        self._head += on
        if self._head >= self._last():
            self._at_end()
        self._show()

    def _at_end(self) -> None:
        first, last = self._first(), self._last()
        if self._loop and last > first:
            self._head = first + (self._head - last) % (last - first)
        else:
            self._head = last
            self.pause()

    # Where it is

    def _window(self) -> TimeRange | None:
        clause = self._state.filter_of("timeline")
        return clause if isinstance(clause, TimeRange) else None

    def _is_mine(self, window: TimeRange | None) -> bool:
        """Whether the window is still the one that was set here."""
        return window is not None and (window.start, window.end) == self._shown

    def _seat(self) -> None:
        """Take the window for what is to be played, unless it is the one that was played."""
        window = self._window()
        if self._is_mine(window):
            return
        whole, played = data_span(self._dataset), self._stage
        lo, hi = _to_months(whole[0]), _to_months(whole[1])
        self._stage, self._head = (lo, hi), lo
        if window is None:
            self._head = self._first()
            return
        start = _to_months(window.start) if window.start > MIN else lo
        end = _to_months(window.end) if window.end < MAX else hi
        enough = 2.0 * self._months or _GROWN
        if end - start >= enough:
            self._stage = start, end
            self._head = self._first()
        else:
            within = self._shown is not None and played[0] <= start and end <= played[1]
            stage = played if within else (min(lo, start), max(hi, end))
            self._stage = stage if self._months else (start, stage[1])
            self._head = min(start if self._months else end, self._last())

    def _length(self) -> float:
        """Months of the moving window: those chosen, but less where that were all that is played,
        and more where it could not be seen to move. Of a growing one, what it begins with."""
        whole = self._stage[1] - self._stage[0]
        if not self._months:
            return min(1.0, whole / 12) if whole < 1000 else whole / 1000
        return max(self._months if self._months < whole else whole / 4, whole / 1000)

    def _first(self) -> float:
        return self._stage[0] + (0.0 if self._months else self._length())

    def _last(self) -> float:
        return self._stage[1] - (self._length() if self._months else 0.0)

    def _pace(self) -> float:
        """Months in a second."""
        whole = self._stage[1] - self._stage[0]
        return whole / min(max(whole / PACE, SHORTEST_S), LONGEST_S)

    def _start_and_end(self) -> tuple[float, float]:
        if self._months:
            return self._head, self._head + self._length()
        return self._stage[0], self._head

    def _show(self) -> None:
        start, end = (_to_seconds(months) for months in self._start_and_end())
        start, end = max(start, MIN + 1), min(max(end, start + 1), MAX - 1)
        self._shown = start, end
        window = self._window()
        with self._history.quiet():
            match = window.match if window else "possibly"
            self._state.set_filter(TimeRange(start, end, match))


def _to_months(seconds: int) -> float:
    month = month_of(seconds)
    start = month_start(month)
    return month + (seconds - start) / max(1, month_start(month + 1) - start)


def _to_seconds(months: float) -> int:
    month = int(months // 1)
    start = month_start(month)
    return start + round((months - month) * (month_start(month + 1) - start))
