"""What floats over the map: tools, notes, and how many events have no place there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from explorer.figure.picture import Tally
from explorer.figure.style import load_style
from explorer.paint.theme import icon
from explorer.session.session import Session
from explorer.views.plain import plain_label, tip
from explorer.views.words import counted, word

EDGE = 12
ROOMY = 560
"""Width of the map in pixels below which the pill tells its number only."""


class MapTools(QWidget):
    """The parts are children of the map, so that the map is seen between them."""

    tool_requested = Signal(str)
    zoom_requested = Signal(float)
    world_requested = Signal()
    unplaced_requested = Signal()

    def __init__(self, session: Session, owner: QWidget) -> None:
        super().__init__(owner)
        self.hide()
        self._session, self._owner = session, owner
        self._card = QFrame(owner)
        self._card.setProperty("card", "true")
        row = QHBoxLayout(self._card)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._buttons: dict[str, QToolButton] = {}
        for key, name in (
            ("pan", "hand"),
            ("box", "square-dashed-mouse-pointer"),
            ("zoom_in", "zoom-in"),
            ("zoom_out", "zoom-out"),
            ("fit_map", "maximize"),
        ):
            button = QToolButton(self._card)
            button.setProperty("icon_name", name)
            button.setIconSize(QSize(16, 16))
            button.setCheckable(key in ("pan", "box"))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
            self._buttons[key] = button
        self._buttons["pan"].clicked.connect(lambda: self.tool_requested.emit("pan"))
        self._buttons["box"].clicked.connect(lambda: self.tool_requested.emit("box"))
        self._buttons["zoom_in"].clicked.connect(lambda: self.zoom_requested.emit(1.5))
        self._buttons["zoom_out"].clicked.connect(lambda: self.zoom_requested.emit(1 / 1.5))
        self._buttons["fit_map"].clicked.connect(self.world_requested.emit)
        self._note = plain_label("note", owner)
        self._note.setProperty("chip", "note")
        self._unplaced = QPushButton(owner)
        self._unplaced.setProperty("pill", "true")
        self._unplaced.clicked.connect(self.unplaced_requested.emit)
        self._tally = Tally()
        self._clear_of = QRect()
        self._unplaced_words = ""
        self.show_tool("pan")

    def show_tool(self, tool: str) -> None:
        """Mark the tool in use."""
        for key in ("pan", "box"):
            self._buttons[key].setChecked(key == tool)

    def show_tally(self, tally: Tally) -> None:
        """Say how many events the map can't show."""
        if tally != self._tally:
            self._tally = tally
            self.refresh()

    def refresh(self) -> None:
        """Take over language and theme."""
        look = self._session.look
        style = load_style(look.theme)
        for key, button in self._buttons.items():
            button.setIcon(icon(str(button.property("icon_name")), style, "text"))
            button.setToolTip(word(key, look.lang))
            button.setAccessibleName(word(key, look.lang))
        parts = (word("colour_category", look.lang), word("legend_planned", look.lang))
        self._note.setText("   |   ".join(parts))
        n = self._tally.unplaced
        self._unplaced_words = counted("no_place_pill_one", "no_place_pill", n, look.lang)
        self._unplaced.setToolTip(tip(self._unplaced_words))
        self._unplaced.setAccessibleName(self._unplaced_words)
        self._unplaced.setIcon(icon("map-pin", style, "text2"))
        self._unplaced.setVisible(n > 0)
        self.place()

    def place(self, clear_of: QRect | None = None) -> None:
        """Put the parts into their corners, the lower one clear of ``clear_of``."""
        owner = self._owner
        width, height = owner.width(), owner.height()
        roomy = width >= ROOMY
        self._unplaced.setText(self._unplaced_words if roomy else f"{self._tally.unplaced:,}")
        for part in (self._card, self._note, self._unplaced):
            part.adjustSize()
        self._card.move(EDGE, EDGE)
        self._note.move(width - self._note.width() - EDGE, EDGE)
        self._note.setVisible(self._card.width() + self._note.width() + 3 * EDGE < width)
        self._clear_of = clear_of or self._clear_of
        pill = QRect(QPoint(0, 0), self._unplaced.size())
        pill.moveBottomRight(QPoint(width - EDGE, height - EDGE))
        if pill.adjusted(-8, 0, 0, 0).intersects(self._clear_of):
            # No room beside the scale: where the note would stand, else above the scale.
            if self._note.isHidden():
                pill.moveTopRight(QPoint(width - EDGE, EDGE))
            else:
                pill.moveBottom(self._clear_of.top() - 4)
        self._unplaced.setGeometry(pill)

    def obstacles(self) -> tuple[tuple[float, float, float, float], ...]:
        """Boxes (x, y, w, h) that labels must keep clear of."""
        parts = [p for p in (self._card, self._note, self._unplaced) if not p.isHidden()]
        return tuple(
            (float(p.x()), float(p.y()), float(p.width()), float(p.height())) for p in parts
        )
