"""The window as furniture: its panels, how they are laid out and remembered, and what people do
with them, whatever menu or key it was asked by."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

from explorer.paint.focus_ring import FocusRing
from explorer.paint.fonts import QtMeasure
from explorer.session.changes import change_words
from explorer.session.session import Session
from explorer.shell.rows import Rows
from explorer.shell.settings import Settings
from explorer.shell.status import StatusLine
from explorer.shell.workspace import SIDES, Side, Workspace
from explorer.views.citations import event_citations
from explorer.views.empty import EmptyCard, FirstRunCard
from explorer.views.filters.panel import FilterPanel
from explorer.views.hover_card import HoverCard
from explorer.views.inspector.panel import Inspector
from explorer.views.map.camera import FLY_MS
from explorer.views.map.widget import MapWidget
from explorer.views.table.widget import EventTable
from explorer.views.timeline.widget import TimelineWidget
from explorer.views.words import word

SMALLEST = (1024, 700)
USUAL = (1600, 1000)


class Frame(QMainWindow):
    """One open dataset. ``…_requested`` signals ask the program for what needs files."""

    open_requested = Signal(str)  # 'file', 'folder' or 'bundled'
    compare_requested = Signal()
    save_requested = Signal()
    export_requested = Signal()
    copy_picture_requested = Signal()
    print_requested = Signal()
    copy_requested = Signal()
    problems_requested = Signal()
    about_requested = Signal()
    theme_requested = Signal(str)  # 'system', 'light' or 'dark'
    table_shown = Signal(bool)
    full_screen_changed = Signal(bool)

    def __init__(self, session: Session, settings: Settings | None = None) -> None:
        super().__init__()
        self.session = session
        self.settings = settings or Settings()
        self.filters = FilterPanel(session, self)
        self.map = MapWidget(session, QtMeasure(), self)
        self.timeline = TimelineWidget(session, QtMeasure(), self)
        self.inspector = Inspector(session, self)
        self.focus_ring = FocusRing(self)
        self.timeline.card = HoverCard(session, self.timeline.canvas)
        self.table = EventTable(session, self)
        self.status = StatusLine(session, self)
        self.empty = EmptyCard(session, self.map)
        self.first_run = FirstRunCard(session, self.map)
        self._lay_out()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    # What people do

    def travel(self, told: str, name: str, go: Callable[[], None]) -> None:
        lang = self.session.look.lang
        if name:
            go()
            self.status.say(word(told, lang, what=change_words(name, lang)), 3000)

    def go_to_search(self) -> None:
        self.space.set_open("filters", True)
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def escape(self) -> None:
        """First a gesture under way, then what is selected, what is picked, a drawer."""
        if self.map.cancel() or self.timeline.cancel() or self.inspector.cancel():
            return
        if self.filters.search.hasFocus():
            self.map.setFocus()
        elif self.session.state.query.selection:
            self.session.state.clear_selection()
        elif self.session.focus.picked:
            self.session.focus.pick(())
        elif not self.space.close_drawer() and self.isFullScreen():
            self.full_screen()

    def exclude(self) -> None:
        selected = self.session.result.selected
        if selected is not None:
            ids = self.session.dataset.events.id
            chosen = selected.nonzero()[0].tolist()
            self.session.state.exclude_selection(tuple(ids[i] for i in chosen))

    def set_still(self, still: bool) -> None:
        """Reduced motion from now on, or no longer."""
        self.settings.set("look/still", still)
        self._take_still(still)

    def full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()
        self.full_screen_changed.emit(self.isFullScreen())

    def show_table(self, on: bool) -> None:
        """Show or hide the event table."""
        self._rows.show_table(on)  # shown, it takes over what changed while it was not
        self.table_shown.emit(on)

    def pane(self, by: int) -> None:
        """Hand the keyboard to the next pane that is seen."""
        targets = {
            pane: focus for pane, focus in self._panes() if pane.isVisible() and focus is not None
        }
        shown = list(targets)
        now = self.focusWidget()
        at = next((k for k, p in enumerate(shown) if now is p or p.isAncestorOf(now or p)), -by)
        pane = shown[(at + by) % len(shown)]
        target = targets[pane]
        assert target is not None
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and new is not None and self.isAncestorOf(old):
            QTimer.singleShot(0, self, lambda: self._catch_focus(old, new))

    def _catch_focus(self, old: QWidget, new: QWidget) -> None:
        """Where a part that had the keyboard went away, Qt hands it to whatever stands next, and
        the next Space would press that: the map takes it instead."""
        gone = not isValid(old) or not old.isVisible()
        if gone and isValid(new) and self.focusWidget() is new and self.isActiveWindow():
            self.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_citations(self, ids: tuple[str, ...]) -> None:
        """Put the sources of these events on the clipboard."""
        dataset, lang = self.session.dataset, self.session.look.lang
        known = [dataset.event_index[key] for key in ids if key in dataset.event_index]
        if known:
            text = "\n\n".join(event_citations(dataset, i, lang) for i in known)
            QGuiApplication.clipboard().setText(text)
            self.say_copied(text)

    def say_copied(self, text: str) -> None:
        """Tell in the status bar what the clipboard holds."""
        first = text.partition("\n")[0]
        self.status.say(word("copied", self.session.look.lang, text=first))

    def read(self, ids: tuple[str, ...]) -> None:
        """Open the inspector on these events."""
        self.session.focus.pick(ids)
        self.space.set_open("inspector", True)

    def _panes(self) -> list[tuple[QWidget, QWidget | None]]:
        """The panes, each with the part of it that takes the keyboard."""
        return [
            (self.filters, self.filters.search),
            (self.map, self.map),
            (self.timeline, self.timeline.focus_part()),
            (self.table, self.table.view),
            (self.inspector, _first_stop(self.inspector)),
        ]

    # Layout, and what is remembered of it

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(140)
        self.table.hide()
        self._rows = rows = Rows(self.map, self.timeline, self.table)
        self.space = Workspace(self.filters, self.inspector, rows)
        self.setCentralWidget(self.space)
        self.setStatusBar(self.status)
        self.map.setFocus()
        # Chinese type is taller: without this the bars would jump with the language.
        self.menuBar().setFixedHeight(28)
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)

    def restore_remembered(self) -> None:
        """Take over what was remembered."""
        settings = self.settings
        geometry = settings.state("window/geometry")
        if not geometry.isEmpty():
            self.restoreGeometry(geometry)
        beside: dict[Side, bool] = {side: settings.flag(f"window/{side}") for side in SIDES}
        self.space.restore(settings.state("window/columns"), beside)
        heights = settings.state("window/rows")
        self.show_table(settings.flag("window/table"))
        columns = settings.state("table/columns")
        if not columns.isEmpty():
            self.table.restore_state(columns)
        folded = settings.text("filters/folded")
        self.filters.set_folded(tuple(filter(None, folded.split(","))))
        if not heights.isEmpty():
            self._rows.restore(heights)
        self._take_still(settings.flag("look/still"))
        playback = self.session.playback
        playback.set_loop(settings.flag("playback/loop"))
        playback.set_speed(float(settings.text("playback/speed")))
        playback.set_months(int(settings.text("playback/months")))

    def _take_still(self, still: bool) -> None:
        self.space.still = still
        self.session.playback.reduced_motion = still
        self.map.fly_ms = 0 if still else FLY_MS

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember sizes and what was open."""
        settings = self.settings
        settings.set("window/geometry", self.saveGeometry())
        settings.set("window/columns", self.space.save())
        if self._rows.parted:
            settings.set("window/rows", self._rows.saveState())
        settings.set("window/table", not self.table.isHidden())
        playback = self.session.playback
        settings.set("playback/loop", playback.loop)
        settings.set("playback/speed", f"{playback.speed:g}")
        settings.set("playback/months", str(playback.months))
        settings.set("table/columns", self.table.save_state())
        settings.set("filters/folded", ",".join(self.filters.folded()))
        for side in SIDES:
            settings.set(f"window/{side}", self.space.beside(side))
        settings.sync()
        self.session.playback.pause()
        super().closeEvent(event)

    def make_way(self, left: int, right: int) -> None:
        """A drawer lies over the map; timeline and table stand beside it."""
        self.map.set_covered(left, right)
        for view in (self.timeline, self.table):
            layout = view.layout()
            assert layout is not None
            layout.setContentsMargins(left, 0, right, 0)

    def show_unplaced(self) -> None:
        self.space.set_open("inspector", True)
        self.inspector.show_unplaced()

    def show_undated(self) -> None:
        self.space.set_open("inspector", True)
        events = self.session.dataset.events
        hidden = ~self.session.result.visible & ~events.dated
        shown = self.session.engine.backdrop(self.session.state.query, "timeline") & hidden
        self.session.focus.pick(tuple(events.id[i] for i in shown.nonzero()[0].tolist()))

    def follow_pick(self, picked: tuple[str, ...]) -> None:
        """In a narrow window the inspector comes over the map to be read, and goes."""
        if self.space.is_drawer("inspector"):
            self.space.set_open("inspector", bool(picked))


def _first_stop(pane: QWidget) -> QWidget | None:
    """The first part of a pane that the Tab key stops at."""
    stops = (
        child
        for child in pane.findChildren(QWidget)
        if child.isVisibleTo(pane) and child.isEnabled()
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
    )
    return min(stops, key=lambda child: child.mapTo(pane, QPoint()).y(), default=None)
