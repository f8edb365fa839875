"""What is under the pointer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from map_samples import HANGZHOU, FakeMeasure, Sample, Spot, sample_dataset

from explorer.common.texts import Texts
from explorer.figure.hit import events_of, hit, sites_of
from explorer.figure.map.drawing import map_figure
from explorer.figure.map.projection import home_view, lonlat_to_px
from explorer.figure.picture import (
    SEPARATOR,
    Area,
    Circle,
    Font,
    Glow,
    Layer,
    Line,
    Mark,
    Picture,
    Rect,
    Sector,
    Symbol,
    Text,
)
from explorer.figure.style import load_style
from tests.bench.synthetic import synthetic

SQUARE = np.array([(10.0, 10.0), (50.0, 10.0), (50.0, 50.0), (10.0, 50.0)])
HOLE = np.array([(20.0, 20.0), (40.0, 20.0), (40.0, 40.0), (20.0, 40.0)])


def _picture(*marks: Mark, clip: tuple[float, float, float, float] | None = None) -> Picture:
    return Picture(100, 100, "", (Layer("a", marks, clip),))


@pytest.mark.parametrize(
    ("mark", "inside", "outside"),
    [
        (Symbol(50, 50, "square", 6, "#000000", "#000000", ref="r"), (58, 50), (62, 50)),
        (Circle(50, 50, 10, "#000000", ref="r"), (50, 50), (50, 66)),
        (Circle(50, 50, 20, "", "#000000", ref="r"), (50, 31), (50, 50)),
        (Sector(50, 50, 10, 5, 350, 40, "#000000", ref="r"), (52, 38), (62, 50)),
        (Rect(10, 10, 20, 5, "#000000", ref="r"), (8, 12), (4, 12)),
        (Area((SQUARE, HOLE), "#000000", ref="r"), (15, 30), (30, 30)),
        (Area((SQUARE,), "", "#000000", ref="r"), (10, 30), (30, 30)),
        (Line(SQUARE, "#000000", ref="r"), (30, 13), (10, 30)),
        (Glow(50, 50, 30, 10, "#000000", 0.5, ref="r"), (70, 50), (50, 70)),
        (Text(10, 50, "abc", Font(12), "#000000", 20, ref="r"), (20, 45), (40, 45)),
    ],
)
def test_that_a_mark_is_hit_inside_and_missed_outside(
    mark: Mark, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    assert hit(_picture(mark), *inside) == ("r",)
    assert hit(_picture(mark), *outside) == ()


def test_that_the_topmost_comes_first_and_each_ref_once() -> None:
    low = Symbol(50, 50, "circle", 6, "#000000", "#000000", ref="site:low")
    top = Symbol(52, 50, "circle", 6, "#000000", "#000000", ref="site:top")
    bare = Circle(50, 50, 20, "#000000")
    assert hit(_picture(low, top, low, bare), 51, 50) == ("site:low", "site:top")
    layers = (Layer("a", (low,)), Layer("b", (top,)))
    assert hit(Picture(100, 100, "", layers), 51, 50) == ("site:top", "site:low")


def test_that_what_is_clipped_away_is_not_hit() -> None:
    mark = Symbol(50, 50, "circle", 6, "#000000", "#000000", ref="r")
    assert hit(_picture(mark, clip=(0, 0, 40, 100)), 48, 50) == ()


def test_that_every_kind_of_ref_leads_to_events() -> None:
    data = sample_dataset(
        [
            Sample([Spot("Jakarta", "ID", 106.8, -6.2, id="j")], id="one"),
            Sample([Spot("Jakarta", "ID", 106.8, -6.2)], id="two"),
        ]
    )
    assert events_of("event:two", data) == ("two",)
    assert events_of("site:j", data) == ("one",)
    assert events_of("cluster:one,two,gone", data) == ("one", "two")
    assert events_of("country:ID", data) == ("one", "two")
    for ref in ("event:gone", "site:gone", "country:FR", "", "nonsense"):
        assert events_of(ref, data) == ()


def test_that_clicking_a_mark_on_the_map_finds_its_event() -> None:
    data = sample_dataset(
        [
            Sample([Spot("Mexico City", "MX", -99.13, 19.43)], organization=0, id="mexico"),
            Sample([Spot("Lagos", "NG", 3.4, 6.45)], id="a"),
            Sample([Spot("Lagos", "NG", 3.4, 6.45)], id="b"),
        ],
        (HANGZHOU,),
    )
    view = home_view(984, 446)
    picture = map_figure(data, np.ones(3, bool), view, load_style("light"), FakeMeasure())
    x, y = lonlat_to_px(view, -99.13, 19.43)
    assert events_of(hit(picture, float(x), float(y))[0], data) == ("mexico",)
    x, y = lonlat_to_px(view, 3.4, 6.45)
    assert events_of(hit(picture, float(x), float(y))[0], data) == ("a", "b")


def test_that_a_mark_comes_before_an_arc_drawn_over_it_even_in_another_picture() -> None:
    mark = Symbol(30, 30, "circle", 6, "#000000", "#000000", ref="site:a")
    words = Text(20, 32, "abc", Font(12), "#000000", 20, ref="site:b")
    arc = Line(np.array([(0.0, 30.0), (100.0, 30.0)]), "#000000", ref="event:c")
    land = Area((SQUARE,), "#000000", ref="country:d")
    still, live = _picture(mark, words, land), _picture(arc)
    assert hit((live, still), 30, 30) == ("site:a", "site:b", "event:c", "country:d")
    assert hit((live, still), 15, 30) == ("event:c", "country:d")
    assert hit((live, still), 22, 30) == ("site:b", "site:a", "event:c", "country:d")


def test_that_a_ref_names_its_sites_whether_or_not_they_are_called_after_events() -> None:
    made = synthetic(200)
    for data in (made, replace(made, sites=replace(made.sites, id=Texts.of(made.sites.id)))):
        ids = data.sites.id
        for s in range(len(data.sites)):
            assert sites_of(f"site:{ids[s]}", data) == (s,)
        assert sites_of(f"sites:{SEPARATOR.join([ids[7], 'none', ids[3]])}", data) == (7, 3)
        for stranger in (ids[0] + "0", data.events.id[0], "none--1", "--", ""):
            assert sites_of(f"site:{stranger}", data) == ()
        assert sites_of(f"event:{ids[0]}", data) == ()
