"""Counts of masks that follow each other, against counts made anew."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.common import following
from explorer.common.following import Following, Holds, apart, step

K = 5


def frozen(mask: np.ndarray) -> np.ndarray:
    mask.flags.writeable = False
    return mask


@st.composite
def walks(draw: st.DrawFn) -> tuple[np.ndarray, list[np.ndarray]]:
    """Codes of things, and masks of which each is the last one but for a few places."""
    n = draw(st.integers(0, 300))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    masks = [rng.random(n) < draw(st.floats(0, 1))]
    for many in draw(st.lists(st.integers(0, 40), max_size=8)):
        mask = masks[-1].copy()
        if n:
            at = rng.integers(0, n, many)
            mask[at] = rng.random(len(at)) < 0.5
        masks.append(mask)
    return rng.integers(0, K, n), [frozen(mask) for mask in masks]


@given(walks())
def test_that_a_step_is_what_entered_and_what_left(
    walk: tuple[np.ndarray, list[np.ndarray]],
) -> None:
    _, masks = walk
    for before, after in pairwise(masks):
        found = step(before, after)
        assert found[0].tolist() == np.flatnonzero(after & ~before).tolist()
        assert found[1].tolist() == np.flatnonzero(before & ~after).tolist()
        assert apart(before, after) == len(found[0]) + len(found[1])


@given(walks(), st.booleans())
def test_that_counts_that_follow_are_those_made_anew(
    walk: tuple[np.ndarray, list[np.ndarray]], back: bool
) -> None:
    codes, masks = walk
    every = np.arange(len(codes))

    def told(things: np.ndarray, holds: Holds | None) -> list[np.ndarray]:
        if holds is not None:
            assert np.flatnonzero(holds(every)).tolist() == things.tolist()
        return [codes[things]]

    counts = Following(K, told)
    for mask in [*masks, *(reversed(masks) if back else ())]:
        expected = np.bincount(codes[mask], minlength=K)
        assert counts.of(mask).tolist() == expected.tolist()
        assert not counts.of(mask).flags.writeable


def test_that_only_what_changed_is_looked_at() -> None:
    seen: list[int] = []

    def codes(things: np.ndarray, _holds: Holds | None) -> list[np.ndarray]:
        seen.append(len(things))
        return [things % K]

    counts = Following(K, codes)
    first = frozen(np.arange(4000) < 1900)
    counts.of(first)
    assert seen == [1900]
    counts.of(frozen(np.arange(4000) < 1903))
    counts.of(first)
    assert sum(seen) == 1903


def test_that_of_more_than_half_what_is_missing_is_looked_at() -> None:
    seen: list[int] = []

    def codes(things: np.ndarray, _holds: Holds | None) -> list[np.ndarray]:
        seen.append(len(things))
        return [things % K]

    counts = Following(K, codes)
    counts.of(frozen(np.arange(4000) >= 10))
    assert seen == [4000, 10]
    counts.of(frozen(np.arange(4000) < 3970))
    assert sum(seen) <= 4050


def test_that_masks_that_are_not_alike_are_counted_anew() -> None:
    seen: list[int] = []

    def codes(things: np.ndarray, _holds: Holds | None) -> list[np.ndarray]:
        seen.append(len(things))
        return [things % K]

    counts = Following(K, codes)
    mask = np.arange(4000) % 4 == 0
    counts.of(frozen(mask))
    counts.of(frozen(np.arange(4000) % 4 == 1))
    assert seen == [1000, 1000]
    pairs = [pair for pair in following._pairs.values() if pair.before is mask]
    assert len(pairs) == 1
    assert "step" not in vars(pairs[0]), "what is different was listed"


def test_that_a_mask_that_changes_is_not_remembered() -> None:
    counts = Following(K, lambda things, _holds: [things % K])
    mask = np.zeros(4000, dtype=np.bool_)
    assert counts.of(mask).sum() == 0
    mask[7] = True
    assert counts.of(mask).sum() == 1
    before = mask.copy()
    mask[9] = True
    assert step(before, mask)[0].tolist() == [9]
    mask[9] = False
    assert not len(step(before, mask)[0])


def test_that_no_more_than_a_few_masks_are_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_pairs", type(following._pairs)())
    counts = Following(K, lambda things, _holds: [things % K])
    for k in range(40):
        counts.of(frozen(np.arange(4000) < k))
    assert len(following._pairs) <= following._PAIRS
    assert len(counts._states) <= following._STATES
