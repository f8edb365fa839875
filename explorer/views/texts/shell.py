"""Words of the window's shell part, English and Chinese."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {}
