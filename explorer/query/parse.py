"""Text a person typed, as clauses. All raise UsageError with one sentence naming the argument."""

from __future__ import annotations

import difflib
import math
import re
from typing import Final, cast, get_args

from explorer.common.errors import UsageError
from explorer.dataset import edtf
from explorer.dataset.model import Dataset
from explorer.query.clauses import (
    FIELDS,
    RECORD_FIELDS,
    AtLeast,
    Bound,
    MapBox,
    Match,
    Picked,
    TimeRange,
    Values,
)
from explorer.query.masks import NUMBERS, confidence, number
from explorer.query.names import lookup

_WHERE: Final = re.compile(r"\s*([A-Za-z_]*)\s*(!=|>=|<=|=)(.*)", re.DOTALL)
_SEARCHED: Final = 20_000
"""Ids among which a like one is looked for."""
_FIELDS: Final = (*FIELDS, *RECORD_FIELDS, "id")
_PIECE: Final = re.compile(r"\\([\\,])|,|.", re.DOTALL)


def parse_time(text: str, match: str = "possibly") -> TimeRange:
    """``--time EDTF``: the half-open range from the first possible start to the last possible
    end; an open or unknown end is unbounded."""
    if match not in get_args(Match):
        raise UsageError(f"--time-match {match}: choose possibly or certainly")
    try:
        date = edtf.parse(text.strip())
    except edtf.DateError as error:
        raise UsageError(f"--time “{text}”: {error}") from error
    return TimeRange(date.start.lo, date.end.hi, cast(Match, match), text.strip())


def parse_where(text: str, dataset: Dataset) -> Values | AtLeast | Picked:
    """``--where field=value[,value…]``, or with ``!=``, ``>=``, ``<=``; the field ``id`` picks
    events.

    Values are ids or names, case, accents and width aside; ``\\,`` is a comma within a value and
    ``\\\\`` a backslash.
    """
    found = _WHERE.fullmatch(text)
    if found is None:
        raise UsageError(f"--where “{text}”: write it as field=value, !=, >= or <=")
    field, sign, rest = found[1].lower(), found[2], found[3]
    if sign in (">=", "<="):
        return _bound(text, field, sign, rest.strip())
    if field not in _FIELDS:
        if field in get_args(Bound):
            raise UsageError(f"--where “{text}”: {field} is compared with >= or <=")
        raise UsageError(f"--where “{text}”: no field “{field}”; choose from {', '.join(_FIELDS)}")
    if not split_values(rest):
        raise UsageError(f"--where “{text}”: a value is missing after {sign}")
    exclude = sign == "!="
    try:
        if field == "id":
            return Picked(_ids(rest, dataset), exclude)
        return Values(field, _values(rest, field, dataset), exclude)
    except UsageError as error:
        raise UsageError(f"--where “{text}”: {error}") from error


def _ids(text: str, dataset: Dataset) -> tuple[str, ...]:
    known = dataset.event_index
    found = [part if part in known else part.strip() for part in split_values(text)]
    for part in found:
        if part not in known:
            few = dataset.events.id[:_SEARCHED]
            near = difflib.get_close_matches(part, few, n=1, cutoff=0.6)
            advice = f"; did you mean “{near[0]}”?" if near else ""
            raise UsageError(f"no event has the id “{part}”{advice}")
    return tuple(dict.fromkeys(found))


def _values(text: str, field: str, dataset: Dataset) -> tuple[str, ...]:
    known = lookup(dataset, field)
    try:
        return tuple(dict.fromkeys(v for part in split_values(text) for v in known.find(part)))
    except UsageError:
        try:  # a name with a comma of its own: “Micron Technology, Inc.”
            return known.find(text)
        except UsageError:
            pass
        raise


def split_values(text: str) -> list[str]:
    """The values listed in ``text``, unescaped; see ``join_values``. Blank ones are left out."""
    parts = [""]
    for piece in _PIECE.finditer(text):
        if piece[0] == ",":
            parts.append("")
        else:
            parts[-1] += piece[1] or piece[0]
    return [part for part in parts if part.strip()]


def join_values(values: tuple[str, ...]) -> str:
    """The text that ``split_values`` reads as ``values``."""
    return ",".join(value.replace("\\", "\\\\").replace(",", "\\,") for value in values)


def _bound(text: str, field: str, sign: str, value: str) -> AtLeast:
    if field not in get_args(Bound):
        raise UsageError(
            f"--where “{text}”: {sign} is for {', '.join(get_args(Bound))}; use = or != here"
        )
    try:
        if field in NUMBERS:
            number(field, value)
        elif field == "confidence":
            value = value.lower()
            confidence(value)
        else:
            edtf.parse(value)
    except (UsageError, edtf.DateError) as error:
        raise UsageError(f"--where “{text}”: {error}") from error
    return AtLeast(cast(Bound, field), value, at_most=sign == "<=")


def parse_bbox(text: str) -> MapBox:
    """``--bbox W,S,E,N`` in degrees; W > E crosses 180°."""
    usage = f"--bbox “{text}”: write west,south,east,north in degrees, such as 95,-10,140,25"
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(usage) from error
    if not all(map(math.isfinite, (west, south, east, north))):
        raise UsageError(usage)
    for name, degrees, limit in (
        ("west", west, 180),
        ("south", south, 90),
        ("east", east, 180),
        ("north", north, 90),
    ):
        if abs(degrees) > limit:
            raise UsageError(f"--bbox “{text}”: {name} must lie between -{limit} and {limit}")
    if south > north:
        raise UsageError(f"--bbox “{text}”: south must not be greater than north")
    return MapBox(west, south, east, north)
