"""The shipped fonts cut down to the characters of one picture, for embedding in SVG."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont

from explorer.figure.picture import Text
from explorer.files.resources import resource_bytes
from explorer.paint.fonts import clean

FAMILY: Final = "Inter, 'Noto Sans SC', sans-serif"

_INTER: Final = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
_NOTO: Final = {400: ("Regular", "400 500"), 600: ("SemiBold", "600 700")}


@lru_cache(maxsize=16)
def _covered(file: str) -> frozenset[int]:
    font = TTFont(BytesIO(resource_bytes(f"fonts/{file}")), lazy=True)
    return frozenset(font.getBestCmap())


@lru_cache(maxsize=64)
def _cut(file: str, code_points: frozenset[int]) -> bytes:
    """``file`` with these characters only, as WOFF 2; the same bytes each time."""
    font = TTFont(BytesIO(resource_bytes(f"fonts/{file}")), recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    options.name_IDs = [1, 2]
    options.notdef_outline = True
    tool = subset.Subsetter(options)
    tool.populate(unicodes=sorted(code_points))
    tool.subset(font)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def _face(family: str, file: str, weights: str, italic: bool, codes: frozenset[int]) -> str:
    data = b64encode(_cut(file, codes)).decode()
    style = "italic" if italic else "normal"
    return (
        f'@font-face{{font-family:"{family}";font-style:{style};font-weight:{weights};'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
    )


def font_faces(texts: Iterable[Text]) -> str:
    """``@font-face`` rules for all characters of ``texts`` that the shipped fonts have."""
    inter: dict[tuple[int, bool], set[int]] = {}
    noto: dict[int, set[int]] = {}
    for mark in texts:
        codes = set(map(ord, clean(mark.text)))
        inter.setdefault((mark.font.weight, mark.font.italic), set()).update(codes)
        noto.setdefault(400 if mark.font.weight < 600 else 600, set()).update(codes)
    rules = []
    for (weight, italic), codes in sorted(inter.items()):
        file = "Inter-Italic.ttf" if italic else f"Inter-{_INTER[weight]}.ttf"
        held = frozenset(codes) & _covered(file)
        if held:
            rules.append(_face("Inter", file, str(weight), italic, held))
    latin = _covered("Inter-Regular.ttf")
    for weight, codes in sorted(noto.items()):
        name, weights = _NOTO[weight]
        file = f"NotoSansSC-{name}.ttf"
        held = (frozenset(codes) - latin) & _covered(file)
        if held:
            rules.append(_face("Noto Sans SC", file, weights, False, held))
    return "".join(rules)
