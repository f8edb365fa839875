"""Prefix sums for a window that is about to move."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.common.progress import Progress, silent
from explorer.common.records import dataclass
from explorer.dataset.model import I64, Bool
from explorer.query.clauses import Clause, Match, Query, TimeRange
from explorer.query.cube import Cube
from explorer.query.holding import Holding
from explorer.query.rows import Rows
from explorer.query.timeorder import TimeOrder


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is to be counted of the events that ``holding`` lets through, ``mask``: rows by name."""

    holding: Holding
    mask: Bool
    rows: Sequence[tuple[object, Rows]]


class Preparation:
    """Cubes for every view's own rest of the clauses, ``fixed`` being all clauses but the window.

    ``build`` may run beside the screen: it looks at nothing that changes.
    """

    def __init__(
        self, order: TimeOrder, match: Match, fixed: Holding, parts: Sequence[Part]
    ) -> None:
        self._order, self.match, self.fixed, self._parts = order, match, fixed, parts
        self._cubes: dict[Holding, Cube] = {}
        self._room = order.room()

    def build(self, progress: Progress = silent) -> None:
        """Sum up; ``progress`` may raise to break it off."""
        for part in self._parts:
            cube = Cube(self._order, self.match, part.mask)
            for name, rows in part.rows:
                cube.add(name, rows, progress)
            self._cubes[part.holding] = cube
        for mask in self._room:
            progress("arranging", 0, 0)
            mask.fill(False)

    def adopted(self) -> None:
        """Windows move from here on."""
        self._order.use(self._room)
        self._room = []

    def fits(self, query: Query) -> bool:
        """Whether ``query`` differs by a window alone from what this was made for."""
        now: frozenset[Clause] = frozenset((*query.filters, *query.selection))
        if now == self.fixed:
            return True
        return any(_window(c, self.match) and now - {c} == self.fixed for c in now)

    def serves(self, query: Query, moving: TimeRange | None) -> bool:
        """Whether this is what ``moving``, a clause of ``query`` or one to come, needs."""
        clauses = frozenset((*query.filters, *query.selection))
        if moving is None:
            return clauses == self.fixed
        return _window(moving, self.match) and clauses - {moving} == self.fixed

    def counts(self, holding: Holding, name: object) -> I64 | None:
        """(k,) counts of the rows ``name`` among the events that ``holding`` lets through, None
        where they are not to be had from here."""
        for clause in holding:
            if isinstance(clause, TimeRange):
                cube = self._cubes.get(holding - {clause})
                counts = cube.counts(name, clause) if cube is not None else None
                if counts is not None:
                    return counts
        return None


def _window(clause: Clause, match: Match) -> bool:
    return isinstance(clause, TimeRange) and clause.match == match
