"""``chuhai health``: the report as text and JSON, on the package and on strangers' files."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest
from samples import PACKAGE, Answer, ask, assert_refused, run, start

PARTS = ["sources", "publishers", "official", "date", "place", "languages", "locators", "disputes"]
BARE = "title,date,country\nOne,2024-05-03,MY\nTwo,2024,\nThree,,\n"


def told(path: Path, name: str, text: str) -> Path:
    (path / name).write_text(text, encoding="utf-8")
    return path / name


def counted(answer: Answer) -> list[tuple[int, list[str]]]:
    """Figure and option of each line of the text that has one."""
    lines = re.findall(r"^ +([\d,]+)  .*?  ('?--.*)$", answer.out, re.MULTILINE)
    assert lines
    return [(int(n.replace(",", "")), shlex.split(option)) for n, option in lines]


def test_that_each_line_counts_what_query_finds_with_its_option() -> None:
    for n, option in counted(run("health")):
        assert ask(*option).json["matched"] == n, option


def test_that_the_object_has_every_record_with_its_parts() -> None:
    answer = run("health", "--format", "json")
    assert (answer.status, answer.err) == (0, "")
    found = answer.json
    assert list(found) == [
        "total", "matched", "sources", "confidence", "missing", "as_of", "disputes", "score",
        "lowest", "oldest", "records",
    ]  # fmt: skip
    records = found["records"]
    assert [record["id"] for record in records] == ask().ids
    assert list(found["score"]["most"]) == PARTS
    assert sum(found["score"]["most"].values()) == 100
    for record in records:
        assert list(record["points"]) == PARTS
        assert record["score"] == sum(record["points"].values())
        assert all(record["points"][part] <= found["score"]["most"][part] for part in PARTS)
        assert (record["as_of"] is None) == ("as_of" in record["missing"])
    for name in ("sources", "confidence", "as_of"):
        assert sum(found[name].values()) == found["total"] == len(records)
    worst = sorted(records, key=lambda record: record["score"])[:10]
    assert found["lowest"] == [record["id"] for record in worst]


def test_that_the_sources_of_a_record_are_those_its_citations_name() -> None:
    with (PACKAGE / "citations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    records = run("health", "--format", "json").json["records"]
    cited: dict[str, set[str]] = {}
    for row in rows:
        cited.setdefault(row["event"], set()).add(row["source"])
    for record in records:
        assert 0 < record["sources"] <= len(cited[record["id"]])
    opposed = {row["event"] for row in rows if row["stance"] == "disputes"}
    assert set(ask("--where=stance=disputes").ids) == opposed


def test_that_text_and_object_say_the_same_of_the_same_events() -> None:
    chosen = ("--where", "missing=date", "--where", "sources>=2")
    found = run("health", "--format", "json", *chosen).json
    assert found["matched"] == ask(*chosen).json["matched"] == len(found["records"])
    answer = run("health", *chosen)
    assert answer.out.startswith(f"{found['matched']} of {found['total']} events")
    assert all(f"  {key}  " in answer.out for key in found["lowest"])
    assert ("--where=missing=date" in answer.out) == (found["matched"] > 0)


def test_that_the_report_is_told_in_chinese() -> None:
    answer = run("health", "--lang", "zh")
    assert answer.status == 0
    assert "来源数" in answer.out
    assert "得分最低的记录" in answer.out
    english = run("health")
    assert counted(answer) == counted(english)


def test_that_a_table_without_sources_is_reported_on(tmp_path: Path) -> None:
    path = told(tmp_path, "bare.csv", BARE)
    found = run("health", path, "--format", "json").json
    assert found["sources"] == {"0": 3, "1": 0, "2": 0, "3+": 0}
    assert found["missing"]["title_zh"] == found["missing"]["source"] == 3
    assert found["missing"]["date"] == 1
    assert found["missing"]["place"] == 2
    assert found["as_of"] == {"unknown": 3}
    assert found["oldest"] == []
    assert {r["title"]: r["score"] for r in found["records"]} == {
        "One": 12 + 6 + 2 + 8,
        "Two": 4 + 2 + 8,
        "Three": 2 + 8,
    }
    for n, option in counted(run("health", path)):
        assert ask(path, *option).json["matched"] == n, option


def test_that_a_table_with_links_is_known_as_of_their_dates(tmp_path: Path) -> None:
    text = (
        "title,date,url,publisher,published\n"
        "A,2024-05-03,https://a.example,Reuters,2024-05-04\n"
        "B,2024-05-03,https://b.example,Xinhua,2019\n"
    )
    path = told(tmp_path, "linked.csv", text)
    found = run("health", path, "--format", "json").json
    assert found["as_of"] == {"2019": 1, "2024": 1, "unknown": 0}
    titles = {record["id"]: record["title"] for record in found["records"]}
    assert [titles[key] for key in found["oldest"]] == ["B", "A"]
    assert ask(path, "--where", "as_of<=2020").titles == ["B"]


def test_that_no_event_at_all_is_no_trouble(tmp_path: Path) -> None:
    path = told(tmp_path, "none.csv", "title,date\n")
    answer = run("health", path)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith("0 of 0 events\n")
    found = run("health", path, "--format", "json").json
    assert (found["matched"], found["records"]) == (0, [])
    assert found["score"]["mean"] is found["score"]["median"] is None


@pytest.mark.parametrize("form", ["text", "json"])
def test_that_bad_rows_are_told_and_the_rest_reported(form: str, tmp_path: Path) -> None:
    path = told(tmp_path, "some.csv", BARE + "Four,2021-02-29,\n")
    answer = run("health", path, "--format", form)
    assert answer.status == 1
    assert answer.err.count("\n") == 1
    assert "2021-02-29" in answer.err
    assert "3 of 3" in answer.out if form == "text" else answer.json["total"] == 3


def test_that_what_cannot_be_done_is_refused(tmp_path: Path) -> None:
    assert_refused(run("health", tmp_path / "absent.csv"), "absent.csv")
    assert_refused(run("health", "--where", "missing=soul"), "missing", "soul")
    assert_refused(run("health", "--where", "sources=3"), "sources", "3+")
    assert_refused(run("health", "--where", "health>=good"), "health", "good")
    assert_refused(run("health", "--where", "as_of<=then"), "as_of", "then")
    assert_refused(run("health", "--format", "csv"), "csv")


def test_that_terminal_codes_in_a_file_never_reach_the_terminal(tmp_path: Path) -> None:
    path = told(tmp_path, "codes.csv", "id,title,date\ne\x1b[31m,A\x1b[31m,2024\n")
    assert "\x1b" not in run("health", path).out


def test_that_the_command_needs_no_screen() -> None:
    answer = start("health")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == run("health").out
