"""Numbers of events that are found when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from explorer.dataset.model import I64


class Numbers:
    """Event numbers, rising. How many there are is known before."""

    __slots__ = ("_array", "_find", "size")

    def __init__(self, size: int, find: Callable[[], I64]) -> None:
        self.size = size
        self._find: Callable[[], I64] | None = find
        self._array: I64 | None = None

    @classmethod
    def of(cls, events: I64) -> Numbers:
        """These."""
        return cls(len(events), lambda: events)

    @property
    def array(self) -> I64:
        """(size,) int64."""
        if self._array is None:
            assert self._find is not None
            self._array, self._find = self._find(), None
        return self._array

    def __len__(self) -> int:
        return self.size

    def __contains__(self, event: int) -> bool:
        found = self.array
        at = int(np.searchsorted(found, event))
        return at < len(found) and int(found[at]) == event


NONE: Final = Numbers.of(np.empty(0, dtype=np.int64))
