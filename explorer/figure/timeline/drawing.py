"""The timeline as a Picture: axis, lanes, indicator row and overview.

``timeline_static`` and ``timeline_live`` are what a window keeps apart; ``timeline_figure`` is both
for an export. All of them take the same arrangement, which of selection and hover depends on a few
picked events alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.listing import held
from explorer.dataset.model import Bool, Dataset
from explorer.figure.picture import Layer, Mark, Measure, Picture, Tally
from explorer.figure.style import Style
from explorer.figure.timeline import rows
from explorer.figure.timeline.arrange import Arranged, arrange
from explorer.figure.timeline.guides import guides
from explorer.figure.timeline.indicator import indicator_layers
from explorer.figure.timeline.labels import Item
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.lanepaint import LanePainter
from explorer.figure.timeline.overview import overview_layers
from explorer.figure.timeline.shares import Share
from explorer.figure.timeline.timescale import TimelineLayout
from explorer.figure.view import TimelineView

__all__ = [
    "timeline_figure",
    "timeline_hover",
    "timeline_layout",
    "timeline_live",
    "timeline_static",
]


def timeline_layout(
    dataset: Dataset,
    visible: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    backdrop: Bool | None = None,
) -> TimelineLayout:
    """Where everything lies, the lanes and their scroll range included."""
    return arrange(dataset, visible, view, style, measure, backdrop).layout


def timeline_figure(
    dataset: Dataset,
    visible: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
    backdrop: Bool | None = None,
) -> Picture:
    """The whole timeline. ``visible`` (n,) bool: what no filter hides; ``selected`` (n,) bool or
    None: events outside it are dimmed. ``backdrop`` (n,) bool: visible but for the timeline's own
    window, which the overview counts and lanes are packed of; None: ``visible``. The tally sums to
    ``visible.sum()``."""
    lit = _lit(dataset, replace(view, hover=""), selected)
    still = timeline_static(
        dataset,
        visible,
        view,
        style,
        measure,
        dimmed=selected is not None,
        without=lit,
        backdrop=backdrop,
    )
    live = timeline_live(dataset, visible, view, style, measure, selected, backdrop)
    return Picture(
        still.width,
        still.height,
        still.background,
        still.layers + live.layers,
        still.tally,
        still.alt,
    )


def _lit(dataset: Dataset, view: TimelineView, selected: Bool | None) -> Bool:
    """Events that the live layer draws: selected, picked or hovered."""
    index = dataset.event_index
    few = [index[key] for key in (*view.selected, view.hover) if key in index]
    if selected is not None and not few:
        return selected
    lit = np.zeros(len(dataset), dtype=np.bool_) if selected is None else selected.copy()
    lit[few] = True
    return lit


def timeline_static(
    dataset: Dataset,
    visible: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    *,
    dimmed: bool = False,
    without: Bool | None = None,
    backdrop: Bool | None = None,
) -> Picture:
    """All that does not change with selection and hover. ``dimmed``: draw every event as one
    outside a selection. ``without`` (n,) bool: events left to the live layer altogether, label,
    bar and all, so that nothing is drawn twice; count pills stay. ``backdrop`` as in
    ``timeline_figure``. What is picked in ``view`` is only made room for."""
    arranged = arrange(dataset, visible, view, style, measure, backdrop)
    view = replace(view, selected=frozenset(), hover="", brush=None)
    found = rows.window_ticks(view, arranged, measure)
    laid = arranged.layout

    def wanted(events: Sequence[int]) -> bool:
        return without is None or len(events) > 1 or not without[events[0]]

    lane_clip, plot_clip = laid.lanes, (laid.plot_x, laid.lanes[1], laid.plot_w, laid.lanes[3])
    whole = (laid.plot_x, laid.lanes[1], laid.plot_w, laid.overview[1] - laid.lanes[1])
    layers = (
        Layer("ground", tuple(rows.grounds(view, style, arranged)), lane_clip),
        Layer("grid", tuple(rows.grid(view, style, arranged, found)), whole),
        Layer("today_line", tuple(rows.today_line(view, style, arranged)), whole),
        Layer(
            "lanes",
            tuple(_events(dataset, view, style, measure, arranged, wanted, dimmed)),
            plot_clip,
        ),
        Layer("headers", tuple(rows.headers(view, style, measure, arranged)), lane_clip),
        Layer("axis", tuple(rows.axis(view, style, measure, arranged, found)), laid.axis),
        *indicator_layers(dataset, view, style, measure, laid),
        *overview_layers(dataset, visible if backdrop is None else backdrop, view, style, measure),
        Layer("today", tuple(rows.today(view, style, measure, arranged)), whole),
    )
    tally = _tally(arranged)
    alt = f"Timeline of {tally.drawn} events in {len(arranged.boxes)} lanes"
    return Picture(view.width, view.height, style.tokens.panel, layers, tally, alt)


def timeline_live(
    dataset: Dataset,
    visible: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
    backdrop: Bool | None = None,
) -> Picture:
    """What lies on top: lane counts, the brush, the selected events in full, picked ones with ring
    and (up to ``rows.GUIDES`` of them) guide line, the hovered one larger. Its tally is empty:
    these events are counted in the static part."""
    arranged = arrange(dataset, visible, view, style, measure, backdrop)
    laid = arranged.layout
    plot = (laid.plot_x, laid.lanes[1], laid.plot_w, laid.lanes[3])
    whole = (laid.plot_x, laid.lanes[1], laid.plot_w, laid.overview[1] - laid.lanes[1])
    shares = None if selected is None else arranged.shares(selected)
    if shares is None:
        numbers = [box.inside.size + box.unplaced for box in arranged.boxes]
    else:
        numbers = [share.inside for share in shares]
    lit = _lit(dataset, view, selected)

    def wanted(events: Sequence[int]) -> bool:
        return bool(lit[events[0]] if len(events) == 1 else lit[events].any())

    marks = _columns(dataset, view, style, measure, arranged, shares or ())
    hovered = frozenset({view.hover}) - view.selected if selected is None else frozenset()
    marks += _events(
        dataset, view, style, measure, arranged, wanted, False, live=True, unchanged=hovered
    )
    layers = (
        Layer("counts", tuple(rows.counts(view, style, measure, arranged, numbers)), laid.lanes),
        Layer("brush", tuple(rows.brush(view, style, arranged)), rows.brush_clip(laid)),
        Layer("guide", tuple(guides(dataset, view, style, measure, arranged)), whole),
        Layer("lit", tuple(marks), plot),
    )
    return Picture(view.width, view.height, style.tokens.panel, layers)


def timeline_hover(
    dataset: Dataset,
    visible: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
    backdrop: Bool | None = None,
) -> Picture:
    """The hovered event alone, as it lies over what ``timeline_live`` draws without it."""
    marks: list[Mark] = []
    i = dataset.event_index.get(view.hover, -1)
    if i >= 0:
        arranged = arrange(dataset, visible, view, style, measure, backdrop)
        for box, item in arranged.places(i):
            if not rows.in_sight(arranged, box):
                continue
            ground = rows.lane_ground(style, arranged.boxes.index(box))
            painter = LanePainter(dataset, view, style, measure, arranged, box, ground, False)
            drawn = selected is None or bool(selected[i]) or view.hover in view.selected
            if len(item.slot.events) > 1 or (drawn and item in box.items):
                painter.item(item, [], marks, [])  # its bar and label are drawn already
            else:
                painter.item(item, marks, marks, marks)
        laid = arranged.layout
        plot = (laid.plot_x, laid.lanes[1], laid.plot_w, laid.lanes[3])
        return Picture(view.width, view.height, "", (Layer("hover", tuple(marks), plot),))
    return Picture(view.width, view.height, "", ())


def _columns(
    dataset: Dataset,
    view: TimelineView,
    style: Style,
    measure: Measure,
    arranged: Arranged,
    shares: Sequence[Share],
) -> list[Mark]:
    """How many of a counted lane's events are selected."""
    made: list[Mark] = []
    for k, (box, share) in enumerate(zip(arranged.boxes, shares, strict=False)):
        if share.columns is not None and rows.in_sight(arranged, box):
            ground = rows.lane_ground(style, k)
            painter = LanePainter(dataset, view, style, measure, arranged, box, ground, False)
            made += painter.share(share.columns)
    return made


