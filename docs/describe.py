"""Write what README and changelog of the bundled data tell of its tables.

Run `python -m docs.describe`. Only what stands between `<!-- made: NAME -->` and `<!-- end -->` is
written anew, from `datapackage.json` and the tables themselves.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
PAGES = (DATA / "README.md", DATA / "CHANGELOG.md")
MADE = re.compile(r"(<!-- made: ([a-z ]+) -->\n).*?(\n<!-- end -->)", re.S)

PROPERTIES = {
    "sites": {
        "id": "Stable short name: the event's id, two hyphens, the place.",
        "event": "The event that this is a place of.",
        "place": "English name of the place: a town, a country or a region.",
        "place_zh": "Its Chinese name.",
        "country": "ISO 3166-1 alpha-2, or EU. HK, MO and TW are codes of their own. "
        "Empty for a region of several countries.",
        "role": "What the place is to the event: where something stands or happens, a market that "
        "is served, the seat of whoever acts, or where a rule holds.",
        "precision": "How exactly the place is known. Only exact and city have a point.",
        "status": "State of what is there, on the date of the package. Only operating is drawn "
        "filled.",
        "announced": "When it was made known, as EDTF (ISO 8601-2).",
        "opened": "When it began to operate, as EDTF (ISO 8601-2).",
        "closed": "When it ended, as EDTF (ISO 8601-2).",
        "note": "What a reader should know about the place.",
        "region": "Only where the precision is region: its outline.",
    },
    "regions": {
        "id": "Stable short name.",
        "name": "English name.",
        "name_zh": "Chinese name.",
        "note": "What the outline means to hold.",
    },
}
"""What a GeoJSON property means; `datapackage.json` has a schema for tables only."""


class Package(NamedTuple):
    """The description of a package and its tables, each a list of rows; a feature is its
    properties and its `geometry`."""

    description: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]


def read(folder: Path) -> Package:
    """Every table that `datapackage.json` in this folder names."""
    description = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    tables: dict[str, list[dict[str, Any]]] = {}
    for resource in description["resources"]:
        text = (folder / resource["path"]).read_text(encoding="utf-8")
        if resource["format"] == "csv":
            tables[resource["name"]] = list(csv.DictReader(io.StringIO(text, "")))
        else:
            features = json.loads(text)["features"]
            rows = [f["properties"] | {"geometry": f["geometry"]} for f in features]
            tables[resource["name"]] = rows
    return Package(description, tables)


# What a field holds


def _keys(description: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The table that a field's ids are of, by table and field."""
    found = {}
    for resource in description["resources"]:
        for key in resource.get("schema", {}).get("foreignKeys", []):
            other = key["reference"]["resource"] or resource["name"]
            found.update({(resource["name"], field): other for field in key["fields"]})
    for one in [*description["chuhai"]["multi"], *description["chuhai"]["references"]]:
        if "references" in one:
            name = one.get("field", one.get("property"))
            found[one["resource"], name] = one["references"]["resource"]
    return found


def holds(description: dict[str, Any], table: str, field: dict[str, Any]) -> str:
    """What may stand in a field, in words: type, list, key, values, whether it must be there."""
    rules = field.get("constraints", {})
    lists = {(one["resource"], one["field"]) for one in description["chuhai"]["multi"]}
    keys = _keys(description)
    here = (table, field["name"])
    many = here in lists
    words = [field.get("type", "string").replace("string", "text")]
    if values := rules.get("enum"):
        words = [", ".join(f"`{value}`" for value in values)]
    if here in keys:
        words = [f"{'ids' if many else 'id'} in `{keys[here]}`"]
    if many:
        words.append("a list with `;`")
    if "maxLength" in rules:
        words.append(f"at most {rules['maxLength']} characters")
    words += [word for word in ("required", "unique") if rules.get(word)]
    return "; ".join(words)


def fields(package: Package, table: str) -> str:
    """The fields of one table, in its order."""
    description = package.description
    (resource,) = (one for one in description["resources"] if one["name"] == table)
    declared = resource.get("schema", {}).get("fields")
    if declared is None:
        enums = description["chuhai"]["enums"].get(table, {})
        declared = [
            {"name": name, "description": text, "constraints": {"enum": enums.get(name)}}
            for name, text in PROPERTIES[table].items()
        ]
    lines = ["| field | holds | meaning |", "| --- | --- | --- |"]
    for field in declared:
        told = field["description"].replace("|", "\\|")
        lines.append(f"| `{field['name']}` | {holds(description, table, field)} | {told} |")
    return "\n".join(lines)


# What the tables hold


