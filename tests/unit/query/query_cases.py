"""Small datasets in plain Python: built into columns for the engine, kept as they are for the
brute-force answer."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from explorer.dataset import edtf
from explorer.dataset.gazetteer import Country, Gazetteer
from explorer.dataset.model import (
    CONFIDENCES,
    Category,
    Citation,
    Codes,
    Dataset,
    Events,
    Lists,
    Organization,
    Package,
    Region,
    Sites,
    Source,
)

NAN = math.nan


@dataclass(frozen=True)
class S:
    """A site: ``point`` (lon, lat), or ``region`` (key of REGIONS), or ``box`` (a polygon site,
    w s e n), or none of them, standing at its country's label point, if any."""

    place: str = ""
    place_zh: str = ""
    country: str = ""
    precision: str = ""
    status: str = ""
    point: tuple[float, float] | None = None
    region: str = ""
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class E:
    """An event. ``date`` is EDTF; ``spans`` (start_lo, start_hi, end_lo, end_hi) overrides it."""

    id: str
    title: str = ""
    title_zh: str = ""
    summary: str = ""
    summary_zh: str = ""
    date: str = ""
    ended: str = ""
    spans: tuple[int, int, int, int] | None = None
    category: str = ""
    status: str = ""
    confidence: str = ""
    dispute: str = ""
    amount: float = NAN
    organizations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sites: tuple[S, ...] = ()
    sources: tuple[str, ...] = ()
    extra: str = ""
    label: str = ""
    label_zh: str = ""


@dataclass(frozen=True)
class World:
    """What events refer to."""

    categories: tuple[Category, ...] = (
        Category("release", "Release", "发布"),
        Category("data_center", "Data centre", "数据中心"),
        Category("ipo", "IPO", "上市"),
    )
    organizations: tuple[Organization, ...] = (
        Organization("alibaba", "Alibaba Group", "阿里巴巴", also_known_as=("BABA",)),
        Organization("alicloud", "Alibaba Cloud", "阿里云", parent=0, also_known_as=("Aliyun",)),
        Organization("qwen", "Qwen", "通义千问", parent=1),
        Organization("huawei", "Huawei", "华为"),
        Organization("zhipu", "Zhipu AI, Inc.", "智谱", also_known_as=("Z.ai",)),
    )
    sources: tuple[Source, ...] = (
        Source("reuters-1", "Reuters: a story", "Reuters"),
        Source("filing", "Annual report"),
        Source("unused", "Never cited"),
    )
    countries: tuple[Country, ...] = (
        Country("CN", "China", "中国", 104.0, 35.5, 73.5, 18.0, 134.8, 53.6, ("PRC",)),
        Country("MY", "Malaysia", "马来西亚", 102.0, 4.0, 99.6, 0.9, 119.3, 7.4),
        Country("FJ", "Fiji", "斐济", 178.0, -18.0, 177.0, -20.0, -178.0, -16.0),
        Country("CI", "Côte d’Ivoire", "科特迪瓦", -6.0, 7.5, -8.6, 4.2, -2.5, 10.7),
    )
    regions: dict[str, tuple[float, float, float, float]] = field(
        default_factory=lambda: {
            "sea": (95.0, -10.0, 125.0, 20.0),
            "pacific": (170.0, -20.0, 190.0, 0.0),
        }
    )


WORLD = World()


def box_ring(west: float, south: float, east: float, north: float) -> np.ndarray:
    return np.array(
        [(west, south), (east, south), (east, north), (west, north), (west, south)], dtype=float
    )


def spans_of(event: E) -> tuple[int, int, int, int] | None:
    if event.spans or not event.date:
        return event.spans
    date = edtf.parse(event.date)
    if event.ended:
        date = edtf.combine(date, edtf.parse(event.ended))
    return date.start.lo, date.start.hi, date.end.lo, date.end.hi


def in_order(events: list[E]) -> list[E]:
    def key(event: E) -> tuple[bool, int, str]:
        spans = spans_of(event)
        return spans is None, spans[0] if spans else 0, event.id

    return sorted(events, key=key)


def codes(texts: list[str], values: tuple[str, ...] = ()) -> Codes:
    values = values or tuple(sorted(set(texts) - {""}))
    column = [values.index(text) if text else -1 for text in texts]
    return Codes(values, np.array(column, dtype=np.int32))


def lists(rows: list[list[int]]) -> Lists:
    offsets = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    return Lists(offsets, np.array([v for row in rows for v in row], dtype=np.int32))


