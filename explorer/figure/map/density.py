"""More events than marks and clusters can show: each counted in the cell it stands in.

The scale of colours depends on the data and the level alone, not on what is filtered or in view, so
that a colour means the same number while a window moves and the map is panned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import floor, log10
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.listing import held
from explorer.common.records import dataclass
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.colors import mix
from explorer.figure.map import labels as map_labels
from explorer.figure.map.cells import Block, Sight, near_block, plane_of, ref_head, sight_of
from explorer.figure.map.cellwords import alt_text
from explorer.figure.map.clusters import site_points
from explorer.figure.map.ground import layer
from explorer.figure.map.placing import Placer
from explorer.figure.map.ramp import legend
from explorer.figure.map.scene import Question
from explorer.figure.masks import within
from explorer.figure.picture import F64, Area, Hexes, Layer, Mark, Picture, Rect, Tally, Text
from explorer.figure.shapes import hexagons
from explorer.figure.style import Style
from explorer.figure.view import MapView

ENTER: Final = 20_000
"""Events in view beyond which cells are drawn."""
LEAVE: Final = 16_000
"""Events in view down to which they stay, so that a pan at the border changes nothing."""
HOLD: Final = 2 * ENTER
"""Events in view up to which a quick series of changes goes on with marks that it began with."""
SHADES: Final = 25
INSET: Final = 0.6  # pixels by which a hexagon is smaller than its cell, on each side
DIM: Final = 0.3  # of a colour, in cells outside of the selection
PICKED: Final = 200
"""Picked events up to which each has its own mark above the cells; beyond it cells have an edge."""
BARE: Final = 1.15  # cells that a name keeps clear of, in radii


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """The ``visible`` events by cell, (u,) over the cells of the plane in ``sight``."""

    sight: Sight
    visible: I64
    tally: Tally


def counts_of(asked: Question) -> Counts | None:
    """The cells to be drawn; None where marks and clusters show all that is in view."""
    for old, found in tuple(_kept):
        same = old.dataset is asked.dataset and old.visible is asked.visible
        same = same and not old.visible.flags.writeable
        moving = (old.names is None) == (asked.names is None)
        if (
            same
            and moving
            and (old.view.camera(), old.view.cells)
            == (
                asked.view.camera(),
                asked.view.cells,
            )
        ):
            return found
    found = _counts(asked)
    _kept.insert(0, (asked, found))
    del _kept[3:]
    return found


_kept: list[tuple[Question, Counts | None]] = []


def _counts(asked: Question) -> Counts | None:
    dataset, view, visible = asked.dataset, asked.view, np.asarray(asked.visible, bool)
    moving = asked.names is not None
    total = held(visible)
    limit = HOLD if moving else ENTER
    if view.cells:
        limit = -1 if moving else LEAVE
    if total <= limit or not total:
        return None
    sight = sight_of(plane_of(dataset, view), view)
    found = sight.plane.count(visible)
    if int(found[sight.shown].sum()) <= limit:
        return None
    drawn = int(np.count_nonzero(visible & sight.seen))
    placed = int(np.count_nonzero(visible & standing(dataset)))
    return Counts(sight, found, Tally(drawn, placed - drawn, total - placed))


def gather(dataset: Dataset, visible: Bool, view: MapView) -> bool:
    """Work out ahead what takes its time when there are too many events for clusters alone.
    Returns whether there are."""
    if held(visible) <= LEAVE:
        return False
    standing(dataset)
    sight_of(plane_of(dataset, view), view)
    return True


_standing: WeakKeyDictionary[Dataset, Bool] = WeakKeyDictionary()


def standing(dataset: Dataset) -> Bool:
    """(n,) which events have a place on the map; kept."""
    if dataset not in _standing:
        sites = dataset.sites
        found = np.zeros(len(dataset), np.bool_)
        found[sites.event[np.isfinite(sites.draw_lon)]] = True
        _standing[dataset] = found
    return _standing[dataset]


def density(asked: Question, found: Counts) -> Picture:
    """The cells with names where none is, and what their colours mean. What is picked or hovered
    lies over it (``chosen``)."""
    view, style = asked.view, asked.style
    cells = _cells(asked, found)
    drawn, level = found.tally.drawn, found.sight.plane.level
    here = replace(view.camera(), lang=view.lang, obstacles=view.obstacles)
    card = legend(here, style, asked.measure, colors_of(style), _top(found), drawn, level)
    layers = (
        layer("cells", cells, view),
        layer("names", _names(asked, found, card), view),
        layer("legend", card, view),
    )
    told = found.tally
    alt = alt_text(told.drawn, told.outside, told.unplaced, view.lang)
    return Picture(view.width, view.height, style.tokens.bg, layers, told, alt)


def _top(found: Counts) -> int:
    """What the last colour of the scale stands for: a round number that no cell goes beyond."""
    most = max(10, found.sight.plane.most)
    power = int(10 ** floor(log10(most)))
    return next(k * power for k in (1, 2, 5, 10) if k * power >= most)


@lru_cache(maxsize=16)
def colors_of(style: Style, share: float = 1.0) -> tuple[str, ...]:
    """SHADES colours from few to many, between those of the style; ``share`` over the land."""
    ramp = style.density
    made = []
    for at in np.linspace(0, len(ramp) - 1, SHADES).tolist():
        k = min(int(at), len(ramp) - 2)
        color = mix(ramp[k + 1], ramp[k], at - k)
        made.append(color if share >= 1 else mix(color, style.tokens.land, share))
    return tuple(made)


def _cells(asked: Question, found: Counts) -> list[Mark]:
    """All visible events; with a selection these pale, and those of it in full."""
    selected, visible = asked.selected, found.visible
    if selected is None:
        return [_hexes(asked, found, visible, 1.0)]
    inside = found.sight.plane.count(within(selected, asked.visible))
    return [_hexes(asked, found, visible, DIM), _hexes(asked, found, inside, 1.0)]


def _hexes(
    asked: Question,
    found: Counts,
    counts: I64,
    share: float,
) -> Hexes:
    sight, style = found.sight, asked.style
    held = counts[sight.chosen]
    place = np.log(np.maximum(held, 1)) / np.log(_top(found)) * (SHADES - 1)
    shades = np.where(held > 0, np.minimum(np.rint(place), SHADES - 1), -1).astype(np.int16)
    inset = INSET * asked.view.size_factor / 0.75**0.5
    return Hexes(
        sight.centers,
        sight.radius - inset,
        shades,
        colors_of(style, share),
        held,
        sight.keys,
        ref_head(sight.plane),
    )


def _names(asked: Question, found: Counts, card: Sequence[Mark]) -> list[Mark]:
    """Names of countries and seas where no cell lies beneath."""
    view, style, sight = asked.view, asked.style, found.sight
    if "names" in view.hidden:
        return []
    centers = sight.centers[found.visible[sight.chosen] > 0]
    if asked.names is not None:
        return [name for name in asked.names if _bare(name, centers, sight.radius * BARE)]
    placer = Placer(asked.measure, (view.width, view.height), view.size_factor, style.tokens.halo)
    placer.take((x, y, x + w, y + h) for x, y, w, h in view.obstacles)
    placer.take((m.x, m.y, m.x + m.w, m.y + m.h) for m in card[:1] if isinstance(m, Rect))
    r = sight.radius
    placer.take((x - r, y - r, x + r, y + r) for x, y in centers.tolist())
    names = map_labels.sea_names(view, style, placer)
    return [*names, *map_labels.country_names(asked.dataset, view, style, placer, set())]


def _bare(name: Text, centers: F64, r: float) -> bool:
    """Whether no cell lies beneath a name."""
    if not len(centers):
        return True
    x, y = centers.T
    beneath = (x > name.x - r) & (x < name.x + name.width + r)
    beneath &= (y > name.y - name.font.size - r) & (y < name.y + 0.24 * name.font.size + r)
    return not bool(beneath.any())


def chosen(asked: Question) -> Question:
    """The question for picked and hovered events alone, whose marks lie over the cells; picked
    ones only up to PICKED."""
    view, index = asked.view, asked.dataset.event_index
    picked = view.selected if len(view.selected) <= PICKED else frozenset()
    mask = np.zeros(len(asked.dataset), np.bool_)
    few = [index[key] for key in (*picked, view.hover) if key in index]
    mask[few] = asked.visible[few]
    view = replace(view, selected=picked, hidden=view.hidden | {"names"}, label_places=())
    return replace(asked, visible=mask, view=view, selected=None, names=None)


def edged(asked: Question, found: Counts) -> Layer:
    """The edges of the cells that hold picked events, where these are too many for marks."""
    view, index = asked.view, asked.dataset.event_index
    marks: list[Mark] = []
    if len(view.selected) > PICKED:
        mask = np.zeros(len(asked.dataset), np.bool_)
        mask[[index[key] for key in view.selected if key in index]] = True
        held = found.sight.plane.count(mask & asked.visible)[found.sight.chosen] > 0
        rings = hexagons(found.sight.centers[held], found.sight.radius)
        width = 1.8 * view.size_factor
        marks = [Area((ring,), "", asked.style.tokens.accent, width) for ring in rings]
    return layer("edges-live", marks, view)


def shows_cells(picture: Picture | None) -> bool:
    """Whether a map shows cells."""
    return picture is not None and any(part.name == "cells" for part in picture.layers)


def narrowed(asked: Question) -> Question:
    """The question for what is near the view alone, where there are many events: clusters far
    away need not be worked out."""
    if held(asked.visible) <= LEAVE:
        return asked
    near = _near(asked.dataset, asked.view.center_lon, near_block(asked.view))
    return replace(asked, visible=near & asked.visible)


@lru_cache(maxsize=2)
def _near(dataset: Dataset, center_lon: float, block: Block) -> Bool:
    """(n,) the events with a site in ``block``."""
    left, bottom, right, top = block
    x, y = site_points(dataset, center_lon).T
    with np.errstate(invalid="ignore"):  # NaN where there is nowhere to stand
        near = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
    mask = np.zeros(len(dataset), np.bool_)
    mask[dataset.sites.event[np.flatnonzero(near)]] = True
    return mask


def whole_tally(asked: Question, part: Tally) -> Tally:
    """The tally of all that is visible, from that of what is near the view."""
    placed = int(np.count_nonzero(asked.visible & standing(asked.dataset)))
    total = held(asked.visible)
    return Tally(part.drawn, placed - part.drawn, total - placed, part.labels_hidden)
