"""Every command of the window, in one table: menus, tool bar, tooltips and the sheet of keys are
made from it."""

from __future__ import annotations

from typing import Final, Literal

from explorer.common.look import Lang
from explorer.common.records import dataclass

MENUS: Final = {
    "file": ("File", "文件"),
    "edit": ("Edit", "编辑"),
    "view": ("View", "视图"),
    "select": ("Select", "选择"),
    "timeline": ("Timeline", "时间轴"),
    "map": ("Map", "地图"),
    "help": ("Help", "帮助"),
}

Where = Literal["window", "views"]
"""Where a key counts: anywhere but in a text field, or only in map, timeline and table."""


@dataclass(frozen=True, slots=True)
class Command:
    """``keys`` as Qt writes them, parted by ``|``; '' for none. ``menu`` is one of MENUS.
    ``group``: a tickable command; of those of one group that is no ``on:`` one is on at a time.
    ``rule``: a line stands above it in its menu."""

    id: str
    menu: str
    text: str
    text_zh: str
    keys: str = ""
    icon: str = ""
    where: Where = "window"
    group: str = ""
    rule: bool = False

    def words(self, lang: Lang) -> str:
        """Its name in ``lang``."""
        return self.text_zh if lang == "zh" else self.text

    @property
    def shortcuts(self) -> tuple[str, ...]:
        """Each way to type it."""
        return tuple(key for key in self.keys.split("|") if key)


COMMANDS: Final = (
    Command("open", "file", "Open…", "打开…", "Ctrl+O", "folder-open"),
    Command("open_folder", "file", "Open package folder…", "打开数据包文件夹…", "Ctrl+Shift+O"),
    Command("open_bundled", "file", "Open the bundled package", "打开内置数据包"),
    Command("compare", "file", "Compare with…", "与旧文件比较…", "Ctrl+D"),
    Command("save_data", "file", "Save data as…", "数据另存为…", "Ctrl+Shift+S", rule=True),
    Command("export", "file", "Export picture…", "导出图片…", "Ctrl+E", "download"),
    Command("copy_picture", "file", "Copy picture", "复制图片", "Ctrl+Shift+C", "image"),
    Command("print", "file", "Print…", "打印…", "Ctrl+P", "printer"),
    Command("quit", "file", "Quit", "退出", "Ctrl+Q", rule=True),
    Command("undo", "edit", "Undo", "撤销", "Ctrl+Z", "undo-2"),
    Command("redo", "edit", "Redo", "重做", "Ctrl+Shift+Z|Ctrl+Y", "redo-2"),
    Command("search", "edit", "Search", "搜索", "Ctrl+K|Ctrl+F", "search", rule=True),
    Command("clear_filters", "edit", "Clear all filters", "清除全部筛选", "Ctrl+Backspace"),
    Command("copy_command", "edit", "Copy as command", "复制为命令", "", "copy", rule=True),
    Command("copy_citation", "edit", "Copy citation", "复制引用", "Ctrl+Shift+Q", "quote"),
    Command("back", "view", "Back", "后退", "Alt+Left", "chevron-left"),
    Command("forward", "view", "Forward", "前进", "Alt+Right", "chevron-right"),
    Command("filters", "view", "Filters", "筛选面板", "F2", "", group="on:filters", rule=True),
    Command("inspector", "view", "Inspector", "详情面板", "F3", "", group="on:inspector"),
    Command("table", "view", "Event table", "事件表", "F4", "", group="on:table"),
    Command("health", "view", "Data health", "数据健康", "F7"),
    Command("next_pane", "view", "Next pane", "下一个窗格", "F6", rule=True),
    Command("previous_pane", "view", "Previous pane", "上一个窗格", "Shift+F6"),
    Command("system", "view", "Theme of the system", "跟随系统主题", group="theme", rule=True),
    Command("light", "view", "Light theme", "浅色主题", group="theme"),
    Command("dark", "view", "Dark theme", "深色主题", group="theme"),
    Command("english", "view", "English", "English", group="lang", rule=True),
    Command("chinese", "view", "中文", "中文", group="lang"),
    Command("still", "view", "Reduced motion", "减少动效", group="on:still", rule=True),
    Command("full_screen", "view", "Full screen", "全屏", "F11", "", group="on:full"),
    Command("clear_selection", "select", "Clear selection", "清除选择", "Esc", "x"),
    Command(
        "keep", "select", "Keep selection as filter", "将所选设为筛选", "Ctrl+Return", "funnel"
    ),
    Command("exclude", "select", "Exclude selection", "排除所选", "Ctrl+Delete", "trash-2"),
    Command("next", "select", "Next event", "下一个事件", "N", "chevron-right", rule=True),
    Command("previous", "select", "Previous event", "上一个事件", "P", "chevron-left"),
    Command("show_on_map", "select", "Show on map", "在地图上显示", "Ctrl+M", "map-pin", rule=True),
    Command("show_in_time", "select", "Show in timeline", "在时间轴上显示", "Ctrl+T", "calendar"),
    Command("play", "timeline", "Play or pause", "播放或暂停", "Space", "play", "views"),
    Command("step_back", "timeline", "Step back", "后退一步", ",", "skip-back"),
    Command("step_on", "timeline", "Step forward", "前进一步", ".", "skip-forward"),
    Command("loop", "timeline", "Loop", "循环播放", "", "", group="on:loop"),
    Command("jump", "timeline", "Jump to date…", "跳到日期…", "Ctrl+J", "calendar", rule=True),
    Command("time_in", "timeline", "Zoom in", "放大", "Ctrl++|Ctrl+=", "zoom-in"),
    Command("time_out", "timeline", "Zoom out", "缩小", "Ctrl+-", "zoom-out"),
    Command("fit_time", "timeline", "Fit all", "显示全部", "Ctrl+0", "maximize"),
    Command("by_category", "timeline", "Lanes by category", "按类别分道", group="lanes", rule=True),
    Command("by_organization", "timeline", "Lanes by organisation", "按机构分道", group="lanes"),
    Command("by_country", "timeline", "Lanes by country", "按国家或地区分道", group="lanes"),
    Command("series", "timeline", "Choose indicator…", "选择指标…", "Ctrl+I", rule=True),
    Command("pan", "map", "Pan", "平移", "V", "hand", group="tool"),
    Command("box", "map", "Box select", "框选", "B", "square-dashed-mouse-pointer", group="tool"),
    Command("lasso", "map", "Lasso", "套索", "L", "lasso-select", group="tool"),
    Command("map_in", "map", "Zoom in", "放大", "+|=", "zoom-in", rule=True),
    Command("map_out", "map", "Zoom out", "缩小", "-", "zoom-out"),
    Command("fit_map", "map", "Whole world", "全球", "0", "maximize"),
    Command("keys", "help", "Keys and gestures", "按键与手势", "?|F1", "circle-help"),
    Command("problems", "help", "Problems in this file", "文件中的问题", "", "triangle-alert"),
    Command("about", "help", "About Chuhai Explorer", "关于 Chuhai Explorer", rule=True),
)
"""In the order of the menus."""

