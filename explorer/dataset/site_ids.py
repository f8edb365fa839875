"""Ids of sites that a table gives none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import eq
from typing import overload

from explorer.common.texts import FEW, TURN, Texts, Whole, narrow
from explorer.dataset.model import I32


class SiteIds(Sequence[str]):
    """Ids of sites that have none of their own: that of the event, and a number from 1."""

    def __init__(self, events: Texts, event: I32, number: Whole) -> None:
        """``event`` and ``number`` are (m,); ``event`` are places in ``events``."""
        self._events, self._event = events, event
        self._number = narrow(number, int(number.max(initial=0)))
        self._cells: list[str] | None = None

    @staticmethod
    def event_of(site: str) -> str:
        """The id of the event that a site with this id belongs to."""
        return site.rpartition("--")[0]

    @property
    def parts(self) -> tuple[Texts, I32, Whole]:
        """What it was made of."""
        return self._events, self._event, self._number

    def __len__(self) -> int:
        return len(self._event)

    @overload
    def __getitem__(self, i: int) -> str: ...
    @overload
    def __getitem__(self, i: slice) -> list[str]: ...
    def __getitem__(self, i: int | slice) -> str | list[str]:
        if self._cells is not None:
            return self._cells[i]
        if isinstance(i, slice):
            pairs = zip(self._event[i].tolist(), self._number[i].tolist(), strict=True)
            return [f"{self._events[event]}--{number}" for event, number in pairs]
        if len(self) <= FEW:
            self._cells = self[:]
            return self._cells[i]
        return f"{self._events[int(self._event[i])]}--{self._number[i]}"

    def __iter__(self) -> Iterator[str]:
        for k in range(0, len(self), TURN):
            yield from self[k : k + TURN]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str) or not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]
