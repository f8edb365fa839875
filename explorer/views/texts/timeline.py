"""Words of the window's timeline part, English and Chinese."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "time_play": ("Play", "播放"),
    "time_pause": ("Pause", "暂停"),
    "time_step_back": ("One step back", "后退一步"),
    "time_step_on": ("One step forward", "前进一步"),
    "time_loop": ("Play in a loop", "循环播放"),
    "time_speed": ("Speed", "速度"),
    "time_window": ("Window", "窗口"),
    "time_growing": ("Growing", "递增"),
    "time_month": ("1 month", "1 个月"),
    "time_months": ("{n} months", "{n} 个月"),
    "time_lanes": ("Lanes", "泳道"),
    "time_jump": ("Jump to date", "跳转到日期"),
    "time_jump_help": ("The window moves there and keeps its length.", "窗口移到该处，长度不变。"),
    "time_more": ("More controls", "更多控件"),
    "time_type": ("Type a time window", "输入时间窗口"),
    "time_type_brush": ("Type the brushed time", "输入所刷时段"),
    "time_from": ("From", "从"),
    "time_to": ("To", "到"),
    "time_match": ("Events that", "事件"),
    "time_possibly": ("possibly lie in it", "可能在其中"),
    "time_certainly": ("certainly lie in it", "确定在其中"),
    "time_apply": ("Apply", "应用"),
    "time_go": ("Go there", "跳转"),
    "time_hint": ("2024, Sep 2024 or 14 Sep 2024", "2024、2024年9月 或 2024-09-14"),
    "time_no_date": (
        "“{text}” is no date that can be read. Write 2024, Sep 2024 or 2024-09-14.",
        "无法识别日期“{text}”。请写 2024、2024年9月 或 2024-09-14。",
    ),
    "time_two_ways": (
        "“{text}” can be read in two ways. Write the year first, as 2024-09-14.",
        "“{text}”有两种读法。请先写年份，如 2024-09-14。",
    ),
    "time_backwards": ("“{text}” is before the start.", "“{text}”早于开始日期。"),
    "time_one_side": ("Give a date on one side at least.", "请至少填写一个日期。"),
    "time_outside": ("“{text}” is outside the data: {range}.", "“{text}”超出数据范围：{range}。"),
    "time_brush": ("Brush: {range}", "刷选：{range}"),
    "time_undated": ("{n} undated events hidden", "已隐藏 {n} 个日期不详的事件"),
    "time_undated_short": ("{n} undated", "{n} 项不详"),
    "time_undated_one": ("1 undated event hidden", "已隐藏 1 个日期不详的事件"),
    "time_undated_help": (
        "No event without a date lies in a time window. A click lists them.",
        "日期不详的事件不属于任何时间窗口。点击可列出。",
    ),
    "time_lane_tip": (
        "Click to fold or unfold, double-click to filter by {name}",
        "点击折叠或展开，双击按“{name}”筛选",
    ),
    "time_axis_tip": (
        "Drag to brush a time; Shift extends the brush, a click clears it",
        "拖动以刷选时段；按住 Shift 扩展，单击清除",
    ),
    "time_canvas": ("Timeline of events", "事件时间轴"),
    "time_canvas_help": (
        "Arrows walk, Enter opens, plus and minus zoom, brackets set the window, Shift slides it",
        "方向键逐个浏览事件，回车打开，加减号缩放，方括号设定窗口，Shift 加方向键平移",
    ),
}
