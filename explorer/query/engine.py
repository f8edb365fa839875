"""Answers: which events a query shows and selects, and the counts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from threading import Event, Lock
from typing import TYPE_CHECKING, Final

from explorer.common.progress import Progress, silent
from explorer.common.records import dataclass
from explorer.dataset.model import I64, Bool, Dataset
from explorer.query.clauses import (
    FIELDS,
    RECORD_FIELDS,
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
from explorer.query.facets import Column, FacetCounts, column
from explorer.query.holding import EVERYTHING, Holding, clause_view, facet_view, lit, others
from explorer.query.kept import Masks
from explorer.query.masks import bound_mask, picked_mask, time_mask, values_mask
from explorer.query.places import SiteIndex, site_index
from explorer.query.search import SearchIndex
from explorer.query.tally import Tallies

if TYPE_CHECKING:
    from explorer.query.buckets import BucketCounts, Buckets
    from explorer.query.prepared import Preparation
    from explorer.query.rows import Rows
    from explorer.query.timeorder import TimeOrder

# What only many events need is imported only where they are many, past the first painted frame.

__all__ = ["Engine", "Result", "clause_view", "facet_view"]

_CACHE_BYTES: Final = 16_000_000

LARGE: Final = 20_000
"""Events from which on orders of time and counts by difference pay."""
PREPARED: Final = 200_000
"""Events from which on prefix sums pay."""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What one query comes to. Arrays are (n,) bool, read-only, shared with the cache.

    ``visible``: all filters hold; ``selected``: visible, and all of the selection holds; None
    when nothing is selected. ``facets``: counts by field (FIELDS), worked out when asked for.
    """

    query: Query
    visible: Bool
    selected: Bool | None
    facets: Mapping[str, FacetCounts]
    n_visible: int
    n_selected: int
    """0 when nothing is selected; see ``selected``."""


