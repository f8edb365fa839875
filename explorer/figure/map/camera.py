"""Where a map looks at first. On a page: at all sites with room for labels, and at whole arcs to
them. In the window: at the whole world, turned so that no site lies under a tool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.boxes import Box
from explorer.figure.map.clusters import MARK, groups, site_points
from explorer.figure.map.marks import DISC
from explorer.figure.map.projection import (
    MAX_SCALE,
    forward,
    home_view,
    home_y,
    limits,
    middles,
    world_box,
)
from explorer.figure.picture import F64
from explorer.figure.view import MapView

CLOSEST: Final = 3.2  # times the scale of the whole world
WORLDLY: Final = 1.2  # below this many times it, the whole world is shown
EDGE: Final = 5.0  # pixels between a disc and the edge of a first view
CLEAR: Final = 3.0  # pixels between a disc and what floats over a first view
STEP: Final = 4.0  # pixels between the middles that are tried for a first view
SCALES: Final = 9  # tried for a first view, from home's down to that of the whole world
VIEWED: Final = 8  # first views that are kept for a dataset
PLENTY: Final = 16_000  # sites beyond which it looks at cells in any case
FINE: Final = 0.01  # Earth radii, a tenth of such a cell in a small window
MOST: Final = 250  # groups or cells of sites that a first view looks at


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Points (k, 2) in degrees that must be in view, with (``across``, ``up``) pixels of room to
    both sides of each."""

    lonlat: F64
    across: float
    up: float


def camera(kept: Sequence[Kept], width: float, height: float, center_lon: float = 150.0) -> MapView:
    """The nearest view that holds all of ``kept`` (points that are NaN count as absent), within
    limits; the whole world where that costs little. Nothing beyond the world is shown that need
    not be."""
    home = home_view(width, height, center_lon)
    points = [_Points(k, center_lon) for k in kept]
    points = [p for p in points if len(p.x)]
    if not points:
        return home
    low = limits(width, height)[0]
    scale = _largest(points, width, height, low, min(CLOSEST * home.scale, MAX_SCALE))
    far = scale < WORLDLY * home.scale
    if far:
        scale = min(scale, home.scale)
    left, bottom, right, top = _box(points, scale)
    wx, wy = (0.0, home.y) if far else ((left + right) / 2 / scale, (bottom + top) / 2 / scale)
    edges = world_box()
    x = _middle(wx, left, right, width, edges[0], edges[2], scale)
    y = _middle(wy, bottom, top, height, edges[1], edges[3], scale)
    return MapView(width=width, height=height, x=x, y=y, scale=scale, center_lon=center_lon)


def as_seen(seen: MapView, width: float, height: float) -> MapView:
    """What ``seen`` shows and hides, in a view of another size: its middle, and all around it."""
    fits = seen.scale * min(width / seen.width, height / seen.height)
    scale = max(fits, limits(width, height)[0])
    return MapView(
        width=width,
        height=height,
        x=seen.x,
        y=seen.y,
        scale=scale,
        center_lon=seen.center_lon,
        hidden=seen.hidden,
    )


class _Points:
    """``Kept`` projected, in Earth radii."""

    def __init__(self, kept: Kept, center_lon: float) -> None:
        x, y = forward(kept.lonlat[:, 0], kept.lonlat[:, 1], center_lon)
        known = np.isfinite(x) & np.isfinite(y)
        self.x, self.y = x[known], y[known]
        self.across, self.up = kept.across, kept.up


def _box(points: Sequence[_Points], scale: float) -> tuple[float, float, float, float]:
    """(left, bottom, right, top) in pixels from the projection's origin, y up, room included."""
    return (
        min(float(p.x.min()) * scale - p.across for p in points),
        min(float(p.y.min()) * scale - p.up for p in points),
        max(float(p.x.max()) * scale + p.across for p in points),
        max(float(p.y.max()) * scale + p.up for p in points),
    )


def _largest(
    points: Sequence[_Points], width: float, height: float, low: float, high: float
) -> float:
    """The largest scale within bounds at which the box fits; ``low`` where none does."""
    high = max(low, high)
    for _ in range(40):
        middle = (low + high) / 2
        left, bottom, right, top = _box(points, middle)
        if right - left <= width and top - bottom <= height:
            low = middle
        else:
            high = middle
    return low


def _middle(
    wish: float, low: float, high: float, size: float, first: float, last: float, scale: float
) -> float:
    """The middle of the view along one axis, as near to ``wish`` as holds [low, high] (pixels)
    and then shows nothing beyond ``first`` to ``last`` (Earth radii, as is the answer)."""
    least, most = (high - size / 2) / scale, (low + size / 2) / scale
    if least > most:
        return (least + most) / 2
    half = size / 2 / scale
    if 2 * half >= last - first:
        wish = (first + last) / 2
    else:
        wish = min(max(wish, first + half), last - half)
    return min(max(wish, least), most)


def first_view(
    dataset: Dataset,
    width: float,
    height: float,
    obstacles: Sequence[tuple[float, float, float, float]] = (),
    center_lon: float = 150.0,
) -> MapView:
    """The world as at ``home_view``, moved and if need be made smaller, down to the whole of it,
    so that every site of ``dataset`` is in view and none lies under an obstacle (x, y, w, h in
    pixels); as few as can be where that is not possible. The last few are kept."""
    known, asked = _viewed.setdefault(dataset, {}), (width, height, tuple(obstacles), center_lon)
    if asked not in known:
        if len(known) >= VIEWED:
            known.clear()
        known[asked] = _first_view(dataset, *asked)
    return known[asked]


