"""What a drag of the window will show is drawn ahead, and nothing else comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from settled import settled, until

from explorer.app import Program
from explorer.dataset.model import Dataset
from explorer.figure.map import scene
from explorer.paint import stamps
from explorer.paint.labels import Sprites
from explorer.paint.stamps import Met
from explorer.query.clauses import Query, TimeRange
from explorer.query.engine import Engine
from explorer.session.look import Look
from explorer.shell import rehearsal
from explorer.shell.rehearsal import dragged, turning, windows
from explorer.shell.window import MainWindow
from explorer.views import lettering
from explorer.views.filters import facet_paint
from explorer.views.timeline.journey import Journey

DAY = 86_400
START = 1_672_531_200
END = START + 700 * DAY


@pytest.fixture(autouse=True)
def _few_steps_and_no_images(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "SPRITES", Sprites())
    monkeypatch.setattr(stamps, "MET", Met())
    monkeypatch.setattr(rehearsal, "STEPS", 2)
    monkeypatch.setattr(rehearsal, "FAR", 0.1)
    monkeypatch.setattr(rehearsal, "TURNS", 1)
    monkeypatch.setattr(rehearsal, "REACH", 8)
    monkeypatch.setattr(rehearsal, "SETS", 6)


@pytest.fixture
def window(qtbot: QtBot, bundled: Dataset) -> Iterator[MainWindow]:
    made = Program(Look("en", "light", None)).show(bundled, Query())
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    made.session.set_window(START, END)
    settled(qtbot, made)
    yield made
    made.close()


def over(qtbot: QtBot, window: MainWindow) -> None:
    """Until the rehearsal is over, and the coasts are as fine as they get."""
    ground = window.map._layers.ground
    until(qtbot, lambda: not (window.rehearsal.under_way or ground.working))
    settled(qtbot, window)


def grab(window: MainWindow) -> list[QImage]:
    """The views, but for the panel that sorts its rows after a while."""
    return [view.grab().toImage() for view in (window.map, window.timeline)]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many images were made of each kind, from now on."""
    found: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        plain = getattr(owner, name)

        def counted(*args: Any, **named: Any) -> Any:
            found[name] += 1
            return plain(*args, **named)

        monkeypatch.setattr(owner, name, counted)

    count(stamps, "text_image")
    count(stamps.Stamps, "_round")
    count(Journey, "_pixmap")
    count(facet_paint, "_canvas")
    count(lettering, "clear_pixmap")
    return found


def test_that_windows_lie_to_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(windows(1000, 2000, (0, 9000))) == [
        (900, 1900),
        (1100, 2100),
        (1100, 1900),
        (875, 2125),
        (950, 1950),
        (1050, 2050),
    ]
    whole = [(0, 900), (100, 1000), (100, 900), (0, 950), (50, 1000)]
    assert list(windows(0, 1000, (0, 1000))) == whole
    at_the_end = [(800, 1800), (925, 1925), (1000, 1800), (675, 1925), (850, 1850)]
    assert list(windows(900, 1900, (0, 1925))) == at_the_end
    monkeypatch.setattr(rehearsal, "TURNS", 0)
    monkeypatch.setattr(rehearsal, "STEPS", 5)
    moved = [start - 1000 for start, _ in windows(1000, 2000, (0, 9000)) if start > 1000]
    assert moved == [40, 80, 20, 60, 100]


def test_that_windows_are_dragged_by_pixels_of_the_overview() -> None:
    every = list(dragged(1000, 2000, (0, 10_000), 10.0, 1))
    assert every[:4] == [(990, 1990), (1010, 2010), (980, 1980), (1020, 2020)]
    left = [(920, 1920), (920, 2000), (1000, 1920)]  # the whole, and at either grip
    right = [(1080, 2080), (1080, 2000), (1000, 2080)]
    assert every[14:] == left + right
    assert list(dragged(1000, 2000, (0, 10_000), 10.0, 4)) == [
        (960, 1960),
        (1040, 2040),
        *left,
        *right,
    ]
    assert list(dragged(0, 1000, (0, 1000), 10.0, 4)) == [(0, 920), (80, 1000)]


