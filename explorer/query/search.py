"""Text search: every word, folded, as a part of some text about an event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeGuard

import numpy as np

from explorer.common.progress import Progress, silent
from explorer.common.text import fold
from explorer.common.texts import Texts, Whole, narrow
from explorer.dataset.model import I64, Bool, Dataset
from explorer.query.facets import Column, column
from explorer.query.folding import BREAK, fold_lines
from explorer.query.kept import Masks
from explorer.query.names import names

_KEPT_BYTES: Final = 6_000_000
"""Of the answers for single words that are kept."""
_OFTEN: Final = 4
"""How often each text comes on average in a column of which only the different ones are indexed."""
_FEW: Final = 10_000
"""Different texts up to which they are simply looked through."""


class SearchIndex:
    """Where words occur: titles, short names, summaries, tags, and the names and aliases of
    organizations (with those they belong to), places, regions, countries and categories, in both
    languages.

    What events share (names) is kept once and looked up through their columns. What is their own
    (titles, short names, summaries) is one long text for each column, with a line for each event;
    of a ``large`` number of events it is looked through as it is until ``arrange`` has made a
    vocabulary of it. ``of``: gives columns that are there already.
    """

    def __init__(
        self,
        dataset: Dataset,
        large: bool = False,
        of: Callable[[str], Column] | None = None,
    ) -> None:
        self._n = len(dataset)
        events = dataset.events
        named = (events.title, events.title_zh, events.label, events.label_zh)
        own = (*named, events.summary, events.summary_zh)
        columns = of or (lambda field: column(dataset, field))
        self._repeated: list[Callable[[str], Bool]] = []
        self._texts: list[Sequence[str]] = []
        for texts in own:
            if large and _repeats(texts):
                self._repeated.append(_Repeated(texts).mask)
            elif any(texts):
                self._texts.append(texts)
        self._own: list[Callable[[str], Bool]] = []
        if large and self._texts:
            from explorer.query.scan import Scan

            self._own = [Scan(texts).mask for texts in self._texts]
        elif not large:
            self._own = [_Lines(texts).mask for texts in self._texts]
        self._shared = [
            (_names_of(dataset, part), part)
            for part in map(columns, ("organization", "country", "tag", "category"))
        ]
        self._places = _places(dataset, large)
        self._site_event = dataset.sites.event
        kept = max(4, min(64, _KEPT_BYTES // max(self._n, 1)))
        self._word: Masks[str] = Masks(self._n, self._events_with, kept)

    def arrange(self, progress: Progress = silent) -> None:
        """Arrange what is looked through by its words; ``progress`` may raise to break it off."""
        texts = self._texts  # read once: two threads may ask for it
        if texts:
            from explorer.query.vocabulary import Vocabulary

            self._own = [Vocabulary(texts, self._n, progress).mask]
            self._texts = []

    def mask(self, text: str) -> Bool:
        """(n,) events in which every word of ``text`` occurs; all when it has no words."""
        found = np.ones(self._n, dtype=np.bool_)
        for word in words_of(text):
            found &= self._word(word)
        return found

    def _events_with(self, word: str) -> Bool:
        """(n,) events with ``word``, one folded word, in some text."""
        found = np.zeros(self._n, dtype=np.bool_)
        for own in (*self._repeated, *self._own):
            found |= own(word)
        if found.all():
            return found
        for lines, part in self._shared:
            wanted = lines.mask(word)
            if wanted.any():
                found |= part.carrying(wanted)
        for holding, codes in self._places:
            wanted = holding(word)
            if wanted.any():
                found[self._site_event[wanted.take(codes)]] = True
        return found


def _repeats(texts: Sequence[str]) -> TypeGuard[Texts]:
    """Whether each different text of a column is kept once and comes often."""
    if not isinstance(texts, Texts) or texts.codes is None:
        return False
    return (len(texts.offsets) - 1) * _OFTEN <= len(texts)


class _Repeated:
    """A column in which few texts come again and again: these are looked through."""

    def __init__(self, texts: Texts) -> None:
        assert texts.codes is not None
        self._codes = texts.codes
        self._lines = _lines_of(Texts(texts.data, texts.offsets), True)

    def mask(self, word: str) -> Bool:
        """(n,) events with ``word``, folded and without white space, in their text."""
        held = self._lines(word)
        if held.any():
            return held.take(self._codes)
        return np.zeros(len(self._codes), np.bool_)


def words_of(text: str) -> tuple[str, ...]:
    """The words looked for: folded, parted at white space, each once, longest first."""
    return tuple(sorted(set(fold(text).split()), key=lambda word: (-len(word), word)))


class _Lines:
    """Many texts as one, folded, to be searched at a stroke."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.n = len(texts)
        self._text = fold_lines(texts)
        lengths = np.fromiter(map(len, self._text.split(BREAK)), np.int64) + len(BREAK)
        self._starts: I64 = np.cumsum(lengths) - lengths

    def mask(self, word: str) -> Bool:
        """(n,) lines that hold ``word`` (not empty, no white space)."""
        places: list[int] = []
        at = self._text.find(word)
        while at >= 0:
            places.append(at)
            # One find in a line is enough: on to the next.
            end = self._text.find(BREAK, at)
            at = -1 if end < 0 else self._text.find(word, end)
        held = np.zeros(self.n, dtype=np.bool_)
        held[np.searchsorted(self._starts, np.array(places, np.int64), side="right") - 1] = True
        return held


def _names_of(dataset: Dataset, part: Column) -> _Lines:
    """A line for each value of the column, with all that it is called."""
    called: dict[str, str] = {}
    for value, more in names(dataset, part.field):
        called[value] = " ".join((called.get(value, ""), *more))
    return _Lines([called.get(value, "").strip() or value for value in part.values])


def _places(dataset: Dataset, large: bool) -> list[tuple[Callable[[str], Bool], Whole]]:
    """What tells which names of places and of regions hold a word, each with (m,) the number that
    each site has there."""
    sites = dataset.sites
    named: list[tuple[Sequence[str], Whole]] = []
    for texts in (sites.place, sites.place_zh):
        if isinstance(texts, Texts) and texts.codes is not None:
            named.append((Texts(texts.data, texts.offsets), texts.codes))
        elif any(texts):
            known = {text: k for k, text in enumerate(dict.fromkeys(texts))}
            places = np.fromiter(map(known.__getitem__, texts), np.int64, len(sites))
            named.append((list(known), narrow(places, len(known))))
    if dataset.regions:
        areas = [f"{region.name} {region.name_zh}" for region in dataset.regions]
        named.append(([*areas, ""], sites.region))
    return [(_lines_of(values, large), codes) for values, codes in named]


def _lines_of(texts: Sequence[str], large: bool) -> Callable[[str], Bool]:
    """What looks through ``texts``, all at a stroke where they are few."""
    if not large or len(texts) <= _FEW:
        return _Lines(texts).mask
    from explorer.query.scan import Scan

    return Scan(texts).mask
