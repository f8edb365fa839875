"""Timeline labels: what an event may be called in little room, and which of that fits where."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from explorer.common.records import dataclass
from explorer.dataset.model import Dataset
from explorer.figure.picture import Font, Measure
from explorer.figure.timeline.glyphs import Placed
from explorer.figure.timeline.packing import CLEAR, Row, Side, Slot, label_room
from explorer.figure.view import TimelineView

RING_ROOM: Final = 3.0  # pixels between a mark with a ring and its label, beyond the usual
_BREAK: Final = re.compile(r"[:;,](?=\s)| [(–—-]|[：；，（]|——")


def label_font(factor: float, strong: bool = False) -> Font:
    """11.5 px at 500, selected 700."""
    return Font(11.5 * factor, 700 if strong else 500)


def label_texts(dataset: Dataset, i: int, view: TimelineView) -> tuple[str, ...]:
    """What event ``i`` may be called, longest first: its short name alone; without one its title,
    the title's first clause, then who. Each is a whole phrase: nothing is cut off in the middle.

    A short name has nothing after it: packing keeps room for the last text, and whole names are
    worth a row more."""
    lang, events = view.lang, dataset.events
    label = dataset.label(i, lang)
    if label in (events.label[i], events.label_zh[i]):
        return (label,) if label else ()
    names = [label]
    clause = _BREAK.split(label, maxsplit=1)[0].strip()
    if _telling(clause):
        names.append(clause)
    organizations = events.organizations.row(i)
    if len(organizations) and view.group != "organization":
        names.append(dataset.organization_name(int(organizations[0]), lang))
    kept: list[str] = []
    for name in names:
        if name and (not kept or len(name) < len(kept[-1])):
            kept.append(name)
    return tuple(kept)


def _is_chinese(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff" or "\U00020000" <= sign <= "\U000323af"


def _telling(clause: str) -> bool:
    """Whether a part of a title may stand for the whole: two words, or four Chinese characters."""
    return len(clause.split()) > 1 or sum(map(_is_chinese, clause)) >= 4


FIRST: Final = 4
"""Up to this many picked events come first in their lanes."""


def coming_first(dataset: Dataset, view: TimelineView) -> frozenset[int]:
    """Numbers of the picked events that have a mark and a bold name of their own, whatever else
    has to give way; none where many are picked."""
    if not 0 < len(view.selected) <= FIRST:
        return frozenset()
    index = dataset.event_index
    return frozenset(index[key] for key in view.selected if key in index)


def strong_texts(
    texts: tuple[tuple[str, float], ...], measure: Measure, factor: float
) -> tuple[tuple[str, float], ...]:
    """The texts with the room that they take in bold, clear of the ring."""
    font = label_font(factor, strong=True)
    return tuple((text, measure.width(text, font) + RING_ROOM * factor) for text, _ in texts)


class Names:
    """Label texts of a dataset with their widths, measured once for each event."""

    def __init__(self, dataset: Dataset, view: TimelineView, measure: Measure) -> None:
        self._dataset, self._view, self._measure = dataset, view, measure
        self._font = label_font(view.size_factor)
        self._found: dict[int, tuple[tuple[str, float], ...]] = {}
        self._least: dict[int, float] = {}

    def least(self, i: int) -> float:
        """Width of the shortest text of event ``i``, 0 for none: of most events, no more is ever
        asked for."""
        found = self._least.get(i)
        if found is None:
            texts = label_texts(self._dataset, i, self._view)
            found = self._measure.width(texts[-1], self._font) if texts else 0.0
            self._least[i] = found
        return found

    def of(self, i: int) -> tuple[tuple[str, float], ...]:
        """(text, width) of event ``i``, longest first."""
        found = self._found.get(i)
        if found is None:
            texts = label_texts(self._dataset, i, self._view)
            found = tuple((t, self._measure.width(t, self._font)) for t in texts)
            self._found[i] = found
        return found


_names: OrderedDict[tuple[object, ...], tuple[Dataset, Measure, Names]] = OrderedDict()


def names_of(dataset: Dataset, view: TimelineView, measure: Measure) -> Names:
    """The names for a language, grouping and size; the last few are remembered."""
    key = (id(dataset), id(measure), view.lang, view.group, view.size_factor)
    if key not in _names:
        _names[key] = (dataset, measure, Names(dataset, view, measure))
        if len(_names) > 4:
            _names.popitem(last=False)
    return _names[key][2]


@dataclass(slots=True)
class Label:
    """Left end ``x`` and measured ``width`` in pixels; ``row`` of its baseline in the lane.
    ``low``, ``high``: how far it may grow to both sides, for bold type."""

    text: str
    x: float
    width: float
    row: int
    inside: bool = False
    low: float = 0.0
    high: float = 0.0


@dataclass(slots=True, eq=False)
class Item:
    """A slot in the window: pixels of the picture. ``placed`` is None for a cluster;
    ``texts`` are its labels with their widths, longest first; ``rank`` orders who chooses."""

    slot: Slot
    placed: Placed | None
    x: float
    left: float
    right: float
    row: int
    texts: tuple[tuple[str, float], ...]
    rank: tuple[float, ...]
    label: Label | None = None

    def beside(self, side: Side, text: str, width: float, factor: float) -> Label:
        """The label of ``width`` on that side."""
        a, b = label_room(self.as_slot(), side, width, factor)
        keep = CLEAR * factor
        return Label(text, b - keep - width if side == "right" else a + keep, width, self.row)

    def as_slot(self) -> Slot:
        """A slot of the item's place in the picture, its band of doubt only beside a mark."""
        left, right, slot = self.left, self.right, self.slot
        if slot.kind == "mark" and not slot.cut:
            left = min(left, self.x + slot.band_left - slot.x)
            right = max(right, self.x + slot.band_right - slot.x)
        return Slot([], "mark", self.x, self.left, self.right, left, right)


