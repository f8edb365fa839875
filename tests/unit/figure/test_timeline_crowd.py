"""Lanes of more events than can be arranged one by one: each event is drawn or counted once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from timeline_samples import CATEGORIES, PlainMeasure, Row, make

from explorer.dataset.calendar import DAY, from_civil
from explorer.dataset.edtf import MAX, MIN, to_iso_day
from explorer.dataset.model import Dataset
from explorer.figure.masks import key_of
from explorer.figure.picture import Area
from explorer.figure.style import load_style
from explorer.figure.timeline import arrange as arranging
from explorer.figure.timeline import bins, ready, units
from explorer.figure.timeline import crowd as crowds
from explorer.figure.timeline.arrange import Arranged, arrange
from explorer.figure.timeline.density import LEVELS as UNITS
from explorer.figure.timeline.density import brief, columns
from explorer.figure.timeline.drawing import timeline_figure
from explorer.figure.timeline.lanes import UNDATED
from explorer.figure.timeline.moving import Moving
from explorer.figure.timeline.ready import prepare_timeline
from explorer.figure.timeline.rows import in_sight
from explorer.figure.timeline.standing import standing_in
from explorer.figure.timeline.ticks import level_seconds
from explorer.figure.timeline.timescale import Scale
from explorer.figure.view import TimelineView

STYLE, MEASURE = load_style("light"), PlainMeasure()
START = from_civil(2000)
VIEW = TimelineView(984, 388, START, from_civil(2025), group="organization")
LEVELS = [("day", 1), ("day", 7), ("month", 1), ("month", 3), ("year", 1), ("year", 10)]


def events(n: int, seed: int, firms: int = 30) -> Dataset:
    """``n`` events over 25 years, some of them long, loosely dated, undated or of two firms."""
    random = np.random.default_rng(seed)
    rows = []
    for k in range(n):
        day = START + int(random.integers(0, 25 * 365)) * DAY
        date = to_iso_day(day, last=False)
        form = int(random.integers(0, 8))
        ended = to_iso_day(day + 700 * DAY, last=False) if form == 0 else ""
        date = {1: "", 2: date[:4], 3: date[:7], 4: f"[..{date}]", 5: f"{date}/.."}.get(form, date)
        names = ";".join(f"f{v}" for v in random.integers(0, firms, 1 + k % 2))
        kind = CATEGORIES[int(random.integers(0, len(CATEGORIES)))].id
        rows.append(Row(date, f"Event {k}", kind, ended, organization=names))
    return make(rows)


@pytest.fixture
def always() -> Iterator[pytest.MonkeyPatch]:
    """Lanes are counted, however few events they hold."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("FEW", "DENSE", "PACKED", "MARKED"):
            patch.setattr(crowds, name, -1)
        yield patch


def arranged(dataset: Dataset, visible: np.ndarray, view: TimelineView) -> Arranged:
    return arrange(dataset, visible, view, STYLE, MEASURE, np.ones(len(dataset), np.bool_))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(1, 400),
    st.integers(0, 99),
    st.sampled_from(["category", "organization"]),
    st.floats(0, 24),
    st.floats(0.02, 30),
    st.integers(-1, 6),
)
def test_that_every_event_is_drawn_or_counted_once(
    always: pytest.MonkeyPatch, n: int, seed: int, group: str, first: float, years: float, few: int
) -> None:
    always.setattr(crowds, "MARKED", few)
    dataset = events(n, seed)
    visible = np.random.default_rng(seed).random(n) < 0.8
    start = START + int(first * 365 * DAY)
    view = replace(VIEW, start=start, end=start + int(years * 365 * DAY), group=group)
    for box in arranged(dataset, visible, view).boxes:
        if box.lane.id == UNDATED:
            continue
        e, own = dataset.events, box.lane.events
        near = own[(e.start_lo[own] < view.end) & (e.end_hi[own] > view.start)]
        assert box.outside == len(own) - len(box.inside)
        if box.columns is None:  # a mark at the edge may reach into the window
            shown = Counter(i for item in box.items for i in item.slot.events)
            assert sorted([*shown, *box.across]) == box.inside.array.tolist()
            assert set(shown.values()) <= {1}
            assert set(near.tolist()) <= set(box.inside.array.tolist())
            continue
        assert box.inside.array.tolist() == near.tolist()
        assert box.counted is not None
        assert sorted([*box.counted.array.tolist(), *box.beyond.array.tolist()]) == near.tolist()
        assert int(box.columns.counts.sum()) == len(box.counted)
        if box.columns.parts:
            total = np.sum([counts for _, counts in box.columns.parts], axis=0)
            assert total.tolist() == box.columns.counts.tolist()
        assert int(box.columns.counts.max(initial=0)) <= box.columns.most


