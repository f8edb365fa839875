"""The indicator row: one measured series under the lanes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from explorer.dataset.model import Dataset, Observation
from explorer.figure.boxes import Box
from explorer.figure.picture import Area, Circle, Font, Layer, Line, Mark, Measure, Rect, Text
from explorer.figure.style import Style
from explorer.figure.timeline.rows import axis_font, chevron, hline, vline
from explorer.figure.timeline.series import (
    dated_words,
    is_drawn,
    last_inside,
    level_of,
    middle_of,
    name_of,
    observations_of,
    short_number,
    symbol_of,
    told_words,
    unit_words,
)
from explorer.figure.timeline.timescale import Scale, TimelineLayout, scale_of
from explorer.figure.view import TimelineView

_OfValue = Callable[[float], float]
_OPENING, _CLOSING = "（《“「", "）》”」，。：；、"
"""What no line ends with, and none begins with."""
_LEFT = 14.0
"""Where the name begins; a chevron may stand before it."""


def indicator_layers(
    dataset: Dataset, view: TimelineView, style: Style, measure: Measure, laid: TimelineLayout
) -> tuple[Layer, ...]:
    """Header and curve of ``view.indicator``; just a line above when there is no such series.

    A chevron before the name says that there are others to choose from. Measured values are dots
    (flows: bars as long as their span); between two of them the line is dashed, as nothing was
    measured there. Nothing is drawn beyond the last value.
    """
    top, height = laid.indicator[1], laid.indicator[3]
    line = [hline(top + 0.5, 0, view.width, style.tokens.line2)] if height else []
    series = observations_of(dataset, view.indicator) if view.indicator else []
    if not series or not height:
        return (Layer("indicator", tuple(line), laid.indicator),)
    shown = [o for o in series if is_drawn(o)]
    plot = (laid.plot_x, top, laid.plot_w, height)
    return (
        Layer(
            "indicator_header",
            (
                *line,
                *_header(series[0], view, style, measure, laid),
                *_choice(dataset, view, style, laid),
                *_levels(shown, view, style, measure, laid),
            ),
            laid.indicator,
        ),
        Layer("indicator", tuple(_curve(shown, view, style, measure, laid)), plot),
    )


def _header(
    o: Observation, view: TimelineView, style: Style, measure: Measure, laid: TimelineLayout
) -> list[Mark]:
    """The series' name in bold, in one line or two, and the unit below in small type. Of a longer
    name what a line does not hold is small too, before the unit."""
    f, t, top = view.size_factor, style.tokens, laid.indicator[1]
    font, small = Font(12 * f, 600), axis_font(f)
    room = laid.plot_x - _LEFT * f - 6 * f
    name, unit = name_of(o, view.lang), unit_words(o, view.lang)
    head, rest = _line(name, room, font, measure)
    unit = "" if name.casefold().endswith(unit.casefold()) else unit  # said already
    rows = [(head, font, t.text)]
    if rest and measure.width(rest, font) <= room and measure.width(unit, small) <= room:
        rows.append((rest, font, t.text))
        rest = ""
    between = "，" if view.lang == "zh" else ", "
    below = between.join(part for part in (rest, unit) if part)
    rows += [(text, small, t.text2) for text in _wrapped(below, room, small, measure) if text]
    step = 14 * f
    y = top + laid.indicator[3] / 2 - step * (len(rows) - 1) / 2 + 4 * f
    made: list[Mark] = [vline(laid.plot_x - 0.5, top, top + laid.indicator[3], t.line2)]
    for k, (text, face, color) in enumerate(rows):
        width = measure.width(text, face)
        made.append(Text(_LEFT * f, y + k * step, text, face, color, width, role="lane"))
    return made


def _choice(dataset: Dataset, view: TimelineView, style: Style, laid: TimelineLayout) -> list[Mark]:
    """The chevron, where there is more than one series."""
    if all(o.series == view.indicator for o in dataset.indicators):
        return []
    f = view.size_factor
    y = laid.indicator[1] + laid.indicator[3] / 2
    return [chevron(7.0 * f, y, False, style.tokens.text3, f)]


def _wrapped(text: str, room: float, font: Font, measure: Measure) -> list[str]:
    """``text`` in at most two lines of ``room`` pixels, broken and, if it must be, shortened
    between words."""
    first, rest = _line(text, room, font, measure)
    if not rest:
        return [first]
    second, more = _line(rest, room, font, measure)
    if more:
        short = _line(rest, room - measure.width("…", font), font, measure)[0]
        second = short.rstrip(" ,;:，、；：") + "…"
    return [first, second]


def _line(text: str, room: float, font: Font, measure: Measure) -> tuple[str, str]:
    """As many whole words (Chinese characters) as fit, at least something, and what is left."""
    if measure.width(text, font) <= room:
        return text, ""
    wide = [k for k in range(1, len(text)) if text[k] == " " or ord(text[k]) > 0x2E7F]
    wide = [k for k in wide if text[k - 1] not in _OPENING and text[k] not in _CLOSING]
    fits = [k for k in wide if measure.width(text[:k], font) <= room]
    if not fits:
        fits = [k for k in range(1, len(text)) if measure.width(text[:k], font) <= room] or [1]
    return text[: fits[-1]].rstrip(), text[fits[-1] :].strip()


def _heights(
    shown: Sequence[Observation], laid: TimelineLayout, f: float
) -> tuple[float, float, _OfValue]:
    """Lowest and highest value of the row, and y of a value."""
    values = [level_of(o) for o in shown]
    low, high = min(0.0, *values), max(0.0, *values)
    bottom = laid.indicator[1] + laid.indicator[3] - 8 * f
    tall = laid.indicator[3] - 20 * f
    return low, high, lambda value: bottom - tall * (value - low) / ((high - low) or 1.0)


def _levels(
    shown: Sequence[Observation],
    view: TimelineView,
    style: Style,
    measure: Measure,
    laid: TimelineLayout,
) -> list[Mark]:
    """What the height of the row stands for, at its right end: the highest value and half of it,
    but where the curve or the line of today stands."""
    f, t, font = view.size_factor, style.tokens, axis_font(view.size_factor)
    if not shown:
        return []
    low, high, y_of = _heights(shown, laid, f)
    if low < 0 or high <= 0:
        return []
    right = laid.plot_x + laid.plot_w - 4 * f
    unit = symbol_of(shown[-1])
    texts = [short_number(float(f"{v:.3g}"), view.lang) + unit for v in (high, high / 2)]
    widths = [measure.width(text, font) for text in texts]
    left = right - max(widths) - 9 * f
    today = scale_of(view, laid).to_x(view.today) if view.today is not None else 0.0
    if left - 40 * f < today < right + 40 * f:
        return []
    scale, made = scale_of(view, laid), list[Mark]()
    xs = [scale.to_x(middle_of(o)) for o in shown]
    at = [x for x in (left, right) if xs[0] <= x <= xs[-1]] + [x for x in xs if left < x < right]
    curve = [float(y) for y in np.interp(at, xs, [y_of(level_of(o)) for o in shown])]
    for value, text, width in zip((high, high / 2), texts, widths, strict=True):
        y = y_of(value)
        if any(abs(y - other) < 8 * f for other in curve):
            continue
        made.append(hline(y, right - width - 9 * f, right - width - 4 * f, t.ctl))
        made.append(Text(right - width, y + 4 * f, text, font, t.text2, width, role="level"))
    return made


def _curve(
    shown: Sequence[Observation],
    view: TimelineView,
    style: Style,
    measure: Measure,
    laid: TimelineLayout,
) -> list[Mark]:
    f, t, scale = view.size_factor, style.tokens, scale_of(view, laid)
    if not shown:
        words = "无日期，未绘出" if view.lang == "zh" else "not dated, so not drawn"
        font = axis_font(f)
        y = laid.indicator[1] + laid.indicator[3] / 2 + 4 * f
        return [Text(laid.plot_x + 10 * f, y, words, font, t.text2, measure.width(words, font))]
    _, _, y_of = _heights(shown, laid, f)

    def x_of(o: Observation) -> float:
        return scale.to_x(middle_of(o))

    made: list[Mark] = []
    flows = [o for o in shown if o.kind == "flow"]
    points = [o for o in shown if o.kind != "flow"]
    at = [(x_of(o), y_of(level_of(o))) for o in points]
    dashed = len({x for x, _ in at}) > 1
    if dashed:
        made += _beneath(at, scale, y_of(0.0), t.accent)
        made += _between(at, scale, t.text2, f)
    for o in flows:
        x0, x1 = max(scale.to_x(o.lo), scale.x - 9), min(scale.to_x(o.hi), scale.x + scale.w + 9)
        if x1 > x0:
            y = y_of(level_of(o))
            made.append(Rect(x0, y, x1 - x0, max(1.0, y_of(0.0) - y), fill=t.bar, opacity=0.25))
            made.append(hline(y, x0, x1, t.text2, 1.6 * f))
    for o in points:
        made += _point(o, x_of(o), y_of, style, f)
    levels = _levels(shown, view, style, measure, laid)
    writer = _Words(view, style, measure, laid, made, levels)
    last = last_inside(shown, view.start, view.end)
    said = writer.value(last, x_of(last[-1]), y_of(level_of(last[-1]))) if last else []
    return made + said + (writer.note(said) if dashed else [])


def _between(at: Sequence[tuple[float, float]], scale: Scale, color: str, f: float) -> list[Mark]:
    """Dashed lines between neighbours, cut to the window so that no dash is drawn far outside."""
    made: list[Mark] = []
    for (x0, y0), (x1, y1) in pairwise(at):
        a, b = max(x0, scale.x - 20), min(x1, scale.x + scale.w + 20)
        if b > a:
            ys = np.interp([a, b], [x0, x1], [y0, y1])
            points = np.array([[a, ys[0]], [b, ys[1]]])
            made.append(Line(points, color, 1.4 * f, (4.0 * f, 3.0 * f)))
    return made


def _beneath(
    at: Sequence[tuple[float, float]], scale: Scale, base: float, color: str
) -> list[Mark]:
    """A tint between the line and the row's foot."""
    xs, ys = [x for x, _ in at], [y for _, y in at]
    left, right = max(xs[0], scale.x - 20), min(xs[-1], scale.x + scale.w + 20)
    if right <= left:
        return []
    inner = [(x, y) for x, y in at if left < x < right]
    ends = [(x, float(np.interp(x, xs, ys))) for x in (left, right)]
    ring = np.array([(left, base), ends[0], *inner, ends[1], (right, base)])
    return [Area((ring,), fill=color, opacity=0.05)]


