"""Clusters step out from under what lies over the map: tools, notes, the scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from typing import Final

import numpy as np

from explorer.figure.boxes import Box
from explorer.figure.map.clusters import OVERLAP, Group
from explorer.figure.map.projection import to_px
from explorer.figure.picture import F64
from explorer.figure.view import MapView

STEP: Final = 20.0  # pixels by which a cluster may step aside: it stands for no one spot
BESIDE: Final = 2.0  # pixels between it and what it steps aside for


def stepped_aside(found: Sequence[Group], view: MapView) -> tuple[Group, ...]:
    """``found`` with those clusters moved that lie partly under one of ``view.obstacles``, if by
    a short step they lie clear of all, in the view and off other marks; in the same order."""
    if not view.obstacles or not found:
        return tuple(found)
    at = np.column_stack(to_px(view, [g.x for g in found], [g.y for g in found]))
    radius = np.array([g.radius for g in found])
    boxes = [(x, y, x + w, y + h) for x, y, w, h in view.obstacles]
    out = list(found)
    for i in np.flatnonzero(_under(at, radius, boxes)).tolist():
        if found[i].single:
            continue
        for dx, dy in _steps(at[i], float(radius[i]), boxes, STEP * view.size_factor):
            new = at[i] + (dx, dy)
            if _free(new, i, at, radius, boxes, view):
                at[i] = new
                group = found[i]
                x, y = group.x + dx / view.scale, group.y - dy / view.scale
                out[i] = replace(group, x=x, y=y)
                break
    return tuple(out)


def _under(
    at: F64, radius: F64, boxes: Sequence[Box]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each disc touches a box."""
    touched = np.zeros(len(at), bool)
    for left, top, right, bottom in boxes:
        away_x = at[:, 0] - np.clip(at[:, 0], left, right)
        away_y = at[:, 1] - np.clip(at[:, 1], top, bottom)
        touched |= np.hypot(away_x, away_y) < radius
    return touched


def _steps(at: F64, radius: float, boxes: Sequence[Box], most: float) -> list[tuple[float, float]]:
    """Steps that lead off a box, the shortest first."""
    x, y, reach = float(at[0]), float(at[1]), radius + BESIDE
    found = []
    for left, top, right, bottom in boxes:
        found += [
            (left - reach - x, 0.0),
            (right + reach - x, 0.0),
            (0.0, top - reach - y),
            (0.0, bottom + reach - y),
        ]
    return sorted((s for s in found if hypot(*s) <= most), key=lambda s: hypot(*s))


def _free(new: F64, own: int, at: F64, radius: F64, boxes: Sequence[Box], view: MapView) -> bool:
    """Whether a disc may stand there."""
    r = float(radius[own])
    x, y = new.tolist()
    if not (r <= x <= view.width - r and r <= y <= view.height - r):
        return False
    if _under(new[None, :], radius[own : own + 1], boxes).any():
        return False
    gap = np.hypot(*(at - new).T) - radius - r
    gap[own] = np.inf
    return bool(gap.min() >= -OVERLAP * view.size_factor)
