"""What the labels on the map say, in which order they get room, and the names of countries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from math import sqrt
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.gazetteer import Gazetteer
from explorer.dataset.model import F64, Codes, Dataset
from explorer.figure.map.basemap import country_areas, load_basemap
from explorer.figure.map.marks import DIM_LABEL, Spot
from explorer.figure.map.placing import Placed, Placer, Wanted, Words
from explorer.figure.map.projection import (
    equal_earth,
    forward,
    lonlat_to_px,
    px_to_lonlat,
    to_px,
)
from explorer.figure.map.words import SEAS, and_more, both, events_word, hidden_word, word
from explorer.figure.picture import SEPARATOR, Font, Text
from explorer.figure.style import Style
from explorer.figure.view import MapView

NAME, SUB = 12.0, 11.0
LONGEST = 30  # letters of a second line; nothing is shortened on a map
WIDEST = 44  # letters, Chinese ones twice, of an event's name up to which it stands on the map
_NARROW = "\u2e7f"  # the last letter that is not a wide one
LED = 90  # labels in order of rank that may stand off with a leader line
PLENTY = 50_000  # sites beyond which they are named as they are asked for
NAMED = 12  # picked marks up to which each gets its label, however far away
TOWNS = ("exact", "city")
SOUGHT = 2  # labels for which room is sought in one frame of a quick series of changes
AT_ONCE = 1  # of them so many come: each is an image to be made within the frame
NEAREST = 180.0  # pixels within which a cluster speaks for hidden labels


def in_order(dataset: Dataset, shown: Sequence[Spot]) -> list[Spot]:
    """Picked, inside the brush, clusters (the larger first), high confidence, amount, recency."""
    events = dataset.events

    def rank(spot: Spot) -> tuple[float, ...]:
        group = spot.group
        first = np.array(group.events)
        amount = events.amount[first]
        most = float(np.nanmax(amount)) if np.isfinite(amount).any() else 0.0
        return (
            -spot.picked,
            -(spot.marked > 0),
            spot.single,
            -len(first) if not spot.single else 0,
            -int(events.confidence[first].max()),
            -most,
            -int(events.start_lo[first].max()),
            group.sites[0],
        )

    return sorted(shown, key=rank)


def wanted(dataset: Dataset, spot: Spot, view: MapView, style: Style) -> Wanted:
    """The label of a spot: name, then one fact. It may have nothing to say."""
    opacity = DIM_LABEL if spot.dim else 1.0
    vague = spot.single and spot.precision == "region"
    lines = _lines(dataset, spot, view, style)
    return Wanted(spot.ref, spot.x, spot.y, spot.reach, lines, opacity, whole=vague)


_told: WeakKeyDictionary[Dataset, dict[tuple[object, ...], tuple[Words, ...]]] = WeakKeyDictionary()


def _lines(dataset: Dataset, spot: Spot, view: MapView, style: Style) -> tuple[Words, ...]:
    """The lines of a label; those of the last few thousand are kept. None for a cluster without
    a name: its disc says how many there are."""
    group, f, t = spot.group, view.size_factor, style.tokens
    what = (group.sites, group.events, group.stalk is None, spot.state, spot.precision)
    key = (*what, view.now, view.lang, f, style.theme)
    known = _told.setdefault(dataset, {})
    found = known.get(key)
    if found is None:
        if len(known) >= 8192:
            known.clear()
        name, fact = spot_name(dataset, spot, view), _fact(dataset, spot, view)
        lines: list[Words] = []
        if name or spot.single:
            lines.append(Words(name or fact, Font(NAME * f, 600), t.text))
            if fact and len(fact) <= LONGEST and fact != lines[0].text:
                lines.append(Words(fact, Font(SUB * f, 400), t.text2))
        found = known[key] = tuple(lines)
    return found


def spot_name(dataset: Dataset, spot: Spot, view: MapView) -> str:
    """The place, or the places that several have in common. Of a single mark without one the
    event itself, or where it stands when that is too long a name; '' for several without one."""
    lang, sites = view.lang, spot.group.sites
    top, names = _names_of(dataset, sites, lang)
    if spot.single and (spot.group.stalk is not None or not names):
        title = dataset.label(spot.group.events[0], lang)
        if sum(2 if c > _NARROW else 1 for c in title) <= WIDEST:
            return title
    if not names:
        return degrees(dataset, sites[0]) if spot.single else ""
    if names == 1:
        return top[0]
    if names == 2 and len(top[0]) + len(top[1]) <= 26:
        towns = all(dataset.sites.precision.text(s) in TOWNS for s in sites)
        return both(top[0], top[1], towns, lang)
    codes = set(dataset.sites.country.codes[list(sites)].tolist())
    if len(codes) == 1 and -1 not in codes:
        return dataset.gazetteer.country_name(dataset.sites.country.values[codes.pop()], lang)
    return and_more(top[0], names - 1, lang)


_named: WeakKeyDictionary[Dataset, dict[Lang, Codes]] = WeakKeyDictionary()


def site_names(dataset: Dataset, lang: Lang) -> Codes:
    """For each site the place as stated, else its country or region; -1 when none is known."""
    kept = _named.setdefault(dataset, {})
    if lang not in kept:
        names = [_site_name(dataset, s, lang) for s in range(len(dataset.sites.id))]
        numbers = {name: k for k, name in enumerate(dict.fromkeys(filter(None, names)))} | {"": -1}
        codes = np.fromiter((numbers[name] for name in names), np.int32, len(names))
        kept[lang] = Codes(tuple(numbers)[:-1], codes)
    return kept[lang]


def _names_of(dataset: Dataset, sites: tuple[int, ...], lang: Lang) -> tuple[list[str], int]:
    """The two names that most of the sites have (of equals the first), and how many there are."""
    if len(dataset.sites) > PLENTY and lang not in _named.get(dataset, {}):
        names = [name for s in sites if (name := _site_name(dataset, s, lang))]
        ranking = Counter(names).most_common()  # of equals the first stays first
        return [name for name, _ in ranking[:2]], len(ranking)
    known = site_names(dataset, lang)
    codes, first, count = np.unique(known.codes[list(sites)], return_index=True, return_counts=True)
    named = codes >= 0
    ranked = codes[named][np.lexsort((first[named], -count[named]))]
    return [known.values[code] for code in ranked[:2].tolist()], len(ranked)


def _site_name(dataset: Dataset, site: int, lang: Lang) -> str:
    name = dataset.place_name(site, lang)
    region = int(dataset.sites.region[site])
    if name or region < 0:
        return name
    record = dataset.regions[region]
    return (record.name_zh or record.name) if lang == "zh" else (record.name or record.name_zh)


def degrees(dataset: Dataset, site: int) -> str:
    """Where a site is drawn: "48.2° N, 16.4° E"."""
    lon, lat = float(dataset.sites.draw_lon[site]), float(dataset.sites.draw_lat[site])
    north, east = "S" if lat < 0 else "N", "W" if lon < 0 else "E"
    return f"{abs(lat):.1f}° {north}, {abs(lon):.1f}° {east}"


def _fact(dataset: Dataset, spot: Spot, view: MapView) -> str:
    lang = view.lang
    if not spot.single:
        return events_word(len(spot.group.events), lang)
    if spot.precision == "region":
        return word("region", lang)
    site, event = spot.group.sites[0], spot.group.events[0]
    if spot.state != "filled":
        status = dataset.sites.status.text(site)
        if view.now is not None and spot.state == "outline":
            status = "planned"
        stated = word(status, lang) or word(dataset.events.status.text(event), lang)
        return stated or word("planned" if spot.state == "outline" else "closed", lang)
    members = dataset.events.organizations.row(event)
    return dataset.organization_name(int(members[0]), lang) if len(members) else ""


def place_all(
    dataset: Dataset, shown: Sequence[Spot], view: MapView, style: Style, placer: Placer
) -> tuple[list[Placed], list[Spot]]:
    """Labels of all spots whose middle is in the view, and the spots left without.

    Labels stay where ``view.label_places`` says they were, unless the label of something of a
    higher class (picked, then brushed) needs that very place and no other.
    """
    here = [s for s in shown if 0 <= s.x <= view.width and 0 <= s.y <= view.height]
    wishes = ((spot, wanted(dataset, spot, view, style)) for spot in in_order(dataset, here))
    ranked = [pair for pair in wishes if pair[1].lines]
    before = dict(view.label_places)
    for spot, wish in ranked:
        if spot.ref in before:
            placer.keep(wish, before[spot.ref])
    chosen = sum(spot.picked for spot in here)
    found: dict[str, Placed] = {}
    tried = 0
    for level in (0, 1, 2):
        own = [pair for pair in ranked if _class(pair[0]) == level]
        for spot, wish in own:
            placed = _again(spot, wish, before, placer)
            if placed is not None:
                found[spot.ref] = placed
        for spot, wish in own:
            tried += 1
            if spot.ref in found:
                continue
            must = level == 0 and chosen <= NAMED
            placed = placer.place(wish, far=tried <= LED, must=must)
            if placed is not None:
                found[spot.ref] = placed
    done = [found[spot.ref] for spot, _ in ranked if spot.ref in found]
    done = [_grown(placed, before, placer) for placed in done]
    hidden = [spot for spot, _ in ranked if spot.ref not in found]
    return _with_counts(done, hidden, view, style, placer), hidden


def keep_all(
    dataset: Dataset, shown: Sequence[Spot], view: MapView, style: Style, placer: Placer
) -> tuple[list[Placed], list[Spot]]:
    """As ``place_all`` in a quick series of changes: labels stay where ``view.label_places`` says
    they were if they can (that of a cluster also when its sites changed but for the first), and
    few of those that lack one get it, right beside their marks."""
    before = dict(view.label_places)
    sides = {_first_site(ref): side for ref, side in view.label_places}
    order = {site: k for k, site in enumerate(sides)}
    here = [
        (_first_site(s.ref), s) for s in shown if 0 <= s.x <= view.width and 0 <= s.y <= view.height
    ]
    done: list[Placed] = []
    lacking: list[Spot] = []
    hidden: list[Spot] = []
    for site, spot in sorted(here, key=lambda pair: order.get(pair[0], len(order))):
        placed = None
        side = before.get(spot.ref, sides[site]) if site in sides else None
        held = _held.get(spot)
        if side is not None and held is not None and held[0] == (side, view.lang, placer.look):
            placed = placer.stand(held[1])
        elif not (wish := wanted(dataset, spot, view, style)).lines:
            continue
        elif side is not None:
            placed = _again(spot, wish, {spot.ref: side}, placer)
            if placed is not None and placed.leader is None:
                _held[spot] = (side, view.lang, placer.look), placed
        if placed is not None:
            done.append(placed)
        elif spot.ref in before:
            hidden.append(spot)  # where its place is lost it goes, and may come back elsewhere
        else:
            lacking.append(spot)
    lacking.sort(key=_eager)
    new = 0
    for k, spot in enumerate(lacking):
        placed = None
        if k < SOUGHT and new < AT_ONCE:
            placed = placer.place(wanted(dataset, spot, view, style), far=False)
        if placed is not None:
            new += 1
            done.append(placed)
        else:
            hidden.append(spot)
    return done, hidden


def dressed(labels: Sequence[Placed], shown: Sequence[Spot]) -> Iterator[Placed]:
    """Labels of these very spots where they stand, pale where these are by now and else in full:
    the very same ones where nothing changed."""
    pale = {spot.ref: spot.dim for spot in shown}
    for label in labels:
        opacity = DIM_LABEL if pale[label.wanted.ref] else 1.0
        if label.wanted.opacity == opacity:
            yield label
            continue
        yield replace(
            label,
            wanted=replace(label.wanted, opacity=opacity),
            texts=tuple(replace(text, opacity=opacity) for text in label.texts),
            leader=label.leader and replace(label.leader, opacity=opacity),
        )


_held: WeakKeyDictionary[Spot, tuple[tuple[object, ...], Placed]] = WeakKeyDictionary()
"""Labels of spots that stood as they are in a quick series, by side, language and type."""


def _first_site(ref: str) -> str:
    """The first site that a mark's ref stands for."""
    return ref.partition(":")[2].partition(SEPARATOR)[0]


