"""``chuhai validate``: what is wrong, where a person sees it, and that no row is lost."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from samples import PACKAGE, Answer, run, table

KEYS = ["severity", "file", "row", "field", "value", "message", "fix"]


def validate(path: Path, *words: str) -> Answer:
    answer = run("validate", path, "--format", "json", *words)
    found = answer.json
    assert list(found) == ["ok", "events", "sites", "problems"]
    assert type(found["ok"]) is bool
    assert type(found["events"]) is type(found["sites"]) is int
    for problem in found["problems"]:
        assert list(problem) == KEYS
        assert problem["severity"] in ("error", "fixed", "warning")
        assert problem["row"] is None or (type(problem["row"]) is int and problem["row"] > 0)
        assert all(isinstance(problem[k], str) for k in KEYS if k != "row")
        assert problem["file"]
        assert problem["message"]
        assert bool(problem["fix"]) == (problem["severity"] == "fixed")
    assert found["ok"] == all(p["severity"] != "error" for p in found["problems"])
    assert answer.status == (0 if found["ok"] else 1)
    assert answer.err == ""
    return answer


def errors(answer: Answer) -> list[dict[str, Any]]:
    return [p for p in answer.json["problems"] if p["severity"] == "error"]


def text_file(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_that_the_bundled_package_has_no_error() -> None:
    found = validate(PACKAGE).json
    assert found["ok"]
    assert found["events"] == len(table((PACKAGE / "events.csv").read_text(encoding="utf-8")))
    sites = json.loads((PACKAGE / "sites.geojson").read_text(encoding="utf-8"))["features"]
    assert found["sites"] == len(sites)
    assert [p for p in found["problems"] if p["severity"] == "error"] == []


MESSY = (
    "title,date,end,country,lat,lon,amount,confidence,status\n"  # 1
    "Fine,2024-05,,CN,,,,,\n"  # 2
    "\n"  # 3, blank: no row
    '"Over\nthree\nlines",2023,,SG,1.3,103.8,,,\n'  # 4
    ",2024,,,,,,,\n"  # 7
    "No such day,2021-02-29,,,,,,,\n"  # 8
    "Backwards,2024,2023,,,,,,\n"  # 9
    "North of north,2024,,,91,10,,,\n"  # 10
    "Not a place,2024,,,inf,10,,,\n"  # 11
    "Half,2024,,,,10,,,\n"  # 12
    "Short,2024\n"  # 13
    "Long,2024,,,,,,,,,,\n"  # 14
    'Broken "quote,2024,,,,,,,\n'  # 15, a bare quote within a cell: harmless
    '"Bad" quote,2024,,,,,,,\n'  # 16
    "Nul\0,2024,,,,,,,\n"  # 17
    "Odd status,2024,,,,,,,hopeful\n"  # 18
    "Odd country,2024,,Atlantis,,,,,\n"  # 19
    "Odd confidence,2024,,,,,,sure,\n"  # 20
    "Odd amount,2024,,,,,plenty,,\n"  # 21
    "Swapped,2024,,CN,116.4,39.9,,,\n"  # 22
    "Swapped too,2024,,DE,8.7,50.1,,,\n"  # 23
    "Control\x07,2024,,,,,,,\n"  # 24
    "Old date,5/7/2024,,,,,,,\n"  # 25
    "Last,2024,,CN,,,,,"  # 26, no line end
)
REFUSED = {
    7: "title", 8: "date", 9: "ended", 10: "lat", 11: "lat", 12: "lat", 13: "", 14: "",
    16: "", 17: "title", 22: "lat",
}  # fmt: skip


def test_that_each_row_is_used_or_listed_at_the_line_a_person_sees(tmp_path: Path) -> None:
    answer = validate(text_file(tmp_path / "messy.csv", MESSY), "--date-order", "mdy")
    listed = {p["row"]: p["field"] for p in errors(answer)}
    assert listed == REFUSED
    assert answer.json["events"] == 22 - len(REFUSED)
    other = {(p["row"], p["field"], p["severity"]) for p in answer.json["problems"]}
    assert {
        (18, "status", "warning"), (19, "country", "warning"), (20, "confidence", "fixed"),
        (21, "amount", "warning"), (23, "lat", "warning"), (24, "title", "fixed"),
        (25, "date", "fixed"),
    } <= other  # fmt: skip


def test_that_without_its_option_an_ambiguous_row_is_listed(tmp_path: Path) -> None:
    answer = validate(text_file(tmp_path / "messy.csv", MESSY))
    listed = {p["row"] for p in errors(answer)}
    assert listed == set(REFUSED) | {25}
    (problem,) = [p for p in errors(answer) if p["row"] == 25]
    assert problem["value"] == "5/7/2024"
    assert "--date-order" in problem["message"]


def test_that_a_problem_names_the_value(tmp_path: Path) -> None:
    problems = errors(validate(text_file(tmp_path / "messy.csv", MESSY)))
    by_row = {p["row"]: p for p in problems}
    assert by_row[8]["value"] == "2021-02-29"
    assert "28 days" in by_row[8]["message"]
    assert by_row[10]["value"] == "91"
    assert by_row[9]["value"] == "2023"
    assert "9 columns" in by_row[13]["message"]
    assert "too short" in by_row[13]["message"]
    assert "too long" in by_row[14]["message"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_that_lines_are_counted_alike_whatever_ends_them(end: str, tmp_path: Path) -> None:
    text = "\ntitle,date\nA,2024\n\nB,2021-02-29\nC,2023\n\n,2024\n".replace("\n", end)
    answer = validate(text_file(tmp_path / "t.csv", text))
    assert [p["row"] for p in errors(answer)] == [5, 8]
    assert answer.json["events"] == 2


def test_that_text_and_json_say_the_same(tmp_path: Path) -> None:
    path = text_file(tmp_path / "messy.csv", MESSY)
    found = validate(path).json
    answer = run("validate", path)
    assert (answer.status, answer.err) == (1, "")
    *lines, summary = answer.out.splitlines()
    assert len(lines) == len(found["problems"])
    for line, problem in zip(lines, found["problems"], strict=True):
        assert line.startswith(f"{problem['severity']}: messy.csv")
        assert problem["row"] is None or f"line {problem['row']}" in line
        assert problem["message"] in line
    assert summary.startswith(f"{found['events']} events")
    assert f"{len(errors(validate(path)))} error" in summary


def damaged(seed: int) -> tuple[str, int]:
    """A table whose cells went through a mill, and how many rows it has."""
    chance = random.Random(seed)
    cells = [
        "", "2024", "2024-02-30", "x", '"', "91", "-181", "1e999", "nan", "中文", "a;b", "=1+1",
        "two\nlines", "CN", "2024-05/2023", "..", "0", "1,5", " ", "\t", "\x00", "\u202e", "'",
    ]  # fmt: skip
    columns = ["title", "date", "end", "lat", "lon", "country", "amount", "confidence", "id"]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    n = 60
    for i in range(n):
        row = [f"Event {i}", f"20{10 + i % 20}", "", "10", "20", "", "7", "low", f"e{i}"]
        for _ in range(chance.randrange(4)):
            row[chance.randrange(len(row))] = chance.choice(cells)
        if chance.random() < 0.1:
            row = [*row, "more"] if chance.random() < 0.5 else row[:-1]
        writer.writerow(row)
    return out.getvalue(), n


@pytest.mark.parametrize("seed", range(20))
def test_that_used_and_listed_rows_make_all_rows(seed: int, tmp_path: Path) -> None:
    text, n = damaged(seed)
    path = text_file(tmp_path / "mill.csv", text)
    answer = validate(path, "--decimal", ".")
    starts = {}
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    for row in reader:
        starts[line] = row
        line = reader.line_num + 1
    refused = {p["row"] for p in errors(answer)}
    assert refused <= set(starts)
    assert answer.json["events"] + len(refused) == n
    assert 0 < answer.json["events"] < n
    found = run("query", path, "--format", "json", "--decimal", ".")
    assert found.json["total"] == answer.json["events"]
    assert found.err.count("\n") == len(errors(answer))


def feature(title: object, geometry: object, **more: object) -> dict[str, object]:
    properties = {"title": title, "date": "2024", **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(*coordinates: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(coordinates)}


SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
BOW_TIE = [[0, 0], [10, 10], [10, 0], [0, 10], [0, 0]]
FEATURES: list[tuple[dict[str, object], str]] = [
    (feature("fine", point(100, 10)), ""),
    (feature("nowhere", None), ""),
    (feature("text", point("100", "10")), "error"),
    (feature("north of north", point(10, 91)), "error"),
    (feature("empty", {"type": "Polygon", "coordinates": []}), "error"),
    (feature("area", {"type": "Polygon", "coordinates": [SQUARE]}), ""),
    (feature("bow tie", {"type": "Polygon", "coordinates": [BOW_TIE]}), "fixed"),
    (feature("line", {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}), "error"),
    ({"type": "Nothing"}, "error"),
    (feature("", point(1, 1)), "error"),
    (feature("no day", point(1, 1), date="2021-02-29"), "error"),
    (feature("typed", point(100, 10), count=3, nested={"a": [1, None]}), ""),
]


def test_that_each_feature_is_used_or_listed(tmp_path: Path) -> None:
    lines = ",\n".join(json.dumps(f) for f, _ in FEATURES)
    text = '{"type": "FeatureCollection",\n"features": [\n' + lines + "\n]}\n"
    answer = validate(text_file(tmp_path / "layer.geojson", text))
    for number, (_, severity) in enumerate(FEATURES):
        found = {p["severity"] for p in answer.json["problems"] if p["row"] == number + 3}
        assert (severity in found) if severity else ("error" not in found), (number, found)
    refused = sum(severity == "error" for _, severity in FEATURES)
    assert answer.json["events"] == len(FEATURES) - refused
    assert len({p["row"] for p in errors(answer)}) == refused


def test_that_features_on_one_line_are_told_apart(tmp_path: Path) -> None:
    collection = {"type": "FeatureCollection", "features": [f for f, _ in FEATURES]}
    answer = validate(text_file(tmp_path / "layer.geojson", json.dumps(collection)))
    told = {p["field"].partition(":")[0] for p in errors(answer)}
    assert told == {f"feature {i + 1}" for i, (_, s) in enumerate(FEATURES) if s == "error"}
    assert {p["row"] for p in errors(answer)} == {1}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "package")
    return tmp_path / "package"


def appended(package: Path, name: str, line: str) -> int:
    """Add a line to a table. Returns the line's number."""
    path = package / name
    text = path.read_text(encoding="utf-8").rstrip("\n") + "\n"
    path.write_text(text + line + "\n", encoding="utf-8")
    return text.count("\n") + 1


