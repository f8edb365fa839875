"""The timeline while its window moves, and once it has come to rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from settled import hold, let_go, settled, until

from explorer.common.look import Theme
from explorer.dataset.build import load
from explorer.dataset.calendar import DAY, from_civil
from explorer.dataset.model import Dataset
from explorer.figure.timeline import arrange
from explorer.paint.fonts import QtMeasure
from explorer.query.clauses import TimeRange, Values
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.views.timeline.widget import TimelineWidget

START = from_civil(2024)
LENGTH = 848 * DAY  # one day a pixel


class Motion:
    """A timeline of its own, 984 pixels wide. It comes to rest when ``rest`` lets it."""

    def __init__(self, qtbot: QtBot, dataset: Dataset, theme: Theme = "light") -> None:
        self.qtbot = qtbot
        self.session = Session(dataset, Look("en", theme, from_civil(2026, 2, 14)))
        self.timeline = self.shown()
        self.session.result_changed.connect(self.timeline.refresh)
        self.session.focus.picked_changed.connect(self.timeline.refresh)
        self.session.focus.hover_changed.connect(self.timeline.refresh_live)
        hold(self.timeline._settling)
        self.look_at(START)
        self.rest()

    def shown(self) -> TimelineWidget:
        made = TimelineWidget(self.session, QtMeasure())
        self.qtbot.addWidget(made)
        made.resize(984, 428)
        made.show()
        made.refresh()
        settled(self.qtbot, made)
        return made

    def look_at(self, start: int, length: int = LENGTH) -> None:
        self.session.set_window(start, start + length)
        self.session.flush()
        QApplication.processEvents()

    def rest(self) -> None:
        if self.timeline._settling.isActive():
            let_go(self.timeline._settling)
        until(self.qtbot, lambda: not self.timeline.moving)
        hold(self.timeline._settling)
        QApplication.processEvents()

    def image(self, timeline: TimelineWidget | None = None) -> npt.NDArray[np.uint8]:
        """(rows, columns, 4) of the canvas."""
        grabbed = (timeline or self.timeline).canvas.grab().toImage()
        plain = grabbed.convertToFormat(QImage.Format.Format_RGBA8888)
        flat = np.frombuffer(plain.constBits(), np.uint8)
        return flat.reshape(plain.height(), plain.width(), 4).copy()


@pytest.fixture
def motion(qtbot: QtBot, bundled: Dataset) -> Motion:
    return Motion(qtbot, bundled)


@pytest.fixture
def few(tmp_path: Path) -> Dataset:
    """So few events that lanes are as tall wherever the window is."""
    lines = ["id,title,date,category"]
    for k in range(72):
        day = f"{2021 + k // 12}-{1 + k % 12:02}-{1 + k * 7 % 27:02}"
        lines.append(f"e{k},Event {k},{day},{('release', 'ipo', 'regulation')[k % 3]}")
    path = tmp_path / "few.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return load(path)


def differing(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    """Share of the pixels that are clearly others."""
    return float((np.abs(one.astype(int) - other.astype(int)).max(axis=2) > 60).mean())


def test_that_at_rest_it_looks_as_if_it_had_never_moved(motion: Motion) -> None:
    for start, length in ((40, LENGTH), (90, LENGTH + 200 * DAY), (300, LENGTH // 3 * 2)):
        motion.look_at(START + start * DAY, length)
    assert motion.timeline.moving
    motion.rest()
    fresh = motion.shown()
    assert (motion.image() == motion.image(fresh)).all()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("selecting", [False, True])
def test_that_a_step_looks_like_the_rest_that_follows(
    qtbot: QtBot, few: Dataset, theme: Theme, selecting: bool
) -> None:
    motion = Motion(qtbot, few, theme)
    if selecting:
        motion.session.state.set_selection(
            TimeRange(START + 100 * DAY, START + 500 * DAY, view="brush")
        )
        motion.session.focus.pick((few.events.id[40],))
        motion.session.flush()
        motion.rest()
    before = motion.image()
    motion.look_at(START + 40 * DAY)
    assert motion.timeline.moving
    step = motion.image()
    motion.rest()
    after = motion.image()
    # Names near the edges, and what the guide line runs behind, are another matter.
    assert differing(step, after) < 0.012
    assert differing(before, after) > 2 * differing(step, after)


def test_that_asking_for_what_is_drawn_ends_a_movement(motion: Motion) -> None:
    motion.look_at(START + 30 * DAY)
    assert motion.timeline.moving
    static = motion.timeline.static
    assert static is not None
    assert not motion.timeline.moving
    tally = static.tally
    assert tally.drawn + tally.outside + tally.unplaced == motion.session.result.n_visible


def test_that_a_jump_is_no_movement(motion: Motion) -> None:
    motion.look_at(START - 2000 * DAY)
    assert not motion.timeline.moving
    motion.look_at(START - 2000 * DAY, 5 * LENGTH)
    assert not motion.timeline.moving


def test_that_a_long_way_in_small_steps_is_a_movement(motion: Motion) -> None:
    for k in range(1, 26):
        motion.look_at(START - k * 60 * DAY)
        assert motion.timeline.moving
    static = motion.timeline.static
    assert static is not None
    shown = motion.session.result.n_visible
    assert static.tally.drawn + static.tally.outside + static.tally.unplaced == shown


def test_that_picks_filters_and_folds_are_seen_at_once(motion: Motion, bundled: Dataset) -> None:
    session, timeline = motion.session, motion.timeline
    for change in (
        lambda: session.focus.pick((bundled.events.id[30],)),
        lambda: session.state.set_filter(Values("category", ("release", "ipo"))),
        lambda: session.outlook.toggle_lane("release"),
        lambda: session.look.set_theme("dark"),
    ):
        motion.look_at(session.window.start + 9 * DAY if session.window else START)
        assert timeline.moving
        change()
        session.flush()
        timeline.refresh()
        assert not timeline.moving


def test_that_a_brush_repaints_only_what_is_lit(motion: Motion) -> None:
    static = motion.timeline.static
    session = motion.session
    session.state.set_selection(TimeRange(START, START + 90 * DAY, view="brush"))
    session.flush()
    dimmed, before = motion.timeline.static, motion.image()
    assert dimmed is not static
    session.state.set_selection(TimeRange(START, START + 300 * DAY, view="brush"))
    session.flush()
    assert motion.timeline.static is dimmed
    assert differing(before, motion.image()) > 0.003


def test_that_hovering_repaints_neither(motion: Motion, bundled: Dataset) -> None:
    static, live = motion.timeline.static, motion.timeline.live
    before = motion.image()
    lo, hi = bundled.events.start_lo, bundled.events.end_hi
    inside = (lo > START + 100 * DAY) & (hi < START + LENGTH - 100 * DAY)
    motion.session.focus.set_hover(bundled.events.id[int(inside.nonzero()[0][0])])
    assert (motion.timeline.static, motion.timeline.live) == (static, live)
    assert (before != motion.image()).any()
    motion.session.focus.set_hover("")
    assert (before == motion.image()).all()


@pytest.fixture
def crowded(qtbot: QtBot, tmp_path: Path) -> Motion:
    """Lanes with more events than can be marked."""
    lines = ["id,title,date,category"]
    for k in range(6000):
        day = f"{2020 + k % 8}-{1 + k // 8 % 12:02}-{1 + k // 96 % 27:02}"
        lines.append(f"e{k},Event {k},{day},{'release' if k % 3 else 'ipo'}")
    path = tmp_path / "crowd.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return Motion(qtbot, load(path))


def test_that_columns_move_too(crowded: Motion) -> None:
    before = crowded.image()
    crowded.look_at(START + 40 * DAY)
    assert crowded.timeline.moving
    step = crowded.image()
    crowded.rest()
    after = crowded.image()
    assert differing(step, after) < 0.02
    assert differing(before, after) > 0.02


def test_that_many_events_come_to_rest_in_turns_of_their_own(crowded: Motion) -> None:
    session, timeline = crowded.session, crowded.timeline
    before, shown = timeline._layers.static, crowded.image()
    session.state.set_filter(Values("category", ("ipo",), view="category"))
    session.flush()
    assert timeline.moving
    assert timeline._layers.static is before
    assert not differing(shown, crowded.image())  # what is shown stays for so long
    until(crowded.qtbot, lambda: not timeline.moving)
    after = timeline._layers.static
    assert after is not None
    assert after.tally.drawn == int(session.result.visible.sum())
    session.state.clear_filters()
    session.flush()
    assert timeline.moving
    asked = timeline.static  # whoever asks is told of what was asked for, at once
    assert asked is not None
    assert asked.tally.drawn == int(session.result.visible.sum()) > after.tally.drawn
    assert not timeline.moving


def test_that_a_step_of_many_events_is_not_broken_off_by_a_turn(crowded: Motion) -> None:
    session, timeline = crowded.session, crowded.timeline
    session.state.set_filter(Values("category", ("ipo",), view="category"))
    session.flush()
    timeline.rest()
    crowded.look_at(START + 20 * DAY)
    timeline._come_to_rest()
    assert timeline._turns.due
    session.set_window(START + 40 * DAY, START + 40 * DAY + LENGTH)
    session.flush()
    assert timeline._layers.moving
    assert not timeline._turns.due
    crowded.rest()
    assert timeline.view.start == START + 40 * DAY


def test_that_what_was_arranged_is_shown_though_another_window_is_asked_for(
    crowded: Motion, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, timeline = crowded.session, crowded.timeline
    session.state.set_filter(Values("category", ("ipo",), view="category"))
    session.flush()
    timeline._turns._go_on()  # it is arranged
    laid = timeline._turns._laid
    assert laid is not None
    session.set_window(START + 40 * DAY, START + 40 * DAY + LENGTH)  # as in playback: not yet told
    made: list[object] = []
    real = arrange._Arranger.done
    monkeypatch.setattr(arrange._Arranger, "done", lambda self: (made.append(self), real(self))[1])
    timeline._turns._go_on()
    assert not made, "nothing is arranged in the turn that draws"
    assert timeline._layers._asked is not None
    assert timeline._layers._asked.view == laid.view
    session.flush()
    crowded.rest()
    assert timeline._layers._asked.view.start == START + 40 * DAY, "that follows"


def test_that_a_brush_over_many_events_waits_for_no_turn(crowded: Motion) -> None:
    session, timeline = crowded.session, crowded.timeline
    for days in (90, 120):
        session.state.set_selection(TimeRange(START, START + days * DAY, view="brush"))
        session.flush()
        if days == 90:
            until(crowded.qtbot, lambda: not timeline.moving)
    assert not timeline.moving


def test_that_a_timeline_that_is_yet_to_be_arranged_is_plain(crowded: Motion, qtbot: QtBot) -> None:
    other = TimelineWidget(crowded.session, QtMeasure())
    qtbot.addWidget(other)
    other.resize(984, 428)
    other.show()
    other.refresh()
    assert other.moving
    assert len(np.unique(crowded.image(other)[..., :3].reshape(-1, 3), axis=0)) == 1
    settled(qtbot, other)
    assert not differing(crowded.image(), crowded.image(other))


def whole(motion: Motion) -> npt.NDArray[np.uint8]:
    """The canvas once all names are there, of which few come in each painting."""
    before, now = motion.image(), motion.image()
    while (before != now).any():
        before, now = now, motion.image()
    return now


def test_that_a_movement_that_was_made_ready_in_part_shows_all(motion: Motion) -> None:
    layers = motion.timeline._layers
    motion.timeline._idle.stop()
    motion.look_at(START + 5 * DAY)
    motion.rest()
    motion.timeline._idle.stop()
    motion.look_at(START + 9 * DAY)
    wanted = whole(motion)
    turns = []
    for most in (1, 2, 3):
        layers._journey = layers._past = None  # as if nothing had been made ready
        motion.look_at(START + 5 * DAY)
        motion.rest()
        motion.timeline._idle.stop()
        turns.append(sum(layers.prepare() for _ in range(most)))
        motion.look_at(START + 9 * DAY)
        assert (whole(motion) == wanted).all()
    assert turns == [1, 2, 3]
