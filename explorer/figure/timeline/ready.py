"""What a first timeline needs to know of every event, worked out ahead of it."""

from __future__ import annotations

from explorer.dataset.model import Bool, Dataset
from explorer.figure.timeline.bins import overview_bins, overview_extent
from explorer.figure.timeline.density import column_level
from explorer.figure.timeline.lanes import lane_codes
from explorer.figure.timeline.overview import overview_scale
from explorer.figure.timeline.standing import standing_in
from explorer.figure.timeline.timescale import scale_of
from explorer.figure.timeline.units import MANY
from explorer.figure.view import TimelineView


def prepare_timeline(
    dataset: Dataset,
    everything: Bool,
    visible: Bool,
    window: tuple[int, int] | None = None,
    width: float = 0.0,
) -> None:
    """Work out and keep what is soon asked for; the figures ask for it as always. ``everything``
    (n,) bool: what is visible when nothing is asked; ``visible`` (n,) bool: what is at first, and
    the ``window`` [start, end) in seconds, None for all of time. ``width``: of the timeline,
    pixels; 0 where it isn't known."""
    extent = overview_extent(dataset, everything)
    if len(dataset) <= MANY:
        return
    view = TimelineView(max(1.0, width), 1.0, *(window or extent))
    lane_codes(dataset, view).counts(everything)
    standing, scale = standing_in(dataset, view), scale_of(view)
    level = standing.level(visible, column_level(scale, view.size_factor))
    if width > 0:
        standing.table(view, scale, level).codes.counts(visible)
        over = overview_scale(dataset, everything, view)
        overview_bins(dataset, everything, over.start, over.end, over.w)
