"""The event table: the visible events once more, in rows; picks, selection, hover and search are
the session's."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import (
    QByteArray,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.common.look import Lang
from explorer.dataset.model import I64
from explorer.figure.style import load_style
from explorer.paint.theme import icon
from explorer.session.session import Session
from explorer.views.cells import COLUMNS, KEYS, Order, by_date, copied, order
from explorer.views.plain import beside_icon, plain_label, tip
from explorer.views.slices import Slices
from explorer.views.table.model import EventTableModel
from explorer.views.table.paint import ROW, CellPainter
from explorer.views.table.search import SearchField
from explorer.views.table.view import TableView
from explorer.views.target import Target
from explorer.views.words import counted, word

_TITLE: Final = KEYS.index("title")
_SELECT: Final = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class EventTable(QWidget):
    """The visible events in rows. ``opened``: the event to be read; ``copied``: what is said of
    what went to the clipboard."""

    opened = Signal(str)
    copied = Signal(str)
    context_requested = Signal(object, object)  # Target, QPoint (global)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("event_table")
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self.model = EventTableModel(session, self)
        self.view = TableView(self)
        self.view.setModel(self.model)
        self._cells = CellPainter(session, self.model, self.view)
        self.view.setItemDelegate(self._cells)
        self._stale, self._syncing = True, False
        self._shown: tuple[object, ...] = ()
        self._restyled: tuple[object, ...] = ()
        self._picked: tuple[str, ...] = ()
        self._hover = ""
        self._grown = 0  # pixels by which titles are wider than asked for
        self._sorted = ("date", False)
        # What is listed while another order is being worked out: events stand by date anyway.
        self._before = (by_date(session.dataset), False)
        self._orders: dict[tuple[str, str], Order] = {}
        self._sorting, self._copying = Slices(self), Slices(self)
        self._lay_out()
        self._wire()
        self._usual_columns()

    def _lay_out(self) -> None:
        self.search = SearchField(self._session, self)
        self.search.setMaximumWidth(280)
        self.count = plain_label("help", self)
        self.columns_button, self.copy_button = QPushButton(self), QPushButton(self)
        self._menu = QMenu(self)
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 7, 12, 7)
        bar.setSpacing(8)
        bar.addWidget(self.search, 1)
        bar.addSpacing(4)
        bar.addWidget(self.count)
        bar.addStretch(1)
        for button in (self.columns_button, self.copy_button):
            button.setProperty("small", "true")
            button.setIconSize(QSize(14, 14))
            bar.addWidget(button)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(rule)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def _wire(self) -> None:
        head = self.view.horizontalHeader()
        head.setSortIndicatorShown(True)
        head.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        head.sortIndicatorChanged.connect(self._on_sort)
        head.customContextMenuRequested.connect(lambda at: self._show_columns(head.mapToGlobal(at)))
        self.columns_button.clicked.connect(
            lambda: self._show_columns(
                self.columns_button.mapToGlobal(self.columns_button.rect().bottomLeft())
            )
        )
        self.copy_button.clicked.connect(self.copy_all)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._pick())
        self.view.entered.connect(lambda index: self._light(self.model.event_id(index.row())))
        self.view.viewportEntered.connect(lambda: self._light(""))
        self.view.left.connect(lambda: self._light(""))
        self.view.resized.connect(self._fit)
        self.view.opened.connect(self._open)
        self.view.copy_wanted.connect(self.copy_picked)
        self.view.menu_wanted.connect(self._ask)

    # The session's answer

    def showEvent(self, event: QShowEvent) -> None:
        """Take over what changed while it was out of sight."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Take over the session's answer, picks, language and theme."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        look, result, focus = self._session.look, self._session.result, self._session.focus
        self._restyle()
        self.search.refresh()
        shown = (result.query.filters, result.query.selection, look.lang)
        if shown != self._shown:
            self._shown = shown
            self._cells.selected = result.selected
            if self._fill():
                self._picked = ()
            self.view.viewport().update()
        if focus.picked != self._picked:
            self._show_picked()
        self._say_count()

    def refresh_live(self) -> None:
        """The event under the pointer changed, here or in another view."""
        hover = self._session.focus.hover
        if hover == self._hover or not self.isVisible():
            return
        before, self._hover = self._hover, hover
        known = self._session.dataset.event_index
        top = max(0, self.view.rowAt(0))
        below = self.view.rowAt(self.view.viewport().height() - 1)
        seen = self.model.rows[top : below + 1 if below >= 0 else len(self.model.rows)]
        for key in (before, hover):
            for row in np.flatnonzero(seen == known.get(key, -1)).tolist() if key else ():
                y = self.view.rowViewportPosition(top + row)
                self.view.viewport().update(0, y, self.view.viewport().width(), ROW)

    def _fill(self) -> bool:
        """List what is visible in the order asked for; False when nothing changed. Where that
        order is still to be worked out, the one before stays until it is."""
        (key, falling), lang = self._sorted, self._session.look.lang
        if _order_key(key, lang) not in self._orders:
            work = order(self._session.dataset, key, lang)
            self._sorting.start(work, lambda found: self._on_order(key, lang, found))
        known = self._orders.get(_order_key(key, lang))
        if known is None:
            known, falling = self._before
        self._before = (known, falling)
        self._syncing = True
        changed = self.model.show_rows(known.among(self._session.result.visible, falling))
        self._syncing = False
        return changed

    def _on_order(self, key: str, lang: Lang, found: Order) -> None:
        self._orders[_order_key(key, lang)] = found
        if (key, lang) == (self._sorted[0], self._session.look.lang) and self._shown:
            self._shown = ()
            self.refresh()

    def _on_sort(self, column: int, direction: Qt.SortOrder) -> None:
        self._sorting.stop()
        self._sorted = (COLUMNS[column].key, direction == Qt.SortOrder.DescendingOrder)
        self._shown = ()
        self.refresh()

    def _say_count(self) -> None:
        lang, result = self._session.look.lang, self._session.result
        parts = [
            word("table_shown", lang, n=f"{result.n_visible:,}", total=f"{len(result.visible):,}")
        ]
        if result.selected is not None:
            parts.append(word("table_lit", lang, n=f"{result.n_selected:,}"))
        if self._session.focus.picked:
            parts.append(word("table_picked", lang, n=f"{len(self._session.focus.picked):,}"))
        if self._sorting.busy:
            parts.append(word("table_sorting", lang))
        text = " · ".join(parts)
        if self.count.text() != text and not self._copying.busy:
            self.count.setText(text)

    def _restyle(self) -> None:
        look = self._session.look
        if (look.lang, look.theme) == self._restyled:
            return
        self._restyled = (look.lang, look.theme)
        style = load_style(look.theme)
        self._cells.restyle(style)
        self.model.set_lang(look.lang)
        self.view.setAccessibleName(word("table_name", look.lang))
        self.view.empty = word("table_none", look.lang)
        self.columns_button.setIcon(icon("table", style, "text2"))
        self.columns_button.setText(beside_icon(word("table_columns", look.lang)))
        self.columns_button.setToolTip(tip(word("table_columns_tip", look.lang)))
        self.copy_button.setIcon(icon("copy", style, "text2"))
        self.copy_button.setText(beside_icon(word("table_copy", look.lang)))
        self.copy_button.setToolTip(tip(word("table_copy_tip", look.lang)))

    # Picks and hover

    def _picked_rows(self) -> list[int]:
        """Rows that are picked, rising."""
        chosen = self.view.selectionModel().selection()
        ranges = (chosen.at(k) for k in range(chosen.size()))
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def _pick(self) -> None:
        """Rows picked by hand are the session's picks."""
        if self._syncing:
            return
        ids = self._session.dataset.events.id
        self._picked = tuple(ids[i] for i in self.model.rows[self._picked_rows()].tolist())
        self._session.focus.pick(self._picked)

    def _show_picked(self) -> None:
        """Mark the rows of the session's picks, and bring the first of them into sight."""
        self._picked = self._session.focus.picked
        known = self._session.dataset.event_index
        wanted = np.array([known[k] for k in self._picked if k in known], dtype=np.int64)
        rows = np.flatnonzero(np.isin(self.model.rows, wanted))
        last = len(COLUMNS) - 1
        chosen = QItemSelection()
        for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
            if len(run):
                first, end = int(run[0]), int(run[-1])
                chosen.select(self.model.index(first, 0), self.model.index(end, last))
        selection = self.view.selectionModel()
        self._syncing = True
        if len(rows):
            at = self.model.index(int(rows[0]), self.view.columnAt(0))
            selection.setCurrentIndex(at, QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(chosen, _SELECT)
        self._syncing = False
        if len(rows):
            self.view.scrollTo(self.model.index(int(rows[0]), self.view.columnAt(0)))

    def _light(self, event_id: str) -> None:
        self._session.focus.set_hover(event_id)
        self.refresh_live()

    def _open(self, row: int) -> None:
        event_id = self.model.event_id(row)
        if event_id:
            self._session.focus.pick((event_id,))
            self.opened.emit(event_id)

    def _ask(self, row: int, at: QPoint) -> None:
        event_id = self.model.event_id(row)
        if not event_id:
            return
        picked = self._session.focus.picked
        events = picked if event_id in picked else (event_id,)
        self.context_requested.emit(Target(events=events), at)

    # Columns

    def columns(self) -> tuple[str, ...]:
        """Keys of the columns that are shown, from left to right."""
        head = self.view.horizontalHeader()
        places = (head.logicalIndex(k) for k in range(head.count()))
        return tuple(KEYS[c] for c in places if not self.view.isColumnHidden(c))

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column; the title stays."""
        if key != "title":
            self.view.setColumnHidden(KEYS.index(key), not shown)
            self._fit()

    def _fit(self) -> None:
        """Titles take the room that no column needs, and give it back."""
        width = self.view.columnWidth(_TITLE) - self._grown
        others = self.view.horizontalHeader().length() - self.view.columnWidth(_TITLE)
        self._grown = max(0, self.view.viewport().width() - others - width)
        self.view.setColumnWidth(_TITLE, width + self._grown)

    def save_state(self) -> QByteArray:
        """Order, widths and sorting of the columns, to keep between starts."""
        return self.view.horizontalHeader().saveState()

    def restore_state(self, state: QByteArray) -> None:
        """Take up what ``save_state`` gave; what is not of this table is left alone."""
        head = self.view.horizontalHeader()
        before = head.saveState()
        if head.restoreState(state) and head.count() != len(COLUMNS):
            head.restoreState(before)
        self._grown = 0
        self.view.setColumnHidden(_TITLE, False)
        self._fit()
        self._on_sort(head.sortIndicatorSection(), head.sortIndicatorOrder())

    def _usual_columns(self) -> None:
        head = self.view.horizontalHeader()
        self._grown = 0
        for c, column in enumerate(COLUMNS):
            self.view.setColumnHidden(c, not column.shown)
            self.view.setColumnWidth(c, column.width)
            head.moveSection(head.visualIndex(c), c)
        self._fit()

    def column_menu(self) -> QMenu:
        """The menu of columns as it stands now."""
        lang = self._session.look.lang
        self._menu.clear()
        for c, column in enumerate(COLUMNS):
            action = QAction(column.name(lang), self._menu)
            action.setCheckable(True)
            action.setChecked(not self.view.isColumnHidden(c))
            action.setEnabled(c != _TITLE)
            action.toggled.connect(lambda on, key=column.key: self.show_column(key, on))
            self._menu.addAction(action)
        self._menu.addSeparator()
        self._menu.addAction(word("table_default_columns", lang)).triggered.connect(
            self._usual_columns
        )
        return self._menu

    def _show_columns(self, at: QPoint) -> None:
        self.column_menu().popup(at)

    # Copying

    def copy_picked(self) -> None:
        """Put the rows picked on the clipboard, for a spreadsheet."""
        self._copy(self.model.rows[self._picked_rows()])

    def copy_all(self) -> None:
        """Put all rows on the clipboard."""
        self._copy(self.model.rows)

    def _copy(self, rows: I64) -> None:
        if not len(rows):
            return
        lang = self._session.look.lang
        work = copied(self._session.dataset, rows, self.columns(), lang)
        self.count.setText(word("table_copying", lang))
        self._copying.start(work, lambda text: self._on_copied(text, len(rows)))

    def _on_copied(self, text: str, n: int) -> None:
        QGuiApplication.clipboard().setText(text)
        self._say_count()
        self.copied.emit(counted("table_copied_one", "table_copied", n, self._session.look.lang))


def _order_key(key: str, lang: Lang) -> tuple[str, str]:
    """Numbers and ids stand in the same order in every language."""
    return key, "" if key in ("date", "amount", "sources", "confidence", "id") else lang
