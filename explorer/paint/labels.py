"""Texts on QPainters: cached images on raster devices, real text over a path in PDF."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache
from math import ceil, cos, inf, pi, sin
from threading import local
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from explorer.figure.picture import Text
from explorer.paint import pieces
from explorer.paint.fonts import EM, QtMeasure, clean, em_font

SMOOTH: Final = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
_MEASURE: Final = QtMeasure()
LETTER: Final = 40
"""Device pixels of a font beyond which the halo of each letter takes its time."""


Sprite = tuple[QImage, float, float]
"""An image and its anchor, x and y in device pixels from its top left."""


class Sprites(local):
    """Images by key, the least recently used dropped beyond ``limit`` bytes. Each thread has its
    own."""

    def __init__(self, limit: int = 96_000_000) -> None:
        self._limit = limit
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Sprite, ...]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def get(self, key: Hashable, make: Callable[[], tuple[QImage, QPointF]]) -> Sprite:
        """The image of ``key`` and its anchor."""

        def one() -> tuple[Sprite, ...]:
            image, anchor = make()
            return ((image, anchor.x(), anchor.y()),)

        return self.parts(key, one)[0]

    def parts(self, key: Hashable, make: Callable[[], tuple[Sprite, ...]]) -> tuple[Sprite, ...]:
        """What ``key`` stands for, in one image or in several."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        made = self._kept[key] = make()
        self._bytes += _size(made)
        while self._bytes > self._limit and len(self._kept) > 1:
            self._bytes -= _size(self._kept.popitem(last=False)[1])
        return made


def _size(parts: tuple[Sprite, ...]) -> int:
    return sum(image.sizeInBytes() for image, _, _ in parts)


SPRITES: Final = Sprites()


def blank(width: float, height: float) -> QImage:
    """A clear image of at least ``width`` by ``height`` device pixels."""
    made = QImage(
        max(1, ceil(width)), max(1, ceil(height)), QImage.Format.Format_ARGB32_Premultiplied
    )
    made.fill(Qt.GlobalColor.transparent)
    return made


def blit(painter: QPainter, image: QImage, anchor: QPointF, x: float, y: float) -> None:
    """Put ``image`` so that ``anchor`` comes to the logical (x, y), on whole device pixels."""
    device = painter.deviceTransform()
    place = device.map(QPointF(x, y))
    corner = QPointF(round(place.x() - anchor.x()), round(place.y() - anchor.y()))
    world = painter.worldTransform()
    base = world.inverted()[0] * device  # what the device adds: its pixel ratio, a shift
    painter.setWorldTransform(QTransform())
    if base.isIdentity():
        painter.drawImage(corner, image)
    else:
        painter.setWorldTransform(base.inverted()[0])
        painter.drawImage(corner, image)
    painter.setWorldTransform(world)


def draw_run(painter: QPainter, mark: Text, x: float, y: float, color: str) -> None:
    """One line at the baseline (x, y), without halo."""
    scale = mark.font.size / EM
    painter.save()
    painter.translate(x, y)
    painter.scale(scale, scale)
    painter.setFont(em_font(mark.font))
    painter.setPen(QColor(color))
    painter.drawText(QPointF(0, 0), clean(mark.text))
    painter.restore()


@lru_cache(maxsize=64)
def _stamp_offsets(radius: float) -> list[tuple[float, float]]:
    """Where copies go so that together they widen a text by ``radius`` device pixels: on circles,
    less than a pixel from each other."""
    found: list[tuple[float, float]] = []
    while radius > 0.3:
        n = max(8, ceil(2 * pi * radius / 0.8))
        turns = [2 * pi * k / n for k in range(n)]
        found += [(radius * cos(a), radius * sin(a)) for a in turns]
        radius -= 1.2
    return found


