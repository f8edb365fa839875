"""Parts in their final order to one frozen Dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

import numpy as np

from explorer.common.records import dataclass
from explorer.common.texts import SMALL
from explorer.common.turns import let_go
from explorer.dataset.columns import lean
from explorer.dataset.events import EventRow, event_columns
from explorer.dataset.log import Log
from explorer.dataset.model import (
    Category,
    Citation,
    Cited,
    Dataset,
    Observation,
    Organization,
    Package,
    Region,
    Source,
    Sources,
)
from explorer.dataset.sites import SiteRow, site_columns


@dataclass(slots=True)
class Parts:
    """What a reader found. ``events`` are in their final order, and ``Citation.event``,
    ``Citation.source`` and ``parents`` (one for each event, -1 none) are places in these lists."""

    package: Package
    categories: Sequence[Category]
    events: list[EventRow]
    sites: list[SiteRow]
    organizations: Sequence[Organization]
    sources: Sequence[Source]
    citations: Sequence[Citation]
    indicators: Sequence[Observation]
    regions: Sequence[Region]
    parents: Sequence[int]
    extra_names: Sequence[str] = ()
    extra_json: frozenset[str] = field(default_factory=frozenset)


def assemble(parts: Parts, log: Log) -> Dataset:
    """The dataset of ``parts`` with the problems of ``log``; the rows of ``parts`` are gone."""
    rows = parts.events
    log.progress("arranging", 0, 0)
    index = {row.id: i for i, row in enumerate(rows)}
    sites: list[list[int]] = [[] for _ in rows]
    for i, site in enumerate(parts.sites):
        sites[index[site.event]].append(i)
    citations: list[list[int]] = [[] for _ in rows]
    for i, citation in enumerate(parts.citations):
        citations[citation.event].append(i)
    tags = {tag: i for i, tag in enumerate(dict.fromkeys(t for row in rows for t in row.tags))}
    events = event_columns(
        rows,
        parts.categories,
        {o.id: i for i, o in enumerate(parts.organizations)},
        tags,
        parts.parents,
        sites,
        citations,
        parts.extra_names,
        parts.extra_json,
    )
    let_go(sites, citations)
    made = Dataset(
        package=parts.package,
        categories=tuple(parts.categories),
        events=events,
        sites=site_columns(parts.sites, index, parts.regions, log.gazetteer),
        organizations=tuple(parts.organizations),
        sources=parts.sources if isinstance(parts.sources, Sources) else tuple(parts.sources),
        citations=_kept(parts.citations),
        indicators=tuple(parts.indicators),
        regions=tuple(parts.regions),
        tags=tuple(tags),
        gazetteer=log.gazetteer,
        problems=log.finish(),
    )
    let_go(parts.events, parts.sites)
    return made


def _kept(citations: Sequence[Citation]) -> Sequence[Citation]:
    """As columns, where they are many and say nothing more."""
    if len(citations) <= SMALL or any(
        c.locator or c.stance != "supports" or c.as_claimed or c.speaker or c.extra
        for c in citations
    ):
        return tuple(citations)
    n = len(citations)
    return Cited(
        lean(np.fromiter((c.event for c in citations), np.int32, n)),
        lean(np.fromiter((c.source for c in citations), np.int32, n)),
    )
