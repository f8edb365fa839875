"""The bundled package, read as any spreadsheet or GIS would read it (csv and json only).

Bounds of dates are inclusive ISO days as text, so that they compare as they stand.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

PACKAGE = Path(__file__).parents[2] / "data" / "china-ai"

HEADERS = {
    "events": "id,title,title_zh,label,label_zh,category,kind,date,date_role,date_basis,ended,"
    "summary,summary_zh,organizations,amount,currency,amount_qualifier,status,confidence,dispute,part_of,tags,note",
    "organizations": "id,name,name_zh,kind,country,parent,also_known_as,home_place,"
    "home_place_zh,lon,lat,since,until",
    "sources": "id,title,publisher,url,published,language,genre,archived,note",
    "citations": "event,source,locator,stance,as_claimed,speaker",
    "indicators": "series,label,label_zh,topic,topic_zh,definition,definition_zh,country,date,"
    "value,value_low,value_high,unit,unit_zh,qualifier,kind,source,locator,note",
}
SITE_FIELDS = [
    "id", "event", "place", "place_zh", "country", "role",
    "precision", "status", "announced", "opened", "closed", "note",
]  # fmt: skip
EVENT_ENUMS = {
    "category": "release ipo acquisition regulation investment data_center partnership other",
    "kind": "event programme state claim forecast",
    "date_role": "announced reported started completed issued effective target",
    "date_basis": "stated inferred corrected",
    "status": "planned announced agreed under_review in_force active completed suspended blocked "
    "cancelled ended unknown",
    "confidence": "high medium low",
}
SITE_ENUMS = {
    "role": "site market seat jurisdiction",
    "precision": "exact city country region",
    "status": "planned announced building operating suspended closed cancelled unknown",
}

Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (PACKAGE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def features(name: str) -> list[dict[str, Any]]:
    document = json.loads((PACKAGE / f"{name}.geojson").read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = document["features"]
    return found


def split(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


@pytest.fixture(scope="module")
def events() -> list[Row]:
    return table("events")


@pytest.fixture(scope="module")
def sites() -> list[dict[str, Any]]:
    return [
        feature["properties"] | {"geometry": feature["geometry"]} for feature in features("sites")
    ]


@pytest.fixture(scope="module")
def organizations() -> dict[str, Row]:
    return {row["id"]: row for row in table("organizations")}


# ------------------------------------------------------------------------------------- dates

MOMENT = r"\d{4}(?:-\d{2}(?:-\d{2})?)?[~?]?"
SPAN = re.compile(rf"(?:{MOMENT}|\.\.)/(?:{MOMENT}|\.\.)")
ONE_OF = re.compile(rf"\[(?:(?:{MOMENT})?\.\.(?:{MOMENT})?)\]")
ALONE = re.compile(rf"{MOMENT}|\d{{2}}XX")


def bounds(date: str) -> tuple[str, str]:
    """Outer bounds as inclusive ISO days, year 0000 or 9999 where a side is open.

    A month ends on day 31 here, which does no harm, since bounds are only compared.
    """
    inner = date.strip("[]")
    if "/" in inner:
        first, last = inner.split("/")
    elif date.startswith("["):
        first, last = inner.split("..")
    else:
        first = last = inner
    first = first.strip("~?.").replace("XX", "00") or "0000"
    last = last.strip("~?.").replace("XX", "99") or "9999"
    return first + "-01-01"[len(first) - 4 :], last + "-12-31"[len(last) - 4 :]


def dates_written() -> Iterator[tuple[str, str]]:
    for name, fields in {
        "events": ("date", "ended"),
        "indicators": ("date",),
        "sources": ("published",),
        "organizations": ("since", "until"),
    }.items():
        for row in table(name):
            for field in fields:
                if row[field]:
                    yield f"{name} {row.get('id', row.get('series'))} {field}", row[field]
    for feature in features("sites"):
        for field in ("announced", "opened", "closed"):
            if feature["properties"][field]:
                yield f"{feature['id']} {field}", feature["properties"][field]


def test_that_bounds_are_read_as_edtf_means_them() -> None:
    assert bounds("2024-05") == ("2024-05-01", "2024-05-31")
    assert bounds("2024?") == ("2024-01-01", "2024-12-31")
    assert bounds("[2025-12-22..2025-12-23]") == ("2025-12-22", "2025-12-23")
    assert bounds("[..2024-07]") == ("0000-01-01", "2024-07-31")
    assert bounds("2022-10/..") == ("2022-10-01", "9999-12-31")


def test_that_every_date_is_an_edtf_form_the_program_reads() -> None:
    for where, date in dates_written():
        assert SPAN.fullmatch(date) or ONE_OF.fullmatch(date) or ALONE.fullmatch(date), (
            where,
            date,
        )
        first, last = bounds(date)
        assert first <= last, (where, date)


def test_that_an_undated_event_says_what_bounds_it(events: list[Row]) -> None:
    for event in events:
        assert event["date"] or re.search(r"Not dated.*\d{4}", event["note"]), event["id"]


# ---------------------------------------------------------------------------- form and keys


@pytest.mark.parametrize("name", HEADERS)
def test_that_the_columns_are_the_agreed_ones(name: str) -> None:
    raw = (PACKAGE / f"{name}.csv").read_bytes()
    assert raw.decode("utf-8").split("\n", 1)[0] == HEADERS[name]
    assert b"\r" not in raw
    for row in table(name):
        assert None not in row
        assert None not in row.values()
        assert all(value == value.strip() for value in row.values()), row


def test_that_the_description_agrees_with_the_tables() -> None:
    document = json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))
    assert document["name"] == "china-ai"
    assert document["home"] == "CN"
    declared = {resource["name"]: resource for resource in document["resources"]}
    assert set(declared) == {*HEADERS, "sites", "regions"}
    for name, header in HEADERS.items():
        fields = declared[name]["schema"]["fields"]
        assert [field["name"] for field in fields] == header.split(",")
        assert all(field["description"] for field in fields)
    for resource in document["resources"]:
        assert (PACKAGE / resource["path"]).is_file()
    categories = [category["id"] for category in document["chuhai"]["categories"]]
    assert sorted(categories) == sorted(EVENT_ENUMS["category"].split())


def test_that_ids_are_unique(events: list[Row], sites: list[dict[str, Any]]) -> None:
    for ids in (
        [event["id"] for event in events],
        [site["id"] for site in sites],
        [row["id"] for row in table("organizations")],
        [row["id"] for row in table("sources")],
        [feature["id"] for feature in features("regions")],
        [(row["event"], row["source"], row["locator"]) for row in table("citations")],
    ):
        assert not [key for key, times in Counter(ids).items() if times > 1]


def test_that_every_key_points_at_something(
    events: list[Row], sites: list[dict[str, Any]], organizations: dict[str, Row]
) -> None:
    event_ids = {event["id"] for event in events}
    source_ids = {row["id"] for row in table("sources")}
    for event in events:
        assert set(split(event["organizations"])) <= set(organizations), event["id"]
        assert event["part_of"] in event_ids | {""}, event["id"]
        assert event["part_of"] != event["id"]
    for row in organizations.values():
        assert row["parent"] in set(organizations) | {""}, row["id"]
    for citation in table("citations"):
        assert citation["event"] in event_ids, citation
        assert citation["source"] in source_ids, citation
    assert {site["event"] for site in sites} <= event_ids
    assert {row["source"] for row in table("indicators")} <= source_ids


def test_that_every_source_is_used() -> None:
    used = {row["source"] for name in ("citations", "indicators") for row in table(name)}
    assert {row["id"] for row in table("sources")} == used


def test_that_the_enumerations_hold(events: list[Row], sites: list[dict[str, Any]]) -> None:
    for event in events:
        for field, allowed in EVENT_ENUMS.items():
            assert event[field] in allowed.split(), (event["id"], field, event[field])
        assert event["dispute"] in ("", "disputed", "superseded")
    for site in sites:
        for field, allowed in SITE_ENUMS.items():
            assert site[field] in allowed.split(), (site["id"], field, site[field])
    assert {row["stance"] for row in table("citations")} <= {"supports", "disputes", "mentions"}
    kinds = {"point", "flow", "cumulative", "target", "projection"}
    assert {row["kind"] for row in table("indicators")} <= kinds


def test_that_amounts_keep_one_currency_each(events: list[Row]) -> None:
    for event in events:
        amounts, currencies = split(event["amount"]), split(event["currency"])
        assert len(amounts) == len(currencies) == len(split(event["amount_qualifier"])), event["id"]
        assert all(amount.isdigit() for amount in amounts)
        assert all(re.fullmatch("[A-Z]{3}", currency) for currency in currencies)


# ------------------------------------------------------------------------------------ places


def test_that_geometry_is_no_finer_than_what_is_known(sites: list[dict[str, Any]]) -> None:
    regions = {feature["properties"]["name"]: feature["id"] for feature in features("regions")}
    for site in sites:
        assert list(site)[:12] == SITE_FIELDS
        if site["precision"] in ("exact", "city"):
            assert site["geometry"]["type"] == "Point", site["id"]
        else:
            assert site["geometry"] is None, site["id"]
        if site["precision"] == "region":
            assert site["region"] in regions.values(), site["id"]
            # A part of a region ("East and West Africa") is drawn as the whole of it.
            assert regions.get(site["place"], site["region"]) == site["region"], site["id"]
            assert site["country"] in ("", "EU")
        else:
            assert re.fullmatch("[A-Z]{2}", site["country"]), site["id"]


def test_that_head_offices_have_a_name_and_a_point(organizations: dict[str, Row]) -> None:
    for row in organizations.values():
        assert bool(row["lon"]) == bool(row["lat"]) == bool(row["home_place"]), row["id"]
        assert bool(row["home_place"]) == bool(row["home_place_zh"]), row["id"]


def test_that_region_outlines_are_closed_and_keep_off_the_antimeridian() -> None:
    for feature in features("regions"):
        (ring,) = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        assert 9 <= len(ring) <= 30
        assert all(-180 < lon < 180 and -90 < lat < 90 for lon, lat in ring)
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
        assert area > 0, f"{feature['id']} runs clockwise"


def test_that_nothing_operates_before_it_was_announced(sites: list[dict[str, Any]]) -> None:
    for site in sites:
        if site["opened"]:
            assert site["status"] in ("operating", "suspended", "closed", "unknown"), site["id"]
            assert bounds(site["announced"])[0] <= bounds(site["opened"])[1], site["id"]


# ---------------------------------------------------------------------------------- evidence


def test_that_every_event_is_cited_with_a_place_in_its_source(events: list[Row]) -> None:
    cited = Counter(row["event"] for row in table("citations") if row["locator"])
    assert all(row["locator"] for row in table("citations"))
    for event in events:
        assert cited[event["id"]] >= 1, event["id"]


def test_that_every_indicator_is_cited_and_has_a_figure() -> None:
    for row in table("indicators"):
        assert row["locator"], row
        assert row["value"] or (row["value_low"] and row["value_high"]), row
        for field in ("value", "value_low", "value_high"):
            assert not row[field] or float(row[field]) >= 0


SERIES = ("label", "label_zh", "topic", "topic_zh", "definition", "definition_zh", "country",
          "unit", "unit_zh")  # fmt: skip


def test_that_a_series_keeps_one_definition() -> None:
    found: dict[str, set[tuple[str, ...]]] = {}
    for row in table("indicators"):
        found.setdefault(row["series"], set()).add(tuple(row[field] for field in SERIES))
    assert [series for series, kept in found.items() if len(kept) > 1] == []


def test_that_series_of_one_name_are_one_series() -> None:
    for field in ("label", "label_zh"):
        named: dict[str, set[str]] = {}
        for row in table("indicators"):
            named.setdefault(row[field], set()).add(row["series"])
        assert [name for name, series in named.items() if len(series) > 1] == []


def test_that_definitions_are_told_apart_by_their_words() -> None:
    """What shares a definition has one unit; a definition has one translation."""
    units: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    for row in table("indicators"):
        units.setdefault(row["definition"], set()).add(row["unit"])
        words.setdefault(row["definition"], set()).add(row["definition_zh"])
    assert all(units)
    assert [told for told, held in units.items() if len(held) > 1] == []
    assert [told for told, held in words.items() if len(held) > 1] == []


def test_that_no_observation_comes_twice() -> None:
    rows = [
        (row["series"], row["date"], row["value"], row["value_low"], row["source"])
        for row in table("indicators")
    ]
    assert [key for key, times in Counter(rows).items() if times > 1] == []


def test_that_two_figures_for_one_time_are_explained() -> None:
    """Rounded, or disputed on each side, or planned."""
    held: dict[tuple[str, str], list[Row]] = {}
    for row in table("indicators"):
        if row["date"]:
            held.setdefault((row["series"], row["date"]), []).append(row)
    for key, rows in held.items():
        figures = {(row["value"], row["value_low"], row["value_high"]) for row in rows}
        if len(figures) > 1:
            told = " ".join(row["qualifier"] + row["note"] for row in rows)
            assert "DISPUTED" in told or "ounde" in told, key


def test_that_disputed_claims_read_as_claims(events: list[Row]) -> None:
    claims = [e for e in events if e["dispute"] == "disputed" and e["kind"] == "claim"]
    assert len(claims) >= 2
    for event in claims:
        assert event["label"].startswith("Claim: "), event["id"]
        assert event["label_zh"].startswith("说法："), event["id"]
        assert not event["amount"], event["id"]


@pytest.mark.parametrize(
    ("word", "recorded", "claimed"),
    [
        ("Yi-34B", "2023-11-02", "2025"),
        ("Yi-VL-34B", "2024-01-23", "2025"),
        ("TC260", "2024-02-29", "2024-03-05"),
        ("430 million", "2023-09-20", "May 2024"),
    ],
)
def test_that_a_corrected_date_stands_and_the_claim_is_kept(
    events: list[Row], word: str, recorded: str, claimed: str
) -> None:
    (event,) = [e for e in events if word in e["title"] and e["date_basis"] == "corrected"]
    assert event["date"] == recorded
    kept = [row["as_claimed"] for row in table("citations") if row["event"] == event["id"]]
    assert any(claimed in text for text in kept)


def test_that_every_text_is_in_both_languages(events: list[Row]) -> None:
    for event in events:
        assert 0 < len(event["title"]) <= 70, event["title"]
        assert event["summary"].endswith(".")
        for field in ("title_zh", "summary_zh"):
            assert re.search(r"[\u4e00-\u9fff]", event[field]), (event["id"], field)


def width(text: str) -> int:
    """In halves of a Chinese character."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def test_that_every_event_has_a_short_name_of_its_own_in_both_languages(
    events: list[Row],
) -> None:
    for field, longer in (("label", "title"), ("label_zh", "title_zh")):
        names = [event[field] or event[longer] for event in events]
        assert not [name for name, times in Counter(names).items() if times > 1]
        assert not [name for name in names if not 0 < width(name) <= 28]
    for event in events:
        assert not re.search(r"[\u4e00-\u9fff]", event["label"]), event["id"]
        assert len(event["label"]) <= len(event["title"]), event["id"]


