"""Where the program's own files lie: source tree, wheel or frozen program."""

import sys
from functools import cache
from pathlib import Path


@cache
def _inside(name: str) -> Path:
    """Folder ``name``: beside the package in a source tree, inside it when installed,
    beside the executable's bundle when frozen."""
    frozen = getattr(sys, "_MEIPASS", None)
    package = Path(__file__).resolve().parent.parent
    candidates = [package / f"_{name}", package.parent / name]
    if frozen:
        candidates.insert(0, Path(frozen) / name)
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    return candidates[-1]


def resources() -> Path:
    """The folder of basemap, fonts, icons and themes."""
    return _inside("resources")


def bundled_package() -> Path:
    """The folder of the data package that the program opens on."""
    return _inside("data") / "china-ai"
