"""Spans of time that events share, against those of the events one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from explorer.common.coded import Coded
from explorer.dataset.model import Dataset
from explorer.views.inspector.spans import Spans
from tests.bench.synthetic import synthetic


@pytest.mark.parametrize(("events", "coded"), [(300, False), (60_000, True)])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_that_each_dated_event_is_stood_for(events: int, coded: bool, share: float) -> None:
    data = synthetic(events)
    assert isinstance(data.events.start_lo, Coded) == coded
    chosen = np.flatnonzero(np.random.default_rng(5).random(events) < share)
    dated = chosen[data.events.dated[chosen]].tolist()
    found = Spans(data, chosen)
    columns = (found.start_lo, found.start_hi, found.end_lo, found.end_hi)
    assert (len(found), found.total) == (len(dated), len(chosen))
    held = Counter[tuple[int, ...]]()
    for row, n in zip(np.column_stack(columns).tolist(), found.often.tolist(), strict=True):
        held[tuple(row)] += n
    assert held == Counter(bounds(data, event) for event in dated)
    for row in range(0, len(found.often), 997):
        some = np.arange(len(found.often)) % 997 == row % 997
        wanted = set(map(tuple, np.column_stack(columns)[some].tolist()))
        first = next(event for event in dated if bounds(data, event) in wanted)
        assert found.first(some) == first


def bounds(data: Dataset, event: int) -> tuple[int, ...]:
    e = data.events
    return tuple(int(column[event]) for column in (e.start_lo, e.start_hi, e.end_lo, e.end_hi))
