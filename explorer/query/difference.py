"""What changed from one dataset to another, field by field."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

from explorer.common.garbage import uncollected
from explorer.common.progress import Progress, silent, told
from explorer.common.records import dataclass
from explorer.common.text import fold
from explorer.common.turns import let_go
from explorer.dataset.model import Dataset, Lists, ends_of
from explorer.query import written
from explorer.query.matching import Match, matched
from explorer.query.written import Table

By = Literal["id", "title and date"]


@dataclass(frozen=True, slots=True)
class Field:
    """One value: what it was and what it is, '' for none."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table. Of an added one the fields have no old values, of a removed one no new
    ones, and those that are empty are left out."""

    id: str
    title: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What became of the rows of a table, or of those of one event."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


NONE: Final = Parts()


@dataclass(frozen=True, slots=True)
class EventChange:
    """``old``, ``new``: its place among the events of either dataset. Organizations are a set:
    those that came and went, by id (by name where ids come from names)."""

    old: int
    new: int
    fields: tuple[Field, ...]
    organizations: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())  # added, removed
    sites: Parts = NONE
    citations: Parts = NONE


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """``added`` and ``changed`` are in the order of the new events, ``removed`` (places in the old
    ones) in that of the old: by date. ``by``: what says which event is which; an id is compared
    in neither."""

    old: Dataset
    new: Dataset
    by: By
    added: tuple[int, ...]
    removed: tuple[int, ...]
    changed: tuple[EventChange, ...]
    tables: Mapping[str, Parts]
    """Of sources, organizations, indicators, regions and categories."""
    package: tuple[Field, ...]
    """What the package says of itself; of two packages only."""

    def __bool__(self) -> bool:
        events = self.added or self.removed or self.changed
        return bool(events or self.package or any(self.tables.values()))


def compare(old: Dataset, new: Dataset, progress: Progress = silent) -> Difference:
    """What is in ``new`` and not in ``old``, gone from it, or other than it was.

    Rows are matched by id. Where one of both has no ids of its own (a table of a stranger), events
    are matched by title and date, organizations by name, sources by address. Texts are compared as
    read, dates as EDTF; a known column that is not there counts as empty. What ``progress`` raises
    breaks it off.
    """
    with uncollected():
        return _Comparison(old, new, progress).all()


class _Comparison:
    """Steps that look up, in turn, what those before them found."""

    def __init__(self, old: Dataset, new: Dataset, progress: Progress) -> None:
        self.old, self.new, self.both = old, new, (old, new)
        self.progress = progress
        self.made = frozenset((*old.package.made, *new.package.made))

    def all(self) -> Difference:
        self.progress("comparing", 0, 0)
        self.tables = {
            "sources": self._sources(),
            "organizations": self._organizations(),
            "indicators": self._indicators(),
            "regions": self._plain("regions", written.region_table),
            "categories": self._plain("categories", written.category_table),
        }
        extra = tuple(dict.fromkeys((*self.old.events.extra, *self.new.events.extra)))
        self.progress("comparing", 0, 0)
        self.events = [written.event_table(d, extra) for d in self.both]
        self.progress("comparing", 0, 0)
        self.match = self._events()
        self.progress("comparing", 0, 0)
        self.sites = [written.site_table(d) for d in self.both]
        self.site_ids = [list(d.sites.id) for d in self.both]
        self.citations = [written.citation_table(d) for d in self.both]
        packages = all(d.package.description for d in self.both)
        own = [written.package_fields(d) if packages else {} for d in self.both]
        changed = tuple(self._changed())
        for table in (*self.events, *self.sites, *self.citations):
            let_go(table.rows, table.extra)
        let_go(*self.site_ids)
        return Difference(
            self.old,
            self.new,
            "title and date" if "events" in self.made else "id",
            self.match.added,
            self.match.removed,
            changed,
            self.tables,
            fields(own[0], own[1]),
        )

    # The small tables

    def _sources(self) -> Parts:
        tables = [written.source_table(d.sources) for d in self.both]
        made = "sources" in self.made
        keys = [
            [s.url or f"{s.title}\n{s.publisher}" if made else s.id for s in d.sources]
            for d in self.both
        ]
        names = [[s.url or s.title if made else s.id for s in d.sources] for d in self.both]
        match = _paired(keys, tables)
        self.old_sources = [*match.numbers(), -1]  # -1: none that is listed
        self.source_names = [[*own, ""] for own in names]
        titles = [[s.title for s in d.sources] for d in self.both]
        return _parts(match, tables, names, titles)

    def _organizations(self) -> Parts:
        tables = [written.organization_table(d) for d in self.both]
        held = [d.organizations for d in self.both]
        names = [[o.name or o.name_zh or o.id for o in own] for own in held]
        titles = names
        if "organizations" in self.made:
            keys = [[fold(name) for name in own] for own in names]
        else:
            keys = names = [[o.id for o in own] for own in held]
        match = _paired(keys, tables)
        self.old_organizations, self.organization_names = match.numbers(), names
        return _parts(match, tables, names, titles)

    def _indicators(self) -> Parts:
        tables = [written.indicator_table(d) for d in self.both]
        keys = [[(o.series, o.date) for o in d.indicators] for d in self.both]
        names = [[f"{series} {date}".strip() for series, date in own] for own in keys]
        titles = [[o.label for o in d.indicators] for d in self.both]
        return _parts(_paired(keys, tables), tables, names, titles)

    def _plain(self, name: str, table: Callable[..., Table]) -> Parts:
        """Of a table of records with id and name."""
        held = [getattr(d, name) for d in self.both]
        tables = [table(own) for own in held]
        keys = [[record.id for record in own] for own in held]
        titles = [[record.name for record in own] for own in held]
        if name == "categories" and self.made:
            return NONE  # a table's are those that it uses: no more is known than its events tell
        return _parts(_paired(keys, tables), tables, keys, titles)

    # Events

    def _events(self) -> Match:
        keys: list[Sequence[Hashable]] = [d.events.id for d in self.both]
        if "events" in self.made:
            keys = [
                [
                    (title or title_zh, date)
                    for title, title_zh, date in zip(e.title, e.title_zh, e.date, strict=True)
                ]
                for e in (self.old.events, self.new.events)
            ]
            return _paired(keys, self.events)
        return matched(keys[0], keys[1])

    def _changed(self) -> Iterable[EventChange]:
        """The pairs that differ."""
        organizations = [_groups(d.events.organizations) for d in self.both]
        sites = [_groups(d.events.sites) for d in self.both]
        citations = [_groups(d.events.citations) for d in self.both]
        parents = self._parents()
        before, after = self.events
        numbers = self.old_organizations
        sources = [ends_of(d.citations)[1].tolist() for d in self.both]
        keys = [[self.old_sources[s] for s in sources[0]], sources[1]]
        pairs = told(self.match.pairs, self.progress, "comparing", len(self.match.pairs))
        for i, j in pairs:
            own: tuple[Field, ...] = ()
            if before.rows[i] != after.rows[j]:
                own = fields(before.fields(i), after.fields(j))
            if parents[0][i] != parents[1][j]:
                own += (Field("part_of", parents[0][i], parents[1][j]),)
            had, has = {numbers[o] for o in organizations[0][i]}, set(organizations[1][j])
            came_and_went = (
                self._came_and_went(had, has, organizations[0][i]) if had != has else ((), ())
            )
            places = self._own_sites(i, j, sites[0][i], sites[1][j])
            said = self._own_citations(keys, citations[0][i], citations[1][j])
            if own or had != has or places or said:
                yield EventChange(i, j, own, came_and_went, places, said)
        let_go(*organizations, *sites, *citations)

    def _parents(self) -> tuple[list[str], list[str]]:
        """The id of the event that each is a part of; of an old one that is still there, the id
        that it has now."""
        old, new = self.old.events, self.new.events
        ids = list(old.id)
        if "events" in self.made:
            for i, j in self.match.pairs:
                ids[i] = new.id[j]
        return (
            [ids[p] if p >= 0 else "" for p in old.part_of.tolist()],
            [new.id[p] if p >= 0 else "" for p in new.part_of.tolist()],
        )

    def _came_and_went(
        self, had: set[int], has: set[int], old: Sequence[int]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        names = self.organization_names
        gone = {names[0][o] for o in old if self.old_organizations[o] not in has}
        return tuple(sorted(names[1][o] for o in has - had)), tuple(sorted(gone))

    def _own_sites(self, i: int, j: int, old: Sequence[int], new: Sequence[int]) -> Parts:
        if not old and not new:
            return NONE
        tables, ids = self.sites, self.site_ids
        keys = [[ids[0][s] for s in old], [ids[1][s] for s in new]]
        if "events" in self.made:  # theirs is called after the event
            events = self.old.events.id[i], self.new.events.id[j]
            keys = [
                [key.removeprefix(event) for key in own]
                for own, event in zip(keys, events, strict=True)
            ]
        if keys[0] == keys[1] and all(
            tables[0].whole(a) == tables[1].whole(b) for a, b in zip(old, new, strict=True)
        ):
            return NONE
        match = matched(keys[0], keys[1])
        names = [
            [d.place_name(s) for s in own] for d, own in zip(self.both, (old, new), strict=True)
        ]
        told_ids = [[ids[0][s] for s in old], [ids[1][s] for s in new]]
        return _parts(match, _some(tables, old, new), told_ids, names)

    def _own_citations(
        self, keys: Sequence[Sequence[int]], old: Sequence[int], new: Sequence[int]
    ) -> Parts:
        tables = self.citations
        mine = [[keys[0][c] for c in old], [keys[1][c] for c in new]]
        if mine[0] == mine[1] and all(
            tables[0].whole(a) == tables[1].whole(b) for a, b in zip(old, new, strict=True)
        ):
            return NONE
        some = _some(tables, old, new)
        match = _paired(mine, some)
        ids: list[list[str]] = []
        titles: list[list[str]] = []
        for d, own, names in zip(self.both, (old, new), self.source_names, strict=True):
            at = [d.citations[c].source for c in own]
            ids.append([names[s] for s in at])
            titles.append([d.sources[s].title if s >= 0 else "" for s in at])
        return _parts(match, some, ids, titles)


def fields(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields that differ, in the order of the new ones; one that is missing counts as ''."""
    names = dict.fromkeys((*new, *old))
    return tuple(
        Field(name, before, after)
        for name in names
        if (before := old.get(name, "")) != (after := new.get(name, ""))
    )


