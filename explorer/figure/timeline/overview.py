"""The overview: how many events start when, over all the data, and the window in it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from explorer.dataset.calendar import DAY
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import I64, Bool, Dataset
from explorer.figure.picture import Font, Layer, Mark, Measure, Rect, Text
from explorer.figure.style import Style
from explorer.figure.timeline.rows import axis_font, hline, vline
from explorer.figure.timeline.ticks import LEVELS, Level, level_seconds, starts, ticks
from explorer.figure.timeline.timescale import Scale, TimelineLayout, layout
from explorer.figure.view import TimelineView

GRIP: Final = 8.0  # width of a grip, pixels
_BAR: Final = 3.0  # a bar is at least this wide, pixels
_MARGIN: Final = 0.012  # of the length, at both ends
_FENCE: Final = 3.0  # data further out than this many times the middle 90 % is off the scale


def _moments(dataset: Dataset, visible: Bool) -> I64:
    """The earliest known bound of each visible dated event, sorted, seconds."""
    e = dataset.events
    shown = np.flatnonzero(visible & e.dated)
    at = e.start_lo[shown].copy()
    for later in (e.start_hi, e.end_lo, e.end_hi):
        at = np.where(at > MIN, at, later[shown])
    return np.sort(at[(at > MIN) & (at < MAX)])


def overview_extent(dataset: Dataset, visible: Bool) -> tuple[int, int]:
    """The [lo, hi) seconds that the overview covers: all visible dated events with their doubt and
    their length, but for the few that lie further from the middle 90 % than three times its length,
    so that one event of 1405 does not flatten the rest. On whole years (months, days) where that
    costs little room, with a margin, so that no mark at an end is cut in half."""
    at, ends = _moments(dataset, visible), _ends(dataset, visible)
    if not len(at):
        return 0, 366 * DAY
    both = np.concatenate([at, ends]).astype(np.float64)
    low, high = (int(v) for v in np.quantile(both, (0.05, 0.95)))
    reach = int(_FENCE * max(high - low, DAY))
    lo, hi = max(low - reach, MIN), min(high + reach, MAX)
    inner = at[(at >= lo) & (at <= hi)]
    first = int(inner[0]) if len(inner) else int(at[0])
    last = max(int(ends[ends <= hi].max(initial=first)), int(inner.max(initial=first)))
    first, last = _rounded(first, last)
    margin = max(1, int((last - first) * _MARGIN))
    return max(first - margin, MIN + 1), min(last + margin, MAX - 1)


def _ends(dataset: Dataset, visible: Bool) -> I64:
    """The latest known bound of each visible dated event, seconds."""
    e = dataset.events
    shown = np.flatnonzero(visible & e.dated)
    at = e.end_hi[shown].copy()
    for earlier in (e.end_lo, e.start_hi, e.start_lo):
        at = np.where((at > MIN) & (at < MAX), at, earlier[shown])
    return np.asarray(at[(at > MIN) & (at < MAX)], dtype=np.int64)


def _rounded(first: int, last: int) -> tuple[int, int]:
    """[first, last) out to the largest of years, months and days that add less than an eighth."""
    length = max(last - first, DAY)
    levels: tuple[Level, ...] = (("year", 1), ("month", 1), ("day", 1))
    for level in levels:
        size = level_seconds(level)
        before = list(starts(level, max(first - 2 * size, MIN), first + 1))
        after = next(iter(starts(level, last, min(last + 3 * size, MAX))), last)
        lo = before[-1] if before else first
        if (first - lo) + (after - last) < length / 8:
            return lo, max(after, lo + 1)
    return first, max(last, first + DAY)


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """``edges`` (k + 1,) seconds, calendar-true; ``counts`` (k,): events whose earliest known
    bound lies in the bin. ``before``, ``after``: events off the scale."""

    edges: I64
    counts: I64
    level: Level
    before: int
    after: int


_bins: OrderedDict[tuple[object, ...], tuple[Dataset, Bins]] = OrderedDict()


def overview_bins(dataset: Dataset, visible: Bool, lo: int, hi: int, width: float) -> Bins:
    """Count by month, or by the unit next to it whose bars are wide enough for ``width`` pixels
    (days for short data, quarters, years, decades … for long). The last few are remembered."""
    key = (id(dataset), visible.tobytes(), lo, hi, width)
    if key not in _bins:
        _bins[key] = (dataset, _counted(dataset, visible, lo, hi, width))
        if len(_bins) > 4:
            _bins.popitem(last=False)
    return _bins[key][1]


def _counted(dataset: Dataset, visible: Bool, lo: int, hi: int, width: float) -> Bins:
    chosen = LEVELS[-1]
    usual = LEVELS.index(("month", 1)) if hi - lo > 200 * DAY else LEVELS.index(("day", 1))
    for level in LEVELS[usual:]:
        if level_seconds(level) * width / max(1, hi - lo) >= _BAR and level != ("day", 7):
            chosen = level
            break
    inner = [t for t in starts(chosen, lo, hi) if t > lo]
    edges = np.array([lo, *inner, hi], dtype=np.int64)
    at = _moments(dataset, visible)
    where = np.searchsorted(at, edges, side="left")
    return Bins(
        edges, np.diff(where).astype(np.int64), chosen, int(where[0]), int(len(at) - where[-1])
    )


def overview_scale(dataset: Dataset, visible: Bool, view: TimelineView) -> Scale:
    """Time to x in the overview, for widgets that hang a brush on it."""
    lo, hi = view.overview_start, view.overview_end
    if lo == hi:
        lo, hi = overview_extent(dataset, visible)
    laid = layout(view)
    pad = 6 * view.size_factor
    return Scale(lo, hi, laid.plot_x + pad, max(1.0, laid.plot_w - 2 * pad))


def unit_words(level: Level, lang: str) -> str:
    """ "by month", "by 10 years"."""
    unit, step = level
    if level == ("month", 3):
        return "按季度" if lang == "zh" else "by quarter"
    many = f"{step:,}"
    for size, word in ((10**9, "bn"), (10**6, "m")):
        if step >= size:
            many = f"{step // size} {word}"
            break
    if lang == "zh":
        many = f"{step // 10**8} 亿" if step >= 10**8 else many
        many = f"{step // 10**4} 万" if 10**4 <= step < 10**8 else many
        names = {"day": "日", "month": "月", "year": "年"}
        return f"按{names.get(unit, unit)}" if step == 1 else f"每 {many} {names.get(unit, unit)}"
    return f"by {unit}" if step == 1 else f"by {many} {unit}s"


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
            tuple(_header(bins, visible, view, style, measure, laid)),
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
    edges = bins.edges.tolist()
    inside = [k for k in range(len(edges) - 1) if _within(edges[k], edges[k + 1], view)]
    if not inside:
        return scale.x, scale.x
    return scale.to_x(edges[inside[0]]), scale.to_x(edges[inside[-1] + 1])


def _header(
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
    total = f"{int(visible.sum()):,}"
    unit = unit_words(bins.level, view.lang)
    note = f"{total} 项，{unit}" if view.lang == "zh" else f"{total}, {unit}"
    return [
        hline(y + 0.5, 0, view.width, t.line2),
        vline(laid.plot_x - 0.5, y, y + laid.overview[3], t.line2),
        Text(14 * f, y + 21 * f, name, font, t.text, measure.width(name, font), role="lane"),
        Text(14 * f, y + 37 * f, note, small, t.text2, measure.width(note, small), role="lane"),
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
    for k, count in enumerate(bins.counts.tolist()):
        if count:
            within = _within(int(bins.edges[k]), int(bins.edges[k + 1]), view)
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
        made.append(
            Text(
                x + 4 * f,
                base + 12.5 * f,
                tick.label,
                font,
                t.text2,
                measure.width(tick.label, font),
                role="axis",
            )
        )
    return made + _beyond(bins, view, style, measure, laid)


def _within(start: int, end: int, view: TimelineView) -> bool:
    """Whether a bin lies in the window: its middle does, or the window is no longer than it."""
    if view.end - view.start <= end - start:
        return start < view.end and end > view.start
    return view.start <= (start + end) // 2 < view.end


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
