"""Write the theme tables, so that the three files always have the same keys.

Run `python -m resources.themes.build`.

Colours are the measured ones of the visual specification: text has a contrast of at least 4.5 on
its ground, marks and controls at least 3.
"""

import json
from typing import Any

from resources.sources import RESOURCES

DARK_EDGE = "#0B1016"

CATEGORIES = [
    # id, shape, light fill, light edge, dark fill
    ("data_center", "square", "#0072B2", "#00547F", "#3D97D8"),
    ("partnership", "circle", "#009E73", "#00694D", "#2CC79A"),
    ("release", "triangle", "#E69F00", "#8A5A00", "#F2B233"),
    ("investment", "plus", "#F0E442", "#6F6700", "#F0E442"),
    ("acquisition", "diamond", "#CC79A7", "#8E3F6C", "#E29CC3"),
    ("ipo", "star", "#56B4E9", "#1F6E9E", "#9AD8F8"),
    ("other", "hexagon", "#9AA3AF", "#4E5866", "#A9B3C1"),
    ("regulation", "shield", "#D55E00", "#9A4300", "#F08A3C"),
]

TOKENS = {
    # key: light, dark
    "bg": ("#F3F4F6", "#0F1318"),
    "panel": ("#FFFFFF", "#161B22"),
    "panel2": ("#F8F9FB", "#1B212A"),
    "line": ("#E4E7EC", "#29313C"),
    "line2": ("#CBD1DA", "#3C4756"),
    "ctl": ("#858F9E", "#6F7C8E"),
    "text": ("#1B2130", "#E8ECF2"),
    "text2": ("#505A6B", "#A9B3C1"),
    "text3": ("#5F6A7C", "#8F9AAB"),
    "accent": ("#3B4BD8", "#98A4FF"),
    "accent_weak": ("#ECEEFD", "#262D55"),
    "on_accent": ("#FFFFFF", "#0F1318"),
    "warning": ("#8A5A00", "#F2B233"),
    "warning_ground": ("#FFF5DC", "#2B2415"),
    "warning_edge": ("#EBCB85", "#5B4718"),
    "error": ("#B3261E", "#FF8A80"),
    "error_ground": ("#FDECEA", "#33191A"),
    "good": ("#00694D", "#2CC79A"),
    "good_ground": ("#E4F5EF", "#12302A"),
    "bar": ("#8792A3", "#6A788A"),
    "ocean": ("#E6EDF2", "#0D141B"),
    "land": ("#FBFAF7", "#222B35"),
    "graticule": ("#DBE4EA", "#17212B"),
    "border": ("#D3D9E0", "#35414E"),
    "coast": ("#BBC6D0", "#40505F"),
    "country_name": ("#5F6A7A", "#8B98A6"),
    "shade": ("#CDD3F7", "#343C73"),
    "shade_opacity": (0.85, 0.55),
    "shade_edge": ("#3B4BD8", "#98A4FF"),
    "halo": ("#FFFFFF", "#0D141B"),
    "today": ("#B3261E", "#FF8A80"),
    "mark_edge_width": (1.3, 1.3),
}

PRINT = {
    # No translucency in print, hence the opaque shade: the light one at 85 % on land.
    "bg": "#FFFFFF",
    "text": "#111111",
    "ocean": "#FFFFFF",
    "land": "#F4F3EF",
    "graticule": "#E9EDF0",
    "border": "#C3CBD4",
    "coast": "#9AA6B2",
    "shade": "#D3D8F6",
    "shade_opacity": 1.0,
}


def categories(dark: bool) -> list[dict[str, str]]:
    """Shape and colours by category; `line` is for lines, arcs and text."""
    return [
        {
            "id": name,
            "shape": shape,
            "fill": dark_fill if dark else fill,
            "edge": DARK_EDGE if dark else edge,
            "line": dark_fill if dark else edge,
        }
        for name, shape, fill, edge, dark_fill in CATEGORIES
    ]


def themes() -> dict[str, dict[str, Any]]:
    light = {key: pair[0] for key, pair in TOKENS.items()}
    dark = {key: pair[1] for key, pair in TOKENS.items()}
    return {
        "light": {**light, "categories": categories(dark=False)},
        "dark": {**dark, "categories": categories(dark=True)},
        "print": {**light, **PRINT, "categories": categories(dark=False)},
    }


def main() -> None:
    for name, theme in themes().items():
        text = json.dumps(theme, indent=2, ensure_ascii=False) + "\n"
        (RESOURCES / "themes" / f"{name}.json").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