def _eager(spot: Spot) -> tuple[bool, bool, int]:
    """Picked, brushed, then the larger first."""
    return not spot.picked, spot.marked <= 0, -len(spot.group.events)


def _again(spot: Spot, wish: Wanted, before: Mapping[str, int], placer: Placer) -> Placed | None:
    """The label where it was. That of what is picked moves off the ring where it may without
    taking the place of another, else it stays."""
    place = before.get(spot.ref)
    if place is None:
        return None
    if spot.picked:
        closer = replace(wish, radius=spot.group.radius)
        placed = placer.again(wish, place, kept=True) or placer.again(closer, place, kept=True)
        if placed is not None:
            return placed
    return placer.again(wish, place)


def _class(spot: Spot) -> int:
    """Picked, brushed, the rest."""
    return 0 if spot.picked else 1 if spot.marked > 0 else 2


def _grown(placed: Placed, before: Mapping[str, int], placer: Placer) -> Placed:
    """A label that kept its place for its first line, with both lines if there is room by now."""
    if not placed.short or before.get(placed.wanted.ref) != placed.place:
        return placed
    return placer.extend(placed, placed.wanted.lines[1]) or placed


def _with_counts(
    done: list[Placed], hidden: list[Spot], view: MapView, style: Style, placer: Placer
) -> list[Placed]:
    """The second line of the cluster nearest to hidden labels says how many there are."""
    rings = [i for i, p in enumerate(done) if p.wanted.ref.startswith("sites:")]
    if not rings or not hidden:
        return done
    f = view.size_factor
    at = np.array([(done[i].wanted.x, done[i].wanted.y) for i in rings])
    counts: Counter[int] = Counter()
    for spot in hidden:
        gap = np.hypot(at[:, 0] - spot.x, at[:, 1] - spot.y)
        nearest = int(np.argmin(gap))
        if gap[nearest] <= NEAREST * f:
            counts[rings[nearest]] += 1
    for i, n in counts.items():
        line = Words(hidden_word(n, view.lang), Font(SUB * f, 400), style.tokens.text2)
        done[i] = placer.extend(done[i], line) or done[i]
    return done


