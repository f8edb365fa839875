"""How much memory this process holds, and how much is left, as the system tells."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Final

_FREE: Final = re.compile(r"^MemAvailable:\s*(\d+) kB$", re.MULTILINE)


def resident() -> int:
    """Bytes of memory that this process holds now; where that isn't told, the most that it held;
    0 where nothing is told."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return _most()


def _most() -> int:
    try:
        import resource
    except ImportError:
        return 0
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


def available() -> int:
    """Bytes of memory that a program could take now; 0 where that isn't told."""
    try:
        found = _FREE.search(Path("/proc/meminfo").read_text("ascii"))
    except (OSError, ValueError):
        return 0
    return int(found[1]) * 1024 if found else 0
