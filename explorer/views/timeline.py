"""The timeline: pan, zoom, click and the brush of the overview, over a painted Picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.dataset.edtf import MAX, MIN
from explorer.dataset.model import Bool
from explorer.dataset.wording import range_words
from explorer.figure.hit import events_of, hit
from explorer.figure.picture import Measure, Picture
from explorer.figure.style import Style, load_style
from explorer.figure.timeline.arrange import arrange
from explorer.figure.timeline.drawing import timeline_layout, timeline_live, timeline_static
from explorer.figure.timeline.overview import overview_extent, overview_scale
from explorer.figure.timeline.timescale import TimelineLayout
from explorer.figure.view import TimelineView
from explorer.paint.painter import to_pixmap
from explorer.paint.theme import icon
from explorer.query.clauses import Query
from explorer.session.session import Session
from explorer.views.plain import plain_label
from explorer.views.timeline_canvas import Canvas, OverviewBox, PictureItem
from explorer.views.words import word

BAR_HEIGHT = 40
GRIP = 14
"""Width in pixels of the zone in which an edge of the window can be grasped."""
ROW_MARGIN = 20.0
SHORTEST = 3600
"""Seconds in the narrowest window."""


class TimelineWidget(QWidget):
    """What the timeline shows is the one TimeRange; with none it shows all of time."""

    painted = Signal()

    def __init__(self, session: Session, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setMinimumHeight(220)
        self._session, self._measure = session, measure
        self._extent = overview_extent(session.dataset, session.engine.backdrop(Query(), ""))
        self._scroll = 0.0
        self._telling = False
        self.static: Picture | None = None
        self.live: Picture | None = None
        self._pixmap: QPixmap | None = None
        self._revealed: tuple[str, ...] = ()
        self._bar()
        self._canvas_parts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        layout.addWidget(rule)
        layout.addWidget(self.canvas, 1)

    def _bar(self) -> None:
        self._head = QWidget(self)
        self._head.setFixedHeight(BAR_HEIGHT)
        row = QHBoxLayout(self._head)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(8)
        self._name = plain_label("section", self._head)
        self._range = plain_label("help", self._head)
        row.addWidget(self._name)
        row.addWidget(self._range)
        row.addStretch(1)
        self._out, self._in = QToolButton(self._head), QToolButton(self._head)
        self._out.clicked.connect(lambda: self.zoom(2.0))
        self._in.clicked.connect(lambda: self.zoom(0.5))
        for button in (self._out, self._in):
            button.setIconSize(QSize(16, 16))
            row.addWidget(button)
        self._fit = QPushButton(self._head)
        self._fit.setProperty("small", "true")
        self._fit.clicked.connect(self._session.clear_window)
        row.addWidget(self._fit)

    def _canvas_parts(self) -> None:
        pg.setConfigOptions(antialias=True, mouseRateLimit=0)
        self.canvas = Canvas(self)
        self.item = PictureItem()
        scene = self.canvas.scene()
        scene.addItem(self.item)
        self.lanes = pg.ViewBox(enableMenu=False, defaultPadding=0)
        self.lanes.setMouseEnabled(x=True, y=False)
        self.overview = OverviewBox(enableMenu=False, defaultPadding=0)
        self.overview.setMouseEnabled(x=False, y=False)
        for box in (self.lanes, self.overview):
            box.disableAutoRange()
            box.setYRange(0, 1, padding=0)
            scene.addItem(box)
        # Unseen, but wide enough to be caught.
        clear = pg.mkPen(0, 0, 0, 0, width=GRIP)
        self.window_item = pg.LinearRegionItem(
            brush=pg.mkBrush(0, 0, 0, 0),  # the Picture draws it; this is to be grasped
            hoverBrush=pg.mkBrush(0, 0, 0, 0),
            pen=clear,
            hoverPen=clear,
            swapMode="push",
        )
        self.overview.addItem(self.window_item, ignoreBounds=True)
        self.lanes.setLimits(minXRange=SHORTEST)
        self.lanes.sigXRangeChanged.connect(self._on_lanes_moved)
        self.window_item.sigRegionChanged.connect(self._on_window_moved)
        self.overview.drawn.connect(self._on_drawn)
        self.overview.all_requested.connect(self._session.clear_window)
        self.scroll_bar = QScrollBar(Qt.Orientation.Vertical, self.canvas)
        self.scroll_bar.setSingleStep(15)
        self.scroll_bar.valueChanged.connect(self._on_scroll_bar)
        self.canvas.resized.connect(self._on_resized)
        self.canvas.scrolled.connect(self.scroll_by)
        scene.sigMouseMoved.connect(self._on_mouse_moved)
        scene.sigMouseClicked.connect(self._on_mouse_clicked)

    # What is shown

    @property
    def overview_range(self) -> tuple[int, int]:
        """[start, end) of the overview, seconds."""
        return self._extent

    @property
    def window_range(self) -> tuple[int, int]:
        """[start, end) shown, seconds."""
        window = self._session.window
        if window is None:
            return self._extent
        lo, hi = self._extent
        return (lo if window.start <= MIN else window.start), (
            hi if window.end >= MAX else window.end
        )

    @property
    def view(self) -> TimelineView:
        """What the figure needs to know."""
        look, focus = self._session.look, self._session.focus
        start, end = self.window_range
        return TimelineView(
            width=float(max(1, self.canvas.width())),
            height=float(max(1, self.canvas.height())),
            start=start,
            end=end,
            lang=look.lang,
            selected=frozenset(focus.picked),
            hover=focus.hover,
            today=look.today,
            scroll=self._scroll,
            indicator=self._indicator(),
            overview_start=self._extent[0],
            overview_end=self._extent[1],
        )

    def _indicator(self) -> str:
        """The series with the most observations; the package's first one among equals."""
        counts: dict[str, int] = {}
        for observation in self._session.dataset.indicators:
            counts[observation.series] = counts.get(observation.series, 0) + 1
        return max(counts, key=lambda s: counts[s]) if counts else ""

    def _style(self) -> Style:
        return load_style(self._session.look.theme)

    def refresh(self) -> None:
        """Take over the session's present answer, picks, language and theme."""
        look = self._session.look
        style = self._style()
        start, end = self.window_range
        self._name.setText(word("timeline", look.lang))
        whole = self._session.window is None
        self._range.setText(
            word("all_time", look.lang) if whole else range_words(start, end, look.lang)
        )
        self._fit.setText(word("fit_all", look.lang))
        self._out.setIcon(icon("zoom-out", style, "text"))
        self._in.setIcon(icon("zoom-in", style, "text"))
        for button, key in ((self._out, "zoom_out"), (self._in, "zoom_in")):
            button.setToolTip(word(key, look.lang))
            button.setAccessibleName(word(key, look.lang))
        self._reveal_picked()
        self._render()

    def refresh_live(self) -> None:
        """Only what is hovered changed."""
        if self.static is not None and self._pixmap is not None:
            self._render_live()

    def _render(self) -> None:
        if self.canvas.width() < 2 or self.canvas.height() < 2:
            return
        result, style, view = self._session.result, self._style(), self.view
        dataset = self._session.dataset
        query = self._session.state.query
        self.static = timeline_static(
            dataset,
            result.visible,
            view,
            style,
            self._measure,
            dimmed=result.selected is not None,
            without=self._picked(),
            backdrop=self._session.engine.backdrop(query, "timeline"),
        )
        self._pixmap = to_pixmap(self.static, self.devicePixelRatioF())
        self._render_live()
        self._hang(timeline_layout(dataset, result.visible, view, style, self._measure))
        self.painted.emit()

    def _reveal_picked(self) -> None:
        """Scroll the lanes so far that the mark of a newly picked event is seen."""
        picked = self._session.focus.picked
        if picked == self._revealed:
            return
        self._revealed = picked
        index = self._session.dataset.event_index.get(picked[0]) if picked else None
        if index is None:
            return
        visible, view = self._session.result.visible, self.view
        arranged = arrange(self._session.dataset, visible, view, self._style(), self._measure)
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

    def _picked(self) -> Bool:
        """(n,) bool: events that the live layer draws instead of the static one."""
        index = self._session.dataset.event_index
        picked = np.zeros(len(self._session.dataset), dtype=np.bool_)
        picked[[index[key] for key in self._session.focus.picked if key in index]] = True
        return picked

    def _render_live(self) -> None:
        result, view = self._session.result, self.view
        self.live = timeline_live(
            self._session.dataset,
            result.visible,
            view,
            self._style(),
            self._measure,
            selected=result.selected,
        )
        assert self._pixmap is not None
        self.item.show_pictures(self._pixmap, self.live, QRectF(0, 0, view.width, view.height))

    def _hang(self, laid: TimelineLayout) -> None:
        """Put the view boxes over the places that the picture drew."""
        self._telling = True
        try:
            self.canvas.header = laid.plot_x
            top = laid.axis[1]
            height = laid.axis[3] + laid.lanes[3]
            self.lanes.setGeometry(QRectF(laid.plot_x, top, laid.plot_w, height))
            over = overview_scale(self._session.dataset, self._session.result.visible, self.view)
            self.overview.setGeometry(
                QRectF(laid.plot_x, laid.overview[1], laid.plot_w, laid.overview[3])
            )
            start, end = self.window_range
            self.lanes.setXRange(start, end, padding=0)
            ends = (over.to_time(laid.plot_x), over.to_time(laid.plot_x + laid.plot_w))
            self.overview.setXRange(*ends, padding=0)
            self.window_item.setRegion((start, end))
            self._scroll = laid.scroll
            self._place_scroll_bar(laid)
        finally:
            self._telling = False

    def _place_scroll_bar(self, laid: TimelineLayout) -> None:
        """A slim bar at the left, where no label is, there only when the lanes don't all fit."""
        hidden = laid.content_height - laid.lanes[3]
        bar = self.scroll_bar
        bar.setVisible(hidden > 0.5)
        bar.setGeometry(0, round(laid.lanes[1]), 9, max(1, round(laid.lanes[3])))
        bar.setPageStep(max(1, round(laid.lanes[3])))
        bar.setRange(0, max(0, round(hidden)))
        bar.setValue(round(laid.scroll))

    def _on_scroll_bar(self, value: int) -> None:
        if not self._telling and value != round(self._scroll):
            self._scroll = float(value)
            self._render()

    # The hand

    def _set_window(self, start: float, end: float) -> None:
        """Ask for a window; one that holds all of the data asks for all of time."""
        lo, hi = self._extent
        length = min(max(end - start, SHORTEST), hi - lo)
        # Beyond the data there is nothing to see: the window stops at the ends.
        start = min(max(start, lo), hi - length)
        first, last = max(MIN + 1, round(start)), min(MAX - 1, round(start + length))
        if first <= lo and last >= hi:
            self._session.clear_window()
            self._render()
        elif (first, last) != self.window_range:
            self._session.set_window(first, last)

    def zoom(self, factor: float, at: float | None = None) -> None:
        """The window's length times ``factor``, the moment ``at`` (default: middle) staying."""
        start, end = self.window_range
        middle = (start + end) / 2 if at is None else at
        self._set_window(middle - (middle - start) * factor, middle + (end - middle) * factor)

    def scroll_by(self, pixels: float) -> None:
        """Move the lanes up by pixels."""
        self._scroll = max(0.0, self._scroll + pixels)
        self._render()

    def _on_lanes_moved(self, _box: object, span: tuple[float, float]) -> None:
        if not self._telling:
            self._set_window(*span)

    def _on_window_moved(self) -> None:
        if not self._telling:
            self._set_window(*self.window_item.getRegion())

    def _on_drawn(self, start: float, end: float) -> None:
        self._set_window(start, end)

    def _on_resized(self) -> None:
        self._render()

    def _refs(self, at: QPointF) -> tuple[str, ...]:
        return hit([p for p in (self.live, self.static) if p is not None], at.x(), at.y())

    def _ids(self, at: QPointF) -> tuple[str, ...]:
        refs = self._refs(at)
        return events_of(refs[0], self._session.dataset) if refs else ()

    def _on_mouse_moved(self, at: QPointF) -> None:
        ids = self._ids(at)
        self._session.focus.set_hover(ids[0] if len(ids) == 1 else "")

    def _on_mouse_clicked(self, click: Any) -> None:
        if click.button() == Qt.MouseButton.LeftButton and not click.double():
            self._session.focus.pick(self._ids(click.scenePos()))
