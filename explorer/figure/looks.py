"""How the categories of a dataset look in a style."""

from __future__ import annotations

from explorer.dataset.model import Dataset
from explorer.figure.style import CategoryStyle, Style


def category_look(dataset: Dataset, style: Style, code: int) -> CategoryStyle:
    """The look of a category by its number; a plain one where an event has none."""
    if code < 0:
        return style.category("other", len(style.pairs) - 1)
    return style.category(dataset.categories[code].id, code)


def looks(dataset: Dataset, style: Style) -> tuple[CategoryStyle, ...]:
    """The look of each category, by its number; the last (-1) is for events without one."""
    return tuple(category_look(dataset, style, i) for i in (*range(len(dataset.categories)), -1))


def look_of(dataset: Dataset, style: Style, category_id: str) -> CategoryStyle:
    """The look of a category by its id."""
    ids = [c.id for c in dataset.categories]
    return category_look(dataset, style, ids.index(category_id) if category_id in ids else -1)
