"""A timeline of many events comes to rest in turns of the event loop: it is arranged in one, drawn
in the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from explorer.views.timeline.asked import Asked, arrangement

MANY: Final = 4000
"""Events of a dataset beyond which the timeline takes turns of its own; what other views show of
the same answer does not wait for it."""

FIRST_MS: Final = 20
"""Before a first picture, in which the window comes without it."""


class Turns(QObject):
    """``asked``: what is to be shown; ``settle``: shows what was arranged, though another window
    be asked for by then, as in playback: that follows. Meanwhile the last picture stays."""

    def __init__(
        self, asked: Callable[[], Asked], settle: Callable[[Asked], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._asked, self._settle = asked, settle
        self._laid: Asked | None = None  # it was arranged
        self.first = False
        """Whether its first picture comes in turns, however few events there are."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    @property
    def due(self) -> bool:
        """Whether what is shown is not what was asked for last."""
        return self._timer.isActive()

    def take(self, asked: Asked) -> bool:
        """Whether ``asked`` is for so many events that it comes in turns, which begin then."""
        if len(asked.dataset) <= MANY and not self.first:
            return False
        self._laid = None
        self._timer.start(FIRST_MS if self.first else 0)
        return True

    def stop(self) -> None:
        """It is shown by now."""
        self.first = False
        self._laid = None
        self._timer.stop()

    def _go_on(self) -> None:
        if self._laid is not None:
            self._settle(self._laid)
            return
        self._laid = self._asked()
        arrangement(self._laid)  # which is remembered
        self._timer.start(0)
