"""How filters, centre and inspector share the window: side by side, or as drawers over the centre
where the window is narrow."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QByteArray, QEasingCurve, QPoint, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QToolButton, QWidget

from explorer.figure.style import Style
from explorer.paint.theme import icon

Side = Literal["filters", "inspector"]
SIDES: Final[tuple[Side, ...]] = ("filters", "inspector")
WIDTHS: Final[dict[Side, int]] = {"filters": 272, "inspector": 344}
DOCKED_FROM: Final[dict[Side, int]] = {"filters": 1180, "inspector": 1360}
"""Width of the window in pixels from which a panel stands beside the centre."""
SLIDE_MS: Final = 200
SHADE: Final = 10
HANDLE: Final = (18, 48)
HANDLE_TOP: Final = 64
"""Below the map's tools, and above its foot in the smallest window."""


class _Shade(QWidget):
    """The shadow at the inner edge of a drawer."""

    def __init__(self, parent: QWidget, side: Side) -> None:
        super().__init__(parent)
        self._side: Side = side
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Darkest at the drawer's edge."""
        dark, clear = QColor(0, 0, 0, 34), QColor(0, 0, 0, 0)
        fade = QLinearGradient(0, 0, self.width(), 0)
        left = self._side == "filters"
        fade.setColorAt(0, dark if left else clear)
        fade.setColorAt(1, clear if left else dark)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), fade)


