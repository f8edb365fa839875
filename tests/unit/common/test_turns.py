"""Work on very many things in short turns comes to the same as all at once."""

from __future__ import annotations

import pytest

from explorer.common import turns
from explorer.common.turns import let_go, ordered


def test_that_lists_are_emptied() -> None:
    first, second = list(range(2 * turns.DROPPED + 1)), ["a"]
    let_go(first, second, [])
    assert (first, second) == ([], [])


@pytest.mark.parametrize("count", [0, 1, 9, 10, 57])
def test_that_equals_stay_in_their_order(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(turns, "SORTED", 9)
    things = [((k * 7919) % 5, k) for k in range(count)]
    assert ordered(things, key=lambda thing: thing[0]) == sorted(things, key=lambda t: t[0])
