"""The first steps of a drag, drawn out of sight while nothing happens.

A window that moves brings marks, labels and clusters that were not on the screen before; to make
their images takes as long as all else in a frame. Those that its next steps would bring are made
while the window rests, so that a hand that takes hold of it finds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer

from explorer.session.session import Session
from explorer.views.filters.panel import FilterPanel
from explorer.views.map.camera import MapCanvas
from explorer.views.timeline.travel import within
from explorer.views.timeline.widget import TimelineWidget

REST_MS: Final = 120
"""After an answer, from when on it is quiet enough."""
BETWEEN_MS: Final = 1
"""Between two steps, each of which takes as long as a frame: a hand does not wait for more."""
STEPS: Final = 16
"""To each side."""
FAR: Final = 0.5
"""Share of the window's length up to which it is moved."""
TURN, TURNS = 1.25, 3
"""By how much a turn of the wheel widens a window, about, and how many of them."""
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
        elif next(self._steps, self) is not self:
            self._timer.start(BETWEEN_MS)

    def _all(self) -> Iterator[None]:
        yield from self._filters.rehearse()
        for start, end in windows(*self._timeline.window_range, self._timeline.travel.extent):
            result = self._session.answer_at(start, end)
            self._map.rehearse(result)
            self._timeline.rehearse(result, start, end)
            yield


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
