"""Selecting by shapes on the map: the tools, what they draw, and corners to drag."""

from __future__ import annotations

from dataclasses import field
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from explorer.common.records import dataclass
from explorer.figure.picture import Measure
from explorer.figure.view import MapView
from explorer.query.clauses import MapBox, MapPolygon, Query
from explorer.query.shapes import How, combined, prepare
from explorer.session.session import Session
from explorer.views.map.camera import SETTLE_MS, MapCanvas
from explorer.views.map.shapes import Corner, Shape, box_under, corners_of, path_of, with_corner

Tool = Literal["pan", "box", "lasso"]
Kind = Literal["click", "pan", "box", "lasso", "corner"]
HANDLES: Final = 120
"""Corners up to which a selection can be taken by them."""


@dataclass(slots=True)
class Drag:
    """A press that is not over. ``how`` is what becomes of the selection before; ``query`` is
    what held at the press, ``corner`` the one of ``shape`` that is dragged."""

    start: QPointF
    at: QPointF
    view: MapView
    query: Query
    then: Kind  # once it has left the spot
    how: How | None = None
    shape: MapPolygon | None = None
    corner: Corner = (0, 0)
    kind: Kind = "click"
    trail: list[QPointF] = field(default_factory=list)


class MapShaper(MapCanvas):
    """The map with the shape that selects on it. Gestures are told apart by ``MapWidget``."""

    tool_changed = Signal(str)

    def __init__(self, session: Session, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(session, measure, parent)
        self._tool: Tool = "pan"
        self._drag: Drag | None = None
        self._held: Corner | None = None  # the corner under the pointer
        self.tools.tool_requested.connect(self.set_tool)

    # Tools

    @property
    def tool(self) -> str:
        """What dragging does: 'pan', 'box' or 'lasso'."""
        return self._tool

    def set_tool(self, tool: str) -> None:
        """Take up a tool; any other word means 'pan'."""
        named: dict[str, Tool] = {"box": "box", "lasso": "lasso"}
        old, self._tool = self._tool, named.get(tool, "pan")
        self._show_cursor()
        self.tools.show_tool(self._tool)
        if self._tool != "pan":
            prepare()
        if old != self._tool:
            self._layers.drop()  # the note is of another width
            self.update()
            self.tool_changed.emit(self._tool)

    def _show_cursor(self, pointing: bool = False) -> None:
        shapes = Qt.CursorShape
        if self._held is not None:
            self.setCursor(shapes.SizeAllCursor)
        elif pointing:
            self.setCursor(shapes.PointingHandCursor)
        else:
            self.setCursor(shapes.ArrowCursor if self._tool == "pan" else shapes.CrossCursor)

    # The selection's shape

    @property
    def shape(self) -> Shape | None:
        """The box or lasso that selects."""
        return next(
            (
                clause
                for clause in self._session.state.query.selection
                if isinstance(clause, MapBox | MapPolygon) and clause.view == "map"
            ),
            None,
        )

    def _handles(self) -> MapPolygon | None:
        """The selection, when it can be taken by its corners."""
        shape = self.shape
        if isinstance(shape, MapPolygon) and sum(map(len, shape.rings)) <= HANDLES:
            return shape
        return None

    def _paint_over(self, painter: QPainter) -> None:
        """The shape that selects and the one being drawn, as what they cover on the map."""
        drag = self._drag
        drawing = drag is not None and drag.kind in ("box", "lasso")
        paths = []
        shape = self.shape
        if shape is not None and not (drawing and drag is not None and drag.how is None):
            paths.append(path_of(shape, self._view))
        if drawing and drag is not None:
            paths.append(self._drawn(drag))
        accent = QColor(self._style().tokens.accent)
        pen = QPen(accent, 1.5, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3.4, 2.4])
        painter.setPen(pen)
        accent.setAlphaF(0.07)
        painter.setBrush(accent)
        for path in paths:
            painter.drawPath(path)
        handles = self._handles()
        if handles is not None and not drawing:
            self._paint_handles(painter, handles)

    def _drawn(self, drag: Drag) -> QPainterPath:
        if drag.kind == "box":
            box = box_under(QRectF(drag.start, drag.at).normalized(), self._view)
            return QPainterPath() if box is None else path_of(box, self._view)
        path = QPainterPath()
        path.addPolygon(QPolygonF([*drag.trail, drag.at]))
        path.closeSubpath()
        return path

    def _paint_handles(self, painter: QPainter, shape: MapPolygon) -> None:
        tokens = self._style().tokens
        accent, ground = QColor(tokens.accent), QColor(tokens.panel)
        painter.setPen(QPen(accent, 1.5))
        for corner, at in corners_of(shape, self._view):
            held = corner == self._held
            painter.setBrush(accent if held else ground)
            painter.drawEllipse(at, 5.0 if held else 3.5, 5.0 if held else 3.5)

    def _choose(self, new: Shape | None, how: How | None) -> None:
        """Select the shape, or change by it what is selected."""
        state, old = self._session.state, self.shape
        if new is None:
            return
        if how is None or (how == "add" and old is None):
            state.set_selection(new)
        elif old is not None:
            made = combined(old, new, how)
            if made is None:
                state.remove(old)
            else:
                state.set_selection(made)

    def _let_go(self) -> Drag | None:
        """The gesture that is over, None when there was none."""
        drag, self._drag = self._drag, None
        if self._in_hand:
            self._in_hand = False
            self._settle.start(SETTLE_MS)
        return drag

    def _drag_corner(self, drag: Drag) -> None:
        """Select by the shape with the corner where the hand is. The step that undo takes back is
        made once the hand lets go, so that Esc can leave none."""
        assert drag.shape is not None
        made = with_corner(drag.shape, drag.corner, drag.at, self._view)
        if made is not None:
            with self._session.history.quiet():
                self._session.state.set_selection(made)

    def _keep_corner(self, drag: Drag) -> None:
        state, history = self._session.state, self._session.history
        made = state.query
        with history.quiet():
            state.set_query(drag.query)
        state.set_query(made)
