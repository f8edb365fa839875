"""What one writes with pyqtgraph alone: all places as a scatter plot, all dates as a histogram, a
region over it that selects, and a numpy mask that says what is in it.

``python -m tests.bench.plain [--events 1e5] [--steps 100] [--size 1600x1000] [--json]`` moves the
region as ``chuhai bench`` moves its brush, over the same events and in a window of the same size,
and times each step to the end of the painting of both plots.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from itertools import islice
from typing import Final

import numpy as np

from explorer.bench.figures import HEAD, lines, percentiles

SHARES: Final = {"brush_10": 0.1, "brush_50": 0.5, "brush_90": 0.9}
BINS: Final = 300
KIND_S, FEW = 30.0, 5
"""Seconds after which there are no more steps of a kind, when a few are done."""
GREY, BLUE = (150, 150, 150, 120), (42, 100, 200, 200)


class Plain:
    """The program. ``(n,)`` arrays are of dated events, ``(m,)`` ones of their places."""

    def __init__(self, events: int, width: int, height: int) -> None:
        import pyqtgraph as pg
        from PySide6.QtWidgets import QMainWindow, QSplitter

        from explorer.bench.stopwatch import Stopwatch
        from explorer.bench.synthetic import synthetic

        self.application = pg.mkQApp("plain")
        self.data = data = synthetic(events)
        dated, sites = data.events.dated, data.sites
        placed = np.isfinite(sites.draw_lon) & dated[sites.event]
        self.lo, self.hi = data.events.start_lo[dated], data.events.end_hi[dated]
        self.event = (np.cumsum(dated) - 1)[sites.event[placed]]
        self.lon, self.lat = sites.draw_lon[placed], sites.draw_lat[placed]
        bounded = self.lo[self.lo > self.lo.min()]
        self.edges = np.linspace(bounded.min(), bounded.max(), BINS + 1)
        self.all = pg.ScatterPlotItem(self.lon, self.lat, size=5, pen=None, brush=GREY)
        self.selected = pg.ScatterPlotItem(size=5, pen=None, brush=BLUE)
        self.map, self.timeline = pg.PlotWidget(), pg.PlotWidget()
        for item in (self.all, self.selected):
            self.map.addItem(item)
        whole = {"stepMode": "center", "fillLevel": 0, "pen": None}
        self.bars = self.timeline.plot(self.edges, self._bins(), brush=GREY, **whole)
        self.lit = self.timeline.plot(self.edges, np.zeros(BINS), brush=BLUE, **whole)
        self.region = pg.LinearRegionItem(self.edges[[0, 1]])
        self.timeline.addItem(self.region)
        for plot in (self.map, self.timeline):
            plot.disableAutoRange()
        self.region.sigRegionChanged.connect(self.select)
        split = QSplitter()
        split.setOrientation(split.orientation().Vertical)
        split.addWidget(self.map)
        split.addWidget(self.timeline)
        self.window = QMainWindow()
        self.window.setCentralWidget(split)
        self.window.resize(width, height)
        self.window.show()
        self.watch = Stopwatch()
        self.watch.follow(self.window)
        self.watch.wait(500)
        self.watch.rest()

    def _bins(self, mask: np.ndarray | None = None) -> np.ndarray:
        return np.histogram(self.lo if mask is None else self.lo[mask], self.edges)[0]

    def select(self) -> None:
        """Show what is possibly in the region."""
        first, last = self.region.getRegion()
        mask = (self.lo < last) & (self.hi > first)
        shown = mask[self.event]
        self.selected.setData(self.lon[shown], self.lat[shown])
        self.lit.setData(self.edges, self._bins(mask))

    def span(self, share: float) -> tuple[float, float]:
        """Where a region over that share of the events begins and ends."""
        from explorer.bench.scene import moments

        first, last = moments(self.data, 0.5 - share / 2, 0.5 + share / 2)
        return first, last

    def brush(self, share: float, steps: int) -> list[float]:
        """Milliseconds of moves of a region over that share of the events."""
        from explorer.bench.gestures import REACH, STRIDE
        from explorer.bench.hands import there_and_back

        first, last = self.span(share)
        pixel = (self.edges[-1] - self.edges[0]) / self.timeline.width()
        self.region.setRegion((first, last))
        self.watch.wait(300)
        found: list[float] = []
        end = time.monotonic() + KIND_S
        for far in islice(there_and_back(STRIDE, REACH), steps):
            span = (first + far * pixel, last + far * pixel)
            ms = self.watch.time(lambda span=span: self.region.setRegion(span))
            if ms is None:
                raise RuntimeError("nothing was painted")
            found.append(ms)
            if len(found) >= FEW and time.monotonic() > end:
                break
        return found


def run(program: Callable[[int, int, int], Plain], about: str | None, events: float) -> None:
    """Measure such a program as the command line says, and print it. ``events``: unless it says."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--events", type=float, default=events)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--size", default="1600x1000")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    width, height = (int(part) for part in asked.size.split("x"))
    shown = program(int(asked.events), width, height)
    found = {kind: shown.brush(share, asked.steps) for kind, share in SHARES.items()}
    if asked.json:
        steps = {kind: percentiles(times) for kind, times in found.items()}
        print(json.dumps({"events": int(asked.events), "steps": steps}))
        return
    print(HEAD)
    for kind, times in found.items():
        print(*lines(kind, {"": times}), sep="\n")


if __name__ == "__main__":
    run(Plain, __doc__, 1e5)
