"""The marks of one event on the timeline: symbol, band of doubt, bar, count pill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import Dataset, Events
from explorer.figure.colors import mix
from explorer.figure.looks import category_look
from explorer.figure.picture import Circle, Fade, Font, Mark, Measure, Rect, Symbol, Text
from explorer.figure.style import CategoryStyle, Style
from explorer.figure.timeline.timescale import Scale

MARK: Final = 4.8  # radius of a mark: between 5 and 4.6, as rows are 15 px apart
HALF: Final = 6.5  # half the width a mark takes in its row
TAIL: Final = 72.0  # shortest drawn length of a bar whose end is open
_SHORTEST: Final = 16.0  # bars below this are drawn as marks

Stops = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an event stands, in pixels. ``bar``: drawn as a bar over [left, right) whose known
    part is [solid_left, solid_right]; else a mark at ``x`` in a band [left, right), which is the
    mark's own width when the date is exact. ``open_left``, ``open_right``: no known edge there.
    """

    bar: bool
    x: float
    left: float
    right: float
    solid_left: float
    solid_right: float
    open_left: bool = False
    open_right: bool = False


def place(events: Events, i: int, scale: Scale, factor: float, wish: float = 0.0) -> Placed | None:
    """Where event ``i`` stands; None when neither edge of it is known. ``wish``: width of the
    label that an open bar should hold."""
    s0, s1 = int(events.start_lo[i]), int(events.start_hi[i])
    if events.interval[i]:
        e0, e1 = int(events.end_lo[i]), int(events.end_hi[i])
        return _place_bar((s0, s1, e0, e1), scale, factor, wish)
    half, reach = HALF * factor, 0.35 * scale.w
    if s0 <= MIN and s1 >= MAX:
        return None
    if s0 <= MIN:
        x = scale.to_x(s1)
        return Placed(False, x, x - reach, x + half, x, x, open_left=True)
    if s1 >= MAX:
        x = scale.to_x(s0)
        return Placed(False, x, x - half, x + reach, x, x, open_right=True)
    x = scale.to_x((s0 + s1) // 2)
    spread = max(half, scale.to_x(s1) - x)
    return Placed(False, x, x - spread, x + spread, x, x)


def _place_bar(
    spans: tuple[int, int, int, int], scale: Scale, factor: float, wish: float
) -> Placed | None:
    s0, s1, e0, e1 = spans
    half, tail = HALF * factor, max(TAIL * factor, wish + 30 * factor)
    open_left, open_right = s0 <= MIN, e1 >= MAX
    if open_left and open_right:
        return None
    if open_left:
        right, solid_right = scale.to_x(e1), scale.to_x(max(e0, s1) if e0 > MIN else e1)
        left = solid_left = solid_right - tail
        x = left + tail * 0.6
        return Placed(True, x, left, right, solid_left, solid_right, open_left=True)
    left = scale.to_x(s0)
    solid_left = scale.to_x(s1) if s1 < MAX else left
    x = (left + solid_left) / 2
    if open_right:
        solid_right = max(solid_left, scale.to_x(e0) if e0 < MAX else solid_left)
        right = solid_right + tail
        return Placed(True, x, left, right, solid_left, solid_right, open_right=True)
    right = scale.to_x(e1)
    if right - left < _SHORTEST * factor:
        x = (left + right) / 2
        return Placed(False, x, x - half, x + half, x, x)
    solid_right = max(solid_left, scale.to_x(e0))
    return Placed(True, x, left, right, solid_left, solid_right)


@dataclass(frozen=True, slots=True)
class Ink:
    """How an event is drawn: its category and what is known of it. ``dim`` 0 to 1 multiplies the
    opacity of marks."""

    look: CategoryStyle
    ground: str
    halo: str
    hollow: bool
    struck: bool
    low: bool
    ref: str
    factor: float
    dim: float = 1.0


def ink(
    dataset: Dataset, style: Style, i: int, ground: str, factor: float, dim: float = 1.0
) -> Ink:
    """The ink of event ``i`` on ``ground``."""
    events = dataset.events
    planned = events.kind.text(i) == "forecast" or events.date_role.text(i) == "target"
    return Ink(
        look=category_look(dataset, style, int(events.category.codes[i])),
        ground=ground,
        halo=ground,
        hollow=planned or events.status.text(i) == "planned",
        struck=events.status.text(i) in ("suspended", "cancelled"),
        low=int(events.confidence[i]) == 0,
        ref=f"event:{events.id[i]}",
        factor=factor,
        dim=dim,
    )


def symbol(pen: Ink, x: float, y: float, grow: float = 1.0) -> Symbol:
    """The category mark at (x, y), ``grow`` times its size."""
    fill = pen.ground if pen.hollow else pen.look.fill
    if pen.low and not pen.hollow:
        fill = mix(pen.look.fill, pen.ground, 0.45)
    # On a dark ground the edge is nearly black: a hollow mark must be drawn in the fill.
    edge = pen.look.line if pen.hollow or pen.low else pen.look.edge
    return Symbol(
        x,
        y,
        pen.look.shape,
        MARK * pen.factor * grow,
        fill,
        edge,
        edge_width=1.3 * pen.factor,
        # A stroke parts itself from the fill by the halo's colour, too wide a gap on a small mark.
        halo="" if pen.struck else pen.halo,
        halo_width=1.3 * pen.factor,
        dash=(1.6 * pen.factor, 1.4 * pen.factor) if pen.low else (),
        strike=pen.struck,
        opacity=0.24 if pen.dim < 1 else 1.0,
        ref=pen.ref,
    )


def fade(
    pen: Ink, x: float, y: float, w: float, h: float, stops: Stops, cut: tuple[float, float]
) -> list[Mark]:
    """A fade over [x, x + w) cut to ``cut`` (left, right), its stops interpolated there."""
    left, right = max(x, cut[0]), min(x + w, cut[1])
    if right - left < 0.5 or w <= 0:
        return []
    at = [a for a, _ in stops]
    values = [b * pen.dim for _, b in stops]
    edges = [(left - x) / w, (right - x) / w]
    inner = [a for a in at if edges[0] < a < edges[1]]
    kept: list[tuple[float, float]] = []
    for a in (edges[0], *inner, edges[1]):
        offset = (a - edges[0]) / (edges[1] - edges[0])
        kept.append((min(1.0, max(0.0, offset)), float(np.interp(a, at, values))))
    color = pen.look.fill
    return [Fade(left, y - h / 2, right - left, h, color, tuple(kept), pen.ground, pen.ref)]


def band(pen: Ink, placed: Placed, y: float, cut: tuple[float, float]) -> list[Mark]:
    """The doubt around a mark: as wide as it may be off, fading to nothing at both ends."""
    f = pen.factor
    if placed.right - placed.left <= 2 * (HALF + 2) * f:
        return []
    if placed.open_left:
        stops: Stops = ((0.0, 0.0), (1.0, 0.6))
        return fade(pen, placed.left, y, placed.x - placed.left, 9 * f, stops, cut)
    if placed.open_right:
        stops = ((0.0, 0.6), (1.0, 0.0))
        return fade(pen, placed.x, y, placed.right - placed.x, 9 * f, stops, cut)
    stops = ((0.0, 0.0), (0.3, 0.42), (0.5, 0.62), (0.7, 0.42), (1.0, 0.0))
    if placed.right - placed.left > 100 * f:  # so faint that a label can be read on it
        near = 10 * f / (placed.right - placed.left)
        stops = (
            (0.0, 0.0),
            (0.3, 0.34),
            (0.5 - near, 0.38),
            (0.5, 0.62),
            (0.5 + near, 0.38),
            (0.7, 0.34),
            (1.0, 0.0),
        )
    return fade(pen, placed.left, y, placed.right - placed.left, 9 * f, stops, cut)


def pill_width(count: int, measure: Measure, factor: float) -> float:
    """Width in pixels of a count pill."""
    return max(18 * factor, measure.width(str(count), pill_font(factor)) + 10 * factor)


def pill_font(factor: float) -> Font:
    return Font(11 * factor, 600)


def pill(
    style: Style,
    text: str,
    x: float,
    y: float,
    width: float,
    measure: Measure,
    factor: float,
    ref: str,
    edge: str = "",
    dim: float = 1.0,
) -> list[Mark]:
    """A count in a rounded box centred on (x, y)."""
    font, h = pill_font(factor), 14 * factor
    size = measure.width(text, font)
    t = style.tokens
    return [
        Rect(
            x - width / 2,
            y - h / 2,
            width,
            h,
            fill=t.panel,
            stroke=edge or t.ctl,
            width=1.2 * factor,
            radius=h / 2,
            opacity=0.3 if dim < 1 else 1.0,
            ref=ref,
        ),
        Text(
            x - size / 2,
            y + 3.9 * factor,
            text,
            font,
            t.text,
            size,
            opacity=0.4 if dim < 1 else 1.0,
            ref=ref,
            role="count",
        ),
    ]


def cluster_ref(dataset: Dataset, events: Sequence[int]) -> str:
    """'event:<id>' for one, else 'cluster:<id>,…'."""
    ids = [dataset.events.id[i] for i in events]
    return f"event:{ids[0]}" if len(ids) == 1 else "cluster:" + ",".join(ids)


def ring(style: Style, x: float, y: float, factor: float) -> Circle:
    """The accent ring of a picked event."""
    return Circle(x, y, (MARK + 5) * factor, stroke=style.tokens.accent, width=1.8 * factor)
