"""Cells of the map: every event counted once in each cell it stands in, none sampled."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from map_samples import FakeMeasure, Sample, Spot, sample_dataset

from explorer.dataset.model import Dataset
from explorer.figure.hit import hit, sites_of
from explorer.figure.map import cells, density
from explorer.figure.map.cells import (
    cell_events,
    cell_of,
    cell_ring,
    cell_sites,
    cells_at,
    level_of,
    middles,
    plane_of,
    sight_of,
    width_of,
)
from explorer.figure.map.clusters import site_points
from explorer.figure.map.drawing import map_figure, map_live, map_moving, map_over
from explorer.figure.map.projection import home_view, panned, to_px, zoomed
from explorer.figure.picture import Area, Hexes, Picture, Rect, Symbol, Text
from explorer.figure.style import load_style
from explorer.figure.view import MapView

STYLE, MEASURE = load_style("light"), FakeMeasure()
VIEW = home_view(984, 446)


@pytest.fixture
def always() -> Iterator[pytest.MonkeyPatch]:
    """Cells are drawn, however few events there are."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ENTER", "LEAVE", "HOLD"):
            patch.setattr(density, name, 0)
        yield patch


def places(n: int, seed: int, most: int = 3) -> Dataset:
    """``n`` events with none to ``most`` places, near a few towns."""
    dice = np.random.default_rng(seed)
    towns = np.column_stack([dice.uniform(-180, 180, 9), dice.uniform(-55, 75, 9)])
    samples = []
    for _ in range(n):
        own = towns[dice.integers(0, 9)]
        spots = [
            Spot(country="SG", lon=float(lon), lat=float(lat))
            for lon, lat in own + dice.normal(0, 4, (int(dice.integers(0, most + 1)), 2))
        ]
        samples.append(Sample(spots))
    return sample_dataset(samples)


def counted(picture: Picture, layer: int = 0) -> Hexes:
    mark = picture.layer("cells").marks[layer]
    assert isinstance(mark, Hexes)
    return mark


def over(dataset: Dataset, visible: np.ndarray, view: MapView, **more: np.ndarray) -> Picture:
    return map_over(dataset, visible, view, STYLE, MEASURE, **more)


@given(st.floats(-2.7, 2.7), st.floats(-1.3, 1.3), st.integers(0, 12))
def test_that_a_point_lies_in_the_cell_whose_middle_is_nearest(
    x: float, y: float, level: int
) -> None:
    width = width_of(level)
    row, column = (int(v[0]) for v in cells_at(np.array([x]), np.array([y]), width))
    around = [(row + a, column + b) for a in range(-2, 3) for b in range(-2, 3)]
    rows, columns = np.array(around).T
    mx, my = middles(rows, columns, width)
    far = np.hypot(mx - x, my - y)
    assert far[around.index((row, column))] <= far.min() + 1e-9 * width
    assert far.min() <= width / 3**0.5 * (1 + 1e-9)


