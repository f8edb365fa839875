"""What every test of the window stands on: hands that are as quick on a slow machine, and a screen
with nothing on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from settled import HELD

from explorer.session import history


@pytest.fixture(autouse=True)
def _hands_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of a wheel or a held key follow one another quickly enough to be one step of undo."""
    monkeypatch.setattr(history, "TOGETHER_MS", HELD)


@pytest.fixture(autouse=True)
def _no_window_is_left() -> Iterator[None]:
    """What a test leaves on the screen would lie over the next one's window, and take its mouse."""
    yield
    for left in QApplication.topLevelWidgets():
        if shiboken6.isValid(left) and left.isVisible():
            left.close()
