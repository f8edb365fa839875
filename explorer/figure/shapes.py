"""Outlines of the category marks, for radius 1, of about equal area (y down)."""

from functools import cache
from math import cos, pi, sin

import numpy as np

from explorer.figure.picture import F64, Shape


def _ring(radii: tuple[float, ...], start: float) -> F64:
    """Corners at equal angles from ``start`` (radians, 0 is right, clockwise on screen)."""
    n = len(radii)
    angles = [start + 2 * pi * k / n for k in range(n)]
    return np.array([(r * cos(a), r * sin(a)) for r, a in zip(radii, angles, strict=True)])


def _shield() -> F64:
    top, side, foot = -0.86, 0.86, 1.04
    curve = [
        (side * (1 - t) ** 2 + 2 * t * (1 - t) * side * 0.92, 0.05 + (foot - 0.05) * t)
        for t in np.linspace(0.0, 1.0, 9)
    ]
    right = [(side, top), *curve]
    left = [(-x, y) for x, y in reversed(right[:-1])]
    return np.array([*right, *left])


@cache
def outline(shape: Shape) -> F64:
    """Corners (k, 2) of the closed outline; a circle comes as a 48-gon."""
    match shape:
        case "square":
            return np.array([(-0.84, -0.84), (0.84, -0.84), (0.84, 0.84), (-0.84, 0.84)])
        case "circle":
            return _ring((0.95,) * 48, 0.0)
        case "triangle":
            return np.array([(0.0, -1.02), (1.1, 0.84), (-1.1, 0.84)])
        case "plus":
            a, b = 0.38, 1.0
            arm = [(-a, -a), (-a, -b), (a, -b)]
            turns = [(1, 0, 0, 1), (0, -1, 1, 0), (-1, 0, 0, -1), (0, 1, -1, 0)]
            return np.array(
                [(x * p + y * q, x * r + y * s) for p, q, r, s in turns for x, y in arm]
            )
        case "diamond":
            return np.array([(0.0, -1.15), (1.15, 0.0), (0.0, 1.15), (-1.15, 0.0)])
        case "star":
            return _ring((1.25, 0.54) * 5, -pi / 2)
        case "hexagon":
            return _ring((1.02,) * 6, -pi / 2)
        case "shield":
            return _shield()


def hexagons(centers: F64, radius: float) -> F64:
    """Corners (k, 6, 2) of hexagons about ``centers`` (k, 2), one corner at the top."""
    turns = np.radians(np.arange(6) * 60.0)
    corners = np.column_stack([np.sin(turns), -np.cos(turns)]) * radius
    return np.asarray(centers[:, None, :] + corners[None])
