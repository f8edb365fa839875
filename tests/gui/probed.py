"""The program with a listener on standard input: ``python probed.py`` answers each line, a Python
expression over ``window`` and the helpers below, with one line of JSON. For tests that move the
real window with another program's hands and must know where things stand."""

from __future__ import annotations

import json
import shlex
import sys
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, QSocketNotifier
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from settled import exposed, under_way

from explorer.app import Program, command_for
from explorer.common.paths import bundled_package
from explorer.dataset.build import load
from explorer.figure.picture import Picture, Symbol
from explorer.paint.fonts import register
from explorer.session.look import Look

WAITING = 500
"""Milliseconds of the longest timer after which something in the window changes its place."""


def main() -> None:
    """Run until the window is closed."""
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    register()
    program = Program(Look("en", "light", 1_771_000_000))
    program.show(load(bundled_package()))
    eye = Eye()
    ear = Ear(program, eye)
    assert program.window is not None
    handle = program.window.windowHandle()
    assert handle is not None
    handle.installEventFilter(eye)
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(ear.answer)
    sys.exit(application.exec())


class Eye(QObject):
    """Where the pointer was last seen, and whether a button was down then."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[int] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look at what comes to the window, and let it pass."""
        if isinstance(event, QMouseEvent):
            at = event.globalPosition()
            self.seen = [round(at.x()), round(at.y()), event.buttons().value]
        return False


class Ear:
    """Answers questions about the window."""

    def __init__(self, program: Program, eye: Eye) -> None:
        self.program, self.eye = program, eye

    def answer(self) -> None:
        """Read one line, say one line."""
        line = sys.stdin.readline()
        if not line:
            QApplication.quit()
            return
        window = self.program.window
        assert window is not None
        known = {
            "window": window,
            "state": self.state,
            "mark": self.mark,
            "spot": spot,
            "seen": lambda: self.eye.seen,
            "still": lambda: exposed(window) and not under_way(window, WAITING),
        }
        try:
            told = eval(line, known)  # a test's own words
        except Exception as error:
            told = {"error": repr(error)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    def state(self) -> dict[str, Any]:
        """What every view says."""
        window = self.program.window
        assert window is not None
        session = window.session
        facets = {
            field: {key: [row.count, row.total] for key, row in section.rows().items()}
            for field, section in window.filters.sections.items()
        }
        return {
            "command": shlex.split(command_for(session, None)),
            "selecting": bool(session.state.query.selection),
            "status": window.status.texts()[0],
            "map": total(window.map.picture),
            "timeline": total(window.timeline.static),
            "table": len(window.table.model.rows),
            "visible": session.result.n_visible,
            "selected": session.result.n_selected,
            "facets": facets,
            "undo": session.history.undo_name,
            "picked": list(session.focus.picked),
        }

    def mark(self, event: str) -> list[float]:
        """Where an event's mark stands on the map, on the screen."""
        window = self.program.window
        assert window is not None
        assert window.map.picture is not None
        for layer in window.map.picture.layers:
            for one in layer.marks:
                if isinstance(one, Symbol) and event in one.ref:
                    return spot(window.map, one.x, one.y)
        return []


def total(picture: Picture | None) -> int:
    """Events that a picture accounts for."""
    assert picture is not None
    return picture.tally.drawn + picture.tally.outside + picture.tally.unplaced


def spot(widget: QWidget, x: float, y: float) -> list[float]:
    """A point of a widget, on the screen."""
    at = widget.mapToGlobal(QPointF(x, y))
    return [round(at.x()), round(at.y())]


if __name__ == "__main__":
    main()
