"""The timeline: playback bar, axis, lanes and overview over a painted Picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QScrollBar, QVBoxLayout, QWidget

from explorer.dataset.model import Bool
from explorer.figure.hit import events_of, hit
from explorer.figure.picture import Measure, Picture
from explorer.figure.style import Style, load_style
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.bins import overview_extent
from explorer.figure.timeline.crowd import counted_at
from explorer.figure.timeline.lanebox import LaneBox
from explorer.figure.timeline.overview import overview_scale
from explorer.figure.timeline.series import first_series
from explorer.figure.timeline.timescale import TimelineLayout
from explorer.figure.view import TimelineView
from explorer.query.clauses import Query
from explorer.query.engine import Result
from explorer.session.outlook import Stand
from explorer.session.session import Session
from explorer.views.timeline.asked import Asked, arrangement
from explorer.views.timeline.bar import PlaybackBar
from explorer.views.timeline.canvas import Canvas
from explorer.views.timeline.hand import Hand
from explorer.views.timeline.head import Head
from explorer.views.timeline.keys import Keys
from explorer.views.timeline.layers import SETTLE_MS, TimelineLayers
from explorer.views.timeline.pick import events_in
from explorer.views.timeline.pointer import Card, Pointer
from explorer.views.timeline.travel import Travel
from explorer.views.timeline.turns import Turns
from explorer.views.words import word

if TYPE_CHECKING:
    from explorer.views.timeline.choice import SeriesPopover
    from explorer.views.timeline.popovers import JumpPopover, RangePopover

ROW_MARGIN = 20.0
IDLE_MS = 240
"""After that long at rest what a movement needs is made."""
BAR = 10
"""Width of the scroll bar, of which its handle takes 6."""
WHEEL = 1.2
"""By which one step of the wheel zooms."""


class TimelineWidget(QWidget):
    """What the timeline shows is the one TimeRange; with none it shows all of time."""

    painted = Signal()
    context_requested = Signal(object, object)  # Target, QPoint on the screen
    opened = Signal(str)  # event id
    undated_requested = Signal()

    def __init__(self, session: Session, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setMinimumHeight(220)
        self._session, self._measure = session, measure
        extent = overview_extent(session.dataset, session.engine.backdrop(Query(), ""))
        self.travel = Travel(session, extent)
        self._first = first_series(session.dataset)
        self._scroll = 0.0
        self._telling = False
        self._layers = TimelineLayers()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLE_MS)
        self._settling.timeout.connect(self._come_to_rest)
        self._turns = Turns(self._asked, self._settle, self)
        self._idle = QTimer(self)  # a movement finds what it needs, when it comes a little later
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._prepare)
        self.begun = True  # movements may be prepared
        self.laid: TimelineLayout | None = None
        self.card: Card | None = None
        self._without: tuple[tuple[str, ...], Bool] | None = None
        self._revealed: tuple[str, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self._stood = session.outlook.stand
        self.bar = PlaybackBar(session, self)
        self._canvas_parts()
        self._hands()
        self._wire()
        self.setFocusProxy(self.canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        layout.addWidget(rule)
        layout.addWidget(self.canvas, 1)

    def _canvas_parts(self) -> None:
        self.canvas = Canvas(self)
        self.canvas.draw = self._draw
        self.scroll_bar = QScrollBar(Qt.Orientation.Vertical, self.canvas)
        self.scroll_bar.setSingleStep(15)
        self.scroll_bar.hide()
        self.scroll_bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _hands(self) -> None:
        self.hand = Hand(self._session, self, self.canvas, self)
        self.head = Head(self._session, self.bar, self.hand, self.travel)
        self.pointer = Pointer(self._session, self, self.canvas, self.hand, self)
        keys = Keys(self._session, self)
        self.canvas.takes, self.canvas.pressed = keys.takes, keys.press

    def _wire(self) -> None:
        self.pointer.context_requested.connect(self.context_requested)
        self.pointer.opened.connect(self.opened)
        self.pointer.series_requested.connect(self.ask_series)
        self.scroll_bar.valueChanged.connect(self._on_scroll_bar)
        self.canvas.resized.connect(self._render)
        self.canvas.scrolled.connect(self.scroll_by)
        self.canvas.zoomed.connect(lambda n, at: self.zoom_at(WHEEL**-n, at.x()))
        self.canvas.panned.connect(self._on_panned)
        self.bar.undated_requested.connect(self.undated_requested)
        self._session.outlook.stand_changed.connect(self._on_stand)

    # What is shown

    @property
    def overview_range(self) -> tuple[int, int]:
        """[start, end) of the overview, seconds."""
        return self.travel.extent

    @property
    def overview_pixel(self) -> float:
        """How many seconds a pixel of the overview is."""
        return self.canvas.overview.pixel

    @property
    def window_range(self) -> tuple[int, int]:
        """[start, end) shown, seconds."""
        return self.travel.window

    @property
    def indicator(self) -> str:
        """The series in the row under the lanes, '' for none."""
        chosen = self._session.outlook.stand.indicator
        return self._first if chosen is None else chosen

    @property
    def view(self) -> TimelineView:
        """What the figure needs to know."""
        look, focus = self._session.look, self._session.focus
        start, end = self.window_range
        brush = self.hand.brush
        stand = self._session.outlook.stand
        return TimelineView(
            width=float(max(1, self.canvas.width())),
            height=float(max(1, self.canvas.height())),
            start=start,
            end=end,
            lang=look.lang,
            group=stand.group,
            selected=frozenset(focus.picked),
            hover=focus.hover,
            today=look.today,
            folded=stand.folded,
            scroll=self._scroll,
            indicator=self.indicator,
            overview_start=self.travel.extent[0],
            overview_end=self.travel.extent[1],
            brush=(brush.start, brush.end) if brush else None,
        )

    def _style(self) -> Style:
        return load_style(self._session.look.theme)

    def _backdrop(self) -> Bool:
        """(n,) bool: what no filter but the window hides."""
        session = self._session
        return session.engine.backdrop(session.state.query, "timeline")

    @property
    def static(self) -> Picture | None:
        """All that stands still, for hit testing; a movement ends when it is asked for."""
        self._end_movement()
        return self._layers.static

    @property
    def live(self) -> Picture | None:
        """What lies over it, but for the hovered event."""
        self._end_movement()
        return self._layers.live

    @property
    def moving(self) -> bool:
        """Whether the window has not come to rest, or what it asks for is not shown yet."""
        return self._layers.moving or self._turns.due

    def _arranged(self) -> Arranged:
        self._end_movement()
        return arrangement(self._asked())

    def refresh(self) -> None:
        """Take over the session's present answer, picks, language and theme."""
        lang = self._session.look.lang
        self.canvas.setAccessibleName(word("time_canvas", lang))
        self.canvas.setAccessibleDescription(word("time_canvas_help", lang))
        self.canvas.accent = QColor(self._style().tokens.accent)
        self.head.refresh()
        self._reveal_picked()
        if self._wanted:
            self._reveal(self._wanted)
            self._wanted = ()
        self._render()

    def _draw(self, painter: QPainter) -> None:
        if self._layers.static is None:  # it is yet to be arranged
            painter.fillRect(self.canvas.rect(), QColor(self._style().tokens.panel))
        else:
            self._layers.draw(painter)

    def refresh_live(self) -> None:
        """Only what is hovered changed."""
        self._layers.hover_over(self._session.focus.hover)
        self.canvas.update()

    def _on_stand(self, stand: Stand) -> None:
        """Of what the outlook tells, lanes, what is folded and the indicator concern the
        timeline."""
        before, self._stood = self._stood, stand
        if stand.group != before.group:
            self._scroll = 0.0
        if _lanes(stand) != _lanes(before):
            self.refresh()

    def _asked(self) -> Asked:
        session, result = self._session, self._session.result
        return Asked(
            session.dataset,
            result.visible,
            result.selected,
            self._backdrop(),
            session.engine.foreground(session.state.query, "timeline"),
            self._picked(),
            self.view,
            self._style(),
            self._measure,
            self.devicePixelRatioF(),
        )

    def _render(self) -> None:
        if not self.canvas.sized or self.canvas.width() < 2 or self.canvas.height() < 2:
            return
        asked = self._asked()
        if self._layers.may_move(asked):
            self._idle.stop()
            self._turns.stop()
            self._layers.move(asked)
            self._settling.start()
            self._shown(asked)
        elif self._layers.stands(asked) or not self._turns.take(asked):
            self._settle()

    def _come_to_rest(self) -> None:
        if not self._turns.take(self._asked()):
            self._settle()

    def _settle(self, asked: Asked | None = None) -> None:
        """Arrange the lanes anew where the window has come to rest."""
        self._settling.stop()
        self._turns.stop()
        asked = asked or self._asked()
        self._layers.settle(asked)
        self._idle.start(IDLE_MS)
        self._shown(asked)

    def _prepare(self) -> None:
        """At rest: what the next movement needs, in turns of the event loop."""
        if self.begun and self._layers.prepare():
            self._idle.start(0)

    def rehearse(self, result: Result, start: int, end: int) -> Iterator[None]:
        """Have ready, step by step, what would be painted first in that window, [start, end)
        seconds."""
        if self.begun and self.laid is not None:
            view = replace(self.view, start=start, end=end)
            asked = replace(self._asked(), visible=result.visible, view=view)
            yield from self._layers.rehearse(replace(asked, selected=result.selected))

    def begin_in_turns(self) -> None:
        """Its first picture is to come in turns of its own."""
        self._turns.first = True

    def begin(self) -> None:
        """There is something to look at: movements are prepared from now on."""
        self.begun = True
        self._idle.start(IDLE_MS)

    def _end_movement(self) -> None:
        if self.moving:
            self._settle()

    def _shown(self, asked: Asked) -> None:
        self.canvas.update()
        self._hang(self._layers.arranged.layout)
        placed = replace(asked.view, selected=frozenset(), hover="", scroll=self._scroll)
        self.pointer.follow((placed, self._session.state.query))
        self.painted.emit()

    def _picked(self) -> Bool:
        """(n,) bool, read-only: events that the live layer draws instead of the static one; the
        very same array for the same ones."""
        ids = self._session.focus.picked
        if self._without is None or self._without[0] != ids:
            index = self._session.dataset.event_index
            picked = np.zeros(len(self._session.dataset), dtype=np.bool_)
            picked[[index[key] for key in ids if key in index]] = True
            picked.flags.writeable = False
            self._without = (ids, picked)
        return self._without[1]

    def _hang(self, laid: TimelineLayout) -> None:
        """Put the boxes that are grasped over the places that the picture drew."""
        self._telling = True
        try:
            self.laid = laid
            self.canvas.header = laid.plot_x
            x, w = laid.plot_x, laid.plot_w
            foot = laid.lanes[3] + laid.indicator[3]
            start, end = self.window_range
            self.canvas.axis.lie(QRectF(x, laid.axis[1], w, laid.axis[3]), start, end)
            self.canvas.lanes.lie(QRectF(x, laid.lanes[1], w, foot), start, end)
            over = overview_scale(self._session.dataset, self._session.result.visible, self.view)
            place = QRectF(x, laid.overview[1], w, laid.overview[3])
            self.canvas.overview.lie(place, over.to_time(x), over.to_time(x + w))
            self._scroll = laid.scroll
            self._place_scroll_bar(laid)
        finally:
            self._telling = False

    def _place_scroll_bar(self, laid: TimelineLayout) -> None:
        """A slim bar at the right edge, there only when the lanes don't all fit."""
        hidden = laid.content_height - laid.lanes[3]
        bar = self.scroll_bar
        bar.setVisible(hidden > 0.5)
        room = QRect(0, round(laid.lanes[1]), BAR, max(1, round(laid.lanes[3])))
        room.moveRight(self.canvas.width() - 1)
        bar.setGeometry(room)
        bar.setPageStep(max(1, round(laid.lanes[3])))
        bar.setRange(0, max(0, round(hidden)))
        bar.setValue(round(laid.scroll))

    # What lies where

    def ids_at(self, at: QPointF) -> tuple[str, ...]:
        """Events under a point of the canvas."""
        refs = hit([p for p in (self.live, self.static) if p is not None], at.x(), at.y())
        return events_of(refs[0], self._session.dataset) if refs else ()

    def counted_at(self, at: QPointF) -> tuple[str, ...]:
        """Events that a column under a point of the canvas counts."""
        lane, scale = self.lane_at(at), self._arranged().scale
        if lane is None:
            return ()
        data = self._session.dataset
        found = counted_at(lane, data, scale, at.x(), at.y())
        return tuple(data.events.id[i] for i in found.tolist())

    def lane_at(self, at: QPointF) -> LaneBox | None:
        """The lane under a point of the canvas."""
        arranged = self._arranged()
        k = arranged.layout.lane_at(at.y())
        return arranged.boxes[k] if k >= 0 else None

    def events_in(self, box: QRectF) -> tuple[str, ...]:
        """Events whose mark lies in a box of the canvas."""
        pictures = [p for p in (self.live, self.static) if p is not None]
        return events_in(box, pictures, self._arranged(), self._session.dataset)

    def _reveal_picked(self) -> None:
        """Scroll the lanes so far that the mark of a newly picked event is seen."""
        picked = self._session.focus.picked
        if picked != self._revealed:
            self._revealed = picked
            self._reveal(picked)

    def _reveal(self, ids: tuple[str, ...]) -> None:
        index = self._session.dataset.event_index.get(ids[0]) if ids else None
        if index is None:
            return
        arranged = self._arranged()
        found = arranged.find(index)
        if found is None:
            return
        box, item = found
        _, top, _, height = arranged.layout.lanes
        y = box.row_y(item.slot.row, 1.0)
        if y > top + height - ROW_MARGIN:
            self._scroll = arranged.layout.scroll + y - (top + height - ROW_MARGIN)
        elif y < top + ROW_MARGIN:
            self._scroll = max(0.0, arranged.layout.scroll + y - (top + ROW_MARGIN))

    # Moving about

    def ask(self, start: float, end: float) -> None:
        """Ask for a window; one that holds all of the data asks for all of time."""
        self.travel.ask(start, end)

    def zoom(self, factor: float) -> None:
        """The window's length times ``factor``, its middle staying."""
        self.travel.zoom(factor)

    def zoom_at(self, factor: float, x: float) -> None:
        """Zoom, the moment under ``x`` (pixels of the canvas) staying."""
        if self.laid is not None:
            share = (x - self.laid.plot_x) / max(1.0, self.laid.plot_w)
            self.travel.zoom(factor, min(max(share, 0.0), 1.0))

    def _on_panned(self, pixels: float) -> None:
        self.travel.pan(pixels / max(1.0, self.canvas.lanes.box.width()))

    def scroll_by(self, pixels: float) -> None:
        """Move the lanes up by pixels."""
        self._scroll = max(0.0, self._scroll + pixels)
        self._render()

    def _on_scroll_bar(self, value: int) -> None:
        if not self._telling and value != round(self._scroll):
            self._scroll = float(value)
            self._render()

    def show_events(self, ids: tuple[str, ...]) -> None:
        """Bring these events into the window, which moves, or is widened where they ask for it,
        and their lane into sight."""
        self._wanted = tuple(key for key in ids if key in self._session.dataset.event_index)
        self.travel.bring(self._wanted)
        self._session.flush()
        self.refresh()

    def focus_part(self) -> QWidget:
        """What takes the keyboard."""
        return self.canvas

    def rest(self) -> None:
        """Arrange the lanes where the window is now, instead of a moment after it came to rest."""
        self._end_movement()

    def cancel(self) -> bool:
        """Give up a drag that is under way. Returns whether there was one."""
        return self.hand.cancel()

    def open_picked(self) -> None:
        """Say that the picked event is to be read."""
        picked = self._session.focus.picked
        if picked:
            self.opened.emit(picked[0])

    def ask_range(self) -> RangePopover:
        """Let the window, or the brush where there is one, be typed."""
        return self.head.ask_range()

    def ask_jump(self) -> JumpPopover:
        """Let a date be typed to go to."""
        return self.head.ask_jump()

    def ask_series(self) -> SeriesPopover:
        """Let the series under the lanes be chosen; its values follow the window."""
        from explorer.views.timeline.choice import SeriesPopover

        session = self._session
        made = SeriesPopover(
            session.look, session.dataset, self.indicator, lambda: self.window_range, self
        )
        made.chosen.connect(self._choose_series)
        self.painted.connect(made.follow)
        row = self.laid.indicator if self.laid is not None else (0.0, 0.0, 0.0, 0.0)
        made.open_over(self.canvas, QRect(*(round(v) for v in row)))
        return made

    def _choose_series(self, series: str) -> None:
        """Another one than is shown; what is shown already leaves nothing to undo."""
        if series != self.indicator:
            self._session.outlook.set_indicator(series)


def _lanes(stand: Stand) -> tuple[object, ...]:
    return stand.group, stand.folded, stand.indicator
