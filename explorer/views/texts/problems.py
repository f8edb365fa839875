"""What is wrong in a file, in Chinese. Rooms below word their findings in English; here each of
their sentences is known by itself. ``%`` stands for any text, which is kept; ``@`` for another
sentence of the list, which is put into Chinese as well."""

from typing import Final

_CODES: Final = (
    "months run 01 to 12, seasons 21 to 24, quarters 33 to 36, thirds 37 to 39, halves 40 and 41"
)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
SENTENCES: Final[dict[str, str]] = {
    # Events
    "the event has no title": "事件没有标题",
    "the event has no id": "事件没有 id",
    "it is called %": "已命名为 %",
    "two events have this id": "有两个事件使用此 id",
    "two % have this id": "有两条 % 记录使用此 id",
    "there is no id": "没有 id",
    "this one is called %": "这一个已改名为 %",
    "the event has no category": "事件没有类别",
    "read as other": "按“其他”读取",
    "the package does not declare this category; it is kept": "数据包未声明此类别；已保留",
    "no organization has this id; it is kept by this name": "没有使用此 id 的机构；已按此名称保留",
    "confidence is high, medium or low": "可信度只能是 high、medium 或 low",
    "read as not given": "按未填写读取",
    "there are not as many sums as currencies": "金额与货币的数目不一致",
    "an end without a start is kept but not drawn": "只有结束没有开始；已保留，但不绘制",
    "the end is before the start (%)": "结束早于开始（%）",
    "the end is before the start": "结束早于开始",
    "nothing has this id": "没有使用此 id 的记录",
    "it would be a part of itself": "它会成为自身的一部分",
    "the tie is left out": "已略去此从属关系",
    "not one of the known values; it is kept": "不是已知的取值；已保留",
    "no country of this code or name is known": "没有此代码或名称的国家或地区",
    "@; it is kept as text": "@；已按文字保留",
    "@ (it is kept as text)": "@（已按文字保留）",
    # Dates
    "the date is empty": "日期为空",
    "the date is not written as ISO 8601": "日期未按 ISO 8601 书写",
    "the date is not written as ISO 8601 (as in % more)": "日期未按 ISO 8601 书写（另有 % 处相同）",
    "read as %": "读作 %",
    "day first or month first?": "日在前还是月在前？",
    "more than one “/” (days are written year first, as 2024-09-14)": (
        "有多个“/”（日期应以年开头，如 2024-09-14）"
    ),
    "neither the start nor the end is given": "开始和结束都没有给出",
    "a set of several moments: give each moment an event of its own": (
        "这是多个时刻的集合：请为每个时刻单独建立事件"
    ),
    "the “]” is missing": "缺少“]”",
    "a choice without a date": "有一个选项没有日期",
    "not an EDTF date (write 2024, 2024-09 or 2024-09-14)": (
        "不是 EDTF 日期（请写作 2024、2024-09 或 2024-09-14）"
    ),
    f"month %: {_CODES}": (
        "月份 %：月份为 01 至 12，季节为 21 至 24，季度为 33 至 36，四个月期为 37 至 39，"
        "半年为 40 和 41"
    ),
    "X may only stand for the last digits, and not for all": "X 只能代替末尾的数字，且不能代替全部",
    "hour %: runs 00 to %": "小时 %：应为 00 至 %",
    "minute %: runs 00 to %": "分钟 %：应为 00 至 %",
    "second %: runs 00 to %": "秒 %：应为 00 至 %",
    "offset hour %: runs 00 to %": "时区小时 %：应为 00 至 %",
    "offset minute %: runs 00 to %": "时区分钟 %：应为 00 至 %",
    "the year is too far away (beyond 292 billion years)": "年份过于遥远（超过 2920 亿年）",
    "the year is not first (see --date-order)": "年份不在最前（见 --date-order）",
    "neither number is a month": "两个数字都不是月份",
    "the year has only % digits; write four": "年份只有 % 位数字；请写四位",
    "the year has only two digits": "年份只有两位数字",
    "a spreadsheet's number for a day? Show the column as dates there": (
        "这是电子表格表示日期的数字？请在电子表格中将该列显示为日期"
    ),
    "not a month": "不是月份",
    "not a day of the month": "不是当月的日期",
    **{f"{month} % has % days": f"% 年 {k} 月只有 % 天" for k, month in enumerate(_MONTHS, 1)},
    "there is no year": "没有年份",
    "the year is no number": "年份不是数字",
    "there is no month": "没有月份",
    "there is no day": "没有日期",
    "so far away a year alone is told": "如此遥远的时间只记年份",
    "it is no time of day": "不是一天中的时刻",
    "the month is left out": "已略去月份",
    "the day is left out": "已略去日期",
    "the time is left out": "已略去时刻",
    "not a day such as 2026-02-14": "不是 2026-02-14 这样的日期",
    "left out": "已略去",
    "no event has a date: the column % holds none": "没有事件带日期：列 % 中没有日期",
    "@ (other columns: %; --map date=COLUMN takes one)": (
        "@（其他列：%；可用 --map date=列名 指定）"
    ),
    # Numbers
    "not a number": "不是数字",
    "not a finite number": "不是有限的数",
    "is the comma a decimal sign?": "逗号是小数点吗？",
    "is the point a decimal sign?": "句点是小数点吗？",
    "@ Read it with % or %": "@ 请用 % 或 % 读取",
    "@ Read it with %": "@ 请用 % 读取",
    "@ Other dates in this column are day first: %": "@ 此列其他日期为日在前：%",
    "@ Other dates in this column are month first: %": "@ 此列其他日期为月在前：%",
    "@ (a data package has dates such as 2024-09-14)": "@（数据包中的日期应如 2024-09-14）",
    "@ (a data package has numbers such as 1234.5)": "@（数据包中的数字应如 1234.5）",
    # Places
    "only one of the two coordinates is given": "两个坐标只给出了一个",
    "the coordinates cannot be converted": "坐标无法转换",
    "a latitude lies between -90 and 90": "纬度应在 -90 与 90 之间",
    "a latitude lies between -90 and 90 (are latitude and longitude swapped?)": (
        "纬度应在 -90 与 90 之间（纬度和经度是否颠倒？）"
    ),
    "a latitude lies between -90 and 90 (are longitude and latitude swapped?)": (
        "纬度应在 -90 与 90 之间（经度和纬度是否颠倒？）"
    ),
    "a longitude lies between -180 and 180": "经度应在 -180 与 180 之间",
    "latitude and longitude look swapped; nothing was changed": "纬度和经度似乎颠倒；未作改动",
    "latitude and longitude look swapped in % rows (lines % and so on); nothing was changed": (
        "有 % 行的纬度和经度似乎颠倒（第 % 行等）；未作改动"
    ),
    "there is no point to be that precise": "没有如此精确的坐标点",
    "treated as not known": "按未知处理",
    "treated as %": "按 % 处理",
    "there is no such event, or it is not used": "没有此事件，或该事件未采用",
    "there is no such source, or it is not used": "没有此来源，或该来源未采用",
    "there is no such source": "没有此来源",
    "there is no such region": "没有此区域",
    "it closes before it opens": "关闭早于开放",
    "a region needs a polygon": "区域需要多边形",
    # Geometries
    "no feature": "不是要素",
    "the properties are no object": "属性不是对象",
    "the properties are nested too deeply": "属性嵌套过深",
    "the text holds a NUL character": "文字中含有 NUL 字符",
    "the text holds control characters": "文字中含有控制字符",
    "they were removed": "已删除",
    "the geometry was mended": "几何图形已修复",
    "the ring was closed": "已闭合环",
    "a ring has fewer than four positions": "环的位置少于四个",
    "it passes 180°: longitudes kept continuous": "跨越 180°：保持经度连续",
    "it holds a pole: closed along it": "包含极点：已沿极点闭合",
    "it crosses 180°: longitudes made continuous": "跨越 180°：已使经度连续",
    "it crosses itself: repaired": "自相交：已修复",
    "the geometry is no object": "几何不是对象",
    "this type of geometry is not supported": "不支持此几何类型",
    "the coordinates are no list": "坐标不是列表",
    "several points in one feature are not supported": "不支持一个要素含多个点",
    "the point is empty": "点为空",
    "the polygon is empty": "多边形为空",
    "the polygon has no area": "多边形没有面积",
    "the rings are no lists": "环不是列表",
    "a position needs a longitude and a latitude": "位置需要经度和纬度",
    "the coordinates are text, not numbers": "坐标是文字，不是数字",
    "the coordinates are no numbers, not numbers": "坐标不是数字",
    "the coordinates are not finite": "坐标不是有限的数",
    "the coordinates are not longitude and latitude": "坐标不是经度和纬度",
    "they were converted": "已转换",
    # Other tables
    "the organization has neither id nor name": "机构既没有 id 也没有名称",
    "the observation belongs to no series": "观测值不属于任何序列",
    "the observation has no value": "观测值为空",
    "the package has no description of its own": "数据包没有自己的说明",
    "there is no such series": "没有这个指标",
    "refused: @": "已拒绝：@",
    "the path makes no sense": "路径没有意义",
    "the path leads to the network, which is never used": "路径指向网络，而本程序从不联网",
    "the path leads out of the package": "路径指向数据包之外",
    "the eras of the timeline are not read": "不读取时间轴的时期",
    "the other tables are not read: %": "未读取其他表：%",
    # Files
    "the file is GeoJSON, whatever its name": "文件内容是 GeoJSON，与文件名不符",
    "the file is not UTF-8": "文件不是 UTF-8 编码",
    "column % is kept and not used: % takes one": "列 % 已保留但未使用：可用 % 指定一列",
    "columns % are kept and not used: % takes one": "列 % 已保留但未使用：可用 % 指定一列",
    "columns % and % more are kept and not used: % takes one": (
        "列 % 等（另有 % 列）已保留但未使用：可用 % 指定一列"
    ),
    "a column has no name": "有一列没有名称",
    "two columns have this name": "有两列使用此名称",
    "control characters in the name": "列名中含有控制字符",
    "column % is called %": "第 % 列已命名为 %",
    "the row is too long: % cells for % columns": "该行过长：% 个单元格，而只有 % 列",
    "the row is too short: % cells for % columns": "该行过短：% 个单元格，而应有 % 列",
    "the cell holds a NUL byte": "单元格中含有 NUL 字节",
    "the cell holds control characters": "单元格中含有控制字符",
    "a quote is opened and never closed": "引号没有闭合",
    "text follows a closing quote; double the quotes inside a cell": (
        "闭合引号后还有文字；单元格内的引号应写两个"
    ),
    # What was not written
    "% was not written: @": "% 未写入：@",
    "the disk is full": "磁盘已满",
    "the disk quota is used up": "磁盘配额已用完",
    "the disk is read-only": "磁盘是只读的",
    "no permission to write there": "没有写入该处的权限",
    "there is no such folder": "没有这个文件夹",
    "its folder is a file": "其上级是文件而不是文件夹",
    "it is a folder": "它是一个文件夹",
    "the name is too long": "名称过长",
    "the disk reports an error": "磁盘报告错误",
    "the file is too large for this disk": "文件超过此磁盘的限制",
    "the folder is not empty; name a new one": "文件夹不是空的；请另取新名",
    "there is a file of this name": "已有同名文件",
    "nothing more could be written": "无法继续写入",
    "the file has another length than was written": "文件长度与写入的不符",
}
