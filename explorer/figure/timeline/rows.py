"""The ruled parts of the timeline: axis, lane grounds and headers, the today line."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.common.look import Lang
from explorer.figure.picture import Font, Line, Mark, Measure, Rect, Symbol, Text
from explorer.figure.style import Style, Tokens
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.density import scale_words
from explorer.figure.timeline.glyphs import MARK
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.lanes import UNDATED
from explorer.figure.timeline.ticks import LEAD_GAP, Tick, ticks
from explorer.figure.timeline.timescale import Area4, TimelineLayout
from explorer.figure.view import TimelineView

LEAST_SEEN: Final = 14.0
"""Pixels of a lane from which on its header is written into what is in sight of it."""
GUIDES: Final = 4
"""Up to this many picked events have guide lines."""
_SYMBOL: Final = 23.0  # x of a lane's symbol


def hline(y: float, x0: float, x1: float, color: str, width: float = 1.0) -> Line:
    """A horizontal line."""
    return Line(np.array([[x0, y], [x1, y]]), color, width)


def vline(x: float, y0: float, y1: float, color: str, width: float = 1.0) -> Line:
    """A vertical line."""
    return Line(np.array([[x, y0], [x, y1]]), color, width)


def axis_font(factor: float) -> Font:
    """11 px, never smaller."""
    return Font(11 * factor)


def lane_ground(style: Style, k: int) -> str:
    """The ground of lane ``k``: every other one is shaded, the first too."""
    return style.tokens.panel2 if k % 2 == 0 else style.tokens.panel


def window_ticks(view: TimelineView, arranged: Arranged, measure: Measure) -> list[Tick]:
    """Ticks of the window."""
    font = axis_font(view.size_factor)
    return ticks(view.start, view.end, arranged.scale.w, view.lang, measure, font)


def axis(
    view: TimelineView, style: Style, measure: Measure, arranged: Arranged, found: list[Tick]
) -> list[Mark]:
    """Labels and ticks of the axis; left of it, what the columns of counted lanes stand for."""
    f, t = view.size_factor, style.tokens
    _, top, width, height = arranged.layout.axis
    bottom = top + height
    made: list[Mark] = [hline(bottom - 0.5, 0, width, t.line2)]
    counted = next((box.columns for box in arranged.boxes if box.columns is not None), None)
    if counted is not None:
        words, font = scale_words(counted.level, counted.most, view.lang), axis_font(f)
        size, room = measure.width(words, font), arranged.layout.plot_x - 22 * f
        if size > room:
            words = scale_words(counted.level, counted.most, view.lang, short=True)
            size = measure.width(words, font)
        if size <= room:
            made.append(Text(14 * f, bottom - 9.5 * f, words, font, t.text2, size, role="scale"))
    for tick in found:
        x = arranged.scale.to_x(tick.seconds)
        long = 4 * f if not tick.label else (height - 3 * f if tick.major else 9 * f)
        made.append(vline(x, bottom - long, bottom, t.line2))
        if tick.label:
            made += tick_words(tick, x + 5.5 * f, bottom - 9.5 * f, axis_font(f), t)
    return made


@lru_cache(maxsize=64)
def _bold(plain: Font) -> Font:
    return replace(plain, size=plain.size * 12 / 11, weight=600)


def tick_words(tick: Tick, x: float, y: float, plain: Font, tokens: Tokens) -> list[Text]:
    """The label of a tick from ``x`` on, the larger unit before it in bold."""
    bold = _bold(plain)
    made: list[Text] = []
    if tick.lead:
        made.append(Text(x, y, tick.lead, bold, tokens.text, tick.lead_width, role="axis"))
        x += tick.lead_width + LEAD_GAP * plain.size
    font, color = (bold, tokens.text) if tick.major else (plain, tokens.text2)
    made.append(Text(x, y, tick.label, font, color, tick.width, role="axis"))
    return made


def grid(view: TimelineView, style: Style, arranged: Arranged, found: list[Tick]) -> list[Mark]:
    """Upright lines through the lanes and the indicator row, stronger where a year begins."""
    laid, t = arranged.layout, style.tokens
    y0, y1 = laid.lanes[1], laid.indicator[1] + laid.indicator[3]
    made: list[Mark] = []
    for tick in found:
        if tick.label or tick.major:
            x = arranged.scale.to_x(tick.seconds)
            made.append(vline(x, y0, y1, t.line2 if tick.major else t.line))
    for k, box in enumerate(arranged.boxes):
        if box.lane.id == UNDATED:  # nothing there stands at a time
            top = max(box.top, y0)
            height = min(box.top + box.height - 1.0, y0 + laid.lanes[3]) - top
            if height > 0:
                fill = lane_ground(style, k)
                made.append(Rect(laid.plot_x, top, laid.plot_w, height, fill=fill))
    return made


def grounds(view: TimelineView, style: Style, arranged: Arranged) -> list[Mark]:
    """Lane grounds and the lines between lanes."""
    width, t = view.width, style.tokens
    made: list[Mark] = []
    for k, box in enumerate(arranged.boxes):
        made.append(Rect(0, box.top, width, box.height, fill=lane_ground(style, k)))
    made += [hline(box.top + box.height - 0.5, 0, width, t.line) for box in arranged.boxes]
    return made


def in_sight(arranged: Arranged, box: LaneBox) -> bool:
    """Whether any part of a lane is within the lanes' rectangle."""
    _, top, _, height = arranged.layout.lanes
    return box.top < top + height and box.top + box.height > top


