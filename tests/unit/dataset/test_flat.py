"""A stranger's table, in English or Chinese, is enough."""

import json
from pathlib import Path

import numpy as np
import pytest
from packages import collection, feature, only, point, read_flat, table, told

from explorer.common.errors import InputError
from explorer.dataset.edtf import parse

CHINESE = """\
标题,日期,结束日期,类别,公司,城市,国家/地区,纬度,经度,摘要,链接,来源,标签,备用
开业,2024年5月1日,2025,数据中心,阿里巴巴；腾讯,新加坡,新加坡,1.35,103.8,好,https://a.example/x,路透,云、AI,甲
政策,2024-03,,政策,,,法国,,,,,,,
"""


def test_that_a_chinese_table_is_understood(tmp_path: Path) -> None:
    found = read_flat(tmp_path, CHINESE)
    events = found.events
    assert list(events.title) == ["政策", "开业"]
    assert (events.date[1], events.ended[1]) == ("2024-05-01", "2025")
    assert [c.id for c in found.categories] == ["data_center", "regulation"]
    assert [o.name for o in found.organizations] == ["阿里巴巴", "腾讯"]
    assert (events.summary[1], found.tags) == ("好", ("云", "AI"))
    assert events.extra == {"备用": ["", "甲"]}
    site, country = events.sites.row(1)[0], events.sites.row(0)[0]
    assert (found.place_name(int(site)), found.sites.country.text(int(site))) == ("新加坡", "SG")
    assert (found.sites.lon[site], found.sites.precision.text(int(site))) == (103.8, "exact")
    assert found.sites.precision.text(int(country)) == "country"
    source = found.sources[found.citations[int(events.citations.row(1)[0])].source]
    assert (source.title, source.url) == ("路透", "https://a.example/x")
    assert [p.severity for p in found.problems] == ["fixed"]


def test_that_title_and_date_are_enough(tmp_path: Path) -> None:
    found = read_flat(tmp_path, "title,date\nA,2024\nB,\n")
    assert (list(found.events.id), len(found.sites)) == (["a", "b"], 0)
    assert [c.id for c in found.categories] == ["other"]
    assert found.package.title == "table"
    assert found.problems == ()


def test_that_a_header_alone_is_a_dataset_without_events(tmp_path: Path) -> None:
    found = read_flat(tmp_path, "title,date\n")
    assert (len(found), found.problems) == (0, ())
    assert found.events.start_lo.shape == (0,)
    assert found.sites.announced.shape == (0, 2)


@pytest.mark.parametrize(
    "head",
    [
        "Name,Start Date",
        "EVENT,start_date",
        "headline,When",
        "ＴＩＴＬＥ,DATE",
        "名称,时间",
        "事件,发生时间",
    ],
)
def test_that_aliases_of_columns_are_known(tmp_path: Path, head: str) -> None:
    found = read_flat(tmp_path, f"{head}\nA,2024\n")
    assert (found.events.title[0], found.events.date[0]) == ("A", "2024")


def test_that_both_titles_are_taken(tmp_path: Path) -> None:
    found = read_flat(tmp_path, "title,标题,date\nOpening,开业,2024\n")
    assert (found.events.title[0], found.events.title_zh[0]) == ("Opening", "开业")


def test_that_missing_columns_are_refused_naming_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"title \(found: a, b\).*--map title=COLUMN"):
        read_flat(tmp_path, "a,b\n1,2\n")
    with pytest.raises(InputError, match=r"date \(found: title, b\).*--map date=COLUMN"):
        read_flat(tmp_path, "title,b\n1,2\n")


def test_that_columns_can_be_named(tmp_path: Path) -> None:
    text = "a,b,c,title,date\nOne,2024,2025,kept,2001\n"
    pairs = (("title", "a"), ("date", "B"), ("end", "c"))
    events = read_flat(tmp_path, text, map=pairs).events
    assert (events.title[0], events.date[0], events.ended[0]) == ("One", "2024", "2025")
    assert events.extra == {"title": ["kept"], "date": ["2001"]}


