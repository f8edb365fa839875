"""Build the icons of the window from the npm package `lucide-static`.

Run `python -m resources.icons.build [--source FOLDER]`.
"""

import argparse
import re
from pathlib import Path

from resources.sources import RESOURCES, npm_package

FOLDER = RESOURCES / "icons"
VERSION = "1.62.0"
STROKE_WIDTH = "1.75"
ICONS = [
    "bookmark", "calendar", "calendar-search", "check", "chevron-down", "chevron-left",
    "chevron-right", "circle-alert", "circle-help", "copy", "download", "ellipsis",
    "external-link", "eye", "eye-off", "folder-open", "funnel", "globe", "hand", "image",
    "info", "languages", "lasso-select", "layers", "list", "locate", "map-pin", "maximize",
    "minus", "moon", "panel-left", "panel-right", "pause", "play", "plus", "printer", "quote",
    "redo-2", "repeat", "search", "settings", "skip-back", "skip-forward",
    "square-dashed-mouse-pointer", "sun", "table", "trash-2", "triangle-alert", "undo-2",
    "upload", "x", "zoom-in", "zoom-out",
]  # fmt: skip


def tidy(svg: str) -> str:
    """One line, thinner strokes, no class and no comment; colour stays `currentColor`."""
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\s*class="[^"]*"', "", svg)
    svg = svg.replace('stroke-width="2"', f'stroke-width="{STROKE_WIDTH}"')
    svg = re.sub(r"\s+", " ", svg).replace(" >", ">").replace("> <", "><").replace(" />", "/>")
    return svg.strip() + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="an unpacked lucide-static package")
    with npm_package("lucide-static", VERSION, parser.parse_args().source) as folder:
        for name in ICONS:
            text = (folder / "icons" / f"{name}.svg").read_text("utf-8")
            (FOLDER / f"{name}.svg").write_text(tidy(text), "utf-8", newline="\n")
        text = (folder / "LICENSE").read_text("utf-8")
        (FOLDER / "LICENSE").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
