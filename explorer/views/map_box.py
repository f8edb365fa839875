"""A box on the map: from the drag of a pointer to degrees, and back to what it covers."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPolygonF

from explorer.figure.map.projection import equal_earth, px_to_lonlat, relative, to_px
from explorer.figure.view import MapView
from explorer.paint.painter import polygon
from explorer.query.clauses import MapBox

STEPS = 48
RIM = 179.999
"""Degrees from the central meridian that count as the map's edge."""


def box_under(band: QRectF, view: MapView) -> MapBox | None:
    """The box of degrees under a rectangle of pixels: its sides at half its height, its top and
    bottom at half its width; what lies beyond the map's edge ends there. None beside the map."""
    xs = np.linspace(band.left(), band.right(), STEPS)
    ys = np.linspace(band.top(), band.bottom(), STEPS)
    across, _ = px_to_lonlat(view, xs, np.full(STEPS, band.center().y()))
    _, down = px_to_lonlat(view, np.full(STEPS, band.center().x()), ys)
    grid_x, grid_y = np.meshgrid(xs, ys)
    lon, lat = px_to_lonlat(view, grid_x, grid_y)
    if not np.isfinite(lat).any():
        return None
    rel = relative(across if np.isfinite(across).any() else lon, view.center_lon)
    lats = down if np.isfinite(down).any() else lat
    west, east = float(np.nanmin(rel)), float(np.nanmax(rel))
    if not np.isfinite(across).all():  # the rectangle passes the rim on one side or both
        west = -RIM if not np.isfinite(across[0]) else west
        east = RIM if not np.isfinite(across[-1]) else east
    south, north = float(np.nanmin(lats)), float(np.nanmax(lats))
    if east - west < 1e-3 or north - south < 1e-3:
        return None
    turned = [round((v + view.center_lon + 180) % 360 - 180, 3) for v in (west, east)]
    return MapBox(turned[0], round(south, 3), turned[1], round(north, 3))


def outlines(box: MapBox, view: MapView) -> list[QPolygonF]:
    """What the box covers, in pixels: one outline, or two where the map's edge parts it."""
    west, east = (float(relative(v, view.center_lon)) for v in (box.west, box.east))
    spans = [(west, east)] if west < east else [(west, RIM), (-RIM, east)]
    made = []
    for left, right in spans:
        lon = np.linspace(left, right, STEPS)
        lat = np.linspace(box.south, box.north, STEPS)
        rim = [
            (lon, np.full(STEPS, box.north)),
            (np.full(STEPS, right), lat[::-1]),
            (lon[::-1], np.full(STEPS, box.south)),
            (np.full(STEPS, left), lat),
        ]
        rel = np.concatenate([side[0] for side in rim])
        up = np.concatenate([side[1] for side in rim])
        made.append(polygon(np.column_stack(to_px(view, *equal_earth(rel, up)))))
    return made
