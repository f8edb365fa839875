"""Places of a large flat table, by columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from explorer.common.coded import once
from explorer.common.ranks import nth, stretched
from explorer.common.records import dataclass
from explorer.common.texts import Book, Texts
from explorer.dataset.columns import lean, listed, recoded, shared
from explorer.dataset.distinct import blank, kinds_of
from explorer.dataset.edtf import MAX
from explorer.dataset.gazetteer import Gazetteer
from explorer.dataset.log import Log, Place
from explorer.dataset.model import F64, I32, I64, Bool, Lists, Sites
from explorer.dataset.schema import SITE_ENUMS, SITE_STATUS_OF
from explorer.dataset.site_ids import SiteIds
from explorer.dataset.values import split

Column = Callable[[str], Texts]


@dataclass(slots=True)
class Countries:
    """The different cells of the column of countries, and ``codes`` (n,) which each row has.
    Cell ``k`` names ``values[offsets[k]:offsets[k + 1]]``, numbers in ``book``; ``unknown``: a name
    in it is that of no country."""

    codes: I64
    book: Book
    offsets: I64
    values: I64
    unknown: Bool

    @classmethod
    def of(cls, log: Log, column: Texts) -> Countries:
        cells, codes = kinds_of(column)
        book, rows = Book(), []
        unknown = np.zeros(len(cells), np.bool_)
        for k, cell in enumerate(cells):
            aside = Log(log.options, log.gazetteer)
            named = [aside.country(Place("", 1), "country", name) for name in split(cell)]
            unknown[k] = bool(aside.problems)
            rows.append([book[code] for code in dict.fromkeys(named)])
        offsets = np.cumsum([0, *map(len, rows)])
        return cls(codes, book, offsets, np.array([v for r in rows for v in r], np.int64), unknown)


class Placing:
    """How many places each row has (``counts``), in which countries, and the point of the
    first: ``lon``, ``lat``, NaN where it has none."""

    def __init__(
        self, lon: F64, lat: F64, countries: Countries, place: Texts, place_zh: Texts
    ) -> None:
        self.lon, self.lat, self.countries, self.place = lon, lat, countries, place
        self._named = np.diff(countries.offsets)[countries.codes]
        filled = ~blank(place)
        some = ~np.isnan(lon) | filled | ~blank(place_zh)
        self._by_name = (self._named == 0) & np.isnan(lon) & filled
        self.counts: I64 = np.where(self._named > 0, self._named, some)
        self._single = np.full(len(lon), countries.book[""], np.int64)

    def settle(self, gazetteer: Gazetteer) -> None:
        """Find the countries that are named as places."""
        rows = np.flatnonzero(self._by_name)
        values, codes = kinds_of(self.place)
        book = self.countries.book
        numbers = np.zeros(len(values), np.int64)
        for k in np.unique(codes[rows]).tolist():
            numbers[k] = book[gazetteer.find_country(values[k].strip())]
        self._single[rows] = numbers[codes[rows]]

    def first_country(self) -> tuple[list[str], I64]:
        """Codes of countries, and (n,) which the first place of each row is in."""
        return list(self.countries.book), self._country(np.arange(len(self.lon)), np.int64(0))

    def _country(self, rows: I64, nth: I64 | np.int64) -> I64:
        kinds = self.countries.codes[rows]
        named = self._named[rows] > 0
        place = np.where(named, self.countries.offsets[kinds] + nth, 0)
        values = self.countries.values if len(self.countries.values) else np.zeros(1, np.int64)
        return np.where(named, values[place], self._single[rows])

    def expanded(self, kept: I64) -> tuple[I64, I64, I64]:
        """Of each place of the rows ``kept``: which of these it belongs to, the number it has
        there, its country."""
        counts = self.counts[kept]
        of = np.repeat(np.arange(len(kept)), counts)
        number = nth(counts)
        return of, number, self._country(kept[of], number)


def swapped(gazetteer: Gazetteer, lon: F64, lat: F64, first: tuple[list[str], I64]) -> Bool:
    """(n,) what ``log.looks_swapped`` says of each point."""
    names, codes = first
    found = np.zeros(len(lon), np.bool_)
    known = np.array([name in gazetteer.countries for name in names], np.bool_)[codes]
    asked = ~np.isnan(lon) & (np.abs(np.nan_to_num(lon)) <= 90)
    boxes = np.array([_box(gazetteer, name) for name in names], np.float64)[codes]
    rows = np.flatnonzero(asked & known)
    x, y, box = lon[rows], lat[rows], boxes[rows].T
    found[rows] = ~_inside(x, y, box, 1.5) & _inside(y, x, box, 1.5)
    rows = np.flatnonzero(asked & ~known)
    rows = rows[~_anywhere(gazetteer, lon[rows], lat[rows])]
    found[rows] = _anywhere(gazetteer, lat[rows], lon[rows])
    return found


def _box(gazetteer: Gazetteer, name: str) -> tuple[float, float, float, float]:
    c = gazetteer.countries.get(name)
    return (c.west, c.south, c.east, c.north) if c else (np.nan, np.nan, np.nan, np.nan)


def _inside(x: F64, y: F64, box: F64, slack: float) -> Bool:
    west, south, east, north = box
    left, right = x >= west - slack, x <= east + slack
    across = np.where(west <= east, left & right, left | right)
    found: Bool = across & (south - slack <= y) & (y <= north + slack)
    return found


def _anywhere(gazetteer: Gazetteer, x: F64, y: F64) -> Bool:
    """Whether each point lies in the box of some country."""
    found = np.zeros(len(x), np.bool_)
    left = np.arange(len(x))
    for name in gazetteer.countries:
        if name != "EU" and len(left):
            inside = _inside(x[left], y[left], np.array(_box(gazetteer, name)), 0.0)
            found[left[inside]] = True
            left = left[~inside]
    return found


def site_columns_of(
    placing: Placing,
    fields: Column,
    kept: I64,
    order: I64,
    ids: Texts,
    lines: npt.NDArray[np.int32],
    gazetteer: Gazetteer,
    event_lines: I32,
    tick: Callable[[], None],
) -> tuple[Sites, Lists]:
    """The places of the rows ``kept`` in their order, and which each event has; ``order`` are
    the events among those rows, ``ids`` and ``event_lines`` are the events'. ``tick`` is called
    now and then."""
    of, nth, country = placing.expanded(kept)
    rows, m = kept[of], len(of)
    names = list(placing.countries.book)
    first = nth == 0
    lon, lat = (np.where(first, part[rows], np.nan) for part in (placing.lon, placing.lat))
    position = np.empty(len(kept), np.int32)
    position[order] = np.arange(len(kept), dtype=np.int32)
    event = lean(position[of])
    tick()
    points = np.array([_label(gazetteer, name) for name in names], np.float64).reshape(-1, 2)
    placed = ~np.isnan(lon)
    drawn = [np.where(placed, part, points[country, k]) for k, part in enumerate((lon, lat))]
    tick()
    stands = once(lon, lat, *drawn)
    tick()
    if stands[0] is lon:
        own_lon, own_lat = lean(lon), lean(lat)
        stands = own_lon, own_lat, shared(drawn[0], own_lon), shared(drawn[1], own_lat)
    counts = placing.counts[kept]
    starts, own = (np.cumsum(counts) - counts)[order], counts[order]

    def coded(name: str, change: Callable[[str], str]) -> tuple[list[str], I64]:
        tick()
        values, codes = kinds_of(fields(name))
        return [change(value.strip()) for value in values], codes[rows]

    role, status = coded("role", lambda t: t or "site"), coded("status", _site_status)
    unstated = np.broadcast_to(np.int64(MAX), (m, 2))
    stated = coded("precision", str)
    tick()
    precision = _precision(stated, first, placed, np.array([bool(n) for n in names])[country])
    sites = Sites(
        id=SiteIds(ids, event, nth + 1),
        event=event,
        place=fields("place").take(rows, tick),
        place_zh=fields("place_zh").take(rows, tick),
        country=recoded(names, country),
        role=recoded(*role, SITE_ENUMS["role"]),
        precision=recoded(*precision, SITE_ENUMS["precision"]),
        status=recoded(*status, SITE_ENUMS["status"]),
        lon=stands[0],
        lat=stands[1],
        draw_lon=stands[2],
        draw_lat=stands[3],
        region=lean(np.full(m, -1, np.int8)),
        rings={},
        announced=unstated,
        opened=unstated,
        closed=unstated,
        note=Texts.alike("", m),
        row=shared(lines[rows], event_lines),
        extra={},
    )
    return sites, listed(own, stretched(starts, own).astype(np.int32))


def _site_status(text: str) -> str:
    return SITE_STATUS_OF.get(text, "")


def _label(gazetteer: Gazetteer, name: str) -> tuple[float, float]:
    country = gazetteer.countries.get(name)
    return (country.lon, country.lat) if country else (np.nan, np.nan)


def _precision(
    stated: tuple[list[str], I64], first: Bool, placed: Bool, country: Bool
) -> tuple[list[str], I64]:
    """What ``sites.set_geometry`` makes of each."""
    values, codes = stated
    every = [*values, "", "country", "exact"]
    nothing, known, exact = range(len(values), len(values) + 3)
    blanks = np.array([not value for value in values], np.bool_)[codes] | ~first
    pointed = np.array([value in ("exact", "city") for value in values], np.bool_)[codes]
    fallback = np.where(country, known, nothing)
    found = np.where(pointed & ~placed, fallback, codes)
    return every, np.where(blanks, np.where(placed, exact, fallback), found)
