"""The dataset of any size that the benches measure."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from explorer.bench import wording
from explorer.bench.table import as_table
from explorer.dataset import edtf
from explorer.dataset.model import Dataset, Lists
from tests.bench.synthetic import bundled, synthetic


def test_that_made_events_are_of_every_kind_and_in_order() -> None:
    data = synthetic(2000)
    events, sites = data.events, data.sites
    for i, text in enumerate(events.date):
        date = edtf.parse(text) if text else None
        spans = tuple(
            int(s[i]) for s in (events.start_lo, events.start_hi, events.end_lo, events.end_hi)
        )
        assert bool(events.dated[i]) == (date is not None)
        if date is not None:
            assert spans == (date.start.lo, date.start.hi, date.end.lo, date.end.hi), text
    keys = list(zip(~events.dated, events.start_lo, events.id, strict=True))
    assert keys == sorted(keys)
    for lists in (events.organizations, events.sites):
        assert set(np.diff(lists.offsets).tolist()) >= {0, 1, 2}
    assert _rows(events.sites).tolist() == sites.event.tolist()
    assert (sites.region >= 0).any()
    assert sites.rings
    assert np.isnan(sites.lon).any()


def test_that_the_same_number_makes_the_same_events() -> None:
    a, b = synthetic(300), synthetic(300)
    assert a.events.title == b.events.title
    assert a.sites.draw_lon.tobytes() == b.sites.draw_lon.tobytes()


def test_that_the_pieces_in_which_events_are_made_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = _all_of(synthetic(2500))
    monkeypatch.setattr(wording, "PIECE", 700)
    assert _all_of(synthetic(2500)) == whole
    assert _all_of(synthetic(2500, seed=4)) != whole


def test_that_made_events_are_columns_and_take_little_more_room_on_the_way() -> None:
    n = 30_000
    bundled()
    tracemalloc.start()
    try:
        made = synthetic(n)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(made) == n
    assert kept < 220 * n
    assert peak < 400 * n


def _rows(lists: Lists) -> np.ndarray:
    return np.repeat(np.arange(len(lists.offsets) - 1), np.diff(lists.offsets))


def _all_of(data: Dataset) -> tuple[bytes, ...]:
    events, sites = data.events, data.sites
    numbers = (events.start_lo, events.end_hi, sites.draw_lon, sites.draw_lat)
    return b"".join(as_table(data)), *(column.tobytes() for column in numbers)
