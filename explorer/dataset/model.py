"""The frozen dataset: what every room past this one reads.

Events and sites are columns (numpy where numbers, sequences of str where text, which in a large
table are one buffer); the small tables are sequences of records. Every array is read-only. Event
``i`` is the same in every column; events are sorted by ``start_lo``, then by id, undated ones last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, fields
from functools import cached_property
from operator import eq
from typing import Any, Final, overload

import numpy as np
import numpy.typing as npt

from explorer.common.coded import STRIDE, Column, Runs
from explorer.common.problems import Problem
from explorer.common.progress import Progress
from explorer.common.records import dataclass
from explorer.common.texts import Whole, narrow
from explorer.dataset.gazetteer import Gazetteer
from explorer.dataset.index import index_of

I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]
I32 = npt.NDArray[np.int32]
Signed = npt.NDArray[np.signedinteger[Any]]
"""Codes of any width, -1 for none."""
F64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

CONFIDENCES: Final = ("low", "medium", "high")
"""In rising order; the code of a level is its place here, -1 where none is given."""


def slim(codes: Signed, k: int) -> Signed:
    """``codes``, which lie in -1 to ``k - 1``, in the fewest bytes that leave room for twice as
    much: what is reckoned with them stays a code. Codes that take no room of their own stay."""
    kind = next((kind for kind in (np.int8, np.int16) if 2 * k <= np.iinfo(kind).max), np.int32)
    if codes.dtype == kind or isinstance(codes, Column):
        return codes
    if codes.ndim and len(codes) and codes.strides[0] == 0:
        return np.broadcast_to(codes[:1].astype(kind), codes.shape)
    return codes.astype(kind)


def freeze(record: Any, *more: npt.NDArray[Any]) -> None:
    """Make the arrays among the fields of a dataclass read-only, and those given beside it."""
    for value in (*(getattr(record, f.name) for f in fields(record)), *more):
        if isinstance(value, np.ndarray):
            value.flags.writeable = False


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """A dictionary-coded column. ``codes`` is (n,) into ``values``, int8, int16 or int32 as it
    takes (see ``slim``); -1 means empty."""

    values: tuple[str, ...]
    codes: Signed

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", slim(self.codes, len(self.values)))
        freeze(self)

    def text(self, i: int) -> str:
        """The value of row ``i``, '' when empty."""
        code = int(self.codes[i])
        return "" if code < 0 else self.values[code]


class Lists:
    """A column of lists: row ``i`` holds ``values[offsets[i]:offsets[i + 1]]``.

    ``values`` is (m,) int8, int16 or int32 as it takes. What is kept of the offsets is the length
    of each row and every ``STRIDE``-th of them.
    """

    __slots__ = ("lengths", "starts", "values")

    def __init__(self, offsets: Whole, values: Signed) -> None:
        """``offsets`` are n + 1 rising places in ``values``."""
        lengths = np.diff(offsets)
        self.lengths: Whole = narrow(lengths, int(lengths.max(initial=0)))
        self.starts: I64 = offsets[:-1:STRIDE].astype(np.int64)
        self.values: Signed = slim(values, int(values.max(initial=0)) + 1)
        for column in (self.lengths, self.starts, self.values):
            if isinstance(column, np.ndarray):
                column.flags.writeable = False

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def offsets(self) -> I64:
        """(n + 1,) int64, made when asked for."""
        found = np.zeros(len(self.lengths) + 1, np.int64)
        np.cumsum(self.lengths, out=found[1:])
        return found

    def row(self, i: int) -> Signed:
        """The values of row ``i``."""
        i = range(len(self.lengths))[i]
        before = i - i % STRIDE
        start = int(self.starts[i // STRIDE]) + int(self.lengths[before:i].sum(dtype=np.int64))
        return self.values[start : start + int(self.lengths[i])]


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """Columns of ``events.csv``, n rows.

    Times are int64 seconds since 1970-01-01T00:00Z in the proleptic Gregorian calendar. The
    event starts at one moment in [start_lo, start_hi) and ends at one in [end_lo, end_hi); an
    event of one moment has both spans equal. ``edtf.MIN`` and ``edtf.MAX`` mean unbounded.
    Undated events have ``dated`` False and zeros.
    """

    id: Sequence[str]
    title: Sequence[str]
    title_zh: Sequence[str]
    label: Sequence[str]  # short name for maps and timelines, '' when none
    label_zh: Sequence[str]
    summary: Sequence[str]
    summary_zh: Sequence[str]
    note: Sequence[str]
    date: Sequence[str]  # EDTF as written; '' when undated
    ended: Sequence[str]
    category: Codes  # into Dataset.categories ids, same order
    kind: Codes
    date_role: Codes
    date_basis: Codes
    status: Codes
    dispute: Codes
    confidence: npt.NDArray[np.int8]  # place in CONFIDENCES, -1 none
    dated: Bool
    interval: Bool  # has an extent of its own (EDTF a/b, or an `ended`)
    start_lo: I64
    start_hi: I64
    end_lo: I64
    end_hi: I64
    amount: F64  # the first sum as stated, NaN when none
    amount_text: Sequence[str]  # the cell as written, parallel to `currency`
    currency: Sequence[str]
    amount_qualifier: Sequence[str]
    organizations: Lists  # into Dataset.organizations
    tags: Lists  # into Dataset.tags
    part_of: I32  # event index, -1 none
    sites: Lists  # into Sites
    citations: Lists  # into Dataset.citations
    row: I32  # line in the file
    extra: Mapping[str, Sequence[str]]  # unknown columns, kept as they are
    # Those of them whose cells are JSON ('' where absent): GeoJSON properties other than text.
    extra_json: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Columns of ``sites.geojson``, m rows.

    ``lon``, ``lat`` (degrees, WGS 84): the geometry's point, NaN when it has none.
    ``draw_lon``, ``draw_lat``: where the mark stands: the point, else the region's or country's
    label point; NaN when there is nowhere to stand.
    ``announced``, ``opened``, ``closed``: (m, 2) int64 half-open spans; a row [MAX, MAX] means
    not stated.
    """

    id: Sequence[str]
    event: I32
    place: Sequence[str]
    place_zh: Sequence[str]
    country: Codes
    role: Codes
    precision: Codes  # exact, city, country, region; empty: nothing known
    status: Codes
    lon: F64
    lat: F64
    draw_lon: F64
    draw_lat: F64
    region: Signed  # into Dataset.regions, -1 none
    rings: Mapping[int, tuple[F64, ...]]  # polygon sites only: rings (k, 2), shell first
    announced: I64
    opened: I64
    closed: I64
    note: Sequence[str]
    row: I32
    extra: Mapping[int, Mapping[str, object]]  # unknown properties by site
    # EDTF of ``announced``, ``opened`` and ``closed`` by site, where any of them is stated.
    stated: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "region", slim(self.region, int(self.region.max(initial=-1)) + 1))
        freeze(self, *(ring for rings in self.rings.values() for ring in rings))

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of event, named in both languages."""

    id: str
    name: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class Organization:
    """``since``, ``until``: as ``Source.published``; ``lon``, ``lat``: degrees of its home, NaN
    when not given."""

    id: str
    name: str
    name_zh: str = ""
    kind: str = ""
    country: str = ""
    parent: int = -1  # into Dataset.organizations
    also_known_as: tuple[str, ...] = ()
    home_place: str = ""
    home_place_zh: str = ""
    lon: float = float("nan")
    lat: float = float("nan")
    since: str = ""
    until: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """``published`` is EDTF, or the text as written (with a warning) when it is no date."""

    id: str
    title: str
    publisher: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    genre: str = ""
    archived: str = ""
    note: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def official(self) -> bool:
        """Whether its genre says so: "official statement"."""
        return "official" in self.genre.lower()


@dataclass(frozen=True, slots=True)
class Citation:
    """``event`` and ``source`` are indices; ``source`` -1: none that is listed."""

    event: int
    source: int
    locator: str = ""
    stance: str = "supports"
    as_claimed: str = ""
    speaker: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


class Cited(Sequence[Citation]):
    """Citations that say no more than which source speaks to which event, as columns. A record is
    made when it is asked for."""

    def __init__(self, event: Signed, source: Signed) -> None:
        """``event`` and ``source`` are (n,); events that rise are kept as how many each has."""
        self.source = slim(source, int(source.max(initial=0)) + 1)
        self.source.flags.writeable = False
        self._event: Signed | Runs = event
        if len(event) and (event[1:] >= event[:-1]).all():
            self._event = Runs(event)
        else:
            event.flags.writeable = False

    @property
    def event(self) -> Signed:
        """(n,) the event of each."""
        return self._event.all() if isinstance(self._event, Runs) else self._event

    def __len__(self) -> int:
        return len(self.source)

    @overload
    def __getitem__(self, i: int) -> Citation: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[Citation]: ...
    def __getitem__(self, i: int | slice) -> Citation | Sequence[Citation]:
        if isinstance(i, slice):
            return Cited(self.event[i], self.source[i])
        return Citation(int(self._event[i]), int(self.source[i]))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str) or not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


class Sources(Sequence[Source]):
    """Sources of which no more is known than a flat table tells, as columns; their ids are s1,
    s2 and so on. A record is made when it is asked for."""

    def __init__(
        self,
        title: Sequence[str],
        publisher: Sequence[str],
        url: Sequence[str],
        published: Sequence[str],
    ) -> None:
        self.title, self.publisher, self.url, self.published = title, publisher, url, published

    def __len__(self) -> int:
        return len(self.url)

    @overload
    def __getitem__(self, i: int) -> Source: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[Source]: ...
    def __getitem__(self, i: int | slice) -> Source | Sequence[Source]:
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(len(self)))]
        i = range(len(self))[i]
        return Source(
            f"s{i + 1}",
            self.title[i],
            self.publisher[i],
            self.url[i],
            self.published[i],
        )

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str) or not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


def ends_of(citations: Sequence[Citation]) -> tuple[I64, I64]:
    """(n,) event and source of each citation."""
    if isinstance(citations, Cited):
        return citations.event.astype(np.int64), citations.source.astype(np.int64)
    n = len(citations)
    return (
        np.fromiter((c.event for c in citations), np.int64, n),
        np.fromiter((c.source for c in citations), np.int64, n),
    )


def ids_of(sources: Sequence[Source]) -> Sequence[str]:
    """The id of each source."""
    if isinstance(sources, Sources):
        return [f"s{i}" for i in range(1, len(sources) + 1)]
    return [source.id for source in sources]


@dataclass(frozen=True, slots=True)
class Observation:
    """One row of ``indicators.csv``. ``lo``, ``hi``: half-open outer bounds in seconds;
    zeros, and ``date`` '', where none is given. ``topic``, ``definition``: of the whole series;
    ``country``: where it was measured, '' where that is no single country."""

    series: str
    label: str
    label_zh: str
    date: str
    lo: int
    hi: int
    value: float  # NaN when only bounds are given
    value_low: float
    value_high: float
    unit: str
    qualifier: str
    kind: str
    source: int  # -1 none
    locator: str = ""
    note: str = ""
    topic: str = ""
    topic_zh: str = ""
    definition: str = ""
    definition_zh: str = ""
    country: str = ""
    unit_zh: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A named area without a border of its own: rings (k, 2) lon/lat, shell first."""

    id: str
    name: str
    name_zh: str
    note: str
    rings: tuple[F64, ...]
    lon: float  # label point
    lat: float
    extra: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        freeze(self, *self.rings)


