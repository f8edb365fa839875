"""What README, changelog and citation file tell of the bundled data is what its tables hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs.describe import DATA, PAGES, PARTS, PROPERTIES, Package, filled, made, parts_of, read
from explorer import __version__

ROOT = Path(__file__).parents[2]
CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def package() -> Package:
    return read(DATA / "china-ai")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_that_the_pages_are_what_the_tables_make_of_them(path: Path, package: Package) -> None:
    page = path.read_text(encoding="utf-8")
    assert page == filled(page, package), "run `python -m docs.describe`"


def test_that_the_pages_tell_all_that_can_be_told(package: Package) -> None:
    told = {name for path in PAGES for name in parts_of(path.read_text(encoding="utf-8"))}
    assert told == {*PARTS, *(f"fields {table}" for table in package.tables)}


def changed(package: Package, table: str, change: dict[str, Any]) -> Package:
    """The package with one more row, like the first but for this."""
    rows = package.tables[table]
    return package._replace(tables=package.tables | {table: [*rows, rows[0] | change]})


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("state", lambda p: p._replace(description=p.description | {"version": "9"})),
        ("citation", lambda p: p._replace(description=p.description | {"created": "2031-01-09"})),
        ("counts", lambda p: changed(p, "citations", {})),
        ("counts", lambda p: changed(p, "indicators", {})),
        ("spread", lambda p: changed(p, "events", {"category": "other"})),
        ("spread", lambda p: changed(p, "sites", {"country": "AQ"})),
        ("doubts", lambda p: changed(p, "events", {"date": ""})),
        ("doubts", lambda p: changed(p, "sources", {"archived": ""})),
    ],
)
def test_that_a_change_in_the_tables_changes_the_page(
    name: str, change: Callable[[Package], Package], package: Package
) -> None:
    page = f"Above\n<!-- made: {name} -->\nold\n<!-- end -->\nbelow\n"
    before, after = filled(page, package), filled(page, change(package))
    assert before != after
    for new in (before, after):
        assert new.startswith("Above\n")
        assert new.endswith("\n<!-- end -->\nbelow\n")
        assert "old" not in new
    assert filled(before, change(package)) == after


def test_that_a_part_that_nobody_makes_is_refused(package: Package) -> None:
    with pytest.raises(KeyError):
        filled("<!-- made: weather -->\n\n<!-- end -->", package)


def test_that_fields_are_told_with_their_values_and_keys(package: Package) -> None:
    events = made(package, "fields events")
    assert "| `stance` | `supports`, `disputes`, `mentions`; required |" in made(
        package, "fields citations"
    )
    assert "| `organizations` | ids in `organizations`; a list with `;` |" in events
    assert "| `part_of` | id in `events` |" in events
    assert "| `precision` | `exact`, `city`, `country`, `region` |" in made(package, "fields sites")


@pytest.mark.parametrize("table", PROPERTIES)
def test_that_every_property_has_a_meaning(table: str, package: Package) -> None:
    found = {name for row in package.tables[table] for name in row} - {"geometry"}
    assert found == set(PROPERTIES[table])


def test_that_every_word_for_an_amount_is_explained(package: Package) -> None:
    page = PAGES[0].read_text(encoding="utf-8")
    (listed,) = re.findall(r"`amount_qualifier` \(([a-z_, ]+)\)", page)
    used = {
        word
        for event in package.tables["events"]
        for word in event["amount_qualifier"].split(";")
        if word
    }
    assert used <= set(listed.split(", "))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_that_every_link_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert links
    assert not [link for link in links if not (path.parent / link).is_file()]


def test_that_the_version_is_in_the_changelog(package: Package) -> None:
    page = (DATA / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(package.description['version'])}\b", page, re.M)


def test_that_program_and_data_are_cited_as_they_are(package: Package) -> None:
    program, data = CITATION.split("\nreferences:\n")
    described = package.description
    assert program.startswith("cff-version: 1.2.0\n")
    assert f"\nversion: {__version__}\n" in program
    assert "\nlicense: MIT\n" in program
    assert f"\n    version: {described['version']}\n" in data
    assert f"\n    title: {described['title']}\n" in data
    assert f"\n    license: {described['licenses'][0]['name']}\n" in data
    assert f"\n    year: {described['created'][:4]}\n" in data
    assert f"- name: {described['contributors'][0]['title']}\n" in data
    assert made(package, "state").partition("knowledge: ")[2].rstrip(".") in data
