"""Very many texts folded at a stroke."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from explorer.common.text import fold

BREAK: Final = "\n"
"""Parts one text from the next; a word holds no white space, so it never spans two."""


def fold_lines(texts: Sequence[str]) -> str:
    """Each text on a line, folded as ``fold`` does but for surplus white space.

    ``fold`` looks at every character in turn; here each distinct one is looked at once.
    """
    joined = BREAK.join(texts)
    if joined.count(BREAK) >= max(len(texts), 1):  # some text has a line break of its own
        joined = BREAK.join(" ".join(text.split()) for text in texts)
    if joined.isascii():
        return joined.lower()
    parted = unicodedata.normalize("NFKD", joined).casefold()
    parted = unicodedata.normalize("NFKD", parted)
    for character in set(parted):
        if character != BREAK and fold(f"a{character}a") == "aa":
            parted = parted.replace(character, "")
    return parted
