"""Coordinates of other systems to WGS 84 degrees."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

from explorer.common.errors import InputError, Need, OptionError

Project = Callable[[float, float], tuple[float, float]]

WGS84: Final = frozenset({"4326", "CRS84", "CRS84H", "4979"})
MERCATOR: Final = frozenset({"3857", "900913", "102100", "102113", "3785", "3587"})
RADIUS: Final = 6378137.0  # metres, EPSG:3857's sphere


def mercator(x: float, y: float) -> tuple[float, float]:
    """EPSG:3857 metres to longitude and latitude (Snyder 1987, p. 44, spherical, inverse)."""
    return math.degrees(x / RADIUS), math.degrees(math.atan(math.sinh(y / RADIUS)))


def code_of(text: str) -> str:
    """``4326`` of any usual spelling: ``EPSG:4326``, a URN, a link, the bare number."""
    return re.split(r"[:/#]+", text.strip())[-1].upper()


def projection(text: str, asked: bool) -> Project | None:
    """From the system named ``text`` to degrees; None when it is WGS 84 already.

    ``asked``: the name comes from ``--crs``, so any system that pyproj knows will do. Raises
    InputError.
    """
    code = code_of(text)
    if code in WGS84:
        return None
    if code in MERCATOR:
        return mercator
    if not asked:
        option, why = _option(text), f"its coordinates are in {text}"
        guess = "" if "<" in option else option
        raise OptionError(
            f"{why}: read it with --crs {option}", Need(f"--crs {option}", why, "crs", guess)
        )
    # Imported here: pyproj is large, and almost no file needs it.
    import pyproj

    try:
        system = pyproj.CRS.from_user_input(int(code) if code.isdecimal() else text)
        change = pyproj.Transformer.from_crs(system, "OGC:CRS84", always_xy=True)
    except (pyproj.exceptions.ProjError, ValueError, OverflowError):
        raise InputError(f"--crs {text}: no such coordinate system is known") from None

    def project(x: float, y: float) -> tuple[float, float]:
        lon, lat = change.transform(x, y)
        return float(lon), float(lat)

    return project


def _option(text: str) -> str:
    code = code_of(text)
    return f"EPSG:{code}" if code.isdecimal() else "EPSG:<number>"


def named(member: Any) -> str:
    """The system that an old ``crs`` member names, '' when it says nothing that is known."""
    if not isinstance(member, dict):
        return ""
    properties = member.get("properties")
    if not isinstance(properties, dict):
        return ""
    name = properties.get("name") or properties.get("href") or properties.get("code") or ""
    return str(name)
