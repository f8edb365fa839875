"""Numbers of what masks hold, against those found anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.common import listing
from explorer.common.listing import held, listed


@given(st.lists(st.lists(st.booleans(), max_size=40), max_size=6), st.data())
def test_that_the_smaller_side_is_listed(cases: list[list[bool]], data: st.DataObject) -> None:
    masks = [np.array(case, dtype=np.bool_) for case in cases]
    for mask in masks:
        mask.flags.writeable = data.draw(st.booleans())
    for mask in data.draw(st.lists(st.sampled_from(masks), max_size=12)) if masks else ():
        numbers, inside = listed(mask)
        assert numbers.tolist() == np.flatnonzero(mask == inside).tolist()
        assert 2 * len(numbers) <= len(mask)


@given(st.lists(st.lists(st.booleans(), max_size=40), min_size=1, max_size=20), st.data())
def test_that_what_masks_hold_is_counted(cases: list[list[bool]], data: st.DataObject) -> None:
    masks = [np.array(case, dtype=np.bool_) for case in cases]
    for mask in masks:
        mask.flags.writeable = data.draw(st.booleans())
    for mask in data.draw(st.lists(st.sampled_from(masks), max_size=30)):
        assert held(mask) == np.count_nonzero(mask)
        if mask.flags.writeable:
            mask ^= True
    assert len(listing._sizes) <= listing.SIZES


def test_that_a_mask_that_cannot_change_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    mask = np.arange(100) % 7 == 0
    mask.flags.writeable = False
    assert held(mask) == 15
    monkeypatch.setattr(np, "count_nonzero", None)
    assert held(mask) == 15


def test_that_a_mask_that_cannot_change_is_listed_once() -> None:
    mask = np.arange(100) % 7 == 0
    mask.flags.writeable = False
    assert listed(mask)[0] is listed(mask)[0]


def test_that_a_mask_that_may_change_is_listed_anew() -> None:
    mask = np.zeros(100, dtype=np.bool_)
    shown = mask[:]
    shown.flags.writeable = False  # what it is a view of can change
    assert listed(mask)[0].tolist() == listed(shown)[0].tolist() == []
    mask[7] = True
    assert listed(mask)[0].tolist() == listed(shown)[0].tolist() == [7]


def test_that_no_more_than_a_few_lists_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_kept", ())
    for k in range(9):
        mask = np.arange(20) == k
        mask.flags.writeable = False
        listed(mask)
    assert len(listing._kept) == listing.KEPT
