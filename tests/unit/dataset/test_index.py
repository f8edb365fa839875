"""Looking a text up by its sum gives what a dictionary gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.common import texts
from explorer.common.texts import Texts
from explorer.dataset import index
from explorer.dataset.index import Index, index_of

CELLS = st.lists(st.text(max_size=12), max_size=60)


@given(CELLS, st.text(max_size=12))
def test_that_texts_are_found_and_others_are_not(cells: list[str], other: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "SMALL", -1)
        patch.setattr(texts, "FEW", -1)
        patch.setattr(index, "TURN", 7)
        found = Index(Texts.of(cells))
    wanted = {cell: i for i, cell in enumerate(cells)}
    assert {cell: found[cell] for cell in cells} == wanted
    assert found.get(other, -1) == wanted.get(other, -1)
    assert (other in found) == (other in wanted)
    assert list(found) == cells


def test_that_texts_with_the_same_sum_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_sum", lambda data: 7)
    monkeypatch.setattr(
        index, "sums_of", lambda column, _progress=None: np.full(len(column), 7, np.uint64)
    )
    found = Index(Texts.of(["a", "b", "c"]))
    assert [found[key] for key in "abc"] == [0, 1, 2]
    assert "d" not in found
    assert 7 not in found


def test_that_a_large_column_is_looked_up_by_sums_and_a_small_one_by_a_dictionary() -> None:
    cells = [f"event-{i}" for i in range(30_000)]
    found = index_of(Texts.of(cells))
    assert isinstance(found, Index)
    assert [found[cells[i]] for i in range(0, 30_000, 100)] == list(range(0, 30_000, 100))
    assert index_of(cells[:5]) == {cell: i for i, cell in enumerate(cells[:5])}