class Engine:
    """Evaluates clauses over one dataset; masks are kept, the latest used longest.

    Columns, places and texts are arranged when first needed; where the dataset is large, in a job
    ahead of time: ``arrange``, ``arrange_texts`` and a preparation's ``build``. ``large``: whether
    that pays; None to go by the number of events. The answers are the same.
    """

    def __init__(self, dataset: Dataset, large: bool | None = None) -> None:
        self.dataset = dataset
        kept = max(16, min(256, _CACHE_BYTES // max(len(dataset), 1)))
        self._columns: dict[str, Column] = {}
        self.large = len(dataset) >= LARGE if large is None else large
        self._order = self._ordered() if self.large else None
        self._masks: Masks[Clause] = Masks(len(dataset), self._evaluate, kept, self._follows)
        self._tallies = Tallies(len(dataset), self.mask, self._order)
        self._sums: Preparation | None = None
        self._search: SearchIndex | None = None
        self._searching = Lock()
        self._arranged = False
        self._rested = Event()
        self._rested.set()
        self._buckets: dict[tuple[str, int], Buckets] = {}

    def _ordered(self) -> TimeOrder:
        from explorer.query.timeorder import TimeOrder

        return TimeOrder(self.dataset.events)

    @property
    def search(self) -> SearchIndex:
        """What looks through the texts, whether they are arranged or not."""
        with self._searching:
            if self._search is None:
                self._search = SearchIndex(self.dataset, self.large, self.column)
            return self._search

    @property
    def searchable(self) -> bool:
        """Whether the texts are arranged."""
        return self._arranged

    def arrange_texts(self, progress: Progress = silent) -> None:
        """Arrange the texts for search, where they are many. It rests while a search is under way
        elsewhere; ``progress`` may raise to break it off."""

        def told(what: str, done: int, total: int) -> None:
            progress(what, done, total)
            self._rested.wait()

        if self.large and not self._arranged:
            self.search.arrange(told)
        self._arranged = True

    @cached_property
    def sites(self) -> SiteIndex:
        """The sites, arranged for boxes and polygons."""
        return site_index(self.dataset)

    def column(self, field: str) -> Column:
        """Values of ``field`` by event. Raises KeyError when it is not one of FIELDS."""
        if field not in self._columns:
            self._columns[field] = column(self.dataset, field)
        return self._columns[field]

    def mask(self, clause: Clause) -> Bool:
        """(n,) bool, read-only: the events for which ``clause`` holds.

        Raises UsageError when the value of an AtLeast cannot be read.
        """
        mask = self._masks(clause)
        if self._order is not None and isinstance(clause, TimeRange):
            self._order.met(clause, mask)
        return mask

    def _follows(self, clause: Clause) -> bool:
        """Whether the mask of a clause is made out of that of another."""
        return self._order is not None and isinstance(clause, TimeRange)

    def backdrop(self, query: Query, view: str) -> Bool:
        """(n,) bool, read-only: visible, were it not for the filters of ``view`` itself."""
        return self._tallies.mask(others(query.filters, view))

    def foreground(self, query: Query, view: str) -> Bool | None:
        """The backdrop of ``view`` and all of the selection that ``view`` did not make; None
        when nothing is selected."""
        holding = lit(query, view)
        return None if holding is None else self._tallies.mask(holding)

    def result(self, query: Query) -> Result:
        """Evaluate ``query``. Raises UsageError as ``mask`` does."""
        tallies, shown, chosen = self._tallies, frozenset(query.filters), lit(query, None)
        return Result(
            query,
            tallies.mask(shown),
            None if chosen is None else tallies.mask(chosen),
            _Facets(self, query),
            tallies.size(shown),
            0 if chosen is None else tallies.size(chosen),
        )

    def counts(self, query: Query, field: str) -> FacetCounts:
        """Counts of one facet under ``query``."""
        part, view = self.column(field), facet_view(field)
        filtered = self._counted(others(query.filters, view), part)
        holding = lit(query, view)
        selected = None if holding is None else self._counted(holding, part)
        return FacetCounts(field, part.values, part.total, filtered, selected, self.dataset)

    def cells(self, level: int) -> Buckets:
        """Events by map cell, ``level`` from 0 to CELL_LEVELS - 1."""
        from explorer.query.buckets import cells

        if ("cells", level) not in self._buckets:
            self._buckets["cells", level] = cells(self.dataset, level)
        return self._buckets["cells", level]

    def bins(self, level: int) -> Buckets:
        """Events by time bin, ``level`` from 0 to BIN_LEVELS - 1."""
        from explorer.query.buckets import bins

        if ("bins", level) not in self._buckets:
            self._buckets["bins", level] = bins(self.dataset, level)
        return self._buckets["bins", level]

    def bucket_counts(
        self, query: Query, buckets: Buckets, view: str | None = None, homes: bool = False
    ) -> BucketCounts:
        """Counts by cell or bin; clauses of ``view`` are left out, none for None. With ``homes``
        each event counts in its first cell alone, so that all add up to events."""
        from explorer.query.buckets import BucketCounts

        selected = lit(query, view)

        def counted(holding: Holding) -> I64:
            rows, total = buckets.homes, buckets.home_total
            if not homes:
                rows, total = buckets.rows, buckets.total
            return self._tally(holding, buckets.named(homes), rows, total)

        return BucketCounts(
            buckets,
            counted(EVERYTHING),
            counted(others(query.filters, view)),
            None if selected is None else counted(selected),
        )

    def arrange(self) -> None:
        """Make what a first brush and a first lasso need."""
        for field in FIELDS:
            self.column(field)
        if self._order is not None:
            self._order.orders("possibly")
            self._order.orders("certainly")
            self.sites.arrange()

    # Prefix sums

    def preparation(
        self, query: Query, moving: TimeRange | None, buckets: Iterable[Buckets] = ()
    ) -> Preparation | None:
        """What it takes to have prefix sums for ``moving``, a window or brush of ``query``, or
        None for a window that is not there yet; of ``buckets`` too, no view's clauses left out.
        None without orders of time. To be built, in a job maybe, and then given to ``adopt``."""
        from explorer.query.prepared import Part, Preparation

        if self._order is None:
            return None
        wanted: list[tuple[str | None, object, Rows]] = [
            (facet_view(field), field, self.column(field).rows) for field in FIELDS
        ]
        for each in buckets:
            wanted += [(None, each.named(False), each.rows), (None, each.named(True), each.homes)]
        parts: dict[Holding, list[tuple[object, Rows]]] = {}
        still = frozenset(() if moving is None else (moving,))
        for view, name, rows in wanted:
            for holding in {others(query.filters, view), lit(query, view)}:
                if holding is not None and still <= holding:
                    parts.setdefault(holding - still, []).append((name, rows))
        match = moving.match if moving is not None else "possibly"
        fixed = frozenset((*query.filters, *query.selection)) - still
        made = [Part(rest, self._tallies.mask(rest), rows) for rest, rows in parts.items()]
        return Preparation(self._order, match, fixed, made)

    def adopt(self, made: Preparation) -> None:
        """Count windows by these prefix sums from now on."""
        self._sums = made
        made.adopted()

    def prepare(
        self, query: Query, moving: TimeRange | None, buckets: Iterable[Buckets] = ()
    ) -> None:
        """Have prefix sums for ``moving`` at once; see ``preparation``."""
        made = self.preparation(query, moving, buckets)
        if made is not None:
            made.build()
            self.adopt(made)

    def prefix_summed(self, query: Query, field: str) -> bool:
        """Whether the counts of a facet come out of prefix sums."""
        holding = others(query.filters, facet_view(field))
        return self._sums is not None and self._sums.counts(holding, field) is not None

    def release(self, query: Query) -> None:
        """Drop prefix sums that are of no use to ``query``: another clause than the window
        changed."""
        if self._sums is not None and not self._sums.fits(query):
            self._sums = None
            if self._order is not None:
                self._order.use([])

    def _counted(self, holding: Holding, part: Column) -> I64:
        return self._tally(holding, part.field, part.rows, part.total)

    def _tally(self, holding: Holding, name: object, rows: Rows, total: I64) -> I64:
        if self._sums is not None:
            counts = self._sums.counts(holding, name)
            if counts is not None:
                return counts
        return self._tallies.counts(holding, name, rows, total)

    def _evaluate(self, clause: Clause) -> Bool:
        return _frozen(self._derive(clause))

    def _derive(self, clause: Clause) -> Bool:
        match clause:
            case TimeRange():
                if self._order is not None:
                    return self._order.mask(clause)
                return time_mask(self.dataset.events, clause)
            case MapBox():
                return self.sites.box(clause)
            case MapPolygon():
                return self.sites.polygon(clause)
            case Values(field=field) if field in RECORD_FIELDS:
                from explorer.query.health import record_mask

                return record_mask(self.dataset, clause)
            case Values():
                return values_mask(self.column(clause.field), clause)
            case Text():
                return self._with_text(clause.text)
            case AtLeast():
                return bound_mask(self.dataset, clause)
            case Picked():
                return picked_mask(self.dataset, clause)

    def _with_text(self, text: str) -> Bool:
        self._rested.clear()
        try:
            return self.search.mask(text)
        finally:
            self._rested.set()


class _Facets(Mapping[str, FacetCounts]):
    """The facets of one query, each counted when first asked for."""

    def __init__(self, engine: Engine, query: Query) -> None:
        self._engine = engine
        self._query = query
        self._known: dict[str, FacetCounts] = {}

    def __getitem__(self, field: str) -> FacetCounts:
        if field not in self._known:
            self._known[field] = self._engine.counts(self._query, field)
        return self._known[field]

    def __iter__(self) -> Iterator[str]:
        return iter(FIELDS)

    def __len__(self) -> int:
        return len(FIELDS)


def _frozen(mask: Bool) -> Bool:
    mask.flags.writeable = False
    return mask
