"""Undo, redo, back and forward: what is remembered, under which name, and what comes back."""

from __future__ import annotations

from explorer.query.clauses import MapBox, MapPolygon, Picked, Query, Text, TimeRange, Values
from explorer.session.changes import CHANGES, change_words
from explorer.session.history import History
from explorer.session.outlook import Camera, Outlook
from explorer.session.query_state import QueryState

LASSO = MapPolygon((((0.0, 0.0), (9.0, 0.0), (9.0, 9.0)),))
RELEASE = Values("category", ("release",))


def made() -> tuple[QueryState, Outlook, History]:
    state, outlook = QueryState(), Outlook()
    return state, outlook, History(state, outlook)


def test_that_undo_and_redo_bring_back_filters_and_selection() -> None:
    state, _, history = made()
    state.set_filter(RELEASE)
    state.set_selection(LASSO)
    assert history.undo_name == "lasso"
    history.undo()
    assert state.query == Query((RELEASE,))
    assert (history.undo_name, history.redo_name) == ("category", "lasso")
    history.undo()
    assert state.query == Query()
    history.redo()
    history.redo()
    assert state.query == Query((RELEASE,), (LASSO,))


def test_that_a_new_change_forgets_what_was_taken_back() -> None:
    state, _, history = made()
    state.set_filter(RELEASE)
    history.undo()
    state.set_filter(Text("ai"))
    assert history.redo_name == ""
    history.undo()
    assert state.query == Query()


def test_that_a_drag_is_one_step_and_two_clicks_are_two() -> None:
    state, _, history = made()
    with history.gesture():
        for k in range(20):
            state.set_filter(TimeRange(k, k + 10))
    assert history.undo_name == "window"
    history.undo()
    assert state.query == Query()
    state.set_filter(RELEASE)
    state.set_filter(Values("category", ("release", "ipo")))
    history.undo()
    assert state.query == Query((RELEASE,))


def test_that_playback_leaves_no_steps() -> None:
    state, _, history = made()
    state.set_filter(RELEASE)
    with history.quiet():
        state.set_filter(TimeRange(0, 10))
    assert history.undo_name == "category"


def test_that_every_kind_of_change_has_its_name() -> None:
    state, outlook, history = made()
    state.set_selection(MapBox(0, 0, 1, 1))
    assert history.undo_name == "box"
    state.set_selection(TimeRange(0, 9, view="brush"))
    assert history.undo_name == "brush"
    state.clear_selection()
    assert history.undo_name == "clear selection"
    state.set_selection(LASSO)
    state.keep_selection()
    assert history.undo_name == "keep"
    state.set_selection(Picked(("a",)))
    assert history.undo_name == "pick"
    state.set_filter(Text("x"))
    assert history.undo_name == "search"
    outlook.set_group("country")
    assert history.undo_name == "lanes"
    outlook.set_camera(Camera(0, 0, 300))
    assert history.undo_name == "pan"
    outlook.set_camera(Camera(0.5, 0, 400))
    assert history.undo_name == "zoom"


def test_that_names_are_told_in_both_languages() -> None:
    assert change_words("lasso", "en") == "lasso"
    assert change_words("country", "en") == "country filter"
    assert change_words("country", "zh") == "国家或地区筛选"
    assert all(all(pair) for pair in CHANGES.values())


def test_that_back_changes_the_view_and_leaves_other_filters() -> None:
    state, outlook, history = made()
    outlook.set_camera(Camera(0, 0, 300))
    state.set_filter(RELEASE)
    state.set_filter(TimeRange(0, 10))
    outlook.set_camera(Camera(1, 0, 600))
    assert history.can_go_back
    history.back()
    assert outlook.stand.camera == Camera(0, 0, 300)
    history.back()
    assert state.query == Query((RELEASE,))
    assert history.can_go_forward
    history.forward()
    history.forward()
    assert outlook.stand.camera == Camera(1, 0, 600)
    assert set(state.query.filters) == {RELEASE, TimeRange(0, 10)}


def test_that_going_back_can_be_undone() -> None:
    _, outlook, history = made()
    outlook.set_camera(Camera(0, 0, 300))
    history.back()
    assert outlook.stand.camera is None
    history.undo()
    assert outlook.stand.camera == Camera(0, 0, 300)
