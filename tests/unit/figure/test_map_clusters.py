"""Sites near to each other become one group, whatever the view shows of them."""

from __future__ import annotations

from math import hypot
from weakref import ReferenceType, ref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from map_samples import Sample, Spot, sample_dataset

from explorer.dataset.model import F64, Dataset
from explorer.figure.map import clusters, marks
from explorer.figure.map.clusters import FAN_SCALE, MERGE, Group, cluster_radius, groups
from explorer.figure.style import load_style
from explorer.figure.view import MapView

PLACES = st.lists(st.tuples(st.floats(-180, 180), st.floats(-55, 75)), min_size=1, max_size=40)


def _dataset(places: list[tuple[float, float]], events: int = 0) -> Dataset:
    spots = [Spot(f"P{i}", "", lon, lat) for i, (lon, lat) in enumerate(places)]
    if not events:
        return sample_dataset([Sample([spot]) for spot in spots])
    return sample_dataset([Sample(spots[i::events]) for i in range(events)])


def _all(data: Dataset, scale: float, factor: float = 1.0) -> tuple[Group, ...]:
    return groups(data, np.ones(len(data), bool), 150.0, scale, factor)


@settings(max_examples=60, deadline=None)
@given(PLACES, st.sampled_from([100.0, 196.0, 800.0, 9000.0]), st.sampled_from([1.0, 1.67]))
def test_that_every_site_is_in_one_group_and_marks_keep_apart(
    places: list[tuple[float, float]], scale: float, factor: float
) -> None:
    data = _dataset(places)
    found = _all(data, scale, factor)
    assert sorted(s for group in found for s in group.sites) == list(range(len(places)))
    for i, a in enumerate(found):
        for b in found[:i]:
            gap = hypot(a.x - b.x, a.y - b.y) * scale
            if a.stalk is None and b.stalk is None and a.single and b.single:
                assert gap >= MERGE * factor - 1e-6


def test_that_a_group_counts_events_and_not_sites() -> None:
    data = _dataset([(100, 10), (100.1, 10), (100.2, 10)], events=1)
    (group,) = _all(data, 196.0)
    assert group.single
    assert group.sites == (0, 1, 2)
    data = _dataset([(100, 10), (100.1, 10), (100.2, 10), (100, 10.1)], events=2)
    (group,) = _all(data, 196.0)
    assert group.events == (0, 1)
    assert group.radius == cluster_radius(2)


def test_that_the_ring_grows_with_the_root_of_the_count_up_to_26() -> None:
    assert cluster_radius(4) == 8 + 3.1 * 2
    assert cluster_radius(1000) == 26
    assert cluster_radius(1000, 2.0) == 52


def test_that_hidden_events_take_part_in_no_group() -> None:
    data = _dataset([(100, 10), (100.1, 10), (20, 10)])
    found = groups(data, np.array([True, False, False]), 150.0, 196.0)
    assert [group.sites for group in found] == [(0,)]


def test_that_zooming_in_parts_a_group() -> None:
    data = _dataset([(100, 10), (103, 10)])
    assert len(_all(data, 196.0)) == 1
    assert len(_all(data, 900.0)) == 2


def test_that_what_shares_a_spot_fans_out_when_near_enough() -> None:
    data = _dataset([(100, 10)] * 11)
    assert len(_all(data, FAN_SCALE - 1)) == 1
    fan = _all(data, FAN_SCALE)
    assert len(fan) == 11
    assert all(group.stalk is not None and group.single for group in fan)
    spots = [(g.x * FAN_SCALE, g.y * FAN_SCALE) for g in fan]
    for i, a in enumerate(spots):
        assert all(hypot(a[0] - b[0], a[1] - b[1]) > MERGE for b in spots[:i])


def test_that_thousands_of_sites_are_still_all_there() -> None:
    rng = np.random.default_rng(5)
    places = list(zip(rng.uniform(-180, 180, 6000), rng.uniform(-55, 75, 6000), strict=True))
    data = _dataset([(float(a), float(b)) for a, b in places])
    found = _all(data, 196.0)
    assert sum(len(group.sites) for group in found) == 6000
    assert len(found) < 1500


