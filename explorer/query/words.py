"""Clauses in words, as command-line options and (see ``codec``) as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from explorer.dataset import edtf, wording
from explorer.dataset.calendar import DAY
from explorer.dataset.model import F64, Dataset
from explorer.query.amounts import amount_text, number_words
from explorer.query.clauses import (
    AtLeast,
    Clause,
    MapBox,
    MapPolygon,
    Picked,
    Query,
    Text,
    TimeRange,
    Values,
)
from explorer.query.codec import from_json, to_json
from explorer.query.labels import enumerated_label, field_label, value_label
from explorer.query.masks import NUMBERS, number
from explorer.query.names import lookup
from explorer.query.parse import join_values
from explorer.query.places import even_odd_area, site_index

__all__ = [
    "countries_in",
    "from_json",
    "options",
    "query_options",
    "query_words",
    "time_text",
    "to_json",
    "words",
]


def query_words(query: Query, dataset: Dataset, lang: str = "en") -> list[str]:
    """Every filter, then every clause of the selection, in words."""
    return [words(clause, dataset, lang) for clause in (*query.filters, *query.selection)]


def words(clause: Clause, dataset: Dataset, lang: str = "en") -> str:
    """``clause`` as one phrase for a chip or a picture, in ``lang`` ('en' or 'zh')."""
    zh = lang == "zh"
    match clause:
        case TimeRange():
            return _time_words(clause, lang)
        case MapBox():
            return _box_words(clause, zh)
        case MapPolygon():
            return _polygon_words(clause, dataset, zh)
        case Values():
            return _values_words(clause, dataset, lang)
        case Text():
            return f"搜索：{clause.text}" if zh else f"Search: {clause.text}"
        case AtLeast():
            sign = "≤" if clause.at_most else "≥"
            return f"{field_label(clause.field, lang)} {sign} {_bound_words(clause, lang)}"
        case Picked():
            return _picked_words(clause, zh)


def _time_words(clause: TimeRange, lang: str) -> str:
    if _typed(clause) and "T" in clause.text:
        text = wording.short(clause.text, lang)  # to the second, the range is no longer as typed
    else:
        text = wording.range_words(clause.start, clause.end, lang)
    if clause.match == "possibly":
        return text
    closed = clause.start > edtf.MIN and clause.end < edtf.MAX
    if lang == "zh":
        return f"确定{'在' if closed else ''}{text}"
    return f"Certainly {'within ' if closed else ''}{text}"


def _typed(clause: TimeRange) -> bool:
    """Whether ``text`` still says what the range is (a drag may have moved it since)."""
    return _outer(clause.text) == (clause.start, clause.end)


def _box_words(clause: MapBox, zh: bool) -> str:
    west, east = (_degrees(lon, "EW", "东西", zh) for lon in (clause.west, clause.east))
    south, north = (_degrees(lat, "NS", "北南", zh) for lat in (clause.south, clause.north))
    if zh:
        return f"位于{west}至{east}、{south}至{north}之间"
    return f"Inside {west} to {east}, {south} to {north}"


def _polygon_words(clause: MapPolygon, dataset: Dataset, zh: bool) -> str:
    if clause.name:
        return f"位于{clause.name}内" if zh else f"Inside {clause.name}"
    n = len(countries_in(clause, dataset))
    if not n:
        return "位于所绘区域内" if zh else "Inside the drawn area"
    if zh:
        return f"套索覆盖{n}个国家和地区"
    return f"Lasso over {n} {'country' if n == 1 else 'countries'}"


def countries_in(clause: MapPolygon, dataset: Dataset) -> tuple[str, ...]:
    """Codes of the known countries of the sites inside, in order."""
    values = dataset.sites.country.values
    found = (values[code] for code in site_index(dataset).countries(clause).tolist())
    return tuple(sorted(code for code in found if code in dataset.gazetteer.countries))


def _degrees(value: float, letters: str, signs: str, zh: bool) -> str:
    number = f"{abs(value):.2f}".rstrip("0").rstrip(".") + "°"
    half = int(value < 0)
    if zh:
        return f"{signs[half]}{'经' if 'E' in letters else '纬'}{number}"
    return f"{number} {letters[half]}"


def _values_words(clause: Values, dataset: Dataset, lang: str) -> str:
    called = [value_label(dataset, clause.field, value, lang) for value in clause.values]
    name = field_label(clause.field, lang)
    if lang == "zh":
        return f"{name}：{'非' if clause.exclude else ''}{'或'.join(called) or '全部'}"
    either = " or ".join(called) or "any"
    return f"{name}: {'not ' if clause.exclude else ''}{either}"


def _bound_words(clause: AtLeast, lang: str) -> str:
    if clause.field == "amount":
        return number_words(amount_text(number(clause.field, clause.value)), lang)
    if clause.field in NUMBERS:
        bound = number(clause.field, clause.value)
        return f"{int(bound):,}" if bound.is_integer() else f"{bound:,}"
    if clause.field == "confidence":
        label = enumerated_label("confidence", clause.value, lang)
        return label.lower()
    # Of an event's date the doubt is told; of a source's the bound alone is meant.
    tell = wording.words if clause.field == "date" else wording.short
    return tell(clause.value, lang)


def _picked_words(clause: Picked, zh: bool) -> str:
    count = len(clause.ids)
    if zh:
        return f"{'排除' if clause.exclude else ''}所选{count}个事件"
    noun = "event" if count == 1 else "events"
    return f"{'Without ' if clause.exclude else ''}{count} picked {noun}"


def query_options(query: Query, dataset: Dataset) -> list[str]:
    """Command-line options that ask for the events selected, else for those shown.

    Where times are matched in different ways each is given its own ``--time-match``."""
    clauses = (*query.filters, *query.selection)
    times = [clause for clause in clauses if isinstance(clause, TimeRange)]
    told = {clause.match for clause in times if clause.start < clause.end}
    found: list[str] = []
    for clause in clauses:
        more = options(clause, dataset)
        if isinstance(clause, TimeRange):
            more = [option for option in more if not option.startswith("--time-match")]
            if len(told) > 1 and more[:1] and more[0].startswith("--time="):
                more.append(f"--time-match={clause.match}")
        found += more
    return [*found, "--time-match=certainly"] if told == {"certainly"} else found


def options(clause: Clause, dataset: Dataset) -> list[str]:
    """Command-line options with the same result, each one word (``--time=2024-05``), unquoted.

    Empty where the clause holds for every event (Values without values, say), and where there is
    no event at all.
    """
    match clause:
        case TimeRange():
            text = clause.text if _typed(clause) else time_text(clause.start, clause.end)
            certainly = ["--time-match=certainly"] if clause.match == "certainly" else []
            return [f"--time={text}", *certainly] if text else _nothing(dataset)
        case MapBox():
            return [f"--bbox={_box_text(clause)}"]
        case MapPolygon():
            text = _geojson(clause)
            return [f"--within={text}"] if text else _nothing(dataset)
        case Values():
            known = lookup(dataset, clause.field)
            told = tuple(value for value in clause.values if known.knows(value))
            if not told:  # an id that nothing carries is nothing to leave out
                return [] if clause.exclude or not clause.values else _nothing(dataset)
            sign = "!=" if clause.exclude else "="
            return [f"--where={clause.field}{sign}{join_values(told)}"]
        case Text():
            return [f"--search={clause.text}"]
        case AtLeast():
            sign = "<=" if clause.at_most else ">="
            return [f"--where={clause.field}{sign}{clause.value}"]
        case Picked():
            told = tuple(key for key in clause.ids if key in dataset.event_index)
            if not told:
                return [] if clause.exclude else _nothing(dataset)
            return [f"--where=id{'!=' if clause.exclude else '='}{join_values(told)}"]


def _nothing(dataset: Dataset) -> list[str]:
    """Options for which no event holds."""
    some = join_values(tuple(dataset.events.id[:1]))
    return [f"--where=id={some}", f"--where=id!={some}"] if some else []


def _geojson(clause: MapPolygon) -> str:
    """The rings as GeoJSON that is read back as they are, each a polygon of its own; '' when
    they hold nothing."""
    rings = []
    for ring in clause.rings:
        corners = np.array(ring if ring[:1] == ring[-1:] else (*ring, *ring[:1]), np.float64)
        corners = corners.reshape(-1, 2).clip((-np.inf, -90.0), (np.inf, 90.0))
        if len(corners) > 3 and even_odd_area([corners]).area > 1e-12:
            rings.append(corners)
    polygons = [[(ring - (_away(rings), 0.0)).tolist()] for ring in rings]
    if not polygons:
        return ""
    shape = {"type": "MultiPolygon", "coordinates": polygons}
    return json.dumps(shape, allow_nan=False, separators=(",", ":"))


def _away(rings: Sequence[F64]) -> float:
    """Whole turns, in degrees, by which rings lie beyond ±360°."""
    west = min(float(ring[:, 0].min()) for ring in rings)
    east = max(float(ring[:, 0].max()) for ring in rings)
    return 360.0 * round((west + east) / 720.0) if max(-west, east) > 360.0 else 0.0


def time_text(start: int, end: int) -> str:
    """EDTF whose outer bounds are the half-open [start, end), in seconds: "2024", "2024-05",
    "2024-05-03", "2024-01-01/2024-06-30", "../2024-05-03T11:59:59Z"; '' when it is empty.

    Years beyond four digits can only be written whole: there the text covers the years touched.
    """
    if start >= end:
        return ""
    left, right = _edge_text(start, start), _edge_text(end, end - 1)
    for text in (left[:4], left[:7], left):
        if _outer(text) == (start, end):
            return text
    return left if left == right != ".." else f"{left}/{right}"


def _edge_text(bound: int, inside: int) -> str:
    """The day, or the second where ``bound`` falls within a day, that holds ``inside``."""
    if not edtf.MIN < bound < edtf.MAX:
        return ".."
    year, month, day, hour, minute, second = edtf.to_civil(inside)
    if abs(year) > 9999:
        text = f"Y{year}"
        return text if _outer(text) else ".."
    text = f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"
    return text if bound % DAY == 0 else f"{text}T{hour:02}:{minute:02}:{second:02}Z"


def _outer(text: str) -> tuple[int, int] | None:
    """The outer bounds of an EDTF text, None when it is none."""
    try:
        return edtf.bounds(edtf.parse(text))
    except edtf.DateError:
        return None


def _box_text(clause: MapBox) -> str:
    """W,S,E,N within the command line's bounds; a view may have gone round or past a pole."""
    west, east = clause.west, clause.east
    if east - west >= 360:
        west, east = -180.0, 180.0
    west, east = (lon if abs(lon) <= 180 else (lon + 180) % 360 - 180 for lon in (west, east))
    south, north = (min(max(lat, -90.0), 90.0) for lat in (clause.south, clause.north))
    return ",".join(f"{degrees:.15g}" for degrees in (west, south, east, north))
