"""The indicator row: one measured series under the lanes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from explorer.common.look import Lang
from explorer.dataset.edtf import MAX, MIN, DateError
from explorer.dataset.model import Dataset, Observation
from explorer.dataset.wording import short
from explorer.figure.boxes import Box
from explorer.figure.picture import Area, Circle, Font, Layer, Line, Mark, Measure, Rect, Text
from explorer.figure.style import Style
from explorer.figure.timeline.rows import axis_font, hline, vline
from explorer.figure.timeline.timescale import Scale, TimelineLayout, scale_of
from explorer.figure.view import TimelineView

_OfValue = Callable[[float], float]

_SYMBOLS: Final = {"percent": "%", "%": "%"}
_SAID: Final = ("about", "nearly", "over", "under", "at least", "at most", "less than", "more than")


def short_number(value: float, lang: Lang) -> str:
    """ "1,500", "4.4bn", "44亿": three figures at most."""
    steps = ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
    for size, unit in steps:
        if abs(value) >= size and (lang == "en" or abs(value) >= 10 * size or size > 1e4):
            return f"{value / size:,.4g}{unit}"
    return f"{value:,.10g}"


def value_words(o: Observation, lang: Lang) -> str:
    """The value with its qualifier and unit: "nearly 36%", "USD 4.4bn", "at least 3"."""
    value = o.value
    if value != value:
        low, high = (short_number(v, lang) if v == v else "" for v in (o.value_low, o.value_high))
        said = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    else:
        said = short_number(value, lang)
    if o.unit in _SYMBOLS:
        said += _SYMBOLS[o.unit]
    elif len(o.unit) == 3 and o.unit.isupper():
        said = f"{o.unit} {said}"
    elif o.unit and o.unit != "index":
        said = f"{said} {o.unit}"
    qualifier = o.qualifier.split(";")[0].strip()
    return f"{qualifier} {said}" if lang == "en" and qualifier in _SAID else said


def _dated(dataset: Dataset, series: str) -> list[Observation]:
    found = [o for o in dataset.indicators if o.series == series and o.lo > MIN and o.hi < MAX]
    return sorted(found, key=lambda o: (o.lo + o.hi, o.lo))


def _level(o: Observation) -> float:
    """The height of an observation: its value, else the middle or the one known bound."""
    if o.value == o.value:
        return o.value
    known = [v for v in (o.value_low, o.value_high) if v == v]
    return sum(known) / len(known) if known else float("nan")


def indicator_layers(
    dataset: Dataset, view: TimelineView, style: Style, measure: Measure, laid: TimelineLayout
) -> tuple[Layer, ...]:
    """Header and curve of ``view.indicator``; just a line above when there is no such series.

    Measured values are dots (flows: bars as long as their span); between two of them the line is
    dashed, as nothing was measured there. Nothing is drawn beyond the last value.
    """
    top, height = laid.indicator[1], laid.indicator[3]
    line = [hline(top + 0.5, 0, view.width, style.tokens.line2)] if height else []
    series = [o for o in dataset.indicators if o.series == view.indicator] if view.indicator else []
    if not series or not height:
        return (Layer("indicator", tuple(line), laid.indicator),)
    shown = [o for o in _dated(dataset, view.indicator) if _level(o) == _level(o)]
    plot = (laid.plot_x, top, laid.plot_w, height)
    return (
        Layer(
            "indicator_header",
            (
                *line,
                *_header(series[-1], view, style, measure, laid),
                *_levels(shown, view, style, measure, laid),
            ),
            laid.indicator,
        ),
        Layer("indicator", tuple(_curve(shown, view, style, measure, laid)), plot),
    )


def _header(
    o: Observation, view: TimelineView, style: Style, measure: Measure, laid: TimelineLayout
) -> list[Mark]:
    """The series' name, as much as fits a line in bold; what is left of it, with the unit, below
    in small type."""
    f, t, top = view.size_factor, style.tokens, laid.indicator[1]
    name = (o.label_zh or o.label) if view.lang == "zh" else (o.label or o.label_zh)
    font, small = Font(12 * f, 600), axis_font(f)
    room = laid.plot_x - 20 * f
    head, rest = _line(name or o.series, room, font, measure)
    unit = _SYMBOLS.get(o.unit, o.unit)
    between = "，" if view.lang == "zh" else ", "
    below = between.join(part for part in (rest, unit) if part)
    rows = [(head, font, t.text)]
    rows += [(text, small, t.text2) for text in _wrapped(below, room, small, measure) if text]
    step = 14 * f
    y = top + laid.indicator[3] / 2 - step * (len(rows) - 1) / 2 + 4 * f
    made: list[Mark] = [vline(laid.plot_x - 0.5, top, top + laid.indicator[3], t.line2)]
    for k, (text, face, color) in enumerate(rows):
        width = measure.width(text, face)
        made.append(Text(14 * f, y + k * step, text, face, color, width, role="lane"))
    return made


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
    fits = [k for k in wide if measure.width(text[:k], font) <= room]
    if not fits:
        fits = [k for k in range(1, len(text)) if measure.width(text[:k], font) <= room] or [1]
    return text[: fits[-1]].rstrip(), text[fits[-1] :].strip()


def _heights(
    shown: Sequence[Observation], laid: TimelineLayout, f: float
) -> tuple[float, float, _OfValue]:
    """Lowest and highest value of the row, and y of a value."""
    values = [_level(o) for o in shown]
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
    unit = _SYMBOLS.get(shown[-1].unit, "")
    texts = [short_number(float(f"{v:.3g}"), view.lang) + unit for v in (high, high / 2)]
    widths = [measure.width(text, font) for text in texts]
    left = right - max(widths) - 9 * f
    today = scale_of(view, laid).to_x(view.today) if view.today is not None else 0.0
    if left - 40 * f < today < right + 40 * f:
        return []
    scale, made = scale_of(view, laid), list[Mark]()
    xs = [scale.to_x((o.lo + o.hi) // 2) for o in shown]
    at = [x for x in (left, right) if xs[0] <= x <= xs[-1]] + [x for x in xs if left < x < right]
    curve = [float(y) for y in np.interp(at, xs, [y_of(_level(o)) for o in shown])]
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
        return scale.to_x((o.lo + o.hi) // 2)

    made: list[Mark] = []
    flows = [o for o in shown if o.kind == "flow"]
    points = [o for o in shown if o.kind != "flow"]
    at = [(x_of(o), y_of(_level(o))) for o in points]
    dashed = len(points) > 1
    if dashed:
        made += _beneath(at, scale, y_of(0.0), t.accent)
        made += _between(at, scale, t.text2, f)
    for o in flows:
        x0, x1 = max(scale.to_x(o.lo), scale.x - 9), min(scale.to_x(o.hi), scale.x + scale.w + 9)
        if x1 > x0:
            y = y_of(_level(o))
            made.append(Rect(x0, y, x1 - x0, max(1.0, y_of(0.0) - y), fill=t.bar, opacity=0.25))
            made.append(hline(y, x0, x1, t.text2, 1.6 * f))
    for o in points:
        made += _point(o, x_of(o), y_of, style, f)
    levels = _levels(shown, view, style, measure, laid)
    writer = _Words(view, style, measure, laid, made, levels)
    inside = [o for o in shown if scale.x <= x_of(o) <= scale.x + scale.w]
    said = writer.value(inside[-1], x_of(inside[-1]), y_of(_level(inside[-1]))) if inside else []
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
    made.append(Circle(x, y_of(_level(o)), 3.0 * f, fill, t.text2, 1.3 * f))
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

    def value(self, o: Observation, x: float, y: float) -> list[Mark]:
        """ "nearly 36% in 2025" beside, above or below its point."""
        try:
            when = short(o.date, self.view.lang)
        except DateError:
            when = o.date
        said = value_words(o, self.view.lang)
        text = f"{when}：{said}" if self.view.lang == "zh" else f"{said} in {when}"
        f, font = self.f, Font(11.5 * self.f, 600)
        width, gap = self.measure.width(text, font), 8 * f
        end = x
        if o.kind == "flow":
            end = min(self.scale.to_x(o.hi), self.scale.x + self.scale.w)
        middle = y + 4 * f
        low, high = self.bounds[1] + 11 * f, self.bounds[3] - 4 * f
        lines = [min(max(middle, low), high), low, high]
        places = [(end + gap, line) for line in lines]
        places += [(x - gap - width, line) for line in lines]
        left = min(max(x - width / 2, self.bounds[0]), self.bounds[2] - width)
        places += [(left, line) for line in lines]
        return self._put(text, font, self.style.tokens.text, width, places, "label")

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
    ) -> list[Mark]:
        for x, y in places:
            box = (x, y - 0.78 * font.size, x + width, y + 0.24 * font.size)
            if self._free(box):
                self.taken.append(box)
                return [Text(x, y, text, font, color, width, role=role)]
        return []

    def _free(self, box: Box) -> bool:
        keep = 2.5 * self.f
        a, b = box[0] - keep, box[2] + keep
        top, bottom = box[1] - keep + self.f, box[3] + keep - self.f
        left, upper, right, lower = self.bounds
        if box[0] < left or box[2] > right or box[1] < upper or box[3] > lower:
            return False
        if any(a < c and d < b and top < e and g < bottom for d, g, c, e in self.taken):
            return False
        for mark in self.drawn:
            if isinstance(mark, Circle):
                r = mark.radius + mark.width / 2
                if abs(mark.y - (top + bottom) / 2) < r + (bottom - top) / 2 and (
                    a < mark.x + r and mark.x - r < b
                ):
                    return False
            elif isinstance(mark, Line) and _meets(mark, a, b, top, bottom):
                return False
        return True


def _meets(line: Line, left: float, right: float, top: float, bottom: float) -> bool:
    """Whether a straight line runs through a box."""
    (x0, y0), (x1, y1) = sorted(line.points.tolist())
    if x1 < left or x0 > right:
        return False
    ends = np.interp([max(x0, left), min(x1, right)], [x0, x1], [y0, y1]) if x1 > x0 else (y0, y1)
    return bool(min(ends) < bottom and max(ends) > top)
