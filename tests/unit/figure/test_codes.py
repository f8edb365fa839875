"""Codes that events carry, against plain sets of pairs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.figure.codes import Codes, gathered


@st.composite
def carried(draw: st.DrawFn) -> tuple[int, int, list[set[int]]]:
    """Number of events, of codes, and the events of each code."""
    n, k = draw(st.integers(1, 90)), draw(st.integers(1, 6))
    return n, k, [draw(st.sets(st.integers(0, n - 1))) for _ in range(k)]


def made(n: int, k: int, sets: list[set[int]]) -> Codes:
    parts = ((np.array(sorted(s), np.int64), np.full(len(s), c)) for c, s in enumerate(sets))
    return gathered(n, k, parts)


@given(carried(), st.data())
def test_that_codes_are_counted_and_found_again(
    case: tuple[int, int, list[set[int]]], data: st.DataObject
) -> None:
    n, k, sets = case
    codes = made(n, k, sets)
    assert codes.total().tolist() == [len(s) for s in sets]
    assert [codes.events(c).tolist() for c in range(k)] == [sorted(s) for s in sets]
    for _ in range(3):
        chosen = data.draw(st.sets(st.integers(0, n - 1)))
        mask = np.isin(np.arange(n), sorted(chosen))
        mask.flags.writeable = False
        assert codes.counts(mask).tolist() == [len(s & chosen) for s in sets]
    wanted = np.array(data.draw(st.lists(st.booleans(), min_size=k, max_size=k)))
    held = set().union(*(s for s, want in zip(sets, wanted.tolist(), strict=True) if want))
    assert np.flatnonzero(codes.carrying(wanted)).tolist() == sorted(held)


def test_that_few_of_many_are_looked_up() -> None:
    sets = [set(range(500)), set(range(0, 500, 2)), {3, 8, 499}]
    codes = made(500, 3, sets)
    base = np.zeros(500, dtype=np.bool_)
    base.flags.writeable = False
    near = np.isin(np.arange(500), [8, 499])
    near.flags.writeable = False
    assert codes.counts(base).tolist() == [0, 0, 0]
    assert codes.counts(near).tolist() == [2, 1, 2]


@given(st.integers(0, 480), st.integers(1, 20), st.integers(1, 16))
def test_that_neighbours_among_many_are_looked_up_together(low: int, n: int, stride: int) -> None:
    sets = [set(range(500)), set(range(0, 500, 2)), set(range(0, 500, 3)), {3, 8, 499}]
    codes = made(500, 4, sets)
    chosen = sorted({min(low + k * stride, 499) for k in range(n)})
    found = codes.count(np.array(chosen, np.int64))
    assert found.tolist() == [len(s & set(chosen)) for s in sets]
