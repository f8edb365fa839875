"""The visible events as a table model: cells are worked out when they are asked for."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from explorer.common.look import Lang
from explorer.dataset.model import I64
from explorer.session.session import Session
from explorer.views.cells import COLUMNS, cell_text
from explorer.views.event_words import amount_words
from explorer.views.plain import tip

Index = QModelIndex | QPersistentModelIndex
_KEPT: Final = 40_000  # cells remembered
_ROOT: Final = QModelIndex()


class EventTableModel(QAbstractTableModel):
    """Row ``r`` is event ``rows[r]``, column ``c`` is ``COLUMNS[c]``."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._lang: Lang = session.look.lang
        self._cells: dict[tuple[int, int], str] = {}
        self.rows: I64 = np.zeros(0, dtype=np.int64)

    def show_rows(self, rows: I64) -> bool:
        """List these events; False when they are listed already."""
        if len(rows) == len(self.rows) and bool((rows == self.rows).all()):
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True

    def set_lang(self, lang: Lang) -> None:
        """Speak another language."""
        if lang == self._lang:
            return
        self._lang = lang
        self._cells.clear()
        last = len(COLUMNS) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        if len(self.rows):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, last))

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        key = (int(self.rows[row]), column)
        found = self._cells.get(key)
        if found is None:
            if len(self._cells) >= _KEPT:
                self._cells.clear()
            found = cell_text(self._session.dataset, key[0], COLUMNS[column].key, self._lang)
            self._cells[key] = found
        return found

    def event_id(self, row: int) -> str:
        """The event of a row, '' beyond the last."""
        ids = self._session.dataset.events.id
        return ids[int(self.rows[row])] if 0 <= row < len(self.rows) else ""

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One row for each event listed."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """All columns, hidden ones too."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text and tooltip; the event's id under UserRole."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            if COLUMNS[index.column()].key == "amount":  # with the source's own conversions
                whole = amount_words(self._session.dataset, int(self.rows[index.row()]), self._lang)
                return tip(whole)
            return tip(self.text(index.row(), index.column()))
        if role == Qt.ItemDataRole.UserRole:
            return self.event_id(index.row())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].name(self._lang)
        return None
