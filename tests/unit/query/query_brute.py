"""The answers of the query engine once more, slowly, from plain Python events."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from query_cases import WORLD, E, S, spans_of, stands

from explorer.common.text import fold
from explorer.dataset import edtf
from explorer.dataset.model import CONFIDENCES
from explorer.query.clauses import (
    AtLeast,
    Clause,
    MapBox,
    MapPolygon,
    Picked,
    Query,
    Text,
    TimeRange,
    Values,
)


def holds(event: E, clause: Clause) -> bool:
    match clause:
        case TimeRange():
            return in_time(event, clause)
        case MapBox():
            return any(in_box(site, clause) for site in event.sites)
        case MapPolygon():
            return any(in_rings(site, clause.rings) for site in event.sites)
        case Values():
            if not clause.values:
                return True
            return bool(carried(event, clause.field) & set(clause.values)) != clause.exclude
        case Text():
            text = "\n".join(fold(part) for part in texts(event))
            return all(word in text for word in fold(clause.text).split())
        case AtLeast():
            return at_least(event, clause)
        case Picked():
            return (event.id in clause.ids) != clause.exclude


def readings(lo: int, hi: int) -> Iterable[float]:
    """Moments of a span; the tests' times lie between 0 and 20."""
    if lo == hi:
        return [math.inf if lo == edtf.MAX else -math.inf]
    return range(max(lo, -5), min(hi, 30))


def in_time(event: E, clause: TimeRange) -> bool:
    spans = spans_of(event)
    if spans is None or clause.start >= clause.end:
        return False
    pairs = [(s, e) for s in readings(*spans[:2]) for e in readings(*spans[2:]) if s <= e]
    if spans[:2] == spans[2:]:
        pairs = [(s, e) for s, e in pairs if s == e]
    assert pairs
    overlaps = [s < clause.end and e >= clause.start for s, e in pairs]
    return all(overlaps) if clause.match == "certainly" else any(overlaps)


def apart(box: tuple[float, float, float, float], other: tuple[float, ...]) -> bool:
    return other[2] < box[0] or other[0] > box[2] or other[3] < box[1] or other[1] > box[3]


def in_box(site: S, clause: MapBox) -> bool:
    east = clause.east + (360 if clause.west > clause.east else 0)
    box = (clause.west, clause.south, east, clause.north)
    own = site.box
    if not own and site.region and not site.point:
        own = WORLD.regions[site.region]
    if not own:
        at = stands(site)
        if at is None:
            return False
        own = (*at, *at)
    turned = [(own[0] + t, own[1], own[2] + t, own[3]) for t in (-720, -360, 0, 360, 720)]
    return not all(apart(box, other) for other in turned)


def in_rings(site: S, rings: tuple[tuple[tuple[float, float], ...], ...]) -> bool:
    if site.box or (site.region and not site.point):
        # Areas are only asked of rings that are boxes themselves.
        (ring,) = rings
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        west, east = min(xs), max(xs)
        turn = -360 if west > 180 else 0
        return in_box(site, MapBox(west + turn, min(ys), east + turn, max(ys)))
    at = stands(site)
    return at is not None and any(
        inside(Fraction(at[0]) + turn, Fraction(at[1]), rings) for turn in (-720, -360, 0, 360, 720)
    )


def inside(x: Fraction, y: Fraction, rings: tuple[tuple[tuple[float, float], ...], ...]) -> bool:
    crossings = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (Fraction(ay) <= y) != (Fraction(by) <= y):
                along = (y - Fraction(ay)) / (Fraction(by) - Fraction(ay))
                crossings += x < Fraction(ax) + along * (Fraction(bx) - Fraction(ax))
    return crossings % 2 == 1


def with_parents(ids: Iterable[str]) -> set[str]:
    found = set(ids)
    for _ in WORLD.organizations:
        found |= {
            WORLD.organizations[o.parent].id
            for o in WORLD.organizations
            if o.id in found and o.parent >= 0
        }
    return found


def carried(event: E, field: str) -> set[str]:
    match field:
        case "organization":
            return with_parents(event.organizations)
        case "country":
            return {s.country for s in event.sites} - {""}
        case "tag":
            return set(event.tags)
        case "source":
            return set(event.sources)
        case "dispute":
            return {event.dispute or "none"}
        case _:
            return {getattr(event, field)} - {""}


def texts(event: E) -> list[str]:
    found = [event.title, event.title_zh, event.label, event.label_zh]
    found += [event.summary, event.summary_zh, *event.tags]
    for o in WORLD.organizations:
        if o.id in with_parents(event.organizations):
            found += [o.name, o.name_zh, *o.also_known_as]
    for s in event.sites:
        found += [s.place, s.place_zh]
        found += [s.region.title(), f"{s.region}区"] if s.region else []
        for c in WORLD.countries:
            if c.code == s.country:
                found += [c.name, c.name_zh, *c.aliases]
    return found + [
        name for c in WORLD.categories if c.id == event.category for name in (c.name, c.name_zh)
    ]


def at_least(event: E, clause: AtLeast) -> bool:
    if clause.field == "amount":
        if math.isnan(event.amount):
            return False
        limit = float(clause.value)
        return event.amount <= limit if clause.at_most else event.amount >= limit
    if clause.field == "confidence":
        if not event.confidence:
            return False
        level, limit = CONFIDENCES.index(event.confidence), CONFIDENCES.index(clause.value)
        return level <= limit if clause.at_most else level >= limit
    spans = spans_of(event)
    if spans is None:
        return False
    date = edtf.parse(clause.value)
    starts = readings(*spans[:2])
    if clause.at_most:
        return any(s < date.end.hi for s in starts)
    return any(s >= (-math.inf if date.start.lo == edtf.MIN else date.start.lo) for s in starts)


def view_of(clause: Clause) -> str:
    if isinstance(clause, Values | AtLeast) and not clause.view:
        return f"facet:{clause.field}"
    return clause.view


def visible(events: list[E], query: Query, but: str | None = None) -> list[bool]:
    clauses = [c for c in query.filters if view_of(c) != but]
    return [all(holds(e, c) for c in clauses) for e in events]


def selected(events: list[E], query: Query, but: str | None = None) -> list[bool] | None:
    if not query.selection:
        return None
    clauses = [c for c in query.selection if view_of(c) != but]
    shown = visible(events, query, but)
    return [v and all(holds(e, c) for c in clauses) for e, v in zip(events, shown, strict=True)]


def counts(events: list[E], field: str, mask: list[bool]) -> dict[str, int]:
    found: dict[str, int] = {}
    for event, inside_mask in zip(events, mask, strict=True):
        for value in carried(event, field) if inside_mask else ():
            found[value] = found.get(value, 0) + 1
    return found
