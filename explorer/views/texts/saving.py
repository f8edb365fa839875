"""Words for saving data in other programs' formats, English and Chinese."""

from typing import Final

_FORMATS: Final = {
    "gpkg": (
        ("GeoPackage", "GeoPackage"),
        ("QGIS and other GIS.", "QGIS 等地理信息软件。"),
        (
            "Places with their events and real times, and regions, as layers; all else as tables.",
            "以图层保存地点（附事件及真实时间）和区域，其余以表格保存。",
        ),
        (
            "A place of which only the country or region is known has no point.",
            "仅知国家或区域的地点没有坐标点。",
        ),
        ("As it was.", "与原来相同。"),
    ),
    "csv": (
        ("CSV table", "CSV 表格"),
        ("Spreadsheets, R and pandas.", "电子表格、R 和 pandas。"),
        (
            "A row for each event: fields, the place known best, all countries, sources.",
            "每个事件一行：各字段、最明确的地点、所有国家或地区、来源。",
        ),
        (
            "Further places but for their names; what each source says; indicators.",
            "其他地点（仅存名称）、各来源的具体说法、指标。",
        ),
        (
            "As a flat table: events with their fields, countries and addresses.",
            "作为普通表格打开：事件及其字段、国家或地区和网址。",
        ),
    ),
    "geojson": (
        ("GeoJSON", "GeoJSON"),
        ("Web maps and GIS.", "网络地图和地理信息软件。"),
        (
            "A feature for each place, with the fields of its event and what each source says.",
            "每个地点一个要素，附所属事件的字段和各来源的说法。",
        ),
        (
            "Points where only a country or region is known; facts on organisations; indicators.",
            "仅知国家或区域之处的坐标点、机构资料、指标。",
        ),
        ("As a flat table: each place an event.", "作为普通表格打开：每个地点成为一个事件。"),
    ),
    "timelinejs": (
        ("TimelineJS", "TimelineJS"),
        ("TimelineJS timelines on web pages.", "网页上的 TimelineJS 时间轴。"),
        (
            "A slide for each event: date as precise as it is known, text, sources, category.",
            "每个事件一页：按已知精度的日期、文字、来源和类别。",
        ),
        (
            "Events without a date; places, amounts, organisations and indicators.",
            "没有日期的事件、地点、金额、机构和指标。",
        ),
        (
            "As a flat table: titles, dates, texts, categories and addresses.",
            "作为普通表格打开：标题、日期、文字、类别和网址。",
        ),
    ),
    "chuhai": (
        ("Chuhai file", "Chuhai 文件"),
        ("Chuhai Explorer: one file to carry it all.", "Chuhai Explorer：一个文件带走全部内容。"),
        (
            "The whole data package, with its briefing where there is one.",
            "完整的数据包，以及其中的简报（如有）。",
        ),
        ("", ""),
        ("As it was.", "与原来相同。"),
    ),
    "zip": (
        ("Zipped Data Package", "压缩的数据包"),
        ("Every program that reads Data Packages.", "所有能读取 Data Package 的程序。"),
        (
            "The CSV and GeoJSON files of the data package, in one zip.",
            "数据包的 CSV 和 GeoJSON 文件，压缩为一个 zip。",
        ),
        ("", ""),
        ("As it was.", "与原来相同。"),
    ),
    "package": (
        ("Data Package folder", "数据包文件夹"),
        (
            "Spreadsheets, GIS and version control, file by file.",
            "逐个文件用于电子表格、地理信息软件和版本管理。",
        ),
        (
            "The CSV and GeoJSON files of the data package, in a new folder.",
            "数据包的 CSV 和 GeoJSON 文件，放入一个新文件夹。",
        ),
        ("", ""),
        ("As it was.", "与原来相同。"),
    ),
    "bibtex": (
        ("BibTeX", "BibTeX"),
        ("LaTeX, JabRef and Zotero.", "LaTeX、JabRef 和 Zotero。"),
        ("The sources of these events, an entry for each.", "这些事件的来源，每个来源一条。"),
        ("The events themselves.", "事件本身。"),
        ("It can't be opened here.", "无法在此打开。"),
    ),
    "csl-json": (
        ("CSL-JSON", "CSL-JSON"),
        ("Zotero, Pandoc and other reference programs.", "Zotero、Pandoc 等文献管理程序。"),
        ("The sources of these events, an item for each.", "这些事件的来源，每个来源一项。"),
        ("The events themselves.", "事件本身。"),
        ("It can't be opened here.", "无法在此打开。"),
    ),
}
"""By the format: its name, what it is for, what it holds, what it does not, how it opens again."""
_PARTS: Final = ("name", "for", "holds", "left", "back")

