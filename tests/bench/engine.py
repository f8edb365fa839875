"""What a step costs the engine, in milliseconds of processor time: no window, no drawing.

``python -m tests.bench.engine [--events 1000000] [--steps 9] [--no-search] [--json]`` makes a
dataset (tests/bench/synthetic.py), asks what a hand would ask and prints the median and the worst
of each kind of step. A step of a brush asks for the masks and all eight facets; a step of a lasso,
a country or a facet click for the same after another clause.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import numpy as np

from explorer.dataset.edtf import MIN
from explorer.dataset.model import Dataset
from explorer.query.clauses import (
    FIELDS,
    Clause,
    MapBox,
    MapPolygon,
    Query,
    Text,
    TimeRange,
    Values,
)
from explorer.query.engine import Engine
from explorer.query.search import SearchIndex
from tests.bench.synthetic import synthetic

KEYS: Final = (
    "a", "al", "ali", "alib", "alibaba", "alibaba d", "alibaba data", "d", "da", "数", "数据",
    "数据中", "zhipu", "e", "th", "the", "7", "77", "777",
)  # fmt: skip

Step = tuple[str, Callable[[], object]]


class Steps:
    """The questions of one dataset."""

    def __init__(self, data: Dataset, steps: int) -> None:
        self.data, self.engine, self.steps = data, Engine(data), steps
        dated = data.events.start_lo[data.events.dated & (data.events.start_lo > MIN)]
        self._days = np.sort(dated)

    def everything(self, *filters: Clause, selection: tuple[Clause, ...] = ()) -> None:
        """All that the views ask after a change."""
        query = Query(filters, selection)
        result = self.engine.result(query)
        _ = result.n_visible, result.n_selected
        for field in FIELDS:
            _ = result.facets[field]
        for view in ("timeline", "map"):
            self.engine.backdrop(query, view)
            self.engine.foreground(query, view)

    def window(self, share: float, k: int, match: str = "possibly") -> TimeRange:
        """``share`` of the dated events, moved on by half a per cent of them with each step."""
        days = self._days
        low = int((0.05 + 0.005 * k) * (len(days) - 1))
        high = min(low + int(share * len(days)), len(days) - 1)
        return TimeRange(
            int(days[low]), int(days[high]), "possibly" if match == "possibly" else "certainly"
        )

    def arranging(self) -> Iterator[Step]:
        """What is made once, ahead of the first question."""
        yield "columns and orders", self.engine.arrange
        yield "sites", lambda: self.engine.sites

    def windows(self, name: str) -> Iterator[Step]:
        """Windows of 10, 50 and 90 per cent, and brushes as wide."""
        for share in (0.1, 0.5, 0.9):
            for match in ("possibly", "certainly"):
                for k in range(self.steps + 1):
                    window = self.window(share, k, match)
                    yield (
                        f"{name} {share:.0%} {match}"
                        if k
                        else f"{name} {share:.0%} {match}, first",
                        lambda w=window: self.everything(w),  # type: ignore[misc]
                    )

    def picks(self) -> Iterator[Step]:
        """Clicks and shapes, under a window of half of the events."""
        window = self.window(0.5, 0)
        yield "first of picks", lambda: self.everything(window)
        for k in range(self.steps):
            for field in ("category", "organization", "country", "source"):
                values = self.engine.column(field).values
                click = Values(field, (values[k % len(values)],))
                yield f"facet click: {field}", lambda c=click: self.everything(window, c)  # type: ignore[misc]
            land = self.engine.column("country").values
            for name, clause in (
                ("country pick", Values("country", (land[k % len(land)],), view="map")),
                ("box", MapBox(60.0 + k, -10.0, 130.0, 50.0)),
                ("lasso", ring(100.0 + k, 20.0, 40.0, 80)),
                ("radius", ring(100.0 + k, 20.0, 20.0, 180)),
            ):
                yield name, lambda c=clause: self.everything(window, selection=(c,))  # type: ignore[misc]

    def buckets(self, kind: str, level: int) -> Iterator[Step]:
        """Counts by map cell or time bin as a window moves on."""
        made = self.engine.cells if kind == "cells" else self.engine.bins
        yield f"{kind} {level}, made", lambda: made(level)
        for k in range(self.steps):
            query = Query((self.window(0.5, k),))
            yield (
                f"{kind} {level}, window 50%",
                lambda q=query: self.engine.bucket_counts(q, made(level)),  # type: ignore[misc]
            )

    def searches(self) -> Iterator[Step]:
        """Keys as they are typed, and what follows from each."""
        apart: list[SearchIndex] = []
        made = lambda: apart.append(SearchIndex(self.data, True, self.engine.column))  # noqa: E731
        yield "search, before the index", made
        for text in KEYS:
            yield f"search “{text}”, before the index", lambda t=text: apart[0].mask(t)  # type: ignore[misc]
        yield "search, index", self.engine.arrange_texts
        for text in KEYS:
            yield f"search “{text}”", lambda t=text: self.engine.mask(Text(t))  # type: ignore[misc]
            yield "facets after a key", lambda t=text: self.everything(Text(t))  # type: ignore[misc]


def ring(lon: float, lat: float, reach: float, corners: int) -> MapPolygon:
    """A wavy ring about a place, degrees."""
    turns = [2 * math.pi * k / corners for k in range(corners)]
    return MapPolygon((tuple(
        (lon + reach * math.cos(t) * (1 + 0.2 * math.sin(5 * t)), lat + 0.7 * reach * math.sin(t))
        for t in turns
    ),))  # fmt: skip


def timed(steps: Iterable[Step]) -> dict[str, list[float]]:
    """Milliseconds of processor time by name."""
    found: dict[str, list[float]] = {}
    for name, step in steps:
        began = time.thread_time()
        step()
        found.setdefault(name, []).append((time.thread_time() - began) * 1e3)
    return found


def run(events: int, steps: int, search: bool) -> dict[str, list[float]]:
    """All steps over a dataset of ``events``."""
    asked = Steps(synthetic(events), steps)
    found = timed(asked.arranging())
    found |= timed(asked.windows("window"))
    found |= timed(asked.picks())
    window = asked.window(0.5, 0)
    found |= timed([("prefix sums", lambda: asked.engine.prepare(Query((window,)), window))])
    found |= {f"{name}, summed": ms for name, ms in timed(asked.windows("window")).items()}
    asked.engine.release(Query())
    for kind, level in (("cells", 4), ("cells", 8), ("bins", 4)):
        found |= timed(asked.buckets(kind, level))
    if search:
        found |= timed(asked.searches())
    return found


def main() -> int:
    """Measure and print. Returns the exit status."""
    options = argparse.ArgumentParser(prog="tests.bench.engine", description=__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--steps", type=int, default=9)
    options.add_argument("--no-search", action="store_true")
    options.add_argument("--json", action="store_true")
    args = options.parse_args()
    found = run(args.events, args.steps, not args.no_search)
    if args.json:
        print(json.dumps({"events": args.events, "steps": found}))
        return 0
    print(f"{args.events:,} events; ms of processor time\n{'':44}   median    worst")
    for name, ms in found.items():
        print(f"{name:44} {np.median(ms):8.1f} {max(ms):8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
