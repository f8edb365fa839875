"""Searching and preparing beside the screen: the latest request wins, answers stay the same."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from explorer.query.clauses import FIELDS, Clause, Query, Text, TimeRange, Values
from explorer.query.engine import Engine
from explorer.session import ahead, jobs, session
from explorer.session.session import Session
from tests.bench.synthetic import synthetic

DATA = synthetic(600)


class Held(Engine):
    """An engine whose searches wait until they are let go."""

    def __init__(self) -> None:
        super().__init__(DATA, large=True)
        self.go = threading.Event()
        self.looked: list[str] = []

    def mask(self, clause: Clause):
        if isinstance(clause, Text) and threading.current_thread() is not threading.main_thread():
            self.looked.append(clause.text)
            assert self.go.wait(10)
        return super().mask(clause)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    yield
    jobs.stop_all()


def test_that_the_last_answer_stands_until_the_latest_request_is_answered(qtbot: QtBot) -> None:
    engine = Held()
    opened = Session(DATA, engine=engine)
    opened.state.set_filter(Text("alibaba"))
    first = opened.result
    for text in ("f", "fi", " firm  3 "):
        opened.searching.ask(text)
        assert opened.searching.text == text.strip().replace("  ", " ")
        qtbot.waitUntil(lambda: engine.looked == ["f"], timeout=8000)
    assert opened.searching.under_way
    assert opened.result is first
    told: list[Query] = []
    opened.state.query_changed.connect(told.append)
    engine.go.set()
    qtbot.waitUntil(lambda: not opened.searching.under_way, timeout=8000)
    qtbot.wait(60)
    assert told == [Query((Text("firm 3"),))]
    assert engine.looked == ["f", "firm 3"]
    plain = Engine(DATA, large=False).mask(Text("firm 3"))
    assert opened.result.visible.tolist() == plain.tolist()


def test_that_a_search_taken_away_meanwhile_does_not_come_back(qtbot: QtBot) -> None:
    engine = Held()
    opened = Session(DATA, engine=engine)
    opened.state.set_filter(Text("alibaba"))
    opened.searching.ask("alibaba c")
    opened.state.clear_filters()
    engine.go.set()
    qtbot.waitUntil(lambda: not opened.searching.under_way, timeout=8000)
    assert opened.state.query == Query()
    assert opened.searching.text == ""


def test_that_few_events_are_searched_at_once() -> None:
    opened = Session(DATA, engine=Engine(DATA, large=False))
    opened.searching.ask(" phase   7 ")
    assert opened.state.query == Query((Text("phase 7"),))
    assert not opened.searching.under_way
    opened.searching.ask(" ")
    assert opened.state.query == Query()


def test_that_an_emptied_search_is_over_at_once(qtbot: QtBot) -> None:
    engine = Held()
    opened = Session(DATA, engine=engine)
    opened.searching.ask("firm")
    opened.searching.ask("")
    engine.go.set()
    qtbot.wait(100)
    assert opened.state.query == Query()
    assert not opened.searching.under_way


def summing(monkeypatch: pytest.MonkeyPatch) -> tuple[Session, int, int]:
    """A session that sums ahead, and the bounds of a window."""
    monkeypatch.setattr(session, "PREPARED", 1)
    monkeypatch.setattr(ahead, "PREPARED", 1)
    lo, hi = (int(v) for v in DATA.events.start_lo[[50, 300]])
    return Session(DATA, engine=Engine(DATA, large=True)), lo, hi


def test_that_a_window_about_to_move_is_summed_until_another_clause_changes(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, lo, hi = summing(monkeypatch)
    opened.set_window(lo, hi)
    opened.prepare()
    qtbot.waitUntil(lambda: not opened._ahead.under_way, timeout=8000)
    opened.set_window(lo + 86_400, hi + 86_400)
    assert all(opened.engine.prefix_summed(opened.state.query, field) for field in FIELDS)
    anew = Engine(DATA, large=False).result(opened.state.query)
    for field, facet in opened.result.facets.items():
        assert facet.filtered.tolist() == anew.facets[field].filtered.tolist()
    opened.state.set_filter(Values("category", ("release",)))
    moved = Query((TimeRange(lo, hi),))
    assert not opened.engine.prefix_summed(moved, "status")


def test_that_a_brush_about_to_move_is_summed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, lo, hi = summing(monkeypatch)
    opened.set_window(lo - 900 * 86_400, hi + 900 * 86_400)
    opened.state.set_selection(TimeRange(lo, hi, view="brush"))
    opened.prepare(brush=True)
    qtbot.waitUntil(lambda: not opened._ahead.under_way, timeout=8000)
    opened.state.set_selection(TimeRange(lo + 86_400, hi + 86_400, view="brush"))
    query, sums = opened.state.query, opened.engine._sums
    assert sums is not None, "another place of the brush is what they are made for"
    anew = Engine(DATA, large=False).result(query)
    for field, facet in opened.result.facets.items():
        assert sums.counts(frozenset((*query.filters, *query.selection)), field) is not None
        assert facet.selected is not None
        assert facet.selected.tolist() == anew.facets[field].selected.tolist()
