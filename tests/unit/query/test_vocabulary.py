"""Search among the distinct words of many texts, against looking through each text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from query_cases import build
from query_draws import events, searches

from explorer.common.text import fold
from explorer.query import ranges, vocabulary
from explorer.query.engine import Engine
from explorer.query.vocabulary import Vocabulary

LETTERS = "aAb é\n云数據ﬁİ´\u0301\u200b\x00\x01 한"
texts = st.lists(st.text(alphabet=LETTERS, max_size=12), max_size=20)
typed = st.text(alphabet="ab云数fiie한\u0300", min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(texts, st.lists(typed, min_size=1, max_size=5), st.integers(0, 9))
@example([" "], ["a"], 0)
@example(["´a", "A \x00\x01\x00 b", "b"], ["a", "b"], 0)
@example(["´a", "A \x00\x01\x00 b", "b"], ["a", "b"], 9)
@example([*"abcdefgh", "a a", "ﬁ fi"], ["a", "fi"], 2)
def test_that_words_are_found_as_typed_on_in_any_order(
    many: list[str], wanted: list[str], common: int
) -> None:
    other = list(reversed(many))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(vocabulary, "COMMON", common)
        patched.setattr(vocabulary, "TEXTS", 8)
        found = Vocabulary((many, other), len(many))
    for text in wanted:
        for end in range(1, len(text) + 1):
            for word in fold(text[:end]).split():
                held = [
                    word in fold(a) or word in fold(b) for a, b in zip(many, other, strict=True)
                ]
                assert found.mask(word).tolist() == held, word


@settings(max_examples=60, deadline=None)
@given(events(), st.lists(searches, min_size=1, max_size=4))
def test_that_a_large_engine_finds_what_a_small_one_does(case, clauses) -> None:
    dataset = build(case)
    small, large = Engine(dataset, large=False), Engine(dataset, large=True)
    for clause in clauses:
        assert large.mask(clause).tolist() == small.mask(clause).tolist()


def test_that_texts_and_bytes_are_cut_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "TEXTS", 8)
    monkeypatch.setattr(vocabulary, "COMMON", 6)
    monkeypatch.setattr(vocabulary, "BITS", 8)
    monkeypatch.setattr(vocabulary, "PIECE", 4)
    monkeypatch.setattr(ranges, "LONG", 2)
    monkeypatch.setattr(vocabulary, "MOST", 2)
    many = ["banana split", "Ananas", "数据中心", "plan 数据", "an", "", "nab", "split"] * 3
    found = Vocabulary((many,), len(many))
    for word in ("a", "an", "ana", "anan", "数", "数据", "据中", "split", "splits", "n", "na"):
        assert found.mask(word).tolist() == [word in fold(text) for text in many], word


def test_that_common_words_take_a_bit_of_each_event_and_others_a_number() -> None:
    many = [f"all {'even' if k % 2 == 0 else 'odd'} {k}" for k in range(4001)]
    found = Vocabulary((many,), len(many))
    taken = sum(a.nbytes for a in vars(found).values() if isinstance(a, np.ndarray))
    assert taken < 3 * len(many) / 8 + 20 * len(many) + 5000
    for word in ("all", "even", "d", "400", "7", "lo"):
        assert found.mask(word).tolist() == [any(word in w for w in t.split()) for t in many], word
    assert found.mask("l").dtype == np.bool_


def test_that_the_making_breaks_off_where_progress_says_so() -> None:
    def stop(_what: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Vocabulary((["a"],), 1, stop)
