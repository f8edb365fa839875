"""One value of a facet."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QSizePolicy,
    QWidget,
)

from explorer.figure.picture import Font, Layer, Symbol
from explorer.figure.style import Style
from explorer.paint.fonts import qfont
from explorer.paint.painter import paint
from explorer.views.plain import tip

ROW_HEIGHT = 24


class FacetRow(QAbstractButton):
    """One value: box, mark, name, bar and count, drawn at one go.

    A click asks for this value alone; Ctrl, or a click on the box, adds or takes it away.
    """

    def __init__(self, field: str, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.field, self.key = field, key
        self.style_now: Style | None = None
        self.symbol: Symbol | None = None
        self.label = ""
        self.count, self.total, self.largest = 0, 0, 1
        self.counts_width = 0.0
        self.checked = False
        self.adding = False
        self._hovered = False
        self.setFixedHeight(ROW_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide enough for a short name; the label is shortened when it must be."""
        return QSize(220, ROW_HEIGHT)

    def counts_text(self) -> str:
        """'12 / 58': counted now, and counted at most."""
        return f"{self.count:,} / {self.total:,}"

    def show_counts(
        self,
        label: str,
        count: int,
        total: int,
        largest: int,
        widest: str,
        checked: bool,
        style: Style,
    ) -> None:
        """Take over new figures. ``widest``: the longest counts in the facet, so that all bars
        of it stand in line."""
        self.label, self.count, self.total = label, count, total
        self.counts_width = float(QFontMetricsF(qfont(Font(12))).horizontalAdvance(widest))
        self.largest, self.checked, self.style_now = max(1, largest), checked, style
        name = f"{label}, {self.counts_text()}"
        self.setAccessibleName(f"{name}, {'on' if checked else 'off'}")
        self.setToolTip(tip(name))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember whether the box or Ctrl was meant."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.adding = control or event.position().x() < 24
        super().mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go out."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, mark, name, bar and count."""
        if self.style_now is None:
            return
        with QPainter(self) as painter:
            self._paint(painter, self.style_now)

    def _paint(self, painter: QPainter, style: Style) -> None:
        tokens = style.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hovered or self.hasFocus():
            painter.setPen(
                QPen(QColor(tokens.accent), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen
            )
            painter.setBrush(QColor(tokens.bg) if self._hovered else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        self._paint_box(painter)
        x = 26.0
        faded = 0.45 if self.count == 0 and not self.checked else 1.0
        painter.setOpacity(faded)
        if self.symbol is not None:
            paint(painter, Layer("symbol", (self.symbol,)), self.devicePixelRatioF())
            x = 46.0
        font = qfont(Font(13))
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        bar_x = self.width() - self.counts_width - 56.0
        room = int(bar_x - x - 8)
        name = painter.fontMetrics().elidedText(self.label, Qt.TextElideMode.ElideRight, room)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(x, 0, room, self.height()), middle, name)
        self._paint_bar(painter, bar_x)
        painter.setFont(qfont(Font(12)))
        painter.setPen(QColor(tokens.text2))
        painter.drawText(
            QRectF(self.width() - self.counts_width - 8, 0, self.counts_width + 4, self.height()),
            middle | Qt.AlignmentFlag.AlignRight,
            self.counts_text(),
        )

    def _paint_box(self, painter: QPainter) -> None:
        assert self.style_now is not None
        tokens = self.style_now.tokens
        box = QRectF(5, (self.height() - 14) / 2, 14, 14)
        if self.checked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QPen(QColor(tokens.on_accent), 1.8))
            painter.drawPolyline(
                [box.topLeft() + QPointF(*p) for p in ((3.4, 7.4), (6.0, 10.0), (10.8, 4.4))]
            )
        else:
            painter.setPen(QPen(QColor(tokens.ctl), 1.2))
            painter.setBrush(QColor(tokens.panel))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_bar(self, painter: QPainter, x: float) -> None:
        assert self.style_now is not None
        tokens = self.style_now.tokens
        track = QRectF(x, self.height() / 2 - 2.5, 40, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(track, 2.5, 2.5)
        if self.count:
            share = max(5.0, track.width() * self.count / self.largest)
            painter.setBrush(QColor(tokens.bar))
            painter.drawRoundedRect(QRectF(track.x(), track.y(), share, 5), 2.5, 2.5)
