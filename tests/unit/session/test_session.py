"""What is asked, picked and looked at: setters compare, then tell it once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import SignalInstance

from explorer.common.paths import bundled_package
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.query.clauses import AtLeast, MapBox, Picked, Query, Text, TimeRange, Values
from explorer.session.focus import Focus
from explorer.session.look import Look
from explorer.session.query_state import QueryState
from explorer.session.session import Session

RELEASE = Values("category", ("release",))
IPO = Values("category", ("ipo",))
NOT_CHINA = Values("country", ("CN",), exclude=True)
MALAYSIA = Values("country", ("MY",))


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load(bundled_package())


def told(signal: SignalInstance) -> list[object]:
    found: list[object] = []
    signal.connect(found.append)
    return found


def test_that_a_filter_takes_the_place_of_the_one_from_its_view() -> None:
    state = QueryState()
    for clause in (RELEASE, Text("ai"), IPO):
        state.set_filter(clause)
    assert state.query.filters == (IPO, Text("ai"))


def test_that_several_filters_of_one_facet_become_the_one_chosen_there() -> None:
    state = QueryState()
    state.set_query(Query((RELEASE, Text("ai"), Values("category", ("other",)))))
    state.set_filter(IPO)
    assert state.query.filters == (IPO, Text("ai"))


def test_that_what_is_excluded_stands_beside_what_is_asked_for() -> None:
    state = QueryState()
    state.set_query(Query((NOT_CHINA, AtLeast("confidence", "high"), MALAYSIA)))
    assert state.filter_of("facet:country") == MALAYSIA
    assert state.filter_of("facet:confidence") is None
    state.set_filter(Values("country", ("SG",)))
    assert state.query.filters[0] == NOT_CHINA
    state.remove_view("facet:country")
    assert state.query.filters == (AtLeast("confidence", "high"),)


def test_that_a_selection_kept_as_filter_selects_no_more() -> None:
    state = QueryState()
    box = MapBox(95, -10, 140, 25)
    state.set_selection(box)
    state.set_selection(Picked(("a",)))
    state.keep_selection()
    assert state.query == Query((box, Picked(("a",))))


def test_that_setting_the_same_query_tells_nothing() -> None:
    state = QueryState()
    found = told(state.query_changed)
    steps: list[Callable[[], None]] = [
        lambda: state.set_filter(RELEASE),
        lambda: state.set_filter(Values("category", ("release",))),
        state.clear_selection,
        lambda: state.remove(IPO),
        state.clear_filters,
        state.clear_filters,
    ]
    for step in steps:
        step()
    assert found == [Query((RELEASE,)), Query()]


def test_that_picks_hover_language_and_theme_are_told_when_they_change() -> None:
    focus, look = Focus(), Look()
    found = [
        told(signal)
        for signal in (
            focus.picked_changed, focus.hover_changed, look.lang_changed, look.theme_changed
        )
    ]  # fmt: skip
    for _ in range(2):
        focus.pick(("a", "b"))
        focus.set_hover("a")
        look.set_lang("zh")
        look.set_theme("print")
    assert found == [[("a", "b")], ["a"], ["zh"], ["print"]]


def test_that_changes_of_one_turn_are_answered_once(dataset: Dataset, qtbot: object) -> None:
    session = Session(dataset)
    found = told(session.result_changed)
    session.state.set_filter(RELEASE)
    session.set_window(0, 1)
    assert found == []
    assert session.result.n_visible == 0  # whoever asks is answered at once
    session.clear_window()
    session.flush()
    session.flush()
    assert found == [session.result]
    assert session.result.query == Query((RELEASE,))
    assert 0 < session.result.n_visible < len(dataset)


def test_that_a_moved_window_keeps_its_way_of_matching(dataset: Dataset) -> None:
    session = Session(dataset)
    session.state.set_filter(TimeRange(0, 10, "certainly", "1970"))
    session.set_window(5, 15)
    assert session.window == TimeRange(5, 15, "certainly")
