"""What follows by difference, out of orders of time and out of prefix sums: the same as anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import query_brute as brute
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import E, build, spans_of, stands
from query_draws import clauses, events, queries, time_clauses

from explorer.common import following
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import Dataset
from explorer.query import tally
from explorer.query.buckets import bin_seconds, bins, cell_corners, cells
from explorer.query.clauses import FIELDS, Query, TimeRange, Values
from explorer.query.engine import Engine
from explorer.query.masks import time_mask
from explorer.query.timeorder import SPARE, TimeOrder
from tests.bench.synthetic import synthetic


@st.composite
def steps(draw):
    """Queries as a hand makes them: windows and brushes that move, other clauses now and then."""
    filters = tuple(draw(st.lists(clauses, max_size=2)))
    selection = tuple(draw(st.lists(clauses, max_size=1)))
    found = []
    for _ in range(draw(st.integers(2, 6))):
        window, brush = (draw(st.lists(time_clauses(), max_size=1)) for _ in range(2))
        if draw(st.integers(0, 3)) == 0:
            filters = tuple(draw(st.lists(clauses, max_size=2)))
        found.append(Query((*filters, *window), (*selection, *brush)))
    return found


def told(query: Query, engine: Engine) -> list[object]:
    """All that the engine answers."""
    result = engine.result(query)
    lit = result.selected
    found: list[object] = [result.visible.tolist(), None if lit is None else lit.tolist()]
    for facet in result.facets.values():
        found += [(facet.field, v) for v in facet.values]
        found += [facet.total.tolist(), facet.filtered.tolist()]
        found.append(None if facet.selected is None else facet.selected.tolist())
    for buckets in (engine.cells(1), engine.bins(0)):
        for homes in (False, True):
            counts = engine.bucket_counts(query, buckets, "map", homes)
            found += [counts.total.tolist(), counts.filtered.tolist()]
            found.append(None if counts.selected is None else counts.selected.tolist())
    return found


@settings(max_examples=60, deadline=None)
@given(events(30), steps(), st.data())
def test_that_answers_step_by_step_are_those_of_a_new_engine(case, queries, data) -> None:
    dataset = build(case)
    engine = Engine(dataset, large=True)
    for query in queries:
        windows = [c for c in (*query.filters, *query.selection) if isinstance(c, TimeRange)]
        if data.draw(st.booleans()):
            moving = data.draw(st.sampled_from([None, *windows]))
            engine.prepare(query, moving, (engine.cells(1), engine.bins(0)))
        if data.draw(st.booleans()):
            engine.release(query)
        assert told(query, engine) == told(query, Engine(dataset, large=False))


@settings(max_examples=50, deadline=None)
@given(
    events(20),
    st.lists(queries, min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from([1, tally.COMPARED]),
)
def test_that_answers_step_by_step_agree_with_brute_force(
    case, steps, sums: bool, compared: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tally, "COMPARED", compared)
        agree(case, steps, sums)


def agree(case, steps, sums: bool) -> None:
    engine = Engine(build(case), large=True)
    for query in steps:
        window = next((c for c in query.filters if isinstance(c, TimeRange)), None)
        if sums:
            engine.prepare(query, window)
        result = engine.result(query)
        assert result.visible.tolist() == brute.visible(case, query)
        for field, facet in result.facets.items():
            view = f"facet:{field}"
            filtered = brute.counts(case, field, brute.visible(case, query, view))
            assert _named(facet.values, facet.filtered) == filtered
            lit = brute.selected(case, query, view)
            if lit is not None:
                assert _named(facet.values, facet.selected) == brute.counts(case, field, lit)


def _named(values, counts) -> dict[str, int]:
    return {v: int(c) for v, c in zip(values, counts, strict=True) if c}


@settings(max_examples=60, deadline=None)
@given(events(12), st.lists(time_clauses(), min_size=1, max_size=8))
def test_that_windows_out_of_orders_agree_with_every_reading(case, windows) -> None:
    order = TimeOrder(build(case).events)
    masks = []
    for k, window in enumerate(windows):
        mask = order.mask(window)
        assert mask.tolist() == [brute.in_time(e, window) for e in case]
        masks.append(mask)
        order.met(windows[k // 2], masks[k // 2])  # an older one, asked for again
    for (a, before), (b, after) in zip(
        zip(windows, masks, strict=True), zip(windows[1:], masks[1:], strict=True), strict=False
    ):
        near = order.changed(a, b)
        if near is not None:
            assert set(np.flatnonzero(before != after)) <= set(near.tolist())


def test_that_a_window_is_made_out_of_the_one_last_seen(monkeypatch) -> None:
    """Also when that one was kept and not made anew."""
    day = 86_400
    engine = Engine(synthetic(3000), large=True)
    events = engine.dataset.events
    first, last = np.quantile(events.start_lo[events.dated], [0.2, 0.8]).astype(int).tolist()
    windows = [TimeRange(at, at + 90 * day) for at in range(first, last, 30 * day)]
    for window in windows:
        engine.mask(window)
    made = []
    monkeypatch.setattr(TimeOrder, "_whole", lambda *asked: made.append(asked))
    for window in reversed(windows):
        engine.mask(window)  # all of these are kept
    engine.mask(replace(windows[0], start=first - day))
    assert not made
    monkeypatch.undo()
    fresh = TimeOrder(events)
    monkeypatch.setattr(TimeOrder, "_whole", lambda *asked: made.append(asked))
    with pytest.raises(AttributeError):
        fresh.mask(windows[0])  # so this is how one is made anew


def test_that_windows_are_not_kept_as_bits_and_other_masks_are(monkeypatch) -> None:
    monkeypatch.setattr("explorer.query.kept.WHOLE_BYTES", 0)
    day, other = 86_400, Values("category", ("ipo",))
    engine = Engine(synthetic(3000), large=True)
    first = int(engine.dataset.events.start_lo[300])
    queries = [
        Query((TimeRange(first + k * day, first + (k + 90) * day), *more))
        for k in range(9)
        for more in ((), (other,))
    ]
    sizes = [engine.result(query).n_visible for query in queries]
    states = engine._tallies._states
    old = [(clauses, s) for clauses, s in states.items() if s.whole is None and clauses]
    assert len(old) > 8
    assert all((s.bits is None) == (len(clauses) == 1) for clauses, s in old)
    for query, size in zip(queries, sizes, strict=True):
        assert states[frozenset(query.filters)].mask.sum() == size


def test_that_the_first_steps_of_a_window_take_the_room_made_for_them(monkeypatch) -> None:
    day, made = 86_400, []
    engine = Engine(synthetic(3000), large=True)
    first, last = engine.dataset.events.start_lo[[300, 2000]].tolist()
    window = TimeRange(first, last)
    engine.mask(window)
    room = TimeOrder.room

    def dirty(order: TimeOrder) -> list[np.ndarray]:
        made.append(room(order))
        for one in made[-1]:
            one.fill(True)
        return made[-1]

    monkeypatch.setattr(TimeOrder, "room", dirty)
    engine.prepare(Query(selection=(window,)), window)
    (rooms,) = made
    there, taken = list(rooms), []
    assert not any(one.any() for one in there), "all of it was written to"
    for k in range(1, SPARE + 3):
        step = replace(window, start=first + k * day)
        mask = engine.mask(step)
        taken.append(any(mask is one for one in there))
        assert mask.tolist() == time_mask(engine.dataset.events, step).tolist()
        assert not mask.flags.writeable
    assert taken == [True] * SPARE + [False] * 2
    engine.prepare(Query(selection=(window,)), window)
    engine.release(Query((Values("category", ("ipo",)),), (window,)))
    step = replace(window, start=first + 30 * day)
    assert not any(engine.mask(step) is one for one in made[-1])


@settings(max_examples=50, deadline=None)
@given(events(20), queries, st.integers(0, 3), st.integers(0, 2))
def test_that_cells_and_bins_agree_with_brute_force(case, query, level, day_level) -> None:
    engine = Engine(build(case), large=True)
    shown = brute.visible(case, query)
    of_cells, of_bins = engine.cells(level), engine.bins(day_level)
    side = 45.0 / 2**level

    def cell(site) -> tuple[float, float] | None:
        at = stands(site)
        if at is None:
            return None
        lon = (at[0] + 180.0) % 360.0 - 180.0
        return lon // side * side, min(at[1], 89.9) // side * side

    def start(event: E) -> int | None:
        known = [v for v in spans_of(event) or () if v > MIN]
        return known[0] // bin_seconds(day_level) if known and known[0] < MAX else None

    west, south, length = cell_corners(of_cells.keys, level)
    assert length == side
    corners = list(zip(west.tolist(), south.tolist(), strict=True))
    found = [[c for s in e.sites if (c := cell(s)) is not None] for e in case]
    many: dict[object, int] = {}
    homes: dict[object, int] = {}
    for held, places in zip(shown, found, strict=True):
        for place in dict.fromkeys(places) if held else ():
            many[place] = many.get(place, 0) + 1
        if held and places:
            homes[places[0]] = homes.get(places[0], 0) + 1
    assert _counted(corners, engine.bucket_counts(query, of_cells).filtered) == many
    assert _counted(corners, engine.bucket_counts(query, of_cells, homes=True).filtered) == homes
    first: dict[object, int] = {}
    for held, event in zip(shown, case, strict=True):
        if held and (k := start(event)) is not None:
            first[k] = first.get(k, 0) + 1
    assert _counted(of_bins.keys.tolist(), engine.bucket_counts(query, of_bins).filtered) == first


def _counted(keys, counts) -> dict[object, int]:
    return {k: int(c) for k, c in zip(keys, counts, strict=True) if c}


@pytest.fixture(scope="module")
def many() -> Dataset:
    return synthetic(4000)


@pytest.mark.parametrize("sums", [False, True])
@pytest.mark.parametrize("match", ["possibly", "certainly"])
def test_that_a_window_dragged_over_thousands_of_events_agrees_with_pandas(
    many: Dataset, match: str, sums: bool
) -> None:
    engine, frame = Engine(many, large=True), _frame(many)
    carried = {field: _carried(many, engine, field) for field in FIELDS}
    chosen = Values("organization", (engine.column("organization").values[0],))
    dice = np.random.default_rng(5)
    days = np.sort(many.events.start_lo[many.events.dated & (many.events.start_lo > MIN)])
    for width in (0.003, 0.1, 0.5, 0.9):
        at = float(dice.random() * (1 - width))
        for _ in range(6):
            low = int((at + dice.normal() * 0.01) % (1 - width) * len(days))
            window = TimeRange(
                int(days[low]), int(days[min(low + int(width * len(days)), len(days) - 1)]), match
            )
            query = Query((window, chosen))
            if sums and not any(engine.prefix_summed(query, field) for field in FIELDS):
                engine.prepare(query, window)
            shown = _within(frame, window)
            for field in FIELDS:
                held = shown
                if field != "organization":
                    mine = carried["organization"]
                    held = shown & frame.index.isin(mine[mine.value == chosen.values[0]].event)
                rows = carried[field]
                expected = rows[held[rows.event].to_numpy()].value.value_counts().to_dict()
                counts = engine.counts(query, field)
                assert _named(counts.values, counts.filtered) == expected


def _frame(data: Dataset) -> pd.DataFrame:
    e = data.events
    names = ("dated", "start_lo", "start_hi", "end_lo", "end_hi")
    return pd.DataFrame({name: getattr(e, name) for name in names})


def _within(frame: pd.DataFrame, window: TimeRange) -> pd.Series:
    if window.match == "certainly":
        held = (frame.start_hi <= window.end) & (frame.end_lo >= window.start)
    else:
        held = (frame.start_lo < window.end) & (frame.end_hi > window.start)
    return held & frame.dated & (window.start < window.end)


def _carried(data: Dataset, engine: Engine, field: str) -> pd.DataFrame:
    """A row for each event and value."""
    e, sites, n = data.events, data.sites, len(data)
    parents = {i: o.parent for i, o in enumerate(data.organizations)}

    def line(o: int) -> list[int]:
        found: list[int] = []
        while o >= 0 and o not in found:
            found.append(o)
            o = parents[o]
        return found

    coded = {"category": e.category, "status": e.status}
    if field in coded:
        pairs = [(i, coded[field].text(i)) for i in range(n)]
    elif field == "organization":
        ids = [o.id for o in data.organizations]
        pairs = [
            (i, ids[p]) for i in range(n) for o in e.organizations.row(i).tolist() for p in line(o)
        ]
    elif field == "tag":
        pairs = [(i, data.tags[t]) for i in range(n) for t in e.tags.row(i).tolist()]
    elif field == "country":
        pairs = [(int(i), sites.country.text(s)) for s, i in enumerate(sites.event)]
    elif field == "source":
        pairs = [(c.event, data.sources[c.source].id) for c in data.citations]
    elif field == "confidence":
        levels = ("low", "medium", "high")
        pairs = [(i, levels[c]) for i, c in enumerate(e.confidence.tolist()) if c >= 0]
    else:
        pairs = [(i, e.dispute.text(i) or "none") for i in range(n)]
    rows = pd.DataFrame([p for p in pairs if p[1]], columns=["event", "value"])
    return rows.drop_duplicates()


def test_that_every_placed_event_is_in_one_home_and_levels_add_up(many: Dataset) -> None:
    fine, coarse = cells(many, 6), cells(many, 5)
    placed = np.unique(many.sites.event[~np.isnan(many.sites.draw_lon)])
    assert fine.placed == coarse.placed == len(placed)
    columns = 8 << 6
    above = (fine.keys // columns // 2) * (columns // 2) + fine.keys % columns // 2
    summed = np.zeros(len(coarse.keys), np.int64)
    np.add.at(summed, np.searchsorted(coarse.keys, above), fine.home_total)
    assert summed.tolist() == coarse.home_total.tolist()
    assert bins(many, 3).placed == int((many.events.dated).sum())


def test_that_prefix_sums_go_when_another_clause_changes() -> None:
    engine = Engine(build([E("a", spans=(1, 2, 1, 2), category="ipo")]), large=True)
    window, other = TimeRange(0, 5), Values("category", ("ipo",))
    engine.prepare(Query((window,)), window)
    assert engine.prefix_summed(Query((TimeRange(1, 9),)), "status")
    engine.release(Query((TimeRange(1, 9),)))
    assert engine.prefix_summed(Query((TimeRange(1, 9),)), "status")
    assert not engine.prefix_summed(Query((TimeRange(1, 9), other)), "status")
    engine.release(Query((TimeRange(1, 9), other)))
    assert not engine.prefix_summed(Query((TimeRange(1, 9),)), "status")


def test_that_an_event_that_enters_a_window_at_both_ends_counts_once() -> None:
    doubtful = [E("doubtful", spans=(3, 10, 3, 10), category="ipo")]
    inside = [E(f"in{k}", spans=(5, 6, 5, 6), category="ipo") for k in range(9)]
    outside = [E(f"out{k}", spans=(40, 41, 40, 41), category="ipo") for k in range(9)]
    engine = Engine(build(doubtful + inside + outside), large=True)
    for window, n in ((TimeRange(5, 6, "certainly"), 9), (TimeRange(0, 20, "certainly"), 10)):
        facet = engine.result(Query((window,))).facets["category"]
        assert facet.filtered.tolist() == [0, 0, n]


def test_that_what_is_far_apart_is_counted_but_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def told(before, after):
        seen.append(following.apart(before, after))
        return following.step(before, after)

    monkeypatch.setattr(tally, "step", told)
    dataset = synthetic(3000)
    engine = Engine(dataset, large=True)
    first, second, *_ = (c.id for c in dataset.categories)
    for values in ((first,), (second,), (first, second)):
        result = engine.result(Query((Values("category", values),)))
        assert result.facets["tag"].filtered.tolist() == (
            engine.column("tag").count(result.visible).tolist()
        )
    # From one to the other all is different; both together are the one and what enters.
    assert len(seen) == 1