@pytest.mark.parametrize(
    ("name", "line", "field"),
    [
        ("citations.csv", "no-such-event,hf-chuhai-2024,,supports,,", "event"),
        ("citations.csv", "alibaba-2014-listing,no-such-source,,supports,,", "source"),
        ("organizations.csv", "odd,Odd,,company,CN,,,,,999,1,,", "lon"),
        ("indicators.csv", "s,S,,,,,,,2024,many,,,x,,,point,,,", "value"),
        ("indicators.csv", "s,S,,,,,,,2024,,,,x,,,point,,,", "value"),
        ("indicators.csv", ",S,,,,,,,2024,1,,,x,,,point,,,", "series"),
        ("events.csv", "odd,,,,,other,event,2024" + "," * 15, "title"),
    ],
)
def test_that_a_bad_row_of_a_package_is_listed(
    name: str, line: str, field: str, package: Path
) -> None:
    before = validate(package).json
    row = appended(package, name, line)
    answer = validate(package)
    (problem,) = errors(answer)
    assert (problem["file"], problem["row"], problem["field"]) == (name, row, field)
    assert answer.json["events"] == before["events"]


def test_that_doubled_ids_are_mended_and_told(package: Path) -> None:
    row = appended(package, "events.csv", "alibaba-2014-listing,Twin,,,,ipo,event,2024" + "," * 15)
    answer = validate(package)
    found = [p for p in answer.json["problems"] if p["row"] == row]
    assert [(p["severity"], p["field"]) for p in found] == [("fixed", "id")]
    assert answer.status == 0


