"""Flat tables, timelines and references: what they say they carry is read again."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import numpy as np
import pytest
from data_samples import load_bytes, packages, table
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.dataset.model import Dataset
from explorer.dataset.timelinejs import Words
from explorer.export.data.bibliography import bibtex, csl_json
from explorer.export.data.chosen import chosen
from explorer.export.data.flat import csv_table, geojson
from explorer.export.data.timelinejs import timelinejs, untellable
from explorer.files.archive import packed

TAME = st.text("abc XYZ 12,.;:'\"()&<>/-é中文\n", max_size=12).map(lambda t: f"x{t}x")
CARRIED = (
    "title", "title_zh", "label", "summary", "note", "date", "ended", "kind", "date_role",
    "date_basis", "currency", "status", "dispute",
)  # fmt: skip


def text_of(column: Any, i: int) -> str:
    found: str = (
        column.text(i) if hasattr(column, "codes") and hasattr(column, "text") else column[i]
    )
    return found


def told(data: Dataset, i: int, whole: bool = True) -> dict[str, Any]:
    """What a flat table carries of event ``i``."""
    events = data.events
    parent = int(events.part_of[i])
    categories = {"odd one": "odd-one"}
    category = events.category.text(i)
    found = {name: text_of(getattr(events, name), i) for name in CARRIED} | {
        "category": categories.get(category, category),
        "amount": events.amount_text[i],
        "confidence": int(events.confidence[i]),
        "tags": [data.tags[t] for t in events.tags.row(i).tolist()],
        "part_of": events.id[parent] if parent >= 0 else "",
    }
    if whole:
        sites = events.sites.row(i).tolist()
        codes = [c for s in sites if (c := data.sites.country.text(s))]
        found["countries"] = sorted(set(codes))
        cited = [
            data.sources[data.citations[c].source].url for c in events.citations.row(i).tolist()
        ]
        found["urls"] = sorted(set(filter(None, cited)))
    return found


@settings(max_examples=40, deadline=None)
@given(packages(TAME))
def test_that_a_csv_table_carries_events(data: bytes) -> None:
    first = load_bytes("a.zip", data)
    again = load_bytes("t.csv", csv_table(chosen(first)))
    assert not [p for p in again.problems if p.severity == "error"]
    assert list(again.events.id) == list(first.events.id)
    for i in range(len(first)):
        assert told(again, i) == told(first, i)


@settings(max_examples=40, deadline=None)
@given(packages(TAME))
def test_that_geojson_carries_events_and_every_site(data: bytes) -> None:
    first = load_bytes("a.zip", data)
    written = geojson(chosen(first))
    again = load_bytes("t.geojson", written)
    assert not [p for p in again.problems if p.severity == "error"]
    for i, name in enumerate(first.events.id):
        found, wanted = told(again, again.event_index[name], False), told(first, i, False)
        if wanted["tags"] == ["a, b"]:  # a lone tag is parted at its commas when it is read
            assert found.pop("tags") == wanted.pop("tags")[0].split(", ")
        assert found == wanted
    features = json.loads(written)["features"]
    placed = [f["properties"]["site_id"] for f in features if f["properties"]["site_id"]]
    assert sorted(placed) == sorted(first.sites.id)
    assert len(features) == len(first.sites) + sum(
        not len(first.events.sites.row(i)) for i in range(len(first))
    )
    for feature in features:
        exact = feature["properties"]["precision"] in ("exact", "city")
        assert (feature["geometry"] is not None) == exact


def test_that_unknown_columns_are_never_taken_for_fields() -> None:
    rows = [{"id": "a", "title": "A", "date": "", "URL": "u", "Month": "5", "Ende": "2020"}]
    data = packed({"events.csv": table("events.csv", rows, ["URL", "Month", "Ende"])})
    first = load_bytes("a.zip", data)
    for name, written in (("t.csv", csv_table), ("t.geojson", geojson)):
        again = load_bytes(name, written(chosen(first)))
        assert (len(again), again.events.date[0], again.events.ended[0]) == (1, "", "")
        for column in ("URL_2", "Month_2", "Ende_2"):
            assert again.events.extra[column][0] == rows[0][column.removesuffix("_2")]
        assert not again.sources


def test_that_no_text_of_a_csv_table_is_a_formula() -> None:
    rows = [
        {
            "id": "=a",
            "title": "=1+1",
            "date": "-0044-03",
            "amount": "-5",
            "summary": "@x",
            "=b": "+1",
        },
        {"id": "b", "title": "B", "date": "2024", "amount": "-about 5"},
    ]
    first = load_bytes("a.zip", packed({"events.csv": table("events.csv", rows, ["=b"])}))
    written = csv_table(chosen(first)).decode()
    found = list(csv.DictReader(io.StringIO(written)))
    assert [found[0][k] for k in ("id", "title", "date", "amount", "summary", "'=b")] == [
        "'=a", "'=1+1", "-0044-03", "-5", "'@x", "'+1",
    ]  # fmt: skip
    assert found[1]["amount"] == "'-about 5"


# TimelineJS

DATE_KEYS = ("year", "month", "day", "hour", "minute", "second")


def check_timeline(found: Any) -> None:
    """The form that TimelineJS 3 documents, and nothing besides."""
    assert set(found) <= {"title", "events", "scale"}
    assert found.get("scale", "cosmological") == "cosmological"
    for slide in found["events"]:
        assert {"start_date", "text", "unique_id"} <= set(slide)
        assert set(slide) <= {
            "start_date", "end_date", "text", "group", "unique_id", "display_date",
        }  # fmt: skip
        assert set(slide["text"]) <= {"headline", "text"}
        for key in ("start_date", "end_date"):
            date = slide.get(key, {"year": 1})
            assert list(date) == list(DATE_KEYS[: len(date)])
            assert all(type(part) is int for part in date.values())
            if "scale" in found:
                assert set(date) == {"year"}
        for text in slide["text"].values():
            assert not re.sub(r"</?(p|ul|li|a)( (class|href)=\"[^\"<>]*\")?>", "", text).count("<")
    assert len({slide["unique_id"] for slide in found["events"]}) == len(found["events"])


@settings(max_examples=40, deadline=None)
@given(packages(TAME))
def test_that_a_timeline_is_as_documented(data: bytes) -> None:
    first = load_bytes("a.zip", data)
    written, left = timelinejs(chosen(first))
    assert left == [first.events.id[i] for i in np.flatnonzero(untellable(first))]
    found = json.loads(written)
    check_timeline(found)
    ids = [slide["unique_id"] for slide in found["events"]]
    assert sorted([*ids, *left]) == sorted(first.events.id)
    if ids:
        again = load_bytes("t.json", written)
        assert not [p for p in again.problems if p.severity == "error"]
        assert sorted(again.events.id) == sorted(ids)
        for name, i in again.event_index.items():
            k = first.event_index[name]
            assert again.title(i).split() == first.title(k).split()
            assert again.events.summary[i].split() == first.events.summary[k].split()


@pytest.mark.parametrize(
    ("date", "ended", "slide"),
    [
        ("2024", "", {"start_date": {"year": 2024}}),
        ("2024-05", "", {"start_date": {"year": 2024, "month": 5}}),
        ("2024-05-01", "", {"start_date": {"year": 2024, "month": 5, "day": 1}}),
        (
            "2024-05-01",
            "2025-06",
            {
                "start_date": {"year": 2024, "month": 5, "day": 1},
                "end_date": {"year": 2025, "month": 6},
            },
        ),
        ("2024/2025", "", {"start_date": {"year": 2024}, "end_date": {"year": 2025}}),
        ("2024/..", "", {"start_date": {"year": 2024}, "display_date": "since 2024"}),
        ("2024-33", "", {"start_date": {"year": 2024}, "display_date": "Q1 2024"}),
        ("[2019..2021]", "", {"start_date": {"year": 2019}}),
        ("[..2024-07]", "", {"start_date": {"year": 2024}}),
        ("-0044-03-15", "", {"start_date": {"year": -44, "month": 3, "day": 15}}),
        (
            "2024-05-01T10:30:00Z",
            "",
            {
                "start_date": {
                    "year": 2024, "month": 5, "day": 1, "hour": 10, "minute": 30, "second": 0,
                }
            },
        ),
    ],
)  # fmt: skip
def test_that_slides_are_as_precise_as_is_known(
    date: str, ended: str, slide: dict[str, Any]
) -> None:
    data = load_bytes("t.csv", f"title,date,ended\nA,{date},{ended}\n".encode())
    (found,) = json.loads(timelinejs(chosen(data))[0])["events"]
    for key in ("start_date", "end_date"):
        assert found.get(key) == slide.get(key)
    if "[" in date:
        assert found["display_date"]
    else:
        assert found.get("display_date") == slide.get("display_date")
    if "display_date" not in found:
        again = load_bytes("a.json", timelinejs(chosen(data))[0])
        for name in ("start_lo", "start_hi", "end_lo", "end_hi"):
            assert getattr(again.events, name).tolist() == getattr(data.events, name).tolist()


def test_that_deep_time_is_a_timeline_of_the_cosmos() -> None:
    data = load_bytes("t.csv", b"title,date\nA,Y-13800000000\nB,2024-05\nC,../1985\nD,\n")
    written, left = timelinejs(chosen(data))
    found = json.loads(written)
    check_timeline(found)
    assert found["scale"] == "cosmological"
    assert left == ["d"]
    assert load_bytes("a.json", written).events.date[0] == "Y-13800000000"


STRANGER = """{
"title": {"text": {"headline": "My &amp; <b>time</b>"}},
"events": [
{"start_date": {"year": "1990", "month": "5", "day": ""}, "end_date": {"year": "1991"},
 "text": {"headline": "One<script>x</script>", "text": "<p>a<br>b <a href='http://e.org'>E</a></p>"},
 "media": {"url": "https://e.org/p.png"}, "group": "IPO", "background": {"color": "red"}},
{"start_date": {"year": "1992", "month": "13"}, "text": {"headline": "Bad"}},
"no slide"
], "eras": [{"start_date": {"year": "1990"}}]}"""


def test_that_a_strangers_timeline_is_a_table() -> None:
    found = load_bytes("t.json", STRANGER.encode())
    assert found.package.title == "My & time"
    assert list(found.events.title) == ["One"]
    assert found.events.summary[0] == "a\nb E"
    assert (found.events.date[0], found.events.ended[0]) == ("1990-05", "1991")
    assert found.events.category.text(0) == "ipo"
    assert [(s.url, s.title) for s in found.sources] == [("http://e.org", "E")]
    assert json.loads(found.events.extra["slide_media"][0]) == {"url": "https://e.org/p.png"}
    errors = [(p.row, p.field) for p in found.problems if p.severity == "error"]
    assert errors == [(7, "date"), (8, "type")]
    assert any(p.field == "eras" for p in found.problems)


def test_that_links_that_are_no_addresses_are_none() -> None:
    words = Words('<a href="javascript:x">a</a> <a href="https://e.org/?a=1&amp;b">b</a>')
    assert (words.text, words.links) == ("a b", {"https://e.org/?a=1&b": "b"})


# References

ENTRY = re.compile(r"@misc\{([A-Za-z0-9_:.+-]+)(?:,\n((?:  \w+ = .+\n)+))?\}\n")


def parse_bibtex(text: str) -> dict[str, dict[str, str]]:
    """Entries by key. Strict: balanced braces, no command left open, no key or field twice."""
    found: dict[str, dict[str, str]] = {}
    at = 0
    while at < len(text):
        entry = ENTRY.match(text, at)
        assert entry, text[at : at + 300]
        at = entry.end()
        if text.startswith("\n", at):
            at += 1
        fields: dict[str, str] = {}
        lines = (entry[2] or "").splitlines()
        for k, line in enumerate(lines):
            assert line.endswith(",") == (k < len(lines) - 1)
            name, _, value = line.removesuffix(",").strip().partition(" = ")
            assert name not in fields
            fields[name] = value if name == "month" else unbraced(value)
        assert entry[1] not in found
        found[entry[1]] = fields
    return found


def unbraced(value: str) -> str:
    """What stands in braces, which fit together."""
    assert value.startswith("{")
    assert value.endswith("}")
    depth = 0
    for k, c in enumerate(value):
        depth += (c == "{") - (c == "}")
        assert depth > 0 or k == len(value) - 1
    assert depth == 0
    return value[1:-1]


UNTEX = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~", r"\textasciicircum{}": "^",
    **{f"\\{c}": c for c in "&%$#_"},
}  # fmt: skip


def untex(text: str) -> str:
    """The words of a field; a sign that LaTeX would take for a command fails."""
    pattern = "|".join(map(re.escape, UNTEX))
    assert not re.search(r"[\\{}~^&%$#_]", re.sub(pattern, "", text)), text
    return re.sub(pattern, lambda m: UNTEX[m[0]], text)


@settings(max_examples=60, deadline=None)
@given(packages())
def test_that_references_hold_what_sources_do(data: bytes) -> None:
    first = load_bytes("a.zip", data)
    sources = [first.sources[s] for s in chosen(first).cited]
    entries = parse_bibtex(bibtex(chosen(first)).decode())
    items = json.loads(csl_json(chosen(first)))
    assert len(entries) == len(items) == len(sources)
    for source, (key, fields), item in zip(sources, entries.items(), items, strict=True):
        assert item["id"] == source.id
        assert re.sub(r"[^A-Za-z0-9_:.+-]", "-", source.id) in key
        assert item.get("title", "") == source.title
        title = fields.get("title", "{}").removeprefix("{").removesuffix("}")
        assert untex(title) == " ".join(source.title.split())
        assert untex(fields.get("publisher", "")) == " ".join(source.publisher.split())
        assert fields.get("url", "").replace("%7B", "{").replace("%7D", "}") == source.url
        assert item.get("URL", "") == source.url
        assert fields.get("language", "") == item.get("language", "") == source.language
        check_csl(item)
        assert ("issued" in item) == bool(source.published)


CSL_TYPES = {
    "webpage", "document", "article-newspaper", "report", "interview", "post-weblog", "book",
}  # fmt: skip
CSL_KEYS = {
    "id", "type", "title", "container-title", "publisher", "genre", "URL", "language",
    "archive_location", "note", "issued",
}  # fmt: skip


def check_csl(item: dict[str, Any]) -> None:
    """The parts of the schema of CSL-JSON that are used here."""
    assert set(item) <= CSL_KEYS
    assert item["type"] in CSL_TYPES
    date = item.get("issued", {})
    assert set(date) <= {"date-parts", "season", "circa", "literal"}
    assert ("literal" in date) != ("date-parts" in date) or not date
    for parts in date.get("date-parts", []):
        assert 1 <= len(parts) <= 3
        assert all(type(part) is int for part in parts)


@pytest.mark.parametrize(
    ("date", "fields", "issued"),
    [
        ("2024", {"date": "2024", "year": "2024"}, {"date-parts": [[2024]]}),
        (
            "2024-05",
            {"date": "2024-05", "year": "2024", "month": "may"},
            {"date-parts": [[2024, 5]]},
        ),
        (
            "2024-05-01~",
            {"date": "2024-05-01~", "year": "2024", "month": "may"},
            {"date-parts": [[2024, 5, 1]], "circa": True},
        ),
        (
            "2024/2025-02",
            {"date": "2024/2025-02", "year": "2024"},
            {"date-parts": [[2024], [2025, 2]]},
        ),
        ("2024-21", {"date": "2024-21", "year": "2024"}, {"date-parts": [[2024]], "season": 1}),
        ("2024-33", {"year": "2024"}, {"literal": "Q1 2024"}),
        ("[..2024-07]", {"note": "Date: by July 2024"}, {"literal": "by July 2024"}),
        ("202X", {"note": "Date: 2020s"}, {"literal": "2020s"}),
        ("some day", {"note": "Date: some day"}, {"literal": "some day"}),
        ("", {}, None),
    ],
)
def test_that_dates_are_as_the_formats_have_them(
    date: str, fields: dict[str, str], issued: dict[str, Any] | None
) -> None:
    files = {
        "events.csv": table("events.csv", [{"id": "a", "title": "A", "date": "2024"}]),
        "sources.csv": table("sources.csv", [{"id": "s", "published": date}, {"id": "not cited"}]),
        "citations.csv": table("citations.csv", [{"event": "a", "source": "s"}]),
    }
    data = chosen(load_bytes("a.zip", packed(files)))
    assert parse_bibtex(bibtex(data).decode()) == {"s": fields}
    (item,) = json.loads(csl_json(data))
    assert item.get("issued") == issued


def test_that_keys_stay_apart() -> None:
    names = ["a b", "a-b", "A-B", "源"]
    files = {
        "events.csv": table("events.csv", [{"id": "a", "title": "A", "date": "2024"}]),
        "sources.csv": table("sources.csv", [{"id": n} for n in names]),
        "citations.csv": table("citations.csv", [{"event": "a", "source": n} for n in names]),
    }
    data = chosen(load_bytes("a.zip", packed(files)))
    assert list(parse_bibtex(bibtex(data).decode())) == ["a-b", "a-b-2", "A-B-3", "-"]
    assert [item["id"] for item in json.loads(csl_json(data))] == names
