"""Fixed pyramids of map cells and of time bins: coded like a facet, so counted like one.

Cells and bins stand where they stand whatever is filtered and wherever one looks: counts of one
level add up to those of the level above it, and nothing jumps between two sights of the same place.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import F64, I32, I64, Bool, Dataset, freeze
from explorer.query.rows import Rows, packed_rows

CELL_LEVELS: Final = 13
"""Level 0 has 8 by 4 cells of 45 degrees; each further one halves their sides."""
BIN_LEVELS: Final = 16
"""Bins of level 0 are one day long, each further level's are twice as long."""


@dataclass(frozen=True, slots=True, eq=False)
class Buckets:
    """Events by cell or bin. ``name``: "cells" or "bins", and the level. ``keys``: (k,) int64,
    rising, of the buckets that hold something. ``codes``: bucket of each site (of each event, for
    bins), int32, -1 for none. ``rows`` counts each event once in each of its buckets, ``homes``
    each event once altogether, in its first one; ``total``, ``home_total``: (k,) int64, all events.
    """

    name: tuple[str, int]
    keys: I64
    codes: I32
    rows: Rows
    homes: Rows
    total: I64
    home_total: I64

    def __post_init__(self) -> None:
        freeze(self)

    def named(self, homes: bool) -> tuple[str, int, bool]:
        """What its counts are kept under."""
        return (*self.name, homes)

    @property
    def placed(self) -> int:
        """Number of events in some bucket: what ``home_total`` adds up to."""
        return int(self.home_total.sum())


@dataclass(frozen=True, slots=True, eq=False)
class BucketCounts:
    """(k,) int64 each, read-only, parallel to ``buckets.keys``: events in all, under the filters,
    and selected (None when nothing is selected)."""

    buckets: Buckets
    total: I64
    filtered: I64
    selected: I64 | None


def cells(dataset: Dataset, level: int) -> Buckets:
    """Cells of longitude and latitude. A site stands where its mark does; its key is row times
    the number of columns plus column, rows from 90° south, columns from 180° west."""
    sites = dataset.sites
    keys = cell_keys(sites.draw_lon, sites.draw_lat, level)
    return _buckets(("cells", level), len(dataset), sites.event.astype(np.int64), keys, keys >= 0)


def cell_keys(lon: F64, lat: F64, level: int) -> I64:
    """(m,) keys of the cells of points in degrees, -1 where one is NaN. What lies on an edge
    between two cells belongs to the eastern or northern one."""
    columns, rows = cell_counts(level)
    known = ~(np.isnan(lon) | np.isnan(lat))
    x = np.floor((np.where(known, lon, 0.0) + 180.0) / 360.0 * columns).astype(np.int64) % columns
    y = np.floor((np.where(known, lat, 0.0) + 90.0) / 180.0 * rows).astype(np.int64)
    return np.where(known, np.clip(y, 0, rows - 1) * columns + x, -1)


def cell_counts(level: int) -> tuple[int, int]:
    """Columns and rows of a level."""
    return 8 << level, 4 << level


def cell_corners(keys: I64, level: int) -> tuple[F64, F64, float]:
    """West and south edges of cells, and the length of their sides, in degrees."""
    columns, _ = cell_counts(level)
    side = 360.0 / columns
    corners = np.stack([keys % columns, keys // columns]).astype(np.float64) * side
    return corners[0] - 180.0, corners[1] - 90.0, side


def bins(dataset: Dataset, level: int) -> Buckets:
    """Bins of time. An event stands where its mark begins: at the first of its known bounds; keys
    times ``bin_seconds`` are the bins' starts. Undated events, and those without any known bound,
    stand in none."""
    starts, known = known_starts(dataset)
    events = np.arange(len(dataset), dtype=np.int64)
    return _buckets(("bins", level), len(dataset), events, starts // bin_seconds(level), known)


def bin_seconds(level: int) -> int:
    """Length of a bin."""
    return DAY << level


def known_starts(dataset: Dataset) -> tuple[I64, Bool]:
    """(n,) int64 seconds where marks begin, and (n,) whether an event has such a place."""
    e = dataset.events
    starts = e.start_lo.copy()
    for later in (e.start_hi, e.end_lo, e.end_hi):
        starts = np.where(starts > MIN, starts, later)
    return starts, e.dated & (starts > MIN) & (starts < MAX)


def _buckets(name: tuple[str, int], n: int, events: I64, keys: I64, known: Bool) -> Buckets:
    """``events``, ``keys``, ``known``: (m,), the event and the bucket of each site."""
    used, inverse = np.unique(keys[known], return_inverse=True)
    codes = np.full(len(keys), -1, dtype=np.int32)
    codes[known] = inverse
    k, placed = len(used), events[known]
    pairs = placed * max(k, 1) + inverse
    if not (pairs[1:] > pairs[:-1]).all():
        pairs = np.sort(pairs)
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    rows = packed_rows(n, k, *np.divmod(pairs, max(k, 1)))
    homed, first = np.unique(placed, return_index=True)
    homes = packed_rows(n, k, homed, inverse[first].astype(np.int64))
    everything = np.ones(n, dtype=np.bool_)
    return Buckets(name, used, codes, rows, homes, rows.count(everything), homes.count(everything))
