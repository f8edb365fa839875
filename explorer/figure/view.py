"""What is looked at, and how: one frozen value for each figure."""

from __future__ import annotations

from typing import Literal

from explorer.common.look import Lang
from explorer.common.records import dataclass

Place = tuple[str, int]
"""(ref of a mark, the side its label took): kept so that labels stay where they were."""


@dataclass(frozen=True, slots=True)
class MapView:
    """A camera over Equal Earth. ``center_lon``: the central meridian. (``x``, ``y``): the
    projected point (Earth radii, y up) in the middle of the view; ``scale``: logical pixels for
    one Earth radius. ``size_factor`` multiplies type and marks (1 on screen, more on slides).
    ``obstacles``: boxes (x, y, w, h) that labels must keep clear of (map tools)."""

    width: float
    height: float
    x: float = 0.0
    y: float = 0.0
    scale: float = 150.0
    center_lon: float = 150.0
    lang: Lang = "en"
    selected: frozenset[str] = frozenset()  # event ids picked: ring, country shading, full arcs
    hover: str = ""  # event id
    now: int | None = None  # the moment at which site status is looked at; None: as stated
    size_factor: float = 1.0
    obstacles: tuple[tuple[float, float, float, float], ...] = ()
    slide: bool = False  # firm arcs (when few) and named countries stand out without a selection
    hidden: frozenset[str] = frozenset()  # of 'arcs', 'labels', 'names', 'shading'
    label_places: tuple[Place, ...] = ()
    detail: Literal["110m", "50m"] = "50m"
    cells: bool = False  # cells were on show: they stay until clearly fewer events are in view

    def camera(self) -> MapView:
        """Where it looks from and how finely, and no more: what a basemap depends on."""
        return MapView(
            width=self.width,
            height=self.height,
            x=self.x,
            y=self.y,
            scale=self.scale,
            center_lon=self.center_lon,
            size_factor=self.size_factor,
            detail=self.detail,
        )


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The timeline over [start, end), int64 seconds. ``group``: the field that makes the lanes.
    ``today``: seconds, None for no line. ``folded``: lane ids shown as one thin row. ``brush``:
    the stretch [start, end) of seconds that is selected on the axis."""

    width: float
    height: float
    start: int
    end: int
    lang: Lang = "en"
    group: Literal["category", "organization", "country"] = "category"
    selected: frozenset[str] = frozenset()
    hover: str = ""
    today: int | None = None
    folded: frozenset[str] = frozenset()
    scroll: float = 0.0  # pixels by which the lanes are moved up
    size_factor: float = 1.0
    indicator: str = ""  # series shown in the indicator row; '' for none
    overview_start: int = 0  # extent of the overview; equal to overview_end: fit the data
    overview_end: int = 0
    brush: tuple[int, int] | None = None
