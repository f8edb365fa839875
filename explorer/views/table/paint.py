"""Paints the cells of the event table."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from explorer.dataset.model import Bool
from explorer.figure.colors import mix
from explorer.figure.looks import category_look
from explorer.figure.picture import Font, Layer, Symbol
from explorer.figure.style import Style, load_style
from explorer.paint.fonts import qfont
from explorer.paint.painter import clear_pixmap, paint
from explorer.session.session import Session
from explorer.views.cells import COLUMNS
from explorer.views.chip import CONFIDENCE_TONES, paint_bars, tone
from explorer.views.table.model import EventTableModel, Index

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyle

ROW = 30
_PAD, _FIRST = 8, 14
_DIM = 0.42
_KEPT: Final = 1200  # cells whose picture is remembered: some 20 MB at device pixel ratio 1
_ONE_LINE = int(
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
)


@lru_cache(maxsize=1)
def _selected() -> QStyle.StateFlag:
    """The flag of a row that is picked. QStyle's enums take long to make, and tables show late."""
    from PySide6.QtWidgets import QStyle

    return QStyle.StateFlag.State_Selected


class CellPainter(QStyledItemDelegate):
    """``selected``: (n,) events of the selection, the others are dimmed; None dims nothing.
    ``focused``: the row that the keys are on, -1 for none.

    What stands in a cell is drawn once and kept, clear, over whatever ground its row has: rows
    come and go with every move of a brush.
    """

    def __init__(self, session: Session, model: EventTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._model = session, model
        self._style = load_style(session.look.theme)
        self._pictures: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self.selected: Bool | None = None
        self.focused = -1

    def restyle(self, style: Style) -> None:
        """Take over another theme or language."""
        self._style = style
        self._pictures.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are all of one height."""
        return QSize(80, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        row, column = index.row(), index.column()
        data, t = self._session.dataset, self._style.tokens
        i = int(self._model.rows[row])
        rect: QRect = option.rect
        chosen = bool(option.state & _selected())
        ground = t.accent_weak if chosen else t.panel2 if row % 2 else t.panel
        if data.events.id[i] == self._session.focus.hover:
            ground = mix(t.text, ground, 0.08)
        painter.fillRect(rect, QColor(ground))
        dim = self.selected is not None and not self.selected[i]
        ratio = painter.device().devicePixelRatioF()
        key = (i, column, self.pad(column), rect.width(), chosen, dim, ratio)
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._drawn(i, row, column, rect.width(), chosen, dim, ratio)
            self._pictures[key] = picture
            if len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        else:
            self._pictures.move_to_end(key)
        painter.drawPixmap(rect.topLeft(), picture)
        if row == self.focused:
            for edge in (rect.y(), rect.bottom() - 1):
                painter.fillRect(QRect(rect.x(), edge, rect.width(), 2), QColor(t.accent))

    def pad(self, column: int) -> int:
        """The room before what stands in a cell: the first one begins where the panels do."""
        view = self.parent()
        first = isinstance(view, QTableView) and view.horizontalHeader().visualIndex(column) == 0
        return _FIRST if first else _PAD

    def _drawn(
        self, i: int, row: int, column: int, width: int, chosen: bool, dim: bool, ratio: float
    ) -> QPixmap:
        """What stands in a cell of ``width`` pixels."""
        made = clear_pixmap(max(1, width), ROW, ratio)
        t, key = self._style.tokens, COLUMNS[column].key
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pad = self.pad(column)
            left = pad + self._sign(painter, i, key, dim, pad)
            color = t.warning if key == "dispute" else t.text2
            color = t.text if chosen or key == "title" else color
            painter.setOpacity(_DIM if dim else 1.0)
            painter.setPen(QColor(color))
            self._text(painter, left, width, self._model.text(row, column), column)
        return made

    def _sign(self, painter: QPainter, i: int, key: str, dim: bool, pad: int) -> int:
        """The mark of a category, the bars of a confidence; the room it takes."""
        events = self._session.dataset.events
        if key == "category":
            look = category_look(self._session.dataset, self._style, int(events.category.codes[i]))
            strength = 0.3 if dim else 1.0
            mark = Symbol(pad + 7, ROW / 2, look.shape, 5.0, look.fill, look.edge, opacity=strength)
            paint(painter, Layer("mark", (mark,)))
            return 20
        if key == "confidence" and events.confidence[i] >= 0:
            level = int(events.confidence[i])
            painter.setOpacity(_DIM if dim else 1.0)
            colours = tone(self._style, CONFIDENCE_TONES[level])
            paint_bars(painter, pad, ROW / 2 + 5, level, colours)
            return 20
        return 0

    def _text(self, painter: QPainter, left: int, width: int, text: str, column: int) -> None:
        if not text:
            return
        font = qfont(Font(13, 500 if COLUMNS[column].key == "title" else 400))
        room = width - _PAD - left
        told = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.drawText(QRectF(left, 0, room + 1, ROW), _ONE_LINE, told)