def test_that_the_tally_holds_every_visible_event(always: pytest.MonkeyPatch) -> None:
    dataset = events(300, 4)
    visible = np.arange(300) % 3 > 0
    picture = timeline_figure(dataset, visible, VIEW, STYLE, MEASURE)
    tally = picture.tally
    assert tally.drawn + tally.outside + tally.unplaced == int(visible.sum())


def test_that_lanes_in_sight_are_counted_by_category(always: pytest.MonkeyPatch) -> None:
    dataset = events(400, 5)
    found = arranged(dataset, np.ones(400, np.bool_), VIEW)
    shown = [box for box in found.boxes if in_sight(found, box) and box.lane.id != UNDATED]
    assert len(shown) < len(found.boxes)
    codes = dataset.events.category.codes
    for box in shown:
        assert box.columns is not None
        assert box.counted is not None
        wanted = Counter(codes[box.counted.array].tolist())
        assert {k: int(counts.sum()) for k, counts in box.columns.parts} == dict(wanted)
    layer = timeline_figure(dataset, np.ones(400, np.bool_), VIEW, STYLE, MEASURE).layer("lanes")
    areas = [mark for mark in layer.marks if isinstance(mark, Area)]
    assert areas
    for area in areas:
        (ring,) = area.rings
        assert any(
            box.top <= ring[:, 1].min() and ring[:, 1].max() <= box.top + box.height
            for box in shown
        )


def test_that_few_events_of_a_lane_have_marks_among_many(always: pytest.MonkeyPatch) -> None:
    always.setattr(crowds, "MARKED", 12)
    found = arranged(events(300, 6), np.ones(300, np.bool_), VIEW)
    for box in found.boxes:
        if box.lane.id != UNDATED and in_sight(found, box):
            assert (box.columns is None) == (len(box.inside) <= 12)


def test_that_a_movement_shows_the_lanes_as_they_were_counted(always: pytest.MonkeyPatch) -> None:
    dataset = events(400, 7)
    whole = np.ones(400, np.bool_)
    found = arranged(dataset, whole, VIEW)
    moving = Moving(dataset, found, VIEW, STYLE, MEASURE, None)
    marks = [mark for part in moving.strip_parts() for mark in part]
    left, right = moving.ends
    assert any(isinstance(mark, Area) for mark in marks)
    assert left < found.scale.x < right
    step = moving.step(whole, replace(VIEW, start=VIEW.start + 90 * DAY, end=VIEW.end + 90 * DAY))
    told = {text.text for text in step.counts}
    sizes = {f"{len(box.lane.whole):,}" for box in found.boxes if in_sight(found, box)}
    assert told == sizes


