"""Text search: every word, folded, as a part of some text about an event."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.common.progress import Progress, silent
from explorer.common.text import fold
from explorer.common.texts import Whole, narrow
from explorer.dataset.model import I64, Bool, Dataset
from explorer.query.facets import Column, column
from explorer.query.names import names

_KEPT_BYTES: Final = 16_000_000
"""Of the answers for single words that are kept."""
_BREAK: Final = "\n"
"""Parts one text from the next; a word holds no white space, so it never spans two."""


class SearchIndex:
    """Where words occur: titles, short names, summaries, tags, and the names and aliases of
    organizations (with those they belong to), places, regions, countries and categories, in both
    languages.

    What events share (names) is kept once and looked up through their columns. What is their own
    (titles, short names, summaries) is one long text for each column, with a line for each event;
    of a ``large`` number of events it is a vocabulary. ``of``: gives columns that are there
    already. ``progress`` may raise to break the making off.
    """

    def __init__(
        self,
        dataset: Dataset,
        large: bool = False,
        of: Callable[[str], Column] | None = None,
        progress: Progress = silent,
    ) -> None:
        self._n = len(dataset)
        events = dataset.events
        named = (events.title, events.title_zh, events.label, events.label_zh)
        own = (*named, events.summary, events.summary_zh)
        columns = of or (lambda field: column(dataset, field))
        if large:
            from explorer.query.vocabulary import Vocabulary
        self._own: list[Callable[[str], Bool]]
        if large:
            self._own = [Vocabulary(own, self._n, progress).mask]
        else:
            self._own = [_Lines(texts).mask for texts in own if any(texts)]
        self._shared = [
            (_names_of(dataset, part), part)
            for part in map(columns, ("organization", "country", "tag", "category"))
        ]
        places, self._place_codes = _places(dataset)
        self._places: Callable[[str], Bool]
        if large:
            self._places = Vocabulary([places], len(places), progress).mask
        else:
            self._places = _Lines(places).mask
        self._site_event = dataset.sites.event
        kept = max(4, min(64, _KEPT_BYTES // max(self._n, 1)))
        self._word = lru_cache(maxsize=kept)(self._events_with)

    def mask(self, text: str) -> Bool:
        """(n,) events in which every word of ``text`` occurs; all when it has no words."""
        found = np.ones(self._n, dtype=np.bool_)
        for word in words_of(text):
            found &= self._word(word)
        return found

    def _events_with(self, word: str) -> Bool:
        """(n,) events with ``word``, one folded word, in some text."""
        found = np.zeros(self._n, dtype=np.bool_)
        for own in self._own:
            found |= own(word)
        if found.all():
            return found
        for lines, part in self._shared:
            wanted = lines.mask(word)
            if wanted.any():
                found |= part.carrying(wanted)
        wanted = self._places(word)
        if wanted.any():
            found[self._site_event[wanted[self._place_codes]]] = True
        return found


def words_of(text: str) -> tuple[str, ...]:
    """The words looked for: folded, parted at white space, each once, longest first."""
    return tuple(sorted(set(fold(text).split()), key=lambda word: (-len(word), word)))


class _Lines:
    """Many texts as one, folded, to be searched at a stroke."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.n = len(texts)
        self._text = fold_lines(texts)
        lengths = np.fromiter(map(len, self._text.split(_BREAK)), np.int64) + len(_BREAK)
        self._starts: I64 = np.cumsum(lengths) - lengths

    def mask(self, word: str) -> Bool:
        """(n,) lines that hold ``word`` (not empty, no white space)."""
        places: list[int] = []
        at = self._text.find(word)
        while at >= 0:
            places.append(at)
            # One find in a line is enough: on to the next.
            end = self._text.find(_BREAK, at)
            at = -1 if end < 0 else self._text.find(word, end)
        held = np.zeros(self.n, dtype=np.bool_)
        held[np.searchsorted(self._starts, np.array(places, np.int64), side="right") - 1] = True
        return held


def fold_lines(texts: Sequence[str]) -> str:
    """Each text on a line, folded as ``fold`` does but for surplus white space.

    ``fold`` looks at every character in turn; here each distinct one is looked at once.
    """
    joined = _BREAK.join(texts)
    if joined.count(_BREAK) >= max(len(texts), 1):  # some text has a line break of its own
        joined = _BREAK.join(" ".join(text.split()) for text in texts)
    if joined.isascii():
        return joined.lower()
    parted = unicodedata.normalize("NFKD", joined).casefold()
    parted = unicodedata.normalize("NFKD", parted)
    for character in set(parted):
        if character != _BREAK and fold(f"a{character}a") == "aa":
            parted = parted.replace(character, "")
    return parted


def _names_of(dataset: Dataset, part: Column) -> _Lines:
    """A line for each value of the column, with all that it is called."""
    called: dict[str, str] = {}
    for value, more in names(dataset, part.field):
        called[value] = " ".join((called.get(value, ""), *more))
    return _Lines([called.get(value, "").strip() or value for value in part.values])


def _places(dataset: Dataset) -> tuple[list[str], Whole]:
    """Distinct names of places with those of their regions, and (m,) the line of each site."""
    sites = dataset.sites
    seen: dict[tuple[str, str, int], int] = {}
    keys = zip(sites.place, sites.place_zh, sites.region.tolist(), strict=True)
    codes = np.fromiter((seen.setdefault(key, len(seen)) for key in keys), np.int64, len(sites))
    texts = []
    for place, place_zh, region in seen:
        area = (
            (dataset.regions[region].name, dataset.regions[region].name_zh) if region >= 0 else ()
        )
        texts.append(" ".join((place, place_zh, *area)))
    return texts, narrow(codes, len(texts))