def _ellipsis(text: str, room: float, font: Font, measure: Measure) -> tuple[str, float]:
    """``text`` shortened to ``room`` pixels; headers are a list, where that is allowed."""
    width = measure.width(text, font)
    if width <= room:
        return text, width
    low, high = 0, len(text)
    while low < high:
        mid = (low + high + 1) // 2
        if measure.width(text[:mid].rstrip() + "…", font) <= room:
            low = mid
        else:
            high = mid - 1
    short = text[:low].rstrip() + "…"
    return short, measure.width(short, font)


def headers(view: TimelineView, style: Style, measure: Measure, arranged: Arranged) -> list[Mark]:
    """Fold mark, symbol and name of each lane in sight; the counts are live (``counts``). Each
    header is an unseen Rect with the ref 'lane:<id>'."""
    f, t = view.size_factor, style.tokens
    brief = _brief(arranged, measure, view)
    made: list[Mark] = []
    for box in arranged.boxes:
        if not in_sight(arranged, box):
            continue
        (y, seen), look, font = middle(arranged, box), box.lane.look, _header_font(box, f)
        ref = f"lane:{box.lane.id}"
        made.append(Rect(0, box.top, arranged.layout.plot_x - 5 * f, box.height, ref=ref))
        if seen < LEAST_SEEN * f:
            continue
        made.append(chevron(9.0 * f, y, box.folded, t.text3, f))
        if look is not None:
            radius = MARK * f * (0.8 if box.folded else 1.0)
            made.append(Symbol(_SYMBOL * f, y, look.shape, radius, look.fill, look.edge, 1.3 * f))
        left = _indent(box, f)
        room = _room(box, arranged, measure, view, brief)
        text, width = _ellipsis(box.lane.name, room, font, measure)
        color = t.text2 if box.lane.id == UNDATED or box.folded else t.text
        made.append(Text(left, y + font.size * 0.35, text, font, color, width, role="lane"))
    laid = arranged.layout
    made.append(vline(laid.plot_x - 0.5, laid.lanes[1], laid.overview[1], t.line2))
    return made


def middle(arranged: Arranged, box: LaneBox) -> tuple[float, float]:
    """The middle (y) of the part of a lane that is in sight, and the height of that part."""
    _, top, _, height = arranged.layout.lanes
    first, last = max(box.top, top), min(box.top + box.height, top + height)
    return (first + last) / 2, last - first


def chevron(x: float, y: float, folded: bool, color: str, f: float) -> Line:
    """A chevron: down where the lane is open, to the right where it is folded."""
    a, b = 1.6 * f, 3.0 * f
    down = [[x - b, y - a], [x, y + a], [x + b, y - a]]
    aside = [[x - a, y - b], [x + a, y], [x - a, y + b]]
    return Line(np.array(aside if folded else down), color, 1.2 * f)


def _header_font(box: LaneBox, f: float, weight: int = 500) -> Font:
    return Font((11 if box.folded else 12) * f, weight)


def _indent(box: LaneBox, f: float) -> float:
    return (_SYMBOL + 11) * f if box.lane.look is not None else (_SYMBOL - 3) * f


def _room(
    box: LaneBox, arranged: Arranged, measure: Measure, view: TimelineView, brief: bool
) -> float:
    """Pixels for a lane's name beside the number of its events."""
    f = view.size_factor
    number = measure.width(_count(box.inside.size, view.lang, brief), Font(12 * f))
    return arranged.layout.plot_x - _indent(box, f) - 12 * f - number