@pytest.mark.parametrize("level", LEVELS)
def test_that_kept_units_are_those_worked_out_anew(
    level: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = events(500, 8)
    known = np.flatnonzero(dataset.events.dated)
    scale = Scale(VIEW.start, VIEW.end, 0.0, 800.0)
    plain = columns(dataset, known, scale, level)  # type: ignore[arg-type]
    at = units.moments(dataset, known)
    monkeypatch.setattr(units, "MANY", 0)
    kept = columns(dataset, known, scale, level)  # type: ignore[arg-type]
    assert units.moments(dataset, known).tolist() == at.tolist()
    assert kept.counts.tolist() == plain.counts.tolist()
    assert kept.most == plain.most
    wanted = units.numbers(at, level)  # type: ignore[arg-type]
    found = units.numbers_of(dataset, known, level)  # type: ignore[arg-type]
    assert found[at > MIN].tolist() == wanted[at > MIN].tolist()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("parted", [False, True])
@pytest.mark.parametrize("years", [(1990, 1995), (1998, 2003), (2004, 2006), (1950, 2090)])
def test_that_columns_counted_in_one_pass_are_those_counted_one_by_one(
    level: tuple[str, int],
    parted: bool,
    years: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset, scale = events(900, 8), Scale(*map(from_civil, years), 0.0, 800.0)
    some = np.flatnonzero(np.arange(900) % 3 > 0)
    monkeypatch.setattr(units, "MANY", 0)
    monkeypatch.setattr(units, "_PIECE", 50)
    made = units.table_of(dataset, some, level, parted)  # type: ignore[arg-type]
    if level[0] == "year":
        assert made is not None
    one = columns(dataset, some, scale, level, parted)  # type: ignore[arg-type]
    monkeypatch.setattr("explorer.figure.timeline.density.table_of", lambda *_: None)
    other = columns(dataset, some, scale, level, parted)  # type: ignore[arg-type]
    assert (one.edges.tolist(), one.counts.tolist()) == (
        other.edges.tolist(),
        other.counts.tolist(),
    )
    assert (one.most, one.first) == (other.most, other.first)
    assert [(k, n.tolist()) for k, n in one.parts] == [(k, n.tolist()) for k, n in other.parts]


@given(st.lists(st.booleans(), max_size=40), st.lists(st.booleans(), max_size=40))
def test_that_masks_have_one_key_where_they_are_equal(one: list[bool], other: list[bool]) -> None:
    first, second, third = np.array(one, bool), np.array(other, bool), np.array(one, bool)
    third.flags.writeable = False
    assert (key_of(first) == key_of(second)) == (one == other)
    assert key_of(first) == key_of(third) == key_of(third)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 99), st.floats(0, 24), st.floats(0.5, 25), st.integers(100, 900))
def test_that_the_overview_of_many_counts_as_that_of_few(
    always: pytest.MonkeyPatch, seed: int, first: float, years: float, width: int
) -> None:
    dataset = events(200, seed % 4)
    visible = np.random.default_rng(seed).random(200) < 0.6
    lo = START + int(first * 365 * DAY)
    asked = (dataset, visible, lo, lo + int(years * 365 * DAY), float(width))
    few = bins._counted(*asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bins, "MANY", 0)
        many = bins._counted(*asked)
    assert many.edges.tolist() == few.edges.tolist()
    assert many.counts.tolist() == few.counts.tolist()
    assert (many.before, many.after) == (few.before, few.after)


def test_that_what_a_first_timeline_asks_of_every_event_is_at_hand(
    always: pytest.MonkeyPatch,
) -> None:
    for module in (bins, ready, units):
        always.setattr(module, "MANY", 0)
    always.setattr(bins, "_placed", type(bins._placed)())
    dataset, everything = events(300, 4), np.ones(300, np.bool_)
    everything.flags.writeable = False
    view = replace(VIEW, group="category")
    prepare_timeline(dataset, everything, everything, (VIEW.start, VIEW.end), VIEW.width)
    kept = standing_in(dataset, view)
    there, tables = vars(kept)["there"], list(kept._tables.values())
    timeline_figure(dataset, everything, view, STYLE, MEASURE)
    assert len(bins._placed) == 1
    assert standing_in(dataset, view).there is there
    assert list(kept._tables.values()) == tables
    assert len(tables) == 1


@given(st.integers(1, 10**9))
def test_that_a_short_scale_promises_no_less_than_there_is(most: int) -> None:
    for lang, sizes in (("en", {"k": 10**3, "M": 10**6}), ("zh", {"万": 10**4})):
        told = brief(most, lang)  # type: ignore[arg-type]
        size = sizes.get(told[-1], 1)
        number = float(told.rstrip("kM万").replace(",", "")) * size
        assert most <= round(number) <= most * 1.1 + 1