class Workspace(QWidget):
    """The middle of the window. A panel that is open stands in the splitter when there is room,
    else it lies over the centre, and a handle at the edge opens and closes it."""

    open_changed = Signal()
    covered_changed = Signal(int, int)  # pixels of the centre under drawers: left, right

    def __init__(self, filters: QWidget, inspector: QWidget, centre: QWidget) -> None:
        super().__init__()
        self.still = False  # drawers come and go at once
        self._panels: dict[Side, QWidget] = {"filters": filters, "inspector": inspector}
        self._docked: dict[Side, bool] = {"filters": True, "inspector": True}
        self._beside: dict[Side, bool] = {"filters": True, "inspector": True}
        self._over: dict[Side, bool] = {"filters": False, "inspector": False}
        self._covered = (0, 0)
        self._style: Style | None = None
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        for k, widget in enumerate((filters, centre, inspector)):
            self._splitter.addWidget(widget)
            self._splitter.setStretchFactor(k, int(k == 1))
        self._splitter.setSizes([WIDTHS["filters"], 984, WIDTHS["inspector"]])
        filters.setMinimumWidth(220)
        inspector.setMinimumWidth(280)
        self._shades = {side: _Shade(self, side) for side in SIDES}
        self._handles = {side: self._handle(side) for side in SIDES}
        self._slides: dict[Side, QPropertyAnimation] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)

    def _handle(self, side: Side) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("handle", side)
        button.setFixedSize(*HANDLE)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.toggle(side))
        return button

    def is_open(self, side: Side) -> bool:
        """Whether the panel is seen."""
        return (self._beside if self._docked[side] else self._over)[side]

    def is_drawer(self, side: Side) -> bool:
        """Whether the panel lies over the centre when it is open."""
        return not self._docked[side]

    def set_open(self, side: Side, on: bool) -> None:
        """Show or hide a panel."""
        if on == self.is_open(side):
            return
        (self._beside if self._docked[side] else self._over)[side] = on
        self._arrange(side, slide=not self.still)
        self.open_changed.emit()

    def toggle(self, side: Side) -> None:
        """Show a hidden panel, hide a shown one."""
        self.set_open(side, not self.is_open(side))

    def close_drawer(self) -> bool:
        """Close a drawer that is open. Returns whether there was one."""
        for side in SIDES:
            if not self._docked[side] and self._over[side]:
                self.set_open(side, False)
                return True
        return False

    def save(self) -> QByteArray:
        """Widths of the panels."""
        return self._splitter.saveState()

    def restore(self, widths: QByteArray, beside: dict[Side, bool]) -> None:
        """Take over widths and which panels stand beside the centre where there is room."""
        if not widths.isEmpty():
            self._splitter.restoreState(widths)
            self._splitter.setHandleWidth(1)
        self._beside.update(beside)
        for side in SIDES:
            self._arrange(side)

    def beside(self, side: Side) -> bool:
        """Whether the panel is to be open where there is room."""
        return self._beside[side]

    def restyle(self, style: Style, names: dict[Side, str]) -> None:
        """Take over theme and language."""
        self._style = style
        for side, button in self._handles.items():
            button.setToolTip(names[side])
            button.setAccessibleName(names[side])
            self._turn_handle(side)

    def _turn_handle(self, side: Side) -> None:
        """The handle's arrow says which way the drawer will go."""
        if self._style is not None:
            opens = (side == "filters") != self._over[side]
            name = "chevron-right" if opens else "chevron-left"
            self._handles[side].setIcon(icon(name, self._style, "text2"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Panels beside the centre while there is room for them."""
        super().resizeEvent(event)
        changed = False
        for side in SIDES:
            docked = self.width() >= DOCKED_FROM[side]
            changed |= docked != self._docked[side]
            self._docked[side] = docked
            self._arrange(side)
        if changed:
            self.open_changed.emit()

    def _arrange(self, side: Side, slide: bool = False) -> None:
        panel = self._panels[side]
        inside = self._splitter.indexOf(panel) >= 0
        if self._docked[side]:
            if not inside:
                self._splitter.insertWidget(0 if side == "filters" else 9, panel)
                self._splitter.setSizes(self._sizes())
            panel.setVisible(self._beside[side])
        else:
            if inside:
                panel.setParent(self)
            self._lay_over(side, slide)
        self._place_edges(side)
        self._turn_handle(side)
        self._tell_covered()

    def _sizes(self) -> list[int]:
        widths = [WIDTHS[side] for side in SIDES if self._splitter.indexOf(self._panels[side]) >= 0]
        centre = max(1, self.width() - sum(widths))
        at = int(self._splitter.indexOf(self._panels["filters"]) >= 0)
        return [*widths[:at], centre, *widths[at:]]

    def _lay_over(self, side: Side, slide: bool) -> None:
        panel, width = self._panels[side], WIDTHS[side]
        shown = QPoint(0 if side == "filters" else self.width() - width, 0)
        hidden = QPoint(-width if side == "filters" else self.width(), 0)
        panel.resize(width, self.height())
        on = self._over[side]
        if side in self._slides:
            self._slides.pop(side).stop()
        if not slide:
            panel.move(shown)
            panel.setVisible(on)
            panel.raise_()
            return
        panel.move(hidden if on else shown)
        panel.show()
        panel.raise_()
        move = QPropertyAnimation(panel, b"pos", self)
        move.setDuration(SLIDE_MS)
        move.setEasingCurve(QEasingCurve.Type.OutCubic)
        move.setEndValue(shown if on else hidden)
        move.valueChanged.connect(lambda _at: self._place_edges(side))
        move.finished.connect(lambda: self._slid(side))
        self._slides[side] = move
        move.start()

    def _slid(self, side: Side) -> None:
        self._slides.pop(side, None)
        self._panels[side].setVisible(self._over[side])
        self._place_edges(side)

    def _place_edges(self, side: Side) -> None:
        """The handle at the edge, and the shadow of a drawer that is open."""
        handle, shade = self._handles[side], self._shades[side]
        drawer, panel = not self._docked[side], self._panels[side]
        seen = drawer and panel.isVisibleTo(self)
        handle.setVisible(drawer)
        shade.setVisible(seen)
        if side == "filters":
            edge = panel.x() + panel.width() if seen else 0
            handle.move(edge, HANDLE_TOP)
            shade.setGeometry(edge, 0, SHADE, self.height())
        else:
            edge = panel.x() if seen else self.width()
            handle.move(edge - HANDLE[0], HANDLE_TOP)
            shade.setGeometry(edge - SHADE, 0, SHADE, self.height())
        shade.raise_()
        handle.raise_()

    def _tell_covered(self) -> None:
        left, right = (
            WIDTHS[side] if not self._docked[side] and self._over[side] else 0 for side in SIDES
        )
        if (left, right) != self._covered:
            self._covered = left, right
            self.covered_changed.emit(left, right)
