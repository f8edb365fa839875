"""Rows of a lane: which mark, bar or label goes in which row, so that nothing overlaps.

Packing depends on the zoom and not on where the window stands, so panning moves marks sideways
and never makes them jump between rows. Interval-graph colouring: in order of left edges each
event takes the first row where its mark and its shortest label are free. Events left over are
counted in pills, each within its own small stretch of the last row: never far from where they are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import field
from math import floor, inf
from typing import Final, Literal

from explorer.common.records import dataclass
from explorer.figure.timeline.glyphs import HALF

Kind = Literal["mark", "bar", "cluster"]
Side = Literal["right", "left", ""]

CLEAR: Final = 3.0  # pixels kept clear around text
_LONG_BAND: Final = 260.0  # wider bands may share a row with others
_SHORT_BAND: Final = 44.0  # visible half of a band beyond whose end a label is placed
SEEN: Final = 0.85  # part of a band that can be seen, as it fades
_PILL_GAP: Final = 3.0  # between count pills


@dataclass(slots=True, eq=False)
class Slot:
    """What takes part in packing, x in pixels from the anchor (they need not be in view).

    ``left``, ``right``: what the mark or bar itself covers. ``band_left``, ``band_right``: its
    doubt, equal to those when it has none. ``wish``: width of its shortest label, 0 for none.
    ``inside``: that label lies within the bar. ``reach``: how far a bar without an end would go
    on, -inf where it has one. ``events`` are event numbers.
    """

    events: list[int]
    kind: Kind
    x: float
    left: float
    right: float
    band_left: float
    band_right: float
    wish: float = 0.0
    inside: bool = False
    reach: float = -inf
    row: int = -1
    side: Side = ""
    cut: bool = False  # a bar for which only its start found room
    slim: bool = False  # a bar without an end that others may stand in the way of
    first: bool = False  # chose its place first, and gives way to nothing


@dataclass(slots=True)
class Row:
    """Taken stretches of one row, disjoint and sorted. ``owners``: the slot, and whether the
    stretch is its label."""

    lefts: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)
    owners: list[tuple[Slot, bool]] = field(default_factory=list)

    def over(self, left: float, right: float) -> slice:
        """The stretches that overlap (left, right); touching is not overlapping."""
        return slice(bisect_right(self.rights, left), bisect_left(self.lefts, right))

    def free(self, left: float, right: float) -> bool:
        """Whether nothing is taken in (left, right)."""
        rights = self.rights
        if not rights or rights[-1] <= left:
            return True
        return self.lefts[bisect_right(rights, left)] >= right

    def yields(self, left: float, right: float) -> bool:
        """Whether nothing but labels stands in (left, right), and they may go."""
        k, lefts, owners = bisect_right(self.rights, left), self.lefts, self.owners
        while k < len(lefts) and lefts[k] < right:
            owner, label = owners[k]
            if not label or owner.first:
                return False
            k += 1
        return True

    def gap(self, left: float, right: float) -> tuple[float, float]:
        """How far a free (left, right) can grow to both sides before it touches."""
        cut = self.over(left, right)
        low = self.rights[cut.start - 1] if cut.start > 0 else float("-inf")
        high = self.lefts[cut.stop] if cut.stop < len(self.lefts) else float("inf")
        return low, high

    def take(self, left: float, right: float, owner: Slot, label: bool = False) -> None:
        """Take (left, right), which must be free."""
        at = bisect_left(self.lefts, left)
        self.lefts.insert(at, left)
        self.rights.insert(at, right)
        self.owners.insert(at, (owner, label))

    def drop(self, cut: slice) -> list[tuple[Slot, bool]]:
        """Give the stretches of ``cut`` back."""
        gone = self.owners[cut]
        del self.lefts[cut], self.rights[cut], self.owners[cut]
        return gone


def label_room(slot: Slot, side: Side, width: float, factor: float) -> tuple[float, float]:
    """(left, right) that a label of ``width`` takes beside ``slot``, room around it included. The
    text stands at the far end: beyond the mark's band of doubt unless that is a long one."""
    keep = CLEAR * factor
    if side == "right":
        seen = _seen(slot.band_right - slot.x, factor)
        return slot.right, max(slot.right, slot.x + seen) + width + 2 * keep
    seen = _seen(slot.x - slot.band_left, factor)
    return min(slot.left, slot.x - seen) - width - 2 * keep, slot.left


def _seen(half: float, factor: float) -> float:
    seen = SEEN * half
    return seen if seen <= _SHORT_BAND * factor else 0.0


