"""Spans of time that events share, against those of the events one by one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from explorer.common.coded import Coded
from explorer.dataset import quick
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.views.inspector.selection_words import extent_words, shown_words
from explorer.views.inspector.spans import Bounds, Spans, bounds_shown
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


@pytest.mark.parametrize("events", [300, 60_000])
def test_that_what_is_shown_is_told_as_by_its_events(events: int) -> None:
    data, random = synthetic(events), np.random.default_rng(6)
    shown = np.zeros(len(data), np.bool_)
    for share in (1.0, 0.6, 0.6, 0.01, 0.0):
        if share:
            stretch = slice(*np.sort(random.integers(0, len(data), 2)).tolist())
            shown[stretch] = random.random(len(shown[stretch])) < share
        else:
            shown[:] = False
        mask = shown.copy()
        mask.flags.writeable = False
        numbers = np.flatnonzero(mask)
        assert shown_words(data, mask, "en") == extent_words(data, numbers, "en")
        found, each = bounds_shown(data, mask), Spans(data, numbers)
        held = set(fours(each))
        assert set(fours(found)) == held
        for four in sorted(held)[::97]:
            alone = [np.array([f == four for f in fours(spans)]) for spans in (found, each)]
            assert found.first(alone[0]) == each.first(alone[1])


def test_that_no_way_to_write_nothing_is_a_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "LARGE", 0)
    path = tmp_path / "table.csv"
    cells = ["2001-02-03", "", "2005-06", " ", "2010", '"  "', "2020-01-01/2020-05-01"]
    rows = [f"e{k},t{k},{cells[k % len(cells)]}" for k in range(700)]
    path.write_text("\n".join(["id,title,date", *rows, ""]), "utf-8")
    data = load(path)
    assert isinstance(data.events.start_lo, Coded)
    undated = ~np.asarray(data.events.dated)
    assert len(set(data.events.start_lo.codes[undated].tolist())) > 1
    for shown in (np.ones(len(data), np.bool_), undated, np.arange(len(data)) % 7 == 0):
        numbers = np.flatnonzero(shown)
        assert shown_words(data, shown, "en") == extent_words(data, numbers, "en")
        assert set(fours(bounds_shown(data, shown))) == set(fours(Spans(data, numbers)))


def fours(spans: Bounds) -> list[tuple[int, ...]]:
    columns = (spans.start_lo, spans.start_hi, spans.end_lo, spans.end_hi)
    return [tuple(row) for row in np.column_stack(columns).tolist()]


def bounds(data: Dataset, event: int) -> tuple[int, ...]:
    e = data.events
    return tuple(int(column[event]) for column in (e.start_lo, e.start_hi, e.end_lo, e.end_hi))
