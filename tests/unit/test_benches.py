"""The benches' own reckoning: pauses, the table of figures, and what a window is opened on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from explorer.bench.figures import Figures, lines, percentiles
from explorer.bench.hands import there_and_back
from explorer.bench.synthetic import synthetic
from explorer.bench.table import as_table
from explorer.dataset.build import load
from explorer.figure.hit import events_of
from tests.bench.compare import BEGIN, END, NAMES, table, written
from tests.bench.drawn import Drawn
from tests.bench.watchdog import LIMIT, TICK, Watchdog


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watched(qapp: object) -> Iterator[tuple[Clock, Watchdog]]:
    clock = Clock()
    dog = Watchdog(clock)
    yield clock, dog
    dog.close()


def test_that_an_event_loop_that_comes_round_in_time_has_no_pause(
    watched: tuple[Clock, Watchdog],
) -> None:
    clock, dog = watched
    dog.start()
    for _ in range(20):
        clock.now += 2 * TICK / 1e3
        dog.tick()
    assert dog.stop() == []


def test_that_each_late_round_is_a_pause_and_the_longest_comes_first(
    watched: tuple[Clock, Watchdog],
) -> None:
    clock, dog = watched
    dog.start()
    for ms in (5, 60, 5, 305, 10):
        clock.now += ms / 1e3
        dog.tick()
    told = [round(pause.ms) for pause in dog.stop()]
    assert told == [305 - TICK, 60 - TICK]
    assert sum(ms > LIMIT for ms in told) == 2


def test_that_watching_anew_forgets_what_was(watched: tuple[Clock, Watchdog]) -> None:
    clock, dog = watched
    dog.start()
    clock.now += 0.3
    dog.tick()
    dog.start()
    assert dog.stop() == []


def test_that_a_pause_names_the_line_that_held_the_event_loop(qtbot: QtBot) -> None:
    dog = Watchdog()
    dog.start()
    end = time.perf_counter() + 0.3
    while time.perf_counter() < end:
        held_here()
    worst = dog.stop()[0]
    dog.close()
    assert worst.ms >= 200
    assert any("held_here" in line or "test_benches" in line for line in worst.lines)


def held_here() -> None:
    sum(range(20_000))


# Figures


def test_that_percentiles_are_those_of_all_times() -> None:
    times = [float(k) for k in range(1, 101)]
    assert percentiles(times) == {"median_ms": 50.5, "p95_ms": 95.05, "p99_ms": 99.01}
    assert percentiles([7.0]) == {"median_ms": 7.0, "p95_ms": 7.0, "p99_ms": 7.0}


def test_that_the_figures_of_a_kind_are_of_all_its_parts() -> None:
    steps = {"pan": {"map": [1.0, 3.0], "timeline": [5.0, 7.0, 9.0]}}
    told = Figures(1000, 812.34, 1020.06, 310_000_000, steps).json()
    assert told == {
        "events": 1000,
        "cold_start_ms": 812.3,
        "load_ms": 1020.1,
        "rss_mb": 310.0,
        "steps": {"pan": {"median_ms": 5.0, "p95_ms": 8.6, "p99_ms": 8.92}},
    }
    assert [line.split()[:2] for line in lines("pan", steps["pan"])] == [
        ["pan", "5.0"],
        ["map", "2.0"],
        ["timeline", "7.0"],
    ]


def test_that_a_hand_goes_there_and_back_without_standing_still() -> None:
    way = list(islice(there_and_back(2, 6), 100))
    assert way[:9] == [2, 4, 6, 4, 2, 0, -2, -4, -6]
    assert set(np.abs(np.diff(way))) == {2}
    assert max(map(abs, way)) == 6


# What is opened


def test_that_the_table_holds_all_events_and_nothing_is_wrong_in_it(tmp_path: Path) -> None:
    made = synthetic(600)
    path = tmp_path / "events.csv"
    path.write_bytes(b"".join(as_table(made)))
    read = load(path)
    assert read.problems == ()
    assert sorted(read.events.id) == sorted(made.events.id)
    here = [read.event_index[key] for key in made.events.id]
    for name in ("dated", "interval", "start_lo", "start_hi", "end_lo", "end_hi", "confidence"):
        column, wanted = getattr(read.events, name), getattr(made.events, name)
        assert column[here].tolist() == wanted.tolist(), name
    for name in ("title", "title_zh", "summary", "summary_zh"):
        found = getattr(read.events, name)
        assert [found[i] for i in here] == list(getattr(made.events, name)), name
    for name in ("organizations", "tags"):
        counts = np.diff(getattr(read.events, name).offsets)
        assert counts[here].tolist() == np.diff(getattr(made.events, name).offsets).tolist()
    first = [row[0] if len(row := made.events.sites.row(i)) else -1 for i in range(len(made))]
    lon = np.array([made.sites.lon[s] if s >= 0 else np.nan for s in first])
    sites = [read.events.sites.row(i) for i in here]
    found_lon = np.array([read.sites.lon[s[0]] if len(s) else np.nan for s in sites])
    np.testing.assert_allclose(found_lon, lon, atol=1e-4)


# The page


def _round(ours: float, plain: float, drawn: float | None = None) -> tuple[Any, ...]:
    def steps(ms: float) -> dict[str, Any]:
        return {kind: {"median_ms": ms, "p95_ms": 2 * ms, "p99_ms": 3 * ms} for kind in NAMES}

    whole = {"cold_start_ms": 700.0, "load_ms": 1500.0, "rss_mb": 250.4, "steps": steps(ours)}
    return whole, {"steps": steps(plain)}, None if drawn is None else {"steps": steps(drawn)}


def test_that_the_table_tells_medians_over_rounds_and_ratios_within_them() -> None:
    rounds = [_round(2.0, 10.0, 6.0), _round(4.0, 400.0, 4.0), _round(8.0, 80.0, 8.0)]
    made = table({1000: rounds, 1_000_000: []}).splitlines()
    rows = {line.split(" | ")[0].strip("| "): line.split(" | ")[1:] for line in made}
    assert made[0].endswith("| 1,000 | 1,000,000 |")
    assert rows["brush over 50 %"] == ["4.0 / 8.0", "– |"]
    assert rows["plain pyqtgraph: brush over 50 %"] == ["80.0 / 160", "– |"]
    assert rows["times as fast: brush over 50 %"] == ["10.0× / 10.0×", "– |"]
    assert rows["the same marks with pyqtgraph: brush over 50 %"] == ["6.0 / 12.0", "– |"]
    assert rows["times as fast as that: brush over 50 %"] == ["1.0× / 1.0×", "– |"]
    assert rows["load, ms"] == ["1,500", "– |"]
    assert rows["memory, MB"] == ["250", "– |"]
    assert len({line.count("|") for line in made}) == 1
    many = table({1_000_000: [_round(2.0, 10.0)]})
    assert "| the same marks with pyqtgraph: brush over 50 % | – |" in many
    assert "| times as fast as that: brush over 50 % | – |" in many


def test_that_the_same_marks_are_shown_with_pyqtgraph_and_lit_where_selected(qapp: object) -> None:
    shown = Drawn(300, 1000, 700)
    try:
        assert len(shown.brush(0.5, 2)) == 2
        start, end = (shown.first + at * shown.per_pixel for at in shown.region.getRegion())
        events = shown.data.events
        lit = events.dated & (events.start_lo < end) & (events.end_hi > start)
        assert 0 < lit.sum() < len(events)
        for side in (shown.places, shown.times):
            assert len(side.spots) > 20
            here = [lit[np.isin(events.id, events_of(m.ref, shown.data))] for m in side.spots]
            assert len(side.lit_spots.points()) == sum(bool(some.any()) for some in here)
            opaque = [item.opacity() == 1.0 for item in side.items]
            assert any(opaque)
            assert not all(opaque)
    finally:
        shown.watch.follow(None)
        shown.window.close()


def test_that_the_table_takes_the_place_of_the_one_before() -> None:
    page = f"Above\n{BEGIN}\nold\n{END}below\n"
    new = written(page, "| new |\n")
    assert new == f"Above\n{BEGIN}\n| new |\n\n{END}below\n"
    assert written(new, "| new |\n") == new
    with pytest.raises(ValueError):
        written("no place", "| new |\n")
