"""The timeline while its window moves: rows, sides and names stay as they were arranged, and what
is drawn is shifted. A few milliseconds a step; when the window rests it is arranged anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from explorer.common.records import dataclass
from explorer.dataset.model import Bool, Dataset
from explorer.figure.picture import Line, Mark, Measure, Text
from explorer.figure.style import Style
from explorer.figure.timeline import rows
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.lanes import lane_codes
from explorer.figure.timeline.moving_lane import Carried, MovingLane, Put
from explorer.figure.timeline.reach import SIDES
from explorer.figure.timeline.timescale import Scale, scale_of
from explorer.figure.timeline.windowed import anchor_of
from explorer.figure.view import TimelineView


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a movement. What stood at x stands at ``a`` * x + ``b``. Painted in this order:
    ``lines`` (upright: colour, x, top, bottom), ``under``, the strip of bands and bars, ``puts``
    cut to the lanes, the indicator's row, ``over``, ``texts``, and ``counts`` cut
    to the lanes."""

    a: float
    b: float
    lines: tuple[tuple[str, float, float, float], ...]
    under: tuple[Mark, ...]
    puts: tuple[Put, ...]
    over: tuple[Mark, ...]
    texts: tuple[Text, ...]
    counts: tuple[Text, ...]


def shift_of(old: Scale, new: Scale) -> tuple[float, float]:
    """(a, b): what stood at x on ``old`` stands at a * x + b on ``new``."""
    a = old.per_pixel / new.per_pixel
    return a, new.x + (old.start - new.start) / new.per_pixel - old.x * a


class Moving:
    """What was arranged for one window, carried to others. ``lit`` (n,) bool: what is selected,
    seen or not; None for no selection."""

    def __init__(
        self,
        dataset: Dataset,
        arranged: Arranged,
        view: TimelineView,
        style: Style,
        measure: Measure,
        lit: Bool | None,
    ) -> None:
        self.dataset, self.arranged, self.view = dataset, arranged, view
        self.style, self.measure = style, measure
        self.picked = [dataset.event_index[k] for k in view.selected if k in dataset.event_index]
        self.selected = lit
        if lit is not None and self.picked:
            lit = lit.copy()
            lit[self.picked] = True
        base = Carried(dataset, arranged, view, style, measure, self.selected, lit)
        away = arranged.scale.to_x(anchor_of(view))
        self.lanes = [
            MovingLane(base, box, k, away)
            for k, box in enumerate(arranged.boxes)
            if rows.in_sight(arranged, box)
        ]

    def _shown(self, visible: Bool) -> Bool:
        if self.selected is None:
            return visible
        shown = visible & self.selected
        shown.flags.writeable = False
        return shown

    def step(self, visible: Bool, view: TimelineView) -> Step:
        """The window of ``view``, which differs in nothing else; ``visible`` (n,) bool."""
        scale = scale_of(view, self.arranged.layout)
        a, b = shift_of(self.arranged.scale, scale)
        now = replace(self.arranged, scale=scale)
        style, measure = self.style, self.measure
        marks: list[Put] = []
        labels: list[Put] = []
        for lane in self.lanes:
            lane.step(visible, scale, (a, b), marks, labels)
        held = lane_codes(self.dataset, self.view).counts(self._shown(visible)).tolist()
        numbers = [held[box.lane.code] for box in now.boxes]
        found = rows.window_ticks(view, now, measure)
        ruled = rows.grid(view, style, now, found)
        axis = rows.axis(view, style, measure, now, found)
        over = [*rows.today(view, style, measure, now), *rows.brush(view, style, now)]
        texts = [m for m in (*axis, *over) if isinstance(m, Text) and m.role != "scale"]
        counts = rows.counts(view, style, measure, now, numbers)
        return Step(
            a,
            b,
            lines=tuple(
                line for m in (*ruled, *axis) if isinstance(m, Line) and (line := _upright(m))
            ),
            under=(
                *(m for m in ruled if not isinstance(m, Line)),
                *rows.today_line(view, style, now),
                *self._guides(now, visible),
            ),
            puts=(*marks, *labels),
            over=tuple(m for m in over if not isinstance(m, Text)),
            texts=tuple(texts),
            counts=tuple(m for m in counts if isinstance(m, Text)),
        )

    @property
    def ends(self) -> tuple[float, float]:
        """Left and right end of the strip."""
        settled = self.arranged.scale
        return settled.x - SIDES * settled.w, settled.x + (1 + SIDES) * settled.w

    def strip_parts(self) -> Iterator[list[Mark]]:
        """The strip, lane by lane, each of which may take its time: bands, bars and the columns of
        crowded lanes as they were arranged, with what is ahead to both sides."""
        settled, (left, right) = self.arranged.scale, self.ends
        length = round(SIDES * (settled.end - settled.start))
        wide = Scale(settled.start - length, settled.end + length, left, right - left)
        for lane in self.lanes:
            yield lane.columns(wide)
        for lane in self.lanes:
            yield lane.bodies((left, right))

    def _guides(self, now: Arranged, visible: Bool) -> list[Mark]:
        """Guide lines, unbroken: what they run behind is drawn later."""
        f, laid, made = self.view.size_factor, now.layout, list[Mark]()
        shown = [i for i in self.picked if visible[i] and self.dataset.events.dated[i]]
        for i in shown if len(self.picked) <= rows.GUIDES else ():
            x = now.x_of(i)
            if laid.plot_x <= x:
                line = np.array([[x, laid.lanes[1]], [x, laid.overview[1]]])
                made.append(Line(line, self.style.tokens.accent, 1.3 * f, (3.5 * f, 3.5 * f)))
        return made


def _upright(line: Line) -> tuple[str, float, float, float] | None:
    """Colour, x, top and bottom of an upright line; None for another."""
    (x, top), (end, bottom) = line.points.tolist()
    return (line.color, x, top, bottom) if x == end else None
