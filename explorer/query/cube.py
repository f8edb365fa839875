"""Prefix sums over time: a window's counts out of two rows of a table, wherever it stands.

For each code the events that other clauses let through are counted up to every edge of a bin, in
both orders of ``timeorder``. A window then holds those before its end less those that end before
its start. Bins are of equally many events; what lies between an edge and the window's own place
is counted by itself. Not taken away twice are the few events that end too early although they
never began: those whose span of doubt is longer than the window. So the answer is exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from explorer.common.progress import Progress, silent
from explorer.common.records import dataclass
from explorer.dataset.model import F64, I32, I64, Bool
from explorer.query.clauses import Match, TimeRange
from explorer.query.rows import Rows
from explorer.query.timeorder import Orders, TimeOrder

BINS: Final = 256
"""At most; fewer where there are many codes."""
CELLS: Final = 125_000
"""Numbers in one table at most."""
DOUBTFUL: Final = 20_000
"""Of more events whose doubt is longer than the window no answer is tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Of one kind of code, (b + 1, k) int32 each: row ``j`` counts the events among the first
    ``j * step`` of ``by_first`` and of ``by_last``."""

    rows: Rows
    step: int
    first: I32
    last: I32


class Cube:
    """Counts for every window over the events of ``mask``, the other clauses' own.

    ``order`` is asked only here and in ``counts``; ``add`` may run beside the screen.
    """

    def __init__(self, order: TimeOrder, match: Match, mask: Bool) -> None:
        self._order, self.match, self._mask = order, match, mask
        self._orders: Orders = order.orders(match)
        self._tables: dict[object, Table] = {}
        first, last = self._orders.first, self._orders.last
        # Seconds at both ends of int64: rounded, and made larger when they are compared.
        doubt: F64 = first.astype(np.float64) - last.astype(np.float64)
        wide = self._orders.by_first[doubt[self._orders.by_first] >= 0]
        wide = wide[mask[wide]]
        wide = wide[np.argsort(-doubt[wide], kind="stable")]
        self._wide: I32 = wide
        self._doubt: F64 = -doubt[wide]

    def add(self, name: object, rows: Rows, progress: Progress = silent) -> None:
        """Count ``rows`` up to every edge; ``progress`` may raise to break it off."""
        n = len(self._orders.by_first)
        bins = max(1, min(BINS, CELLS // max(rows.k, 1), n))
        step = -(-max(n, 1) // bins)
        tables = [
            self._summed(by, rows, step, progress)
            for by in (self._orders.by_first, self._orders.by_last)
        ]
        self._tables[name] = Table(rows, step, *tables)

    def _summed(self, by: I32, rows: Rows, step: int, progress: Progress) -> I32:
        starts = range(0, len(by), step)
        table = np.zeros((len(starts) + 1, rows.k), dtype=np.int32)
        for j, at in enumerate(starts):
            progress("arranging", 0, 0)
            table[j + 1] = table[j] + rows.count_events(self._among(by[at : at + step]))
        return table

    def _among(self, events: I32) -> I64:
        inside: I64 = events[self._mask[events]].astype(np.int64)
        return inside

    @property
    def names(self) -> Iterable[object]:
        """What there are tables of."""
        return self._tables.keys()

    def counts(self, name: object, clause: TimeRange) -> I64 | None:
        """(k,) number of events of each code in the window; None when it can't be told from here:
        another way to match, no such table, or a window that is shorter than most events' doubt."""
        table = self._tables.get(name)
        if table is None or clause.match != self.match:
            return None
        if clause.start >= clause.end:
            return np.zeros(table.rows.k, dtype=np.int64)
        doubtful = self._doubtful(clause)
        if doubtful is None:
            return None
        edges = self._order.edges(clause)
        counts = self._up_to(table, table.first, self._orders.by_first, edges.head)
        counts -= self._up_to(table, table.last, self._orders.by_last, edges.tail)
        if len(doubtful):
            counts += table.rows.count_events(doubtful)
        return counts

    def _up_to(self, table: Table, sums: I32, by: I32, place: int) -> I64:
        """Counts among the first ``place`` events of an order, from the nearest edge on."""
        j = min((place + table.step // 2) // table.step, len(sums) - 1)
        edge = min(j * table.step, len(by))
        counts: I64 = sums[j].astype(np.int64)
        if edge < place:
            counts += table.rows.count_events(self._among(by[edge:place]))
        elif edge > place:
            counts -= table.rows.count_events(self._among(by[place:edge]))
        return counts

    def _doubtful(self, clause: TimeRange) -> I64 | None:
        """Events that end too early and never began."""
        longer = float(clause.end - clause.start) * (1 - 1e-9) - 4096.0
        m = int(np.searchsorted(self._doubt, -longer, side="right"))
        if m > DOUBTFUL:
            return None
        events = self._wide[:m].astype(np.int64)
        first, last = self._orders.first[events], self._orders.last[events]
        if clause.match == "certainly":
            never: Bool = (first > clause.end) & (last < clause.start)
        else:
            never = (first >= clause.end) & (last <= clause.start)
        return events[never]
