"""The map as a Picture: a base that depends on the camera alone, marks and labels, and a live
layer for what is picked or hovered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from explorer.dataset.model import Bool, Dataset
from explorer.figure.map import density
from explorer.figure.map import labels as map_labels
from explorer.figure.map import marks as map_marks
from explorer.figure.map.covered import covered, parts_within
from explorer.figure.map.ground import cover, layer, map_base
from explorer.figure.map.marks import Spot
from explorer.figure.map.placing import Placed, Placer
from explorer.figure.map.scene import Question, Scene, scene_of, stand
from explorer.figure.map.words import alt_text
from explorer.figure.opaque import glow_steps, within
from explorer.figure.picture import (
    Area,
    Circle,
    Glow,
    Layer,
    Line,
    Mark,
    Measure,
    Picture,
    Rect,
    Text,
)
from explorer.figure.style import Style
from explorer.figure.view import MapView

__all__ = [
    "map_ahead",
    "map_base",
    "map_figure",
    "map_gather",
    "map_live",
    "map_moving",
    "map_over",
    "map_static",
]


def map_static(
    dataset: Dataset,
    visible: Bool,
    view: MapView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
) -> Picture:
    """The base with all marks and labels, but for what is picked or hovered.

    ``visible``, ``selected``: (n,) bool over events. With ``selected`` the rest is dimmed.
    """
    over = map_over(dataset, visible, view, style, measure, selected)
    return replace(over, layers=(*map_base(view, style).layers, *over.layers))


def map_over(
    dataset: Dataset,
    visible: Bool,
    view: MapView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
) -> Picture:
    """``map_static`` without its base."""
    return _over(Question(dataset, visible, view, style, measure, selected))


def map_moving(
    dataset: Dataset,
    visible: Bool,
    view: MapView,
    style: Style,
    measure: Measure,
    selected: Bool | None,
    names: Sequence[Mark],
) -> Picture:
    """``map_over`` in a quick series of changes, all marks and counts right. Labels stay where
    ``view.label_places`` says they were, and ``names`` (a layer of that name, of the same camera)
    where they are, if they still can; few labels come anew."""
    kept = tuple(mark for mark in names if isinstance(mark, Text))
    return _over(Question(dataset, visible, view, style, measure, selected, kept))


def map_ahead(
    dataset: Dataset,
    visible: Bool,
    view: MapView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
) -> Picture:
    """All marks that would stand there, and all labels that may come to stand beside them, these
    somewhere: what images are made of. Empty where cells would be shown."""
    asked = Question(dataset, visible, view, style, measure, selected)
    empty = Picture(view.width, view.height, style.tokens.bg, ())
    if density.counts_of(asked) is not None:
        return empty
    asked = density.narrowed(asked)
    found, _ = stand(dataset, asked.visible, view)  # the routes take their time as well
    shown = map_marks.spots(dataset, found, view, style, asked.selected)
    placer = Placer(measure, (view.width, view.height), view.size_factor, style.tokens.halo)
    wishes = (map_labels.wanted(dataset, spot, view, style) for spot in shown)
    texts = [text for wish in wishes if wish.lines for text in placer.texts(wish)]
    marks = [mark for spot in shown for mark in _plain_marks(asked, spot)]
    return replace(empty, layers=(layer("marks", marks, view), layer("labels", texts, view)))


def _over(asked: Question) -> Picture:
    found = density.counts_of(asked)
    if found is not None:
        return density.density(asked, found)
    whole, asked = asked, density.narrowed(asked)
    made = _marked(asked)
    return made if whole is asked else _of_all(whole, made)


def _of_all(asked: Question, made: Picture) -> Picture:
    """A picture of what is near the view, telling of all that is visible."""
    tally = density.whole_tally(asked, made.tally)
    alt = alt_text(tally.drawn, tally.outside, tally.unplaced, tally.drawn, asked.view.lang)
    return replace(made, tally=tally, alt=alt)


def _marked(asked: Question) -> Picture:
    scene, view = scene_of(asked), asked.view
    layers = (
        layer("shade", scene.shade, view),
        *_standing(asked, scene),
        layer("labels", _labels(scene, picked=False), view),
    )
    return _picture(asked, layers, scene)


def map_gather(dataset: Dataset, visible: Bool, view: MapView) -> None:
    """The first half of ``map_over``, where it takes its time."""
    if not density.gather(dataset, visible, view):
        stand(dataset, visible, view)


def map_live(
    dataset: Dataset,
    visible: Bool,
    view: MapView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
    moving: bool = False,
) -> Picture:
    """What is picked or hovered, to be drawn over ``map_static`` of the same arguments, or, when
    ``moving``, over ``map_moving``. Static marks, and parts of arcs, that the country shading or
    the arcs would cover come again above them."""
    names = () if moving else None
    asked = Question(dataset, visible, view, style, measure, selected, names)
    found = density.counts_of(asked)
    if found is not None:
        return _over_cells(asked, found)
    asked = density.narrowed(asked)
    scene = scene_of(asked)
    if scene not in _lively:
        _lively[scene] = _live(asked, scene)
    hover = layer("hover", _hovered(asked, scene), view)
    return _picture(asked, (*_lively[scene], hover), scene)


def _over_cells(asked: Question, found: density.Counts) -> Picture:
    """What is picked or hovered, above the cells of ``density.density``."""
    view, few = asked.view, density.chosen(asked)
    edges = density.edged(asked, found)
    if not few.visible.any():
        return Picture(view.width, view.height, asked.style.tokens.bg, (edges,))
    scene = scene_of(few)
    layers = (edges, *_live(few, scene), layer("hover", _hovered(few, scene), view))
    return _picture(few, layers, scene)


_lively: WeakKeyDictionary[Scene, tuple[Layer, ...]] = WeakKeyDictionary()
"""The live layers below that of what is hovered."""


def _live(asked: Question, scene: Scene) -> tuple[Layer, ...]:
    view = asked.view
    arcs_live, marks_live = _chosen(asked, scene)
    again: list[list[Mark]] = [[], [], []]
    if scene.shade_live or scene.arcs_live:
        _, *arcs, names, marks = _standing(asked, scene)
        lines = [mark for part in arcs for mark in part.marks]
        shades, over = scene.shade_live, parts_within(scene.shade_live, lines)
        paths = [*(m for m in scene.arcs_live if isinstance(m, Line)), *over]
        again = [
            [*over],
            covered(shades, paths, [*names.marks, *_solid(marks.marks)]),
            covered(shades, paths, _labels(scene, picked=False)),
        ]
    return (
        layer("shade-live", scene.shade_live, view),
        layer("arcs-again", again[0], view),
        arcs_live,
        layer("marks-again", again[1], view),
        marks_live,
        layer("labels-live", again[2] + _named(asked, scene), view),
    )


def map_figure(
    dataset: Dataset,
    visible: Bool,
    view: MapView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
) -> Picture:
    """The whole map in painting order, for exports."""
    asked = Question(dataset, visible, view, style, measure, selected)
    found = density.counts_of(asked)
    if found is not None:
        still = density.density(asked, found)
        live = _over_cells(asked, found)
        layers = (*map_base(view, style).layers, *still.layers, *live.layers)
        return replace(still, layers=layers)
    whole, asked = asked, density.narrowed(asked)
    made = _figure(asked)
    return made if whole is asked else _of_all(whole, made)


def _figure(asked: Question) -> Picture:
    view, style = asked.view, asked.style
    scene = scene_of(asked)
    areas, arcs, arcs_over, names, marks = _standing(asked, scene)
    arcs_live, marks_live = _chosen(asked, scene)
    base = map_base(view, style)
    if style.theme == "print":
        base, areas = _printed(base, areas, view, style)
    layers = (
        *base.layers,
        layer("shade", scene.shade, view),
        layer("shade-live", scene.shade_live, view),
        areas,
        arcs,
        arcs_over,
        arcs_live,
        names,
        marks,
        marks_live,
        layer("labels", _labels(scene, picked=False), view),
        layer("labels-live", _named(asked, scene), view),
        layer("hover", _hovered(asked, scene), view),
    )
    return _picture(asked, layers, scene)


def _printed(base: Picture, areas: Layer, view: MapView, style: Style) -> tuple[Picture, Layer]:
    """For print, soft areas go between the land and its edges, in steps that cover what lies
    beneath: those at sea in shades of the sea, those on land in shades of the land."""
    t = style.tokens
    glows = [mark for mark in areas.marks if isinstance(mark, Glow)]
    if not glows:
        return base, areas
    on_land = within(mark.rings for mark in base.layer("land").marks if isinstance(mark, Area))
    steps: list[Mark] = [*glow_steps(glows, t.ocean), *glow_steps(glows, t.land, on_land)]
    steps += cover(view, style)
    ground, land, edges = base.layers
    rest = tuple(mark for mark in areas.marks if not isinstance(mark, Glow))
    layers = (ground, land, layer("glow", steps, view), edges)
    return replace(base, layers=layers), replace(areas, marks=rest)


def _picture(asked: Question, layers: tuple[Layer, ...], scene: Scene) -> Picture:
    view = asked.view
    places = tuple((p.wanted.ref, p.place) for p in scene.labels)
    ground = asked.style.tokens.bg
    return Picture(view.width, view.height, ground, layers, scene.tally, scene.alt, places)


Standing = tuple[Layer, Layer, Layer, Layer, Layer]
_still: WeakKeyDictionary[Scene, Standing] = WeakKeyDictionary()


def _standing(asked: Question, scene: Scene) -> Standing:
    """Soft areas, arcs, those that lie over others, names of countries and seas, and marks that
    are not picked; kept."""
    if scene not in _still:
        _still[scene] = _stand(asked, scene)
    return _still[scene]


def _stand(asked: Question, scene: Scene) -> Standing:
    view = asked.view
    rest = [spot for spot in scene.spots if not spot.picked]
    stalks = [map_marks.stalk(spot, view, asked.style) for spot in scene.spots]
    marks = [mark for spot in rest for mark in _plain_marks(asked, spot)]
    return (
        layer("areas", scene.areas, view),
        layer("arcs", scene.arcs, view),
        layer("arcs-over", scene.arcs_over, view),
        layer("names", scene.names, view),
        layer("marks", [*filter(None, stalks), *scene.homes, *marks], view),
    )


def _chosen(asked: Question, scene: Scene) -> tuple[Layer, Layer]:
    """Arcs and marks that are picked."""
    view = asked.view
    marks: list[Mark] = []
    for spot in scene.spots:
        if spot.picked:
            marks += _spot_marks(asked, spot)
            marks += map_marks.ring(spot, asked.style, view.size_factor)
    return layer("arcs-live", scene.arcs_live, view), layer("marks-live", marks, view)


_looked: WeakKeyDictionary[Spot, tuple[tuple[object, ...], tuple[Mark, ...]]] = WeakKeyDictionary()


def _plain_marks(asked: Question, spot: Spot) -> Sequence[Mark]:
    """``_spot_marks``, the very same ones again for a spot that comes again."""
    # A spot is of one dataset, which must not be held here: see ``Recent``.
    key = (asked.style, asked.measure, asked.view.lang, asked.view.size_factor)
    old, made = _looked.get(spot, ((), ()))
    if old != key:
        made = tuple(_spot_marks(asked, spot))
        _looked[spot] = key, made
    return made


def _spot_marks(asked: Question, spot: Spot, grown: float = 1.0) -> list[Mark]:
    view, style = asked.view, asked.style
    if not spot.single:
        return map_marks.cluster(spot, asked.dataset, style, view, asked.measure)
    out: list[Mark] = []
    if spot.precision == "country":
        out.append(map_marks.disc(spot, view.size_factor))
    if spot.picked:
        grown = max(grown, 1.15)
    return [*out, map_marks.symbol(spot, style, view.size_factor, grown)]


def _solid(marks: Sequence[Mark]) -> list[Mark]:
    """The marks without discs of countries: painted twice these would be twice as strong."""
    return [m for m in marks if not (isinstance(m, Circle) and m.opacity <= map_marks.DISC_FILL)]


def _labels(scene: Scene, picked: bool) -> list[Mark]:
    """Leader lines and texts of the labels of what is picked, or of the rest."""
    chosen = {spot.ref for spot in scene.spots if spot.picked}
    out: list[Mark] = [] if picked else [*scene.home_labels]
    for placed in scene.labels:
        if (placed.wanted.ref in chosen) == picked:
            if placed.leader is not None:
                out.append(placed.leader)
            out += placed.texts
    return out


def _hovered(asked: Question, scene: Scene) -> list[Mark]:
    """The hovered event's marks, larger, and their labels: where there is still room, else, of
    few, on a plate over other labels."""
    view, style = asked.view, asked.style
    event = asked.dataset.event_index.get(view.hover, -1)
    done = {p.wanted.ref for p in scene.labels}
    placer = crowded = None
    marks: list[Mark] = []
    own = [spot for spot in scene.spots if event in spot.group.events]
    for spot in own:
        lit = replace(spot, dim=False)
        halo = spot.group.radius + 5.0 * view.size_factor
        marks.append(Circle(spot.x, spot.y, halo, style.tokens.text, opacity=0.12, ref=spot.ref))
        marks += _solid(_spot_marks(asked, lit, 1.25))
        if spot.ref in done or not (0 <= spot.x <= view.width and 0 <= spot.y <= view.height):
            continue
        placer = placer or scene.placer.copy()
        wish = map_labels.wanted(asked.dataset, lit, view, style)
        if not wish.lines:
            continue
        few = len(own) <= map_labels.NAMED
        got = placer.place(wish, must=few)
        if got is None and few:
            crowded = crowded or _marks_alone(asked, scene)
            got = crowded.place(wish, must=True)
            marks += [_plate(asked, got)] if got is not None else []
        if got is not None:
            marks += [*([got.leader] if got.leader else []), *got.texts]
    return marks


def _named(asked: Question, scene: Scene) -> list[Mark]:
    """Labels of what is picked; those of few that found no room stand on plates over others. While
    answers follow each other quickly these wait."""
    view, style = asked.view, asked.style
    out = _labels(scene, picked=True)
    picked = [
        s for s in scene.spots if s.picked and 0 <= s.x <= view.width and 0 <= s.y <= view.height
    ]
    done = {p.wanted.ref for p in scene.labels}
    lost = [spot for spot in picked if spot.ref not in done]
    if not lost or len(picked) > map_labels.NAMED or asked.names is not None:
        return out
    placer = _marks_alone(asked, scene)
    for spot in lost:
        wish = map_labels.wanted(asked.dataset, spot, view, style)
        got = placer.place(wish, must=True) if wish.lines else None
        if got is not None:
            out += [_plate(asked, got), *([got.leader] if got.leader else []), *got.texts]
    return out


def _marks_alone(asked: Question, scene: Scene) -> Placer:
    """Room where only marks and what floats over the map are in the way, no labels or names."""
    view, t = asked.view, asked.style.tokens
    placer = Placer(asked.measure, (view.width, view.height), view.size_factor, t.halo, t.text2)
    placer.take((x, y, x + w, y + h) for x, y, w, h in view.obstacles)
    placer.take(box for spot in scene.spots for box in map_marks.mark_boxes(spot))
    return placer


def _plate(asked: Question, label: Placed) -> Rect:
    """What parts a label from the labels that it covers."""
    left, top, right, bottom = label.box
    t, air = asked.style.tokens, 3.0 * asked.view.size_factor
    size = (left - air, top - air, right - left + 2 * air, bottom - top + 2 * air)
    return Rect(*size, t.panel, t.line2, asked.view.size_factor, air, ref=label.wanted.ref)
