"""The timeline while its window moves: rows, sides and names stay as they were arranged, and what
is drawn is shifted. A few milliseconds a step; when the window rests it is arranged anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from explorer.dataset.model import Bool, Dataset
from explorer.figure.picture import Line, Mark, Measure, Text
from explorer.figure.style import Style
from explorer.figure.timeline import rows
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.glyphs import HALF, place
from explorer.figure.timeline.labels import Item, Label
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.lanepaint import LanePainter
from explorer.figure.timeline.lanes import UNDATED
from explorer.figure.timeline.packing import CLEAR, Slot
from explorer.figure.timeline.timescale import Scale, scale_of
from explorer.figure.timeline.windowed import anchor_of
from explorer.figure.view import TimelineView

ZOOM: Final = 2.0
"""How many times longer or shorter than it was arranged for the window of a movement may be."""
SIDES: Final = 1.0
"""How many windows to both sides are drawn ahead."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a movement. What stood at x stands at ``a`` * x + ``b``. Painted in this order:
    ``lines`` (upright: colour, x, top, bottom), ``under``, the strip of bands and bars, ``puts``
    cut to the lanes, the indicator's row, ``over``, ``texts``, and ``counts`` cut
    to the lanes."""

    a: float
    b: float
    lines: tuple[tuple[str, float, float, float], ...]
    under: tuple[Mark, ...]
    puts: tuple[Put, ...]
    over: tuple[Mark, ...]
    texts: tuple[Text, ...]
    counts: tuple[Text, ...]


def shift_of(old: Scale, new: Scale) -> tuple[float, float]:
    """(a, b): what stood at x on ``old`` stands at a * x + b on ``new``."""
    a = old.per_pixel / new.per_pixel
    return a, new.x + (old.start - new.start) / new.per_pixel - old.x * a


def within_reach(settled: TimelineView, view: TimelineView) -> bool:
    """Whether what is drawn ahead of one window covers another one."""
    length, new = settled.end - settled.start, view.end - view.start
    if not length < ZOOM * new < ZOOM * ZOOM * length:
        return False
    away = abs((view.start + view.end) - (settled.start + settled.end)) / 2
    return away + new / 2 <= (SIDES + 0.5) * length


class Moving:
    """What was arranged for one window, carried to others. ``lit`` (n,) bool: what is selected,
    seen or not; None for no selection."""

    def __init__(
        self,
        dataset: Dataset,
        arranged: Arranged,
        view: TimelineView,
        style: Style,
        measure: Measure,
        lit: Bool | None,
    ) -> None:
        self.dataset, self.arranged, self.view = dataset, arranged, view
        self.style, self.measure = style, measure
        self.picked = [dataset.event_index[k] for k in view.selected if k in dataset.event_index]
        self.selected, self.lit = lit, lit
        if lit is not None and self.picked:
            self.lit = lit.copy()
            self.lit[self.picked] = True
        away = arranged.scale.to_x(anchor_of(view))
        self.lanes = [
            _Lane(self, box, k, away)
            for k, box in enumerate(arranged.boxes)
            if rows.in_sight(arranged, box)
        ]

    def step(self, visible: Bool, view: TimelineView) -> Step:
        """The window of ``view``, which differs in nothing else; ``visible`` (n,) bool."""
        scale = scale_of(view, self.arranged.layout)
        a, b = shift_of(self.arranged.scale, scale)
        now = replace(self.arranged, scale=scale)
        style, measure = self.style, self.measure
        marks: list[Put] = []
        labels: list[Put] = []
        for lane in self.lanes:
            lane.step(visible, scale, (a, b), marks, labels)
        shown = visible if self.selected is None else visible & self.selected
        numbers = [int(np.count_nonzero(shown[box.lane.whole])) for box in now.boxes]
        found = rows.window_ticks(view, now, measure)
        ruled = rows.grid(view, style, now, found)
        axis = rows.axis(view, style, measure, now, found)
        over = [*rows.today(view, style, measure, now), *rows.brush(view, style, now)]
        texts = [m for m in (*axis, *over) if isinstance(m, Text) and m.role != "scale"]
        counts = rows.counts(view, style, measure, now, numbers)
        return Step(
            a,
            b,
            lines=tuple(
                line for m in (*ruled, *axis) if isinstance(m, Line) and (line := _upright(m))
            ),
            under=(
                *(m for m in ruled if not isinstance(m, Line)),
                *self._guides(now, visible),
            ),
            puts=(*marks, *labels),
            over=tuple(m for m in over if not isinstance(m, Text)),
            texts=tuple(texts),
            counts=tuple(m for m in counts if isinstance(m, Text)),
        )

    def strip(self) -> tuple[list[Mark], float, float]:
        """Bands, bars and the columns of crowded lanes as they were arranged, with what is ahead
        to both sides: marks, left and right end."""
        settled = self.arranged.scale
        left, right = settled.x - SIDES * settled.w, settled.x + (1 + SIDES) * settled.w
        length = round(SIDES * (settled.end - settled.start))
        wide = Scale(settled.start - length, settled.end + length, left, right - left)
        made: list[Mark] = []
        for lane in self.lanes:
            made += lane.columns(wide)
        for lane in self.lanes:
            made += lane.bodies((left, right))
        return made, left, right

    def _guides(self, now: Arranged, visible: Bool) -> list[Mark]:
        """Guide lines, unbroken: what they run behind is drawn later."""
        f, laid, made = self.view.size_factor, now.layout, list[Mark]()
        shown = [i for i in self.picked if visible[i] and self.dataset.events.dated[i]]
        for i in shown if len(self.picked) <= rows.GUIDES else ():
            x = now.x_of(i)
            if laid.plot_x <= x:
                line = np.array([[x, laid.lanes[1]], [x, laid.overview[1]]])
                made.append(Line(line, self.style.tokens.accent, 1.3 * f, (3.5 * f, 3.5 * f)))
        return made


class _Lane:
    """One lane of a movement. Pieces are made when they first come into view."""

    def __init__(self, moving: Moving, box: LaneBox, k: int, away: float) -> None:
        self.moving, self.box, self.k = moving, box, k
        self.f = moving.view.size_factor
        ground = rows.lane_ground(moving.style, k)
        self.painters: list[LanePainter] = []
        for dimmed in (False, True):
            painter = LanePainter(
                moving.dataset,
                moving.view,
                moving.style,
                moving.measure,
                moving.arranged,
                box,
                ground,
                dimmed,
            )
            self.painters.append(painter)
        self.pieces: dict[tuple[int, object], Piece] = {}
        self.fixed = self._fixed()
        items = [] if box.lane.id == UNDATED else self._items(away)
        self.items = items
        self.low = np.array([item.left for item in items])
        self.high = np.array([item.right for item in items])

    def _items(self, away: float) -> list[Item]:
        """All slots in pixels of the settled picture, by rank."""
        there = {item.slot.events[0]: item for item in self.box.items}
        names = self.moving.arranged.names
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
            events, scale = self.moving.dataset.events, self.moving.arranged.scale
            placed = place(events, slot.events[0], scale, self.f, slot.wish)
        item = Item(slot, placed, x, left, right, row, (), (1.0, 0.0, -x))
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
        selected = self.moving.selected
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
        lit = self.moving.lit
        return lit is not None and not bool(lit[item.slot.events[0]])

    def _fixed(self) -> list[Put]:
        """What does not stand at a time: the pill of events across the window, undated ones."""
        box, painter = self.box, self.painters[0]
        marks: list[Mark] = []
        columns, box.columns = box.columns, None
        marks += painter.rest()
        box.columns = columns
        if box.lane.id == UNDATED:
            for item in box.items:
                painter.item(item, marks, marks, marks)
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
        taken: dict[int, list[tuple[float, float, int]]] = {}
        named: list[tuple[int, Item, float]] = []
        half = HALF * self.f
        for k in np.flatnonzero(near).tolist():
            item = self.items[k]
            events = item.slot.events
            x = a * item.x + b
            by = x - item.x
            low, high = item.left + by, item.right + by
            if len(events) > 1:
                piece = self._pill(k, item, int(np.count_nonzero(visible[events])))
                if piece is None or high <= left or low >= right:
                    continue
            else:
                if not visible[events[0]]:
                    continue
                if item.slot.kind == "bar" and not item.slot.cut:
                    low = min(a * item.left + b, x - half)
                    high = max(a * item.right + b, x + half)
                if high <= left or low >= right:
                    continue
                if item.label is not None:
                    named.append((k, item, x))
                piece = self._mark(k, item)
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
            key = ("mark", self.k % 2, item.slot.events[0], self._dim(item), self.box.folded)
            found = Piece(key, tuple(marks), item.x - half, y - half, 2 * half, 2 * half)
            self.pieces[(k, "mark")] = found
        return found

    def _pill(self, k: int, item: Item, n: int) -> Piece | None:
        if n == 0:
            return None
        found = self.pieces.get((k, n))
        if found is None:
            lit = self.moving.lit
            dim = lit is not None and not bool(lit[item.slot.events].any())
            y, half = self.box.row_y(item.row, self.f), 9 * self.f
            marks = self.painters[dim].pill(item, y, n)
            wide = item.right - item.left + 4 * self.f
            key = ("pill", self.k, n, wide, dim, item.slot.events[0])
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
            if high < edges[0] or low > edges[1]:
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


def _everywhere(
    painter: LanePainter, item: Item, beneath: list[Mark], marks: list[Mark], labels: list[Mark]
) -> None:
    """Draw an item that may lie out of view."""
    cut, painter.cut = painter.cut, (float("-inf"), float("inf"))
    bare = replace(item, placed=None)
    painter.item(bare, beneath, marks, labels)
    painter.cut = cut


def _upright(line: Line) -> tuple[str, float, float, float] | None:
    """Colour, x, top and bottom of an upright line; None for another."""
    (x, top), (end, bottom) = line.points.tolist()
    return (line.color, x, top, bottom) if x == end else None
