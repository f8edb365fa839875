"""What changed since an older file: a list beside the window, and each change to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from explorer.common.records import dataclass
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
from explorer.shell.fitting import resize_within
from explorer.shell.lines import LinesModel, dress
from explorer.shell.segments import Segments
from explorer.views.plain import caption, plain_label
from explorer.views.words import word

COLUMNS: Final = ("kind", "when", "what", "fields")
WIDTHS: Final = (86, 132, 260, 150)
SIZE: Final = (1180, 560)
_TOKENS: Final = {"added": "good", "removed": "error", "changed": "warning"}


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


class ChangesModel(LinesModel[Line]):
    """One row for each line; columns as in COLUMNS."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(COLUMNS, _TOKENS, ())
        self._difference = difference

    def kind(self, line: Line) -> str:
        return line.kind

    def head(self, name: str) -> str:
        others = bool(self.lines) and self.lines[0].table != "events"
        return word(f"compare_{'table' if others and name == 'when' else name}", self.lang)

    def shown(self, line: Line, name: str) -> str:
        match name:
            case "kind":
                return word(f"compare_{line.kind}", self.lang)
            case "when":
                return when_of(self._difference, line, self.lang)
            case "what":
                told = title_of(self._difference, line, self.lang)
            case _:
                told = what_of(self._difference, line, self.lang)
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
        resize_within(self, *SIZE)
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
        dress(table, WIDTHS, COLUMNS.index("what"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.clicked.connect(lambda _index: self._pick())
        table.selectionModel().selectionChanged.connect(self._choose)
        return table

    def _filters(self) -> Segments:
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
        made = Segments("", [(name, "") for name, _ in sets], self, wide=False)
        made.changed.connect(lambda: self._list(made.at))
        return made

    def restyle(self) -> None:
        """Take over language and theme."""
        lang, difference = self._session.look.lang, self.found.difference
        self.model.restyle(lang, self._session.look.theme)
        key = "compare_head" if difference else "compare_none"
        self.setWindowTitle(word("compare_title", lang))
        self.heading.setText(word(key, lang, name=self.found.name))
        self.table.setAccessibleName(self.heading.text())
        counts = [f"{word(f'compare_{name}', lang)}  {len(lines):,}" for name, lines in self._sets]
        self.filters.say(word("compare_kind", lang), counts)
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