def _point(o: Observation, x: float, y_of: _OfValue, style: Style, f: float) -> list[Mark]:
    t = style.tokens
    made: list[Mark] = []
    if o.value_low == o.value_low and o.value_high == o.value_high:
        y0, y1 = y_of(o.value_low), y_of(o.value_high)
        made.append(vline(x, y1, y0, t.text2, 1.2 * f))
        made += [hline(y, x - 3 * f, x + 3 * f, t.text2, 1.2 * f) for y in (y0, y1)]
    hollow = o.kind in ("target", "projection")
    fill = t.panel if hollow else t.text2
    made.append(Circle(x, y_of(level_of(o)), 3.0 * f, fill, t.text2, 1.3 * f))
    return made


class _Words:
    """Puts the last value in words, and what a dashed line means, where they touch no line, point
    or other word; where there is no such place they are left out."""

    def __init__(
        self,
        view: TimelineView,
        style: Style,
        measure: Measure,
        laid: TimelineLayout,
        drawn: Sequence[Mark],
        levels: Sequence[Mark],
    ) -> None:
        self.view, self.style, self.measure, self.laid = view, style, measure, laid
        self.f, self.scale = view.size_factor, scale_of(view, laid)
        self.drawn = drawn
        f = self.f
        top, height = laid.indicator[1], laid.indicator[3]
        self.bounds = (self.scale.x + 5 * f, top + f, view.width - 5 * f, top + height - f)
        self.taken: list[Box] = [
            (m.x - 11 * f, m.y - 10 * f, m.x + m.width, m.y + 3 * f)
            for m in levels
            if isinstance(m, Text)
        ]
        if view.today is not None and view.start <= view.today < view.end:
            x = self.scale.to_x(view.today)
            half = measure.width("今天" if view.lang == "zh" else "Today", Font(11 * f, 600)) / 2
            reach = half + 11 * f  # of the pill, which stays within the row (``rows.today``)
            middle = min(max(x, laid.plot_x + half + 9 * f), view.width - half - 9 * f)
            self.taken += [
                (x - 3 * f, top, x + 3 * f, top + height),
                (middle - reach, top + height - 20 * f, middle + reach, top + height),
            ]

    def value(self, same: Sequence[Observation], x: float, y: float) -> list[Mark]:
        """ "nearly 36% in 2025" beside, above or below its point; all that is said of one span.
        Where that has no room, "nearly 36%", or all of it a little farther; over the tint of bars
        where there is none beside."""
        o, lang, end = same[-1], self.view.lang, x
        if o.kind == "flow":
            end = min(self.scale.to_x(o.hi), self.scale.x + self.scale.w)
        texts = (dated_words(same, lang), told_words(same, lang))
        for text in texts:
            if made := self._beside(text, x, end, y, False):
                return made
        if made := self._farther(texts[0], x, end, y):
            return made
        for text in texts:
            if made := self._beside(text, x, end, y, True):
                return made
        return []

    def _lines(self, y: float) -> list[float]:
        """Baselines in the middle of a point, at the row's top and at its foot."""
        low, high = self.bounds[1] + 11 * self.f, self.bounds[3] - 4 * self.f
        return [min(max(y + 4 * self.f, low), high), low, high]

    def _farther(self, text: str, x: float, end: float, y: float) -> list[Mark]:
        """Behind what stands in the row to the right, today's line above all; else to the left,
        at the row's top over lower bars. The date in the words ties them to the point."""
        f, font = self.f, Font(11.5 * self.f, 600)
        width = self.measure.width(text, font)
        behind = [right for left, _, right, _ in self.taken if end < left < end + width]
        places = [(max(behind) + 8 * f, line) for line in self._lines(y)] if behind else []
        top = self._lines(y)[1]
        places += [(x - width - away * f, top) for away in range(12, 100, 4)]
        return self._put(text, font, self.style.tokens.text, width, places, "label")

    def _beside(self, text: str, x: float, end: float, y: float, over: bool) -> list[Mark]:
        f, font = self.f, Font(11.5 * self.f, 600)
        width, gap = self.measure.width(text, font), 8 * f
        lines = self._lines(y)
        places = [(end + gap, line) for line in lines]
        places += [(x - gap - width, line) for line in lines]
        left = min(max(x - width / 2, self.bounds[0]), self.bounds[2] - width)
        places += [(left, line) for line in lines]
        color = self.style.tokens.text
        return self._put(text, font, color, width, places, "label", over)

    def note(self, said: Sequence[Mark]) -> list[Mark]:
        """ "dashed: interpolated", after the value or where the line leaves room."""
        f, font = self.f, axis_font(self.f)
        text = "虚线：插值" if self.view.lang == "zh" else "dashed: interpolated"
        width = self.measure.width(text, font)
        low, high = self.bounds[1] + 11 * f, self.bounds[3] - 4 * f
        places = [
            place
            for mark in said
            if isinstance(mark, Text)
            for place in ((mark.x + mark.width + 12 * f, mark.y), (mark.x - 12 * f - width, mark.y))
        ]
        places += [
            (x, y)
            for x in np.arange(self.bounds[0] + 4 * f, self.bounds[2] - width, 24 * f).tolist()
            for y in (low, high)
        ]
        return self._put(text, font, self.style.tokens.text2, width, places, "note")

    def _put(
        self,
        text: str,
        font: Font,
        color: str,
        width: float,
        places: Sequence[tuple[float, float]],
        role: str,
        over: bool = False,
    ) -> list[Mark]:
        """``over``: the tint of a bar is no obstacle."""
        for x, y in places:
            box = (x, y - 0.78 * font.size, x + width, y + 0.24 * font.size)
            if self._free(box, over):
                self.taken.append(box)
                return [Text(x, y, text, font, color, width, role=role)]
        return []

    def _free(self, box: Box, over: bool) -> bool:
        keep = 2.5 * self.f
        a, b = box[0] - keep, box[2] + keep
        top, bottom = box[1] - keep + self.f, box[3] + keep - self.f
        left, upper, right, lower = self.bounds
        if box[0] < left or box[2] > right or box[1] < upper or box[3] > lower:
            return False
        if any(a < c and d < b and top < e and g < bottom for d, g, c, e in self.taken):
            return False
        return not any(
            _touches(mark, a, b, top, bottom)
            for mark in self.drawn
            if not (over and isinstance(mark, Rect))
        )


def _touches(mark: Mark, left: float, right: float, top: float, bottom: float) -> bool:
    """Whether a point, bar or line is where the box is."""
    match mark:
        case Circle():
            r = mark.radius + mark.width / 2
            near = abs(mark.y - (top + bottom) / 2) < r + (bottom - top) / 2
            return near and left < mark.x + r and mark.x - r < right
        case Rect():
            across = mark.x < right and left < mark.x + mark.w
            return across and mark.y < bottom and top < mark.y + mark.h
        case Line():
            return _meets(mark, left, right, top, bottom)
    return False


def _meets(line: Line, left: float, right: float, top: float, bottom: float) -> bool:
    """Whether a straight line runs through a box."""
    (x0, y0), (x1, y1) = sorted(line.points.tolist())
    if x1 < left or x0 > right:
        return False
    ends = np.interp([max(x0, left), min(x1, right)], [x0, x1], [y0, y1]) if x1 > x0 else (y0, y1)
    return bool(min(ends) < bottom and max(ends) > top)
