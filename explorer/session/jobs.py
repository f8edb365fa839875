"""Long work beside the screen's thread: told in words, stopped on a wish, its errors as values.

Each lane has one thread for the life of the program, so what is drawn there can keep fonts of its
own. The thread and the screen's share plain values; a timer looks at them, so that no signal
crosses threads and however often progress is told, it is shown at most once a frame.

Python is run by one thread at a time, so a job makes what the screen's thread does take longer. One
that nobody waits for is a patient one: it stands still while the event loop is at work, and while
a hand is.
"""

from __future__ import annotations

import atexit
import gc
import sys
import threading
import time
from collections.abc import Callable
from math import inf
from queue import SimpleQueue
from typing import Final
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from explorer.common.errors import ChuhaiError
from explorer.common.progress import Progress
from explorer.common.records import dataclass

Work = Callable[[Progress], object]

LOOK: Final = 15  # ms between two looks at what runs
SOON: Final = 1  # ms until the first, as many a job is a short one; one more each time after
YOUNG: Final = 20  # looks, as a hand may wait for it
SWITCH: Final = 0.0005  # seconds after which a job gives the interpreter up
BEAT: Final = 10  # ms between two looks at whether the event loop rests,
LATE: Final = 0.004  # seconds that one comes late at most where it does,
GRANT: Final = 0.015  # and seconds for which a patient job goes on after it
ENOUGH: Final = 10  # looks that came late in a row, after which it goes on all the same
ASLEEP: Final = 0.1  # seconds that it stands still at most until it sees that it is not wanted


class Stopped(Exception):  # noqa: N818  no error
    """Raised inside a job that is no longer wanted, by its ``progress``."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job came to an end: with ``value``, with ``error``, or ``stopped``."""

    value: object = None
    error: Exception | None = None
    stopped: bool = False


class _Task:
    """What both threads see of one job; no Qt in it."""

    def __init__(self, work: Work, patient: bool) -> None:
        self.work = work
        self.told: tuple[str, int, int] | None = None
        self.ended: Ended | None = None
        self.unwanted = threading.Event()
        self.granted = threading.Event()
        self.until = 0.0 if patient else inf

    def progress(self, what: str, done: int, total: int) -> None:
        while time.monotonic() > self.until and not self.unwanted.is_set():
            self.granted.clear()
            self.granted.wait(ASLEEP)
        if self.unwanted.is_set():
            raise Stopped
        self.told = (what, done, total)

    def grant(self) -> None:
        """Let a patient one go on for a while."""
        self.until = time.monotonic() + GRANT
        self.granted.set()

    def drop(self) -> None:
        """No longer wanted."""
        self.unwanted.set()
        self.granted.set()

    def run(self) -> None:
        try:
            self.progress("", 0, 0)
            ended = Ended(value=self.work(self.progress))
        except Stopped:
            ended = Ended(stopped=True)
        except Exception as error:
            ended = Ended(error=error)
        self.ended = ended


class _Lane(threading.Thread):
    def __init__(self, name: str) -> None:
        super().__init__(name=f"chuhai-{name}", daemon=True)
        self.queue: SimpleQueue[_Task | None] = SimpleQueue()
        self.start()

    def run(self) -> None:
        while (task := self.queue.get()) is not None:
            task.run()


_lanes: dict[str, _Lane] = {}
_running: list[Job] = []
_hands: WeakSet[object] = WeakSet()
_before: tuple[bool, float] | None = None


