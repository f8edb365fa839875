"""Land, countries, borders and coasts: cut for a central meridian, projected once, thinned once
for each step of scale, and moved to pixels for each frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from io import BytesIO
from itertools import pairwise
from math import ceil, log2
from typing import Literal

import numpy as np
import numpy.typing as npt

from explorer.common.records import dataclass
from explorer.figure.map.clip import Box, half_plane, line_in_box, ring_in_box, thinned
from explorer.figure.map.projection import equal_earth, to_px
from explorer.figure.picture import F64
from explorer.figure.view import MapView
from explorer.files.resources import resource_bytes

I64 = npt.NDArray[np.int64]
Detail = Literal["110m", "50m"]
Kind = Literal["land", "country", "border", "coast"]
FILLED: tuple[Kind, ...] = ("land", "country")
LEVELS = 12  # thinned forms of one cut that are kept
TOLERANCE = 0.3  # pixels that thinning may cost
MARGIN = 24.0  # pixels beyond the view at which huge shapes are cut
SPECK = 2.0  # pixels across below which an island is not shaded
COARSE: Detail = "110m"  # the detail that needs no thinning
SEAM_STEP = 1.0  # degrees between points put in along the seam, which is a curve


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Polygons or lines: part ``p`` has the rings ``rings[parts[p]:parts[p + 1]]``, ring ``r``
    the points ``xy[rings[r]:rings[r + 1]]``. ``box`` (parts, 4): left, low, right, high of each
    part. ``owner`` (parts,): the number of its country, -1 for none."""

    xy: F64
    rings: I64
    parts: I64
    box: F64
    owner: I64

    def select(self, box: Box) -> I64:
        """Parts whose box touches ``box``."""
        b = self.box
        near = (b[:, 0] <= box[2]) & (b[:, 2] >= box[0]) & (b[:, 1] <= box[3]) & (b[:, 3] >= box[1])
        return np.flatnonzero(near)

    def take(self, parts: I64) -> Rings:
        """These parts alone."""
        pieces = [
            [self.xy[i:j] for i, j in pairwise(self.rings[self.parts[p] : self.parts[p + 1] + 1])]
            for p in parts.tolist()
        ]
        return _rings(pieces, self.owner[parts].tolist())


def _rings(pieces: list[list[F64]], owner: list[int]) -> Rings:
    """Parts from lists of rings."""
    flat = [ring for part in pieces for ring in part]
    xy = np.concatenate(flat) if flat else np.empty((0, 2))
    rings = np.cumsum([0, *map(len, flat)], dtype=np.int64)
    parts = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    return Rings(xy, rings, parts, _boxes(xy, rings[parts]), np.array(owner, np.int64))


def _boxes(xy: F64, offsets: I64) -> F64:
    """(k, 4) boxes of runs of points; every run holds a point."""
    if len(offsets) < 2:
        return np.empty((0, 4))
    first = offsets[:-1]
    low, high = np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)
    return np.concatenate([low, high], axis=1)


class Cut:
    """One detail level about one central meridian, in Earth radii; each kind of shape is worked
    out when first asked for."""

    def __init__(self, make: Callable[[Kind], Rings], thins: bool = True) -> None:
        self._make, self._thins = make, thins
        self._levels: dict[int, Cut] = {}

    @cached_property
    def land(self) -> Rings:
        return self._make("land")

    @cached_property
    def country(self) -> Rings:
        return self._make("country")

    @cached_property
    def border(self) -> Rings:
        return self._make("border")

    @cached_property
    def coast(self) -> Rings:
        return self._make("coast")

    def of(self, kind: Kind) -> Rings:
        """The shapes of that kind."""
        found: Rings = getattr(self, kind)
        return found

    def level(self, scale: float) -> Cut:
        """The same, thinned for ``scale`` (pixels for one Earth radius) and up to 1.4 times
        less; the last few are kept. What is coarse anyway stays as it is."""
        if not self._thins:
            return self
        level = level_of(scale)
        found = self._levels.get(level)
        if found is None:
            if len(self._levels) >= LEVELS:
                self._levels.pop(next(iter(self._levels)), None)
            tolerance = tolerance_of(level)
            found = self._levels[level] = Cut(
                lambda kind: _thin(self.of(kind), tolerance, 3 if kind in FILLED else 2)
            )
        return found