WORDS: Final[dict[str, tuple[str, str]]] = {
    **{
        f"save_{name}_{part}": pair
        for name, pairs in _FORMATS.items()
        for part, pair in zip(_PARTS, pairs, strict=True)
    },
    "save_title": ("Save data as", "数据另存为"),
    "save_events": ("Events", "事件"),
    "save_all": ("Everything", "全部"),
    "save_shown": ("Shown", "当前显示"),
    "save_selected": ("Selected", "所选"),
    "save_all_help": ("All {n} events of the file.", "文件中的全部 {n} 个事件。"),
    "save_all_help_one": ("The one event of the file.", "文件中唯一的事件。"),
    "save_part_help": ("{n} of {total} events: {filters}", "{total} 个事件中的 {n} 个：{filters}"),
    "save_group_data": ("Maps, tables, timelines", "地图、表格、时间轴"),
    "save_group_package": ("Data packages", "数据包"),
    "save_group_sources": ("Sources", "来源"),
    "save_folder": ("folder", "文件夹"),
    "save_for": ("For", "用途"),
    "save_holds": ("Holds", "包含"),
    "save_left": ("Not in it", "不包含"),
    "save_back": ("Opened here again", "在此重新打开"),
    "save_undated": (
        "{n} of these events have no date that it could tell, and are left out.",
        "其中 {n} 个事件没有它能表示的日期，不会写入。",
    ),
    "save_undated_one": (
        "1 of these events has no date that it could tell, and is left out.",
        "其中 1 个事件没有它能表示的日期，不会写入。",
    ),
    "save_guarded": (
        "A text that a spreadsheet would take for a formula is led by an apostrophe.",
        "会被电子表格当作公式的文字，前面加一个撇号。",
    ),
    "save_part_left": (
        "Indicators stay whole; ties to events that are not in it are left out.",
        "指标保持完整；与未写入事件的从属关系会略去。",
    ),
    "save_unread": (
        "{n} rows of the file could not be read and are not in it.",
        "文件中有 {n} 行无法读取，不会写入。",
    ),
    "save_unread_one": (
        "1 row of the file could not be read and is not in it.",
        "文件中有 1 行无法读取，不会写入。",
    ),
    "save_none": ("There is no event to save.", "没有可保存的事件。"),
    "save_command": ("Copy command", "复制命令"),
    "save_write": ("Save…", "保存…"),
    "saving_start": ("Saving", "正在保存"),
    "saving_events": ("Writing events", "正在写入事件"),
    "saving_sites": ("Writing places", "正在写入地点"),
    "saving_organizations": ("Writing organisations", "正在写入机构"),
    "saving_sources": ("Writing sources", "正在写入来源"),
    "saving_citations": ("Writing citations", "正在写入引用"),
    "saving_indicators": ("Writing indicators", "正在写入指标"),
    "saving_packing": ("Packing the file", "正在压缩文件"),
    "saving_file": ("Writing to the disk", "正在写入磁盘"),
    "save_failed": ("The data was not saved", "数据未能保存"),
    "save_failed_stays": (
        "Nothing was left behind. Choose another place or name.",
        "没有留下任何文件。请选择其他位置或名称。",
    ),
    "save_notes": ("Saved, but not all is in the file", "已保存，但文件未包含全部内容"),
    "save_replace": ("{name} is there already", "{name} 已存在"),
    "save_replace_help": (
        "The name was given the ending of the format. Is that file to be replaced?",
        "文件名已加上所选格式的后缀。是否替换该文件？",
    ),
    "save_replace_do": ("Replace", "替换"),
}
