"""What lies under a point of a Picture, and which events that stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import atan2, degrees, hypot
from weakref import WeakKeyDictionary

import numpy as np

from explorer.dataset.index import index_of
from explorer.dataset.model import Dataset
from explorer.dataset.site_ids import SiteIds
from explorer.figure.picture import (
    F64,
    SEPARATOR,
    Area,
    Circle,
    Fade,
    Glow,
    Hexes,
    Layer,
    Line,
    Mark,
    Picture,
    Raster,
    Rect,
    Sector,
    Symbol,
    Text,
)


def hit(
    pictures: Picture | Sequence[Picture], x: float, y: float, tolerance: float = 4.0
) -> tuple[str, ...]:
    """Refs of what is at (x, y), each once: marks and then texts that hold the point, marks near
    it, lines, areas; each from top to bottom. ``pictures`` lie over each other, the topmost
    first. ``tolerance``: pixels by which a point may miss a mark or line; areas, glows and
    rasters are taken as they are."""
    found: list[tuple[int, str]] = []
    for picture in (pictures,) if isinstance(pictures, Picture) else pictures:
        for layer in reversed(picture.layers):
            if _in_clip(layer, x, y):
                found += [
                    (_rank(mark, x, y), mark.ref_at(x, y) if isinstance(mark, Hexes) else mark.ref)
                    for mark in reversed(layer.marks)
                    if mark.ref and _touches(mark, x, y, tolerance)
                ]
    found.sort(key=lambda one: one[0])
    return tuple(dict.fromkeys(ref for _, ref in found))


def _rank(mark: Mark, x: float, y: float) -> int:
    """The place of a mark's kind in the order of ``hit``."""
    match mark:
        case Text():
            return 1
        case Line():
            return 3
        case Area() | Glow() | Raster() | Fade() | Hexes():
            return 4
    return 0 if _touches(mark, x, y, 0.0) else 2


def _in_clip(layer: Layer, x: float, y: float) -> bool:
    if layer.clip is None:
        return True
    left, top, width, height = layer.clip
    return left <= x <= left + width and top <= y <= top + height


def _touches(mark: Mark, x: float, y: float, tolerance: float) -> bool:
    match mark:
        case Symbol():
            return hypot(x - mark.x, y - mark.y) <= mark.radius + tolerance
        case Circle():
            distance = hypot(x - mark.x, y - mark.y)
            if mark.fill:
                return distance <= mark.radius + tolerance
            return abs(distance - mark.radius) <= mark.width / 2 + tolerance
        case Sector():
            return _on_sector(mark, x, y)
        case Rect() | Fade() | Raster():
            more = tolerance if isinstance(mark, Rect) else 0.0
            across = -more <= x - mark.x <= mark.w + more
            return across and -more <= y - mark.y <= mark.h + more
        case Text():
            up, down = mark.font.size * 0.97, mark.font.size * 0.24
            return 0 <= x - mark.x <= mark.width and -up <= y - mark.y <= down
        case Glow():
            return ((x - mark.x) / mark.rx) ** 2 + ((y - mark.y) / mark.ry) ** 2 <= 1.0
        case Line():
            return _near_line(mark.points, x, y, mark.width / 2 + tolerance)
        case Hexes():
            return mark.at(x, y) >= 0
        case Area():
            if mark.fill:
                return _inside(mark.rings, x, y)
            return any(_near_line(_closed(r), x, y, tolerance) for r in mark.rings)


def _on_sector(mark: Sector, x: float, y: float) -> bool:
    if not mark.radius <= hypot(x - mark.x, y - mark.y) <= mark.radius + mark.width:
        return False
    angle = degrees(atan2(x - mark.x, mark.y - y))  # clockwise from up
    return (angle - mark.start) % 360.0 <= mark.sweep


def _closed(ring: F64) -> F64:
    return np.concatenate([ring, ring[:1]])


def _near_line(points: F64, x: float, y: float, reach: float) -> bool:
    low, high = points.min(axis=0) - reach, points.max(axis=0) + reach
    if not (low[0] <= x <= high[0] and low[1] <= y <= high[1]):
        return False
    a, way = points[:-1], np.diff(points, axis=0)
    length = np.einsum("ij,ij->i", way, way)
    along = (x - a[:, 0]) * way[:, 0] + (y - a[:, 1]) * way[:, 1]
    t = np.clip(np.divide(along, length, out=np.zeros_like(along), where=length > 0), 0, 1)
    gap = np.hypot(a[:, 0] + t * way[:, 0] - x, a[:, 1] + t * way[:, 1] - y)
    return bool(gap.min() <= reach)


def _inside(rings: tuple[F64, ...], x: float, y: float) -> bool:
    """Even-odd rule."""
    odd = False
    for ring in rings:
        following = np.roll(ring, -1, axis=0)
        spans = np.flatnonzero((ring[:, 1] > y) != (following[:, 1] > y))
        a, b = ring[spans], following[spans]
        cross = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
        odd ^= bool(np.count_nonzero(cross > x) % 2)
    return odd


_site_index: WeakKeyDictionary[Dataset, Mapping[str, int]] = WeakKeyDictionary()


def sites_of(ref: str, dataset: Dataset) -> tuple[int, ...]:
    """Numbers of the sites that a 'site:' or 'sites:' ref stands for."""
    kind, _, rest = ref.partition(":")
    if kind not in ("site", "sites"):
        return ()
    keys = (rest,) if kind == "site" else rest.split(SEPARATOR)
    found = (_site_of(dataset, key) for key in keys)
    return tuple(site for site in found if site is not None)


def _site_of(dataset: Dataset, key: str) -> int | None:
    """The site with the id ``key``."""
    ids, events = dataset.sites.id, dataset.events
    if isinstance(ids, SiteIds):  # which name the event: no table of them all is needed
        event = dataset.event_index.get(SiteIds.event_of(key), -1)
        sites = events.sites.row(event).tolist() if event >= 0 else ()
        return next((site for site in sites if ids[site] == key), None)
    if dataset not in _site_index:
        _site_index[dataset] = index_of(ids)
    return _site_index[dataset].get(key)


def events_of(ref: str, dataset: Dataset) -> tuple[str, ...]:
    """Ids of the events a ref stands for; none when it names nothing in ``dataset``."""
    kind, _, rest = ref.partition(":")
    if kind == "sites":
        found = [int(dataset.sites.event[s]) for s in sites_of(ref, dataset)]
        return tuple(dict.fromkeys(dataset.events.id[i] for i in found))
    if kind in ("event", "cluster"):
        ids = (rest,) if kind == "event" else tuple(rest.split(","))
        return tuple(i for i in ids if i in dataset.event_index)
    if kind == "site":
        return tuple(dataset.events.id[int(dataset.sites.event[s])] for s in sites_of(ref, dataset))
    if kind == "country":
        sites = dataset.sites
        if rest not in sites.country.values:
            return ()
        code = sites.country.values.index(rest)
        events = np.unique(sites.event[sites.country.codes == code])
        return tuple(dataset.events.id[int(e)] for e in events)
    return ()
