"""Where the rows of the timeline lie, and time to pixels and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64
from explorer.figure.picture import F64
from explorer.figure.view import TimelineView

AXIS: Final = 28.0
INDICATOR: Final = 46.0
TODAY_ROW: Final = 20.0  # stands in for the indicator row, so that the pill has a place
OVERVIEW: Final = 56.0
HEADER: Final = 136.0
LANE: Final = 26.0
ROW: Final = 15.0
FOLDED: Final = 24.0

Area4 = tuple[float, float, float, float]
"""(x, y, w, h) in logical pixels."""


def lane_height(rows: int, factor: float = 1.0) -> float:
    """Height in pixels of a lane of ``rows`` rows (at least one)."""
    return (LANE + ROW * (max(1, rows) - 1)) * factor


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """Rectangles (x, y, w, h) of the parts, each as wide as the view; the axis, lanes, indicator
    and overview fill the height from top to bottom. Time runs over [plot_x, plot_x + plot_w).

    ``lane_tops``: y of each lane in the picture, scrolled; ``content_height``: of all lanes;
    ``scroll``: the view's, kept between 0 and what is hidden.
    """

    axis: Area4
    lanes: Area4
    indicator: Area4
    overview: Area4
    plot_x: float
    plot_w: float
    lane_tops: tuple[float, ...]
    lane_heights: tuple[float, ...]
    content_height: float
    scroll: float

    def lane_at(self, y: float) -> int:
        """Number of the lane under ``y``, -1 where there is none."""
        if not self.lanes[1] <= y < self.lanes[1] + self.lanes[3]:
            return -1
        for k, (top, height) in enumerate(zip(self.lane_tops, self.lane_heights, strict=True)):
            if top <= y < top + height:
                return k
        return -1


def layout(view: TimelineView, lane_heights: Sequence[float] = ()) -> TimelineLayout:
    """The rows of a view; ``lane_heights`` in pixels, factor included."""
    f = view.size_factor
    axis = AXIS * f
    foot = INDICATOR * f if view.indicator else (TODAY_ROW * f if _today_in(view) else 0.0)
    overview = OVERVIEW * f
    lanes = max(0.0, view.height - axis - foot - overview)
    content = float(sum(lane_heights))
    scroll = min(max(0.0, view.scroll), max(0.0, content - lanes))
    tops: list[float] = []
    y = axis - scroll
    for height in lane_heights:
        tops.append(y)
        y += height
    w, x = view.width, min(HEADER * f, view.width)
    return TimelineLayout(
        axis=(0.0, 0.0, w, axis),
        lanes=(0.0, axis, w, lanes),
        indicator=(0.0, axis + lanes, w, foot),
        overview=(0.0, axis + lanes + foot, w, overview),
        plot_x=x,
        plot_w=max(0.0, w - x),
        lane_tops=tuple(tops),
        lane_heights=tuple(lane_heights),
        content_height=content,
        scroll=scroll,
    )


def _today_in(view: TimelineView) -> bool:
    return view.today is not None and view.start <= view.today < view.end


@dataclass(frozen=True, slots=True)
class Scale:
    """Time to x: ``start`` lies at ``x``, ``end`` at ``x + w``."""

    start: int
    end: int
    x: float
    w: float

    @property
    def per_pixel(self) -> float:
        """Seconds under one pixel."""
        return max(1, self.end - self.start) / max(self.w, 1e-9)

    def to_x(self, seconds: int) -> float:
        """x of a moment; the difference is taken in integers, so deep time keeps its seconds."""
        return self.x + (seconds - self.start) / self.per_pixel

    def to_xs(self, seconds: I64) -> F64:
        """x of many moments, each kept within 1,000 widths of the window."""
        length = max(1, self.end - self.start)
        lo, hi = max(MIN, self.start - 1000 * length), min(MAX, self.end + 1000 * length)
        kept = np.clip(seconds, lo, hi)
        if hi - lo < 2**62:
            away = (kept - np.int64(self.start)).astype(np.float64)
        else:  # int64 could overflow, and at this scale floats are as good
            away = kept.astype(np.float64) - float(self.start)
        return np.asarray(self.x + away / self.per_pixel, dtype=np.float64)

    def to_time(self, x: float) -> int:
        """The moment under ``x``, rounded to a second and kept within int64."""
        away = round((x - self.x) * self.per_pixel)
        return min(max(self.start + away, MIN), MAX)


def scale_of(view: TimelineView, laid: TimelineLayout | None = None) -> Scale:
    """The scale of a view's lanes."""
    laid = laid or layout(view)
    return Scale(view.start, max(view.end, view.start + 1), laid.plot_x, laid.plot_w)


def time_to_x(view: TimelineView, seconds: int) -> float:
    """x in the picture of a moment."""
    return scale_of(view).to_x(seconds)


def x_to_time(view: TimelineView, x: float) -> int:
    """The moment under ``x``, int64 seconds."""
    return scale_of(view).to_time(x)
