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
        self._without: list[int] = []  # heights of the others before the table came
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

    def show_table(self, on: bool) -> None:
        """Show the table at a height to be read at, or give its room back to who had it."""
        if on == (not self._table.isHidden()):
            return
        before = self.sizes()
        self._table.setVisible(on)
        if not self.parted:
            self._part()
        elif on:
            self._without = before[:2]
            wanted = max(before[2], round(sum(before) * TABLE))
            self.setSizes([before[0] - wanted, before[1], wanted])
        elif self._without:
            self.setSizes([*self._without, 0])

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
