"""The filter panel: search, chips, and facets with counts."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.figure.looks import look_of
from explorer.figure.picture import Symbol
from explorer.figure.style import Style, load_style
from explorer.paint.theme import icon
from explorer.query.clauses import FIELDS, Text, Values
from explorer.query.engine import Result
from explorer.query.facets import FacetCounts
from explorer.query.labels import field_label
from explorer.query.words import words
from explorer.session.session import Session
from explorer.views.facet_row import ROW_HEIGHT, FacetRow
from explorer.views.flow import FlowLayout
from explorer.views.plain import caption, plain_label, tip
from explorer.views.words import word

ROWS_AT_FIRST = 6
SHOWN_FIELDS = tuple(f for f in FIELDS if f not in ("tag", "source"))


class FacetSection(QWidget):
    """One facet: a heading that folds, its values, and 'show more'."""

    def __init__(self, field: str, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._session = session
        self._open = True
        self._all = False
        self._rows: dict[str, FacetRow] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 4)
        layout.setSpacing(0)
        self._head = QToolButton(self)
        self._head.setProperty("section", "true")
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.setIconSize(QSize(14, 14))
        self._head.clicked.connect(self._fold)
        layout.addWidget(self._head)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        layout.addLayout(self._body)
        self._more = QPushButton(self)
        self._more.setProperty("link", "true")
        self._more.clicked.connect(self._show_all)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def rows(self) -> dict[str, FacetRow]:
        """The rows on show, by value."""
        return self._rows

    def _fold(self) -> None:
        self._open = not self._open
        self.show_result(self._session.result)

    def _show_all(self) -> None:
        self._all = not self._all
        self.show_result(self._session.result)

    def _chosen(self) -> tuple[str, ...]:
        clause = self._session.state.filter_of(f"facet:{self.field}")
        return clause.values if isinstance(clause, Values) and not clause.exclude else ()

    def _order(self, counts: FacetCounts, chosen: tuple[str, ...]) -> list[int]:
        ks = [k for k in range(len(counts.values)) if counts.total[k] > 0]
        if self.field not in ("category", "confidence"):
            ks.sort(key=lambda k: (-int(counts.total[k]), counts.values[k]))
        if self.field == "confidence":
            ks.reverse()
        if self._all or len(ks) <= ROWS_AT_FIRST + 2:
            return ks
        return ks[:ROWS_AT_FIRST] + [k for k in ks[ROWS_AT_FIRST:] if counts.values[k] in chosen]

    def show_result(self, result: Result) -> None:
        """Show the counts of ``result``."""
        look = self._session.look
        style = load_style(look.theme)
        counts = result.facets[self.field]
        present = int((counts.total > 0).sum())
        dull = self.field == "dispute" and present == 1 and bool(counts.total[_place_of(counts)])
        self.setVisible(present > 0 and not dull)
        name = "chevron-down" if self._open else "chevron-right"
        self._head.setIcon(icon(name, style, "text2"))
        self._head.setText(f"{field_label(self.field, look.lang)}  {present}")
        chosen = self._chosen()
        shown = self._order(counts, chosen) if self._open else []
        keys = [counts.values[k] for k in shown]
        if keys != list(self._rows):
            self._make_rows(keys)
        selected = counts.selected
        largest = int(counts.filtered.max()) if len(counts.filtered) else 1
        most = int(counts.total.max()) if len(counts.total) else 0
        widest = f"{most:,} / {most:,}"
        for k in shown:
            row = self._rows[counts.values[k]]
            row.symbol = self._symbol(counts.values[k], style)
            filtered, total = int(counts.filtered[k]), int(counts.total[k])
            pair = (filtered, total) if selected is None else (int(selected[k]), filtered)
            label = counts.label(k, look.lang)
            row.show_counts(label, *pair, largest, widest, counts.values[k] in chosen, style)
        hidden = present - len(shown)
        self._more.setVisible(self._open and (hidden > 0 or (self._all and present > 8)))
        text = word("show_more", look.lang, n=hidden) if hidden else word("show_less", look.lang)
        self._more.setText(text)

    def _symbol(self, key: str, style: Style) -> Symbol | None:
        if self.field != "category":
            return None
        look = look_of(self._session.dataset, style, key)
        return Symbol(35, ROW_HEIGHT / 2, look.shape, 5.2, look.fill, look.edge)

    def _make_rows(self, keys: list[str]) -> None:
        for row in self._rows.values():
            self._body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {}
        for key in keys:
            row = FacetRow(self.field, key, self)
            row.clicked.connect(lambda _=False, row=row: self._choose(row))
            self._body.addWidget(row)
            self._rows[key] = row

    def _choose(self, row: FacetRow) -> None:
        chosen = self._chosen()
        if row.adding:
            values = tuple(v for v in chosen if v != row.key)
            if row.key not in chosen:
                values = (*chosen, row.key)
        else:
            values = () if chosen == (row.key,) else (row.key,)
        row.adding = False
        if values:
            self._session.state.set_filter(Values(self.field, values))
        else:
            self._session.state.remove_view(f"facet:{self.field}")


def _place_of(counts: FacetCounts) -> int:
    """Where 'no dispute' stands among the values (the last place when it does not)."""
    return counts.values.index("none") if "none" in counts.values else -1


class FilterPanel(QWidget):
    """The left panel. ``left_search``: Enter in the search field; its single keys are for it
    no longer."""

    left_search = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filters")
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._search)
        self.search.textChanged.connect(lambda: self._wait.start(120))
        self.search.returnPressed.connect(self._search)
        self.search.returnPressed.connect(self.left_search)
        self._count = plain_label("help", self)
        self._clear = QPushButton(self)
        self._clear.setProperty("link", "true")
        self._clear.clicked.connect(self._clear_all)
        self._chips = QWidget(self)
        # Room for one line of chips at all times: the first one must not move what is clicked.
        self._chips.setMinimumHeight(26)
        self._chip_flow = FlowLayout(self._chips, spacing=6)
        self.sections = {f: FacetSection(f, session, self) for f in SHOWN_FIELDS}
        self._lay_out()

    def _lay_out(self) -> None:
        top = QWidget(self)
        head = QVBoxLayout(top)
        head.setContentsMargins(14, 14, 14, 10)
        head.setSpacing(8)
        head.addWidget(self.search)
        line = QHBoxLayout()
        line.addWidget(self._count, 1)
        line.addWidget(self._clear)
        head.addLayout(line)
        head.addWidget(self._chips)
        inside = QWidget(self)
        inside.setProperty("panel", "true")
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 4, 0, 12)
        body.setSpacing(2)
        for section in self.sections.values():
            body.addWidget(section)
        body.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(rule)
        layout.addWidget(scroll, 1)

    def refresh(self) -> None:
        """Take over the session's present answer, language and theme."""
        result, look = self._session.result, self._session.look
        self.search.setPlaceholderText(word("search", look.lang))
        self.search.setAccessibleName(word("search", look.lang))
        clause = self._session.state.filter_of("search")
        text = clause.text if isinstance(clause, Text) else ""
        if not self._wait.isActive() and self.search.text().strip() != text:
            self.search.setText(text)  # starts the wait, but what it then asks for holds already
        self._show_chips()
        for section in self.sections.values():
            section.show_result(result)

    def _show_chips(self) -> None:
        look, state = self._session.look, self._session.state
        style = load_style(look.theme)
        clauses = [*state.query.filters, *state.query.selection]
        n = len(clauses)
        key = "no_filters" if n == 0 else "active_filter" if n == 1 else "active_filters"
        self._count.setText(word(key, look.lang, n=n))
        self._clear.setText(word("clear_all", look.lang))
        self._clear.setVisible(n > 0)
        self._chip_flow.clear()
        for clause in clauses:
            chip = QPushButton(self._chips)
            chip.setProperty("chip", "true")
            full = words(clause, self._session.dataset, look.lang)
            room = chip.fontMetrics().elidedText(full, Qt.TextElideMode.ElideRight, 190)
            chip.setText(caption(room))
            chip.setToolTip(tip(full))
            chip.setIcon(icon("x", style, "accent"))
            chip.setIconSize(QSize(12, 12))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.clicked.connect(lambda _=False, clause=clause: state.remove(clause))
            self._chip_flow.addWidget(chip)
        self._chips.updateGeometry()

    def _search(self) -> None:
        self._wait.stop()
        text = " ".join(self.search.text().split())
        if text:
            self._session.state.set_filter(Text(text))
        else:
            self._session.state.remove_view("search")

    def _clear_all(self) -> None:
        self._session.state.clear_filters()
        self._session.state.clear_selection()
