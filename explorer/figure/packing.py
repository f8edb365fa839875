"""Rows of a lane: which mark, bar or label goes in which row, so that nothing overlaps.

Packing depends on the zoom and not on where the window stands, so panning moves marks sideways
and never makes them jump between rows. Interval-graph colouring: in order of left edges each
event takes the first row where its mark and its shortest label are free.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Kind = Literal["mark", "bar", "cluster"]
Side = Literal["right", "left", ""]

CLEAR: Final = 3.0  # pixels kept clear around text
_LONG_BAND: Final = 260.0  # wider bands may share a row with others


@dataclass(slots=True, eq=False)
class Slot:
    """What takes part in packing, x in pixels from the anchor (they need not be in view).

    ``left``, ``right``: what the mark or bar itself covers. ``band_left``, ``band_right``: its
    doubt, equal to those when it has none. ``wish``: width of its shortest label, 0 for none.
    ``inside``: that label lies within the bar. ``events`` are event numbers.
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
    row: int = -1
    side: Side = ""
    cut: bool = False  # a bar for which only its start found room


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
        cut = self.over(left, right)
        return bool(cut.start >= cut.stop)

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
    """(left, right) that a label of ``width`` takes beside ``slot``, room around it included."""
    keep = CLEAR * factor
    if side == "right":
        return slot.right, slot.right + width + 2 * keep
    return slot.left - width - 2 * keep, slot.left


def pack(
    slots: Sequence[Slot], rows: int, factor: float, pill: float, bar_rows: int = 0
) -> list[Slot]:
    """Put ``slots`` (sorted by ``left``) into at most ``rows`` rows, at least one; bars only into
    the first ``bar_rows`` of them (0: all).

    Sets ``row`` and ``side`` and returns those that remain: events that find no room in any row
    are gathered into clusters ``pill`` pixels wide, so each event is in just one slot.
    """
    grid = [Row() for _ in range(max(1, rows))]
    for slot in slots:
        allowed = grid[: bar_rows or None] if slot.kind == "bar" else grid
        if not (_with_label(slot, allowed, factor) or _alone(slot, allowed)):
            _gather(slot, grid[-1], len(grid) - 1, pill)
    return [slot for slot in slots if slot.row >= 0]


def _settle(slot: Slot, grid: Sequence[Row], row: int, side: Side, factor: float) -> bool:
    slot.row, slot.side = row, side
    grid[row].take(slot.left, slot.right, slot)
    if side:
        grid[row].take(*label_room(slot, side, slot.wish, factor), slot, label=True)
    return True


def _with_label(slot: Slot, grid: Sequence[Row], factor: float) -> bool:
    if slot.inside or slot.wish <= 0:
        return False
    after = label_room(slot, "right", slot.wish, factor)[1]
    if slot.band_right - slot.band_left < _LONG_BAND * factor:
        for k, row in enumerate(grid):
            if row.free(slot.band_left, max(slot.band_right, after)):
                return _settle(slot, grid, k, "right", factor)
    for k, row in enumerate(grid):
        if row.free(slot.left, after):
            return _settle(slot, grid, k, "right", factor)
    before = label_room(slot, "left", slot.wish, factor)[0]
    for k, row in enumerate(grid):
        if row.free(before, slot.right):
            return _settle(slot, grid, k, "left", factor)
    return False


def _alone(slot: Slot, grid: Sequence[Row]) -> bool:
    """A row for the mark without its label, if need be where only labels stand."""
    for k, row in enumerate(grid):
        if row.free(slot.left, slot.right):
            return _settle(slot, grid, k, "", 1.0)
    for k, row in enumerate(grid):
        cut = row.over(slot.left, slot.right)
        if all(label for _, label in row.owners[cut]):
            _forget(row, cut)
            return _settle(slot, grid, k, "", 1.0)
    return False


def _forget(row: Row, cut: slice) -> None:
    for owner, _ in row.drop(cut):
        owner.side = ""


def _gather(slot: Slot, row: Row, number: int, pill: float) -> None:
    """Give ``slot`` a place in the last row: alone where only labels stand, else together with
    the marks there (``row`` -1 then says that another slot holds its events)."""
    left, right = slot.x - pill / 2, slot.x + pill / 2
    cut = row.over(left, right)
    there = [owner for owner, label in row.owners[cut] if not label]
    if there:
        into = min(there, key=lambda owner: (owner.kind == "bar", abs(owner.x - slot.x)))
        _grow(into, slot, row, pill)
        return
    _forget(row, cut)
    slot.cut = slot.kind == "bar"
    slot.kind, slot.inside, slot.wish = "mark", False, 0.0
    slot.left, slot.right, slot.band_left, slot.band_right = left, right, left, right
    slot.row, slot.side = number, ""
    row.take(left, right, slot)


def _grow(into: Slot, slot: Slot, row: Row, pill: float) -> None:
    """Make ``into`` a cluster with the events of ``slot``, taking in whatever it now touches."""
    _withdraw(row, into)
    into.events += slot.events
    slot.row = -1
    if into.kind == "bar":
        into.x = into.left + pill / 2
    into.kind, into.side, into.wish, into.inside = "cluster", "", 0.0, False
    into.left, into.right = into.x - pill / 2, into.x + pill / 2
    into.band_left, into.band_right = into.left, into.right
    while (cut := row.over(into.left, into.right)).start < cut.stop:
        for owner, label in row.drop(cut):
            if label:
                owner.side = ""
            elif owner.row >= 0:
                into.events += owner.events
                owner.row = -1
                _withdraw(row, owner)
    row.take(into.left, into.right, into)


def _withdraw(row: Row, owner: Slot) -> None:
    """Give back what ``owner`` holds: neighbours in the row, so a short walk from its mark."""
    at = bisect_left(row.lefts, owner.left)
    for k in (at + 1, at, at - 1):
        if 0 <= k < len(row.owners) and row.owners[k][0] is owner:
            row.drop(slice(k, k + 1))
