"""Text made comparable: what search and lookups by name see."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """``text`` without case, accents, width and surplus white space; idempotent.

    NFKD makes full-width signs half-width and parts accents from their letters; then go combining
    marks and invisible format characters (zero-width spaces, direction marks). Letters of every
    script stay, Chinese too; Hangul comes out as its single letters.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    # Case folding can bring forth signs that decompose further (İ, ﬁ), hence twice.
    parted = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (c for c in parted if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join("".join(kept).split())
