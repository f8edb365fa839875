"""Small datasets and a text measure for the tests of the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from explorer.dataset.edtf import MAX
from explorer.dataset.gazetteer import load_gazetteer
from explorer.dataset.model import (
    CONFIDENCES,
    Category,
    Codes,
    Dataset,
    Events,
    Lists,
    Organization,
    Package,
    Region,
    Sites,
)
from explorer.figure.picture import Font

NAMES = ("data_center", "partnership", "release", "investment", "acquisition", "ipo", "regulation")


class FakeMeasure:
    """Every letter takes 0.56 of the size, Chinese ones the whole; lines as high as Inter's."""

    def width(self, text: str, font: Font) -> float:
        wide = sum(1.0 if ord(c) > 0x2E80 else 0.56 for c in text)
        return wide * font.size + len(text) * font.tracking

    def ascent(self, font: Font) -> float:
        return 0.97 * font.size

    def descent(self, font: Font) -> float:
        return 0.24 * font.size


@dataclass(frozen=True)
class Spot:
    """One site of a sample; ``precision`` country without lon: the country's label point."""

    place: str = ""
    country: str = ""
    lon: float = float("nan")
    lat: float = float("nan")
    precision: str = "city"
    status: str = "operating"
    role: str = "site"
    region: int = -1
    place_zh: str = ""
    id: str = ""
    opened: tuple[int, int] = (MAX, MAX)
    closed: tuple[int, int] = (MAX, MAX)


@dataclass(frozen=True)
class Sample:
    """One event of a sample."""

    sites: Sequence[Spot] = ()
    category: str = "data_center"
    organization: int = -1
    title: str = "An event"
    title_zh: str = ""
    status: str = "active"
    kind: str = "event"
    confidence: str = "medium"
    amount: float = float("nan")
    start: int = 1_700_000_000
    id: str = ""


HANGZHOU = Organization("alibaba-cloud", "Alibaba Cloud", "阿里云", lon=120.16, lat=30.27,
                        home_place="Hangzhou")  # fmt: skip
SHENZHEN = Organization("tencent-cloud", "Tencent Cloud", "腾讯云", lon=114.06, lat=22.54,
                        home_place="Shenzhen")  # fmt: skip


def _codes(values: Sequence[str]) -> Codes:
    table = tuple(dict.fromkeys(v for v in values if v))
    return Codes(table, np.array([table.index(v) if v else -1 for v in values], np.int32))


def _lists(rows: Sequence[Sequence[int]]) -> Lists:
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    return Lists(offsets, np.array([v for row in rows for v in row], np.int32))


def sample_dataset(
    samples: Sequence[Sample],
    organizations: Sequence[Organization] = (HANGZHOU, SHENZHEN),
    regions: Sequence[Region] = (),
    home: str = "CN",
) -> Dataset:
    """A dataset of these events."""
    gazetteer = load_gazetteer()
    n = len(samples)
    spots = [(i, s) for i, sample in enumerate(samples) for s in sample.sites]
    numbers: list[list[int]] = [[] for _ in samples]
    for k, (i, _) in enumerate(spots):
        numbers[i].append(k)
    draw = []
    for _, s in spots:
        lon, lat = s.lon, s.lat
        if np.isnan(lon) and s.region >= 0:
            lon, lat = regions[s.region].lon, regions[s.region].lat
        elif np.isnan(lon) and s.precision == "country" and s.country in gazetteer.countries:
            lon, lat = gazetteer.countries[s.country].lon, gazetteer.countries[s.country].lat
        draw.append((lon, lat))
    at = np.array(draw, float).reshape(-1, 2)
    never = np.full((len(spots), 2), MAX, np.int64)
    empty = [""] * n
    start = np.array([s.start for s in samples], np.int64)
    category_codes = np.array([NAMES.index(s.category) for s in samples], np.int32)
    events = Events(
        id=[s.id or f"e{i}" for i, s in enumerate(samples)],
        title=[s.title for s in samples],
        title_zh=[s.title_zh for s in samples],
        label=empty,
        label_zh=empty,
        summary=empty,
        summary_zh=empty,
        note=empty,
        date=empty,
        ended=empty,
        category=Codes(NAMES, category_codes),
        kind=_codes([s.kind for s in samples]),
        date_role=_codes(empty),
        date_basis=_codes(empty),
        status=_codes([s.status for s in samples]),
        dispute=_codes(empty),
        confidence=np.array([CONFIDENCES.index(s.confidence) for s in samples], np.int8),
        dated=np.ones(n, bool),
        interval=np.zeros(n, bool),
        start_lo=start,
        start_hi=start + 86400,
        end_lo=start,
        end_hi=start + 86400,
        amount=np.array([s.amount for s in samples], float),
        amount_text=empty,
        currency=empty,
        amount_qualifier=empty,
        organizations=_lists([[s.organization] if s.organization >= 0 else [] for s in samples]),
        tags=_lists([[] for _ in samples]),
        part_of=np.full(n, -1, np.int32),
        sites=_lists(numbers),
        citations=_lists([[] for _ in samples]),
        row=np.arange(n, dtype=np.int32),
        extra={},
    )
    sites = Sites(
        id=[s.id or f"s{k}" for k, (_, s) in enumerate(spots)],
        event=np.array([i for i, _ in spots], np.int32),
        place=[s.place for _, s in spots],
        place_zh=[s.place_zh for _, s in spots],
        country=_codes([s.country for _, s in spots]),
        role=_codes([s.role for _, s in spots]),
        precision=_codes([s.precision for _, s in spots]),
        status=_codes([s.status for _, s in spots]),
        lon=np.array([s.lon for _, s in spots], float),
        lat=np.array([s.lat for _, s in spots], float),
        draw_lon=at[:, 0],
        draw_lat=at[:, 1],
        region=np.array([s.region for _, s in spots], np.int32),
        rings={},
        announced=never,
        opened=np.array([s.opened for _, s in spots], np.int64).reshape(-1, 2),
        closed=np.array([s.closed for _, s in spots], np.int64).reshape(-1, 2),
        note=[""] * len(spots),
        row=np.arange(len(spots), dtype=np.int32),
        extra={},
    )
    return Dataset(
        package=Package("sample", "Sample", home=home),
        categories=tuple(Category(name, name, name) for name in NAMES),
        events=events,
        sites=sites,
        organizations=tuple(organizations),
        sources=(),
        citations=(),
        indicators=(),
        regions=tuple(regions),
        tags=(),
        gazetteer=gazetteer,
        problems=(),
    )


def day(text: str) -> int:
    """Seconds of an ISO day."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def mask(dataset: Dataset, ids: Mapping[str, bool] | Sequence[str]) -> np.ndarray:  # type: ignore[type-arg]
    """(n,) bool: the events of these ids."""
    wanted = set(ids)
    return np.array([i in wanted for i in dataset.events.id])
