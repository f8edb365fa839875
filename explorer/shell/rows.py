"""How map, timeline and table share the height."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

TIMELINE: Final = 428
"""Pixels of the timeline with its bar, where half of the height has room for them."""
TABLE: Final = 0.28
"""Share of the height that the table takes when it comes."""


class Rows(QSplitter):
    """Until a person moves a line between them, they part the height by themselves."""

    def __init__(self, chart: QWidget, timeline: QWidget, table: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self.parted = False  # a person has said how high they are to be
        self._table = table
        self.setHandleWidth(1)
        for k, widget in enumerate((chart, timeline, table)):
            self.addWidget(widget)
            self.setStretchFactor(k, int(k == 0))
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)

    def _on_moved(self) -> None:
        self.parted = True

    def restore(self, heights: QByteArray) -> None:
        """Take over heights that were saved."""
        self.parted = self.restoreState(heights)
        self.setHandleWidth(1)

    def make_room(self) -> None:
        """Give the table, which is shown now, a height to be read at."""
        heights = self.sizes()
        if not self.parted:
            self._part()
        elif heights[2] < self._table.minimumHeight():
            wanted = round(sum(heights) * TABLE)
            self.setSizes([heights[0] - wanted, heights[1], wanted])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Part the new height."""
        super().resizeEvent(event)
        if not self.parted:
            self._part()

    def _part(self) -> None:
        whole = self.height()
        table = 0 if self._table.isHidden() else round(whole * TABLE)
        timeline = min(TIMELINE, round((whole - table) * 0.52))
        self.setSizes([whole - table - timeline, timeline, table])
