"""Which clauses of a query hold for whom: every view leaves its own ones out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from explorer.query.clauses import AtLeast, Clause, Query, Values

Holding = frozenset[Clause]
"""Clauses that all hold."""
EVERYTHING: Final[Holding] = frozenset()


def facet_view(field: str) -> str:
    """Name of the view that a facet is."""
    return f"facet:{field}"


def clause_view(clause: Clause) -> str:
    """The view a clause belongs to: the one it names, else the facet of its field.

    A bound on confidence belongs to that facet; one on amount or date, which have none, to a
    view of its own (``facet:amount``, ``facet:date``).
    """
    if clause.view or not isinstance(clause, Values | AtLeast):
        return clause.view
    return facet_view(clause.field)


def others(clauses: Iterable[Clause], view: str | None) -> Holding:
    """The clauses that ``view`` did not make; all of them for None."""
    return frozenset(c for c in clauses if view is None or clause_view(c) != view)


def lit(query: Query, view: str | None) -> Holding | None:
    """What holds for events that are selected, the clauses of ``view`` left out; None when
    nothing is selected."""
    if not query.selection:
        return None
    return others(query.filters, view) | others(query.selection, view)