Boxes = tuple[tuple[float, float, float, float], ...]
_viewed: WeakKeyDictionary[Dataset, dict[tuple[float, float, Boxes, float], MapView]] = (
    WeakKeyDictionary()
)


def _first_view(
    dataset: Dataset, width: float, height: float, obstacles: Boxes, center_lon: float
) -> MapView:
    home = home_view(width, height, center_lon)
    points = _places(dataset, center_lon)
    if not len(points) or min(width, height) < 4 * DISC:
        return home
    boxes = [(x, y, x + w, y + h) for x, y, w, h in obstacles]
    least = min(home.scale, limits(width, height)[0] / 0.92)
    best: tuple[float, MapView] | None = None
    few = len(points) <= MOST  # with many some lie under a tool at every scale
    for scale in np.geomspace(home.scale, least, SCALES if few else 3).tolist():
        discs = _discs(dataset, points, center_lon, scale)
        missed, x, y = _middle_of(discs, boxes, width, height, scale)
        if best is None or missed < best[0]:
            size = {"width": width, "height": height, "scale": scale}
            best = missed, MapView(x=x, y=y, center_lon=center_lon, **size)
        if missed == 0:
            break
    assert best is not None
    return best[1]


_placed: WeakKeyDictionary[Dataset, dict[float, F64]] = WeakKeyDictionary()


def _places(dataset: Dataset, center_lon: float) -> F64:
    """(k, 2) Earth radii, where sites stand; of very many one for each square of FINE."""
    kept = _placed.setdefault(dataset, {})
    if center_lon not in kept:
        points = site_points(dataset, center_lon)
        points = points[np.isfinite(points[:, 0])]
        if len(points) > PLENTY:
            fine = _cells(np.rint(points / FINE).astype(np.int64))
            points = np.asarray(fine * FINE, np.float64)
        if len(kept) > 2:
            kept.clear()
        kept[center_lon] = points
    return kept[center_lon]


def _discs(dataset: Dataset, points: F64, center_lon: float, scale: float) -> F64:
    """(k, 3): x and y in pixels from the projection's origin, y up, and the radius of what is
    drawn there: groups of sites or, when there are many, cells of them."""
    if len(points) > MOST:
        cells = _cells(np.round(points * (scale / DISC / 2)).astype(np.int64)) * (DISC * 2)
        if len(cells) > MOST or len(dataset.sites) > PLENTY:
            return np.column_stack([cells, np.full(len(cells), DISC)])
    found = groups(dataset, np.ones(len(dataset), bool), center_lon, scale)
    radii = [DISC if g.single else g.radius + MARK / 2 for g in found]
    return np.array([(g.x * scale, g.y * scale, r) for g, r in zip(found, radii, strict=True)])


def _cells(rows: I64) -> I64:
    """The distinct rows of (n, 2), rising."""
    low = rows.min(axis=0)
    from_low = rows - low
    span = int(from_low[:, 1].max()) + 1
    keys = np.flatnonzero(np.bincount(from_low[:, 0] * span + from_low[:, 1]))
    found: I64 = np.column_stack(np.divmod(keys, span)) + low
    return found


def _middle_of(
    discs: F64, boxes: Sequence[Box], width: float, height: float, scale: float
) -> tuple[float, float, float]:
    """How many discs are under a box or, counted thrice, out of view, and the middle (Earth
    radii) for which that is least and which is nearest to that of ``home_view``."""
    across, along = middles(width, height, scale)
    wish = (0.0, min(max(home_y(height, scale), along[0]), along[1]))
    xs, ys = (  # with counts it does without numpy.ma, late for the first frame
        np.unique([w, *np.arange(low, high, STEP / scale)], return_counts=True)[0]
        for w, (low, high) in zip(wish, (across, along), strict=True)
    )
    r = discs[:, 2]
    px = discs[:, 0] - xs[:, None] * scale + width / 2
    py = height / 2 - discs[:, 1] + ys[:, None] * scale
    inside_x = (px >= r + EDGE) & (px <= width - r - EDGE)
    inside_y = (py >= r + EDGE) & (py <= height - r - EDGE)
    # Out of view is worse than under a tool, which can be moved about.
    missed = 3 * (len(discs) - _both(inside_x, inside_y))
    for left, top, right, bottom in boxes:
        under_x = (px > left - r - CLEAR) & (px < right + r + CLEAR)
        under_y = (py > top - r - CLEAR) & (py < bottom + r + CLEAR)
        missed += _both(under_x, under_y)
    # To the side the world is soon cut, so that costs more.
    moved = np.hypot(1.5 * (xs[:, None] - wish[0]), ys - wish[1])
    best = int(np.argmin(missed + moved / (moved.max() + 1.0)))
    i, j = divmod(best, len(ys))
    return float(missed[i, j]), float(xs[i]), float(ys[j])


def _both(a: Bool, b: Bool) -> I64:
    """How many discs are in ``a`` (i, k) and in ``b`` (j, k): (i, j). Down each column what holds
    is one stretch, so that a disc fills one box of the answer."""
    i, n, j, m = a.argmax(axis=0), a.sum(axis=0), b.argmax(axis=0), b.sum(axis=0)
    found = np.zeros((len(a) + 1, len(b) + 1), np.int64)
    for rows, columns, sign in ((i, j, 1), (i + n, j, -1), (i, j + m, -1), (i + n, j + m, 1)):
        np.add.at(found, (rows, columns), sign)
    return found[:-1, :-1].cumsum(axis=0).cumsum(axis=1)