def text_image(mark: Text, ratio: float, quick: bool) -> tuple[QImage, QPointF]:
    """A text with its halo as an image, and its baseline's left end in it. ``quick``: a halo of
    stamped copies, made in a tenth of the time, a little rough when seen enlarged."""
    grow = mark.halo_width / 2 if mark.halo else 0.0
    pad = ceil((grow + mark.font.size * 0.25) * ratio) + 1
    width = _MEASURE.width(mark.text, mark.font)
    up = ceil(_MEASURE.ascent(mark.font) * 1.2 * ratio) + pad
    down = ceil(_MEASURE.descent(mark.font) * 1.2 * ratio) + pad
    image = blank(width * ratio + 2 * pad, up + down)
    anchor = QPointF(pad, up)
    painter = QPainter(image)
    painter.setRenderHints(SMOOTH)
    x, y = pad / ratio, up / ratio
    if grow and quick:
        mask = blank(image.width(), image.height())
        stamp = QPainter(mask)
        stamp.setRenderHints(SMOOTH)
        stamp.scale(ratio, ratio)
        draw_run(stamp, mark, x, y, mark.halo)
        stamp.end()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for dx, dy in _stamp_offsets(grow * ratio):
            painter.drawImage(QPointF(dx, dy), mask)
    painter.scale(ratio, ratio)
    path = _outline(mark) if grow and not quick else None
    wide = pieces.HALO if mark.font.size * ratio > LETTER else pieces.WIDE
    for left, right in pieces.columns(painter, x, width, wide):
        if path is not None:
            _stroke_halo(painter, mark, x, y, _between(path, mark, left - x, right - x))
        draw_run(painter, mark, x, y, mark.color)
    painter.end()
    return image, anchor


def draw_halo(painter: QPainter, mark: Text, x: float, y: float) -> None:
    """The halo as a stroked path, which no reader of a PDF takes for text."""
    _stroke_halo(painter, mark, x, y, _outline(mark))


def _outline(mark: Text) -> QPainterPath:
    """The letters in the size of the font that is scaled."""
    path = QPainterPath()
    path.addText(QPointF(0, 0), em_font(mark.font), clean(mark.text))
    return path


def _between(path: QPainterPath, mark: Text, left: float, right: float) -> QPainterPath:
    """The parts of ``path`` whose halo reaches into ``left`` to ``right``, from the text's start
    on."""
    if right == inf:
        return path
    scale = mark.font.size / EM
    low, high = left / scale - mark.halo_width / scale, right / scale + mark.halo_width / scale
    found = QPainterPath()
    for first, last, part in pieces.subpaths(path):
        if first <= high and last >= low:
            found.addPath(part)
    return found


def _stroke_halo(painter: QPainter, mark: Text, x: float, y: float, path: QPainterPath) -> None:
    scale = mark.font.size / EM
    pen = QPen(QColor(mark.halo), mark.halo_width / scale)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.save()
    painter.translate(x, y)
    painter.scale(scale, scale)
    painter.strokePath(path, pen)
    painter.restore()


def _tightened(mark: Text) -> Text:
    """A text whose letters stand so near that readers of PDF don't take each for a word: they
    part words at a tenth of the size (poppler's minWordBreakSpace). Stays centred."""
    font, limit = mark.font, 0.08 * mark.font.size
    if font.tracking <= limit:
        return mark
    shift = (font.tracking - limit) * len(mark.text) / 2
    return replace(mark, x=mark.x + shift, font=replace(font, tracking=limit))


def draw_text(
    painter: QPainter, mark: Text, vector: bool, ratio: float, large: bool = False
) -> None:
    """Any text. ``vector``: the device keeps text as text; ``ratio``: device pixels for one
    logical; ``large``: it may be drawn in pieces."""
    if not clean(mark.text).strip() or mark.font.size <= 0 or mark.opacity <= 0:
        return
    painter.setOpacity(mark.opacity)
    if vector:
        mark = _tightened(mark)
        if mark.halo and mark.halo_width > 0:
            draw_halo(painter, mark, mark.x, mark.y)
        draw_run(painter, mark, mark.x, mark.y, mark.color)
    elif mark.halo and mark.halo_width > 0:
        halo = (mark.halo, mark.halo_width)
        key = (mark.text, mark.font, mark.color, halo, round(ratio, 4), False)
        image, left, top = SPRITES.get(key, lambda: text_image(mark, ratio, False))
        blit(painter, image, QPointF(left, top), mark.x, mark.y)
    elif large:
        for _ in pieces.columns(painter, mark.x, mark.width, pieces.WIDE):
            draw_run(painter, mark, mark.x, mark.y, mark.color)
    else:
        draw_run(painter, mark, mark.x, mark.y, mark.color)
    painter.setOpacity(1.0)
