"""The timeline's pixmaps: at rest one of all that stands still and one of what is lit; while the
window moves, small pieces that are shifted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QPainter, QPixmap

from explorer.figure.picture import Picture
from explorer.figure.timeline.arrange import Arranged
from explorer.figure.timeline.drawing import timeline_hover, timeline_live, timeline_static
from explorer.figure.timeline.reach import within_reach
from explorer.paint.painter import paint, to_pixmap
from explorer.views.timeline.asked import Asked, arrangement
from explorer.views.timeline.flat import paint_flat

if TYPE_CHECKING:
    from explorer.views.timeline.journey import Journey

SETTLE_MS: Final = 110
"""After the last step of a movement the timeline is arranged anew."""


class TimelineLayers:
    """Holds what is painted. ``settle`` and ``move`` take over a state, ``draw`` paints it."""

    def __init__(self) -> None:
        self.static: Picture | None = None
        self.live: Picture | None = None
        self.hover: Picture | None = None
        self._asked: Asked | None = None
        self._still_key: tuple[object, ...] = ()
        self._lit_key: tuple[object, ...] = ()
        self._still = QPixmap()
        self._lit: QPixmap | None = None  # made when it is painted a second time
        self._lit_seen = False
        self._journey: Journey | None = None
        self._past: Journey | None = None  # its pixmaps may serve again
        self.moving = False

    @property
    def arranged(self) -> Arranged:
        """How lanes are arranged, as of when the window last rested."""
        if self.moving and self._journey is not None:
            return self._journey.arranged
        assert self._asked is not None
        return arrangement(self._asked)

    def may_move(self, asked: Asked) -> bool:
        """Whether ``asked`` is a step of a movement from what is shown."""
        old = self._journey.now if self.moving and self._journey else self._asked
        if old is None or (asked.view.start, asked.view.end) == (old.view.start, old.view.end):
            return False
        return within_reach(old.view, asked.view) and asked.moved_key() == old.moved_key()

    def stands(self, asked: Asked) -> bool:
        """Whether the static part of ``asked`` is shown already."""
        return self.static is not None and asked.still_key() == self._still_key

    def prepare(self) -> bool:
        """Make what a movement needs, before it begins. Returns whether something was made: there
        may be more, which waits for a turn of its own."""
        from explorer.views.timeline.journey import Journey

        if self._asked is None:
            return False
        if self._journey is None:
            self._journey = Journey(self._asked, self._past)
            return True
        if self._journey.advance():
            return True
        if not self._journey.begun:
            self._journey.go(self._asked)  # what the first step looks up is there for the next
            return True
        return False

    def rehearse(self, asked: Asked) -> Iterator[None]:
        """Make the images of a step to ``asked``, step by step, if that is near enough for one."""
        if self.moving or not self.may_move(asked):
            return
        while self.prepare():
            yield
        if self._journey is not None:
            yield from self._journey.rehearse(asked)

    def move(self, asked: Asked) -> None:
        """Show ``asked`` as moved from where lanes were arranged."""
        from explorer.views.timeline.journey import Journey

        if self._journey is None:
            self.prepare()
        assert self._journey is not None
        if not within_reach(self._journey.start.view, asked.view):
            self._journey = Journey(asked, self._journey)
        self._journey.go(asked)
        self.moving = True

    def settle(self, asked: Asked) -> None:
        """Show ``asked`` as it is."""
        self.moving = False
        key = asked.still_key()
        if key != self._still_key or self.static is None:
            self._still_key = key
            self.static = timeline_static(
                asked.dataset,
                asked.visible,
                asked.view,
                asked.style,
                asked.measure,
                dimmed=asked.selected is not None,
                without=asked.without,
                backdrop=asked.backdrop,
            )
            self._still = to_pixmap(self.static, asked.ratio)
        begun = self._journey
        if begun is not None and begun.start.still_key() != key:
            self._past, self._journey = begun, None
        if self._past is not None and self._past.start.moved_key() != asked.moved_key():
            self._past = None
        self._asked = asked
        lit_key = asked.lit_key()
        if lit_key != self._lit_key or self.live is None:
            self._lit_key = lit_key
            view = replace(asked.view, hover="")
            self.live = timeline_live(
                asked.dataset,
                asked.visible,
                view,
                asked.style,
                asked.measure,
                asked.selected,
                asked.backdrop,
            )
            self._lit, self._lit_seen = None, False
        self.hover_over(asked.view.hover)

    def hover_over(self, event_id: str) -> None:
        """Only the hovered event changed."""
        asked = self._asked
        if asked is None or self.moving:
            return
        self._asked = asked = replace(asked, view=replace(asked.view, hover=event_id))
        self.hover = timeline_hover(
            asked.dataset,
            asked.visible,
            asked.view,
            asked.style,
            asked.measure,
            asked.selected,
            asked.backdrop,
        )

    def draw(self, painter: QPainter) -> None:
        """Paint in logical pixels of the widget."""
        if self.moving and self._journey is not None:
            self._journey.draw(painter)
            return
        painter.drawPixmap(0, 0, self._still)
        if self.live is not None:
            paint_flat(painter, self.live.layer("brush"))
            self._draw_lit(painter, self.live)
        if self.hover is not None and self.hover.layers:
            paint(painter, self.hover, sprites=True)

    def _draw_lit(self, painter: QPainter, live: Picture) -> None:
        """In a drag each picture is painted once: a pixmap of it would take as long again."""
        lit = tuple(layer for layer in live.layers if layer.name != "brush")
        picture = replace(live, background="", layers=lit)
        if not self._lit_seen:
            self._lit_seen = True
            paint(painter, picture, sprites=True)
            return
        if self._lit is None:
            assert self._asked is not None
            self._lit = to_pixmap(picture, self._asked.ratio)
        painter.drawPixmap(0, 0, self._lit)
