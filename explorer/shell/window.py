"""The main window: its panels and the commands between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAction

from explorer.figure.style import load_style
from explorer.paint.theme import palette, stylesheet
from explorer.session.changes import change_words
from explorer.session.outlook import GROUPS
from explorer.session.session import Session
from explorer.shell.actions import Actions
from explorer.shell.callbacks import callbacks
from explorer.shell.frame import Frame
from explorer.shell.rehearsal import Rehearsal
from explorer.shell.settings import Settings
from explorer.shell.toolbar import ToolBar
from explorer.shell.workspace import SIDES, Side
from explorer.views.target import Target
from explorer.views.words import word

_NESTED = 4
"""How deep layouts lie in one another."""


class MainWindow(Frame):
    """The furniture with its commands: menus, tool bar, context menus, and what is told by them.
    It has to be dressed by ``restyle`` before it is shown."""

    def __init__(self, session: Session, settings: Settings | None = None) -> None:
        super().__init__(session, settings)
        views = (self.map, self.timeline, self.table)
        self.actions_table = Actions(self, callbacks(self), views)
        self.tools = ToolBar(self.actions_table, self)
        self.addToolBar(self.tools)
        self._connect()
        self.restore_remembered()

    def show_menu(self, target: Target, at: QPoint) -> None:
        """The context menu of what was under the pointer."""
        from explorer.shell.context import Wishes, context_menu

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

    def _connect(self) -> None:
        session, actions = self.session, self.actions_table
        self.table_shown.connect(lambda on: actions.set_on({"table": on}))
        self.full_screen_changed.connect(lambda on: actions.set_on({"full_screen": on}))
        self.status.problems_requested.connect(self.problems_requested)
        self.filters.left_search.connect(self.map.setFocus)
        self.filters.copy_requested.connect(self.copy_requested)
        for view in (self.filters, self.map, self.timeline, self.table, self.inspector):
            view.context_requested.connect(self.show_menu)
        for view in (self.map, self.timeline, self.table):
            view.opened.connect(lambda key: self.read((key,)))
        self.timeline.begun = False  # the first frame does not wait for what comes after it
        self.rehearsal = Rehearsal(session, self.map, self.timeline, self.filters, self)
        self.map.painted.connect(self.rehearsal.begin, Qt.ConnectionType.SingleShotConnection)
        self.map.painted.connect(self.timeline.begin, Qt.ConnectionType.SingleShotConnection)
        self.map.tool_changed.connect(lambda _tool: self._tell_state())
        self.map.told.connect(self.status.say)
        self.map.unplaced_requested.connect(self.show_unplaced)
        self.timeline.undated_requested.connect(self.show_undated)
        self.inspector.copied.connect(self.say_copied)
        self.table.copied.connect(self.say_copied)
        self.inspector.show_on_map_requested.connect(self.map.show_events)
        self.inspector.show_in_timeline_requested.connect(self.timeline.show_events)
        self.first_run.open_sample_requested.connect(lambda: self.open_requested.emit("bundled"))
        self.first_run.open_file_requested.connect(lambda: self.open_requested.emit("file"))
        self.space.open_changed.connect(self._tell_state)
        self.space.covered_changed.connect(self.make_way)
        session.history.changed.connect(self._tell_state)
        session.playback.settings_changed.connect(self._tell_state)
        session.outlook.stand_changed.connect(lambda _stand: self._tell_state())
        session.focus.picked_changed.connect(self.follow_pick)

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
        last = (self._tell_state, self.map.make_ready, _lay_out_now)
        return (*(part.refresh for part in parts), *last)

    def restyle(self) -> None:
        """Take over language and theme everywhere."""
        for _ in self.restyled():
            pass

    def restyled(self) -> Iterator[None]:
        """``restyle``, step by step."""
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
        yield
        first, *others = self.refreshers()
        first()
        yield
        for refresh in others:
            refresh()

    def action(self, key: str) -> QAction:
        """The QAction of a command."""
        return self.actions_table.by_id[key]


def _lay_out_now() -> None:
    """Let layouts take in other texts before anything is painted, or all of it were painted twice.
    A layout asks its parent's in turn."""
    for _ in range(_NESTED):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
