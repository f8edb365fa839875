"""The lanes of a window arranged: which event stands in which row, with which label."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.masks import key_of
from explorer.figure.picture import Measure
from explorer.figure.style import Style
from explorer.figure.timeline.crowd import BESIDE, Counted, Crowd
from explorer.figure.timeline.density import column_level, columns, moments
from explorer.figure.timeline.glyphs import HALF, pill_width
from explorer.figure.timeline.labels import (
    Item,
    Names,
    coming_first,
    names_of,
    write_labels,
)
from explorer.figure.timeline.lanebox import LaneBox, undated_box
from explorer.figure.timeline.lanes import UNDATED, Lane, lanes
from explorer.figure.timeline.numbers import Numbers
from explorer.figure.timeline.packed import CROWD, FEW, Packed
from explorer.figure.timeline.packing import Row, Side, Slot
from explorer.figure.timeline.shares import Share, shares
from explorer.figure.timeline.slots import own_places
from explorer.figure.timeline.timescale import (
    FOLDED,
    ROW,
    Scale,
    TimelineLayout,
    lane_height,
    layout,
    scale_of,
)
from explorer.figure.timeline.windowed import Windowed, possibly
from explorer.figure.view import TimelineView

MAX_ROWS: Final = 6
PILLED: Final = 0.4
"""A lane of which count pills would cover more than this shows counts by column instead; half of
that is enough where half of the lanes do."""
_PAIR: Final = 2
_ROWS: Final = 4  # rows from which on more would not help a lane


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Arranged:
    """What ``timeline_static`` and ``timeline_live`` draw from."""

    layout: TimelineLayout
    scale: Scale
    boxes: tuple[LaneBox, ...]
    dataset: Dataset
    names: Names
    factor: float
    visible: Bool
    counted: Counted | None  # what the columns are made of, where all lanes are counted

    def shares(self, selected: Bool) -> list[Share]:
        """How much of each lane is in ``selected`` (n,) bool."""
        return shares(self.dataset, self.boxes, self.scale, self.counted, selected)

    def find(self, event: int) -> tuple[LaneBox, Item] | None:
        """The lane and item that show event number ``event``, in the first lane in sight that
        has it, else in the first one."""
        _, top, _, height = self.layout.lanes
        places = list(self.places(event))
        for box, item in places:
            if box.top < top + height and box.top + box.height > top:
                return box, item
        return places[0] if places else None

    def places(self, event: int) -> Iterator[tuple[LaneBox, Item]]:
        """Every lane and item that show event number ``event``."""
        for box in self.boxes:
            if (item := self.place(box, event)) is not None:
                yield box, item

    def place(self, box: LaneBox, event: int) -> Item | None:
        """The item that shows event number ``event`` in a lane: where columns count it, the mark
        that it would have."""
        for item in box.items:
            if event in item.slot.events:
                return item
        if box.columns is not None and event in box.inside and event not in box.across:
            return None if event in box.beyond else self._counted(box, event)
        return None

    def x_of(self, event: int) -> float:
        """x of the moment at which event number ``event`` stands."""
        return self.scale.to_x(int(moments(self.dataset, np.array([event]))[0]))

    def _counted(self, box: LaneBox, event: int) -> Item:
        f, x, row = self.factor, self.x_of(event), box.rows - 1
        left, right = x - HALF * f, x + HALF * f
        slot = Slot([event], "mark", x, left, right, left, right, row=row)
        item = Item(slot, None, x, left, right, row, self.names.of(event), ())
        low, high = self.scale.x, self.scale.x + self.scale.w
        for text, width in item.texts:
            sides: tuple[Side, Side] = ("right", "left")
            for side in sides:
                label = item.beside(side, text, width, f)
                if low <= label.x and label.x + width <= high:
                    away = 0.12 * width + 3 * f  # room for bold type
                    label.low = label.x - (away if side == "left" else 0.0)
                    label.high = label.x + width + (away if side == "right" else 0.0)
                    item.label = label
                    return item
        return item


def _either(one: Bool, other: Bool) -> Bool:
    """Where either mask holds; ``one`` itself where it holds the other."""
    if not (other > one).any():
        return one
    both = one | other
    both.flags.writeable = False
    return both


_arranged: OrderedDict[tuple[object, ...], tuple[Dataset, Measure, Arranged]] = OrderedDict()


def arrange(
    dataset: Dataset,
    visible: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    backdrop: Bool | None = None,
) -> Arranged:
    """Arrange the visible events ((n,) bool) of the view's window. ``backdrop`` (n,) bool: what is
    visible but for the window; lanes and rows are made of it, so that they stay while the window
    moves. None: ``visible``.

    Each lane has as many rows as its marks and labels ask for, up to ``MAX_ROWS``, and fewer when
    the lanes would not fit the height. A few picked events (``coming_first``) choose their places
    before all others; otherwise it depends on neither selection nor hover. The last few answers
    are remembered, as the static and the live layer ask for the same.
    """
    plain = replace(view, selected=frozenset(), hover="", brush=None)
    whole = visible if backdrop is None or backdrop is visible else _either(backdrop, visible)
    masks = (key_of(visible), key_of(whole))
    first = coming_first(dataset, view)
    key = (id(dataset), id(measure), masks, first, plain, style.theme)
    if key not in _arranged:
        found = _Arranger(dataset, visible, whole, view, style, measure).done()
        _arranged[key] = (dataset, measure, found)  # kept alive: an id is not used again
        if len(_arranged) > 4:
            _arranged.popitem(last=False)
    return _arranged[key][2]


class _Arranger:
    """Chooses how many rows each lane gets."""

    def __init__(
        self,
        dataset: Dataset,
        visible: Bool,
        whole: Bool,
        view: TimelineView,
        style: Style,
        measure: Measure,
    ) -> None:
        self.dataset, self.view, self.measure = dataset, view, measure
        self.visible, self.scale = visible, scale_of(view)
        self.names = names_of(dataset, view, measure)
        self.lanes = lanes(dataset, whole, view, style, visible)
        self.first = coming_first(dataset, view)
        self.near: dict[str, I64] = {}
        self.hopeless: dict[str, bool] = {}
        self.packed = Packed(
            dataset, key_of(whole), view, self.scale, measure, self.names, self.first
        )
        self.window = Windowed(dataset, visible, view, self.scale, self.names, measure)

    def done(self) -> Arranged:
        """The lanes with places and labels."""
        crowd = Crowd(self.dataset, self.lanes, self.view, self.scale, self.visible)
        if crowd.dense(CROWD, FEW):
            counted = Counted(crowd, self.measure)
            return self._arranged(self._counted_all(counted), counted)
        boxes = self._settled(self._fitted())
        for box in boxes:
            if box.lane.id != UNDATED and not box.folded:
                self._written(box)
        return self._arranged(boxes)

    def _arranged(self, boxes: list[LaneBox], counted: Counted | None = None) -> Arranged:
        laid = layout(self.view, [self._height(box) for box in boxes])
        for box, top, height in zip(boxes, laid.lane_tops, laid.lane_heights, strict=True):
            box.top, box.height = top, height
        factor = self.view.size_factor
        return Arranged(
            laid,
            self.scale,
            tuple(boxes),
            self.dataset,
            self.names,
            factor,
            self.visible,
            counted,
        )

    def _counted_all(self, counted: Counted) -> list[LaneBox]:
        """Every lane counted, but for those in sight with few events in the window, which have
        marks in one row. What is out of sight is arranged when it comes into sight."""
        undated = [self._box(lane, 1) for lane in self.lanes if lane.id == UNDATED]
        heights, extra = counted.heights(sum(self._height(box) for box in undated))
        tops = layout(self.view, heights)
        _, top, _, tall = tops.lanes
        boxes: list[LaneBox] = []
        near: list[LaneBox] = []
        for k, at in enumerate(tops.lane_tops):
            box = counted.box(k)
            if at < top + tall + BESIDE and at + heights[k] > top - BESIDE:
                if counted.marked(k):
                    box = self._marked(box)
                else:
                    near.append(box)
            box.extra = extra[k]
            boxes.append(box)
        counted.fill(near)
        return [*boxes, *undated]

    def _marked(self, box: LaneBox) -> LaneBox:
        """The lane with marks instead of counts, in no fewer rows."""
        made = self.window.box(box.lane, box.inside.array, self.packed.slots(box.lane, 1))
        made.rows = max(made.rows, box.rows)
        if not made.folded:
            self._written(made)
        return made

    def _written(self, box: LaneBox) -> None:
        """Labels, and a row more where a picked event finds no place for its own."""
        _write(box, self.scale, self.view.size_factor)
        foremost = [item for item in box.items if item.slot.first and item.texts]
        if any(item.label is None for item in foremost):
            box.rows += 1
            for item in box.items:
                item.label = None
            _write(box, self.scale, self.view.size_factor)

    def _height(self, box: LaneBox) -> float:
        if box.folded:
            return FOLDED * self.view.size_factor
        return lane_height(box.rows, self.view.size_factor) + box.extra

    def _fitted(self) -> list[LaneBox]:
        """Every lane in one row; then rows are added where they help most: while they fit, and
        beyond that where more than a pair of events had to be gathered, up to two rows (where the
        lanes must scroll in any case, wherever some were, up to three)."""
        caps = [self._least(lane) for lane in self.lanes]
        boxes = [self._box(lane, cap) for lane, cap in zip(self.lanes, caps, strict=True)]
        room = layout(self.view).lanes[3]
        scrolls = sum(self._height(box) for box in boxes) > room
        least, many = (3, 1) if scrolls else (2, _PAIR + 1)
        poor = [_poor(box) for box in boxes]
        open_ = {k for k, box in enumerate(boxes) if poor[k] and not box.folded}
        while open_:
            due = {k for k in open_ if caps[k] < least and _crowded(boxes[k]) >= many}
            k = max(due or open_, key=lambda k: (poor[k] / caps[k] ** 2, -k))
            others = sum(self._height(box) for j, box in enumerate(boxes) if j != k)
            more = lane_height(caps[k] + 1, self.view.size_factor) + others > room
            if k not in due and more and not self.first and _filled(boxes[k]) >= caps[k]:
                open_.discard(k)  # it fills the rows that it has, and would fill another
                continue
            tried = self._box(self.lanes[k], caps[k] + 1)
            if k not in due and others + self._height(tried) > room:
                open_.discard(k)
                continue
            caps[k] += 1
            if (left := _poor(tried)) < poor[k]:
                boxes[k], poor[k] = tried, left
            if caps[k] >= MAX_ROWS or not poor[k]:
                open_.discard(k)
        return boxes

    def _least(self, lane: Lane) -> int:
        """Rows for picked events, and one for pills, where a row alone would gather some."""
        n = len(self.first.intersection(lane.events.tolist()))
        if not n or lane.id == UNDATED or lane.id in self.view.folded:
            return 1
        if self._hopeless(lane):
            return 1
        own = own_places(self.packed.slots(lane, 1), self.first)
        return min(n + 1, MAX_ROWS) if own < n else 1

    def _settled(self, boxes: list[LaneBox]) -> list[LaneBox]:
        """Columns for the lanes that pills would fill, all on one scale and as high as there is
        room for."""
        cell = pill_width(88, self.measure, self.view.size_factor) / max(1.0, self.scale.w)
        for limit in (PILLED, PILLED / 2):
            for k, box in enumerate(boxes):
                pills = sum(len(item.slot.events) > 1 for item in box.items)
                if box.columns is None and pills * cell > limit:
                    boxes[k] = self._counted(box.lane)
            if 2 * sum(box.columns is not None for box in boxes) < len(boxes):
                break
        counted = [box for box in boxes if box.columns is not None]
        most = max((box.columns.most for box in counted if box.columns), default=1)
        spare = layout(self.view).lanes[3] - sum(self._height(box) for box in boxes)
        for box in counted:
            assert box.columns is not None
            box.columns = replace(box.columns, most=most)
            box.extra = min(max(0.0, spare // len(counted)), 2 * ROW * self.view.size_factor)
        return boxes

    def _box(self, lane: Lane, cap: int) -> LaneBox:
        if lane.id == UNDATED:
            return undated_box(self.dataset, lane, self.view, self.scale, self.names, cap)
        if self._hopeless(lane):
            return self._counted(lane)
        return self.window.box(lane, self._near(lane), self.packed.slots(lane, cap))

    def _near(self, lane: Lane) -> I64:
        """The events of a lane that may lie in the window."""
        if lane.id not in self.near:
            self.near[lane.id] = lane.events[possibly(self.dataset, lane.events, self.view)]
        return self.near[lane.id]

    def _hopeless(self, lane: Lane) -> bool:
        """Whether pills would fill a lane however many rows it had."""
        if lane.id not in self.hopeless:
            self.hopeless[lane.id] = self._is_hopeless(self._near(lane))
        return self.hopeless[lane.id]

    def _is_hopeless(self, near: I64) -> bool:
        if len(near) > CROWD:
            return True
        cell = pill_width(88, self.measure, self.view.size_factor)
        xs = self.scale.to_xs(moments(self.dataset, near)) - self.scale.x
        xs = xs[(xs >= 0) & (xs < self.scale.w)]
        held = np.bincount((xs // cell).astype(np.int64))
        full = held > _ROWS * cell / (2 * HALF * self.view.size_factor)
        return bool(full.sum() * cell > PILLED * self.scale.w)

    def _counted(self, lane: Lane) -> LaneBox:
        """A lane of columns; what began before the window or is dated too loosely is in a pill."""
        near = self._near(lane)
        level = column_level(self.scale, self.view.size_factor)
        box = LaneBox(lane, [], 1, columns=columns(self.dataset, lane.events, self.scale, level))
        box.folded = lane.id in self.view.folded
        at = moments(self.dataset, near)
        box.across = near[(at < self.view.start) | (at >= self.view.end)].tolist()
        box.inside, box.outside = Numbers.of(near), lane.shown.size - len(near)
        if box.across:
            self.window.put_across(box)
            box.rows += not box.folded
        return box


def _filled(box: LaneBox) -> int:
    """Rows up to the last one with a mark in the window."""
    return 1 + max((item.row for item in box.items), default=-1)


def _poor(box: LaneBox) -> int:
    """How much a lane would gain from more rows: gathered events weigh more than labels."""
    if box.folded:
        return 0
    bare = sum(
        1
        for i in box.items
        if len(i.slot.events) == 1 and not i.slot.side and not i.slot.inside and i.texts
    )
    return 3 * _crowded(box) + bare


def _crowded(box: LaneBox) -> int:
    """Events of a lane without a mark or bar of their own, or whose bar can't run on."""
    slots = [item.slot for item in box.items]
    return (
        box.unplaced
        + box.held
        + sum(len(slot.events) if len(slot.events) > 1 else slot.cut or slot.slim for slot in slots)
    )


def _write(box: LaneBox, scale: Scale, factor: float) -> None:
    grid = [Row() for _ in range(box.rows)]
    for item in box.items:
        grid[item.row].take(item.left, item.right, item.slot)
    if box.across:
        pill = Slot([], "cluster", box.across_x, scale.x, scale.x + box.across_w + 8 * factor, 0, 0)
        grid[box.across_row].take(pill.left, pill.right, pill)
    write_labels(box.items, grid, (scale.x, scale.x + scale.w), factor)
