"""Facets: the columns that are counted, and the counts of one query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.common.ranks import stretched
from explorer.common.records import dataclass
from explorer.common.text import fold
from explorer.dataset.model import (
    CONFIDENCES,
    I64,
    Bool,
    Codes,
    Dataset,
    Lists,
    ends_of,
    freeze,
    ids_of,
)
from explorer.query.clauses import FIELDS
from explorer.query.labels import DISPUTES, NO_DISPUTE, STATUSES, value_label
from explorer.query.names import names
from explorer.query.rows import Rows, packed_rows


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Which events carry which value of one field: ``rows`` holds codes into ``values``.

    ``total``, (k,) int64, read-only, counts the events of each value.
    """

    field: str
    values: tuple[str, ...]
    rows: Rows
    total: I64
    index: Mapping[str, int]

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def n(self) -> int:
        """Number of events."""
        return self.rows.n

    def carrying(self, wanted: Bool) -> Bool:
        """(n,) events that carry some value marked in ``wanted``, (k,)."""
        return self.rows.carrying(wanted)

    def count(self, mask: Bool) -> I64:
        """(k,) number of events of each value among ``mask``, (n,)."""
        return self.rows.count(mask)


@dataclass(frozen=True, slots=True, eq=False)
class FacetCounts:
    """Counts of events by value of ``field``; each array is (k,) int64, read-only, parallel to
    ``values``.

    ``total``: in the whole dataset; ``filtered``: under all filters but the facet's own;
    ``selected``: under the selection as well, again without the facet's own clauses, None when
    there is no selection. An event counts once for each value that it carries.
    """

    field: str
    values: tuple[str, ...]
    total: I64
    filtered: I64
    selected: I64 | None
    dataset: Dataset

    def __post_init__(self) -> None:
        # By hand: eight of these are made in every step of a brush.
        for array in (self.total, self.filtered, self.selected):
            if array is not None:
                array.flags.writeable = False

    def label(self, k: int, lang: str = "en") -> str:
        """What people call value ``k`` in ``lang`` ('en' or 'zh')."""
        return value_label(self.dataset, self.field, self.values[k], lang)


def value_names(dataset: Dataset, field: str, lang: str) -> Callable[[str], str]:
    """What ``value_label`` says of each value of ``field``, at one look-up each."""
    if field == "source":
        titles = {s.id: s.title or s.id for s in reversed(dataset.sources)}
        return lambda value: titles.get(value, value)
    return lambda value: value_label(dataset, field, value, lang)


def folded_names(dataset: Dataset, field: str) -> dict[str, str]:
    """All that each value of ``field`` is called, in both languages, its id too: folded, one name
    a line."""
    found: dict[str, str] = {}
    for value, called in names(dataset, field):
        found.setdefault(value, "\n".join(fold(name) for name in (value, *called)))
    return found


def column(dataset: Dataset, field: str) -> Column:
    """The column of ``field``, one of FIELDS (KeyError otherwise).

    Categories stand in the package's order, all of them; status, confidence and dispute in the
    order of their lists; the rest by falling number of events, then by id. Values other than
    categories that no event carries are left out.
    """
    rows, codes, values = _PAIRS[field](dataset)
    total = np.bincount(codes, minlength=len(values))
    return _column(field, len(dataset), rows, codes, values, _order(field, values, total))


def _column(field: str, n: int, rows: I64, codes: I64, values: Sequence[str], order: I64) -> Column:
    place = np.full(len(values), -1, dtype=np.int64)
    place[order] = np.arange(len(order))
    shown = tuple(values[int(k)] for k in order)
    width = max(len(shown), 1)
    codes = place[codes]
    # Keys in rising order give rows in order and each value once in a row; columns of single
    # values are so from the start.
    keys = rows * width + codes
    if not (keys[1:] > keys[:-1]).all():
        keys = np.sort(keys)  # np.unique takes ten times as long
        keys = keys[np.diff(keys, prepend=-1) > 0]
        rows, codes = np.divmod(keys, width)
    return Column(
        field=field,
        values=shown,
        rows=packed_rows(n, len(shown), rows, codes),
        total=np.bincount(codes, minlength=len(shown)).astype(np.int64),
        index=MappingProxyType({value: k for k, value in enumerate(shown)}),
    )


