"""Text search."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from query_cases import E, S, build

from explorer.common.text import fold
from explorer.query.clauses import Text
from explorer.query.engine import Engine
from explorer.query.folding import fold_lines

texts = st.lists(st.text())


@given(texts)
@example(["İstanbul ﬁle", "e\u0301\n\u0301x", "\u200bＡＩ　云", "a\u2028b", "´", "한국"])
@example(["plain", "two\nlines"])
def test_that_folding_many_texts_is_folding_each(many: list[str]) -> None:
    lines = fold_lines(many).split("\n")
    assert [" ".join(line.split()) for line in lines] == ([fold(text) for text in many] or [""])


@given(st.lists(st.text(alphabet="ab é\n云"), min_size=1), st.text(alphabet="abE 云", max_size=4))
def test_that_every_word_must_occur_in_the_event(titles: list[str], wanted: str) -> None:
    case = [E(f"e{k:03}", title=title) for k, title in enumerate(titles)]
    found = Engine(build(case)).mask(Text(wanted)).tolist()
    assert found == [all(word in fold(title) for word in fold(wanted).split()) for title in titles]


def test_that_words_may_come_from_different_texts_but_none_from_two() -> None:
    event = E("a", title="Opens in", summary="Jakarta", sites=(S(place="Batam", country="MY"),))
    engine = Engine(build([event]))
    assert engine.mask(Text("jakarta opens batam malaysia 马来")).all()
    assert not engine.mask(Text("injakarta")).any()


def test_that_an_event_is_found_by_its_short_names() -> None:
    engine = Engine(build([E("a", label="Capex up", label_zh="加码"), E("b", title="Cap")]))
    assert engine.mask(Text("capex")).tolist() == [True, False]
    assert engine.mask(Text("加码")).tolist() == [True, False]


def test_that_an_event_is_found_by_the_names_of_its_organization_s_parents() -> None:
    engine = Engine(build([E("a", organizations=("qwen",)), E("b", organizations=("huawei",))]))
    assert engine.mask(Text("阿里巴巴")).tolist() == [True, False]
    assert engine.mask(Text("BABA")).tolist() == [True, False]
