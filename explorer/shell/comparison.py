"""What changed since an older file: a list beside the window, and each change to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFocusEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from explorer.common.look import Lang, Theme
from explorer.common.records import dataclass
from explorer.figure.style import load_style
from explorer.query.clauses import Picked, Query
from explorer.query.difference import Difference
from explorer.session.session import Session
from explorer.shell.comparison_lines import (
    KINDS,
    Line,
    event_lines,
    event_of,
    other_lines,
    title_of,
    what_of,
    when_of,
)
from explorer.shell.comparison_page import ChangePage
from explorer.views.plain import caption, plain_label, tip
from explorer.views.words import word

COLUMNS: Final = ("kind", "when", "what", "fields")
WIDTHS: Final = (86, 132, 260, 150)
SIZE: Final = (1180, 560)
_TOKENS: Final = {"added": "good", "removed": "error", "changed": "warning"}
Index = QModelIndex | QPersistentModelIndex
_NONE: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A difference and the lines that tell it; ``name``: of the older file."""

    name: str
    difference: Difference
    events: Sequence[Line]
    others: Sequence[Line]


def comparison(name: str, difference: Difference) -> Comparison:
    """Made beside the screen, as there may be very many lines."""
    return Comparison(name, difference, event_lines(difference), other_lines(difference))


