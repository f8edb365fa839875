"""Several events at once: how many of what, by category, country and time, and which."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.dataset.model import I64
from explorer.figure.looks import look_of
from explorer.figure.picture import Symbol
from explorer.figure.style import Style
from explorer.paint.theme import icon
from explorer.query.clauses import (
    TimeRange,
)
from explorer.query.labels import value_label
from explorer.session.session import Session
from explorer.views.cells import Order, order
from explorer.views.event_words import joined
from explorer.views.inspector.event_counts import CountRow, PeriodChart
from explorer.views.inspector.event_list import toggle_filter
from explorer.views.inspector.event_periods import Periods, periods
from explorer.views.inspector.event_rows import MOST, EventRows
from explorer.views.inspector.pages import BAR, PanelPage
from explorer.views.inspector.selection_words import extent_words
from explorer.views.inspector.spans import Spans
from explorer.views.plain import caption, plain_label, reading_label
from explorer.views.slices import Slices
from explorer.views.target import Target
from explorer.views.words import word

_COUNTRIES = 5
_MANY = 200  # countries, when all are asked for


class SelectionPage(PanelPage):
    """Shows any set of events; ``show_events`` takes over another one without making the page
    anew, so that it keeps up with a brush."""

    context_requested = Signal(object, object)  # Target, QPoint (global)

    def __init__(self, session: Session, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._style, self._lang = session, style, session.look.lang
        self._events: I64 = np.zeros(0, dtype=np.int64)
        self._all_countries = False
        self._by_name = False
        self._names: I64 | None = None
        self._sorting = Slices(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 14, 0, 12)
        self._box.setSpacing(4)
        self._top()
        self.categories: dict[str, CountRow] = {}
        self.countries: list[CountRow] = []
        self._category_box, _ = self._group("inspector_by_category")
        self._country_box, self._country_head = self._group("inspector_by_country")
        self._more = QPushButton(self)
        self._more.setProperty("link", "true")
        self._more.clicked.connect(self._show_countries)
        more = QHBoxLayout()
        more.setContentsMargins(24, 0, 0, 0)  # beneath the names
        more.addWidget(self._more)
        more.addStretch(1)
        self._country_box.addLayout(more)
        self._time()
        self._list()
        self._box.addStretch(1)

    def _top(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 16 - BAR, 0)
        line.setSpacing(8)
        self.count = plain_label("count", self)
        self.told = reading_label("", "title2", self)
        line.addWidget(self.count)
        line.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        self._extent = reading_label("", "help", self)
        self._extent.setContentsMargins(16, 0, 16 - BAR, 0)
        self._box.addLayout(line)
        self._box.addWidget(self._extent)

    def _group(self, key: str) -> tuple[QVBoxLayout, QLabel]:
        """A place for counts under a heading, and the heading."""
        box = QVBoxLayout()
        box.setContentsMargins(12, 0, 12 - BAR, 0)
        box.setSpacing(0)
        head = plain_label("group", self, word(key, self._lang))
        head.setContentsMargins(4, 10, 0, 2)
        box.addWidget(head)
        self._box.addLayout(box)
        return box, head

    def _time(self) -> None:
        box, self._unit = self._group("inspector_by_quarter")
        self.chart = PeriodChart(self._style, self)
        self.chart.chosen.connect(self._session.set_window)
        box.addWidget(self.chart)
        self._rest = plain_label("faint", self)
        self._rest.setContentsMargins(4, 3, 0, 0)
        box.addWidget(self._rest)

    def _list(self) -> None:
        self._box.addSpacing(10)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        self._box.addWidget(rule)
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 0, 2)
        head.addWidget(plain_label("section", self, word("inspector_events", self._lang)), 1)
        self.sort = QToolButton(self)
        self.sort.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.sort.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.sort.setIcon(icon("chevron-down", self._style, "text2"))
        self.sort.setIconSize(QSize(12, 12))
        self.sort.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.sort)
        for by_name, key in ((False, "inspector_sort_date"), (True, "inspector_sort_name")):
            action = QAction(word(key, self._lang), menu)
            action.triggered.connect(lambda _=False, by=by_name: self.sort_by(by))
            menu.addAction(action)
        self.sort.setMenu(menu)
        head.addWidget(self.sort)
        self._box.addLayout(head)
        self.rows = EventRows(self._session, self._style, self)
        self.rows.context_requested.connect(self.context_requested)
        self._box.addWidget(self.rows)
        self._left = plain_label("help", self)
        self._left.setContentsMargins(16, 6, 16 - BAR, 0)
        self._box.addWidget(self._left)

    def show_events(
        self, events: I64, told: str, among: I64, brush: TimeRange | None = None
    ) -> None:
        """``events``: numbers, rising. ``told``: what they are, after their count. ``among``: (k,)
        counts by category of all that is visible; those that are there, but not here, are pale."""
        self._events = events
        self.count.setText(f"{len(events):,}")
        self.told.setText(told)
        data = self._session.dataset
        spans = Spans(data, events)
        self._extent.setText(extent_words(data, events, self._lang, brush, spans))
        category, country = map(self._session.engine.column, ("category", "country"))
        self._show_categories(category.rows.count_events(events, rising=True), among)
        self._country_counts = country.rows.count_events(events, rising=True)
        self._fill_countries()
        self._show_time(periods(spans))
        self._fill_rows()

    def _show_categories(self, counts: I64, among: I64) -> None:
        data = self._session.dataset
        most = int(counts.max()) if len(counts) else 1
        for k, category in enumerate(data.categories):
            shown = counts[k] > 0 or among[k] > 0
            row = self.categories.get(category.id)
            if row is None:
                if not shown:
                    continue
                row = self._row("category", category.id)
                self.categories[category.id] = row
                place = 1 + sum(c.id in self.categories for c in data.categories[:k])
                self._category_box.insertWidget(place, row)
            row.setVisible(bool(shown))
            look = look_of(data, self._style, category.id)
            mark = Symbol(11, 12.5, look.shape, 5.2, look.fill, look.edge)
            label = value_label(data, "category", category.id, self._lang)
            row.show_count(label, int(counts[k]), most, mark)

    def _row(self, field: str, value: str) -> CountRow:
        row = CountRow(value, self._style, self)
        row.clicked.connect(lambda: toggle_filter(self._session, field, row.key))
        row.context_requested.connect(lambda at: self._ask(field, row.key, at))
        return row

    def _ask(self, field: str, value: str, at: QPoint) -> None:
        country = value if field == "country" else ""
        self.context_requested.emit(Target(country=country, field=field, value=value), at)

    def _show_countries(self) -> None:
        self._all_countries = not self._all_countries
        self._fill_countries()

    def _fill_countries(self) -> None:
        column, counts = self._session.engine.column("country"), self._country_counts
        order = np.argsort(-counts, kind="stable")
        found = [int(k) for k in order[: _MANY if self._all_countries else _COUNTRIES]]
        found = [k for k in found if counts[k]]
        while len(self.countries) < len(found):
            row = self._row("country", "")
            self._country_box.insertWidget(1 + len(self.countries), row)
            self.countries.append(row)
        self._country_head.setVisible(bool(found))
        most = int(counts.max()) if len(counts) else 1
        for n, row in enumerate(self.countries):
            row.setVisible(n < len(found))
            if n < len(found):
                row.key = column.values[found[n]]
                label = value_label(self._session.dataset, "country", row.key, self._lang)
                row.show_count(label, int(counts[found[n]]), most, None)
        left = int((counts > 0).sum()) - len(found)
        self._more.setVisible(left > 0 or (self._all_countries and len(found) > _COUNTRIES))
        key = "inspector_more" if left > 0 else "inspector_fewer"
        self._more.setText(caption(word(key, self._lang, n=left)))

    def _show_time(self, found: Periods) -> None:
        names = {1: "inspector_by_month", 3: "inspector_by_quarter", 12: "inspector_by_year"}
        years = f"{found.months // 12:,}"
        key = names.get(found.months, "inspector_by_years")
        self._unit.setText(word(key, self._lang, n=years))
        self.chart.show_periods(found, self._lang)
        self.chart.setVisible(bool(found.counts))
        self._unit.setVisible(bool(found.counts))
        parts = []
        if found.looser:
            parts.append(word("inspector_looser", self._lang, n=f"{found.looser:,}"))
        if found.undated:
            parts.append(word("inspector_undated", self._lang, n=f"{found.undated:,}"))
        self._rest.setText(joined(parts, self._lang))
        self._rest.setVisible(bool(parts))

    def sort_by(self, name: bool) -> None:
        """List by title, or by date."""
        self._by_name = name
        self._fill_rows()

    def _on_names(self, found: Order) -> None:
        """All events by title: of a large dataset that takes a while."""
        self._names = found.events(falling=False)
        self._fill_rows()

    def _fill_rows(self) -> None:
        key = "inspector_sort_name" if self._by_name else "inspector_sort_date"
        self.sort.setText(word(key, self._lang))
        events, data = self._events, self._session.dataset
        if self._by_name and self._names is None and not self._sorting.busy:
            self._sorting.start(order(data, "title", self._lang), self._on_names)
        if self._by_name and self._names is not None:
            inside = np.zeros(len(data), dtype=np.bool_)
            inside[events] = True
            events = self._names[inside[self._names]]
        self.rows.show_events(events)
        left = len(events) - MOST
        self._left.setVisible(left > 0)
        self._left.setText(word("and_more", self._lang, n=f"{left:,}"))
