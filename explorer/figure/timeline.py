"""The timeline as a Picture: axis, lanes, indicator row and overview.

``timeline_static`` and ``timeline_live`` are what a window keeps apart; ``timeline_figure`` is both
for an export. All of them take the same arrangement, which depends on neither selection nor hover.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from explorer.dataset.model import Bool, Dataset
from explorer.figure import rows
from explorer.figure.arrange import Arranged, arrange
from explorer.figure.indicator import indicator_layers
from explorer.figure.labelling import Item
from explorer.figure.lanepaint import LanePainter
from explorer.figure.lanes import UNDATED
from explorer.figure.overview import overview_layers
from explorer.figure.picture import Layer, Line, Mark, Measure, Picture, Tally
from explorer.figure.style import Style
from explorer.figure.timescale import TimelineLayout
from explorer.figure.view import TimelineView

__all__ = ["timeline_figure", "timeline_layout", "timeline_live", "timeline_static"]


def timeline_layout(
    dataset: Dataset, visible: Bool, view: TimelineView, style: Style, measure: Measure
) -> TimelineLayout:
    """Where everything lies, the lanes and their scroll range included."""
    return arrange(dataset, visible, view, style, measure).layout


def timeline_figure(
    dataset: Dataset,
    visible: Bool,
    view: TimelineView,
    style: Style,
    measure: Measure,
    selected: Bool | None = None,
) -> Picture:
    """The whole timeline. ``visible`` (n,) bool: what no filter hides; ``selected`` (n,) bool or
    None: events outside it are dimmed. The tally sums to ``visible.sum()``."""
    lit = _lit(dataset, view, selected)
    still = timeline_static(
        dataset, visible, view, style, measure, dimmed=selected is not None, without=lit
    )
    live = timeline_live(dataset, visible, view, style, measure, selected)
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
    lit = np.zeros(len(dataset), dtype=np.bool_) if selected is None else selected.copy()
    for key in (*view.selected, view.hover):
        if key in dataset.event_index:
            lit[dataset.event_index[key]] = True
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
) -> Picture:
    """All that does not change with selection and hover. ``dimmed``: draw every event as one
    outside a selection. ``without`` (n,) bool: events left to the live layer altogether, with
    the count pills that hold any of them. Selection and hover in ``view`` change nothing here."""
    view = replace(view, selected=frozenset(), hover="")
    arranged = arrange(dataset, visible, view, style, measure)
    found = rows.window_ticks(view, arranged, measure)
    laid = arranged.layout

    def wanted(item: Item) -> bool:
        return without is None or not without[item.slot.events].any()

    lane_clip, plot_clip = laid.lanes, (laid.plot_x, laid.lanes[1], laid.plot_w, laid.lanes[3])
    whole = (laid.plot_x, laid.lanes[1], laid.plot_w, laid.overview[1] - laid.lanes[1])
    layers = (
        Layer("ground", tuple(rows.grounds(view, style, arranged)), lane_clip),
        Layer("grid", tuple(rows.grid(view, style, arranged, found)), whole),
        Layer(
            "lanes",
            tuple(_events(dataset, view, style, measure, arranged, wanted, dimmed)),
            plot_clip,
        ),
        Layer("headers", tuple(rows.headers(view, style, measure, arranged)), lane_clip),
        Layer("axis", tuple(rows.axis(view, style, arranged, found)), laid.axis),
        *indicator_layers(dataset, view, style, measure, laid),
        *overview_layers(dataset, visible, view, style, measure),
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
) -> Picture:
    """What lies on top: lane counts, the selected events in full, picked ones with ring and guide
    line, the hovered one larger. Its tally is empty: these events are counted in the static part.
    """
    arranged = arrange(dataset, visible, view, style, measure)
    laid = arranged.layout
    plot = (laid.plot_x, laid.lanes[1], laid.plot_w, laid.lanes[3])
    whole = (laid.plot_x, laid.lanes[1], laid.plot_w, laid.overview[1] - laid.lanes[1])
    numbers = [
        int(box.inside.size if selected is None else selected[box.inside].sum())
        for box in arranged.boxes
    ]
    lit = _lit(dataset, view, selected)

    def wanted(item: Item) -> bool:
        return bool(lit[item.slot.events].any())

    marks = _events(dataset, view, style, measure, arranged, wanted, False, live=True)
    layers = (
        Layer("counts", tuple(rows.counts(view, style, measure, arranged, numbers)), laid.lanes),
        Layer("guide", tuple(_guides(dataset, view, style, arranged)), whole),
        Layer("lit", tuple(marks), plot),
    )
    return Picture(view.width, view.height, style.tokens.panel, layers)


def _guides(dataset: Dataset, view: TimelineView, style: Style, arranged: Arranged) -> list[Mark]:
    """A dashed line through all lanes at each picked event that has a place in time."""
    f, laid = view.size_factor, arranged.layout
    y0, y1 = laid.lanes[1], laid.indicator[1] + laid.indicator[3]
    made: list[Mark] = []
    for key in sorted(view.selected):
        found = arranged.find(dataset.event_index[key]) if key in dataset.event_index else None
        if found is None or found[0].lane.id == UNDATED:
            continue
        points = np.array([[found[1].x, y0], [found[1].x, y1]])
        made.append(Line(points, style.tokens.accent, 1.3 * f, (3.5 * f, 3.5 * f)))
    return made


def _tally(arranged: Arranged) -> Tally:
    drawn = sum(int(box.inside.size) for box in arranged.boxes)
    hidden = sum(
        item.label is None and len(item.slot.events) == 1 and item.placed is not None
        for box in arranged.boxes
        for item in box.items
    )
    return Tally(
        drawn,
        sum(box.outside for box in arranged.boxes),
        sum(box.unplaced for box in arranged.boxes),
        hidden,
    )


def _events(
    dataset: Dataset,
    view: TimelineView,
    style: Style,
    measure: Measure,
    arranged: Arranged,
    wanted: Callable[[Item], bool],
    dimmed: bool,
    live: bool = False,
) -> list[Mark]:
    """Marks of all wanted items: bands and bars beneath, then symbols, then labels."""
    beneath: list[Mark] = []
    marks: list[Mark] = []
    labels: list[Mark] = []
    for k, box in enumerate(arranged.boxes):
        if not rows.in_sight(arranged, box):
            continue
        ground = rows.lane_ground(style, k)
        painter = LanePainter(dataset, view, style, measure, arranged, box, ground, dimmed)
        if not live:
            marks += painter.rest()
        for item in box.items:
            if wanted(item):
                painter.item(item, beneath, marks, labels)
    return beneath + marks + labels
