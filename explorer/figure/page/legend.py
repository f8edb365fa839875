"""The legend of a poster: the categories shown, then the forms that are used."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.model import Bool, Dataset
from explorer.figure.colors import mix
from explorer.figure.looks import category_look
from explorer.figure.page.compose import Block, line_text, shortened
from explorer.figure.picture import Circle, Font, Glow, Line, Mark, Measure, Rect, Symbol
from explorer.figure.status import event_state, site_state
from explorer.figure.style import CategoryStyle, Style

Kind = Literal["category", "outline", "struck", "doubtful", "route", "country", "region"]
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "outline": ("Planned", "计划中"),
    "struck": ("Closed or stopped", "已关闭或中止"),
    "doubtful": ("Low confidence", "可信度低"),
    "route": ("Planned route", "计划中的路线"),
    "country": ("Country named", "仅知国家"),
    "region": ("Region known", "仅知地区"),
}
_ROUTES: Final = frozenset({"data_center", "partnership", "investment"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign of the legend and its words."""

    kind: Kind
    text: str
    look: CategoryStyle

    @property
    def extra(self) -> bool:
        """Whether it explains a form rather than a category."""
        return self.kind != "category"


def entries(
    dataset: Dataset,
    visible: Bool,
    style: Style,
    lang: Lang,
    *,
    with_map: bool,
    now: int | None = None,
) -> list[Entry]:
    """What the visible events make use of: categories in the package's order, then forms."""
    found: list[Entry] = []
    codes = dataset.events.category.codes[visible]
    for code in np.unique(codes[codes >= 0]):
        category = dataset.categories[int(code)]
        name = (category.name_zh if lang == "zh" else "") or category.name or category.id
        found.append(Entry("category", name, category_look(dataset, style, int(code))))
    look = _plain(style)
    forms = _forms(dataset, visible, with_map, now)
    return found + [Entry(kind, _WORDS[kind][lang == "zh"], look) for kind in forms]


def _plain(style: Style) -> CategoryStyle:
    """The look of signs that stand for every category: the first one's."""
    return style.pairs[0][1]


def _forms(dataset: Dataset, visible: Bool, with_map: bool, now: int | None) -> list[Kind]:
    events, sites = dataset.events, dataset.sites
    states = {event_state(dataset, int(i)) for i in np.flatnonzero(visible)}
    routes = False
    used: set[str] = set()
    if with_map:
        shown = np.flatnonzero(visible[sites.event] & np.isfinite(sites.draw_lon))
        used = {sites.precision.text(int(s)) for s in shown}
        for s in map(int, shown):
            state = site_state(dataset, s, now)
            states.add(state)
            category = events.category.text(int(sites.event[s]))
            routes |= state == "outline" and category in _ROUTES
    found: list[Kind] = []
    if "outline" in states:
        found.append("outline")
    if "struck" in states:
        found.append("struck")
    if (events.confidence[visible] == 0).any():
        found.append("doubtful")
    if routes:
        found.append("route")
    if "country" in used:
        found.append("country")
    if "region" in used:
        found.append("region")
    return found


def _sign(entry: Entry, x: float, y: float, size: float, style: Style) -> tuple[list[Mark], float]:
    """The sign with its left end at ``x``, centred on ``y``; its width. ``size``: of the type."""
    look, t = entry.look, style.tokens
    radius, edge = 0.48 * size, max(0.8, 0.075 * size)
    middle = x + radius
    width = 2 * radius
    match entry.kind:
        case "category":
            return [Symbol(middle, y, look.shape, radius, look.fill, look.edge, edge)], width
        case "outline":
            return [Symbol(middle, y, look.shape, radius, t.panel, look.line, edge)], width
        case "struck":
            mark = Symbol(
                middle,
                y,
                look.shape,
                radius,
                look.fill,
                look.edge,
                edge,
                halo=t.panel,
                strike=True,
            )
            return [mark], width
        case "doubtful":
            fill = mix(look.fill, t.panel, 0.45)
            dash = (0.14 * size, 0.12 * size)
            return [Symbol(middle, y, look.shape, radius, fill, look.line, edge, dash=dash)], width
        case "route":
            ends = np.array([(x, y), (x + 2.1 * size, y)])
            dash = (0.34 * size, 0.24 * size)
            return [Line(ends, look.line, max(0.9, 0.085 * size), dash)], 2.1 * size
        case "country":
            box = Rect(
                x,
                y - 0.43 * size,
                1.3 * size,
                0.86 * size,
                mix(t.line2, t.land, 0.6),
                t.line2,
                max(0.7, size / 20),
                0.15 * size,
            )
            return [box], 1.3 * size
        case "region":
            glow = Glow(x + size, y, size, 0.62 * size, look.fill, 0.75)
            return [glow, Circle(x + size, y, 0.2 * size, look.fill)], 2 * size


_PITCH: Final = 1.6  # from row to row, in type sizes
_TRIES: Final = ((1.0, 1.7), (1.0, 1.45), (1.0, 1.2), (0.92, 1.2))
"""(type size, gap between entries in type sizes), the best first."""


def legend(shown: list[Entry], size: float, width: float, style: Style, measure: Measure) -> Block:
    """The entries in rows no wider than ``width``, type of ``size`` pixels; a little closer or
    smaller where that saves a row."""
    if not shown:
        return Block((), 0.0)
    best, least = Block((), 0.0), 0
    for a, gap in _TRIES:
        for parted in (True, False):  # forms in a row of their own, where that costs no row
            block = _rows(shown, a * size, width, a * gap * size, style, measure, parted)
            rows = round(block.height / (_PITCH * a * size))
            if not least or rows < least:
                best, least = block, rows
    return best


def _rows(
    shown: list[Entry],
    size: float,
    width: float,
    gap: float,
    style: Style,
    measure: Measure,
    parted: bool,
) -> Block:
    font, t = Font(size, 400), style.tokens
    row_height, near = _PITCH * size, 0.55 * size
    base = (measure.ascent(font) - measure.descent(font)) / 2
    marks: list[Mark] = []
    x, y = 0.0, row_height / 2
    extra = False
    for entry in shown:
        # Signs are as wide wherever they stand: measured first, then put down.
        _, sign_width = _sign(entry, 0.0, 0.0, size, style)
        words = shortened(entry.text, font, width - sign_width - near, measure)
        room = sign_width + near + measure.width(words, font)
        rule = entry.extra and not extra and x > 0
        if x > 0 and ((parted and rule) or x + (gap / 2 if rule else 0.0) + room > width):
            x, y, rule = 0.0, y + row_height, False
        if rule:
            at = x - gap / 4
            ends = np.array([(at, y - 0.6 * size), (at, y + 0.6 * size)])
            marks.append(Line(ends, t.line2, max(0.6, size / 20)))
            x += gap / 2
        extra = entry.extra
        marks += _sign(entry, x, y, size, style)[0]
        start = x + sign_width + near
        marks.append(line_text(start, y + base, words, font, t.text, measure, "legend"))
        x += room + gap
    return Block(tuple(marks), y + row_height / 2)