def build(events: list[E], world: World = WORLD) -> Dataset:
    events = in_order(events)
    organization = {o.id: i for i, o in enumerate(world.organizations)}
    source = {s.id: i for i, s in enumerate(world.sources)}
    tags = tuple(sorted({tag for e in events for tag in e.tags}))
    flat = [(i, s) for i, e in enumerate(events) for s in e.sites]
    citations = [Citation(i, source[k]) for i, e in enumerate(events) for k in e.sources]
    spans = [spans_of(e) for e in events]
    n = len(events)

    def span(k: int) -> np.ndarray:
        return np.array([s[k] if s else 0 for s in spans], dtype=np.int64)

    return Dataset(
        package=Package("test", "Test"),
        categories=world.categories,
        events=Events(
            id=[e.id for e in events],
            title=[e.title for e in events],
            title_zh=[e.title_zh for e in events],
            label=[e.label for e in events],
            label_zh=[e.label_zh for e in events],
            summary=[e.summary for e in events],
            summary_zh=[e.summary_zh for e in events],
            note=[""] * n,
            date=[e.date for e in events],
            ended=[e.ended for e in events],
            category=codes([e.category for e in events], tuple(c.id for c in world.categories)),
            kind=codes([""] * n),
            date_role=codes([""] * n),
            date_basis=codes([""] * n),
            status=codes([e.status for e in events]),
            dispute=codes([e.dispute for e in events]),
            confidence=np.array(
                [CONFIDENCES.index(e.confidence) if e.confidence else -1 for e in events],
                dtype=np.int8,
            ),
            dated=np.array([s is not None for s in spans], dtype=np.bool_),
            interval=np.array([s is not None and s[:2] != s[2:] for s in spans], dtype=np.bool_),
            start_lo=span(0),
            start_hi=span(1),
            end_lo=span(2),
            end_hi=span(3),
            amount=np.array([e.amount for e in events], dtype=np.float64),
            amount_text=["" if math.isnan(e.amount) else f"{e.amount:g}" for e in events],
            currency=[""] * n,
            amount_qualifier=[""] * n,
            organizations=lists([[organization[o] for o in e.organizations] for e in events]),
            tags=lists([[tags.index(t) for t in e.tags] for e in events]),
            part_of=np.full(n, -1, dtype=np.int32),
            sites=lists([[k for k, (j, _) in enumerate(flat) if j == i] for i in range(n)]),
            citations=lists(
                [[k for k, c in enumerate(citations) if c.event == i] for i in range(n)]
            ),
            row=np.arange(2, n + 2, dtype=np.int32),
            extra={"colour": [e.extra for e in events]} if any(e.extra for e in events) else {},
        ),
        sites=_sites(flat, world),
        organizations=world.organizations,
        sources=world.sources,
        citations=tuple(citations),
        indicators=(),
        regions=tuple(
            Region(key, key.title(), f"{key}区", "", (box_ring(*box),), *_middle(box))
            for key, box in world.regions.items()
        ),
        tags=tags,
        gazetteer=Gazetteer({c.code: c for c in world.countries}),
        problems=(),
    )


def _middle(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def stands(site: S, world: World = WORLD) -> tuple[float, float] | None:
    """Where the mark of ``site`` stands."""
    if site.point:
        return site.point
    if site.box or site.region:
        return _middle(site.box or world.regions[site.region])
    country = next((c for c in world.countries if c.code == site.country), None)
    return (country.lon, country.lat) if country else None


def _sites(flat: list[tuple[int, S]], world: World) -> Sites:
    sites = [s for _, s in flat]
    m = len(sites)
    unset = np.full((m, 2), edtf.MAX, dtype=np.int64)
    points = np.array([s.point or (NAN, NAN) for s in sites], dtype=float).reshape(m, 2)
    draws = np.array([stands(s, world) or (NAN, NAN) for s in sites], dtype=float).reshape(m, 2)
    return Sites(
        id=[f"site-{k}" for k in range(m)],
        event=np.array([i for i, _ in flat], dtype=np.int32),
        place=[s.place for s in sites],
        place_zh=[s.place_zh for s in sites],
        country=codes([s.country for s in sites]),
        role=codes([""] * m),
        precision=codes([s.precision for s in sites]),
        status=codes([s.status for s in sites]),
        lon=points[:, 0],
        lat=points[:, 1],
        draw_lon=draws[:, 0],
        draw_lat=draws[:, 1],
        region=np.array(
            [list(world.regions).index(s.region) if s.region else -1 for s in sites],
            dtype=np.int32,
        ),
        rings={k: (box_ring(*s.box),) for k, s in enumerate(sites) if s.box},
        announced=unset,
        opened=unset,
        closed=unset,
        note=[""] * m,
        row=np.arange(m, dtype=np.int32),
        extra={},
    )
