"""What floats over the map: tools, menus, notes, the small world, and how many events have no
place there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from explorer.figure.map.projection import home_view
from explorer.figure.picture import Tally
from explorer.figure.style import load_style
from explorer.figure.view import MapView
from explorer.paint.theme import icon
from explorer.session.session import Session
from explorer.views.floating import LOW, FloatingCard
from explorer.views.map.inset import MapInset
from explorer.views.map.menu import HEIGHT, MenuCard
from explorer.views.map.note import MapNote
from explorer.views.plain import tip
from explorer.views.words import counted, word

EDGE: Final = 12
GAP: Final = 8
ROOMY: Final = 560
"""Width of the map in pixels below which the pill tells its number only."""
NEAR: Final = 1.5
"""Times the scale of the whole world from which the small world is shown."""
TALL: Final = 240
"""Height of the map in pixels below which there is no room for it."""
TOOLS: Final = {"pan": "hand", "box": "square-dashed-mouse-pointer", "lasso": "lasso-select"}
MOVES: Final = {"zoom_in": "zoom-in", "zoom_out": "zoom-out", "fit_map": "maximize"}
KEYS: Final = {
    "pan": "V",
    "box": "B",
    "lasso": "L",
    "zoom_in": "+",
    "zoom_out": "−",
    "fit_map": "0",
}
CENTERS: Final = {"center_pacific": 150.0, "center_atlantic": 11.0, "center_americas": -90.0}
"""Central meridians that the menu offers, in degrees."""
LAYERS: Final = {
    "layer_arcs": "arcs",
    "layer_labels": "labels",
    "layer_names": "names",
    "layer_shading": "shading",
}
"""What can be hidden, as ``MapView.hidden`` calls it."""


class MapTools(QWidget):
    """The parts are children of the map, so that the map is seen between them."""

    tool_requested = Signal(str)
    zoom_requested = Signal(float)
    world_requested = Signal()
    center_requested = Signal(float)
    layers_changed = Signal()
    unplaced_requested = Signal()

    def __init__(self, session: Session, owner: QWidget) -> None:
        super().__init__(owner)
        self.hide()
        self._session, self._owner = session, owner
        self._tool = "pan"
        self._buttons: dict[str, QToolButton] = {}
        self._card = self._tool_card()
        self.centers = MenuCard(session, owner, "globe", tuple(CENTERS), True)
        self.centers.chosen.connect(lambda key, _on: self.center_requested.emit(CENTERS[key]))
        self.layers = MenuCard(session, owner, "layers", tuple(LAYERS), False)
        for entry in self.layers.entries.values():
            entry.setChecked(True)
        self.layers.chosen.connect(self._choose_layers)
        self.note = MapNote(session, owner)
        self.inset = MapInset(session, owner)
        self._unplaced = QPushButton(owner)
        self._unplaced.setProperty("pill", "true")
        self._unplaced.clicked.connect(self.unplaced_requested.emit)
        self._tally = Tally()
        self._clear_of = QRect()
        self._covered = (0, 0)
        self._unplaced_words = ""
        self._near = False
        self._opaque: tuple[list[tuple[FloatingCard, QRect]], QRegion] = [], QRegion()
        self._cells = False
        self.show_tool("pan")

    @property
    def hidden(self) -> frozenset[str]:
        """What is not to be drawn: see ``MapView.hidden``."""
        entries = self.layers.entries
        return frozenset(LAYERS[key] for key, entry in entries.items() if not entry.isChecked())

    def _choose_layers(self, _key: str, _on: bool) -> None:
        self.layers_changed.emit()

    def _tool_card(self) -> FloatingCard:
        card = FloatingCard(self._session, self._owner, 8, LOW)
        card.set_padding(QMargins(4, 4, 4, 4))
        row = QHBoxLayout(card)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for key, name in (TOOLS | MOVES).items():
            if key == "zoom_in":
                rule = QFrame(card)
                rule.setProperty("rule", "upright")
                row.addSpacing(2)
                row.addWidget(rule)
                row.addSpacing(2)
            button = QToolButton(card)
            button.setProperty("icon_name", name)
            button.setIconSize(QSize(16, 16))
            button.setProperty("on", "map")
            button.setFixedSize(HEIGHT - 8, HEIGHT - 8)
            button.setCheckable(key in TOOLS)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has its key
            row.addWidget(button)
            self._buttons[key] = button
        for key in TOOLS:
            self._buttons[key].clicked.connect(lambda _=False, k=key: self.tool_requested.emit(k))
        self._buttons["zoom_in"].clicked.connect(lambda: self.zoom_requested.emit(1.5))
        self._buttons["zoom_out"].clicked.connect(lambda: self.zoom_requested.emit(1 / 1.5))
        self._buttons["fit_map"].clicked.connect(self.world_requested.emit)
        return card

    def set_covered(self, left: int, right: int) -> None:
        """Something lies over so many pixels at either side: keep clear of it."""
        self._covered = left, right
        self.place()

    @property
    def _sides(self) -> tuple[int, int]:
        """Left and right end of what can be seen, in the map's pixels."""
        return self._covered[0], self._owner.width() - self._covered[1]

    def show_tool(self, tool: str) -> None:
        """Mark the tool in use."""
        self._tool = tool
        for key in TOOLS:
            self._buttons[key].setChecked(key == tool)
        self.note.show_tool(tool, self._cells)
        self.place()

    def show_tally(self, tally: Tally) -> None:
        """Say how many events the map can't show."""
        old, self._tally = self._tally, tally
        if tally.unplaced != old.unplaced:
            self._show_unplaced()

    def show_cells(self, cells: bool) -> None:
        """Say whether colours stand for categories or, in cells, for numbers."""
        if cells != self._cells:
            self._cells = cells
            self.show_answer()

    def show_answer(self) -> None:
        """Say how many events are selected."""
        self.note.show_tool(self._tool, self._cells)
        self._place_note()

    def show_view(self, view: MapView) -> None:
        """Frame the view in the small world, which is hidden while all of the world is seen."""
        home = home_view(view.width, view.height, view.center_lon)
        self._near = view.scale > NEAR * home.scale
        self.inset.show_view(view)
        for key, center in CENTERS.items():
            self.centers.entries[key].setChecked(center == view.center_lon)

    def refresh(self) -> None:
        """Take over language and theme."""
        look = self._session.look
        style = load_style(look.theme)
        for key, button in self._buttons.items():
            button.setIcon(icon(str(button.property("icon_name")), style, "text"))
            button.setToolTip(f"{word(key, look.lang)} ({KEYS[key]})")
            button.setAccessibleName(word(key, look.lang))
        self._unplaced.setIcon(icon("map-pin", style, "text2"))
        self.note.show_tool(self._tool, self._cells)
        self._show_unplaced()

    def _show_unplaced(self) -> None:
        n, look = self._tally.unplaced, self._session.look
        self._unplaced_words = counted("no_place_pill_one", "no_place_pill", n, look.lang)
        self._unplaced.setToolTip(tip(self._unplaced_words))
        self._unplaced.setAccessibleName(self._unplaced_words)
        self._unplaced.setVisible(n > 0)
        self.place()

    def _center_words(self) -> str:
        lang, center = self._session.look.lang, self._session.outlook.stand.center_lon
        for key, lon in CENTERS.items():
            if lon == center:
                return word(key, lang)
        return word("center_other", lang)

    def place(self, clear_of: QRect | None = None) -> None:
        """Put the parts into their corners, the lower ones clear of ``clear_of``."""
        height = self._owner.height()
        left, right = self._sides
        roomy = right - left >= ROOMY
        self._unplaced.setText(self._unplaced_words if roomy else f"{self._tally.unplaced:,}")
        for part in (self._card, self._unplaced):
            part.adjustSize()
        self._card.move_card(QPoint(left + EDGE, EDGE))
        self._place_menus()
        self._place_note()
        self._clear_of = clear_of or self._clear_of
        pill = QRect(QPoint(0, 0), self._unplaced.size())
        pill.moveBottomRight(QPoint(right - EDGE, height - EDGE))
        if pill.adjusted(-8, 0, 0, 0).intersects(self._clear_of):
            # No room beside the scale: where the note would stand, else above the scale.
            if self.note.isHidden():
                pill.moveTopRight(QPoint(right - EDGE, EDGE))
            else:
                pill.moveBottom(self._clear_of.top() - 4)
        self._unplaced.setGeometry(pill)
        self._place_inset(pill)

    def _place_menus(self) -> None:
        """Beside the tools; with their words where the note has room as well."""
        look = self._session.look
        style, menus = load_style(look.theme), (self.centers, self.layers)
        texts = (self._center_words(), word("layers", look.lang))
        for menu, text in zip(menus, texts, strict=True):
            menu.restyle(style, look.lang, text)
        left = self._card.card_geometry.right() + 1 + GAP
        words = sum(menu.card_width(True) + GAP for menu in menus)
        roomy = left + words + self.note.card.width() + 2 * EDGE <= self._sides[1]
        for menu in menus:
            menu.set_roomy(roomy)
            menu.move_card(QPoint(left, EDGE))
            left += menu.card.width() + GAP

    def _place_note(self) -> None:
        self.note.fit()
        note, right = self.note.card, self._sides[1]
        self.note.move_card(QPoint(right - note.width() - EDGE, EDGE))
        room = right - self.layers.card_geometry.right() - 1 - EDGE - GAP
        self.note.setVisible(note.width() <= room)

    def _place_inset(self, pill: QRect) -> None:
        """In the lower corner, above the pill where that stands there."""
        right, height = self._sides[1], self._owner.height()
        self.inset.setVisible(self._near and height >= TALL)
        bottom = height - EDGE
        if not self._unplaced.isHidden() and pill.top() > height / 2:
            bottom = pill.top() - GAP
        card = self.inset.card
        self.inset.move_card(QPoint(right - EDGE - card.width(), bottom - card.height()))

    def opaque(self) -> QRegion:
        """Where nothing of the map is seen beneath the tools."""
        cards = (self._card, self.centers, self.layers, self.note)
        shown = [card for card in cards if not card.isHidden()]
        places = [(card, card.geometry()) for card in shown]
        if places != self._opaque[0]:  # asked for in every frame of a drag, and seldom another
            covered = QRegion()
            for card in shown:
                covered += card.opaque
            self._opaque = places, covered
        return self._opaque[1]

    def obstacles(self, inset: bool = True) -> tuple[tuple[float, float, float, float], ...]:
        """Boxes (x, y, w, h) that labels must keep clear of; the small world among them when it
        shows and ``inset`` is set."""
        cards = (self._card, self.centers, self.layers, self.note, *([self.inset] if inset else []))
        boxes = [card.card_geometry for card in cards if not card.isHidden()]
        if not self._unplaced.isHidden():
            boxes.append(self._unplaced.geometry())
        return tuple(
            (float(b.x()), float(b.y()), float(b.width()), float(b.height())) for b in boxes
        )