class Job(QObject):
    """Work under way. ``ended`` comes once: after ``stop`` at once, and nothing after it. An error
    that nobody foresaw also reaches ``sys.excepthook``, in the screen's thread."""

    progressed = Signal(str, object, object)  # what, done, total: integers of any size
    ended = Signal(object)  # Ended

    def __init__(self, work: Work, lane: str, patient: bool) -> None:
        super().__init__()
        self.patient = patient
        self._task = _Task(work, patient)
        self._told: tuple[str, int, int] | None = None
        self._over = False
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(SOON)
        self._timer.timeout.connect(self._look)
        _began(self)
        self._timer.start()
        if patient:
            _Beat(self, self._task)
        if lane not in _lanes:
            _lanes[lane] = _Lane(lane)
        _lanes[lane].queue.put(self._task)

    @property
    def over(self) -> bool:
        """Whether ``ended`` has come."""
        return self._over

    def stop(self) -> None:
        """No longer wanted: it breaks off where it next tells how far it is."""
        self._task.drop()
        self._end(Ended(stopped=True))

    def _look(self) -> None:
        told, ended = self._task.told, self._task.ended
        if ended is not None:
            self._timer.stop()
        elif self._timer.interval() < LOOK:
            self._looks += 1
            if self._looks > YOUNG:
                self._timer.setInterval(self._timer.interval() + 1)
            return
        if not self._over and told is not None and told != self._told and told[0]:
            self._told = told
            self.progressed.emit(*told)
        if ended is not None:
            _finished(self)
            self._end(ended)

    def _end(self, ended: Ended) -> None:
        if self._over:
            return
        self._over = True
        self.ended.emit(ended)
        error = ended.error
        if error is not None and not isinstance(error, ChuhaiError):
            sys.excepthook(type(error), error, error.__traceback__)


class _Beat(QTimer):
    """Lets a patient task go on while the event loop rests, which is when this ticks in time."""

    def __init__(self, job: Job, task: _Task) -> None:
        super().__init__(job)
        self._task, self._last, self._missed = task, time.monotonic(), 0
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.timeout.connect(self._tick)
        self.start(BEAT)

    def _tick(self) -> None:
        now = time.monotonic()
        late, self._last = now - self._last > BEAT / 1e3 + LATE, now
        self._missed = self._missed + 1 if late else 0
        if self._task.ended is not None:
            self.stop()
        elif _hands:
            self._missed = 0
        elif not late or self._missed >= ENOUGH:
            self._missed = 0
            self._task.grant()


def start(work: Work, lane: str = "read", *, patient: bool = False) -> Job:
    """Begin ``work`` in the thread of ``lane``, after what it has to do before. ``work`` is given
    the function to tell progress with, which raises Stopped once the job is not wanted. In a
    ``patient`` one that function waits for the event loop to rest."""
    return Job(work, lane, patient)


def hold(hand: object) -> None:
    """A hand is at work: patient jobs stand still until ``release``, or until ``hand`` is gone."""
    _hands.add(hand)


def release(hand: object) -> None:
    """It is at work no more."""
    _hands.discard(hand)


def busy(patient: bool = True) -> bool:
    """Whether any job is under way; not ``patient``: one that somebody waits for."""
    return any(patient or not job.patient for job in _running)


def stop_all(seconds: float = 2.0) -> None:
    """Stop every job and wait for their threads, ``seconds`` at most: before the program ends."""
    for job in _running:
        job.stop()
    end = time.monotonic() + seconds
    for job in _running:
        while job._task.ended is None and time.monotonic() < end:
            time.sleep(0.005)
        job._look()


@atexit.register
def _leave() -> None:
    """A thread that still runs while the interpreter goes would bring the process down."""
    for job in _running:
        job._task.drop()
    for lane in _lanes.values():
        lane.queue.put(None)
    for lane in _lanes.values():
        lane.join(5.0)


def _began(job: Job) -> None:
    """While jobs run nothing is collected: what Qt made must be unmade in the screen's thread."""
    global _before
    if not _running:
        _before = (gc.isenabled(), sys.getswitchinterval())
        gc.disable()
        sys.setswitchinterval(SWITCH)
    _running.append(job)


def _finished(job: Job) -> None:
    global _before
    if job in _running:
        _running.remove(job)
    if not _running and _before is not None:
        sys.setswitchinterval(_before[1])
        if _before[0]:
            gc.enable()
        _before = None
