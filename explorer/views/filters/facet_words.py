"""The small buttons of a hovered row, and what its tooltip says."""

from __future__ import annotations

from typing import Final

from explorer.common.look import Lang
from explorer.views.filters.facet_model import FacetModel
from explorer.views.filters.facet_paint import NAME_X, WORD_FONT
from explorer.views.lettering import width_of
from explorer.views.words import word

GAP: Final = 12
"""Between the buttons, in pixels."""
_LEAST_NAME: Final = 34


def word_keys(facet: FacetModel, row: int) -> tuple[str, ...]:
    """The buttons of a row: the first asks for it alone (or for all again), the last leaves it
    out; one that is left out can only be let in again."""
    if facet.state(row)[1]:
        return ("facet_keep",)
    alone = facet.choice.marked == (facet.key(row),)
    return ("facet_all" if alone else "facet_only", "facet_except")


def placed(keys: tuple[str, ...], lang: Lang, right: float) -> tuple[tuple[str, float], ...]:
    """Texts and left ends of buttons that end at ``right``; none where they don't fit."""
    found: list[tuple[str, float]] = []
    for key in reversed(keys):
        text = word(key, lang)
        right -= width_of(text, WORD_FONT)
        found.insert(0, (text, right))
        right -= GAP
    return tuple(found) if right > NAME_X + _LEAST_NAME else ()


def row_tip(facet: FacetModel, row: int, lit: int) -> str:
    """What the tooltip over a row says; ``lit``: the button under the pointer, -1 for none."""
    lang, shown = facet.lang, facet.row(row)
    if lit >= 0:
        return word(f"{word_keys(facet, row)[lit]}_tip", lang, name=shown.label)
    counts = word("facet_tip", lang, n=f"{shown.count:,}", total=f"{shown.total:,}")
    end = [word("facet_tip_left_out", lang)] if shown.excluded else []
    return " · ".join([shown.label, counts, *end])