def test_that_each_set_of_events_on_the_way_is_shown_once(bundled: Dataset) -> None:
    extent = (START - 300 * DAY, END + 300 * DAY)
    found = list(turning(bundled, START, END, extent))
    assert len(found) == 2 * rehearsal.SETS
    engine = Engine(bundled)

    def shown(start: int, end: int) -> bytes:
        return engine.result(Query((TimeRange(start, end),))).visible.tobytes()

    assert {end - start for start, end in found} == {END - START}
    shifts = sorted(start - START for start, _ in found)
    asked = {shown(start, end) for start, end in found}
    passed = {shown(START + by, END + by) for by in range(shifts[0], shifts[-1], DAY // 4)}
    assert passed <= asked | {shown(START, END)}
    assert not list(turning(bundled, START, END, (START, END)))


def test_that_the_first_steps_of_a_drag_find_their_images(
    qtbot: QtBot, window: MainWindow, made: Counter[str]
) -> None:
    over(qtbot, window)
    session = window.session
    session.history.begin()
    made.clear()
    for start, end in windows(START, END, window.timeline.travel.extent):
        session.set_window(start, end)
        session.flush()
        QApplication.processEvents()
    assert window.timeline.moving
    names = made.pop("_canvas", 0) + made.pop("clear_pixmap", 0)  # of rows that turn pale or full
    assert sum(made.values()) <= 3, made  # words of the indicator
    assert names <= 20
    session.set_window(START - 290 * DAY, END - 290 * DAY)
    session.flush()
    QApplication.processEvents()
    assert sum(made.values()) > 10  # what nobody rehearsed
    session.history.end()


def test_that_a_drag_finds_its_marks_where_they_stand(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    over(qtbot, window)
    session, grouped = window.session, 0
    plain = scene.groups

    def counted(*asked: Any) -> Any:
        nonlocal grouped
        grouped += 1
        return plain(*asked)

    monkeypatch.setattr(scene, "groups", counted)
    session.history.begin()
    pixel = window.timeline.overview_pixel
    for by in (-8, -3, 1, 5, 8):
        session.set_window(START + round(by * pixel), END + round(by * pixel))
        session.flush()
        QApplication.processEvents()
    assert not grouped
    by = round(8.5 * pixel)
    session.set_window(START + by, END + by)
    session.flush()
    assert grouped  # further than anything was rehearsed
    session.history.end()


def test_that_nothing_that_is_seen_or_asked_changes(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    over(qtbot, window)
    session, shown = window.session, window.map
    before = (session.state.query, session.result, session.history.undo_name)
    picture, lanes, grabbed = shown.picture, window.timeline.static, grab(window)
    assert picture is not None
    window.rehearsal._wait()
    over(qtbot, window)
    assert (session.state.query, session.result, session.history.undo_name) == before
    assert shown.picture is not None
    assert shown.picture.layers == picture.layers
    assert window.timeline.static is lanes
    assert not window.timeline.moving
    window.update()
    assert grab(window) == grabbed
    monkeypatch.setattr("explorer.figure.map.scene._lay_out", None)
    session.focus.set_hover(session.dataset.events.id[5])  # finds what was laid out for the map


def test_that_a_gesture_is_not_disturbed(qtbot: QtBot, window: MainWindow) -> None:
    over(qtbot, window)
    window.session.history.begin()
    window.rehearsal._wait()
    left = window.rehearsal._steps
    qtbot.wait(2 * rehearsal.REST_MS)
    assert window.rehearsal.under_way
    window.session.history.end()
    over(qtbot, window)
    assert next(left, None) is None


def test_that_what_is_answered_ahead_is_the_answer(window: MainWindow) -> None:
    session = window.session
    ahead = session.answer_at(START - DAY, END + DAY)
    assert (ahead.visible != session.result.visible).any()
    session.set_window(START - DAY, END + DAY)
    assert (ahead.visible == session.result.visible).all()
    assert ahead.query == session.result.query


def test_that_many_events_are_not_rehearsed(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    over(qtbot, window)
    monkeypatch.setattr(rehearsal, "MOST", 10)
    again = rehearsal.Rehearsal(window.session, window.map, window.timeline, window.filters)
    again.begin()
    assert not again.under_way
