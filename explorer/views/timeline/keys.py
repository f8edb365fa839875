"""What the keys do while the timeline has the focus."""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from explorer.query.clauses import TimeRange
from explorer.session.session import Session
from explorer.views.timeline.travel import known_span
from explorer.views.timeline.units import shifted, unit_of


class Timed(Protocol):
    """What the keys need of the timeline."""

    @property
    def window_range(self) -> tuple[int, int]:
        """[start, end) shown, seconds."""

    def ask(self, start: float, end: float) -> None:
        """Ask for a window."""

    def zoom(self, factor: float) -> None:
        """The window's length times ``factor``."""

    def open_picked(self) -> None:
        """Say that the picked event is to be read."""

    def cancel(self) -> bool:
        """Give up a drag that is under way."""


_WALK: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_P: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_N: 1,
}
_ZOOM: Final = {
    Qt.Key.Key_Plus: 0.5,
    Qt.Key.Key_Equal: 0.5,
    Qt.Key.Key_Minus: 2.0,
}
_OWN: Final = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_BracketLeft,
        Qt.Key.Key_BracketRight,
        Qt.Key.Key_BraceLeft,
        Qt.Key.Key_BraceRight,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        *_ZOOM,
    }
)
"""Keys that go before the shortcuts of the window while the timeline has the focus."""
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Keys:
    """Walks, zooms, and moves window and brush."""

    def __init__(self, session: Session, timed: Timed) -> None:
        self._session, self._timed = session, timed

    def takes(self, event: QKeyEvent) -> bool:
        """Whether the key is the timeline's own."""
        other = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        if event.modifiers() & other or event.key() not in _OWN:
            return False
        return not event.modifiers() & _CTRL or event.key() in _WALK

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says. Returns whether it says anything."""
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & _SHIFT)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and shift:
            self._slide(_WALK[key])
        elif key in _WALK:
            self._session.step(_WALK[key])
        elif key in _ZOOM:
            self._timed.zoom(_ZOOM[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._outermost(key == Qt.Key.Key_End)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._timed.open_picked()
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BraceLeft):
            self._bound(0, -1 if key == Qt.Key.Key_BracketLeft else 1)
        elif key in (Qt.Key.Key_BracketRight, Qt.Key.Key_BraceRight):
            self._bound(1, 1 if key == Qt.Key.Key_BracketRight else -1)
        else:
            return self._played(key) or (key == Qt.Key.Key_Escape and self._timed.cancel())
        return True

    def _played(self, key: Qt.Key) -> bool:
        playback = self._session.playback
        if key == Qt.Key.Key_Space:
            playback.toggle()
        elif key in (Qt.Key.Key_Comma, Qt.Key.Key_Period):
            playback.step(1 if key == Qt.Key.Key_Period else -1)
        else:
            return False
        return True

    def _outermost(self, last: bool) -> None:
        visible = self._session.result.visible.nonzero()[0]
        if len(visible):
            i = int(visible[-1 if last else 0])
            self._session.focus.pick((self._session.dataset.events.id[i],))

    def _slide(self, by: int) -> None:
        """The brush, or without one the window, by one unit."""
        start, end = self._timed.window_range
        unit = unit_of(end - start)
        brush = next((c for c in self._session.state.query.selection if _is_brush(c)), None)
        if isinstance(brush, TimeRange):
            first, last = (shifted(at, unit, by) for at in (brush.start, brush.end))
            self._session.state.set_selection(TimeRange(first, last, brush.match, view="brush"))
        else:
            self._timed.ask(shifted(start, unit, by), shifted(end, unit, by))

    def _bound(self, side: int, by: int) -> None:
        """One bound of the window: at the picked event, or one unit on."""
        bounds = list(self._timed.window_range)
        length = bounds[1] - bounds[0]
        picked = self._session.focus.picked
        index = self._session.dataset.event_index
        span = None
        if len(picked) == 1 and picked[0] in index and by == (1 if side else -1):
            span = known_span(self._session.dataset, index[picked[0]])
        if span is not None and span[side] != bounds[side]:
            bounds[side] = span[side]
            if bounds[0] >= bounds[1]:  # the other bound keeps its distance
                bounds[1 - side] = bounds[side] + (length if side == 0 else -length)
        else:
            bounds[side] = shifted(bounds[side], unit_of(length), by)
        if bounds[0] < bounds[1]:
            self._timed.ask(*bounds)


def _is_brush(clause: object) -> bool:
    return isinstance(clause, TimeRange) and clause.view == "brush"
