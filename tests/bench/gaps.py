"""Pauses of the event loop: how long the window answers nothing, and what it was waiting for.

``python -m tests.bench.gaps [--rows 100000] [--only open] [--json]`` drives the real window without
a screen: it brushes and pans the bundled package, writes a PNG of 16,384 pixels from the export
dialog, opens a CSV of that many rows and comes back. A timer of the event loop ticks every TICK
milliseconds; a pause is what lies between two ticks beyond that. Meanwhile a thread looks where the
others stand, so that each pause is told with the lines that were at work.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tests.bench.frames import Driver

TICK: Final = 5
LIMIT: Final = 50.0
"""Milliseconds that no pause may last."""
HEADINGS: Final = (
    "id", "title", "date", "category", "organizations", "country", "place", "lat", "lon",
    "amount", "currency", "confidence", "tags", "summary", "url",
)  # fmt: skip


def write_csv(path: Path, rows: int) -> None:
    """A stranger's table, the same for the same number of rows."""
    dice = random.Random(3)
    words = ["model", "chip", "law", "fund", "lab", "plan", "pact", "robot", "cloud", "court"]
    kinds = ["model", "policy", "investment", "partnership", "other"]
    countries = ["CN", "US", "SG", "FR", "AE", "Brazil", "Kenya", "DE", "Japan", "MY"]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS)
        for k in range(rows):
            title = " ".join(dice.choices(words, k=6))
            day = f"{dice.randint(2015, 2025)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
            writer.writerow([
                f"e{k}", f"{title.capitalize()} {k}", day[: dice.choice((10, 10, 10, 7, 4))],
                dice.choice(kinds), f"Company {int(dice.paretovariate(0.7)) % 400}",
                dice.choice(countries), f"Town {k % 900}",
                f"{dice.uniform(-50, 65):.4f}", f"{dice.uniform(-170, 170):.4f}",
                dice.choice(("", f"{dice.randint(1, 900)}000000")), "USD",
                dice.choice(("high", "medium", "low", "")), ";".join(dice.choices(words, k=2)),
                " ".join(dice.choices(words, k=20)), f"https://example.org/{k % 5000}",
            ])  # fmt: skip


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

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.pauses: list[Pause] = []
        self._looks: deque[tuple[float, str]] = deque()
        self._last = time.perf_counter()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._screen = threading.get_ident()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._thread.start()

    def start(self) -> None:
        """Begin to watch."""
        self.pauses.clear()
        self._looks.clear()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> list[Pause]:
        """The pauses since ``start``, the longest first."""
        self._tick()
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

    def _tick(self) -> None:
        now = time.perf_counter()
        gap = (now - self._last) * 1e3 - TICK
        if gap > 2 * TICK:
            self.pauses.append(Pause(gap, self._last, now))
        self._last = now

    def _look(self) -> None:
        asleep = time.perf_counter()
        while not self._over.is_set():
            time.sleep(TICK / 1e3)
            now = time.perf_counter()
            late = now - asleep > 3 * TICK / 1e3
            if late or now - self._last > 3 * TICK / 1e3:
                # A moment back: the tick that ended the pause may have come before this look.
                self._looks.append((asleep + TICK / 1e3 if late else now, self._blamed()))
            asleep = time.perf_counter()

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
    return "tests/bench/" in code.co_filename or lane


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


class Scenes:
    """What is watched, one after another, in one window."""

    def __init__(self, driver: Driver, folder: Path, rows: int) -> None:
        self.driver, self.folder, self.rows = driver, folder, rows
        self.dog = Watchdog()

    def wait(self, ms: int) -> None:
        """Turn the event loop as the program does (QTest keeps the interpreter while it waits)."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def until(self, done: Any, seconds: float = 120.0) -> None:
        """Turn the event loop until ``done()``."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise TimeoutError
            self.wait(20)

    def all(self, only: str = "") -> Iterator[tuple[str, float, list[Pause]]]:
        """Each scene with its seconds and its pauses."""
        table = self.folder / "events.csv"
        if only in ("", "open"):
            write_csv(table, self.rows)
        self.wait(300)
        for name, scene in (
            ("gestures", self.gestures),
            ("export", self.export),
            ("open: read", lambda: self.opening(table)),
            ("open: first look", self.showing),
            ("open: back", self.back),
        ):
            if not name.startswith(only):
                continue
            self.dog.start()
            began = time.perf_counter()
            scene()
            yield name, time.perf_counter() - began, self.dog.stop()

    def opening(self, table: Path) -> None:
        """A file is read while the window stands; up to the turn in which the new one comes."""
        program = self.driver.program
        was = program.window
        program.open(table)
        self.until(lambda: program.window is not was)

    def showing(self) -> None:
        """The new window comes to rest."""
        self.driver.window = self.driver.program.window
        self.wait(2500)

    def gestures(self) -> None:
        """A brush, a pan and hovering, as a hand makes them: one move in each turn."""
        from PySide6.QtWidgets import QApplication

        driver, window = self.driver, self.driver.window
        port = window.timeline.canvas.viewport()
        for widget, y in ((port, port.height() - 30), (port, 120.0), (window.map, 250.0)):
            driver.move(widget, 500.0, y, "press")
            for k in range(30):
                driver.move(widget, 500.0 + 4 * k, y, "move")
                QApplication.processEvents()
            driver.move(widget, 620.0, y, "release")
            self.wait(400)
        for k in range(30):
            driver.move(window.map, 200.0 + 20 * k, 250.0, "move", held=False)
            QApplication.processEvents()
        self.wait(400)

    def export(self) -> None:
        """A PNG as wide as one can be."""
        from explorer.shell.export_dialog import ExportDialog

        window = self.driver.window
        dialog = ExportDialog(window.session, window.map.view, window)
        dialog.size_box.setCurrentIndex(dialog.size_box.count() - 1)
        dialog.width_box.setValue(16_384)
        dialog.height_box.setValue(9_216)
        dialog.open()
        saved: list[object] = []
        dialog.saved.connect(saved.append)
        self.until(lambda: dialog.making is None and dialog.page is not None)
        dialog.write(self.folder / "wide.png")
        self.until(lambda: saved)
        self.wait(300)

    def back(self) -> None:
        """The bundled package again, and the large one let go."""
        program = self.driver.program
        was = program.window
        program.ask_for_file("bundled")
        self.until(lambda: program.window is not was)
        self.driver.window = program.window
        self.wait(1500)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--worst", type=int, default=5)
    parser.add_argument("--only", choices=("gestures", "export", "open"), default="")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp()
    driver = Driver(1600, 1000)
    gc.enable()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        scenes = Scenes(driver, Path(folder), asked.rows)
        for name, seconds, pauses in scenes.all(asked.only):
            worst = pauses[: asked.worst]
            over = sum(pause.ms > LIMIT for pause in pauses)
            found[name] = {"seconds": seconds, "over": over, "worst_ms": [p.ms for p in worst]}
            if asked.json:
                continue
            print(f"{name}: {seconds:.1f} s, {over} pauses over {LIMIT:g} ms", flush=True)
            for pause in worst:
                lines = ", ".join(f"{line} ×{n}" for line, n in pause.lines.most_common(3))
                print(f"  {pause.ms:6.0f} ms  {lines}", flush=True)
        scenes.dog.close()
    if asked.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
