"""Which events carry which codes, packed so that counting some of them is a gather and a count."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from explorer.common.occurring import occurring
from explorer.common.ranks import nth, standing, stretch, where_any
from explorer.common.records import dataclass
from explorer.dataset.model import I32, I64, Bool, freeze

PIECE: Final = 1 << 15
"""Events that are gathered at once: what one takes for them stays in the processor's cache."""
BROAD: Final = 1 << 18
"""Events whose one place is compared at once."""
PLAIN: Final = 24
"""Up to so many codes each is compared with all places, which takes less time than a gather."""
WIDEST: Final = 16
"""Bytes of an event's places at most; codes that find no place stand in a list beside."""
BESIDE: Final = 0.05
"""Share of the codes that may stand beside before an event gets more places."""
FEW: Final = 2
"""Up to so many wanted codes are compared one by one."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """``packed`` is (n, w): the codes of each event, each once, ``k`` where a place is empty; the
    smallest unsigned dtype that holds ``k + 1``. That stands in the last place of an event whose
    other codes found no place; these stand in ``beside`` (m,), of events ``beside_events`` (m,),
    rising."""

    k: int
    packed: npt.NDArray[np.unsignedinteger[Any]]
    beside: npt.NDArray[np.unsignedinteger[Any]]
    beside_events: I32

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def n(self) -> int:
        """Number of events."""
        return len(self.packed)

    def of(self, event: int) -> list[int]:
        """The codes of one event, rising."""
        bounds = np.array([event, event + 1], self.beside_events.dtype)
        low, high = np.searchsorted(self.beside_events, bounds).tolist()
        codes = [*self.packed[event].tolist(), *self.beside[low:high].tolist()]
        return [code for code in codes if code < self.k]

    @property
    def plain(self) -> bool:
        """Whether an event has one place for one of a few codes: then all are counted at once in
        no more time than some of them."""
        return self.k <= PLAIN and self.packed.shape[1] == 1

    def count(self, mask: Bool) -> I64:
        """(k,) number of events of each code among ``mask``, (n,)."""
        if not self.plain:
            return self.count_events(np.flatnonzero(mask))
        counts = np.zeros(self.k, dtype=np.int64)
        for at in range(0, self.n, BROAD):
            apart = mask[at : at + BROAD].view(np.uint8) - 1  # no code has all bits set
            codes = self.packed[at : at + BROAD, 0] | apart
            for code in range(self.k):
                counts[code] += np.count_nonzero(codes == code)
        if len(self.beside):
            counts += self._count_beside(mask)
        return counts

    def count_events(
        self, events: I32 | I64, mask: Bool | None = None, rising: bool = False
    ) -> I64:
        """(k,) number of events of each code among ``events``, each given once, ``rising`` or in
        any order. ``mask``: these very events, (n,), where they stand as a mask already."""
        run = stretch(events) if rising else None
        found = np.zeros(self.k + 2, dtype=np.int64)
        piece = BROAD if self.packed.dtype == np.uint8 else PIECE
        for at in range(0, len(events), piece):
            some = events[at : at + piece]
            if run is None:
                codes = self.packed.take(some, axis=0, mode="clip")
            else:
                codes = self.packed[run.start + at : run.start + at + len(some)]
            found += occurring(codes, self.k + 2)
        counts: I64 = found[: self.k]
        if not found[-1]:
            return counts
        if run is not None:
            return counts + self._counted_beside(standing(self.beside_events, run))
        if mask is None and len(events) > PIECE:
            mask = np.zeros(self.n, dtype=np.bool_)
            mask[events] = True
        return counts + (self._few_beside(events) if mask is None else self._count_beside(mask))

    def _count_beside(self, mask: Bool) -> I64:
        """Of the codes beside alone."""
        at = np.flatnonzero(mask.take(self.beside_events, mode="clip"))
        return self._counted_beside(at)

    def _few_beside(self, events: I32 | I64) -> I64:
        """The same, of a few events."""
        some = np.sort(events[self.packed[events, -1] == self.k + 1])
        return self._counted_beside(where_any(self.beside_events, some))

    def _counted_beside(self, at: I64 | slice) -> I64:
        codes = self.beside[at] if isinstance(at, slice) else self.beside.take(at, mode="clip")
        return np.bincount(codes, minlength=self.k).astype(np.int64, copy=False)

    def carrying(self, wanted: Bool) -> Bool:
        """(n,) events that carry some code marked in ``wanted``, (k,)."""
        codes = np.flatnonzero(wanted).tolist()
        table = np.append(wanted, False)
        mask = np.zeros(self.n, dtype=np.bool_)
        for at in range(0, self.n if codes else 0, PIECE):
            packed = self.packed[at : at + PIECE]
            if len(codes) <= FEW:
                held = packed == codes[0]
                for code in codes[1:]:
                    held |= packed == code
            else:
                held = table.take(packed, mode="clip")  # as no code is too great
            mask[at : at + PIECE] = _any(held)
        if len(self.beside):
            mask[self.beside_events.take(np.flatnonzero(wanted.take(self.beside)))] = True
        return mask


def _any(held: Bool) -> Bool:
    """(n,) rows of (n, w) with something true; w is 1, 2, 4, 8 or 16."""
    width = held.shape[1]
    if width == 1:
        return held.reshape(-1)
    words: npt.NDArray[Any] = held.reshape(-1).view(f"u{min(width, 8)}") != 0
    return words if width <= 8 else words[::2] | words[1::2]


def packed_rows(n: int, k: int, rows: I64, codes: I64) -> Rows:
    """The pairs (``rows``, ``codes``), events rising, no pair twice, as Rows."""
    dtype = np.min_scalar_type(k + 1)
    length = np.bincount(rows, minlength=n)
    place = nth(length)
    width = 1
    while 2 * width * dtype.itemsize <= WIDEST and (place >= width).sum() > BESIDE * len(rows):
        width *= 2
    packed = np.full((n, width), k, dtype=dtype)
    full = length > width
    packed[full, -1] = k + 1
    inside = place < np.where(full, width - 1, width)[rows]
    packed[rows[inside], place[inside]] = codes[inside]
    return Rows(k, packed, codes[~inside].astype(dtype), rows[~inside].astype(np.int32))
