"""Words of the window's table part, English and Chinese."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "table_name": ("Event table", "事件表"),
    "table_date": ("Date", "日期"),
    "table_title": ("Title", "标题"),
    "table_category": ("Category", "类别"),
    "table_organizations": ("Organisations", "机构"),
    "table_places": ("Places", "地点"),
    "table_countries": ("Countries", "国家或地区"),
    "table_amount": ("Amount", "金额"),
    "table_currency": ("Currency", "货币"),
    "table_status": ("Status", "状态"),
    "table_confidence": ("Confidence", "可信度"),
    "table_sources": ("Sources", "来源"),
    "table_dispute": ("Dispute", "争议"),
    "table_tags": ("Tags", "标签"),
    "table_id": ("Id", "编号"),
    "table_columns": ("Columns", "列"),
    "table_columns_tip": ("Choose columns", "选择列"),
    "table_default_columns": ("Usual columns", "恢复默认列"),
    "table_copy": ("Copy table", "复制表格"),
    "table_copy_tip": (
        "Copy all rows for a spreadsheet; Ctrl+C copies those picked",
        "复制全部行到电子表格；Ctrl+C 复制选取的行",
    ),
    "table_copying": ("Copying…", "正在复制……"),
    "table_copied": ("{n} rows copied", "已复制 {n} 行"),
    "table_copied_one": ("1 row copied", "已复制 1 行"),
    "table_sorting": ("Sorting…", "正在排序……"),
    "table_shown": ("{n} of {total} events", "{total} 个事件中的 {n} 个"),
    "table_picked": ("{n} picked", "选取 {n} 个"),
    "table_lit": ("{n} selected", "选中 {n} 个"),
    "table_none": ("No event fits these filters", "没有符合筛选条件的事件"),
}