@given(st.floats(150, 60_000), st.floats(0.8, 3))
def test_that_cells_are_about_as_large_at_every_scale(scale: float, factor: float) -> None:
    pixels = width_of(level_of(scale, factor)) * scale / factor
    assert cells.CELL / 2**0.5 * 0.999 <= pixels <= cells.CELL * 2**0.5 * 1.001


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(1, 120),
    st.integers(0, 99),
    st.integers(1, 3),
    st.floats(1, 400),
    st.floats(-900, 900),
    st.sampled_from([1 << 22, 1]),
)
def test_that_every_visible_event_is_counted_once_in_each_of_its_cells(
    always: pytest.MonkeyPatch,
    n: int,
    seed: int,
    most: int,
    nearer: float,
    along: float,
    grid: int,
) -> None:
    always.setattr(cells, "GRID", grid)  # a block around the view answers like the whole world
    dataset = places(n, seed, most)
    visible = np.random.default_rng(seed).random(n) < 0.7
    view = panned(zoomed(VIEW, nearer, 500, 220), along, along / 3)
    plane = plane_of(dataset, view)
    found = density.counts_of(density.Question(dataset, visible, view, STYLE, MEASURE, None))
    points, width = site_points(dataset, view.center_lon), width_of(plane.level)
    standing = np.isfinite(points[:, 0])
    wanted: dict[tuple[int, int], set[int]] = {}
    radius = width * view.scale / 3**0.5
    shown: set[int] = set()
    for s in np.flatnonzero(standing & visible[dataset.sites.event]).tolist():
        row, column = (int(v[0]) for v in cells_at(*points[[s]].T, width))
        x, y = (
            float(v[0]) for v in to_px(view, *middles(np.array([row]), np.array([column]), width))
        )
        across, down = radius * 0.75**0.5, radius
        if -across < x < view.width + across and -down < y < view.height + down:
            event = int(dataset.sites.event[s])
            wanted.setdefault((row, column), set()).add(event)
            shown.add(event)
    if not wanted:
        assert found is None
        return
    picture = over(dataset, visible, view)
    mark = counted(picture)
    held = {
        (int(row), int(column)): int(count)
        for (row, column), count in zip(mark.keys, mark.counts, strict=True)
        if count
    }
    assert held == {key: len(events) for key, events in wanted.items()}
    assert ((mark.shades >= 0) == (mark.counts > 0)).all()
    tally = picture.tally
    assert tally.drawn == len(shown)
    assert tally.drawn + tally.outside + tally.unplaced == int(visible.sum())
    nowhere = set(np.flatnonzero(visible).tolist()) - set(dataset.sites.event[standing].tolist())
    assert tally.unplaced == len(nowhere)


def test_that_the_cells_add_up_to_the_events_with_a_place(always: pytest.MonkeyPatch) -> None:
    dataset = places(500, 3, most=1)
    visible = np.arange(500) % 5 > 0
    view = replace(VIEW, scale=150.0, width=2000, height=1200)  # all of the world
    picture = over(dataset, visible, view)
    placed = visible & (np.diff(dataset.events.sites.offsets) > 0)
    assert int(counted(picture).counts.sum()) == picture.tally.drawn == int(placed.sum())
    assert picture.tally.outside == 0


def test_that_counts_and_colours_stay_while_the_map_is_panned(always: pytest.MonkeyPatch) -> None:
    dataset = places(300, 4)
    visible = np.ones(300, np.bool_)
    seen: dict[tuple[int, int], tuple[int, int]] = {}
    for step in range(12):
        mark = counted(over(dataset, visible, panned(VIEW, 17.0 * step, -5.0 * step)))
        for key, count, shade in zip(
            mark.keys.tolist(), mark.counts.tolist(), mark.shades.tolist(), strict=True
        ):
            assert seen.setdefault(tuple(key), (count, shade)) == (count, shade)


def test_that_a_filter_changes_no_colour_of_the_same_number(always: pytest.MonkeyPatch) -> None:
    dataset = places(400, 5)
    every = np.ones(400, np.bool_)
    few = np.arange(400) < 80
    shade_of: dict[int, int] = {}
    for visible in (every, few):
        mark = counted(over(dataset, visible, VIEW))
        for count, shade in zip(mark.counts.tolist(), mark.shades.tolist(), strict=True):
            assert shade_of.setdefault(count, shade) == shade


def test_that_a_selection_is_counted_over_the_paler_rest(always: pytest.MonkeyPatch) -> None:
    dataset = places(200, 6)
    every, selected = np.ones(200, np.bool_), np.arange(200) % 4 == 0
    picture = over(dataset, every, VIEW, selected=selected)
    rest, inside = counted(picture, 0), counted(picture, 1)
    assert rest.counts.tolist() == counted(over(dataset, every, VIEW)).counts.tolist()
    assert inside.counts.tolist() == counted(over(dataset, selected, VIEW)).counts.tolist()
    assert rest.colors != inside.colors
    assert rest.centers is inside.centers


