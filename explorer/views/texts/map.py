"""Words of the window's map part, English and Chinese."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "map_name": ("Map of events", "事件地图"),
    "lasso": ("Lasso", "套索"),
    "shift_alt": ("Shift adds, Alt removes", "Shift 添加，Alt 去除"),
    "center_pacific": ("Pacific view", "太平洋视角"),
    "center_atlantic": ("Atlantic view", "大西洋视角"),
    "center_americas": ("Americas view", "美洲视角"),
    "center_other": ("Equal Earth", "等积地球"),
    "colour_count": ("Colour: number of events", "颜色：事件数量"),
    "no_event_in": ("No event in {name}", "{name}没有事件"),
    "layers": ("Layers", "图层"),
    "layer_arcs": ("Arcs from head offices", "总部连线"),
    "layer_labels": ("Labels of places", "地点标签"),
    "layer_names": ("Names of countries and seas", "国家和海洋名称"),
    "layer_shading": ("Country shading", "国家底色"),
    "inset": ("Where the map is: click to go elsewhere", "当前位置：点击可移动地图"),
    "source_count": ("{n} sources", "{n} 个来源"),
    "source_count_one": ("1 source", "1 个来源"),
}
