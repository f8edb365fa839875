"""Places of numbers among rising ones."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.common.ranks import _DENSE, _SHORT, bits_of, scattered, standing, stretch, where_any


def spread(n: int, below: int, seed: int) -> np.ndarray:
    """``n`` different numbers, rising."""
    return np.sort(np.random.default_rng(seed).choice(below, n, replace=False))


RISING = np.sort(np.random.default_rng(0).integers(1000, 900_000, 60_000)).astype(np.int32)
DENSE = np.arange(400_000, 430_000)


@pytest.mark.parametrize(
    "wanted",
    [
        np.array([], np.int64),
        RISING[:1],
        np.array([0, 5]),
        np.array([999_999, 1_000_001]),
        DENSE,
        spread(_SHORT // 4, 1_000_000, 1),
        spread(5 * _SHORT, 1_000_000, 2),
        np.unique(np.concatenate([spread(3000, 1_000_000, 3), DENSE])),
        np.arange(0, 1_000_000),
    ],
    ids=["none", "one", "before", "beyond", "dense", "few", "many", "both", "all"],
)
@pytest.mark.parametrize("kind", [np.int32, np.int64])
@pytest.mark.parametrize("there", [None, bits_of(RISING)], ids=["plain", "bits"])
@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known"])
def test_that_each_place_of_what_is_wanted_is_found_once_and_in_order(
    wanted: np.ndarray, kind: type, there: np.ndarray | None, known: bool
) -> None:
    expected = np.flatnonzero(np.isin(RISING, wanted))
    holds = (lambda numbers: np.isin(numbers, wanted)) if known else None
    found = where_any(RISING, wanted.astype(kind), there, holds)
    assert found.dtype == np.int64
    assert found.tolist() == expected.tolist()


def test_that_bits_tell_what_stands_there() -> None:
    told = np.unpackbits(bits_of(RISING)).astype(bool)
    assert np.flatnonzero(told).tolist() == sorted(set(RISING.tolist()))
    assert not np.unpackbits(bits_of(RISING[:0])).any()


def test_that_what_is_scattered_is_told_from_what_is_dense() -> None:
    many = spread(5 * _SHORT, 1_000_000, 2)
    assert scattered(many) == len(many)
    assert scattered(DENSE) == 0
    some = np.unique(np.concatenate([spread(3000, 90_000_000, 3), DENSE]))
    assert 2900 <= scattered(some) < 3000 + 2 * _SHORT


@pytest.mark.parametrize(
    ("rising", "run"),
    [
        ([], None),
        ([5], slice(5, 6)),
        ([5, 6, 7], slice(5, 8)),
        ([5, 7], None),
        ([5, 6, 8], None),
    ],
)
def test_that_numbers_without_a_gap_are_a_stretch(rising: list[int], run: slice | None) -> None:
    assert stretch(np.array(rising, np.int32)) == run


@pytest.mark.parametrize("run", [slice(0, 1), slice(5000, 5001), slice(0, 900_001), DENSE])
def test_that_all_of_a_stretch_is_found(run: slice | np.ndarray) -> None:
    numbers = run if isinstance(run, slice) else stretch(run)
    assert numbers is not None
    expected = np.flatnonzero(np.isin(RISING, np.arange(numbers.start, numbers.stop)))
    assert np.arange(len(RISING))[standing(RISING, numbers)].tolist() == expected.tolist()


def test_that_the_samples_are_what_they_are_called() -> None:
    many = spread(5 * _SHORT, 1_000_000, 2)
    assert many[-1] - many[0] >= _DENSE * len(many), "else it is found in one go"
    assert (np.diff(RISING) == 0).any(), "some stand there twice"
