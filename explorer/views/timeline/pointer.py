"""Clicks and hovering in the timeline: what is under the pointer, and what that means."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal

from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.lanes import UNDATED
from explorer.figure.timeline.series import definition_of, name_of, observations_of
from explorer.figure.timeline.timescale import TimelineLayout
from explorer.query.clauses import Values
from explorer.session.session import Session
from explorer.views.target import Target
from explorer.views.timeline.canvas import Canvas
from explorer.views.timeline.grasp import Press
from explorer.views.timeline.hand import Hand
from explorer.views.words import word

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Card(Protocol):
    """What tells of the events under the pointer."""

    def show_events(self, ids: tuple[str, ...], at: QPoint) -> None:
        """Tell of these, after a while; ``at``: the pointer, in the canvas."""

    def hide_card(self) -> None:
        """Tell of nothing."""


class Ground(Protocol):
    """What the pointer needs of the timeline."""

    @property
    def laid(self) -> TimelineLayout | None:
        """Where everything lies."""

    @property
    def moving(self) -> bool:
        """Whether the window has not come to rest."""

    @property
    def indicator(self) -> str:
        """The series under the lanes, '' for none."""

    @property
    def card(self) -> Card | None:
        """The hover card."""

    def ids_at(self, at: QPointF) -> tuple[str, ...]:
        """Events under a point."""

    def counted_at(self, at: QPointF) -> tuple[str, ...]:
        """Events that a column under a point counts."""

    def lane_at(self, at: QPointF) -> LaneBox | None:
        """The lane under a point."""

    def zoom_at(self, factor: float, x: float) -> None:
        """Zoom about a point of the lanes."""


class Pointer(QObject):
    """``context_requested``: a Target and a point on the screen."""

    context_requested = Signal(object, object)
    opened = Signal(str)
    series_requested = Signal()

    def __init__(
        self, session: Session, ground: Ground, canvas: Canvas, hand: Hand, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._ground = session, ground
        self._canvas, self._hand = canvas, hand
        self._folded_last: LaneBox | None = None
        self._shown: object = None
        canvas.grasp.moved.connect(self._on_moved)
        canvas.grasp.clicked.connect(self._on_clicked)
        canvas.left.connect(self.leave)
        canvas.menu_key.connect(self._on_menu_key)
        hand.moved.connect(self._hush)
        canvas.told = self.told

    # Where it is

    def part(self, at: QPointF) -> str:
        """'header', 'axis', 'lanes', 'foot' (indicator or today), 'series' (the indicator's
        name), 'overview', or ''."""
        laid = self._ground.laid
        if laid is None:
            return ""
        y = at.y()
        for name, area in (
            ("axis", laid.axis),
            ("lanes", laid.lanes),
            ("foot", laid.indicator),
            ("overview", laid.overview),
        ):
            if area[1] <= y < area[1] + area[3]:
                if at.x() >= laid.plot_x:
                    return name
                if name == "foot":
                    return "series" if self._ground.indicator else ""
                return "header" if name == "lanes" else ""
        return ""

    # Hovering

    def _on_moved(self, at: QPointF) -> None:
        if self._hand.dragging or self._ground.moving:
            self._hush()
            return
        part = self.part(at)
        ids = self._ground.ids_at(at) if part in ("lanes", "foot") else ()
        self._session.focus.set_hover(ids[0] if len(ids) == 1 else "")
        self._canvas.setCursor(self._cursor(part, at, ids))
        if self._ground.card is not None:
            ids = ids or (self._ground.counted_at(at) if part == "lanes" else ())
            if ids:
                self._ground.card.show_events(ids, at.toPoint())
            else:
                self._ground.card.hide_card()

    def _cursor(self, part: str, at: QPointF, ids: tuple[str, ...]) -> Qt.CursorShape:
        shapes = Qt.CursorShape
        if part == "header":
            lane = self._ground.lane_at(at)
            return shapes.PointingHandCursor if lane is not None else shapes.ArrowCursor
        if part in ("axis", "overview"):
            self._session.prepare(brush=part == "axis")
            find = self._hand.part_of_axis if part == "axis" else self._hand.part_of_overview
            return {
                "start": shapes.SizeHorCursor,
                "end": shapes.SizeHorCursor,
                "middle": shapes.OpenHandCursor,
                "beside": shapes.CrossCursor,
            }[find(at.x())]
        hand = ids or part == "series"
        return shapes.PointingHandCursor if hand else shapes.ArrowCursor

    def _hush(self) -> None:
        if self._ground.card is not None:
            self._ground.card.hide_card()

    def follow(self, shown: object) -> None:
        """Where something else than before lies under the pointer, nothing is told of it.
        ``shown``: equal for as long as all marks stay where they are."""
        if shown != self._shown:
            self._shown = shown
            self._hush()

    def leave(self) -> None:
        """Nothing is under the pointer any more."""
        self._session.focus.set_hover("")
        self._hush()

    def told(self, at: QPointF) -> str:
        """The tooltip for a point, '' for none."""
        part, lang = self.part(at), self._session.look.lang
        if part == "axis":
            return word("time_axis_tip", lang)
        if part == "series":
            shown = observations_of(self._session.dataset, self._ground.indicator)
            if not shown:
                return ""
            told = filter(None, (name_of(shown[0], lang), definition_of(shown[0], lang)))
            return word("series_tip", lang, about=word("series_about", lang).join(told))
        lane = self._ground.lane_at(at) if part == "header" else None
        if lane is None:
            return ""
        if not self._value(lane):
            return lane.lane.name
        return word("time_lane_tip", lang, name=lane.lane.name)

    # Clicks

    def _on_clicked(self, click: Press) -> None:
        at = click.at
        part = self.part(at)
        self._hush()
        if click.button == RIGHT:
            self._ask_menu(part, at)
        elif click.button != LEFT:
            return
        elif part == "header":
            self._on_header(at, click.double)
        elif part == "series":
            if not click.double:
                self.series_requested.emit()
        elif part == "overview":
            if click.double:
                self._session.clear_window()
        elif part == "axis":
            if not click.double:
                self._hand.clear_brush()
        elif click.double:
            self._on_double(at)
        else:
            self._pick(at, bool(click.modifiers & ADDING))

    def _pick(self, at: QPointF, adding: bool) -> None:
        ids = self._ground.ids_at(at)
        if not adding:
            self._session.focus.pick(ids)
        elif ids:
            self._session.focus.toggle(ids)

    def _on_double(self, at: QPointF) -> None:
        ids = self._ground.ids_at(at)
        if len(ids) == 1:
            self.opened.emit(ids[0])
        else:
            self._ground.zoom_at(0.5, at.x())

    def _on_header(self, at: QPointF, double: bool) -> None:
        """A click folds at once; when a second one follows, that was not meant."""
        # Folding may have moved another lane under the pointer: the first click said which.
        lane = self._folded_last if double else self._ground.lane_at(at)
        if lane is None:
            return
        if not double:
            self._folded_last = lane
            self._session.outlook.toggle_lane(lane.lane.id)
            return
        history = self._session.history
        if history.undo_name == "lanes":
            history.undo()
        if self._value(lane):
            self._session.state.set_filter(Values(self._field(), (lane.lane.id,)))

    def _field(self) -> str:
        return self._session.outlook.stand.group

    def _value(self, lane: LaneBox) -> str:
        """The value that the lane stands for, '' when for none."""
        return "" if lane.lane.id == UNDATED else lane.lane.id

    # Context menus

    def _ask_menu(self, part: str, at: QPointF) -> None:
        lane = self._ground.lane_at(at)
        value = self._value(lane) if lane is not None else ""
        field = self._field() if value else ""
        if part == "header":
            if lane is None:
                return
            ids = self._session.dataset.events.id
            target = Target(tuple(ids[i] for i in lane.lane.events.tolist()), "", field, value)
        else:
            target = Target(self._ground.ids_at(at), "", field, value)
        self.context_requested.emit(target, self._canvas.global_point(at))

    def _on_menu_key(self) -> None:
        middle = QPointF(self._canvas.rect().center())
        target = Target(self._session.focus.picked)
        self.context_requested.emit(target, self._canvas.global_point(middle))
