"""What the timeline is asked to show."""

from __future__ import annotations

from dataclasses import replace

from explorer.common.records import dataclass
from explorer.dataset.model import Bool, Dataset
from explorer.figure.masks import key_of
from explorer.figure.picture import Measure
from explorer.figure.style import Style
from explorer.figure.timeline.arrange import Arranged, arrange
from explorer.figure.view import TimelineView


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What the timeline is to show. Masks are (n,) bool: ``visible`` and ``selected`` of the
    answer; ``backdrop`` and ``foreground`` without the timeline's own window; ``without``: drawn
    in the live part."""

    dataset: Dataset
    visible: Bool
    selected: Bool | None
    backdrop: Bool
    foreground: Bool | None
    without: Bool
    view: TimelineView
    style: Style
    measure: Measure
    ratio: float

    def still_key(self) -> tuple[object, ...]:
        """What the static part depends on."""
        plain = replace(self.view, selected=frozenset(), hover="", brush=None)
        masks = (key_of(self.visible), key_of(self.backdrop), key_of(self.without))
        dimmed = self.selected is not None
        return (id(self.dataset), masks, dimmed, plain, self.style.theme, self.ratio)

    def lit_key(self) -> tuple[object, ...]:
        """What the live part depends on, but for the hovered event."""
        selected = None if self.selected is None else key_of(self.selected)
        return (self.still_key(), selected, self.view.selected, self.view.brush)

    def moved_key(self) -> tuple[object, ...]:
        """What stays the same while the window moves."""
        view = replace(self.view, start=0, end=0, hover="", brush=None)
        lit = None if self.foreground is None else key_of(self.foreground)
        return (id(self.dataset), key_of(self.backdrop), lit, view, self.style.theme, self.ratio)


def arrangement(asked: Asked) -> Arranged:
    """The lanes of a window at rest."""
    return arrange(
        asked.dataset, asked.visible, asked.view, asked.style, asked.measure, asked.backdrop
    )
