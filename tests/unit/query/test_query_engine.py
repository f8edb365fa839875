"""The engine against a brute-force answer over generated datasets."""

from __future__ import annotations

import numpy as np
import pytest
import query_brute as brute
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import E, S, World, box_ring, build
from query_draws import clauses, events, latitudes, longitudes, queries, rectangle_clauses

from explorer.common.errors import UsageError
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import Organization
from explorer.query.clauses import (
    FIELDS,
    AtLeast,
    Clause,
    MapBox,
    MapPolygon,
    Query,
    Text,
    TimeRange,
    Values,
)
from explorer.query.engine import Engine, clause_view
from explorer.query.words import countries_in


@settings(max_examples=150, deadline=None)
@given(events(), clauses)
def test_that_every_clause_agrees_with_brute_force(case: list[E], clause: Clause) -> None:
    assert Engine(build(case)).mask(clause).tolist() == [brute.holds(e, clause) for e in case]


@settings(max_examples=100, deadline=None)
@given(events(), queries)
def test_that_filters_selection_and_counts_agree_with_brute_force(
    case: list[E], query: Query
) -> None:
    result = Engine(build(case)).result(query)
    assert result.visible.tolist() == brute.visible(case, query)
    chosen = brute.selected(case, query)
    assert (result.selected is None) == (chosen is None)
    if result.selected is not None:
        assert result.selected.tolist() == chosen
        assert result.n_selected == sum(chosen)
    assert result.n_visible == sum(brute.visible(case, query))
    for field, facet in result.facets.items():
        view = f"facet:{field}"
        everything = brute.counts(case, field, [True] * len(case))
        assert {
            v: int(c) for v, c in zip(facet.values, facet.total, strict=True) if c
        } == everything
        filtered = brute.counts(case, field, brute.visible(case, query, view))
        assert {v: c for v, c in zip(facet.values, facet.filtered, strict=True) if c} == filtered
        lit = brute.selected(case, query, view)
        assert (facet.selected is None) == (lit is None)
        if lit is not None:
            found = brute.counts(case, field, lit)
            assert {v: c for v, c in zip(facet.values, facet.selected, strict=True) if c} == found


lasso_corner = st.tuples(
    st.integers(-400, 400).map(lambda k: k + 0.1234567),
    st.integers(-80, 80).map(lambda k: k + 0.2345671),
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(longitudes, latitudes), max_size=30),
    st.lists(st.lists(lasso_corner, min_size=3, max_size=8).map(tuple), max_size=3).map(tuple),
)
def test_that_any_lasso_agrees_with_exact_arithmetic(points, rings) -> None:
    case = [E(f"e{k:02}", sites=(S(point=p),)) for k, p in enumerate(points)]
    clause = MapPolygon(rings)
    assert Engine(build(case)).mask(clause).tolist() == [brute.holds(e, clause) for e in case]


@settings(max_examples=100, deadline=None)
@given(events(), st.lists(rectangle_clauses(), min_size=1, max_size=3))
def test_that_the_countries_in_a_lasso_are_those_of_the_sites_inside(case, lassos) -> None:
    dataset = build(case)
    for clause in (*lassos, lassos[0]):
        inside = [s for e in case for s in e.sites if brute.in_rings(s, clause.rings)]
        known = {s.country for s in inside} & dataset.gazetteer.countries.keys()
        assert countries_in(clause, dataset) == tuple(sorted(known))


def test_that_areas_bring_their_countries_into_a_lasso_that_only_meets_them() -> None:
    box = (10.0, 10.0, 20.0, 20.0)
    case = [E("a", sites=(S(box=box, country="CI"), S(box=box, country="MY"), S(box=box)))]
    dataset = build(case)
    for west, south, found in ((18, 18, ("CI", "MY")), (378, 18, ("CI", "MY")), (21, 21, ())):
        ring = box_ring(west, south, west + 12, south + 12)
        assert countries_in(MapPolygon((tuple(map(tuple, ring)),)), dataset) == found
    assert countries_in(MapPolygon(()), dataset) == ()


@settings(max_examples=80, deadline=None)
@given(events(), queries, st.sampled_from(["map", "timeline", "search", *FIELDS]))
def test_that_a_backdrop_leaves_out_only_its_own_view(case, query: Query, view: str) -> None:
    view = f"facet:{view}" if view in FIELDS else view
    engine = Engine(build(case))
    assert engine.backdrop(query, view).tolist() == brute.visible(case, query, view)
    lit = engine.foreground(query, view)
    assert (None if lit is None else lit.tolist()) == brute.selected(case, query, view)


def test_that_a_box_may_cross_the_antimeridian() -> None:
    case = [
        E("a", sites=(S(point=(179.0, 0.0)),)),
        E("b", sites=(S(point=(-179.0, 0.0)),)),
        E("c", sites=(S(point=(0.0, 0.0)),)),
        E("d", sites=(S(country="FJ"),)),
        E("e", sites=(S(region="pacific"),)),
    ]
    engine = Engine(build(case))
    assert engine.mask(MapBox(170, -30, -170, 30)).tolist() == [True, True, False, True, True]
    assert engine.mask(MapBox(-180, -30, -170, 30)).tolist() == [False, True, False, False, True]


