"""Equal Earth, great circles and the camera over them, in numpy alone.

Formulas: B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map projection", International
Journal of Geographical Information Science 33(3), 2019 (online 2018). Spherical form, radius 1;
x to the right, y up. Longitudes and latitudes are in degrees, WGS 84.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.figure.picture import F64
from explorer.figure.view import MapView

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M: Final = np.sqrt(3.0) / 2.0
X_MAX: Final = float(np.pi / (M * A1))
"""x at the equator on the edge of the map."""
Y_MAX: Final = 1.3173627591574133
"""y of the pole."""
EARTH_KM: Final = 6371.0088
SOUTH, NORTH = -60.0, 84.0
"""The latitudes between which there is something to see."""
MAX_SCALE: Final = 60_000.0
"""Pixels for one Earth radius at which zooming in ends (about 100 m a pixel)."""
BEYOND: Final = 0.28
"""Share of a view's width and of its height that may lie beyond the map's edge: more than half
of the view's area shows the map."""
LOOSE: Final = 1.15
"""Times the least scale, at which the whole world is centred, from which BEYOND counts in full."""


def relative(lon: npt.ArrayLike, center: float) -> F64:
    """Longitudes from the central meridian, in [-180, 180)."""
    return np.asarray((np.asarray(lon, float) - center + 180.0) % 360.0 - 180.0)


def equal_earth(rel: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[F64, F64]:
    """Relative longitudes and latitudes to x, y. Beyond ±180 the map just goes on."""
    theta = np.arcsin(M * np.sin(np.radians(np.asarray(lat, float))))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    slope = A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)
    x = np.radians(np.asarray(rel, float)) * np.cos(theta) / (M * slope)
    return np.asarray(x), np.asarray(theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2)))


def forward(lon: npt.ArrayLike, lat: npt.ArrayLike, center: float) -> tuple[F64, F64]:
    """Longitudes and latitudes to x, y about the meridian ``center``."""
    return equal_earth(relative(lon, center), lat)


