"""The display list: what is drawn, in final logical pixels, with no transforms.

Origin top left, y down. Screen, PNG, SVG, PDF, hit testing and tests read the same Picture.
A colour is '#rrggbb'; ``opacity`` is 0 to 1 over the whole mark. ``ref`` names the event or
site a mark stands for: 'event:<id>', 'site:<id>', 'cluster:<id>,<id>…' (events), 'sites:' and
site ids parted by SEPARATOR, 'country:<code>', 'lane:<id>' (a lane's header),
'cell:<level>,<meridian>,<row>,<column>' (of the map, see ``figure.map.cells``), or ''.
"""

from __future__ import annotations

from dataclasses import field
from typing import Final, Literal, Protocol

import numpy as np
import numpy.typing as npt

from explorer.common.records import dataclass

F64 = npt.NDArray[np.float64]
SEPARATOR: Final = "|"
"""Between the site ids of a ref."""

Shape = Literal["square", "circle", "triangle", "plus", "diamond", "star", "hexagon", "shield"]


@dataclass(frozen=True, slots=True)
class Font:
    """``size`` in logical pixels; ``weight`` 400, 500, 600 or 700; ``tracking`` in pixels between
    letters. The families are always Inter, then Noto Sans SC."""

    size: float
    weight: int = 400
    italic: bool = False
    tracking: float = 0.0


class Measure(Protocol):
    """Text sizes, so that figures need no Qt."""

    def __hash__(self) -> int: ...

    def width(self, text: str, font: Font) -> float:
        """Advance width of one line in logical pixels, tracking included."""
        ...

    def ascent(self, font: Font) -> float:
        """From the baseline up to the top of the line box (positive)."""
        ...

    def descent(self, font: Font) -> float:
        """From the baseline down to the bottom of the line box (positive)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Filled rings, each (k, 2), even-odd; closed by the painter. '' means no fill or stroke.
    ``keep``: the very same rings come again in later pictures, so that a screen does well to keep
    their image. ``stepped``: its one ring is the tops of columns beside each other, two points for
    each from left to right, and the lower right and left corner of the whole."""

    rings: tuple[F64, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()  # in pixels
    opacity: float = 1.0
    ref: str = ""
    keep: bool = False
    stepped: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One polyline (k, 2), round joins. ``casing``: a wider line of that colour beneath it.
    ``keep``: as of an area."""

    points: F64
    color: str
    width: float = 1.0
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    casing: str = ""
    casing_width: float = 0.0
    ref: str = ""
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle, corner ``radius`` in pixels."""

    x: float
    y: float
    w: float
    h: float
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    radius: float = 0.0
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A category mark centred on (x, y). ``radius`` as in VISUAL.md section 6; the outline of
    each shape for radius 1 is ``shapes.outline``. ``halo`` is drawn beneath the edge, wider by
    ``halo_width`` on each side. ``strike``: struck through in the edge colour."""

    x: float
    y: float
    shape: Shape
    radius: float
    fill: str
    edge: str
    edge_width: float = 1.3
    halo: str = ""
    halo_width: float = 0.0
    dash: tuple[float, ...] = ()
    strike: bool = False
    opacity: float = 1.0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc or ring: discs behind marks, selection rings, cluster bodies."""

    x: float
    y: float
    radius: float
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    opacity: float = 1.0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Sector:
    """A part of a ring between ``radius`` and ``radius + width``; degrees clockwise from up."""

    x: float
    y: float
    radius: float
    width: float
    start: float
    sweep: float
    fill: str
    opacity: float = 1.0
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of plain text. (x, y) is the baseline's left end; ``width`` its measured advance,
    so that overlaps are checked and SVG can hold it. ``halo``: colour of the outline beneath."""

    x: float
    y: float
    text: str
    font: Font
    color: str
    width: float
    halo: str = ""
    halo_width: float = 0.0  # whole stroke width, 3.4 on the map
    opacity: float = 1.0
    ref: str = ""
    role: str = ""  # 'label', 'country', 'axis', 'sea', 'title' …, for tests and alt text


@dataclass(frozen=True, slots=True)
class Fade:
    """A rectangle of one colour whose opacity runs left to right through ``stops``
    (offset 0 to 1, opacity 0 to 1), rising offsets."""

    x: float
    y: float
    w: float
    h: float
    color: str
    stops: tuple[tuple[float, float], ...]
    ground: str = ""  # the opaque colour beneath, where a writer must blend beforehand
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Glow:
    """A soft ellipse: ``opacity`` in the middle, nothing at the rim."""

    x: float
    y: float
    rx: float
    ry: float
    color: str
    opacity: float
    ref: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """``pixels`` (rows, columns, 4) uint8 RGBA, not premultiplied, stretched over the box."""

    x: float
    y: float
    w: float
    h: float
    pixels: npt.NDArray[np.uint8]
    smooth: bool = False
    ref: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Hexes:
    """Many equal hexagons with a corner at the top. ``centers`` (k, 2) pixels; ``radius`` from
    there to a corner; ``shades`` (k,) int: the place of each one's colour in ``colors``, -1 where
    there is none to draw; ``counts`` (k,): what each stands for. The ref of one is ``ref`` and its
    row and column in ``keys`` (k, 2) int. Where ``centers`` is the very array of an earlier
    picture, only shades have changed: a screen does well to keep what they cover."""

    centers: F64
    radius: float
    shades: npt.NDArray[np.int16]
    colors: tuple[str, ...]
    counts: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int64]
    ref: str = ""

    def at(self, x: float, y: float) -> int:
        """The number of the hexagon that holds a point, -1 for none."""
        if not len(self.centers):
            return -1
        dx, dy = np.abs(self.centers - (x, y)).T
        away = np.where(self.shades < 0, np.inf, np.maximum(dx, dx / 2 + dy * 0.75**0.5))
        k = int(away.argmin())
        return k if away[k] <= self.radius * 0.75**0.5 else -1

    def ref_at(self, x: float, y: float) -> str:
        """The ref of the hexagon that holds a point, '' for none."""
        k = self.at(x, y)
        return f"{self.ref}{self.keys[k, 0]},{self.keys[k, 1]}" if k >= 0 and self.ref else ""


Mark = Area | Line | Rect | Symbol | Circle | Sector | Text | Fade | Glow | Raster | Hexes


@dataclass(frozen=True, slots=True)
class Layer:
    """Marks in painting order, all cut to ``clip`` (x, y, w, h) when given."""

    name: str
    marks: tuple[Mark, ...]
    clip: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the events in view: every one is drawn (its own mark or a cluster) or
    counted in one of the rest. The sum is the number of visible events."""

    drawn: int = 0  # events with at least one mark or cluster in view
    outside: int = 0  # beyond the edge of the view
    unplaced: int = 0  # no place (map) or no date (timeline)
    labels_hidden: int = 0  # labels that found no room (not a part of the sum)


@dataclass(frozen=True, slots=True)
class Picture:
    """Layers from back to front; width and height in logical pixels."""

    width: float
    height: float
    background: str
    layers: tuple[Layer, ...]
    tally: Tally = field(default_factory=Tally)
    alt: str = ""  # one sentence for people who can't see it
    label_places: tuple[tuple[str, int], ...] = ()
    """(ref, side) of each label placed; hand them to the next view to keep labels still."""

    def layer(self, name: str) -> Layer:
        """The layer of that name. Raises KeyError."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise KeyError(name)
