"""Many hexagons at once: which pixels they cover is worked out once for a camera, and a new picture
of the same camera looks up colours only."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from math import ceil
from typing import Final
from weakref import ref

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from explorer.common.ranks import stretched
from explorer.figure.colors import rgb
from explorer.figure.picture import F64, Hexes

STEPS: Final = 16  # of how much of a pixel is covered
_KEPT: Final = 3
_ROW: Final = 0.75**0.5

_COLOURINGS: Final = 3  # what is selected, and what is not, are coloured differently

Shades = npt.NDArray[np.int16]
Pixels = npt.NDArray[np.uint32]


class Plate:
    """The pixels of an image at (``left``, ``top``) of a device, and of each covered one (k,):
    its ``place`` in the image, the number of its hexagon, rising, and how much is ``covered`` in
    STEPS. Where two meet in a pixel, it is the second one's. The image changes where colours do."""

    def __init__(self, centers: F64, radius: float) -> None:
        reach = ceil(radius) + 1
        low, high = np.floor(centers.min(axis=0)), np.floor(centers.max(axis=0))
        self.left, self.top = (int(v) - reach for v in low)
        self.width, self.height = (int(v) + 2 * reach + 1 for v in high - low)
        place, hexagon, covered = self._covered(centers, radius, reach)
        last = np.zeros(self.width * self.height, np.int32)
        last[place] = np.arange(len(place), dtype=np.int32)
        stays = last[place] == np.arange(len(place))
        self.place, self.hexagon, self.covered = place[stays], hexagon[stays], covered[stays]
        self.begins = np.searchsorted(self.hexagon, np.arange(len(centers) + 1))
        self._shown: OrderedDict[tuple[str, ...], tuple[Shades, Pixels]] = OrderedDict()

    def _covered(
        self, centers: F64, radius: float, reach: int
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        base = np.floor(centers).astype(np.int32)
        rest = (centers - base).astype(np.float32)
        off = np.arange(-reach, reach + 1, dtype=np.int32)
        dx = np.abs(off + np.float32(0.5) - rest[:, :1])  # (k, p): from the middle of a pixel
        dy = np.abs(off + np.float32(0.5) - rest[:, 1:])
        far = np.maximum(dx[:, None, :], dx[:, None, :] / 2 + dy[:, :, None] * np.float32(_ROW))
        share = np.clip(np.float32(radius * _ROW + 0.5) - far, 0, 1)
        level = np.rint(share * STEPS).astype(np.int32)
        k, down, across = np.nonzero(level)
        x = base[k, 0] + off[across] - self.left
        y = base[k, 1] + off[down] - self.top
        return (y * self.width + x).astype(np.int32), k.astype(np.int32), level[k, down, across]

    def image(self, mark: Hexes) -> QImage:
        """The hexagons in the colours of ``mark``; good until the next call."""
        shades, pixels = self._shown.get(mark.colors, (None, None))
        if shades is None or pixels is None:
            pixels = np.zeros(self.width * self.height, np.uint32)
            self._colour(mark, pixels, slice(None))
        elif shades is not mark.shades:
            other = np.flatnonzero(shades != mark.shades)
            start = self.begins[other]
            some = stretched(start, self.begins[other + 1] - start)
            self._colour(mark, pixels, some if 2 * len(some) < len(self.place) else slice(None))
        self._shown[mark.colors] = mark.shades, pixels
        self._shown.move_to_end(mark.colors)
        if len(self._shown) > _COLOURINGS:
            self._shown.popitem(last=False)
        kind = QImage.Format.Format_ARGB32_Premultiplied
        return QImage(pixels.data, self.width, self.height, 4 * self.width, kind)

    def _colour(self, mark: Hexes, pixels: Pixels, some: slice | npt.NDArray[np.int64]) -> None:
        """Give some of the covered pixels the colours of ``mark``."""
        row = (mark.shades.astype(np.int32) + 1) * (STEPS + 1)
        table = _table(mark.colors)
        pixels[self.place[some]] = table[row[self.hexagon[some]] + self.covered[some]]


@lru_cache(maxsize=16)
def _table(colors: tuple[str, ...]) -> npt.NDArray[np.uint32]:
    """Premultiplied pixels by colour and coverage, a row for no colour before all."""
    share = np.arange(STEPS + 1) / STEPS
    table = np.zeros((len(colors) + 1, STEPS + 1), np.uint32)
    for k, color in enumerate(colors, 1):
        parts = [np.rint(share * part).astype(np.uint32) for part in (255, *rgb(color))]
        table[k] = parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3]
    return table.reshape(-1)


_plates: OrderedDict[tuple[object, ...], tuple[ref[F64], Plate]] = OrderedDict()


def paint_hexes(painter: QPainter, mark: Hexes) -> bool:
    """Put them down through a painter whose transform moves and scales evenly. Returns False when
    it does something else."""
    to = painter.deviceTransform()
    if to.isRotating() or abs(to.m11() - to.m22()) > 1e-6 or to.m11() <= 0:
        return False
    if not len(mark.centers):
        return True
    scale, dx, dy = to.m11(), to.dx(), to.dy()
    key = (id(mark.centers), mark.radius, scale, dx, dy)
    known = _plates.get(key)
    if known is None or known[0]() is not mark.centers:
        plate = Plate(mark.centers * scale + (dx, dy), mark.radius * scale)
        _plates[key] = known = (ref(mark.centers), plate)
        if len(_plates) > _KEPT:
            _plates.popitem(last=False)
    _plates.move_to_end(key)
    plate = known[1]
    box = QRectF(
        (plate.left - dx) / scale,
        (plate.top - dy) / scale,
        plate.width / scale,
        plate.height / scale,
    )
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(box, plate.image(mark))
    return True