def pack(
    slots: Sequence[Slot],
    rows: int,
    factor: float,
    pill: float,
    bar_rows: int = 0,
    edges: Sequence[float] = (),
    first: Mapping[int, int] | None = None,
) -> list[Slot]:
    """Put ``slots`` (sorted by ``left``) into at most ``rows`` rows, at least one; bars only into
    the first ``bar_rows`` of them (0: all); no label crosses one of ``edges``. The events
    ``first`` choose before all others, the row that it names if that will do (-1: any).

    Sets ``row`` and ``side`` and returns those that remain, from left to right. Events that find
    no room in any row are gathered into clusters in the last one, ``pill`` pixels wide and less
    than one and a half of that from each of their events; so each event is in just one slot.
    """
    grid = [Row() for _ in range(max(1, rows))]
    over: list[Slot] = []
    reserved: list[float] = []
    first = first or {}
    for slot in slots:
        if slot.events[0] in first:
            slot.first = _choose(slot, grid, first[slot.events[0]], factor, edges)
    for k, slot in enumerate(slots):
        if slot.first:
            continue
        allowed = grid[: bar_rows or None] if slot.kind == "bar" else grid
        if slot.reach > slot.right:
            alone = k + 1 == len(slots) or slots[k + 1].left >= slot.reach
            taken = sum(right > slot.left for right in reserved)
            if (alone or taken < len(grid) - 1) and _reserve(slot, allowed, grid[-1], factor):
                reserved.append(slot.right)
                continue
            slot.slim = True
        if not _place(slot, allowed, factor, edges):
            over.append(slot)
    made = _gather(over, grid[-1], len(grid) - 1, pill, factor)
    return sorted((s for s in (*slots, *made) if s.row >= 0), key=lambda s: (s.left, s.events[0]))


def _choose(
    slot: Slot, grid: Sequence[Row], wish: int, factor: float, edges: Sequence[float]
) -> bool:
    """Place a slot that comes first: in the row it wishes for, else above the one of pills."""
    if slot.reach > slot.right and _reserve(slot, grid, grid[-1], factor):
        return True
    above = grid[:-1] or grid
    liked = grid[wish : wish + 1] if wish >= 0 else []
    for begin, rows in ((wish, liked), (0, above), (0, grid)):
        if _place(slot, rows, factor, edges):
            slot.row += begin
            return True
    return False


def _settle(slot: Slot, grid: Sequence[Row], row: int, side: Side, factor: float) -> bool:
    slot.row, slot.side = row, side
    grid[row].take(slot.left, slot.right, slot)
    if side:
        grid[row].take(*label_room(slot, side, slot.wish, factor), slot, label=True)
    return True


def _reserve(slot: Slot, grid: Sequence[Row], last: Row, factor: float) -> bool:
    """A row that a bar without an end has to itself as far as it reaches; the last one, where
    pills stand, only if no other will do."""
    for k, row in sorted(enumerate(grid), key=lambda item: item[1] is last):
        if row.yields(slot.left, slot.reach):
            _forget(row, slot.left, slot.reach)
            slot.right = slot.band_right = slot.reach
            slot.inside = True
            return _settle(slot, grid, k, "", factor)
    return False


def _place(slot: Slot, grid: Sequence[Row], factor: float, edges: Sequence[float]) -> bool:
    """A row for the mark with its label, without it, or where only labels stand; if need be for
    the start of a bar without the rest."""
    left, right = slot.left, slot.right
    free = [(k, row) for k, row in enumerate(grid) if row.free(left, right)]
    if free:
        return _with_label(slot, grid, free, factor, edges) or _settle(
            slot, grid, free[0][0], "", factor
        )
    if _among_labels(slot, grid, (left, right), factor):
        return True
    if not _wide(slot, factor):
        return False
    core = _core(slot, factor)
    for k, row in enumerate(grid):
        if row.free(*core):
            _narrow(slot, factor)
            return _settle(slot, grid, k, "", factor)
    return _among_labels(slot, grid, core, factor)


def _with_label(
    slot: Slot,
    grid: Sequence[Row],
    free: Sequence[tuple[int, Row]],
    factor: float,
    edges: Sequence[float],
) -> bool:
    """Place a slot with its label, in one of the rows that are ``free`` for the slot itself."""
    if slot.inside or slot.wish <= 0:
        return False
    left, right = slot.left, slot.right
    after = label_room(slot, "right", slot.wish, factor)[1]
    if not any(right <= edge < after for edge in edges):
        if slot.band_right - slot.band_left < _LONG_BAND * factor:
            wide = max(slot.band_right, after)
            for k, row in free:
                if row.free(slot.band_left, wide):
                    return _settle(slot, grid, k, "right", factor)
        for k, row in free:
            if row.free(left, after):
                return _settle(slot, grid, k, "right", factor)
    before = label_room(slot, "left", slot.wish, factor)[0]
    if not any(before < edge <= left for edge in edges):
        for k, row in free:
            if row.free(before, right):
                return _settle(slot, grid, k, "left", factor)
    return False


