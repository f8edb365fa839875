"""What a lane has to pack, and the packing of it."""

from __future__ import annotations

from explorer.dataset.model import Dataset
from explorer.figure.picture import Measure
from explorer.figure.timeline.glyphs import HALF, pill_width, place
from explorer.figure.timeline.labels import Names, strong_texts
from explorer.figure.timeline.lanes import Lane
from explorer.figure.timeline.packing import Slot, pack
from explorer.figure.timeline.quarrel import REACH, other_dates
from explorer.figure.timeline.timescale import Scale
from explorer.figure.view import TimelineView


def pack_lane(
    dataset: Dataset,
    lane: Lane,
    view: TimelineView,
    scale: Scale,
    measure: Measure,
    names: Names,
    rows: int,
) -> list[Slot]:
    """The dated events of ``lane`` in at most ``rows`` rows, in pixels of ``scale``; in a folded
    lane all in one, over each other."""
    f = view.size_factor
    if lane.id in view.folded:
        alone = _slots(dataset, lane, view, scale, names)
        for slot in alone:
            slot.row = 0
        return alone
    pill = pill_width(888 if len(lane.events) > 99 else 88, measure, f)
    slots = _slots(dataset, lane, view, scale, names)
    packed = pack(slots, rows, f, pill)
    if rows > 1 and any(s.kind == "bar" for s in slots) and (poor := _gathered(packed, dataset)):
        # Bars may have taken every row: once more, with one row kept free of them.
        again = pack(_slots(dataset, lane, view, scale, names), rows, f, pill, bar_rows=rows - 1)
        packed = again if _gathered(again, dataset) < poor else packed
    return packed


def pack_around(
    dataset: Dataset,
    lane: Lane,
    view: TimelineView,
    scale: Scale,
    measure: Measure,
    names: Names,
    packed: list[Slot],
    first: frozenset[int],
    rows: int,
) -> list[Slot]:
    """The lane once more, with the events ``first`` placed before all others: in the row where
    ``packed`` has them or, where that costs others their places, in any."""
    f = view.size_factor
    pill = pill_width(888 if len(lane.events) > 99 else 88, measure, f)
    rowed = {slot.events[0]: slot.row for slot in packed if len(slot.events) == 1}
    tries: list[list[Slot]] = []
    for liked, bar_rows in ((rowed, 0), (rowed, rows - 1), ({}, 0), ({}, rows - 1)):
        slots = _slots(dataset, lane, view, scale, names)
        for slot in slots:
            if slot.events[0] in first and slot.wish > 0:
                slot.wish = strong_texts(names.of(slot.events[0]), measure, f)[-1][1]
        wishes = {i: liked.get(i, -1) for i in sorted(first)}
        tries.append(pack(slots, rows, f, pill, max(0, bar_rows), first=wishes))
    allowed = _gathered(packed, dataset) + len(first)  # what stays as it was is worth a few marks

    def cost(made: list[Slot]) -> tuple[int, int]:
        return -own_places(made, first), max(allowed, _gathered(made, dataset))

    return min(tries, key=cost)


def own_places(packed: list[Slot], first: frozenset[int]) -> int:
    """How many of the events ``first`` have a mark or bar of their own."""
    return sum(len(slot.events) == 1 and slot.events[0] in first for slot in packed)


def _gathered(slots: list[Slot], dataset: Dataset) -> int:
    """Events that did not get a mark or bar of their own, or whose bar can't run on."""
    return sum(
        len(slot.events) if len(slot.events) > 1 else slot.cut or slot.slim for slot in slots
    )


def _slots(
    dataset: Dataset, lane: Lane, view: TimelineView, scale: Scale, names: Names
) -> list[Slot]:
    """What a lane has to pack, from left to right."""
    f, folded = view.size_factor, lane.id in view.folded
    half = HALF * f
    slots: list[Slot] = []
    for i in lane.events.tolist():
        texts = () if folded else names.of(i)
        wish = texts[-1][1] if texts else 0.0
        placed = place(dataset.events, i, scale, f, wish)
        if placed is None:
            continue
        x = placed.x
        if placed.bar:
            left, right = min(placed.left, x - half), max(placed.right, x + half)
            inside = right - left >= wish + 24 * f
            reach = placed.solid_right + 2 * scale.w if placed.open_right else 0.0
            slots.append(Slot([i], "bar", x, left, right, left, right, wish, inside, reach))
            continue
        # Where sources disagree, the other date is part of the mark.
        others = [scale.to_x(t) for t in other_dates(dataset, i)]
        ends = [x, *(other for other in others if abs(other - x) <= REACH * f)]
        left, right = min(ends) - half, max(ends) + half
        doubt = min(left, placed.left), max(right, placed.right)
        slots.append(Slot([i], "mark", x, left, right, *doubt, wish))
    slots.sort(key=lambda slot: (slot.left, slot.events[0]))
    return slots
