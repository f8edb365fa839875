"""What each filter takes away: the way out when nothing is left."""

from __future__ import annotations

import numpy as np

from explorer.query.clauses import Clause, Query
from explorer.query.engine import Engine


def removals(engine: Engine, query: Query) -> tuple[tuple[Clause, int], ...]:
    """Each filter of ``query`` with the number of events that would come back if it alone were
    dropped, most first; those that give back equally many in the order of the query.

    A filter that stands there twice is one. Raises UsageError as ``Engine.mask`` does.
    """
    filters = tuple(dict.fromkeys(query.filters))
    now = int(np.count_nonzero(engine.result(Query(filters)).visible))
    found = []
    for clause in filters:
        others = Query(tuple(c for c in filters if c != clause))
        without = int(np.count_nonzero(engine.result(others).visible))
        found.append((clause, without - now))
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def hidden_by(engine: Engine, clause: Clause) -> int:
    """The number of events of the whole dataset that ``clause`` alone hides."""
    return len(engine.dataset) - int(np.count_nonzero(engine.mask(clause)))
