"""What events take of memory, all that is made of them included."""

from __future__ import annotations

import pytest

from explorer.query import cube, engine, kept, search, tally, vocabulary
from tests.bench.memory import asked, held

MOST = 150
"""Bytes an event beyond its own texts."""
MILLION = 1_000_000
BUDGETS = (
    (kept, "WHOLE_BYTES"),
    (engine, "_CACHE_BYTES"),
    (tally, "_KEPT_BYTES"),
    (search, "_KEPT_BYTES"),
    (vocabulary, "MOST"),
    (cube, "CELLS"),
)
"""What is kept of answers up to so many bytes."""


def beyond(events: int) -> int:
    """Bytes beyond texts, with answers kept in the proportion in which they are of a million."""
    with pytest.MonkeyPatch.context() as patched:
        for module, name in BUDGETS:
            patched.setattr(module, name, getattr(module, name) * events // MILLION)
        found, texts = held(asked(events, 2).engine)
    return found.total() - texts


def test_that_an_event_takes_no_more_than_150_bytes_beyond_its_texts() -> None:
    few, many = 100_000, 200_000
    assert beyond(many) - beyond(few) <= MOST * (many - few)