def test_that_where_sources_differ_on_a_date_the_other_date_leads_the_claim() -> None:
    led = {
        row["event"]
        for row in table("citations")
        if row["stance"] == "disputes" and ALONE.fullmatch(row["as_claimed"].partition(":")[0])
    }
    assert led >= {
        "01ai-yi-34b-release", "01ai-yi-vl-34b-release", "tc260-genai-security-doc",
        "ai-plus-cewc-2024",
    }  # fmt: skip


def test_that_zhipu_is_found_by_its_old_and_new_names(organizations: dict[str, Row]) -> None:
    row = organizations["zai"]
    names = {row["name"], row["name_zh"], *split(row["also_known_as"])}
    assert {"Z.ai", "智谱", "Zhipu", "Zhipu AI", "Knowledge Atlas"} <= names


def test_that_the_two_alibaba_rounds_stay_apart(
    events: list[Row], sites: list[dict[str, Any]], organizations: dict[str, Row]
) -> None:
    rounds = [
        event
        for event in events
        if event["category"] == "data_center" and event["organizations"] == "alibaba-cloud"
    ]
    assert organizations["alibaba-cloud"]["parent"] == "alibaba"
    found = [
        (event["date"], {site["country"] for site in sites if site["event"] == event["id"]})
        for event in rounds
    ]
    assert ("2024-05", {"KR", "MY", "PH", "TH", "MX"}) in found
    assert ("2025-09-24", {"BR", "FR", "NL", "MX", "JP", "KR", "MY", "AE"}) in found


