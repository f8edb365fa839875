"""A column of text answers as a list of the same texts does, whatever it is kept as."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.common import texts
from explorer.common.texts import Texts, encoded

TEXT = st.text(st.characters(), max_size=8) | st.sampled_from(["", "a", "港口", "é\ud800", "𝄞x"])
CELLS = st.lists(TEXT, max_size=40)


def kept(cells: list[str], coded: bool) -> Texts:
    """Beyond what stays objects, with turns of three."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "SMALL", -1)
        if not coded:
            return Texts.joined(list(map(encoded, cells)))
        known = list(dict.fromkeys(cells))
        codes = np.array([known.index(cell) for cell in cells], np.int64)
        return Texts.coded(list(map(encoded, known)), codes)


@pytest.fixture(autouse=True)
def _short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "TURN", 3)
    monkeypatch.setattr(texts, "FEW", -1)


@given(CELLS, st.booleans(), st.slices(40))
def test_that_cells_and_slices_are_those_of_a_list(
    cells: list[str], coded: bool, part: slice
) -> None:
    column = kept(cells, coded)
    assert len(column) == len(cells)
    assert [column[i] for i in range(len(cells))] == cells
    assert [column[i] for i in range(-len(cells), 0)] == cells
    assert list(column) == cells
    assert column[part] == cells[part]
    assert list(reversed(column)) == cells[::-1]
    for beyond in (len(cells), -len(cells) - 1):
        with pytest.raises(IndexError):
            column[beyond]


@given(CELLS.filter(bool), st.booleans(), st.slices(40), st.data())
def test_that_of_few_all_are_decoded_once_one_is_read(
    cells: list[str], coded: bool, part: slice, data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "FEW", 40)
        column = kept(cells, coded)
        assert column._cells is None
        k = data.draw(st.integers(-len(cells), len(cells) - 1))
        assert column[k] == cells[k]
        assert column._cells == cells
        patch.setattr(Texts, "_decoded", None)  # none is decoded again
        assert list(column) == cells
        assert column[part] == cells[part]
    assert column.index(cells[k]) == cells.index(cells[k])
    assert "not there" not in column


def test_that_values_are_decoded_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [f"{k} 号" for k in range(20)]
    column, spans = kept(cells, True), list[int]()
    real = Texts._decoded

    def noted(self: Texts, start: int, stop: int) -> list[str]:
        spans.append(stop - start)
        return real(self, start, stop)

    monkeypatch.setattr(Texts, "_decoded", noted)
    assert column.values == cells
    assert max(spans) == 3


@given(CELLS, CELLS, st.booleans())
def test_that_a_column_equals_what_has_the_same_texts(
    cells: list[str], other: list[str], coded: bool
) -> None:
    column = kept(cells, coded)
    assert column == cells
    assert cells == column
    assert column == kept(cells, not coded)
    assert (column == other) == (cells == other)
    assert (column == "".join(cells)) is False


@given(CELLS, TEXT, st.booleans())
def test_that_a_text_is_found_where_a_list_has_it(
    cells: list[str], wanted: str, coded: bool
) -> None:
    column = kept(cells, coded)
    assert (wanted in column) == (wanted in cells)
    assert column.count(wanted) == cells.count(wanted)
    if wanted in cells:
        assert column.index(wanted) == cells.index(wanted)
    else:
        with pytest.raises(ValueError):
            column.index(wanted)


@given(CELLS.filter(bool), st.booleans(), st.data())
def test_that_rows_are_taken_in_the_order_asked_for(
    cells: list[str], coded: bool, data: st.DataObject
) -> None:
    rows = data.draw(st.lists(st.integers(0, len(cells) - 1)))
    column = kept(cells, coded)
    assert column.take(np.array(rows, np.int64)) == [cells[i] for i in rows]
    assert column.map(lambda text: f"<{text}>") == [f"<{cell}>" for cell in cells]
    assert column.cells(1, 5) == [encoded(cell) for cell in cells[1:5]]


@given(CELLS)
def test_that_a_list_becomes_a_column_that_equals_it(cells: list[str]) -> None:
    assert Texts.of(cells) == cells
    assert Texts.of(iter(cells * 3)) == cells * 3


def test_that_what_repeats_is_kept_once() -> None:
    many = Texts.of(["release", "acquisition"] * 50_000)
    assert (many.data, many.nbytes) == (b"releaseacquisition", 100_000 + 12)
    assert Texts.of([""] * 100_000).nbytes < 20
    apart = Texts.of([f"event {i}" for i in range(100_000)])
    assert (apart.codes, apart.nbytes) == (None, 400_004)


def test_that_a_column_cannot_be_written() -> None:
    for column in (Texts.of(["a", "b"] * 5000), Texts.of([str(i) for i in range(5000)])):
        assert not column.offsets.flags.writeable
        assert column.codes is None or not column.codes.flags.writeable
