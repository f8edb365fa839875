"""Ids of sites that a table gives none."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.common.texts import Texts, encoded
from explorer.dataset import site_ids
from explorer.dataset.site_ids import SiteIds

EVENTS = [f"事件-{k}" for k in range(9)]
EVENT = np.array([0, 0, 3, 8, 8, 8], np.int32)
NUMBER = np.array([1, 2, 1, 1, 2, 3])
IDS = ["事件-0--1", "事件-0--2", "事件-3--1", "事件-8--1", "事件-8--2", "事件-8--3"]


@pytest.mark.parametrize("few", [-1, 5, 6])
def test_that_ids_are_made_of_events_and_numbers(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(site_ids, "FEW", few)
    ids = SiteIds(Texts.joined(list(map(encoded, EVENTS))), EVENT, NUMBER)
    assert ids._cells is None
    for _ in range(2):
        assert [ids[i] for i in range(len(ids))] == IDS
        assert ids[-1] == IDS[-1]
        assert ids[1:4] == IDS[1:4]
        assert list(ids) == IDS
        assert ids == IDS
    assert (ids._cells is not None) == (few >= len(IDS))
    with pytest.raises(IndexError):
        ids[len(IDS)]
    assert SiteIds.event_of(IDS[2]) == EVENTS[3]
