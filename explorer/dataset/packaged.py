"""A data package to a dataset."""

from __future__ import annotations

import re
from typing import Any, Final

from explorer.common.errors import InputError
from explorer.common.progress import told
from explorer.dataset.assemble import Parts
from explorer.dataset.edtf import DateError, parse
from explorer.dataset.events import EventRow, part_ids, read_event, sorted_events
from explorer.dataset.log import Log, Place, RowError
from explorer.dataset.model import Category, Organization, Package, Region
from explorer.dataset.records import (
    Ids,
    declared_categories,
    each,
    is_json,
    package_table,
    read_citations,
    read_indicators,
    read_organizations,
    read_regions,
    read_sources,
    text_of,
    tied,
    unknown_columns,
)
from explorer.dataset.schema import CATEGORIES, FIELDS, SITE_ENUMS
from explorer.dataset.sites import UNSTATED, RegionFinder, SiteRow, set_geometry
from explorer.files.geojson import Feature, read_features
from explorer.files.package import PackageFiles, reference_trouble
from explorer.files.strict_json import read_object

DAY_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SITE_TIMES: Final = ("announced", "opened", "closed")
SITE_KNOWN: Final = frozenset(FIELDS["sites.geojson"]) | {"region"}


def read_package(log: Log, files: PackageFiles) -> Parts:
    """The parts of the dataset in ``files``. Raises InputError."""
    get = files.files.get
    if "events.csv" not in files.files:
        raise InputError(f"{files.origin} is no data package: it holds no events.csv")
    package, categories = _description(log, files)
    regions = read_regions(log, "regions.geojson", get("regions.geojson"))
    organizations = read_organizations(
        log, package_table(log, "organizations.csv", get("organizations.csv"))
    )
    rows, extra = _events(log, files, categories, organizations)
    index = {row.id: i for i, row in enumerate(rows)}
    sites = _sites(log, get("sites.geojson"), index, regions)
    sources = read_sources(log, package_table(log, "sources.csv", get("sources.csv")))
    source_index = {s.id: i for i, s in enumerate(sources)}
    citations = read_citations(
        log, package_table(log, "citations.csv", get("citations.csv")), index, source_index
    )
    indicators = read_indicators(
        log, package_table(log, "indicators.csv", get("indicators.csv")), source_index
    )
    _named_series(log, package, {one.series for one in indicators})
    return Parts(
        package, categories, rows, sites, organizations, sources, citations, indicators,
        regions, _parents(log, rows, index), extra, _json_columns(package, rows, extra),
    )  # fmt: skip


def _named_series(log: Log, package: Package, known: set[str]) -> None:
    """The series that the package wants to be shown at first is one of its own."""
    own = package.description.get("chuhai")
    name = own.get("indicator", "") if isinstance(own, dict) else ""
    if name and not (isinstance(name, str) and name in known):
        place = Place("datapackage.json", None)
        log.add("warning", place, "chuhai.indicator", str(name), "there is no such series")


def _json_columns(package: Package, rows: list[EventRow], extra: list[str]) -> frozenset[str]:
    """Those of the unknown columns that are told to hold JSON, and do in every cell."""
    own = package.description.get("chuhai")
    told = own.get("json_columns") if isinstance(own, dict) else None
    names = [name for name in extra if isinstance(told, list) and name in told]
    return frozenset(
        name for name in names if all(is_json(row.extra[name]) for row in rows if row.extra[name])
    )


def _parents(log: Log, rows: list[EventRow], index: dict[str, int]) -> list[int]:
    wanted = [row.cells.get("part_of", "").strip() for row in rows]
    return tied(log, [row.place for row in rows], "part_of", wanted, index)


def _description(log: Log, files: PackageFiles) -> tuple[Package, list[Category]]:
    name = "datapackage.json"
    data = files.files.get(name)
    if data is None:
        log.add("warning", Place(name, None), "", "", "the package has no description of its own")
        found: dict[str, Any] = {}
    else:
        found = read_object(name, data)
    _references(log, found)
    own = found.get("chuhai")
    own = own if isinstance(own, dict) else {}

    def text(key: str) -> str:
        value = found.get(key) or own.get(key)
        return value.strip() if isinstance(value, str) else ""

    licences = found.get("licenses")
    first = licences[0] if isinstance(licences, list) and licences else {}
    licence = text_of(first.get("name") or first.get("title")) if isinstance(first, dict) else ""
    package = Package(
        name=text("name") or files.origin,
        title=text("title") or text("name") or files.origin,
        title_zh=text("title_zh"),
        home=log.country(Place(name, None), "home", text("home")),
        created=_day(log, text("created")),
        version=text("version"),
        licence=licence,
        fingerprint=files.fingerprint,
        origin=files.origin,
        description=found,
    )
    return package, declared_categories(own.get("categories")) or list(CATEGORIES)


