"""Search as one types: over very many texts it is looked through beside the screen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer

from explorer.query.clauses import Clause, Text
from explorer.query.engine import Engine
from explorer.session import jobs
from explorer.session.query_state import QueryState

LANE: Final = "search"
ARRANGING: Final = "texts"
"""The lane in which texts are arranged, so that nothing that is looked for waits for it."""
WARM_MS: Final = 1500
"""After a large dataset was opened, until its texts are arranged."""


class Searching(QObject):
    """The last answer stands until the one to the latest request is there: only then the filter
    becomes part of the query. Where events are few, that is at once."""

    def __init__(self, engine: Engine, state: QueryState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine, self._state = engine, state
        self._job: jobs.Job | None = None
        self._wanted: Text | None = None
        self._before: Clause | None = None
        if engine.large:
            QTimer.singleShot(WARM_MS, self, self.arrange)

    @property
    def text(self) -> str:
        """What is asked for: by the latest request, else by the query; '' for nothing."""
        clause = self._wanted or self._state.filter_of("search")
        return clause.text if isinstance(clause, Text) else ""

    @property
    def under_way(self) -> bool:
        """Whether the answer to the latest request is still to come."""
        return self._wanted is not None

    def ask(self, text: str) -> None:
        """Look for ``text``, in place of whatever was asked before; '' for everything."""
        text = " ".join(text.split())
        self._drop()
        if not text:
            self._state.remove_view("search")
        elif not self._engine.large:
            self._state.set_filter(Text(text))
        else:
            clause = self._wanted = Text(text)
            self._before = self._state.filter_of("search")
            self._job = jobs.start(lambda _progress: self._engine.mask(clause), LANE)
            self._job.ended.connect(self._answered)

    def arrange(self) -> None:
        """Arrange the texts before they are asked for."""
        if not self._engine.searchable:
            job = jobs.start(self._engine.arrange_texts, ARRANGING, patient=True)
            self.destroyed.connect(job.stop)

    def _answered(self, ended: jobs.Ended) -> None:
        clause, before = self._wanted, self._before
        self._job = self._wanted = None
        stands = self._state.filter_of("search")
        # A search that came or went by other ways meanwhile is the later wish.
        if clause is not None and not ended.stopped and ended.error is None and stands == before:
            self._state.set_filter(clause)

    def _drop(self) -> None:
        job, self._job, self._wanted = self._job, None, None
        if job is not None:
            job.ended.disconnect(self._answered)
            job.stop()