def _tally(arranged: Arranged) -> Tally:
    """Every event once, however many lanes it stands in."""
    boxes = arranged.boxes
    if arranged.counted is None:
        drawn = np.zeros(len(arranged.dataset), dtype=np.bool_)
    else:
        drawn = arranged.counted.drawn()
    for box in boxes:
        if box.columns is None or arranged.counted is None:
            drawn[box.inside.array] = True
    there = held(arranged.visible)
    unplaced = sum(box.unplaced for box in boxes)
    alone = [item for box in boxes for item in box.items if len(item.slot.events) == 1]
    named = {item.slot.events[0] for item in alone if item.label is not None}
    bare = {item.slot.events[0] for item in alone if item.placed is not None} - named
    here = int(np.count_nonzero(drawn))
    return Tally(here, there - here - unplaced, unplaced, len(bare))


def _events(
    dataset: Dataset,
    view: TimelineView,
    style: Style,
    measure: Measure,
    arranged: Arranged,
    wanted: Callable[[Sequence[int]], bool],
    dimmed: bool,
    live: bool = False,
    unchanged: frozenset[str] = frozenset(),
) -> list[Mark]:
    """Marks of all wanted items: bands and bars beneath, then symbols, then labels; of those
    ``unchanged`` only the symbol."""
    beneath: list[Mark] = []
    marks: list[Mark] = []
    labels: list[Mark] = []
    index, kept = dataset.event_index, _kept.setdefault(arranged, {})
    own = {index[key] for key in (*view.selected, view.hover) if key in index}
    for k, box in enumerate(arranged.boxes):
        if not rows.in_sight(arranged, box):
            continue
        ground = rows.lane_ground(style, k)
        painter = LanePainter(dataset, view, style, measure, arranged, box, ground, dimmed)
        if not live:
            marks += painter.rest()
        elif (across := painter.named_across) and wanted(across):
            marks += painter.across()
        known = kept.setdefault((style, k), {}) if live else {}
        for j, item in enumerate(box.items):
            events = item.slot.events
            if not wanted(events):
                continue
            if len(events) == 1 and dataset.events.id[events[0]] in unchanged:
                painter.item(item, [], marks, [])  # its bar and label are in the static part
            elif not live or not own.isdisjoint(events):
                painter.item(item, beneath, marks, labels)
            else:
                if j not in known:
                    made: tuple[list[Mark], ...] = ([], [], [])
                    painter.item(item, *made)
                    known[j] = made
                for part, some in zip((beneath, marks, labels), known[j], strict=True):
                    part += some
        for item in _counted(dataset, view, arranged, box) if live else ():
            painter.item(item, beneath, marks, labels)
    return beneath + marks + labels


_kept: WeakKeyDictionary[Arranged, dict[tuple[Style, int], dict[int, tuple[list[Mark], ...]]]] = (
    WeakKeyDictionary()
)
"""Live marks of items that are neither picked nor hovered, by style and lane and by their numbers:
what a brush passes comes again as it is, and its images are found."""


def _counted(
    dataset: Dataset, view: TimelineView, arranged: Arranged, box: LaneBox
) -> Iterator[Item]:
    """Marks of picked and hovered events in a lane of columns."""
    if box.columns is None:
        return
    for key in sorted({*view.selected, view.hover}):
        i = dataset.event_index.get(key, -1)
        item = arranged.place(box, i) if i >= 0 else None
        if item is not None:
            yield item
