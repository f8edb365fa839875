"""Bars of intervals, fading where an edge is not known."""

from __future__ import annotations

import numpy as np

from explorer.figure.picture import Line, Mark, Rect
from explorer.figure.style import CategoryStyle
from explorer.figure.timeline.glyphs import Ink, Placed, Stops, fade


def bar(pen: Ink, placed: Placed, y: float, h: float, cut: tuple[float, float]) -> list[Mark]:
    """The bar of an interval, ``h`` pixels high with its edge, fading where one is not known."""
    f = pen.factor
    strength = _strength(pen)
    stops = _bar_stops(placed)
    if stops is None:
        left, right = max(placed.left, cut[0] - 9 * f), min(placed.right, cut[1] + 9 * f)
        y0, height = y - h / 2 + f / 2, h - f
        dash = (4.0 * f, 3.0 * f) if pen.hollow else ((1.6 * f, 1.4 * f) if pen.low else ())
        body = Rect(
            left,
            y0,
            right - left,
            height,
            fill=pen.look.fill,
            radius=3 * f,
            opacity=strength * pen.dim,
            ref=pen.ref,
        )
        edge = Rect(
            left,
            y0,
            right - left,
            height,
            stroke=pen.look.line,
            width=f,
            radius=3 * f,
            dash=dash,
            opacity=pen.dim,
            ref=pen.ref,
        )
        made: list[Mark] = [body, edge]
    else:
        w = placed.right - placed.left
        made = fade(pen, placed.left, y, w, h, tuple((a, b * strength) for a, b in stops), cut)
        made += _edges(pen, placed, y, h, stops, cut)
    if pen.struck:
        line = np.array([[max(placed.left, cut[0]), y], [min(placed.right, cut[1]), y]])
        made.append(Line(line, pen.look.line, f, opacity=pen.dim, ref=pen.ref))
    return made


def _strength(pen: Ink) -> float:
    return 0.18 if pen.hollow else (0.28 if pen.low else 0.42)


def bar_stops(placed: Placed, pen: Ink) -> Stops:
    """Opacity along a bar with an open end."""
    return tuple((a, b * _strength(pen)) for a, b in _bar_stops(placed) or ((0.0, 1.0), (1.0, 0.0)))


def _edges(
    pen: Ink, placed: Placed, y: float, h: float, stops: Stops, cut: tuple[float, float]
) -> list[Mark]:
    """Upper and lower edge of a fading bar: fading with it, dashed when it is only planned."""
    f, w = pen.factor, placed.right - placed.left
    if pen.hollow:
        left, right = max(placed.left, cut[0]), min(placed.right, cut[1])
        return (
            [
                Line(
                    np.array([[left, at], [right, at]]),
                    pen.look.line,
                    f,
                    (4.0 * f, 3.0 * f),
                    0.7 * pen.dim,
                    ref=pen.ref,
                )
                for at in (y - h / 2 + f / 2, y + h / 2 - f / 2)
            ]
            if right > left
            else []
        )
    edge = Ink(
        CategoryStyle(pen.look.shape, pen.look.line, pen.look.edge, pen.look.line),
        pen.ground,
        pen.halo,
        False,
        False,
        False,
        pen.ref,
        f,
        pen.dim,
    )
    thin = tuple((a, b * 0.85) for a, b in stops)
    exact = [x for x, stop in ((placed.left, stops[0]), (placed.right, stops[-1])) if stop[1] > 0]
    return [
        *fade(edge, placed.left, y - h / 2 + f / 2, w, f, thin, cut),
        *fade(edge, placed.left, y + h / 2 - f / 2, w, f, thin, cut),
        *(
            Line(
                np.array([[x, y - h / 2], [x, y + h / 2]]),
                pen.look.line,
                f,
                opacity=0.85 * pen.dim,
                ref=pen.ref,
            )
            for x in exact
            if cut[0] <= x <= cut[1]
        ),
    ]


def _bar_stops(placed: Placed) -> Stops | None:
    """Opacity along a bar; None when both its edges are known to a few pixels."""
    w = placed.right - placed.left
    a = (placed.solid_left - placed.left) / w
    b = (placed.solid_right - placed.left) / w
    if placed.open_right:  # unknown ends fade over the last 60 %
        b = max(a, 0.4)
    if placed.open_left:
        a = min(b, 0.6)
    if a * w < 4 and (1 - b) * w < 4:
        return None
    stops = [(0.0, 0.0 if a * w >= 4 else 1.0)]
    if a * w >= 4:
        stops.append((a, 1.0))
    if b > stops[-1][0]:
        stops.append((b, 1.0))
    if stops[-1][0] < 1:
        stops.append((1.0, 0.0 if (1 - b) * w >= 4 else 1.0))
    return tuple(stops)
