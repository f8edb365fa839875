"""``chuhai diff``: what changed, whatever the two files are."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from samples import PACKAGE, Answer, assert_refused, run, start, table

EVENTS = """\
id,title,title_zh,date,category,organizations,status,summary,part_of
later,Later,,2025-03,ipo,acme,planned,,early
early,Early,早,2024,release,acme,active,Short,
gone,Gone,,2023,release,,active,,
"""
SOURCES = "id,title\ns1,One\ns2,Two\n"
CITED = "event,source,stance,as_claimed\nlater,s1,supports,in spring\nearly,s1,supports,\n"
SITES = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, '
    '"properties": {"id": "p", "event": "later", "place": "Singapore", "country": "SG", '
    '"status": "building", "opened": "2026"}}]}'
)


def package(folder: Path, **changes: str) -> Path:
    folder.mkdir()
    files = {
        "datapackage.json": '{"name": "sample", "version": "1"}',
        "events.csv": EVENTS,
        "organizations.csv": "id,name\nacme,Acme\nbolt,Bolt\n",
        "sources.csv": SOURCES,
        "citations.csv": CITED,
        "sites.geojson": SITES,
    }
    for name in files:
        text = changes.get(name.partition(".")[0], files[name])
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def zipped(folder: Path, out: Path) -> Path:
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return out


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    events = (
        EVENTS.replace("gone,Gone,,2023,release,,active,,\n", "new,New,新,2022-01,ipo,,,,\n")
        .replace("2025-03,ipo,acme,planned,,early", "2025-04~,ipo,bolt;acme,active,Long,")
    )  # fmt: skip
    cited = "event,source,stance,as_claimed\nlater,s1,disputes,in spring\nearly,s2,supports,\n"
    new = package(
        tmp_path / "new",
        events=events,
        citations=cited,
        sites=SITES.replace("2026", "2026-02").replace("building", "operating"),
        sources="id,title\ns1,One\ns2,Zwei\n",
    )
    return package(tmp_path / "old"), new


def asked(old: Path, new: Path, *words: object) -> Any:
    answer = run("diff", old, new, "--format", "json", *words)
    assert (answer.status, answer.err) == (0, "")
    return answer.json


def test_that_json_tells_every_change_with_both_values(pair: tuple[Path, Path]) -> None:
    told = asked(*pair)
    assert told["matched_by"] == "id"
    assert told["totals"] == {
        "old": 3, "new": 3, "added": 1, "removed": 1, "changed": 2, "unchanged": 0,
    }  # fmt: skip
    assert [(e["id"], e["title_zh"], e["date"]) for e in told["added"]] == [
        ("new", "新", "2022-01")
    ]
    assert [e["id"] for e in told["removed"]] == ["gone"]
    early, later = told["changed"]
    assert (later["id"], later["title"]) == ("later", "Later")
    assert later["fields"] == [
        {"field": "date", "old": "2025-03", "new": "2025-04~"},
        {"field": "summary", "old": "", "new": "Long"},
        {"field": "status", "old": "planned", "new": "active"},
        {"field": "part_of", "old": "early", "new": ""},
    ]
    assert later["organizations"] == {"added": ["bolt"], "removed": []}
    assert later["sites"]["changed"] == [
        {
            "id": "p",
            "title": "Singapore",
            "fields": [
                {"field": "status", "old": "building", "new": "operating"},
                {"field": "opened", "old": "2026", "new": "2026-02"},
            ],
        }
    ]
    (cited,) = later["citations"]["changed"]
    assert cited["fields"] == [{"field": "stance", "old": "supports", "new": "disputes"}]
    assert early["fields"] == []
    assert [e["id"] for e in early["citations"]["added"]] == ["s2"]
    assert [e["id"] for e in early["citations"]["removed"]] == ["s1"]
    assert [e["id"] for e in told["sources"]["changed"]] == ["s2"]
    assert told["package"] == []


def test_that_the_text_can_be_read_in_eighty_columns(pair: tuple[Path, Path]) -> None:
    answer = run("diff", *pair)
    assert (answer.status, answer.err) == (0, "")
    assert (
        answer.out
        == """\
old: old, 3 events, version 1
new: new, 3 events, version 1

events: 1 added, 1 removed, 2 changed

Added
+ 2022-01       New
                新
                [new]

