"""What each filter takes away, against brute force."""

from __future__ import annotations

import query_brute as brute
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import E, build
from query_draws import clauses, events

from explorer.query.clauses import Clause, Query, Text, Values
from explorer.query.engine import Engine
from explorer.query.removed import hidden_by, removals


@settings(max_examples=80, deadline=None)
@given(events(), st.lists(clauses, max_size=4))
def test_that_what_comes_back_agrees_with_brute_force(case: list[E], filters: list[Clause]) -> None:
    found = removals(Engine(build(case)), Query(tuple(filters)))
    now = sum(brute.visible(case, Query(tuple(filters))))
    told = dict(found)
    assert list(told) == [clause for clause, _ in found], "each filter is told once"
    assert set(told) == set(filters)
    for clause, n in found:
        others = tuple(c for c in filters if c != clause)
        assert n == sum(brute.visible(case, Query(others))) - now
    assert [n for _, n in found] == sorted((n for _, n in found), reverse=True)


@settings(max_examples=40, deadline=None)
@given(events(), clauses)
def test_that_what_a_filter_hides_agrees_with_brute_force(case: list[E], clause: Clause) -> None:
    hidden = sum(not brute.holds(event, clause) for event in case)
    assert hidden_by(Engine(build(case)), clause) == hidden


def test_that_equal_gains_keep_the_order_of_the_filters() -> None:
    case = [E("a", title="open", category="ipo"), E("b", title="shut", category="release")]
    filters = (Values("category", ("ipo",)), Text("shut"))
    assert removals(Engine(build(case)), Query(filters)) == ((filters[0], 1), (filters[1], 1))


def test_that_a_selection_removes_nothing() -> None:
    case = [E("a", category="ipo"), E("b", category="release")]
    query = Query((Values("category", ("ipo",)),), (Values("category", ("release",), view="map"),))
    assert removals(Engine(build(case)), query) == ((query.filters[0], 1),)
