"""Where labels go: greedy, by priority, on sides tried in a fixed order, never over anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from explorer.common.records import dataclass
from explorer.figure.boxes import Box, Boxes
from explorer.figure.picture import F64, Font, Line, Measure, Text

KEEP: Final = 3.0  # pixels kept around text
EDGE: Final = 6.0  # pixels kept from the edges of the view
GAP: Final = 5.0  # pixels between a mark and its label
HALO: Final = 3.4
ASIDE: Final = 5.0  # pixels more than KEEP kept at both ends of a name of the map
STROLL: Final = 12.0  # pixels that the name of a country may stand off its point
STRIDE: Final = 8.0  # pixels between the boxes along a line that is not to be covered
SIDES: Final = ("right", "left", "above", "below")
NEAR: Final = range(4)
FAR: Final = range(4, 12)
"""Sides 4 to 7: diagonals right above, right below, left above, left below at 24 pixels;
8 to 11 the same at 48, with a leader line."""
STEEP: Final = (1.0, 0.35, 2.6)  # up or down for each pixel to the side
LAST: Final = range(12, 72)
"""Further away, for what must be named: the same four ways in three steepnesses at each of
five distances."""
AWAY: Final = (84.0, 130.0, 190.0, 260.0, 340.0)
SHORT: Final = 100
"""Added to the side of a label that found room for its first line alone."""


_STROLLS: Final = (
    (0.0, 0.0),
    *((0.0, -0.5), (0.0, 0.5), (-0.5, 0.0), (0.5, 0.0)),
    *((0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)),
    *((-0.7, -0.7), (0.7, -0.7), (-0.7, 0.7), (0.7, 0.7)),
)
"""Steps of STROLL pixels from a country's point."""


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
    """``place``: the side, and SHORT for the first line alone; to be preferred next time."""

    wanted: Wanted
    place: int
    texts: tuple[Text, ...]
    box: Box
    leader: Line | None = None

    @property
    def side(self) -> int:
        """Where it stands, as in NEAR, FAR and LAST."""
        return self.place % SHORT

    @property
    def short(self) -> bool:
        """Whether there was room for the first line alone."""
        return self.place >= SHORT


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
        self._lines: Boxes | None = None
        self._paths: Boxes | None = None
        self._kept: dict[str, Box] = {}
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

    def avoid(self, lines: Iterable[F64]) -> None:
        """Polylines (k, 2) that labels cross only where there is no better place, and names of
        the map (``centred``) never."""
        self._lines = self._lines or Boxes(cell=48.0 * self._factor)
        for line in lines:
            low, high = np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])
            for a, b, c, d in np.concatenate([low, high], axis=1).tolist():
                self._lines.add((a, b, c, d))

    def spare(self, lines: Iterable[F64], reach: float) -> None:
        """Polylines (k, 2) that no text comes nearer to than ``reach``; leader lines may."""
        self._paths = self._paths or Boxes(cell=48.0 * self._factor)
        for line in lines:
            steps = np.hypot(*np.diff(line, axis=0).T)
            done = np.concatenate([[0.0], np.cumsum(steps)])
            at = np.append(np.arange(0.0, done[-1], STRIDE), done[-1])
            x, y = (np.interp(at, done, line[:, axis]) for axis in (0, 1))
            low_x, low_y = np.minimum(x[:-1], x[1:]) - reach, np.minimum(y[:-1], y[1:]) - reach
            high_x, high_y = np.maximum(x[:-1], x[1:]) + reach, np.maximum(y[:-1], y[1:]) + reach
            for box in np.column_stack([low_x, low_y, high_x, high_y]).tolist():
                self._paths.add(tuple(box))

    def keep(self, wanted: Wanted, place: int) -> None:
        """Leave room for a label at the place where it was, where other labels find some
        elsewhere, until it is placed itself."""
        block = self._block(wanted.lines[:1] if place >= SHORT else wanted.lines)
        self._kept[wanted.ref] = self._spot(wanted, block, place % SHORT)[0]

    def again(self, wanted: Wanted, place: int, kept: bool = False) -> Placed | None:
        """The label just where it was, if that is free; ``kept``: and free of what others may
        want back."""
        block = self._block(wanted.lines[:1] if place >= SHORT else wanted.lines)
        return self._try(wanted, block, place % SHORT, others=self._others(wanted, kept))

    def _others(self, wanted: Wanted, kept: bool) -> list[Box]:
        return [box for ref, box in self._kept.items() if ref != wanted.ref] if kept else []

    @property
    def look(self) -> tuple[object, ...]:
        """All that the texts of a label depend on besides what is wanted."""
        return self._measure, self._factor, self._halo

    def stand(self, placed: Placed) -> Placed | None:
        """A label without a leader line just as it stood, if that is free."""
        if not self._fits(placed.box):
            return None
        self.take([placed.box])
        self._kept.pop(placed.wanted.ref, None)
        return placed

    def copy(self) -> Placer:
        """The same room, to be taken without taking it here."""
        twin = Placer(self._measure, self._size, self._factor, self._halo, self._leader)
        twin.take(self._taken)
        twin._lines, twin._paths = self._lines, self._paths
        return twin

    def place(
        self, wanted: Wanted, preferred: int | None = None, far: bool = True, must: bool = False
    ) -> Placed | None:
        """Room for a label, at the ``preferred`` place if that is free; None when there is none.
        Without ``far`` it stands beside its mark or not at all; when it ``must``, as far away as
        it takes, its leader line over other marks if need be, and at the very last itself over
        lines that are to be spared."""
        if preferred is not None:
            placed = self.again(wanted, preferred) or self.again(wanted, preferred % SHORT + SHORT)
            if placed is not None:
                return placed
        rounds = (NEAR, FAR) if far or must else (NEAR,)
        placed = self._search(wanted, rounds, kept=True)
        if placed is None and self._kept:
            placed = self._search(wanted, rounds, kept=False)
        if placed is None and must:
            placed = self._search(wanted, (LAST,), kept=False)
        if placed is None and must:
            placed = self._search(wanted, (FAR, LAST), kept=False, across=True)
        if placed is None and must:
            placed = self._search(wanted, (FAR, LAST), kept=False, across=True, over=True)
        return placed

    def _search(
        self,
        wanted: Wanted,
        rounds: Sequence[range],
        kept: bool,
        across: bool = False,
        over: bool = False,
    ) -> Placed | None:
        """The first free place; ``kept``: free of what others may want back as well; ``across``:
        its leader line may cross marks; ``over``: it may lie over lines that are to be spared."""
        full = self._block(wanted.lines)
        short = self._block(wanted.lines[:1]) if len(wanted.lines) > 1 else None
        blocks = (full, short) if short else (full,)
        if wanted.whole:
            tries = [(block, sides) for block in blocks for sides in rounds]
        else:
            tries = [(block, sides) for sides in rounds for block in blocks]
        others = self._others(wanted, kept)
        for block, sides in tries:
            for clear in (True, False) if self._lines is not None else (False,):
                for side in sides:
                    placed = self._try(wanted, block, side, clear, others, across, over)
                    if placed is not None:
                        return placed
        return None

    def centred(
        self,
        words: Words,
        x: float,
        y: float,
        ref: str,
        role: str,
        holds: Callable[[float, float], bool] | None = None,
    ) -> Text | None:
        """Room for one line with its middle at (x, y), or a little beside it. With ``holds`` it
        is tried up to STROLL pixels away, where ``holds`` of its middle says yes."""
        block = self._block((words,))
        drop = block.height * 1.2
        off = _STROLLS if holds else ((0.0, 0.0), (0.0, -1.0), (0.0, 1.0), (0.0, -2.0), (0.0, 2.0))
        step = STROLL * self._factor if holds else drop
        for across, down in off:
            mx, my = x + across * step, y + down * step
            left, top = mx - block.width / 2, my - block.height / 2
            box = (left, top, left + block.width, top + block.height)
            wide = (box[0] - ASIDE, box[1], box[2] + ASIDE, box[3])
            if not (self._fits(box) and self._boxes.free(wide, KEEP) and self._clear(box)):
                continue
            if holds is None or holds(mx, my):
                self.take([box])
                return self._texts(block, box, 0.5, 1.0, ref, role)[0]
        return None

    def stay(self, text: Text) -> bool:
        """Whether there is still room for a line just where it stands; it is then taken."""
        up, down = self._measure.ascent(text.font), self._measure.descent(text.font)
        box = (text.x, text.y - up, text.x + text.width, text.y + down)
        if not (self._fits(box) and self._clear(box)):
            return False
        self.take([box])
        return True

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
        if not self._spared(box):
            return None
        self.take([box])
        old = placed.wanted
        texts = self._texts(block, box, align, old.opacity, old.ref, old.role)
        return Placed(old, placed.place, texts, box, placed.leader)

    def _block(self, lines: tuple[Words, ...]) -> _Block:
        sizes = [_size(self._measure, words) for words in lines]
        widths, up, down = zip(*sizes, strict=True)
        return _Block(lines, widths, up, down, max(widths), sum(up) + sum(down))

    def _contains(self, box: Box) -> bool:
        left, top, right, bottom = self._inside
        return box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom

    def _fits(self, box: Box, over: bool = False) -> bool:
        free = self._contains(box) and self._boxes.free(box, KEEP)
        return free and (over or self._spared(box))

    def _spared(self, box: Box) -> bool:
        return self._paths is None or self._paths.free(box)

    def _clear(self, box: Box) -> bool:
        """Whether no line to be avoided runs through ``box``."""
        return self._lines is None or self._lines.free(box)

    def _free_but(self, box: Box, own: Box) -> bool:
        """Whether ``box`` is free but for ``own``, which is taken."""
        left, top, right, bottom = box[0] - KEEP, box[1] - KEEP, box[2] + KEEP, box[3] + KEEP
        return not any(
            left < c and a < right and top < d and b < bottom and (a, b, c, d) != own
            for a, b, c, d in self._taken
        )

    def _spot(self, wanted: Wanted, block: _Block, side: int) -> tuple[Box, tuple[float, float]]:
        """The box of a label on that side, and what its leader line points to."""
        f = self._factor
        x, y, reach = wanted.x, wanted.y, wanted.radius + GAP * f
        if side in NEAR:
            return _beside(x, y, reach, block, side), (x, y)
        right, down = (1, 1, -1, -1)[side % 4], (-1, 1, -1, 1)[side % 4]
        if side in FAR:
            out = (24.0 if side < 8 else 48.0) * f + wanted.radius * 0.7
            ax, ay = x + right * out, y + down * out
        else:
            turn, step = divmod((side - 12) // 4, 3)
            out = (AWAY[turn] * f + wanted.radius) / float(np.hypot(1.0, STEEP[step]))
            ax, ay = x + right * out, y + down * out * STEEP[step]
        left = ax if right > 0 else ax - block.width
        return (left, ay - block.height / 2, left + block.width, ay + block.height / 2), (ax, ay)

    def _try(
        self,
        wanted: Wanted,
        block: _Block,
        side: int,
        clear: bool = False,
        others: Sequence[Box] = (),
        across: bool = False,
        over: bool = False,
    ) -> Placed | None:
        box, point = self._spot(wanted, block, side)
        if not self._fits(box, over) or (clear and not self._clear(box)):
            return None
        if any(_overlap(box, other, KEEP) for other in others):
            return None
        leader = None
        if side not in NEAR:
            start, end, steps = self._lead(wanted, box, point)
            if not across and not all(self._boxes.free(step) for step in steps):
                return None
            self.take(steps)
            leader = Line(
                np.array([start, end]),
                self._leader,
                self._factor,
                opacity=wanted.opacity,
                ref=wanted.ref,
            )
        self.take([box])
        self._kept.pop(wanted.ref, None)
        texts = self._texts(block, box, _ALIGN[side], wanted.opacity, wanted.ref, wanted.role)
        short = len(block.lines) < len(wanted.lines)
        return Placed(wanted, side + SHORT * short, texts, box, leader)

    def _lead(
        self, wanted: Wanted, box: Box, point: tuple[float, float]
    ) -> tuple[tuple[float, float], tuple[float, float], list[Box]]:
        """Both ends of a leader line, and the boxes it takes outside of its own mark."""
        f = self._factor
        x, y = wanted.x, wanted.y
        ex = box[0] - 2 * f if point[0] > x else box[2] + 2 * f
        ux, uy = ex - x, point[1] - y
        far = float(np.hypot(ux, uy))
        start = (x + ux / far * (wanted.radius + f), y + uy / far * (wanted.radius + f))
        r = wanted.radius + 3.5
        steps = [
            step
            for step in _along(start, (ex, point[1]), 3.0)
            if not (abs(step[0] + 2 - x) < r and abs(step[1] + 2 - y) < r)
        ]
        return start, (ex, point[1]), steps

    def texts(self, wanted: Wanted) -> tuple[Text, ...]:
        """The texts of a label as they would look, wherever that is."""
        block = self._block(wanted.lines)
        box = (0.0, 0.0, block.width, block.height)
        return self._texts(block, box, 0.0, wanted.opacity, wanted.ref, wanted.role)

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
    """Lines over each other, each with its width, ascent and descent in pixels."""

    lines: tuple[Words, ...]
    widths: tuple[float, ...]
    up: tuple[float, ...]
    down: tuple[float, ...]
    width: float
    height: float


_sizes: WeakKeyDictionary[Measure, dict[tuple[str, Font], tuple[float, float, float]]] = (
    WeakKeyDictionary()
)


def _size(measure: Measure, words: Words) -> tuple[float, float, float]:
    """Width, ascent and descent of a line; those of the last few thousand are kept."""
    known = _sizes.setdefault(measure, {})
    key = words.text, words.font
    found = known.get(key)
    if found is None:
        if len(known) >= 8192:
            known.clear()
        width = measure.width(words.text, words.font)
        found = known[key] = width, measure.ascent(words.font), measure.descent(words.font)
    return found


_ALIGN: Final[Mapping[int, float]] = {
    side: (0.0, 1.0, 0.5, 0.5)[side] if side < 4 else (0.0, 0.0, 1.0, 1.0)[side % 4]
    for side in range(LAST.stop)
}


def _overlap(a: Box, b: Box, keep: float) -> bool:
    """Whether two boxes come nearer to each other than ``keep`` pixels."""
    across = a[0] - keep < b[2] and b[0] < a[2] + keep
    return across and a[1] - keep < b[3] and b[1] < a[3] + keep


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
