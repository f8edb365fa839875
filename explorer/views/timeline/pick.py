"""Which events a box drawn over the timeline holds."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF

from explorer.dataset.model import Dataset
from explorer.figure.hit import events_of
from explorer.figure.picture import Circle, Mark, Picture, Rect, Symbol
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.density import moments


def events_in(
    box: QRectF, pictures: Iterable[Picture], arranged: Arranged, dataset: Dataset
) -> tuple[str, ...]:
    """Ids by date of the events whose mark's middle, or a part of whose bar or pill, lies in
    ``box`` (pixels of the scene); where a lane shows counts, by their moment."""
    found: set[int] = set()
    for picture in pictures:
        for layer in picture.layers:
            room = box if layer.clip is None else box & QRectF(*layer.clip)
            for mark in layer.marks:
                if mark.ref and _inside(mark, room):
                    found.update(dataset.event_index[k] for k in events_of(mark.ref, dataset))
    for lane in arranged.boxes:
        if lane.columns is None or lane.top > box.bottom() or lane.top + lane.height < box.top():
            continue
        xs = arranged.scale.to_xs(moments(dataset, lane.lane.events))
        found.update(lane.lane.events[(xs >= box.left()) & (xs < box.right())].tolist())
    return tuple(dataset.events.id[i] for i in sorted(found))


def _inside(mark: Mark, box: QRectF) -> bool:
    match mark:
        case Symbol() | Circle():
            return box.contains(mark.x, mark.y)
        case Rect():
            middle = mark.y + mark.h / 2
            across = mark.x < box.right() and mark.x + mark.w > box.left()
            return across and box.top() <= middle <= box.bottom()
    return False


def joined(
    before: tuple[str, ...], drawn: tuple[str, ...], adding: bool, removing: bool
) -> tuple[str, ...]:
    """The ids chosen once ``drawn`` ones are added, taken away, or put in place."""
    if removing:
        return tuple(key for key in before if key not in set(drawn))
    if adding:
        return tuple(dict.fromkeys((*before, *drawn)))
    return drawn
