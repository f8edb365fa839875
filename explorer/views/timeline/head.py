"""What the playback bar says of the timeline, and the dates that are typed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.dataset.edtf import MAX, MIN
from explorer.query.clauses import TimeRange
from explorer.query.words import words
from explorer.session.session import Session
from explorer.views.timeline.bar import PlaybackBar
from explorer.views.timeline.hand import Hand
from explorer.views.timeline.travel import Travel
from explorer.views.words import word

if TYPE_CHECKING:
    from explorer.views.timeline.popovers import JumpPopover, RangePopover


class Head:
    """Brush, window or all of time, in words and for typing."""

    def __init__(self, session: Session, bar: PlaybackBar, hand: Hand, travel: Travel) -> None:
        self._session, self._bar, self._hand, self._travel = session, bar, hand, travel
        bar.range_requested.connect(self.ask_range)
        bar.jump_requested.connect(self.ask_jump)
        bar.fit_requested.connect(session.clear_window)
        bar.zoom_requested.connect(travel.zoom)

    def refresh(self) -> None:
        """Take over what is brushed and shown, and how many events without a date that hides."""
        session, lang = self._session, self._session.look.lang
        window, brush = session.window, self._hand.brush
        if brush is not None:
            said = word("time_brush", lang, range=words(brush, session.dataset, lang))
        elif window is None:
            said = word("all_time", lang)
        else:
            said = words(window, session.dataset, lang)
        hidden = 0
        if window is not None:
            others = session.engine.backdrop(session.state.query, "timeline")
            hidden = int(np.count_nonzero(others & ~session.dataset.events.dated))
        self._bar.show_range(said)
        self._bar.show_undated(hidden)
        self._bar.refresh()

    def ask_range(self) -> RangePopover:
        """Let the window, or the brush where there is one, be typed."""
        from explorer.views.timeline.popovers import RangePopover

        clause = self._hand.brush or self._session.window
        bounds = (clause.start, clause.end) if clause else (MIN, MAX)
        match = clause.match if clause else "possibly"
        view = clause.view if clause else "timeline"
        made = RangePopover(self._session.look, bounds, match, view, self._bar)
        made.typed.connect(self._on_typed)
        made.open_under(self._bar.range)
        return made

    def _on_typed(self, clause: TimeRange) -> None:
        if clause.view == "brush":
            self._session.state.set_selection(clause)
        else:
            self._session.state.set_filter(clause)

    def ask_jump(self) -> JumpPopover:
        """Let a date be typed to go to."""
        from explorer.views.timeline.popovers import JumpPopover

        made = JumpPopover(self._session.look, self._travel.extent, self._bar)
        made.typed.connect(self._travel.jump_to)
        made.open_under(self._bar.jump if self._bar.jump.isVisible() else self._bar.more)
        return made
