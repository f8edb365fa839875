"""Folding: what counts as the same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.common.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("São  Paulo", "sao paulo"),
        ("ＣＨＩＮＡ　２０２５", "china 2025"),
        ("Straße", "strasse"),
        ("\tTürkiye\n", "turkiye"),
        ("İstanbul", "istanbul"),
        ("中国 科大", "中国 科大"),
        ("Việt Nam", "viet nam"),
        ("e\u0301te\u0301", "ete"),
        ("Chi\u200bna\u200f", "china"),
        ("ﬁrst", "first"),
        ("", ""),
    ],
)
def test_that_case_accents_width_and_white_space_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_that_different_words_stay_different() -> None:
    words = ["中国", "中國", "China", "Chine", "กา", "กี", "ไทย"]
    assert len({fold(word) for word in words}) == len(words)


@given(st.text())
def test_that_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=20))
def test_that_plain_ascii_folds_like_everything_else(text: str) -> None:
    # The zero-width space takes the text off the short way.
    assert fold(text) == fold(text + "\u200b")
