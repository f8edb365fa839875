"""All that stands on the map, laid out once for the static and the live layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.listing import held
from explorer.common.look import Lang
from explorer.common.recent import Recent
from explorer.common.records import dataclass
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.looks import look_of
from explorer.figure.map import labels as map_labels
from explorer.figure.map import marks as map_marks
from explorer.figure.map.arcs import (
    ARC_CATEGORIES,
    DIMMED,
    OVER,
    PLAIN,
    Home,
    Routes,
    full_lines,
    plain_lines,
    routes,
)
from explorer.figure.map.areas import glows, outlines
from explorer.figure.map.aside import stepped_aside
from explorer.figure.map.basemap import country_rings
from explorer.figure.map.clusters import Group, flat, groups, placed, windows
from explorer.figure.map.ground import cover
from explorer.figure.map.marks import Spot
from explorer.figure.map.placing import Placed, Placer, Wanted, Words
from explorer.figure.map.projection import to_px
from explorer.figure.map.words import alt_text
from explorer.figure.picture import F64, Area, Font, Line, Mark, Measure, Tally, Text
from explorer.figure.status import operating
from explorer.figure.style import Style
from explorer.figure.view import MapView

FULL_ARCS: Final = 24  # brushed routes up to which they are drawn as selected ones
CROSSED: Final = 60  # routes up to which labels make way for them
SHADED: Final = 24  # countries up to which a brush shades them
SPARED: Final = 4.0  # pixels on both sides of a selected arc that stay free of text


Key = tuple[bytes, bytes | None, MapView, Style, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a map figure is asked for. ``visible``, ``selected``: (n,) bool over events. ``names``
    not None: the map is in a quick series of changes, these are the names of countries and seas
    that stood on it, and labels and names stay rather than being placed anew."""

    dataset: Dataset
    visible: Bool
    view: MapView
    style: Style
    measure: Measure
    selected: Bool | None
    names: tuple[Text, ...] | None = None

    @property
    def key(self) -> Key:
        """All but the dataset and the measure that a layout depends on."""
        chosen = None if self.selected is None else np.asarray(self.selected, bool).tobytes()
        still = replace(self.view, hover="", label_places=())
        moving = self.names is not None
        return np.asarray(self.visible, bool).tobytes(), chosen, still, self.style, moving


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Scene:
    """What does not depend on the pointer."""

    spots: tuple[Spot, ...]
    names: tuple[Text, ...]
    labels: tuple[Placed, ...]
    placer: Placer
    shade: tuple[Mark, ...]
    shade_live: tuple[Area, ...]
    areas: tuple[Mark, ...]
    arcs: tuple[Mark, ...]
    arcs_over: tuple[Mark, ...]  # those drawn in full, and while a brush moves all that it holds
    arcs_live: tuple[Mark, ...]
    homes: tuple[Mark, ...]
    home_labels: tuple[Text, ...]
    tally: Tally
    alt: str


_kept: list[tuple[Question, Key, Scene]] = []


def scene_of(asked: Question) -> Scene:
    """The layout, kept for the last few questions; where labels stood before does not count as
    another question."""
    key = asked.key
    alike = [
        (old_key, scene)
        for old, old_key, scene in tuple(_kept)
        if old.dataset is asked.dataset and old.measure is asked.measure
    ]
    for old_key, scene in alike:
        if old_key == key:
            return scene
    # A brush that moves changes how things look, and not where they stand.
    moved = (scene for old_key, scene in alike if key[-1] and _still(old_key) == _still(key))
    before = next(moved, None)
    scene = _lay_out(asked) if before is None else _brushed(asked, before)
    _kept.insert(0, (asked, key, scene))
    del _kept[3:]
    return scene


def _still(key: Key) -> tuple[object, ...]:
    """All of a key but what is selected."""
    return (key[0], *key[2:])


def _brushed(asked: Question, before: Scene) -> Scene:
    """A layout in a quick series of changes, of which only the selection is another."""
    dataset, view, style = asked.dataset, asked.view, asked.style
    found, web = stand(dataset, asked.visible, view)
    shown = map_marks.spots(dataset, found, view, style, asked.selected)
    plain, full, arcs_live = _arc_marks(asked, web)
    shade, shade_live = _shades(asked, found)
    scene = replace(
        before,
        spots=shown,
        labels=tuple(map_labels.dressed(before.labels, shown)),
        shade=shade,
        shade_live=shade_live,
        areas=_areas(asked, shown),
        arcs=plain,
        arcs_over=full,
        arcs_live=arcs_live,
    )
    return _without(view.hidden, scene)