def _among_labels(
    slot: Slot, grid: Sequence[Row], room: tuple[float, float], factor: float
) -> bool:
    """Place a slot in ``room``, its own or that of its start, in the first row where labels are
    all that has to go."""
    for k, row in enumerate(grid):
        if row.yields(*room):
            _forget(row, *room)
            if room != (slot.left, slot.right):
                _narrow(slot, factor)
            return _settle(slot, grid, k, "", factor)
    return False


def _core(slot: Slot, factor: float) -> tuple[float, float]:
    """(left, right) of the mark itself."""
    return slot.x - HALF * factor, slot.x + HALF * factor


def _wide(slot: Slot, factor: float) -> bool:
    """Whether a slot covers more than its mark: a bar, or dates that disagree."""
    return slot.kind != "cluster" and slot.right - slot.left > 2.6 * HALF * factor


def _narrow(slot: Slot, factor: float) -> None:
    """Leave a slot, which is in no row, nothing but its mark."""
    slot.cut = slot.cut or slot.kind == "bar"
    slot.wish = 0.0 if slot.kind == "bar" else slot.wish
    slot.kind, slot.inside, slot.side = "mark", False, ""
    slot.left, slot.right = _core(slot, factor)


def _forget(row: Row, left: float, right: float) -> None:
    """Take all labels from (left, right)."""
    for owner, _ in row.drop(row.over(left, right)):
        owner.side = ""


def _gather(over: Sequence[Slot], row: Row, number: int, pill: float, factor: float) -> list[Slot]:
    """Count ``over`` in pills in ``row``, the one of that ``number``: at most one in each cell, a
    stretch as wide as a pill, so that no pill grows or wanders. A pill takes in the marks that it
    would cover; bars give way to it but for their start. Returns the pills."""
    cell = pill + _PILL_GAP * factor
    cells: dict[int, list[Slot]] = {}
    for slot in over:
        cells.setdefault(floor(slot.x / cell), []).append(slot)
    made: list[Slot] = []
    for k in sorted(cells):
        inside = cells[k]
        found: list[Slot] = []
        if len(inside) == 1:
            found = _clear(row, *_core(inside[0], factor), factor)
            near = next((s for s in found if s.kind == "cluster"), None)
            if near is not None:
                near.events = sorted(near.events + inside[0].events)
                continue
            if not found:
                _narrow(inside[0], factor) if _wide(inside[0], factor) else None
                inside[0].left, inside[0].right = _core(inside[0], factor)
                inside[0].row, inside[0].side = number, ""
                row.take(inside[0].left, inside[0].right, inside[0])
                continue
        x = (k + 0.5) * cell
        left, right = x - pill / 2, x + pill / 2
        found += [s for s in _clear(row, left, right, factor) if s not in found]
        for slot in found:
            _withdraw(row, slot)
            slot.row = -1
        events = sorted(i for slot in (*inside, *found) for i in slot.events)
        cluster = Slot(events, "cluster", x, left, right, left, right, row=number)
        row.take(left, right, cluster)
        made.append(cluster)
    return made


def _clear(row: Row, left: float, right: float, factor: float) -> list[Slot]:
    """Take labels from (left, right), and bars but for their start; the marks and pills left."""
    remaining: list[Slot] = []
    for owner, label in row.owners[row.over(left, right)]:
        if label:
            _withdraw(row, owner)
            owner.side = ""
            row.take(owner.left, owner.right, owner)
        elif owner not in remaining:
            if _wide(owner, factor):
                _withdraw(row, owner)
                _narrow(owner, factor)
                row.take(owner.left, owner.right, owner)
            if owner.left < right and left < owner.right:
                remaining.append(owner)
    return remaining


def _withdraw(row: Row, owner: Slot) -> None:
    """Give back what ``owner`` holds: neighbours in the row, so a short walk from its mark."""
    at = bisect_left(row.lefts, owner.left)
    for k in (at + 1, at, at - 1):
        if 0 <= k < len(row.owners) and row.owners[k][0] is owner:
            row.drop(slice(k, k + 1))
