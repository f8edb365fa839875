"""The engine against pandas over generated datasets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import E, build
from query_draws import KINDS, events, queries
from query_pandas import Frames

from explorer.query.clauses import FIELDS, Query
from explorer.query.engine import Engine
from explorer.query.facets import FacetCounts


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=80, deadline=None)
@given(st.data())
def test_that_every_clause_agrees_with_pandas(kind: str, data: st.DataObject) -> None:
    case = data.draw(events())
    engine, frames = Engine(build(case)), Frames(case)
    for clause in data.draw(st.lists(KINDS[kind], min_size=1, max_size=6)):
        assert engine.mask(clause).tolist() == frames.mask(clause).tolist(), clause


@settings(max_examples=100, deadline=None)
@given(events(), queries)
def test_that_crossfilter_counts_agree_with_pandas(case: list[E], query: Query) -> None:
    result, frames = Engine(build(case)).result(query), Frames(case)
    shown = frames.all_of(query.filters)
    assert result.visible.tolist() == shown.tolist()
    assert result.n_visible == shown.sum()
    if query.selection:
        lit = shown & frames.all_of(query.selection)
        assert result.selected is not None
        assert result.selected.tolist() == lit.tolist()
    every = frames.counts(frames.all_of(()))
    for field in FIELDS:
        facet, view = result.facets[field], f"facet:{field}"
        backdrop = frames.all_of(query.filters, view)
        assert _told(facet, facet.total) == every[field]
        assert _told(facet, facet.filtered) == frames.counts(backdrop)[field]
        if query.selection:
            lit = backdrop & frames.all_of(query.selection, view)
            assert _told(facet, facet.selected) == frames.counts(lit)[field]


def _told(facet: FacetCounts, counts: object) -> dict[str, int]:
    return {v: int(c) for v, c in zip(facet.values, counts, strict=True) if c}
