"""A dataset as a GeoPackage: layers for maps that know time, and every table, to be read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from explorer.common.progress import Progress, silent, told
from explorer.dataset import edtf
from explorer.dataset.calendar import from_civil, to_civil
from explorer.dataset.cells import free_names
from explorer.dataset.geopackage import (
    EVENT_FIELDS,
    EVENT_MORE,
    LAYOUT,
    MORE,
    ROW_NAMES,
    SITE_FIELDS,
    TIMES,
    more_of,
)
from explorer.dataset.model import Dataset
from explorer.dataset.schema import FIELDS
from explorer.export.data.chosen import Chosen
from explorer.export.data.package import (
    Written,
    description,
    json_line,
    polygons,
    region_properties,
    site_geometry,
    site_properties,
    tables,
)
from explorer.files.gpkg_writing import Box, Cell, Layer, gpkg
from explorer.files.wkb import packed_geometry

Json = dict[str, Any]
FIRST: Final = from_civil(1)
END: Final = from_civil(10_000)
"""Half-open seconds within which the times of a GeoPackage lie."""
NUMBERS: Final = {
    "organizations": ("lon", "lat"),
    "indicators": ("value", "value_low", "value_high"),
}
WORDS: Final = {
    "events": "What happened, with earliest and latest times",
    "organizations": "Companies, labs, regulators, exchanges",
    "sources": "Publications",
    "citations": "Which source speaks to which event",
    "indicators": "Observations of series",
}
MORE_COLUMNS: Final = [*((name, "DATETIME") for name in TIMES), ("amount_value", "DOUBLE")]
"""Those of EVENT_MORE."""


def geopackage(chosen: Chosen, progress: Progress = silent) -> bytes:
    """The bytes of the file. Raises OutputError."""
    data = chosen.dataset
    written = list(tables(chosen, _named))
    renamed = {
        table.stem: {new: old for new, old in table.extra.items() if new != old}
        for table in written
    }
    events = {old: new for new, old in written[0].extra.items()}
    names = ["sites.geojson", *(table.name for table in written)]
    names += ["regions.geojson"] if chosen.regions else []
    layout: Json = {
        "description": description(data, names, {old: old for old in events}),
        "columns": {name: columns for name, columns in renamed.items() if columns},
    }
    layers = [_sites(chosen, progress), *(_table(chosen, table, progress) for table in written)]
    if chosen.regions:
        layers.insert(1, _regions(chosen))
    return gpkg(layers, LAYOUT, json_line(layout), data.package.created)


def _named(extra: Sequence[str], known: Sequence[str]) -> Mapping[str, str]:
    """SQL does not tell capitals apart, and has a few names of its own."""
    return free_names(extra, (*known, *ROW_NAMES, *EVENT_MORE), alike=str.casefold)


def _table(chosen: Chosen, table: Written, progress: Progress) -> Layer:
    name = table.stem
    numbers = NUMBERS.get(name, ())
    columns = [(c, "DOUBLE" if c in numbers else "TEXT") for c in table.columns]
    rows: Iterator[Sequence[Cell]] = (
        [_cell(cell, kind) for cell, (_, kind) in zip(row, columns, strict=True)]
        for row in told(table.rows, progress, name, table.n)
    )
    if name == "events":
        rows = (
            [*row, *_more(chosen.dataset, i)] for row, i in zip(rows, chosen.events, strict=True)
        )
        return Layer(name, WORDS[name], [*columns, *MORE_COLUMNS], rows)
    return Layer(name, WORDS[name], columns, rows)


def _cell(text: str, kind: str) -> Cell:
    if kind == "DOUBLE":
        return float(text) if text else None
    return text


def _more(data: Dataset, i: int) -> list[Cell]:
    """The cells of EVENT_MORE."""
    amount = float(data.events.amount[i])
    return [*times(data, i), None if amount != amount else amount]


def times(data: Dataset, i: int) -> list[str | None]:
    """The cells of TIMES for event ``i``, each a second that is possible; None where unbounded,
    outside the years 1 to 9999, or undated."""
    events = data.events
    if not events.dated[i]:
        return [None] * len(TIMES)
    spans = (events.start_lo, events.end_hi, events.start_hi, events.end_lo)
    last = (0, 1, 1, 0)  # the second before where a half-open span ends
    return [_moment(int(column[i]) - off) for column, off in zip(spans, last, strict=True)]


def _moment(seconds: int) -> str | None:
    if not max(FIRST, edtf.MIN + 1) <= seconds < END:
        return None
    year, month, day, hour, minute, second = to_civil(seconds)
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z"


def _sites(chosen: Chosen, progress: Progress) -> Layer:
    data = chosen.dataset
    shapes = [site_geometry(data, s) for s in chosen.sites]
    columns = [(name, "TEXT") for name in (*SITE_FIELDS, MORE, *EVENT_FIELDS.values())]
    columns += [("organization_names", "TEXT"), *MORE_COLUMNS]
    rows = zip(chosen.sites, shapes, strict=True)
    points = all(shape is None or shape["type"] == "Point" for shape in shapes)
    return Layer(
        "sites",
        "Places of events, with what the event is and when",
        columns,
        (_site(chosen, s, shape) for s, shape in told(rows, progress, "sites", len(shapes))),
        "POINT" if points else "GEOMETRY",
        _box(shapes),
    )


def _site(chosen: Chosen, s: int, shape: Json | None) -> list[Cell]:
    data = chosen.dataset
    i = int(data.sites.event[s])
    properties = site_properties(data, s)
    more = {k: v for k, v in properties.items() if k not in SITE_FIELDS}
    event = chosen.event_cells(i)
    names = (data.organization_name(o) for o in data.events.organizations.row(i).tolist())
    return [
        packed_geometry(shape) if shape else None,
        *(properties[name] for name in SITE_FIELDS),
        more_of(more),
        *(event[name] for name in EVENT_FIELDS),
        "; ".join(names),
        *_more(data, i),
    ]


def _regions(chosen: Chosen) -> Layer:
    data, known = chosen.dataset, FIELDS["regions.geojson"]
    shapes = [polygons(data.regions[r].rings) for r in chosen.regions]

    def row(r: int, shape: Json) -> list[Cell]:
        properties: Mapping[str, Any] = region_properties(data, r)
        more = {k: v for k, v in properties.items() if k not in known}
        return [packed_geometry(shape), *(properties[name] for name in known), more_of(more)]

    one = all(shape["type"] == "Polygon" for shape in shapes)
    return Layer(
        "regions",
        "Named areas without a border of their own",
        [(name, "TEXT") for name in (*known, MORE)],
        (row(r, shape) for r, shape in zip(chosen.regions, shapes, strict=True)),
        "POLYGON" if one else "GEOMETRY",
        _box(shapes),
    )


def _box(shapes: Sequence[Json | None]) -> Box | None:
    """West, south, east and north of all."""
    rings: list[Any] = []
    for shape in shapes:
        if shape is None:
            continue
        found = shape["coordinates"]
        if shape["type"] == "Point":
            rings.append([found])
        else:
            polygons = [found] if shape["type"] == "Polygon" else found
            rings += [ring for polygon in polygons for ring in polygon]
    if not rings:
        return None
    every = np.concatenate([np.asarray(ring, np.float64) for ring in rings])
    west, south = every.min(axis=0).tolist()
    east, north = every.max(axis=0).tolist()
    return west, south, east, north
