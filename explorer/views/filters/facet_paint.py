"""How a row of a facet is drawn: box, mark, name, bar and counts, from cached images."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPaintDevice,
    QPainter,
    QPen,
    QPixmap,
)

from explorer.common.look import Theme
from explorer.common.records import dataclass
from explorer.figure.colors import mix
from explorer.figure.picture import Font, Layer, Symbol
from explorer.figure.style import CategoryStyle, Style, load_style
from explorer.paint.fonts import clean, qfont
from explorer.paint.painter import clear_pixmap, paint
from explorer.paint.theme import icon
from explorer.views.lettering import metrics, put_text, ready, width_of

ROW_HEIGHT: Final = 22
EDGE: Final = 14
"""Between the panel's edge and what stands in it."""
NAME_X: Final = 38
MARK_X: Final = 45
MARKED_NAME_X: Final = 59
BOX: Final = 14
BAR_WIDTH, BAR_HEIGHT = 44, 5
LEAST_NAME: Final = 74
"""Names of categories have so much room before there is any for bars."""
_LEAST_BAR: Final = 16
_BASE: Final = 15.5
"""Of the names, below the top of the row."""
_AHEAD: Final = 2000
"""Counts up to which images are made ahead: fewer than are kept."""
_AT_ONCE: Final = 120
"""Counts whose images are made in one step."""

