"""How long a large table takes to open, against ``pandas.read_csv`` of the same file.

``python -m tests.bench.reading [--rows 1000000] [--json]`` writes a table, reads it in turn with
pandas and with the program, each in a process of its own, and prints processor seconds, the peak
of memory, bytes an event beyond its text, and the longest time between two words of progress.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PANDAS = """
import json, resource, sys, time
import pandas
begun, wall = time.process_time(), time.perf_counter()
pandas.read_csv(sys.argv[1])
print(json.dumps({
    "seconds": time.process_time() - begun, "wall": time.perf_counter() - wall,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
}))
"""
OURS = """
import json, resource, sys, time
from explorer.dataset.build import load
from tests.bench.reading import beyond_text
told = [time.perf_counter()]
begun, wall = time.process_time(), time.perf_counter()
dataset = load(sys.argv[1], progress=lambda *_: told.append(time.perf_counter()))
seconds, wall = time.process_time() - begun, time.perf_counter() - wall
told.append(time.perf_counter())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
begun = time.process_time()
dataset.event_index
print(json.dumps({
    "seconds": seconds, "wall": wall, "peak_mb": peak,
    "index_seconds": time.process_time() - begun,
    "silent_ms": 1e3 * max(b - a for a, b in zip(told, told[1:])),
    "events": len(dataset), "problems": len(dataset.problems),
    "bytes_an_event": beyond_text(dataset) / max(len(dataset), 1),
}))
"""


def beyond_text(dataset: Any) -> int:
    """Bytes of the columns of events and sites, ids' index, citations and sources, without the
    text itself; an array that several columns share counts once."""
    import numpy as np

    from explorer.common.texts import Texts

    seen: dict[int, int] = {}

    def walk(value: Any) -> None:
        if isinstance(value, np.ndarray):
            base = value
            while isinstance(base.base, np.ndarray):
                base = base.base
            seen[id(base)] = base.nbytes
        elif isinstance(value, Texts):
            walk(value.offsets)
            if value.codes is not None:
                walk(value.codes)
        elif isinstance(value, dict):
            for part in value.values():
                walk(part)
        elif hasattr(value, "__slots__") and not isinstance(value, str):
            for name in value.__slots__:
                walk(getattr(value, name, None))
        elif hasattr(value, "__dict__"):
            walk(vars(value))

    for part in (
        dataset.events,
        dataset.sites,
        dataset.citations,
        dataset.sources,
        dataset.event_index,
    ):
        walk(part)
    return sum(seen.values())


def measured(program: str, path: Path) -> dict[str, Any]:
    """What ``program`` prints of the file."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Write, read in turn, print."""
    from tests.bench.tables import write_table

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--file", type=Path, help="a table to read instead of one made up")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        path = args.file or Path(folder) / "table.csv"
        if args.file is None:
            write_table(path, args.rows)
        turns = []
        for _ in range(args.turns):
            shutil.rmtree(Path(folder) / "chuhai-explorer", ignore_errors=True)
            turns.append([measured(program, path) for program in (PANDAS, OURS, OURS)])
        size = path.stat().st_size
    pandas, ours, again = (
        min(part, key=lambda m: m["seconds"]) for part in zip(*turns, strict=True)
    )
    found = {
        "bytes": size,
        "pandas": pandas,
        "ours": ours,
        "again": again,
        "again_ratio": ours["seconds"] / again["seconds"],
        "ratio": ours["seconds"] / pandas["seconds"],
    }
    if args.json:
        print(json.dumps(found))
        return
    print(f"{ours['events']:,} events, {size / 1e6:.0f} MB; least of {args.turns} turns")
    for name, m in (("pandas.read_csv", pandas), ("opened", ours), ("opened again", again)):
        print(f"{name:18} {m['seconds']:6.2f} s cpu  {m['wall']:6.2f} s  {m['peak_mb']:6.0f} MB")
    print(
        f"ratio {found['ratio']:.2f}; {ours['bytes_an_event']:.0f} bytes an event beyond its text"
    )
    print(f"longest silence of progress {ours['silent_ms']:.0f} ms")


if __name__ == "__main__":
    main()
