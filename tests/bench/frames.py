"""How long a frame of the whole window takes: from an input event to the last view painted.

``python -m tests.bench.frames [--ratio 2] [--steps 60] [--size 1600x1000]`` drives the real window
on the bundled package without a screen and prints medians and 95th percentiles in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from explorer.bench import hands

LIMITS = {1: 16.0, 2: 33.0}
"""Milliseconds that the 95th percentile of a frame may take, by device pixel ratio."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ratio", type=int, choices=[1, 2], default=1)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--size", default="1600x1000")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


class Driver:
    """The window, and hands that move it."""

    def __init__(self, width: int, height: int) -> None:
        from PySide6.QtWidgets import QApplication

        from explorer.app import Program, collect_garbage
        from explorer.common.paths import bundled_package
        from explorer.dataset.build import load
        from explorer.paint.fonts import register
        from explorer.session.look import Look
        from explorer.shell.later import Later

        self.app = QApplication(["bench"])
        self.app.setStyle("Fusion")
        register()
        self.program = Program(Look("en", "light", int(time.time())))
        self.window = self.program.show(load(bundled_package()))
        self.window.resize(width, height)
        later = Later(self.app)
        later.start()
        self.wait(1200)
        for _ in range(300):  # on a busy machine
            if not later.done:
                self.wait(100)
        assert later.done
        collect_garbage()  # as the program does after its first frame

    def wait(self, milliseconds: int) -> None:
        """Turn the event loop as the program does (QTest sleeps between two events)."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def timed(self, act: Callable[[], object]) -> float:
        """Milliseconds of one act, all that it leads to in this turn painted."""
        start = time.perf_counter()
        act()
        self.app.processEvents()
        self.app.processEvents()
        return (time.perf_counter() - start) * 1e3

    def move(self, widget: Any, x: float, y: float, kind: str, held: bool = True) -> None:
        """A mouse event at a point of the widget."""
        from PySide6.QtCore import QPointF

        if kind == "move":
            hands.move(widget, QPointF(x, y), held)
        else:
            {"press": hands.press, "release": hands.release}[kind](widget, QPointF(x, y))

    def wheel(self, widget: Any, x: float, y: float, steps: int) -> None:
        """A turn of the wheel at a point of the widget."""
        from PySide6.QtCore import QPointF

        hands.wheel(widget, QPointF(x, y), steps)

    def drag(self, widget: Any, x: float, y: float, dx: float, steps: int) -> list[float]:
        """Times of the moves of one drag there and back."""
        self.move(widget, x, y, "press")
        found, way = [], np.sin(2 * np.pi * np.arange(steps + 1) / steps)
        by = np.rint(dx * way)  # whole pixels, as mice do
        for now in by[1:][by[1:] != by[:-1]]:
            at = x + float(now)
            found.append(self.timed(lambda at=at: self.move(widget, at, y, "move")))
        self.move(widget, x, y, "release")
        self.wait(400)
        return found


def kinds(driver: Driver, steps: int) -> Iterator[tuple[str, list[float]]]:
    """Each kind of frame with its times."""
    from PySide6.QtCore import QTimer

    window = driver.window
    session, chart = window.session, window.timeline
    day = 86_400
    begin = 1_672_531_200  # 2023
    session.set_window(begin, begin + 700 * day)
    driver.wait(500)
    port = chart.canvas
    y = port.height() - 30
    middle = 136 + (port.width() - 136) * 0.62
    yield "first brush", driver.drag(port, middle, y, 90.0, steps)
    yield "brush", driver.drag(port, middle, y, 90.0, steps)
    yield "selection", selected(driver, middle, steps)
    yield "timeline pan", driver.drag(port, port.width() * 0.6, 120.0, 160.0, steps)
    turns = [1 if (k // 6) % 2 == 0 else -1 for k in range(steps)]
    yield (
        "timeline zoom",
        [driver.timed(lambda t=t: driver.wheel(port, port.width() * 0.6, 120.0, t)) for t in turns],
    )
    driver.wait(500)
    yield "map pan", driver.drag(window.map, 500.0, 250.0, 140.0, steps)
    yield (
        "map zoom",
        [driver.timed(lambda t=t: driver.wheel(window.map, 500.0, 200.0, t)) for t in turns],
    )
    driver.wait(500)
    hovered = np.linspace(200, window.map.width() - 100, steps)
    yield (
        "hover",
        [
            driver.timed(lambda x=x: driver.move(window.map, float(x), 190.0, "move", held=False))
            for x in hovered
        ],
    )
    driver.wait(300)
    session.playback.play()
    session.playback.findChild(QTimer).stop()  # or some frames were two
    yield "playback", [played(driver) for _ in range(steps)]
    session.playback.pause()


def selected(driver: Driver, x: float, steps: int) -> list[float]:
    """Times of the moves of a brush in the axis, which selects."""
    port = driver.window.timeline.canvas
    y, half = port.axis.box.center().y(), 120.0
    driver.move(port, x - half, y, "press")
    driver.move(port, x + half, y, "move")
    driver.move(port, x + half, y, "release")
    driver.wait(500)
    found = driver.drag(port, x, y, 90.0, steps)
    driver.window.session.state.clear_selection()
    driver.wait(500)
    return found


def played(driver: Driver) -> float:
    """One frame of playback, a sixtieth of a second after the last."""
    driver.wait(4)
    return driver.timed(driver.window.session.playback.tick)


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Panels as at the first start, whatever was opened on this machine before.
    os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp()
    os.environ["QT_SCALE_FACTOR"] = str(asked.ratio)
    width, height = (int(part) for part in asked.size.split("x"))
    driver = Driver(width, height)
    found = {}
    for name, times in kinds(driver, asked.steps):
        median, p95 = np.percentile(times, (50, 95))
        found[name] = {"median_ms": round(float(median), 1), "p95_ms": round(float(p95), 1)}
    if asked.json:
        print(json.dumps(found))
        return
    print(f"{asked.size}, device pixel ratio {asked.ratio}, limit {LIMITS[asked.ratio]:g} ms")
    for name, figures in found.items():
        print(f"{name:>14}  {figures['median_ms']:6.1f} / {figures['p95_ms']:6.1f} ms")


if __name__ == "__main__":
    main()