GESTURES: Final = (
    ("map", "Wheel or pinch", "滚轮或捏合", "Zoom at the pointer", "以指针为中心缩放"),
    ("map", "Drag", "拖动", "Move the map, or use the tool", "移动地图或使用工具"),
    ("map", "Shift, Alt", "Shift、Alt", "Add to the selection, remove from it", "加入或移出所选"),
    ("map", "Click a country", "点击国家或地区", "Filter by it", "按其筛选"),
    ("map", "Arrow keys", "方向键", "Move the map", "移动地图"),
    ("timeline", "Wheel", "滚轮", "Zoom at the pointer", "以指针为中心缩放"),
    ("timeline", "Drag", "拖动", "Move the window", "移动时间窗口"),
    ("timeline", "Drag on the axis", "在刻度上拖动", "Brush a time", "刷选一段时间"),
    ("timeline", "Shift+drag", "Shift+拖动", "Box that picks events", "框选事件"),
    ("timeline", "Click a lane's name", "点击泳道名", "Fold the lane", "折叠泳道"),
    ("timeline", "Click the indicator's name", "点击指标名", "Choose another", "选择其他指标"),
    ("timeline", "[, ]", "[、]", "Window begins or ends here", "设定窗口起止"),
    ("timeline", "Home, End", "Home、End", "First and last event", "首个和最后的事件"),
    ("select", "Click", "点击", "Read about an event", "查看事件"),
    ("select", "Ctrl+click", "Ctrl+点击", "Add to what is picked", "加选"),
    ("select", "Enter", "Enter", "Open in the inspector", "在详情面板中打开"),
)
"""Of the sheet of keys, beside the commands: menu, gesture and what it does, in both languages."""