# ------------------------------------------------------------- the facts that must be present


class Fact(NamedTuple):
    """What must be found, by what it is and not by its id.

    `places`: countries or names of regions. `first`, `last`: the event's outer bounds must lie
    inside them; both empty for a fact that nobody dates.
    """

    word: str
    category: str
    organizations: str
    places: str
    first: str
    last: str


MUST = [
    Fact("Alibaba Cloud", "data_center", "alibaba-cloud", "BR;FR;NL;MX;JP;KR;MY;AE",
         "2025-09-24", "2025-09-24"),
    Fact("380 billion", "investment", "alibaba;alibaba-cloud", "CN", "2025-02-01", "2025-12-31"),
    Fact("Manus", "acquisition", "meta;manus", "US;CN", "2025-12-01", "2025-12-31"),
    Fact("Manus", "regulation", "mofcom;meta;manus", "CN;US", "2025-12-01", "2026-01-31"),
    Fact("Hong Kong", "ipo", "zai;hkex", "HK;CN", "2026-01-01", "2026-01-31"),
    Fact("Entity List", "regulation", "us-commerce;zai", "US;CN", "2025-01-01", "2025-01-31"),
    Fact("Yi-34B", "release", "01ai", "CN", "2023-11-02", "2023-11-06"),
    Fact("Yi-VL-34B", "release", "01ai", "CN", "2024-01-01", "2024-01-31"),
    Fact("laboratory", "partnership", "01ai;alibaba", "CN", "2025-01-01", "2025-12-31"),
    Fact("Wanzhi", "release", "01ai", "CN", "2025-01-01", "2025-12-31"),
    Fact("Feifan", "other", "feifan-research", "CN", "2024-06-01", "2024-06-31"),
    Fact("Go Saudi", "partnership", "tencent-cloud;mobily", "SA", "2024-03-01", "2024-03-31"),
    Fact("Galaxy AI", "release", "huawei", "North Africa", "2024-05-01", "2024-05-31"),
    Fact("430 million", "investment", "huawei", "North Africa (Huawei)",
         "2023-09-20", "2023-09-28"),
    Fact("Alibaba Cloud", "data_center", "alibaba-cloud", "KR;MY;PH;TH;MX",
         "2024-05-01", "2024-05-31"),
    Fact("Model Studio", "release", "alibaba-cloud", "", "2024-05-01", "2024-05-31"),
    Fact("CapCut", "release", "bytedance", "", "2020-01-01", "2020-12-31"),
    Fact("CapCut Pro", "release", "bytedance", "", "2022-01-01", "2022-12-31"),
    Fact("AI features", "release", "bytedance", "", "2024-01-01", "2024-03-31"),
    Fact("price war", "other", "deepseek;bytedance;tencent;baidu;alibaba", "CN",
         "2024-05-01", "2024-05-31"),
    Fact("cheap", "release", "deepseek", "CN", "2024-05-01", "2024-05-31"),
    Fact("cut prices", "other", "bytedance;tencent;baidu;alibaba", "CN",
         "2024-05-01", "2024-05-31"),
    Fact("Work Report", "regulation", "premier-cn", "CN", "2024-03-05", "2024-03-05"),
    Fact("rules", "regulation", "", "CN", "2024-03-01", "2024-09-31"),
    Fact("TC260", "regulation", "tc260", "CN", "2024-02-29", "2024-02-29"),
    Fact("draft", "regulation", "cac", "CN", "2024-09-14", "2024-09-14"),
    Fact("ESG30", "other", "esg30", "CN", "2024-01-01", "2024-12-31"),
    Fact("AI plan", "regulation", "gov-cn", "CN", "2017-01-01", "2017-12-31"),
    Fact("2030", "regulation", "gov-cn", "CN", "2017-01-01", "2030-12-31"),
    Fact("Huawei", "data_center", "alibaba;huawei", "Asia;Africa;Europe", "", ""),
    Fact("R1", "release", "deepseek", "CN", "2025-01-01", "2025-03-31"),
    Fact("Economic Work Conference", "regulation", "cewc;gov-cn", "CN",
         "2024-01-01", "2024-12-31"),
    Fact("measures", "regulation", "cac", "CN", "2025-03-01", "2025-08-01"),
    Fact("Action Plan", "regulation", "gov-cn", "CN", "2025-07-01", "2025-08-01"),
    Fact("Qwen2.5-Max", "release", "alibaba-cloud", "CN", "2025-01-01", "2025-08-01"),
    Fact("Hunyuan", "release", "tencent", "CN", "2024-11-01", "2025-08-01"),
    Fact("300 exaFLOPS", "data_center", "gov-cn", "CN", "2025-01-01", "2025-12-31"),
    Fact("Initiative", "regulation", "gov-cn", "CN", "2023-10-18", "2023-10-18"),
    Fact("cooperation body", "regulation", "gov-cn", "CN", "2025-07-01", "2025-08-01"),
    Fact("DeepSeek", "other", "deepseek", "Southeast Asia;Africa", "", ""),
    Fact("160 billion", "investment", "bytedance", "CN", "2025-12-01", "2025-12-31"),
    Fact("2026", "investment", "bytedance", "CN", "2026-01-01", "2026-12-31"),
    Fact("TikTok", "acquisition", "bytedance;tiktok", "US;CN", "2025-12-01", "2025-12-31"),
    Fact("DeepSeek", "release", "deepseek", "CN", "2025-01-01", "2025-12-31"),
    Fact("Qwen app", "release", "alibaba", "", "2026-01-01", "2026-12-31"),
    Fact("Moore Threads", "ipo", "moore-threads", "CN", "2025-01-01", "2025-12-31"),
    Fact("Alibaba", "ipo", "alibaba", "US", "2014-01-01", "2014-12-31"),
]  # fmt: skip


@pytest.mark.parametrize("fact", MUST, ids=lambda fact: f"{fact.word} {fact.category}")
def test_that_the_package_holds(fact: Fact, events: list[Row], sites: list[dict[str, Any]]) -> None:
    def holds(event: Row) -> bool:
        at = [site for site in sites if site["event"] == event["id"]]
        named = {site["place"] for site in at} | {site["country"] for site in at}
        if event["date"]:
            first, last = bounds(event["date"])
            dated = fact.first <= first and last <= (fact.last or "9999")
        else:
            dated = not fact.first
        return (
            fact.word in event["title"]
            and event["category"] == fact.category
            and set(split(fact.organizations)) <= set(split(event["organizations"]))
            and set(split(fact.places)) <= named
            and event["dispute"] == ""
            and dated
        )

    assert [event["id"] for event in events if holds(event)]
