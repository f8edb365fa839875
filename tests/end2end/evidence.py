"""The tables of a package as plain rows, and what may be wrong in them.

Each check takes a ``Record`` and returns one message for each breach; none when all is well.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations, groupby
from pathlib import Path
from typing import Any, NamedTuple

from explorer.dataset.edtf import Span, parse

PACKAGE = Path(__file__).parents[2] / "data" / "china-ai"
CHINESE = re.compile(r"[\u3400-\u9fff]")
LABEL = 28
"""Widest label, in halves of a Chinese character."""
TITLE = 70

Row = dict[str, str]


class Record(NamedTuple):
    """All of a package. A site or region is its properties and its ``geometry``."""

    description: dict[str, Any]
    events: list[Row]
    sites: list[dict[str, Any]]
    organizations: list[Row]
    sources: list[Row]
    citations: list[Row]
    indicators: list[Row]
    regions: list[dict[str, Any]]


def read(folder: Path = PACKAGE) -> Record:
    def rows(name: str) -> list[Row]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def features(name: str) -> list[dict[str, Any]]:
        document = json.loads((folder / f"{name}.geojson").read_text(encoding="utf-8"))
        return [f["properties"] | {"geometry": f["geometry"]} for f in document["features"]]

    return Record(
        json.loads((folder / "datapackage.json").read_text(encoding="utf-8")),
        rows("events"),
        features("sites"),
        *(rows(name) for name in ("organizations", "sources", "citations", "indicators")),
        features("regions"),
    )


def split(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def width(text: str) -> int:
    """In halves of a Chinese character."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


# Keys


