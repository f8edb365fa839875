"""The answers of the query engine once more, as a person would work them out in pandas: long
tables, joins and groups, with no column, mask or index of the engine's own."""

from __future__ import annotations

import math

import pandas as pd
import query_brute as brute
from query_cases import WORLD, E, spans_of, stands

from explorer.common.text import fold
from explorer.dataset import edtf
from explorer.query.clauses import (
    FIELDS,
    AtLeast,
    Clause,
    MapBox,
    MapPolygon,
    Picked,
    Text,
    TimeRange,
    Values,
)

TURNS = pd.DataFrame({"turn": [-720.0, -360.0, 0.0, 360.0, 720.0]})


class Frames:
    """``events``: a row each, by id. ``carried``: a row for each event, field and value.
    ``boxes``: a row for each site that stands somewhere, a point being a box without extent.
    ``readings``: a row for each way to read a date, first and last second."""

    def __init__(self, case: list[E]) -> None:
        told = ["\n".join(fold(text) for text in brute.texts(e)) for e in case]
        self.events = pd.DataFrame(
            {
                "amount": pd.Series([e.amount for e in case], dtype="float64"),
                "level": pd.Series([_level(e.confidence) for e in case], dtype="Int64"),
                "text": pd.Series(told, dtype="object"),
            }
        )
        self.events.index = pd.Index([e.id for e in case], dtype="object", name="event")
        self.carried = self._carried(case).drop_duplicates()
        self.boxes = pd.DataFrame(
            [(e.id, *box) for e in case for s in e.sites if (box := _box(s)) is not None],
            columns=["event", "west", "south", "east", "north"],
        ).merge(TURNS, how="cross")
        self.readings = pd.DataFrame(
            [
                (e.id, float(first), float(last))
                for e in case
                if (spans := spans_of(e)) is not None
                for first in brute.readings(*spans[:2])
                for last in brute.readings(*spans[2:])
                if (first == last if spans[:2] == spans[2:] else first <= last)
            ],
            columns=["event", "first", "last"],
        )

    def _carried(self, case: list[E]) -> pd.DataFrame:
        rows = [
            (e.id, field, value)
            for e in case
            for field, values in (
                ("category", [e.category]),
                ("organization", e.organizations),
                ("country", [s.country for s in e.sites]),
                ("status", [e.status]),
                ("confidence", [e.confidence]),
                ("tag", e.tags),
                ("source", e.sources),
                ("dispute", [e.dispute or "none"]),
            )
            for value in values
            if value
        ]
        found = pd.DataFrame(rows, columns=["event", "field", "value"], dtype="object")
        ids = [o.id for o in WORLD.organizations]
        parents = pd.DataFrame(
            [(o.id, ids[o.parent]) for o in WORLD.organizations if o.parent >= 0],
            columns=["value", "parent"],
        )
        of = found[found.field == "organization"]
        for _ in ids:  # a child stands for its parents too
            of = of.merge(parents, on="value")
            of = of.assign(value=of.parent)[["event", "field", "value"]]
            found = pd.concat([found, of])
        return found

    def mask(self, clause: Clause) -> pd.Series:
        """Whether ``clause`` holds, by event."""
        index = self.events.index
        match clause:
            case TimeRange():
                meets = (self.readings["first"] < clause.end) & (
                    self.readings["last"] >= clause.start
                )
                by_event = meets.groupby(self.readings.event)
                held = by_event.all() if clause.match == "certainly" else by_event.any()
                empty = clause.start >= clause.end
                return held.reindex(index, fill_value=False).astype(bool) & (not empty)
            case MapBox():
                east = clause.east + (360 if clause.west > clause.east else 0)
                return self._meets(clause.west, clause.south, east, clause.north)
            case MapPolygon(rings=(ring,)):  # the tests draw boxes alone
                corners = pd.DataFrame(ring, columns=["x", "y"])
                low, high = corners.min(), corners.max()
                return self._meets(low.x, low.y, high.x, high.y)
            case Values():
                rows = self.carried[self.carried.field == clause.field]
                found = index.isin(rows[rows.value.isin(clause.values)].event)
                held = pd.Series(found != clause.exclude, index)
                return held if clause.values else held | True
            case Text():
                held = pd.Series(True, index)
                for word in fold(clause.text).split():
                    held &= self.events.text.str.contains(word, regex=False).astype(bool)
                return held
            case AtLeast():
                return self._bound(clause)
            case Picked():
                return pd.Series(index.isin(clause.ids) != clause.exclude, index)
        raise AssertionError(clause)

    def _meets(self, west: float, south: float, east: float, north: float) -> pd.Series:
        b = self.boxes
        across = (b.west + b.turn <= east) & (b.east + b.turn >= west)
        met = b[across & (b.south <= north) & (b.north >= south)]
        return pd.Series(self.events.index.isin(met.event), self.events.index)

    def _bound(self, clause: AtLeast) -> pd.Series:
        if clause.field == "date":
            date, first = edtf.parse(clause.value), self.readings["first"]
            least = -math.inf if date.start.lo == edtf.MIN else date.start.lo
            fit = first < date.end.hi if clause.at_most else first >= least
            found = self.readings[fit].event
            return pd.Series(self.events.index.isin(found), self.events.index)
        column, limit = self.events.amount, clause.value
        if clause.field == "confidence":
            column, limit = self.events.level, _level(limit)
        held = column.le(float(limit)) if clause.at_most else column.ge(float(limit))
        return held.fillna(False).astype(bool)

    def all_of(self, clauses: tuple[Clause, ...], but: str = "") -> pd.Series:
        """Where every clause holds that is not of the view ``but``."""
        held = pd.Series(True, self.events.index)
        for clause in clauses:
            if not but or brute.view_of(clause) != but:
                held &= self.mask(clause)
        return held

    def counts(self, held: pd.Series) -> dict[str, dict[str, int]]:
        """Events by value, for each field, among those where ``held``."""
        rows = self.carried[self.carried.event.map(held).astype(bool)]
        sizes = rows.groupby(["field", "value"]).event.nunique()
        return {
            field: sizes.xs(field).to_dict() if field in sizes.index.levels[0] else {}
            for field in FIELDS
        }


def _level(confidence: str) -> int | None:
    return {"low": 0, "medium": 1, "high": 2}.get(confidence)


def _box(site: object) -> tuple[float, float, float, float] | None:
    if site.box:
        return site.box
    if site.region and not site.point:
        return WORLD.regions[site.region]
    at = stands(site)
    return None if at is None else (*at, *at)
