"""Cells of the map: hexagons fixed in the projection's plane, twice as fine from level to level.

Which cell a site lies in depends on the central meridian and the level alone, so that it is worked
out once, and no count changes while the map is moved. Hexagons have a corner at the top; one of row
r and column c has its middle at ((c + r % 2 / 2) * w, r * w * √3 / 2) Earth radii, y up, for cells
w wide.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property, lru_cache
from math import ceil, floor, log2
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from explorer.common.ranks import distinct
from explorer.common.records import dataclass
from explorer.common.texts import Whole
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.codes import Codes, coded
from explorer.figure.map.clusters import site_points
from explorer.figure.map.projection import EARTH_KM, X_MAX, Y_MAX, to_px
from explorer.figure.picture import F64
from explorer.figure.shapes import hexagons
from explorer.figure.view import MapView

CELL_REF: Final = "cell:"
"""What the ref of a cell begins with."""
CELL: Final = 11.0
"""About how many pixels a cell is wide: between 0.71 and 1.42 times as many."""
WIDEST: Final = 0.64
"""Width of the cells of level 0, Earth radii."""
ROW: Final = 0.75**0.5  # from row to row, for cells one wide
GRID: Final = 1 << 22
"""Cells up to which a level is worked out for all of the world at once."""
BLOCK: Final = 1024
"""Cells along the side of the square around the view that is worked out at finer levels."""
_PLANES: Final = 6  # kept for a dataset
_CHUNK: Final = 1 << 14

I32 = npt.NDArray[np.int32]


def level_of(scale: float, factor: float = 1.0) -> int:
    """The level whose cells are nearest to ``CELL`` pixels wide at that scale."""
    return max(0, round(log2(WIDEST * scale / (CELL * factor))))


def width_of(level: int) -> float:
    """Width of a cell in Earth radii."""
    return WIDEST / 2.0**level


def kilometres(level: int) -> float:
    """Width of a cell on the ground where the projection is true: the root of the ratio of the
    areas, as it is an equal-area one."""
    return float(width_of(level)) * EARTH_KM


def cells_at(x: F64, y: F64, width: float) -> tuple[I64, I64]:
    """Row and column of the cell that each point lies in (Earth radii): the nearest middle, of
    those of even rows and those of odd ones."""
    across, up = x / width, y / (2 * ROW * width)
    even_c, even_r = np.rint(across), np.rint(up)
    odd_c, odd_r = np.floor(across), np.floor(up)
    even = (across - even_c) ** 2 + 3 * (up - even_r) ** 2
    odd = (across - odd_c - 0.5) ** 2 + 3 * (up - odd_r - 0.5) ** 2
    nearer = odd < even
    row = np.where(nearer, 2 * odd_r + 1, 2 * even_r)
    return row.astype(np.int64), np.where(nearer, odd_c, even_c).astype(np.int64)


def middles(row: I64, column: I64, width: float) -> tuple[F64, F64]:
    """The middle of each cell, Earth radii."""
    return np.asarray((column + row % 2 * 0.5) * width), np.asarray(row * (ROW * width))


@dataclass(frozen=True, eq=False)
class Plane:
    """The cells of a level that hold sites, u of them: ``row``, ``column`` (u,), by row, and
    which of them each event stands in."""

    level: int
    center_lon: float
    row: I64
    column: I64
    codes: Codes

    @cached_property
    def most(self) -> int:
        """What the fullest cell holds of all events, at least 1."""
        return max(1, int(self.codes.total().max(initial=0)))

    def count(self, mask: Bool) -> I64:
        """How many of the events of ``mask`` (n,) stand in each cell (u,): an event of several
        sites once in each of its cells. Read-only."""
        return self.codes.counts(mask)

    def events(self, row: int, column: int) -> I64:
        """All events that stand in a cell, rising."""
        found = np.flatnonzero((self.row == row) & (self.column == column)).tolist()
        return self.codes.events(found[0]) if found else np.empty(0, np.int64)


Block = tuple[float, float, float, float]
"""(left, bottom, right, top) in Earth radii."""

_planes: WeakKeyDictionary[Dataset, OrderedDict[tuple[float, int, Block | None], Plane]] = (
    WeakKeyDictionary()
)


def plane_of(dataset: Dataset, view: MapView) -> Plane:
    """The cells that fit the scale of ``view``: of all of the world or, where these would be too
    many, around the view; kept."""
    level = level_of(view.scale, view.size_factor)
    block = _block(view, level)
    kept = _planes.setdefault(dataset, OrderedDict())
    key = (view.center_lon, level, block)
    if key not in kept:
        kept[key] = _plane(dataset, *key)
        if len(kept) > _PLANES:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]


def _block(view: MapView, level: int) -> Block | None:
    width = width_of(level)
    if 4 * X_MAX * Y_MAX / (ROW * width * width) <= GRID:
        return None
    side = BLOCK * width
    left = floor(view.x / (side / 2)) * (side / 2) - side / 4
    bottom = floor(view.y / (side / 2)) * (side / 2) - side / 4
    return left, bottom, left + side, bottom + side


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """The sites that stand somewhere: ``x``, ``y`` (m,) Earth radii, ``event`` (m,). The first
    ``alone`` of them are the only one of their event."""

    x: F64
    y: F64
    event: I64
    alone: int


_stands: WeakKeyDictionary[Dataset, dict[float, _Standing]] = WeakKeyDictionary()


def _standing(dataset: Dataset, center_lon: float) -> _Standing:
    kept = _stands.setdefault(dataset, {})
    if center_lon not in kept:
        points, events = site_points(dataset, center_lon), dataset.sites.event
        sites = np.flatnonzero(np.isfinite(points[:, 0]))
        many = np.bincount(events[sites], minlength=len(dataset))[events[sites]] > 1
        order = np.concatenate([sites[~many], sites[many]])
        x, y = (np.ascontiguousarray(points[order, k]) for k in (0, 1))
        if len(kept) > 2:
            kept.clear()
        kept[center_lon] = _Standing(
            x, y, events[order].astype(np.int64), int(np.count_nonzero(~many))
        )
    return kept[center_lon]


def _numbers(x: F64, y: F64, width: float) -> tuple[I64, int, int, int]:
    """A number for the cell of each point: row from the first one times so many columns, and
    column from the first one. Returns them, the first row, the first column and the columns."""
    low_r = floor(float(y.min()) / (ROW * width)) - 1
    low_c, high_c = (floor(float(v) / width) - 1 for v in (x.min(), x.max()))
    wide = high_c - low_c + 4
    number = np.empty(len(x), np.int64)
    for k in range(0, len(x), _CHUNK):  # as much as the processor keeps at hand
        row, column = cells_at(x[k : k + _CHUNK], y[k : k + _CHUNK], width)
        number[k : k + _CHUNK] = (row - low_r) * wide + (column - low_c)
    return number, low_r, low_c, wide


def _plane(dataset: Dataset, center_lon: float, level: int, block: Block | None) -> Plane:
    found = _standing(dataset, center_lon)
    x, y, event, alone = found.x, found.y, found.event, found.alone
    if block is not None:
        left, bottom, right, top = block
        inside = np.flatnonzero((x >= left) & (x < right) & (y >= bottom) & (y < top))
        x, y, event = x[inside], y[inside], event[inside]
        alone = int(np.searchsorted(inside, alone))
    used, slot, low_r, low_c, wide = np.empty(0, np.int64), np.empty(0, np.int64), 0, 0, 1
    if len(x):
        number, low_r, low_c, wide = _numbers(x, y, width_of(level))
        held = np.bincount(number) > 0
        used = np.flatnonzero(held)
        slot = (np.cumsum(held) - 1)[number]
    first = np.full(len(dataset), len(used), coded(len(used)))
    first[event[:alone]] = slot[:alone]
    more_event, more_cell = _more(first, event[alone:], slot[alone:], len(used))
    row, column = used // wide + low_r, used % wide + low_c
    more_code = more_cell.astype(first.dtype)
    codes = Codes(len(used), first, more_event.astype(np.int32), more_code)
    return Plane(level, center_lon, row, column, codes)


def _more(first: Whole, event: I64, cell: I64, cells: int) -> tuple[I64, I64]:
    """Of events with several sites the first cell goes to ``first``; returned are the others."""
    both = distinct(event * max(1, cells) + cell)
    event, cell = both // max(1, cells), both % max(1, cells)
    begins = np.concatenate([[True], event[1:] != event[:-1]])[: len(event)]
    first[event[begins]] = cell[begins]
    return event[~begins], cell[~begins]


@dataclass(frozen=True, eq=False)
class Sight:
    """The cells of a plane that show in a view: ``shown`` (u,) bool, ``chosen`` (k,) their
    numbers, ``centers`` (k, 2) and ``radius`` of them in pixels."""

    plane: Plane
    shown: Bool
    chosen: I64
    centers: F64
    radius: float

    @cached_property
    def seen(self) -> Bool:
        """(n,) the events that stand in some of them."""
        return self.plane.codes.carrying(self.shown)

    @property
    def keys(self) -> I64:
        """(k, 2) row and column."""
        return np.column_stack([self.plane.row[self.chosen], self.plane.column[self.chosen]])


def sight_of(plane: Plane, view: MapView) -> Sight:
    """The cells of ``plane`` that show; the very same for the same camera."""
    return _sight(plane, view.camera())


@lru_cache(maxsize=6)
def _sight(plane: Plane, view: MapView) -> Sight:
    width = width_of(plane.level)
    px, py = to_px(view, *middles(plane.row, plane.column, width))
    radius = width * view.scale / 3**0.5
    aside = radius * ROW
    shown = (px > -aside) & (px < view.width + aside)
    shown &= (py > -radius) & (py < view.height + radius)
    chosen = np.flatnonzero(shown).astype(np.int64)
    return Sight(plane, shown, chosen, np.column_stack([px, py])[chosen], radius)


def cell_of(ref: str) -> tuple[int, float, int, int] | None:
    """Level, central meridian, row and column of a 'cell:' ref; None for another."""
    kind, _, rest = ref.partition(":")
    if kind != "cell":
        return None
    level, center, row, column = rest.split(",")
    return int(level), float(center), int(row), int(column)


def ref_head(plane: Plane) -> str:
    """What the refs of a plane's cells begin with."""
    return f"{CELL_REF}{plane.level},{plane.center_lon:g},"


