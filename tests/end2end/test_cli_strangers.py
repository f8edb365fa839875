"""Every command on what strangers bring: tables of all sorts, packages, deep time, nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from samples import (
    MANY,
    PACKAGE,
    SAMPLES,
    Sample,
    ask,
    assert_refused,
    packed,
    read_png,
    run,
    strict_json,
    table,
)

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=[s.name for s in SAMPLES])


def by_name(name: str) -> Sample:
    return next(s for s in SAMPLES if s.name == name)


def events_of(sample: Sample, folder: Path, *more: str) -> dict[str, dict[str, object]]:
    """The events of a sample by title."""
    answer = ask(sample.make(folder), *sample.options, *more)
    assert (answer.status, answer.err) == (0, "")
    return {event["title"]: event for event in answer.json["events"]}


@each_sample
def test_that_query_reads_every_row(sample: Sample, tmp_path: Path) -> None:
    path = sample.make(tmp_path)
    for form in ("json", "table", "csv", "geojson"):
        answer = run("query", path, *sample.options, "--format", form)
        assert (answer.status, answer.err) == (0, "")
        if form == "json":
            assert answer.json["total"] == answer.json["matched"] == sample.events
        elif form == "csv":
            assert len(table(answer.out)) == sample.events
        elif form == "geojson":
            assert len(strict_json(answer.out)["features"]) >= sample.events
        else:
            assert answer.out.count("\n") == sample.events + 3


@each_sample
def test_that_validate_finds_no_error(sample: Sample, tmp_path: Path) -> None:
    path = sample.make(tmp_path)
    answer = run("validate", path, *sample.options, "--format", "json")
    assert (answer.status, answer.err) == (0, "")
    assert (answer.json["ok"], answer.json["events"]) == (True, sample.events)
    worded = run("validate", path, *sample.options)
    assert worded.status == 0
    assert len(worded.out.splitlines()) == len(answer.json["problems"]) + 1
    assert worded.out.splitlines()[-1].startswith(f"{sample.events} event")


@pytest.mark.usefixtures("qapp")
@each_sample
def test_that_snapshot_draws_it(sample: Sample, tmp_path: Path) -> None:
    path = sample.make(tmp_path)
    out = tmp_path / "out.png"
    answer = run("snapshot", out, path, *sample.options, "--size", "640x400")
    assert answer == (0, "", "")
    picture = read_png(out.read_bytes())
    assert (picture.width, picture.height) == (640, 400)
    assert len(set(picture.rows)) > 8  # there is something on it


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", ["deep time", "hours", "header only", "one row", "chinese"])
@pytest.mark.parametrize("suffix", ["svg", "pdf"])
def test_that_odd_data_fit_on_every_sort_of_page(name: str, suffix: str, tmp_path: Path) -> None:
    path = by_name(name).make(tmp_path)
    for lang in ("en", "zh"):
        out = tmp_path / f"out-{lang}.{suffix}"
        answer = run("snapshot", out, path, "--size", "640x400", "--lang", lang, "--title", "页 A")
        assert answer == (0, "", "")
        assert out.stat().st_size > 1000
        if suffix == "svg":
            drawn = re.sub(rb"base64,[\w+/=]*", b"", out.read_bytes())
            assert not re.search(rb"\b(nan|inf|None)\b", drawn)


def test_that_english_headings_and_values_are_understood(tmp_path: Path) -> None:
    events = events_of(by_name("english"), tmp_path)
    riyadh = events["Riyadh cloud region"]
    assert riyadh["category"] == "data_center"
    assert riyadh["organizations"] == ["Northwind Cloud"]
    (site,) = riyadh["sites"]
    assert (site["place"], site["country"]) == ("Riyadh", "SA")
    assert (site["lon"], site["lat"]) == (46.68, 24.71)
    assert riyadh["summary"] == "First, in the kingdom"
    assert [s["title"] for s in riyadh["sources"]] == ["example.org"]
    both = events['With "Fjord" in partnership']
    assert both["organizations"] == ["Northwind Cloud", "Fjord"]
    assert (both["earliest"], both["latest"]) == ("2021-01-01", "2024-06-30")
    assert events["Somewhere in Kenya"]["sites"][0]["precision"] == "country"
    assert events["Somewhere in Kenya"]["sites"][0]["lon"] is None
    assert events["Rules for the whole union"]["sites"][0]["country"] == "EU"
    assert (events["A rumour"]["sites"], events["A rumour"]["sources"]) == ([], [])
    assert events["A rumour"]["earliest"] is None


@pytest.mark.parametrize("name", ["chinese", "gb18030", "utf-16"])
def test_that_chinese_headings_and_values_are_understood(name: str, tmp_path: Path) -> None:
    events = events_of(by_name(name), tmp_path)
    assert events["利雅得数据中心"]["category"] == "data_center"
    assert events["利雅得数据中心"]["date"] == "2023-03"
    assert events["利雅得数据中心"]["sites"][0]["country"] == "SA"
    assert events["里斯本上市"]["category"] == "ipo"
    assert events["里斯本上市"]["date"] == "2024-02-29"
    assert events["与峡湾公司合作"]["organizations"] == ["北风云", "峡湾"]
    assert events["与峡湾公司合作"]["latest"] == "2024-06-30"
    assert ask(by_name(name).make(tmp_path), *by_name(name).options, "--search", "峡湾").titles == [
        "与峡湾公司合作"
    ]


def test_that_decimal_commas_are_read_where_told(tmp_path: Path) -> None:
    events = events_of(by_name("semicolons"), tmp_path)
    (site,) = events["Rechenzentrum in Frankfurt"]["sites"]
    assert (site["lon"], site["lat"], site["country"]) == (8.68, 50.11, "DE")


def test_that_a_spreadsheets_quirks_do_no_harm(tmp_path: Path) -> None:
    events = events_of(by_name("excel"), tmp_path)
    assert set(events) == {"Opening in Dubai", "Two lines\nin one cell", "007"}
    assert events["Opening in Dubai"]["date"] == "2024-05-01"
    assert ask(by_name("excel").make(tmp_path), "--where", "amount>=1e6").titles == [
        "Opening in Dubai"
    ]


def test_that_deep_time_keeps_its_order_and_is_found(tmp_path: Path) -> None:
    path = by_name("deep time").make(tmp_path)
    assert ask(path).titles == [
        "The universe begins", "The Earth forms", "Dinosaurs die out", "The Ides of March",
        "The first year", "Now", "A far future",
    ]  # fmt: skip
    assert ask(path, "--time", "../-0001").titles[-1] == "The Ides of March"
    assert ask(path, "--time", "Y-14000000000/Y-4000000000").titles == [
        "The universe begins",
        "The Earth forms",
    ]
    assert ask(path, "--time", "3000/..").titles == ["A far future"]
    words = run("query", path).out
    assert "13.8 billion BC" in words
    assert "44 BC" in words


def test_that_hours_are_told_apart_within_a_day(tmp_path: Path) -> None:
    path = by_name("hours").make(tmp_path)
    assert ask(path).titles == ["Outage ends", "Outage begins", "Report"]
    assert ask(path, "--time", "2024-05-17T09:00Z/2024-05-17T10:00Z").titles == ["Outage begins"]
    assert "17 May 2024, 09:30 UTC" in run("query", path).out


def test_that_events_without_category_count_as_other(tmp_path: Path) -> None:
    answer = ask(by_name("bare").make(tmp_path), "--facets")
    assert {e["category"] for e in answer.json["events"]} == {"other"}
    assert answer.json["facets"]["category"] == {"other": 2}
    assert answer.json["facets"]["country"] == {}


def test_that_nothing_is_a_fine_answer(tmp_path: Path) -> None:
    path = by_name("header only").make(tmp_path)
    answer = ask(path, "--facets", "--time", "2024", "--search", "x", "--bbox", "0,0,10,10")
    assert (answer.status, answer.json["total"], answer.json["matched"]) == (0, 0, 0)
    assert set(map(len, answer.json["facets"].values())) == {0}


def test_that_three_thousand_rows_are_all_counted(tmp_path: Path) -> None:
    path = by_name("many").make(tmp_path)
    answer = ask(path, "--facets", "--where", "category=ipo", "--search", "company")
    assert answer.json["matched"] == MANY // 5
    assert sum(answer.json["facets"]["category"].values()) == MANY
    assert answer.json["facets"]["organization"]["company-1"] == MANY // 40


def test_that_a_flat_geojson_keeps_its_own_properties(tmp_path: Path) -> None:
    path = by_name("geojson").make(tmp_path)
    events = events_of(by_name("geojson"), tmp_path)
    (site,) = events["Office in Nairobi"]["sites"]
    assert (site["lon"], site["lat"], site["precision"]) == (36.82, -1.29, "exact")
    assert events["Announced, place unknown"]["sites"] == []
    rows = table(run("query", path, "--format", "csv").out)
    assert {row["title"]: row["floors"] for row in rows} == {
        "Office in Nairobi": "",
        "Field trial": "12",
        "Announced, place unknown": "",
    }


def test_that_a_single_feature_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    feature = {
        "type": "Feature",
        "properties": {"标题": "一件事", "日期": "2024"},
        "geometry": {"type": "Point", "coordinates": [100, 10]},
    }
    path.write_text(json.dumps(feature), encoding="utf-8")
    assert ask(path).titles == ["一件事"]


def test_that_folder_zip_and_chuhai_answer_alike(tmp_path: Path) -> None:
    folder = ask().out
    assert ask(packed(tmp_path / "a.zip")).out == folder
    assert ask(packed(tmp_path / "b.chuhai", "any folder/")).out == folder
    assert ask(packed(tmp_path / "c.bin")).out == folder


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("semicolons", "--delimiter ';'"),
        ("tabs", "--delimiter tab"),
        ("gb18030", "--encoding gb18030"),
    ],
)
def test_that_a_missing_option_is_named(name: str, option: str, tmp_path: Path) -> None:
    path = by_name(name).make(tmp_path)
    assert_refused(run("query", path), path.name, option)
    assert_refused(run("validate", path, "--format", "json"), path.name, option)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("title,date\nA,03/04/2020\n", "--date-order"),
        ('title,date,amount\nA,2020,"1,234.5"\n', "--decimal"),
        ("what,when,where\nA,2020,B\n", "--map title="),
        ("title,moment\nA,2020\n", "--map date="),
    ],
)
def test_that_what_can_be_read_two_ways_is_asked(text: str, option: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    assert_refused(run("query", path), "t.csv", option)


def test_that_the_answer_to_a_question_settles_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('what,when,sum\nA,03/04/2020,"1.234,5"\n', encoding="utf-8")
    named = ("--map", "title=what", "--map", "date=when", "--map", "amount=sum", "--decimal", ",")
    found = ask(path, *named, "--date-order", "dmy", "--where", "amount>=1234.5")
    assert [e["date"] for e in found.json["events"]] == ["2020-04-03"]
    found = ask(path, *named, "--date-order", "mdy", "--where", "amount<=1234.5")
    assert [e["date"] for e in found.json["events"]] == ["2020-03-04"]


def test_that_coordinates_of_another_system_are_converted(tmp_path: Path) -> None:
    path = tmp_path / "metres.csv"
    path.write_text("title,date,x,y\nNull,2020,0,0\nFar,2020,20000000,5000000\n", encoding="utf-8")
    events = ask(path, "--crs", "EPSG:3857").json["events"]
    places = {e["title"]: (e["sites"][0]["lon"], e["sites"][0]["lat"]) for e in events}
    assert places["Null"] == pytest.approx((0, 0))
    assert places["Far"] == pytest.approx((179.66306, 40.91627), abs=1e-4)


def test_that_rows_of_empty_cells_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "trailing.csv"  # as a spreadsheet saves a table with a frame around it
    path.write_text("title,date,\nA,2024,\n,,\n , ,\nB,2025,\n,,\n", encoding="utf-8")
    answer = ask(path)
    assert (answer.status, answer.err, answer.titles) == (0, "", ["A", "B"])


def test_that_full_width_digits_are_digits(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("标题,日期\n甲,２０２４年５月\n乙,２０２４-０６-０１\n", encoding="utf-8")
    answer = ask(path)
    assert [e["date"] for e in answer.json["events"]] == ["2024-05", "2024-06-01"]


def test_that_the_columns_of_timelinejs_are_dates(tmp_path: Path) -> None:
    path = tmp_path / "timelinejs.csv"  # the headings of its spreadsheet, in their order
    head = "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Type"
    path.write_text(f"{head}\n2024,5,1,,,,,,,A day,,\n2023,,,,,,,,,A year,,\n", encoding="utf-8")
    dates = {e["title"]: e["date"] for e in ask(path).json["events"]}
    assert dates["A year"] == "2023"
    assert dates["A day"].startswith("2024")


def test_that_problems_come_in_the_order_of_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("title,date\nA,5/17/2024\n,2024\nshort\nB,x\nC\x07,2024\n", encoding="utf-8")
    rows = [p["row"] for p in run("validate", path, "--format", "json").json["problems"]]
    assert len(rows) >= 4
    assert rows == sorted(rows)


def test_that_a_bad_date_is_named_whole(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("title,date\nA,n/a\nB,2024\n", encoding="utf-8")
    assert "“n/a”: not an EDTF date" in ask(path).err


def test_that_all_missing_options_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "dansk.csv"  # as Excel saves a table in Denmark
    text = "Overskrift;Dato;Beløb\nÅbning;03.04.2024;1.234,5\nMesse;31.05.2024;7\n"
    path.write_bytes(text.encode("cp1252"))
    words = (
        *("--encoding", "cp1252", "--delimiter", ";", "--map", "title=Overskrift"),
        *("--map", "date=Dato", "--date-order", "dmy", "--decimal", ","),
    )
    assert_refused(run("query", path), "dansk.csv", *words[::2], *words[1::2])
    assert ask(path, *words).titles == ["Åbning", "Messe"]


def test_that_one_feature_a_line_is_said_to_be_that(tmp_path: Path) -> None:
    path = tmp_path / "t.geojsonl"
    line = '{"type": "Feature", "geometry": null, "properties": {"title": "A", "date": "2024"}}\n'
    path.write_text(line * 2, encoding="utf-8")
    assert_refused(run("query", path), "t.geojsonl", "one GeoJSON feature per line")


@pytest.mark.parametrize("words", [("--map", "title=x"), ("--delimiter", ";"), ("--crs", "3857")])
def test_that_a_package_takes_no_reading_options(words: tuple[str, str], tmp_path: Path) -> None:
    for argv in (["query"], ["query", packed(tmp_path / "a.zip")], ["validate", PACKAGE]):
        assert_refused(run(*argv, *words), words[0], "reading options are for single tables")