def level_of(scale: float) -> int:
    """The step of thinning for a scale (pixels for one Earth radius)."""
    return ceil(log2(max(scale, 1.0)) * 2)


def tolerance_of(level: int) -> float:
    """Earth radii that thinning may cost at that step."""
    return float(TOLERANCE / 2 ** (level / 2))


def _thin(shapes: Rings, tolerance: float, least: int) -> Rings:
    """Thinned rings; those with fewer than ``least`` points or too small to see, and parts
    without any ring, go."""
    xy, rings = thinned(shapes.xy, shapes.rings, tolerance)
    counts = np.diff(rings)
    keep = counts >= least
    box = _boxes(xy, rings)
    keep &= (box[:, 2:] - box[:, :2] > 2 * tolerance).any(axis=1)
    held = np.concatenate([[0], np.cumsum(keep)])[shapes.parts]
    filled = np.diff(held) > 0
    parts = np.concatenate([[0], held[1:][filled]])
    points = np.repeat(keep, counts)
    new = np.concatenate([[0], np.cumsum(counts[keep])])
    return Rings(xy[points], new, parts, _boxes(xy[points], new[parts]), shapes.owner[filled])


@dataclass(frozen=True, eq=False)
class Basemap:
    """The arrays of ``resources/basemap``: degrees, longitudes unwrapped within each ring."""

    detail: Detail
    land: Rings
    country: Rings
    border: Rings
    coast: Rings
    codes: tuple[str, ...]  # of each country; '' where ISO 3166-1 has none

    def of(self, kind: Kind) -> Rings:
        """The shapes of that kind."""
        found: Rings = getattr(self, kind)
        return found

    def cut(self, center_lon: float) -> Cut:
        """Cut at the meridian opposite ``center_lon`` and projected; kept for the last few."""
        return _cut(self.detail, center_lon)

    @cached_property
    def numbers(self) -> dict[str, I64]:
        """Country code to its numbers in ``owner``."""
        found: dict[str, list[int]] = {}
        for i, code in enumerate(self.codes):
            found.setdefault(code, []).append(i)
        return {code: np.array(places, np.int64) for code, places in found.items() if code}

    def country_at(self, lon: float, lat: float) -> str:
        """The code of the country that holds the point; '' at sea or where there is no code."""
        for shift in (0.0, -360.0, 360.0):
            x = (lon + 180.0) % 360.0 - 180.0 + shift
            for part in self.country.select((x, lat, x, lat)):
                if _holds(self.country, int(part), x, lat):
                    return self.codes[int(self.country.owner[part])]
        return ""


def _holds(shapes: Rings, part: int, x: float, y: float) -> bool:
    """Even-odd rule over all rings of a part."""
    odd = False
    for r in range(int(shapes.parts[part]), int(shapes.parts[part + 1])):
        a = shapes.xy[shapes.rings[r] : shapes.rings[r + 1]]
        b = np.roll(a, -1, axis=0)
        spans = np.flatnonzero((a[:, 1] > y) != (b[:, 1] > y))
        t = (y - a[spans, 1]) / (b[spans, 1] - a[spans, 1])
        odd ^= bool(np.count_nonzero(a[spans, 0] + t * (b[spans, 0] - a[spans, 0]) > x) % 2)
    return odd


@cache
def load_basemap(detail: Detail) -> Basemap:
    """The basemap of that detail. Raises ChuhaiError when the installation lacks it."""
    name = f"basemap/world-{detail}.npz"
    with np.load(BytesIO(resource_bytes(name)), allow_pickle=False) as raw:
        table = {key: raw[key] for key in raw.files}

    def rings(name: str, points: str, parts: str, owner: npt.ArrayLike) -> Rings:
        xy = table[f"{name}_coords"].astype(np.float64)
        offsets = table[f"{name}_{points}"].astype(np.int64)
        groups = table[f"{name}_{parts}"].astype(np.int64) if parts else np.arange(len(offsets))
        owners = np.broadcast_to(np.asarray(owner, np.int64), (len(groups) - 1,))
        return Rings(xy, offsets, groups, _boxes(xy, offsets[groups]), owners)

    return Basemap(
        detail,
        rings("land", "ring", "poly", -1),
        rings("country", "ring", "poly", table["poly_country"]),
        rings("border", "line", "", -1),
        rings("coast", "line", "", -1),
        tuple(str(code) for code in table["country_code"]),
    )


