"""What is shown while a file is read: a card over the window, which stays usable."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from explorer.common.look import Lang, Theme
from explorer.figure.style import load_style
from explorer.views.plain import plain_label
from explorer.views.words import word

WIDE: Final = 380
SHARES: Final = {"rows": (0.0, 0.1), "events.csv": (0.1, 0.75), "sites.geojson": (0.75, 0.85)}
"""Where in the whole each part of reading begins and ends, as measured."""
REST: Final = (0.85, 1.0)
_BARS: Final = ((26, 0.44), (26, 0.62), (26, 0.36))


class _Skeleton(QWidget):
    """Three rows yet to come."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._color = QColor(load_style(theme).tokens.line)
        self.setFixedHeight(78)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._color)
            width = self.width() - 32
            for k, (_, share) in enumerate(_BARS):
                y = 8 + 26 * k
                painter.drawEllipse(QRectF(0, y, 12, 12))
                painter.drawRoundedRect(QRectF(22, y + 2, share * width, 8), 4, 4)
                left = 32 + share * width
                painter.drawRoundedRect(QRectF(left, y + 2, 0.24 * width, 8), 4, 4)


class LoadingCard(QFrame):
    """In the middle of ``parent``; goes along when that is resized."""

    stop_requested = Signal()

    def __init__(self, heading: str, lang: Lang, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setAccessibleName(heading)
        self._lang = lang
        self._most = 0.0
        self.name = plain_label("help", self, heading)
        self.what = plain_label("strong", self)
        self.count = plain_label("field", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.stop = QPushButton(word("stop", lang), self)
        self.stop.clicked.connect(self.stop_requested)
        self.help = plain_label("help", self, word("loading_help", lang))
        self._lay_out(_Skeleton(theme, self))
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(32)
        shadow.setOffset(0, 8)
        shadow.setColor(QColor(0, 0, 0, 60))
        self.setGraphicsEffect(shadow)
        self.tell("", 0, 0)
        parent.installEventFilter(self)
        self._place()

    def _lay_out(self, skeleton: QWidget) -> None:
        top, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.what, 1)
        top.addWidget(self.count)
        foot.addWidget(self.help, 1)
        foot.addWidget(self.stop)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addSpacing(4)
        column.addWidget(skeleton)
        column.addLayout(foot)
        self.setFixedWidth(WIDE)

    def tell(self, what: str, done: int, total: int) -> None:
        """Show how far it is: a key of the reader's, steps done and all steps (0: unknown)."""
        named = what in SHARES or what == "comparing"
        key = f"reading_{what.partition('.')[0]}" if named else "reading_rest"
        if not what:
            key = "reading_start"
        self.what.setText(word(key, self._lang))
        told = word("of", self._lang, n=f"{done:,}", total=f"{total:,}") if total else ""
        self.count.setText(told)
        first, last = SHARES.get(what, REST)
        share = first + (last - first) * (done / total if total else 0.0)
        self._most = max(self._most, share if what else 0.0)  # small tables come after large ones
        self.bar.setValue(round(1000 * self._most))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.adjustSize()
            self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)
