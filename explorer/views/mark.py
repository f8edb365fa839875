"""A small widget that shows one layer of a Picture."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.figure.picture import Layer
from explorer.paint.painter import paint


class MarkLabel(QWidget):
    """Paints ``layer`` in a box of fixed size (logical pixels)."""

    def __init__(self, layer: Layer, width: int, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._layer = layer
        self.setFixedSize(width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the layer."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter, self._layer, self.devicePixelRatioF())
