"""The rows of one facet in one widget: drawn at one go, walked with the arrow keys."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QToolTip, QWidget

from explorer.common.look import Lang
from explorer.dataset.model import Bool, Dataset
from explorer.figure.looks import look_of
from explorer.figure.style import Style
from explorer.query.choice import Choice
from explorer.query.facets import FacetCounts
from explorer.views.filters.facet_model import FacetModel, Row
from explorer.views.filters.facet_paint import (
    NAME_X,
    ROW_HEIGHT,
    WORD_FONT,
    Columns,
    Face,
    RowPainter,
)
from explorer.views.filters.facet_words import GAP, placed, row_tip, word_keys
from explorer.views.lettering import width_of
from explorer.views.plain import tip
from explorer.views.target import Target

_BOX_END: Final = 33
"""A click left of this is on the box."""
_KEYS: Final = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Space,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace,
    }
)


class FacetList(QListView):
    """A click on a row asks for it alone; Ctrl, or a click on the box, adds or takes it away.

    Keys: arrows move, Space adds or takes away, Enter asks for the row alone, Delete leaves it
    out. It is as high as its rows and never scrolls by itself.
    """

    only_requested = Signal(str)
    toggle_requested = Signal(str)
    except_requested = Signal(str)
    context_requested = Signal(object, object)  # Target, QPoint on the screen
    left = Signal(int)  # an arrow key led out: -1 upwards, 1 downwards
    fold_requested = Signal()
    current_moved = Signal(int)  # y of the row that the keys are on
    idle = Signal()  # neither pointer nor keys are in it any longer

    def __init__(self, dataset: Dataset, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facet = FacetModel(dataset, field, self)
        self._dataset = dataset
        self._style: Style | None = None
        self._across = Columns(0, 0, 0, 0, 0)
        self._hover = -1
        self._lit = -1
        self._pressed = ""
        self._ring = False
        self.setProperty("bare", "true")
        self.setModel(self.facet)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setAutoScroll(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(0)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)

    def minimumSizeHint(self) -> QSize:
        """As narrow as it must be."""
        return QSize(0, 0)

    # What is shown

    def take(self, counts: FacetCounts, choice: Choice, lang: Lang, style: Style) -> None:
        """Take over figures, and draw again what they change."""
        keys, here = list(self.facet.places), self.here()
        changed = self.facet.take(counts, choice, lang)
        restyled, self._style = style is not self._style, style
        if self.facet.places != keys:
            self._rows_changed(here)
        elif changed is None or restyled:
            self.viewport().update()
        else:
            self._update_figures(changed)

    def rearrange(self) -> None:
        """Show the rows that the model now has."""
        here = self.here()
        self.facet.arrange()
        self._rows_changed(here)

    def sort_by_count(self) -> None:
        """Put the rows in the order of their counts."""
        here = self.here()
        self.facet.sort_by_count()
        self._rows_changed(here)

    @property
    def across(self) -> Columns:
        """Where things stand across."""
        return self._across

    def set_columns(self, across: Columns) -> None:
        """Where things stand across."""
        if across != self._across:
            self._across = across
            self.viewport().update()

    def row_rect(self, key: str) -> QRect:
        """The row of a value in the viewport's pixels, empty when it is not shown."""
        row = self.facet.row_of(key)
        return QRect() if row < 0 else QRect(0, row * ROW_HEIGHT, self.width(), ROW_HEIGHT)

    def here(self) -> str:
        """The value that the keys are on, '' for none."""
        row = self.currentIndex().row()
        return self.facet.key(row) if 0 <= row < len(self.facet.places) else ""

    @property
    def style_now(self) -> Style | None:
        """The style it is drawn in, None before the first figures."""
        return self._style

    @property
    def busy(self) -> bool:
        """Whether pointer or keys are among the rows: then none may move."""
        return self._hover >= 0 or self.hasFocus()

    def _rows_changed(self, here: str) -> None:
        n = len(self.facet.places)
        self.setFixedHeight(n * ROW_HEIGHT)
        self._hover = min(self._hover, n - 1)
        row = self.facet.row_of(here) if here else -1
        if row >= 0:
            self.setCurrentIndex(self.facet.index(row))
        self.viewport().update()

    def _update_figures(self, changed: Bool) -> None:
        rows = np.flatnonzero(changed[self.facet.places])
        if len(rows):
            x = int(self._across.bar_x) - 2
            if self._hover >= 0:  # its words stand further left
                x = min(x, 0)
            y, end = int(rows[0]) * ROW_HEIGHT, int(rows[-1] + 1) * ROW_HEIGHT
            self.viewport().update(0 if self.facet.dulled else x, y, self.width(), end - y)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows of the region that is asked for."""
        style = self._style
        if style is None:
            return
        area = event.rect()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(area, QColor(style.tokens.panel))
            first = max(0, area.top() // ROW_HEIGHT)
            last = min(len(self.facet.places) - 1, area.bottom() // ROW_HEIGHT)
            whole = area.left() < int(self._across.bar_x) - 2
            rows = RowPainter(painter, self.viewport(), style, self._across)
            for row in range(first, last + 1):
                self._paint_row(rows, row, style, whole)

    def _paint_row(self, rows: RowPainter, row: int, style: Style, whole: bool) -> None:
        facet, y = self.facet, row * ROW_HEIGHT
        count, total = facet.figures(row)
        checked, excluded = facet.state(row)
        parts = self._words(row) if row == self._hover else ()
        if whole:
            look = None
            if facet.field == "category":
                look = look_of(self._dataset, style, facet.key(row))
            face = Face(
                facet.label(row), facet.second(row), checked, excluded, look, row == self._hover
            )
            rows.face(y, face, count, parts[0][1] - 8 if parts else None)
        if parts:
            rows.words(y, parts, self._lit)
        else:
            rows.figures(y, count, total, facet.largest, (not count and not checked) or excluded)
        if self._ring and self.hasFocus() and row == self.currentIndex().row():
            rows.ring(y)

    # The pointer

    def _words(self, row: int) -> tuple[tuple[str, float], ...]:
        keys = word_keys(self.facet, row)
        return placed(keys, self.facet.lang, self._across.right)

    def _word_at(self, row: int, x: float) -> int:
        for k, (text, left) in enumerate(self._words(row)):
            if left - GAP / 2 <= x < left + width_of(text, WORD_FONT) + GAP / 2:
                return k
        return -1

    def _set_hover(self, row: int, lit: int) -> None:
        if (row, lit) == (self._hover, self._lit):
            return
        for changed in {row, self._hover} - {-1}:
            self.viewport().update(0, changed * ROW_HEIGHT, self.width(), ROW_HEIGHT)
        self._hover, self._lit = row, lit
        hand = Qt.CursorShape.PointingHandCursor if lit >= 0 else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand)

    def _row_at(self, y: float) -> int:
        row = int(y // ROW_HEIGHT)
        return row if 0 <= row < len(self.facet.places) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the row, and the word of it."""
        at = event.position()
        row = self._row_at(at.y())
        self._set_hover(row, self._word_at(row, at.x()) if row >= 0 else -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember the value that the button went down on."""
        row = self._row_at(event.position().y())
        self._ring = False
        self._pressed = ""
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.facet.key(row)
            self.setCurrentIndex(self.facet.index(row))
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what the click was on."""
        at = event.position()
        row = self._row_at(at.y())
        pressed, self._pressed = self._pressed, ""
        if row < 0 or not pressed or self.facet.key(row) != pressed:
            return
        meant = self._word_at(row, at.x()) if row == self._hover else -1
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or at.x() < _BOX_END:
            self.toggle_requested.emit(pressed)
        elif meant >= 0 and (meant == 1 or self.facet.state(row)[1]):
            self.except_requested.emit(pressed)
        else:
            self.only_requested.emit(pressed)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a value."""
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        row = self._row_at(event.pos().y()) if mouse else self.currentIndex().row()
        if row >= 0:
            at = event.globalPos()
            if not mouse:
                at = self.viewport().mapToGlobal(QPoint(NAME_X, (row + 1) * ROW_HEIGHT))
            target = Target(field=self.facet.field, value=self.facet.key(row))
            self.context_requested.emit(target, at)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The panel scrolls, not the list."""
        event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips, and the end of hovering."""
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self._set_hover(-1, -1)
            if not self.busy:
                self.idle.emit()
        return super().viewportEvent(event)

    def _show_tip(self, event: Any) -> None:
        assert isinstance(event, QHelpEvent)
        row = self._row_at(event.pos().y())
        text = self.tip_of(row, event.pos().x()) if row >= 0 else ""
        QToolTip.showText(event.globalPos(), tip(text), self.viewport())

    def tip_of(self, row: int, x: float) -> str:
        """What the tooltip over a row says."""
        return row_tip(self.facet, row, self._word_at(row, x) if row == self._hover else -1)

    # The keys

    def event(self, event: QEvent) -> bool:
        """Keep its own keys from the window's shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _KEYS
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, and do what the keys are for."""
        key, row = event.key(), self.currentIndex().row()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or key not in _KEYS:
            event.ignore()
            return
        self._ring = True
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageUp: -10,
            Qt.Key.Key_PageDown: 10,
            Qt.Key.Key_Home: -len(self.facet.places),
            Qt.Key.Key_End: len(self.facet.places),
        }
        if key in steps:
            self._move(row, steps[Qt.Key(key)])
        elif key == Qt.Key.Key_Left:
            self.fold_requested.emit()
        elif row >= 0:
            wish = {
                Qt.Key.Key_Space: self.toggle_requested,
                Qt.Key.Key_Delete: self.except_requested,
                Qt.Key.Key_Backspace: self.except_requested,
            }.get(Qt.Key(key), self.only_requested)
            wish.emit(self.facet.key(row))

    def _move(self, row: int, by: int) -> None:
        last = len(self.facet.places) - 1
        to = row + by
        if abs(by) == 1 and not 0 <= to <= last:
            self.left.emit(by)
            return
        self.go_to(min(max(to, 0), last))

    def go_to(self, row: int) -> None:
        """Put the keys on a row; -1 for the last."""
        n = len(self.facet.places)
        if not n:
            return
        self._ring = True
        self.setCurrentIndex(self.facet.index(row % n))
        self.viewport().update()
        self._say()
        self.current_moved.emit(self.currentIndex().row() * ROW_HEIGHT)

    def _say(self) -> None:
        row = self.currentIndex().row()
        text = self.facet.row(row).spoken(self.facet.lang) if row >= 0 else ""
        self.setAccessibleDescription(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        self._ring = not mouse
        if not mouse and self.facet.places and self.currentIndex().row() < 0:
            self.setCurrentIndex(self.facet.index(0))
        if not mouse:
            self.current_moved.emit(max(0, self.currentIndex().row()) * ROW_HEIGHT)
        self._say()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        self.viewport().update()
        if not self.busy:
            self.idle.emit()

    def rows(self) -> dict[str, Row]:
        """The rows on show, by value."""
        facet = self.facet
        return {facet.key(k): facet.row(k) for k in range(len(facet.places))}
