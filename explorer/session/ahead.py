"""Prefix sums for a window that is about to be dragged, made beside the screen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject

from explorer.query.clauses import Query, TimeRange
from explorer.query.engine import PREPARED, Engine
from explorer.query.prepared import Preparation
from explorer.session import jobs
from explorer.session.query_state import QueryState

LANE: Final = "sums"


class Ahead(QObject):
    """Answers are the same with and without; they are dropped when another clause changes."""

    def __init__(self, engine: Engine, state: QueryState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._state = engine, state
        self._made: Preparation | None = None
        self._job: jobs.Job | None = None
        state.query_changed.connect(self._on_query_changed)

    @property
    def under_way(self) -> bool:
        """Whether sums are being made."""
        return self._job is not None

    def prepare(self, brush: bool = False) -> None:
        """The window, or the brush on the axis, may move soon: the pointer is on its handle."""
        query = self._state.query
        if len(self._engine.dataset) < PREPARED:
            return
        clauses, view = (query.selection, "brush") if brush else (query.filters, "timeline")
        moving = next((c for c in clauses if isinstance(c, TimeRange) and c.view == view), None)
        if self._made is not None and self._made.serves(query, moving):
            return
        self._drop()
        self._made = made = self._engine.preparation(query, moving)
        if made is not None:
            self._job = jobs.start(made.build, LANE)
            self._job.ended.connect(self._ended)

    def _ended(self, ended: jobs.Ended) -> None:
        made, self._job = self._made, None
        if ended.stopped or ended.error is not None:
            self._made = None
        elif made is not None:
            self._engine.adopt(made)

    def _on_query_changed(self, query: Query) -> None:
        self._engine.release(query)
        if self._made is not None and not self._made.fits(query):
            self._drop()

    def _drop(self) -> None:
        job, self._job, self._made = self._job, None, None
        if job is not None:
            job.ended.disconnect(self._ended)
            job.stop()
