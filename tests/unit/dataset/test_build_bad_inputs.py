"""What is wrong in a package is listed; all the rest loads."""

import json
from pathlib import Path
from typing import Any

import packages
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packages import SITES, collection, feature, only, point, read_package, told

from explorer.common.errors import InputError, UsageError
from explorer.dataset.build import load
from explorer.dataset.options import ReadOptions
from explorer.dataset.schema import FIELDS


def events(*rows: str, head: str = "id,title,date,category") -> str:
    return "\n".join([head, *rows]) + "\n"


def alone(folder: Path, text: str) -> Any:
    """The sample package with these events and nothing that refers to any."""
    rest = dict.fromkeys(("sites", "citations", "indicators", "regions", "organizations"))
    return read_package(folder, events=text, **rest)


def test_that_a_bad_date_costs_one_event_and_what_refers_to_it(tmp_path: Path) -> None:
    found = read_package(tmp_path, events=packages.EVENTS.replace("2023-05-01", "2021-02-29"))
    assert told(found) == [
        ("fixed", "events.csv", 2, "part_of"),
        ("error", "events.csv", 3, "date"),
        ("error", "sites.geojson", 4, "event"),
        ("error", "citations.csv", 4, "event"),
    ]
    assert found.problems[1].message == "February 2021 has 28 days"
    assert (len(found), len(found.sites), len(found.citations)) == (2, 3, 2)


def test_that_a_citation_of_a_missing_source_is_listed(tmp_path: Path) -> None:
    found = read_package(tmp_path, citations=packages.CITATIONS + "late,s9,,,\nnone,s1,,,\n")
    assert told(found) == [
        ("error", "citations.csv", 5, "source"),
        ("error", "citations.csv", 6, "event"),
    ]
    assert len(found.citations) == 3


def test_that_an_end_before_the_start_is_listed(tmp_path: Path) -> None:
    text = events("a,A,2024-05,2024-04", "b,B,2024,2024-01", head="id,title,date,ended")
    found = alone(tmp_path, text + "")
    assert told(found, "error") == [("error", "events.csv", 2, "ended")]
    assert list(found.events.id) == ["b"]


def test_that_an_end_without_a_start_is_worth_a_look(tmp_path: Path) -> None:
    found = alone(tmp_path, events("a,A,,other,2024", head="id,title,date,category,ended"))
    assert told(found) == [("warning", "events.csv", 2, "ended")]
    assert (found.events.ended[0], bool(found.events.dated[0])) == ("2024", False)


def test_that_an_event_without_a_title_is_listed(tmp_path: Path) -> None:
    assert told(alone(tmp_path, events("a, ,2024,other"))) == [("error", "events.csv", 2, "title")]


def test_that_doubled_and_blank_ids_are_given_new_ones(tmp_path: Path) -> None:
    found = alone(
        tmp_path, events("a,A,2021,other", "a,B,2022,other", ",C,2023,other", "a-2,D,2024,other")
    )
    assert list(found.events.id) == ["a", "a-3", "line-4", "a-2"]
    assert told(found) == [("fixed", "events.csv", 3, "id"), ("fixed", "events.csv", 4, "id")]


def test_that_unknown_values_are_kept_with_a_warning(tmp_path: Path) -> None:
    head = "id,title,date,category,kind,status,confidence,organizations"
    found = alone(tmp_path, events("a,A,2024,party,odd,eager,surely,acme", head=head))
    assert told(found) == [
        ("warning", "events.csv", 2, "kind"),
        ("warning", "events.csv", 2, "status"),
        ("fixed", "events.csv", 2, "confidence"),
        ("warning", "events.csv", 2, "category"),
        ("warning", "events.csv", 2, "organizations"),
    ]
    assert (found.events.kind.text(0), found.events.status.text(0)) == ("odd", "eager")
    assert found.categories[-1].id == found.events.category.text(0) == "party"
    assert found.organizations[0].id == found.organizations[0].name == "acme"


def test_that_a_blank_category_is_other(tmp_path: Path) -> None:
    found = alone(tmp_path, events("a,A,2024,"))
    assert told(found) == [("fixed", "events.csv", 2, "category")]
    assert found.events.category.text(0) == "other"


def test_that_amounts_that_are_no_number_are_kept_as_text(tmp_path: Path) -> None:
    head = "id,title,date,category,amount"
    found = alone(tmp_path, events("a,A,2024,other,lots", 'b,B,2024,other,"1,234.5"', head=head))
    assert told(found) == [
        ("warning", "events.csv", 2, "amount"),
        ("error", "events.csv", 3, "amount"),
    ]
    assert found.problems[1].message.endswith("(a data package has numbers such as 1234.5)")
    assert found.events.amount_text[0] == "lots"


def test_that_sums_and_currencies_that_do_not_match_are_told(tmp_path: Path) -> None:
    head = "id,title,date,category,amount,currency"
    found = alone(tmp_path, events("a,A,2024,other,5,USD;CNY", head=head))
    assert told(found) == [("warning", "events.csv", 2, "currency")]


