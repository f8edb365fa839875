"""The main window: panels around the map and the timeline."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QToolBar,
    QToolButton,
    QWidget,
)

from explorer.figure.style import load_style
from explorer.paint.fonts import QtMeasure
from explorer.paint.theme import icon, palette, stylesheet
from explorer.session.session import Session
from explorer.shell.actions import Actions
from explorer.shell.status import StatusLine
from explorer.views.facets import FilterPanel
from explorer.views.inspector import Inspector
from explorer.views.map import MapWidget
from explorer.views.plain import plain_label
from explorer.views.timeline import TimelineWidget
from explorer.views.words import word

FILTERS_WIDTH, INSPECTOR_WIDTH = 272, 344


class MainWindow(QMainWindow):
    """One open dataset. ``…_requested`` signals ask the program for what needs files."""

    open_requested = Signal(str)  # 'file', 'folder' or 'bundled'
    export_requested = Signal()
    copy_requested = Signal()
    problems_requested = Signal()
    about_requested = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.filters = FilterPanel(session, self)
        self.map = MapWidget(session, QtMeasure(), self)
        self.timeline = TimelineWidget(session, QtMeasure(), self)
        self.inspector = Inspector(session, self)
        self.status = StatusLine(session, self)
        self.status.problems_requested.connect(self.problems_requested)
        self.filters.left_search.connect(self.map.setFocus)
        self.actions_table = Actions(self, self._callbacks())
        self._bar = self._tool_bar()
        self._lay_out()
        self.restyle()

    def _callbacks(self) -> dict[str, Callable[[], None]]:
        state, look = self.session.state, self.session.look
        return {
            "open": lambda: self.open_requested.emit("file"),
            "open_folder": lambda: self.open_requested.emit("folder"),
            "open_bundled": lambda: self.open_requested.emit("bundled"),
            "export": self.export_requested.emit,
            "quit": lambda: (self.close(), None)[1],
            "search": self._go_to_search,
            "clear_selection": self._escape,
            "keep": state.keep_selection,
            "clear_filters": state.clear_filters,
            "copy_command": self.copy_requested.emit,
            "next": lambda: self.inspector.step(1),
            "previous": lambda: self.inspector.step(-1),
            "light": lambda: look.set_theme("light"),
            "dark": lambda: look.set_theme("dark"),
            "english": lambda: look.set_lang("en"),
            "chinese": lambda: look.set_lang("zh"),
            "time_in": lambda: self.timeline.zoom(0.5),
            "time_out": lambda: self.timeline.zoom(2.0),
            "fit_time": self.session.clear_window,
            "map_in": lambda: self.map.zoom(1.5),
            "map_out": lambda: self.map.zoom(1 / 1.5),
            "fit_map": self.map.fit_world,
            "pan": lambda: self.map.set_tool("pan"),
            "box": lambda: self.map.set_tool("box"),
            "problems": self.problems_requested.emit,
            "about": self.about_requested.emit,
        }

    def _go_to_search(self) -> None:
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def _escape(self) -> None:
        """First a gesture under way, then what is selected, then what is picked."""
        if self.map.cancel():
            return
        if self.filters.search.hasFocus():
            self.map.setFocus()
            return
        if self.session.state.query.selection:
            self.session.state.clear_selection()
        else:
            self.session.focus.pick(())

    def _tool_bar(self) -> QToolBar:
        bar = QToolBar(self)
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setFixedHeight(45)
        bar.setFloatable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        # One widget with a layout of its own: a tool bar aligns its items by their text lines.
        inside = QWidget(bar)
        inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._open = self._tool("open", "folder-open")
        self._name = plain_label("section", inside)
        self._lang = QToolButton(inside)
        self._lang.setText("中 / EN")
        self._lang.clicked.connect(self._other_language)
        self._theme = QToolButton(inside)
        self._theme.clicked.connect(self._other_theme)
        self._export = QPushButton(inside)
        self._export.setProperty("main", "true")
        self._export.setIconSize(QSize(16, 16))
        self._export.clicked.connect(self.export_requested.emit)
        rule = QFrame(inside)
        rule.setProperty("rule", "upright")
        left: list[QWidget] = [self._open, rule, self._name]
        right: list[QWidget] = [self._lang, self._theme, self._export]
        for part in left:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for part in right:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        bar.addWidget(inside)
        self.addToolBar(bar)
        return bar

    def _tool(self, command: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"tool_{command}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIcon(icon(name, load_style(self.session.look.theme), "text"))
        button.clicked.connect(self.actions_table.by_id[command].trigger)
        return button

    def _other_language(self) -> None:
        look = self.session.look
        look.set_lang("zh" if look.lang == "en" else "en")

    def _other_theme(self) -> None:
        look = self.session.look
        look.set_theme("dark" if look.theme == "light" else "light")

    def _lay_out(self) -> None:
        centre = QSplitter(Qt.Orientation.Vertical, self)
        centre.setHandleWidth(1)
        centre.addWidget(self.map)
        centre.addWidget(self.timeline)
        centre.setStretchFactor(0, 1)
        centre.setStretchFactor(1, 0)
        centre.setSizes([486, 428])
        centre.setChildrenCollapsible(False)
        across = QSplitter(Qt.Orientation.Horizontal, self)
        across.setHandleWidth(1)
        for widget in (self.filters, centre, self.inspector):
            across.addWidget(widget)
        across.setStretchFactor(0, 0)
        across.setStretchFactor(1, 1)
        across.setStretchFactor(2, 0)
        across.setSizes([FILTERS_WIDTH, 984, INSPECTOR_WIDTH])
        across.setChildrenCollapsible(False)
        self.filters.setMinimumWidth(220)
        self.inspector.setMinimumWidth(260)
        whole = QFrame(self)
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(across)
        self.setCentralWidget(whole)
        self.setStatusBar(self.status)
        self.map.setFocus()
        # Chinese type is taller: without this the bars would jump with the language.
        self.menuBar().setFixedHeight(28)
        self.setMinimumSize(1024, 700)
        self.resize(1600, 1000)

    def refreshers(self) -> tuple[Callable[[], None], ...]:
        """What is to be called when the session's answer or the picks changed."""
        parts = (self.filters, self.map, self.timeline, self.inspector, self.status)
        return tuple(part.refresh for part in parts)

    def restyle(self) -> None:
        """Take over language and theme everywhere."""
        look = self.session.look
        style = load_style(look.theme)
        self.setPalette(palette(style))
        self.setStyleSheet(stylesheet(style))
        self.actions_table.restyle(style, look.lang)
        package = self.session.dataset.package
        title = (package.title_zh or package.title) if look.lang == "zh" else package.title
        self.setWindowTitle(f"{title or package.name or package.origin} — Chuhai Explorer")
        self._name.setText(title or package.name or package.origin)
        self._open.setText(word("open", look.lang))
        self._open.setIcon(icon("folder-open", style, "text"))
        self._theme.setIcon(icon("moon" if look.theme == "light" else "sun", style, "text"))
        other = "dark" if look.theme == "light" else "light"
        self._theme.setToolTip(self.actions_table.by_id[other].text())
        self._export.setText(word("export", look.lang))
        self._export.setIcon(icon("download", style, "on_accent"))
        self.refresh()

    def refresh(self) -> None:
        """Show the session's present answer in every view."""
        for refresh in self.refreshers():
            refresh()
