"""The session: one open dataset, what is asked of it, and the answer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from explorer.dataset.model import Bool, Dataset
from explorer.query.clauses import TimeRange
from explorer.query.engine import PREPARED, Engine, Result
from explorer.session.focus import Focus
from explorer.session.history import History
from explorer.session.look import Look
from explorer.session.outlook import Outlook
from explorer.session.playback import Playback
from explorer.session.query_state import QueryState
from explorer.session.searching import Searching

if TYPE_CHECKING:
    from explorer.session.ahead import Ahead


class Session(QObject):
    """Owns the truth. ``result_changed`` comes at most once per turn of the event loop, however
    many clauses changed in it; reading ``result`` always gives the answer to the present query."""

    result_changed = Signal(object)  # Result

    def __init__(
        self, dataset: Dataset, look: Look | None = None, engine: Engine | None = None
    ) -> None:
        super().__init__()
        self.dataset: Final = dataset
        self.engine: Final = engine or Engine(dataset)
        self.look: Final = look or Look()
        self.state: Final = QueryState(self)
        self.focus: Final = Focus(self)
        self.outlook: Final = Outlook(self)
        self.history: Final = History(self.state, self.outlook, self)
        self.searching: Final = Searching(self.engine, self.state, self)
        self.playback: Final = Playback(dataset, self.state, self.history, self)
        self._result = self.engine.result(self.state.query)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        self.state.query_changed.connect(self._on_query_changed)

    @property
    def result(self) -> Result:
        """The answer to the present query."""
        if self._result.query != self.state.query:
            self._result = self.engine.result(self.state.query)
        return self._result

    @cached_property
    def _ahead(self) -> Ahead:
        from explorer.session.ahead import Ahead

        return Ahead(self.engine, self.state, self)

    def prepare(self, brush: bool = False) -> None:
        """The window, or the brush on the time axis, is about to be dragged: make ready for that,
        beside the screen, where there are very many events."""
        if len(self.dataset) >= PREPARED:
            self._ahead.prepare(brush)

    @property
    def window(self) -> TimeRange | None:
        """The timeline's window, None when it shows all of time."""
        clause = self.state.filter_of("timeline")
        return clause if isinstance(clause, TimeRange) else None

    def set_window(self, start: int, end: int) -> None:
        """Look at [start, end) only; it keeps the way of matching that held before."""
        self.state.set_filter(self._window_of(start, end))

    def answer_at(self, start: int, end: int) -> Result:
        """What the answer would be with that window."""
        return self.engine.result(self.state.with_filter(self._window_of(start, end)))

    def _window_of(self, start: int, end: int) -> TimeRange:
        old = self.window
        return TimeRange(start, end, old.match if old else "possibly")

    def clear_window(self) -> None:
        """Look at all of time."""
        self.state.remove_view("timeline")

    def step(self, by: int, among: tuple[int, ...] | None = None) -> None:
        """Pick the next event by date, or the one before: of ``row()``, or ``among`` event numbers
        (rising). With nothing or several picked, the first or the last."""
        events = np.flatnonzero(self.row()).tolist() if among is None else list(among)
        if not events:
            return
        now = self._picked()
        if len(now) != 1:
            target = events[0 if by > 0 else -1]
        else:
            on = [i for i in events if i > now[0]] if by > 0 else [i for i in events if i < now[0]]
            target = (on[0] if by > 0 else on[-1]) if on else now[0]
        self.focus.pick((self.dataset.events.id[target],))

    def row(self) -> Bool:
        """(n,) bool: the events that are walked: the selected ones while one of them is picked,
        else all visible ones."""
        result, now = self.result, self._picked()
        inside = result.selected is not None and len(now) == 1 and result.selected[now[0]]
        return result.selected if inside and result.selected is not None else result.visible

    def _picked(self) -> list[int]:
        known = self.dataset.event_index
        return [known[key] for key in self.focus.picked if key in known]

    def flush(self) -> None:
        """Tell the views now instead of at the next turn of the event loop."""
        if self._timer.isActive():
            self._timer.stop()
            self._tell()

    def _on_query_changed(self, _query: object) -> None:
        if not self._timer.isActive():
            self._timer.start(0)

    def _tell(self) -> None:
        self.result_changed.emit(self.result)
