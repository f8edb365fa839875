"""Small datasets for the timeline's tests, made straight from the model's classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.dataset.edtf import combine, parse
from explorer.dataset.gazetteer import Gazetteer
from explorer.dataset.model import (
    CONFIDENCES,
    Category,
    Citation,
    Codes,
    Dataset,
    Events,
    Lists,
    Observation,
    Organization,
    Package,
    Sites,
)
from explorer.figure.picture import Font

CATEGORIES = (
    Category("data_center", "Data centre", "数据中心"),
    Category("partnership", "Partnership", "合作"),
    Category("release", "Release", "发布"),
    Category("investment", "Investment", "投资"),
    Category("acquisition", "Acquisition", "收购"),
    Category("ipo", "IPO", "上市"),
    Category("regulation", "Regulation", "监管"),
    Category("other", "Other", "其他"),
)


class PlainMeasure:
    """Text sizes without fonts: Latin letters 0.56 em, others a whole em."""

    def width(self, text: str, font: Font) -> float:
        em = sum(1.0 if ord(c) > 0x2E7F else 0.56 for c in text)
        return font.size * em * (1.06 if font.weight >= 600 else 1.0)

    def ascent(self, font: Font) -> float:
        return font.size * 0.97

    def descent(self, font: Font) -> float:
        return font.size * 0.24


@dataclass(frozen=True, slots=True)
class Row:
    """One event; ``disputed_date``: what a disputing source claims. ``organization`` and
    ``country``: several parted by a semicolon."""

    date: str = ""
    title: str = "Event"
    category: str = "release"
    ended: str = ""
    title_zh: str = ""
    label: str = ""
    label_zh: str = ""
    kind: str = "event"
    status: str = "completed"
    confidence: str = "high"
    organization: str = ""
    country: str = ""
    date_role: str = "announced"
    disputed_date: str = ""
    id: str = ""


def _codes(values: Sequence[str], known: Sequence[str] = ()) -> Codes:
    names = list(known) or sorted({v for v in values if v})
    codes = [names.index(v) if v in names else -1 for v in values]
    return Codes(tuple(names), np.array(codes, dtype=np.int32))


def _lists(rows: Sequence[Sequence[int]]) -> Lists:
    offsets = np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)
    return Lists(offsets, np.array([v for r in rows for v in r], dtype=np.int32))


def _spans(row: Row) -> tuple[bool, bool, int, int, int, int]:
    if not row.date:
        return False, False, 0, 0, 0, 0
    date = parse(row.date)
    if row.ended:
        date = combine(date, parse(row.ended))
    return (True, date.interval, date.start.lo, date.start.hi, date.end.lo, date.end.hi)


def make(rows: Sequence[Row], indicators: Sequence[Observation] = ()) -> Dataset:
    """A dataset of ``rows``, in the order that the model asks for."""
    keyed = [(_spans(r), r.id or f"e{k}", r) for k, r in enumerate(rows)]
    keyed.sort(key=lambda item: (not item[0][0], item[0][2], item[1]))
    ids, rows = [k for _, k, _ in keyed], [r for _, _, r in keyed]
    n = len(rows)
    spans = np.array([s for s, _, _ in keyed], dtype=object).reshape(n, 6)
    column = [spans[:, k].astype(np.int64) for k in range(6)]
    orgs = sorted({o for r in rows for o in r.organization.split(";") if o})
    placed = [(k, c) for k, r in enumerate(rows) if r.country for c in r.country.split(";")]
    cited = [k for k, r in enumerate(rows) if r.disputed_date]
    blank = [""] * n
    events = Events(
        id=ids,
        title=[r.title for r in rows],
        title_zh=[r.title_zh for r in rows],
        label=[r.label for r in rows],
        label_zh=[r.label_zh for r in rows],
        summary=blank,
        summary_zh=blank,
        note=blank,
        date=[r.date for r in rows],
        ended=[r.ended for r in rows],
        category=_codes([r.category for r in rows], [c.id for c in CATEGORIES]),
        kind=_codes([r.kind for r in rows]),
        date_role=_codes([r.date_role for r in rows]),
        date_basis=_codes(blank),
        status=_codes([r.status for r in rows]),
        dispute=_codes(["disputed" if r.disputed_date else "" for r in rows]),
        confidence=np.array(
            [CONFIDENCES.index(r.confidence) if r.confidence else -1 for r in rows], dtype=np.int8
        ),
        dated=column[0].astype(np.bool_),
        interval=column[1].astype(np.bool_),
        start_lo=column[2],
        start_hi=column[3],
        end_lo=column[4],
        end_hi=column[5],
        amount=np.full(n, np.nan),
        amount_text=blank,
        currency=blank,
        amount_qualifier=blank,
        organizations=_lists(
            [[orgs.index(o) for o in r.organization.split(";") if o] for r in rows]
        ),
        tags=_lists([[] for _ in rows]),
        part_of=np.full(n, -1, dtype=np.int32),
        sites=_lists([[s for s, (event, _) in enumerate(placed) if event == k] for k in range(n)]),
        citations=_lists([[cited.index(k)] if k in cited else [] for k in range(n)]),
        row=np.arange(2, n + 2, dtype=np.int32),
        extra={},
    )
    return Dataset(
        package=Package("sample", "Sample"),
        categories=CATEGORIES,
        events=events,
        sites=_sites([country for _, country in placed], [k for k, _ in placed]),
        organizations=tuple(Organization(o, o) for o in orgs),
        sources=(),
        citations=tuple(
            Citation(k, 0, stance="disputes", as_claimed=rows[k].disputed_date) for k in cited
        ),
        indicators=tuple(indicators),
        regions=(),
        tags=(),
        gazetteer=Gazetteer({}),
        problems=(),
    )


def _sites(countries: Sequence[str], events: Sequence[int]) -> Sites:
    m = len(countries)
    blank, nothing = [""] * m, np.full((m, 2), 2**63 - 1, dtype=np.int64)
    nan = np.full(m, np.nan)
    return Sites(
        id=[f"s{k}" for k in range(m)],
        event=np.array(events, dtype=np.int32),
        place=blank,
        place_zh=blank,
        country=_codes(countries),
        role=_codes(blank),
        precision=_codes(["country"] * m),
        status=_codes(blank),
        lon=nan,
        lat=nan,
        draw_lon=nan,
        draw_lat=nan,
        region=np.full(m, -1, dtype=np.int32),
        rings={},
        announced=nothing,
        opened=nothing,
        closed=nothing,
        note=blank,
        row=np.arange(m, dtype=np.int32),
        extra={},
    )
