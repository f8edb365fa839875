"""Where the timeline's window goes: zoom, pan, jumps, and events that are to be seen."""

from __future__ import annotations

from typing import Final, TypeVar

from explorer.dataset.edtf import MAX, MIN, EdtfDate
from explorer.dataset.model import Dataset
from explorer.session.session import Session

SHORTEST: Final = 3600
"""Seconds in the narrowest window."""
AIR: Final = 0.06
"""Of the window, beside events that are brought into it."""


def known_span(dataset: Dataset, i: int) -> tuple[int, int] | None:
    """[start, end) of event number ``i`` by its outermost known bounds, None without any."""
    e = dataset.events
    if not e.dated[i]:
        return None
    bounds = [int(column[i]) for column in (e.start_lo, e.start_hi, e.end_lo, e.end_hi)]
    known = [at for at in bounds if MIN < at < MAX]
    return (min(known), max(max(known), min(known) + 1)) if known else None


Seconds = TypeVar("Seconds", int, float)


def within(start: Seconds, length: Seconds, extent: tuple[int, int]) -> tuple[Seconds, Seconds]:
    """Start and length of a window that stops at the ends of ``extent``: beyond the data there is
    nothing to see."""
    lo, hi = extent
    length = min(length, hi - lo)
    return min(max(start, lo), hi - length), length


class Travel:
    """``extent``: [start, end) in seconds of what all of time is."""

    def __init__(self, session: Session, extent: tuple[int, int]) -> None:
        self._session = session
        self.extent: Final = extent

    @property
    def window(self) -> tuple[int, int]:
        """[start, end) shown, seconds; an open side ends where the data do."""
        window = self._session.window
        if window is None:
            return self.extent
        lo, hi = self.extent
        start = min(lo, window.end - SHORTEST) if window.start <= MIN else window.start
        end = max(hi, start + SHORTEST) if window.end >= MAX else window.end
        return start, end

    def ask(self, start: float, end: float) -> None:
        """Ask for a window; one that holds all of the data asks for all of time."""
        lo, hi = self.extent
        start, length = within(start, max(end - start, SHORTEST), self.extent)
        first, last = max(MIN + 1, round(start)), min(MAX - 1, round(start + length))
        if first <= lo and last >= hi:
            self._session.clear_window()
        elif (first, last) != self.window:
            self._session.set_window(first, last)

    def zoom(self, factor: float, share: float = 0.5) -> None:
        """The window's length times ``factor``; the moment at ``share`` of it stays there."""
        start, end = self.window
        at = start + (end - start) * share
        self.ask(at - (at - start) * factor, at + (end - at) * factor)

    def pan(self, share: float) -> None:
        """Move what is shown to the right by a share of the window."""
        start, end = self.window
        by = share * (end - start)
        self.ask(start - by, end - by)

    def jump_to(self, date: EdtfDate) -> None:
        """Put the middle of ``date`` into the middle of the window, which keeps its length."""
        lo, hi = self.extent
        first, last = max(date.start.lo, lo), min(date.end.hi, hi)
        start, end = self.window
        length = end - start
        if self._session.window is None:
            length = max((hi - lo) // 8, last - first)
        start = (first + last - length) // 2
        self._session.set_window(start, start + length)

    def bring(self, ids: tuple[str, ...]) -> None:
        """Move the window, or widen it, so that these events lie in it. Where none of them has a
        date, no window would show them: it goes."""
        data = self._session.dataset
        spans = [known_span(data, data.event_index[key]) for key in ids]
        dated = [span for span in spans if span is not None]
        if self._session.window is None or not ids:
            return
        if not dated:
            self._session.clear_window()
            return
        first, last = min(a for a, _ in dated), max(b for _, b in dated)
        start, end = self.window
        length = end - start
        if start <= first and last <= end:
            return
        air = round(max(length, last - first) * AIR)
        if last - first + 2 * air > length:
            start, end = first - air, last + air
        else:
            start = min(max(start, last + air - length), first - air)
            end = start + length
        self._session.set_window(start, end)
