"""The overview: how many events start when, over all the data, and the window in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from explorer.common.listing import held
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.picture import Font, Layer, Mark, Measure, Rect, Text
from explorer.figure.style import Style
from explorer.figure.timeline.bins import Bins, overview_bins, overview_extent, unit_words
from explorer.figure.timeline.rows import axis_font, hline, vline
from explorer.figure.timeline.ticks import ticks
from explorer.figure.timeline.timescale import Scale, TimelineLayout, layout
from explorer.figure.view import TimelineView

GRIP: Final = 8.0  # width of a grip, pixels


def overview_scale(dataset: Dataset, visible: Bool, view: TimelineView) -> Scale:
    """Time to x in the overview, for widgets that hang a brush on it."""
    lo, hi = view.overview_start, view.overview_end
    if lo == hi:
        lo, hi = overview_extent(dataset, visible)
    laid = layout(view)
    pad = 6 * view.size_factor
    return Scale(lo, hi, laid.plot_x + pad, max(1.0, laid.plot_w - 2 * pad))


def overview_layers(
    dataset: Dataset, visible: Bool, view: TimelineView, style: Style, measure: Measure
) -> tuple[Layer, ...]:
    """Header, bars, years below, and the window with its grips. ``visible``: (n,) bool of what no
    filter but the window itself hides."""
    laid, scale = layout(view), overview_scale(dataset, visible, view)
    bins = overview_bins(dataset, visible, scale.start, scale.end, scale.w)
    plot = (laid.plot_x, laid.overview[1], laid.plot_w, laid.overview[3])
    return (
        Layer(
            "overview_header",
            tuple(_header(dataset, bins, visible, view, style, measure, laid)),
            laid.overview,
        ),
        Layer(
            "overview",
            (
                *_bars(bins, view, style, laid, scale),
                *_years(bins, view, style, measure, laid, scale),
            ),
            plot,
        ),
        Layer(
            "window",
            tuple(window_marks(*window_ends(view, scale), style, laid, view.size_factor)),
            plot,
        ),
    )


def overview_parts(
    dataset: Dataset, visible: Bool, view: TimelineView, style: Style, measure: Measure
) -> tuple[tuple[Layer, ...], Layer]:
    """The overview as it is outside of any window, and its bars as they are inside of one: what
    stays while the window moves."""
    laid, scale = layout(view), overview_scale(dataset, visible, view)
    bins = overview_bins(dataset, visible, scale.start, scale.end, scale.w)
    still = overview_layers(dataset, visible, replace(view, start=MAX - 1, end=MAX), style, measure)
    inner = replace(view, start=MIN, end=MAX)
    plot = (laid.plot_x, laid.overview[1], laid.plot_w, laid.overview[3])
    bars = tuple(_bars(bins, inner, style, laid, scale)[1:])  # without their base line
    return still[:2], Layer("inner", bars, plot)


def inner_span(dataset: Dataset, visible: Bool, view: TimelineView) -> tuple[float, float]:
    """From and to which x the bars lie in the window."""
    scale = overview_scale(dataset, visible, view)
    bins = overview_bins(dataset, visible, scale.start, scale.end, scale.w)
    inside = np.flatnonzero(_within(bins.edges[:-1], bins.edges[1:], view))
    if not len(inside):
        return scale.x, scale.x
    return scale.to_x(int(bins.edges[inside[0]])), scale.to_x(int(bins.edges[inside[-1] + 1]))


def _header(
    dataset: Dataset,
    bins: Bins,
    visible: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    laid: TimelineLayout,
) -> list[Mark]:
    f, t, y = view.size_factor, style.tokens, laid.overview[1]
    name, font, small = (
        ("全部事件" if view.lang == "zh" else "All events"),
        Font(12 * f, 600),
        axis_font(f),
    )
    dated, zh = int(np.count_nonzero(visible & dataset.events.dated)), view.lang == "zh"
    unit = unit_words(bins.level, view.lang)
    notes = [f"{dated:,} 项，{unit}" if zh else f"{dated:,}, {unit}"]
    if undated := held(visible) - dated:  # they have no bar
        notes.append(f"{undated:,} 项日期不详" if zh else f"{undated:,} undated")
    top, pitch = (y + 21 * f, 16 * f) if len(notes) == 1 else (y + 17 * f, 15 * f)
    lines = [
        Text(14 * f, top + k * pitch, told, small, t.text2, measure.width(told, small), role="lane")
        for k, told in enumerate(notes, start=1)
    ]
    return [
        hline(y + 0.5, 0, view.width, t.line2),
        vline(laid.plot_x - 0.5, y, y + laid.overview[3], t.line2),
        Text(14 * f, top, name, font, t.text, measure.width(name, font), role="lane"),
        *lines,
    ]


def _bars(
    bins: Bins,
    view: TimelineView,
    style: Style,
    laid: TimelineLayout,
    scale: Scale,
) -> list[Mark]:
    f, t = view.size_factor, style.tokens
    base = laid.overview[1] + laid.overview[3] - 17 * f
    tall = base - laid.overview[1] - 6 * f
    made: list[Mark] = [hline(base + 0.5, laid.plot_x, view.width, t.line2)]
    xs = scale.to_xs(bins.edges)
    most = max(1, int(bins.counts.max(initial=0)))
    gap = 1.0 * f if len(xs) < 2 or xs[-1] - xs[0] > 3 * len(xs) else 0.0
    inside = _within(bins.edges[:-1], bins.edges[1:], view).tolist()
    for k, (count, within) in enumerate(zip(bins.counts.tolist(), inside, strict=True)):
        if count:
            h = max(1.5 * f, tall * count / most)
            made.append(
                Rect(
                    float(xs[k]),
                    base - h,
                    max(1.0, float(xs[k + 1] - xs[k]) - gap),
                    h,
                    fill=t.accent if within else t.bar,
                    radius=0.8 * f,
                )
            )
    return made


def _years(
    bins: Bins,
    view: TimelineView,
    style: Style,
    measure: Measure,
    laid: TimelineLayout,
    scale: Scale,
) -> list[Mark]:
    """The axis below the bars, and how many events lie off it."""
    f, t, font = view.size_factor, style.tokens, axis_font(view.size_factor)
    base = laid.overview[1] + laid.overview[3] - 17 * f
    made: list[Mark] = []
    for tick in ticks(scale.start, scale.end, scale.w, view.lang, measure, font):
        if not tick.label:
            continue
        x = scale.to_x(tick.seconds)
        made.append(vline(x, base, base + 3 * f, t.line2))
        label = f"{tick.lead} {tick.label}" if tick.lead else tick.label
        width = measure.width(label, font)
        made.append(Text(x + 4 * f, base + 12.5 * f, label, font, t.text2, width, role="axis"))
    return made + _beyond(bins, view, style, measure, laid)


def _within(start: I64, end: I64, view: TimelineView) -> Bool:
    """(k,) whether each bin from ``start`` to ``end`` lies in the window: its middle does, or the
    window is no longer than it."""
    middle = (start >> 1) + (end >> 1) + (start & end & 1)  # their sum could be too large
    long = view.end - view.start <= end - start
    touched = (start < view.end) & (end > view.start)
    return np.asarray(np.where(long, touched, (view.start <= middle) & (middle < view.end)))


def _beyond(
    bins: Bins, view: TimelineView, style: Style, measure: Measure, laid: TimelineLayout
) -> list[Mark]:
    """ "‹ 2 earlier" and "3 later ›" for events off the scale."""
    f, t, font = view.size_factor, style.tokens, axis_font(view.size_factor)
    y = laid.overview[1] + 14 * f
    made: list[Mark] = []
    zh = view.lang == "zh"
    if bins.before:
        text = f"‹ {bins.before} 项更早" if zh else f"‹ {bins.before} earlier"
        made.append(
            Text(
                laid.plot_x + 6 * f,
                y,
                text,
                font,
                t.text2,
                measure.width(text, font),
                halo=t.panel,
                halo_width=3 * f,
                role="beyond",
            )
        )
    if bins.after:
        text = f"{bins.after} 项更晚 ›" if zh else f"{bins.after} later ›"
        width = measure.width(text, font)
        made.append(
            Text(
                view.width - 6 * f - width,
                y,
                text,
                font,
                t.text2,
                width,
                halo=t.panel,
                halo_width=3 * f,
                role="beyond",
            )
        )
    return made


def window_ends(view: TimelineView, scale: Scale) -> tuple[float, float]:
    """Left and right of the window in the overview."""
    f = view.size_factor
    lo, hi = scale.x - GRIP / 2 * f, scale.x + scale.w + GRIP / 2 * f
    return min(max(scale.to_x(view.start), lo), hi), min(max(scale.to_x(view.end), lo), hi)


def window_marks(
    left: float, right: float, style: Style, laid: TimelineLayout, f: float
) -> list[Mark]:
    """The window in the overview, with its grips."""
    t = style.tokens
    top, h = laid.overview[1] + 3 * f, laid.overview[3] - 17 * f - 1 * f
    made: list[Mark] = [
        Rect(left, top, max(1.0, right - left), h, fill=t.accent, radius=3 * f, opacity=0.10),
        Rect(left, top, max(1.0, right - left), h, stroke=t.accent, width=1.5 * f, radius=3 * f),
    ]
    tall = 20 * f
    for x in (left, right):
        y = top + (h - tall) / 2
        made.append(
            Rect(
                x - GRIP / 2 * f,
                y,
                GRIP * f,
                tall,
                fill=t.panel,
                stroke=t.accent,
                width=1.5 * f,
                radius=3 * f,
            )
        )
        made += [
            vline(x + off, y + 6 * f, y + tall - 6 * f, t.accent, f) for off in (-1.2 * f, 1.2 * f)
        ]
    return made