@dataclass(frozen=True, slots=True)
class Package:
    """What ``datapackage.json`` says of the whole. ``fingerprint`` is the SHA-256 of the files
    read (hex); ``created`` an ISO day or ''; ``home`` an ISO 3166-1 code or '' (one that the
    gazetteer lacks is kept, with a warning)."""

    name: str
    title: str
    title_zh: str = ""
    home: str = ""
    created: str = ""
    version: str = ""
    licence: str = ""
    fingerprint: str = ""
    origin: str = ""  # the file or folder name it came from, for people
    # datapackage.json as read, for saving what the program has no name for.
    description: Mapping[str, object] = field(default_factory=dict, repr=False, hash=False)
    # The tables whose ids come from the reader, as no row had one of its own: 'events' (from
    # titles), 'organizations' (from names), 'sources' (numbered).
    made: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Dataset:
    """All of a package, frozen."""

    package: Package
    categories: tuple[Category, ...]
    events: Events
    sites: Sites
    organizations: tuple[Organization, ...]
    sources: Sequence[Source]
    citations: Sequence[Citation]
    indicators: tuple[Observation, ...]
    regions: tuple[Region, ...]
    tags: tuple[str, ...]
    gazetteer: Gazetteer
    problems: tuple[Problem, ...]

    def __len__(self) -> int:
        return len(self.events)

    @cached_property
    def event_index(self) -> Mapping[str, int]:
        """Event id to index."""
        return index_of(self.events.id)

    def look_up(self, progress: Progress) -> Dataset:
        """Itself, its events ready to be looked up by id. What ``progress`` raises comes out."""
        vars(self)["event_index"] = index_of(self.events.id, progress)
        return self

    @cached_property
    def organization_index(self) -> Mapping[str, int]:
        """Organization id to index."""
        return {o.id: i for i, o in enumerate(self.organizations)}

    def title(self, i: int, lang: str = "en") -> str:
        """Title of event ``i`` in ``lang`` ('en' or 'zh'), the other one when it is empty."""
        first, second = self.events.title[i], self.events.title_zh[i]
        return (second or first) if lang == "zh" else (first or second)

    def label(self, i: int, lang: str = "en") -> str:
        """Short name of event ``i`` in ``lang``, its title in ``lang`` when it has none; only
        then the short name and the title in the other language."""
        events = self.events
        own, other = (events.label[i], events.title[i]), (events.label_zh[i], events.title_zh[i])
        if lang == "zh":
            own, other = other, own
        return next((text for text in (*own, *other) if text.strip()), "")

    def organization_name(self, o: int, lang: str = "en") -> str:
        """Name of organization ``o`` in ``lang``, the other one when it is empty."""
        record = self.organizations[o]
        return (record.name_zh or record.name) if lang == "zh" else (record.name or record.name_zh)

    def place_name(self, s: int, lang: str = "en") -> str:
        """Name of site ``s``: the place as given, else its country."""
        place, place_zh = self.sites.place[s], self.sites.place_zh[s]
        name = (place_zh or place) if lang == "zh" else (place or place_zh)
        return name or self.gazetteer.country_name(self.sites.country.text(s), lang)