def cell_events(ref: str, dataset: Dataset, visible: Bool, view: MapView) -> I64:
    """The visible events, rising, in the cell of a ref, which ``view`` shows; none for another."""
    found, plane = cell_of(ref), plane_of(dataset, view)
    if found is None or found[:2] != (plane.level, plane.center_lon):
        return np.empty(0, np.int64)
    events = plane.events(*found[2:])
    return events[visible[events]]


def cell_sites(ref: str, dataset: Dataset, visible: Bool, view: MapView) -> I64:
    """The sites of these events that lie in the cell."""
    found, events = cell_of(ref), cell_events(ref, dataset, visible, view)
    if found is None or not len(events):
        return np.empty(0, np.int64)
    lists = dataset.events.sites
    sites = np.concatenate([lists.row(int(i)) for i in events]).astype(np.int64)
    points = site_points(dataset, view.center_lon)[sites]
    sites = sites[np.isfinite(points[:, 0])]
    x, y = site_points(dataset, view.center_lon)[sites].T
    row, column = cells_at(x, y, width_of(found[0]))
    return np.asarray(sites[(row == found[2]) & (column == found[3])])


def cell_ring(ref: str, view: MapView) -> F64:
    """Corners (6, 2) in pixels of the cell of a ref; (0, 2) where it is none of this meridian."""
    found = cell_of(ref)
    if found is None or found[1] != view.center_lon:
        return np.empty((0, 2))
    width = width_of(found[0])
    row, column = np.array([found[2]]), np.array([found[3]])
    centers = np.column_stack(to_px(view, *middles(row, column, width)))
    return np.asarray(hexagons(centers, width * view.scale / 3**0.5)[0])


def near_block(view: MapView, beyond: float = 0.25) -> Block:
    """A rectangle around the view that stays while the map is moved a little, Earth radii: the
    view and ``beyond`` times its size at least on each side."""
    wide, high = view.width / view.scale, view.height / view.scale
    step_x, step_y = wide * beyond, high * beyond
    left = floor((view.x - wide / 2) / step_x - 1) * step_x
    bottom = floor((view.y - high / 2) / step_y - 1) * step_y
    right = ceil((view.x + wide / 2) / step_x + 1) * step_x
    top = ceil((view.y + high / 2) / step_y + 1) * step_y
    return left, bottom, right, top
