"""Times of steps, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from explorer.common.records import dataclass

Json = dict[str, object]
SHARES: Final = {"median_ms": 50, "p95_ms": 95, "p99_ms": 99}


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile of at least one time in milliseconds, to a hundredth."""
    found = np.percentile(times, list(SHARES.values())).tolist()
    return {name: round(ms, 2) for name, ms in zip(SHARES, found, strict=True)}


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured. ``steps``: for each kind the times of each part of the window, ms;
    ``rss``: bytes."""

    events: int
    cold_start: float
    load: float
    rss: int
    steps: Mapping[str, Mapping[str, Sequence[float]]]

    def json(self) -> Json:
        """As ``chuhai bench --format json`` prints it."""
        return {
            "events": self.events,
            "cold_start_ms": round(self.cold_start, 1),
            "load_ms": round(self.load, 1),
            "rss_mb": round(self.rss / 1e6, 1),
            "steps": {kind: percentiles(joined(parts)) for kind, parts in self.steps.items()},
        }


def joined(parts: Mapping[str, Sequence[float]]) -> list[float]:
    """The times of all parts."""
    return [ms for times in parts.values() for ms in times]


def lines(kind: str, parts: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """One kind of step for people to read, under ``HEAD``: all of it, then each of several
    parts."""
    yield _line(kind.replace("_", " ") + (" %" if "_" in kind else ""), joined(parts))
    if len(parts) > 1:
        for name, times in parts.items():
            yield _line(f"  {name}", times)


HEAD: Final = f"{'step':<14}{'median':>10}{'95 %':>10}{'99 %':>10}{'steps':>8}"


def _line(name: str, times: Sequence[float]) -> str:
    told = "".join(f"{ms:>10.1f}" for ms in percentiles(times).values())
    return f"{name:<14}{told}{len(times):>8}"
