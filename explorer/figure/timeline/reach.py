"""How far a window may move before the timeline is arranged anew."""

from __future__ import annotations

from typing import Final

from explorer.figure.view import TimelineView

NEARER: Final = 6.0
FARTHER: Final = 3.2
"""How many times shorter or longer than it was arranged for the window of a movement may be."""
SIDES: Final = 1.0
"""How many windows to both sides are drawn ahead."""


def within_reach(settled: TimelineView, view: TimelineView) -> bool:
    """Whether what was arranged for one window may be shown, shifted and stretched, for another
    one. Where a window gets longer, bands beyond what is drawn ahead are lacking till it rests."""
    length, new = settled.end - settled.start, view.end - view.start
    if not length < NEARER * new < NEARER * FARTHER * length:
        return False
    away = abs((view.start + view.end) - (settled.start + settled.end)) / 2
    return away + min(new, length) / 2 <= (SIDES + 0.5) * length
