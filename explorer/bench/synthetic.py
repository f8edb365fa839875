"""A dataset of any size, made as columns at once: clustered like the bundled package.

Each event is made after one of the package's own: its category, organizations, tags, country and
kind of place, near its place and its date. Days are most of the dates; months, years, intervals,
goings-on without an end, one-of sets, "by" dates and undated events are among them, as are events
with several places, with a country or a region alone, with an area and with none. The same number
and seed give the same dataset, which holds what a table of as many rows does once it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from explorer.bench.wording import (
    BY,
    DEEDS,
    INTERVAL,
    MONTH,
    ONE_OF,
    OPEN,
    SAID,
    UNDATED,
    YEAR,
    among,
    dates,
    numbered,
    pieces,
    summaries,
    summaries_zh,
    sums,
    titles,
    titles_zh,
)
from explorer.common.coded import WORTH, Coded, once
from explorer.common.paths import bundled_package
from explorer.common.ranks import nth
from explorer.common.texts import Texts, encoded
from explorer.dataset.build import load
from explorer.dataset.columns import counting, lean, listed
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import (
    Cited,
    Codes,
    Dataset,
    Events,
    Lists,
    Organization,
    Package,
    Sites,
    Source,
)
from explorer.dataset.site_ids import SiteIds

Array = npt.NDArray[Any]

DAY: Final = 86_400
ORGANIZATIONS: Final = 600
SOURCES: Final = 3000
TOWNS: Final = 12
"""To each site of the package."""
AREAS: Final = 200
"""At most so many sites are areas of their own."""
LONGEST: Final = 400
"""Days, which no interval reaches."""
FORMS: Final = (0.52, 0.2, 0.06, 0.06, 0.02, 0.04, 0.02, 0.08)
"""Shares of the forms of dates, in their order."""
SITES: Final = (0.1, 0.74, 0.11, 0.05)
"""Shares of events with no place, one, two and three."""
PLACES: Final = (("city", 0.72), ("exact", 0.1), ("country", 0.15), ("region", 0.03))
CITY, EXACT, COUNTRY, REGION = range(4)


@cache
def bundled() -> Dataset:
    """The package that all is made after."""
    return load(bundled_package())


def synthetic(events: int, seed: int = 3, texts: bool = True) -> Dataset:
    """A dataset of ``events`` events; without ``texts`` they have titles alone."""
    return _Maker(events, seed).dataset(texts)


class _Maker:
    """Numbers are drawn for all events at once, so that pieces change nothing, and kept narrow;
    what takes many columns at once is made in pieces."""

    def __init__(self, n: int, seed: int) -> None:
        self.n = n
        self.dice = np.random.default_rng(seed)
        self.base = bundled()
        dated = np.flatnonzero(self.base.events.dated & (self.base.events.start_lo > MIN))
        weight = 1.0 / np.arange(1, len(self.base) + 1) ** 0.4
        weight = self.dice.permutation(weight)
        like = self.dice.choice(len(self.base), n, p=weight / weight.sum()).astype(np.int32)
        near = np.where(np.isin(like, dated), like, self.dice.choice(dated, n))
        form = self.dice.choice(len(FORMS), n, p=FORMS).astype(np.int8)
        day, last = self._days(self.base.events.start_lo[near] // DAY)
        spans = np.empty((4, n), np.int64)
        for piece in pieces(n):
            spans[:, piece] = _spans(form[piece], day[piece], last[piece])
        order = np.lexsort((spans[0], form == UNDATED))
        self.like, self.form = like[order], form[order]
        self.date = dates(self.form, day[order], last[order])
        self.spans = [span[order] for span in spans]
        self.id = numbered("e", n)

    def _days(self, about: Array) -> tuple[Array, Array]:
        """A day near each of ``about``, and one after it, which intervals and one-of sets end
        with."""
        width = np.where(self.dice.random(self.n) < 0.7, 40.0, 420.0)
        day = (about + (self.dice.normal(size=self.n) * width).astype(np.int64)).astype(np.int32)
        return day, day + 1 + self.dice.integers(1, LONGEST, self.n).astype(np.int32)

    def _listed(self, lists: Lists, size: int) -> Lists:
        """The lists of those that events are made after; one in three of their members becomes
        another, the first ones most often."""
        lengths = np.diff(lists.offsets)
        other = self.dice.random(int(lengths[self.like].sum())) < 0.33
        others = self._zipf(size, int(np.count_nonzero(other)))
        counts, found = np.empty(self.n, np.int32), [np.zeros(0, np.int32)]
        done = changed = 0
        for piece in pieces(self.n):
            like = self.like[piece]
            length = lengths[like]
            rows = np.repeat(np.arange(len(like)), length)
            values = lists.values[lists.offsets[like][rows] + nth(length)]
            new = np.flatnonzero(other[done : done + len(rows)])
            values[new] = others[changed : changed + len(new)]
            done, changed = done + len(rows), changed + len(new)
            keys = np.unique(rows * size + values)  # none twice in a list
            counts[piece] = np.bincount(keys // size, minlength=len(like))
            found.append((keys % size).astype(np.int32))
        return listed(counts, np.concatenate(found))

    def _zipf(self, size: int, n: int) -> Array:
        return (size * self.dice.random(n) ** 3).astype(np.int32)

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
        n, of, form, blank = self.n, self.base.events, self.form, Texts.alike("", self.n)
        acting = self._listed(of.organizations, len(organizations))
        stated = self.dice.random(n) < 0.3
        amount = np.round(np.exp(self.dice.normal(18, 2, n)), -3).astype(np.float64, copy=False)
        amount[~stated] = np.nan
        confidence = of.confidence[self.like]
        confidence[self.dice.random(n) < 0.2] = -1
        # As a date says all of them, its codes are theirs.
        spans = [self._by_date(span) for span in self.spans]
        start_lo, start_hi, end_lo, end_hi = spans
        return Events(
            id=self.id,
            **self._texts(organizations, acting, texts),
            note=blank,
            date=self.date,
            ended=blank,
            category=self._coded(of.category),
            kind=self._coded(of.kind),
            date_role=self._coded(of.date_role),
            date_basis=self._coded(of.date_basis),
            status=self._coded(of.status),
            dispute=self._coded(of.dispute),
            confidence=confidence,
            dated=form != UNDATED,
            interval=(form == INTERVAL) | (form == OPEN),
            start_lo=start_lo,
            start_hi=start_hi,
            end_lo=end_lo,
            end_hi=end_hi,
            **_sums(amount),
            currency=among(("", "USD"), stated.astype(np.int8)),
            amount_qualifier=blank,
            organizations=acting,
            tags=self._listed(of.tags, len(self.base.tags)),
            part_of=np.broadcast_to(np.int32(-1), n),
            sites=placed,
            citations=cited,
            row=counting(n, 2),
            extra={},
        )

    def _by_date(self, span: Array) -> Array:
        """``span``, as it is kept where many dates are alike."""
        codes, known = self.date.codes, len(self.date.offsets) - 1
        if codes is None or known * WORTH > self.n:
            return span
        values = np.zeros(known, np.int64)
        values[codes] = span
        return cast(Array, Coded(values, codes))

    def _coded(self, column: Codes) -> Codes:
        return Codes(column.values, lean(column.codes[self.like]))

    def _texts(
        self, organizations: tuple[Organization, ...], acting: Lists, texts: bool
    ) -> dict[str, Any]:
        n, dice = self.n, self.dice
        first = np.append(acting.values, np.int32(0))[acting.offsets[:-1]]
        deed = self._one_of(DEEDS)
        told: dict[str, Any] = dict.fromkeys(
            ("title_zh", "label", "label_zh", "summary", "summary_zh"), Texts.alike("", n)
        )
        told["title"] = titles([o.name for o in organizations], first, deed)
        if texts:
            some = dice.random(n) < 0.4
            who = [o.name_zh or o.name for o in organizations]
            told["title_zh"] = titles_zh(who, first, deed, some)
            a, b = self._one_of(SAID), self._one_of(SAID)
            told["summary"] = summaries(a, b)
            told["summary_zh"] = summaries_zh(a, b, some)
        return told

    def _one_of(self, said: Sequence[str]) -> Array:
        return self.dice.integers(0, len(said), self.n).astype(np.int8)

    def _citations(self, size: int) -> tuple[Cited, Lists]:
        count = self.dice.choice(3, self.n, p=(0.2, 0.6, 0.2)).astype(np.int8)
        event = np.repeat(np.arange(self.n, dtype=np.int32), count)
        m = len(event)
        return Cited(event, self._zipf(size, m)), listed(count, counting(m))

    def _sites(self) -> tuple[Sites, Lists]:
        base, dice, n = self.base.sites, self.dice, self.n
        count = dice.choice(len(SITES), n, p=SITES).astype(np.int8)
        event = np.repeat(np.arange(n, dtype=np.int32), count)
        m = len(event)
        like = _first_sites(self.base)[self.like[event]].astype(np.int32)
        moved = np.flatnonzero(dice.random(m) < 0.3)
        like[moved] = dice.integers(0, len(base), len(moved))
        town = like * TOWNS + self._zipf(TOWNS, m)
        kinds = tuple(kind for kind, _ in PLACES)
        shares = tuple(share for _, share in PLACES)
        kind = dice.choice(len(PLACES), m, p=shares).astype(np.int32)
        country = base.country.codes[like]
        region = np.full(m, -1, np.int32)
        region[kind == REGION] = dice.integers(
            0, len(self.base.regions), int((kind == REGION).sum())
        )
        stands = self._stands(town, kind, country, region)
        areas = np.flatnonzero(kind == EXACT)[:AREAS]
        rings = {int(s): (_square(*(float(part[s]) for part in stands)),) for s in areas}
        pointed = (kind == EXACT) | (kind == CITY)
        named, named_zh = _town_names(len(base) * TOWNS)
        place = among(named, np.where(pointed, town, len(named) - 1))
        pointed[areas] = False
        points = (np.where(pointed, part, np.nan) for part in stands)
        lon, lat, draw_lon, draw_lat = once(*points, *stands)
        unset = np.broadcast_to(np.int64(MAX), (m, 2))
        counted = counting(m)
        sites = Sites(
            id=SiteIds(self.id, event, nth(count) + 1),
            event=event,
            place=place,
            place_zh=Texts.joined(list(map(encoded, named_zh)), place.codes),
            country=Codes(base.country.values, lean(country)),
            role=Codes(base.role.values, lean(base.role.codes[like])),
            precision=Codes(kinds, lean(kind)),
            status=Codes(base.status.values, lean(base.status.codes[like])),
            lon=lon,
            lat=lat,
            draw_lon=draw_lon,
            draw_lat=draw_lat,
            region=region,
            rings=rings,
            announced=unset,
            opened=unset,
            closed=unset,
            note=Texts.alike("", m),
            row=counted,
            extra={},
        )
        return sites, listed(count, counted)

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


def _sums(amount: Array) -> dict[str, Any]:
    """Sums, NaN for none, and how they are written."""
    (column,) = once(amount)
    if not isinstance(column, Coded):
        return {"amount": amount, "amount_text": sums(amount)}
    written = sums(column.values)
    return {"amount": column, "amount_text": Texts(written.data, written.offsets, column.codes)}


def _spans(form: Array, day: Array, last: Array) -> Array:
    """(4, k) seconds: the bounds of start and end of dates of each ``form``, on or about ``day``
    and, where they have two, ``last``."""
    days: Array = day.astype(np.int64).astype("datetime64[D]")
    months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
    wide = [form == MONTH, form == YEAR]
    first = np.select(
        wide, [months.astype("datetime64[D]"), years.astype("datetime64[D]")], days
    ).astype(np.int64)
    after = np.select(
        wide, [(months + 1).astype("datetime64[D]"), (years + 1).astype("datetime64[D]")], days + 1
    ).astype(np.int64)
    lo, hi, ends = first * DAY, after * DAY, last.astype(np.int64) * DAY
    start_lo = np.where(form == BY, MIN, lo)
    start_hi = np.where(form == ONE_OF, ends + DAY, hi)
    end_lo = np.where(form == INTERVAL, ends, start_lo)
    end_hi = np.where(form == INTERVAL, ends + DAY, start_hi)
    end_lo[form == OPEN] = end_hi[form == OPEN] = MAX
    found: Array = np.stack([start_lo, start_hi, end_lo, end_hi])
    found[:, form == UNDATED] = 0
    return found


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