@lru_cache(maxsize=6)
def _cut(detail: Detail, center: float) -> Cut:
    source = load_basemap(detail)

    def make(kind: Kind) -> Rings:
        pieces = _ring_pieces if kind in FILLED else _line_pieces
        return _project(_cut_rings(source.of(kind), center, pieces))

    return Cut(make, thins=detail != COARSE)


def _project(shapes: Rings) -> Rings:
    x, y = equal_earth(shapes.xy[:, 0], shapes.xy[:, 1])
    xy = np.column_stack([x, y])
    offsets = shapes.rings[shapes.parts]
    return Rings(xy, shapes.rings, shapes.parts, _boxes(xy, offsets), shapes.owner)


def _cut_rings(shapes: Rings, center: float, cut: Callable[[F64], Iterator[F64]]) -> Rings:
    """All parts in relative longitudes within [-180, 180], those across the seam cut in two."""
    left = np.floor((shapes.box[:, 0] - center + 180.0) / 360.0)
    right = np.ceil((shapes.box[:, 2] - center + 180.0) / 360.0) - 1
    pieces: list[list[F64]] = []
    owner: list[int] = []
    for p in range(len(left)):
        bounds = shapes.rings[shapes.parts[p] : shapes.parts[p + 1] + 1]
        for turn in range(int(left[p]), max(int(left[p]), int(right[p])) + 1):
            shift = np.array([center + 360.0 * turn, 0.0])
            rings = (shapes.xy[i:j] - shift for i, j in pairwise(bounds))
            if left[p] >= right[p]:
                part = list(rings)
            else:
                part = [piece for ring in rings for piece in cut(ring)]
            if part:
                pieces.append(part)
                owner.append(int(shapes.owner[p]))
    return _rings(pieces, owner)


def _ring_pieces(ring: F64) -> Iterator[F64]:
    inside = half_plane(half_plane(ring, 0, -180.0, True), 0, 180.0, False)
    if len(inside) > 2:
        yield _along_seam(inside)


def _along_seam(ring: F64) -> F64:
    """Points put in where the ring follows ±180, so that it bends with the map's edge."""
    following = np.roll(ring, -1, axis=0)
    on = (np.abs(ring[:, 0]) == 180.0) & (ring[:, 0] == following[:, 0])
    extra = np.where(on, np.abs(following[:, 1] - ring[:, 1]) // SEAM_STEP, 0).astype(int)
    out: list[F64] = []
    done = 0
    for i in np.flatnonzero(extra):
        t = np.arange(1, extra[i] + 1)[:, None] / (extra[i] + 1)
        out += [ring[done : i + 1], ring[i] + t * (following[i] - ring[i])]
        done = int(i) + 1
    return np.concatenate([*out, ring[done:]])


def _line_pieces(line: F64) -> Iterator[F64]:
    """The parts of a line within ±180, ends on the bound; never a segment along it."""
    for bound in (-180.0, 180.0):
        depth = line[:, 0] - bound
        at = np.flatnonzero(depth[:-1] * depth[1:] < 0)
        t = depth[at] / (depth[at] - depth[at + 1])
        points = line[at] + t[:, None] * (line[at + 1] - line[at])
        points[:, 0] = bound
        line = np.insert(line, at + 1, points, axis=0)
    middle = np.abs(line[:-1, 0] + line[1:, 0]) / 2
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (middle < 180.0).astype(np.int8), [0]])))
    for i, j in zip(edges[::2], edges[1::2], strict=True):
        yield line[i : j + 1]


# To pixels


def _view_box(view: MapView) -> Box:
    """What the view shows, in Earth radii, with the margin."""
    across = (view.width / 2 + MARGIN) / view.scale
    up = (view.height / 2 + MARGIN) / view.scale
    return view.x - across, view.y - up, view.x + across, view.y + up


def _pixel_box(view: MapView) -> Box:
    return -MARGIN, -MARGIN, view.width + MARGIN, view.height + MARGIN


