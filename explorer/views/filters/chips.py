"""Filters and selection in words, each with its own way out."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QWidget

from explorer.common.look import Lang, Theme
from explorer.common.records import dataclass
from explorer.figure.style import Style, load_style
from explorer.paint.fonts import clean, qfont
from explorer.paint.painter import clear_pixmap
from explorer.query.clauses import Clause, MapBox, MapPolygon, Picked, TimeRange, Values
from explorer.views.filters.facet_paint import WORD_FONT, icon_image
from explorer.views.hover_button import HoverButton
from explorer.views.lettering import metrics, width_of
from explorer.views.plain import tip
from explorer.views.words import word

CHIP_HEIGHT, _SPACE, _LINES = 24, 6, 4
_PAD, _MARK, _CROSS = 10, 14, 12


@dataclass(frozen=True, slots=True)
class ChipFacts:
    """A clause in words; ``selecting``: it is a part of the selection."""

    clause: Clause
    text: str
    selecting: bool


def selection_icon(clause: Clause) -> str:
    """The icon of the gesture that a clause of the selection came from."""
    match clause:
        case MapPolygon():
            return "lasso-select"
        case MapBox():
            return "square-dashed-mouse-pointer"
        case TimeRange():
            return "calendar"
        case Values():
            return "globe"
        case Picked():
            return "hand"
    return "funnel"


class Chip(HoverButton):
    """One clause. Filters are filled, selections have an outline and the icon of a gesture."""

    moved = Signal(int)  # an arrow key: -1 back, 1 on

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.facts: ChipFacts | None = None
        self._style: Style | None = None
        self.setProperty("chip", "drawn")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_facts(self, facts: ChipFacts, lang: Lang, style: Style) -> bool:
        """Take over what it says; True when its width is another."""
        if facts == self.facts and style is self._style and self.property("lang") == lang:
            return False
        before = self.sizeHint().width() if self.facts is not None else -1
        self.facts, self._style = facts, style
        self.setProperty("lang", lang)
        text = clean(facts.text)
        key = "drop_chip_selection" if facts.selecting else "drop_chip"
        self.setText(text)
        self.setAccessibleName(word(key, lang, text=text))
        self.update()
        return self.sizeHint().width() != before

    def sizeHint(self) -> QSize:
        """As wide as its text."""
        mark = _MARK + 5 if self.facts is not None and self.facts.selecting else 0
        wide = 2 * _PAD + mark + width_of(self.text(), WORD_FONT) + 6 + _CROSS - 2
        return QSize(int(wide) + 1, CHIP_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows lead to the other chips; Delete and Enter remove."""
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep its own keys from the window's shortcuts; say on demand what it does."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tip(self.accessibleName()), self)
            return True
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up)
        more = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (*keys, *more)
            and not event.modifiers()
        ):
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, icon, text and cross."""
        style, facts = self._style, self.facts
        if style is None or facts is None:
            return
        tokens = style.tokens
        accent = QColor(tokens.accent)
        with QPainter(self) as p:
            look = (self.width(), style.theme, self.devicePixelRatioF())
            p.drawPixmap(0, 0, _ground(facts.selecting, self.hovered, *look))
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            x = float(_PAD)
            if facts.selecting:
                name = selection_icon(facts.clause)
                ratio = self.devicePixelRatioF()
                image = icon_image(name, "accent", _MARK, style.theme, ratio)
                p.drawPixmap(QPointF(x - 1, 5), image)
                x += _MARK + 4
            room = self.width() - x - _PAD - _CROSS - 4
            text = self.text()
            if width_of(text, WORD_FONT) > room + 1:
                text = metrics(WORD_FONT).elidedText(text, Qt.TextElideMode.ElideRight, room)
            p.setFont(qfont(WORD_FONT))
            p.setPen(accent)
            p.drawText(QPointF(x, 16.2), text)
            end = self.width() - _PAD + 2
            p.setPen(QPen(accent, 1.6 if self.hovered else 1.1))
            left, right = end - _CROSS + 2.8, end - 2.8
            p.drawLine(QPointF(left, 8.8), QPointF(right, 15.2))
            p.drawLine(QPointF(left, 15.2), QPointF(right, 8.8))


@lru_cache(maxsize=128)
def _ground(selecting: bool, hovered: bool, width: int, theme: Theme, ratio: float) -> QPixmap:
    """What a chip's words stand on."""
    t = load_style(theme).tokens
    made = clear_pixmap(width, CHIP_HEIGHT, ratio)
    made.fill(QColor(t.panel))
    box = QRectF(0, 0, width, CHIP_HEIGHT).adjusted(0.75, 0.75, -0.75, -0.75)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selecting:
            pen = QPen(QColor(t.accent), 1.2, Qt.PenStyle.DashLine)
            pen.setDashPattern([3, 2.2])
        else:
            pen = QPen(QColor(t.accent if hovered else t.accent_weak), 1)
        painter.setPen(pen)
        painter.setBrush(QColor(t.panel if selecting and not hovered else t.accent_weak))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    return made


