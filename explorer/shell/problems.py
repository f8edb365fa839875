"""What was found wrong in the open file: a calm banner, and a table to sort, filter and copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableView,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.common.look import Lang
from explorer.common.problems import Problem, Severity
from explorer.figure.style import load_style
from explorer.paint.theme import icon
from explorer.query.report import guarded
from explorer.session.look import Look
from explorer.shell.fitting import resize_within
from explorer.shell.lines import Index, LinesModel, dress
from explorer.shell.segments import Segments
from explorer.views.plain import plain_label, reading_label
from explorer.views.problem_words import problem_words
from explorer.views.words import counted, word

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "fixed", "warning")
COLUMNS: Final = ("severity", "file", "row", "field", "value", "message", "fix")
WIDTHS: Final = (96, 120, 56, 100, 130, 320, 200)
_TOKENS: Final[dict[str, str]] = {"error": "error", "fixed": "good", "warning": "warning"}


class ProblemsModel(LinesModel[Problem]):
    """One row for each problem, in the order of the file; columns as in COLUMNS."""

    def __init__(self, problems: Sequence[Problem], look: Look) -> None:
        super().__init__(COLUMNS, _TOKENS, tuple(problems))
        self.restyle(look.lang, look.theme)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[index.column()] == "row":
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().data(index, role)

    def kind(self, line: Problem) -> str:
        return line.severity

    def head(self, name: str) -> str:
        return word(f"problem_{name}", self.lang)

    def shown(self, line: Problem, name: str) -> str:
        if name == "severity":
            return word(f"severity_{line.severity}", self.lang)
        value = getattr(line, name)
        if name in ("message", "fix"):
            value = problem_words(value, self.lang)
        return "" if value is None else " ".join(str(value).split())

    def order(self, line: Problem, name: str) -> Any:
        if name == "severity":
            return SEVERITIES.index(line.severity)
        return line.row or 0 if name == "row" else self.shown(line, name)


class _OneSeverity(QSortFilterProxyModel):
    def __init__(self, model: ProblemsModel) -> None:
        super().__init__()
        self._model = model
        self._wanted: Severity | None = None
        self.setSortRole(Qt.ItemDataRole.UserRole)
        self.setSortLocaleAware(True)
        self.setSourceModel(model)

    def want(self, severity: Severity | None) -> None:
        self._wanted = severity
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: Index) -> bool:
        return self._wanted is None or self._model.lines[row].severity == self._wanted


class ProblemsDialog(QDialog):
    """Every problem in a row of its own."""

    def __init__(self, problems: Sequence[Problem], look: Look, parent: QWidget | None) -> None:
        super().__init__(parent)
        lang = look.lang
        self._lang = lang
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(word("problems_title", lang))
        resize_within(self, 1120, 540)
        n = len(problems)
        heading = counted("problem", "problems", n, lang) if n else word("no_problems", lang)
        self.model = ProblemsModel(problems, look)
        self.shown = _OneSeverity(self.model)
        self.table = self._table()
        self.filters = self._filters(problems)
        self.copy = QPushButton(word("copy_all", lang), self)
        self.copy.clicked.connect(self.copy_rows)
        close = QPushButton(word("close", lang), self)
        close.setDefault(True)
        close.clicked.connect(self.reject)
        close.setFocus()
        top, foot, layout = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(reading_label(heading, "section", self), 1)
        top.addWidget(self.filters)
        foot.addWidget(plain_label("help", self, word("problems_help", lang)), 1)
        foot.addWidget(self.copy)
        foot.addWidget(close)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        for part in (self.filters, self.table, self.copy):
            part.setVisible(n > 0)
        if not n:
            self.resize(420, 160)
            layout.insertStretch(1, 1)

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.shown)
        table.setAccessibleName(word("problems_title", self._lang))
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        dress(table, WIDTHS, COLUMNS.index("message"))
        copy = QShortcut(QKeySequence.StandardKey.Copy, table)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_rows)
        return table

    def _filters(self, problems: Sequence[Problem]) -> Segments:
        counts = Counter(problem.severity for problem in problems)
        self._wanted: list[Severity | None] = [None, *(s for s in SEVERITIES if counts[s])]
        choices = []
        for severity in self._wanted:
            n = len(problems) if severity is None else counts[severity]
            name = severity or "all"
            choices.append((name, f"{word(f'severity_{name}', self._lang)}  {n:,}"))
        made = Segments(word("problem_severity", self._lang), choices, self, wide=False)
        made.changed.connect(lambda: self.shown.want(self._wanted[made.at]))
        return made

    def copy_rows(self) -> None:
        """The chosen rows, or all that are shown, to the clipboard, for a spreadsheet."""
        chosen = sorted({i.row() for i in self.table.selectionModel().selectedRows()})
        rows = chosen or range(self.shown.rowCount())
        head = "\t".join(word(f"problem_{name}", self._lang) for name in COLUMNS)
        lines = [
            "\t".join(
                guarded(str(self.shown.index(row, column).data() or ""))
                for column in range(len(COLUMNS))
            )
            for row in rows
        ]
        QGuiApplication.clipboard().setText("\n".join([head, *lines]))
        self.copy.setText(counted("row_copied", "rows_copied", len(lines), self._lang))


def banner_words(problems: Sequence[Problem], lang: Lang) -> str:
    """'3 rows could not be read. 2 values were changed.': the gravest first; '' for none."""
    counts = Counter(problem.severity for problem in problems)
    told = [
        counted(f"banner_{severity}_one", f"banner_{severity}", counts[severity], lang)
        for severity in SEVERITIES
        if counts[severity]
    ]
    return ("" if lang == "zh" else " ").join(told)


class ProblemsBanner(QToolBar):
    """A bar under the tools of a main window, until it is put away."""

    details_requested = Signal()

    def __init__(self, problems: Sequence[Problem], look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._problems, self._look = tuple(problems), look
        self.setObjectName("problems_banner")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setProperty("banner", "true")
        inside = QFrame(self)
        inside.setProperty("card", "banner")
        inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        inside.setFixedHeight(40)
        self._sign = QLabel(inside)
        self.words = plain_label("strong", inside)
        self.details = QPushButton(inside)
        self.details.setProperty("small", "true")
        self.details.clicked.connect(self.details_requested)
        self.away = QToolButton(inside)
        self.away.clicked.connect(self.put_away)
        row = QHBoxLayout(inside)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self.words)
        row.addStretch(1)
        row.addWidget(self.details)
        row.addWidget(self.away)
        self.addWidget(inside)
        look.lang_changed.connect(self.restyle)
        look.theme_changed.connect(self.restyle)
        self.restyle()

    def put_away(self) -> None:
        """Let it go; the problems are still in the menu and the status bar."""
        self.hide()
        self.deleteLater()

    def restyle(self) -> None:
        """Take over language and theme."""
        lang, style = self._look.lang, load_style(self._look.theme)
        self._sign.setPixmap(icon("triangle-alert", style, "warning").pixmap(16, 16))
        self.words.setText(banner_words(self._problems, lang))
        self.details.setText(word("show_details", lang))
        self.away.setIcon(icon("x", style, "text2"))
        self.away.setToolTip(word("close", lang))
        self.away.setAccessibleName(word("close", lang))
        self.setAccessibleName(self.words.text())
