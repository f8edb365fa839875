"""While answers follow each other quickly: every mark, right counts, labels that stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import hypot

import numpy as np
import pytest
from map_samples import FakeMeasure

from explorer.dataset.calendar import DAY
from explorer.dataset.model import Dataset
from explorer.figure.map.arcs import DIMMED, OVER, PLAIN
from explorer.figure.map.camera import first_view
from explorer.figure.map.drawing import map_moving, map_over, map_static
from explorer.figure.map.marks import DIM_LABEL
from explorer.figure.map.words import count_text
from explorer.figure.picture import SEPARATOR, Circle, Layer, Line, Picture, Text
from explorer.figure.style import load_style
from explorer.paint.painter import to_image
from explorer.query.clauses import Query, TimeRange
from explorer.query.engine import Engine, Result

STYLE = load_style("light")
MEASURE = FakeMeasure()
START = 1_672_531_200


def answers(dataset: Dataset, brushed: bool = False) -> Iterator[Result]:
    """A window that moves by 20 days a step: as a filter, or as a selection."""
    engine = Engine(dataset)
    for k in range(25):
        window = TimeRange(START + 20 * k * DAY, START + (500 + 20 * k) * DAY, view="timeline")
        yield engine.result(Query(selection=(window,)) if brushed else Query((window,)))


def frames(dataset: Dataset, brushed: bool = False) -> Iterator[tuple[Result, Picture, Picture]]:
    """Each answer, its picture in a quick series and its picture at rest."""
    view = first_view(dataset, 982.0, 471.0)
    names, places = None, ()
    for result in answers(dataset, brushed):
        rest = map_over(dataset, result.visible, view, STYLE, MEASURE, result.selected)
        if names is None:
            moving, names = rest, rest.layer("names").marks
        else:
            kept = replace(view, label_places=places)
            moving = map_moving(
                dataset, result.visible, kept, STYLE, MEASURE, result.selected, names
            )
        places = moving.label_places
        yield result, moving, rest


def sites_of(ref: str) -> list[str]:
    kind, _, rest = ref.partition(":")
    return rest.split(SEPARATOR) if kind in ("site", "sites") else []


def looks(layer: Layer) -> list[object]:
    """Marks of a layer; lines by the very points they run through."""
    return [
        (id(m.points), m.color, m.width, m.opacity, m.ref) if isinstance(m, Line) else m
        for m in layer.marks
    ]


def arcs_of(picture: Picture) -> Layer:
    """All arcs that stand, those that lie over others among them."""
    arcs, over = picture.layer("arcs"), picture.layer("arcs-over")
    return replace(arcs, marks=arcs.marks + over.marks)


def at_rest(arcs: Layer) -> list[object]:
    """The looks of arcs, those that are drawn once more over their dimmed selves as one."""
    lit = {(id(line.points), line.color) for line in arcs.marks if line.opacity != DIMMED}
    seen = [
        line
        for line in arcs.marks
        if line.opacity != DIMMED or (id(line.points), line.color) not in lit
    ]
    plain = [replace(line, opacity=PLAIN) if line.opacity == OVER else line for line in seen]
    return looks(replace(arcs, marks=tuple(plain)))


@pytest.mark.parametrize("brushed", [False, True])
def test_that_marks_and_counts_are_right_in_every_frame(bundled: Dataset, brushed: bool) -> None:
    sites = bundled.sites
    owner = dict(zip(sites.id, sites.event.tolist(), strict=True))
    for result, moving, rest in frames(bundled, brushed):
        drawn = {key for mark in moving.layer("marks").marks for key in sites_of(mark.ref)}
        there = result.visible[sites.event] & np.isfinite(sites.draw_lon)
        assert drawn <= {sites.id[s] for s in np.flatnonzero(there)}
        assert {owner[key] for key in drawn} >= set()
        assert replace(moving.tally, labels_hidden=0) == replace(rest.tally, labels_hidden=0)
        assert moving.tally.drawn == len({owner[key] for key in drawn})
        for mark in moving.layer("marks").marks:
            if isinstance(mark, Text) and mark.role == "count":
                events = {owner[key] for key in sites_of(mark.ref)}
                inside = sum(bool(result.selected[e]) for e in events) if brushed else 0
                told = count_text(len(events), "en")
                part = 0 < inside < len(events)
                full = f"{count_text(inside, 'en')}/{told}"
                assert mark.text in ((full, count_text(inside, "en")) if part else (told,))


def test_that_labels_stay_on_their_sides_and_over_nothing(bundled: Dataset) -> None:
    stayed = 0
    for (_, old, _), (_, new, _) in pairwise(frames(bundled)):
        before = dict(old.label_places)
        for ref, place in new.label_places:
            if ref in before:
                assert place % 100 == before[ref] % 100
                stayed += 1
        texts = [m for m in new.layer("labels").marks if isinstance(m, Text)]
        texts += [m for m in new.layer("names").marks if isinstance(m, Text)]
        boxes = [(t.x, t.y - 0.7 * t.font.size, t.x + t.width, t.y) for t in texts]
        for i, a in enumerate(boxes):
            for b in boxes[:i]:
                apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                assert apart, (a, b)
    assert stayed > 100


def test_that_labels_stay_under_a_brush_and_pale_with_their_marks(bundled: Dataset) -> None:
    sites = bundled.sites
    owner = dict(zip(sites.id, sites.event.tolist(), strict=True))
    made = list(frames(bundled, brushed=True))
    for result, moving, rest in made:
        for layer in ("shade", "areas"):
            assert looks(moving.layer(layer)) == looks(rest.layer(layer))
        assert sorted(at_rest(arcs_of(moving))) == sorted(looks(arcs_of(rest)))
        labels = [m for m in moving.layer("labels").marks if isinstance(m, Text)]
        assert len(labels) > 10
        for label in labels:
            lit = any(result.selected[owner[key]] for key in sites_of(label.ref))
            assert label.opacity == (1.0 if lit else DIM_LABEL), label.text
    same = 0
    for (_, old, _), (_, new, _) in pairwise(made[1:]):
        assert new.label_places == old.label_places
        before = {id(mark) for mark in old.layer("labels").marks}
        same += sum(id(mark) in before for mark in new.layer("labels").marks)
    assert same > 100, "where nothing changed they are the very same"
    dimmed = [moving.layer("arcs").marks for _, moving, _ in made]
    assert {line.opacity for line in dimmed[1]} == {DIMMED}
    assert len(dimmed[1]) > 20
    assert all(lines == dimmed[1] for lines in dimmed[2:]), "these stay"
    over = [m for _, moving, _ in made for m in moving.layer("arcs-over").marks]
    assert any(line.opacity == OVER for line in over)


def test_that_an_arc_over_its_dimmed_self_is_as_strong_as_a_plain_one() -> None:
    line = Line(np.array([(4.0, 8.0), (60.0, 30.0)]), "#00694D", opacity=PLAIN)
    pair = (replace(line, opacity=DIMMED), replace(line, opacity=OVER))
    drawn = [
        np.array(image.constBits(), np.uint8).astype(int)
        for marks in ((line,), pair)
        for image in [to_image(Picture(64.0, 40.0, "#FFFFFF", (Layer("arcs", marks),)))]
    ]
    assert drawn[0].min() < 120
    assert np.abs(drawn[0] - drawn[1]).max() <= 8  # where a pixel is covered in part


def test_that_what_stands_is_the_whole_picture_but_for_its_base(bundled: Dataset) -> None:
    view = first_view(bundled, 982.0, 471.0)
    every = np.ones(len(bundled), bool)
    over = map_over(bundled, every, view, STYLE, MEASURE)
    whole = map_static(bundled, every, view, STYLE, MEASURE)
    assert whole.layers[-len(over.layers) :] == over.layers
    assert [layer.name for layer in whole.layers[:3]] == ["ground", "land", "edges"]
    assert (whole.tally, whole.label_places) == (over.tally, over.label_places)


def test_that_names_of_homes_stand_beside_their_dots(bundled: Dataset) -> None:
    seen = 0
    for brushed in (False, True):
        for _, moving, rest in frames(bundled, brushed):
            for picture in (moving, rest):
                dots = [
                    (m.x, m.y)
                    for m in picture.layer("marks").marks
                    if isinstance(m, Circle) and not m.ref
                ]
                for text in picture.layer("labels").marks:
                    if isinstance(text, Text) and not text.ref:
                        seen += 1
                        near = min(
                            hypot(max(text.x - x, 0, x - text.x - text.width), text.y - y)
                            for x, y in dots
                        )
                        assert near < 24, text.text
    assert seen > 10
