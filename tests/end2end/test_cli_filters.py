"""The filters, as typed: the same on every command that reads events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from samples import PACKAGE, ask, run, table


def events() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask().json["events"]
    return found


def rows() -> list[dict[str, str]]:
    return table((PACKAGE / "events.csv").read_text(encoding="utf-8"))


def where(*words: str) -> set[str]:
    """Ids found with each of ``words`` as a --where."""
    return set(ask(*(part for word in words for part in ("--where", word))).ids)


ALL = {row["id"] for row in rows()}


def test_that_commas_mean_or_and_repeats_mean_and() -> None:
    data, partner = where("category=data_center"), where("category=partnership")
    assert data
    assert partner
    assert where("category=data_center,partnership") == data | partner
    assert where("category=data_center", "category=partnership") == set()
    confident = where("confidence=high")
    assert where("category=data_center,partnership", "confidence=high") == (
        (data | partner) & confident
    )


def test_that_the_order_of_filters_does_not_matter() -> None:
    words = ["--where", "category=release", "--time", "2024", "--search", "video", PACKAGE]
    turned = [PACKAGE, "--search", "video", "--time=2024", "--where=category=release"]
    assert ask(*words).out == ask(*turned).out
    assert ask(*words).ids


@pytest.mark.parametrize(
    "value",
    ["category=release", "organization=alibaba,Huawei", "country=CN", "confidence=low", "tag=apps"],
)
def test_that_excluding_is_the_rest(value: str) -> None:
    field, _, names = value.partition("=")
    taken = where(value)
    assert taken
    assert where(f"{field}!={names}") == ALL - taken


def test_that_two_exclusions_both_hold() -> None:
    assert where("category!=release", "category!=ipo") == where("category!=release,ipo")


def test_that_an_organization_stands_for_its_children() -> None:
    own = {e["id"] for e in events() if "alibaba" in e["organization_ids"]}
    clouds = {e["id"] for e in events() if "alibaba-cloud" in e["organization_ids"]}
    assert clouds - own
    assert where("organization=alibaba") == own | clouds
    assert where("organization=alibaba-cloud") == clouds


@pytest.mark.parametrize("name", ["Alibaba", "ALIBABA", "阿里巴巴", "BABA", "Alibaba Group"])
def test_that_an_organization_goes_by_any_of_its_names(name: str) -> None:
    assert where(f"organization={name}") == where("organization=alibaba")


@pytest.mark.parametrize("name", ["MY", "my", "Malaysia", "马来西亚"])
def test_that_a_country_goes_by_code_or_name(name: str) -> None:
    with_site = {e["id"] for e in events() if "MY" in {s["country"] for s in e["sites"]}}
    assert with_site
    assert where(f"country={name}") == with_site


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("category=Data centre", "category=data_center"),
        ("category=数据中心", "category=data_center"),
        ("confidence=高", "confidence=high"),
        ("source=A Short Summary of Chinese AI Global Expansion", "source=hf-chuhai-2024"),
        (" category = ipo ", "category=ipo"),
        ("CATEGORY=IPO", "category=ipo"),
    ],
)
def test_that_values_go_by_what_people_call_them(word: str, same: str) -> None:
    assert where(same)
    assert where(word) == where(same)


def test_that_every_field_finds_what_the_rows_hold() -> None:
    assert where("status=announced") == {r["id"] for r in rows() if r["status"] == "announced"}
    assert where("tag=cloud") == {r["id"] for r in rows() if "cloud" in r["tags"].split(";")}
    assert where("dispute=disputed") == {r["id"] for r in rows() if r["dispute"] == "disputed"}
    citing = {e["id"] for e in events() if "hf-chuhai-2024" in {s["id"] for s in e["sources"]}}
    assert where("source=hf-chuhai-2024") == citing


def test_that_amounts_are_compared_by_the_first_sum() -> None:
    sums = {r["id"]: float(r["amount"].split(";")[0]) for r in rows() if r["amount"]}
    for limit in ("1e9", "1000000000", "25000000000", "1e99", "-1"):
        assert where(f"amount>={limit}") == {k for k, v in sums.items() if v >= float(limit)}
        assert where(f"amount<={limit}") == {k for k, v in sums.items() if v <= float(limit)}
    assert where("amount>=6e8", "amount<=1e9") == {
        k for k, v in sums.items() if 6e8 <= v <= 1e9
    }  # both edges are in


def test_that_confidence_is_an_order() -> None:
    by_level = {
        level: {r["id"] for r in rows() if r["confidence"] == level}
        for level in ("low", "medium", "high")
    }
    assert where("confidence>=medium") == by_level["medium"] | by_level["high"]
    assert where("confidence<=medium") == by_level["medium"] | by_level["low"]
    assert where("confidence>=low", "confidence<=low") == by_level["low"]


DATES = """\
title,date
day,2024-05-03
month,2024-05
year,2024
throughout,2023/2025
one moment,[2024-04..2024-06]
by July,[..2024-07]
goes on,2020/..
uncertain,2024-05?
new year,2025-01-01
old,1999
undated,
"""


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    path = tmp_path / "dates.csv"
    path.write_text(DATES, encoding="utf-8")
    return path


def found(path: Path, *words: str) -> set[str]:
    answer = ask(path, *words)
    assert answer.status == 0, answer.err
    return set(answer.titles)


def test_that_time_finds_what_is_possibly_within(dated: Path) -> None:
    within = {
        "day", "month", "year", "throughout", "one moment", "by July", "goes on", "uncertain",
    }  # fmt: skip
    assert found(dated, "--time", "2024-05") == within
    assert found(dated, "--time", "2024-05", "--time-match", "possibly") == within
    assert found(dated, "--time", "2024-05-04") == within - {"day"}
    assert found(dated, "--time", "1999") == {"old", "by July"}
    assert found(dated, "--time", "../1998") == {"by July"}
    assert found(dated, "--time", "2026/..") == {"goes on"}


def test_that_time_finds_what_is_certainly_within(dated: Path) -> None:
    certainly = ("--time-match", "certainly")
    assert found(dated, "--time", "2024-05", *certainly) == {
        "day", "month", "throughout", "goes on", "uncertain",
    }  # fmt: skip
    assert found(dated, "--time", "2024", *certainly) == {
        "day", "month", "year", "throughout", "one moment", "goes on", "uncertain",
    }  # fmt: skip
    assert found(dated, "--time", "2024-05-03", *certainly) == {"day", "throughout", "goes on"}
    assert "undated" not in found(dated, "--time", "../..", *certainly)


def test_that_undated_events_never_match_a_time(dated: Path) -> None:
    assert found(dated) - found(dated, "--time", "../..") == {"undated"}


def test_that_dates_are_compared_by_the_start(dated: Path) -> None:
    late = found(dated, "--where", "date>=2024-05")
    assert {"day", "month", "year", "one moment", "by July", "new year"} <= late
    assert not {"old", "goes on", "undated"} & late
    early = found(dated, "--where", "date<=2024-05")
    assert {"old", "goes on", "throughout", "by July", "year", "day"} <= early
    assert not {"new year", "undated"} & early
    assert found(dated, "--where", "date>=2025", "--where", "date<=2025") == {"new year"}


def test_that_a_time_may_be_of_any_edtf_form(dated: Path) -> None:
    assert found(dated, "--time", "2024-22") == found(dated, "--time", "2024-06/2024-08")
    assert found(dated, "--time", "2024-34") == found(dated, "--time", "2024-04/2024-06")
    assert found(dated, "--time", "199X") == {"old", "by July"}
    assert found(dated, "--time", "-0044/2010") == {"old", "by July"}
    assert found(dated, "--time=-0044-03-15") == {"by July"}


PLACES = """\
title,date,country,lat,lon
Suva,2024,FJ,-18.1,178.4
Apia,2024,WS,-13.8,-171.8
London,2024,GB,51.5,-0.1
Quito,2024,EC,-0.2,-78.5
Date line,2024,,0,180
Nairobi,2024,KE,-1.3,36.8
Only Kenya,2024,KE,,
Nowhere,2024,,,
"""


PLACED = ("Suva", "Apia", "London", "Quito", "Date line", "Nairobi", "Only Kenya")


@pytest.fixture
def placed(tmp_path: Path) -> Path:
    path = tmp_path / "places.csv"
    path.write_text(PLACES, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("box", "titles"),
    [
        ("170,-30,-160,10", {"Suva", "Apia", "Date line"}),
        ("170,-30,180,10", {"Suva", "Date line"}),
        ("-180,-30,-160,10", {"Apia", "Date line"}),
        ("-180,-90,180,90", set(PLACED)),
        ("-10,50,10,60", {"London"}),
        ("-80,-5,-75,5", {"Quito"}),
        ("30,-5,42,5", {"Nairobi", "Only Kenya"}),
        ("36.8,-1.3,36.8,-1.3", {"Nairobi"}),
        (" 36 , -2 , 37 , -1 ", {"Nairobi"}),
    ],
)  # fmt: skip
def test_that_a_box_holds_its_edges_and_may_cross_180(
    box: str, titles: set[str], placed: Path
) -> None:
    assert found(placed, "--bbox", box) == titles
    assert found(placed, f"--bbox={box}") == titles


def polygon_file(path: Path, *rings: list[list[float]], kind: str = "Polygon") -> Path:
    polygons = [[[*ring, ring[0]]] for ring in rings]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": p}}
        for p in polygons
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_that_within_takes_any_polygon(placed: Path, tmp_path: Path) -> None:
    triangle = [[30.0, -6.0], [44.0, -6.0], [37.0, 8.0]]
    europe = [[-12.0, 48.0], [4.0, 48.0], [4.0, 60.0], [-12.0, 60.0]]
    one = polygon_file(tmp_path / "one.geojson", triangle)
    assert found(placed, "--within", str(one)) == {"Nairobi", "Only Kenya"}
    two = polygon_file(tmp_path / "two.geojson", triangle, europe)
    assert found(placed, "--within", str(two)) == {"Nairobi", "Only Kenya", "London"}
    twice = polygon_file(tmp_path / "twice.geojson", europe, europe)
    assert found(placed, "--within", str(twice)) == {"London"}


def test_that_a_polygon_may_cross_180(placed: Path, tmp_path: Path) -> None:
    east = [[170.0, -30.0], [200.0, -30.0], [200.0, 10.0], [170.0, 10.0]]
    wrapped = [[170.0, -30.0], [-160.0, -30.0], [-160.0, 10.0], [170.0, 10.0]]
    wanted = {"Suva", "Apia", "Date line"}
    for name, ring in (("east", east), ("wrapped", wrapped)):
        path = polygon_file(tmp_path / f"{name}.geojson", ring)
        assert found(placed, "--within", str(path)) == wanted


def test_that_a_box_and_the_same_polygon_agree_on_the_package(tmp_path: Path) -> None:
    ring = [[90.0, -12.0], [135.0, -12.0], [135.0, 25.0], [90.0, 25.0]]
    path = polygon_file(tmp_path / "asia.geojson", ring)
    in_box = ask("--bbox", "90,-12,135,25").ids
    assert "alibaba-dc-plan-2024-05" in in_box
    assert ask("--within", path).ids == in_box


def test_that_search_text_is_text(placed: Path) -> None:
    for text in ("*", "[", ".*", "\\", "%", "'; DROP TABLE", "﹏", "\u202e"):
        answer = ask(placed, "--search", text)
        assert answer.status == 0
    assert found(placed, "--search", "  ") == found(placed)
    assert found(placed, "--search", "") == found(placed)
    assert found(placed, "--search", "kenya") == {"Nairobi", "Only Kenya"}
    assert found(placed, "--search", "肯尼亚") == {"Nairobi", "Only Kenya"}


def test_that_values_may_hold_commas(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    text = 'title,date,organization,tags\nA,2024,"Micron Technology, Inc.",x\nB,2024,Other,y\n'
    path.write_text(text, encoding="utf-8")
    assert found(path, "--where", "organization=Micron Technology, Inc.") == {"A"}
    assert found(path, "--where", "organization=Micron Technology\\, Inc.,Other") == {"A", "B"}


def test_that_a_wrong_name_is_answered_with_a_near_one() -> None:
    told = run("query", "--where", "organization=Alibabba").err
    assert "did you mean" in told
    assert "alibaba" in told
    assert "Data centre" in run("query", "--where", "category=datacentre").err


def test_that_every_filter_works_together() -> None:
    filters = [
        ("--time", "2024/2025", "--time-match", "certainly"),
        ("--search", "cloud"),
        ("--where", "category=data_center"),
        ("--where", "confidence>=medium"),
        ("--where", "organization=alibaba"),
        ("--where", "country!=SA"),
        ("--bbox=60,-40,-60,60",),
    ]
    alone = [set(ask(*words).ids) for words in filters]
    assert all(found < ALL for found in alone)
    together = set(ask(*(word for words in filters for word in words)).ids)
    assert together == set.intersection(*alone)
    assert {"alibaba-dc-plan-2024-05", "alibaba-cloud-dc-plan-2025"} <= together


def test_that_within_takes_geojson_itself(placed: Path) -> None:
    triangle = [[[30.0, -6.0], [44.0, -6.0], [37.0, 8.0], [30.0, -6.0]]]
    shape = json.dumps({"type": "Polygon", "coordinates": triangle})
    assert found(placed, "--within", shape) == {"Nairobi", "Only Kenya"}
    assert found(placed, f"--within={shape}", "--bbox", "30,-10,45,10") == {
        "Nairobi",
        "Only Kenya",
    }
    assert found(placed, f"--within={shape}", "--bbox", "-10,40,10,60") == set()


def test_that_events_are_asked_for_by_id() -> None:
    ids = {"deepseek-r1-release", "alibaba-dc-plan-2024-05"}
    assert set(ask("--where", f"id={','.join(sorted(ids))}").ids) == ids
    assert not ids & set(ask("--where", f"id!={','.join(sorted(ids))}").ids)
