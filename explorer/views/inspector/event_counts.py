"""Counts with bars: of values, one a row, and of stretches of time, side by side."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.common.look import Lang, Theme
from explorer.dataset.wording import range_words
from explorer.figure.picture import Font, Layer, Symbol
from explorer.figure.style import Style, load_style
from explorer.paint.fonts import qfont
from explorer.paint.painter import clear_pixmap, paint
from explorer.views.hover_button import HoverButton
from explorer.views.inspector.event_periods import Periods
from explorer.views.lettering import base_in, put_text, width_of
from explorer.views.plain import tip

_ROW = 25
_NAME = 26.0  # left end of a name
_NUMBERS = Font(13, 600)
_ABOVE = Font(12, 600)  # of a number over its column
_NONE = 0.45  # of a row that counts nothing
_NONE_MARK = 0.28
_TALL = 36.0  # the highest column
_COLUMN = 54  # number and column
_NUMBER, _LABEL = 17.0, 15


class CountButton(HoverButton):
    """What both kinds of count share."""

    context_requested = Signal(QPoint)  # global

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._style = style
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.context_requested.emit(self.mapToGlobal(at))
        )

    def _ground(self, painter: QPainter) -> None:
        t = self._style.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.bg))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


class CountRow(CountButton):
    """Mark, name, bar, count."""

    def __init__(self, key: str, style: Style, parent: QWidget) -> None:
        super().__init__(style, parent)
        self.key = key
        self.label, self.count = "", 0
        self._share = 0.0
        self._symbol: Symbol | None = None
        self._drawn: tuple[tuple[object, ...], QPixmap] = ((), QPixmap())
        self.setFixedHeight(_ROW)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The name is shortened when it must be."""
        return QSize(200, _ROW)

    def show_count(self, label: str, count: int, most: int, symbol: Symbol | None) -> None:
        """Take over new figures; ``most``: the count of the longest bar."""
        share = count / max(1, most)
        if (label, count, share) == (self.label, self.count, self._share):
            return
        self.label, self.count, self._share, self._symbol = label, count, share, symbol
        self.setAccessibleName(f"{label}, {count:,}")
        self.setToolTip(tip(f"{label}, {count:,}"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        number, w = f"{self.count:,}", float(self.width())
        bar_x = max(_NAME + 60, 0.42 * w)
        wide = w - bar_x - max(34.0, width_of(number, _NUMBERS)) - 10
        theme, ratio = self._style.theme, self.devicePixelRatioF()
        with QPainter(self) as painter:
            self._ground(painter)
            painter.drawPixmap(0, 0, self._still(w, bar_x, wide))
            painter.setOpacity(1.0 if self.count else _NONE)
            at = (w - 4 - width_of(number, _NUMBERS), base_in(_ROW, _NUMBERS))
            put_text(painter, number, _NUMBERS, at, ("text", theme), ratio)
            if self.count:
                bar = _bar(max(7.0, wide * self._share), theme, ratio)
                painter.drawPixmap(QPointF(bar_x, _ROW / 2 - 3.5), bar)

    def _still(self, w: float, bar_x: float, wide: float) -> QPixmap:
        """Mark, name and track, which stay while a brush moves."""
        ratio, t, none = self.devicePixelRatioF(), self._style.tokens, not self.count
        key = (self.label, self._symbol, none, w, wide, ratio, self._style.theme)
        if key != self._drawn[0]:
            made = clear_pixmap(w, _ROW, ratio)
            with QPainter(made) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                if self._symbol is not None:
                    painter.setOpacity(_NONE_MARK if none else 1.0)
                    paint(painter, Layer("mark", (self._symbol,)), ratio)
                painter.setOpacity(_NONE if none else 1.0)
                painter.setFont(qfont(Font(13)))
                painter.setPen(QColor(t.text))
                room, cut = bar_x - _NAME - 8, Qt.TextElideMode.ElideRight
                name = painter.fontMetrics().elidedText(self.label, cut, int(room))
                painter.drawText(QRectF(_NAME, 0, room, _ROW), Qt.AlignmentFlag.AlignVCenter, name)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(t.line))
                painter.drawRoundedRect(QRectF(bar_x, _ROW / 2 - 3.5, wide, 7), 3.5, 3.5)
            self._drawn = key, made
        return self._drawn[1]


@lru_cache(maxsize=1024)
def _bar(width: float, theme: Theme, ratio: float) -> QPixmap:
    made = clear_pixmap(ceil(width), 7, ratio)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(load_style(theme).tokens.accent))
        painter.drawRoundedRect(QRectF(0, 0, width, 7), 3.5, 3.5)
    return made