NAME_FONT: Final = Font(13)
COUNT_FONT: Final = Font(12)
WORD_FONT: Final = Font(12, 500)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand across a row, in pixels. ``inset``: from ``right`` to the edge; ``bar`` is
    0 where there is no room for one."""

    right: float
    inset: float
    counts: float
    bar_x: float
    bar: float

    @property
    def row_end(self) -> float:
        """Right end of what lies behind a row: hover and focus."""
        return self.right + min(6.0, self.inset - 1)

    def without_bar(self, counts: float) -> Columns:
        """More room for names; figures ``counts`` wide."""
        return Columns(self.right, self.inset, counts, self.right - counts, 0.0)


def columns(width: float, inset: float, counts: float, name: float) -> Columns:
    """The columns of rows ``width`` wide that end ``inset`` before their right edge, with room
    of ``counts`` pixels for the figures, and of ``name`` pixels at least for a category."""
    right = width - inset
    room = right - counts - 8 - MARKED_NAME_X - 8
    bar = min(float(BAR_WIDTH), room - min(name, LEAST_NAME))
    if bar < _LEAST_BAR:
        return Columns(right, inset, counts, right - counts, 0.0)
    return Columns(right, inset, counts, right - counts - 8 - bar, bar)


@dataclass(frozen=True, slots=True)
class Face:
    """What of a row is drawn, but for its figures."""

    name: str
    second: str
    checked: bool
    excluded: bool
    look: CategoryStyle | None
    hovered: bool = False
    ringed: bool = False


@lru_cache(maxsize=4096)
def elided(name: str, second: str, room: int) -> tuple[str, str]:
    """``name`` in ``room`` pixels, shortened when it must be; with ``second`` after it where both
    stand whole."""
    m = metrics(NAME_FONT)
    name, second = clean(name), clean(second)
    if second and m.horizontalAdvance(f"{name} {second}") <= room:
        return name, second
    return m.elidedText(name, Qt.TextElideMode.ElideRight, room), ""


@lru_cache(maxsize=64)
def _box(state: str, theme: Theme, ratio: float) -> QPixmap:
    tokens = load_style(theme).tokens
    made, painter = _canvas(BOX, BOX, ratio)
    box = QRectF(0, 0, BOX, BOX)
    if state == "off":
        painter.setPen(QPen(QColor(tokens.ctl), 1.2))
        painter.setBrush(QColor(tokens.panel))
        painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 3.5, 3.5)
    elif state == "on":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(box, 3.5, 3.5)
        painter.setPen(_round_pen(tokens.on_accent, 1.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([QPointF(3.6, 7.3), QPointF(6.0, 9.7), QPointF(10.5, 4.7)])
    else:
        painter.setPen(QPen(QColor(tokens.text2), 1.4))
        painter.setBrush(QColor(tokens.panel))
        painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 3.5, 3.5)
        painter.setPen(_round_pen(tokens.text2, 1.8))
        painter.drawLine(QPointF(4.2, 7), QPointF(9.8, 7))
    painter.end()
    return made


def _round_pen(color: str, width: float) -> QPen:
    pen = QPen(QColor(color), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _canvas(width: float, height: float, ratio: float) -> tuple[QPixmap, QPainter]:
    made = clear_pixmap(width, height, ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return made, painter


@lru_cache(maxsize=512)
def _bar(filled: int, width: float, theme: Theme, ratio: float) -> QPixmap:
    """A track with a bar of ``filled`` device pixels."""
    tokens = load_style(theme).tokens
    made, painter = _canvas(width, BAR_HEIGHT, ratio)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.line))
    painter.drawRoundedRect(QRectF(0, 0, width, BAR_HEIGHT), 2.5, 2.5)
    if filled:
        painter.setBrush(QColor(tokens.bar))
        painter.drawRoundedRect(QRectF(0, 0, filled / ratio, BAR_HEIGHT), 2.5, 2.5)
    painter.end()
    return made


@lru_cache(maxsize=256)
def _mark(look: CategoryStyle, faint: bool, ratio: float) -> QPixmap:
    made, painter = _canvas(18, ROW_HEIGHT, ratio)
    symbol = Symbol(
        9, ROW_HEIGHT / 2, look.shape, 5.2, look.fill, look.edge, opacity=0.4 if faint else 1.0
    )
    paint(painter, Layer("mark", (symbol,)), ratio)
    painter.end()
    return made


@lru_cache(maxsize=256)
def icon_image(name: str, token: str, size: int, theme: Theme, ratio: float) -> QPixmap:
    """An icon ``size`` pixels wide, in the colour of ``token``."""
    made, painter = _canvas(size, size, ratio)
    icon(name, load_style(theme), token).paint(painter, QRect(0, 0, size, size))
    painter.end()
    return made


@lru_cache(maxsize=4096)
def _name(
    name: str, second: str, room: int, dull: bool, struck: bool, theme: Theme, ratio: float
) -> QPixmap:
    """A name in ``room`` pixels."""
    tokens = load_style(theme).tokens
    name, second = elided(name, second, room)
    wide = width_of(name, NAME_FONT)
    made, painter = _canvas(room + 2, ROW_HEIGHT, ratio)
    painter.setFont(qfont(NAME_FONT))
    painter.setPen(QColor(tokens.text3 if dull else tokens.text))
    painter.drawText(QPointF(0, _BASE), name)
    if second:
        painter.setPen(QColor(tokens.text3 if dull else tokens.text2))
        painter.drawText(QPointF(wide + width_of(" ", NAME_FONT), _BASE), second)
    if struck:
        painter.fillRect(QRectF(0, 11, wide, 1), QColor(tokens.text3))
    painter.end()
    return made


def figures_ahead(across: Columns, most: int, theme: Theme, ratio: float) -> Iterator[None]:
    """Make the images of all bars and of all counts up to ``most``, some in each step, so that
    those of a window that moves are there."""
    for filled in range(round(across.bar * ratio) + 1):
        _bar(filled, across.bar, theme, ratio)
    yield
    for n in range(min(most, _AHEAD), -1, -1):  # the smallest last: they are shown most often
        ready(f"{n:,}", COUNT_FONT, ("text", theme), ratio)
        if n % _AT_ONCE == 0:
            yield


class RowPainter:
    """Draws rows on one device for as long as one paint event lasts."""

    def __init__(self, painter: QPainter, device: QPaintDevice, style: Style, across: Columns):
        self._p, self._theme, self._cols = painter, style.theme, across
        self._tokens = style.tokens
        self._ratio = device.devicePixelRatioF()

    def face(self, y: int, face: Face, count: int, room: float | None) -> None:
        """Everything left of the figures. ``room``: right end of the name, None for the usual."""
        p, cols, theme, ratio = self._p, self._cols, self._theme, self._ratio
        if face.hovered:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(QColor(mix(self._tokens.text, self._tokens.panel, 0.06)))
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.drawRoundedRect(QRectF(8, y, cols.row_end - 8, ROW_HEIGHT), 5, 5)
        state = "out" if face.excluded else "on" if face.checked else "off"
        p.drawPixmap(QPointF(EDGE, y + 4), _box(state, theme, ratio))
        x = NAME_X
        dull = (count == 0 and not face.checked) or face.excluded
        if face.look is not None:
            p.drawPixmap(QPointF(MARK_X - 9, y), _mark(face.look, dull, ratio))
            x = MARKED_NAME_X
        end = (cols.bar_x - 8) if room is None else room
        wide = max(0, int(end - x))
        image = _name(face.name, face.second, wide, dull, face.excluded, theme, ratio)
        p.drawPixmap(QPointF(x, y), image)

    def ring(self, y: int) -> None:
        """Mark the row that the keys are on."""
        p = self._p
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(QColor(self._tokens.accent), 2))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(QRectF(9, y + 1, self._cols.row_end - 10, ROW_HEIGHT - 2), 5, 5)

    def figures(self, y: int, count: int, total: int, largest: int, dull: bool) -> None:
        """Bar and counts."""
        p, cols, ratio = self._p, self._cols, self._ratio
        if cols.bar:
            whole, least = round(cols.bar * ratio), round(BAR_HEIGHT * ratio)
            filled = max(least, round(whole * count / largest)) if count else 0
            image = _bar(filled, cols.bar, self._theme, ratio)
            p.drawPixmap(QPointF(cols.bar_x, y + 9), image)
        # "12 / 58" in two parts: while a window moves the second stays, and the first comes again.
        x, first = float(cols.right), "text3" if dull else "text"
        for text, token in ((f" / {total:,}", "text3"), (f"{count:,}", first)):
            x = round((x - width_of(text, COUNT_FONT)) * ratio) / ratio
            put_text(p, text, COUNT_FONT, (x, y + _BASE), (token, self._theme), ratio)

    def words(self, y: int, parts: tuple[tuple[str, float], ...], lit: int) -> None:
        """The small buttons of a hovered row: texts by their left ends; ``lit`` is under the
        pointer."""
        p, accent = self._p, QColor(self._tokens.accent)
        p.setFont(qfont(WORD_FONT))
        p.setPen(accent)
        for k, (text, x) in enumerate(parts):
            p.drawText(QPointF(x, y + _BASE), text)
            if k == lit:
                p.fillRect(QRectF(x, y + _BASE + 2, width_of(text, WORD_FONT), 1), accent)
