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
from explorer.figure.picture import Circle, Font, Layer, Line, Mark, Measure, Rect, Text
from explorer.figure.rows import axis_font, hline, vline
from explorer.figure.style import Style
from explorer.figure.timescale import Scale, TimelineLayout, scale_of
from explorer.figure.view import TimelineView

_OfValue = Callable[[float], float]
_OfObservation = Callable[[Observation], float]

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
            (*line, *_header(series[-1], view, style, measure, laid)),
            laid.indicator,
        ),
        Layer("indicator", tuple(_curve(shown, view, style, measure, laid)), plot),
    )


def _header(
    o: Observation, view: TimelineView, style: Style, measure: Measure, laid: TimelineLayout
) -> list[Mark]:
    """The series' name, on two lines where it must be, and its unit."""
    f, t, top = view.size_factor, style.tokens, laid.indicator[1]
    name = (o.label_zh or o.label) if view.lang == "zh" else (o.label or o.label_zh)
    font, small = Font(11.5 * f, 600), axis_font(f)
    room = laid.plot_x - 20 * f
    lines = _wrapped(name or o.series, room, font, measure)
    unit = _SYMBOLS.get(o.unit, o.unit)
    rows = [(text, font, t.text) for text in lines[:2]]
    if unit and len(lines) < 2:
        rows.append((unit, small, t.text2))
    step = 15 * f
    y = top + laid.indicator[3] / 2 - step * (len(rows) - 1) / 2 + 4 * f
    made: list[Mark] = [vline(laid.plot_x - 0.5, top, top + laid.indicator[3], t.line2)]
    for k, (text, face, color) in enumerate(rows):
        width = measure.width(text, face)
        made.append(Text(14 * f, y + k * step, text, face, color, width, role="lane"))
    return made


def _wrapped(text: str, room: float, font: Font, measure: Measure) -> list[str]:
    """``text`` in at most two lines of ``room`` pixels, the second shortened if it must be."""
    if measure.width(text, font) <= room:
        return [text]
    cuts = [k for k, c in enumerate(text) if c == " "] or list(range(1, len(text)))
    fits = [k for k in cuts if measure.width(text[:k], font) <= room]
    cut = fits[-1] if fits else cuts[0]
    first, second = text[:cut], text[cut:].strip()
    if measure.width(second, font) > room:
        while second and measure.width(second + "…", font) > room:
            second = second[:-1]
        second = second.rstrip() + "…"
    return [first, second]


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
    values = [_level(o) for o in shown]
    low, high = min(0.0, *values), max(0.0, *values)
    bottom = laid.indicator[1] + laid.indicator[3] - 8 * f
    tall = laid.indicator[3] - 20 * f

    def y_of(value: float) -> float:
        return bottom - tall * (value - low) / ((high - low) or 1.0)

    def x_of(o: Observation) -> float:
        return scale.to_x((o.lo + o.hi) // 2)

    made: list[Mark] = []
    flows = [o for o in shown if o.kind == "flow"]
    points = [o for o in shown if o.kind != "flow"]
    dashed = len(points) > 1
    if dashed:
        at = [(x_of(o), y_of(_level(o))) for o in points]
        made += _between(at, scale, t.text2, f)
    for o in flows:
        x0, x1 = max(scale.to_x(o.lo), scale.x - 9), min(scale.to_x(o.hi), scale.x + scale.w + 9)
        if x1 > x0:
            y = y_of(_level(o))
            made.append(Rect(x0, y, x1 - x0, max(1.0, y_of(0.0) - y), fill=t.bar, opacity=0.25))
            made.append(hline(y, x0, x1, t.text2, 1.6 * f))
    for o in points:
        made += _point(o, x_of(o), y_of, style, f)
    return made + _words(shown, view, style, measure, laid, x_of, y_of, dashed)


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


def _words(
    shown: Sequence[Observation],
    view: TimelineView,
    style: Style,
    measure: Measure,
    laid: TimelineLayout,
    x_of: _OfObservation,
    y_of: _OfValue,
    dashed: bool,
) -> list[Mark]:
    """The last value in words, and what a dashed line means, where they fit."""
    f, t, scale = view.size_factor, style.tokens, scale_of(view, laid)
    inside = [o for o in shown if scale.x <= x_of(o) <= scale.x + scale.w]
    zh = view.lang == "zh"
    note = "虚线：插值" if zh else "dashed: interpolated"
    small, font = axis_font(f), Font(11.5 * f, 600)
    x, y = scale.x + 10 * f, laid.indicator[1] + 15 * f
    made: list[Mark] = []
    if inside:
        last = inside[-1]
        try:
            when = short(last.date, view.lang)
        except DateError:
            when = last.date
        value = value_words(last, view.lang)
        text = f"{when}：{value}" if zh else f"{value} in {when}"
        width = measure.width(text, font)
        gap, tail = 9 * f, (measure.width(note, small) + 12 * f if dashed else 0.0)
        end = min(scale.to_x(last.hi), scale.x + scale.w) if last.kind == "flow" else x_of(last)
        x = end + gap
        if x + width > scale.x + scale.w - 6 * f:
            x = x_of(last) - gap - width
        if x < scale.x:
            x = scale.x + 10 * f
        y = min(max(y_of(_level(last)) + 4 * f, y), laid.indicator[1] + laid.indicator[3] - 6 * f)
        made.append(Text(x, y, text, font, t.text, width, t.panel, 3 * f, role="label"))
        if x + width + tail > scale.x + scale.w:
            x -= tail
            if not dashed or x < scale.x:
                return made
            return [*made, *_note(note, x, y, small, style, measure, f)]
        x += width + 12 * f
    return [*made, *_note(note, x, y, small, style, measure, f)] if dashed else made


def _note(
    note: str, x: float, y: float, font: Font, style: Style, measure: Measure, f: float
) -> list[Mark]:
    t = style.tokens
    return [Text(x, y, note, font, t.text2, measure.width(note, font), t.panel, 3 * f, role="note")]
