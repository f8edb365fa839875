"""Answers: which events a query shows and selects, and the counts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.model import Bool, Dataset
from explorer.query.clauses import (
    FIELDS,
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
from explorer.query.masks import bound_mask, picked_mask, time_mask, values_mask
from explorer.query.places import SiteIndex, site_index
from explorer.query.search import SearchIndex

_CACHE_BYTES = 64_000_000


def facet_view(field: str) -> str:
    """Name of the view that a facet is."""
    return f"facet:{field}"


def clause_view(clause: Clause) -> str:
    """The view a clause belongs to: the one it names, else the facet of its field.

    A bound on confidence belongs to that facet; one on amount or date, which have none, to a
    view of its own (``facet:amount``, ``facet:date``).
    """
    if clause.view or not isinstance(clause, Values | AtLeast):
        return clause.view
    return facet_view(clause.field)


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

    @property
    def n_visible(self) -> int:
        return int(np.count_nonzero(self.visible))

    @property
    def n_selected(self) -> int:
        """0 when nothing is selected; see ``selected``."""
        return 0 if self.selected is None else int(np.count_nonzero(self.selected))


class Engine:
    """Evaluates clauses over one dataset; masks are kept, the latest used longest.

    Columns, places and texts are arranged when first needed; ``search`` and ``sites`` may be
    touched ahead of time, in a job, where the dataset is large.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        kept = max(16, min(256, _CACHE_BYTES // max(len(dataset), 1)))
        self._masks = lru_cache(maxsize=kept)(self._evaluate)
        self._columns: dict[str, Column] = {}
        self._everything = _frozen(np.ones(len(dataset), dtype=np.bool_))

    @cached_property
    def search(self) -> SearchIndex:
        """The text index."""
        return SearchIndex(self.dataset)

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
        return self._masks(clause)

    def backdrop(self, query: Query, view: str) -> Bool:
        """(n,) bool, read-only: visible, were it not for the filters of ``view`` itself."""
        return self._all(c for c in query.filters if clause_view(c) != view)

    def foreground(self, query: Query, view: str) -> Bool | None:
        """The backdrop of ``view`` and all of the selection that ``view`` did not make; None
        when nothing is selected."""
        if not query.selection:
            return None
        backdrop = self.backdrop(query, view)
        others = [c for c in query.selection if clause_view(c) != view]
        return _frozen(backdrop & self._all(others)) if others else backdrop

    def result(self, query: Query) -> Result:
        """Evaluate ``query``. Raises UsageError as ``mask`` does."""
        visible = self._all(query.filters)
        selected = None
        if query.selection:
            selected = _frozen(visible & self._all(query.selection))
        return Result(query, visible, selected, _Facets(self, query))

    def counts(self, query: Query, field: str) -> FacetCounts:
        """Counts of one facet under ``query``."""
        part = self.column(field)
        view = facet_view(field)
        backdrop = self.backdrop(query, view)
        foreground = self.foreground(query, view)
        filtered = part.total if backdrop is self._everything else part.count(backdrop)
        if foreground is None:
            selected = None
        else:
            selected = filtered if foreground is backdrop else part.count(foreground)
        return FacetCounts(field, part.values, part.total, filtered, selected, self.dataset)

    def _all(self, clauses: Iterable[Clause]) -> Bool:
        """Where all clauses hold; the very array ``_everything`` when there are none."""
        masks = [self.mask(clause) for clause in clauses]
        if len(masks) <= 1:
            return masks[0] if masks else self._everything
        both = masks[0] & masks[1]
        for more in masks[2:]:
            both &= more
        return _frozen(both)

    def _evaluate(self, clause: Clause) -> Bool:
        return _frozen(self._derive(clause))

    def _derive(self, clause: Clause) -> Bool:
        match clause:
            case TimeRange():
                return time_mask(self.dataset.events, clause)
            case MapBox():
                return self.sites.box(clause)
            case MapPolygon():
                return self.sites.polygon(clause)
            case Values():
                return values_mask(self.column(clause.field), clause)
            case Text():
                return self.search.mask(clause.text)
            case AtLeast():
                return bound_mask(self.dataset.events, clause)
            case Picked():
                return picked_mask(self.dataset, clause)


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
