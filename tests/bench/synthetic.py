"""A dataset of any size, made as columns at once: clustered like the bundled package.

Each event is made after one of the package's own: its category, organizations, tags, country and
kind of place, near its place and its date. Days are most of the dates; months, years, intervals,
goings-on without an end, one-of sets, "by" dates and undated events are among them, as are events
with several places, with a country or a region alone, with an area and with none. The same number
and seed give the same dataset; a million events take some ten seconds and, with texts, 1.5 GB.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from explorer.common.paths import bundled_package
from explorer.dataset.build import load
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import (
    Citation,
    Codes,
    Dataset,
    Events,
    Lists,
    Organization,
    Package,
    Sites,
    Source,
)

Array = npt.NDArray[Any]

DAY: Final = 86_400
ORGANIZATIONS: Final = 600
SOURCES: Final = 3000
TOWNS: Final = 12
"""To each site of the package."""
AREAS: Final = 200
"""At most so many sites are areas of their own."""
FORMS: Final = (
    ("day", 0.52), ("month", 0.2), ("year", 0.06), ("interval", 0.06), ("open", 0.02),
    ("one of", 0.04), ("by", 0.02), ("undated", 0.08),
)  # fmt: skip
SITES: Final = (0.1, 0.74, 0.11, 0.05)
"""Shares of events with no place, one, two and three."""
PLACES: Final = (("city", 0.72), ("exact", 0.1), ("country", 0.15), ("region", 0.03))
CITY, EXACT, COUNTRY, REGION = range(4)

_DEEDS: Final = (
    "opens a data centre", "signs a partnership", "releases a model", "files for a listing",
    "buys a stake", "wins a contract", "plans a campus", "licenses its chips", "faces a review",
    "extends its cloud", "trains engineers", "moves its seat",
)  # fmt: skip
_DEEDS_ZH: Final = (
    "建设数据中心", "签署合作协议", "发布大模型", "申请上市", "收购股份", "获得合同", "规划园区",
    "授权芯片", "接受审查", "扩展云服务", "培训工程师", "迁移总部",
)  # fmt: skip
_SAID: Final = (
    "The company said that capacity would double within two years.",
    "Officials did not comment on the terms of the agreement.",
    "Local partners own the land; the équipement comes from several suppliers.",
    "A spokeswoman called it the first of its kind in the region.",
    "Filings show a sum well below what newspapers had reported.",
    "Regulators asked for more time to examine export controls.",
    "The model is open and its weights can be downloaded by anyone.",
    "Power is to come from solar fields and a new substation.",
)  # fmt: skip
_SAID_ZH: Final = (
    "公司表示两年内产能将翻倍。", "官员未对协议条款置评。", "当地合作伙伴拥有土地。",
    "监管机构要求更多时间审查。", "模型开放，任何人都可以下载权重。",
)  # fmt: skip


@cache
def bundled() -> Dataset:
    """The package that all is made after."""
    return load(bundled_package())


def synthetic(events: int, seed: int = 3, texts: bool = True) -> Dataset:
    """A dataset of ``events`` events; without ``texts`` they have titles alone."""
    collected = gc.isenabled()
    gc.disable()
    try:
        return _Maker(events, seed).dataset(texts)
    finally:
        if collected:
            gc.enable()


class _Maker:
    def __init__(self, n: int, seed: int) -> None:
        self.n = n
        self.dice = np.random.default_rng(seed)
        self.base = bundled()
        dated = np.flatnonzero(self.base.events.dated & (self.base.events.start_lo > MIN))
        weight = 1.0 / np.arange(1, len(self.base) + 1) ** 0.4
        weight = self.dice.permutation(weight)
        like = self.dice.choice(len(self.base), n, p=weight / weight.sum())
        near = np.where(np.isin(like, dated), like, self.dice.choice(dated, n))
        self.form = self._drawn(FORMS, n)
        self._spans(self.base.events.start_lo[near])
        undated = self.form == "undated"
        order = np.lexsort((np.arange(n), self.start_lo, undated))
        self.like = like[order]
        for name in ("form", "start_lo", "start_hi", "end_lo", "end_hi", "date"):
            setattr(self, name, getattr(self, name)[order])

    def _drawn(self, shares: Sequence[tuple[str, float]], n: int) -> Array:
        names, weights = zip(*shares, strict=True)
        return np.array(names)[self.dice.choice(len(names), n, p=weights)]

    def _spans(self, about: Array) -> None:
        """Dates and their spans, not yet in order."""
        n, form = self.n, self.form
        width = np.where(self.dice.random(n) < 0.7, 40.0, 420.0)
        day = about // DAY + (self.dice.normal(size=n) * width).astype(np.int64)
        days = day.astype("datetime64[D]")
        months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
        first = np.select(
            [form == "month", form == "year"],
            [months.astype("datetime64[D]"), years.astype("datetime64[D]")],
            days,
        )
        after = np.select(
            [form == "month", form == "year"],
            [(months + 1).astype("datetime64[D]"), (years + 1).astype("datetime64[D]")],
            days + 1,
        )
        last = days + 1 + self.dice.integers(1, 400, n)  # of intervals and one-of sets
        lo, hi = first.astype(np.int64) * DAY, after.astype(np.int64) * DAY
        ends = last.astype(np.int64) * DAY
        set_, by, undated = form == "one of", form == "by", form == "undated"
        self.start_lo = np.where(by, MIN, lo)
        self.start_hi = np.where(set_, ends + DAY, hi)
        self.end_lo = np.where(form == "interval", ends, self.start_lo)
        self.end_hi = np.where(form == "interval", ends + DAY, self.start_hi)
        self.end_lo[form == "open"] = self.end_hi[form == "open"] = MAX
        for span in (self.start_lo, self.start_hi, self.end_lo, self.end_hi):
            span[undated] = 0
        a, b = np.datetime_as_string(days), np.datetime_as_string(last)
        parts = {
            "day": a,
            "month": np.datetime_as_string(months),
            "year": np.datetime_as_string(years),
            "interval": np.char.add(np.char.add(a, "/"), b),
            "open": np.char.add(a, "/.."),
            "one of": np.char.add(np.char.add("[", a), np.char.add(np.char.add("..", b), "]")),
            "by": np.char.add(np.char.add("[..", a), "]"),
        }
        self.date = np.select([form == name for name in parts], list(parts.values()), "")

    def _listed(self, lists: Lists, size: int) -> Lists:
        """The lists of those that events are made after; one in three of their members becomes
        another, the first ones most often."""
        length = np.diff(lists.offsets)[self.like]
        offsets = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
        within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], length)
        values = lists.values[np.repeat(lists.offsets[self.like], length) + within].copy()
        other = np.flatnonzero(self.dice.random(len(values)) < 0.33)
        values[other] = self._zipf(size, len(other))
        rows = np.repeat(np.arange(self.n), length)
        keys = np.unique(rows * size + values)  # none twice in a list
        rows, values = keys // size, keys % size
        offsets[1:] = np.cumsum(np.bincount(rows, minlength=self.n))
        return Lists(offsets, values.astype(np.int32))

    def _zipf(self, size: int, n: int) -> Array:
        return (size * self.dice.random(n) ** 3).astype(np.int64)

    def dataset(self, texts: bool) -> Dataset:
        base, n = self.base, self.n
        organizations, sources = _organizations(base), _sources(base)
        citations, cited = self._citations(len(sources))
        sites, placed = self._sites()
        return Dataset(
            package=Package("synthetic", f"{n:,} events", home="CN", fingerprint=f"synthetic-{n}"),
            categories=base.categories,
            events=self._events(organizations, placed, cited, texts),
            sites=sites,
            organizations=organizations,
            sources=sources,
            citations=citations,
            indicators=(),
            regions=base.regions,
            tags=base.tags,
            gazetteer=base.gazetteer,
            problems=(),
        )

    def _events(
        self,
        organizations: tuple[Organization, ...],
        placed: Lists,
        cited: Lists,
        texts: bool,
    ) -> Events:
        n, of, blank = self.n, self.base.events, [""] * self.n
        acting = self._listed(of.organizations, len(organizations))
        amount = np.where(self.dice.random(n) < 0.3, np.exp(self.dice.normal(18, 2, n)), np.nan)
        amount = np.round(amount, -3)
        confidence = of.confidence[self.like].copy()
        confidence[self.dice.random(n) < 0.2] = -1
        stated = ["" if v != v else f"{v:.0f}" for v in amount.tolist()]
        told = self._texts(organizations, acting, texts)
        return Events(
            id=[f"e{k:07}" for k in range(n)],
            **told,
            note=blank,
            date=self.date.tolist(),
            ended=blank,
            category=self._coded(of.category),
            kind=self._coded(of.kind),
            date_role=self._coded(of.date_role),
            date_basis=self._coded(of.date_basis),
            status=self._coded(of.status),
            dispute=self._coded(of.dispute),
            confidence=confidence,
            dated=self.form != "undated",
            interval=(self.form == "interval") | (self.form == "open"),
            start_lo=self.start_lo,
            start_hi=self.start_hi,
            end_lo=self.end_lo,
            end_hi=self.end_hi,
            amount=amount,
            amount_text=stated,
            currency=["USD" if text else "" for text in stated],
            amount_qualifier=blank,
            organizations=acting,
            tags=self._listed(of.tags, len(self.base.tags)),
            part_of=np.full(n, -1, np.int32),
            sites=placed,
            citations=cited,
            row=np.arange(2, n + 2, dtype=np.int32),
            extra={},
        )

    def _coded(self, column: Codes) -> Codes:
        return Codes(column.values, column.codes[self.like])

    def _texts(
        self,
        organizations: tuple[Organization, ...],
        acting: Lists,
        texts: bool,
    ) -> dict[str, Sequence[str]]:
        n, dice = self.n, self.dice
        blank = [""] * n
        padded = np.append(acting.values, 0)
        first = padded[acting.offsets[:-1]].tolist()
        who = [o.name for o in organizations]
        deed = dice.integers(0, len(_DEEDS), n).tolist()
        title = [
            f"{who[o]} {_DEEDS[d]}, phase {k}"
            for k, (o, d) in enumerate(zip(first, deed, strict=True))
        ]
        told: dict[str, Sequence[str]] = dict.fromkeys(
            ("title_zh", "label", "label_zh", "summary", "summary_zh"), blank
        )
        told["title"] = title
        if texts:
            chinese = [o.name_zh or o.name for o in organizations]
            some = (dice.random(n) < 0.4).tolist()
            told["title_zh"] = [
                f"{chinese[o]}{_DEEDS_ZH[d]}" if s else ""
                for o, d, s in zip(first, deed, some, strict=True)
            ]
            m = len(_SAID)
            a, b = dice.integers(0, m, n).tolist(), dice.integers(0, m, n).tolist()
            told["summary"] = [f"{_SAID[i]} {_SAID[j]}" for i, j in zip(a, b, strict=True)]
            told["summary_zh"] = [
                _SAID_ZH[i % 5] + _SAID_ZH[j % 5] if s else ""
                for i, j, s in zip(a, b, some, strict=True)
            ]
        return told

    def _citations(self, size: int) -> tuple[tuple[Citation, ...], Lists]:
        count = self.dice.choice(3, self.n, p=(0.2, 0.6, 0.2))
        offsets = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        events = np.repeat(np.arange(self.n), count).tolist()
        sources = self._zipf(size, len(events)).tolist()
        made = tuple(Citation(e, s) for e, s in zip(events, sources, strict=True))
        return made, Lists(offsets, np.arange(len(made), dtype=np.int32))

    def _sites(self) -> tuple[Sites, Lists]:
        base, dice, n = self.base.sites, self.dice, self.n
        count = dice.choice(len(SITES), n, p=SITES)
        offsets = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        event = np.repeat(np.arange(n, dtype=np.int32), count)
        m = len(event)
        like = _first_sites(self.base)[self.like[event]]
        moved = np.flatnonzero(dice.random(m) < 0.3)
        like[moved] = dice.integers(0, len(base), len(moved))
        town = like * TOWNS + self._zipf(TOWNS, m)
        kinds, shares = zip(*PLACES, strict=True)
        kind = dice.choice(len(PLACES), m, p=shares).astype(np.int32)
        country = base.country.codes[like]
        region = np.full(m, -1, np.int32)
        region[kind == REGION] = dice.integers(
            0, len(self.base.regions), int((kind == REGION).sum())
        )
        lon, lat = self._stands(town, kind, country, region)
        areas = np.flatnonzero(kind == EXACT)[:AREAS]
        rings = {int(s): (_square(float(lon[s]), float(lat[s])),) for s in areas}
        pointed = (kind == EXACT) | (kind == CITY)
        named, named_zh = _town_names(len(base) * TOWNS)
        numbers = np.where(pointed, town, len(named) - 1).tolist()
        pointed[areas] = False
        unset = np.full((m, 2), MAX, np.int64)
        sites = Sites(
            id=[f"s{k:07}" for k in range(m)],
            event=event,
            place=[named[k] for k in numbers],
            place_zh=[named_zh[k] for k in numbers],
            country=Codes(base.country.values, country),
            role=Codes(base.role.values, base.role.codes[like]),
            precision=Codes(kinds, kind),
            status=Codes(base.status.values, base.status.codes[like]),
            lon=np.where(pointed, lon, np.nan),
            lat=np.where(pointed, lat, np.nan),
            draw_lon=lon,
            draw_lat=lat,
            region=region,
            rings=rings,
            announced=unset,
            opened=unset,
            closed=unset,
            note=[""] * m,
            row=np.arange(m, dtype=np.int32),
            extra={},
        )
        return sites, Lists(offsets, np.arange(m, dtype=np.int32))

    def _stands(
        self, town: Array, kind: Array, country: Array, region: Array
    ) -> tuple[Array, Array]:
        """Where marks stand, degrees; NaN for a country that has no label point."""
        base, dice, m = self.base, self.dice, len(town)
        stood = np.repeat(np.stack([base.sites.draw_lon, base.sites.draw_lat]), TOWNS, axis=1)
        stood += dice.normal(0, 2.5, stood.shape)
        known = [base.gazetteer.countries.get(code) for code in base.sites.country.values]
        stands = []
        for k, axis in enumerate(("lon", "lat")):
            at = stood[k][town] + np.where(kind == EXACT, dice.normal(0, 0.3, m), 0.0)
            labels = np.array([*(getattr(c, axis) if c else np.nan for c in known), np.nan])
            middles = np.array([*(getattr(r, axis) for r in base.regions), np.nan])
            at = np.where(kind == COUNTRY, labels[country], at)
            stands.append(np.where(kind == REGION, middles[region], at))
        return (stands[0] + 180.0) % 360.0 - 180.0, np.clip(stands[1], -85.0, 85.0)


def _first_sites(base: Dataset) -> Array:
    """For each event of the package a site of its own, or any other for those without."""
    first = np.arange(len(base)) % len(base.sites)
    some = np.flatnonzero(np.diff(base.events.sites.offsets))
    first[some] = base.events.sites.values[base.events.sites.offsets[some]]
    return first


def _square(lon: float, lat: float) -> Array:
    return np.array([[lon, lat], [lon + 0.5, lat], [lon + 0.5, lat + 0.5], [lon, lat + 0.5]])


def _town_names(n: int) -> tuple[list[str], list[str]]:
    """English and Chinese, the last ones empty."""
    return [*(f"Town {k}" for k in range(n)), ""], [*(f"{k}号镇" for k in range(n)), ""]


def _organizations(base: Dataset) -> tuple[Organization, ...]:
    """The package's, and others; each seventh of those belongs to one of the package's."""
    had = len(base.organizations)
    more = (
        Organization(
            f"firm-{k}", f"Firm {k} Group", f"第{k}公司", parent=k % had if k % 7 == 0 else -1
        )
        for k in range(max(0, ORGANIZATIONS - had))
    )
    return (*base.organizations, *more)


def _sources(base: Dataset) -> tuple[Source, ...]:
    more = (Source(f"paper-{k}", f"Report {k}", "Wire") for k in range(SOURCES))
    return (*base.sources, *more)
