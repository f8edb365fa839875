"""Events as a flat table: CSV with a row for each event, GeoJSON with a feature for each site."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from explorer.common.progress import Progress, silent, told
from explorer.dataset.cells import free_names, joined, number
from explorer.dataset.headings import FIELD_KEYS, key
from explorer.dataset.model import Dataset, Source
from explorer.dataset.schema import DATE_PARTS, FIELDS
from explorer.export.data.chosen import Chosen
from explorer.export.data.package import collection, csv_bytes, site_geometry
from explorer.query.report import days, guarded

Json = dict[str, Any]
POINTED: Final = ("exact", "city")
"""The precisions whose coordinates may be told: a country's label point is no position."""
EVENT: Final = FIELDS["events.csv"]
SITE: Final = ("place", "place_zh", "country", "lat", "lon", "role", "precision")
TOLD: Final = ("url", "source", "publisher", "places", "other_sources", "publishers")
UNGUARDED: Final = frozenset({"date", "ended", "lat", "lon"})
"""Columns of what is no text, and would not be read again with an apostrophe before it."""
PLACE: Final = (
    "site_id",
    "place",
    "place_zh",
    "country",
    "role",
    "precision",
    "site_status",
    "site_note",
)
GEOJSON: Final = (
    "event_id", *EVENT[1:], "earliest", "latest", *PLACE, "url", "source", "publisher", "cited",
)  # fmt: skip
PART_KEYS: Final = {key(n) for parts in DATE_PARTS.values() for names in parts for n in names}


def _means_a_field(name: str) -> bool:
    """Whether a column of this name would be taken for a field when it is read."""
    return key(name) in FIELD_KEYS or key(name) in PART_KEYS


def csv_table(chosen: Chosen, progress: Progress = silent) -> bytes:
    """A row for each event: its fields, with organizations by their names; the place of its first
    site that is known best, the countries of all; its sources; unknown columns at the end. A
    text that a spreadsheet would take for a formula is led by an apostrophe."""
    data = chosen.dataset
    extra = free_names(data.events.extra, (*EVENT, *SITE, *TOLD), _means_a_field)
    columns = [*EVENT, *SITE, *TOLD, *(guarded(name) for name in extra.values())]
    events = told(chosen.events, progress, "events", len(chosen.events))
    return csv_bytes(columns, (_row(chosen, i, extra) for i in events))


def _row(chosen: Chosen, i: int, extra: Iterable[str]) -> list[str]:
    data = chosen.dataset
    cells = {**_event(chosen, i), **_places(data, i), **_links(data, i)}
    own = [
        cells[name] if _plain(name, cells[name]) else guarded(cells[name])
        for name in (*EVENT, *SITE, *TOLD)
    ]
    return [*own, *(guarded(data.events.extra[name][i]) for name in extra)]


def _plain(name: str, cell: str) -> bool:
    if name in UNGUARDED:
        return True
    if name != "amount":
        return False
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _event(chosen: Chosen, i: int) -> dict[str, str]:
    data = chosen.dataset
    names = [data.organization_name(o) for o in data.events.organizations.row(i).tolist()]
    tags = [data.tags[t] for t in data.events.tags.row(i).tolist()]
    cells = chosen.event_cells(i)
    return cells | {"organizations": _list(names), "tags": _list(tags)}


def _list(values: Sequence[str]) -> str:
    """Values in a cell, parted such that no comma within one parts it."""
    commas = len(values) == 1 and any(c in values[0] for c in ",，")
    return joined(values) + (";" if commas else "")


def _places(data: Dataset, i: int) -> dict[str, str]:
    """The cells of SITE, and ``places`` where there are more than one."""
    sites, own = data.sites, data.events.sites.row(i).tolist()
    cells = dict.fromkeys(SITE, "") | {"places": ""}
    if not own:
        return cells
    named = [s for s in own if sites.country.text(s)] or own
    lead = next((s for s in named if point_of(data, s)), named[0])
    countries = [sites.country.text(s) for s in (lead, *named)]
    lat, lon = (number(v) for v in reversed(point_of(data, lead) or [float("nan")] * 2))
    precision = sites.precision.text(lead)
    cells |= {
        "place": sites.place[lead],
        "place_zh": sites.place_zh[lead],
        "country": joined(c for c in dict.fromkeys(countries) if c),
        "lat": lat,
        "lon": lon,
        "role": sites.role.text(lead),
        "precision": precision if lat or precision not in POINTED else "",
    }
    if len(own) > 1:
        cells["places"] = "; ".join(dict.fromkeys(filter(None, (data.place_name(s) for s in own))))
    return cells


