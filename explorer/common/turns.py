"""Work on very many things in short turns. One call that sorts or drops a hundred thousand objects
keeps the interpreter to itself; between two turns other threads get it, the screen's above all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import merge
from typing import Any, Final, TypeVar

T = TypeVar("T")

DROPPED: Final = 500
SORTED: Final = 4000


def let_go(*heaps: list[Any]) -> None:
    """Empty the lists, a few things at a time."""
    for heap in heaps:
        while heap:
            del heap[-DROPPED:]


def ordered(items: Sequence[T], key: Callable[[T], Any]) -> list[T]:
    """What ``sorted`` gives."""
    if len(items) <= SORTED:
        return sorted(items, key=key)
    turns = [sorted(items[k : k + SORTED], key=key) for k in range(0, len(items), SORTED)]
    return list(merge(*turns, key=key))
