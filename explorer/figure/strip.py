"""The compact timeline at the foot of a slide: marks with labels above one axis, no lanes."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.dataset.model import Bool, Dataset
from explorer.figure.glyphs import HALF, cluster_ref, ink, pill, pill_width, place, symbol
from explorer.figure.labelling import Item, Names, label_font, names_of, write_labels
from explorer.figure.packing import Row, Slot, pack
from explorer.figure.picture import Font, Layer, Mark, Measure, Picture, Rect, Tally, Text
from explorer.figure.rows import hline, vline
from explorer.figure.style import Style
from explorer.figure.ticks import ticks
from explorer.figure.timescale import Scale
from explorer.figure.view import TimelineView

PITCH: Final = 16.0  # from row to row, pixels at size factor 1
FOOT: Final = 20.0  # axis line to bottom
_GROW: Final = 1.15


def timeline_strip(
    dataset: Dataset, visible: Bool, view: TimelineView, style: Style, measure: Measure
) -> Picture:
    """Visible dated events of the window in as many rows as the height holds, on ``tokens.panel``.

    An interval stands at its start. What finds no room is gathered under a count; undated events
    and those that only span the window are counted in "and m more". Sizes are those of the lanes
    times ``view.size_factor`` (20 / 12 gives the slide's 20 px). The tally sums to
    ``visible.sum()``.
    """
    f = view.size_factor
    scale = Scale(view.start, max(view.end, view.start + 1), 0.0, view.width)
    axis = max(0.0, view.height - FOOT * f)
    count = max(1, int((axis - 2 * f) // (PITCH * f)))
    names = names_of(dataset, view, measure)
    events = dataset.events
    near = visible & events.dated & (events.start_lo < view.end) & (events.end_hi > view.start)
    slots = _slots(dataset, np.flatnonzero(near).tolist(), view, scale, names)
    packed = pack(slots, count, f, pill_width(88, measure, f))
    items = [_item(slot, names) for slot in packed]
    grid = [Row() for _ in range(count)]
    for item in items:
        grid[item.row].take(item.left, item.right, item.slot)
    drawn = sum(len(item.slot.events) for item in items)
    more = int(near.sum()) - drawn + int((visible & ~events.dated).sum())
    said = _more(more, view, style, measure, axis, grid)
    write_labels(items, grid, (0.0, view.width), f)
    marks = _marks(dataset, items, axis, view, style, measure)
    foot = _axis(view, style, measure, scale, axis)
    foot += said or _below(more, foot, view, style, measure, axis)
    hidden = sum(item.label is None and len(item.slot.events) == 1 for item in items)
    tally = Tally(drawn, int((visible & events.dated & ~near).sum()), more, hidden)
    alt = f"Timeline of {drawn} events" + (f" and {more} more" if more else "")
    now = _today(view, style, measure, scale, axis, grid)
    layers = (
        Layer("strip_axis", tuple(foot)),
        Layer("today", tuple(now)),
        Layer("strip", tuple(marks)),
    )
    return Picture(view.width, view.height, style.tokens.panel, layers, tally, alt)


def _slots(
    dataset: Dataset, shown: list[int], view: TimelineView, scale: Scale, names: Names
) -> list[Slot]:
    f = view.size_factor
    half = HALF * _GROW * f
    slots: list[Slot] = []
    for i in shown:
        placed = place(dataset.events, i, scale, f)
        if placed is None or not 0.0 <= placed.x <= view.width:
            continue
        x = min(max(placed.x, half), view.width - half)
        texts = names.of(i)
        wish = texts[-1][1] if texts else 0.0
        slots.append(Slot([i], "mark", x, x - half, x + half, x - half, x + half, wish))
    slots.sort(key=lambda slot: (slot.left, slot.events[0]))
    return slots


def _item(slot: Slot, names: Names) -> Item:
    single = len(slot.events) == 1
    texts = names.of(slot.events[0]) if single else ()
    return Item(slot, None, slot.x, slot.left, slot.right, slot.row, texts, (slot.x,))


def _marks(
    dataset: Dataset,
    items: list[Item],
    axis: float,
    view: TimelineView,
    style: Style,
    measure: Measure,
) -> list[Mark]:
    f, t = view.size_factor, style.tokens
    font = label_font(f)
    marks: list[Mark] = []
    labels: list[Mark] = []
    for item in items:
        y = axis - (item.row + 0.5) * PITCH * f - 2 * f
        events = item.slot.events
        if len(events) > 1:
            ref, width = cluster_ref(dataset, events), pill_width(len(events), measure, f)
            x = min(max(item.x, width / 2), view.width - width / 2)
            marks += pill(style, str(len(events)), x, y, width, measure, f, ref)
            continue
        pen = ink(dataset, style, events[0], t.panel, f)
        marks.append(symbol(pen, item.x, y, _GROW))
        if item.label is not None:
            text, x, width = item.label.text, item.label.x, item.label.width
            labels.append(
                Text(x, y + 4.1 * f, text, font, t.text, width, ref=pen.ref, role="label")
            )
    return marks + labels


def _axis(
    view: TimelineView, style: Style, measure: Measure, scale: Scale, axis: float
) -> list[Mark]:
    """The line, its ticks and their labels."""
    f, t = view.size_factor, style.tokens
    plain, bold = Font(11 * f), Font(12 * f, 600)
    made: list[Mark] = [hline(axis, 0.0, view.width, t.line2, max(1.0, 0.8 * f))]
    # Chosen for type twice as large: fewer labels read better from the back of a room.
    for tick in ticks(view.start, view.end, view.width, view.lang, measure, plain, roomy=2):
        x = scale.to_x(tick.seconds)
        long = 5 * f if tick.major else 3 * f
        color = t.ctl if tick.major else t.line2
        made.append(vline(x, axis - long, axis, color, max(1.0, 0.8 * f)))
        left = x + (2 * f if x > 0.5 else 0.0)
        if not tick.label:
            continue
        font, color = (bold, t.text) if tick.major else (plain, t.text2)
        width = measure.width(tick.label, font)
        if left + width <= view.width:
            made.append(Text(left, axis + 14 * f, tick.label, font, color, width, role="axis"))
    return made


def _more(
    more: int, view: TimelineView, style: Style, measure: Measure, axis: float, grid: list[Row]
) -> list[Mark]:
    """ "and m more" at the right or left end of the highest row that is free there."""
    if not more:
        return []
    f, font = view.size_factor, Font(11 * view.size_factor)
    words, width = _more_words(more, view, measure, font)
    for x in (view.width - width, 0.0):
        for k in range(len(grid) - 1, -1, -1):
            if grid[k].free(x - 6 * f, x + width + 6 * f):
                grid[k].take(x - 6 * f, x + width + 6 * f, Slot([], "mark", x, x, x, x, x))
                y = axis - (k + 0.5) * PITCH * f + 1.9 * f
                return [Text(x, y, words, font, style.tokens.text2, width, role="more")]
    return []


def _below(
    more: int, foot: list[Mark], view: TimelineView, style: Style, measure: Measure, axis: float
) -> list[Mark]:
    """The same words below the axis, in the last gap between its labels."""
    if not more:
        return []
    f, font = view.size_factor, Font(11 * view.size_factor)
    words, width = _more_words(more, view, measure, font)
    labels = [mark for mark in foot if isinstance(mark, Text)]
    x = view.width - width
    for label in reversed(labels):
        if label.x + label.width + 8 * f <= x:
            break
        x = min(x, label.x - 8 * f - width)
    if x < 0:
        return []
    return [Text(x, axis + 14 * f, words, font, style.tokens.text2, width, role="more")]


def _more_words(more: int, view: TimelineView, measure: Measure, font: Font) -> tuple[str, float]:
    words = f"另有 {more:,} 项" if view.lang == "zh" else f"and {more:,} more"
    return words, measure.width(words, font)


def _today(
    view: TimelineView, style: Style, measure: Measure, scale: Scale, axis: float, grid: list[Row]
) -> list[Mark]:
    """The line of today, and its pill in the highest row that has room for it."""
    if view.today is None or not view.start <= view.today < view.end:
        return []
    f, t, x = view.size_factor, style.tokens, scale.to_x(view.today)
    made: list[Mark] = [vline(x, 0.0, axis, t.today, 1.4 * f)]
    font, words = Font(11 * f, 600), "今天" if view.lang == "zh" else "Today"
    width = measure.width(words, font)
    w, h = width + 12 * f, 14 * f
    left = min(max(x - w / 2, 0.0), view.width - w)
    for k in range(len(grid) - 1, -1, -1):
        if grid[k].free(left - 2 * f, left + w + 2 * f):
            y = axis - (k + 0.5) * PITCH * f - 2 * f
            made.append(Rect(left, y - h / 2, w, h, fill=t.today, radius=h / 2))
            made.append(Text(left + 6 * f, y + 3.9 * f, words, font, t.panel, width, role="today"))
            break
    return made
