"""What a dataset and its engine hold, in bytes an event beyond the events' own texts.

``python -m tests.bench.memory [--events 1000000]`` asks all that the bench of the engine asks, then
counts every array and every text that can be reached. What several columns share counts once.
"""

from __future__ import annotations

import argparse
import gc
import sys
import types
from collections import Counter
from typing import Any

import numpy as np

from explorer.common.texts import Texts
from explorer.query.clauses import Query
from explorer.query.engine import Engine
from tests.bench.engine import Steps, timed
from tests.bench.synthetic import synthetic

PASSED_OVER = (types.ModuleType, type, types.BuiltinFunctionType, types.CodeType, types.FrameType)


def asked(events: int, steps: int = 3) -> Steps:
    """The engine of so many events after windows, brushes, lassos, picks, sums and searches."""
    found = Steps(synthetic(events), steps)
    window = found.window(0.5, 0)
    for part in (found.arranging(), found.windows("window"), found.picks(), found.searches()):
        timed(part)
    found.engine.prepare(Query((window,)), window)
    assert found.data.event_index[found.data.events.id[0]] == 0
    return found


def held(engine: Engine) -> tuple[Counter[str], int]:
    """Bytes of all that the engine and its dataset reach, by the way there; and of those the bytes
    of the texts themselves."""
    found: Counter[str] = Counter()
    texts, seen = 0, set()
    left: list[tuple[Any, str]] = [(engine, "engine"), (engine.sites, "sites")]
    while left:
        thing, way = left.pop()
        if isinstance(thing, np.ndarray):
            while isinstance(thing.base, np.ndarray):
                thing = thing.base
        if id(thing) in seen or isinstance(thing, PASSED_OVER):
            continue
        seen.add(id(thing))
        if isinstance(thing, np.ndarray):
            found[way] += thing.nbytes
            left.append((thing.base, way))
            continue
        found[way] += sys.getsizeof(thing)
        if isinstance(thing, Texts):
            texts += 0 if id(thing.data) in seen else len(thing.data)
        for name, part in _parts(thing):
            left.append((part, f"{way}.{name}" if name else way))
    return found, texts


def _parts(thing: Any) -> list[tuple[str, Any]]:
    if isinstance(thing, types.FunctionType):
        return [("", cell.cell_contents) for cell in thing.__closure__ or ()]
    named = dict(getattr(thing, "__dict__", None) or {})
    for kind in type(thing).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(thing, name):
                named[name] = getattr(thing, name)
    if named or type(thing).__module__.startswith("explorer"):
        return list(named.items())
    return [("", part) for part in gc.get_referents(thing)]


def main() -> int:
    """Measure and print. Returns the exit status."""
    options = argparse.ArgumentParser(prog="tests.bench.memory", description=__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    events = options.parse_args().events
    found, texts = held(asked(events).engine)
    for way, size in found.most_common(40):
        print(f"{size / events:8.2f}  {way}")
    print(f"{(found.total() - texts) / events:8.2f}  bytes an event beyond {texts / events:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
