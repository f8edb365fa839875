"""The window's frame: commands, panels, what is remembered, themes, menus and panes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from settled import settled, until

from explorer import __version__
from explorer.app import Program
from explorer.dataset.model import Dataset
from explorer.query.clauses import MapPolygon, Picked, Values
from explorer.session.look import Look
from explorer.shell.commands import COMMANDS, MENUS
from explorer.shell.keysheet import KeySheet
from explorer.shell.notice import Notice
from explorer.shell.opening import name_filters
from explorer.shell.settings import SETTINGS, Settings
from explorer.shell.window import MainWindow
from explorer.views.target import Target

EVENT = "alibaba-dc-plan-2024-05"
LASSO = MapPolygon((((95.0, -10.0), (130.0, -10.0), (130.0, 20.0), (95.0, 20.0)),))

Open = Callable[..., MainWindow]


@pytest.fixture
def opened(qtbot: QtBot, bundled: Dataset) -> Iterator[Open]:
    """Opens a window of the given size; the last one is closed at the end."""
    made: list[Program] = []

    def open_window(width: int = 1600, height: int = 1000) -> MainWindow:
        program = Program(Look("en", "light", None))
        made.append(program)
        window = program.show(bundled)
        qtbot.addWidget(window)
        window.space.still = True
        window.resize(width, height)
        settled(qtbot, window)
        return window

    yield open_window
    for program in made:
        assert program.window is not None
        program.window.close()


# Commands


def test_that_every_command_stands_in_a_menu_and_no_key_means_two_things(opened: Open) -> None:
    window = opened()
    for command in COMMANDS:
        assert command.menu in MENUS
        assert command.text
        assert command.text_zh
        assert window.action(command.id) in window.actions_table.menu(command.menu).actions()
    keys = [key for command in COMMANDS for key in command.shortcuts]
    assert len(keys) == len(set(keys))
    assert all(not QKeySequence(key).isEmpty() for key in keys)


def test_that_tooltips_name_the_key(opened: Open) -> None:
    window = opened()
    assert window.action("export").toolTip() == "Export picture (Ctrl+E)"
    assert window.action("lasso").toolTip() == "Lasso (L)"


def test_that_undo_is_called_by_what_it_takes_back(opened: Open) -> None:
    window = opened()
    undo = window.action("undo")
    assert not undo.isEnabled()
    window.session.state.set_selection(LASSO)
    window.session.flush()
    assert undo.isEnabled()
    assert undo.text() == "Undo lasso"
    undo.trigger()
    assert window.session.state.query.selection == ()
    assert window.action("redo").text() == "Redo lasso"
    window.session.look.set_lang("zh")
    assert window.action("redo").text() == "重做套索"


def test_that_the_sheet_of_keys_names_every_key(opened: Open, qtbot: QtBot) -> None:
    window = opened()
    window.action("keys").trigger()
    sheet = next(w for w in QApplication.topLevelWidgets() if isinstance(w, KeySheet))
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    for command in COMMANDS:
        if command.keys:
            assert command.words("en").rstrip("…") in texts
    sheet.reject()


def test_that_single_keys_are_quiet_while_one_types(opened: Open, qtbot: QtBot) -> None:
    window = opened()
    window.action("search").trigger()
    qtbot.keyClicks(window.filters.search, "blvnp,.0+- ")
    assert window.filters.search.text() == "blvnp,.0+- "
    assert window.map.tool == "pan"
    assert window.session.focus.picked == ()
    assert not window.session.playback.playing


def test_that_commands_without_sense_are_grey(opened: Open) -> None:
    window = opened()
    for key in ("undo", "redo", "keep", "exclude", "copy_citation", "show_on_map"):
        assert not window.action(key).isEnabled(), key
    window.session.focus.pick((EVENT,))
    window.session.state.set_selection(LASSO)
    window.session.flush()
    for key in ("undo", "keep", "exclude", "copy_citation", "show_on_map"):
        assert window.action(key).isEnabled(), key


def test_that_excluded_events_are_hidden_and_come_back_by_undo(opened: Open) -> None:
    window = opened()
    session = window.session
    session.clear_window()
    session.state.set_selection(LASSO)
    n, all_of = session.result.n_selected, session.result.n_visible
    window.action("exclude").trigger()
    assert session.result.n_visible == all_of - n
    assert any(isinstance(c, Picked) and c.exclude for c in session.state.query.filters)
    window.action("undo").trigger()
    assert session.result.n_visible == all_of


# Panels


def test_that_panels_become_drawers_in_narrow_windows(opened: Open, qtbot: QtBot) -> None:
    window = opened()
    space = window.space
    assert not space.is_drawer("inspector")
    assert window.inspector.isVisible()
    window.resize(1280, 800)
    settled(qtbot, window)
    assert space.is_drawer("inspector")
    assert not space.is_drawer("filters")
    assert not window.inspector.isVisible()
    assert window.map.width() > 980
    window.session.focus.pick((EVENT,))
    assert window.inspector.isVisible()
    assert window.inspector.geometry().right() == space.width() - 1
    settled(qtbot, window)
    assert window.timeline.canvas.width() <= window.map.width() - window.inspector.width()
    window.session.focus.pick(())
    assert not window.inspector.isVisible()
    window.resize(1024, 700)
    settled(qtbot, window)
    assert space.is_drawer("filters")
    assert window.map.width() == space.width()
    window.action("search").trigger()
    assert window.filters.isVisible()
    window.resize(1600, 1000)
    settled(qtbot, window)
    assert window.inspector.isVisible()
    assert window.filters.isVisible()
    assert window.filters.width() < 300


def test_that_a_drawer_is_opened_by_its_handle_and_closed_by_escape(
    opened: Open, qtbot: QtBot
) -> None:
    window = opened(1280, 800)
    window.action("inspector").trigger()
    assert window.inspector.isVisible()
    window.action("clear_selection").trigger()
    assert not window.inspector.isVisible()


def test_that_the_window_can_be_as_small_as_promised(opened: Open, qtbot: QtBot) -> None:
    window = opened(600, 400)
    assert window.size() == QSize(1024, 700)
    window.show_table(True)
    settled(qtbot, window)
    assert window.size() == QSize(1024, 700)


# What is remembered


def test_that_every_setting_is_declared_once_and_reads_its_default() -> None:
    settings = Settings()
    assert len({setting.key for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        if isinstance(setting.default, bool):
            assert settings.flag(setting.key) is setting.default
        elif isinstance(setting.default, str):
            assert settings.text(setting.key) == setting.default
        else:
            assert settings.state(setting.key).isEmpty()


def test_that_a_setting_that_makes_no_sense_counts_as_the_default() -> None:
    settings = Settings()
    settings.set("look/theme", "mauve")
    settings.set("window/table", "perhaps")
    assert settings.text("look/theme") == "system"
    assert settings.flag("window/table") is False


def test_that_sizes_and_panels_are_kept_between_starts(opened: Open, qtbot: QtBot) -> None:
    first = opened(1500, 900)
    first.show_table(True)
    first.action("filters").trigger()
    assert not first.filters.isVisible()
    first.close()
    again = opened(1500, 900)
    assert again.table.isVisible()
    assert not again.filters.isVisible()
    assert again.inspector.isVisible()


def test_that_theme_and_language_are_kept(opened: Open, bundled: Dataset, qtbot: QtBot) -> None:
    window = opened()
    window.action("dark").trigger()
    window.action("chinese").trigger()
    settings = Settings()
    assert settings.text("look/theme") == "dark"
    assert settings.text("look/language") == "zh"
    assert window.session.look.theme == "dark"
    assert window.action("dark").isChecked()


def test_that_the_theme_follows_the_system_when_asked(bundled: Dataset, qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    program = Program(Look("en", "light", None))
    program.follow_system(application)
    hints = application.styleHints()
    before = hints.colorScheme()
    try:
        hints.setColorScheme(Qt.ColorScheme.Dark)
        hints.colorSchemeChanged.emit(hints.colorScheme())
        expected = "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
        assert program.look.theme == expected
        program.choose_theme("light")
        hints.colorSchemeChanged.emit(hints.colorScheme())
        assert program.look.theme == "light"
    finally:
        hints.setColorScheme(before)


# Menus of what is under the pointer


def entries(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def menu_of(window: MainWindow, target: Target) -> QMenu:
    window.show_menu(target, QPoint(300, 300))
    menus = [m for m in window.findChildren(QMenu) if m.isVisible()]
    assert len(menus) == 1
    return menus[0]


def test_that_the_menu_of_an_event_filters_by_what_it_carries(opened: Open) -> None:
    window = opened()
    menu = menu_of(window, Target(events=(EVENT,)))
    told = entries(menu)
    assert told[:3] == ["Read in the inspector", "Show on map", "Show in timeline"]
    assert "Filter by Category: Data centre" in told
    assert told[-1] == "Copy citation"
    chosen = next(a for a in menu.actions() if a.text() == "Filter by Category: Data centre")
    chosen.trigger()
    menu.close()
    assert Values("category", ("data_center",)) in window.session.state.query.filters


def test_that_the_menu_of_a_value_takes_it_alone_or_hides_it(opened: Open) -> None:
    window = opened()
    menu = menu_of(window, Target(field="category", value="ipo"))
    assert entries(menu) == ["Filter by Category: IPO", "Hide Category: IPO"]
    menu.actions()[-1].trigger()
    menu.close()
    assert Values("category", ("ipo",), exclude=True) in window.session.state.query.filters


def test_that_a_citation_is_copied_from_the_menu(opened: Open) -> None:
    window = opened()
    menu = menu_of(window, Target(events=(EVENT,)))
    menu.actions()[-1].trigger()
    menu.close()
    assert "Hugging Face" in QApplication.clipboard().text()


# Panes


def test_that_f6_goes_round_the_panes(opened: Open, qtbot: QtBot) -> None:
    window = opened()
    window.map.setFocus()
    seen = []
    for _ in range(4):
        window.action("next_pane").trigger()
        focus = window.focusWidget()
        panes = [pane for pane, _ in window._panes()]
        seen.append(next(k for k, p in enumerate(panes) if p is focus or p.isAncestorOf(focus)))
    assert seen == [2, 4, 0, 1]


def test_that_modes_which_are_not_built_are_not_shown(opened: Open) -> None:
    window = opened()
    segments = [b for b in window.tools.findChildren(QPushButton) if b.property("segment")]
    assert [button.text() for button in segments] == ["\u2009Explore"]


def test_that_screen_readers_are_told_how_many_are_selected(opened: Open) -> None:
    window = opened()
    window.session.state.set_selection(LASSO)
    window.session.flush()
    result = window.session.result
    assert window.status.announced == (f"{result.n_selected} of {result.n_visible} events selected")
    window.session.state.clear_selection()
    window.session.flush()
    assert window.status.announced == ""


def test_that_the_table_of_commands_is_told_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    keys = {key for command in COMMANDS for key in command.shortcuts}
    told = set(re.findall(r"\((Ctrl\+[A-Z0-9+a-z]+|F\d+|Space|[A-Z])\)", readme))
    assert told
    assert told <= keys


def test_that_the_keyboard_goes_to_the_map_when_its_part_goes_away(
    opened: Open, qtbot: QtBot
) -> None:
    window = opened()
    window.activateWindow()
    window.show_table(True)
    until(qtbot, window.isActiveWindow)
    window.table.view.setFocus()
    assert window.table.view.hasFocus()
    window.action("table").trigger()
    until(qtbot, window.map.hasFocus)


def test_that_the_table_gives_back_the_room_it_took(opened: Open, qtbot: QtBot) -> None:
    window = opened()
    before = window.timeline.height()
    window.action("table").trigger()
    settled(qtbot, window)
    assert window.table.height() >= 140
    window.action("table").trigger()
    settled(qtbot, window)
    assert window.timeline.height() == before


def test_that_what_is_told_leaves_the_counts_alone(opened: Open, qtbot: QtBot) -> None:
    window = opened()
    window.session.state.set_selection(LASSO)
    window.session.flush()
    window.action("undo").trigger()
    assert window.status.said == "Undone: lasso"
    assert all(label.isVisible() for label in window.status._left[:3])


def test_that_playback_is_kept_between_starts(opened: Open) -> None:
    first = opened()
    first.session.playback.set_speed(2.0)
    first.session.playback.set_months(12)
    first.action("loop").trigger()
    first.close()
    playback = opened().session.playback
    assert (playback.speed, playback.months, playback.loop) == (2.0, 12, True)


# Dialogs


@pytest.mark.parametrize("command", ["keys", "health", "save_data", "export", "about"])
def test_that_dialogs_lie_within_the_smallest_window(
    opened: Open, qtbot: QtBot, command: str
) -> None:
    window = opened(1024, 700)
    window.action(command).trigger()
    (dialog,) = (w for w in window.findChildren(QDialog) if w.isVisible())
    settled(qtbot, dialog)
    assert dialog.width() <= 1024
    assert dialog.height() <= 700
    dialog.reject()
    until(qtbot, lambda: not any(w.isVisible() for w in window.findChildren(QDialog)))


def test_that_about_tells_version_and_boundaries_in_the_window_s_own_look(opened: Open) -> None:
    window = opened()
    window.action("about").trigger()
    (notice,) = window.findChildren(Notice)
    assert notice.heading.text() == f"Chuhai Explorer {__version__}"
    assert notice.text.text() == "Boundaries: Natural Earth, de facto; no position taken"
    notice.reject()


def test_that_files_to_open_are_named_in_the_window_s_language() -> None:
    known = "(*.chuhai *.zip *.csv *.geojson *.gpkg *.json)"
    assert name_filters("en") == [f"Events {known}", "All files (*)"]
    assert name_filters("zh") == [f"事件 {known}", "所有文件 (*)"]
