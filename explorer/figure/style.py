"""The look as a table: colour tokens and category marks of one theme."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import cast

from explorer.common.look import Theme
from explorer.common.records import dataclass
from explorer.figure.picture import Shape
from explorer.files.resources import resource_bytes


@dataclass(frozen=True, slots=True)
class CategoryStyle:
    """``line`` is the colour of arcs, lines and text of the category."""

    shape: Shape
    fill: str
    edge: str
    line: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by role, '#rrggbb' (VISUAL.md names them); opacities 0 to 1, widths in pixels."""

    bg: str
    panel: str
    panel2: str
    line: str
    line2: str
    ctl: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_weak: str
    on_accent: str
    warning: str
    warning_ground: str
    warning_edge: str
    error: str
    error_ground: str
    good: str
    good_ground: str
    bar: str
    ocean: str
    land: str
    graticule: str
    border: str
    coast: str
    country_name: str
    shade: str
    shade_opacity: float
    shade_edge: str
    halo: str
    today: str
    mark_edge_width: float


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """Colours and marks of one theme; there is one of each, so it is itself its key."""

    theme: Theme
    tokens: Tokens
    pairs: tuple[tuple[str, CategoryStyle], ...]  # category id, look; in the order of the table
    density: tuple[str, ...]  # from few to many

    def category(self, category_id: str, place: int = 0) -> CategoryStyle:
        """The look of a category: its own when the table names it, else by ``place``, its number
        in the package's list (the same shapes with the next fill once they are used up)."""
        for key, look in self.pairs:
            if key == category_id:
                return look
        n = len(self.pairs)
        shape = self.pairs[place % n][1]
        colour = self.pairs[(place + place // n) % n][1]
        return CategoryStyle(shape.shape, colour.fill, colour.edge, colour.line)


@cache
def load_style(theme: Theme) -> Style:
    """The style of a theme, from ``resources/themes``."""
    raw = cast(Mapping[str, object], json.loads(resource_bytes(f"themes/{theme}.json")))
    tokens = Tokens(**{f.name: raw[f.name] for f in fields(Tokens)})  # type: ignore[arg-type]
    pairs = tuple(
        (c["id"], CategoryStyle(cast(Shape, c["shape"]), c["fill"], c["edge"], c["line"]))
        for c in cast(list[dict[str, str]], raw["categories"])
    )
    return Style(theme, tokens, pairs, tuple(cast(list[str], raw["density"])))
