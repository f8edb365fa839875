"""The compact timeline at the foot of a slide: marks with labels above one axis, no lanes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from explorer.dataset.model import Bool, Dataset
from explorer.figure.page.strip_columns import columns, too_many
from explorer.figure.picture import Font, Layer, Mark, Measure, Picture, Rect, Tally, Text
from explorer.figure.style import Style
from explorer.figure.timeline.glyphs import (
    HALF,
    Placed,
    band,
    cluster_ref,
    ink,
    pill,
    pill_width,
    place,
    symbol,
)
from explorer.figure.timeline.labels import Item, Names, label_font, names_of, write_labels
from explorer.figure.timeline.lanepaint import DIM, DIM_LABEL
from explorer.figure.timeline.packing import Row, Slot, pack
from explorer.figure.timeline.rows import hline, tick_words, vline
from explorer.figure.timeline.ticks import ticks
from explorer.figure.timeline.timescale import Scale
from explorer.figure.view import TimelineView

PITCH: Final = 16.0  # from row to row, pixels at size factor 1
FOOT: Final = 20.0  # axis line to bottom
FEW: Final = 150
"""Up to this many marks the labels are chosen by importance, beyond it from left to right."""
_GROW: Final = 1.15


def timeline_strip(
    dataset: Dataset,
    visible: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
) -> Picture:
    """Visible dated events of the window in as many rows as the height holds, on ``tokens.panel``;
    with a selection ((n,) bool) those outside of it pale.

    An interval stands at its start. What finds no room is gathered under a count, or where that
    were most of it, all are columns of counts. Those that only span the window are counted in
    "and m more"; of undated ones the page tells. Sizes are those of the lanes times
    ``view.size_factor`` (20 / 12 gives the slide's 20 px). The tally sums to ``visible.sum()``.
    """
    f = view.size_factor
    scale = Scale(view.start, max(view.end, view.start + 1), 0.0, view.width)
    axis = max(0.0, view.height - FOOT * f)
    rows = max(1, int((axis - 2 * f) // (PITCH * f)))
    names = names_of(dataset, view, measure)
    events = dataset.events
    near = visible & events.dated & (events.start_lo < view.end) & (events.end_hi > view.start)
    now = _today(view, style, measure, scale, axis, rows)
    count = max(1, rows - 1) if now else rows  # the highest row is today's
    slots = _slots(dataset, np.flatnonzero(near).tolist(), view, scale, names)
    line = scale.to_x(view.today) if now and view.today is not None else None
    packed = _packed(dataset, slots, count, view, pill_width(88, measure, f), line)
    foot = _axis(view, style, measure, scale, axis)
    if too_many(packed):
        marks, drawn = columns(dataset, near, view, style, measure, axis, selected)
        more, hidden = int(near.sum()) - drawn, 0
        foot += _below(more, foot, view, style, measure, axis)
    else:
        items = [_item(dataset, slot, names) for slot in packed]
        grid = [Row() for _ in range(count)]
        for item in items:
            grid[item.row].take(item.left, item.right, item.slot)
        drawn = sum(len(item.slot.events) for item in items)
        more = int(near.sum()) - drawn
        said = _more(more, view, style, measure, axis, grid)
        if line is not None:
            _keep_clear(grid, line, 2 * f)
        write_labels(items, grid, (0.0, view.width), f)
        marks = _marks(dataset, items, grid, axis, view, style, measure, selected)
        foot += said or _below(more, foot, view, style, measure, axis)
        hidden = sum(item.label is None and len(item.slot.events) == 1 for item in items)
    undated = int((visible & ~events.dated).sum())
    outside = int((visible & events.dated & ~near).sum())
    tally = Tally(drawn, outside, more + undated, hidden)
    alt = f"Timeline of {drawn} events" + (f" and {more} more" if more else "")
    layers = (
        Layer("today", tuple(now)),
        Layer("strip", tuple(marks)),
        Layer("strip_axis", tuple(foot)),  # last: no halo takes a bite out of it
    )
    return Picture(view.width, view.height, style.tokens.panel, layers, tally, alt)


def _keep_clear(grid: list[Row], x: float, half: float) -> None:
    """Let no label cross the line of today; marks may stand on it."""
    for row in grid:
        if row.free(x - half, x + half):
            row.take(x - half, x + half, Slot([], "mark", x, x, x, x, x))


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


def _packed(
    dataset: Dataset,
    slots: list[Slot],
    rows: int,
    view: TimelineView,
    pill: float,
    line: float | None,
) -> list[Slot]:
    """The slots in rows with as many labels as fit, the most important first: each is kept if all
    labels before it keep their room and no more events are gathered than without any. ``line``:
    that of today, which no label crosses."""
    f, edges = view.size_factor, [0.0, view.width]
    if line is not None:
        edges += [line - 2 * f, line + 2 * f]
    if len(slots) > FEW:
        return pack(slots, rows, f, pill, edges=edges)

    def attempt(named: set[int]) -> list[Slot]:
        wishes = [slot.wish if k in named else 0.0 for k, slot in enumerate(slots)]
        tried = [
            replace(slot, events=[*slot.events], wish=wish)
            for slot, wish in zip(slots, wishes, strict=True)
        ]
        return pack(tried, rows, f, pill, edges=edges)

    named: set[int] = set()
    best = attempt(named)
    for k in sorted(range(len(slots)), key=lambda k: _rank(dataset, slots[k])):
        tried = attempt({*named, k})
        labels = sum(slot.side != "" for slot in tried)
        if labels == len(named) + 1 and len(tried) == len(best):
            named.add(k)
            best = tried
    return best


def _rank(dataset: Dataset, slot: Slot) -> tuple[float, ...]:
    """Who chooses first: high confidence, amount, recency."""
    i = slot.events[0]
    amount = float(dataset.events.amount[i])
    return -float(dataset.events.confidence[i]), -amount if amount == amount else 0.0, -slot.x


def _item(dataset: Dataset, slot: Slot, names: Names) -> Item:
    single = len(slot.events) == 1
    texts = names.of(slot.events[0]) if single else ()
    rank = _rank(dataset, slot)
    return Item(slot, None, slot.x, slot.left, slot.right, slot.row, texts, rank)


def _marks(
    dataset: Dataset,
    items: list[Item],
    grid: list[Row],
    axis: float,
    view: TimelineView,
    style: Style,
    measure: Measure,
    selected: Bool | None,
) -> list[Mark]:
    f, t = view.size_factor, style.tokens
    font = label_font(f)
    scale = Scale(view.start, max(view.end, view.start + 1), 0.0, view.width)
    bands: list[Mark] = []
    marks: list[Mark] = []
    labels: list[Mark] = []
    for item in items:
        y = axis - (item.row + 0.5) * PITCH * f - 2 * f
        events = item.slot.events
        dim = 1.0 if selected is None or selected[events].any() else DIM
        if len(events) > 1:
            ref, width = cluster_ref(dataset, events), pill_width(len(events), measure, f)
            x = min(max(item.x, width / 2), view.width - width / 2)
            marks += pill(style, str(len(events)), x, y, width, measure, f, ref, dim=dim)
            continue
        pen = ink(dataset, style, events[0], t.panel, f, dim)
        marks.append(symbol(pen, item.x, y, _GROW))
        placed = place(dataset.events, events[0], scale, f)
        doubt = band(pen, placed, y, (0.0, view.width)) if placed and not placed.bar else []
        if placed and doubt and _alone(grid[item.row], item, placed, f):
            bands += doubt
        if item.label is not None:
            text, x, width = item.label.text, item.label.x, item.label.width
            labels.append(
                Text(
                    x,
                    y + 4.1 * f,
                    text,
                    font,
                    t.text,
                    width,
                    halo=t.panel if doubt else "",
                    halo_width=7 * f if doubt else 0.0,
                    opacity=1.0 if dim == 1 else DIM_LABEL,
                    ref=pen.ref,
                    role="label",
                )
            )
    return bands + marks + labels


def _alone(row: Row, item: Item, placed: Placed, f: float) -> bool:
    """Whether the band of a date's doubt would touch nothing but its own mark and label."""
    over = row.owners[row.over(placed.left - 2 * f, placed.right + 2 * f)]
    return all(owner is item.slot or not owner.events for owner, _ in over)


def _axis(
    view: TimelineView, style: Style, measure: Measure, scale: Scale, axis: float
) -> list[Mark]:
    """The line, its ticks and their labels."""
    f, t = view.size_factor, style.tokens
    plain = Font(11 * f)
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
        words = tick_words(tick, left, axis + 14 * f, plain, t)
        if words[-1].x + words[-1].width <= view.width:
            made += words
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
    view: TimelineView, style: Style, measure: Measure, scale: Scale, axis: float, rows: int
) -> list[Mark]:
    """The line of today, and its pill in the highest row where there is more than one."""
    if view.today is None or not view.start <= view.today < view.end:
        return []
    f, t, x = view.size_factor, style.tokens, scale.to_x(view.today)
    font, words = Font(11 * f, 600), "今天" if view.lang == "zh" else "Today"
    width = measure.width(words, font)
    w, h = width + 12 * f, 14 * f
    if rows < 2 or w > view.width:
        return [vline(x, 0.0, axis, t.today, 1.4 * f)]
    left = min(max(x - w / 2, 0.0), view.width - w)
    y = axis - (rows - 0.5) * PITCH * f - 2 * f
    return [
        vline(x, y, axis, t.today, 1.4 * f),
        Rect(left, y - h / 2, w, h, fill=t.today, radius=h / 2),
        Text(left + 6 * f, y + 3.9 * f, words, font, t.panel, width, role="today"),
    ]
