"""Undo and redo over filters, selection and views; back and forward through views alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from explorer.common.records import dataclass
from explorer.query.clauses import Clause, Query, TimeRange
from explorer.session import jobs
from explorer.session.changes import change_of
from explorer.session.outlook import Outlook, Stand
from explorer.session.query_state import QueryState

DEPTH: Final = 200
"""Steps that are kept."""
TOGETHER_MS: Final = 600
"""Steps of a wheel or of a held key that follow one another as quickly are one step."""
FLOWING: Final = frozenset({"pan", "zoom", "window", "search", "brush"})
"""Changes that come in many small steps."""


@dataclass(frozen=True, slots=True)
class Moment:
    """All that undo brings back."""

    query: Query
    stand: Stand


@dataclass(frozen=True, slots=True)
class Step:
    """``name``: a key of ``changes.CHANGES``; it leads from ``before`` to the next step's."""

    name: str
    before: Moment


def _sight(moment: Moment) -> tuple[Stand, Clause | None]:
    """The part of a moment that is a view: camera, lanes and the timeline's window."""
    window = next(
        (c for c in moment.query.filters if isinstance(c, TimeRange) and c.view == "timeline"), None
    )
    return moment.stand, window


class History(QObject):
    """Listens to what changes and remembers what was before. ``changed``: what can be undone,
    redone or gone back to is another."""

    changed = Signal()

    def __init__(self, state: QueryState, outlook: Outlook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._outlook = state, outlook
        self._undo: list[Step] = []
        self._redo: list[Step] = []
        self._back: list[Moment] = []
        self._forward: list[Moment] = []
        self._now = self._moment()
        self._quiet = 0
        self._gesture = 0
        self._begun: tuple[list[Step], list[Step], list[Moment], list[Moment], Moment] | None = None
        self._merging = False
        self._clock = QElapsedTimer()
        state.query_changed.connect(self._on_changed)
        outlook.stand_changed.connect(self._on_changed)

    def _moment(self) -> Moment:
        return Moment(self._state.query, self._outlook.stand)

    # What can be done

    @property
    def undo_name(self) -> str:
        """Key of the change that ``undo`` takes back, '' when there is none."""
        return self._undo[-1].name if self._undo else ""

    @property
    def redo_name(self) -> str:
        """Key of the change that ``redo`` makes again, '' when there is none."""
        return self._redo[-1].name if self._redo else ""

    @property
    def can_go_back(self) -> bool:
        """Whether there is a view before this one."""
        return bool(self._back)

    @property
    def can_go_forward(self) -> bool:
        """Whether one went back from a view."""
        return bool(self._forward)

    @property
    def in_gesture(self) -> bool:
        """Whether a drag is under way: more changes are to come."""
        return self._gesture > 0

    def undo(self) -> None:
        """Take back the last step."""
        if self._undo:
            step = self._undo.pop()
            self._redo.append(Step(step.name, self._now))
            self._restore(step.before)

    def redo(self) -> None:
        """Make the step again that was taken back last."""
        if self._redo:
            step = self._redo.pop()
            self._undo.append(Step(step.name, self._now))
            self._restore(step.before)

    def back(self) -> None:
        """To the view before: map, lanes and window; other filters and the selection stay."""
        self._travel(self._back, self._forward)

    def forward(self) -> None:
        """To the view that one went back from."""
        self._travel(self._forward, self._back)

    def _travel(self, source: list[Moment], target: list[Moment]) -> None:
        if not source:
            return
        there, here = source.pop(), self._now
        target.append(here)
        stand, window = _sight(there)
        rest = tuple(c for c in here.query.filters if c != _sight(here)[1])
        filters = rest if window is None else (window, *rest)
        self._undo.append(Step("view", here))
        self._redo.clear()
        self._restore(Moment(Query(filters, here.query.selection), stand))

    # What is remembered

    @contextmanager
    def gesture(self) -> Iterator[None]:
        """All changes inside are one step."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def begin(self) -> None:
        """A drag begins: until ``end`` all changes are one step."""
        if not self._gesture:
            lists = list(self._undo), list(self._redo), list(self._back), list(self._forward)
            self._begun = (*lists, self._now)
            jobs.hold(self)
        self._gesture += 1
        self._merging = False

    def cancel(self) -> None:
        """The drag under way is given up: all is as when it began, what could be redone too."""
        if self._gesture and self._begun is not None:
            self._undo, self._redo, self._back, self._forward, before = self._begun
            self._begun = None
            self._restore(before)

    def end(self) -> None:
        """The drag is over."""
        self._gesture = max(0, self._gesture - 1)
        self._merging = False
        if not self._gesture:
            self._begun = None
            jobs.release(self)

    def leave_view(self) -> None:
        """Remember the view to go back to: what follows leaves no step (playback)."""
        if not self._back or _sight(self._back[-1]) != _sight(self._now):
            self._back.append(self._now)
            del self._back[:-DEPTH]
            self._forward.clear()
            self.changed.emit()

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Changes inside leave no step (playback, the first view, undo)."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1
            self._now = self._moment()

    def _on_changed(self, _what: object) -> None:
        if self._quiet:
            self._now = self._moment()
            return
        before, self._now = self._now, self._moment()
        if before == self._now:
            return
        name = change_of(before.query, self._now.query, before.stand, self._now.stand)
        if not self._joins(name):
            self._undo.append(Step(name, before))
            del self._undo[:-DEPTH]
            if _sight(before) != _sight(self._now):
                self._back.append(before)
                del self._back[:-DEPTH]
                self._forward.clear()
        self._redo.clear()
        self._merging = True
        self._clock.start()
        self.changed.emit()

    def _joins(self, name: str) -> bool:
        """Whether a change goes on with the last step instead of beginning one."""
        if not self._merging or not self._undo:
            return False
        if self._gesture:
            return True
        same = self._undo[-1].name == name and name in FLOWING
        return same and self._clock.elapsed() < TOGETHER_MS

    def _restore(self, moment: Moment) -> None:
        with self.quiet():
            self._state.set_query(moment.query)
            self._outlook.set_stand(moment.stand)
        self._merging = False
        self.changed.emit()