def _areas(asked: Question, shown: Sequence[Spot]) -> tuple[Mark, ...]:
    """Soft areas, what covers them at sea, and the shapes of sites."""
    dataset, view, style = asked.dataset, asked.view, asked.style
    areas: list[Mark] = [*glows(dataset, shown, view, style, asked.selected)]
    areas += cover(view, style) if areas else ()
    areas += outlines(dataset, shown, view, style)
    return tuple(areas)


def _lay_out(asked: Question) -> Scene:
    dataset, view, style = asked.dataset, asked.view, asked.style
    f, t = view.size_factor, style.tokens
    found, web = stand(dataset, asked.visible, view)
    shown = map_marks.spots(dataset, found, view, style, asked.selected)
    plain, full, arcs_live = _arc_marks(asked, web)
    placer = Placer(asked.measure, (view.width, view.height), f, t.halo, t.text2)
    placer.take((x, y, x + w, y + h) for x, y, w, h in view.obstacles)
    placer.take(box for spot in shown for box in map_marks.mark_boxes(spot))
    if view.slide and len(web.routes) <= CROSSED:  # a page has the time for it, panning has not
        placer.avoid(piece for route in web.routes for piece in route.pieces)
    if asked.names is None:  # in a quick series labels stay, and at rest they made way
        chosen = (*arcs_live, *(full if asked.selected is not None else ()))
        placer.spare((line.points for line in chosen), SPARED * f)
    reach = 5.0 * f
    placer.take((h.x - reach, h.y - reach, h.x + reach, h.y + reach) for h in web.homes)
    place = map_labels.place_all if asked.names is None else map_labels.keep_all
    labels, hidden = place(dataset, shown, view, style, placer)
    home_labels = _home_labels(asked, web.homes, placer)
    taken = {p.wanted.lines[0].text for p in labels}
    if asked.names is None:
        names = map_labels.country_names(dataset, view, style, placer, taken)
        names += map_labels.sea_names(view, style, placer)
    else:
        taken |= {name.upper() for name in taken}
        names = [n for n in asked.names if n.text not in taken and placer.stay(n)]
    shade, shade_live = _shades(asked, found)
    tally = _tally(asked, found, len(hidden))
    inside = sum(0 <= s.x <= view.width and 0 <= s.y <= view.height for s in shown)
    return _without(
        view.hidden,
        Scene(
            spots=shown,
            names=tuple(names),
            labels=tuple(labels),
            placer=placer,
            shade=shade,
            shade_live=shade_live,
            areas=_areas(asked, shown),
            arcs=plain,
            arcs_over=full,
            arcs_live=arcs_live,
            homes=tuple(map_marks.home_dot(h.x, h.y, style, f) for h in web.homes),
            home_labels=home_labels,
            tally=tally,
            alt=alt_text(tally.drawn, tally.outside, tally.unplaced, inside, view.lang),
        ),
    )


_stood: Recent[Dataset, tuple[tuple[Group, ...], Routes]] = Recent(windows)


def stand(dataset: Dataset, visible: Bool, view: MapView) -> tuple[tuple[Group, ...], Routes]:
    """The groups where they stand in the view, and the routes between them: no selection changes
    them. Kept for the last windows, of which the very same come again."""
    still = replace(view.camera(), now=view.now, obstacles=view.obstacles)
    key = (np.asarray(visible, bool).tobytes(), still)
    known = _stood.get(dataset, key)
    if known is not None:
        return known
    found = groups(dataset, visible, view.center_lon, view.scale, view.size_factor)
    aside = stepped_aside(found, view)
    web = routes(dataset, aside, view, lambda s: operating(dataset, s, view.now))
    return _stood.keep(dataset, key, (aside, web))


def _without(hidden: frozenset[str], scene: Scene) -> Scene:
    """The scene without what a person chose not to see; all else stays where it is."""
    if "arcs" in hidden:
        scene = replace(scene, arcs=(), arcs_over=(), arcs_live=(), homes=(), home_labels=())
    if "labels" in hidden:
        scene = replace(scene, labels=(), home_labels=())
    if "names" in hidden:
        scene = replace(scene, names=())
    return replace(scene, shade=(), shade_live=()) if "shading" in hidden else scene