def test_that_what_is_under_the_pointer_is_the_cell_and_its_visible_events(
    always: pytest.MonkeyPatch,
) -> None:
    dataset = places(300, 7)
    visible = np.arange(300) % 3 > 0
    picture = over(dataset, visible, VIEW)
    mark = counted(picture)
    card = next(m for m in picture.layer("legend").marks if isinstance(m, Rect))
    asked = 0
    for (x, y), count in zip(mark.centers.tolist(), mark.counts.tolist(), strict=True):
        if not (0 < x < VIEW.width and 0 < y < VIEW.height):
            continue
        if card.x <= x <= card.x + card.w and card.y <= y <= card.y + card.h:
            continue
        refs = hit(picture, x, y)
        if not count:
            assert not any(ref.startswith("cell:") for ref in refs)
            continue
        asked += 1
        (ref,) = (ref for ref in refs if ref.startswith("cell:"))
        events = cell_events(ref, dataset, visible, VIEW)
        assert len(events) == count
        assert visible[events].all()
        sites = cell_sites(ref, dataset, visible, VIEW)
        assert set(dataset.sites.event[sites].tolist()) == set(events.tolist())
        assert np.allclose(cell_ring(ref, VIEW).mean(axis=0), (x, y))
    assert asked > 5
    assert not len(cell_events("cell:3,150,9999,9999", dataset, visible, VIEW))
    assert not len(cell_events("site:s1", dataset, visible, VIEW))
    assert cell_of("site:s1") is None


