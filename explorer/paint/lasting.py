"""Lines most of which come again from frame to frame: what has lately come or gone is painted anew,
all else is put down as one image."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtGui import QPainter, QPixmap

from explorer.common.records import dataclass
from explorer.figure.picture import Layer, Mark, Picture
from explorer.paint.painter import paint, to_pixmap

LATELY: Final = 48
"""Frames for which a line that came or went may do so again."""
FEWEST: Final = 16
"""Lines for which an image pays."""
OTHERS: Final = 2
"""Frames without an image once most lines are others, or one has gone that was there for long: it
may be that there is no brush that moves, or that with each of its steps another goes."""

Size = tuple[float, float]
Where = tuple[Size, float, object]
"""Size and ratio of the picture, and how its layer is cut."""


@dataclass(frozen=True, slots=True, eq=False)
class _Image:
    """Of ``lines``, by id."""

    pixmap: QPixmap
    where: Where
    lines: dict[int, Mark]


class Lasting:
    """For thin lines: where two cross, another may lie above than their order says."""

    def __init__(self) -> None:
        self._frame = self._next = 0  # this one, and the one from which an image may be made
        self._before: dict[int, Mark] = {}
        self._fresh: dict[int, tuple[int, Mark]] = {}  # when each came or went, the latest last
        self._image: _Image | None = None

    def paint(self, painter: QPainter, size: Size, layer: Layer, ratio: float) -> None:
        """Paint the lines of ``layer``, in a picture of that size in logical pixels."""
        lines = {id(mark): mark for mark in layer.marks}
        where = (size, ratio, layer.clip)
        self._note(lines)
        image = self._image
        if image is not None and not (image.where == where and image.lines.keys() <= lines.keys()):
            self._image = None
        if self._image is None and self._frame >= self._next:
            self._image = self._made(where, layer, lines)
        rest = layer.marks
        if self._image is not None:
            painter.drawPixmap(0, 0, self._image.pixmap)
            known = self._image.lines
            rest = tuple(mark for key, mark in lines.items() if key not in known)
        paint(painter, replace(layer, marks=rest), ratio, sprites=True)

    def _note(self, lines: dict[int, Mark]) -> None:
        """Another frame: remember what came and went."""
        self._frame += 1
        changed = lines.keys() ^ self._before.keys()
        if 2 * len(lines.keys() - changed) < len(lines):
            self._fresh.clear()
            self._next = self._frame + OTHERS
        else:
            if any(key in self._before and key not in self._fresh for key in changed):
                self._next = self._frame + OTHERS
            for key in changed:
                self._fresh.pop(key, None)
                self._fresh[key] = self._frame, lines.get(key) or self._before[key]
        while self._fresh:
            key = next(iter(self._fresh))
            if self._frame - self._fresh[key][0] <= LATELY:
                break
            del self._fresh[key]
        self._before = lines

    def _made(self, where: Where, layer: Layer, lines: dict[int, Mark]) -> _Image | None:
        still = {key: mark for key, mark in lines.items() if key not in self._fresh}
        if len(still) < FEWEST:
            return None
        size, ratio, _ = where
        part = replace(layer, marks=tuple(still.values()))
        return _Image(to_pixmap(Picture(*size, "", (part,)), ratio), where, still)