class ChipArea(QScrollArea):
    """Chips in lines, as words fill a page; beyond four lines it scrolls. It is one Tab stop."""

    removed = Signal(object)  # Clause

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = QWidget()
        self._inside.setProperty("panel", "true")
        self._chips: list[Chip] = []
        self._n = 0
        self.setWidget(self._inside)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # Room for one line at all times: the first chip must not move what is clicked.
        self.setFixedHeight(CHIP_HEIGHT)

    @property
    def chips(self) -> list[Chip]:
        """Those on show."""
        return self._chips[: self._n]

    def show_facts(self, facts: list[ChipFacts], lang: Lang, style: Style) -> None:
        """Show a chip for each."""
        self.setAccessibleName(word("chips", lang))
        while len(self._chips) < len(facts):
            self._add()
        before = {chip.facts.clause for chip in self.chips if chip.facts is not None}
        moved = len(facts) != self._n
        self._n = len(facts)
        for chip, fact in zip(self._chips, facts, strict=False):
            moved = chip.show_facts(fact, lang, style) or moved
        if moved:
            self._settle_focus()
            self._place()
            new = [c for c in self.chips if c.facts is not None and c.facts.clause not in before]
            if len(new) == 1 and before:
                self.ensureWidgetVisible(new[0], 0, 0)

    def _add(self) -> None:
        chip = Chip(self._inside)
        chip.clicked.connect(lambda: self._remove(chip))
        chip.moved.connect(lambda by: self._move(chip, by))
        chip.setFocusPolicy(
            Qt.FocusPolicy.ClickFocus if self._chips else Qt.FocusPolicy.StrongFocus
        )
        self._chips.append(chip)

    def _remove(self, chip: Chip) -> None:
        if chip.facts is not None:
            self.removed.emit(chip.facts.clause)

    def _move(self, chip: Chip, by: int) -> None:
        to = self._chips.index(chip) + by
        if 0 <= to < self._n:
            self._chips[to].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self._chips[to], 0, 0)

    def _settle_focus(self) -> None:
        """The chip that had the keys is gone: its neighbour takes them."""
        gone = any(chip.hasFocus() for chip in self._chips[self._n :])
        if gone and self._n:
            self._chips[self._n - 1].setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the lines anew."""
        super().resizeEvent(event)
        self._place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll while there is more than is seen."""
        if self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    def _place(self) -> None:
        full = self.width()
        lines = self._lines(full)
        if lines > _LINES:  # the bar takes some of the width
            full -= 12
            lines = self._lines(full)
        self._lines(full, move=True)
        tall = max(1, lines) * (CHIP_HEIGHT + _SPACE) - _SPACE
        self._inside.resize(full, tall)
        shown = min(tall, _LINES * (CHIP_HEIGHT + _SPACE) - _SPACE)
        if shown != self.height():
            self.setFixedHeight(shown)
        for k, chip in enumerate(self._chips):
            chip.setVisible(k < self._n)

    def _lines(self, width: int, move: bool = False) -> int:
        x, line = 0, 0
        for chip in self.chips:
            wide = min(chip.sizeHint().width(), width)
            if x and x + wide > width:
                x, line = 0, line + 1
            if move:
                at = QPoint(x, line * (CHIP_HEIGHT + _SPACE))
                chip.setGeometry(QRect(at, QSize(wide, CHIP_HEIGHT)))
            x += wide + _SPACE
        return line + 1
