"""What every test of the window stands on: hands that are as quick on a slow machine."""

from __future__ import annotations

import pytest
from settled import HELD

from explorer.session import history


@pytest.fixture(autouse=True)
def _hands_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of a wheel or a held key follow one another quickly enough to be one step of undo."""
    monkeypatch.setattr(history, "TOGETHER_MS", HELD)
