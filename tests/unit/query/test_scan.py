"""Texts looked through as they are, against looking through each."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explorer.common.text import fold
from explorer.common.texts import Texts
from explorer.query import scan, search
from explorer.query.clauses import Text
from explorer.query.engine import Engine
from explorer.query.scan import Scan
from tests.bench.synthetic import synthetic

LETTERS = "aAbB é\n云数ﬁİ´\u0301\u200b\x00 한Ａ@`0"
TEXTS = st.lists(st.text(alphabet=LETTERS, max_size=12), max_size=20)
WORDS = st.lists(st.text(alphabet="ab云数fiie한\u0300@`0", min_size=1, max_size=4), max_size=5)


@settings(deadline=None)
@given(TEXTS, WORDS, st.sampled_from([1, 9, scan.PIECE]), st.sampled_from([0, 1, 64, 1000]))
@example(["ab", "ba", "", "b"], ["ab", "bb", "a"], 64, 64)
@example(["Ａb", "ab"], ["ab"], 4, 64)
def test_that_words_are_found_in_either_case_and_in_no_two_texts(
    many: list[str], wanted: list[str], piece: int, sparse: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scan, "PIECE", piece)
        patched.setattr(scan, "SPARSE", sparse)
        for texts in (many, Texts.of(many), Texts.of(many * 5)):
            found = Scan(texts)
            for word in (word for text in wanted for word in fold(text).split()):
                assert found.mask(word).tolist() == [word in fold(t) for t in texts], word


def test_that_a_search_before_the_texts_are_arranged_finds_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "_FEW", 10)
    data = synthetic(3000)
    small, large, arranged = Engine(data, False), Engine(data, True), Engine(data, True)
    arranged.arrange_texts()
    assert (large.searchable, arranged.searchable) == (False, True)
    for text in (
        "a",
        "ph",
        "phase 12",
        "数据",
        "équip",
        "EQUIP town",
        "号镇",
        "africa",
        "7",
        "zzz",
    ):
        wanted = small.mask(Text(text)).tolist()
        assert large.mask(Text(text)).tolist() == wanted, text
        assert arranged.mask(Text(text)).tolist() == wanted, text
