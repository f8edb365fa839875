"""The cold start: the program in a process of its own, up to its first frame with data."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from typing import Final

from explorer.common.errors import ChuhaiError

STARTS: Final = 3
"""Starts that count; one before them, which may compile and fetch from the disk, does not."""
LONGEST: Final = 120.0


def cold_start() -> float:
    """Milliseconds from the start of the process to the first frame of the bundled package, median.
    The environment is this process's. Raises ChuhaiError when the program does not start."""
    return statistics.median([_start() for _ in range(STARTS + 1)][1:])


def _start() -> float:
    frozen = bool(getattr(sys, "frozen", False))
    command = [sys.executable] if frozen else [sys.executable, "-m", "explorer"]
    environment = os.environ | {"CHUHAI_EXIT_AFTER_FIRST_FRAME": "1"}
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        elapsed = time.perf_counter() - began
        try:
            process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
    if process.returncode or b"first_frame_ms" not in line:
        raise ChuhaiError("the cold start was not measured: the program did not show its window")
    return elapsed * 1e3
