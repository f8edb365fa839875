"""Events stand by start, then by id, undated ones last."""

from __future__ import annotations

import random

import pytest

from explorer.common import turns
from explorer.dataset.edtf import parse
from explorer.dataset.events import NAN, EventRow, sorted_events
from explorer.dataset.log import Place

DATES = ("", "", "2024", "2024-01", "2024-01-01", "1969-12", "-0044", "[..2024]", "1970-01-01")


def row(k: int, dice: random.Random) -> EventRow:
    text = dice.choice(DATES)
    date = parse(text) if text else None
    return EventRow(Place("t", k), f"e{dice.randint(0, 40)}", {}, "", date, text, "", NAN, "")


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_that_events_are_in_order(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(turns, "SORTED", 7)
    dice = random.Random(count)
    rows = [row(k, dice) for k in range(count)]
    expected = sorted(rows, key=lambda r: (r.date is None, r.date.start.lo if r.date else 0, r.id))
    assert [r.place for r in sorted_events(rows)] == [r.place for r in expected]