def test_that_circles_of_parts_are_cut(tmp_path: Path) -> None:
    head = "id,title,date,category,part_of"
    found = alone(
        tmp_path,
        events("a,A,2021,other,b", "b,B,2022,other,c", "c,C,2023,other,a", "d,D,2024,other,d",
               head=head),
    )  # fmt: skip
    assert found.events.part_of.tolist() == [1, 2, -1, -1]
    assert [p.severity for p in found.problems] == ["fixed", "fixed"]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ("x,X,CN,,91", "lon"),
        ("x,X,CN,5,91", "lat"),
        ("x,X,CN,nan,5", "lon"),
        ("x,X,CN,5,inf", "lat"),
        ("x,X,CN,5,1e999", "lat"),
        ("x,X,CN,200,5", "lon"),
        (",,CN,5,5", "id"),
    ],
)
def test_that_a_bad_home_costs_one_organization(tmp_path: Path, cells: str, field: str) -> None:
    text = f"id,name,country,lon,lat\nacme,Acme,CN,,\nbolt,B,CN,,\n{cells}\n"
    found = read_package(tmp_path, organizations=text)
    assert told(found) == [("error", "organizations.csv", 4, field)]
    assert len(found.organizations) == 2


def test_that_bad_observations_are_listed(tmp_path: Path) -> None:
    text = (
        "series,date,value,kind\nx,2024,5,point\nx,2024-13,5,point\nx,2024,,point\nx,2024,many,\n"
    )
    found = read_package(tmp_path, indicators=text)
    assert told(found) == [
        ("error", "indicators.csv", 3, "date"),
        ("error", "indicators.csv", 4, "value"),
        ("error", "indicators.csv", 5, "value"),
    ]


def sites(*more: Any) -> str:
    return collection(*json.loads(SITES)["features"], *more)


@pytest.mark.parametrize(
    ("site", "field"),
    [
        (feature(point(0, 91), event="late"), "geometry"),
        (feature({"type": "Polygon", "coordinates": []}, event="late"), "geometry"),
        (feature(None, event="none"), "event"),
        (feature(None, event="late", opened="2021-02-29"), "opened"),
        (feature(None, event="late", opened="2024", closed="2022"), "closed"),
    ],
)
def test_that_a_bad_site_costs_itself_only(tmp_path: Path, site: Any, field: str) -> None:
    found = read_package(tmp_path, sites=sites(site))
    assert told(found) == [("error", "sites.geojson", 6, field)]
    assert (len(found), len(found.sites)) == (3, 4)


@pytest.mark.parametrize(
    ("site", "severity", "field"),
    [
        (feature(None, id="one", event="late", country="SG"), "fixed", "id"),
        (feature(None, id="x", event="late", country="Atlantis"), "warning", "country"),
        (feature(None, id="x", event="late", country="SG", region="far"), "warning", "region"),
        (feature(None, id="x", event="late", country="SG", role="odd"), "warning", "role"),
        (feature(None, id="x", event="late", country="SG", precision="city"), "fixed", "precision"),
        (feature(point(2.35, 1.3), id="x", event="late", country="SG"), "", ""),
        (feature(point(1.35, 103.8 - 20), id="x", event="late", country="SG"), "", ""),
        (feature(point(48.85, 2.35), id="x", event="late", country="FR"), "warning", "lat"),
    ],
)
def test_that_odd_sites_are_used_and_listed(
    tmp_path: Path, site: Any, severity: str, field: str
) -> None:
    found = read_package(tmp_path, sites=sites(site))
    assert told(found) == ([(severity, "sites.geojson", 6, field)] if severity else [])
    assert len(found.sites) == 5


def test_that_a_country_is_found_by_name(tmp_path: Path) -> None:
    found = read_package(tmp_path, sites=sites(feature(None, id="x", event="late", country="法国")))
    assert found.sites.country.text(4) == "FR"


def test_that_a_region_without_a_polygon_is_listed(tmp_path: Path) -> None:
    text = collection(feature(point(1, 2), id="na", name="North Africa"))
    found = read_package(tmp_path, regions=text)
    assert told(found)[0] == ("error", "regions.geojson", 2, "geometry")


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "\\\\server\\share\\x.png", "http://x.example/a"]
)
def test_that_a_reference_out_of_the_package_is_refused_and_the_rest_opens(
    tmp_path: Path, path: str
) -> None:
    resources = [{"name": "a", "path": "events.csv"}, {"name": "b", "path": [path]}]
    found = read_package(tmp_path, datapackage=json.dumps({"resources": resources}))
    problem = only(found)
    assert (problem.severity, problem.field, problem.value) == ("error", "resources[1].path", path)
    assert len(found) == 3
    found = read_package(tmp_path, datapackage=json.dumps({"image": path}))
    assert only(found).field == "image"


