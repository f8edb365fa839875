"""The filter panel: search, chips, facets with counts, and bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMoveEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.common.look import Lang, Theme
from explorer.figure.style import Style, load_style
from explorer.paint.theme import icon
from explorer.query.choice import choice
from explorer.query.clauses import Clause, Query
from explorer.query.facets import value_names
from explorer.query.words import words
from explorer.session.session import Session
from explorer.views.filters.bounds import AmountSection
from explorer.views.filters.chips import ChipArea, ChipFacts
from explorer.views.filters.facet_paint import EDGE, NAME_FONT, columns, figures_ahead
from explorer.views.filters.facet_section import FacetSection
from explorer.views.filters.search import SearchField
from explorer.views.lettering import width_of
from explorer.views.plain import plain_label, tip
from explorer.views.words import counted, word

__all__ = ["SHOWN_FIELDS", "FacetSection", "FilterPanel"]

SHOWN_FIELDS = (
    "category",
    "organization",
    "country",
    "status",
    "confidence",
    "dispute",
    "tag",
    "source",
)
_RESTING_MS = 400
"""Counts that stood still so long have come to rest: only then do rows change places."""


class _Area(QScrollArea):
    """Scrolls what is under the pointer back there when what stands above grows or shrinks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lower = 0

    def moveEvent(self, event: QMoveEvent) -> None:
        """Note by how much it came down."""
        self._lower += event.pos().y() - event.oldPos().y()
        super().moveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far, once the bar knows how far it can."""
        super().resizeEvent(event)
        by, self._lower = self._lower, 0
        if by and self.underMouse():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + by)


class FilterPanel(QWidget):
    """The left panel. ``left_search``: Enter in the search field; its single keys are for it
    no longer. ``context_requested``: the menu of a facet's value is wanted (Target, QPoint on the
    screen)."""

    left_search = Signal()
    copy_requested = Signal()
    context_requested = Signal(object, object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filters")
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session = session
        self._told: tuple[Query, Lang, Theme] | None = None
        self._look: tuple[Lang, Theme] | None = None
        self._counts_width = self._name_width = 0.0
        self.search = SearchField(self)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._search)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._put_in_order)
        self._count = plain_label("filters", self)
        self._count.setMinimumHeight(24)
        self.copy_button = QToolButton(self)
        self.copy_button.setProperty("inside", "true")
        self.copy_button.setIconSize(QSize(14, 14))
        self.copy_button.setFixedSize(24, 24)
        self.clear_button = QPushButton(self)
        self.clear_button.setProperty("link", "true")
        self.chips = ChipArea(self)
        self.sections = {f: FacetSection(f, session, self) for f in SHOWN_FIELDS}
        self.amount = AmountSection(session, self)
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.search)

    def _lay_out(self) -> None:
        top = QWidget(self)
        head = QVBoxLayout(top)
        head.setContentsMargins(EDGE, 12, EDGE, 10)
        head.setSpacing(6)
        head.addWidget(self.search)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, -2, 0)  # a link has a margin of its own
        line.setSpacing(4)
        line.addWidget(self._count, 1)
        line.addWidget(self.copy_button)
        line.addWidget(self.clear_button)
        head.addLayout(line)
        head.addWidget(self.chips)
        inside = QWidget(self)
        inside.setProperty("panel", "true")
        body = QVBoxLayout(inside)
        body.setContentsMargins(0, 4, 0, 12)
        body.setSpacing(0)
        for part in self._parts():
            body.addWidget(part)
        body.addStretch(1)
        self.area = scroll = _Area(self)
        self._inside = inside
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.viewport().installEventFilter(self)
        bar = scroll.verticalScrollBar()
        bar.valueChanged.connect(self._catch_up)  # other parts are in view
        bar.rangeChanged.connect(self._catch_up)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(rule)
        layout.addWidget(scroll, 1)

    def _wire(self) -> None:
        self.search.textChanged.connect(lambda: self._wait.start(0))
        self.search.returnPressed.connect(self._search)
        self.search.returnPressed.connect(self.left_search)
        self.search.left.connect(lambda: self._enter_from(-1, 1))
        self.copy_button.clicked.connect(self.copy_requested)
        self.clear_button.clicked.connect(self._clear_all)
        self.chips.removed.connect(self.session.state.remove)
        for k, part in enumerate(self._parts()):
            part.left.connect(lambda way, k=k: self._enter_from(k, way))
            part.row_shown.connect(self._bring_into_view)
            if isinstance(part, FacetSection):
                part.context_requested.connect(self.context_requested)
                part.idle.connect(lambda: self._settle.start(_RESTING_MS))

    def _parts(self) -> list[FacetSection | AmountSection]:
        """Facets and bounds, from top to bottom."""
        parts: list[FacetSection | AmountSection] = list(self.sections.values())
        parts.insert(list(self.sections).index("confidence") + 1, self.amount)
        return parts

    # What is shown

    def refresh(self) -> None:
        """Take over the session's present answer, language and theme."""
        look, query = self.session.look, self.session.state.query
        style = load_style(look.theme)
        self._sync_search()
        told = (query, look.lang, look.theme)
        if told == self._told:
            return
        self._told = told
        fresh = (look.lang, look.theme) != self._look
        if fresh:
            self._look = (look.lang, look.theme)
            self._restyle(style, look.lang)
        result = self.session.result
        self._show_chips(query, style)
        for field, section in self.sections.items():
            seen = fresh or not self.isVisible() or self._in_view(section)
            (section.show_result if seen else section.owe)(result, choice(query, field), style)
        self._settle.start(_RESTING_MS)
        self.amount.show_result(style)

    def _in_view(self, section: QWidget) -> bool:
        """Whether any of it is seen; to count for the others can wait."""
        top = self.area.verticalScrollBar().value()
        bottom = top + self.area.viewport().height()
        return section.y() < bottom and section.y() + section.height() > top

    def _catch_up(self) -> None:
        """Show what parts owe that have come into view."""
        for section in self.sections.values():
            if self._in_view(section):
                section.catch_up()

    def rehearse(self) -> Iterator[None]:
        """Have ready, step by step, what figures may become while a window moves."""
        theme, ratio = self.session.look.theme, self.devicePixelRatioF()
        most = max(s.most for s in self.sections.values())
        for section in self.sections.values():
            if section.is_open and section.list.across.bar:
                yield from figures_ahead(section.list.across, most, theme, ratio)
                return

    def _sync_search(self) -> None:
        text = self.session.searching.text
        if not self._wait.isActive() and " ".join(self.search.text().split()) != text:
            self.search.setText(text)
            self._wait.stop()  # it asks for what holds already

    def _restyle(self, style: Style, lang: Lang) -> None:
        self.search.restyle(style, lang)
        self.clear_button.setText(word("clear_all", lang))
        self.copy_button.setIcon(icon("copy", style, "text2"))
        self.copy_button.setToolTip(tip(word("copy_as_command", lang)))
        self.copy_button.setAccessibleName(word("copy_as_command", lang))
        self._measure(lang)

    def _measure(self, lang: Lang) -> None:
        """Room for the longest figures and for categories: all bars of the panel stand in line."""
        part = self.session.engine.column("category")
        label = value_names(self.session.dataset, "category", lang)
        names = [label(v) for v, n in zip(part.values, part.total, strict=True) if n]
        self._name_width = max((width_of(name, NAME_FONT) for name in names), default=0.0) + 2
        self._counts_width = max(46.0, *(s.counts_width for s in self.sections.values()))
        self._set_columns()

    def _show_chips(self, query: Query, style: Style) -> None:
        look, data = self.session.look, self.session.dataset
        facts = [
            ChipFacts(clause, words(clause, data, look.lang), selecting)
            for clauses, selecting in ((query.filters, False), (query.selection, True))
            for clause in clauses
        ]
        n = len(facts)
        text = (
            counted("active_filter", "active_filters", n, look.lang)
            if n
            else word("no_filters", look.lang)
        )
        if text != self._count.text():
            self._count.setText(text)
        self.clear_button.setVisible(n > 0)
        self.copy_button.setVisible(n > 0)
        self.chips.show_facts(facts, look.lang, style)

    def _set_columns(self) -> None:
        if not self._counts_width:
            return
        view = self.area.viewport().width()
        # What stands at the right end stays under the search field's, bar or no bar.
        inset = max(4, EDGE - (self.width() - view))
        across = columns(view, inset, self._counts_width, self._name_width)
        for part in self._parts():
            if not across.bar and isinstance(part, FacetSection):
                # No room for all of them in line: each as its own figures leave room.
                part.set_columns(columns(view, inset, part.counts_width, self._name_width))
            else:
                part.set_columns(across)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The columns follow the width that the scroll bar leaves."""
        if event.type() == QEvent.Type.Resize and watched is self.area.viewport():
            self._set_columns()
        return False

    # What is done

    def _search(self) -> None:
        self._wait.stop()
        self.session.searching.ask(self.search.text())

    def _clear_all(self) -> None:
        self.session.state.set_query(Query())

    def drop(self, clause: Clause) -> None:
        """Remove a clause."""
        self.session.state.remove(clause)

    def folded(self) -> tuple[str, ...]:
        """Fields of the parts that are folded, for keeping between starts."""
        shut = [field for field, section in self.sections.items() if not section.is_open]
        return (*shut, *(() if self.amount.is_open else ("amount",)))

    def set_folded(self, fields: Iterable[str]) -> None:
        """Fold these parts and open the others."""
        shut = frozenset(fields)
        for field, section in self.sections.items():
            section.set_open(field not in shut)
        self.amount.set_open("amount" not in shut)

    def _put_in_order(self) -> None:
        for section in self.sections.values():
            section.settle()

    def _enter_from(self, at: int, way: int) -> None:
        """Give the keys to the next part that can take them; above the first is the search."""
        parts = self._parts()
        at += way
        while 0 <= at < len(parts):
            if parts[at].enter(way):
                return
            at += way
        if at < 0:
            self.search.setFocus(Qt.FocusReason.TabFocusReason)

    def _bring_into_view(self, widget: QWidget, y: int) -> None:
        at = widget.mapTo(self._inside, QPoint(0, y))
        self.area.ensureVisible(0, at.y() + 11, 0, 42)  # with the heading of a first row