def inverse(x: npt.ArrayLike, y: npt.ArrayLike, center: float) -> tuple[F64, F64]:
    """x, y to longitudes in [-180, 180) and latitudes; NaN outside the map."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    theta = np.clip(y / A1, -1.1, 1.1)
    for _ in range(12):  # Newton: the curve is nearly straight
        t2 = theta * theta
        t6 = t2 * t2 * t2
        value = theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2)) - y
        slope = A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)
        last, theta = theta, np.clip(theta - value / slope, -1.2, 1.2)
        if np.abs(theta - last).max(initial=0.0) < 1e-15:
            break
    t2 = theta * theta
    slope = A1 + 3 * A2 * t2 + t2**3 * (7 * A3 + 9 * A4 * t2)
    rel = np.degrees(x * M * slope / np.cos(theta))
    outside = (np.abs(rel) > 180.0 + 1e-9) | (np.abs(y) > Y_MAX + 1e-12)
    lat = np.degrees(np.arcsin(np.clip(np.sin(theta) / M, -1.0, 1.0)))
    lon = (rel + center + 180.0) % 360.0 - 180.0
    return np.where(outside, np.nan, lon), np.where(outside, np.nan, lat)


# Great circles


def _unit(lon: npt.ArrayLike, lat: npt.ArrayLike) -> F64:
    """(…, 3) unit vectors."""
    a, b = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    unit = [np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)]
    vectors: F64 = np.moveaxis(np.array(unit, np.float64), 0, -1)
    return vectors


def arc(lon0: float, lat0: float, lon1: float, lat1: float, n: int = 64) -> F64:
    """The great circle between two points: (n, 2) longitudes in [-180, 180) and latitudes."""
    return np.asarray(arcs(np.array([[lon0, lat0]]), np.array([[lon1, lat1]]), n)[0])


def arcs(start: F64, end: F64, n: int = 64) -> F64:
    """Great circles from ``start`` (k, 2) to ``end`` (k, 2), degrees: (k, n, 2) degrees.

    Between opposite points, where every way is shortest, the one over the north is taken.
    """
    a, b = _unit(start[:, 0], start[:, 1]), _unit(end[:, 0], end[:, 1])
    cross = np.cross(a, b)
    angle = np.arctan2(np.linalg.norm(cross, axis=1), np.einsum("ij,ij->i", a, b))
    side = np.cross(cross, a)  # at right angles to a, towards b
    opposite = angle > np.pi - 1e-9
    if opposite.any():
        pole = np.array([0.0, 1e-9, 1.0])
        side[opposite] = pole - a[opposite] * (a[opposite] @ pole)[:, None]
    length = np.linalg.norm(side, axis=1, keepdims=True)
    side = np.divide(side, length, out=np.zeros_like(side), where=length > 0)
    way = angle[:, None] * np.linspace(0.0, 1.0, n)
    points = np.cos(way)[..., None] * a[:, None] + np.sin(way)[..., None] * side[:, None]
    lon = np.degrees(np.arctan2(points[..., 1], points[..., 0]))
    lat = np.degrees(np.arctan2(points[..., 2], np.hypot(points[..., 0], points[..., 1])))
    return np.stack([lon, lat], axis=-1)


def cut_at_seam(points: F64, center: float) -> list[F64]:
    """A great circle (n, 2) as pieces (m, 2) of *relative* longitude and latitude. Where it
    meets the map's edge one piece ends at ±180 and the next begins at ∓180, at the latitude at
    which the great circle through the two neighbours crosses that meridian."""
    rel, lat = relative(points[:, 0], center), points[:, 1]
    flat = np.column_stack([rel, lat])
    jumps = np.flatnonzero(np.abs(np.diff(rel)) > 180.0)
    pieces: list[F64] = []
    head = np.empty((0, 2))
    first = 0
    for i in jumps:
        edge = np.copysign(180.0, rel[i])
        cross = _crossing(flat[i], flat[i + 1])
        pieces.append(np.vstack([head, flat[first : i + 1], [[edge, cross]]]))
        head = np.array([[-edge, cross]])
        first = int(i) + 1
    pieces.append(np.vstack([head, flat[first:]]))
    return [piece for piece in pieces if len(piece) > 1]


def _crossing(a: F64, b: F64) -> float:
    """Latitude at which the great circle through two points (relative degrees) meets the
    meridian opposite the central one: there the normal n gives tan(lat) = n_x / n_z."""
    normal = np.cross(_unit(a[0], a[1]), _unit(b[0], b[1]))
    if abs(normal[2]) < 1e-15:  # along a meridian, over the pole
        return float(np.copysign(90.0, a[1] + b[1]))
    return float(np.degrees(np.arctan(normal[0] / normal[2])))


# The camera


def to_px(view: MapView, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[F64, F64]:
    """Projected x, y (Earth radii) to pixels."""
    px = (np.asarray(x, float) - view.x) * view.scale + view.width / 2
    return np.asarray(px), np.asarray(
        view.height / 2 - (np.asarray(y, float) - view.y) * view.scale
    )


def lonlat_to_px(view: MapView, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[F64, F64]:
    """Longitudes and latitudes to pixels."""
    return to_px(view, *forward(lon, lat, view.center_lon))


def px_to_lonlat(view: MapView, px: npt.ArrayLike, py: npt.ArrayLike) -> tuple[F64, F64]:
    """Pixels to longitudes and latitudes; NaN outside the map."""
    x = (np.asarray(px, float) - view.width / 2) / view.scale + view.x
    y = (view.height / 2 - np.asarray(py, float)) / view.scale + view.y
    return inverse(x, y, view.center_lon)


def world_box() -> tuple[float, float, float, float]:
    """(left, bottom, right, top) of what there is to see, in Earth radii."""
    _, y = equal_earth([0.0, 0.0], [SOUTH, NORTH])
    return -X_MAX, float(y[0]), X_MAX, float(y[1])


def limits(width: float, height: float) -> tuple[float, float]:
    """The least and the greatest scale at that size."""
    left, bottom, right, top = world_box()
    whole = min(width / (right - left), height / (top - bottom))
    return max(1e-6, 0.9 * whole), MAX_SCALE


def home_view(width: float, height: float, center_lon: float = 150.0) -> MapView:
    """The whole world, filling the view: the far edges and the empty south may be cut."""
    left, bottom, right, top = world_box()
    fits = min(width / (right - left), height / (top - bottom))
    fills = max(width / (right - left), height / (top - bottom))
    scale = max(1e-6, min(1.055 * fills, 1.45 * fits))
    y = home_y(height, scale)
    return MapView(width=width, height=height, x=0.0, y=y, scale=scale, center_lon=center_lon)


def home_y(height: float, scale: float) -> float:
    """The middle of the whole world at that scale, in Earth radii. Most land and nearly all
    places lie north: what is cut is cut in the south, down to where the view's middle is about
    17 degrees north."""
    _, bottom, _, top = world_box()
    spare = max(0.0, (top - bottom) - height / scale)
    middle = (bottom + top) / 2
    return min(middle + spare / 2 + 26.0 / scale, 0.33) if spare else middle


def fit(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    width: float,
    height: float,
    padding: float = 48.0,
    center_lon: float = 150.0,
    closest: float = 1600.0,
) -> MapView:
    """The view that holds all points with ``padding`` pixels around them, no nearer than
    ``closest`` (pixels for one Earth radius). Points that are NaN count as absent; with none
    left it is ``home_view``."""
    x, y = forward(lon, lat, center_lon)
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return home_view(width, height, center_lon)
    x, y = x[known], y[known]
    across, up = float(np.ptp(x)), float(np.ptp(y))
    room_x, room_y = max(width - 2 * padding, 1.0), max(height - 2 * padding, 1.0)
    scale = min(room_x / max(across, 1e-9), room_y / max(up, 1e-9), closest)
    return clamped(
        MapView(
            width=width,
            height=height,
            x=float(x.min() + x.max()) / 2,
            y=float(y.min() + y.max()) / 2,
            scale=scale,
            center_lon=center_lon,
        )
    )


def clamped(view: MapView) -> MapView:
    """``view`` with its scale within limits, and its middle where the map covers more than half
    of the view; the less room there is to move, the nearer to the middle of the world."""
    low, high = limits(view.width, view.height)
    scale = min(max(view.scale, low), high)
    (x0, x1), (y0, y1) = middles(view.width, view.height, scale)
    x, y = min(max(view.x, x0), x1), min(max(view.y, y0), y1)
    return replace(view, scale=scale, x=x, y=y)


def middles(
    width: float, height: float, scale: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Least and greatest x and y of the middle of a view, in Earth radii, inclusive."""
    left, bottom, right, top = world_box()
    loose = min(1.0, max(0.0, scale / limits(width, height)[0] - 1.0) / (LOOSE - 1.0))
    across = _span(-X_MAX, X_MAX, (left + right) / 2, width / scale, loose)
    return across, _span(-Y_MAX, Y_MAX, (bottom + top) / 2, height / scale, loose)


