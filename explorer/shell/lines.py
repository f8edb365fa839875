"""A table of lines that are read, as dialogs have them: one record in each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from explorer.common.look import Lang, Theme
from explorer.figure.style import load_style
from explorer.views.plain import tip

Index = QModelIndex | QPersistentModelIndex
NONE: Final = QModelIndex()
T = TypeVar("T")


class LinesModel(QAbstractTableModel, Generic[T]):
    """``columns``: their keys. ``tokens``: the colour of a cell of the first column, by the key
    that ``kind`` tells. Cells are worded when they are looked at."""

    def __init__(self, columns: Sequence[str], tokens: dict[str, str], lines: Sequence[T]) -> None:
        super().__init__()
        self.columns, self._tokens = columns, tokens
        self.lines = lines
        self.lang: Lang = "en"
        self._inks: dict[str, QColor] = {}

    def show_lines(self, lines: Sequence[T]) -> None:
        """Take over what is to be listed."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def restyle(self, lang: Lang, theme: Theme) -> None:
        """Take over language and theme."""
        tokens = load_style(theme).tokens
        self.lang = lang
        self._inks = {key: QColor(getattr(tokens, name)) for key, name in self._tokens.items()}
        if self.lines:
            last = self.index(len(self.lines) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def kind(self, line: T) -> str:
        """Which of ``tokens`` a line has."""
        raise NotImplementedError

    def shown(self, line: T, name: str) -> str:
        """The text of one cell."""
        raise NotImplementedError

    def head(self, name: str) -> str:
        """The text above a column."""
        raise NotImplementedError

    def order(self, line: T, name: str) -> Any:
        """What a column is sorted by."""
        return self.shown(line, name)

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, name = self.lines[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.shown(line, name)
            case Qt.ItemDataRole.UserRole:
                return self.order(line, name)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self.shown(line, name))
            case Qt.ItemDataRole.ForegroundRole if index.column() == 0:
                return self._inks.get(self.kind(line))
        return None

    def headerData(
        self, section: int, across: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if across == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.head(self.columns[section])
        return None


def dress(table: QTableView, widths: Sequence[int], stretched: int) -> None:
    """Rows of one line, without a grid; ``widths`` of the columns in pixels, ``stretched``: the
    one that takes what is left. The table has its model."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(30)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    for column, width in enumerate(widths):
        table.setColumnWidth(column, width)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
