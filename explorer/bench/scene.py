"""A window under the hand."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.bench.stopwatch import Stopwatch
from explorer.common.records import dataclass
from explorer.dataset.edtf import MIN
from explorer.dataset.model import Dataset
from explorer.query.clauses import Query
from explorer.session.session import Session
from explorer.shell.window import MainWindow

RESTING_MS: Final = 420
"""A hand rests so long between two gestures; then of few events more is prepared."""


def moments(dataset: Dataset, *shares: float) -> list[int]:
    """Seconds before which these shares of the dated events begin."""
    events = dataset.events
    begun = events.start_lo[events.dated & (events.start_lo > MIN)]
    return [int(at) for at in np.quantile(begun, shares)]


@dataclass(slots=True, eq=False)
class Scene:
    """What gestures are made in."""

    window: MainWindow
    watch: Stopwatch

    @property
    def session(self) -> Session:
        """What is asked in the window."""
        return self.window.session

    def reset(self) -> None:
        """Nothing asked, all of time and of the world in view, at rest."""
        self.session.playback.pause()
        self.window.map.set_tool("pan")
        self.session.focus.pick(())
        self.session.state.set_query(Query())
        self.window.map.fit_world()
        self.watch.rest(lambda: not self.window.map.moving)
        self.settle()

    def see(self, first: float, last: float) -> None:
        """Put the timeline's window where these shares of the events lie before its ends."""
        self.session.set_window(*moments(self.session.dataset, first, last))
        self.settle()

    def settle(self) -> None:
        """Let the window come to rest, and prepare what it prepares then."""
        self.watch.wait(RESTING_MS)
        self.watch.rest()
