"""Cutting rings and lines, in numpy: half planes, boxes, and dropping what a pixel can't show."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from explorer.figure.picture import F64

Box = tuple[float, float, float, float]
"""(left, low, right, high)."""


def half_plane(ring: F64, axis: int, bound: float, keep_above: bool) -> F64:
    """Sutherland and Hodgman: the part of a ring (k, 2), closed or not, in which coordinate
    ``axis`` is at or above ``bound`` (or at or below). May be empty. New points lie exactly on
    the bound."""
    if len(ring) == 0:
        return ring
    depth = ring[:, axis] - bound if keep_above else bound - ring[:, axis]
    inside = depth >= 0
    if inside.all():
        return ring
    if not inside.any():
        return ring[:0]
    following = np.roll(ring, -1, axis=0)
    crosses = inside != np.roll(inside, -1)
    gap = depth - np.roll(depth, -1)
    t = np.divide(depth, gap, out=np.zeros_like(depth), where=crosses)
    cut = ring + (following - ring) * t[:, None]
    cut[:, axis] = bound
    both = np.stack([ring, cut], axis=1)  # each point, then the crossing after it
    return np.asarray(both[np.stack([inside, crosses], axis=1)])


def ring_in_box(ring: F64, box: Box) -> F64:
    """The part of a ring inside ``box``."""
    for axis, bound, above in ((0, box[0], True), (0, box[2], False)):
        ring = half_plane(ring, axis, bound, above)
    for axis, bound, above in ((1, box[1], True), (1, box[3], False)):
        ring = half_plane(ring, axis, bound, above)
    return ring


def line_in_box(line: F64, box: Box) -> list[F64]:
    """Runs of a line whose segments may touch ``box``; ends may reach beyond it."""
    a, b = line[:-1], line[1:]
    low, high = np.minimum(a, b), np.maximum(a, b)
    near = (low[:, 0] <= box[2]) & (high[:, 0] >= box[0])
    near &= (low[:, 1] <= box[3]) & (high[:, 1] >= box[1])
    if near.all():
        return [line]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], near.view(np.int8), [0]])))
    return [line[i : j + 1] for i, j in zip(edges[::2], edges[1::2], strict=True)]


def spaced(line: F64, off: float) -> F64:
    """A smooth line (k, 2) of even steps with the fewest points, ends included and evenly chosen,
    that leave it within about ``off`` of where it ran: a chord over m steps is m² / 8 of the second
    difference away."""
    steps = len(line) - 1
    if steps < 2:
        return line
    bend = float(np.hypot(*np.diff(line, 2, axis=0).T).max())
    return line[places(steps, bend, off)]


def places(steps: int, bend: float, off: float) -> npt.NDArray[np.int64]:
    """Which points of a line of ``steps`` steps ``spaced`` keeps; ``bend``: its largest second
    difference."""
    stride = min(steps, max(1, int(np.sqrt(8 * off / max(bend, 1e-12)))))
    return _even(steps, -(-steps // stride) + 1)


@lru_cache(maxsize=256)
def _even(steps: int, count: int) -> npt.NDArray[np.int64]:
    found = np.linspace(0, steps, count).round().astype(np.int64)
    found.flags.writeable = False
    return found


def thinned(
    xy: F64, offsets: npt.NDArray[np.int64], tolerance: float
) -> tuple[F64, npt.NDArray[np.int64]]:
    """Rings or lines with points dropped that share a cell of ``tolerance`` with the one before
    (first and last points stay). ``offsets`` (r + 1,) parts ``xy`` (n, 2); so does the answer."""
    if len(xy) == 0:
        return xy, offsets
    cell = np.floor(xy / tolerance).astype(np.int64)
    keep = np.ones(len(xy), bool)
    keep[1:] = (cell[1:] != cell[:-1]).any(axis=1)
    keep[offsets[:-1]] = True
    keep[offsets[1:] - 1] = True
    xy, offsets = _kept(xy, offsets, keep)
    for _ in range(3):
        xy, offsets = _straightened(xy, offsets, tolerance / 3)
    return xy, offsets


def _straightened(
    xy: F64, offsets: npt.NDArray[np.int64], tolerance: float
) -> tuple[F64, npt.NDArray[np.int64]]:
    """Every other point dropped where it lies within ``tolerance`` of the line between its
    neighbours."""
    if len(xy) < 3:
        return xy, offsets
    a, b, c = xy[:-2], xy[1:-1], xy[2:]
    chord = c - a
    length = np.hypot(chord[:, 0], chord[:, 1])
    off = np.abs(chord[:, 0] * (b[:, 1] - a[:, 1]) - chord[:, 1] * (b[:, 0] - a[:, 0]))
    keep = np.ones(len(xy), bool)
    keep[1:-1] = (off > tolerance * length) | (length == 0)
    place = np.arange(len(xy)) - np.repeat(offsets[:-1], np.diff(offsets))
    keep |= place % 2 == 0
    keep[offsets[:-1]] = True
    keep[offsets[1:] - 1] = True
    return _kept(xy, offsets, keep)


def _kept(
    xy: F64, offsets: npt.NDArray[np.int64], keep: npt.NDArray[np.bool_]
) -> tuple[F64, npt.NDArray[np.int64]]:
    before = np.concatenate([[0], np.cumsum(keep)])
    return xy[keep], before[offsets]
