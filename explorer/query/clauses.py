"""Clauses: frozen descriptions of what is wanted. Masks are derived from them, never stored."""

from __future__ import annotations

from typing import Final, Literal

from explorer.common.records import dataclass

FIELDS: Final = (
    "category",
    "organization",
    "country",
    "status",
    "confidence",
    "tag",
    "source",
    "dispute",
)
"""The facets, in the order in which they are shown."""

RECORD_FIELDS: Final = ("sources", "stance", "missing", "health")
"""What may be asked of the records themselves: values as a facet has them, of which no facet is
shown."""

Match = Literal["possibly", "certainly"]
Bound = Literal["amount", "confidence", "date", "sources", "health", "as_of"]


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Events with some reading (``possibly``) or every reading (``certainly``) overlapping the
    half-open [start, end), int64 seconds; undated events never match. ``text`` is the EDTF the
    range was typed as, '' when it came from a drag."""

    start: int
    end: int
    match: Match = "possibly"
    text: str = ""
    view: str = "timeline"


@dataclass(frozen=True, slots=True)
class MapBox:
    """Events with a site inside the box (degrees, edges included); west > east crosses 180°."""

    west: float
    south: float
    east: float
    north: float
    view: str = "map"


@dataclass(frozen=True, slots=True)
class MapPolygon:
    """Events with a site inside the polygons: rings of (lon, lat) degrees, even-odd, unwrapped
    (no step of more than 180°, longitudes may pass ±180); country-only sites count by their
    label point, regions and polygon sites by intersection. ``name`` is for people."""

    rings: tuple[tuple[tuple[float, float], ...], ...]
    name: str = ""
    view: str = "map"


@dataclass(frozen=True, slots=True)
class Values:
    """Events that carry one of ``values`` in ``field`` (one of FIELDS or RECORD_FIELDS), or none
    of them with ``exclude``. Values are ids; an organization stands for its children too."""

    field: str
    values: tuple[str, ...]
    exclude: bool = False
    view: str = ""  # '' means the facet of that field


@dataclass(frozen=True, slots=True)
class Text:
    """Events in which every word of ``text``, folded, is part of some text about them."""

    text: str
    view: str = "search"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """``field`` >= ``value`` (or <= with ``at_most``). amount: number, of the first sum as
    stated, whatever its currency; confidence: low, medium, high; date: EDTF, by the start;
    sources: number of publications; health: score; as_of: EDTF, by the newest source."""

    field: Bound
    value: str
    at_most: bool = False
    view: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """Just these events, by id (or all but these with ``exclude``)."""

    ids: tuple[str, ...]
    exclude: bool = False
    view: str = "pick"


Clause = TimeRange | MapBox | MapPolygon | Values | Text | AtLeast | Picked


@dataclass(frozen=True, slots=True)
class Query:
    """``filters`` hide (all of them hold); ``selection`` dims what is outside (all hold).

    At most one clause of a view stands in each tuple, except for views named ''.
    """

    filters: tuple[Clause, ...] = ()
    selection: tuple[Clause, ...] = ()
