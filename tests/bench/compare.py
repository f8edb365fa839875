"""The table of docs/performance.md: ``chuhai bench`` and plain pyqtgraph, measured in turn.

    python -m tests.bench.compare [--events 1e3 1e4 1e5] [--rounds 3] [--steps 60] [--dry]

Both run in processes of their own, one right after the other, ROUNDS times for each number of
events; a third one, that shows the same marks with pyqtgraph, only where the window shows marks.
Told are medians over the rounds; a ratio is the median of the ratios within the rounds.
What can't be measured is left blank. Events whose table would be larger than what is read (HUGE)
are handed over as columns. ``--dry`` prints the table and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- table: make bench -->\n", "<!-- end -->\n"
NAMES: Final = {
    "brush_10": "brush over 10 % of the events",
    "brush_50": "brush over 50 %",
    "brush_90": "brush over 90 %",
    "pan": "pan",
    "zoom": "zoom",
    "facet": "facet click",
    "search": "key in the search field",
    "lasso": "lasso let go",
    "playback": "frame of playback",
}
HUGE: Final = 5e6
PLAIN: Final = ("brush_10", "brush_50", "brush_90")
"""What plain pyqtgraph is measured at."""
OTHERS: Final = (
    ("plain pyqtgraph", "times as fast"),
    ("the same marks with pyqtgraph", "times as fast as that"),
)
MARKED: Final = 2e4
"""Events up to which the window shows marks, and cells beyond."""

Json = Mapping[str, Any]
Round = tuple[Json, Json, Json | None]
"""The window's, plain pyqtgraph's, and that of the window's marks shown with it."""
Figure = Callable[[Round], float]
POINTS: Final = ("median_ms", "p95_ms")


def measured(module: str, *options: str) -> Json | None:
    """What a program prints, None when it can't measure this; it says why itself."""
    command = [sys.executable, "-m", *module.split(), *options, "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    found: Json | None = json.loads(done.stdout) if done.returncode == 0 else None
    return found


def rounds(events: str, steps: int, times: int) -> list[Round]:
    """Both programs in turn; none where either can't."""
    found = []
    for _ in range(times):
        options = ("--events", events, "--steps", str(steps))
        handed = ("--source", "columns") if float(events) > HUGE else ()
        ours = measured("explorer bench", *options, *handed)
        plain = measured("tests.bench.plain", *options) if ours else None
        if ours is None or plain is None:
            return []
        few = float(events) <= MARKED
        found.append((ours, plain, measured("tests.bench.drawn", *options) if few else None))
    return found


def table(found: Mapping[int, Sequence[Round]]) -> str:
    """Markdown: a column for each number of events, which are those of ``found``."""
    heads = ["milliseconds, median / 95th percentile", *(f"{n:,}" for n in found)]
    lines = [_line(heads), _line(["---", *["---:"] * len(found)])]

    def row(name: str, cell: Callable[[Sequence[Round]], str]) -> None:
        lines.append(_line([name, *(cell(rounds) if rounds else "–" for rounds in found.values())]))

    for kind, name in NAMES.items():
        row(name, lambda rounds, kind=kind: _pair(rounds, 0, kind))
    for side, (name, ratio) in enumerate(OTHERS, start=1):
        for kind in PLAIN:
            row(
                f"{name}: {NAMES[kind]}",
                lambda rounds, side=side, kind=kind: _pair(rounds, side, kind),
            )
        for kind in PLAIN:
            row(
                f"{ratio}: {NAMES[kind]}",
                lambda rounds, side=side, kind=kind: _times(rounds, side, kind),
            )
    row("cold start, ms", lambda rounds: f"{_median(rounds, lambda r: r[0]['cold_start_ms']):,.0f}")
    row("load, ms", lambda rounds: f"{_median(rounds, lambda r: r[0]['load_ms']):,.0f}")
    row("memory, MB", lambda rounds: f"{_median(rounds, lambda r: r[0]['rss_mb']):,.0f}")
    return "".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _median(rounds: Sequence[Round], figure: Figure) -> float:
    return statistics.median(figure(one) for one in rounds)


def _pair(rounds: Sequence[Round], side: int, kind: str) -> str:
    if any(one[side] is None for one in rounds):
        return "–"
    figures = [_median(rounds, _figure(side, kind, name)) for name in POINTS]
    return " / ".join(f"{ms:,.1f}" if ms < 100 else f"{ms:,.0f}" for ms in figures)


def _times(rounds: Sequence[Round], side: int, kind: str) -> str:
    """How many times as fast as that one the window is."""
    if any(one[side] is None for one in rounds):
        return "–"
    pairs = [(_figure(side, kind, name), _figure(0, kind, name)) for name in POINTS]
    shares = (_median(rounds, lambda one, pair=pair: pair[0](one) / pair[1](one)) for pair in pairs)
    return " / ".join(f"{share:.1f}×" for share in shares)


def _figure(side: int, kind: str, name: str) -> Figure:
    return lambda one: one[side]["steps"][kind][name]


def written(page: str, made: str) -> str:
    """``page`` with the table in the place of the one before. Raises ValueError without one."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError("the page has no place for the table")
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", nargs="+", default=["1e3", "1e4", "1e5"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--dry", action="store_true")
    asked = parser.parse_args()
    found = {int(float(n)): rounds(n, asked.steps, asked.rounds) for n in asked.events}
    made = table(found)
    print(made)
    if not asked.dry:
        PAGE.write_text(written(PAGE.read_text("utf-8"), made), "utf-8")


if __name__ == "__main__":
    main()