class PeriodColumn(CountButton):
    """Number, column, label."""

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(style, parent)
        self.bounds = (0, 0)
        self.count = 0
        self._share = 0.0
        self.setMinimumWidth(8)
        self.setFixedHeight(_COLUMN)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as its share of the room."""
        return QSize(14, _COLUMN)

    def show_count(self, count: int, most: int, bounds: tuple[int, int], lang: Lang) -> None:
        """Take over new figures."""
        told, share = f"{range_words(*bounds, lang)}: {count:,}", count / max(1, most)
        if (told, bounds, share) == (self.accessibleName(), self.bounds, self._share):
            return
        self.count, self.bounds, self._share = count, bounds, share
        self.setAccessibleName(told)
        self.setToolTip(tip(told))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        t, w = self._style.tokens, float(self.width())
        base = float(_COLUMN)
        with QPainter(self) as painter:
            self._ground(painter)
            height = max(2.0, _TALL * self._share) if self.count else 0.0
            if self.count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(t.accent))
                wide = min(34.0, w - 3)
                box = QRectF((w - wide) / 2, base - 1 - height, wide, height)
                painter.drawRoundedRect(box, 2, 2)
            painter.fillRect(QRectF(0, base - 1, w, 1), QColor(t.line2))
            number = f"{self.count:,}"
            across = width_of(number, _ABOVE)
            if self.count and across <= w - 2:  # or they would run into each other
                at = ((w - across) / 2, base - height - _NUMBER + base_in(_NUMBER, _ABOVE))
                look = ("text", self._style.theme)
                put_text(painter, number, _ABOVE, at, look, self.devicePixelRatioF())


class PeriodChart(QWidget):
    """Columns of equal stretches of time. ``chosen``: (lo, hi) in seconds of the one clicked."""

    chosen = Signal(object, object)

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._style = style
        self.columns: list[PeriodColumn] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, _LABEL)
        self._line.setSpacing(0)
        self._labels: list[tuple[str, bool]] = []
        self.setFixedHeight(_COLUMN + _LABEL)

    def show_periods(self, found: Periods, lang: Lang) -> None:
        """Take over new figures."""
        while len(self.columns) < len(found.counts):
            column = PeriodColumn(self._style, self)
            column.clicked.connect(lambda _=False, c=column: self.chosen.emit(*c.bounds))
            self._line.addWidget(column)
            self.columns.append(column)
        while len(self.columns) > len(found.counts):
            column = self.columns.pop()
            self._line.removeWidget(column)
            column.hide()
            column.deleteLater()
        most = max(found.counts, default=1)
        self._labels = [(found.label(k, lang), found.begins(k)) for k in range(len(found.counts))]
        for k, column in enumerate(self.columns):
            column.show_count(found.counts[k], most, found.bounds(k), lang)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the labels beneath the columns."""
        font = qfont(Font(11))
        with QPainter(self) as painter:
            painter.setFont(font)
            painter.setPen(QColor(self._style.tokens.text2))
            for text, left, wide in placed_labels(self._labels, self.width()):
                box = QRectF(left, _COLUMN + 1, wide, _LABEL)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def placed_labels(labels: list[tuple[str, bool]], width: float) -> list[tuple[str, float, float]]:
    """Those that have room beneath columns of equal width: text, left end, width. The first and
    those that say the year (True) come before the others."""
    made = list[tuple[str, float, float]]()
    room = width / max(1, len(labels))
    first = sorted(range(len(labels)), key=lambda k: (k > 0, not labels[k][1], k))
    for k in first:
        text = labels[k][0]
        wide = width_of(text, Font(11)) + 2
        left = min(max(0.0, (k + 0.5) * room - wide / 2), max(0.0, width - wide))
        if all(left >= x + w + 4 or x >= left + wide + 4 for _, x, w in made):
            made.append((text, left, wide))
    return made
