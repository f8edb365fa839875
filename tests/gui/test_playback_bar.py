"""The playback bar, its popovers, and a window that plays."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, pairwise

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from settled import PATIENCE, settled, until

from explorer.app import Program
from explorer.common.look import Lang
from explorer.dataset.edtf import MAX, MIN, from_civil
from explorer.dataset.model import Dataset
from explorer.figure.style import load_style
from explorer.paint.fonts import QtMeasure
from explorer.paint.theme import palette, stylesheet
from explorer.query.clauses import Query, TimeRange
from explorer.session.look import Look
from explorer.session.playback import FRAME_MS
from explorer.session.session import Session
from explorer.views.timeline.bar import PlaybackBar
from explorer.views.timeline.dates import Wrong, offered, typed_range
from explorer.views.timeline.widget import TimelineWidget

LEFT = Qt.MouseButton.LeftButton
TODAY = from_civil(2026, 2, 14)


@pytest.fixture
def timeline(qtbot: QtBot, bundled: Dataset) -> Iterator[TimelineWidget]:
    session = Session(bundled, Look("en", "light", TODAY))
    made = TimelineWidget(session, QtMeasure())
    style = load_style("light")
    made.setPalette(palette(style))
    made.setStyleSheet(stylesheet(style))
    session.result_changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(984, 428)
    made.show()
    made.refresh()
    settled(qtbot, made)
    yield made
    session.playback.pause()
    made.close()


def session_of(timeline: TimelineWidget) -> Session:
    return timeline._session


def shown(bar: PlaybackBar) -> list[QWidget]:
    parts = [part for part in bar._parts() if part.isVisible()]
    return sorted(parts, key=lambda part: part.x())


def test_that_the_button_plays_and_pauses(qtbot: QtBot, timeline: TimelineWidget) -> None:
    bar, playback = timeline.bar, session_of(timeline).playback
    assert bar.play.accessibleName() == "Play"
    qtbot.mouseClick(bar.play, LEFT)
    assert playback.playing
    assert bar.play.accessibleName() == "Pause"
    assert bar.play.size().width() == bar.play.size().height() == 32
    first = session_of(timeline).window
    until(qtbot, lambda: session_of(timeline).window != first)
    qtbot.mouseClick(bar.play, LEFT)
    assert not playback.playing
    assert bar.play.accessibleName() == "Play"


def test_that_settings_are_chosen_in_the_bar(qtbot: QtBot, timeline: TimelineWidget) -> None:
    bar, playback = timeline.bar, session_of(timeline).playback
    bar.speed.setCurrentIndex(bar.speed.findText("4×"))
    bar.length.setCurrentIndex(bar.length.findText("Growing"))
    qtbot.mouseClick(bar.loop, LEFT)
    assert (playback.speed, playback.months, playback.loop) == (4.0, 0, True)
    playback.set_months(24)
    playback.set_loop(False)
    assert bar.length.currentText() == "24 months"
    assert not bar.loop.isChecked()
    session_of(timeline).look.set_lang("zh")
    timeline.refresh()
    assert bar.length.currentText() == "24 个月"


def test_that_keys_play_and_step(qtbot: QtBot, timeline: TimelineWidget) -> None:
    session = session_of(timeline)
    timeline.canvas.setFocus()
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Period)
    first = session.window
    assert first is not None
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Period)
    assert session.window is not None
    assert session.window.start > first.start
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Comma)
    assert session.window == first
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Space)
    assert session.playback.playing
    qtbot.keyClick(timeline.canvas, Qt.Key.Key_Space)
    assert not session.playback.playing
    assert session.history.undo_name == ""


def test_that_space_stays_with_the_control_that_has_the_focus(timeline: TimelineWidget) -> None:
    event = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    QApplication.sendEvent(timeline.bar.loop, event)
    assert event.isAccepted()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [1280, 984, 860, 740, 660, 560, 480, 420, 340])
def test_that_nothing_in_the_bar_is_cut_off(
    qtbot: QtBot, timeline: TimelineWidget, width: int, lang: Lang
) -> None:
    session = session_of(timeline)
    session.look.set_lang(lang)
    session.set_window(from_civil(2023, 3, 14), from_civil(2026, 11, 28))
    timeline.resize(width, 428)
    session.flush()
    timeline.refresh()
    QApplication.processEvents()
    bar = timeline.bar
    parts = shown(bar)
    assert bar.play in parts
    assert bar.range in parts
    for left, right in pairwise(parts):
        assert left.geometry().right() < right.x(), (left, right)
    assert parts[-1].geometry().right() < bar.width()
    for part in parts:
        if part is not bar.play:
            assert part.width() >= part.sizeHint().width(), part
    bar.fill_menu()
    in_menu = len(bar.menu.actions())
    hidden = [part for part in bar._in_menu() if part.isHidden()]
    assert (in_menu > 0) == bool(hidden) == (not bar.more.isHidden())


def test_that_the_menu_does_what_found_no_room(qtbot: QtBot, timeline: TimelineWidget) -> None:
    timeline.resize(340, 428)
    QApplication.processEvents()
    bar, session = timeline.bar, session_of(timeline)
    bar.fill_menu()
    actions = {action.text(): action for action in bar.menu.actions()}
    actions["Play in a loop"].trigger()
    assert session.playback.loop
    lengths = actions["Window"].menu()
    assert lengths is not None
    next(a for a in lengths.actions() if a.text() == "12 months").trigger()  # type: ignore[attr-defined]
    assert session.playback.months == 12
    actions["Zoom in"].trigger()
    assert session.window is not None
    actions["Fit all"].trigger()
    assert session.window is None


def test_that_a_range_is_typed(qtbot: QtBot, timeline: TimelineWidget) -> None:
    session = session_of(timeline)
    qtbot.mouseClick(timeline.bar.range, LEFT)
    popover = QApplication.activePopupWidget()
    assert popover is not None
    popover.close()
    made = timeline.ask_range()
    made.first.setText("May 2024")
    made.last.setText("2025-33")
    made.match.setCurrentIndex(1)
    qtbot.keyClick(made.last, Qt.Key.Key_Return)
    expected = TimeRange(
        from_civil(2024, 5), from_civil(2025, 4), "certainly", "2024-05-01/2025-03-31"
    )
    assert session.window == expected
    session.flush()
    assert timeline.bar.range.accessibleName().endswith("Certainly within May 2024 – Mar 2025")
    again = timeline.ask_range()
    assert (again.first.text(), again.last.text()) == ("2024-05", "2025-03")
    assert again.match.currentIndex() == 1
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert session.window == expected


def test_that_the_brush_is_typed_when_there_is_one(qtbot: QtBot, timeline: TimelineWidget) -> None:
    session = session_of(timeline)
    session.state.set_selection(TimeRange(from_civil(2024), from_civil(2025), view="brush"))
    made = timeline.ask_range()
    assert (made.first.text(), made.last.text()) == ("2024", "2024")
    made.last.setText("2025")
    qtbot.keyClick(made.last, Qt.Key.Key_Return)
    (clause,) = session.state.query.selection
    assert isinstance(clause, TimeRange)
    assert (clause.view, clause.start, clause.end) == ("brush", from_civil(2024), from_civil(2026))
    assert session.window is None


@pytest.mark.parametrize(
    ("first", "last", "field", "named"),
    [
        ("soon", "", 0, "“soon”"),
        ("2024", "13/13/13", 1, "“13/13/13”"),
        ("2024", "03/04/2025", 1, "two ways"),
        ("2025", "2024", 1, "“2024” is before"),
        ("", "", 0, "one side"),
    ],
)
def test_that_what_is_wrong_is_told_under_its_field(
    qtbot: QtBot, timeline: TimelineWidget, first: str, last: str, field: int, named: str
) -> None:
    made = timeline.ask_range()
    made.first.setText(first)
    made.last.setText(last)
    qtbot.keyClick(made.first, Qt.Key.Key_Return)
    assert made.isVisible()
    assert named in made.errors()[field]
    assert made.errors()[1 - field] == ""
    assert session_of(timeline).window is None
    qtbot.keyClick([made.first, made.last][field], Qt.Key.Key_2)
    assert made.errors() == ["", ""]
    made.close()


def test_that_a_jump_is_typed(qtbot: QtBot, timeline: TimelineWidget) -> None:
    session = session_of(timeline)
    session.set_window(from_civil(2024), from_civil(2026))
    made = timeline.ask_jump()
    made.date.setText("1405")
    qtbot.keyClick(made.date, Qt.Key.Key_Return)
    assert "“1405” is outside the data" in made.errors()[0]
    made.date.setText("14 Sep 2024")
    qtbot.keyClick(made.date, Qt.Key.Key_Return)
    assert session.window is not None
    middle = (session.window.start + session.window.end) // 2
    assert middle == from_civil(2024, 9, 14) + 43_200
    assert session.window.end - session.window.start == from_civil(2026) - from_civil(2024)


@pytest.mark.parametrize(
    ("first", "last", "bounds", "text"),
    [
        ("2024", "2024", (from_civil(2024), from_civil(2025)), "2024"),
        ("2024", "", (from_civil(2024), MAX), "2024-01-01/.."),
        ("", "2024年5月", (MIN, from_civil(2024, 6)), "../2024-05-31"),
        (
            "2024-05/2024-07",
            "",
            (from_civil(2024, 5), from_civil(2024, 8)),
            "2024-05-01/2024-07-31",
        ),
        ("today", "", (TODAY, MAX), "2026-02-14/.."),
        (
            " 14 sep 2024 ",
            "Q4 2024",
            (from_civil(2024, 9, 14), from_civil(2025)),
            "2024-09-14/2024-12-31",
        ),
    ],
)
def test_that_words_and_edtf_are_read(
    first: str, last: str, bounds: tuple[int, int], text: str
) -> None:
    found = typed_range(first, last, "possibly", "en", TODAY)
    assert isinstance(found, TimeRange)
    assert (found.start, found.end) == bounds
    assert found.text == text


def test_that_errors_are_told_in_chinese() -> None:
    found = typed_range("不久", "", "possibly", "zh")
    assert isinstance(found, Wrong)
    assert "不久" in found.message
    assert "无法识别" in found.message


@pytest.mark.parametrize(
    ("span", "texts"),
    [
        ((from_civil(2023), from_civil(2025)), ("2023", "2024")),
        ((from_civil(2023, 4), from_civil(2026, 4)), ("2023-04", "2026-03")),
        ((from_civil(2023, 4, 2) + 5, from_civil(2023, 6) + 9), ("2023-04-02", "2023-06-01")),
        ((MIN, from_civil(2024)), ("", "2023")),
        ((from_civil(-13_000_000), from_civil(2024)), ("Y-13000000", "2023")),
    ],
)
def test_that_bounds_are_offered_in_their_coarsest_unit(
    span: tuple[int, int], texts: tuple[str, str]
) -> None:
    assert offered(*span) == texts


def test_that_every_view_follows_while_time_plays(qtbot: QtBot, bundled: Dataset) -> None:
    program = Program(Look("en", "light", TODAY))
    window = program.show(bundled, Query())
    qtbot.addWidget(window)
    window.resize(1280, 800)
    settled(qtbot, window)
    session = window.session
    session.set_window(from_civil(2023), from_civil(2026, 7))
    frames = count()
    session.playback._clock = lambda: next(frames) * FRAME_MS / 1000  # a slow machine skips none
    session.playback.play()
    counts = set()
    for _ in range(6):
        with qtbot.waitSignal(session.result_changed, timeout=PATIENCE):
            pass
        told = window.status.texts()[0]
        counts.add(told)
        assert told == f"{session.result.n_visible} of {len(bundled)} events"
        static = window.timeline.static
        assert static is not None
        tally = static.tally
        assert tally.drawn + tally.outside + tally.unplaced == session.result.n_visible
    session.playback.step(1)
    session.flush()
    assert window.status.texts()[0].startswith(f"{session.result.n_visible} of")
    assert not session.playback.playing
    window.close()