def test_that_cells_come_and_go_with_what_is_in_view_and_stay_at_the_border(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset = places(300, 8, most=1)
    placed = np.flatnonzero(np.diff(dataset.events.sites.offsets) > 0)
    view = replace(VIEW, scale=150.0, width=2000, height=1200)
    monkeypatch.setattr(density, "ENTER", 60)
    monkeypatch.setattr(density, "LEAVE", 40)
    monkeypatch.setattr(density, "HOLD", 120)

    def shows(n: int, cells_before: bool, moving: bool = False) -> bool:
        visible = np.zeros(300, np.bool_)
        visible[placed[:n]] = True
        asked = replace(view, cells=cells_before)
        if moving:
            return density.shows_cells(
                map_moving(dataset, visible, asked, STYLE, MEASURE, None, ())
            )
        return density.shows_cells(over(dataset, visible, asked))

    assert [shows(n, False) for n in (40, 60, 61)] == [False, False, True]
    assert [shows(n, True) for n in (40, 41, 61)] == [False, True, True]
    assert [shows(n, False, moving=True) for n in (61, 120, 121)] == [False, False, True]
    assert [shows(n, True, moving=True) for n in (1, 30, 61)] == [True, True, True]


def test_that_marks_near_the_view_are_those_of_the_whole_map(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dataset = places(200, 9, most=1)
    every = np.ones(200, np.bool_)
    spot = int(np.flatnonzero(np.isfinite(dataset.sites.lon))[0])
    view = zoomed(VIEW, 40.0, 492, 223)
    x, y = site_points(dataset, view.center_lon)[spot]
    view = replace(view, x=float(x), y=float(y))
    whole = over(dataset, every, view)
    monkeypatch.setattr(density, "LEAVE", 50)
    near = over(dataset, every, view)

    def standing(picture: Picture) -> list[tuple[str, float, float]]:
        marks = picture.layer("marks").marks
        return sorted((m.ref, m.x, m.y) for m in marks if isinstance(m, Symbol))

    assert standing(near) == standing(whole) != []
    assert near.tally == whole.tally


def test_that_picked_and_hovered_events_have_their_marks_above_the_cells(
    always: pytest.MonkeyPatch,
) -> None:
    dataset = places(100, 10)
    every = np.ones(100, np.bool_)
    px, py = to_px(VIEW, *site_points(dataset, VIEW.center_lon).T)
    there = (px > 30) & (px < VIEW.width - 30) & (py > 30) & (py < VIEW.height - 30)
    alone = [
        i
        for i in range(100)
        if len(dataset.events.sites.row(i)) == 1 and there[dataset.events.sites.row(i)[0]]
    ]
    own = [alone[0], alone[1], alone[-1]]
    ids = [dataset.events.id[i] for i in own]
    view = replace(VIEW, selected=frozenset(ids[:2]), hover=ids[2])
    live = map_live(dataset, every, view, STYLE, MEASURE)
    refs = {m.ref for part in live.layers for m in part.marks if m.ref}
    drawn = {s for ref in refs for s in sites_of(ref, dataset)}
    assert drawn == {int(dataset.events.sites.row(i)[0]) for i in own}
    always.setattr(density, "PICKED", 1)
    many = map_live(dataset, every, replace(view, hover=""), STYLE, MEASURE)
    edges = [m for m in many.layer("edges-live").marks if isinstance(m, Area)]
    assert 1 <= len(edges) <= 2
    assert all(m.stroke == STYLE.tokens.accent for m in edges)


@pytest.mark.parametrize(("lang", "told"), [("en", "events as density"), ("zh", "以密度显示")])
@pytest.mark.parametrize(("width", "height"), [(984.0, 446.0), (664.0, 446.0), (984.0, 300.0)])
def test_that_the_map_says_that_all_are_counted_and_no_text_overlaps(
    always: pytest.MonkeyPatch, lang: str, told: str, width: float, height: float
) -> None:
    dataset = places(400, 11)
    every = np.ones(400, np.bool_)
    tools = ((12.0, 12.0, 320.0, 36.0), (width - 150.0, height - 40.0, 138.0, 28.0))
    view = replace(home_view(width, height), lang=lang, obstacles=tools)
    picture = map_figure(dataset, every, view, STYLE, MEASURE)
    texts = [m for part in picture.layers for m in part.marks if isinstance(m, Text)]
    said = " ".join(m.text for m in texts if m.role == "legend")
    assert f"{picture.tally.drawn:,}" in said
    assert told in said
    boxes = [
        (m.x, m.y - 0.97 * m.font.size, m.x + m.width, m.y + 0.24 * m.font.size) for m in texts
    ]
    for k, (a, b, c, d) in enumerate(boxes):
        assert a >= 0
        assert b >= 0
        assert c <= width
        assert d <= height
        others = [*boxes[:k], *((x, y, x + w, y + h) for x, y, w, h in tools)]
        assert not any(a < r and p < c and b < s and q < d for p, q, r, s in others)
    hexes = counted(picture)
    held = hexes.centers[hexes.counts > 0]
    for text, (a, b, c, d) in zip(texts, boxes, strict=True):
        if text.role in ("country", "sea"):
            inside = (held[:, 0] > a) & (held[:, 0] < c) & (held[:, 1] > b) & (held[:, 1] < d)
            assert not inside.any()


def test_that_names_stay_in_a_movement_unless_a_cell_comes_beneath(
    always: pytest.MonkeyPatch,
) -> None:
    dataset = places(300, 12)
    few, every = np.arange(300) < 40, np.ones(300, np.bool_)
    rested = over(dataset, few, VIEW)
    names = rested.layer("names").marks
    view = replace(VIEW, cells=True)
    same = map_moving(dataset, few, view, STYLE, MEASURE, None, names)
    assert same.layer("names").marks == names
    more = map_moving(dataset, every, view, STYLE, MEASURE, None, names)
    kept = more.layer("names").marks
    assert set(map(id, kept)) < set(map(id, names))
    assert counted(same).centers is counted(more).centers is counted(rested).centers


def test_that_cells_are_the_same_for_the_same_camera_only() -> None:
    dataset = places(50, 13)
    plane = plane_of(dataset, VIEW)
    assert plane_of(dataset, panned(VIEW, 40, 3)) is plane
    assert sight_of(plane, replace(VIEW, hover="e1")) is sight_of(plane, VIEW)
    assert sight_of(plane, panned(VIEW, 9, 0)) is not sight_of(plane, VIEW)
    assert plane_of(dataset, replace(VIEW, center_lon=11.0)) is not plane
