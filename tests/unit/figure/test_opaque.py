"""Print: no translucency, and what soft areas become."""

from __future__ import annotations

import numpy as np
import pytest
from map_samples import FakeMeasure

from explorer.dataset.model import Dataset
from explorer.figure.colors import mix
from explorer.figure.opaque import glow_steps, opaque, within
from explorer.figure.page.poster import PosterSpec, poster
from explorer.figure.picture import (
    Area,
    Circle,
    Fade,
    Font,
    Glow,
    Line,
    Raster,
    Rect,
    Sector,
    Symbol,
    Text,
)
from explorer.figure.style import load_style
from explorer.query.clauses import Query, Values
from explorer.query.engine import Engine


def test_that_a_page_for_print_lets_nothing_through(bundled: Dataset) -> None:
    """Arcs, discs, shading, glows, bands of doubt: all there, none translucent."""
    # Few enough that the strip shows dates, not columns.
    few = Query(filters=(Values("category", ("release",)),))
    style, found = load_style("print"), Engine(bundled).result(few)
    picture = poster(bundled, found, PosterSpec(), style, FakeMeasure())
    marks = [mark for layer in picture.layers for mark in layer.marks]
    assert not [m for m in marks if isinstance(m, Glow | Fade | Raster)]
    assert all(m.opacity == 1.0 for m in marks if not isinstance(m, Glow | Fade | Raster))
    assert picture.layer("map.glow").marks
    light = poster(bundled, found, PosterSpec(), load_style("light"), FakeMeasure())
    kinds = {type(mark) for layer in light.layers for mark in layer.marks}
    assert {Glow, Fade} <= kinds


@pytest.mark.parametrize(
    "mark",
    [
        Area((np.zeros((3, 2)),), "#ff0000", "#00ff00", opacity=0.5),
        Line(np.zeros((2, 2)), "#ff0000", casing="#00ff00", opacity=0.5),
        Rect(0, 0, 1, 1, "#ff0000", opacity=0.5),
        Symbol(0, 0, "square", 5, "#ff0000", "#00ff00", halo="#ffffff", opacity=0.5),
        Circle(0, 0, 1, "#ff0000", opacity=0.5),
        Sector(0, 0, 1, 1, 0, 90, "#ff0000", opacity=0.5),
        Text(0, 0, "a", Font(9), "#ff0000", 5, opacity=0.5),
    ],
)
def test_that_a_translucent_mark_takes_the_blended_colour(mark: Area) -> None:
    (made,) = opaque(mark, "#ffffff")
    assert made.opacity == 1.0
    assert "#ff8080" in {getattr(made, "fill", ""), getattr(made, "color", "")}


def test_that_a_fade_becomes_steps_without_gaps() -> None:
    fade = Fade(10, 0, 40, 9, "#000000", ((0.0, 0.0), (1.0, 1.0)), "#ffffff")
    steps = [mark for mark in opaque(fade, "#ff0000") if isinstance(mark, Rect)]
    assert all(step.x + step.w == pytest.approx(50) for step in steps)
    shades = [int(step.fill[1:3], 16) for step in steps]
    assert shades == sorted(shades, reverse=True)
    assert shades[0] > 245
    assert shades[-1] < 10


def test_that_a_glow_on_land_stays_on_land_and_takes_its_colour() -> None:
    land = np.array([(0.0, -50.0), (80.0, -50.0), (80.0, 50.0), (0.0, 50.0)])
    glow = Glow(0, 0, 30, 20, "#0000ff", 0.5)
    steps = glow_steps([glow], "#ffffff", within([(land,)]))
    points = np.concatenate([ring for area in steps for ring in area.rings])
    assert points[:, 0].min() == pytest.approx(0.0, abs=1e-9)
    assert points[:, 0].max() == pytest.approx(30.0)
    assert steps[-1].fill == mix("#0000ff", "#ffffff", 0.5 * 0.98125)


def test_that_where_glows_meet_the_stronger_shade_is_on_top() -> None:
    """The rim of a later glow, nearly the ground's colour, must not cut into an earlier one."""
    two = [Glow(0, 0, 30, 30, "#000000", 0.5), Glow(20, 0, 30, 30, "#000000", 0.5)]
    shades = [int(area.fill[1:3], 16) for area in glow_steps(two, "#ffffff")]
    assert shades == sorted(shades, reverse=True)
