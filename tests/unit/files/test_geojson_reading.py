"""GeoJSON: strict, exact about lines, nothing dropped in silence."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.common.errors import InputError
from explorer.files.geojson import Features, read_features, read_rings

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]


def feature(geometry: Any = None, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": geometry, **more}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def point(*xy: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(xy)}


def collection(*features: Any, **more: Any) -> str:
    lines = ",\n".join(json.dumps(f) for f in features)
    head = "".join(f"{json.dumps(k)}: {json.dumps(v)}," for k, v in more.items())
    return f'{{"type": "FeatureCollection", {head} "features": [\n{lines}\n]}}'


def read(text: str, **options: str) -> Features:
    return read_features("f.geojson", text.encode(), **options)


def only_error(text: str) -> str:
    found = read(text)
    assert [p.severity for p in found.problems] == ["error"]
    assert (len(found.features), found.count) == (found.count - 1, found.count)
    return found.problems[0].message


@pytest.mark.parametrize("cut", [1, 20, 40, 60, 120, 150])
def test_that_truncated_text_is_refused(cut: int) -> None:
    whole = collection(feature(point(1, 2)), feature(point(3, 4)))
    with pytest.raises(InputError, match=r"f\.geojson, line \d"):
        read(whole[:cut])


def test_that_a_truncated_text_names_the_line() -> None:
    with pytest.raises(InputError, match="line 2: it ends too early"):
        read(collection(feature(point(1, 2)))[:-4])


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_that_a_number_that_is_no_json_is_refused(word: str) -> None:
    with pytest.raises(InputError, match=f"line 3: {word}"):
        read(collection(feature(point(1, 2)), feature(point(1, 7.5))).replace("7.5", word))


def test_that_doubled_keys_are_refused() -> None:
    with pytest.raises(InputError, match=r"line 2: the key “a” stands twice"):
        read(collection(feature(None)).replace('"properties": {}', '"properties": {"a":1,"a":2}'))
    with pytest.raises(InputError, match="twice"):
        read('{"type": "FeatureCollection", "features": [], "features": []}')
    with pytest.raises(InputError, match="twice"):
        read('{"type": "FeatureCollection", "type": "Feature", "features": []}')


@pytest.mark.parametrize("value", ["null", "{}", "3"])
def test_that_features_must_be_a_list(value: str) -> None:
    with pytest.raises(InputError, match="features"):
        read(f'{{"type": "FeatureCollection", "features": {value}}}')


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1]", "no object"),
        ('{"type": "Topology"}', "TopoJSON"),
        ('{"a": 1}', "no GeoJSON"),
        ("{} {}", "follows"),
        ('{"a" 1}', "expected"),
        ("[" * 100_000, "no object"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "f.geojson, line 1"),
    ],
)
def test_that_other_json_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(text)


def test_that_lines_are_those_a_person_sees() -> None:
    found = read(collection(feature(), feature(), feature()).replace("\n", "\r\n"))
    assert [(f.line, f.at("x")) for f in found.features] == [(2, "x"), (3, "x"), (4, "x")]
    found = read(collection(feature(), feature()).replace("\n", ""))
    assert [f.at("x") for f in found.features] == ["feature 1: x", "feature 2: x"]


def test_that_a_null_geometry_is_fine() -> None:
    found = read(collection(feature(None)))
    assert found.features[0].geometry is None
    assert found.problems == []


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (point("1", "2"), "text, not numbers"),
        (point(True, 2), "no numbers"),
        (point(1), "longitude and a latitude"),
        (point(), "empty"),
        (point(1, 91), "latitude"),
        (point(181, 1), "longitude"),
        (polygon(), "empty"),
        (polygon([]), "empty"),
        (polygon([[0, 0], [1, 1], [0, 0]]), "fewer than four"),
        (polygon([[0, 0], [1, 1], [2, 2], [0, 0]]), "no area"),
        ({"type": "MultiPolygon", "coordinates": []}, "empty"),
        ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "not supported"),
        ({"type": "GeometryCollection", "geometries": []}, "not supported"),
        ({"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}, "not supported"),
        ([1, 2], "no object"),
        ({"type": "Point", "coordinates": 3}, "no list"),
    ],
)
def test_that_a_bad_geometry_is_an_error_of_its_feature(geometry: Any, words: str) -> None:
    text = collection(feature(point(1, 2)), feature(geometry))
    found = read(text)
    assert len(found.features) == 1
    assert [(p.severity, p.row, p.field) for p in found.problems] == [("error", 3, "geometry")]
    assert words in found.problems[0].message


def test_that_numbers_too_large_are_an_error_of_their_feature() -> None:
    text = collection(feature(point(1, 7.5)))
    assert "not finite" in only_error(text.replace("7.5", "1e999"))
    assert "not finite" in only_error(text.replace("7.5", "1" + "0" * 400))


def test_that_things_that_are_no_feature_are_listed() -> None:
    assert "no feature" in only_error(collection(3, feature()))
    assert "no feature" in only_error(collection({"type": "Point"}))
    assert "no object" in only_error(collection(feature(properties=[1])))


def test_that_a_self_crossing_polygon_is_repaired() -> None:
    found = read(collection(feature(polygon([[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]))))
    assert [p.severity for p in found.problems] == ["fixed"]
    assert "crosses itself" in found.problems[0].fix
    assert found.features[0].geometry is not None
    assert len(found.features[0].geometry.rings) == 2


def test_that_an_open_ring_is_closed() -> None:
    found = read(collection(feature(polygon(SQUARE[:-1]))))
    assert "closed" in found.problems[0].fix


def test_that_a_polygon_over_the_antimeridian_is_unwrapped() -> None:
    ring = [[170, -10], [-170, -10], [-170, 10], [170, 10], [170, -10]]
    hole = [[-179, -1], [-178, -1], [-178, 1], [-179, 1], [-179, -1]]
    found = read(collection(feature(polygon(ring, hole))))
    assert "180°" in found.problems[0].fix
    assert found.features[0].geometry is not None
    shell, inner = found.features[0].geometry.rings
    assert (shell[:, 0].min(), shell[:, 0].max()) == (170, 190)
    assert (inner[:, 0].min(), inner[:, 0].max()) == (181, 182)


def test_that_a_polygon_past_the_antimeridian_is_told() -> None:
    ring = [[170, -10], [190, -10], [190, 10], [170, 10], [170, -10]]
    found = read(collection(feature(polygon(ring))))
    assert "180°" in found.problems[0].fix


@pytest.mark.parametrize("pole", [-1, 1])
def test_that_a_polygon_round_a_pole_is_closed_along_it(pole: int) -> None:
    ring = [[lon, pole * 70] for lon in (-180, -90, 0, 90, 180 - 1e-9, -180)]
    found = read(collection(feature(polygon(ring[:-2] + ring[-1:]))))
    assert "pole" in found.problems[0].fix
    assert found.features[0].geometry is not None
    (shell,) = found.features[0].geometry.rings
    assert np.abs(np.diff(shell[:, 0])).max() <= 360
    assert pole * 90 in shell[:, 1]


def test_that_a_box_round_the_world_stays() -> None:
    ring = [[-180, -60], [180, -60], [180, 60], [-180, 60], [-180, -60]]
    found = read(collection(feature(polygon(ring))))
    assert found.problems == []
    assert found.features[0].geometry is not None
    assert np.ptp(found.features[0].geometry.rings[0][:, 0]) == 360


def test_that_doubled_feature_ids_are_both_kept() -> None:
    found = read(collection(feature(id="a"), feature(id="a"), feature(id=7)))
    assert [f.id for f in found.features] == ["a", "a", "7"]


def crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize("name", ["EPSG:3857", "urn:ogc:def:crs:EPSG::3857", "EPSG:900913"])
def test_that_web_mercator_is_converted(name: str) -> None:
    # The worked example of EPSG Guidance Note 7-2, method 1024.
    found = read(collection(feature(point(-11169055.58, 2800000)), crs=crs(name)))
    assert found.features[0].geometry is not None
    assert math.isclose(found.features[0].geometry.lon, -100.333333, abs_tol=1e-6)
    assert math.isclose(found.features[0].geometry.lat, 24.381787, abs_tol=1e-6)
    assert [(p.severity, p.field) for p in found.problems] == [("fixed", "crs")]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_that_wgs_84_by_name_is_fine(name: str) -> None:
    assert read(collection(feature(point(1, 2)), crs=crs(name))).problems == []


def test_that_another_system_is_refused_naming_the_option() -> None:
    text = collection(feature(point(308124, 3457123)), crs=crs("urn:ogc:def:crs:EPSG::32651"))
    with pytest.raises(InputError, match="--crs EPSG:32651"):
        read(text)
    found = read(text, crs="EPSG:32651")
    assert found.features[0].geometry is not None
    assert math.isclose(found.features[0].geometry.lon, 121.0, abs_tol=0.1)
    with pytest.raises(InputError, match="no such coordinate system"):
        read(text, crs="EPSG:999999")


def test_that_control_characters_in_properties_are_removed_with_a_note() -> None:
    found = read(collection(feature(properties={"a": "x\u0007y", "b": ["\ud800z"]})))
    assert found.features[0].properties == {"a": "xy", "b": ["z"]}
    assert [(p.severity, p.field) for p in found.problems] == [("fixed", "a")]


def test_that_a_nul_is_an_error_of_its_feature() -> None:
    assert "NUL" in only_error(collection(feature(properties={"a": "x\0y"})))


def test_that_a_mark_and_utf_16_are_read() -> None:
    text = collection(feature(properties={"a": "出海"}))
    assert read_features("f", b"\xef\xbb\xbf" + text.encode()).problems == []
    found = read_features("f", text.encode("utf-16"))
    assert found.problems[0].fix == "read as UTF-16"
    assert found.features[0].properties == {"a": "出海"}
    with pytest.raises(InputError, match="--encoding gb18030"):
        read_features("f", text.replace("\\u51fa\\u6d77", "出海").encode("gb18030"))


def test_that_rings_are_read_from_any_geojson(tmp_path: Path) -> None:
    path = tmp_path / "area.geojson"
    expected = {(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)}
    for value in (polygon(SQUARE), feature(polygon(SQUARE))):
        path.write_text(json.dumps(value))
        (ring,) = read_rings(path)
        assert set(ring) == expected
        assert ring[0] == ring[-1]
    path.write_text(collection(feature(point(1, 2)), feature(polygon(SQUARE))))
    assert len(read_rings(str(path))) == 1


def test_that_overlapping_areas_do_not_cancel_out(tmp_path: Path) -> None:
    path = tmp_path / "area.geojson"
    moved = [[x + 2, y] for x, y in SQUARE]
    path.write_text(collection(feature(polygon(SQUARE)), feature(polygon(moved))))
    (ring,) = read_rings(path)
    assert (min(x for x, _ in ring), max(x for x, _ in ring)) == (0, 6)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (collection(feature(point(1, 2))), "no polygon"),
        (collection(feature(polygon([]))), "line 2: the polygon is empty"),
        ("title,date\n", "plain text, not GeoJSON"),
    ],
)
def test_that_a_file_without_an_area_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "area.geojson"
    path.write_text(content)
    with pytest.raises(InputError, match=words):
        read_rings(path)


def test_that_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_rings(tmp_path / "none.geojson")


@pytest.mark.parametrize("mark", ["", "\x1e"])
def test_that_one_feature_a_line_is_named(mark: str) -> None:
    line = mark + json.dumps(feature(point(1, 2)))
    for text in (f"{line}\n{line}\n", *([f"{line}\n"] if mark else [])):
        with pytest.raises(InputError, match=r"one GeoJSON feature per line.*FeatureCollection"):
            read(text)


@pytest.mark.parametrize("kind", [["Point"], {"a": 1}, 3, None, True])
def test_that_a_type_that_is_no_text_is_listed_or_refused(kind: Any) -> None:
    where = feature({"type": kind, "coordinates": [1, 2]})
    assert "type of geometry" in only_error(collection(where))
    with pytest.raises(InputError, match="no GeoJSON"):
        read(json.dumps({"type": kind, "features": []}))


@pytest.mark.parametrize("end", ["", "\\u0001"])
@pytest.mark.parametrize("depth", [120, 450, 700])
def test_that_properties_nested_too_deeply_cost_one_feature(depth: int, end: str) -> None:
    deep = "[" * depth + f'"x{end}"' + "]" * depth
    bad = f'{{"type": "Feature", "geometry": null, "properties": {{"a": {deep}}}}}'
    good = json.dumps(feature(point(1, 2)))
    found = read(f'{{"type": "FeatureCollection", "features": [{bad}, {good}]}}')
    assert [f.number for f in found.features] == [2]
    assert [p.message for p in found.problems] == ["the properties are nested too deeply"]


def test_that_a_number_of_thousands_of_digits_is_refused_in_plain_words() -> None:
    with pytest.raises(InputError, match="line 2: a number has too many digits"):
        read(f'{{"type": "FeatureCollection",\n"n": {"9" * 5000}, "features": []}}')
