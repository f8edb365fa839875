"""A whole session by another program's hands on a real X screen: search, facet, lasso, brush,
playback, picking, undoing all of it. After each step every view says the same as the others and as
``chuhai query`` with the command that the window gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

WAIT = 120.0
PAUSE = 0.05
EVENT = "alibaba-dc-plan-2024-05"


class Session:
    """The running program: hands on it, and questions to it."""

    def __init__(self, display: str, child: subprocess.Popen[str]) -> None:
        self.display, self.child = display, child

    def ask(self, question: str) -> Any:
        """The answer to an expression of ``probed``."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(question + "\n")
        self.child.stdin.flush()
        answer = self.child.stdout.readline()
        assert answer, self.child.communicate(timeout=WAIT)[1]
        told = json.loads(answer)
        assert not (isinstance(told, dict) and "error" in told), told
        return told

    def hands(self, *words: object) -> None:
        """Run xdotool."""
        subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self.display},
            timeout=WAIT,
            check=True,
        )

    def until(self, question: str, wanted: object = True) -> None:
        """Ask until the answer is ``wanted``: what hands do reaches the program in its own time."""
        give_up = time.monotonic() + WAIT
        while (told := self.ask(question)) != wanted:
            assert time.monotonic() < give_up, f"{question} is {told!r}, not {wanted!r}"
            time.sleep(PAUSE)

    def drag(self, *points: tuple[float, float]) -> None:
        """Press at the first point, move along the others, let go at the last; each step when the
        program has seen the one before, which it would leave out otherwise."""
        down = 0
        for point in points:
            self.hands("mousemove", *point)
            self.until("seen()", [*point, down])
            if not down:
                down = 1
                self.hands("mousedown", 1)
                self.until("seen()", [*point, down])
        self.hands("mouseup", 1)
        self.until("seen()", [*points[-1], 0])

    def agreed(self, undo: str) -> dict[str, Any]:
        """The state once ``undo`` is what can be taken back and the window is at rest, after
        checking that all views and the command line say the same."""
        self.until("window.session.history.undo_name", undo)
        return self.rested()

    def rested(self) -> dict[str, Any]:
        """The state once the window is at rest, checked likewise."""
        self.until("still()")
        state: dict[str, Any] = self.ask("state()")
        n = state["selected"] if state["selecting"] else state["visible"]
        assert state["status"].startswith(f"{n} of ")
        assert state["map"] == state["timeline"] == state["table"] == state["visible"]
        _, *words = state["command"]
        answer = subprocess.run(
            [sys.executable, "-m", "explorer", *words, "--format", "json", "--facets"],
            capture_output=True,
            text=True,
            timeout=WAIT,
            check=True,
        )
        report = json.loads(answer.stdout)
        assert report["matched"] == n
        return state


@pytest.fixture
def session() -> Iterator[Session]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    kept = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    child = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("probed.py"))],
        env={**kept, "DISPLAY": display, "PYTHONPATH": os.pathsep.join([".", *sys.path])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    running = Session(display, child)
    running.ask("window.show_table(True)")
    running.until("still()")
    yield running
    if child.poll() is None:
        child.kill()
    child.communicate(timeout=WAIT)
    server.terminate()
    server.wait(10)


def test_that_a_whole_session_agrees_with_itself_and_with_the_command_line(
    session: Session,
) -> None:
    first = session.agreed(undo="")

    session.hands("mousemove", *session.ask("spot(window.inspector, 200, 30)"), "click", 1)
    session.hands("key", "ctrl+k")
    session.until("window.filters.search.hasFocus()")
    session.hands("type", "--delay", 30, "cloud")
    session.until("window.filters.search.text()", "cloud")
    session.hands("key", "Return")
    searched = session.agreed(undo="search")
    assert 0 < searched["visible"] < first["visible"]

    row = session.ask(
        "(lambda s: spot(s.target, 60, s.row_rect('data_center').center().y()))"
        "(window.filters.sections['category'])"
    )
    session.hands("mousemove", *row, "click", 1)
    session.agreed(undo="category")
    session.hands("mousemove", *row, "click", 1)
    session.until("window.session.result.n_visible", searched["visible"])
    session.hands("key", "ctrl+z", "key", "ctrl+z", "key", "ctrl+z")
    assert session.agreed(undo="")["visible"] == first["visible"]

    session.hands("mousemove", *session.ask("spot(window.map, 600, 420)"), "key", "l")
    session.until("window.map.tool", "lasso")
    china = "(lambda p: spot(window.map, p.x(), p.y()))(window.map.screen_point(112.0, 30.0))"
    left, top = session.ask(china)
    shape = [(-50, -20), (50, -25), (90, 20), (60, 70), (-40, 70), (-60, 20), (-52, -15)]
    session.drag(*[(left + x, top + y) for x, y in shape])
    lassoed = session.agreed(undo="lasso")
    assert 0 < lassoed["selected"] < lassoed["visible"]

    axis = "window.timeline.canvas"
    session.drag(*[tuple(session.ask(f"spot({axis}, {x}, 14)")) for x in (300, 400, 500, 640)])
    brushed = session.agreed(undo="brush")
    assert brushed["selected"] <= lassoed["selected"]

    session.hands("key", "Escape", "key", "Escape")
    session.until("bool(window.session.state.query.selection)", False)
    session.hands("mousemove", *session.ask(f"spot({axis}, 400, 60)"))
    session.ask("window.timeline.focus_part().setFocus()")
    session.hands("key", "space")
    session.until("window.session.playback.playing")
    first_shown = session.ask("window.timeline.window_range")
    session.until(f"list(window.timeline.window_range) != {first_shown}")
    session.hands("key", "space")
    session.until("window.session.playback.playing", False)
    played = session.rested()
    assert not played["selecting"]
    assert "time" in json.dumps(played["command"])

    for _ in range(30):
        left = session.ask("len(window.session.history._undo)")
        if not left:
            break
        session.hands("key", "ctrl+z")
        session.until(f"len(window.session.history._undo) < {left}")
    session.agreed(undo="")
    assert session.child.poll() is None
