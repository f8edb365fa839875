"""``chuhai bench``: the program started, its window opened on events, and gestures made in it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from explorer.app import Program, collect_garbage
from explorer.bench.figures import HEAD, Figures, lines
from explorer.bench.gestures import GESTURES, Gesture
from explorer.bench.scene import Scene
from explorer.bench.start import cold_start
from explorer.bench.stopwatch import Stopwatch
from explorer.bench.synthetic import synthetic
from explorer.bench.table import as_table
from explorer.common.errors import ChuhaiError
from explorer.common.paths import bundled_package
from explorer.common.records import dataclass
from explorer.dataset.build import load
from explorer.files.memory import available, resident
from explorer.files.scratch import scratch, write_pieces
from explorer.paint.fonts import register
from explorer.session import jobs
from explorer.session.look import Look
from explorer.shell.opening import Load

NEEDED: Final = {"table": 1_700, "columns": 1_500}
"""Bytes of memory that one event takes at the peak, by what it is opened from: as measured with 1e6
and more. After that it holds half of them."""
LOADING_S: Final = 1800.0
KIND_S: Final = 60.0
"""Seconds after which there are no more steps of a kind, when a few are done."""
FEW: Final = 5
STUCK: Final = 20
"""Steps in a row that may leave the window as it is."""
TODAY: Final = 1_767_225_600
"""The day that the window takes for today: the same in every run."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be measured. ``steps``: of each kind; ``source``: what is opened, 'table' or
    'columns'; ``ratio``: device pixels for a logical one; ``size``: of the window, logical."""

    events: int
    steps: int
    source: str
    ratio: int
    size: tuple[int, int]


Tell = Callable[[str], object]


def run(course: Course, tell: Tell) -> Figures:
    """Measure, and ``tell`` each figure in a line as it is there. Raises ChuhaiError."""
    _expect_memory(course)
    with scratch() as folder, _own_settings(folder, course.ratio), _errors() as errors:
        width, height = course.size
        tell(
            f"{course.events:,} events, window {width}x{height}, device pixel ratio {course.ratio};"
            " milliseconds from an event to the last painting"
        )
        started = cold_start()
        tell(f"cold start {started:12,.0f} ms")
        opened = _Opened(course, folder)
        try:
            _raise(errors)
            tell(f"load       {opened.load_ms:12,.0f} ms")
            tell(HEAD)
            steps = {}
            for kind, parts in GESTURES.items():
                steps[kind] = opened.measure(kind, parts, course.steps)
                _raise(errors)
                for line in lines(kind, steps[kind]):
                    tell(line)
            held = resident()
            tell(f"memory     {held / 1e6:12,.0f} MB")
        finally:
            opened.close()
    return Figures(course.events, started, opened.load_ms, held, steps)


def _expect_memory(course: Course) -> None:
    needed, free = course.events * NEEDED[course.source], available()
    if free and needed > free:
        raise ChuhaiError(
            f"--events {course.events}: some {needed / 1e9:.0f} GB of memory are needed, "
            f"{free / 1e9:.0f} GB are free"
        )


@contextmanager
def _own_settings(folder: Path, ratio: int) -> Iterator[None]:
    """Panels as at the first start, and nothing kept from the runs before, nor from this one."""
    before = os.environ.copy()
    os.environ |= {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "CACHE", "STATE")}
    os.environ["QT_SCALE_FACTOR"] = str(ratio)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(folder / "CONFIG"))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _errors() -> Iterator[list[BaseException]]:
    """What goes wrong where Qt calls, which nobody would hear of."""
    found: list[BaseException] = []

    def hear(_kind: type[BaseException], error: BaseException, _at: TracebackType | None) -> None:
        found.append(error)

    before, sys.excepthook = sys.excepthook, hear
    try:
        yield found
    finally:
        sys.excepthook = before


def _raise(errors: Sequence[BaseException]) -> None:
    if errors:
        raise errors[0]


def _reader(course: Course, path: Path) -> Load:
    """How the window comes by the events: it reads the table that is written to ``path``, or is
    handed their columns."""
    made = synthetic(course.events)
    if course.source == "columns":
        return lambda _path, _options, _progress: made
    write_pieces(path, as_table(made))
    return load


class _Opened:
    """The window with the events in it. ``load_ms``: from the wish to open them to the end of the
    painting with which the window came to rest."""

    def __init__(self, course: Course, folder: Path) -> None:
        path = folder / "events.csv"
        read = _reader(course, path)
        self.application = QApplication.instance() or QApplication(["chuhai"])
        assert isinstance(self.application, QApplication)
        self.application.setStyle("Fusion")
        register()
        self.watch = Stopwatch()
        self.program = Program(Look("en", "light", TODAY), read=read)
        self.window = self.program.show(load(bundled_package()))
        self.window.resize(*course.size)
        self.watch.wait(800)
        self.watch.rest()
        collect_garbage()  # as the program does after its first frame
        self.load_ms = self._open(path, course.events)

    def _open(self, path: Path, events: int) -> float:
        program, was = self.program, self.window
        began = time.perf_counter()
        program.open(path)
        self.watch.rest(lambda: program.window is not was or self._refused, LOADING_S)
        opened = program.window
        if opened is was or opened is None:
            raise ChuhaiError("the events were not opened")
        self.window = opened
        self.watch.follow(opened)
        self.watch.painted.note()  # it has just come to rest
        self.watch.rest()
        if len(opened.session.dataset) != events:
            raise ChuhaiError("not all of the events were read")
        return (self.watch.painted.at - began) * 1e3

    @property
    def _refused(self) -> bool:
        opener = self.program.opener
        return opener.job is None and opener.notice is not None

    def measure(
        self, kind: str, parts: Mapping[str, Gesture], steps: int
    ) -> dict[str, list[float]]:
        """Milliseconds of ``steps`` steps, shared among the parts."""
        shares = [steps // len(parts) + (k < steps % len(parts)) for k in range(len(parts))]
        return {
            name: self._measure(f"{kind} {name}".strip(), gesture, max(1, share))
            for (name, gesture), share in zip(parts.items(), shares, strict=True)
        }

    def _measure(self, name: str, gesture: Gesture, steps: int) -> list[float]:
        scene = Scene(self.window, self.watch)
        scene.reset()
        found: list[float] = []
        empty, end = 0, time.monotonic() + KIND_S
        under_way = gesture(scene)
        for step in under_way:
            ms = self.watch.time(step.act, step.done)
            empty = empty + 1 if ms is None else 0
            if empty > STUCK:
                raise ChuhaiError(f"{name}: the window shows nothing of it")
            if ms is not None:
                found.append(ms)
            if len(found) >= steps or (len(found) >= FEW and time.monotonic() > end):
                break
        under_way.close()
        return found

    def close(self) -> None:
        """Let the window go."""
        self.watch.follow(None)
        jobs.stop_all()
        self.window.close()
        self.watch.wait(50)
