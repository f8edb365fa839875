"""Waiting for what is shown to come to rest, however slow the machine is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractAnimation, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.views.map.camera import MapCanvas

PATIENCE: Final = 60_000
"""Milliseconds after which something that should have come will not come any more."""
LONG: Final = 200
"""A timer of more milliseconds than this is no sign of unrest: it waits for a person."""
HELD: Final = 3_600_000
"""Milliseconds of a timer that only a test lets go."""
LOOKS: Final = 3
"""Looks, ten milliseconds of the event loop apart, at which nothing is under way: what one turn
of the event loop puts off to the next has come by then."""


def until(qtbot: QtBot, holds: Callable[[], bool]) -> None:
    """Let the event loop run until ``holds``."""
    qtbot.waitUntil(holds, timeout=PATIENCE)


def settled(qtbot: QtBot, widget: QWidget) -> None:
    """Let the event loop run until ``widget`` is on the screen, laid out and painted, and nothing
    in it is under way: no answer, movement, animation or work in slices."""
    until(qtbot, lambda: exposed(widget))
    looks = 0

    def still() -> bool:
        nonlocal looks
        looks = 0 if under_way(widget) else looks + 1
        return looks >= LOOKS

    until(qtbot, still)


def hold(timer: QTimer) -> None:
    """The time of ``timer`` is not up before ``let_go``, however long a test takes."""
    timer.setInterval(HELD)


def let_go(timer: QTimer) -> None:
    """The time of ``timer``, which runs, is up at the next turn of the event loop."""
    assert timer.isActive()
    timer.setInterval(0)


def exposed(widget: QWidget) -> bool:
    """Whether the window of ``widget`` is on the screen."""
    handle = widget.window().windowHandle()
    return widget.isVisible() and handle is not None and handle.isExposed()


def under_way(widget: QWidget, longest: int = LONG) -> list[object]:
    """What is not at rest in ``widget``: timers of up to ``longest`` milliseconds and animations
    that run, and maps whose picture is to be made."""
    timers = [t for t in widget.findChildren(QTimer) if t.isActive() and t.interval() <= longest]
    moves = [
        move
        for move in widget.findChildren(QAbstractAnimation)
        if move.state() == QAbstractAnimation.State.Running
    ]
    maps = [m for m in (widget, *widget.findChildren(QWidget)) if isinstance(m, MapCanvas)]
    return [*timers, *moves, *(m for m in maps if m.isVisible() and m.picture is None)]
