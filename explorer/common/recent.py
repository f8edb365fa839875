"""The last few answers about something, kept as long as that is there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

Owner = TypeVar("Owner")
Value = TypeVar("Value")


class Recent(Generic[Owner, Value]):
    """Values by key for each owner, the latest ``most(owner)`` of them. A value must not refer to
    its owner: neither would ever go. Several threads may ask and keep."""

    def __init__(self, most: Callable[[Owner], int]) -> None:
        self._most = most
        self._lock = RLock()  # of one that a look for garbage may come back to
        self._kept: WeakKeyDictionary[Owner, OrderedDict[Hashable, Value]] = WeakKeyDictionary()

    def get(self, owner: Owner, key: Hashable) -> Value | None:
        """What was kept, None when there is none, or no more."""
        with self._lock:
            kept = self._kept.get(owner)
            found = None if kept is None else kept.get(key)
            if kept is not None and found is not None:
                kept.move_to_end(key)
            return found

    def keep(self, owner: Owner, key: Hashable, value: Value) -> Value:
        """Keep ``value`` and return it."""
        with self._lock:
            kept = self._kept.setdefault(owner, OrderedDict())
            kept[key] = value
            kept.move_to_end(key)
            while len(kept) > max(1, self._most(owner)):
                kept.popitem(last=False)
            return value
