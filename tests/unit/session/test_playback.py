"""Playback, driven by a clock that the tests move."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.dataset.build import load
from explorer.dataset.edtf import from_civil, to_civil
from explorer.dataset.model import Dataset
from explorer.query.clauses import TimeRange, Values
from explorer.query.first_window import known_spans
from explorer.session.playback import LONGEST_S, PACE, Playback
from explorer.session.session import Session


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Played:
    """A session with a playback whose time passes only here."""

    def __init__(self, dataset: Dataset) -> None:
        self.session = Session(dataset)
        self.clock = Clock()
        session = self.session
        self.playback = Playback(dataset, session.state, session.history, session, self.clock)

    def run(self, seconds: float, frames: int) -> None:
        for _ in range(frames):
            self.clock.now += seconds / frames
            self.playback.tick()

    @property
    def window(self) -> tuple[int, int]:
        window = self.session.window
        assert window is not None
        return window.start, window.end

    def look_at(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        self.session.set_window(from_civil(*first), from_civil(*last))


@pytest.fixture
def played(qapp: object, bundled: Dataset) -> Played:
    return Played(bundled)


def test_that_it_begins_where_the_data_do(played: Played) -> None:
    played.playback.play()
    starts, _ = known_spans(played.session.dataset)
    start, end = played.window
    assert to_civil(start)[:3] == (*to_civil(int(starts.min()))[:2], 1)
    assert played.playback.playing
    months = [12 * to_civil(at)[0] + to_civil(at)[1] for at in (start, end)]
    assert months[1] - months[0] == 6


def test_that_a_long_window_is_what_is_played(played: Played) -> None:
    played.look_at((2023, 1), (2026, 7))
    played.playback.play()
    assert played.window == (from_civil(2023, 1), from_civil(2023, 7))
    played.run(10.0, 100)
    assert played.window == (from_civil(2024, 9), from_civil(2025, 3))
    played.run(10.0, 7)
    assert played.window == (from_civil(2026, 1), from_civil(2026, 7))
    assert not played.playback.playing, "at the end it stops"


@pytest.mark.parametrize("frames", [1, 3, 500])
def test_that_dropped_frames_lose_no_time(played: Played, frames: int) -> None:
    played.look_at((2022, 1), (2026, 1))
    played.playback.play()
    played.run(7.0, frames)
    assert played.window == (from_civil(2022, 15), from_civil(2022, 21))


def test_that_months_are_those_of_the_calendar(played: Played) -> None:
    played.look_at((2023, 1), (2025, 1))
    played.playback.set_months(1)
    played.playback.play()
    lengths = []
    for _ in range(4):
        start, end = played.window
        lengths.append((end - start) // 86_400)
        played.run(1 / PACE, 1)
    assert lengths == [31, 28, 31, 30]


def test_that_speed_multiplies(played: Played) -> None:
    played.look_at((2022, 1), (2026, 1))
    played.playback.play()
    played.run(2.0, 5)
    played.playback.set_speed(4.0)
    played.run(1.0, 5)
    assert played.window[0] == from_civil(2022, 1 + 4 + 8)


def test_that_a_change_of_speed_counts_the_time_before_at_the_old_one(played: Played) -> None:
    played.look_at((2022, 1), (2026, 1))
    played.playback.play()
    played.clock.now += 2.0
    played.playback.set_speed(4.0)
    assert played.window[0] == from_civil(2022, 5)


def test_that_a_growing_window_keeps_its_start(played: Played) -> None:
    played.playback.set_months(0)
    played.look_at((2023, 1), (2026, 1))
    played.playback.play()
    ends = []
    for _ in range(3):
        played.run(3.0, 3)
        assert played.window[0] == from_civil(2023, 1)
        ends.append(played.window[1])
    assert ends == sorted(set(ends))
    played.run(30.0, 3)
    assert played.window == (from_civil(2023, 1), from_civil(2026, 1))
    assert not played.playback.playing


def test_that_a_loop_goes_on_from_the_beginning(played: Played) -> None:
    played.look_at((2023, 1), (2025, 1))
    played.playback.set_loop(True)
    played.playback.play()
    played.run(10.0, 20)  # 20 months over a way of 18
    assert played.playback.playing
    assert played.window[0] == from_civil(2023, 3)


def test_that_playing_again_at_the_end_begins_anew(played: Played) -> None:
    played.look_at((2023, 1), (2025, 1))
    played.playback.play()
    played.run(60.0, 2)
    assert not played.playback.playing
    played.playback.toggle()
    assert played.window[0] == from_civil(2023, 1)


def test_that_a_pause_goes_on_where_it_was(played: Played) -> None:
    played.look_at((2023, 1), (2025, 1))
    played.playback.toggle()
    played.run(3.0, 3)
    played.playback.toggle()
    played.clock.now += 500.0
    played.playback.toggle()
    played.run(1.0, 1)
    assert played.window[0] == from_civil(2023, 9)


def test_that_steps_stand_on_the_first_of_a_month(played: Played) -> None:
    played.look_at((2023, 1), (2025, 1))
    played.playback.play()
    played.run(0.7, 2)
    played.playback.step(1)
    assert not played.playback.playing
    assert played.window == (from_civil(2023, 3), from_civil(2023, 9))
    for month in (2, 1, 1):
        played.playback.step(-1)
        assert played.window[0] == from_civil(2023, month)


def test_that_the_first_step_without_a_window_shows_the_beginning(played: Played) -> None:
    played.playback.step(1)
    first = played.window
    played.playback.step(1)
    assert to_civil(played.window[0])[1] == to_civil(first[0])[1] % 12 + 1


def test_that_nothing_of_it_can_be_undone(played: Played) -> None:
    session = played.session
    played.look_at((2023, 1), (2025, 1))
    before = session.history.undo_name
    session.history.undo()
    assert session.window is None
    session.history.redo()
    window = session.window
    played.playback.play()
    played.run(3.0, 9)
    played.playback.pause()
    played.playback.step(-1)
    assert session.history.undo_name == before
    assert session.window != window
    session.history.back()
    assert session.window == window, "but to where it began one can go back"
    session.history.forward()
    assert session.window != window
    for _ in range(3):
        session.history.undo()
    assert session.window is None


def test_that_it_stops_when_the_window_is_moved_by_hand(played: Played) -> None:
    played.look_at((2023, 1), (2026, 1))
    played.playback.play()
    played.run(1.0, 5)
    played.look_at((2024, 1), (2024, 4))
    played.run(1.0, 5)
    assert not played.playback.playing
    assert played.window == (from_civil(2024, 1), from_civil(2024, 4))
    played.playback.play()
    assert played.window == (from_civil(2024, 1), from_civil(2024, 7)), "from there"
    played.run(60.0, 5)
    assert played.window[1] == from_civil(2026, 1), "to the end of what was played"


def test_that_other_filters_and_the_way_of_matching_stay(played: Played) -> None:
    session = played.session
    session.state.set_filter(Values("category", ("release",)))
    session.state.set_filter(TimeRange(from_civil(2023), from_civil(2026), "certainly"))
    played.playback.play()
    played.run(1.0, 2)
    assert Values("category", ("release",)) in session.state.query.filters
    window = session.window
    assert window is not None
    assert window.match == "certainly"


def test_that_reduced_motion_goes_on_by_whole_windows(played: Played) -> None:
    played.look_at((2023, 1), (2026, 1))
    played.playback.set_months(3)
    played.playback.reduced_motion = True
    played.playback.play()
    seen = []
    for _ in range(40):
        played.run(0.1, 1)
        seen.append(played.window[0])
    assert sorted(set(seen)) == [from_civil(2023, month) for month in (1, 4, 7)]


def test_that_a_new_length_is_seen_at_once(played: Played) -> None:
    played.look_at((2023, 1), (2026, 1))
    played.playback.play()
    played.run(2.0, 2)
    played.playback.pause()
    played.playback.set_months(12)
    assert played.window == (from_civil(2023, 5), from_civil(2024, 5))
    played.playback.set_months(0)
    assert played.window == (from_civil(2023, 1), from_civil(2024, 5))
    played.playback.set_months(3)
    assert played.window == (from_civil(2024, 2), from_civil(2024, 5))


def test_that_settings_are_told_once(played: Played) -> None:
    told: list[None] = []
    played.playback.settings_changed.connect(lambda: told.append(None))
    for _ in range(2):
        played.playback.set_loop(True)
        played.playback.set_speed(2.0)
        played.playback.set_months(1)
    assert len(told) == 3


def test_that_deep_time_is_played_to_its_end(played: Played) -> None:
    played.look_at((-4_000_000_000, 1), (2000, 1))
    played.playback.play()
    start = played.window[0]
    played.run(LONGEST_S + 1.0, 50)
    assert played.window[0] > start
    assert played.window[1] == pytest.approx(from_civil(2000), abs=31_556_952)
    assert not played.playback.playing


@pytest.mark.parametrize("date", ["", "2024-05-03", "2024-05-03T10:00:00Z", "1405/.."])
def test_that_little_data_plays_to_its_end(qapp: object, tmp_path: Path, date: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"title,date\nEvent,{date}\n", "utf-8")
    played = Played(load(path))
    for months in (6, 0):
        played.playback.set_months(months)
        played.session.clear_window()
        played.playback.play()
        starts = []
        for _ in range(10):
            played.run(LONGEST_S / 9, 3)
            start, end = played.window
            assert start < end
            starts.append(start)
        assert starts == sorted(starts)
        assert not played.playback.playing