def _day(log: Log, text: str) -> str:
    """The ISO day that ``text`` begins with ('2026-02-14T09:00:00Z' has one); '' for any other."""
    if not text:
        return ""
    try:
        date = parse(text[:10])
        if DAY_FORM.fullmatch(date.text):
            return date.text
    except DateError:
        pass
    log.add("fixed", Place("datapackage.json", None), "created", text,
            "not a day such as 2026-02-14", "left out")  # fmt: skip
    return ""


def _references(log: Log, found: dict[str, Any]) -> None:
    """List the paths that lead out of the package. None is ever followed: only known names are
    read."""
    resources = found.get("resources")
    named: list[tuple[str, Any]] = [("image", found.get("image"))]
    for i, resource in enumerate(resources if isinstance(resources, list) else []):
        if isinstance(resource, dict):
            path = resource.get("path")
            named += [
                (f"resources[{i}].path", p) for p in (path if isinstance(path, list) else [path])
            ]
    for where, path in named:
        if isinstance(path, str) and (trouble := reference_trouble(path)):
            log.add("error", Place("datapackage.json", None), where, path, f"refused: {trouble}")


def _events(
    log: Log, files: PackageFiles, categories: list[Category], organizations: list[Organization]
) -> tuple[list[EventRow], list[str]]:
    """Event rows in their final order, and the names of unknown columns. Categories and
    organizations that are used but not declared are added to the lists."""
    table = package_table(log, "events.csv", files.files.get("events.csv"))
    rows: list[EventRow] = []
    extra = unknown_columns(table)
    known = {c.id for c in categories}
    companies = {o.id for o in organizations}

    def read(place: Place, cells: Any) -> None:
        row = read_event(log, place, cells)
        if extra:
            row.extra = {name: cells[name] for name in extra}
        if not row.category:
            log.add("fixed", place, "category", "", "the event has no category", "read as other")
            row.category = "other"
        elif row.category not in known:
            log.add("warning", place, "category", row.category,
                    "the package does not declare this category; it is kept")  # fmt: skip
        if row.category not in known:
            known.add(row.category)
            standard = next((c for c in CATEGORIES if c.id == row.category), None)
            categories.append(standard or Category(row.category, row.category, ""))
        for name in row.organizations:
            if name not in companies:
                companies.add(name)
                organizations.append(Organization(name, name))
                log.add("warning", place, "organizations", name,
                        "no organization has this id; it is kept by this name")  # fmt: skip
        rows.append(row)

    each(log, table, read)
    part_ids(log, rows)
    return sorted_events(rows), extra


def _sites(
    log: Log, data: bytes | None, events: dict[str, int], regions: list[Region]
) -> list[SiteRow]:
    name = "sites.geojson"
    if data is None:
        return []
    features = read_features(name, data)
    log.problems += features.problems
    finder = RegionFinder(regions)
    rows: list[SiteRow] = []
    ids = Ids("sites")
    for feature in told(features.features, log.progress, name, len(features.features)):
        place = Place(name, feature.line, feature.at(""))
        try:
            row = _site(log, place, feature, events, finder)
        except RowError as error:
            log.refuse(place, error)
        else:
            row.id = ids.new(log, place, row.id)
            rows.append(row)
    return rows


def _site(
    log: Log, place: Place, feature: Feature, events: dict[str, int], finder: RegionFinder
) -> SiteRow:
    properties = feature.properties

    def text(name: str) -> str:
        return text_of(properties.get(name))

    event = text("event").strip()
    if event not in events:
        raise RowError("event", event, "there is no such event, or it is not used")
    written = ((name, text(name).strip()) for name in SITE_TIMES)
    dates = {name: log.date(place, name, date) for name, date in written if date}
    announced, opened, closed = (
        (date.start.lo, date.start.hi) if (date := dates.get(name)) else UNSTATED
        for name in SITE_TIMES
    )
    if closed[1] <= opened[0] and opened != UNSTATED:
        raise RowError("closed", text("closed"), "it closes before it opens")
    row = SiteRow(
        place,
        text("id").strip() or feature.id,
        event,
        text("place"),
        text("place_zh"),
        log.country(place, "country", text("country").strip()),
        text("role").strip(),
        text("precision").strip(),
        text("status").strip(),
        announced=announced,
        opened=opened,
        closed=closed,
        stated={name: date.text for name, date in dates.items()},
        note=text("note"),
    )
    for name, value in (("role", row.role), ("precision", row.precision), ("status", row.status)):
        log.enum(place, name, value, SITE_ENUMS[name])
    region = text("region").strip()
    row.region = finder.find(row, region)
    if region and row.region < 0:
        log.add("warning", place, "region", region, "there is no such region")
    set_geometry(log, row, feature.geometry)
    row.extra = {k: v for k, v in properties.items() if k not in SITE_KNOWN}
    if region:
        row.extra["region"] = properties["region"]
    return row
