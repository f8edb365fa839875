"""GeoPackages of strangers: read as they are, and never believed."""

from __future__ import annotations

import math
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from explorer.common.errors import InputError, OutputError
from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.files.gpkg_reading import opened_gpkg
from explorer.files.gpkg_writing import Layer, gpkg
from explorer.files.wkb import packed_geometry, unpacked_geometry

POINTS = [shapely.Point(103.8, 1.29), shapely.Point(2.35, 48.86)]


def frame(**more: Any) -> geopandas.GeoDataFrame:
    columns = {"name": ["A", "B"], "date": ["2024-05", "2025"], "mood": ["glad", None]}
    return geopandas.GeoDataFrame(columns | more, geometry=POINTS, crs="EPSG:4326")


def changed(path: Path, *statements: str) -> Path:
    with sqlite3.connect(path) as opened:
        for statement in statements:
            opened.execute(statement)
    opened.close()
    return path


def read(path: Path, **options: Any) -> Dataset:
    return load(path, ReadOptions(**options))


def test_that_a_point_layer_is_a_flat_table(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame(n=[5, 6], half=[0.5, 2.0], yes=[True, False]).to_file(path, layer="mine")
    found = read(path)
    assert list(found.events.title) == ["A", "B"]
    assert list(found.events.date) == ["2024-05", "2025"]
    assert found.sites.lon.tolist() == [103.8, 2.35]
    assert found.sites.lat.tolist() == [1.29, 48.86]
    extra = {name: list(column) for name, column in found.events.extra.items()}
    assert extra["n"] == ["5", "6"]
    assert extra["half"] == ["0.5", "2"]
    assert extra["yes"] == ["true", "false"]
    assert not [p for p in found.problems if p.severity != "warning"]


@pytest.mark.parametrize("system", ["EPSG:3857", "EPSG:32648", "ESRI:54030"])
def test_that_other_systems_are_converted(system: str, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_crs(system).to_file(path, layer="mine")
    found = read(path)
    assert found.sites.lon.tolist() == pytest.approx([103.8, 2.35], abs=1e-6)
    assert found.sites.lat.tolist() == pytest.approx([1.29, 48.86], abs=1e-6)
    assert any(p.field == "crs" for p in found.problems)


def test_that_the_layer_with_title_and_date_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    areas = [point.buffer(1) for point in POINTS]
    plain = geopandas.GeoDataFrame({"x1": [1, 2]}, geometry=POINTS, crs="EPSG:4326")
    plain.to_file(path, layer="first")
    frame().set_geometry(areas).to_file(path, layer="areas")
    frame(name=["C", "D"]).to_file(path, layer="points")
    found = read(path)
    assert list(found.events.title) == ["C", "D"]
    (told,) = [p for p in found.problems if "other tables" in p.message]
    assert "first" in told.message
    assert "areas" in told.message


def test_that_polygons_and_tables_without_geometry_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    shapes = [POINTS[0].buffer(1), shapely.MultiPolygon([p.buffer(1) for p in POINTS])]
    frame().set_geometry(shapes).to_file(path, layer="areas")
    found = read(path)
    assert [len(found.sites.rings[i]) for i in (0, 1)] == [1, 2]
    changed(path, "UPDATE gpkg_contents SET data_type = 'attributes'",
            "DELETE FROM gpkg_geometry_columns", "DROP TRIGGER IF EXISTS rtree_areas_geom_update6",
            )  # fmt: skip
    assert len(read(path).sites) == 0


def test_that_midnights_are_days_and_moments_are_moments(tmp_path: Path) -> None:
    import pandas

    day = pandas.to_datetime(["2024-05-01", "2025-01-02"])
    path = tmp_path / "a.gpkg"
    frame(date=day).to_file(path, layer="days")
    assert list(read(path).events.date) == ["2024-05-01", "2025-01-02"]
    path.unlink()
    frame(date=day + pandas.Timedelta("90min")).to_file(path, layer="moments")
    assert list(read(path).events.date) == ["2024-05-01T01:30:00", "2025-01-02T01:30:00"]


def test_that_a_missing_column_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().rename(columns={"date": "seen"}).to_file(path, layer="mine")
    with pytest.raises(InputError, match="--map date=seen"):
        read(path)
    assert len(read(path, map=(("date", "seen"),))) == 2


def test_that_bad_rows_are_listed_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    layer = Layer(
        "mine",
        "",
        [("title", "TEXT"), ("date", "TEXT")],
        [
            (packed_geometry({"type": "Point", "coordinates": [1.0, 2.0]}), "A", "2024"),
            (packed_geometry({"type": "Point", "coordinates": [1.0, 92.0]}), "B", "2024"),
            (b"GP\0\1", "C", "2024"),
            (b"nonsense", "D", "2024"),
            ("text", "E", "2024"),
            (None, "F\x01", "2024"),
            (None, "G", "2021-02-29"),
        ],
        "POINT",
    )
    path.write_bytes(gpkg([layer], "urn:other", "{}"))
    found = read(path)
    assert list(found.events.title) == ["A", "F"]
    bad = [(p.row, p.field) for p in found.problems if p.severity == "error"]
    assert bad == [(2, "geometry"), (3, "geometry"), (4, "geometry"), (5, "geometry"), (7, "date")]


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def noise(data: bytes) -> bytes:
    return data[:200] + b"\xff" * (len(data) - 200)


@pytest.mark.parametrize("harm", [cut, noise, lambda data: data[:100]])
def test_that_a_damaged_file_is_refused(harm: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path, layer="mine")
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(InputError, match=r"a\.gpkg"):
        read(path)


def test_that_a_file_without_tables_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(gpkg([], "urn:other", "{}"))
    with pytest.raises(InputError, match="holds no table"):
        read(path)


def test_that_views_and_other_code_do_not_run(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    frame().to_file(path, layer="mine")
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    changed(
        path,
        f"CREATE VIEW trap AS {endless}",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
        " VALUES ('trap', 'attributes', 'trap')",
    )
    assert len(read(path)) == 2
    with opened_gpkg("a.gpkg", path.read_bytes()) as opened:
        for sql in ("ATTACH 'x.db' AS x", "DELETE FROM mine", "SELECT load_extension('x')",
                    "PRAGMA writable_schema = ON", "SELECT randomblob(9) FROM mine"):  # fmt: skip
            with pytest.raises(InputError):
                list(opened._each(sql))


def test_that_no_other_file_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    layer = Layer("mine", "", [("title", "TEXT"), ("date", "TEXT")], [("A", "2024")])
    path.write_bytes(gpkg([layer], "urn:other", "{}"))
    changed(path, "PRAGMA journal_mode = WAL", "UPDATE mine SET title = 'New'")
    assert path.read_bytes()[18:20] == b"\2\2"
    before = sorted(tmp_path.iterdir())
    assert list(read(path).events.title) == ["New"]
    assert sorted(tmp_path.iterdir()) == before


def test_that_too_many_columns_are_told() -> None:
    layer = Layer("t", "", [(f"c{i}", "TEXT") for i in range(3000)], [])
    with pytest.raises(OutputError, match="too many columns"):
        gpkg([layer], "urn:other", "{}")


# Geometries

POSITION = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
SHAPES = st.one_of(
    POSITION.map(shapely.Point),
    POSITION.map(lambda xy: shapely.Point(*xy).buffer(1, quad_segs=2)),
    st.lists(POSITION, min_size=2, max_size=3).map(
        lambda each: shapely.MultiPolygon([shapely.Point(*xy).buffer(1, 2) for xy in each])
    ),
    st.lists(POSITION, min_size=1, max_size=3).map(shapely.MultiPoint),
)


@given(SHAPES, st.sampled_from(["iso", "extended"]), st.sampled_from([0, 1]), st.booleans())
def test_that_geometries_of_any_spelling_are_read(
    shape: Any, flavor: str, order: int, high: bool
) -> None:
    told = shapely.force_3d(shape, 7.0) if high else shape
    wkb = shapely.to_wkb(told, output_dimension=3 if high else 2, byte_order=order, flavor=flavor)
    found = unpacked_geometry(struct.pack("<2sBBi", b"GP", 0, 1, 4326) + wkb)
    assert found is not None
    assert shapely.equals_exact(shapely.geometry.shape(found), shape, 0)
    if found["type"] != "MultiPoint":
        assert unpacked_geometry(packed_geometry(found)) == found
        inside = packed_geometry(found)
        skip = 8 if found["type"] == "Point" else 40
        assert shapely.equals_exact(shapely.from_wkb(inside[skip:]), shape, 0)


@given(SHAPES, st.data())
def test_that_a_cut_geometry_is_refused(shape: Any, data: st.DataObject) -> None:
    whole = struct.pack("<2sBBi", b"GP", 0, 1, 4326) + shapely.to_wkb(shape)
    short = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(ValueError, match=r"ends too early|no geometry"):
        unpacked_geometry(short)


def test_that_empty_and_odd_geometries_are_told() -> None:
    head = struct.pack("<2sBBi", b"GP", 0, 1, 4326)
    assert unpacked_geometry(struct.pack("<2sBBi", b"GP", 0, 17, 4326)) is None
    empty = unpacked_geometry(head + struct.pack("<BI2d", 1, 1, math.nan, math.nan))
    assert empty == {"type": "Point", "coordinates": []}
    line = unpacked_geometry(head + shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)])))
    assert line == {"type": "LineString", "coordinates": []}
    nested = struct.pack("<BII", 1, 6, 1) * 20
    with pytest.raises(ValueError, match="nested"):
        unpacked_geometry(head + nested)