Removed
- 2023          Gone
                [gone]

Changed
~ 2024          Early
                早
                [early]
    + citation s2: Zwei
        stance: supports
    - citation s1: One
        stance: supports
~ 2025-04~      Later
                [later]
    date: 2025-03 → 2025-04~
    summary: (empty) → Long
    status: planned → active
    part_of: early → (empty)
    + organization bolt
    ~ site p: Singapore
        status: building → operating
        opened: 2026 → 2026-02
    ~ citation s1: One
        stance: supports → disputes

Sources: 1 changed
  ~ s2: Zwei
      title: Two → Zwei
"""
    )


def test_that_folder_zip_and_briefing_file_are_the_same(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = pair
    archive, briefing = zipped(old, tmp_path / "old.zip"), zipped(new, tmp_path / "new.chuhai")
    assert asked(archive, briefing) == asked(old, new)
    assert asked(old, archive)["totals"]["unchanged"] == 3


def test_that_the_bundled_package_differs_from_itself_in_nothing(tmp_path: Path) -> None:
    copy = shutil.copytree(PACKAGE, tmp_path / "copy")
    told = asked(PACKAGE, copy)
    assert told["totals"]["unchanged"] == told["totals"]["old"] > 0
    assert not any(told[name] for name in ("added", "removed", "changed", "package"))
    answer = run("diff", PACKAGE, copy)
    assert answer.out.endswith("\n\nno differences\n")


def test_that_a_row_taken_out_of_the_bundled_package_is_the_one_found(tmp_path: Path) -> None:
    copy = shutil.copytree(PACKAGE, tmp_path / "copy")
    rows = table((PACKAGE / "events.csv").read_text(encoding="utf-8"))
    parents = {row["part_of"] for row in rows}
    free = next(row for row in rows[:-1] if row["id"] not in parents)
    lines = (copy / "events.csv").read_text(encoding="utf-8")
    start_of = lines.index(f"\n{free['id']},") + 1
    after = rows[rows.index(free) + 1]["id"]
    cut = lines[:start_of] + lines[lines.index(f"\n{after},") + 1 :]
    (copy / "events.csv").write_text(cut, encoding="utf-8")
    answer = run("diff", PACKAGE, copy, "--format", "json")
    assert [e["id"] for e in answer.json["removed"]] == [free["id"]]
    assert answer.json["changed"] == []
    assert answer.status == (1 if answer.err else 0)  # its places and citations speak of no event


def test_that_rows_with_errors_are_told_with_their_file_and_the_rest_compared(
    tmp_path: Path,
) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("title,date\nA,2024\nB,2021-02-29\n", encoding="utf-8")
    new.write_text("title,date\nA,2024\nC,2024\n", encoding="utf-8")
    for paths, whose in (((old, new), old), ((new, old), old)):
        answer = run("diff", *paths, "--format", "json")
        assert answer.status == 1
        assert answer.err.startswith(f"chuhai: {whose}: error: old.csv, line 3, date")
        assert answer.json["matched_by"] == "title and date"
        assert answer.json["totals"]["unchanged"] == 1


def test_that_reading_options_are_for_both_tables(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("id,title,date\n1,A,03/04/2020\n", encoding="utf-8")
    new.write_text("id,title,date\n1,A,05/04/2020\n", encoding="utf-8")
    assert_refused(run("diff", old, new), "old.csv", "--date-order")
    (change,) = asked(old, new, "--date-order", "dmy")["changed"]
    assert change["fields"] == [{"field": "date", "old": "2020-04-03", "new": "2020-04-05"}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "OLD, NEW"),
        ((PACKAGE,), "NEW"),
        ((PACKAGE, "no/such/file.csv"), "no/such/file.csv"),
        ((PACKAGE, PACKAGE, "--format", "csv"), "--format"),
        ((PACKAGE, PACKAGE, PACKAGE), "unrecognized"),
    ],
)
def test_that_what_cannot_be_done_is_said_in_one_line(words: tuple[object, ...], said: str) -> None:
    assert_refused(run("diff", *words), said)


def test_that_it_needs_no_screen_and_gives_the_same_bytes(pair: tuple[Path, Path]) -> None:
    answers: list[Answer] = [start("diff", *pair), start("diff", *pair), run("diff", *pair)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].status == 0