def test_that_a_region_in_the_hole_of_a_polygon_is_outside() -> None:
    engine = Engine(build([E("a", sites=(S(region="sea"),)), E("b", sites=(S(country="MY"),))]))

    def rings(*boxes: tuple[float, float, float, float]) -> MapPolygon:
        return MapPolygon(tuple(tuple(map(tuple, box_ring(*box).tolist())) for box in boxes))

    around = (80.0, -30.0, 140.0, 40.0)
    assert engine.mask(rings(around, (94.0, -11.0, 126.0, 21.0))).tolist() == [False, False]
    assert engine.mask(rings(around, (96.0, -9.0, 124.0, 19.0))).tolist() == [True, False]


def test_that_a_self_crossing_lasso_leaves_out_what_it_winds_round_twice() -> None:
    star = ((100, 30), (120, -30), (85, 10), (125, 10), (90, -30))
    small = World(regions={"heart": (104.0, 2.0, 106.0, 4.0), "tip": (100.0, 20.0, 101.0, 21.0)})
    case = [
        E("a", sites=(S(region="heart"),)),
        E("b", sites=(S(region="tip"),)),
        E("c", sites=(S(point=(105.0, 3.0)),)),
        E("d", sites=(S(point=(100.0, 20.0)),)),
    ]
    engine = Engine(build(case, small))
    assert engine.mask(MapPolygon((star,))).tolist() == [False, True, False, True]


def test_that_a_degenerate_ring_matches_no_point_and_fails_on_nothing() -> None:
    case = [E("a", sites=(S(region="sea"),)), E("b", sites=(S(point=(100.0, 0.0)),))]
    engine = Engine(build(case))
    assert not engine.mask(MapPolygon((((100, 0), (101, 1)),))).any()
    assert not engine.mask(MapPolygon((((100, 0), (101, 1), (102, 2)),))).any()
    assert not engine.mask(MapPolygon(())).any()
    assert engine.mask(MapBox(100, 0, 100, 0)).all()
    assert engine.mask(MapBox(100, 0, 100, 5)).all()


def test_that_a_facet_counts_an_event_once_for_a_parent_of_two_of_its_organizations() -> None:
    engine = Engine(build([E("a", organizations=("alicloud", "qwen", "alibaba"))]))
    facet = engine.result(Query()).facets["organization"]
    assert dict(zip(facet.values, facet.total.tolist(), strict=True)) == {
        "alibaba": 1,
        "alicloud": 1,
        "qwen": 1,
    }


def test_that_parents_in_a_circle_do_not_hang() -> None:
    looped = (Organization("a", "A", parent=1), Organization("b", "B", parent=0))
    engine = Engine(build([E("e", organizations=("a",))], World(organizations=looped)))
    assert engine.mask(Values("organization", ("b",))).all()


def test_that_categories_keep_the_package_order_and_are_all_there() -> None:
    facet = Engine(build([E("a", category="ipo")])).result(Query()).facets["category"]
    assert facet.values == ("release", "data_center", "ipo")
    assert facet.total.tolist() == [0, 0, 1]
    assert [facet.label(1, lang) for lang in ("en", "zh")] == ["Data centre", "数据中心"]


def test_that_events_without_a_dispute_are_a_value_of_the_facet() -> None:
    facet = Engine(build([E("a"), E("b", dispute="disputed")])).result(Query()).facets["dispute"]
    assert facet.values == ("disputed", "none")
    assert [facet.label(1, lang) for lang in ("en", "zh")] == ["No dispute", "无争议"]


def test_that_masks_are_kept_and_cannot_be_written() -> None:
    engine = Engine(build([E("a", category="ipo")]))
    mask = engine.mask(Values("category", ("ipo",)))
    assert engine.mask(Values("category", ("ipo",))) is mask
    with pytest.raises(ValueError):
        mask[0] = False
    assert engine.result(Query()).visible.tolist() == [True]


def test_that_an_unreadable_bound_is_a_usage_error() -> None:
    engine = Engine(build([E("a")]))
    for clause in (
        AtLeast("amount", "much"),
        AtLeast("amount", "nan"),
        AtLeast("confidence", "sure"),
        AtLeast("date", "soon"),
    ):
        with pytest.raises(UsageError, match=clause.field):
            engine.mask(clause)


def test_that_a_clause_belongs_to_the_view_it_names_or_to_its_facet() -> None:
    assert clause_view(Values("country", ("MY",))) == "facet:country"
    assert clause_view(Values("country", ("MY",), view="map")) == "map"
    assert clause_view(AtLeast("confidence", "high")) == "facet:confidence"
    assert clause_view(Text("x")) == "search"


def test_that_undated_and_unplaced_events_match_no_time_and_no_place() -> None:
    engine = Engine(build([E("a"), E("b", sites=(S(place="Somewhere"),))]))
    assert not engine.mask(TimeRange(MIN, MAX)).any()
    assert not engine.mask(MapBox(-180, -90, 180, 90)).any()
    assert np.array_equal(engine.mask(Text("somewhere")), [False, True])
