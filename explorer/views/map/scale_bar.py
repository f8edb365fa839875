"""The scale bar and the note on boundaries, at the foot of the map."""

import numpy as np
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from explorer.figure.map.projection import scale_bar
from explorer.figure.map.words import boundary_note
from explorer.figure.picture import Font, Layer, Line, Measure, Text
from explorer.figure.style import load_style
from explorer.figure.view import MapView
from explorer.paint.painter import clear_pixmap, paint
from explorer.session.session import Session

HEIGHT = 24
GAP = 14.0
PADDING = 6
GROUND = 0.82  # opacity of what it stands on
FONT = Font(11)


class ScaleBar(QWidget):
    """Painted over the map, letting the mouse through."""

    def __init__(self, session: Session, measure: Measure, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._session, self._measure = session, measure
        self._layer = Layer("scale", ())
        self._kept: tuple[tuple[str, float], QPixmap] | None = None

    def show_view(self, view: MapView) -> None:
        """Take over camera, language and theme."""
        look = self._session.look
        tokens = load_style(look.theme).tokens
        km, length = scale_bar(view)
        told = f"{km:,.0f} km" if km >= 1 else f"{km * 1000:,.0f} m"
        note = boundary_note(look.lang)
        foot = HEIGHT - 5.5
        left, right = 1.5, 1.5 + length
        bar = np.array([(left, foot - 4), (left, foot), (right, foot), (right, foot - 4)])
        texts, x = [], 5.0
        for text in (told, note):
            width = self._measure.width(text, FONT)
            texts.append(Text(x, foot - 4.5, text, FONT, tokens.text2, width, tokens.halo, 3.0))
            x = max(x + width, right) + GAP
        line = Line(bar, tokens.text2, 1.0, casing=tokens.halo, casing_width=3.0)
        self._layer, self._kept = Layer("scale", (line, *texts)), None
        self.resize(round(x - GAP + 2 * PADDING), HEIGHT)
        self.setAccessibleName(f"{told}. {note}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar, its length and the note on a soft ground: kept, as the map beneath is
        painted more often."""
        key = (self._session.look.theme, self.devicePixelRatioF())
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._drawn()
        with QPainter(self) as painter:
            painter.drawPixmap(QPoint(0, 0), self._kept[1])

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = clear_pixmap(self.width(), self.height(), ratio)
        ground = QColor(load_style(self._session.look.theme).tokens.ocean)
        ground.setAlphaF(GROUND)
        with QPainter(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
            painter.translate(PADDING, 0)
            paint(painter, self._layer, ratio, sprites=True)
        return made
