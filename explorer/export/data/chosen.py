"""What of a dataset is written: all of it, or some events and what belongs to them."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

import numpy as np
import numpy.typing as npt

from explorer.common.records import dataclass
from explorer.dataset.cells import event_cells, number
from explorer.dataset.model import Bool, Dataset, ends_of
from explorer.dataset.values import AskError, NumberError, read_number, split


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Indices into the tables of ``dataset``: ``events`` in the order of the file they came from,
    the others rising. ``cited``: the sources that speak to these events; ``sources``: those and
    the sources of the indicators, which are always kept whole."""

    dataset: Dataset
    events: list[int]
    sites: list[int]
    citations: list[int]
    cited: list[int]
    sources: list[int]
    organizations: list[int]
    regions: list[int]
    ids: frozenset[str]

    def event_cells(self, i: int) -> dict[str, str]:
        """Row ``i`` of ``events.csv``: a tie to an event that is not written is left out, and
        amounts have a decimal point."""
        cells = event_cells(self.dataset, i)
        if cells["part_of"] not in self.ids:
            cells["part_of"] = ""
        cells["amount"] = plain_amount(cells["amount"], float(self.dataset.events.amount[i]))
        return cells


def chosen(dataset: Dataset, visible: Bool | None = None) -> Chosen:
    """The events where (n,) ``visible`` is True, all without it, and what belongs to them: their
    sites, citations, sources, organizations with their parents, and regions."""
    events = dataset.events
    rows = np.argsort(events.row, kind="stable")
    event, source = ends_of(dataset.citations)
    if visible is None or visible.all():
        kept = rows.tolist()
        sites, citations = _all(dataset.sites), _all(dataset.citations)
        sources, regions = _all(dataset.sources), _all(dataset.regions)
        organizations, cited = _all(dataset.organizations), _different(source)
    else:
        kept = rows[visible[rows]].tolist()
        sites = np.flatnonzero(visible[dataset.sites.event]).tolist()
        citations = np.flatnonzero(visible[event]).tolist()
        cited = _different(source[citations])
        told = [o.source for o in dataset.indicators]
        sources = _different(np.array([*cited, *told], np.int64))
        regions = _different(dataset.sites.region[sites])
        organizations = _with_parents(dataset, kept)
    return Chosen(
        dataset,
        kept,
        sites,
        citations,
        cited,
        sources,
        organizations,
        regions,
        frozenset(events.id[i] for i in kept),
    )


def _all(table: Sized) -> list[int]:
    return list(range(len(table)))


def _different(indices: npt.NDArray[Any]) -> list[int]:
    found: list[int] = np.unique(indices[indices >= 0]).tolist()
    return found


def _with_parents(dataset: Dataset, events: list[int]) -> list[int]:
    found: set[int] = set()
    for i in events:
        for o in dataset.events.organizations.row(i).tolist():
            while o >= 0 and o not in found:
                found.add(o)
                o = dataset.organizations[o].parent
    return sorted(found)


def plain_amount(text: str, amount: float) -> str:
    """Sums as ``text`` states them, such that the first is read as ``amount`` without being told
    what its commas and points are."""
    sums = split(text)
    if not sums or amount != amount or _numbers(sums, "")[:1] == [amount]:
        return text
    for decimal in ",.":
        values = _numbers(sums, decimal)
        if values[0] == amount:
            pairs = zip(sums, values, strict=True)
            return ";".join(own if v is None else number(v) for own, v in pairs)
    return text


def _numbers(sums: list[str], decimal: str) -> list[float | None]:
    return [_number(text, decimal) for text in sums]


def _number(text: str, decimal: str) -> float | None:
    try:
        return read_number(text, decimal)
    except (NumberError, AskError):
        return None
