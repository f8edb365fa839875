"""Stretches of time that are drawn, moved, and stretched by their edges."""

from __future__ import annotations

from typing import Final, Literal

from explorer.common.records import dataclass

Part = Literal["start", "end", "middle", "beside"]

REACH: Final = 7.0
"""Pixels by which an edge may be missed."""


def part_at(x: float, left: float, right: float, reach: float = REACH) -> Part:
    """What of the span from ``left`` to ``right`` (pixels) is under ``x``; the nearer edge wins,
    and of a narrow one the middle third stays a middle."""
    width = right - left
    reach_in = min(reach, width / 3)
    if left - reach <= x <= left + reach_in:
        return "start"
    if right - reach_in <= x <= right + reach:
        return "end"
    return "middle" if left < x < right else "beside"


@dataclass(frozen=True, slots=True)
class SpanDrag:
    """A drag that has begun at the moment ``pressed`` on a ``part`` of [start, end), seconds."""

    part: Part
    start: float
    end: float
    pressed: float

    def at(self, now: float) -> tuple[float, float]:
        """The span when the pointer is over the moment ``now``."""
        moved = now - self.pressed
        match self.part:
            case "start":
                edges = self.start + moved, self.end
            case "end":
                edges = self.start, self.end + moved
            case "middle":
                return self.start + moved, self.end + moved
            case "beside":
                edges = self.pressed, now
        return min(edges), max(edges)
