"""Words of the window's filters part, English and Chinese."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {}
