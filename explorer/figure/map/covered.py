"""Which marks, and which parts of lines, lie under an area that is drawn over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.common.ranks import nth
from explorer.figure.picture import F64, Area, Circle, Line, Mark, Sector, Symbol, Text

STEP: Final = 3.0  # pixels between the points of a line that are looked at
CELL: Final = 2.0  # pixels along the side of the cells in which areas are looked up
Bool = npt.NDArray[np.bool_]


def covered(areas: Sequence[Area], lines: Sequence[Line], marks: Sequence[Mark]) -> list[Mark]:
    """The marks of which some point lies in a filled area, or that a line crosses, in order;
    with one mark of a site or cluster come all marks of the same ref."""
    if not marks:
        return []
    points, counts = _points(marks)
    first = np.cumsum(counts) - counts
    inside = np.zeros(len(points), bool)
    for area in areas:
        if area.fill:
            inside |= _cells(area.rings).hold(points)
    hits = np.logical_or.reduceat(inside, first)
    if lines:
        low, high = np.minimum.reduceat(points, first), np.maximum.reduceat(points, first)
        hits |= _crossed(low, high, lines)
    flags = hits.tolist()
    refs = {mark.ref for mark, hit in zip(marks, flags, strict=True) if hit and mark.ref}
    return [mark for mark, hit in zip(marks, flags, strict=True) if hit or mark.ref in refs]


def parts_within(areas: Sequence[Area], marks: Sequence[Mark]) -> list[Line]:
    """The parts of the lines among ``marks`` that lie in a filled area, in order: to be drawn over
    it again. One with dashes begins as far along its line as whole dashes and gaps reach, so
    that these lie on those beneath."""
    cells = [_cells(area.rings) for area in areas if area.fill]
    made: list[Line] = []
    for line in marks:
        if not isinstance(line, Line) or len(line.points) < 2 or not cells:
            continue
        done, at, x, y = _walked(line)
        points = np.column_stack([x, y])
        inside = np.logical_or.reduce([cell.hold(points) for cell in cells])
        turns = np.flatnonzero(np.diff(inside.astype(np.int8), prepend=0, append=0)).tolist()
        for first, end in zip(turns[::2], turns[1::2], strict=True):
            start, stop = float(at[first]), min(float(done[-1]), float(at[end - 1]))
            if line.dash:
                start += -start % sum(line.dash)
            if start >= stop:
                continue
            edges = np.array([start, stop])
            rims = np.column_stack([np.interp(edges, done, line.points[:, k]) for k in (0, 1)])
            own = line.points[(done > start) & (done < stop)]
            made.append(replace(line, points=np.vstack([rims[:1], own, rims[1:]]), keep=False))
    return made


def _walked(line: Line) -> tuple[F64, F64, F64, F64]:
    """How far along a line its points stand; and, every STEP pixels, how far along and where."""
    done = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line.points, axis=0).T))])
    at = np.arange(0.0, done[-1] + STEP, STEP)
    x, y = (np.interp(at, done, line.points[:, axis]) for axis in (0, 1))
    return done, at, x, y


def _crossed(low: F64, high: F64, lines: Sequence[Line]) -> Bool:
    """Whether a line passes through each box with corners ``low`` and ``high`` (k, 2)."""
    found = np.zeros(len(low), bool)
    for line in lines:
        _, _, x, y = (part[:, None] for part in _walked(line))
        inside = (x >= low[:, 0]) & (x <= high[:, 0]) & (y >= low[:, 1]) & (y <= high[:, 1])
        found |= inside.any(axis=0)
    return found


_TURN: Final = np.linspace(0.0, 2 * np.pi, 12, endpoint=False)
_RIM: Final = np.concatenate([[[0.0, 0.0]], np.column_stack([np.cos(_TURN), np.sin(_TURN)])])
_LETTERS: Final = np.array([(k / 7, up) for up in (0.0, -0.8) for k in range(8)])


def _points(marks: Sequence[Mark]) -> tuple[F64, npt.NDArray[np.int64]]:
    """Points of all marks (n, 2) in order, and how many each has, at least one."""
    parts: list[F64] = []
    for mark in marks:
        if isinstance(mark, Line):
            parts.append(mark.points)
        elif isinstance(mark, Text):
            parts.append(_LETTERS * (mark.width, mark.font.size) + (mark.x, mark.y))
        elif isinstance(mark, Symbol | Circle | Sector):
            parts.append(_RIM * (mark.radius + 2.0) + (mark.x, mark.y))
        else:
            parts.append(np.array([[np.inf, np.inf]]))
    return np.concatenate(parts), np.array([len(part) for part in parts], np.int64)


class _Cells:
    """Which cells of CELL pixels lie in the even-odd area of some rings (by their middles)."""

    def __init__(self, rings: Sequence[F64]) -> None:
        points = np.concatenate(rings)
        low, high = np.floor(points.min(axis=0) / CELL), np.floor(points.max(axis=0) / CELL)
        self._low = low
        columns, rows = (int(v) for v in high - low + 1)
        a = points / CELL - low
        b = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings]) / CELL - low
        top = np.ceil(np.minimum(a[:, 1], b[:, 1]) - 0.5).astype(np.int64)
        end = np.ceil(np.maximum(a[:, 1], b[:, 1]) - 0.5).astype(np.int64)
        count = end - top  # rows whose middle the edge passes
        edge = np.repeat(np.arange(len(a)), count)
        row = nth(count) + top[edge]
        t = (row + 0.5 - a[edge, 1]) / (b[edge, 1] - a[edge, 1])
        x = a[edge, 0] + t * (b[edge, 0] - a[edge, 0])
        column = np.clip(np.ceil(x - 0.5).astype(np.int64), 0, columns)
        turns = np.bincount(row * (columns + 1) + column, minlength=rows * (columns + 1))
        self._held: Bool = np.cumsum(turns.reshape(rows, columns + 1), axis=1)[:, :-1] % 2 == 1

    def hold(self, points: F64) -> Bool:
        """Whether each of the points (n, 2) lies in a cell of the area."""
        rows, columns = self._held.shape
        at = np.floor(points / CELL) - self._low
        near = (at[:, 0] >= 0) & (at[:, 1] >= 0) & (at[:, 0] < columns) & (at[:, 1] < rows)
        found = np.zeros(len(points), bool)
        column, row = at[near].astype(np.int64).T
        found[near] = self._held[row, column]
        return found


_kept: list[tuple[Sequence[F64], _Cells]] = []


def _cells(rings: Sequence[F64]) -> _Cells:
    """The cells of these very rings, kept for the last few."""
    for old, cells in tuple(_kept):
        if old is rings:
            return cells
    cells = _Cells(rings)
    _kept.insert(0, (rings, cells))
    del _kept[24:]
    return cells