def test_that_a_column_tells_which_events_it_counts(always: pytest.MonkeyPatch) -> None:
    dataset = events(400, 9, firms=3)
    view = replace(VIEW, start=from_civil(2005), end=from_civil(2015))
    found = arranged(dataset, np.ones(400, np.bool_), view)
    scale, asked = found.scale, 0
    for box in found.boxes:
        if box.columns is None or not in_sight(found, box):
            continue
        assert box.counted is not None
        assert len(box.beyond)
        xs, foot = scale.to_xs(box.columns.edges), box.top + box.height - 3
        told: list[int] = []
        for (left, right), count in zip(pairwise(xs.tolist()), box.columns.counts, strict=True):
            x = (max(left, scale.x) + min(right, scale.x + scale.w)) / 2
            own = crowds.counted_at(box, dataset, scale, float(x), foot)
            assert len(own) == count
            told += own.tolist()
            asked += 1
        assert sorted(told) == box.counted.array.tolist()
        pill = crowds.counted_at(box, dataset, scale, box.across_x, box.top + 10)
        assert pill.tolist() == box.beyond.array.tolist()
        assert not len(crowds.counted_at(box, dataset, scale, scale.x - 5, foot))
    assert asked > 100


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(1, 500),
    st.integers(0, 99),
    st.sampled_from(["category", "organization"]),
    st.floats(0, 24),
    st.floats(0.02, 30),
    st.booleans(),
)
def test_that_a_selection_is_counted_lane_by_lane(
    always: pytest.MonkeyPatch,
    n: int,
    seed: int,
    group: str,
    first: float,
    years: float,
    dense: bool,
) -> None:
    if not dense:
        for name, many in (("FEW", 500), ("MARKED", 0)):
            always.setattr(crowds, name, many)
        always.setattr(arranging, "PILLED", 0.05)
    dataset, random = events(n, seed, 8), np.random.default_rng(seed)
    start = int(START + first * 365 * DAY)
    view = replace(VIEW, group=group, start=start, end=int(start + years * 365 * DAY))
    found = arranged(dataset, np.ones(n, np.bool_), view)
    selected = random.random(n) < 0.5
    for _ in range(4):
        selected = selected.copy()
        selected[random.integers(0, n, 1 + n // 100)] ^= True
        selected.flags.writeable = False
        for box, share in zip(found.boxes, found.shares(selected), strict=True):
            assert share.inside == np.count_nonzero(selected[box.inside.array])
            assert (share.columns is None) == (box.columns is None)
            if share.columns is None or box.columns is None:
                continue
            held = box.lane.events if box.counted is None else box.counted.array
            held, level = held[selected[held]], box.columns.level
            expected = columns(dataset, held, found.scale, level, bool(box.columns.parts))
            assert share.columns.counts.tolist() == expected.counts.tolist()
            assert share.columns.edges.tolist() == expected.edges.tolist()
            told = [(k, part.tolist()) for k, part in share.columns.parts]
            assert told == [(k, part.tolist()) for k, part in expected.parts]


@given(st.integers(1, 200), st.integers(0, 99), st.floats(0, 24), st.floats(0.02, 30))
@settings(max_examples=40, deadline=None)
def test_that_no_unit_is_finer_than_most_dates_are_known(
    n: int, seed: int, first: float, years: float
) -> None:
    dataset = events(n, seed)
    start = int(START + first * 365 * DAY)
    view = replace(VIEW, start=start, end=int(start + years * 365 * DAY))
    visible = np.random.default_rng(seed).random(n) < 0.7
    here = np.flatnonzero(visible & standing_in(dataset, view).there)
    e = dataset.events
    assert (e.start_lo[here] < view.end).all()
    known = here[(e.start_lo[here] > MIN) & (e.start_hi[here] < MAX)]
    widths = sorted((e.start_hi - e.start_lo)[known].tolist())
    least = UNITS[0]
    if widths:
        wide = widths[min(len(widths) - 1, int(0.85 * len(widths)))]
        least = next(level for level in UNITS if 10 * level_seconds(level) >= 9 * wide)
    assert standing_in(dataset, view).level(visible, UNITS[0]) == least
    assert standing_in(dataset, view).level(visible, UNITS[-1]) == UNITS[-1]
