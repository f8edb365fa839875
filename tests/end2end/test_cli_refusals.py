"""Exit statuses: what cannot be done is told in one line, and leaves nothing behind."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from samples import (
    PACKAGE,
    PNG,
    SEMICOLONS,
    Answer,
    ask,
    assert_refused,
    read_png,
    run,
    screenless,
    start,
    table,
)

GOOD = "title,date,country\nA,2024,CN\n"


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


FILTERS = [
    (["--time", "2024-13"], "2024-13"),
    (["--time", "2021-02-29"], "2021-02-29"),
    (["--time", "tomorrow"], "tomorrow"),
    (["--time", ""], "--time"),
    (["--time", "2025/2024"], "--time"),
    (["--time"], "--time"),
    (["--time", "2024", "--time-match", "maybe"], "maybe"),
    (["--where", "nonsense"], "nonsense"),
    (["--where", "colour=red"], "colour"),
    (["--where", "category=spaceship"], "spaceship"),
    (["--where", "category="], "category="),
    (["--where", "category>=release"], ">="),
    (["--where", "amount=5"], "amount"),
    (["--where", "amount>=lots"], "lots"),
    (["--where", "amount>=nan"], "nan"),
    (["--where", "confidence>=very"], "very"),
    (["--where", "date>=soon"], "soon"),
    (["--where", "organization=Nobody Ltd"], "Nobody Ltd"),
    (["--where", "country=Atlantis"], "Atlantis"),
    (["--where", "dispute=maybe"], "maybe"),
    (["--where", ""], "--where"),
    (["--bbox", "1,2,3"], "1,2,3"),
    (["--bbox", "a,b,c,d"], "a,b,c,d"),
    (["--bbox", "0,50,10,40"], "south"),
    (["--bbox", "0,0,200,10"], "east"),
    (["--bbox", "-181,0,10,10"], "west"),
    (["--bbox", "0,nan,10,10"], "nan"),
    (["--bbox", ""], "--bbox"),
    (["--within", "no/such.geojson"], "no/such.geojson"),
    (["--within", ""], "."),
    (["--within", '{"type": "Polygon"}'], "--within"),
    (["--within", '{"type": "Point", "coordinates": [0, 0]}'], "--within holds no polygon"),
    (["--where", "id=no-such-event"], "no-such-event"),
    (["--time", "2024", "--time-match", "possibly", "--time-match", "certainly"], "--time-match"),
    (["--colour", "red"], "--colour"),
]
READING = [
    (["--encoding", "klingon"], "klingon"),
    (["--encoding", "base64"], "base64"),
    (["--encoding", "utf-16"], "utf-16"),
    (["--delimiter", ";;"], "--delimiter"),
    (["--delimiter", ""], "--delimiter"),
    (["--decimal", "x"], "--decimal"),
    (["--date-order", "dym"], "--date-order"),
    (["--crs", "EPSG:0"], "--crs"),
    (["--crs", "Mars"], "--crs"),
    (["--map", "date"], "--map"),
    (["--map", "=date"], "--map"),
    (["--map", "date="], "--map"),
    (["--map", "date=Datum"], "Datum"),
    (["--map", "colour=title"], "colour"),
]
QUERY = [
    (["--format", "xml"], "xml"),
    (["--lang", "de"], "de"),
    (["--facets", "--format", "csv"], "--facets"),
    (["--facets", "--format", "geojson"], "--facets"),
    (["--form", "json"], "--form"),
]
PICTURE = [
    (["--size", "big"], "big"),
    (["--size", "0x0"], "0x0"),
    (["--size", "640"], "640"),
    (["--size", "-640x400"], "--size"),
    (["--size", "100000x100000"], "100000x100000"),
    (["--size", "9000x9000", "--scale", "4"], "9000x9000"),
    (["--scale", "0"], "--scale"),
    (["--scale", "x"], "--scale"),
    (["--scale", "nan"], "--scale"),
    (["--scale", "-1"], "--scale"),
    (["--dpi", "5"], "--dpi"),
    (["--dpi", "inf"], "--dpi"),
    (["--scale", "2", "--dpi", "192"], "--dpi"),
    (["--center", "400"], "--center"),
    (["--center", "east"], "--center"),
    (["--center", "nan"], "--center"),
    (["--theme", "pink"], "pink"),
    (["--projection", "mercator"], "mercator"),
    (["--show", "everything"], "everything"),
    (["--show", "legend"], "--show"),
    (["--show", ""], "--show"),
    (["--today", "someday"], "someday"),
    (["--today", ""], "--today"),
    (["--lang", "de"], "de"),
]


def ids(cases: list[tuple[list[str], str]]) -> list[str]:
    return [" ".join(words) for words, _ in cases]


@pytest.mark.parametrize(("words", "named"), FILTERS + QUERY, ids=ids(FILTERS + QUERY))
def test_that_query_refuses_a_wrong_value(words: list[str], named: str) -> None:
    assert_refused(run("query", *words), named)


@pytest.mark.parametrize(("words", "named"), FILTERS + PICTURE, ids=ids(FILTERS + PICTURE))
def test_that_snapshot_refuses_a_wrong_value(words: list[str], named: str, tmp_path: Path) -> None:
    assert_refused(run("snapshot", tmp_path / "out.png", *words), named)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("words", "named"), READING, ids=ids(READING))
def test_that_a_wrong_way_of_reading_is_refused(
    words: list[str], named: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "t.csv", "title,date,lat,lon\nÄ,2024,1,2\n")
    assert_refused(run("query", path, *words), named)
    assert_refused(run("validate", path, "--format", "json", *words), named)
    assert_refused(run("snapshot", tmp_path / "out.png", path, *words), named)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["snapshot"], "OUT"),
        (["validate"], "PATH"),
        (["validate", "a", "b"], "b"),
        (["query", "a", "b"], "b"),
        (["validate", "--format", "csv", "x"], "csv"),
        (["snapshot", "out"], ".png"),
        (["snapshot", "out.jpg"], ".png"),
        (["snapshot", ".png"], ".png"),
        (["snapshot", "out.png.txt"], ".svg"),
        (["qurey"], "qurey"),
        (["--nonsense"], "--nonsense"),
        (["--lang", "de"], "de"),
    ],
    ids=" ".join,
)
def test_that_a_command_that_makes_no_sense_is_refused(
    argv: list[str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_refused(run(*argv), named)
    assert list(tmp_path.iterdir()) == []


def broken(name: str, damage: Callable[[Path], None]) -> Callable[[Path], Path]:
    """The bundled package with ``damage`` done to it."""

    def make(folder: Path) -> Path:
        path = folder / name
        shutil.copytree(PACKAGE, path)
        damage(path)
        return path

    return make


def cut(name: str, share: float) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        data = (path / name).read_bytes()
        (path / name).write_bytes(data[: int(len(data) * share)])

    return damage


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        text = (path / name).read_text(encoding="utf-8")
        assert old in text
        (path / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


def as_file(name: str, data: str | bytes) -> Callable[[Path], Path]:
    return lambda folder: write(folder / name, data)


def empty_folder(folder: Path) -> Path:
    (folder / "nothing").mkdir()
    return folder / "nothing"


def zipped(name: str, members: dict[str, str]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w") as archive:
            for member, text in members.items():
                archive.writestr(member, text)
        return folder / name

    return make


COLLECTION = '{"type": "FeatureCollection", "features": '
POINT = (
    '{"type": "Feature", "properties": {"title": "A", "date": "2024"}, '
    '"geometry": {"type": "Point", "coordinates": [NaN, 1]}}'
)
UNREADABLE: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "missing": (lambda folder: folder / "nope.csv", ("nope.csv", "does not exist")),
    "empty folder": (empty_folder, ("nothing", "no data package")),
    "no events": (broken("p", lambda p: (p / "events.csv").unlink()), ("events.csv",)),
    "bad datapackage.json": (
        broken("p", replaced("datapackage.json", '"title"', '"title')),
        ("datapackage.json", "line 3"),
    ),
    "datapackage.json cut": (broken("p", cut("datapackage.json", 0.5)), ("datapackage.json",)),
    "sites.geojson cut": (
        broken("p", cut("sites.geojson", 0.5)),
        ("sites.geojson", "line", "ends too early"),
    ),
    "sites.geojson empty": (broken("p", cut("sites.geojson", 0)), ("sites.geojson", "empty")),
    "events.csv a picture": (
        broken("p", lambda p: (p / "events.csv").write_bytes(PNG)),
        ("events.csv", "PNG"),
    ),
    "events.csv without a title": (
        broken("p", replaced("events.csv", "id,title,", "id,name,")),
        ("events.csv", "title"),
    ),
    "0 bytes": (as_file("zero.csv", ""), ("zero.csv", "empty")),
    "PNG": (as_file("picture.csv", PNG), ("picture.csv", "PNG")),
    "PNG as GeoJSON": (as_file("picture.geojson", PNG), ("picture.geojson", "PNG")),
    "XLSX": (zipped("book.csv", {"xl/workbook.xml": "<x/>"}), ("book.csv", "Excel")),
    "PDF": (as_file("t.csv", "%PDF-1.7\n"), ("t.csv", "PDF")),
    "web page": (as_file("t.csv", "<!DOCTYPE html><html></html>"), ("t.csv", "web page")),
    "CSV as GeoJSON": (as_file("t.geojson", GOOD), ("t.geojson", "plain text")),
    "GeoJSON cut": (as_file("t.geojson", COLLECTION + "["), ("t.geojson", "line 1")),
    "GeoJSON of null": (as_file("t.geojson", COLLECTION + "null}"), ("t.geojson", "features")),
    "NaN": (as_file("t.geojson", f"{COLLECTION}[{POINT}]}}"), ("t.geojson", "NaN")),
    "doubled key": (
        as_file("t.geojson", '{"type": "FeatureCollection", "type": "x", "features": []}'),
        ("t.geojson", "twice"),
    ),
    "other JSON": (as_file("t.json", '{"a": 1}'), ("t.json", "GeoJSON")),
    "a JSON list": (as_file("t.json", "[1, 2]"), ("t.json", "GeoJSON")),
    "deep JSON": (as_file("t.json", '{"a":' + "[" * 100_000), ("t.json",)),
    "no header": (as_file("t.csv", "\n\n\n"), ("t.csv", "header")),
    "no title": (as_file("t.csv", "when,what\n2024,A\n"), ("t.csv", "--map")),
    "semicolons": (as_file("t.csv", SEMICOLONS), ("t.csv", "--delimiter ';'")),
    "zip of something": (zipped("a.zip", {"readme.txt": "hello"}), ("a.zip", "events.csv")),
    "climbing zip": (zipped("a.zip", {"../../evil.csv": "x"}), ("a.zip", "evil")),
    "damaged zip": (as_file("a.chuhai", b"PK\x03\x04 no more"), ("a.chuhai", "damaged")),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_that_what_cannot_be_read_is_refused_by_every_command(case: str, tmp_path: Path) -> None:
    make, words = UNREADABLE[case]
    path = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert_refused(run("query", path), *words)
    assert_refused(run("query", "--format", "json", "--facets", path), *words)
    assert_refused(run("validate", path), *words)
    assert_refused(run("validate", path, "--format", "json"), *words)
    assert_refused(run("snapshot", tmp_path / "out.png", path), *words)
    assert sorted(tmp_path.rglob("*")) == before


def test_that_a_squeezed_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("events.csv", "title,date\n" + "0" * 30_000_000)
    assert_refused(run("query", path), "bomb.zip")


def test_that_within_wants_polygons(tmp_path: Path) -> None:
    points = write(
        tmp_path / "points.geojson",
        COLLECTION + "[" + POINT.replace("NaN", "1") + "]}",
    )
    assert_refused(run("query", "--within", points), "points.geojson", "polygon")
    picture = write(tmp_path / "p.geojson", PNG)
    assert_refused(run("query", "--within", picture), "p.geojson", "PNG")
    cut_short = write(tmp_path / "cut.geojson", COLLECTION + "[{")
    assert_refused(run("snapshot", tmp_path / "o.svg", "--within", cut_short), "cut.geojson")
    assert not (tmp_path / "o.svg").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [("nope/out.png", "folder"), ("", "folder"), ("file/out.svg", "folder")],
    ids=["missing folder", "a folder", "a file as folder"],
)
@pytest.mark.usefixtures("qapp")
def test_that_a_picture_that_cannot_be_put_there_leaves_nothing(
    name: str, words: str, tmp_path: Path
) -> None:
    write(tmp_path / "file", "kept")
    out = tmp_path / name
    if not name:
        out = tmp_path / "taken.png"
        out.mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert_refused(run("snapshot", out, "--size", "320x200"), str(out), words)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file").read_text() == "kept"


BAD = """\
title,date,country,lat,lon
Good,2024-05,CN,,
,2024,CN,,
No such day,2021-02-29,CN,,
"Over
two lines",2023,SG,1.3,103.8
Off the globe,2024,CN,91,10
Half a place,2024,CN,10,
too,short
Also good,2022,DE,,
"""
BAD_LINES = [3, 4, 7, 8, 9]


def bad_lines(answer: Answer) -> list[int]:
    lines = answer.err.splitlines()
    assert all(line.startswith("chuhai: error: bad.csv, line ") for line in lines), answer.err
    return sorted(int(line.split("line ")[1].split(",")[0].split(":")[0]) for line in lines)


@pytest.mark.parametrize("form", ["table", "json", "csv", "geojson"])
def test_that_bad_rows_are_told_and_the_others_used(form: str, tmp_path: Path) -> None:
    path = write(tmp_path / "bad.csv", BAD)
    answer = run("query", path, "--format", form)
    assert answer.status == 1
    assert bad_lines(answer) == BAD_LINES
    for title in ("Good", "two lines", "Also good"):
        assert title in answer.out
    if form == "csv":
        assert len(table(answer.out)) == 3
    if form == "json":
        assert answer.json["total"] == 3


@pytest.mark.usefixtures("qapp")
def test_that_a_picture_of_the_good_rows_is_written(tmp_path: Path) -> None:
    path, out = write(tmp_path / "bad.csv", BAD), tmp_path / "out.png"
    answer = run("snapshot", out, path, "--size", "320x200")
    assert (answer.status, answer.out) == (1, "")
    assert bad_lines(answer) == BAD_LINES
    assert read_png(out.read_bytes()).width == 320


def test_that_bad_rows_are_told_even_when_nothing_matches(tmp_path: Path) -> None:
    answer = ask(write(tmp_path / "bad.csv", BAD), "--time", "1900")
    assert (answer.status, answer.json["matched"], answer.json["total"]) == (1, 0, 3)


def test_that_a_bad_row_of_a_package_does_not_hide_the_rest(tmp_path: Path) -> None:
    path = broken("p", replaced("events.csv", ",2014-09-19,", ",2014-09-31,"))(tmp_path)
    answer = ask(path)
    assert answer.status == 1
    assert "events.csv, line 2, date “2014-09-31”" in answer.err
    assert answer.json["total"] == ask().json["total"] - 1
    # What hangs on the row that is not used is told as well: its site and its citations.
    assert "sites.geojson, line 2" in answer.err
    assert "citations.csv, line 2" in answer.err


def test_that_a_table_of_bad_rows_alone_is_no_refusal(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.csv", "title,date\n,2024\n,2025\n")
    answer = ask(path)
    assert (answer.status, answer.json["total"], bad_lines(answer)) == (1, 0, [2, 3])


def test_that_a_refusal_is_one_line_in_a_real_process_too(tmp_path: Path) -> None:
    assert_refused(start("query", "中 文.csv", cwd=tmp_path), "中 文.csv", "does not exist")
    assert_refused(start("query", "two\nlines.csv", cwd=tmp_path), "lines.csv")
    assert_refused(start("snapshot", "out.jpg", cwd=tmp_path), "out.jpg", ".png")
    assert list(tmp_path.iterdir()) == []


def test_that_even_a_bug_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyError("planted\nby a test")

    monkeypatch.setattr("explorer.cli.commands.load", fails)
    assert_refused(run("query"), "KeyError", "planted")
    monkeypatch.setenv("CHUHAI_DEBUG", "1")
    assert "Traceback" in run("query").err


def test_that_closed_streams_are_no_traceback() -> None:
    if sys.platform == "win32":
        pytest.skip("a shell's redirection")
    for argv, redirected in (("query", ">&-"), ("query /nope", "2>&-"), ("query", "<&-")):
        done = subprocess.run(
            ["sh", "-c", f'"$0" -m explorer {argv} {redirected}', sys.executable],
            capture_output=True, env=screenless(), check=False,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr
        assert done.returncode == (0 if redirected == "<&-" else 2)
        assert done.stderr.count(b"\n") == (1 if redirected == ">&-" else 0)


def test_that_json_of_a_refusal_is_not_half_written(tmp_path: Path) -> None:
    answer = run("validate", write(tmp_path / "t.json", json.dumps({"a": 1})), "--format", "json")
    assert (answer.status, answer.out) == (2, "")
