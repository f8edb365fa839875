"""Sources of a large flat table, by columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from explorer.common.texts import Book, Texts, encoded
from explorer.dataset.columns import first_places
from explorer.dataset.distinct import blank, kinds_of, stripped, tuples_of
from explorer.dataset.flat import SEPARATORS, Flat, host
from explorer.dataset.index import all_differ
from explorer.dataset.model import I64, Bool, Source, Sources
from explorer.dataset.values import split

FIELDS: Final = ("source", "publisher", "published", "url")
Cites = tuple[I64, I64]
"""(m,) how many sources each row has, and the numbers of all one after the other."""

_PARTING: Final = b";,| \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f"
_HOST: Final = re.compile(r"https?://(?:www\.)?([a-z0-9.-]+)(?=[/?#]|$)")


def sources_of(
    reader: Flat, fields: Callable[[str], Texts], kept: I64, tick: Callable[[], None]
) -> tuple[Cites, Sequence[Source]]:
    """The sources that the rows ``kept`` cite, numbered as they appear."""
    columns = [fields(name).take(kept, tick) for name in FIELDS]
    tick()
    own = _own_links(columns, tick)
    if own is not None:
        return own
    rows, codes = tuples_of(columns, tick)
    tick()
    used, first = first_places(codes, len(rows))
    cited: list[list[int]] = [[] for _ in rows]
    for step, k in enumerate(used[np.argsort(first)].tolist()):
        if step % 500 == 0:
            tick()
        cited[k] = reader.cite(dict(zip(FIELDS, rows[k], strict=True)))
    counts = np.fromiter(map(len, cited), np.int64, len(cited))
    flat = np.fromiter((s for row in cited for s in row), np.int64, int(counts.sum()))
    own_counts, starts = counts[codes], (np.cumsum(counts) - counts)[codes]
    within = np.arange(int(own_counts.sum())) - np.repeat(
        np.cumsum(own_counts) - own_counts, own_counts
    )
    return (own_counts, flat[np.repeat(starts, own_counts) + within]), tuple(
        reader.sources.values()
    )


def _own_links(columns: Sequence[Texts], tick: Callable[[], None]) -> tuple[Cites, Sources] | None:
    """The sources where each link stands in one row alone, as in most large tables; else None."""
    title, publisher, published = map(stripped, columns[:3])
    url = columns[3]
    if url.codes is not None or not len(url) or not url.data.isascii():
        return None
    if len(url.data.translate(None, _PARTING)) != len(url.data):
        return None
    linked = ~blank(url)
    tick()
    http = ("http://", "https://")
    if not all_differ(url.take(np.flatnonzero(linked))) or any(
        text.lower().startswith(http) for text in kinds_of(title)[0]
    ):
        return None
    tick()
    named, codes = tuples_of([title, publisher, published], tick)
    tick()
    number = _numbered(named, codes, linked)
    tick()
    order = np.argsort(number, kind="stable")
    firsts = order[np.unique(number[order], return_index=True)[1]]
    firsts = firsts[number[firsts] >= 0]
    book = Book()
    titles = np.where(
        linked[firsts],
        np.array([book[_called(row)] for row in named], np.int64)[codes[firsts]],
        np.array([book[row[0] or row[1]] for row in named], np.int64)[codes[firsts]],
    )
    known = list(book)
    for i in np.flatnonzero(np.array([not text for text in known], np.bool_)[titles]).tolist():
        link = url[int(firsts[i])]
        titles[i] = book[_host(link)] if link else titles[i]
    cited = number >= 0
    tick()
    sources = Sources(
        Texts.coded(list(map(encoded, book)), titles),
        publisher.take(firsts, tick),
        url.take(firsts, tick),
        published.take(firsts, tick),
    )
    return (cited.astype(np.int64), number[cited]), sources


def _numbered(named: Sequence[tuple[str, ...]], codes: I64, linked: Bool) -> I64:
    """The number of each row's source, -1 for none: rows with a link have one of their own."""
    n = len(codes)
    first = np.where(linked, np.arange(n), -1)
    rows = np.flatnonzero(~linked)
    kinds, at = first_places(codes[rows], len(named))
    begun: dict[tuple[str, ...], int] = {}
    of = np.full(len(named), -1, np.int64)
    for k in np.argsort(at).tolist():
        row = named[int(kinds[k])]
        if row[0] or row[1]:
            of[int(kinds[k])] = begun.setdefault((row[0] or row[1], *row[1:]), int(rows[at[k]]))
    first[rows] = of[codes[rows]]
    begins = np.zeros(n, np.int64)
    begins[first[first >= 0]] = 1
    ranks = np.cumsum(begins) - 1
    return np.where(first >= 0, ranks[first], -1)


def _called(row: tuple[str, ...]) -> str:
    """The title of a source with one link, by its title and publisher as written."""
    titles = split(row[0].translate(SEPARATORS))
    return (titles[0] if len(titles) == 1 else row[0]) or row[1]


def _host(url: str) -> str:
    found = _HOST.match(url)
    return found[1] if found and found[1] else host(url)