# Names of the map itself


@dataclass(frozen=True, slots=True, eq=False)
class _Countries:
    """Countries with a shape: projected label points and widths at that height, (c,), in Earth
    radii, and their codes."""

    codes: tuple[str, ...]
    x: F64
    y: F64
    wide: F64


@lru_cache(maxsize=4)
def _countries(gazetteer: Gazetteer, center_lon: float) -> _Countries:
    known = [c for c in gazetteer.countries.values() if c.code != "EU"]
    lat = np.array([c.lat for c in known])
    span = np.array([c.east - c.west + (360.0 if c.west > c.east else 0.0) for c in known])
    x, y = forward([c.lon for c in known], lat, center_lon)
    return _Countries(tuple(c.code for c in known), x, y, equal_earth(span, lat)[0])


def country_names(
    dataset: Dataset, view: MapView, style: Style, placer: Placer, taken: set[str]
) -> list[Text]:
    """Names of countries large enough for them, the largest first; none of ``taken``. Each stands
    in its own land, and near to the point that is meant for it, or not at all."""
    f, zh = view.size_factor, view.lang == "zh"
    table, areas = _countries(dataset.gazetteer, view.center_lon), country_areas(view)
    px, py = to_px(view, table.x, table.y)
    inside = (px > 0) & (px < view.width) & (py > 0) & (py < view.height)
    found: list[tuple[float, str, str, int]] = []
    for i in np.flatnonzero(inside).tolist():
        code = table.codes[i]
        name = dataset.gazetteer.country_name(code, view.lang)
        area, wide = areas.get(code, 0.0), float(table.wide[i]) * view.scale
        length = len(name) * (12.0 if zh else 8.8) * f
        if name not in taken and sqrt(area) * view.scale >= 0.5 * length <= 0.5 * wide:
            found.append((area, code, name, i))
    found.sort(reverse=True)
    font = Font(11.0 * f, 400, tracking=0.0 if zh else 1.2 * f)
    base = load_basemap(view.detail)

    def home(code: str, x: float, y: float) -> bool:
        lon, lat = px_to_lonlat(view, x, y)
        return bool(lon == lon) and base.country_at(float(lon), float(lat)) == code

    out = []
    for _, code, name, i in found[:60]:
        words = Words(name if zh else name.upper(), font, style.tokens.country_name)
        x, y = float(px[i]), float(py[i])
        holds = partial(home, code)
        text = placer.centred(words, x, y, f"country:{code}", "country", holds)
        if text is not None:
            out.append(text)
    return out


def sea_names(view: MapView, style: Style, placer: Placer) -> list[Text]:
    """Oceans, where they find room: each once."""
    f = view.size_factor
    zh = view.lang == "zh"
    font = Font(11.0 * f, 400, italic=not zh, tracking=(2.0 if zh else 1.2) * f)
    done: set[str] = set()
    out = []
    for name, name_zh, lon, lat in SEAS:
        if name in done:
            continue
        x, y = (float(v) for v in lonlat_to_px(view, lon, lat))
        words = Words(name_zh if zh else name, font, style.tokens.country_name)
        text = placer.centred(words, x, y, "", "sea")
        if text is not None:
            out.append(text)
            done.add(name)
    return out