def number(count: int, one: str, many: str = "") -> str:
    """With thousands parted by commas, and the word for so many."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(description: dict[str, Any]) -> str:
    """The date of the package: 14 February 2026."""
    made = date.fromisoformat(description["created"][:10])
    return f"{made.day} {made:%B %Y}"


def state(package: Package) -> str:
    return (
        f"Version {package.description['version']}. State of knowledge: {day(package.description)}."
    )


def counts(package: Package) -> str:
    """How much there is of everything."""
    size = {name: len(rows) for name, rows in package.tables.items()}
    parts = [
        number(size["events"], "event"),
        number(size["sites"], "site"),
        number(size["organizations"], "organization"),
        number(size["sources"], "source"),
        number(size["citations"], "citation"),
        number(size["indicators"], "indicator observation"),
    ]
    return f"{', '.join(parts[:-1])} and {parts[-1]}."


def spread(package: Package) -> str:
    """Events by category, and sites by how exactly they are known."""
    tables = package.tables
    by_category = Counter(event["category"] for event in tables["events"])
    listed = [
        f"| {one['name']} | {one['name_zh']} | {by_category[one['id']]:,} |"
        for one in package.description["chuhai"]["categories"]
    ]
    exact = Counter(site["precision"] for site in tables["sites"])
    abroad = {site["country"] for site in tables["sites"]}
    abroad -= {"", "EU", package.description["home"]}
    where = number(len(abroad), "other country or territory", "other countries and territories")
    known = (
        f"The sites are in China and {where}. {exact['exact']:,} are known exactly, "
        f"{exact['city']:,} by their city, {exact['country']:,} by their country alone and "
        f"{exact['region']:,} by a region."
    )
    return "\n".join(["| category | 类别 | events |", "| --- | --- | ---: |", *listed, "", known])


def doubts(package: Package) -> str:
    """How much of it is unsure, as figures."""
    events, sources = package.tables["events"], package.tables["sources"]
    heard = Counter(row["event"] for row in package.tables["citations"])
    placed = {site["event"] for site in package.tables["sites"]}

    def events_with(field: str, value: str) -> int:
        return sum(event[field] == value for event in events)

    against = sum(row["stance"] == "disputes" for row in package.tables["citations"])
    told = [
        ("Events", len(events)),
        ("of high confidence", events_with("confidence", "high")),
        ("of medium confidence", events_with("confidence", "medium")),
        ("of low confidence", events_with("confidence", "low")),
        ("resting on one citation", sum(times == 1 for times in heard.values())),
        ("marked as disputed", events_with("dispute", "disputed")),
        ("without a date", events_with("date", "")),
        ("with an inferred date or bound", events_with("date_basis", "inferred")),
        ("with a date put right", events_with("date_basis", "corrected")),
        ("without a place", sum(event["id"] not in placed for event in events)),
        ("Citations against some part of a record", against),
        ("Publications", len(sources)),
        ("in other languages than English", sum(row["language"] != "en" for row in sources)),
        ("without a date of publication", sum(not row["published"] for row in sources)),
        ("without a publisher's name", sum(not row["publisher"] for row in sources)),
        ("without a web address", sum(not row["url"] for row in sources)),
        ("with an archived copy on record", sum(bool(row["archived"]) for row in sources)),
    ]
    lines = [f"| {what if what[0].isupper() else f'– {what}'} | {n:,} |" for what, n in told]
    return "\n".join(["| how sure | number |", "| --- | ---: |", *lines])


def citation(package: Package) -> str:
    made = package.description
    who = made["contributors"][0]["title"]
    return (
        f"> {who} ({made['created'][:4]}). *{made['title']}* (version {made['version']}, state of "
        f"knowledge {day(made)}) [Data set]. {made['licenses'][0]['name']}."
    )


PARTS: dict[str, Callable[[Package], str]] = {
    "state": state,
    "counts": counts,
    "spread": spread,
    "doubts": doubts,
    "citation": citation,
}
"""What can be made, by the name in the marker; `fields TABLE` is made for every table besides."""


def made(package: Package, name: str) -> str:
    """One part. Raises KeyError for a name that is not known."""
    first, _, table = name.partition(" ")
    return fields(package, table) if first == "fields" else PARTS[name](package)


def filled(page: str, package: Package) -> str:
    """The page with everything between its markers written anew."""
    return MADE.sub(lambda found: f"{found[1]}\n{made(package, found[2])}\n{found[3]}", page)


def parts_of(page: str) -> Iterator[str]:
    """The names in the markers of a page, in their order."""
    return (found[2] for found in MADE.finditer(page))


def main() -> None:
    package = read(DATA / "china-ai")
    for path in PAGES:
        page = filled(path.read_text(encoding="utf-8"), package)
        path.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
