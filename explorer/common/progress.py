"""How far long work has come: told in passing, at no cost to those who don't listen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

Progress = Callable[[str, int, int], None]
"""(what, done, total): ``what`` is a key for the words, ``total`` 0 when nobody knows it. It may
raise to have the work broken off."""

T = TypeVar("T")
EVERY: Final = 500  # steps between two words of how far it is


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody listens."""


def unheard() -> None:
    """The tick of work for which nobody waits."""


def told(items: Iterable[T], progress: Progress, what: str, total: int) -> Iterator[T]:
    """``items`` as they are, with ``progress`` told at the start and after every EVERY."""
    for done, item in enumerate(items):
        if done % EVERY == 0:
            progress(what, done, total)
        yield item