@settings(max_examples=60, deadline=None)
@given(PLACES, st.integers(1, 9), st.sampled_from([90.0, 117.0, 196.0]))
def test_that_discs_overlap_neither_discs_nor_marks(
    places: list[tuple[float, float]], same: int, scale: float
) -> None:
    found = _all(_dataset([place for place in places for _ in range(same)]), scale)
    for i, a in enumerate(found):
        for b in found[:i]:
            gap = hypot(a.x - b.x, a.y - b.y) * scale
            assert gap >= a.radius + b.radius - 2.0


def test_that_no_discs_of_the_bundled_package_overlap(bundled: Dataset) -> None:
    for scale in np.geomspace(80.0, 2000.0, 60).tolist():
        found = _all(bundled, scale)
        at = np.array([(g.x * scale, g.y * scale) for g in found])
        reach = np.array([g.radius for g in found])
        gap = np.hypot(*(at[:, None] - at[None]).T) - reach[:, None] - reach
        np.fill_diagonal(gap, 99.0)
        assert gap.min() >= -2.0


@pytest.mark.parametrize("many", [3000, 20000])
def test_that_a_dense_map_has_few_groups_and_still_counts_every_event(many: int) -> None:
    rng = np.random.default_rng(5)
    places = zip(rng.uniform(-180, 180, many), rng.uniform(-55, 75, many), strict=True)
    data = _dataset([(float(a), float(b)) for a, b in places])
    found = _all(data, 196.0)
    assert len({e for group in found for e in group.events}) == many
    assert len(found) < 140


def test_that_a_lone_place_keeps_its_mark_on_a_dense_map() -> None:
    rng = np.random.default_rng(5)
    crowd = zip(rng.uniform(60, 140, 4000), rng.uniform(0, 60, 4000), strict=True)
    data = _dataset([*((float(a), float(b)) for a, b in crowd), (-60.0, -20.0)])
    assert (4000,) in [group.sites for group in _all(data, 196.0)]


@pytest.mark.parametrize("many", [2, 40, 64, 65, 300])
@pytest.mark.parametrize("large", [0.0, 0.1])
def test_that_pairs_of_piles_are_all_that_are_near_enough(many: int, large: float) -> None:
    dice = np.random.default_rng(many)
    points = np.cumsum(dice.normal(0, 25, (many, 2)), axis=0)
    piles = [
        clusters._Pile(((k,), frozenset({k}), *points[k].tolist()), 1.0, 1.0) for k in range(many)
    ]
    for pile in piles:
        pile.radius = 26.0 if dice.random() < large else 6.0

    def wanted(both: F64) -> F64:
        return np.maximum(18.0, both - 3.0)

    expected = sorted(
        (float(np.hypot(a.x - b.x, a.y - b.y)), i, j)
        for j, b in enumerate(piles)
        for i, a in enumerate(piles[:j])
        if np.hypot(a.x - b.x, a.y - b.y) < max(18.0, a.radius + b.radius - 3.0)
    )
    assert clusters._near(piles, wanted) == expected
    assert expected or many < 10


def test_that_no_more_groups_and_marks_are_kept_than_of_the_last_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clusters, "KEPT_WINDOWS", 3)
    data = _dataset([(100 + 8 * (k % 7), 8 * (k // 7) - 20) for k in range(40)])
    view, style = MapView(1600, 900), load_style("light")
    made: list[ReferenceType[object]] = []
    for first in range(30):
        visible = np.arange(len(data)) >= first
        found = groups(data, visible, view.center_lon, view.scale)
        made += [ref(group) for group in found]
        made += [ref(spot) for spot in marks.spots(data, found, view, style, None)]
    del found
    last = groups(data, visible, view.center_lon, view.scale)
    there = {id(thing) for each in made if (thing := each()) is not None}
    assert {id(group) for group in last} <= there
    assert len(there) <= 2 * (len(last) + 10)
