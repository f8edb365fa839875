"""Drags in the timeline: panning, the box that picks, the brush, and the window in the overview."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QRectF, Qt, Signal

from explorer.dataset.calendar import DAY
from explorer.dataset.edtf import MAX, MIN
from explorer.query.clauses import Picked, TimeRange
from explorer.session.session import Session
from explorer.views.timeline.canvas import Canvas
from explorer.views.timeline.grasp import Drag, GrabBox
from explorer.views.timeline.pick import joined
from explorer.views.timeline.span import Part, SpanDrag, part_at

DRAWN = 3.0
"""Pixels from which on a stretch of time counts as drawn."""


class Ground(Protocol):
    """What the hand needs of the timeline."""

    @property
    def window_range(self) -> tuple[int, int]:
        """[start, end) shown, seconds."""

    @property
    def overview_range(self) -> tuple[int, int]:
        """[start, end) of the overview, seconds."""

    def ask(self, start: float, end: float) -> None:
        """Ask for a window."""

    def events_in(self, box: QRectF) -> tuple[str, ...]:
        """Events whose mark lies in the box (pixels)."""


class Hand(QObject):
    """Each drag is one step of the history, however often it changed something."""

    moved = Signal()  # the box that is being drawn is another

    def __init__(self, session: Session, ground: Ground, canvas: Canvas, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._ground, self._canvas = session, ground, canvas
        self._lanes, self._axis, self._overview = canvas.lanes, canvas.axis, canvas.overview
        self._lanes.dragged = self._on_lanes
        self._axis.dragged = self._on_axis
        self._overview.dragged = self._on_overview
        self.dragging = False
        self._dead = False  # given up: the rest of the drag means nothing
        self._span: SpanDrag | None = None
        self._extends = False
        self._boxing = False
        self._window = (0, 0)  # when the drag began
        self._held = (0.0, 0.0)  # the brush when the drag began

    # What is under the pointer

    @property
    def brush(self) -> TimeRange | None:
        """The stretch of time brushed on the axis."""
        for clause in self._session.state.query.selection:
            if isinstance(clause, TimeRange) and clause.view == "brush":
                return clause
        return None

    def part_of_axis(self, x: float) -> Part:
        """What of the brush is under ``x``."""
        return self._part(x, self._brushed(), self._axis)

    def part_of_overview(self, x: float) -> Part:
        """What of the window is under ``x``. The whole can't be moved: inside of it one draws."""
        part = self._part(x, self._ground.window_range, self._overview)
        whole = self._session.window is None
        return "beside" if whole and part == "middle" else part

    def _part(self, x: float, span: tuple[float, float] | None, box: GrabBox) -> Part:
        if span is None:
            return "beside"
        left, right = (box.x_at(at) for at in span)
        return part_at(x, left, right)

    def _brushed(self) -> tuple[float, float] | None:
        """The brush, an open side of it at the window's."""
        brush = self.brush
        if brush is None:
            return None
        start, end = self._ground.window_range
        return (
            brush.start if brush.start > MIN else start,
            brush.end if brush.end < MAX else end,
        )

    # Beginning and end

    def _follow(self, drag: Drag) -> bool:
        """Keep account of the drag. Returns whether it goes on."""
        if drag.starts:
            self.dragging, self._dead = True, False
            self._session.history.begin()
        if self._dead:
            if drag.ends:
                self._dead = False
            return False
        return True

    def _finish(self, drag: Drag) -> None:
        if drag.ends:
            self._let_go()

    def _let_go(self) -> None:
        if self.dragging:
            self.dragging = False
            self._session.history.end()
        self._span, self._boxing = None, False
        self._canvas.show_band(QRectF())

    def cancel(self) -> bool:
        """Give up the drag that is under way. Returns whether there was one."""
        if not self.dragging:
            return False
        self._session.history.cancel()
        self._let_go()
        self._dead = True
        return True

    # Lanes

    def _on_lanes(self, drag: Drag) -> None:
        if not self._follow(drag):
            return
        if drag.starts:
            left = drag.button == Qt.MouseButton.LeftButton
            self._boxing = left and bool(drag.modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._window = self._ground.window_range
        if self._boxing:
            self._stretch_box(drag)
        else:
            start, end = self._window
            away = drag.at.x() - drag.down.x()
            by = away * (end - start) / max(1.0, self._lanes.box.width())
            self._ground.ask(start - by, end - by)
        self._finish(drag)

    def _stretch_box(self, drag: Drag) -> None:
        box = QRectF(drag.down, drag.at).normalized() & self._lanes.box
        self._canvas.show_band(box)
        self.moved.emit()
        if drag.ends:
            self._pick(self._ground.events_in(box), drag.modifiers)

    def _pick(self, drawn: tuple[str, ...], modifiers: Qt.KeyboardModifier) -> None:
        """Select the events; Ctrl adds them, Alt takes them away."""
        state = self._session.state
        before = next(
            (c for c in state.query.selection if isinstance(c, Picked) and not c.exclude), None
        )
        ids = joined(
            before.ids if before else (),
            drawn,
            bool(modifiers & Qt.KeyboardModifier.ControlModifier),
            bool(modifiers & Qt.KeyboardModifier.AltModifier),
        )
        if ids:
            state.set_selection(Picked(ids))
        elif before is not None:
            state.remove(before)

    # Axis

    def _on_axis(self, drag: Drag) -> None:
        if not self._follow(drag):
            return
        x, down = drag.at.x(), drag.down.x()
        if drag.starts:
            self._extends = bool(drag.modifiers & Qt.KeyboardModifier.ShiftModifier)
            part: Part = "beside" if self._extends else self.part_of_axis(down)
            self._held = self._brushed() or (0.0, 0.0)
            self._extends &= self.brush is not None
            self._span = SpanDrag(part, *self._held, self._axis.time_at(down))
        if self._span is not None and (self._span.part != "beside" or abs(x - down) >= DRAWN):
            start, end = self._span.at(self._axis.time_at(x))
            if self._extends:
                start, end = min(start, self._held[0]), max(end, self._held[1])
            self._set_brush(start, end)
        self._finish(drag)

    def _set_brush(self, start: float, end: float) -> None:
        """Brush [start, end); on whole days where a day is no more than a few pixels."""
        lo, hi = self._ground.window_range
        grain = DAY if (hi - lo) / max(1.0, self._axis.box.width()) > DAY / 8 else 1
        first, last = round(start / grain) * grain, round(end / grain) * grain
        first, last = max(first, MIN + 1), min(max(last, first + grain), MAX - 1)
        old = self.brush
        match = old.match if old else "possibly"
        self._session.state.set_selection(TimeRange(first, last, match, view="brush"))

    def clear_brush(self) -> None:
        """Brush nothing."""
        brush = self.brush
        if brush is not None:
            self._session.state.remove(brush)

    # Overview

    def _on_overview(self, drag: Drag) -> None:
        if not self._follow(drag):
            return
        x, down = drag.at.x(), drag.down.x()
        if drag.starts:
            window = self._ground.window_range
            part = self.part_of_overview(down)
            self._span = SpanDrag(part, *window, self._overview.time_at(down))
        if self._span is not None and (self._span.part != "beside" or abs(x - down) >= DRAWN):
            start, end = self._span.at(self._overview.time_at(x))
            if self._span.part != "middle":
                lo, hi = self._ground.overview_range
                start, end = max(start, lo), min(end, hi)
            self._ground.ask(start, end)
        self._finish(drag)
