"""What should be shown, worked out event by event in plain Python, without the query engine."""

from __future__ import annotations

from functools import cache

from explorer.common.text import fold
from explorer.dataset.model import CONFIDENCES, Dataset
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

Point = tuple[float, float]


class Brute:
    """Answers over one dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.data = dataset
        self.n = len(dataset)
        self.holds = cache(self._holds)

    def visible(self, query: Query, but: str = "") -> set[int]:
        """Events that all filters hold for, those of the facet ``but`` left out."""
        kept = [c for c in query.filters if not (but and facet_of(c) == but)]
        return {i for i in range(self.n) if all(i in self.holds(c) for c in kept)}

    def selected(self, query: Query, but: str = "") -> set[int] | None:
        """Of those, the ones that all of the selection holds for; None: nothing is selected."""
        if not query.selection:
            return None
        kept = [c for c in query.selection if not (but and facet_of(c) == but)]
        return {i for i in self.visible(query, but) if all(i in self.holds(c) for c in kept)}

    def count(self, events: set[int], field: str, value: str) -> int:
        """How many of the events carry a value."""
        return sum(value in self.carried(i, field) for i in events)

    def carried(self, i: int, field: str) -> set[str]:
        """All values of a field that an event carries."""
        data, events = self.data, self.data.events
        if field in ("category", "status"):
            return {getattr(events, field).text(i)} - {""}
        if field == "dispute":
            return {events.dispute.text(i) or "none"}
        if field == "confidence":
            level = int(events.confidence[i])
            return {CONFIDENCES[level]} if level >= 0 else set()
        if field == "tag":
            return {data.tags[t] for t in events.tags.row(i)}
        if field == "country":
            return {data.sites.country.text(int(s)) for s in events.sites.row(i)} - {""}
        if field == "source":
            cited = [data.citations[int(c)] for c in events.citations.row(i)]
            return {data.sources[c.source].id for c in cited}
        found = set()
        for o in events.organizations.row(i).tolist():
            while o >= 0 and data.organizations[o].id not in found:
                found.add(data.organizations[o].id)
                o = data.organizations[o].parent
        return found

    def _holds(self, clause: Clause) -> frozenset[int]:
        return frozenset(i for i in range(self.n) if self._one(i, clause))

    def _one(self, i: int, clause: Clause) -> bool:
        events = self.data.events
        match clause:
            case TimeRange():
                if not events.dated[i] or clause.start >= clause.end:
                    return False
                if clause.match == "certainly":
                    return bool(
                        events.start_hi[i] <= clause.end and events.end_lo[i] >= clause.start
                    )
                return bool(events.start_lo[i] < clause.end and events.end_hi[i] > clause.start)
            case Values():
                has = bool(self.carried(i, clause.field) & set(clause.values))
                return not clause.values or has != clause.exclude
            case Text():
                text = fold(self._texts(i))
                return all(word in text for word in fold(clause.text).split())
            case AtLeast(field="confidence"):
                level = int(events.confidence[i])
                wanted = CONFIDENCES.index(clause.value)
                return (0 <= level <= wanted) if clause.at_most else level >= wanted
            case AtLeast(field="amount"):
                amount = float(events.amount[i])
                wish = float(clause.value)
                return amount <= wish if clause.at_most else amount >= wish
            case Picked():
                return (events.id[i] in clause.ids) != clause.exclude
            case MapBox() | MapPolygon():
                return any(self._site_in(int(s), clause) for s in events.sites.row(i))
        raise AssertionError(clause)

    def _site_in(self, s: int, clause: MapBox | MapPolygon) -> bool:
        sites = self.data.sites
        rings = _rings(clause)
        region = int(sites.region[s])
        if s in sites.rings or (region >= 0 and sites.lon[s] != sites.lon[s]):
            area = sites.rings.get(s) or self.data.regions[region].rings
            return any(_meets(area, rings, turn) for turn in (-360.0, 0.0, 360.0))
        lon, lat = float(sites.draw_lon[s]), float(sites.draw_lat[s])
        if lon != lon:
            return False
        return any(_inside((lon + turn, lat), rings) for turn in (-360.0, 0.0, 360.0))

    def _texts(self, i: int) -> str:
        data, events = self.data, self.data.events
        parts = [
            column[i]
            for column in (
                events.title,
                events.title_zh,
                events.label,
                events.label_zh,
                events.summary,
                events.summary_zh,
            )
        ]
        for s in events.sites.row(i).tolist():
            parts += [data.sites.place[s], data.sites.place_zh[s]]
            country = data.gazetteer.countries.get(data.sites.country.text(s))
            if country:
                parts += [country.name, country.name_zh, *country.aliases]
            if data.sites.region[s] >= 0:
                region = data.regions[int(data.sites.region[s])]
                parts += [region.name, region.name_zh]
        for o in data.organizations:
            if o.id in self.carried(i, "organization"):
                parts += [o.name, o.name_zh, *o.also_known_as]
        parts += self.carried(i, "tag")
        parts += [
            n
            for c in data.categories
            if c.id == events.category.text(i)
            for n in (c.name, c.name_zh)
        ]
        return "\n".join(parts)


def facet_of(clause: Clause) -> str:
    """The facet that a clause belongs to, '' for none."""
    if isinstance(clause, Values | AtLeast) and not clause.view:
        return clause.field
    return ""


def _rings(clause: MapBox | MapPolygon) -> list[list[Point]]:
    if isinstance(clause, MapPolygon):
        return [list(ring) for ring in clause.rings]
    west, east = clause.west, clause.east + (360 if clause.west > clause.east else 0)
    south, north = clause.south, clause.north
    return [[(west, south), (east, south), (east, north), (west, north)]]


def _inside(point: Point, rings: list[list[Point]]) -> bool:
    x, y = point
    odd = False
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                odd = not odd
    return odd


def _meets(area: tuple, rings: list[list[Point]], turn: float) -> bool:  # type: ignore[type-arg]
    """Whether an area and the rings have a point in common: by shapely, which the engine asks
    too, but after a plain union of parts."""
    import shapely

    def even_odd(parts: list[list[Point]]) -> shapely.Geometry:
        shape: shapely.Geometry = shapely.Polygon()
        for part in parts:
            if len(part) >= 3:
                shape = shape.symmetric_difference(shapely.Polygon(part).buffer(0))
        return shape

    moved = [[(float(x) + turn, float(y)) for x, y in ring] for ring in area]
    return bool(even_odd(moved).intersects(even_odd(rings)))
