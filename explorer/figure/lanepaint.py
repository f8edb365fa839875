"""Draws the items of one lane."""

from __future__ import annotations

from typing import Final

from explorer.dataset.model import Dataset
from explorer.figure.arrange import Arranged
from explorer.figure.bars import bar
from explorer.figure.glyphs import (
    Ink,
    band,
    cluster_ref,
    fade,
    ink,
    mix,
    pill,
    pill_width,
    ring,
    symbol,
)
from explorer.figure.labelling import Item, Label, label_font
from explorer.figure.lanebox import LaneBox
from explorer.figure.picture import Mark, Measure, Rect, Text
from explorer.figure.quarrel import quarrel
from explorer.figure.style import Style
from explorer.figure.view import TimelineView

_DIM: Final = 0.32  # bands and bars of events outside the selection


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
        self.dim = _DIM if dimmed else 1.0
        self.f = view.size_factor
        edge = arranged.scale.x
        self.cut = (edge, edge + arranged.scale.w)

    def item(self, item: Item, beneath: list[Mark], marks: list[Mark], labels: list[Mark]) -> None:
        y = self.box.row_y(item.row, self.f)
        if len(item.slot.events) > 1:
            marks += self._cluster(item, y)
            return
        i = item.slot.events[0]
        key = self.dataset.events.id[i]
        pen = ink(self.dataset, self.style, i, self.ground, self.f, self.dim)
        picked, hovered = key in self.view.selected, key == self.view.hover
        grow = 1.25 if hovered else 1.15 if picked else 1.0
        if item.placed is not None:
            beneath += self._body(item, pen, y)
            beneath += quarrel(
                self.dataset, i, item.x, y, pen, self.scale, self.style, self.measure
            )
        if item.right > self.cut[0] and item.left < self.cut[1]:
            if picked:
                marks.append(ring(self.style, item.x, y, self.f))
            marks.append(symbol(pen, item.x, y, grow))
        if item.label is not None:
            labels.append(self._label(item, item.label, pen, picked))

    def _body(self, item: Item, pen: Ink, y: float) -> list[Mark]:
        placed = item.placed
        assert placed is not None
        if not placed.bar:
            return band(pen, placed, y, self.cut)
        if item.slot.cut:  # no row had room for the bar: its start, fading on
            stops = ((0.0, 0.5), (1.0, 0.0))
            return fade(pen, item.x, y, 26 * self.f, 7 * self.f, stops, self.cut)
        inside = item.label is not None and item.label.inside
        return bar(pen, placed, y, (14.0 if inside else 9.0) * self.f, self.cut)

    def _label(self, item: Item, label: Label, pen: Ink, picked: bool) -> Text:
        font, x, width = label_font(self.f), label.x, label.width
        if picked:
            strong = label_font(self.f, strong=True)
            bold = self.measure.width(label.text, strong)
            if bold <= label.high - label.low:
                font, x, width = strong, min(x, label.high - bold), bold
                x = max(x, label.low) if label.high > label.x + label.width else x
        y = self.box.row_y(label.row, self.f) + 4.1 * self.f
        halo, wide = self.ground, 3.0
        if label.inside:
            halo = ""
        elif self._on_band(label):
            wide = 7.0
        return Text(
            x,
            y,
            label.text,
            font,
            self.style.tokens.text,
            width,
            halo,
            wide * self.f if halo else 0.0,
            0.38 if self.dim < 1 else 1.0,
            pen.ref,
            "label",
        )

    def _on_band(self, label: Label) -> bool:
        right = label.x + label.width
        return any(
            other.placed is not None
            and other.row == label.row
            and other.placed.left < right
            and other.placed.right > label.x
            for other in self.box.items
        )

    def _cluster(self, item: Item, y: float) -> list[Mark]:
        events = item.slot.events
        n, look = len(events), self.box.lane.look
        edge = look.line if look is not None else self.style.tokens.ctl
        key = cluster_ref(self.dataset, events)
        picked = any(self.dataset.events.id[i] in self.view.selected for i in events)
        return pill(
            self.style,
            str(n),
            item.x,
            y,
            pill_width(n, self.measure, self.f),
            self.measure,
            self.f,
            key,
            self.style.tokens.accent if picked else edge,
            self.dim,
        )

    def rest(self) -> list[Mark]:
        """The pill of events across the window, the columns of a crowded lane, "and m more"."""
        box, f, t = self.box, self.f, self.style.tokens
        made: list[Mark] = []
        if box.across:
            key = cluster_ref(self.dataset, box.across)
            made += pill(
                self.style,
                box.across_text,
                box.across_x,
                box.row_y(box.across_row, f),
                box.across_w,
                self.measure,
                f,
                key,
                "",
                self.dim,
            )
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
        if box.counts is not None:
            color = box.lane.look.line if box.lane.look is not None else t.bar
            most = max(1, int(box.counts.max()))
            base = box.top + box.height - 2 * f
            for k, count in enumerate(box.counts.tolist()):
                if count:
                    h = max(1.5 * f, (box.height - 6 * f) * count / most)
                    made.append(
                        Rect(
                            self.scale.x + 4 * k,
                            base - h,
                            3.0,
                            h,
                            fill=mix(color, self.ground, 0.8 * self.dim),
                        )
                    )
        return made
