"""``chuhai query``: what is found, and the four forms in which it is printed."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from samples import EVENTS, PACKAGE, ROOT, Answer, ask, run, screenless, start, strict_json, table

EVENT = {
    "id": str, "title": str, "title_zh": str, "summary": str, "category": str, "date": str,
    "earliest": (str, type(None)), "latest": (str, type(None)), "status": str, "confidence": str,
    "dispute": str, "organizations": list, "organization_ids": list, "sites": list,
    "sources": list,
}  # fmt: skip
SITE = {
    "place": str, "country": str, "lon": (float, type(None)), "lat": (float, type(None)),
    "precision": str, "status": str,
}  # fmt: skip
PLAN = "alibaba-dc-plan-2024-05"
SOURCE = {"id": str, "title": str, "publisher": str, "stance": str, "locator": str}


@pytest.fixture(scope="module")
def everything() -> Answer:
    """The whole bundled package with its facets."""
    return ask("--facets")


def rows_of(name: str) -> list[dict[str, str]]:
    return table((PACKAGE / name).read_text(encoding="utf-8"))


def assert_shape(value: dict[str, Any], shape: dict[str, Any]) -> None:
    assert list(value) == list(shape)
    for key, kind in shape.items():
        assert isinstance(value[key], kind), f"{key}: {value[key]!r}"


def test_that_the_may_2024_data_centres_are_named_with_their_five_countries() -> None:
    found = start("query", "--time", "2024-05", "--where", "category=data_center", "--format=json")
    assert (found.status, found.err) == (0, "")
    rows = {row["id"]: row for row in rows_of("events.csv")}
    assert {rows[event["id"]]["category"] for event in found.json["events"]} == {"data_center"}
    (event,) = [e for e in found.json["events"] if e["id"] == PLAN]
    assert event["organizations"] == ["Alibaba Cloud"]
    assert {site["country"] for site in event["sites"]} == {"KR", "MY", "PH", "TH", "MX"}
    assert (event["earliest"], event["latest"]) == ("2024-05-01", "2024-05-31")
    assert event["sources"]


def test_that_the_json_has_exactly_the_promised_shape(everything: Answer) -> None:
    assert (everything.status, everything.err) == (0, "")
    answer = everything.json
    assert list(answer) == ["total", "matched", "events", "facets"]
    assert (
        answer["total"] == answer["matched"] == len(answer["events"]) == len(rows_of("events.csv"))
    )
    assert list(ask().json) == ["total", "matched", "events"]
    for event in answer["events"]:
        assert_shape(event, EVENT)
        assert all(isinstance(o, str) and o for o in event["organizations"])
        assert len(event["organizations"]) == len(event["organization_ids"])
        for site in event["sites"]:
            assert_shape(site, SITE)
            told = site["precision"] in ("exact", "city")
            assert (site["lon"] is not None) == (site["lat"] is not None) == told, site
        for source in event["sources"]:
            assert_shape(source, SOURCE)
            assert source["stance"] in ("supports", "disputes", "mentions")


def test_that_every_event_of_the_package_has_a_source(everything: Answer) -> None:
    assert [e["id"] for e in everything.json["events"] if not e["sources"]] == []


def test_that_json_holds_what_the_tables_hold(everything: Answer) -> None:
    stored = {row["id"]: row for row in rows_of("events.csv")}
    names = {row["id"]: row["name"] for row in rows_of("organizations.csv")}
    cited = Counter(row["event"] for row in rows_of("citations.csv"))
    for event in everything.json["events"]:
        row = stored.pop(event["id"])
        for key in ("title", "title_zh", "summary", "category", "date", "status", "confidence"):
            assert event[key] == row[key]
        assert event["organization_ids"] == [o for o in row["organizations"].split(";") if o]
        assert event["organizations"] == [names[o] for o in event["organization_ids"]]
        assert len(event["sources"]) == cited[event["id"]]
    assert not stored


def test_that_events_come_by_their_start_and_the_undated_last(everything: Answer) -> None:
    starts = [e["earliest"] or "" for e in everything.json["events"] if e["date"]]
    assert starts == sorted(starts)  # without a first bound it comes first
    assert not any(
        e["earliest"] is e["latest"] is None for e in everything.json["events"] if e["date"]
    )
    dated = [bool(e["date"]) for e in everything.json["events"]]
    assert dated == sorted(dated, reverse=True)
    for event in everything.json["events"]:
        if not event["date"]:
            assert event["earliest"] is event["latest"] is None


def recount(events: Iterable[dict[str, Any]]) -> dict[str, Counter[str]]:
    """Facet counts from the events of a JSON answer, by hand."""
    parent = {row["id"]: row["parent"] for row in rows_of("organizations.csv")}
    tags = {row["id"]: set(row["tags"].split(";")) - {""} for row in rows_of("events.csv")}
    counts: dict[str, Counter[str]] = {
        field: Counter()
        for field in (
            *("category", "organization", "country", "status"),
            *("confidence", "tag", "source", "dispute"),
        )
    }
    for event in events:
        line = set()
        for name in event["organization_ids"]:
            while name:
                line.add(name)
                name = parent[name]
        counts["organization"].update(line)
        counts["country"].update({s["country"] for s in event["sites"]} - {""})
        counts["source"].update({s["id"] for s in event["sources"]})
        counts["tag"].update(tags[event["id"]])
        counts["dispute"].update([event["dispute"] or "none"])
        for field in ("category", "status", "confidence"):
            counts[field].update({event[field]} - {""})
    return counts


def test_that_facet_counts_are_those_of_a_recount(everything: Answer) -> None:
    answer = everything.json
    assert answer["facets"] == {f: dict(c) for f, c in recount(answer["events"]).items()}


def test_that_a_facet_leaves_its_own_filter_out(everything: Answer) -> None:
    filters = ("--where", "category=data_center,partnership", "--where", "confidence>=medium")
    filtered = ask("--facets", *filters).json
    own = recount(filtered["events"])
    for field, counts in filtered["facets"].items():
        if field not in ("category", "confidence"):
            assert counts == own[field], field
    without = ask("--where", "confidence>=medium").json["events"]
    assert filtered["facets"]["category"] == recount(without)["category"]


@pytest.mark.parametrize("text", ["智谱", "zhipu", "ZHIPU", "ｚｈｉｐｕ", "z.ai"])
def test_that_a_company_is_found_by_any_of_its_names(text: str, everything: Answer) -> None:
    of_it = {e["id"] for e in everything.json["events"] if "Z.ai" in e["organizations"]}
    found = ask("--search", text)
    assert of_it
    assert of_it <= set(found.ids)
    assert len(found.ids) < found.json["total"]


def test_that_search_wants_every_word_in_whatever_order_and_language() -> None:
    both = set(ask("--search", "alibaba malaysia").ids)
    assert both == set(ask("--search", "马来西亚 alibaba").ids)
    assert both == set(ask("--search", "Alibaba").ids) & set(ask("--search", "MALAYSIA").ids)
    assert "alibaba-dc-plan-2024-05" in both
    nothing = ask("--search", "no such words anywhere")
    assert (nothing.status, nothing.json["matched"], nothing.json["events"]) == (0, 0, [])


def display_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def columns_at(line: str) -> set[int]:
    """Display columns at which a word begins after two blanks (or at the start)."""
    return {
        display_width(line[:i])
        for i in range(len(line))
        if line[i] != " " and (i == 0 or line[i - 2 : i] == "  ")
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_that_the_table_is_aligned_whatever_the_width_of_its_characters(lang: str) -> None:
    answer = run("query", "--lang", lang, "--where", "organization=alibaba")
    lines = answer.out.split("\n")
    heading, rows = lines[0], lines[1 : lines.index("")]
    wanted = columns_at(heading)
    assert len(wanted) == 4
    assert len(rows) == len(ask("--where", "organization=alibaba").ids)
    for row in rows:
        assert columns_at(row) <= wanted, row
        assert row == row.rstrip()


def test_that_the_table_speaks_chinese_when_asked() -> None:
    words = ("--lang", "zh", "--time", "2024-05", "--where", f"id={PLAN}")
    found = run("query", *words).out
    assert "阿里云宣布在五国建设数据中心（2024年5月）" in found
    assert "阿里云" in found
    assert "马来西亚" in found
    assert "Malaysia" not in found
    assert f"{EVENTS} 个事件中的 1 个" in found


def test_that_the_table_of_facets_names_and_counts(everything: Answer) -> None:
    english = run("query", "--facets", "--time", "2024-05").out
    assert "Data centre" in english
    assert "data_center" not in english
    assert "数据中心" in run("query", "--facets", "--lang", "zh", "--time", "2024-05").out


def test_that_csv_reads_back_as_the_rows_of_the_package() -> None:
    answer = run("query", "--format", "csv")
    stored = rows_of("events.csv")
    assert answer.out.endswith("\r\n")
    found = table(answer.out)
    columns = list(stored[0])
    assert list(found[0]) == [*columns, "organization_names", "places", "countries", "sources"]
    by_id = {row["id"]: row for row in stored}
    assert [row["id"] for row in found] == ask().ids
    for row in found:
        for key in columns:
            assert row[key].removeprefix("'") == by_id[row["id"]][key], (row["id"], key)


def test_that_csv_tells_names_places_and_sources_in_words() -> None:
    named = {row["id"]: row for row in table(run("query", "--format", "csv").out)}
    for event in ask().json["events"]:
        row = named[event["id"]]
        assert row["organization_names"] == "; ".join(event["organizations"])
        places = dict.fromkeys(site["place"] for site in event["sites"] if site["place"])
        assert row["places"] == "; ".join(places)
        assert all(source["title"] in row["sources"] for source in event["sources"])
    assert named["alibaba-dc-plan-2024-05"]["countries"].startswith("South Korea; Malaysia; ")
    assert "https://" in named["alibaba-dc-plan-2024-05"]["sources"]


def test_that_printed_csv_is_plain_utf_8_with_crlf_alone() -> None:
    printed = start("query", "--format", "csv", "--search", "智谱").out
    assert printed.count("\r\n") == printed.count("\n") == printed.count("\r")
    assert "智谱" in printed


def test_that_cells_that_look_like_formulas_are_harmless_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "formulas.csv"
    titles = ["=cmd|'/c calc'!A1", "+1", "-2+3", "@SUM(A1)", "plain"]
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = [[title, "2024", "-5"] for title in titles]
        csv.writer(file).writerows([["title", "date", "amount"], *rows])
    assert sorted(ask(path).titles) == sorted(titles)
    found = table(run("query", path, "--format", "csv").out)
    shown = {"'" + t if t[0] in "=+-@" else t for t in titles}
    assert {row["title"] for row in found} == shown
    assert {row["amount"] for row in found} == {"-5"}


def test_that_columns_of_ones_own_come_back_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("title,date,Floor area,负责人\nHall,2024,12 000,王\n", encoding="utf-8")
    (row,) = table(run("query", path, "--format", "csv").out)
    assert (row["Floor area"], row["负责人"]) == ("12 000", "王")


def test_that_geojson_has_a_feature_for_each_site_and_each_event_without_one() -> None:
    answer = run("query", "--format", "geojson")
    collection = strict_json(answer.out)
    assert collection["type"] == "FeatureCollection"
    events = ask().json["events"]
    assert len(collection["features"]) == sum(max(1, len(e["sites"])) for e in events)
    assert list(dict.fromkeys(f["properties"]["event"] for f in collection["features"])) == [
        e["id"] for e in events
    ]
    ids = [f["id"] for f in collection["features"] if "id" in f]
    assert len(set(ids)) == len(ids)
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        told = feature["properties"].get("precision") in ("exact", "city")
        assert (feature["geometry"] is not None) == told
        if told:
            lon, lat = feature["geometry"]["coordinates"]
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90


def test_that_a_polygon_comes_back_closed(tmp_path: Path) -> None:
    ring = [[10, 45], [12, 45], [12, 47], [10, 47], [10, 45]]
    feature = {
        "type": "Feature",
        "properties": {"title": "Field trial", "date": "2024"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (found,) = strict_json(run("query", path, "--format", "geojson").out)["features"]
    assert found["geometry"]["type"] == "Polygon"
    (back,) = found["geometry"]["coordinates"]
    assert back[0] == back[-1]
    assert sorted(map(tuple, back[:-1])) == sorted(map(tuple, ring[:-1]))


def test_that_printed_csv_and_geojson_can_be_opened_again(tmp_path: Path) -> None:
    events = ask("--where", "category=data_center").json["events"]
    table_path, layer = tmp_path / "found.csv", tmp_path / "found.geojson"
    found = run("query", "--where", "category=data_center", "--format", "csv").out
    table_path.write_text(found, encoding="utf-8", newline="")
    found = run("query", "--where", "category=data_center", "--format", "geojson").out
    layer.write_text(found, encoding="utf-8")
    again = ask(table_path)
    assert again.status == 0
    assert again.ids == [e["id"] for e in events]
    again = ask(layer)
    assert again.status == 0
    assert set(again.titles) == {e["title"] for e in events}
    assert {s["country"] for e in again.json["events"] for s in e["sites"]} == {
        s["country"] for e in events for s in e["sites"]
    }


def test_that_the_earliest_and_latest_day_are_inclusive_and_null_when_open(tmp_path: Path) -> None:
    dates = {
        "2024": ("2024-01-01", "2024-12-31"),
        "2024-02": ("2024-02-01", "2024-02-29"),
        "2024-02-29": ("2024-02-29", "2024-02-29"),
        "2024-05/2025": ("2024-05-01", "2025-12-31"),
        "[2024-01..2024-03]": ("2024-01-01", "2024-03-31"),
        "[..2024-07]": (None, "2024-07-31"),
        "1985/..": ("1985-01-01", None),
        "1985/": ("1985-01-01", None),
        "2025-33": ("2025-01-01", "2025-03-31"),
        "-0044-03-15": ("-0044-03-15", "-0044-03-15"),
        "Y-13800000000": ("Y-13800000000", "Y-13800000000"),
        "2024-05-17T09:30Z": ("2024-05-17", "2024-05-17"),
        "": (None, None),
    }
    path = tmp_path / "dates.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = [[date or "none", date] for date in dates]
        csv.writer(file).writerows([["title", "date"], *rows])
    answer = ask(path)
    assert answer.status == 0
    found = {e["date"]: (e["earliest"], e["latest"]) for e in answer.json["events"]}
    assert found == dates


def test_that_the_reader_of_a_pipe_may_leave_early() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "explorer", "query", "--format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=screenless(), cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"{\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_that_what_is_printed_into_a_file_is_utf_8_wherever_it_runs(encoding: str) -> None:
    env = screenless(PYTHONIOENCODING=encoding)
    answer = start("query", "--format", "json", "--search", "智谱", env=env)
    assert answer.status == 0
    assert "智谱" in answer.out


def test_that_a_full_disk_behind_standard_output_is_told_in_one_line() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    for form in ("table", "json", "csv", "geojson"):
        with full.open("wb") as out:
            done = subprocess.run(
                [sys.executable, "-m", "explorer", "query", "--format", form],
                stdout=out, stderr=subprocess.PIPE, env=screenless(), cwd=ROOT, check=False,
            )  # fmt: skip
        assert done.returncode == 2
        assert done.stderr.decode().count("\n") == 1
        assert "No space left" in done.stderr.decode()


def test_that_the_table_fits_a_terminal_and_is_whole_in_a_pipe() -> None:
    date = "between Jan 2025 and 20 Mar 2025 (one moment)"
    piped = run("query").out
    assert date in piped
    assert "…" not in piped
    pty = pytest.importorskip("pty")
    command = [sys.executable, "-m", "explorer", "query"]
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command, stdout=slave, cwd=ROOT, env={**os.environ, "COLUMNS": "110", "LC_ALL": "C.UTF-8"}
    )
    os.close(slave)
    seen = bytearray()
    with contextlib.suppress(OSError):  # how a terminal says that nobody writes any more
        while data := os.read(master, 4096):
            seen += data
    os.close(master)
    assert process.wait() == 0
    shown = seen.decode()
    assert date in shown
    assert "…" in shown
    assert max(map(display_width, shown.splitlines())) <= 110
