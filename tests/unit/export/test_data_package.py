"""What is written as a data package or as a GeoPackage is read again as it was."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas
import numpy as np
import pyogrio
import pytest
from data_samples import assert_equal, collection, load_bytes, packages, plain, table
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.common.errors import ChuhaiError
from explorer.dataset.build import load
from explorer.dataset.geopackage import TIMES
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.export.data.chosen import chosen, plain_amount
from explorer.export.data.geopackage import geopackage
from explorer.export.data.package import package_files
from explorer.export.data.write import FORMATS, format_of, write_data
from explorer.files.archive import packed
from explorer.query.clauses import Query
from explorer.query.engine import Engine
from explorer.query.parse import parse_time

README = Path(__file__).parents[3] / "README.md"


def as_zip(dataset: Dataset) -> bytes:
    return packed(package_files(chosen(dataset)))


@settings(max_examples=60, deadline=None)
@given(packages())
def test_that_a_package_is_read_again_as_it_was(data: bytes) -> None:
    first = load_bytes("a.zip", data)
    again = load_bytes("b.zip", as_zip(first))
    assert_equal(first, again)
    assert not [p for p in again.problems if p.severity == "error"]
    assert as_zip(again) == as_zip(first)


@settings(max_examples=60, deadline=None)
@given(packages())
def test_that_a_geopackage_is_read_again_as_it_was(data: bytes) -> None:
    first = load_bytes("a.zip", data)
    written = geopackage(chosen(first))
    again = load_bytes("b.gpkg", written)
    assert_equal(first, again)
    assert geopackage(chosen(again)) == written


def test_that_the_bundled_package_is_written_byte_for_byte(bundled: Dataset) -> None:
    from explorer.common.paths import bundled_package

    files = package_files(chosen(bundled))
    for name, data in files.items():
        if name.endswith(".csv") or name == "datapackage.json":
            assert data == (bundled_package() / name).read_bytes(), name
    assert_equal(bundled, load_bytes("b.zip", packed(files)))
    assert_equal(bundled, load_bytes("b.gpkg", geopackage(chosen(bundled))))


FLAT = """title,date,Amount,note,Note,org,country,mood
One,03/04/2024,"1.234,5",n,N,Ann & Co;Bo,SG,glad
Two,2024~,"7,5;8,25",,,Bo,"CN;SG",
"""


def test_that_a_flat_table_becomes_a_package(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(FLAT, "utf-8")
    first = load(path, ReadOptions(decimal=",", date_order="dmy"))
    assert first.events.amount.tolist() == [7.5, 1234.5]
    for again in (
        load_bytes("b.zip", as_zip(first)),
        load_bytes("b.gpkg", geopackage(chosen(first))),
    ):
        assert again.events.amount.tolist() == [7.5, 1234.5]
        assert again.events.amount_text == ["7.5;8.25", "1234.5"]
        assert list(again.events.extra) == ["Note", "mood"]
        told, found = plain(first), plain(again)
        for side in (told, found):
            side["package"].pop("description")
            side["package"].pop("made")  # what the reader numbered is written down by then
            side["events"].pop("amount_text")
        assert found == told


def test_that_json_in_unknown_columns_stays_json(tmp_path: Path) -> None:
    properties = {"title": "A", "date": "2024", "deep": {"a": [1, "x"]}, "n": 5, "text": "5"}
    feature = {"type": "Feature", "properties": properties, "geometry": None}
    first = load_bytes("t.geojson", json.dumps(feature).encode())
    again = load_bytes("b.zip", as_zip(first))
    assert again.events.extra_json == first.events.extra_json == {"deep", "n"}
    assert plain(again.events.extra) == plain(first.events.extra)
    # A cell that is no JSON would break what reads it: then the column is text.
    files = package_files(chosen(first))
    files["events.csv"] = files["events.csv"].replace(b",5\n", b",5a\n")
    assert b",5a" in files["events.csv"]
    assert load_bytes("c.zip", packed(files)).events.extra_json == {"deep"}


@pytest.mark.parametrize(
    ("text", "amount", "plain_text"),
    [
        ("", float("nan"), ""),
        ("1,234", 1234.0, "1234"),
        ("1,234", 1.234, "1.234"),
        ("about 5", float("nan"), "about 5"),
        ("5;x", 5.0, "5;x"),
        ("1.234,5;x", 1234.5, "1234.5;x"),
        ("2e9", 2e9, "2e9"),
    ],
)
def test_that_amounts_need_no_option_to_be_read(text: str, amount: float, plain_text: str) -> None:
    assert plain_amount(text, amount) == plain_text


def test_that_a_part_holds_what_belongs_to_it(bundled: Dataset) -> None:
    visible = np.zeros(len(bundled), np.bool_)
    parent = next(i for i, p in enumerate(bundled.events.part_of.tolist()) if p >= 0)
    visible[parent] = True
    part = load_bytes("b.zip", packed(package_files(chosen(bundled, visible))))
    assert len(part) == 1
    assert part.events.title[0] == bundled.events.title[parent]
    assert part.events.part_of.tolist() == [-1]
    assert not part.problems
    cited = bundled.events.citations.row(parent).tolist()
    told = {bundled.sources[bundled.citations[c].source].id for c in cited}
    kept = {bundled.sources[o.source].id for o in bundled.indicators if o.source >= 0}
    assert {s.id for s in part.sources} == told | kept
    assert len(part.sites) == len(bundled.events.sites.row(parent))
    assert len(part.indicators) == len(bundled.indicators)
    assert len(part.organizations) < len(bundled.organizations)


def test_that_rings_past_a_whole_turn_are_read_where_they_were() -> None:
    pole = [[50, 80], [170, 80], [-70, 80], [50, 80]]
    shape = {"type": "Polygon", "coordinates": [pole]}
    feature = {
        "type": "Feature",
        "properties": {"id": "s", "event": "a"},
        "geometry": shape,
    }
    files = {
        "events.csv": table("events.csv", [{"id": "a", "title": "A", "date": "2024"}]),
        "sites.geojson": collection([feature]),
    }
    first = load_bytes("a.zip", packed(files))
    again = load_bytes("b.zip", as_zip(first))
    assert first.sites.rings[0][0].max() == 410
    assert np.array_equal(first.sites.rings[0][0] - [360, 0], again.sites.rings[0][0])


def test_that_other_files_of_a_package_are_named_no_more() -> None:
    resources = [{"path": "events.csv", "x": 1}, {"path": "else.csv"}, "odd", {"path": 5}]
    files = {
        "datapackage.json": json.dumps({"name": "p", "resources": resources}).encode(),
        "events.csv": table("events.csv", [{"id": "a", "title": "A", "date": "2024"}]),
    }
    found = package_files(chosen(load_bytes("a.zip", packed(files))))
    assert list(found) == ["datapackage.json", "events.csv"]
    assert json.loads(found["datapackage.json"])["resources"] == resources[:1]


def test_that_much_of_the_same_can_be_opened_again() -> None:
    rows = [{"id": f"e{i}", "title": "A" * 5000, "date": "2024"} for i in range(100)]
    first = load_bytes("a.csv", table("events.csv", rows))
    assert len(load_bytes("b.chuhai", as_zip(first))) == 100


def test_that_members_of_an_archive_carry_no_time() -> None:
    with zipfile.ZipFile(io.BytesIO(packed({"events.csv": b"x"}))) as archive:
        assert [i.date_time for i in archive.infolist()] == [(1980, 1, 1, 0, 0, 0)]


# GeoPackage


@pytest.fixture(scope="module")
def stored(bundled: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gpkg") / "a.gpkg"
    path.write_bytes(geopackage(chosen(bundled)))
    return path


def test_that_gis_find_points_and_real_times(stored: Path, bundled: Dataset) -> None:
    kinds = dict(pyogrio.list_layers(stored).tolist())
    assert (kinds["sites"], kinds["regions"], kinds["events"]) == ("Point", "Polygon", None)
    for layer in ("sites", "events"):
        told = pyogrio.read_info(stored, layer=layer)
        types = dict(zip(told["fields"], map(str, told["dtypes"]), strict=True))
        assert all(types[name].startswith("datetime64") for name in TIMES)
    assert pyogrio.read_info(stored, layer="sites")["crs"] == "EPSG:4326"
    frame = geopandas.read_file(stored, layer="sites")
    assert frame["id"].tolist() == list(bundled.sites.id)
    placed = np.isfinite(bundled.sites.lon)
    assert frame.geometry.notna().tolist() == placed.tolist()
    assert np.allclose(frame.geometry[placed].x, bundled.sites.lon[placed])
    assert np.allclose(frame.geometry[placed].y, bundled.sites.lat[placed])
    assert np.allclose(frame.total_bounds, pyogrio.read_info(stored, layer="sites")["total_bounds"])


@pytest.mark.parametrize(
    ("date", "times"),
    [
        ("2024-05-01", ["2024-05-01 00:00:00", "2024-05-01 23:59:59"] * 2),
        ("2024-05", ["2024-05-01 00:00:00", "2024-05-31 23:59:59"] * 2),
        (
            "2024/2025-06",
            ["2024-01-01 00:00:00", "2024-12-31 23:59:59", "2025-06-01 00:00:00",
             "2025-06-30 23:59:59"],
        ),
        ("2024/..", ["2024-01-01 00:00:00", "2024-12-31 23:59:59", None, None]),
        ("[..2024]", [None, "2024-12-31 23:59:59"] * 2),
        ("-0044", [None] * 4),
        ("9999", ["9999-01-01 00:00:00", "9999-12-31 23:59:59"] * 2),
        ("Y10000", [None] * 4),
        ("", [None] * 4),
    ],
)  # fmt: skip
def test_that_times_are_the_outer_seconds(
    date: str, times: list[str | None], tmp_path: Path
) -> None:
    text = f"title,date,lat,lon\nA,{date},1,2\nB,2000,3,4\n"
    path = tmp_path / "a.gpkg"
    path.write_bytes(geopackage(chosen(load_bytes("t.csv", text.encode()))))
    for layer in ("sites", "events"):
        frame = pyogrio.read_dataframe(
            path, layer=layer, where="title = 'A'", datetime_as_string=True
        )
        names = ("starts_earliest", "starts_latest", "ends_earliest", "ends_latest")
        found = [frame[name][0] for name in names]
        told = [None if f != f or f is None else str(f)[:19].replace("T", " ") for f in found]
        assert [t and t.replace("/", "-") for t in told] == times


QGIS = (
    '("{start}" < \'{until}\' OR "{start}" IS NULL) AND ("{end}" >= \'{since}\' OR "{end}" IS NULL)'
)
"""What QGIS asks of a layer with fields for start and end, limits included, in a range of time."""
POSSIBLY = "\"date\" <> ''"
CERTAINLY = f"{POSSIBLY} AND \"date\" NOT LIKE '[..%' AND \"date\" NOT LIKE '%..]'"
"""The filters of the layer that README.md names."""


@pytest.mark.parametrize("match", ["possibly", "certainly"])
@pytest.mark.parametrize(
    ("time", "since", "until"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-05", "2024-05-01", "2024-06-01"),
        ("2024-05-21", "2024-05-21", "2024-05-22"),
        ("2010/2018", "2010-01-01", "2019-01-01"),
    ],
)
def test_that_qgis_finds_in_a_time_what_a_query_finds(
    stored: Path, bundled: Dataset, match: str, time: str, since: str, until: str
) -> None:
    fields = ("starts_earliest", "ends_latest")
    if match == "certainly":
        fields = ("starts_latest", "ends_earliest")
    asked = QGIS.format(start=fields[0], end=fields[1], since=since, until=until)
    opened = sqlite3.connect(stored)
    kept = CERTAINLY if match == "certainly" else POSSIBLY
    rows = opened.execute(f"SELECT id FROM events WHERE {kept} AND {asked} ORDER BY fid").fetchall()
    opened.close()
    visible = Engine(bundled).result(Query((parse_time(time, match),))).visible
    rows_of = [bundled.events.id[i] for i in chosen(bundled, visible).events]
    assert [name for (name,) in rows] == rows_of
    assert rows_of
    for text in (*fields, kept):
        assert text in README.read_text("utf-8")


def test_that_the_times_which_qgis_proposes_hold_all_that_is_possible(stored: Path) -> None:
    told = pyogrio.read_info(stored, layer="sites")
    typed = zip(told["fields"], map(str, told["dtypes"]), strict=True)
    fields = [name for name, kind in typed if kind.startswith("datetime64")]
    assert next(name for name in fields if "start" in name) == "starts_earliest"
    assert next(name for name in fields if "end" in name) == "ends_latest"


@settings(max_examples=15, deadline=None)
@given(packages())
def test_that_any_geopackage_can_be_read_by_others(data: bytes) -> None:
    first = load_bytes("a.zip", data)
    written = geopackage(chosen(first))
    assert written[68:72] == b"GPKG"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        path.write_bytes(written)
        frame = geopandas.read_file(path, layer="sites")
    rings = [s in first.sites.rings for s in range(len(first.sites))]
    assert [g is not None and "Polygon" in g.geom_type for g in frame.geometry] == rings
    assert all(g is None or g.is_valid for g in frame.geometry)
    opened = sqlite3.connect(":memory:")
    opened.deserialize(written)
    assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    opened.close()


def test_that_what_is_changed_in_a_gis_is_read(stored: Path, tmp_path: Path) -> None:
    opened = sqlite3.connect(":memory:")
    opened.deserialize(stored.read_bytes())
    opened.execute("UPDATE events SET title = 'New' WHERE fid = 1")
    opened.execute("ALTER TABLE events ADD COLUMN mood TEXT")
    opened.execute("ALTER TABLE sites ADD COLUMN seen INTEGER")
    opened.execute("UPDATE sites SET seen = 5 WHERE fid = 1")
    opened.commit()
    data = opened.serialize()
    opened.close()
    found = load_bytes("b.gpkg", data)
    assert "New" in list(found.events.title)
    assert set(found.events.extra["mood"]) == {""}
    assert {"seen": "5"} in list(found.sites.extra.values())


# Formats


def test_that_endings_tell_the_format() -> None:
    for known in FORMATS:
        for ending in known.endings or ("", "/"):
            assert format_of(f"some/where.d/out{ending}") == known.name
            assert format_of(f"OUT{ending}".upper()) == known.name
    for name in ("out.json", "out.xlsx", "out.gpkg.bak"):
        with pytest.raises(ChuhaiError, match="--to"):
            format_of(name)
    assert format_of("out.d/") == "package"


@pytest.mark.parametrize("name", [known.name for known in FORMATS if known.endings])
def test_that_the_same_data_give_the_same_bytes(
    name: str, bundled: Dataset, tmp_path: Path
) -> None:
    for copy in ("one", "two"):
        write_data(tmp_path / copy, chosen(bundled), name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@settings(max_examples=15, deadline=None)
@given(packages(), st.sampled_from([f.name for f in FORMATS if f.endings]))
def test_that_anything_read_can_be_written(data: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        write_data(Path(folder) / "out", chosen(load_bytes("a.zip", data)), name)
        assert [path.name for path in Path(folder).iterdir()] == ["out"]
