"""Words of the window's map part, English and Chinese."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "source_count": ("{n} sources", "{n} 个来源"),
    "source_count_one": ("1 source", "1 个来源"),
}