def point_of(data: Dataset, s: int) -> list[float] | None:
    """Longitude and latitude of site ``s`` where it is known as exactly as a point looks."""
    lon, lat = float(data.sites.lon[s]), float(data.sites.lat[s])
    return [lon, lat] if lon == lon and data.sites.precision.text(s) in POINTED else None


def _cited(data: Dataset, i: int) -> list[Source]:
    citations = data.events.citations.row(i).tolist()
    found = dict.fromkeys(data.citations[c].source for c in citations)
    return [data.sources[s] for s in found if s >= 0]


def _links(data: Dataset, i: int) -> dict[str, str]:
    """The cells of TOLD about sources: addresses and titles side by side, the sources without an
    address apart, and the publisher where all have the same."""
    cited = _cited(data, i)
    linked = [s for s in cited if s.url] or cited
    others = [s for s in cited if s not in linked]
    publishers = list(dict.fromkeys(s.publisher for s in cited if s.publisher))
    return {
        "url": " ".join(s.url for s in linked),
        "source": ";".join((s.title or s.publisher or s.url).replace(";", ",") for s in linked),
        "publisher": publishers[0] if len({s.publisher for s in cited}) == 1 and publishers else "",
        "other_sources": "; ".join(s.title or s.publisher for s in others),
        "publishers": "; ".join(publishers) if len(publishers) > 1 else "",
    }


def geojson(chosen: Chosen, progress: Progress = silent) -> bytes:
    """A feature for each site, with the fields of its event; one of null geometry for each event
    without a site. Geometry is null unless the place is exact or a city. The first feature of an
    event has the id of the event, any other that of its site."""
    extra = free_names(chosen.dataset.events.extra, GEOJSON, _means_a_field)
    events = told(chosen.events, progress, "events", len(chosen.events))
    # One by one: all features at once would hold the window up when they are thrown away.
    return collection(feature for i in events for feature in _features(chosen, i, extra))


def _features(chosen: Chosen, i: int, extra: dict[str, str]) -> Iterator[Json]:
    data = chosen.dataset
    own = _properties(chosen, i)
    more = _extra(data, i, extra)
    sites = data.events.sites.row(i).tolist()
    places = [_place(data, s) for s in sites] or [(dict.fromkeys(PLACE, ""), None)]
    for k, (place, geometry) in enumerate(places):
        name = place["site_id"] if k else own["event_id"]
        properties = {key: (own | place)[key] for key in GEOJSON} | more
        yield {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}


def _properties(chosen: Chosen, i: int) -> Json:
    data = chosen.dataset
    cells = chosen.event_cells(i)
    cited = _cited(data, i)
    links = _links(data, i)
    earliest, latest = days(data, i)
    return {
        "event_id": cells.pop("id"),
        **cells,
        "organizations": [
            data.organization_name(o) for o in data.events.organizations.row(i).tolist()
        ],
        "tags": [data.tags[t] for t in data.events.tags.row(i).tolist()],
        "earliest": earliest,
        "latest": latest,
        "url": [s.url for s in cited if s.url],
        "source": links["source"],
        "publisher": links["publisher"],
        "cited": [
            {
                "source": data.sources[c.source].id,
                "title": data.sources[c.source].title,
                "publisher": data.sources[c.source].publisher,
                "url": data.sources[c.source].url,
                "stance": c.stance,
                "locator": c.locator,
                "as_claimed": c.as_claimed,
                "speaker": c.speaker,
            }
            for c in (data.citations[k] for k in data.events.citations.row(i).tolist())
            if c.source >= 0
        ],
    }


def _extra(data: Dataset, i: int, names: dict[str, str]) -> Json:
    """Unknown columns by their new names; those that hold JSON as what it says."""
    found: Json = {}
    for old, new in names.items():
        cell = data.events.extra[old][i]
        if old not in data.events.extra_json:
            found[new] = cell
        elif cell:
            found[new] = json.loads(cell)
    return found


def _place(data: Dataset, s: int) -> tuple[Json, Json | None]:
    """What the feature of site ``s`` says of it, and its geometry."""
    sites = data.sites
    place = {
        "site_id": sites.id[s],
        "place": sites.place[s],
        "place_zh": sites.place_zh[s],
        "country": sites.country.text(s),
        "role": sites.role.text(s),
        "precision": sites.precision.text(s),
        "site_status": sites.status.text(s),
        "site_note": sites.note[s],
    }
    return place, site_geometry(data, s) if place["precision"] in POINTED else None
