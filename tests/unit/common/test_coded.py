"""Columns that stand in for arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.common.coded import STRIDE, Coded, Counting, Runs, alike, once

NUMBERS = st.lists(st.sampled_from([0.0, -0.0, 1.5, -7.0, float("nan"), float("inf")]), min_size=1)


@given(NUMBERS, st.data())
def test_that_a_coded_column_gives_what_the_array_does(numbers: list[float], data) -> None:
    whole = np.array(numbers)
    rows, codes = alike(whole)
    column = Coded(whole[rows], codes)
    at = data.draw(st.lists(st.integers(-len(whole), len(whole) - 1)))
    asked = np.array(at, np.int64)
    for found, wanted in (
        (column[asked], whole[asked]),
        (column[1:], whole[1:]),
        (np.asarray(column), whole),
        (column.copy(), whole),
        (column >= 0.0, whole >= 0.0),
        (column == whole, whole == whole),
        (np.isnan(column), np.isnan(whole)),
        (column + column, whole + whole),
        (np.where(np.isfinite(column), column, 3.0), np.where(np.isfinite(whole), whole, 3.0)),
        (column.astype(np.float32), whole.astype(np.float32)),
    ):
        assert np.asarray(found).tobytes() == np.asarray(wanted).tobytes()
    assert len(column) == column.size == len(whole)
    assert (column.shape, column.dtype, column.ndim) == (whole.shape, whole.dtype, 1)
    assert np.array(column.tolist()).tobytes() == whole.tobytes() == column.tobytes()
    assert np.array(list(column)).tobytes() == whole.tobytes()


def test_that_codes_are_asked_for_each_value_once() -> None:
    column = Coded(np.array([5, 9]), np.array([0, 1, 1, 0], np.uint8))
    again = Coded(np.array([1, 2]), column.codes)
    assert (column - again).tolist() == [4, 7, 7, 4]
    assert (column - Coded(np.array([5]), np.zeros(4, np.uint8))).tolist() == [0, 4, 4, 0]
    assert (column.min(), column.max()) == (5, 9)
    assert np.add.reduce(column) == 28
    with pytest.raises(ValueError):
        column.values[0] = 1


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 1))))
def test_that_rows_that_come_again_are_kept_once(rows: list[tuple[int, int]]) -> None:
    columns = [np.array([row[k] for row in rows], np.int64) for k in (0, 1)]
    found = once(*columns)
    assert [np.asarray(part).tolist() for part in found] == [part.tolist() for part in columns]
    coded = [isinstance(part, Coded) for part in found]
    assert coded == [len(set(rows)) * 2 <= len(rows)] * 2


@given(st.integers(0, 5), st.integers(0, 9), st.data())
def test_that_a_column_that_counts_gives_what_the_array_does(first: int, n: int, data) -> None:
    column, whole = Counting(first, n), np.arange(first, first + n, dtype=np.int32)
    assert column.tolist() == whole.tolist()
    assert (column.dtype, len(column)) == (whole.dtype, n)
    start, stop = data.draw(st.tuples(st.integers(-12, 12), st.integers(-12, 12)))
    assert column[start:stop].tolist() == whole[start:stop].tolist()
    assert column[::-1].tolist() == whole[::-1].tolist()
    assert (column == whole).all()
    assert column.max(initial=0) == whole.max(initial=0)
    for i in range(-n, n):
        assert column[i] == whole[i]
    assert column[np.array([0, -1] if n else [], np.int64)].tolist() == (
        [first, first + n - 1] if n else []
    )
    with pytest.raises(IndexError):
        column[n]


@given(st.lists(st.integers(0, 3 * STRIDE)))
def test_that_rising_numbers_are_kept_as_how_often_each_comes(numbers: list[int]) -> None:
    rising = np.array(sorted(numbers), np.int64)
    runs = Runs(rising)
    assert runs.all().tolist() == rising.tolist()
    assert [runs[i] for i in range(len(rising))] == rising.tolist()
    with pytest.raises(IndexError):
        runs[len(rising)]
