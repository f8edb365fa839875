"""Cold start: the window up to its first frame with data, over a bare program, measured in turn.

    python tests/bench/cold_start.py [PAIRS]

Both run in processes of their own, offscreen unless QT_QPA_PLATFORM says otherwise, one right
after the other, PAIRS times (12 unless given); the first pair, which compiles, does not count.
Told are medians in seconds: from the start of the process to its first painted frame, to its end,
and of the processor's time; and the median of each pair's ratios. Exit status 1 when the ratio of
the times to the first frame is over LIMIT.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
BARE: Final = (sys.executable, str(Path(__file__).with_name("bare.py")))
WINDOW: Final = (sys.executable, "-m", "explorer")
LIMIT: Final = 1.5


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of one process: to its first frame, to its end, and of the processor."""

    frame: float
    end: float
    processor: float


def run(command: tuple[str, ...], environment: dict[str, str]) -> Run:
    """Run ``command``, which tells of its first frame on a line, to its end. Raises
    RuntimeError when it fails."""
    before, began = os.times(), time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        frame = time.perf_counter() - began
        _, told = process.communicate(timeout=120)
        end = time.perf_counter() - began
    if process.returncode or b"first_frame_ms" not in line:
        raise RuntimeError(f"{command} failed: {line + told!r}")
    after = os.times()
    spent = after.children_user + after.children_system
    return Run(frame, end, spent - before.children_user - before.children_system)


def measure(pairs: int) -> list[tuple[Run, Run]]:
    """(bare, window) for each pair. Both find their modules compiled, as installed ones are."""
    with tempfile.TemporaryDirectory() as compiled:
        environment = os.environ | {
            "CHUHAI_EXIT_AFTER_FIRST_FRAME": "1",
            "PYTHONPYCACHEPREFIX": compiled,
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        both = [(run(BARE, environment), _anew(environment)) for _ in range(pairs + 1)]
    return both[1:]


def _anew(environment: dict[str, str]) -> Run:
    """The window as at the first start, of its full size: no size is remembered, which Qt would
    fit to a screen that is smaller without one."""
    with tempfile.TemporaryDirectory() as settings:
        return run(WINDOW, environment | {"XDG_CONFIG_HOME": settings})


def main(argv: list[str]) -> int:
    """Measure and tell. Returns the exit status."""
    found = measure(int(argv[0]) if argv else 12)
    for name, column in (("bare", 0), ("window", 1)):
        runs = [pair[column] for pair in found]
        frame, end, spent = (
            statistics.median(v)
            for v in zip(*((r.frame, r.end, r.processor) for r in runs), strict=True)
        )
        sys.stdout.write(f"{name:8}frame {frame:.2f} s, end {end:.2f} s, processor {spent:.2f} s\n")
    ratio = statistics.median(window.frame / bare.frame for bare, window in found)
    end = statistics.median(window.end / bare.end for bare, window in found)
    spent = statistics.median(window.processor / bare.processor for bare, window in found)
    sys.stdout.write(f"ratio   frame {ratio:.2f}, end {end:.2f}, processor {spent:.2f}; ")
    sys.stdout.write(f"limit {LIMIT} for the frame\n")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
