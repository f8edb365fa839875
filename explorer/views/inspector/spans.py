"""The spans of time of several events: of very many, few differ."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Protocol
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.coded import Coded
from explorer.common.occurring import occurring
from explorer.common.texts import Whole
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.codes import Codes, single


class Bounds(Protocol):
    """``start_lo`` to ``end_hi``: (u,) the bounds of some events, each different four once."""

    start_lo: I64
    start_hi: I64
    end_lo: I64
    end_hi: I64

    def first(self, chosen: Bool) -> int:
        """The first event that has one of the spans ``chosen`` (u,), of which there is one."""


class Spans:
    """Of the dated ones of ``events``, numbers, rising. ``start_lo`` to ``end_hi``: (u,) bounds,
    each different four of them once where that is known beforehand; ``often`` (u,): how many events
    have them. ``total``: how many events there are, the undated ones too."""

    def __init__(self, data: Dataset, events: I64) -> None:
        e, self.total = data.events, len(events)
        self._dated = events.take(np.flatnonzero(e.dated.take(events)))  # quicker than by a mask
        columns = _columns(data)
        codes = _shared(*columns)
        self._span: Whole
        if codes is None:
            self._span = self._held = np.arange(len(self._dated))
            self.often = np.ones(len(self._dated), dtype=np.int64)
            bounds = [column[self._dated] for column in columns]
        else:
            self._span = codes.take(self._dated)
            often = occurring(self._span, int(self._span.max()) + 1 if len(self._span) else 0)
            self._held = np.flatnonzero(often)
            self.often = often.take(self._held)
            bounds = [column.values.take(self._held) for column in _coded(*columns)]
        self.start_lo, self.start_hi, self.end_lo, self.end_hi = bounds

    def __len__(self) -> int:
        """How many events are dated."""
        return len(self._dated)

    def first(self, chosen: Bool) -> int:
        """The first event that has one of the spans ``chosen`` (u,), of which there is one."""
        wanted = np.zeros(int(self._held.max()) + 1, dtype=np.bool_)
        wanted[self._held] = chosen
        return int(self._dated[wanted.take(self._span).argmax()])


def bounds_shown(data: Dataset, shown: Bool) -> Bounds:
    """Those of the dated events of ``shown`` (n,), which are counted by what changed since the
    last masks that were asked for."""
    codes = _shared(*_columns(data))
    if codes is None:
        return Spans(data, np.flatnonzero(shown))
    return _Shown(data, shown, codes)


class _Shown:
    def __init__(self, data: Dataset, shown: Bool, codes: Whole) -> None:
        columns = _coded(*_columns(data))
        if data not in _counted:
            k = len(columns[0].values)
            undated = np.zeros(k, np.bool_)  # by a code for each way to write nothing
            dated = int(np.count_nonzero(data.events.dated))  # these come first
            undated[codes[dated:]] = True
            _counted[data] = single(k, codes), dated, undated
        spans, self._dated, undated = _counted[data]
        held = np.flatnonzero(spans.counts(shown))
        held = held[~undated[held]]
        self._starts, self._shown = data.events.start_lo, shown
        self._codes, self._held = codes, held
        bounds = [column.values.take(held) for column in columns]
        self.start_lo, self.start_hi, self.end_lo, self.end_hi = bounds

    def first(self, chosen: Bool) -> int:
        """As ``Bounds`` has it: the dated ones rise by ``start_lo``."""
        code, start = self._held[chosen], self.start_lo[chosen]
        for low in np.unique(start).tolist():  # with one start they stand together
            left = bisect_left(self._starts, low, 0, self._dated)
            right = bisect_right(self._starts, low, left, self._dated)
            there = self._shown[left:right] & np.isin(self._codes[left:right], code[start == low])
            if there.any():
                return left + int(there.argmax())
        raise ValueError("no event has such a span")


_counted: WeakKeyDictionary[Dataset, tuple[Codes, int, Bool]] = WeakKeyDictionary()
"""The spans of all events, how many are dated, and (k,) which spans are of those that are not."""


def _columns(data: Dataset) -> tuple[I64, I64, I64, I64]:
    e = data.events
    return e.start_lo, e.start_hi, e.end_lo, e.end_hi


def _coded(*columns: object) -> list[Coded]:
    return [column for column in columns if isinstance(column, Coded)]


def _shared(*columns: object) -> Whole | None:
    """(n,) of which rows all ``columns`` hold the same, where they are kept so."""
    kept = _coded(*columns)
    shared = len(kept) == len(columns) and all(one.codes is kept[0].codes for one in kept)
    return kept[0].codes if shared else None
