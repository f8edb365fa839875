"""One lane of the timeline while its window moves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.model import Bool, Dataset
from explorer.figure.picture import Circle, Mark, Measure, Rect, Symbol, Text
from explorer.figure.style import Style
from explorer.figure.timeline import rows
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.glyphs import HALF, place
from explorer.figure.timeline.labels import Item, Label
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.lanepaint import LanePainter, inset
from explorer.figure.timeline.lanes import UNDATED
from explorer.figure.timeline.packing import CLEAR, Slot
from explorer.figure.timeline.timescale import Scale
from explorer.figure.view import TimelineView


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """What was arranged, for the window of ``view``. Masks are (n,) bool, seen or not:
    ``selected``, None for no selection; ``lit``: that and what is picked."""

    dataset: Dataset
    arranged: Arranged
    view: TimelineView
    style: Style
    measure: Measure
    selected: Bool | None
    lit: Bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Marks that are drawn once, within (``x``, ``y``, ``w``, ``h``), and shown shifted. Those of
    one ``key`` look the same."""

    key: tuple[object, ...]
    marks: tuple[Mark, ...]
    x: float
    y: float
    w: float
    h: float


Put = tuple[Piece, float]
"""A piece, and by how much it stands to the right of where it was drawn."""


class MovingLane:
    """One lane of a movement. Pieces are made when they first come into view."""

    def __init__(self, base: Carried, box: LaneBox, k: int, away: float) -> None:
        self.base, self.box, self.k = base, box, k
        self.f = base.view.size_factor
        ground = rows.lane_ground(base.style, k)
        self.painters: list[LanePainter] = []
        for dimmed in (False, True):
            painter = LanePainter(
                base.dataset,
                base.view,
                base.style,
                base.measure,
                base.arranged,
                box,
                ground,
                dimmed,
            )
            self.painters.append(painter)
        self.pieces: dict[tuple[int, object], Piece] = {}
        self.fixed = self._fixed()
        items = [] if box.lane.id == UNDATED else self._items(away)
        self.items = items
        self.low = np.array([item.left for item in items], np.float64)
        self.high = np.array([item.right for item in items], np.float64)
        self.x = np.array([item.x for item in items], np.float64)
        self.first = np.array([item.slot.events[0] for item in items], np.int64)
        self.several = np.array([len(item.slot.events) > 1 for item in items], np.bool_)

    def _items(self, away: float) -> list[Item]:
        """All slots in pixels of the settled picture, by rank."""
        there = {item.slot.events[0]: item for item in self.box.items}
        names = self.base.arranged.names
        made: list[Item] = []
        for slot in self.box.packed:
            item = there.get(slot.events[0]) if len(slot.events) == 1 else None
            if item is None or len(item.slot.events) > 1:
                item = self._item(slot, away, names.of(slot.events[0]))
            made.append(item)
        made.sort(key=lambda item: item.rank)
        return made

    def _item(self, slot: Slot, away: float, texts: tuple[tuple[str, float], ...]) -> Item:
        """A slot out of view, with the name that packing kept room for."""
        row = min(slot.row, self.box.rows - 1)
        x, left, right = slot.x + away, slot.left + away, slot.right + away
        placed = None
        if len(slot.events) == 1:
            events, scale = self.base.dataset.events, self.base.arranged.scale
            placed = place(events, slot.events[0], scale, self.f, slot.wish)
        item = Item(slot, placed, x, left, right, row, (), (1.0, 0.0, 0.0, -x))
        if placed is not None and texts and not self.box.folded:
            text, width = texts[-1]
            if slot.side:
                item.label = item.beside(slot.side, text, width, self.f)
                item.label.low, item.label.high = item.label.x, item.label.x + width
            elif slot.inside:
                item.label = Label(text, left, width, row, inside=True)
        return item

    def columns(self, wide: Scale) -> list[Mark]:
        """The columns of a crowded lane over ``wide``."""
        selected = self.base.selected
        if self.box.columns is None:
            return []
        made: list[Mark] = []
        for dimmed in (False,) if selected is None else (True, False):
            painter, events = self.painters[dimmed], self.box.lane.whole
            if selected is not None and not dimmed:
                events = events[selected[events]]
            scale, painter.scale = painter.scale, wide
            made += painter.of(events)
            painter.scale = scale
        return made

    def bodies(self, cut: tuple[float, float]) -> list[Mark]:
        """Bands and bars between ``cut`` (left, right)."""
        made: list[Mark] = []
        for item in self.items:
            if item.placed is None:
                continue
            painter = self.painters[self._dim(item)]
            was, painter.cut = painter.cut, cut
            now = item
            if item.placed.open_right and item.right >= was[1] - 1:
                now = replace(item, right=cut[1])  # nothing stands in its way
            made += painter.beneath(now)
            painter.cut = was
        return made

    def _dim(self, item: Item) -> bool:
        lit = self.base.lit
        return lit is not None and not bool(lit[item.slot.events[0]])

    def _fixed(self) -> list[Put]:
        """What does not stand at a time: the pill of events across the window, undated ones."""
        box, painter, lit = self.box, self.painters[0], self.base.lit
        marks: list[Mark] = []
        columns, box.columns = box.columns, None
        pale = lit is not None and not lit[list(painter.named_across)].any()
        marks += self.painters[pale].rest()
        box.columns = columns
        if box.lane.id == UNDATED:
            for item in box.items:
                self.painters[self._dim(item)].item(item, marks, marks, marks)
        area = (painter.cut[0], box.top, painter.cut[1] - painter.cut[0], box.height)
        key = ("fixed", self.k, tuple(box.across), box.across_text, box.top, box.height)
        return [(Piece(key, tuple(marks), *area), 0.0)] if marks else []

    def step(
        self,
        visible: Bool,
        scale: Scale,
        shift: tuple[float, float],
        marks: list[Put],
        labels: list[Put],
    ) -> None:
        """Add what stands in the window of ``scale``."""
        a, b = shift
        left, right = scale.x, scale.x + scale.w
        slack = 400 * self.f  # names, and what is as wide at every scale
        near = (self.high * a + b > left - slack) & (self.low * a + b < right + slack)
        near &= self.several | visible[self.first]
        shown = np.flatnonzero(near)
        at = zip(shown.tolist(), (self.x[shown] * a + b).tolist(), strict=True)
        taken: dict[int, list[tuple[float, float, int]]] = {}
        named: list[tuple[int, Item, float]] = []
        half = HALF * self.f
        for k, x in at:
            item = self.items[k]
            events, by = item.slot.events, x - item.x
            low, high = item.left + by, item.right + by
            if len(events) > 1:
                piece = self._pill(k, item, int(np.count_nonzero(visible[events])))
                if piece is None or high <= left or low >= right:
                    continue
            else:
                if item.slot.kind == "bar" and not item.slot.cut:
                    low = min(a * item.left + b, x - half)
                    high = max(a * item.right + b, x + half)
                if high <= left or low >= right:
                    continue
                if item.label is not None:
                    named.append((k, item, x))
                piece = self._mark(k, item)
                by = inset(x, (left, right), half) - item.x
            taken.setdefault(item.row, []).append((low, high, k))
            marks.append((piece, by))
        self._names(taken, named, shift, (left, right), labels)
        marks += self.fixed

    def _mark(self, k: int, item: Item) -> Piece:
        found = self.pieces.get((k, "mark"))
        if found is None:
            painter = self.painters[self._dim(item)]
            marks: list[Mark] = []
            _everywhere(painter, item, [], marks, [])
            y, half = self.box.row_y(item.row, self.f), 12 * self.f
            key = ("mark", *(_look(mark) for mark in marks))
            found = Piece(key, tuple(marks), item.x - half, y - half, 2 * half, 2 * half)
            self.pieces[(k, "mark")] = found
        return found

    def _pill(self, k: int, item: Item, n: int) -> Piece | None:
        if n == 0:
            return None
        found = self.pieces.get((k, n))
        if found is None:
            lit = self.base.lit
            dim = lit is not None and not bool(lit[item.slot.events].any())
            y, half = self.box.row_y(item.row, self.f), 9 * self.f
            marks = self.painters[dim].pill(item, y, n)
            wide = item.right - item.left + 4 * self.f
            key = ("pill", round(wide, 3), *(_look(mark) for mark in marks))
            found = Piece(key, tuple(marks), item.x - wide / 2, y - half, wide, 2 * half)
            self.pieces[(k, n)] = found
        return found

    def _name(self, k: int, item: Item) -> tuple[Piece, float, float]:
        """The label as a piece, with its (left, right)."""
        found = self.pieces.get((k, "label"))
        label = item.label
        assert label is not None
        if found is None:
            marks: list[Mark] = []
            _everywhere(self.painters[self._dim(item)], item, [], [], marks)
            y = self.box.row_y(label.row, self.f)
            (text,) = (m for m in marks if isinstance(m, Text))
            x, w = text.x - 4 * self.f, text.width + 8 * self.f
            key = ("label", text.text, text.font, text.color, text.halo, text.opacity)
            found = Piece(key, tuple(marks), x, y - 10 * self.f, w, 20 * self.f)
            self.pieces[(k, "label")] = found
        return found, label.x, label.x + label.width

    def _names(
        self,
        row_marks: dict[int, list[tuple[float, float, int]]],
        named: Sequence[tuple[int, Item, float]],
        shift: tuple[float, float],
        edges: tuple[float, float],
        labels: list[Put],
    ) -> None:
        """Labels, by rank, that lie on no mark and no label."""
        for row in row_marks.values():
            row.sort()
        lefts = {row: [m[0] for m in found] for row, found in row_marks.items()}
        taken: dict[int, list[tuple[float, float]]] = {}
        keep = CLEAR * self.f
        for k, item, x in named:
            label = item.label
            assert label is not None
            piece, low, high = self._name(k, item)
            by = x - item.x
            if label.inside or label.row != item.row:
                start = max(shift[0] * item.left + shift[1], edges[0]) + 6 * self.f
                if label.inside and x > edges[0] - 8 * self.f:
                    start = max(start, x + 10 * self.f)
                by = start - low
                end = min(shift[0] * item.right + shift[1], edges[1])
                if label.inside and high + by > end - 6 * self.f:
                    continue
            low, high = low + by, high + by
            if low < edges[0] or high > edges[1]:
                continue
            near, at = row_marks.get(label.row, []), lefts.get(label.row, [])
            j = bisect_left(at, high + keep) - 1
            if any(m[2] != k and m[1] > low - keep for m in near[max(0, j - 2) : j + 1]):
                continue
            others = taken.setdefault(label.row, [])
            if any(c < high + keep and low - keep < d for c, d in others):
                continue
            others.append((low, high))
            labels.append((piece, by))


def _look(mark: Mark) -> tuple[object, ...]:
    """All of a mark, ring or pill but where it is and whose."""
    assert isinstance(mark, Symbol | Circle | Rect | Text)
    names = (f.name for f in fields(mark) if f.name not in ("x", "y", "ref"))
    return type(mark).__name__, *(getattr(mark, name) for name in names)


def _everywhere(
    painter: LanePainter, item: Item, beneath: list[Mark], marks: list[Mark], labels: list[Mark]
) -> None:
    """Draw an item that may lie out of view."""
    cut, painter.cut = painter.cut, (float("-inf"), float("inf"))
    bare = replace(item, placed=None)
    painter.item(bare, beneath, marks, labels)
    painter.cut = cut
