"""What is worked out ahead is what the map asks for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.dataset.model import Dataset
from explorer.figure.map import camera
from explorer.figure.map.camera import _both, _cells, first_view
from explorer.figure.map.clusters import _groups, groups
from explorer.figure.map.ready import Room, prepare_map

ROOM = Room(982.0, 431.0, ((12.0, 12.0, 190.0, 36.0),))


def test_that_the_first_view_and_its_groups_are_at_hand(
    bundled: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = np.ones(len(bundled), np.bool_)
    prepare_map(bundled, everything, "en", ROOM)
    monkeypatch.delattr(camera, "_first_view")
    view = first_view(bundled, ROOM.width, ROOM.height, ROOM.obstacles)
    before = _groups.cache_info()
    assert groups(bundled, everything, view.center_lon, view.scale)
    assert _groups.cache_info().hits == before.hits + 1


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1))
def test_that_cells_are_the_distinct_rows(rows: list[tuple[int, int]]) -> None:
    table = np.array(rows, np.int64)
    expected = np.unique(table, axis=0, return_counts=True)[0]
    assert _cells(table).tolist() == expected.tolist()


stretches = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 4), st.integers(0, 4)),
    max_size=9,
)


@given(stretches)
def test_that_discs_in_both_are_counted(ends: list[tuple[int, int, int, int]]) -> None:
    a = np.array([[x <= k < y for x, y, _, _ in ends] for k in range(5)], bool).reshape(5, -1)
    b = np.array([[x <= k < y for _, _, x, y in ends] for k in range(4)], bool).reshape(4, -1)
    assert (_both(a, b) == a.astype(int) @ b.T.astype(int)).all()
