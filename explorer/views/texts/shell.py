"""Words of the window's frame: tool bar, context menus, status, English and Chinese."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "export_short": ("Export", "导出"),
    "mode_explore": ("Explore", "探索"),
    "other_language": ("切换为中文", "Switch to English"),
    "undo_of": ("Undo {what}", "撤销{what}"),
    "redo_of": ("Redo {what}", "重做{what}"),
    "undone": ("Undone: {what}", "已撤销：{what}"),
    "redone": ("Redone: {what}", "已重做：{what}"),
    "menu_read": ("Read in the inspector", "在详情面板中查看"),
    "menu_on_map": ("Show on map", "在地图上显示"),
    "menu_in_time": ("Show in timeline", "在时间轴上显示"),
    "menu_only": ("Filter by {field}: {value}", "按{field}筛选：{value}"),
    "menu_except": ("Hide {field}: {value}", "隐藏{field}：{value}"),
    "menu_cite": ("Copy citation", "复制引用"),
    "announce_selected": ("{n} of {total} events selected", "已选中 {total} 个事件中的 {n} 个"),
    "no_browser": (
        "No browser could be opened here. The address is on the clipboard.",
        "无法打开浏览器，网址已复制到剪贴板。",
    ),
    "files_events": ("Events", "事件"),
    "files_all": ("All files", "所有文件"),
    "keys_title": ("Keys and gestures", "按键与手势"),
    "health_title": ("Data health", "数据健康"),
    "health_head": (
        "{n} events, a mean score of {mean} and a median of {median}, of 100",
        "{n} 个事件，平均 {mean} 分，中位数 {median} 分（满分 100）",
    ),
    "health_head_one": ("1 event, a score of {mean} of 100", "1 个事件，{mean} 分（满分 100）"),
    "health_empty": ("There are no events.", "没有事件。"),
    "health_none": ("None", "无"),
    "health_counting": ("Counting…", "正在统计…"),
    "health_help": (
        "A click shows just these events. Scores say how well they are documented, not how true.",
        "点击一行，只显示其中的事件。得分说明记录是否完备，不说明其是否属实。",
    ),
    "panel_filters": ("Filters", "筛选面板"),
    "panel_inspector": ("Inspector", "详情面板"),
    "selection_of": ("{what} active", "正在选择：{what}"),
    "and": ("{one} and {other}", "{one}和{other}"),
}
