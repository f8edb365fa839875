"""The answer to ``chuhai query`` as JSON, CSV or GeoJSON; ``table`` has it for a terminal."""

from __future__ import annotations

import csv
import io
import json
from typing import Final

import numpy as np

from explorer.dataset import edtf
from explorer.dataset.cells import COLUMNS, confidence_of, event_cells
from explorer.dataset.model import Dataset
from explorer.query.engine import Result

_POINTED: Final = ("exact", "city")
"""The precisions whose coordinates may be told."""

Json = dict[str, object]


def report(dataset: Dataset, result: Result, facets: bool = False) -> Json:
    """The object of ``chuhai query --format json``, as DESIGN.md fixes it.

    Facet counts are those under all filters but the facet's own; values that count nothing are
    left out.
    """
    answer: Json = {
        "total": len(dataset),
        "matched": result.n_visible,
        "events": [event_json(dataset, i) for i in matched(result)],
    }
    if facets:
        answer["facets"] = {
            field: {v: int(c) for v, c in zip(f.values, f.filtered, strict=True) if c}
            for field, f in result.facets.items()
        }
    return answer


def matched(result: Result) -> list[int]:
    """Rising indices of the visible events."""
    indices: list[int] = np.flatnonzero(result.visible).tolist()
    return indices


def event_json(dataset: Dataset, i: int) -> Json:
    """One member of ``events``."""
    events = dataset.events
    organizations = events.organizations.row(i).tolist()
    earliest, latest = days(dataset, i)
    return {
        "id": events.id[i],
        "title": events.title[i],
        "title_zh": events.title_zh[i],
        "summary": events.summary[i],
        "category": events.category.text(i),
        "date": events.date[i],
        "earliest": earliest,
        "latest": latest,
        "status": events.status.text(i),
        "confidence": confidence_of(dataset, i),
        "dispute": events.dispute.text(i),
        "organizations": [dataset.organization_name(o) for o in organizations],
        "organization_ids": [dataset.organizations[o].id for o in organizations],
        "sites": [_site_json(dataset, s) for s in events.sites.row(i).tolist()],
        "sources": [_source_json(dataset, c) for c in events.citations.row(i).tolist()],
    }


def days(dataset: Dataset, i: int) -> tuple[str | None, str | None]:
    """First and last possible day of event ``i``, both included; None where unbounded."""
    events = dataset.events
    if not events.dated[i]:
        return None, None
    first, end = int(events.start_lo[i]), int(events.end_hi[i])
    return (
        edtf.to_iso_day(first, last=False) if first > edtf.MIN else None,
        edtf.to_iso_day(end, last=True) if end < edtf.MAX else None,
    )


def _site_json(dataset: Dataset, s: int) -> Json:
    sites = dataset.sites
    point = _point(dataset, s)
    return {
        "place": sites.place[s] or sites.place_zh[s],
        "country": sites.country.text(s),
        "lon": point[0] if point else None,
        "lat": point[1] if point else None,
        "precision": sites.precision.text(s),
        "status": sites.status.text(s),
    }


def _point(dataset: Dataset, s: int) -> tuple[float, float] | None:
    """Longitude and latitude of site ``s`` where it is known as exactly as a point looks."""
    lon, lat = float(dataset.sites.lon[s]), float(dataset.sites.lat[s])
    if dataset.sites.precision.text(s) not in _POINTED or not np.isfinite([lon, lat]).all():
        return None
    return lon, lat


def _source_json(dataset: Dataset, c: int) -> Json:
    citation = dataset.citations[c]
    source = dataset.sources[citation.source]
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "stance": citation.stance,
        "locator": citation.locator,
    }


def as_csv(dataset: Dataset, result: Result) -> str:
    """The matched rows of ``events.csv``, lines ended by CR LF; then what other tables know of
    each event, in words and parted by ``;``; unknown columns at the end.

    It is for spreadsheets: a text that would start a formula is led by an apostrophe; amounts
    that are numbers stay as they are.
    """
    extra = tuple(dataset.events.extra)
    text = io.StringIO()
    writer = csv.writer(text)
    told = [f"{name}_told" if name in extra else name for name in _TOLD]
    writer.writerow([guarded(name) for name in (*COLUMNS, *told, *extra)])
    for i in matched(result):
        own = event_cells(dataset, i)
        cells = [
            *own.values(),
            *_told_cells(dataset, i),
            *(dataset.events.extra[name][i] for name in extra),
        ]
        amount = COLUMNS.index("amount")
        writer.writerow(
            cell if k == amount and _is_number(cell) else guarded(cell)
            for k, cell in enumerate(cells)
        )
    return text.getvalue()


_TOLD: Final = ("organization_names", "places", "countries", "sources")


def _told_cells(dataset: Dataset, i: int) -> list[str]:
    """The cells of row ``i`` under _TOLD: names; a source is its title, publisher and link."""
    events, sites = dataset.events, dataset.sites
    own = events.sites.row(i).tolist()
    cited = [dataset.sources[dataset.citations[c].source] for c in events.citations.row(i).tolist()]
    found = (
        [dataset.organization_name(o) for o in events.organizations.row(i).tolist()],
        [sites.place[s] or sites.place_zh[s] for s in own],
        [dataset.gazetteer.country_name(sites.country.text(s)) for s in own],
        [", ".join(dict.fromkeys(filter(None, (s.title, s.publisher, s.url)))) for s in cited],
    )
    return ["; ".join(dict.fromkeys(filter(None, names))) for names in found]


def guarded(cell: str) -> str:
    """``cell`` such that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _is_number(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell)))
    except ValueError:
        return False


def as_geojson(dataset: Dataset, result: Result) -> str:
    """A FeatureCollection with one feature for each site of a matched event, and one without
    geometry for each event that has no site. Geometry is null unless the place is exact or a
    city: a label point is no position."""
    features: list[Json] = []
    for i in matched(result):
        sites = dataset.events.sites.row(i).tolist()
        features += [_feature(dataset, i, s) for s in sites] or [_feature(dataset, i, None)]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _feature(dataset: Dataset, i: int, s: int | None) -> Json:
    event = event_json(dataset, i)
    properties = {"event": event["id"]} | {
        key: event[key]
        for key in event
        if key not in ("id", "sites", "sources", "organization_ids")
    }
    if s is None:
        return {"type": "Feature", "geometry": None, "properties": properties}
    sites = dataset.sites
    properties |= {
        "place": sites.place[s],
        "place_zh": sites.place_zh[s],
        "country": sites.country.text(s),
        "role": sites.role.text(s),
        "precision": sites.precision.text(s),
        "site_status": sites.status.text(s),
    }
    return {
        "type": "Feature",
        "id": sites.id[s],
        "geometry": _geometry(dataset, s),
        "properties": properties,
    }


def _geometry(dataset: Dataset, s: int) -> Json | None:
    rings = dataset.sites.rings.get(s)
    if rings is not None and dataset.sites.precision.text(s) in _POINTED:
        closed = [r if np.array_equal(r[0], r[-1]) else np.vstack([r, r[:1]]) for r in rings]
        return {"type": "Polygon", "coordinates": [ring.tolist() for ring in closed]}
    point = _point(dataset, s)
    return None if point is None else {"type": "Point", "coordinates": list(point)}
