"""What one writes with pyqtgraph alone to show what the window shows of map and timeline: each
mark, arc, count and label at its place, those of what is selected in full, the others pale.

``python -m tests.bench.drawn [--events 1e3] [--steps 100] [--size 1600x1000]`` moves a region as
``tests.bench.plain`` does. Where things stand is taken from the window's own figures, once, and is
not timed; each step touches only what changed. There are fewer things than in the window: no rings
by category, bars, bands of doubt, shading, countries, facets or counts beside them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from explorer.figure.hit import events_of
from explorer.figure.map.camera import first_view
from explorer.figure.map.drawing import map_over
from explorer.figure.picture import Circle, Line, Mark, Picture, Symbol, Text
from explorer.figure.style import load_style
from explorer.figure.timeline.drawing import timeline_static
from explorer.figure.view import TimelineView
from explorer.paint.fonts import QtMeasure, register
from tests.bench.plain import BLUE, GREY, Plain, run

SHAPES = {"square": "s", "circle": "o", "triangle": "t1", "diamond": "d", "star": "star"}
PALE = 0.38


class Events:
    """The events that each of some marks stands for, k of them. ``sizes`` (k,)."""

    def __init__(self, data, marks) -> None:
        own = [[data.event_index[key] for key in events_of(m.ref, data)] for m in marks]
        self.sizes = np.array([len(events) for events in own], int)
        self.every = np.array([i for events in own for i in events], int)
        self.ends = np.cumsum(self.sizes)

    def held(self, lit: np.ndarray) -> np.ndarray:
        """(k,) how many of each are in ``lit`` (n,)."""
        total = np.concatenate([[0], np.cumsum(lit[self.every])])
        return total[self.ends] - total[self.ends - self.sizes]


class Side:
    """One plot, in pixels of a figure. ``lit`` (n,) bool: the events that are selected."""

    def __init__(self, plot, data, picture: Picture, layers: Iterable[str]) -> None:
        import pyqtgraph as pg

        self.data = data
        marks = [m for name in layers for m in picture.layer(name).marks]
        for axis in ("left", "bottom"):
            plot.hideAxis(axis)
        plot.clear()
        plot.invertY(True)
        plot.setRange(xRange=(0, picture.width), yRange=(0, picture.height), padding=0)
        plot.setMouseEnabled(False, False)
        self.spots = [m for m in marks if isinstance(m, Symbol) or self._body(m)]
        self.arcs = [m for m in marks if isinstance(m, Line) and m.ref]
        self.texts = [m for m in marks if isinstance(m, Text) and m.ref]
        self.of_spots, self.of_arcs, self.of_texts = (
            Events(data, part) for part in (self.spots, self.arcs, self.texts)
        )
        self.at = np.array([(m.x, m.y, 2 * m.radius) for m in self.spots])
        kinds = [SHAPES.get(getattr(m, "shape", "circle"), "o") for m in self.spots]
        self.symbols = np.array(kinds, object)
        self.counts = [k for k, text in enumerate(self.texts) if text.role == "count"]
        self.lit_arcs = pg.PlotCurveItem(pen=pg.mkPen(BLUE), connect="finite")
        self.lit_spots = pg.ScatterPlotItem()
        pale = pg.ScatterPlotItem()
        every = np.ones(len(self.spots), bool)
        self._put(pale, every, GREY)
        path = self._path(np.ones(len(self.arcs), bool))
        plot.addItem(pg.PlotCurveItem(*path, pen=pg.mkPen(GREY), connect="finite"))
        for item in (self.lit_arcs, pale, self.lit_spots):
            plot.addItem(item)
        self.items = []
        for text in self.texts:
            item = pg.TextItem(text.text, color=text.color, anchor=(0, 1))
            item.setPos(text.x, text.y)
            item.setOpacity(PALE)
            plot.addItem(item)
            self.items.append(item)
        self.was = np.zeros(len(self.texts), bool)
        self.told = [text.text for text in self.texts]

    @staticmethod
    def _body(mark: Mark) -> bool:
        """Whether it is what a cluster stands on."""
        return isinstance(mark, Circle) and bool(mark.fill and mark.ref) and mark.opacity == 1.0

    def _put(self, item, some, color) -> None:
        at, symbols = self.at[some], self.symbols[some].tolist()
        item.setData(at[:, 0], at[:, 1], size=at[:, 2], symbol=symbols, brush=color, pen=None)

    def _path(self, some) -> tuple[np.ndarray, np.ndarray]:
        gap = np.full((1, 2), np.nan)
        parts = [p for k in np.flatnonzero(some).tolist() for p in (self.arcs[k].points, gap)]
        found = np.concatenate([*parts, gap])
        return found[:, 0], found[:, 1]

    def select(self, lit: np.ndarray) -> None:
        """Show what is selected in full."""
        self._put(self.lit_spots, self.of_spots.held(lit) > 0, BLUE)
        self.lit_arcs.setData(*self._path(self.of_arcs.held(lit) > 0))
        held = self.of_texts.held(lit)
        full = held > 0
        for k in np.flatnonzero(full != self.was).tolist():
            self.items[k].setOpacity(1.0 if full[k] else PALE)
        self.was = full
        for k in self.counts:
            part, n = int(held[k]), int(self.of_texts.sizes[k])
            told = f"{part}/{n}" if 0 < part < n else self.texts[k].text
            if told != self.told[k]:
                self.told[k] = told
                self.items[k].setText(told)


class Drawn(Plain):
    """The program."""

    def __init__(self, events: int, width: int, height: int) -> None:
        super().__init__(events, width, height)
        register()
        data, style, measure = self.data, load_style("light"), QtMeasure()
        every = np.ones(len(data), bool)
        self.dated = data.events.dated
        view = first_view(data, float(self.map.width()), float(self.map.height()))
        made = map_over(data, every, view, style, measure)
        self.places = Side(self.map, data, made, ("arcs", "marks", "labels"))
        first, last = (int(at) for at in self.edges[[0, -1]])
        wide, tall = float(self.timeline.width()), float(self.timeline.height())
        lanes = timeline_static(
            data, every, TimelineView(wide, tall, first, last), style, measure, dimmed=True
        )
        self.times = Side(self.timeline, data, lanes, ("lanes",))
        self.edges = np.linspace(0.0, wide, len(self.edges))
        self.first, self.per_pixel = first, (last - first) / wide
        self.timeline.addItem(self.region)
        self.watch.wait(500)

    def select(self) -> None:
        """Show what is possibly in the region."""
        if not hasattr(self, "times"):
            return
        lit = np.zeros(len(self.data), bool)
        start, end = (self.first + at * self.per_pixel for at in self.region.getRegion())
        lit[self.dated] = (self.lo < end) & (self.hi > start)
        self.places.select(lit)
        self.times.select(lit)

    def span(self, share: float) -> tuple[float, float]:
        """Where a region over that share of the events begins and ends, in pixels."""
        return tuple((at - self.first) / self.per_pixel for at in super().span(share))


if __name__ == "__main__":
    run(Drawn, __doc__, 1e3)
