"""Putting pictures together: moving marks, embedding pictures, breaking lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np

from explorer.common.records import dataclass
from explorer.figure.picture import (
    Area,
    Font,
    Hexes,
    Layer,
    Line,
    Mark,
    Measure,
    Picture,
    Rect,
    Text,
)

_TIGHT: Final = "，。、；：！？）》」』”’%…,.;:!?)]"
"""Signs that no line begins with."""
_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_TOKENS: Final = re.compile(rf"\s*(?:[{_WIDE}][{re.escape(_TIGHT)}]*|[^\s{_WIDE}]+)")


@dataclass(frozen=True, slots=True)
class Block:
    """Marks laid out from (0, 0), and the height in pixels they take."""

    marks: tuple[Mark, ...]
    height: float

    def at(self, x: float, y: float) -> tuple[Mark, ...]:
        """The marks with the block's corner at (x, y)."""
        return tuple(moved(mark, x, y) for mark in self.marks)


EMPTY: Final = Block((), 0.0)


def moved(mark: Mark, dx: float, dy: float) -> Mark:
    """``mark`` shifted by (dx, dy) pixels."""
    if isinstance(mark, Area):
        return replace(mark, rings=tuple(ring + np.array([dx, dy]) for ring in mark.rings))
    if isinstance(mark, Line):
        return replace(mark, points=mark.points + np.array([dx, dy]))
    if isinstance(mark, Hexes):
        return replace(mark, centers=mark.centers + np.array([dx, dy]))
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


def embed(picture: Picture, x: float, y: float, name: str = "") -> tuple[Layer, ...]:
    """The layers of ``picture`` with its corner at (x, y), cut to its box, the background first.
    ``name`` and a dot go before the layers' names."""
    box = (x, y, picture.width, picture.height)
    prefix = f"{name}." if name else ""
    found: list[Layer] = []
    if picture.background:
        found.append(Layer(f"{prefix}ground", (Rect(*box, fill=picture.background),)))
    for layer in picture.layers:
        marks = tuple(moved(mark, x, y) for mark in layer.marks)
        clip = box if layer.clip is None else _cut(layer.clip, x, y, box)
        found.append(Layer(prefix + layer.name, marks, clip))
    return tuple(found)


Frame = tuple[float, float, float, float]


def _cut(clip: Frame, dx: float, dy: float, box: Frame) -> Frame:
    """``clip`` moved, and cut to ``box``; (x, y, w, h)."""
    left, top = max(clip[0] + dx, box[0]), max(clip[1] + dy, box[1])
    right = min(clip[0] + dx + clip[2], box[0] + box[2])
    bottom = min(clip[1] + dy + clip[3], box[1] + box[3])
    return left, top, max(0.0, right - left), max(0.0, bottom - top)


def wrap(text: str, font: Font, width: float, measure: Measure) -> list[str]:
    """Lines no wider than ``width`` pixels: broken at spaces and between Chinese characters, and
    within a word only where it is too wide by itself. At least one line."""
    lines: list[str] = []
    line = ""
    for token in _TOKENS.findall(" ".join(text.split())):
        if measure.width((line + token).strip(), font) <= width:
            line += token
            continue
        if line:
            lines.append(line.strip())
        line = token.strip()
        while len(line) > 1 and measure.width(line, font) > width:
            head = _fitting(line, font, width, measure)
            lines.append(line[:head])
            line = line[head:]
    lines.append(line.strip())
    return lines


def _fitting(text: str, font: Font, width: float, measure: Measure) -> int:
    """How many characters fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure.width(text[:middle], font) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def shortened(text: str, font: Font, width: float, measure: Measure) -> str:
    """``text``, or as much of it as fits, ending in an ellipsis."""
    if measure.width(text, font) <= width:
        return text
    head = _fitting(text, font, max(1.0, width - measure.width("…", font)), measure)
    return text[:head].rstrip() + "…"


def line_text(
    x: float,
    y: float,
    text: str,
    font: Font,
    color: str,
    measure: Measure,
    role: str = "",
    *,
    right: bool = False,
) -> Text:
    """A text that starts (or with ``right`` ends) at ``x``, its baseline at ``y``."""
    width = measure.width(text, font)
    return Text(x - width if right else x, y, text, font, color, width, role=role)


def paragraph(
    lines: Iterable[str],
    font: Font,
    leading: float,
    color: str,
    measure: Measure,
    role: str,
    *,
    right: float | None = None,
) -> Block:
    """Lines ``leading`` pixels apart, from the left, or ending at x = ``right``."""
    up, down = measure.ascent(font), measure.descent(font)
    first = (leading - up - down) / 2 + up
    marks: list[Mark] = []
    count = 0
    for line in lines:
        y = first + count * leading
        x, end = (0.0, False) if right is None else (right, True)
        marks.append(line_text(x, y, line, font, color, measure, role, right=end))
        count += 1
    return Block(tuple(marks), count * leading)