def references(description: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Every key that the package declares: table, field, table pointed at, its field."""
    for resource in description["resources"]:
        for key in resource.get("schema", {}).get("foreignKeys", []):
            there = key["reference"]
            for field, end in zip(key["fields"], there["fields"], strict=True):
                yield resource["name"], field, there["resource"] or resource["name"], end
    own = description["chuhai"]
    for one in [*own["multi"], *own["references"]]:
        if end := one.get("references"):
            field = one.get("field", one.get("property"))
            yield one["resource"], field, end["resource"], end.get("field", end.get("property"))


def broken_keys(record: Record) -> list[str]:
    """Keys that point at nothing."""
    told = []
    for table, field, other, end in references(record.description):
        known = {row[end] for row in getattr(record, other)}
        for row in getattr(record, table):
            lost = set(split(row.get(field, ""))) - known
            told += [f"{table} {row.get('id', '')} {field}: no {key}" for key in sorted(lost)]
    return told


def ancestors(event: str, parents: dict[str, str]) -> list[str]:
    """What the event is a part of, nearest first; ends with a repeat where it goes in a circle."""
    found: list[str] = []
    while (event := parents.get(event, "")) and event not in found:
        found.append(event)
    return [*found, event] if event else found


def circles(record: Record) -> list[str]:
    """Events that are a part of themselves."""
    parents = {event["id"]: event["part_of"] for event in record.events}
    return [event for event in parents if event in ancestors(event, parents)]


def idle_regions(record: Record) -> list[str]:
    """Regions where nothing is."""
    used = {site.get("region") for site in record.sites}
    return [region["id"] for region in record.regions if region["id"] not in used]


def idle_organizations(record: Record) -> list[str]:
    """Organizations that no event names, nor another as what it belongs to."""
    used = {key for event in record.events for key in split(event["organizations"])}
    used |= {row["parent"] for row in record.organizations}
    return [row["id"] for row in record.organizations if row["id"] not in used]


# Times


DATES = {
    "events": ("date", "ended"),
    "sites": ("announced", "opened", "closed"),
    "organizations": ("since", "until"),
    "sources": ("published",),
    "indicators": ("date",),
}


def unreadable_dates(record: Record) -> list[str]:
    """Dates that the program does not read."""
    told = []
    for table, fields in DATES.items():
        for row in getattr(record, table):
            for date in filter(None, (row[field] for field in fields)):
                try:
                    parse(date)
                except ValueError as error:
                    told.append(f"{table} {row.get('id', row.get('series'))}: {error}")
    return told


def ahead_of_its_time(record: Record) -> list[str]:
    """What happened or was published later than the package says that it knows of."""
    known = parse(record.description["created"][:10]).start
    # What is only a target or a forecast may lie ahead.
    dates = [
        (f"event {event['id']}", event["date"])
        for event in record.events
        if event["kind"] != "forecast" and event["date_role"] != "target"
    ]
    dates += [(f"source {source['id']}", source["published"]) for source in record.sources]
    dates += [
        (f"indicator {row['series']}", row["date"])
        for row in record.indicators
        if row["kind"] not in ("target", "projection")
    ]
    return [f"{what}: {date}" for what, date in dates if date and parse(date).start.lo >= known.hi]


def ended_before_begun(record: Record) -> list[str]:
    """Events that end, and places that open or close, before they can have begun."""
    told = []
    pairs = [(e["id"], e["date"], e["ended"]) for e in record.events]
    pairs += [(s["id"], s["announced"], s["opened"]) for s in record.sites]
    pairs += [(s["id"], s["opened"] or s["announced"], s["closed"]) for s in record.sites]
    for key, first, last in pairs:
        if first and last and parse(last).end.hi <= parse(first).start.lo:
            told.append(f"{key}: {first} to {last}")
    return told


# Evidence


def one_sided(record: Record) -> list[str]:
    """Events without a citation, and disputed ones without a voice on each side."""
    stances = defaultdict(set)
    for citation in record.citations:
        stances[citation["event"]].add(citation["stance"])
    told = [f"{e['id']}: not cited" for e in record.events if not stances[e["id"]]]
    for event in record.events:
        missing = {"supports", "disputes"} - stances[event["id"]]
        if event["dispute"] == "disputed" and missing:
            told.append(f"{event['id']}: nobody {' or '.join(sorted(missing))}")
    return told


def silent_disputes(record: Record) -> list[str]:
    """Citations that dispute without telling what they claim."""
    return [
        f"{row['event']} by {row['source']}"
        for row in record.citations
        if row["stance"] == "disputes" and not row["as_claimed"]
    ]


OFFICIAL = {
    "company blog", "company page", "filing", "law", "legal database", "official", "official rule",
    "official statement", "press release", "project page",
}  # fmt: skip
"""Genres of publications by whoever decides or does what they tell."""
AGENCY = re.compile(r"AFP|Bernama|Bloomberg|Data Center Dynamics|Financial Times|Reuters|Xinhua")
"""Whose reports other publishers repeat; the publisher names them then."""


def too_sure(record: Record) -> list[str]:
    """Events of high confidence with neither an official text nor two voices that are not one."""
    sources = {source["id"]: source for source in record.sources}
    behind = defaultdict(list)
    for citation in record.citations:
        if citation["stance"] == "supports":
            behind[citation["event"]].append(sources[citation["source"]])
    told = []
    for event in record.events:
        voices = set()
        for source in behind[event["id"]]:
            agency = AGENCY.search(source["publisher"])
            # Texts without a publisher count as one each.
            voices.add(agency[0] if agency else source["publisher"] or source["id"])
        official = any(source["genre"] in OFFICIAL for source in behind[event["id"]])
        if event["confidence"] == "high" and not official and len(voices) < 2:
            told.append(f"{event['id']}: {sorted(voices)}")
    return told


def odd_addresses(record: Record) -> list[str]:
    """Addresses that are no web addresses, and publications that come twice."""
    told = [
        f"{row['id']}: {row[field]}"
        for row in record.sources
        for field in ("url", "archived")
        if row[field] and not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", row[field])
    ]
    same = [re.sub(r"^https?://(www\.)?|/$", "", row["url"]) for row in record.sources]
    return told + [f"twice: {url}" for url, times in Counter(same).items() if url and times > 1]


# Texts


def _named(record: Record) -> Iterator[tuple[str, str, str]]:
    """Where, English text, Chinese text, of everything that is named in both languages."""
    for event in record.events:
        for field in ("title", "label", "summary"):
            # Where there is no label the title stands in.
            english = event[field] or (field == "label" and event["title"]) or ""
            chinese = event[f"{field}_zh"] or (field == "label" and event["title_zh"]) or ""
            yield f"event {event['id']} {field}", english, chinese
    for site in record.sites:
        yield f"site {site['id']}", site["place"], site["place_zh"]
    for row in record.organizations:
        if row["home_place"] or row["home_place_zh"]:
            yield f"home of {row['id']}", row["home_place"], row["home_place_zh"]
    for row in record.indicators:
        where = f"indicator {row['series']}"
        for field in ("label", "topic", "definition"):
            yield f"{where} {field}", row[field], row[f"{field}_zh"]
        if row["unit"] != "percent":
            yield f"{where} unit", row["unit"], row["unit_zh"]
    for region in record.regions:
        yield f"region {region['id']}", region["name"], region["name_zh"]
    for category in record.description["chuhai"]["categories"]:
        if category["name_zh"] != category["name"]:
            yield f"category {category['id']}", category["name"], category["name_zh"]
    yield "package", record.description["title"], record.description["title_zh"]


def untranslated(record: Record) -> list[str]:
    """What lacks a name in one language, or has it in the other's letters.

    An organization may go by its Latin name in Chinese too.
    """
    told = []
    for where, english, chinese in _named(record):
        if not english or CHINESE.search(english):
            told.append(f"{where}: {english!r} is not English")
        if not CHINESE.search(chinese):
            told.append(f"{where}: {chinese!r} is not Chinese")
    for row in record.organizations:
        latin = row["name_zh"] and row["name_zh"] in row["name"]
        if not row["name"] or not (latin or CHINESE.search(row["name_zh"])):
            told.append(f"organization {row['id']}: {row['name']!r}, {row['name_zh']!r}")
    return told


def too_long(record: Record) -> list[str]:
    """Titles and labels (or the titles that stand in) that have no room where they are shown."""
    return [
        f"{event['id']}: {text}"
        for event in record.events
        for text, most in (
            (event["title"], TITLE),
            (event["label"] or event["title"], LABEL),
            (event["label_zh"] or event["title_zh"], LABEL),
        )
        if width(text) > most
    ]


# Places


def false_points(record: Record) -> list[str]:
    """Points for what is only known by its country or region, and the other way about."""
    return [
        site["id"]
        for site in record.sites
        if (site["geometry"] is not None) != (site["precision"] in ("exact", "city"))
    ]


def doubled_sites(record: Record) -> list[str]:
    """Places that one event has twice."""
    kept = Counter((s["event"], s["place"], s["country"], s["role"]) for s in record.sites)
    return [f"{event}: {place}" for (event, place, *_), times in kept.items() if times > 1]


def wandering_places(record: Record) -> list[str]:
    """Cities that lie in two places, or have two Chinese names."""
    points, names = defaultdict(set), defaultdict(set)
    for site in record.sites:
        key = (site["place"], site["country"])
        names[key].add(site["place_zh"])
        if site["precision"] == "city":
            points[key].add(tuple(site["geometry"]["coordinates"]))
    for row in record.organizations:
        if row["lon"]:
            key = (row["home_place"], row["country"])
            names[key].add(row["home_place_zh"])
            points[key].add((float(row["lon"]), float(row["lat"])))
    return [
        f"{place}, {country}: {sorted(found)}"
        for kept in (points, names)
        for (place, country), found in kept.items()
        if len(found) > 1
    ]


# Sums of money


def uneven_amounts(record: Record) -> list[str]:
    """Sums without a currency or a word on how exact they are, each in its order."""
    return [
        f"{event['id']}: {event['amount']} {event['currency']} {event['amount_qualifier']}"
        for event in record.events
        if len({len(split(event[f])) for f in ("amount", "currency", "amount_qualifier")}) > 1
    ]


# The same thing twice


def twins(record: Record, apart: set[frozenset[str]] = frozenset()) -> list[str]:
    """Pairs of events that may be one: the same first organization, category and kind, a place in
    common, and times of beginning that overlap; but for pairs known to be ``apart``, and for the
    parts of one whole with each other and with the whole."""
    places = defaultdict(set)
    for site in record.sites:
        places[site["event"]].add((site["place"], site["country"]))
    parents = {event["id"]: event["part_of"] for event in record.events}

    def kin(a: str, b: str) -> bool:
        common = parents[a] and parents[a] == parents[b]
        return bool(common) or a in ancestors(b, parents) or b in ancestors(a, parents)

    def alike(event: Row) -> tuple[str, ...]:
        return (event["organizations"].partition(";")[0], event["category"], event["kind"])

    dated = sorted((event for event in record.events if event["date"]), key=alike)
    return [
        f"{a['id']} ({a['date']}) and {b['id']} ({b['date']})"
        for _, group in groupby(dated, alike)
        for a, b in combinations(group, 2)
        if places[a["id"]] & places[b["id"]]
        and _overlap(parse(a["date"]).start, parse(b["date"]).start)
        and not kin(a["id"], b["id"])
        and frozenset((a["id"], b["id"])) not in apart
    ]


def _overlap(a: Span, b: Span) -> bool:
    return a.lo < b.hi and b.lo < a.hi