def _to_px(xy: F64, view: MapView) -> F64:
    return np.column_stack(to_px(view, xy[:, 0], xy[:, 1]))


def _only(shapes: Rings, box: Box, only: I64) -> I64:
    """Those of the parts ``only`` whose box touches ``box``."""
    b = shapes.box[only]
    near = (b[:, 0] <= box[2]) & (b[:, 2] >= box[0]) & (b[:, 1] <= box[3]) & (b[:, 3] >= box[1])
    return only[near]


def polygons(shapes: Rings, view: MapView, only: I64 | None = None) -> Iterator[tuple[F64, ...]]:
    """Rings of each part that shows in ``view``, in pixels; ``only``: just these parts."""
    inside, box = _view_box(view), _pixel_box(view)
    if only is None:
        chosen, xy = shapes.select(inside), _to_px(shapes.xy, view)
    else:
        chosen, xy = _only(shapes, inside, only), shapes.xy
    outer = shapes.box
    over = (outer[:, 0] < inside[0]) | (outer[:, 2] > inside[2])
    over |= (outer[:, 1] < inside[1]) | (outer[:, 3] > inside[3])
    for p in chosen.tolist():
        bounds = shapes.rings[shapes.parts[p] : shapes.parts[p + 1] + 1].tolist()
        rings: Iterable[F64] = (xy[i:j] for i, j in pairwise(bounds))
        if only is not None:
            rings = (_to_px(ring, view) for ring in rings)
        if over[p]:
            rings = (ring_in_box(ring, box) for ring in rings)
        kept = tuple(ring for ring in rings if len(ring) > 2)
        if kept:
            yield kept


def lines(shapes: Rings, view: MapView) -> Iterator[F64]:
    """Lines that show in ``view``, in pixels."""
    chosen = shapes.select(_view_box(view))
    if not len(chosen):
        return
    box = _pixel_box(view)
    xy = _to_px(shapes.xy, view)
    for p in chosen.tolist():
        line = xy[shapes.rings[p] : shapes.rings[p + 1]]
        if len(line) > 32:
            yield from line_in_box(line, box)
        else:
            yield line


def country_areas(view: MapView) -> dict[str, float]:
    """Area of each country in Earth radii squared, by code; holes taken off."""
    return _areas(view.detail, view.center_lon)


@lru_cache(maxsize=6)
def _areas(detail: Detail, center: float) -> dict[str, float]:
    base = load_basemap(detail)
    shapes = base.cut(center).country
    x, y = shapes.xy.T
    ahead = np.arange(1, len(x) + 1)
    ahead[shapes.rings[1:] - 1] = shapes.rings[:-1]
    ring = np.add.reduceat(x * y[ahead] - x[ahead] * y, shapes.rings[:-1]) / 2
    part = np.abs(np.add.reduceat(ring, shapes.parts[:-1]))
    total = np.bincount(shapes.owner, part, len(base.codes))
    found: dict[str, float] = {}
    for code, area in zip(base.codes, total.tolist(), strict=True):
        found[code] = found.get(code, 0.0) + area
    return found


def country_rings(code: str, view: MapView) -> tuple[F64, ...]:
    """The rings of a country that show in ``view``, in pixels, specks left out but the largest;
    none when it has no shape. The same ones again for the same camera."""
    return _country_rings(code, view.camera())


@lru_cache(maxsize=256)
def _country_rings(code: str, view: MapView) -> tuple[F64, ...]:
    shapes = _thin_country(code, view.detail, view.center_lon, level_of(view.scale))
    rings = [ring for part in polygons(shapes, view) for ring in part]
    wide = [float(np.ptp(ring, axis=0).max()) for ring in rings]
    least = min(SPECK, max(wide, default=0.0))
    return tuple(ring for ring, size in zip(rings, wide, strict=True) if size >= least)


@lru_cache(maxsize=256)
def _thin_country(code: str, detail: Detail, center: float, level: int) -> Rings:
    """The parts of a country, as in ``Cut.level``; none when it has no shape."""
    base = load_basemap(detail)
    numbers = base.numbers.get(code, np.empty(0, np.int64))
    whole = base.cut(center).country
    own = whole.take(np.flatnonzero(np.isin(whole.owner, numbers)))
    return _thin(own, tolerance_of(level), 3) if detail != COARSE else own
