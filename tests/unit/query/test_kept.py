"""Masks that are kept as bits are the masks they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.query.kept import Masks, packed, unpacked


@given(st.lists(st.booleans()))
def test_that_bits_give_the_mask_again(held: list[bool]) -> None:
    mask = np.array(held, np.bool_)
    assert unpacked(packed(mask), len(mask)).tolist() == held


def test_that_the_latest_masks_are_kept_and_older_ones_as_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("explorer.query.kept.WHOLE_BYTES", 0)
    made: list[int] = []

    def make(key: int) -> np.ndarray:
        made.append(key)
        return np.arange(9) % (key + 2) == 0

    masks = Masks(9, make, 5)
    first = masks(0)
    assert masks(0) is first
    for key in (1, 2, 3, 4):
        masks(key)
    assert made == [0, 1, 2, 3, 4]
    again = masks(0)
    assert again.tolist() == first.tolist()
    assert not again.flags.writeable
    assert made == [0, 1, 2, 3, 4]
    masks(5)
    masks(1)
    assert made == [0, 1, 2, 3, 4, 5, 1]


def test_that_masks_that_are_soon_made_again_take_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explorer.query.kept.WHOLE_BYTES", 0)
    made: list[int] = []

    def make(key: int) -> np.ndarray:
        made.append(key)
        return np.arange(9) % (key + 2) == 0

    masks = Masks(9, make, 5, lambda key: key % 2 == 0)
    kept = [masks(key).tolist() for key in range(5)]
    assert masks(1).tolist() == kept[1]
    assert made == [0, 1, 2, 3, 4]
    assert masks(0).tolist() == kept[0]
    assert made == [0, 1, 2, 3, 4, 0]