@pytest.mark.parametrize(
    ("pair", "words"), [(("colour", "a"), "no field colour"), (("title", "z"), "no such column")]
)
def test_that_a_wrong_mapping_is_refused(tmp_path: Path, pair: tuple[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_flat(tmp_path, "a,date\n1,2\n", map=(pair,))


def test_that_categories_come_in_order_of_appearance(tmp_path: Path) -> None:
    rows = [{"type": t} for t in ("Gala", "数据中心", "Data Centers", "gala", "", "并购")]
    found = read_flat(tmp_path, table(*rows))
    assert [(c.id, c.name) for c in found.categories] == [
        ("gala", "Gala"),
        ("data_center", "Data centre"),
        ("other", "Other"),
        ("acquisition", "Acquisition"),
    ]
    by_title = dict(zip(found.events.title, found.events.category.codes.tolist(), strict=True))
    assert [by_title[f"Event {i}"] for i in range(6)] == [0, 1, 1, 0, 2, 3]


def test_that_organizations_are_told_apart_by_name(tmp_path: Path) -> None:
    rows = [{"org": "Acme Inc.; Bolt"}, {"org": "ACME inc."}, {"org": "Acme, Inc"}, {"org": "!!!"}]
    found = read_flat(tmp_path, table(*rows))
    assert [(o.id, o.name) for o in found.organizations] == [
        ("acme-inc", "Acme Inc."),
        ("bolt", "Bolt"),
        ("acme-inc-2", "Acme, Inc"),
        ("!!!", "!!!"),
    ]


def test_that_ids_are_given_and_kept_as_text(tmp_path: Path) -> None:
    rows = [{"title": "!!!"}, {"id": "007"}, {"title": "!!!"}, {"id": "event"}]
    found = read_flat(tmp_path, table(*rows))
    assert sorted(found.events.id) == ["007", "event", "event-2", "event-3"]
    assert found.problems == ()


def test_that_places_are_as_precise_as_they_are_known(tmp_path: Path) -> None:
    rows = [
        {"place": "Paris", "country": "FR", "lat": "48.85", "lon": "2.35"},
        {"place": "Paris", "country": "France"},
        {"country": "SG; 马来西亚"},
        {"place": "Singapore"},
        {"place": "Somewhere"},
        {},
    ]
    found = read_flat(tmp_path, table(*rows))
    seen = {}
    for i, title in enumerate(found.events.title):
        seen[title] = [
            (found.sites.country.text(int(s)), found.sites.precision.text(int(s)))
            for s in found.events.sites.row(i)
        ]
    assert seen == {
        "Event 0": [("FR", "exact")],
        "Event 1": [("FR", "country")],
        "Event 2": [("SG", "country"), ("MY", "country")],
        "Event 3": [("SG", "country")],
        "Event 4": [("", "")],
        "Event 5": [],
    }
    assert np.isnan(found.sites.draw_lon).sum() == 1
    assert len(set(found.sites.id)) == len(found.sites)


def test_that_sources_are_shared(tmp_path: Path) -> None:
    rows = [
        {"url": "https://www.a.example/1", "source": ""},
        {"url": "https://www.a.example/1", "source": ""},
        {"url": "https://a.example/2;https://b.example/3?x=1;2", "source": "Two; Three"},
        {"url": "", "source": "https://c.example"},
        {"url": "", "source": "A book"},
    ]
    found = read_flat(tmp_path, table(*rows))
    assert [(s.title, s.url) for s in found.sources] == [
        ("a.example", "https://www.a.example/1"),
        ("Two", "https://a.example/2"),
        ("Three", "https://b.example/3?x=1;2"),
        ("c.example", "https://c.example"),
        ("A book", ""),
    ]
    assert len(found.citations) == 6


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024/3/4", "2024-03-04"),
        ("2024.3", "2024-03"),
        ("2024-3-4", "2024-03-04"),
        ("2024年3月", "2024-03"),
        ("2024 年 3 月 4 日", "2024-03-04"),
        ("2024-03-04 00:00:00", "2024-03-04"),
        ("2024-03-04 09:30", "2024-03-04T09:30:00"),
        ("03/2024", "2024-03"),
        ("Q2 2024", "2024-34"),
        ("2024Q2", "2024-34"),
        ("4 March 2024", "2024-03-04"),
        ("Mar. 4th, 2024", "2024-03-04"),
        ("March 2024", "2024-03"),
    ],
)
def test_that_plain_dates_in_other_notations_are_read_with_a_note(
    tmp_path: Path, written: str, meant: str
) -> None:
    found = read_flat(tmp_path, table({"date": written}, {"date": written}))
    assert list(found.events.date) == [meant, meant]
    assert found.events.start_lo[0] == parse(meant).start.lo
    problem = only(found)
    assert (problem.severity, problem.row, problem.fix) == ("fixed", 2, f"read as {meant}")


def test_that_an_unknown_day_stays_unknown(tmp_path: Path) -> None:
    found = read_flat(tmp_path, table({"date": "2024-05"}))
    assert found.events.date[0] == "2024-05"
    assert int(found.events.start_hi[0] - found.events.start_lo[0]) == 31 * 86400


def test_that_geojson_is_a_table_too(tmp_path: Path) -> None:
    box = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]
    text = collection(
        {**feature(point(2.35, 48.85), title="A", date="2024", lat=1, deep={"x": [1]}), "id": 7},
        feature({"type": "Polygon", "coordinates": [box]}, title="B", date=2025, tags=["a", "b"]),
        feature(None, title="C", date="2026", country="FR"),
    )
    found = read_flat(tmp_path, text, "t.geojson")
    events = found.events
    assert found.problems == ()
    assert (list(events.id), list(events.date)) == (["7", "b", "c"], ["2024", "2025", "2026"])
    assert found.sites.lon[0] == 2.35
    assert (list(found.sites.rings), found.sites.draw_lon[1]) == ([1], 1)
    assert found.sites.precision.text(2) == "country"
    assert [found.tags[t] for t in events.tags.row(1)] == ["a", "b"]
    assert json.loads(events.extra["deep"][0]) == {"x": [1]}
    assert events.extra_json == {"deep", "lat"}


def test_that_geojson_with_coordinates_in_columns_is_placed(tmp_path: Path) -> None:
    text = collection(feature(None, title="A", date="2024", lat=48.85, lon="2.35"))
    assert read_flat(tmp_path, text, "t.geojson").sites.lon.tolist() == [2.35]


def test_that_doubled_feature_ids_are_both_kept(tmp_path: Path) -> None:
    one = {**feature(None, title="A", date="2024"), "id": "x"}
    found = read_flat(tmp_path, collection(one, one, one), "t.geojson")
    assert sorted(found.events.id) == ["x", "x-2", "x-3"]
    assert told(found) == [("fixed", "t.geojson", 3, "id"), ("fixed", "t.geojson", 4, "id")]


def test_that_geojson_without_features_is_fine(tmp_path: Path) -> None:
    assert len(read_flat(tmp_path, collection(), "t.geojson")) == 0


def test_that_a_file_is_read_by_its_bytes(tmp_path: Path) -> None:
    found = read_flat(tmp_path, collection(feature(title="A", date="2024")), "t.csv")
    assert len(found) == 1
    assert told(found) == [("warning", "t.csv", None, "")]
