"""Draws the items of one lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from explorer.dataset.model import I64, Dataset
from explorer.figure.colors import mix
from explorer.figure.looks import category_look
from explorer.figure.picture import Line, Mark, Measure, Text
from explorer.figure.style import Style
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.bars import bar, bar_stops
from explorer.figure.timeline.density import Columns, column_bars, columns, stacked
from explorer.figure.timeline.glyphs import (
    HALF,
    Ink,
    band,
    cluster_ref,
    fade,
    ink,
    pill,
    pill_width,
    ring,
    symbol,
)
from explorer.figure.timeline.labels import Item, Label, label_font
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.packing import SEEN
from explorer.figure.timeline.quarrel import quarrel
from explorer.figure.view import TimelineView

_FOLDED: Final = 0.72  # size of marks in a folded lane
_TRACE: Final = 0.14  # of a band, in the halo of words that lie on it
_NAMED: Final = 400  # events that a pill may be asked for
DIM: Final = 0.32  # bands and bars of events outside the selection
DIM_LABEL: Final = 0.38  # their labels


def inset(x: float, edges: tuple[float, float], half: float) -> float:
    """Where a mark at ``x`` stands whole between ``edges``; one that is clear of them stays."""
    low, high = edges[0] + half, edges[1] - half
    if edges[0] - half < x < low:
        return low
    return high if high < x < edges[1] + half else x


class LanePainter:
    """Marks of one lane on its ``ground``; ``dimmed`` as outside a selection."""

    def __init__(
        self,
        dataset: Dataset,
        view: TimelineView,
        style: Style,
        measure: Measure,
        arranged: Arranged,
        box: LaneBox,
        ground: str,
        dimmed: bool,
    ) -> None:
        self.dataset, self.view, self.style, self.measure = dataset, view, style, measure
        self.box, self.ground, self.scale = box, ground, arranged.scale
        self.dim = DIM if dimmed else 1.0
        self.f = view.size_factor
        self.size = self.f * (_FOLDED if box.folded else 1.0)
        edge = arranged.scale.x
        self.cut = (edge, edge + arranged.scale.w)
        self._pens: dict[int, Ink] = {}

    def item(self, item: Item, beneath: list[Mark], marks: list[Mark], labels: list[Mark]) -> None:
        y = self.box.row_y(item.row, self.f)
        if len(item.slot.events) > 1:
            marks += self.pill(item, y, len(item.slot.events))
            return
        i = item.slot.events[0]
        key = self.dataset.events.id[i]
        pen = self.pen(i)
        picked, hovered = key in self.view.selected, key == self.view.hover
        grow = 1.25 if hovered else 1.15 if picked else 1.0
        if item.placed is not None:
            beneath += self.beneath(item)
        if item.right > self.cut[0] and item.left < self.cut[1]:
            x = inset(item.x, self.cut, HALF * self.f)
            if picked:
                marks.append(ring(self.style, x, y, self.size))
            marks.append(symbol(pen, x, y, grow))
        if item.label is not None:
            labels.append(self._label(item, item.label, pen, picked))

    def beneath(self, item: Item) -> list[Mark]:
        """Band or bar of an item that has a place in time, and dates that disagree."""
        i, y = item.slot.events[0], self.box.row_y(item.row, self.f)
        pen, room = self.pen(i), (item.left, item.right)
        return self._body(item, pen, y) + quarrel(
            self.dataset, i, item.x, y, pen, self.scale, self.style, self.measure, room
        )

    def pen(self, i: int) -> Ink:
        """The ink of event ``i`` in this lane."""
        if i not in self._pens:
            self._pens[i] = ink(self.dataset, self.style, i, self.ground, self.size, self.dim)
        return self._pens[i]

    def _body(self, item: Item, pen: Ink, y: float) -> list[Mark]:
        placed = item.placed
        assert placed is not None
        if not placed.bar:
            return band(pen, placed, y, self.cut)
        if item.slot.cut:  # no row had room for the bar: its start, fading on
            stops = ((0.0, 0.5), (1.0, 0.0))
            return fade(pen, item.x, y, 26 * self.f, 7 * self.size, stops, self.cut)
        inside = item.label is not None and item.label.inside
        height = 14.0 * self.f if inside else 9.0 * self.size
        if not placed.open_right or item.right >= self.cut[1]:
            return bar(pen, placed, y, height, self.cut)
        # It goes on behind what stands in its row, as a thin line.
        there = max(self.cut[0], item.right)
        thin = bar_stops(placed, pen)
        return [
            *bar(pen, placed, y, height, (self.cut[0], there)),
            *fade(
                pen,
                placed.left,
                y,
                placed.right - placed.left,
                3 * self.f,
                thin,
                (there, self.cut[1]),
            ),
        ]

    def _label(self, item: Item, label: Label, pen: Ink, picked: bool) -> Text:
        font, x, width = label_font(self.f), label.x, label.width
        if item.slot.first and not picked:  # its label has room for bold type
            width = self.measure.width(label.text, font)
        if picked:
            strong = label_font(self.f, strong=True)
            bold = self.measure.width(label.text, strong)
            if bold <= label.high - label.low:
                font, x, width = strong, min(x, label.high - bold), bold
                x = max(x, label.low) if label.high > label.x + label.width else x
            if not label.inside and label.row == item.row:  # clear of the ring
                away = 3 * self.f
                x = min(x + away, max(x, label.high - width)) if x > item.x else x
                x = max(x - away, min(x, label.low)) if x < item.x else x
        by = inset(item.x, self.cut, HALF * self.f) - item.x
        if by and not label.inside and label.row == item.row:  # goes with its mark
            x = max(label.low, min(x + by, label.high - width))
        y = self.box.row_y(label.row, self.f) + 4.1 * self.f
        # On a bar no halo; on a faded band one that leaves a trace of it.
        beneath = None if label.inside else self._band_under(label)
        halo = "" if label.inside else self.ground
        wide = 3.0
        if beneath is not None:
            halo, wide = mix(self.pen(beneath).look.fill, self.ground, _TRACE * self.dim), 4.0
        return Text(
            x,
            y,
            label.text,
            font,
            self.style.tokens.text,
            width,
            halo,
            wide * self.f if halo else 0.0,
            DIM_LABEL if self.dim < 1 else 1.0,
            pen.ref,
            "label",
        )

    def _band_under(self, label: Label) -> int | None:
        """The event whose band of doubt a label lies on."""
        left, right = label.x, label.x + label.width
        for other in self.box.items:
            placed = other.placed
            if placed is None or placed.bar or other.row != label.row:
                continue
            a = placed.x - SEEN * (placed.x - placed.left)
            b = placed.x + SEEN * (placed.right - placed.x)
            if a < right and left < b:
                return other.slot.events[0]
        return None

    def pill(self, item: Item, y: float, number: int) -> list[Mark]:
        """The pill of ``number`` of an item's events."""
        events, look = item.slot.events, self.box.lane.look
        edge = look.line if look is not None else self.style.tokens.ctl
        key = cluster_ref(self.dataset, events)
        picked = any(self.dataset.events.id[i] in self.view.selected for i in events)
        return pill(
            self.style,
            str(number),
            item.x,
            y,
            pill_width(number, self.measure, self.f),
            self.measure,
            self.f,
            key,
            self.style.tokens.accent if picked else edge,
            self.dim,
        )

    def across(self) -> list[Mark]:
        """The pill of events across the window."""
        box, f, t = self.box, self.f, self.style.tokens
        if not box.across and not len(box.beyond):
            return []
        named = self.named_across
        key = cluster_ref(self.dataset, named) if named else ""
        y = box.row_y(0 if box.folded else box.across_row, f)
        if box.folded:
            x, r = box.across_x, 3.0 * f
            points = np.array([[x + r / 2, y - r], [x - r / 2, y], [x + r / 2, y + r]])
            return [Line(points, t.text3, 1.4 * f, opacity=self.dim, ref=key)]
        picked = any(self.dataset.events.id[i] in self.view.selected for i in named)
        edge = t.accent if picked else ""
        text, x, wide = box.across_text, box.across_x, box.across_w
        return pill(self.style, text, x, y, wide, self.measure, f, key, edge, self.dim)

    @property
    def named_across(self) -> Sequence[int]:
        """Numbers of the events across the window; of very many none."""
        beyond = self.box.beyond
        if len(beyond) > _NAMED:
            return ()
        return beyond.array.tolist() if len(beyond) else self.box.across

    def rest(self) -> list[Mark]:
        """The pill of events across the window, the columns of a crowded lane, "and m more"."""
        box, f, t = self.box, self.f, self.style.tokens
        made = self.across()
        if box.unplaced:
            font = label_font(f)
            width = self.measure.width(box.across_text, font)
            made.append(
                Text(
                    box.across_x,
                    box.row_y(box.across_row, f) + 4.1 * f,
                    box.across_text,
                    font,
                    t.text2,
                    width,
                    role="more",
                )
            )
        if box.columns is not None:
            made += self._columns(box.columns, self.dim)
        return made

    def of(self, events: I64) -> list[Mark]:
        """The columns of some of a counted lane's events."""
        box = self.box
        if box.columns is None or not len(events):
            return []
        parted = bool(box.columns.parts)
        return self.share(columns(self.dataset, events, self.scale, box.columns.level, parted))

    def share(self, found: Columns) -> list[Mark]:
        """The columns of some of a counted lane's events, on the scale of all."""
        if self.box.columns is None or not found.counts.any():
            return []
        return self._columns(replace(found, most=self.box.columns.most), self.dim)

    def _columns(self, found: Columns, dim: float) -> list[Mark]:
        box, f = self.box, self.f
        look = box.lane.look
        color = mix(look.line if look else self.style.tokens.bar, self.ground, 0.8 * dim)
        over = 15 * f if box.across or len(box.beyond) else 0.0  # its pill has the row above
        over = 0.0 if box.folded else over
        tall, base = box.height - (4 if box.folded else 6) * f - over, box.top + box.height - 2 * f
        if found.parts:
            fills = [self._fill(k, 0.85 * dim, look is not None) for k, _ in found.parts]
            return stacked(found, self.scale, (base, tall), f, fills)
        return [*column_bars(found, self.scale, base, tall, f, color)]

    def _fill(self, category: int, share: float, alone: bool) -> tuple[str, str]:
        """Colours of a part of the columns, and of its upper edge."""
        look = category_look(self.dataset, self.style, category)
        edge = mix(look.line, self.ground, share)
        return mix(look.line if alone else look.fill, self.ground, share), edge