def _paired(keys: Sequence[Sequence[Hashable]], tables: Sequence[Table]) -> Match:
    if all(len(set(own)) == len(own) for own in keys):
        return matched(keys[0], keys[1])
    rows = [[table.whole(i) for i in range(len(table.rows))] for table in tables]
    return matched(keys[0], keys[1], rows[0], rows[1])


def _parts(
    match: Match,
    tables: Sequence[Table],
    ids: Sequence[Sequence[str]],
    titles: Sequence[Sequence[str]],
) -> Parts:
    """The entries of what is in no pair, and of the pairs that differ."""
    before, after = tables
    return Parts(
        tuple(Entry(ids[1][j], titles[1][j], fields({}, after.fields(j))) for j in match.added),
        tuple(Entry(ids[0][i], titles[0][i], fields(before.fields(i), {})) for i in match.removed),
        tuple(
            Entry(ids[1][j], titles[1][j], fields(before.fields(i), after.fields(j)))
            for i, j in match.pairs
            if before.whole(i) != after.whole(j)
        ),
    )


def _some(tables: Sequence[Table], *rows: Sequence[int]) -> list[Table]:
    """The tables with these of their rows."""
    return [
        Table(t.names, [t.rows[i] for i in own], [t.extra[i] for i in own] if t.extra else [])
        for t, own in zip(tables, rows, strict=True)
    ]


def _groups(lists: Lists) -> list[list[int]]:
    """The rows of a column of lists."""
    values = lists.values.tolist()
    return [values[a:b] for a, b in pairwise(lists.offsets.tolist())]
