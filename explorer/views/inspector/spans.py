"""The spans of time of several events: of very many, few differ."""

from __future__ import annotations

import numpy as np

from explorer.common.coded import Coded
from explorer.common.occurring import occurring
from explorer.common.texts import Whole
from explorer.dataset.model import I64, Bool, Dataset


class Spans:
    """Of the dated ones of ``events``, numbers, rising. ``start_lo`` to ``end_hi``: (u,) bounds,
    each different four of them once where that is known beforehand; ``often`` (u,): how many events
    have them. ``total``: how many events there are, the undated ones too."""

    def __init__(self, data: Dataset, events: I64) -> None:
        e, self.total = data.events, len(events)
        self._dated = events.take(np.flatnonzero(e.dated.take(events)))  # quicker than by a mask
        columns = e.start_lo, e.start_hi, e.end_lo, e.end_hi
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


def _coded(*columns: object) -> list[Coded]:
    return [column for column in columns if isinstance(column, Coded)]


def _shared(*columns: object) -> Whole | None:
    """(n,) of which rows all ``columns`` hold the same, where they are kept so."""
    kept = _coded(*columns)
    shared = len(kept) == len(columns) and all(one.codes is kept[0].codes for one in kept)
    return kept[0].codes if shared else None