class ChangesModel(QAbstractTableModel):
    """One row for each line; columns as in COLUMNS. Cells are worded when they are looked at."""

    def __init__(self, difference: Difference) -> None:
        super().__init__()
        self._difference = difference
        self._lang: Lang = "en"
        self._inks: dict[str, QColor] = {}
        self.lines: Sequence[Line] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Take over what is to be listed."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def restyle(self, lang: Lang, theme: Theme) -> None:
        """Take over language and theme."""
        tokens = load_style(theme).tokens
        self._lang = lang
        self._inks = {key: QColor(getattr(tokens, name)) for key, name in _TOKENS.items()}
        if self.lines:
            last = self.index(len(self.lines) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, name = self.lines[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._shown(line, name)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self._shown(line, name))
            case Qt.ItemDataRole.ForegroundRole if name == "kind":
                return self._inks[line.kind]
        return None

    def headerData(
        self, section: int, across: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if across == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            name = COLUMNS[section]
            others = bool(self.lines) and self.lines[0].table != "events"
            name = "table" if others and name == "when" else name
            return word(f"compare_{name}", self._lang)
        return None

    def _shown(self, line: Line, name: str) -> str:
        match name:
            case "kind":
                return word(f"compare_{line.kind}", self._lang)
            case "when":
                return when_of(self._difference, line, self._lang)
            case "what":
                told = title_of(self._difference, line, self._lang)
            case _:
                told = what_of(self._difference, line, self._lang)
        return " ".join(told.split())


class _List(QTableView):
    """Nothing is current before a person chooses: Qt would take the first row with the focus."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.selectionModel().hasSelection():
            self.selectionModel().clearCurrentIndex()


class ComparisonDialog(QDialog):
    """Stands over the window, which stays usable: a click on an event picks it there."""

    def __init__(self, found: Comparison, session: Session, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.found, self._session = found, session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("comparison")
        self.resize(*SIZE)
        self.heading = plain_label("section", self)
        self.help = plain_label("help", self)
        self.model = ChangesModel(found.difference)
        self.table = self._table()
        self.page = ChangePage(found.difference, self)
        self.filters = self._filters()
        self.only = QPushButton(self)
        self.only.setAutoDefault(False)
        self.only.clicked.connect(self.show_only)
        self.shut = QPushButton(self)
        self.shut.setAutoDefault(False)
        self.shut.clicked.connect(self.reject)
        self._lay_out()
        session.look.lang_changed.connect(self.restyle)
        session.look.theme_changed.connect(self.restyle)
        self.restyle()
        self._list(0)
        self.shut.setFocus()

    def _lay_out(self) -> None:
        top, foot, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.heading, 1)
        top.addWidget(self.filters)
        foot.addWidget(self.help, 1)
        foot.addWidget(self.only)
        foot.addWidget(self.shut)
        self.halves = QSplitter(Qt.Orientation.Horizontal, self)
        self.halves.setHandleWidth(1)
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(self.table)
        self.halves.addWidget(self.page)
        self.halves.setSizes([660, 480])
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.halves, 1)
        layout.addLayout(foot)
        if not self.found.difference:
            self.resize(420, 160)
            layout.insertStretch(1, 1)
        for part in (self.filters, self.halves, self.help, self.only):
            part.setVisible(bool(self.found.difference))

    def _table(self) -> _List:
        table = _List(self)
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(30)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, width in enumerate(WIDTHS):
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(COLUMNS.index("what"), QHeaderView.ResizeMode.Stretch)
        table.clicked.connect(lambda _index: self._pick())
        table.selectionModel().selectionChanged.connect(self._choose)
        return table

    def _filters(self) -> QFrame:
        """The buttons: all events, each kind of change that there is, the other tables."""
        counts = Counter(line.kind for line in self.found.events)
        sets: list[tuple[str, Sequence[Line]]] = [("all", self.found.events)]
        sets += [
            (kind, [line for line in self.found.events if line.kind == kind])
            for kind in KINDS
            if counts[kind]
        ]
        if self.found.others:
            sets.append(("others", self.found.others))
        self._sets = sets
        frame = QFrame(self)
        frame.setProperty("segments", "true")
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(2)
        self.group = QButtonGroup(frame)
        for k in range(len(sets)):
            button = QPushButton(frame)
            button.setProperty("segment", "true")
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, k=k: self._list(k))
            self.group.addButton(button, k)
            row.addWidget(button)
        self.group.buttons()[0].setChecked(True)
        return frame

    def restyle(self) -> None:
        """Take over language and theme."""
        lang, difference = self._session.look.lang, self.found.difference
        self.model.restyle(lang, self._session.look.theme)
        key = "compare_head" if difference else "compare_none"
        self.setWindowTitle(word("compare_title", lang))
        self.heading.setText(word(key, lang, name=self.found.name))
        self.table.setAccessibleName(self.heading.text())
        for button, (name, lines) in zip(self.group.buttons(), self._sets, strict=True):
            button.setText(f"{word(f'compare_{name}', lang)}  {len(lines):,}")
        told = [word("compare_help", lang)]
        if difference.by != "id":
            told.insert(0, word("compare_by_title", lang))
        self.help.setText(("" if lang == "zh" else " ").join(told))
        self.only.setText(caption(word("compare_only", lang)))
        self.shut.setText(word("close", lang))
        self._tell_only()
        self._read()

    def _list(self, k: int) -> None:
        """List the lines of the button ``k``."""
        self.model.show_lines(self._sets[k][1])
        self._tell_only()
        self._read()

    def _tell_only(self) -> None:
        """Whether there is any to be shown alone, and how many."""
        lines = self.model.lines
        n = sum(line.table == "events" and line.kind != "removed" for line in lines)
        lang = self._session.look.lang
        self.only.setEnabled(n > 0)
        self.only.setToolTip(word("compare_only_tip", lang, n=f"{n:,}") if n else "")

    def line(self) -> Line | None:
        """The line that is read."""
        chosen = self.table.selectionModel().selectedRows()
        return self.model.lines[chosen[0].row()] if chosen else None

    def _read(self) -> None:
        self.page.show_line(self.line(), self._session.look.lang)

    def _choose(self) -> None:
        """Read the line that was chosen, and pick its event."""
        self._read()
        self._pick()

    def _pick(self) -> None:
        """Pick the event of the line that is read, where the window has it."""
        line = self.line()
        if line is not None and line.table == "events" and line.kind != "removed":
            data, i = event_of(self.found.difference, line)
            self._session.focus.pick((data.events.id[i],))

    def show_only(self) -> None:
        """Filter the window to the events that are listed, instead of what it was filtered by."""
        ids = []
        for line in self.model.lines:
            if line.table == "events" and line.kind != "removed":
                data, i = event_of(self.found.difference, line)
                ids.append(data.events.id[i])
        state = self._session.state
        state.set_query(Query((Picked(tuple(ids)),), state.query.selection))
        parent = self.parentWidget()
        if parent is not None:
            parent.activateWindow()  # where Undo is
