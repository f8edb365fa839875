"""What the clicks and keys of a facet ask for."""

from __future__ import annotations

import query_brute as brute
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import E
from query_draws import VALUES, events

from explorer.query.choice import at_least, choice, chosen, only, toggled, without
from explorer.query.clauses import FIELDS, AtLeast, Query, Text, Values

EMPTY = Query()


def test_that_a_click_asks_for_one_value_and_a_second_click_for_all() -> None:
    one = only(EMPTY, "status", "active")
    assert one.filters == (Values("status", ("active",)),)
    assert only(toggled(one, "status", "planned"), "status", "active") == one
    assert only(one, "status", "active") == EMPTY


def test_that_the_box_adds_and_takes_away() -> None:
    query = toggled(toggled(EMPTY, "tag", "chips"), "tag", "出海")
    assert query.filters == (Values("tag", ("chips", "出海")),)
    query = toggled(query, "tag", "chips")
    assert query.filters == (Values("tag", ("出海",)),)
    assert toggled(query, "tag", "出海") == EMPTY


def test_that_a_value_is_never_asked_for_and_left_out_at_once() -> None:
    query = without(only(EMPTY, "country", "CN"), "country", "CN")
    assert query.filters == (Values("country", ("CN",), exclude=True),)
    assert choice(only(query, "country", "CN"), "country").excluded == ()
    assert toggled(query, "country", "CN") == EMPTY
    assert without(query, "country", "CN") == EMPTY


def test_that_levels_and_a_least_level_replace_each_other() -> None:
    query = at_least(only(EMPTY, "confidence", "low"), "medium")
    assert query.filters == (AtLeast("confidence", "medium"),)
    assert choice(query, "confidence").marked == ("medium", "high")
    fewer = toggled(query, "confidence", "high")
    assert fewer.filters == (Values("confidence", ("medium",)),)
    assert at_least(query, "") == EMPTY
    left_out = without(query, "confidence", "high")
    assert choice(left_out, "confidence").marked == ("medium",)
    assert choice(left_out, "confidence").excluded == ("high",)


def test_that_the_other_filters_keep_their_places() -> None:
    above = AtLeast("confidence", "high", at_most=True)
    query = Query((Text("a"), Values("tag", ("chips",)), above), (Text("b"),))
    changed = only(query, "tag", "出海")
    assert changed == Query((Text("a"), Values("tag", ("出海",)), above), (Text("b"),))
    changed = at_least(changed, "medium")
    assert changed.filters[-2:] == (above, AtLeast("confidence", "medium"))


def test_that_several_clauses_of_one_facet_become_one() -> None:
    query = Query((Values("tag", ("chips",)), Text("a"), Values("tag", ("出海",))))
    assert choice(query, "tag").chosen == ("chips", "出海")
    assert chosen(query, "tag", ()).filters == (Text("a"),)


steps = st.lists(
    st.tuples(
        st.sampled_from([only, toggled, without]), st.sampled_from(FIELDS), st.integers(0, 2)
    ),
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(events(), steps)
def test_that_any_clicks_show_what_the_boxes_say(case: list[E], clicks: list) -> None:
    query = EMPTY
    for click, field, k in clicks:
        query = click(query, field, VALUES[field][k])
    wanted = [True] * len(case)
    for field in FIELDS:
        now = choice(query, field)
        assert not set(now.marked) & set(now.excluded)
        for i, event in enumerate(case):
            carried = brute.carried(event, field)
            asked = not now.marked or bool(carried & set(now.marked))
            wanted[i] = wanted[i] and asked and not carried & set(now.excluded)
    assert brute.visible(case, query) == wanted