def _span(low: float, high: float, middle: float, size: float, loose: float) -> tuple[float, float]:
    """Where the middle of a view of ``size`` may lie along one axis of the map."""
    keep = (0.5 - BEYOND) * size
    low, high = min(low + keep, middle), max(high - keep, middle)
    return middle + (low - middle) * loose, middle + (high - middle) * loose


def panned(view: MapView, dx: float, dy: float) -> MapView:
    """The map moved by (``dx``, ``dy``) pixels, as under a dragging hand."""
    return clamped(replace(view, x=view.x - dx / view.scale, y=view.y + dy / view.scale))


def zoomed(view: MapView, factor: float, px: float, py: float) -> MapView:
    """Nearer by ``factor``, with the point under pixel (``px``, ``py``) staying there."""
    low, high = limits(view.width, view.height)
    scale = min(max(view.scale * factor, low), high)
    right, up = px - view.width / 2, view.height / 2 - py
    keep = 1 / view.scale - 1 / scale
    return clamped(replace(view, scale=scale, x=view.x + right * keep, y=view.y + up * keep))


def scale_bar(view: MapView, longest: float = 96.0) -> tuple[float, float]:
    """(kilometres, pixels) of a bar of a round length, at most ``longest`` pixels, true from
    west to east at the middle of the view. Outside the map, at the equator."""
    _, lat = px_to_lonlat(view, view.width / 2, view.height / 2)
    middle = float(lat) if np.isfinite(lat) else 0.0
    x, _ = equal_earth([0.0, 1.0], [middle, middle])
    km = np.radians(1.0) * max(np.cos(np.radians(middle)), 1e-6) * EARTH_KM
    px_per_km = float(x[1] - x[0]) * view.scale / km
    power = 10.0 ** np.floor(np.log10(longest / px_per_km))
    step = max(s for s in (1.0, 2.0, 5.0) if s * power * px_per_km <= longest * (1 + 1e-9))
    return float(step * power), float(step * power * px_per_km)