def _home_labels(asked: Question, homes: Sequence[Home], placer: Placer) -> tuple[Text, ...]:
    view, f = asked.view, asked.view.size_factor
    out: list[Text] = []
    for home in homes:
        place = _home_name(asked.dataset, home.organization, view.lang)
        if place and 0 <= home.x <= view.width and 0 <= home.y <= view.height:
            words = Words(place, Font(11.0 * f, 500), asked.style.tokens.text)
            got = placer.place(Wanted("", home.x, home.y, 3.6 * f, (words,)), far=False)
            out += got.texts if got else ()
    return tuple(out)


def _home_name(dataset: Dataset, organization: int, lang: Lang) -> str:
    """The town of an organization, by the name in ``lang`` that some site gives it."""
    place = dataset.organizations[organization].home_place
    if lang == "zh" and place in dataset.sites.place:
        return dataset.place_name(dataset.sites.place.index(place), lang)
    return place


def _tally(asked: Question, found: tuple[Group, ...], hidden: int) -> Tally:
    """Every visible event once: drawn, outside or without a place."""
    dataset, view, visible = asked.dataset, asked.view, asked.visible
    total = held(visible)
    standing = int(np.count_nonzero(placed(dataset, view.center_lon) & visible))
    px, py = to_px(view, [g.x for g in found], [g.y for g in found])
    inside = (px >= 0) & (px <= view.width) & (py >= 0) & (py <= view.height)
    every, here = flat(found), np.zeros(len(dataset), bool)
    here[every.events[inside[every.of]]] = True
    drawn = int(np.count_nonzero(here))
    return Tally(drawn, standing - drawn, total - standing, hidden)


def _arc_marks(asked: Question, web: Routes) -> tuple[tuple[Line, ...], ...]:
    """Plain or dimmed arcs, full ones (a few that are brushed), and those of what is picked. While
    a brush moves all but the last are dimmed, which stay from frame to frame, and what is brushed
    comes over them."""
    style, f = asked.style, asked.view.size_factor
    ids, halo = asked.dataset.events.id, style.tokens.halo
    colors = {key: look_of(asked.dataset, style, key).line for key in ARC_CATEGORIES}
    picks, insides = _first_of(asked, web)
    few = np.count_nonzero(insides >= 0) <= FULL_ARCS
    bold = asked.view.slide and asked.selected is None and len(web.routes) <= FULL_ARCS
    plain: list[Line] = []
    full: list[Line] = []
    live: list[Line] = []
    tips: list[tuple[float, float]] = []
    which: Sequence[int] = range(len(web.routes))
    lasting = asked.selected is not None and asked.names is not None
    if lasting:
        which = np.flatnonzero((picks >= 0) | (insides >= 0)).tolist()
        chosen = set(np.flatnonzero(picks >= 0).tolist())
        dimmed = enumerate(_dimmed(asked, web, colors))
        plain += [line for k, lines in dimmed if k not in chosen for line in lines]
    for k in which:
        route, pick, inside = web.routes[k], int(picks[k]), int(insides[k])
        color = colors[route.category]
        ref = f"event:{ids[pick if pick >= 0 else inside if inside >= 0 else route.events[0]]}"
        if pick >= 0:
            live += full_lines(route, ref, color, halo, f, tips)
        elif (inside >= 0 and few) or (bold and route.firm):
            full += full_lines(route, ref, color, halo, f, tips)
        elif lasting:
            full += plain_lines(route, ref, color, f, OVER)
        else:
            weak = asked.selected is not None and inside < 0
            plain += plain_lines(route, ref, color, f, DIMMED if weak else PLAIN)
    return tuple(plain), tuple(full), tuple(live)


_faint: WeakKeyDictionary[Routes, tuple[object, list[list[Line]]]] = WeakKeyDictionary()


def _dimmed(asked: Question, web: Routes, colors: dict[str, str]) -> list[list[Line]]:
    """The lines of each route as none is brushed; kept for the last look."""
    f, ids = asked.view.size_factor, asked.dataset.events.id
    known, lines = _faint.get(web, (None, []))
    if known != (f, colors):
        lines = [
            plain_lines(route, f"event:{ids[route.events[0]]}", colors[route.category], f, DIMMED)
            for route in web.routes
        ]
        _faint[web] = (f, colors), lines
    return lines


_members: WeakKeyDictionary[Routes, tuple[I64, I64]] = WeakKeyDictionary()


