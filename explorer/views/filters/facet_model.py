"""The values of one facet as a list model: which rows, in which order, with which figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.common.text import fold
from explorer.dataset.model import Bool, Dataset
from explorer.query.choice import Choice
from explorer.query.clauses import FIELDS
from explorer.query.facets import FacetCounts, folded_names, value_names
from explorer.views.words import word

ROWS_AT_FIRST: Final = 5
SPARE: Final = 2
"""So many more are shown rather than hidden behind 'show more'."""
_WHOLE: Final = {"category": 12}
"""Facets that are shown whole up to so many values."""
_LISTED: Final = ("category", "confidence", "dispute")
"""Facets in the order of their lists; the others stand by count."""

assert set(_LISTED) <= set(FIELDS)

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One value as it is shown. ``count`` of ``total``: with a selection selected of filtered,
    else filtered of all."""

    key: str
    label: str
    count: int
    total: int
    checked: bool
    excluded: bool

    def spoken(self, lang: Lang) -> str:
        """'Malaysia, 6 of 17, on'."""
        counts = word("facet_counts", lang, n=f"{self.count:,}", total=f"{self.total:,}")
        state = "facet_left_out" if self.excluded else "facet_on" if self.checked else "facet_off"
        return word("facet_row", lang, name=self.label, counts=counts, state=word(state, lang))


class FacetModel(QAbstractListModel):
    """Rows are values that some event carries: the first few and those chosen, or all, or those
    whose name fits ``needle``. ``take`` gives new figures without moving a row."""

    def __init__(self, dataset: Dataset, field: str, parent: Any = None) -> None:
        super().__init__(parent)
        self.field: Final = field
        self.choice = Choice()
        self.lang: Lang = "en"
        self.whole = False
        self.needle = ""
        self.places: list[int] = []  # of the values, by row
        self.carried = 0  # values that some event carries under all filters (and the selection)
        self.largest = 1  # the largest count, at least 1
        self.dulled = False  # whether the last figures made some count 0, or more than that
        self._dataset = dataset
        self._counts: FacetCounts | None = None
        self._order: list[int] = []
        self._shown: Any = np.zeros(0, dtype=np.int64)
        self._base: Any = self._shown
        self._labels: dict[int, str] = {}
        self._namers: dict[str, Callable[[str], str]] = {}
        self._folded: dict[str, str] | None = None
        self._marked: frozenset[str] = frozenset()

    # What is known

    @property
    def present(self) -> int:
        """Number of values that some event of the dataset carries."""
        return len(self._order)

    @property
    def hidden(self) -> int:
        """Number of values behind 'show more'."""
        return 0 if self.needle else self.present - len(self.places)

    @property
    def can_hide(self) -> bool:
        """Whether there are more values than are shown at first."""
        return self.present > _WHOLE.get(self.field, ROWS_AT_FIRST + SPARE)

    def key(self, row: int) -> str:
        """The value in that row."""
        assert self._counts is not None
        return self._counts.values[self.places[row]]

    def row_of(self, key: str) -> int:
        """The row of a value, -1 when it is not shown."""
        for row in range(len(self.places)):
            if self.key(row) == key:
                return row
        return -1

    def label(self, row: int) -> str:
        """What the value in that row is called."""
        place = self.places[row]
        if place not in self._labels:
            assert self._counts is not None
            self._labels[place] = self._namer(self.lang)(self._counts.values[place])
        return self._labels[place]

    def second(self, row: int) -> str:
        """An organization's name in the other language, '' when there is none."""
        if self.field != "organization":
            return ""
        other = self._namer("zh" if self.lang == "en" else "en")(self.key(row))
        return "" if other == self.label(row) else other

    def figures(self, row: int) -> tuple[int, int]:
        """Count and total of that row."""
        place = self.places[row]
        return int(self._shown[place]), int(self._base[place])

    def state(self, row: int) -> tuple[bool, bool]:
        """Whether the value in that row is asked for, and whether it is left out."""
        key = self.key(row)
        return key in self._marked, key in self.choice.excluded

    def row(self, row: int) -> Row:
        """All of a row."""
        checked, excluded = self.state(row)
        return Row(self.key(row), self.label(row), *self.figures(row), checked, excluded)

    def _namer(self, lang: str) -> Callable[[str], str]:
        if lang not in self._namers:
            self._namers[lang] = value_names(self._dataset, self.field, lang)
        return self._namers[lang]

    # What changes

    def take(self, counts: FacetCounts, choice: Choice, lang: Lang) -> Bool | None:
        """Take over figures; (k,) bool of the values whose figures changed, None when all rows
        have to be drawn anew."""
        fresh = self._counts is None
        anew = fresh or choice != self.choice or lang != self.lang
        shown = counts.filtered if counts.selected is None else counts.selected
        base = counts.total if counts.selected is None else counts.filtered
        if lang != self.lang:
            self._labels.clear()
        changed = None if anew else (shown != self._shown) | (base != self._base)
        if changed is None or changed.any():
            largest = max(1, int(shown.max(initial=0)))
            if changed is not None:
                self.dulled = bool(((shown == 0) != (self._shown == 0)).any())
                if largest != self.largest:
                    changed[:] = True  # all bars are longer or shorter
            self.carried, self.largest = int(np.count_nonzero(shown)), largest
        self._counts, self._shown, self._base = counts, shown, base
        if anew:
            self.choice, self.lang, self._marked = choice, lang, frozenset(choice.marked)
        if fresh:
            self._order = self._sorted()
        if anew:
            self.arrange()
        return changed

    def _sorted(self) -> list[int]:
        assert self._counts is not None
        total = self._counts.total
        if self.field in _LISTED:
            ranks = np.arange(len(total))
            order = ranks[::-1] if self.field == "confidence" else ranks
        else:
            order = np.lexsort((np.arange(len(total)), -total, -self._shown))
        return [int(k) for k in order if total[k] > 0]

    @property
    def out_of_order(self) -> bool:
        """Whether the counts would have the values in another order."""
        return self.field not in _LISTED and self._order != self._sorted()

    def sort_by_count(self) -> None:
        """Put the values in the order of their counts now."""
        self._order = self._sorted()
        self.arrange()

    def arrange(self) -> None:
        """Choose the rows to be shown; the model is reset when they are others."""
        places = self._wanted()
        if places != self.places:
            self.beginResetModel()
            self.places = places
            self.endResetModel()

    def _wanted(self) -> list[int]:
        assert self._counts is not None
        values = self._counts.values
        if self.needle:
            return [k for k in self._order if self._fits(values[k])]
        if self.whole or not self.can_hide:
            return self._order
        chosen = {*self._marked, *self.choice.excluded}
        rest = self._order[ROWS_AT_FIRST:]
        return self._order[:ROWS_AT_FIRST] + [k for k in rest if values[k] in chosen]

    def _fits(self, value: str) -> bool:
        if self._folded is None:
            self._folded = folded_names(self._dataset, self.field)
        text = self._folded.get(value) or fold(value)
        return all(part in text for part in fold(self.needle).split())

    # The model

    def rowCount(self, parent: Index | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Label, spoken text and check state."""
        if not index.isValid() or not 0 <= index.row() < len(self.places):
            return None
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.label(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.row(row).spoken(self.lang)
        if role == Qt.ItemDataRole.CheckStateRole:
            checked, excluded = self.state(row)
            states = Qt.CheckState
            return (
                states.PartiallyChecked
                if excluded
                else states.Checked
                if checked
                else states.Unchecked
            )
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        kinds = Qt.ItemFlag
        return kinds.ItemIsEnabled | kinds.ItemIsSelectable | kinds.ItemIsUserCheckable
