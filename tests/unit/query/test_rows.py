"""Packed codes of events."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.query import rows
from explorer.query.rows import packed_rows

SIZES = st.sampled_from([1, 3, 20, 255, 256, 300, 70_000])


@st.composite
def cases(draw):
    k = draw(SIZES)
    codes = st.frozensets(st.integers(0, k - 1), max_size=draw(st.sampled_from([1, 2, 30])))
    return k, [sorted(row) for row in draw(st.lists(codes, max_size=12))]


@given(cases(), st.data(), st.sampled_from([5, rows.PIECE]))
def test_that_packed_codes_count_and_carry_as_lists_do(case, data, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rows, "PIECE", piece)
        patched.setattr(rows, "BROAD", piece)
        check(case, data)


def check(case, data) -> None:
    k, lists = case
    events = np.repeat(np.arange(len(lists)), [len(row) for row in lists]).astype(np.int64)
    flat = np.array([code for row in lists for code in row], dtype=np.int64)
    made = packed_rows(len(lists), k, events, flat)
    assert [made.of(i) for i in range(len(lists))] == lists
    held = st.lists(st.booleans(), min_size=len(lists), max_size=len(lists))
    mask = np.array(data.draw(held), dtype=np.bool_)
    inside = [code for row, kept in zip(lists, mask, strict=True) for code in row if kept]
    assert made.count(mask).tolist() == np.bincount(inside, minlength=k).tolist()
    listed = data.draw(st.permutations(np.flatnonzero(mask).tolist()))
    some = np.array(listed, dtype=data.draw(st.sampled_from([np.int32, np.int64])))
    given = data.draw(st.sampled_from([None, mask]))
    assert made.count_events(some, given).tolist() == np.bincount(inside, minlength=k).tolist()
    low, high = sorted(data.draw(st.tuples(*2 * (st.integers(0, len(lists)),))))
    for rising in (np.flatnonzero(mask), np.arange(low, high)):
        told = [code for event in rising.tolist() for code in lists[event]]
        counted = made.count_events(rising.astype(some.dtype), rising=True)
        assert counted.tolist() == np.bincount(told, minlength=k).tolist()
    wanted = np.zeros(k, dtype=np.bool_)
    wanted[sorted(data.draw(st.sets(st.integers(0, k - 1), max_size=20)))] = True
    assert made.carrying(wanted).tolist() == [any(wanted[c] for c in row) for row in lists]
