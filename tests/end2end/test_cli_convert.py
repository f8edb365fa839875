"""``chuhai convert``: from everything that opens to every format, whole or not at all."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pyogrio
import pytest
from samples import PACKAGE, PNG, ask, assert_refused, run, start, strict_json, table

TARGETS = (
    "out.gpkg", "out.csv", "out.geojson", "out.timeline.json", "out", "out.zip", "out.chuhai",
    "out.bib", "out.csl.json",
)  # fmt: skip
TABLE = "title,date,end,org,place,country,lat,lon,url\nA,2024-05,2025,Ann,Paris,FR,48.9,2.4,http://e.org\n"


def text_file(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("out", TARGETS)
def test_that_every_format_is_written_the_same_twice(out: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        answer = run("convert", PACKAGE, tmp_path / name / out)
        assert (answer.status, answer.out) == (0, "")
        assert bool(answer.err) == ("timeline" in out)
        assert [p.name for p in (tmp_path / name).iterdir()] == [out]
    one, two = ([p.read_bytes() for p in sorted((tmp_path / n).rglob("*")) if p.is_file()]
                for n in ("one", "two"))  # fmt: skip
    assert one == two
    assert all(one)


@pytest.mark.parametrize("out", ["out.gpkg", "out/", "out.zip", "out.chuhai"])
def test_that_whole_packages_answer_as_before(out: str, tmp_path: Path) -> None:
    assert run("convert", PACKAGE, f"{tmp_path}/{out}").status == 0
    assert ask(tmp_path / out).json == ask(PACKAGE).json
    assert run("convert", tmp_path / out, tmp_path / "again").status == 0
    for path in PACKAGE.glob("*.csv"):
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
    assert run("validate", tmp_path / "again").status == 0


def test_that_a_part_is_written(tmp_path: Path) -> None:
    out = tmp_path / "part.gpkg"
    filters = ("--where", "category=data_center", "--time", "2024/2026")
    assert run("convert", PACKAGE, out, *filters).status == 0
    wanted = ask(PACKAGE, *filters)
    assert 0 < len(wanted.ids) < wanted.json["total"]
    assert ask(out).ids == wanted.ids
    told = pyogrio.read_dataframe(out, layer="sites")
    assert set(told["event"]) <= set(wanted.ids)


def test_that_the_format_can_be_named(tmp_path: Path) -> None:
    path = text_file(tmp_path / "t.csv", TABLE)
    for name, out in (("timelinejs", "t.json"), ("csl-json", "c.json"), ("csv", "t.txt")):
        assert run("convert", path, tmp_path / out, "--to", name).status == 0
    assert strict_json((tmp_path / "t.json").read_text("utf-8"))["events"][0]["start_date"] == {
        "year": 2024, "month": 5,
    }  # fmt: skip
    assert strict_json((tmp_path / "c.json").read_text("utf-8"))[0]["URL"] == "http://e.org"
    (row,) = table((tmp_path / "t.txt").read_text("utf-8"))
    assert (row["title"], row["organizations"], row["lat"]) == ("A", "Ann", "48.9")


@pytest.mark.parametrize("out", ["b.gpkg", "b", "b.zip", "b.csv", "b.geojson"])
def test_that_a_table_survives_there_and_back(out: str, tmp_path: Path) -> None:
    path = text_file(tmp_path / "t.csv", TABLE)
    assert run("convert", path, tmp_path / out).status == 0
    first, again = ask(path).json["events"], ask(tmp_path / out).json["events"]
    for event in (*first, *again):
        event.pop("id")
    assert again == first


def test_that_reading_options_are_taken(tmp_path: Path) -> None:
    path = text_file(tmp_path / "t.csv", "Titel;Datum;amount\nA;03.04.2024;1,5\n")
    out = tmp_path / "out.csv"
    assert_refused(run("convert", path, out), "--delimiter")
    assert not out.exists()
    options = ("--delimiter", ";", "--date-order", "dmy", "--decimal", ",")
    assert run("convert", path, out, *options).status == 0
    (row,) = table(out.read_text("utf-8"))
    assert (row["date"], row["amount"]) == ("2024-04-03", "1.5")


def test_that_bad_rows_are_told_and_the_rest_is_written(tmp_path: Path) -> None:
    path = text_file(tmp_path / "t.csv", "title,date\nA,2024\nB,2021-02-29\n")
    answer = run("convert", path, tmp_path / "out.geojson")
    assert answer.status == 1
    assert "line 3" in answer.err
    assert len(json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]) == 1


def test_that_what_a_timeline_cannot_tell_is_told(tmp_path: Path) -> None:
    path = text_file(tmp_path / "t.csv", "id,title,date\na,A,2024\nb,B,\n")
    answer = run("convert", path, tmp_path / "out.timeline.json")
    assert answer.status == 0
    assert answer.err == (
        "chuhai: 1 event has no date that TimelineJS could tell, and is not written: b\n"
    )


def test_that_a_briefing_goes_along(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "in")
    (tmp_path / "in" / "briefing.json").write_bytes(b'{"scenes": []}')
    assert run("convert", tmp_path / "in", tmp_path / "out.chuhai").status == 0
    with zipfile.ZipFile(tmp_path / "out.chuhai") as archive:
        assert archive.read("briefing.json") == b'{"scenes": []}'
    assert run("convert", tmp_path / "out.chuhai", tmp_path / "back").status == 0
    assert (tmp_path / "back" / "briefing.json").read_bytes() == b'{"scenes": []}'


def test_that_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    good = text_file(tmp_path / "t.csv", TABLE)
    full = tmp_path / "full"
    full.mkdir()
    text_file(full / "mine", "x")
    picture = tmp_path / "p.gpkg"
    picture.write_bytes(PNG)
    broken = tmp_path / "b.gpkg"
    broken.write_bytes(b"SQLite format 3\0" + bytes(52) + b"GPKG" + bytes(500))
    cases = [
        ([good, tmp_path / "out.json"], ".json", "--to"),
        ([good, tmp_path / "out.xlsx"], ".gpkg"),
        ([good, ""], "OUT"),
        ([good], "OUT"),
        ([good, full], "not empty"),
        ([good, tmp_path / "no" / "out.csv"], "no such folder"),
        ([good, tmp_path / "o.csv", "--to", "xlsx"], "xlsx"),
        ([good, tmp_path / "o.csv", "--where", "colour=red"], "colour"),
        ([tmp_path / "none.csv", tmp_path / "o.csv"], "none.csv"),
        ([picture, tmp_path / "o.csv"], "PNG"),
        ([broken, tmp_path / "o.csv"], "damaged GeoPackage"),
        ([PACKAGE, tmp_path / "o.csv", "--delimiter", ";"], "--delimiter"),
    ]
    before = sorted(tmp_path.rglob("*"))
    for argv, *words in cases:
        assert_refused(run("convert", *argv), *words)
    assert sorted(tmp_path.rglob("*")) == before


def test_that_a_file_can_be_written_over_itself(tmp_path: Path) -> None:
    path = text_file(tmp_path / "t.csv", TABLE)
    for _ in range(2):
        assert run("convert", path, path).status == 0
    assert ask(path).titles == ["A"]


def test_that_it_works_in_a_process_of_its_own(tmp_path: Path) -> None:
    answer = start("convert", PACKAGE, tmp_path / "out.gpkg", "--where", "category=ipo")
    assert answer == (0, "", "")
    assert ask(tmp_path / "out.gpkg").ids == ask(PACKAGE, "--where", "category=ipo").ids