def _order(field: str, values: Sequence[str], total: I64) -> I64:
    """Old codes in the order in which their values are shown."""
    if field == "category":
        return np.arange(len(values), dtype=np.int64)
    present = [k for k in range(len(values)) if total[k]]
    fixed = {"status": STATUSES, "confidence": CONFIDENCES, "dispute": DISPUTES}.get(field)
    if fixed is None:
        present.sort(key=lambda k: (-int(total[k]), values[k]))
    else:
        rank = {value: i for i, value in enumerate(fixed)}
        present.sort(key=lambda k: (rank.get(values[k], len(rank)), values[k]))
    return np.array(present, dtype=np.int64)


Pairs = tuple[I64, I64, Sequence[str]]
"""Event and code of each pair (equal pairs allowed), and the values that codes stand for."""


def _single(codes: npt.NDArray[np.signedinteger], values: Sequence[str]) -> Pairs:
    rows = np.flatnonzero(codes >= 0)
    return rows.astype(np.int64), codes[rows].astype(np.int64), values


def _coded(column: Codes) -> Pairs:
    return _single(column.codes, column.values)


def _listed(lists: Lists, values: Sequence[str]) -> Pairs:
    rows = np.repeat(np.arange(len(lists.offsets) - 1), np.diff(lists.offsets))
    return rows.astype(np.int64), lists.values.astype(np.int64), values


def _category(dataset: Dataset) -> Pairs:
    return _single(dataset.events.category.codes, [c.id for c in dataset.categories])


def ancestry(dataset: Dataset) -> Lists:
    """Row ``o`` holds organization ``o`` and all that it belongs to, nearest first; a parent
    that leads back to where it came from ends the line."""
    chains: list[list[int]] = []
    for start in range(len(dataset.organizations)):
        chain, at = [start], dataset.organizations[start].parent
        while at >= 0 and at not in chain:
            chain.append(at)
            at = dataset.organizations[at].parent
        chains.append(chain)
    lengths = np.fromiter(map(len, chains), np.int64, len(chains))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
    return Lists(offsets, np.array([o for chain in chains for o in chain], dtype=np.int32))


def _organization(dataset: Dataset) -> Pairs:
    rows, codes, _ = _listed(dataset.events.organizations, ())
    lines = ancestry(dataset)
    length = np.diff(lines.offsets)[codes]
    covered = lines.values[stretched(lines.offsets[codes], length)]
    ids = [o.id for o in dataset.organizations]
    return np.repeat(rows, length), covered.astype(np.int64), ids


def _country(dataset: Dataset) -> Pairs:
    sites, codes, values = _coded(dataset.sites.country)
    return dataset.sites.event[sites].astype(np.int64), codes, values


def _confidence(dataset: Dataset) -> Pairs:
    return _single(dataset.events.confidence, CONFIDENCES)


def _source(dataset: Dataset) -> Pairs:
    rows, codes = ends_of(dataset.citations)
    known = codes >= 0
    return rows[known], codes[known], ids_of(dataset.sources)


def _dispute(dataset: Dataset) -> Pairs:
    dispute = dataset.events.dispute
    values = (*dispute.values, NO_DISPUTE)
    codes = np.where(dispute.codes < 0, len(dispute.values), dispute.codes)
    return np.arange(len(dataset), dtype=np.int64), codes.astype(np.int64), values


_PAIRS: Final[Mapping[str, Callable[[Dataset], Pairs]]] = MappingProxyType(
    {
        "category": _category,
        "organization": _organization,
        "country": _country,
        "status": lambda dataset: _coded(dataset.events.status),
        "confidence": _confidence,
        "tag": lambda dataset: _listed(dataset.events.tags, dataset.tags),
        "source": _source,
        "dispute": _dispute,
    }
)
assert tuple(_PAIRS) == FIELDS
