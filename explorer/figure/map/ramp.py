"""The card on the map that says what the colours of cells mean."""

from __future__ import annotations

from functools import lru_cache
from math import log10
from typing import Final

import numpy as np

from explorer.figure.map.cells import kilometres
from explorer.figure.map.cellwords import density_words, scale_title, short_number, wide_words
from explorer.figure.picture import Font, Line, Mark, Measure, Rect, Text
from explorer.figure.style import Style
from explorer.figure.view import MapView

EDGE: Final = 12.0  # pixels from the edge of the map
GAP: Final = 8.0  # pixels from what else lies over it
PAD: Final = 12.0
BAR: Final = 9.0
LEAST: Final = 200.0  # width of the colours


@lru_cache(maxsize=8)
def legend(
    view: MapView,
    style: Style,
    measure: Measure,
    colors: tuple[str, ...],
    top: int,
    events: int,
    level: int,
) -> tuple[Mark, ...]:
    """The card, in the lower right corner or above what lies there; none where there is no room.
    ``view``: camera, language and obstacles; ``top``: what the last of ``colors`` stands for;
    ``events``: how many are in view. The very same marks again while a brush moves."""
    f, t, lang = view.size_factor, style.tokens, view.lang
    strong, plain, small = Font(12 * f, 600), Font(12 * f), Font(11 * f)
    title, how = scale_title(lang)
    notes = (density_words(events, lang), wide_words(kilometres(level), lang))
    head = measure.width(title, strong)
    wide = max(
        LEAST * f,
        head + 6 * f + measure.width(how, plain),
        *(measure.width(note, small) for note in notes),
    )
    w, h = wide + 2 * PAD * f, (20 + 16 + 18 + 2 * 15 + 8) * f
    at = _corner(view, w, h)
    if at is None:
        return ()
    x, y = at[0] + PAD * f, at[1]
    made: list[Mark] = [Rect(*at, w, h, t.panel, t.line2, max(1.0, f**0.5), 8 * f)]
    line = y + 20 * f
    made.append(Text(x, line, title, strong, t.text, head, role="legend"))
    made.append(
        Text(x + head + 6 * f, line, how, plain, t.text2, measure.width(how, plain), role="legend")
    )
    made += _bar(x, y + 29 * f, wide, colors, top, view, style, measure)
    for k, note in enumerate(notes):
        at_y = y + (68 + 15 * k) * f
        made.append(Text(x, at_y, note, small, t.text2, measure.width(note, small), role="legend"))
    return tuple(made)


def _bar(
    x: float,
    y: float,
    wide: float,
    colors: tuple[str, ...],
    top: int,
    view: MapView,
    style: Style,
    measure: Measure,
) -> list[Mark]:
    """The colours side by side, with ticks on the powers of ten."""
    f, t, font = view.size_factor, style.tokens, Font(11 * view.size_factor)
    step = wide / len(colors)
    made: list[Mark] = [
        Rect(x + k * step, y, step + (0.5 if k < len(colors) - 1 else 0.0), BAR * f, color)
        for k, color in enumerate(colors)
    ]
    end = x
    for power in range(int(log10(top) + 1e-9) + 1):
        text = short_number(10**power, view.lang)
        width = measure.width(text, font)
        middle = x + step / 2 + power / log10(top) * (wide - step)
        left = min(max(middle - width / 2, x), x + wide - width)
        if left < end:
            continue
        end = left + width + 4 * f
        tick = np.array([[middle, y + BAR * f], [middle, y + (BAR + 3) * f]])
        made.append(Line(tick, t.text2, max(1.0, f**0.5)))
        made.append(Text(left, y + (BAR + 13) * f, text, font, t.text2, width, role="legend"))
    return made


def _corner(view: MapView, w: float, h: float) -> tuple[float, float] | None:
    """Left and top of the card."""
    edge, gap = EDGE * view.size_factor, GAP * view.size_factor
    for x in (view.width - edge - w, edge):
        y = view.height - edge - h
        for _ in range(len(view.obstacles) + 1):
            above = [
                oy - gap - h
                for ox, oy, ow, oh in view.obstacles
                if ox < x + w + gap and x < ox + ow + gap and oy < y + h + gap and y < oy + oh + gap
            ]
            if not above:
                break
            y = min(above)
        if y >= view.height / 4 and x >= edge:
            return x, y
    return None