def write_labels(
    items: Sequence[Item], grid: Sequence[Row], bounds: tuple[float, float], factor: float
) -> None:
    """Give every item the longest label that fits between ``bounds`` (left, right).

    ``grid`` holds the marks. First come the labels of picked events, then those that packing kept
    room for, then those of events without one, then longer ones where room remains; so none takes
    another's only place.
    """
    foremost = [item for item in items if item.slot.first and item.texts]
    for item in foremost:
        _first(item, grid, bounds, factor)
    for item in items:
        if item.slot.side and item.texts and item.label is None:
            _reserve(item, grid[item.row], bounds, factor)
    for item in items:
        if item.placed and item.placed.bar and item.placed.open_right:
            _extend(item, grid[item.row], bounds[1])
    ranked = sorted((item for item in items if item.texts), key=lambda item: item.rank)
    for item in ranked:
        if item.label is None:
            _best(item, grid, bounds, factor, item.texts[-1:])
    for item in ranked:
        _best(item, grid, bounds, factor, item.texts)
    for item in ranked:
        if item.label is not None:
            _leeway(item, item.label, grid[item.label.row], bounds, factor)


def _first(item: Item, grid: Sequence[Row], bounds: tuple[float, float], factor: float) -> None:
    """The label of a picked event: beside it, or where no mark leaves the room in another row."""
    if item.slot.side:
        _reserve(item, grid[item.row], bounds, factor)
    if item.label is None:
        _best(item, grid, bounds, factor, item.texts)
    if item.label is not None:
        return
    keep = CLEAR * factor
    for text, width in item.texts:
        left = min(max(item.x - width / 2, bounds[0] + keep), bounds[1] - width - keep)
        near = sorted(range(len(grid)), key=lambda k: abs(k - item.row))
        for k in near[1:]:
            if left >= bounds[0] and grid[k].free(left - keep, left + width + keep):
                item.label = Label(text, left, width, k)
                grid[k].take(left - keep, left + width + keep, item.slot, label=True)
                return


