"""Marks and arcs of many events, and shapes of many sites."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

import numpy as np
import pytest
from map_samples import FakeMeasure

from explorer.bench.synthetic import synthetic
from explorer.dataset.model import Dataset
from explorer.figure.map.arcs import ARC_CATEGORIES, OFF, STEPS, _shared, _shown, routes, starting
from explorer.figure.map.areas import outlines
from explorer.figure.map.clip import line_in_box, spaced
from explorer.figure.map.clusters import flat, groups
from explorer.figure.map.covered import covered
from explorer.figure.map.drawing import map_live, map_over
from explorer.figure.map.marks import DISC_FILL, spots
from explorer.figure.map.projection import (
    arcs,
    cut_at_seam,
    equal_earth,
    home_view,
    lonlat_to_px,
    to_px,
    zoomed,
)
from explorer.figure.picture import F64, Area, Circle, Line, Mark, Sector, Symbol
from explorer.figure.status import operating, site_state
from explorer.figure.style import load_style
from explorer.figure.view import MapView

VIEW = home_view(984, 446)
STYLE = load_style("light")
MEASURE = FakeMeasure()


@pytest.fixture(scope="module")
def many() -> Dataset:
    return synthetic(3000)


@pytest.mark.parametrize("share", [0.02, 0.5])
def test_that_every_arc_that_is_due_is_in_one_route(many: Dataset, share: float) -> None:
    visible = np.random.default_rng(1).random(len(many)) < share
    found = groups(many, visible, VIEW.center_lon, VIEW.scale)
    web = routes(many, found, VIEW, lambda sites: operating(many, sites, None))
    begun = starting(many)
    for name in ARC_CATEGORIES:
        due: set[int] = set()
        for group in found:
            for s in group.sites:
                event = int(many.sites.event[s])
                if begun[s] < 0 or many.events.category.text(event) != name:
                    continue
                home = many.organizations[int(begun[s])]
                x, y = (float(v) for v in lonlat_to_px(VIEW, home.lon, home.lat))
                gx = (group.x - VIEW.x) * VIEW.scale + VIEW.width / 2
                gy = VIEW.height / 2 - (group.y - VIEW.y) * VIEW.scale
                if np.hypot(gx - x, gy - y) > 80:  # clear of stubs, whoever covers the home
                    due.add(event)
        own = [route for route in web.routes if route.category == name]
        assert due <= {e for route in own for e in route.events}
        assert all(many.events.category.text(e) == name for r in own for e in r.events)
        assert all(len(set(route.events)) == len(route.events) for route in own)


def test_that_a_route_is_firm_when_one_of_its_sites_operates(many: Dataset) -> None:
    found = groups(many, np.ones(len(many), bool), VIEW.center_lon, VIEW.scale)
    web = routes(many, found, VIEW, lambda sites: operating(many, sites, None))
    none = routes(many, found, VIEW, lambda sites: np.zeros(len(sites), bool))
    assert [r.events for r in web.routes] == [r.events for r in none.routes]
    assert not any(route.firm for route in none.routes)
    begun = starting(many)
    for route in web.routes:
        sites = [many.events.sites.row(e).tolist() for e in route.events]
        lives = [
            [site_state(many, s, None) == "filled" for s in own if begun[s] >= 0] for own in sites
        ]
        assert any(map(any, lives)) if route.firm else not any(map(all, lives))
    assert sum(route.firm for route in web.routes) > 0


def _shapes(data: Dataset, view: MapView) -> list[Area]:
    found = groups(data, np.ones(len(data), bool), view.center_lon, view.scale)
    made = outlines(data, spots(data, found, view, STYLE, None), view, STYLE)
    return [mark for mark in made if isinstance(mark, Area)]


def test_that_shapes_of_sites_are_drawn_once_they_are_more_than_specks(many: Dataset) -> None:
    s = next(iter(many.sites.rings))
    ring = many.sites.rings[s][0]
    far = _shapes(many, replace(VIEW, scale=VIEW.scale / 2))
    assert not far
    px, py = lonlat_to_px(VIEW, *ring.mean(axis=0))
    near = zoomed(VIEW, 20, float(px), float(py))
    made = _shapes(many, near)
    expected = np.column_stack(lonlat_to_px(near, ring[:, 0], ring[:, 1]))
    own = [area for area in made if np.allclose(area.rings[0], expected)]
    assert [bool(area.fill) for area in own] == [True, False]
    again = _shapes(many, near)
    assert all(a.rings is b.rings for a, b in zip(made, again, strict=True))


def test_that_each_spot_counts_what_is_selected_and_picked_of_it(many: Dataset) -> None:
    found = groups(many, np.ones(len(many), bool), VIEW.center_lon, VIEW.scale)
    selected = np.random.default_rng(7).random(len(many)) < 0.01
    some = frozenset(many.events.id[e] for e in (*found[0].events[:1], *found[5].events[-1:]))
    plain = spots(many, found, VIEW, STYLE, None)
    assert all((s.marked, s.picked, s.dim) == (-1, False, False) for s in plain)
    shown = spots(many, found, replace(VIEW, selected=some), STYLE, selected)
    assert [s.ref for s in shown] == [s.ref for s in plain]
    for spot in shown:
        ids = {many.events.id[e] for e in spot.group.events}
        assert spot.marked == sum(bool(selected[e]) for e in spot.group.events)
        assert spot.picked == bool(ids & some)
        assert spot.dim == (not spot.marked and not spot.picked)
    assert sum(s.picked for s in shown) >= 2
    assert 0 < sum(s.dim for s in shown) < len(shown)
    nearer = spots(many, found, zoomed(VIEW, 2, 700, 150), STYLE, None)
    assert {s.ref for s in nearer} < {s.ref for s in plain}


def test_that_a_brush_that_comes_back_finds_the_very_marks_it_left(many: Dataset) -> None:
    every = np.ones(len(many), bool)
    order = np.argsort(many.events.start_lo, kind="stable")
    there, on = (np.isin(np.arange(len(many)), order[k : k + 60]) for k in (100, 103))

    def drawn(selected: np.ndarray, dataset: Dataset = many) -> list[Mark]:
        made = map_over(dataset, every, VIEW, STYLE, MEASURE, selected)
        marks = made.layer("marks").marks
        return [mark for mark in marks if isinstance(mark, Symbol | Circle | Sector) and mark.ref]

    first, next_ = drawn(there), drawn(on)
    for k in range(4):  # the last few layouts are kept as they are
        drawn(np.arange(len(many)) % 7 == k)
    again = drawn(there)
    assert [id(mark) for mark in again] == [id(mark) for mark in first]
    same = {id(mark) for mark in first} & {id(mark) for mark in next_}
    assert 0.8 * len(first) < len(same) < len(first), "only what the brush passed is anew"
    assert next_ == drawn(on, synthetic(3000)), "as where nothing was drawn before"
    for spot in spots(many, groups(many, every, VIEW.center_lon, VIEW.scale), VIEW, STYLE, on):
        assert np.frombuffer(spot.inside, bool).tolist() == on[list(spot.group.events)].tolist()


def test_that_groups_one_after_another_hold_what_each_holds(many: Dataset) -> None:
    found = groups(many, np.arange(len(many)) % 3 == 0, VIEW.center_lon, VIEW.scale)
    every = flat(found)
    assert every is flat(found)
    for k, group in enumerate(found):
        assert tuple(every.sites[every.group == k].tolist()) == group.sites
        assert tuple(every.events[every.of == k].tolist()) == group.events
    assert flat(()).sites.tolist() == flat(()).events.tolist() == []


def test_that_a_selection_makes_no_arc_anew(many: Dataset) -> None:
    every, measure = np.ones(len(many), bool), FakeMeasure()
    lines: list[set[int]] = []
    for chosen in (None, every, np.arange(len(many)) % 2 == 0):
        made = map_over(many, every, VIEW, STYLE, measure, chosen)
        marks = made.layer("arcs").marks + made.layer("arcs-over").marks
        lines.append({id(mark.points) for mark in marks if isinstance(mark, Line)})
    assert lines[0] == lines[1] == lines[2] != set()


@pytest.mark.parametrize("zoom", [1.0, 4.0])
def test_that_arcs_found_together_run_as_each_does_alone(zoom: float) -> None:
    camera = zoomed(VIEW, zoom, 600, 180).camera()
    dice = np.random.default_rng(3)
    ends = np.column_stack([dice.uniform(-180, 180, 120), dice.uniform(-60, 75, 120)])
    circles = arcs(ends[:60], ends[60:], STEPS)
    cut = 0
    box = (-8.0, -8.0, camera.width + 8.0, camera.height + 8.0)
    for circle, shown in zip(circles, _shown(circles, camera), strict=True):
        expected: list[F64] = []
        for piece in cut_at_seam(circle, camera.center_lon):
            px = np.column_stack(to_px(camera, *equal_earth(piece[:, 0], piece[:, 1])))
            expected += [spaced(line, OFF) for line in line_in_box(px, box)]
        assert len(shown) == len(expected)
        assert all(np.array_equal(a, b) for a, b in zip(shown, expected, strict=True))
        cut += len(shown) != 1
    assert 0 < cut < 60


def test_that_arcs_begin_where_they_did_when_events_come_and_go(bundled: Dataset) -> None:
    begins: list[set[tuple[float, float]]] = []
    lines: list[set[int]] = []
    for seed in range(6):
        visible = np.random.default_rng(seed).random(len(bundled)) < 0.97
        found = groups(bundled, visible, VIEW.center_lon, VIEW.scale)
        web = routes(bundled, found, VIEW, lambda sites: operating(bundled, sites, None))
        starts = [tuple(route.pieces[0][0].tolist()) for route in web.routes]
        begins.append({start for start in starts if starts.count(start) > 5})
        lines.append({id(piece) for route in web.routes for piece in route.pieces})
    assert begins[0]
    assert all(some == begins[0] for some in begins)
    assert all(len(some & lines[0]) > 0.7 * len(some) for some in lines)


def test_that_arcs_begin_at_a_home_that_the_disc_covers(bundled: Dataset) -> None:
    visible = np.ones(len(bundled), bool)
    found = groups(bundled, visible, VIEW.center_lon, VIEW.scale)
    web = routes(bundled, found, VIEW, lambda sites: operating(bundled, sites, None))
    towns = np.array([(o.lon, o.lat) for o in bundled.organizations])
    at = np.column_stack(lonlat_to_px(VIEW, *towns.T))
    middles = np.column_stack(to_px(VIEW, [g.x for g in found], [g.y for g in found]))
    covered = 0
    for route in web.routes:
        start = route.pieces[0][0]
        home = np.nanmin(np.hypot(*(at - start).T)) < 0.5
        away = np.hypot(*(middles - start).T)
        assert home or away.min() < 0.5
        covered += home and bool((away < [g.radius for g in found]).any())
    assert covered > 10


def test_that_sites_of_one_spot_are_counted_for_each(bundled: Dataset) -> None:
    sites = bundled.sites
    spots = list(zip(sites.draw_lon.tolist(), sites.draw_lat.tolist(), strict=True))
    shared = _shared(bundled).tolist()
    standing = [k for k, spot in enumerate(spots) if isfinite(spot[0])]
    assert [shared[k] for k in standing] == [spots.count(spots[k]) for k in standing]
    assert max(shared) > 10


def test_that_arcs_over_the_shade_of_a_pick_lie_under_every_mark(bundled: Dataset) -> None:
    every, seen = np.ones(len(bundled), bool), 0
    for key in list(bundled.events.id)[::5]:
        view = replace(VIEW, selected=frozenset({key}))
        live = map_live(bundled, every, view, STYLE, MEASURE)
        arcs = [mark for mark in live.layer("arcs-again").marks if isinstance(mark, Line)]
        if not arcs:
            continue
        seen += 1
        still = map_over(bundled, every, view, STYLE, MEASURE)
        marks = [
            mark
            for mark in still.layer("marks").marks
            if getattr(mark, "ref", "")
            and not (isinstance(mark, Circle) and mark.opacity <= DISC_FILL)  # is no mark by itself
        ]
        under = {getattr(mark, "ref", "") for mark in covered([], arcs, marks)}
        over = {
            mark.ref for name in ("marks-again", "marks-live") for mark in live.layer(name).marks
        }
        assert under <= over, key
    assert seen > 10
