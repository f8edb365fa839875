"""What a picture file is asked to be. No Qt here: the command line checks these first."""

from typing import Final

from explorer.common.look import Lang, Theme
from explorer.common.records import dataclass
from explorer.figure.view import MapView

MAX_SIDE: Final = 16_384
"""Device pixels of the longer side at most."""
SUFFIXES: Final = (".png", ".svg", ".pdf")
PARTS: Final = ("map", "timeline", "legend", "sources")
"""What a page can show, from top to bottom."""


@dataclass(frozen=True, slots=True)
class SnapshotOptions:
    """``width``, ``height`` in logical pixels; ``scale`` device pixels for each; ``dpi`` is
    recorded in the file; ``center`` the central meridian in degrees; ``today`` in seconds;
    ``picked``: event ids drawn as picked; ``seen``: the map as a window shows it, None for its
    first view."""

    width: int = 1920
    height: int = 1080
    scale: float = 1.0
    dpi: float = 96.0
    theme: Theme = "light"
    lang: Lang = "en"
    title: str = ""
    show: tuple[str, ...] = PARTS
    center: float = 150.0
    today: int | None = None
    picked: frozenset[str] = frozenset()
    seen: MapView | None = None
