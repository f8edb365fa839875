"""What each command of the window does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction

from explorer.shell.frame import Frame

Callbacks = dict[str, Callable[[], None]]


def callbacks(window: Frame) -> Callbacks:
    """One function for each of COMMANDS, by id."""
    return {**_file(window), **_edit(window), **_view(window), **_picture(window)}


def _file(window: Frame) -> Callbacks:
    return {
        "open": lambda: window.open_requested.emit("file"),
        "open_folder": lambda: window.open_requested.emit("folder"),
        "open_bundled": lambda: window.open_requested.emit("bundled"),
        "compare": window.compare_requested.emit,
        "save_data": window.save_requested.emit,
        "export": window.export_requested.emit,
        "copy_picture": window.copy_picture_requested.emit,
        "print": window.print_requested.emit,
        "quit": lambda: (window.close(), None)[1],
        "keys": lambda: _show_keys(window),
        "problems": window.problems_requested.emit,
        "about": window.about_requested.emit,
    }


def _show_keys(window: Frame) -> None:
    from explorer.shell.keysheet import KeySheet

    KeySheet(window.session.look.lang, window).open()


def _show_health(window: Frame) -> None:
    from explorer.shell.health import HealthPanel

    panel = window.findChild(HealthPanel)
    if panel is None:
        undo = [action for key in ("undo", "redo") if (action := window.findChild(QAction, key))]
        panel = HealthPanel(window.session, undo, window)
    panel.show()
    panel.raise_()
    panel.activateWindow()


def _edit(window: Frame) -> Callbacks:
    session, state, history = window.session, window.session.state, window.session.history
    return {
        "undo": lambda: window.travel("undone", history.undo_name, history.undo),
        "redo": lambda: window.travel("redone", history.redo_name, history.redo),
        "back": history.back,
        "forward": history.forward,
        "search": window.go_to_search,
        "clear_filters": state.clear_filters,
        "copy_command": window.copy_requested.emit,
        "copy_citation": lambda: window.copy_citations(session.focus.picked),
        "clear_selection": window.escape,
        "keep": state.keep_selection,
        "exclude": window.exclude,
        "next": lambda: window.inspector.step(1),
        "previous": lambda: window.inspector.step(-1),
        "show_on_map": lambda: window.map.show_events(session.focus.picked),
        "show_in_time": lambda: window.timeline.show_events(session.focus.picked),
    }


def _view(window: Frame) -> Callbacks:
    look = window.session.look
    return {
        "filters": lambda: window.space.toggle("filters"),
        "inspector": lambda: window.space.toggle("inspector"),
        "table": lambda: window.show_table(window.table.isHidden()),
        "health": lambda: _show_health(window),
        "next_pane": lambda: window.pane(1),
        "previous_pane": lambda: window.pane(-1),
        "system": lambda: window.theme_requested.emit("system"),
        "light": lambda: window.theme_requested.emit("light"),
        "dark": lambda: window.theme_requested.emit("dark"),
        "english": lambda: look.set_lang("en"),
        "chinese": lambda: look.set_lang("zh"),
        "still": lambda: window.set_still(not window.space.still),
        "full_screen": window.full_screen,
    }


def _picture(window: Frame) -> Callbacks:
    outlook, playback = window.session.outlook, window.session.playback
    return {
        "play": playback.toggle,
        "step_back": lambda: playback.step(-1),
        "step_on": lambda: playback.step(1),
        "loop": lambda: playback.set_loop(not playback.loop),
        "jump": lambda: (window.timeline.ask_jump(), None)[1],
        "series": lambda: (window.timeline.ask_series(), None)[1],
        "time_in": lambda: window.timeline.zoom(0.5),
        "time_out": lambda: window.timeline.zoom(2.0),
        "fit_time": window.session.clear_window,
        "by_category": lambda: outlook.set_group("category"),
        "by_organization": lambda: outlook.set_group("organization"),
        "by_country": lambda: outlook.set_group("country"),
        "pan": lambda: window.map.set_tool("pan"),
        "box": lambda: window.map.set_tool("box"),
        "lasso": lambda: window.map.set_tool("lasso"),
        "map_in": lambda: window.map.zoom(1.5),
        "map_out": lambda: window.map.zoom(1 / 1.5),
        "fit_map": window.map.fit_world,
    }
