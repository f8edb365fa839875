"""What is wrong in a file, in the language of the window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from explorer.common.look import Lang
from explorer.views.texts.problems import SENTENCES

_HOLES: Final = re.compile("[%@]")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Of the sentences with something to fill in: what they match, which holes are there in their
    order, and the Chinese; those of the most words come first."""
    made = []
    for english, chinese in SENTENCES.items():
        holes = "".join(_HOLES.findall(english))
        if holes:
            parts = map(re.escape, _HOLES.split(english))
            made.append((re.compile("(.+?)".join(parts), re.DOTALL), holes, chinese, len(english)))
    made.sort(key=lambda found: -found[3])
    return tuple(found[:3] for found in made)


@lru_cache(maxsize=4096)
def _chinese(text: str) -> str | None:
    if text in SENTENCES:
        return SENTENCES[text]
    for pattern, holes, chinese in _patterns():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        filled = [
            value if hole == "%" else _chinese(value)
            for hole, value in zip(holes, found.groups(), strict=True)
        ]
        if None not in filled:
            return _filled(chinese, filled)
    return None


def _filled(template: str, values: Sequence[str | None]) -> str:
    left = iter(values)
    return _HOLES.sub(lambda _: str(next(left)), template)


def problem_words(text: str, lang: Lang) -> str:
    """``text``, a sentence of the rooms below, in ``lang``; as it stands where it is not known."""
    return text if lang == "en" else _chinese(text) or text
