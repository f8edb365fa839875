"""Small tables of a package: ids, days that are kept as text, the package's own day."""

import json
from pathlib import Path

import pytest
from packages import read_package, told

from explorer.dataset.edtf import parse

SOURCES = "id,title,published\n"
CITED = "event,source\nlate,s-2\nearly,line-5\n"


def test_that_a_made_up_id_never_takes_one_that_the_file_uses(tmp_path: Path) -> None:
    sources = SOURCES + "s,One,\ns,Two,\ns-2,Three,\n,Four,\nline-5,Five,\n"
    found = read_package(tmp_path, sources=sources, citations=CITED)
    assert [s.id for s in found.sources] == ["s", "s-3", "s-2", "line-5-2", "line-5"]
    assert {found.sources[c.source].title for c in found.citations} == {"Three", "Five"}


def test_that_a_day_in_another_notation_is_kept_as_the_date_it_was_read_as(tmp_path: Path) -> None:
    sources = SOURCES + "s1,One,2024/05/03\ns2,Two,soon\n"
    found = read_package(tmp_path, sources=sources)
    assert [s.published for s in found.sources] == ["2024-05-03", "soon"]
    assert parse(found.sources[0].published)
    assert [t for t in told(found) if t[1] == "sources.csv"] == [
        ("fixed", "sources.csv", 2, "published"),
        ("warning", "sources.csv", 3, "published"),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-02-14T09:00:00Z", "2026-02-14"), ("2026-02-30", ""), ("2026", ""), ("14 Feb 2026", "")],
)
def test_that_the_day_of_a_package_is_an_iso_day_or_none(
    tmp_path: Path, text: str, day: str
) -> None:
    found = read_package(tmp_path, datapackage=json.dumps({"name": "x", "created": text}))
    assert found.package.created == day
    fixed = [p.value for p in found.problems if p.field == "created"]
    assert fixed == ([] if day else [text])