def test_that_a_site_of_no_event_is_listed(package: Path) -> None:
    path = package / "sites.geojson"
    text = path.read_text(encoding="utf-8").replace(
        '"event": "alibaba-2014-listing"', '"event": "nothing"', 1
    )
    path.write_text(text, encoding="utf-8")
    before = validate(PACKAGE).json["sites"]
    answer = validate(package)
    assert [(p["file"], p["row"], p["field"]) for p in errors(answer)] == [
        ("sites.geojson", 2, "event")
    ]
    assert answer.json["sites"] == before - 1


def test_that_a_reference_out_of_the_package_is_refused_and_the_rest_read(package: Path) -> None:
    path = package / "datapackage.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    description["image"] = "/etc/passwd"
    path.write_text(json.dumps(description), encoding="utf-8")
    answer = validate(package)
    (problem,) = errors(answer)
    assert (problem["file"], problem["field"]) == ("datapackage.json", "image")
    assert problem["value"] == "/etc/passwd"
    assert answer.json["events"] == validate(PACKAGE).json["events"]


def test_that_terminal_codes_in_a_file_never_reach_the_terminal(tmp_path: Path) -> None:
    text = "title,date\nA\x1b[31m,2021-02-29\n\x1b]0;owned\x07B,2024\nC,\x1b[2J2024\n"
    path = text_file(tmp_path / "codes.csv", text)
    for answer in (run("validate", path), run("query", path), run("query", path, "--format=csv")):
        assert "\x1b" not in answer.out + answer.err
        assert "\x07" not in answer.out + answer.err
