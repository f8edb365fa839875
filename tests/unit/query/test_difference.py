"""What changed: exactly the edits that were made, nothing else, and the reverse backwards."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.bench.synthetic import synthetic
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.query.changelist import as_json, as_text
from explorer.query.difference import Difference, Field, Parts, compare
from explorer.query.table import width_of

Cells = dict[str, str]

TEXTS = ("", "open model", "Open model", "大模型", "a; b", "café")
VALUES: Mapping[str, Sequence[str]] = {
    "title": ("One", "Two", "Three"),
    "title_zh": ("", "一", "二"),
    "date": ("2024", "2024-05", "2024-05~", "[..2024-07]", ""),
    "summary": TEXTS,
    "status": ("planned", "active", ""),
    "confidence": ("low", "high", ""),
    "tags": ("", "chips", "chips;cloud"),
    "note": TEXTS,
    "mood": TEXTS,  # no column of ours
}
SITE: Mapping[str, Sequence[Any]] = {
    "place": ("Here", "There"),
    "country": ("SG", "FR", ""),
    "status": ("building", "operating", ""),
    "announced": ("2024", "2024-02", "2024-02~", ""),
    "rank": ("", 1, 2),  # no property of ours
}
CITATION: Mapping[str, Sequence[str]] = {
    "stance": ("supports", "disputes"),
    "locator": ("", "p. 3"),
    "as_claimed": ("", "in words"),
}


@dataclass(frozen=True)
class Made:
    """An event as rows: its cells, organizations, sites and citations by id."""

    cells: Cells
    organizations: tuple[str, ...] = ()
    sites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    citations: Mapping[str, Cells] = field(default_factory=dict)


World = dict[str, Made]  # by event id


def cells_of(values: Mapping[str, Sequence[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: st.sampled_from(some) for name, some in values.items()})


@st.composite
def made(draw: Any, key: str) -> Made:
    names = draw(st.sets(st.sampled_from(["n1", "n2", "n3"])))
    return Made(
        draw(cells_of(VALUES)),
        tuple(draw(st.lists(st.sampled_from(["acme", "bolt", "cam"]), unique=True))),
        {f"{key}-{name}": draw(cells_of(SITE)) for name in sorted(names)},
        {s: draw(cells_of(CITATION)) for s in draw(st.sets(st.sampled_from(["s1", "s2", "s3"])))},
    )


@st.composite
def worlds(draw: Any) -> World:
    keys = draw(st.sets(st.sampled_from("abcdefgh"), max_size=6))
    return {key: draw(made(key)) for key in sorted(keys)}


@st.composite
def other(draw: Any, values: Mapping[str, Sequence[Any]], cells: dict[str, Any]) -> dict[str, Any]:
    """``cells`` with some of them given another value."""
    names = draw(st.sets(st.sampled_from(sorted(values)), min_size=1, max_size=3))
    return cells | {
        name: draw(st.sampled_from([v for v in values[name] if v != cells[name]]))
        for name in sorted(names)
    }


@st.composite
def edited(draw: Any, world: World) -> World:
    """``world`` after a few edits of each kind."""
    found = dict(world)
    for key, event in world.items():
        match draw(st.sampled_from(["keep", "keep", "drop", "cells", "set", "site", "cite"])):
            case "drop":
                del found[key]
            case "cells":
                found[key] = replace(event, cells=draw(other(VALUES, event.cells)))
            case "set":
                names = draw(st.permutations(["acme", "bolt", "cam"]))
                some = tuple(names[: draw(st.integers(0, 3))])
                found[key] = replace(event, organizations=some)
            case "site" if event.sites:
                name = draw(st.sampled_from(sorted(event.sites)))
                cells = draw(other(SITE, dict(event.sites[name])))
                found[key] = replace(event, sites={**event.sites, name: cells})
            case "cite" if event.citations:
                name = draw(st.sampled_from(sorted(event.citations)))
                rest = {k: v for k, v in event.citations.items() if k != name}
                if draw(st.booleans()):
                    rest[name] = draw(other(CITATION, event.citations[name]))
                found[key] = replace(event, citations=rest)
    for key in draw(st.sets(st.sampled_from("stuv"), max_size=2)):
        found[key] = draw(made(key))
    return dict(draw(st.permutations(list(found.items()))))


def as_csv(rows: Sequence[Mapping[str, str]], names: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(folder: Path, world: World) -> Dataset:
    """``world`` written as a package and loaded."""
    folder.mkdir(exist_ok=True)
    events = [
        {"id": key, "category": "ipo", "organizations": ";".join(e.organizations), **e.cells}
        for key, e in world.items()
    ]
    sites = [
        {
            "type": "Feature",
            "geometry": None,
            "properties": {"id": name, "event": key, **{k: v for k, v in cells.items() if v != ""}},
        }
        for key, e in world.items()
        for name, cells in e.sites.items()
    ]
    citations = [
        {"event": key, "source": source, **cells}
        for key, e in world.items()
        for source, cells in e.citations.items()
    ]
    files = {
        "datapackage.json": '{"name": "sample", "resources": []}',
        "events.csv": as_csv(events, ["id", "category", "organizations", *VALUES]),
        "organizations.csv": "id,name\nacme,Acme\nbolt,Bolt\ncam,Cam\n",
        "sources.csv": "id,title\ns1,One\ns2,Two\ns3,Three\n",
        "citations.csv": as_csv(citations, ["event", "source", *CITATION]),
        "sites.geojson": json.dumps({"type": "FeatureCollection", "features": sites}),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    loaded = load(folder)
    assert not [p for p in loaded.problems if p.severity == "error"]
    return loaded


def ids(found: Difference) -> tuple[set[str], set[str], set[str]]:
    old, new = found.old.events.id, found.new.events.id
    return (
        {new[j] for j in found.added},
        {old[i] for i in found.removed},
        {new[change.new] for change in found.changed},
    )


def told(fields: Sequence[Field]) -> dict[str, tuple[str, str]]:
    return {f.name: (f.old, f.new) for f in fields}


def unlike(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {k: (str(old[k]), str(new[k])) for k in new if old[k] != new[k]}


def unlike_parts(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> tuple[set[str], set[str], dict[str, dict[str, tuple[str, str]]]]:
    both = {k: unlike(old[k], new[k]) for k in new.keys() & old.keys()}
    return set(new) - set(old), set(old) - set(new), {k: v for k, v in both.items() if v}


def told_parts(
    parts: Parts, among: Sequence[str]
) -> tuple[set[str], set[str], dict[str, dict[str, tuple[str, str]]]]:
    """Of the fields ``among``: how exactly a place is known follows from its country."""
    return (
        {e.id for e in parts.added},
        {e.id for e in parts.removed},
        {e.id: {k: v for k, v in told(e.fields).items() if k in among} for e in parts.changed},
    )


@given(world=worlds())
@settings(max_examples=40)
def test_that_nothing_changed_from_a_dataset_to_itself(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("worlds")
    old = read(folder / "old", world)
    shuffled = dict(reversed(world.items()))
    for new in (old, read(folder / "new", shuffled)):
        found = compare(old, new)
        assert not found
        assert as_text(found).endswith("\n\nno differences\n")


@given(data=st.data(), world=worlds())
@settings(max_examples=150)
def test_that_exactly_the_edits_are_found(
    data: st.DataObject, world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("worlds")
    after = data.draw(edited(world))
    found = compare(read(folder / "old", world), read(folder / "new", after))
    changed = {
        key
        for key in world.keys() & after.keys()
        if replace(world[key], organizations=tuple(sorted(world[key].organizations)))
        != replace(after[key], organizations=tuple(sorted(after[key].organizations)))
    }
    assert ids(found) == (set(after) - set(world), set(world) - set(after), changed)
    assert not any(found.tables.values())
    for change in found.changed:
        key = found.new.events.id[change.new]
        old, new = world[key], after[key]
        assert found.old.events.id[change.old] == key
        assert told(change.fields) == unlike(old.cells, new.cells)
        came, went = map(set, change.organizations)
        assert came == set(new.organizations) - set(old.organizations)
        assert went == set(old.organizations) - set(new.organizations)
        assert told_parts(change.sites, list(SITE)) == unlike_parts(old.sites, new.sites)
        cited = told_parts(change.citations, list(CITATION))
        assert cited == unlike_parts(old.citations, new.citations)


def reversed_parts(parts: Parts) -> tuple[object, ...]:
    def back(entries: Any) -> list[tuple[str, tuple[tuple[str, str, str], ...]]]:
        return sorted(
            (e.id, tuple(sorted((f.name, f.new, f.old) for f in e.fields))) for e in entries
        )

    return back(parts.removed), back(parts.added), back(parts.changed)


def as_they_are(parts: Parts) -> tuple[object, ...]:
    def plain(entries: Any) -> list[tuple[str, tuple[tuple[str, str, str], ...]]]:
        return sorted(
            (e.id, tuple(sorted((f.name, f.old, f.new) for f in e.fields))) for e in entries
        )

    return plain(parts.added), plain(parts.removed), plain(parts.changed)


@given(before=worlds(), after=worlds())
@settings(max_examples=60)
def test_that_old_and_new_swapped_give_the_reverse(
    before: World, after: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("worlds")
    old, new = read(folder / "old", before), read(folder / "new", after)
    there, back = compare(old, new), compare(new, old)
    assert (there.added, there.removed) == (back.removed, back.added)
    returning = {change.old: change for change in back.changed}
    assert len(returning) == len(there.changed)
    for change in there.changed:
        other = returning[change.new]
        assert (other.old, other.new) == (change.new, change.old)
        assert told(other.fields) == {k: (n, o) for k, (o, n) in told(change.fields).items()}
        assert other.organizations == change.organizations[::-1]
        assert reversed_parts(other.sites) == as_they_are(change.sites)
        assert reversed_parts(other.citations) == as_they_are(change.citations)


def flat(tmp_path: Path, name: str, text: str) -> Dataset:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_that_rows_without_ids_are_matched_by_title_and_date(tmp_path: Path) -> None:
    head = "title,date,country,url,mood\n"
    old = flat(
        tmp_path,
        "old.csv",
        head
        + "Same,2024,SG,https://a.org/1,glad\nSame,2024,SG,https://a.org/2,sad\n"
        + "Moved,2023,FR,,\nGone,2022,,,\n",
    )
    new = flat(
        tmp_path,
        "new.csv",
        head
        + "First,2020,SG,https://a.org/0,\n"  # takes the first source's number
        + "Same,2024,SG,https://a.org/2,sad\nSame,2024,SG,https://a.org/1,calm\n"
        + "Moved,2023-05,FR,,\n",
    )
    found = compare(old, new)
    assert found.by == "title and date"
    assert [new.events.title[j] for j in found.added] == ["First", "Moved"]
    assert [old.events.title[i] for i in found.removed] == ["Gone", "Moved"]
    (change,) = found.changed
    assert told(change.fields) == {"mood": ("glad", "calm")}
    assert not change.sites
    assert not change.citations
    assert [e.id for e in found.tables["sources"].added] == ["https://a.org/0"]
    assert "events are matched by title and date" in as_text(found).replace("\n", " ")


def test_that_an_id_column_of_a_table_is_what_rows_are_matched_by(tmp_path: Path) -> None:
    old = flat(tmp_path, "old.csv", "id,title,date\n1,One,2024\n2,Two,2024\n")
    new = flat(tmp_path, "new.csv", "id,title,date\n2,Two,2025\n1,Uno,2024\n")
    found = compare(old, new)
    assert found.by == "id"
    assert ids(found) == (set(), set(), {"1", "2"})
    assert [told(c.fields) for c in found.changed] == [
        {"title": ("One", "Uno")},
        {"date": ("2024", "2025")},
    ]


def test_that_what_an_event_is_a_part_of_is_compared_whatever_that_is_called(
    tmp_path: Path,
) -> None:
    old = flat(
        tmp_path, "old.csv", "title,date,part_of\nPlan,2024,\nPlan,2020,\nStage,2025,plan-2\n"
    )
    new = flat(tmp_path, "new.csv", "title,date,part_of\nPlan,2020,\nPlan,2024,\nStage,2025,plan\n")
    assert not compare(old, new)
    moved = flat(
        tmp_path, "moved.csv", "title,date,part_of\nPlan,2020,\nPlan,2024,\nStage,2025,plan-2\n"
    )
    (change,) = compare(old, moved).changed
    assert told(change.fields) == {"part_of": ("plan", "plan-2")}


def test_that_a_column_that_came_or_went_is_seen(tmp_path: Path) -> None:
    old = flat(tmp_path, "old.csv", "id,title,date,empty,mood\n1,One,2024,,glad\n2,Two,2024,,\n")
    new = flat(tmp_path, "new.csv", "id,title,date,colour\n1,One,2024,\n2,Two,2024,red\n")
    found = compare(old, new)
    assert [told(c.fields) for c in found.changed] == [
        {"mood": ("glad", "")},
        {"colour": ("", "red")},
    ]


def test_that_sources_of_one_event_are_told_apart_by_what_they_say(tmp_path: Path) -> None:
    files = {
        "events.csv": "id,title,date,category\na,A,2024,ipo\n",
        "sources.csv": "id,title\ns,S\n",
    }
    claims = ("p. 1,supports,one", "p. 2,supports,two", "p. 3,disputes,three")
    read_as = []
    for name, lines in (("old", claims), ("new", (*claims[1:], "p. 1,disputes,one"))):
        folder = tmp_path / name
        folder.mkdir()
        rows = "".join(f"a,s,{line}\n" for line in lines)
        cited = f"event,source,locator,stance,as_claimed\n{rows}"
        for file, text in {**files, "citations.csv": cited}.items():
            (folder / file).write_text(text, encoding="utf-8")
        read_as.append(load(folder))
    (change,) = compare(*read_as).changed
    (entry,) = change.citations.changed
    assert (entry.id, told(entry.fields)) == ("s", {"stance": ("supports", "disputes")})
    assert change.citations.added == change.citations.removed == ()


def test_that_the_other_tables_are_compared(tmp_path: Path) -> None:
    def package(name: str, **files: str) -> Dataset:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "events.csv").write_text("id,title,date,category\na,A,2024,ipo\n", "utf-8")
        for file, text in files.items():
            ending = "json" if file == "datapackage" else "csv"
            (folder / f"{file}.{ending}").write_text(text, encoding="utf-8")
        return load(folder)

    heads = {"s": "id,title,shelf\n", "o": "id,name,parent\n", "i": "series,date,value\n"}
    old = package(
        "old",
        datapackage='{"name": "x", "version": "1", "chuhai": {"home": "CN"}}',
        sources=f"{heads['s']}s1,One,left\ns2,Two,\n",
        organizations=f"{heads['o']}acme,Acme,\nbolt,Bolt,\n",
        indicators=f"{heads['i']}x,2024,5\nx,2025,6\n",
    )
    new = package(
        "new",
        datapackage='{"name": "x", "version": "2", "chuhai": {"home": "SG"}}',
        sources=f"{heads['s']}s3,Three,\ns1,One,right\n",
        organizations=f"{heads['o']}acme,Acme,\nbolt,Bolt,acme\n",
        indicators=f"{heads['i']}x,2024,5\nx,2026,6\n",
    )
    found = compare(old, new)
    assert bool(found)
    assert not found.changed
    sources, companies = found.tables["sources"], found.tables["organizations"]
    assert ([e.id for e in sources.added], [e.id for e in sources.removed]) == (["s3"], ["s2"])
    assert [told(e.fields) for e in sources.changed] == [{"shelf": ("left", "right")}]
    assert [(e.id, told(e.fields)) for e in companies.changed] == [
        ("bolt", {"parent": ("", "acme")})
    ]
    indicators = found.tables["indicators"]
    assert [e.id for e in (*indicators.added, *indicators.removed)] == ["x 2026", "x 2025"]
    assert told(found.package) == {"version": ("1", "2"), "chuhai.home": ("CN", "SG")}
    object_ = as_json(found)
    assert object_["totals"] == {
        "old": 1, "new": 1, "added": 0, "removed": 0, "changed": 0, "unchanged": 1,
    }  # fmt: skip
    assert object_["sources"]["changed"] == [  # type: ignore[index]
        {"id": "s1", "title": "One", "fields": [{"field": "shelf", "old": "left", "new": "right"}]}
    ]


@given(data=st.data(), world=worlds())
@settings(max_examples=40)
def test_that_no_line_of_the_text_is_wider_than_it_may_be(
    data: st.DataObject, world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("worlds")
    long = "云服务" * 60 + " word" * 40 + "x" * 200
    after = {
        key: replace(event, cells=event.cells | {"summary": long, "title": long[:130]})
        for key, event in data.draw(edited(world)).items()
    }
    found = compare(read(folder / "old", world), read(folder / "new", after))
    for width in (40, 80):
        lines = as_text(found, width).split("\n")
        assert max(map(width_of, lines)) <= width
        assert not [line for line in lines if line != line.rstrip()]


def test_that_the_difference_of_two_long_values_is_in_the_text(tmp_path: Path) -> None:
    long = "word " * 400
    old = flat(tmp_path, "old.csv", f"id,title,date,summary\n1,One,2024,{long}here\n")
    new = flat(tmp_path, "new.csv", f"id,title,date,summary\n1,One,2024,{long}there\n")
    text = as_text(compare(old, new))
    assert "word here\n" in text
    assert "word there\n" in text


def test_that_many_events_are_compared_event_by_event() -> None:
    old = synthetic(3000)
    new = replace(old, events=replace(old.events, note=[f"{i % 7}" for i in range(len(old))]))
    found = compare(old, new)
    assert len(found.changed) == len(old)
    assert all(told(c.fields) == {"note": ("", f"{c.new % 7}")} for c in found.changed)
    assert not compare(old, synthetic(3000))
