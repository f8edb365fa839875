"""Which marks lie under an area that is drawn over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from explorer.figure.picture import F64, Area, Circle, Line, Mark, Sector, Symbol, Text

STEP = 3.0  # pixels between the points of a line that are looked at
Bool = npt.NDArray[np.bool_]


def covered(areas: Sequence[Area], lines: Sequence[Line], marks: Sequence[Mark]) -> list[Mark]:
    """The marks of which some point lies in a filled area, or that a line crosses, in order;
    with one mark of a site or cluster come all marks of the same ref."""
    samples = [_points(mark) for mark in marks]
    if not samples:
        return []
    inside = np.zeros(sum(map(len, samples)), bool)
    points = np.concatenate(samples)
    for area in areas:
        if area.fill:
            inside |= _within(points, area.rings)
    first = np.cumsum([0, *map(len, samples)])[:-1]
    low, high = np.minimum.reduceat(points, first), np.maximum.reduceat(points, first)
    crossed = _crossed(low, high, lines)
    hits = (np.logical_or.reduceat(inside, first) | crossed).tolist()
    refs = {mark.ref for mark, hit in zip(marks, hits, strict=True) if hit and mark.ref}
    return [mark for mark, hit in zip(marks, hits, strict=True) if hit or mark.ref in refs]


def _crossed(low: F64, high: F64, lines: Sequence[Line]) -> Bool:
    """Whether a line passes through each box with corners ``low`` and ``high`` (k, 2)."""
    found = np.zeros(len(low), bool)
    for line in lines:
        steps = np.hypot(*np.diff(line.points, axis=0).T)
        done = np.concatenate([[0.0], np.cumsum(steps)])
        at = np.arange(0.0, done[-1] + STEP, STEP)
        x, y = (np.interp(at, done, line.points[:, axis])[:, None] for axis in (0, 1))
        inside = (x >= low[:, 0]) & (x <= high[:, 0]) & (y >= low[:, 1]) & (y <= high[:, 1])
        found |= inside.any(axis=0)
    return found


def _points(mark: Mark) -> F64:
    """Points (k, 2) of a mark, k > 0."""
    if isinstance(mark, Line):
        return mark.points
    if isinstance(mark, Text):
        x = np.linspace(mark.x, mark.x + mark.width, 8)
        rows = [np.column_stack([x, np.full(8, mark.y - up * mark.font.size)]) for up in (0.0, 0.8)]
        return np.concatenate(rows)
    if isinstance(mark, Symbol | Circle | Sector):
        turn = np.linspace(0.0, 2 * np.pi, 12, endpoint=False)
        rim = np.column_stack([np.cos(turn), np.sin(turn)]) * (mark.radius + 2.0)
        return np.concatenate([[[mark.x, mark.y]], rim + (mark.x, mark.y)])  # noqa: RUF005
    return np.array([[np.inf, np.inf]])


def _within(points: F64, rings: Sequence[F64]) -> Bool:
    """Even-odd rule for many points at once."""
    odd = np.zeros(len(points), bool)
    x, y = points[:, 0], points[:, 1]
    for ring in rings:
        low, high = ring.min(axis=0), ring.max(axis=0)
        near = np.flatnonzero((y >= low[1]) & (y <= high[1]) & (x >= low[0]) & (x <= high[0]))
        if not len(near):
            continue
        following = np.roll(ring, -1, axis=0)
        px, py = x[near, None], y[near, None]
        spans = (ring[:, 1] > py) != (following[:, 1] > py)
        rise = following[:, 1] - ring[:, 1]
        slope = np.divide(
            following[:, 0] - ring[:, 0], rise, out=np.zeros_like(rise), where=rise != 0
        )
        crosses = spans & (ring[:, 0] + (py - ring[:, 1]) * slope > px)
        odd[near] ^= np.count_nonzero(crosses, axis=1) % 2 == 1
    return odd