def _leeway(item: Item, label: Label, row: Row, bounds: tuple[float, float], factor: float) -> None:
    keep = CLEAR * factor
    label.low, label.high = label.x, label.x + label.width
    if label.inside:
        label.high = max(label.high, min(item.right, bounds[1]) - 2 * keep)
        return
    for k, (owner, is_label) in enumerate(row.owners):
        if owner is item.slot and is_label:
            low = row.rights[k - 1] if k > 0 else bounds[0]
            high = row.lefts[k + 1] if k + 1 < len(row.lefts) else bounds[1]
            if label.x > item.x:
                label.high = max(label.high, min(high, bounds[1]) - keep)
            else:
                label.low = min(label.low, max(low, bounds[0]) + keep)


def _reserve(item: Item, row: Row, bounds: tuple[float, float], factor: float) -> None:
    text, width = item.texts[-1]
    a, b = label_room(item.as_slot(), item.slot.side, width, factor)
    # Panning adds rounding errors: what touched when packed may overlap by a hair.
    if bounds[0] <= a and b <= bounds[1] and row.free(a + 1e-3, b - 1e-3):
        item.label = item.beside(item.slot.side, text, width, factor)
        row.take(a, b, item.slot, label=True)


def _extend(item: Item, row: Row, edge: float) -> None:
    """Let a bar without an end take its row as far as the next thing in it."""
    k = next(k for k, owner in enumerate(row.owners) if owner == (item.slot, False))
    limit = row.lefts[k + 1] - 6 if k + 1 < len(row.lefts) else edge
    if limit > item.right and item.label is None:
        item.right = row.rights[k] = limit


def _best(
    item: Item,
    grid: Sequence[Row],
    bounds: tuple[float, float],
    factor: float,
    texts: Sequence[tuple[str, float]],
) -> None:
    row, slot = grid[item.row], item.as_slot()
    if item.label is not None and item.label.row != item.row:
        return
    if _inside(item, bounds, factor, texts):
        return
    own = [k for k, (owner, _) in enumerate(row.owners) if owner is item.slot]
    first, last = own[0], own[-1]
    high = min(row.lefts[last + 1], bounds[1]) if last + 1 < len(row.lefts) else bounds[1]
    low = max(row.rights[first - 1], bounds[0]) if first > 0 else bounds[0]
    for text, width in texts:
        after = label_room(slot, "right", width, factor)[1]
        before = label_room(slot, "left", width, factor)[0]
        side: Side = "right" if after <= high else "left" if before >= low else ""
        if side and not item.left > bounds[1] and not item.right < bounds[0]:
            for k in reversed(own):
                if row.owners[k][1]:
                    row.drop(slice(k, k + 1))
            item.label = item.beside(side, text, width, factor)
            row.take(*label_room(slot, side, width, factor), item.slot, label=True)
            return
    if item.label is None and item.slot.kind == "bar" and item.row > 0:
        _above(item, grid[item.row - 1], bounds, factor, texts)


def _inside(
    item: Item, bounds: tuple[float, float], factor: float, texts: Sequence[tuple[str, float]]
) -> bool:
    """Write into the bar, right of its mark, when the part in view has the room."""
    if item.slot.kind != "bar" or (item.label is not None and not item.label.inside):
        return False
    left = max(item.left, bounds[0]) + (6 * factor)
    if item.x > bounds[0] - 8 * factor:
        left = max(left, item.x + 10 * factor)
    room = min(item.right, bounds[1]) - 6 * factor - left
    for text, width in texts:
        if width <= room:
            item.label = Label(text, left, width, item.row, inside=True)
            return True
    return False


def _above(
    item: Item,
    row: Row,
    bounds: tuple[float, float],
    factor: float,
    texts: Sequence[tuple[str, float]],
) -> None:
    keep = CLEAR * factor
    left = max(item.left, bounds[0])
    for text, width in texts:
        right = left + width + 2 * keep
        if right <= bounds[1] and row.free(left, right):
            item.label = Label(text, left + keep, width, item.row - 1)
            row.take(left, right, item.slot, label=True)
            return
