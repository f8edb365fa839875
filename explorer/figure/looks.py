"""How the categories of a dataset look in a style."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from explorer.dataset.model import Dataset
from explorer.figure.style import CategoryStyle, Style

Looks = tuple[CategoryStyle, ...]

_known: WeakKeyDictionary[Dataset, dict[Style, Looks]] = WeakKeyDictionary()


def looks(dataset: Dataset, style: Style) -> Looks:
    """The look of each category, by its number; the last (-1) is for events without one."""
    kept = _known.setdefault(dataset, {})
    if style not in kept:
        kept[style] = _dealt(dataset, style)
    return kept[style]


def _dealt(dataset: Dataset, style: Style) -> Looks:
    """Categories that the style names have their own pair. The others take those that are left,
    in order, and once all are used the same shapes with the next fill: no two look the same."""
    pairs, own = dict(style.pairs), [category.id for category in dataset.categories]
    taken = set(own)
    if (dataset.events.category.codes < 0).any():
        taken.add("other")
    free = [key for key in pairs if key not in taken]
    out: list[CategoryStyle] = []
    unnamed = 0
    for key in own:
        if key in pairs:
            out.append(pairs[key])
            continue
        spent = unnamed - len(free)
        out.append(pairs[free[unnamed]] if spent < 0 else style.category("", len(pairs) + spent))
        unnamed += 1
    return (*out, style.category("other", len(pairs) - 1))


def category_look(dataset: Dataset, style: Style, code: int) -> CategoryStyle:
    """The look of a category by its number; a plain one where an event has none."""
    return looks(dataset, style)[max(code, -1)]


def look_of(dataset: Dataset, style: Style, category_id: str) -> CategoryStyle:
    """The look of a category by its id."""
    ids = [c.id for c in dataset.categories]
    return category_look(dataset, style, ids.index(category_id) if category_id in ids else -1)
