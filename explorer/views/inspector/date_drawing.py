"""A small drawing of one event's date."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.dataset.model import Dataset
from explorer.figure.style import Style
from explorer.figure.timeline.datemark import date_picture
from explorer.paint.fonts import QtMeasure
from explorer.paint.painter import paint

HEIGHT = 22


class DateDrawing(QWidget):
    """The date of event ``index`` as the timeline would draw it, as wide as there is room."""

    def __init__(self, data: Dataset, index: int, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._data, self._i, self._style = data, index, style
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the date."""
        width = float(self.width())
        picture = date_picture(self._data, self._i, width, HEIGHT, self._style, QtMeasure())
        if picture is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter, picture, self.devicePixelRatioF())
