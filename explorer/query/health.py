"""How well each event is documented: what it lacks, since when it is known, and a score.

``docs/data-health.md`` publishes the formula and says why it is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from explorer.common.progress import Progress, silent
from explorer.common.records import dataclass
from explorer.common.text import fold
from explorer.common.texts import Book, Texts
from explorer.dataset import edtf
from explorer.dataset.calendar import DAY
from explorer.dataset.distinct import blank
from explorer.dataset.index import all_differ
from explorer.dataset.model import I32, I64, Bool, Cited, Dataset, Source, Sources, ends_of, freeze
from explorer.query.clauses import Values
from explorer.query.labels import LISTS

POINTS: Final[Mapping[str, int]] = {
    "sources": 30,
    "publishers": 10,
    "official": 10,
    "date": 12,
    "place": 12,
    "languages": 8,
    "locators": 10,
    "disputes": 8,
}
"""The most that each part of the score gives: 100 in all."""

EACH_SOURCE: Final = 10
DATES: Final = ((1, 12), (31, 8), (366, 4))
"""A start known to so many days gives so many points; the first that fits."""
PLACES: Final[Mapping[str, int]] = {"exact": 12, "city": 12, "country": 6, "region": 3}
EACH_TEXT: Final = 2
SOME_LOCATORS: Final = 5

MISSING: Final = LISTS["missing"]
"""What an event may lack."""
BAND: Final = 20
"""Scores in a band; the last holds one more."""

Small = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Health:
    """All arrays are (n,) and read-only.

    ``score`` from 0 to 100, the sum of ``points``, by part (POINTS). ``sources``: different
    publications cited, whatever their stance; ``publishers``: different names among theirs;
    ``official``: one of them is. ``missing``, by MISSING; ``stances``: some citation has it, by
    stance, in the order in which they come. ``newest``: the source published last, into
    Dataset.sources, -1 where none tells when; ``known_lo``, ``known_hi``: half-open bounds in
    seconds of when that was, zeros then.
    """

    score: Small
    points: Mapping[str, Small]
    sources: I64
    publishers: I64
    official: Bool
    missing: Mapping[str, Bool]
    stances: Mapping[str, Bool]
    newest: I64
    known_lo: I64
    known_hi: I64

    def __post_init__(self) -> None:
        freeze(self, *self.points.values(), *self.missing.values(), *self.stances.values())


_KNOWN: Final[WeakKeyDictionary[Dataset, Health]] = WeakKeyDictionary()


def health(dataset: Dataset, progress: Progress = silent) -> Health:
    """The health of every event, worked out once for as long as the dataset lives. ``progress``
    may raise to break it off."""
    if dataset not in _KNOWN:
        _KNOWN[dataset] = _evaluated(dataset, progress)
    return _KNOWN[dataset]


def _evaluated(dataset: Dataset, progress: Progress) -> Health:
    def on() -> None:
        progress("arranging", 0, 0)

    events, n = dataset.events, len(dataset)
    on()
    cites = _Cites(dataset)
    on()
    sources, publishers = cites.different(_publications(dataset)), cites.different(_names(dataset))
    on()
    newest, known_lo, known_hi = _newest(dataset, cites)
    on()
    blanks = {name: _blank(getattr(events, name)) for name in MISSING[:4]}
    on()
    official = cites.any_of(_official(dataset.sources))
    opposed, unlocated = cites.by("disputes"), cites.unlocated
    disputed = _equal(events.dispute.values, events.dispute.codes, "disputed")
    one_sided = (disputed | opposed) & ~(opposed & cites.by("supports"))
    cited = cites.counts > 0
    points = {
        "sources": EACH_SOURCE * np.minimum(sources, 3),
        "publishers": POINTS["publishers"] * (publishers > 1),
        "official": POINTS["official"] * official,
        "date": _date_points(dataset),
        "place": _place_points(dataset),
        "languages": EACH_TEXT * sum((~b).astype(np.int8) for b in blanks.values()),
        "locators": np.select(
            [~cited | (unlocated == cites.counts), unlocated > 0],
            [0, SOME_LOCATORS],
            POINTS["locators"],
        ),
        "disputes": POINTS["disputes"] * ~one_sided,
    }
    placed = np.zeros(n, np.bool_)
    standing = np.isfinite(dataset.sites.draw_lon) & np.isfinite(dataset.sites.draw_lat)
    placed[dataset.sites.event[standing]] = True
    missing = {
        **blanks,
        "date": ~events.dated,
        "place": ~placed,
        "organization": np.diff(events.organizations.offsets) == 0,
        "category": events.category.codes < 0,
        "confidence": events.confidence < 0,
        "source": sources == 0,
        "locator": unlocated > 0,
        "source_date": cites.any_of(_lacking(dataset.sources, "published")),
        "source_address": cites.any_of(_lacking(dataset.sources, "url")),
        "publisher": cites.any_of(_lacking(dataset.sources, "publisher")),
        "as_of": newest < 0,
        "other_side": one_sided,
    }
    small = {name: np.asarray(points[name], np.int8) for name in POINTS}
    score = np.zeros(n, np.int8)
    for part in small.values():
        score += part
    return Health(
        score, small, sources, publishers, official,
        {name: missing[name] for name in MISSING}, cites.stances, newest, known_lo, known_hi,
    )  # fmt: skip


class _Cites:
    """Who cites what: ``event`` and ``source`` (m,) of those citations whose source is listed;
    ``counts`` and ``unlocated`` (n,) of all; ``stances``: as in Health."""

    def __init__(self, dataset: Dataset) -> None:
        citations, self._n = dataset.citations, len(dataset)
        event, source = ends_of(citations)
        self.counts = self._counted(event)
        if isinstance(citations, Cited):
            self.unlocated = self.counts
            self.stances = {"supports": self.counts > 0} if len(event) else {}
        else:
            n = len(citations)
            bare = np.fromiter((not c.locator.strip() for c in citations), np.bool_, n)
            self.unlocated = self._counted(event[bare])
            book = Book()
            codes = np.fromiter((book[c.stance] for c in citations), np.int64, n)
            self.stances = {
                stance: self._counted(event[codes == code]) > 0 for stance, code in book.items()
            }
        listed = source >= 0
        self.event, self.source = event[listed], source[listed]

    def by(self, stance: str) -> Bool:
        """(n,) events that some citation of this stance speaks to."""
        return self.stances.get(stance, np.zeros(self._n, np.bool_))

    def _counted(self, events: I64) -> I64:
        return np.bincount(events, minlength=self._n).astype(np.int64, copy=False)

    def different(self, codes: I64) -> I64:
        """(n,) different codes of the sources of each event; ``codes``: of each source, -1 for
        none."""
        width = int(codes.max(initial=0)) + 1
        found = codes[self.source]
        keys = np.sort((self.event * width + found)[found >= 0])
        return self._counted(keys[np.diff(keys, prepend=-1) > 0] // width)

    def any_of(self, marked: Bool) -> Bool:
        """(n,) events that cite some source that is ``marked``."""
        return self._counted(self.event[marked[self.source]]) > 0


def _column(sources: Sequence[Source], name: str) -> Sequence[str]:
    """One field of every source; of those kept as columns, a column."""
    if isinstance(sources, Sources):
        found: Sequence[str] = getattr(sources, name)
        return found
    return [getattr(source, name) for source in sources]


def _publications(dataset: Dataset) -> I64:
    """A code for each source: what stands at one address is one publication."""
    urls = _column(dataset.sources, "url")
    if isinstance(urls, Texts) and urls.codes is None and all_differ(urls):
        return np.arange(len(urls))
    return _coded(url or k for k, url in enumerate(urls))


def _names(dataset: Dataset) -> I64:
    """A code for the publisher of each source, written in whatever case; -1 for none."""
    folded: dict[str, str] = {}
    book, codes = Book(), []
    for name in _column(dataset.sources, "publisher"):
        key = folded.get(name)
        if key is None:
            key = folded[name] = fold(name)
        codes.append(book[key] if key else -1)
    return np.array(codes, np.int64)


def _coded(keys: Iterable[object]) -> I64:
    book = Book()
    return np.array([book[key] for key in keys], np.int64)


def _official(sources: Sequence[Source]) -> Bool:
    """(k,) whether each source is. Sources kept as columns have no genre."""
    if isinstance(sources, Sources):
        return np.zeros(len(sources), np.bool_)
    return np.fromiter((source.official for source in sources), np.bool_, len(sources))


def _lacking(sources: Sequence[Source], name: str) -> Bool:
    """(k,) which sources say nothing in this field."""
    return _blank(_column(sources, name))


def _blank(column: Sequence[str]) -> Bool:
    """(n,) which cells hold white space alone."""
    if isinstance(column, Texts):
        return blank(column)
    return np.fromiter((not text.strip() for text in column), np.bool_, len(column))


def _equal(values: Sequence[str], codes: I32, wanted: str) -> Bool:
    """(n,) which rows of a coded column hold ``wanted``."""
    return np.array([*(value == wanted for value in values), False], np.bool_)[codes]


def _date_points(dataset: Dataset) -> I64:
    """(n,) by how closely the start is known."""
    events = dataset.events
    bounded = events.dated & (events.start_lo > edtf.MIN) & (events.start_hi < edtf.MAX)
    width = np.where(bounded, events.start_hi, 0) - np.where(bounded, events.start_lo, 0)
    fits = [bounded & (width <= days * DAY) for days, _ in DATES]
    return np.select(fits, [points for _, points in DATES], 0).astype(np.int64)


def _place_points(dataset: Dataset) -> I64:
    """(n,) by the most precise of the sites."""
    precision = dataset.sites.precision
    table = np.array([*(PLACES.get(value, 0) for value in precision.values), 0], np.int64)
    found = np.zeros(len(dataset), np.int64)
    np.maximum.at(found, dataset.sites.event, table[precision.codes])
    return found


def _newest(dataset: Dataset, cites: _Cites) -> tuple[I64, I64, I64]:
    """As in Health. Of two sources the one that begins later is the newer, then the first."""
    spans: dict[str, tuple[int, int]] = {}
    published = _column(dataset.sources, "published")
    for text in dict.fromkeys(published):
        spans[text] = _span(text)
    bounds = np.array([spans[text] for text in published], np.int64).reshape(-1, 2)
    lo, hi = bounds[:, 0], bounds[:, 1]
    newest = np.full(len(dataset), -1, np.int64)
    known_lo, known_hi = np.zeros_like(newest), np.zeros_like(newest)
    told = lo[cites.source] > edtf.MIN
    event, source = cites.event[told], cites.source[told]
    if len(event):
        order = np.lexsort((-source, lo[source], event))
        event, source = event[order], source[order]
        first = np.diff(event, prepend=-1) > 0
        last = np.append(first[1:], True)
        newest[event[last]] = source[last]
        known_lo[event[last]] = lo[source[last]]
        known_hi[event[first]] = np.maximum.reduceat(hi[source], np.flatnonzero(first))
    return newest, known_lo, known_hi


def _span(text: str) -> tuple[int, int]:
    """The outer bounds of a date; (MIN, MIN) where it says none, or no earliest moment."""
    try:
        return edtf.bounds(edtf.parse(text))
    except edtf.DateError:
        return edtf.MIN, edtf.MIN


def record_mask(dataset: Dataset, clause: Values) -> Bool:
    """(n,) events for which ``clause``, of one of RECORD_FIELDS, holds: those that carry one of
    its values, or none of them. No values mean everything; unknown ones match nothing."""
    mask = np.full(len(dataset), not clause.values)
    for value in clause.values:
        held = _carrying(health(dataset), clause.field, value)
        if held is not None:
            mask |= held
    return ~mask if clause.exclude and clause.values else mask


def _carrying(found: Health, field: str, value: str) -> Bool | None:
    """(n,) events that carry ``value``, None where there is no such value."""
    if field in ("missing", "stance"):
        return (found.missing if field == "missing" else found.stances).get(value)
    if value not in LISTS[field]:
        return None
    place, last = LISTS[field].index(value), len(LISTS[field]) - 1
    parted = found.sources if field == "sources" else found.score // BAND
    held: Bool = parted >= last if place == last else parted == place
    return held
