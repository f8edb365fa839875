"""The program on a real X screen, moved by another program's hands."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

WAIT = 120.0
FIND = ("search", "--onlyvisible", "--name", "Chuhai Explorer")


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The number of a virtual X screen of 1600×1000."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait(10)


def environment(screen: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    return {**kept, "DISPLAY": screen}


def hands(screen: str, *words: str | int) -> str:
    """Run xdotool."""
    answer = subprocess.run(
        ["xdotool", *map(str, words)],
        env=environment(screen),
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=True,
    )
    return answer.stdout.strip()


def title_of(screen: str) -> str:
    """Title of the program's window, '' while there is none."""
    try:
        return hands(
            screen, "search", "--onlyvisible", "--name", "Chuhai Explorer", "getwindowname"
        )
    except subprocess.CalledProcessError:
        return ""


GRAB = """
import sys
from PySide6.QtGui import QGuiApplication
app = QGuiApplication([])
image = app.primaryScreen().grabWindow(0).toImage()
print(*{image.pixel(x, y) for x in range(300, 1200, 7) for y in range(120, 900, 7)})
"""
MANY = 60
"""Colours that only a painted window has on the screen."""


def colours(screen: str) -> set[str]:
    """What the middle of the screen is painted with."""
    grabbed = subprocess.run(
        [sys.executable, "-c", GRAB],
        env=environment(screen),
        timeout=WAIT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert grabbed.returncode == 0, grabbed.stderr
    return set(grabbed.stdout.split())


@pytest.fixture
def program(screen: str) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        [sys.executable, "-m", "explorer", "--theme", "light"],
        env=environment(screen),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    give_up = time.monotonic() + WAIT
    while not title_of(screen) and time.monotonic() < give_up:
        assert running.poll() is None, running.communicate()[1]
        time.sleep(0.2)
    while len(colours(screen)) <= MANY and time.monotonic() < give_up:
        assert running.poll() is None, running.communicate()[1]
        time.sleep(0.2)
    yield running
    if running.poll() is None:
        running.kill()
        running.communicate(timeout=WAIT)


def test_that_the_first_frame_comes_on_a_real_screen(screen: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "explorer"],
        env={**environment(screen), "CHUHAI_EXIT_AFTER_FIRST_FRAME": "1"},
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "first_frame_ms" in answer.stdout
    assert answer.stderr == ""


def test_that_a_session_by_hand_ends_without_a_word_of_complaint(
    screen: str, program: subprocess.Popen[str]
) -> None:
    assert "Chinese AI going abroad" in title_of(screen)
    hands(screen, "mousemove", 700, 300, "click", "--repeat", 3, 4)  # zoom the map
    hands(screen, "mousemove", 700, 300, "mousedown", 1)
    hands(screen, "mousemove", 620, 280, "mousemove", 560, 260, "mouseup", 1)
    hands(screen, "mousemove", 900, 700, "click", "--repeat", 4, 4)  # zoom the timeline
    hands(screen, "mousemove", 700, 300, "click", 1, "key", "n", "key", "n", "key", "p")
    hands(screen, "key", "ctrl+k", "type", "--delay", 20, "zhipu")
    time.sleep(0.6)
    hands(screen, "key", "ctrl+a", "key", "Delete", "key", "Escape")
    time.sleep(0.4)
    assert program.poll() is None
    hands(screen, "key", "ctrl+q")
    out, complaints = program.communicate(timeout=WAIT)
    assert program.returncode == 0
    assert complaints == ""
    assert out == ""


def test_that_a_screen_that_is_not_there_is_told_of() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "explorer"],
        env=environment(":987"),
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "snapshot" in answer.stderr


def test_that_the_window_shows_map_and_timeline(
    screen: str, program: subprocess.Popen[str]
) -> None:
    assert len(colours(screen)) > MANY, "land, sea, marks and lanes have many colours"
    assert program.poll() is None
