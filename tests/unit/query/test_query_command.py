"""What a window shows, told as one command, and read back."""

from __future__ import annotations

import argparse

import pytest
import query_draws as draws
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from query_cases import E, S, build

from explorer.cli.options import add_filters, filters_of, tied
from explorer.common.errors import UsageError
from explorer.query.clauses import Clause, MapBox, MapPolygon, Picked, Query, Text, TimeRange
from explorer.query.engine import Engine
from explorer.query.shapes import sound
from explorer.query.words import options, query_options

SINGAPORE = E("a", "Opens, here", date="2024", sites=(S("x", country="MY", point=(103.8, 1.3)),))
SUVA = E("b,c", "Elsewhere", date="2025", sites=(S("y", country="FJ", point=(178.4, -18.1)),))
DATA = build([SINGAPORE, SUVA])


def read(arguments: list[str], data: object) -> tuple[Clause, ...]:
    """What the command line makes of options."""
    parser = argparse.ArgumentParser()
    add_filters(parser)
    return filters_of(parser.parse_args(tied(arguments))).clauses(data)  # type: ignore[arg-type]


@settings(max_examples=150)
@given(draws.events(), draws.queries)
def test_that_a_command_asks_for_the_events_that_the_window_counts(events, query: Query) -> None:
    data = build(events)
    engine = Engine(data)
    again = engine.result(Query(read(query_options(query, data), data)))
    result = engine.result(query)
    wanted = result.visible if result.selected is None else result.selected
    assert again.visible.tolist() == wanted.tolist()


@given(draws.rectangle_clauses())
def test_that_rings_come_back_as_they_were(clause: MapPolygon) -> None:
    assume(all(abs(x) <= 360 and y <= 90 for x, y in clause.rings[0]))
    (again,) = read(options(clause, DATA), DATA)
    assert isinstance(again, MapPolygon)
    assert again.rings == clause.rings


corner = st.tuples(st.floats(-170, 190), st.floats(-80, 80))


@given(st.lists(corner, min_size=3, max_size=8))
def test_that_a_lasso_comes_back_as_it_was(corners: list[tuple[float, float]]) -> None:
    drawn = sound(MapPolygon((tuple(corners),)))
    if drawn is not None:
        (again,) = read(options(drawn, DATA), DATA)
        assert isinstance(again, MapPolygon)
        assert again.rings == drawn.rings


def test_that_several_times_boxes_areas_and_searches_all_hold() -> None:
    asked = Query(
        (TimeRange(0, 2_000_000_000), MapBox(90, -30, -170, 10), Text("here")),
        (
            TimeRange(1_704_067_200, 1_735_689_600, "certainly", view="brush"),
            MapBox(100, 0, 110, 5, view="within"),
            Text("opens"),
            Picked(("a", "b,c")),
        ),
    )
    told = query_options(asked, DATA)
    assert [option.split("=")[0] for option in told].count("--time") == 2
    assert len(read(told, DATA)) == 7
    assert Engine(DATA).result(Query(read(told, DATA))).visible.tolist() == [True, False]


def test_that_one_way_of_matching_holds_for_all_times() -> None:
    one = read(["--time=2024", "--time=2025", "--time-match=certainly"], DATA)
    assert [c.match for c in one if isinstance(c, TimeRange)] == ["certainly", "certainly"]
    each = ["--time=2024", "--time-match=certainly", "--time=2025", "--time-match=possibly"]
    two = read(each, DATA)
    assert [c.match for c in two if isinstance(c, TimeRange)] == ["certainly", "possibly"]
    with pytest.raises(UsageError, match="once for each --time"):
        read(["--time=2024", "--time-match=certainly", "--time-match=possibly"], DATA)


def test_that_ids_with_commas_are_told() -> None:
    assert read(options(Picked(("b,c", "a")), DATA), DATA) == (Picked(("b,c", "a")),)
