"""``chuhai`` alone: the window, and what it says where it can't open."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import PACKAGE, assert_refused, screenless, start, strict_json


def test_that_a_window_without_a_screen_names_what_works_without_one() -> None:
    assert_refused(start(), "screen", "snapshot")
    assert_refused(start(env=screenless(DISPLAY=":987")), ":987", "snapshot")
    assert_refused(start(PACKAGE, "--lang", "zh"), "screen", "snapshot")


@pytest.mark.parametrize("words", [(), ("--time", "2024", "--lang", "zh", "--theme", "dark")])
def test_that_the_window_leaves_after_its_first_frame_when_asked(words: tuple[str, ...]) -> None:
    env = screenless(QT_QPA_PLATFORM="offscreen", CHUHAI_EXIT_AFTER_FIRST_FRAME="1")
    answer = start(*words, env=env)
    assert (answer.status, answer.err) == (0, "")
    told = strict_json(answer.out)
    assert list(told) == ["first_frame_ms"]
    assert told["first_frame_ms"] > 0


def test_that_a_window_opens_on_good_rows_and_tells_the_bad(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("title,date\nGood,2024\n,2024\n", encoding="utf-8")
    env = screenless(QT_QPA_PLATFORM="offscreen", CHUHAI_EXIT_AFTER_FIRST_FRAME="1")
    answer = start(path, env=env)
    assert answer.status == 0
    assert "bad.csv, line 3" in answer.err
    assert "first_frame_ms" in answer.out


def test_that_a_window_refuses_what_it_cannot_read(tmp_path: Path) -> None:
    env = screenless(QT_QPA_PLATFORM="offscreen")
    assert_refused(start(tmp_path / "nope.csv", env=env), "nope.csv", "does not exist")
    assert_refused(start("--where", "country=Atlantis", env=env), "Atlantis")
