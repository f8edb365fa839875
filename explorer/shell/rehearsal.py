"""The first steps of a drag, drawn out of sight while nothing happens.

A window that moves brings marks, labels and clusters that were not on the screen before; to make
their images takes as long as all else in a frame. Those that its next steps would bring are made
while the window rests, so that a hand that takes hold of it finds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest
from time import perf_counter
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, QTimer

from explorer.dataset.model import Dataset
from explorer.session.session import Session
from explorer.views.filters.panel import FilterPanel
from explorer.views.map.camera import MapCanvas
from explorer.views.timeline.travel import within
from explorer.views.timeline.widget import TimelineWidget

REST_MS: Final = 120
"""After an answer, from when on it is quiet enough."""
TURN_S: Final = 0.006
"""Of work, after which others have their turn: a hand does not wait for more."""
BETWEEN_MS: Final = 1
"""Between two turns."""
STEPS: Final = 16
"""To each side."""
FAR: Final = 0.5
"""Share of the window's length up to which it is moved."""
TURN, TURNS = 1.25, 3
"""By how much a turn of the wheel widens a window, about, and how many of them."""
REACH, COARSE = 96, 8
"""Pixels of the overview up to which a window is dragged in it, and from how many to how many at
first."""
SETS: Final = 60
"""Sets of events to each side for which marks are laid out."""
MOST: Final = 5_000
"""Events up to which this pays: more are drawn as cells and columns, which are quickly made."""


class Rehearsal(QObject):
    """Nothing that a person sees or asks depends on it. ``begin`` once there is something to look
    at."""

    def __init__(
        self,
        session: Session,
        shown_map: MapCanvas,
        timeline: TimelineWidget,
        filters: FilterPanel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._map, self._timeline = session, shown_map, timeline
        self._filters = filters
        self._steps: Iterator[None] = iter(())
        self._timer = QTimer()  # of no parent: to wait for the window is not to wait for this
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    @property
    def under_way(self) -> bool:
        """Whether there is more to come."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Rehearse from now on, whenever there is another answer."""
        if len(self._session.dataset) <= MOST:
            self._session.result_changed.connect(self._wait)
            self._map.rested.connect(self._wait)
            self._session.focus.hover_changed.connect(self._pause)
            self._wait()

    def end(self) -> None:
        """Rehearse no more: another window comes in place of this one."""
        self._steps = iter(())
        self._timer.stop()

    def _wait(self, _result: object = None) -> None:
        self._steps = self._all()
        self._timer.start(REST_MS)

    def _pause(self, _event: str = "") -> None:
        if self._timer.isActive():
            self._timer.start(REST_MS)

    def _go_on(self) -> None:
        session = self._session
        if not self._map.isVisible():
            return
        if session.history.in_gesture or session.playback.playing or self._map.moving:
            self._timer.start(REST_MS)
            return
        enough = perf_counter() + TURN_S
        while next(self._steps, self) is not self:
            if perf_counter() >= enough:
                self._timer.start(BETWEEN_MS)
                return

    def _all(self) -> Iterator[None]:
        """In steps of a few milliseconds, the likeliest first."""
        session, extent = self._session, self._timeline.travel.extent
        start, end = self._timeline.window_range
        pixel = self._timeline.overview_pixel
        yield from self._filters.rehearse()
        near, done = windows(start, end, extent), set[tuple[int, int]]()
        yield from self._draw(islice(near, STEPS), done)
        yield from self._stand(dragged(start, end, extent, pixel, 1))
        yield from self._draw(near, done)
        yield from self._stand(turning(session.dataset, start, end, extent))
        yield from self._draw(dragged(start, end, extent, pixel, COARSE), done)
        yield from self._draw(dragged(start, end, extent, pixel, 1), done)

    def _draw(self, some: Iterator[tuple[int, int]], done: set[tuple[int, int]]) -> Iterator[None]:
        for first, last in some:
            if (first, last) in done:
                continue
            done.add((first, last))
            result = self._session.answer_at(first, last)
            yield from self._map.rehearse(result)
            yield from self._timeline.rehearse(result, first, last)
            yield

    def _stand(self, some: Iterator[tuple[int, int]]) -> Iterator[None]:
        for first, last in some:
            self._map.stand(self._session.answer_at(first, last))
            yield


def dragged(
    start: int, end: int, extent: tuple[int, int], pixel: float, every: int
) -> Iterator[tuple[int, int]]:
    """Windows that a hand makes of [start, end), seconds, in the overview, of which a pixel is
    ``pixel`` seconds: dragged by ``every`` so many pixels up to REACH, the nearest first, at
    either grip by COARSE ones."""
    whole = (start, end) == extent
    for k in range(every, REACH + 1, every):
        for by in (round(-k * pixel), round(k * pixel)):
            if not whole:
                first, length = within(start + by, end - start, extent)
                yield first, first + length
            if k % COARSE == 0:
                if extent[0] <= start + by < end:
                    yield start + by, end
                if start < end + by <= extent[1]:
                    yield start, end + by


def turning(
    dataset: Dataset, start: int, end: int, extent: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """For each set of events that [start, end) comes to show on its way to both sides a window of
    its length that shows it, the nearest first, SETS of them to each side and none beyond
    ``extent``, all in seconds."""
    e = dataset.events
    comes = np.concatenate([column[e.dated] - end for column in (e.start_lo, e.start_hi)])
    goes = np.concatenate([column[e.dated] - start for column in (e.end_lo, e.end_hi)])
    turns = np.unique(np.concatenate([[0], comes, goes]))
    turns = turns[(turns > extent[0] - start) & (turns < extent[1] - end)]
    between = (turns[1:] + turns[:-1]) // 2
    sides = between[between > 0][:SETS], between[between < 0][::-1][:SETS]
    for pair in zip_longest(*(side.tolist() for side in sides)):
        yield from ((start + by, end + by) for by in pair if by is not None)


def windows(start: int, end: int, extent: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Windows beside [start, end), seconds: every other one, the nearest first; narrower and wider
    ones; then those between the first, all of them within ``extent``, where hands stop. Where it
    shows all of that, those that a grip at either end would make of it."""
    seen = {(start, end)}
    for wish, last in _wished(start, end, (start, end) == extent):
        first, length = within(wish, last - wish, extent)
        if (first, first + length) not in seen:
            seen.add((first, first + length))
            yield first, first + length


def _wished(start: int, end: int, whole: bool) -> Iterator[tuple[int, int]]:
    length = end - start

    def beside(first: int) -> Iterator[tuple[int, int]]:
        for k in range(first, STEPS + 1, 2):
            by = round(FAR * length * k / STEPS)
            yield (start, end - by) if whole else (start - by, end - by)
            yield (start + by, end) if whole else (start + by, end + by)

    yield from beside(2)
    for turns in range(1, TURNS + 1):
        for grown in (TURN**-turns, TURN**turns):
            by = round((grown - 1) * length / 2)
            if by < 0 or not whole:
                yield start - by, end + by
    yield from beside(1)
