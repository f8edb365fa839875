"""The inspector: what is picked, else what is selected, else what can be done."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QVBoxLayout,
    QWidget,
)

from explorer.dataset.model import I64
from explorer.figure.style import Style, load_style
from explorer.query.clauses import Picked, TimeRange
from explorer.session.session import Session
from explorer.views.inspector.bars import EventBar, HeadBar, SelectionBar
from explorer.views.inspector.event_summary import HiddenNote, SummaryPage
from explorer.views.inspector.pages import PanelPage, PanelScroll
from explorer.views.inspector.selection_words import selection_words
from explorer.views.words import word

Kind = Literal["event", "picked", "selection", "unplaced", "summary"]

_LARGE = 20_000
"""From this many events on, counts follow a brush when it rests."""
_REST_MS = 90
_PLAYING_MS = 400
"""Between two counts while time plays."""


class Inspector(QWidget):
    """The right panel.

    ``link_requested``: open this address, which the person has seen and agreed to; ``copied``:
    what went to the clipboard; ``show_…_requested``: ids of the events to bring into view.
    """

    link_requested = Signal(str)
    copied = Signal(str)
    show_on_map_requested = Signal(tuple)
    show_in_timeline_requested = Signal(tuple)
    context_requested = Signal(object, object)  # Target, QPoint (global)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setProperty("panel", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._made: tuple[object, ...] | None = None  # what the page was made for
        self._filled: tuple[object, ...] | None = None  # what its counts are of
        self._stale = False
        self._known_picks: tuple[tuple[str, ...], tuple[int, ...]] = ((), ())
        self._group: tuple[int, ...] = ()
        self._unplaced: tuple[object, ...] | None = None  # the selection it was asked for under
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._fill)
        self._scroll = PanelScroll(self)
        self._holder = PanelPage()  # pages change places in it: none is ever without a parent,
        self._page: QWidget = QWidget(self._holder)  # for then all its styles are looked up anew
        inside = QVBoxLayout(self._holder)
        inside.setContentsMargins(0, 0, 0, 0)
        self._scroll.setWidget(self._holder)
        self._head = HeadBar(self)
        self._event_foot, self._selection_foot = EventBar(self), SelectionBar(self)
        self._wire()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._rule())
        self.hidden_note = HiddenNote(session, self)
        layout.addWidget(self.hidden_note)
        layout.addWidget(self._scroll, 1)
        self._foot_rule = self._rule()
        for part in (self._foot_rule, self._event_foot, self._selection_foot):
            layout.addWidget(part)

    def _wire(self) -> None:
        head, one, several = self._head, self._event_foot, self._selection_foot
        head.back.clicked.connect(self.go_back)
        head.clear.clicked.connect(self.clear)
        head.previous.clicked.connect(lambda: self.step(-1))
        head.next.clicked.connect(lambda: self.step(1))
        one.copy.clicked.connect(self.copy_citation)
        one.on_map.clicked.connect(lambda: self.show_on_map_requested.emit(self._ids()))
        one.in_time.clicked.connect(lambda: self.show_in_timeline_requested.emit(self._ids()))
        several.keep.clicked.connect(self.keep)
        several.exclude.clicked.connect(self.exclude)

    def _rule(self) -> QFrame:
        rule = QFrame(self)
        rule.setProperty("rule", "true")
        return rule

    # What can be done

    def step(self, by: int) -> None:
        """Pick the next event by date, or the one before, among what was picked together, else
        among what is selected or shown."""
        group, now = self._group, self._index()
        self._session.step(by, group if group and (now is None or now in group) else None)

    def show_unplaced(self) -> None:
        """List the visible events that stand nowhere on the map."""
        self._unplaced = self._session.state.query.selection
        if self._session.focus.picked:
            self._session.focus.pick(())
        else:
            self.refresh()

    def go_back(self) -> None:
        """From one event back to the several that it was chosen from."""
        ids = self._session.dataset.events.id
        if self._unplaced is not None or not self._group:
            self._session.focus.pick(())
        else:
            self._session.focus.pick(tuple(ids[i] for i in self._group))

    def clear(self) -> None:
        """Leave what is picked, listed or selected."""
        kind = self._kind()
        if kind == "unplaced":
            self._unplaced, self._group = None, ()
            self.refresh()
        elif kind == "picked":
            self._session.focus.pick(())
        else:
            self._session.state.clear_selection()

    def cancel(self) -> bool:
        """Close the list of events without a place; False when there is none to close."""
        if self._kind() != "unplaced":
            return False
        self.clear()
        return True

    def keep(self) -> None:
        """Turn what is selected, or what is picked, into a filter."""
        if self._kind() == "selection":
            self._session.state.keep_selection()
        else:
            self._session.state.set_filter(Picked(self._ids()))

    def exclude(self) -> None:
        """Hide what is selected or picked."""
        kind, ids = self._kind(), self._ids()
        if kind == "picked":
            self._session.focus.pick(())
        self._session.state.exclude_selection(ids)

    def copy_citation(self) -> None:
        """Put all sources of the event on the clipboard."""
        from explorer.views.citations import event_citations

        index = self._index()
        if index is not None:
            text = event_citations(self._session.dataset, index, self._session.look.lang)
            QGuiApplication.clipboard().setText(text)
            self.copied.emit(text)

    # What is shown

    def _picked(self) -> tuple[int, ...]:
        picked = self._session.focus.picked
        if picked is not self._known_picks[0]:
            known = self._session.dataset.event_index
            self._known_picks = picked, tuple(sorted(known[k] for k in picked if k in known))
        return self._known_picks[1]

    def _index(self) -> int | None:
        """The one event to be read, None when none or several are picked."""
        picked = self._picked()
        return picked[0] if len(picked) == 1 else None

    def _ids(self) -> tuple[str, ...]:
        """The events that the page is about."""
        ids = self._session.dataset.events.id
        return tuple(ids[i] for i in self._events(self._kind()).tolist())

    def _kind(self) -> Kind:
        result, picked = self._session.result, self._picked()
        if picked:
            return "event" if len(picked) == 1 else "picked"
        if self._unplaced is not None:
            return "unplaced"
        return "summary" if result.selected is None else "selection"

    def _events(self, kind: Kind) -> I64:
        """Numbers of the events that a page of this kind lists."""
        result = self._session.result
        if kind in ("event", "picked"):
            return np.array(self._picked(), dtype=np.int64)
        if kind == "selection" and result.selected is not None:
            return np.flatnonzero(result.selected)
        if kind == "unplaced":
            sites = self._session.dataset.sites
            placed = np.zeros(len(self._session.dataset), dtype=np.bool_)
            placed[sites.event[sites.draw_lon == sites.draw_lon]] = True
            return np.flatnonzero(result.visible & ~placed)
        return np.zeros(0, dtype=np.int64)

    def _remember(self) -> None:
        """Several events picked at once, or listed, stay a group to walk in, until another is
        picked; a new selection takes the list of unplaced ones away."""
        picked = self._picked()
        if self._unplaced is not None and self._unplaced != self._session.state.query.selection:
            self._unplaced = None
        if len(picked) > 1:
            self._group, self._unplaced = picked, None
        elif not picked and self._unplaced is not None:
            self._group = tuple(self._events("unplaced").tolist())
        elif not (picked and picked[0] in self._group):
            self._group = ()
            if picked:
                self._unplaced = None

    def showEvent(self, event: QShowEvent) -> None:
        """Take over what changed while it was out of sight."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Show what is picked, else the selection, else what can be done."""
        self._remember()
        self._stale = not self.isVisible()
        if self._stale and self._made is not None:
            return
        look, kind, index = self._session.look, self._kind(), self._index()
        style = load_style(look.theme)
        made = (kind, look.lang, look.theme, index)
        if made != self._made:  # a page is a hundred widgets: made anew only when it must be
            if self._made is None or self._made[1:3] != made[1:3]:
                for bar in (self._head, self._event_foot, self._selection_foot):
                    bar.restyle(style, look.lang)
            self._made, self._filled = made, None
            self._show(self._new_page(kind, index, style))
        self._head_line(kind, index)
        self.hidden_note.show_event(index, style)
        if kind == "event":
            return
        if kind == "summary" or len(self._session.dataset) > _LARGE:
            playing = self._session.playback.playing
            if not (playing and self._rest.isActive()):  # time never rests while it plays
                again = _PLAYING_MS if playing else _REST_MS
                self._rest.start(0 if self._filled is None else again)
        else:
            self._fill()

    def _fill(self) -> None:
        """Bring the counts of the page up to date."""
        kind, result = self._kind(), self._session.result
        page, lang = self._page, self._session.look.lang
        picked = self._picked() if kind == "picked" else ()
        filled = (kind, picked, result.query)
        if filled == self._filled:
            return
        self._filled = filled
        if isinstance(page, SummaryPage):
            page.show_visible()
            return
        from explorer.views.inspector.selection_page import SelectionPage

        if isinstance(page, SelectionPage):
            events, n = self._events(kind), result.n_visible
            told = {"picked": "inspector_in_picked", "unplaced": "inspector_unplaced"}.get(kind)
            if told is None:
                text = selection_words(result.query, self._session.dataset, n, lang)
            else:
                text = word(told, lang, n=f"{n:,}")
            among = self._session.engine.column("category").count(result.visible)
            page.show_events(events, text, among, self._brush() if kind == "selection" else None)

    def _brush(self) -> TimeRange | None:
        selection = self._session.state.query.selection
        return next((c for c in selection if isinstance(c, TimeRange)), None)

    def _new_page(self, kind: Kind, index: int | None, style: Style) -> QWidget:
        if kind == "summary":
            return SummaryPage(self._session, style, self._holder)
        # With these comes more than with all else here: not before an event is picked or selected.
        from explorer.views.inspector.event_page import EventPage
        from explorer.views.inspector.selection_page import SelectionPage

        if index is not None:
            page = EventPage(self._session, index, style, self._holder)
            page.link_requested.connect(self.link_requested)
            page.copied.connect(self.copied)
            page.context_requested.connect(self.context_requested)
            return page
        listed = SelectionPage(self._session, style, self._holder)
        listed.context_requested.connect(self.context_requested)
        return listed

    def _show(self, page: QWidget) -> None:
        before, self._page = self._page, page
        before.hide()
        before.deleteLater()  # not at once: it may be in the middle of a click
        inside = self._holder.layout()
        assert inside is not None
        inside.removeWidget(before)
        page.resize(self._scroll.viewport().size())  # or its texts are set for another width first
        inside.addWidget(page)
        page.show()
        self._scroll.verticalScrollBar().setValue(0)

    def _head_line(self, kind: Kind, index: int | None) -> None:
        lang, result = self._session.look.lang, self._session.result
        several = kind in ("picked", "selection", "unplaced")
        place, back = "", 0
        if index is not None:
            if index in self._group:
                k, n = self._group.index(index) + 1, len(self._group)
                back = n
            else:
                row = self._session.row()
                k, n = int(np.count_nonzero(row[: index + 1])), int(np.count_nonzero(row))
                back = result.n_selected
            if index in self._group or result.visible[index]:
                place = word("inspector_place_in_row", lang, k=f"{k:,}", n=f"{n:,}")
        self._head.show_page(kind == "event", several, place, back, lang)
        self._event_foot.setVisible(kind == "event")
        self._selection_foot.setVisible(several)
        self._foot_rule.setVisible(several or kind == "event")
