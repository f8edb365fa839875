"""Every command of the window, in one table: menus, tool bar and tooltips are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from explorer.common.look import Lang
from explorer.figure.style import Style
from explorer.paint.theme import icon

MENUS: Final = {
    "file": ("File", "文件"),
    "edit": ("Edit", "编辑"),
    "view": ("View", "视图"),
    "timeline": ("Timeline", "时间轴"),
    "map": ("Map", "地图"),
    "help": ("Help", "帮助"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """``keys`` as Qt writes them; '' for none. ``menu`` is one of MENUS."""

    id: str
    menu: str
    text: str
    text_zh: str
    keys: str = ""
    icon: str = ""

    def words(self, lang: Lang) -> str:
        """Its name in ``lang``."""
        return self.text_zh if lang == "zh" else self.text


COMMANDS: Final = (
    Command("open", "file", "Open…", "打开…", "Ctrl+O", "folder-open"),
    Command("open_folder", "file", "Open package folder…", "打开数据包文件夹…", "Ctrl+Shift+O"),
    Command("open_bundled", "file", "Open the bundled package", "打开内置数据包"),
    Command("export", "file", "Export picture…", "导出图片…", "Ctrl+E", "download"),
    Command("quit", "file", "Quit", "退出", "Ctrl+Q"),
    Command("search", "edit", "Search", "搜索", "Ctrl+K", "search"),
    Command("clear_selection", "edit", "Clear selection", "清除选择", "Esc"),
    Command("keep", "edit", "Keep selection as filter", "将所选设为筛选"),
    Command("clear_filters", "edit", "Clear all filters", "清除全部筛选"),
    Command("copy_command", "edit", "Copy as command", "复制为命令"),
    Command("next", "edit", "Next event", "下一个事件", "N"),
    Command("previous", "edit", "Previous event", "上一个事件", "P"),
    Command("light", "view", "Light theme", "浅色主题"),
    Command("dark", "view", "Dark theme", "深色主题"),
    Command("english", "view", "English", "English"),
    Command("chinese", "view", "中文", "中文"),
    Command("time_in", "timeline", "Zoom in", "放大", "", "zoom-in"),
    Command("time_out", "timeline", "Zoom out", "缩小", "", "zoom-out"),
    Command("fit_time", "timeline", "Fit all", "显示全部", "Home"),
    Command("map_in", "map", "Zoom in", "放大", "+", "zoom-in"),
    Command("map_out", "map", "Zoom out", "缩小", "-", "zoom-out"),
    Command("fit_map", "map", "Whole world", "全球", "0", "maximize"),
    Command("pan", "map", "Pan", "平移", "V", "hand"),
    Command("box", "map", "Box select", "框选", "B", "square-dashed-mouse-pointer"),
    Command("problems", "help", "Problems in this file", "文件中的问题"),
    Command("about", "help", "About Chuhai Explorer", "关于 Chuhai Explorer"),
)
"""In the order of the menus."""


class Actions:
    """The QActions of one window, by command id."""

    def __init__(self, window: QMainWindow, callbacks: Mapping[str, Callable[[], None]]) -> None:
        self.by_id: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        bar = window.menuBar()
        for key in MENUS:
            self._menus[key] = bar.addMenu("")
        for command in COMMANDS:
            action = QAction(window)
            action.setObjectName(command.id)
            if command.keys:
                action.setShortcut(QKeySequence(command.keys))
            action.triggered.connect(lambda _=False, run=callbacks[command.id]: run())
            self._menus[command.menu].addAction(action)
            self.by_id[command.id] = action

    def restyle(self, style: Style, lang: Lang) -> None:
        """Take over language and theme."""
        for key, menu in self._menus.items():
            menu.setTitle(MENUS[key][lang == "zh"])
        for command in COMMANDS:
            action = self.by_id[command.id]
            name = command.words(lang)
            action.setText(name)
            plain = name.rstrip("…")
            action.setToolTip(f"{plain} ({command.keys})" if command.keys else plain)
            if command.icon:
                action.setIcon(icon(command.icon, style, "text"))
