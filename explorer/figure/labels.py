"""Where labels go: greedy, by priority, on sides tried in a fixed order, never over anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.figure.boxes import Box, Boxes
from explorer.figure.picture import Font, Line, Measure, Text

KEEP: Final = 3.0  # pixels kept around text
EDGE: Final = 6.0  # pixels kept from the edges of the view
GAP: Final = 5.0  # pixels between a mark and its label
HALO: Final = 3.4
SIDES: Final = ("right", "left", "above", "below")
NEAR: Final = range(4)
FAR: Final = range(4, 12)
"""Sides 4 to 7: diagonals right above, right below, left above, left below at 24 pixels;
8 to 11 the same at 48, with a leader line."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of a label."""

    text: str
    font: Font
    color: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label that wants room beside a mark at (x, y) of ``radius`` pixels. When both ``lines``
    find no room, the first alone is tried."""

    ref: str
    x: float
    y: float
    radius: float
    lines: tuple[Words, ...]
    opacity: float = 1.0
    role: str = "label"
    whole: bool = False  # far away with both lines rather than near with one


@dataclass(frozen=True, slots=True)
class Placed:
    wanted: Wanted
    side: int
    texts: tuple[Text, ...]
    box: Box
    leader: Line | None = None


class Placer:
    """Room on one picture. ``leader`` is the colour of leader lines, ``halo`` of halos."""

    def __init__(
        self,
        measure: Measure,
        size: tuple[float, float],
        factor: float = 1.0,
        halo: str = "",
        leader: str = "",
    ) -> None:
        self._boxes = Boxes(cell=48.0 * factor)
        self._taken: list[Box] = []
        self._size = size
        self._measure = measure
        self._factor = factor
        self._halo = halo
        self._leader = leader
        edge = EDGE
        self._inside = (edge, edge, size[0] - edge, size[1] - edge)

    def take(self, boxes: Iterable[Box]) -> None:
        """Boxes that labels keep clear of."""
        for box in boxes:
            self._boxes.add(box)
            self._taken.append(box)

    def copy(self) -> Placer:
        """The same room, to be taken without taking it here."""
        twin = Placer(self._measure, self._size, self._factor, self._halo, self._leader)
        twin.take(self._taken)
        return twin

    def place(
        self, wanted: Wanted, preferred: int | None = None, far: bool = True
    ) -> Placed | None:
        """Room for a label, on the ``preferred`` side if that is free; None when there is none.
        Without ``far`` it stands beside its mark or not at all."""
        rounds = (NEAR, FAR) if far else (NEAR,)
        full = self._block(wanted.lines)
        short = self._block(wanted.lines[:1]) if len(wanted.lines) > 1 else None
        tries: list[tuple[_Block, Iterable[int]]] = []
        if preferred is not None:
            tries += [(block, (preferred,)) for block in (full, short) if block]
        if wanted.whole:
            tries += [(block, sides) for block in (full, short) if block for sides in rounds]
        else:
            tries += [(block, sides) for sides in rounds for block in (full, short) if block]
        for block, sides in tries:
            for side in sides:
                placed = self._try(wanted, block, side)
                if placed is not None:
                    return placed
        return None

    def centred(
        self, words: Words, x: float, y: float, ref: str, role: str, slack: float = 0.0
    ) -> Text | None:
        """Room for one line with its middle at (x, y), or a little above or below, or up to
        ``slack`` pixels to a side."""
        block = self._block((words,))
        aside = min(slack, block.width)
        for across in (0.0, -aside, aside) if aside > 8 else (0.0,):
            for shift in (0.0, -1.2, 1.2, -2.4, 2.4):
                top = y - block.height / 2 + shift * block.height
                left = x + across - block.width / 2
                box = (left, top, left + block.width, top + block.height)
                if self._fits(box):
                    self.take([box])
                    return self._texts(block, box, 0.5, 1.0, ref, role)[0]
        return None

    def extend(self, placed: Placed, line: Words) -> Placed | None:
        """``placed`` with its second line exchanged for ``line``, if there is room."""
        first = placed.wanted.lines[0]
        block = self._block((first, line))
        left, top, right, bottom = placed.box
        align = _ALIGN[placed.side]
        wider = max(0.0, block.width - (right - left))
        lower = max(0.0, block.height - (bottom - top))
        box = (left - wider * align, top, right + wider * (1 - align), bottom + lower)
        if not self._contains(box) or not self._free_but(box, placed.box):
            return None
        self.take([box])
        old = placed.wanted
        texts = self._texts(block, box, align, old.opacity, old.ref, old.role)
        return Placed(old, placed.side, texts, box, placed.leader)

    def _block(self, lines: tuple[Words, ...]) -> _Block:
        m = self._measure
        widths = tuple(m.width(words.text, words.font) for words in lines)
        up = tuple(m.ascent(words.font) for words in lines)
        down = tuple(m.descent(words.font) for words in lines)
        return _Block(lines, widths, up, down, max(widths), sum(up) + sum(down))

    def _contains(self, box: Box) -> bool:
        left, top, right, bottom = self._inside
        return box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom

    def _fits(self, box: Box) -> bool:
        return self._contains(box) and self._boxes.free(box, KEEP)

    def _free_but(self, box: Box, own: Box) -> bool:
        """Whether ``box`` is free but for ``own``, which is taken."""
        left, top, right, bottom = box[0] - KEEP, box[1] - KEEP, box[2] + KEEP, box[3] + KEEP
        return not any(
            left < c and a < right and top < d and b < bottom and (a, b, c, d) != own
            for a, b, c, d in self._taken
        )

    def _try(self, wanted: Wanted, block: _Block, side: int) -> Placed | None:
        f = self._factor
        x, y, reach = wanted.x, wanted.y, wanted.radius + GAP * f
        if side in NEAR:
            box = _beside(x, y, reach, block, side)
        else:
            out = (24.0 if side < 8 else 48.0) * f
            right, down = (1, 1, -1, -1)[side % 4], (-1, 1, -1, 1)[side % 4]
            ax, ay = x + right * (out + wanted.radius * 0.7), y + down * (out + wanted.radius * 0.7)
            left = ax if right > 0 else ax - block.width
            box = (left, ay - block.height / 2, left + block.width, ay + block.height / 2)
        if not self._fits(box):
            return None
        leader = None
        if side not in NEAR:
            ex = box[0] - 2 * f if right > 0 else box[2] + 2 * f
            ux, uy = ex - x, ay - y
            far = float(np.hypot(ux, uy))
            start = (x + ux / far * (wanted.radius + f), y + uy / far * (wanted.radius + f))
            r = wanted.radius + 3.5
            steps = [
                step
                for step in _along(start, (ex, ay), 3.0)
                if not (abs(step[0] + 2 - x) < r and abs(step[1] + 2 - y) < r)
            ]
            if not all(self._boxes.free(step) for step in steps):
                return None
            self.take(steps)
            leader = Line(
                np.array([start, (ex, ay)]), self._leader, f, opacity=wanted.opacity, ref=wanted.ref
            )
        self.take([box])
        texts = self._texts(block, box, _ALIGN[side], wanted.opacity, wanted.ref, wanted.role)
        return Placed(wanted, side, texts, box, leader)

    def _texts(
        self, block: _Block, box: Box, align: float, opacity: float, ref: str, role: str
    ) -> tuple[Text, ...]:
        top = box[1]
        out = []
        for words, width, up, down in zip(
            block.lines, block.widths, block.up, block.down, strict=True
        ):
            x = box[0] + (box[2] - box[0] - width) * align
            halo, halo_width = self._halo, HALO * max(1.0, self._factor**0.5)
            out.append(
                Text(
                    x,
                    top + up,
                    words.text,
                    words.font,
                    words.color,
                    width,
                    halo,
                    halo_width,
                    opacity,
                    ref,
                    role,
                )
            )
            top += up + down
        return tuple(out)


@dataclass(frozen=True, slots=True)
class _Block:
    lines: tuple[Words, ...]
    widths: tuple[float, ...]
    up: tuple[float, ...]
    down: tuple[float, ...]
    width: float
    height: float


_ALIGN: Final[Mapping[int, float]] = {
    side: (0.0, 1.0, 0.5, 0.5)[side] if side < 4 else (0.0, 0.0, 1.0, 1.0)[side % 4]
    for side in range(12)
}


def _beside(x: float, y: float, reach: float, block: _Block, side: int) -> Box:
    w, h = block.width, block.height
    if side == 0:
        return x + reach, y - h / 2, x + reach + w, y + h / 2
    if side == 1:
        return x - reach - w, y - h / 2, x - reach, y + h / 2
    if side == 2:
        return x - w / 2, y - reach - h + 1.0, x + w / 2, y - reach + 1.0
    return x - w / 2, y + reach - 1.0, x + w / 2, y + reach + h - 1.0


def _along(a: tuple[float, float], b: tuple[float, float], step: float) -> list[Box]:
    """Small boxes along a line."""
    n = max(2, int(np.hypot(b[0] - a[0], b[1] - a[1]) / step) + 1)
    half = 2.0
    out = []
    for k in range(n):
        t = k / (n - 1)
        x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
        out.append((x - half, y - half, x + half, y + half))
    return out