WORDS = st.sampled_from(
    ["", "late", "early", "s1", "2024", "2021-02-29", "a;b", "x\0", "\x07", "91"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_that_every_row_of_a_package_is_used_or_listed(tmp_path: Path, data: st.DataObject) -> None:
    rows: dict[str, list[list[str]]] = {}
    tables: dict[str, str] = {}
    for name in ("events", "organizations", "sources", "citations", "indicators"):
        fields = FIELDS[f"{name}.csv"]
        row = st.lists(WORDS, min_size=len(fields), max_size=len(fields))
        rows[name] = data.draw(st.lists(row, max_size=5), name)
        tables[name] = "\n".join(",".join(cells) for cells in [fields, *rows[name]]) + "\n"
    found = read_package(tmp_path, **tables)
    used = {
        "events": len(found),
        "organizations": len(found.organizations),
        "sources": len(found.sources),
        "citations": len(found.citations),
        "indicators": len(found.indicators),
        "sites": len(found.sites),
    }
    added = {p.value for p in found.problems if "it is kept by this name" in p.message}
    used["organizations"] -= len(added)
    rows["sites"] = [[]] * 4
    for name, count in used.items():
        lines = {p.row for p in found.problems if p.severity == "error" and p.file.startswith(name)}
        filled = [row for row in rows[name] if any(row) or name == "sites"]
        assert count + len(lines) == len(filled), name


def test_that_a_package_without_a_description_opens(tmp_path: Path) -> None:
    found = read_package(tmp_path, datapackage=None)
    assert told(found) == [("warning", "datapackage.json", None, "")]
    assert found.package.title == tmp_path.name


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": NaN}', '{"a": 1, "a": 2}', "title,date"])
def test_that_a_broken_description_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"datapackage\.json"):
        read_package(tmp_path, datapackage=text)


@pytest.mark.parametrize(
    "text",
    [
        '{"title": {"en": 1}, "chuhai": [], "licenses": {}, "resources": [3, {"path": 4}]}',
        '{"licenses": [3], "chuhai": {"categories": 5}, "created": 7, "home": []}',
        "{}",
    ],
)
def test_that_odd_descriptions_do_no_harm(tmp_path: Path, text: str) -> None:
    assert len(read_package(tmp_path, datapackage=text)) == 3


def test_that_a_table_without_a_needed_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"events\.csv has no column date \(found: id, title\)"):
        read_package(tmp_path, events="id,title\n")
    with pytest.raises(InputError, match=r"citations\.csv has no column source"):
        read_package(tmp_path, events=packages.EVENTS, citations="event\n")


def test_that_other_things_are_refused_by_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"no events\.csv"):
        load(tmp_path / "empty")
    for name, data, words in (
        ("a.zip", packages.zipped({"x.txt": "hello"}), "no events.csv"),
        ("a.chuhai", packages.zipped({"../../evil": "x"}), "leads out"),
        ("a.csv", packages.zipped({"xl/workbook.xml": "x"}), "Excel workbook"),
        ("b.csv", b"\x89PNG\r\n\x1a\n", "b.csv is a PNG picture"),
        ("b.geojson", b"<OGRVRTDataSource/>", "GDAL VRT"),
        ("c.geojson", b"title,date\n", "plain text, not GeoJSON"),
        ("d.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "SVG picture"),
        ("e.csv", b"", "empty"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match=words):
            load(tmp_path / name)
    with pytest.raises(InputError, match="does not exist"):
        load(tmp_path / "none")
    with pytest.raises(InputError, match="cannot be read"):
        load("a\0b")


@pytest.mark.parametrize(
    "option",
    [
        {"map": (("title", "name"),)}, {"encoding": "gb18030"}, {"delimiter": ";"},
        {"decimal": ","}, {"date_order": "dmy"}, {"crs": "EPSG:3857"},
    ],
)  # fmt: skip
def test_that_a_package_takes_no_reading_options(tmp_path: Path, option: dict[str, Any]) -> None:
    read_package(tmp_path)
    for path in (tmp_path, tmp_path / "datapackage.json"):
        with pytest.raises(UsageError, match=r"^--[a-z-]+: reading options are for single tables"):
            load(path, ReadOptions(**option))


def test_that_a_package_is_told_what_it_must_be_not_which_option_helps(tmp_path: Path) -> None:
    read_package(tmp_path)
    events = tmp_path / "events.csv"
    events.write_bytes("id,title,date\na,开业典礼,2024\n".encode("gb18030"))
    with pytest.raises(InputError, match=r"events\.csv is not UTF-8.*are UTF-8$"):
        load(tmp_path)
    events.write_text("id;title;date\na;A;2024\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"semicolons.*parted by commas$"):
        load(tmp_path)
    events.write_text("id,title,date,category\na,A,03/04/2024,other\n", encoding="utf-8")
    message = next(p.message for p in load(tmp_path).problems if p.field == "date")
    assert message == ("day first or month first? (a data package has dates such as 2024-09-14)")
