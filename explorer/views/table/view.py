"""The rows of the event table as a widget: keys, pointer, and what is said of an empty one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from explorer.views.table.model import Index
from explorer.views.table.paint import ROW, CellPainter


class TableView(QTableView):
    """Rows that are picked as a whole. ``opened``: Enter or a double click; ``copy_wanted``:
    Ctrl+C; ``menu_wanted``: row and place (global), the row -1 for none."""

    opened = Signal(int)
    copy_wanted = Signal()
    menu_wanted = Signal(int, QPoint)
    left = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.empty = ""
        self.setProperty("rows", "true")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW)
        rows.setDefaultSectionSize(ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setFixedHeight(ROW)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The line is around whole rows, not cells."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl+C copies; the rest is as in any table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu on a row."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index, at = self.indexAt(event.pos()), event.globalPos()
        self.menu_wanted.emit(index.row(), at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say so: a column may fill what is left."""
        super().resizeEvent(event)
        self.resized.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say when the pointer has left the rows."""
        if event.type() == QEvent.Type.Leave:
            self.left.emit()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, with a line around the one that the keys are on; or that there are none."""
        delegate = self.itemDelegate()
        if isinstance(delegate, CellPainter):
            delegate.focused = self.currentIndex().row() if self.hasFocus() else -1
        super().paintEvent(event)
        model = self.model()
        if model is not None and not model.rowCount() and self.empty:
            with QPainter(self.viewport()) as painter:
                painter.setPen(QColor(self.palette().placeholderText().color()))
                centre = Qt.AlignmentFlag.AlignCenter
                painter.drawText(self.viewport().rect(), centre, self.empty)
