"""What lies over the map at its sides: the camera of the rest, and boxes to keep clear of."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from explorer.common.records import dataclass
from explorer.figure.picture import F64
from explorer.figure.view import MapView

RIM: Final = 24
"""Pixels from an edge within which a place does not count as in view."""


@dataclass(frozen=True, slots=True)
class Covered:
    """``left``, ``right``: pixels over which something lies."""

    left: int = 0
    right: int = 0

    def inner(self, view: MapView) -> MapView:
        """The camera of that part of ``view`` which can be seen."""
        width = max(1.0, view.width - self.left - self.right)
        return replace(view, width=width, x=view.x + (self.left - self.right) / 2 / view.scale)

    def outer(self, inner: MapView, width: float) -> MapView:
        """The camera of the whole, ``width`` pixels wide, by that of the part that can be seen."""
        x = inner.x - (self.left - self.right) / 2 / inner.scale
        return replace(inner, width=width, x=x)

    def boxes(self, view: MapView) -> tuple[tuple[float, float, float, float], ...]:
        """What lies over ``view``, as boxes (x, y, w, h)."""
        sides = ((0.0, float(self.left)), (view.width - self.right, float(self.right)))
        return tuple((x, 0.0, wide, view.height) for x, wide in sides if wide > 0)

    def clear(self, px: F64, view: MapView) -> npt.NDArray[np.bool_]:
        """Which of these pixels from the left can be seen."""
        return (px > self.left + RIM) & (px < view.width - self.right - RIM)