def _first_of(asked: Question, web: Routes) -> tuple[I64, I64]:
    """For each route the first of its events that is picked, and the first that is brushed, -1
    for none."""
    if web not in _members:
        counts = [len(route.events) for route in web.routes]
        every = chain.from_iterable(route.events for route in web.routes)
        of = np.repeat(np.arange(len(counts)), counts)
        _members[web] = np.fromiter(every, np.int64, sum(counts)), of
    events, of = _members[web]
    index = asked.dataset.event_index
    picks = [index[key] for key in asked.view.selected if key in index]
    found = []
    for mask in (
        np.isin(events, picks) if picks else None,
        None if asked.selected is None else asked.selected[events],
    ):
        first = np.full(len(web.routes), -1, np.int64)
        if mask is not None:
            there = np.flatnonzero(mask)[::-1]  # of several the first is written last
            first[of[there]] = events[there]
        found.append(first)
    return found[0], found[1]


def _shades(asked: Question, found: tuple[Group, ...]) -> tuple[tuple[Mark, ...], tuple[Area, ...]]:
    """Countries named without a place in them, in a colour of no choice (on a slide clearly, as
    its legend says); those brushed or picked in the accent. The whole of home is never brushed:
    most events have something to do with home."""
    view = asked.view
    faint, brushed, picked = _named(asked, found)
    if len(brushed) > SHADED:
        faint, brushed = faint | brushed, set()
    clearly = view.slide and len(faint) <= SHADED
    weak = 0.15 if asked.selected is not None else 0.6 if clearly else 0.3
    codes = (frozenset(part) for part in (faint - brushed - picked, brushed - picked, picked))
    return _shading(*codes, weak, view.camera(), asked.style)


@lru_cache(maxsize=8)
def _shading(
    faint: frozenset[str],
    brushed: frozenset[str],
    picked: frozenset[str],
    weak: float,
    camera: MapView,
    style: Style,
) -> tuple[tuple[Mark, ...], tuple[Area, ...]]:
    """The areas of countries by code: the very same ones again, as most are from frame to frame."""
    shades = _shades_of(weak, camera, style)
    pale, clear, live = (
        tuple(area for code in sorted(codes) for area in shades.of(kind, code))
        for kind, codes in (("pale", faint), ("clear", brushed), ("live", picked))
    )
    return (*pale, *clear), live


class _Shades:
    """The areas of single countries, each kept once it is made: sets of countries change from
    frame to frame, countries do not."""

    def __init__(self, weak: float, camera: MapView, style: Style) -> None:
        self._weak, self._camera, self._style = weak, camera, style
        self._kept: dict[tuple[str, str], tuple[Area, ...]] = {}

    def of(self, kind: str, code: str) -> tuple[Area, ...]:
        """Those of a country that is "pale", "clear" or "live"; none where it does not show."""
        if (kind, code) not in self._kept:
            rings = country_rings(code, self._camera)
            self._kept[kind, code] = self._made(kind, rings) if rings else ()
        return self._kept[kind, code]

    def _made(self, kind: str, rings: tuple[F64, ...]) -> tuple[Area, ...]:
        t, width = self._style.tokens, 0.8 * max(1.0, self._camera.size_factor**0.5)
        if kind == "pale":
            return (Area(rings, t.line2, t.line2, 0.5, opacity=self._weak, keep=True),)
        if kind == "clear":
            opacity = t.shade_opacity * 0.8
            return (Area(rings, t.shade, t.shade_edge, width, opacity=opacity, keep=True),)
        return (
            Area(rings, t.shade, opacity=t.shade_opacity, keep=True),
            Area(rings, "", t.shade_edge, width, keep=True),
        )


@lru_cache(maxsize=4)
def _shades_of(weak: float, camera: MapView, style: Style) -> _Shades:
    return _Shades(weak, camera, style)


def _named(asked: Question, found: tuple[Group, ...]) -> tuple[set[str], ...]:
    """Codes of countries known without a place, brushed, and picked."""
    dataset, sites, chosen = asked.dataset, asked.dataset.sites, asked.selected
    shown = flat(found).sites
    event, code = sites.event[shown], sites.country.codes[shown]
    picks = [dataset.event_index[i] for i in asked.view.selected if i in dataset.event_index]
    picked = np.isin(event, picks)
    inside = np.zeros(len(shown), bool) if chosen is None else np.asarray(chosen, bool)[event]
    names = sites.country.values
    home = names.index(dataset.package.home) if dataset.package.home in names else -1
    brushed = ~picked & inside & (code != home)
    levels = sites.precision.values
    vague = levels.index("country") if "country" in levels else -2
    faint = ~picked & ~brushed & (sites.precision.codes[shown] == vague)
    return tuple(
        {names[c] for c in set(code[part & (code >= 0)].tolist())}
        for part in (faint, brushed, picked)
    )
