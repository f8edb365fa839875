"""The main window: panels around the map and the timeline, and the commands between them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from explorer.figure.style import load_style
from explorer.paint.fonts import QtMeasure
from explorer.paint.theme import palette, stylesheet
from explorer.session.changes import change_words
from explorer.session.outlook import GROUPS
from explorer.session.session import Session
from explorer.shell.actions import Actions
from explorer.shell.context import Wishes, context_menu
from explorer.shell.keysheet import KeySheet
from explorer.shell.rows import Rows
from explorer.shell.settings import Settings
from explorer.shell.status import StatusLine
from explorer.shell.toolbar import ToolBar
from explorer.shell.workspace import SIDES, Side, Workspace
from explorer.views.citations import event_citations
from explorer.views.empty import EmptyCard, FirstRunCard
from explorer.views.event_table import EventTable
from explorer.views.facets import FilterPanel
from explorer.views.hover_card import HoverCard
from explorer.views.inspector import Inspector
from explorer.views.map import MapWidget
from explorer.views.map_camera import FLY_MS
from explorer.views.target import Target
from explorer.views.timeline import TimelineWidget
from explorer.views.words import word

SMALLEST = (1024, 700)
USUAL = (1600, 1000)


class MainWindow(QMainWindow):
    """One open dataset. ``…_requested`` signals ask the program for what needs files."""

    open_requested = Signal(str)  # 'file', 'folder' or 'bundled'
    export_requested = Signal()
    copy_picture_requested = Signal()
    print_requested = Signal()
    copy_requested = Signal()
    problems_requested = Signal()
    about_requested = Signal()
    theme_requested = Signal(str)  # 'system', 'light' or 'dark'

    def __init__(self, session: Session, settings: Settings | None = None) -> None:
        super().__init__()
        self.session = session
        self.settings = settings or Settings()
        self.filters = FilterPanel(session, self)
        self.map = MapWidget(session, QtMeasure(), self)
        self.timeline = TimelineWidget(session, QtMeasure(), self)
        self.inspector = Inspector(session, self)
        self.timeline.card = HoverCard(session, self.timeline.canvas)
        self.table = EventTable(session, self)
        self.status = StatusLine(session, self)
        self.empty = EmptyCard(session, self.map)
        self.first_run = FirstRunCard(session, self.map)
        views = (self.map, self.timeline, self.table)
        self.actions_table = Actions(self, self._callbacks(), views)
        self.tools = ToolBar(self.actions_table, self)
        self.addToolBar(self.tools)
        self._lay_out()
        self._restore()
        self._connect()
        self.restyle()

    # Commands

    def _callbacks(self) -> dict[str, Callable[[], None]]:
        """What each command does."""
        return {
            **self._file_commands(),
            **self._edit_commands(),
            **self._view_commands(),
            **self._picture_commands(),
        }

    def _file_commands(self) -> dict[str, Callable[[], None]]:
        return {
            "open": lambda: self.open_requested.emit("file"),
            "open_folder": lambda: self.open_requested.emit("folder"),
            "open_bundled": lambda: self.open_requested.emit("bundled"),
            "export": self.export_requested.emit,
            "copy_picture": self.copy_picture_requested.emit,
            "print": self.print_requested.emit,
            "quit": lambda: (self.close(), None)[1],
            "keys": lambda: KeySheet(self.session.look.lang, self).open(),
            "problems": self.problems_requested.emit,
            "about": self.about_requested.emit,
        }

    def _edit_commands(self) -> dict[str, Callable[[], None]]:
        session, state, history = self.session, self.session.state, self.session.history
        return {
            "undo": lambda: self._travel("undone", history.undo_name, history.undo),
            "redo": lambda: self._travel("redone", history.redo_name, history.redo),
            "back": history.back,
            "forward": history.forward,
            "search": self._go_to_search,
            "clear_filters": state.clear_filters,
            "copy_command": self.copy_requested.emit,
            "copy_citation": lambda: self.copy_citations(session.focus.picked),
            "clear_selection": self._escape,
            "keep": state.keep_selection,
            "exclude": self._exclude,
            "next": lambda: self.inspector.step(1),
            "previous": lambda: self.inspector.step(-1),
            "show_on_map": lambda: self.map.show_events(session.focus.picked),
            "show_in_time": lambda: self.timeline.show_events(session.focus.picked),
        }

    def _view_commands(self) -> dict[str, Callable[[], None]]:
        look = self.session.look
        return {
            "filters": lambda: self.space.toggle("filters"),
            "inspector": lambda: self.space.toggle("inspector"),
            "table": lambda: self.show_table(self.table.isHidden()),
            "next_pane": lambda: self._pane(1),
            "previous_pane": lambda: self._pane(-1),
            "system": lambda: self.theme_requested.emit("system"),
            "light": lambda: self.theme_requested.emit("light"),
            "dark": lambda: self.theme_requested.emit("dark"),
            "english": lambda: look.set_lang("en"),
            "chinese": lambda: look.set_lang("zh"),
            "still": self._set_still,
            "full_screen": self._full_screen,
        }

    def _picture_commands(self) -> dict[str, Callable[[], None]]:
        outlook, playback = self.session.outlook, self.session.playback
        return {
            "play": playback.toggle,
            "step_back": lambda: playback.step(-1),
            "step_on": lambda: playback.step(1),
            "loop": lambda: playback.set_loop(not playback.loop),
            "jump": lambda: (self.timeline.ask_jump(), None)[1],
            "time_in": lambda: self.timeline.zoom(0.5),
            "time_out": lambda: self.timeline.zoom(2.0),
            "fit_time": self.session.clear_window,
            "by_category": lambda: outlook.set_group("category"),
            "by_organization": lambda: outlook.set_group("organization"),
            "by_country": lambda: outlook.set_group("country"),
            "pan": lambda: self.map.set_tool("pan"),
            "box": lambda: self.map.set_tool("box"),
            "lasso": lambda: self.map.set_tool("lasso"),
            "map_in": lambda: self.map.zoom(1.5),
            "map_out": lambda: self.map.zoom(1 / 1.5),
            "fit_map": self.map.fit_world,
        }

    def _travel(self, told: str, name: str, go: Callable[[], None]) -> None:
        lang = self.session.look.lang
        if name:
            go()
            self.status.showMessage(word(told, lang, what=change_words(name, lang)), 3000)

    def _go_to_search(self) -> None:
        self.space.set_open("filters", True)
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def _escape(self) -> None:
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
            self._full_screen()

    def _exclude(self) -> None:
        selected = self.session.result.selected
        if selected is not None:
            ids = self.session.dataset.events.id
            chosen = selected.nonzero()[0].tolist()
            self.session.state.exclude_selection(tuple(ids[i] for i in chosen))

    def _set_still(self) -> None:
        still = self.actions_table.by_id["still"].isChecked()
        self.settings.set("look/still", still)
        self._take_still(still)

    def _take_still(self, still: bool) -> None:
        self.space.still = still
        self.session.playback.reduced_motion = still
        self.map.fly_ms = 0 if still else FLY_MS

    def _full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()
        self.actions_table.set_on({"full_screen": self.isFullScreen()})

    def show_table(self, on: bool) -> None:
        """Show or hide the event table."""
        self.table.setVisible(on)
        if on:
            self.table.refresh()
            self._rows.make_room()
        self.actions_table.set_on({"table": on})

    def _pane(self, by: int) -> None:
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
        self.status.showMessage(word("copied", self.session.look.lang, text=first), 5000)

    def _panes(self) -> list[tuple[QWidget, QWidget | None]]:
        """The panes, each with the part of it that takes the keyboard."""
        return [
            (self.filters, self.filters.search),
            (self.map, self.map),
            (self.timeline, self.timeline.focus_part()),
            (self.table, self.table.view),
            (self.inspector, _first_stop(self.inspector)),
        ]

    def show_menu(self, target: Target, at: QPoint) -> None:
        """The context menu of what was under the pointer."""
        wishes = Wishes(
            self.read,
            self.map.show_events,
            self.timeline.show_events,
            self.copy_citations,
        )
        menu = context_menu(self.session, target, wishes, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not menu.isEmpty():
            menu.popup(at)

    def read(self, ids: tuple[str, ...]) -> None:
        """Open the inspector on these events."""
        self.session.focus.pick(ids)
        self.space.set_open("inspector", True)

    # Layout

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

    def _restore(self) -> None:
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

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember sizes and what was open."""
        settings = self.settings
        settings.set("window/geometry", self.saveGeometry())
        settings.set("window/columns", self.space.save())
        if self._rows.parted:
            settings.set("window/rows", self._rows.saveState())
        settings.set("window/table", not self.table.isHidden())
        settings.set("table/columns", self.table.save_state())
        settings.set("filters/folded", ",".join(self.filters.folded()))
        for side in SIDES:
            settings.set(f"window/{side}", self.space.beside(side))
        settings.sync()
        self.session.playback.pause()
        super().closeEvent(event)

    # Wiring inside the window

    def _connect(self) -> None:
        session = self.session
        self.status.problems_requested.connect(self.problems_requested)
        self.filters.left_search.connect(self.map.setFocus)
        self.filters.copy_requested.connect(self.copy_requested)
        for view in (self.filters, self.map, self.timeline, self.table, self.inspector):
            view.context_requested.connect(self.show_menu)
        for view in (self.map, self.timeline, self.table):
            view.opened.connect(lambda key: self.read((key,)))
        self.map.tool_changed.connect(lambda _tool: self._tell_state())
        self.map.unplaced_requested.connect(self._show_unplaced)
        self.timeline.undated_requested.connect(self._show_undated)
        self.inspector.copied.connect(self.say_copied)
        self.table.copied.connect(self.say_copied)
        self.inspector.show_on_map_requested.connect(self.map.show_events)
        self.inspector.show_in_timeline_requested.connect(self.timeline.show_events)
        self.first_run.open_sample_requested.connect(lambda: self.open_requested.emit("bundled"))
        self.first_run.open_file_requested.connect(lambda: self.open_requested.emit("file"))
        self.space.open_changed.connect(self._tell_state)
        self.space.covered_changed.connect(self._make_way)
        session.history.changed.connect(self._tell_state)
        session.playback.settings_changed.connect(self._tell_state)
        session.outlook.stand_changed.connect(lambda _stand: self._tell_state())
        session.focus.picked_changed.connect(self._on_picked)

    def _make_way(self, left: int, right: int) -> None:
        """A drawer lies over the map; timeline and table stand beside it."""
        for view in (self.timeline, self.table):
            layout = view.layout()
            assert layout is not None
            layout.setContentsMargins(left, 0, right, 0)

    def _show_unplaced(self) -> None:
        self.space.set_open("inspector", True)
        self.inspector.show_unplaced()

    def _show_undated(self) -> None:
        self.space.set_open("inspector", True)
        events = self.session.dataset.events
        hidden = ~self.session.result.visible & ~events.dated
        shown = self.session.engine.backdrop(self.session.state.query, "timeline") & hidden
        self.session.focus.pick(tuple(events.id[i] for i in shown.nonzero()[0].tolist()))

    def _on_picked(self, picked: tuple[str, ...]) -> None:
        """In a narrow window the inspector comes over the map to be read, and goes."""
        if self.space.is_drawer("inspector"):
            self.space.set_open("inspector", bool(picked))

    def _tell_state(self) -> None:
        """Tick, name and enable the commands by what is so now."""
        session, actions = self.session, self.actions_table
        history, lang = session.history, session.look.lang
        for key, name in (("undo", history.undo_name), ("redo", history.redo_name)):
            what = change_words(name, lang) if name else ""
            actions.name(key, word(f"{key}_of", lang, what=what) if name else "")
        selection, picked = bool(session.state.query.selection), bool(session.focus.picked)
        actions.set_enabled(
            {
                "undo": bool(history.undo_name),
                "redo": bool(history.redo_name),
                "back": history.can_go_back,
                "forward": history.can_go_forward,
                "clear_filters": bool(session.state.query.filters),
                "keep": selection,
                "exclude": selection,
                **dict.fromkeys(("copy_citation", "show_on_map", "show_in_time"), picked),
                "problems": bool(session.dataset.problems),
            }
        )
        actions.set_on(
            {
                **{side: self.space.is_open(side) for side in SIDES},
                **{f"by_{group}": group == session.outlook.stand.group for group in GROUPS},
                **{tool: tool == self.map.tool for tool in ("pan", "box", "lasso")},
                "loop": session.playback.loop,
                "still": self.space.still,
                "english": lang == "en",
                "chinese": lang == "zh",
            }
        )

    def show_theme_choice(self, choice: str) -> None:
        """Tick 'system', 'light' or 'dark'."""
        self.actions_table.set_on({key: key == choice for key in ("system", "light", "dark")})

    def refreshers(self) -> tuple[Callable[[], None], ...]:
        """What is to be called when the session's answer or the picks changed."""
        parts = (
            self.filters,
            self.map,
            self.timeline,
            self.inspector,
            self.table,
            self.status,
            self.empty,
            self.first_run,
        )
        return (*(part.refresh for part in parts), self._tell_state)

    def restyle(self) -> None:
        """Take over language and theme everywhere."""
        look = self.session.look
        style = load_style(look.theme)
        self.setPalette(palette(style))
        self.setStyleSheet(stylesheet(style))
        self.actions_table.restyle(style, look.lang)
        self.tools.restyle(style, look.lang)
        names: dict[Side, str] = {side: word(f"panel_{side}", look.lang) for side in SIDES}
        self.space.restyle(style, names)
        package = self.session.dataset.package
        title = (package.title_zh or package.title) if look.lang == "zh" else package.title
        self.setWindowTitle(f"{title or package.name or package.origin} — Chuhai Explorer")
        self.refresh()

    def refresh(self) -> None:
        """Show the session's present answer in every view."""
        for refresh in self.refreshers():
            refresh()

    def action(self, key: str) -> QAction:
        """The QAction of a command."""
        return self.actions_table.by_id[key]


def _first_stop(pane: QWidget) -> QWidget | None:
    """The first part of a pane that the Tab key stops at."""
    stops = (
        child
        for child in pane.findChildren(QWidget)
        if child.isVisibleTo(pane) and child.isEnabled()
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus
    )
    return min(stops, key=lambda child: child.mapTo(pane, QPoint()).y(), default=None)
