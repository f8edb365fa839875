"""Pauses of the event loop: how long the window answers nothing, and what it was waiting for.

``python -m tests.bench.gaps [--rows 100000] [--only open] [--json]`` drives the real window without
a screen: it brushes and pans the bundled package, writes a PNG of 16,384 pixels from the export
dialog, opens a CSV of that many rows, makes every gesture of ``chuhai bench`` in it, and comes
back. ``Watchdog`` tells the pauses; the exit status is 1 when one lasted longer than LIMIT.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from explorer.bench.gestures import GESTURES, Gesture
from explorer.bench.scene import Scene
from explorer.bench.stopwatch import Stopwatch
from explorer.bench.synthetic import synthetic
from explorer.bench.table import as_table
from explorer.files.scratch import write_pieces
from tests.bench.frames import Driver
from tests.bench.watchdog import LIMIT, Pause, Watchdog

STEPS = 30
"""Of each gesture."""


class Scenes:
    """What is watched, one after another, in one window."""

    def __init__(self, driver: Driver, folder: Path, rows: int) -> None:
        self.driver, self.folder, self.rows = driver, folder, rows
        self.dog = Watchdog()

    def until(self, done: Any, seconds: float = 120.0) -> None:
        """Turn the event loop until ``done()``."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise TimeoutError
            self.driver.wait(20)

    def all(self, only: str = "") -> Iterator[tuple[str, float, list[Pause]]]:
        """Each scene with its seconds and its pauses."""
        table = self.folder / "events.csv"
        if only in ("", "open"):
            write_pieces(table, as_table(synthetic(self.rows)))
        self.driver.wait(300)
        for name, scene in (
            ("gestures", self.gestures),
            ("export", self.export),
            ("open: read", lambda: self.opening(table)),
            ("open: first look", self.showing),
            *(
                (f"open: {kind} {part}".rstrip(), self.gesture(gesture))
                for kind, parts in GESTURES.items()
                for part, gesture in parts.items()
            ),
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
        self.driver.wait(2500)

    def gesture(self, gesture: Gesture) -> Callable[[], None]:
        """One of those that are measured: what it prepares, each step, and coming to rest."""

        def make() -> None:
            scene = Scene(self.driver.window, Stopwatch())
            under_way = gesture(scene)
            for step in islice(under_way, STEPS):
                scene.watch.time(step.act, step.done)
            under_way.close()
            scene.reset()

        return make

    def gestures(self) -> None:
        """A brush, a pan and hovering, as a hand makes them: one move in each turn."""
        from PySide6.QtWidgets import QApplication

        driver, window = self.driver, self.driver.window
        port = window.timeline.canvas
        for widget, y in ((port, port.height() - 30), (port, 120.0), (window.map, 250.0)):
            driver.move(widget, 500.0, y, "press")
            for k in range(30):
                driver.move(widget, 500.0 + 4 * k, y, "move")
                QApplication.processEvents()
            driver.move(widget, 620.0, y, "release")
            self.driver.wait(400)
        for k in range(30):
            driver.move(window.map, 200.0 + 20 * k, 250.0, "move", held=False)
            QApplication.processEvents()
        self.driver.wait(400)

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
        self.driver.wait(300)

    def back(self) -> None:
        """The bundled package again, and the large one let go."""
        program = self.driver.program
        was = program.window
        program.ask_for_file("bundled")
        self.until(lambda: program.window is not was)
        self.driver.window = program.window
        self.driver.wait(1500)


def main() -> int:
    """Measure and print. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--worst", type=int, default=5)
    parser.add_argument("--only", choices=("gestures", "export", "open"), default="")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for kind in ("CONFIG", "CACHE"):  # as where nothing was opened before
        os.environ[f"XDG_{kind}_HOME"] = tempfile.mkdtemp()
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
    return int(any(scene["over"] for scene in found.values()))


if __name__ == "__main__":
    sys.exit(main())
