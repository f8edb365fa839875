"""What a first timeline needs to know of every event, worked out ahead of it."""

from __future__ import annotations

from explorer.dataset.model import Bool, Dataset
from explorer.figure.timeline.bins import overview_extent
from explorer.figure.timeline.lanes import lane_codes
from explorer.figure.timeline.standing import known_levels
from explorer.figure.timeline.units import MANY, all_moments
from explorer.figure.view import TimelineView


def prepare_timeline(dataset: Dataset, everything: Bool) -> None:
    """Work out and keep what is soon asked for; the figures ask for it as always. ``everything``
    (n,) bool: what is visible when nothing is asked."""
    overview_extent(dataset, everything)
    if len(dataset) > MANY:
        all_moments(dataset)
        known_levels(dataset)
        lane_codes(dataset, TimelineView(1, 1, 0, 1)).counts(everything)
