"""Groups as marks on the map: symbols, cluster rings, discs, glows and rings of choice."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, pairwise
from math import cos, pi, sin, sqrt
from typing import Final
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from explorer.common.recent import Recent
from explorer.common.records import dataclass
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.boxes import Box
from explorer.figure.colors import mix
from explorer.figure.looks import looks
from explorer.figure.map.clusters import MARK, Group, flat, windows
from explorer.figure.map.placing import KEEP
from explorer.figure.map.projection import to_px
from explorer.figure.map.words import count_text
from explorer.figure.picture import (
    SEPARATOR,
    Circle,
    Font,
    Line,
    Mark,
    Measure,
    Sector,
    Symbol,
    Text,
)
from explorer.figure.status import State, site_state
from explorer.figure.style import CategoryStyle, Style
from explorer.figure.view import MapView

DIM_MARK = 0.24
DIM_LABEL = 0.38
DISC = 15.0  # radius of the disc under a place known only as a country
DISC_FILL = 0.18  # its opacity; no other disc has so little
RING = 5.0  # pixels from a mark to its ring of choice
COUNT = 11.0  # pixels of a count at least
ROOMY = 16.0  # radius of a cluster in pixels from which a part's count says the whole as well
CLUSTER_RING = 5.0  # width of a cluster's ring


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Spot:
    """A group in pixels, with all that its mark depends on. The same group in the same view is the
    same spot, with neither selection nor pick and, for a while, with the same ones."""

    group: Group
    ref: str
    x: float
    y: float
    reach: float  # radius beside which its label stands: off its ring if it has one
    look: CategoryStyle
    state: State
    low: bool  # low confidence
    precision: str
    dim: bool
    picked: bool
    marked: int  # events inside the brush, -1 when there is no brush
    inside: bytes  # which of the group's events those are, b"" when there is no brush

    @property
    def single(self) -> bool:
        """Drawn as a mark and not as a cluster."""
        return self.group.single


def spots(
    dataset: Dataset,
    groups: tuple[Group, ...],
    view: MapView,
    style: Style,
    selected: Bool | None,
) -> tuple[Spot, ...]:
    """The groups whose mark shows in the view, in the same order."""
    if not groups:
        return ()
    inside, picked = _chosen(dataset, groups, view, selected)
    return tuple(
        _dressed(spot, view, inside[k], picked[k])
        for k, spot in _bare(dataset, groups, view, style)
    )


def _chosen(
    dataset: Dataset, groups: tuple[Group, ...], view: MapView, selected: Bool | None
) -> tuple[list[bytes], list[bool]]:
    """Which events of each group are selected, as in ``Spot.inside``, and whether one is picked."""
    every, n = flat(groups), len(groups)
    index = dataset.event_index
    picks = [index[key] for key in view.selected if key in index]
    picked = np.zeros(n, np.bool_)
    if picks:
        picked[every.of[np.isin(every.events, picks)]] = True
    if selected is None:
        return [b""] * n, picked.tolist()
    chosen = selected[every.events].tobytes()
    ends = list(accumulate(len(group.events) for group in groups))
    return [chosen[a:b] for a, b in pairwise([0, *ends])], picked.tolist()


DRESSED: Final = 32
"""Looks of a spot that are kept: as many steps of a brush find what they drew before."""
_dresses: Recent[Spot, Spot] = Recent(lambda _spot: DRESSED)


def _dressed(spot: Spot, view: MapView, inside: bytes, picked: bool) -> Spot:
    """A spot as it looks with a selection or a pick."""
    if not inside and not picked:
        return spot
    key = (inside, picked)
    known = _dresses.get(spot, key)
    if known is not None:
        return known
    reach = spot.reach
    if picked:
        grown = spot.group.radius * 1.15 if spot.single else spot.group.radius
        reach = grown + (RING + 0.9 - KEEP) * view.size_factor
    marked = inside.count(1) if inside else -1
    dim = marked == 0 and not picked
    made = replace(spot, reach=reach, dim=dim, picked=picked, marked=marked, inside=inside)
    return _dresses.keep(spot, key, made)


_Bare = tuple[tuple[int, Spot], ...]
_known: Recent[Dataset, tuple[tuple[Group, ...], _Bare]] = Recent(windows)


def _bare(dataset: Dataset, groups: tuple[Group, ...], view: MapView, style: Style) -> _Bare:
    """The groups that show, by number, with neither selection nor pick; the same for these very
    groups, kept for the last windows."""
    key = (view.camera(), view.now, style)
    known = _known.get(dataset, (id(groups), *key))
    if known is not None and known[0] is groups:
        return known[1]
    px, py = to_px(view, [g.x for g in groups], [g.y for g in groups])
    rim = np.array([g.radius for g in groups]) + 4.0
    shows = (-rim <= px) & (px <= view.width + rim) & (-rim <= py) & (py <= view.height + rim)
    table, before = looks(dataset, style), _before(dataset, *key)
    made: list[tuple[int, Spot]] = []
    for k in np.flatnonzero(shows).tolist():
        spot = before.get(groups[k])
        if spot is None:
            spot = _spot(dataset, groups[k], float(px[k]), float(py[k]), view, table)
            before[groups[k]] = spot
        made.append((k, spot))
    return _known.keep(dataset, (id(groups), *key), (groups, tuple(made)))[1]


@lru_cache(maxsize=4)
def _before(
    _dataset: Dataset, _camera: MapView, _now: int | None, _style: Style
) -> WeakValueDictionary[Group, Spot]:
    """The spots that were made of groups; one goes when nothing else holds it. (Held here it would
    hold its own group, and both would stay for good.)"""
    return WeakValueDictionary()


def _spot(
    dataset: Dataset,
    group: Group,
    x: float,
    y: float,
    view: MapView,
    table: tuple[CategoryStyle, ...],
) -> Spot:
    site, event = group.sites[0], group.events[0]
    if group.single:
        ref = f"site:{dataset.sites.id[site]}"
    else:
        ref = "sites:" + SEPARATOR.join(map(dataset.sites.id.__getitem__, group.sites))
    return Spot(
        group,
        ref,
        x,
        y,
        group.radius,
        table[int(dataset.events.category.codes[event])],
        site_state(dataset, site, view.now),
        int(dataset.events.confidence[event]) == 0,
        dataset.sites.precision.text(site),
        False,
        False,
        -1,
        b"",
    )


# Single marks


def symbol(spot: Spot, style: Style, factor: float, grown: float = 1.0) -> Symbol:
    """The mark of a single spot, ``grown`` times its size."""
    t = style.tokens
    look, radius = spot.look, spot.group.radius * grown
    fill, edge = look.fill, look.edge
    dash: tuple[float, ...] = ()
    if spot.state == "outline":
        fill, edge = t.land, look.line
    elif spot.state == "struck":
        fill, edge = mix(look.fill, t.land, 0.3), look.line
    if spot.low:
        fill = mix(fill, t.land, 0.45) if spot.state == "filled" else fill
        edge, dash = look.line, (1.3 * factor, 1.5 * factor)
    width = t.mark_edge_width * factor * (1.15 if spot.state == "outline" else 1.0)
    return Symbol(
        spot.x,
        spot.y,
        look.shape,
        radius,
        fill,
        edge,
        width,
        t.halo,
        1.3 * factor,
        dash,
        spot.state == "struck",
        DIM_MARK if spot.dim else 1.0,
        spot.ref,
    )


def disc(spot: Spot, factor: float) -> Circle:
    """What a mark known only as a country stands on."""
    opacity = 0.06 if spot.dim else DISC_FILL
    return Circle(spot.x, spot.y, DISC * factor, spot.look.fill, opacity=opacity, ref=spot.ref)


def ring(spot: Spot, style: Style, factor: float) -> list[Mark]:
    """The ring around what was picked."""
    radius = spot.group.radius * (1.15 if spot.single else 1.0) + RING * factor
    t = style.tokens
    return [
        Circle(spot.x, spot.y, radius, "", t.halo, 4.2 * factor, 0.75, spot.ref),
        Circle(spot.x, spot.y, radius, "", t.accent, 1.8 * factor, 1.0, spot.ref),
    ]


def stalk(spot: Spot, view: MapView, style: Style) -> Line | None:
    """From a fanned mark back to its true spot."""
    if spot.group.stalk is None:
        return None
    x, y = to_px(view, *spot.group.stalk)
    points = np.array([(float(x), float(y)), (spot.x, spot.y)])
    opacity = DIM_MARK if spot.dim else 0.8
    return Line(points, style.tokens.text3, view.size_factor, opacity=opacity, ref=spot.ref)


# Clusters


def cluster(
    spot: Spot, dataset: Dataset, style: Style, view: MapView, measure: Measure
) -> list[Mark]:
    """A disc, a ring split by category and the count; with a brush the part outside it is dim
    and the count says "3/8"."""
    t, f = style.tokens, view.size_factor
    x, y, r = spot.x, spot.y, spot.group.radius
    dim = DIM_MARK if spot.dim else 1.0
    width = CLUSTER_RING * f
    out: list[Mark] = [
        Circle(x, y, r + 1.4 * f, t.halo, opacity=0.5 * dim, ref=spot.ref),
        Circle(x, y, r, t.panel, opacity=0.6 if spot.dim else 1.0, ref=spot.ref),
        *_sectors(spot, dataset, style, width, dim),
    ]
    edge = mix(t.text3, t.panel, 0.8)
    thin = 0.8 * f
    out.append(Circle(x, y, r, "", edge, thin, 0.9 * dim, spot.ref))
    out.append(Circle(x, y, r - width, "", edge, thin * 0.8, 0.5 * dim, spot.ref))
    text, font, wide = _count(spot, view, measure, _chord(r - width, f))
    up, down = measure.ascent(font), measure.descent(font)
    left, base = x - wide / 2, y + font.size * 0.364
    shows = left >= 0 and left + wide <= view.width
    if shows and base - up >= 0 and base + down <= view.height:
        opacity = DIM_LABEL if spot.dim else 1.0
        out.append(
            Text(left, base, text, font, t.text, wide, opacity=opacity, ref=spot.ref, role="count")
        )
    return out


def _chord(radius: float, factor: float) -> float:
    """Width in pixels that a line of digits finds in a disc."""
    return 2.0 * sqrt(max(radius**2 - (COUNT * 0.36 * factor) ** 2, 0.0)) - factor


def _count(spot: Spot, view: MapView, measure: Measure, room: float) -> tuple[str, Font, float]:
    """Text, font and width: of a part the whole as well where that can be read in ``room``; the
    dim part of the ring tells of the rest."""
    n, f = len(spot.group.events), view.size_factor
    part = 0 < spot.marked < n
    texts = [count_text(spot.marked if part else n, view.lang)]
    if part and spot.group.radius >= ROOMY * f:
        texts.insert(0, f"{texts[0]}/{count_text(n, view.lang)}")
    for text in texts:
        size = max(COUNT, min(12.0, 13.0 - len(text) * 0.35)) * f
        while size > COUNT * f and measure.width(text, Font(size, 700)) > room:
            size = max(COUNT * f, size - 0.25 * f)
        font = Font(size, 700)
        wide = measure.width(text, font)
        if wide <= room:
            break
    return text, font, wide


def _sectors(spot: Spot, dataset: Dataset, style: Style, width: float, dim: float) -> list[Sector]:
    """The ring by category, in the package's order, from the top clockwise."""
    table = looks(dataset, style)
    keys = _category_keys(dataset, spot.group, len(table))
    if spot.marked > 0:  # those outside come after those inside
        keys = keys + ~np.frombuffer(spot.inside, np.bool_)
    counts = np.bincount(keys).tolist()
    start, total = 0.0, len(keys)
    gap = 0.0 if len({key // 2 for key, n in enumerate(counts) if n}) == 1 else 3.0
    out = []
    for key, n in enumerate(counts):
        if not n:
            continue
        code, outside = divmod(key, 2)
        sweep = 360.0 * n / total
        own_gap = min(gap, sweep * 0.3)
        opacity = dim * (0.3 if outside else 1.0)
        fill = table[code].fill
        inner = spot.group.radius - width
        begin, turn = start + own_gap / 2, sweep - own_gap
        out.append(Sector(spot.x, spot.y, inner, width, begin, turn, fill, opacity, spot.ref))
        start += sweep
    return out


_categories: WeakKeyDictionary[Group, tuple[int, I64]] = WeakKeyDictionary()


def _category_keys(dataset: Dataset, group: Group, among: int) -> I64:
    """(n,) int64: twice the code of the category of each event; kept while the group stays."""
    known = _categories.get(group)
    if known is None or known[0] != among:
        codes = dataset.events.category.codes[list(group.events)]
        known = _categories[group] = among, 2 * (codes % among).astype(np.int64)
    return known[1]


# What else stands there


def home_dot(x: float, y: float, style: Style, factor: float) -> Circle:
    """Where arcs begin, outside of any mark."""
    t = style.tokens
    return Circle(x, y, 3.6 * factor, t.text, t.halo, 1.4 * factor)


def mark_boxes(spot: Spot) -> list[Box]:
    """What labels keep clear of: boxes that cover the disc of the mark. Its ring of choice does
    not count, so that choosing it moves no label."""
    found = _boxes.get(spot)
    if found is None:
        x, y, r = spot.x, spot.y, max(spot.group.radius, MARK * 0.5)
        sides = _COVERS[0 if r <= 9 else 1 if r <= 16 else 2]
        found = _boxes[spot] = [(x - a * r, y - b * r, x + a * r, y + b * r) for a, b in sides]
    return found


_boxes: WeakKeyDictionary[Spot, list[Box]] = WeakKeyDictionary()


def _cover(boxes: int) -> tuple[tuple[float, float], ...]:
    """Half widths and heights of boxes that together cover a disc of radius 1."""
    turn = pi / 2 / boxes
    return tuple((cos(k * turn), sin((k + 1) * turn)) for k in range(boxes))


_COVERS = (_cover(1), _cover(4), _cover(8))