def _brief(arranged: Arranged, measure: Measure, view: TimelineView) -> bool:
    """Whether numbers are written in thousands, as some name would not fit beside them."""
    font = Font(12 * view.size_factor, 500)
    return any(
        measure.width(box.lane.name, font) > _room(box, arranged, measure, view, False)
        for box in arranged.boxes
        if box.inside.size >= 1000
    )


def _count(number: int, lang: Lang, brief: bool) -> str:
    """ "2,483"; in brief "2.48k", "318k"."""
    if number < 1000 or not brief:
        return f"{number:,}"
    if lang == "zh":
        return f"{number / 10_000:.2g}万"
    return f"{number / 1000:.2g}k" if number < 99_500 else f"{number / 1000:.0f}k"


def counts(
    view: TimelineView,
    style: Style,
    measure: Measure,
    arranged: Arranged,
    numbers: list[int],
) -> list[Mark]:
    """The number at the right end of each lane header."""
    f = view.size_factor
    brief = _brief(arranged, measure, view)
    made: list[Mark] = []
    for box, number in zip(arranged.boxes, numbers, strict=True):
        at, seen = middle(arranged, box)
        if seen >= LEAST_SEEN * f:
            text, font = _count(number, view.lang, brief), _header_font(box, f, 400)
            width = measure.width(text, font)
            y = at + font.size * 0.35
            x = arranged.layout.plot_x - 8 * f - width
            made.append(Text(x, y, text, font, style.tokens.text2, width, role="count"))
    return made


def today_line(view: TimelineView, style: Style, arranged: Arranged) -> list[Mark]:
    """The line of today, through lanes and indicator: it lies beneath what stands there."""
    if view.today is None or not view.start <= view.today < view.end:
        return []
    laid, x = arranged.layout, arranged.scale.to_x(view.today)
    bottom = laid.indicator[1] + laid.indicator[3]
    return [vline(x, laid.lanes[1], bottom, style.tokens.today, 1.4 * view.size_factor)]


def today(view: TimelineView, style: Style, measure: Measure, arranged: Arranged) -> list[Mark]:
    """The pill of today's line in the lowest row, where no year stands."""
    if view.today is None or not view.start <= view.today < view.end:
        return []
    f, t, laid = view.size_factor, style.tokens, arranged.layout
    font, words = Font(11 * f, 600), "今天" if view.lang == "zh" else "Today"
    width = measure.width(words, font)
    w, h = width + 14 * f, 16 * f
    x = arranged.scale.to_x(view.today)
    bottom = laid.indicator[1] + laid.indicator[3]
    middle = bottom - h / 2 - 2 * f
    left = min(max(x - w / 2, laid.plot_x + 2), view.width - w - 2)
    return [
        Rect(left, middle - h / 2, w, h, fill=t.today, radius=h / 2),
        Text(left + 7 * f, middle + 4 * f, words, font, t.panel, width, role="today"),
    ]


def brush_clip(laid: TimelineLayout) -> Area4:
    """Axis, lanes and indicator row right of the headers."""
    return (laid.plot_x, laid.axis[1], laid.plot_w, laid.overview[1] - laid.axis[1])


def brush(view: TimelineView, style: Style, arranged: Arranged) -> list[Mark]:
    """The stretch selected on the axis: a tint through all lanes, its edges, grips on the axis."""
    if view.brush is None or view.brush[1] <= view.start or view.brush[0] >= view.end:
        return []
    f, t, laid, scale = view.size_factor, style.tokens, arranged.layout, arranged.scale
    left, right = max(scale.x, scale.to_x(view.brush[0])), scale.to_x(view.brush[1])
    right = min(right, scale.x + scale.w)
    top, bottom = laid.lanes[1], laid.overview[1]
    made: list[Mark] = [
        Rect(left, top, right - left, bottom - top, fill=t.accent, opacity=0.07),
    ]
    w, h = 8 * f, 16 * f
    for at in view.brush:
        if not view.start <= at <= view.end:
            continue
        x, y = scale.to_x(at), top - h - 3 * f
        x = min(max(x, scale.x + w / 2), scale.x + scale.w - w / 2)  # whole at the edges too
        made.append(vline(x, y + h / 2, bottom, t.accent, 1.5 * f))
        made.append(Rect(x - w / 2, y, w, h, fill=t.accent, radius=2.5 * f))
        made += [
            vline(x + off, y + 4.5 * f, y + h - 4.5 * f, t.panel, f) for off in (-1.2 * f, 1.2 * f)
        ]
    return made
