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
    assert [p.severity for p in found.problems] == ["warning", "fixed"]
    assert found.problems[0].message.startswith("column “备用” is kept and not used")


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


@pytest.mark.parametrize(
    ("head", "meant"),
    [
        ("title,label,date", ("A", "", "B", "")),
        ("Name,Short title,date", ("A", "", "B", "")),
        ("title,label_zh,date", ("A", "", "", "B")),
        ("标题,简称,date", ("A", "", "B", "")),
        ("label,other,date", ("A", "", "", "")),
        ("label,name,date", ("B", "", "A", "")),
    ],
)
def test_that_short_names_are_taken(
    tmp_path: Path, head: str, meant: tuple[str, str, str, str]
) -> None:
    events = read_flat(tmp_path, f"{head}\nA,B,2024\n").events
    assert (events.title[0], events.title_zh[0], events.label[0], events.label_zh[0]) == meant


def test_that_a_chinese_short_name_goes_with_the_chinese_title(tmp_path: Path) -> None:
    events = read_flat(tmp_path, "title,标题,简称,date\nOpening,开业典礼,开业,2024\n").events
    assert (events.label[0], events.label_zh[0]) == ("", "开业")
    both = read_flat(tmp_path, "title,标题,label,简称,date\nA,甲乙,B,甲,2024\n").events
    assert (both.label[0], both.label_zh[0]) == ("B", "甲")


def test_that_missing_columns_are_refused_naming_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"title and the date \(found: a, b\).*title=COLUMN"):
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
    told = f"{meant}, Q2 2024" if meant == "2024-34" else meant
    assert (problem.severity, problem.row, problem.fix) == ("fixed", 2, f"read as {told}")


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
    assert [p.message.partition(":")[0] for p in found.problems] == [
        "column “deep” is kept and not used"
    ]
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


HEAD = "Year,Month,Day,Time,End Year,End Month,End Day,Headline,Text,Media,Type,Group"


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ("2024,5,1,,,,", ("2024-05-01", "")),
        ("2024,5,,,2024,6,30", ("2024-05", "2024-06-30")),
        ("2024,,,,2025,,", ("2024", "2025")),
        ("2024,May,3rd,14:30,,,", ("2024-05-03T14:30:00", "")),
        ("２０２４,５月,１日,2:30 PM,,,", ("2024-05-01T14:30:00", "")),
        ("2024.0,5.0,1.0,,,,", ("2024-05-01", "")),
        ("-44,3,15,,,,", ("-0043-03-15", "")),
        ("476,9,,,,,", ("0476-09", "")),
        ("-13800000000,,,,,,", ("Y-13800000000", "")),
        ("2024,,7,,,,", ("2024", "")),
        ("2024,5,7,noon,,,", ("2024-05-07", "")),
        (",5,7,,,,", ("", "")),
    ],
)
def test_that_a_date_in_parts_is_as_precise_as_it_is_filled_in(
    tmp_path: Path, row: str, meant: tuple[str, str]
) -> None:
    sure = "2020,1,1,09:00,2021,,,B,text,https://a.example/b.png,era,G"
    found = read_flat(tmp_path, f"{HEAD}\n{sure}\n{row},A,,,,\n")
    i = list(found.events.title).index("A")
    assert (found.events.date[i], found.events.ended[i]) == meant
    assert {c.id for c in found.categories} == {"g", "other"}
    assert set(found.events.extra) == {"Media", "Type"}
    left_out = [p for p in found.problems if "left out" in p.fix]
    assert len(left_out) == {"2024,,7,,,,": 1, "2024,5,7,noon,,,": 1, ",5,7,,,,": 2}.get(row, 0)


@pytest.mark.parametrize("row", ["2024,13,1", "2024,5,31st of", "24,5,1", "2024,2,30", "soon,5,1"])
def test_that_bad_parts_of_a_date_cost_the_row(tmp_path: Path, row: str) -> None:
    found = read_flat(tmp_path, f"Year,Month,Day,Name\n{row},A\n2024,5,1,B\n")
    assert told(found) in (
        [("error", "table.csv", 2, "date")],
        [("fixed", "table.csv", 2, "date")] * 2 + [("error", "table.csv", 2, "date")],
    )


@pytest.mark.parametrize(
    ("head", "row", "date"),
    [
        ("date,start,title", ",2024,A", "2024"),
        ("time,year,title", "09:30,2024,A", "2024"),
        ("year,date,title", "2020,2024-05,A", "2024-05"),
        ("time,title", "2024-05-17T09:30,A", "2024-05-17T09:30"),
        ("month,title", "2024-05,A", "2024-05"),
        ("年,月,日,标题", "2024,5,1,A", "2024-05-01"),
    ],
)
def test_that_the_column_with_dates_in_it_is_the_date(
    tmp_path: Path, head: str, row: str, date: str
) -> None:
    assert list(read_flat(tmp_path, f"{head}\n{row}\n").events.date) == [date]


def test_that_parts_of_a_date_can_be_named(tmp_path: Path) -> None:
    pairs = (("title", "Was"), ("year", "Jahr"), ("month", "Monat"), ("day", "Tag"))
    found = read_flat(tmp_path, "Was,Jahr,Monat,Tag\nA,2024,5,1\n", map=pairs)
    assert list(found.events.date) == ["2024-05-01"]
    with pytest.raises(InputError, match="--map year=COLUMN"):
        read_flat(tmp_path, "title,Monat\nA,5\n", map=(("month", "Monat"),))


def test_that_a_table_without_any_date_is_told(tmp_path: Path) -> None:
    found = read_flat(tmp_path, "title,date,when held\nA,,2024\nB,,2023\n")
    problem = only(found)
    assert (problem.severity, problem.row, len(found)) == ("warning", None, 2)
    assert "when held" in problem.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("２０２４年５月", "2024-05"),
        ("２０２４／０５／０１", "2024-05-01"),
        ("31/12/2024", "2024-12-31"),
        ("12/31/2024", "2024-12-31"),
        ("5.5.2024", "2024-05-05"),
        ("5/17/2024 0:00", "2024-05-17"),
        ("17.05.2024 14:30", "2024-05-17T14:30:00"),
        ("2024-05-05 2:30 PM", "2024-05-05T14:30:00"),
        ("2024年5月1日10:30", "2024-05-01T10:30:00"),
        ("2024-05-17 09:30:00+08:00", "2024-05-17T09:30:00+08:00"),
        ("1990s", "199X"),
        ("1990年代", "199X"),
        ("c. 1990", "1990~"),
        ("约1990年5月", "1990-05~"),
        ("2019-2021", "2019/2021"),
        ("2019年至2021年", "2019/2021"),
        ("Sunday, 5 May 2024", "2024-05-05"),
        ("2024年5月1日 星期三", "2024-05-01"),
        ("2024年第一季度", "2024-33"),
        ("2024年Q4", "2024-36"),
        ("2024年下半年", "2024-41"),
    ],
)
def test_that_dates_with_one_reading_are_read_with_a_note(
    tmp_path: Path, written: str, meant: str
) -> None:
    found = read_flat(tmp_path, table({"date": written}))
    assert list(found.events.date) == [meant]
    assert (only(found).severity, only(found).value) == ("fixed", written)


@pytest.mark.parametrize(
    "head",
    [
        "Titel;Datum;Enddatum;Kategorie;Ort;Land;Beschreibung;Quelle;Betrag;Währung",
        "titre;début;fin;catégorie;ville;pays;résumé;source;montant;devise",
        "Título;Fecha;Fecha de fin;Tipo;Ciudad;País;Descripción;Fuente;Importe;Moneda",
    ],
)
def test_that_headings_of_neighbours_are_known(tmp_path: Path, head: str) -> None:
    found = read_flat(tmp_path, f"{head}\nA;2024;2025;IPO;Wien;AT;B;Q;5;EUR\n", delimiter=";")
    events, sites = found.events, found.sites
    assert found.problems == ()
    assert (events.title[0], events.date[0], events.ended[0]) == ("A", "2024", "2025")
    assert (events.category.text(0), events.summary[0]) == ("ipo", "B")
    assert (sites.place[0], sites.country.text(0)) == ("Wien", "AT")
    assert found.sources[0].title == "Q"
    assert (events.amount[0], events.currency[0]) == (5.0, "EUR")


@pytest.mark.parametrize(
    ("head", "row", "told"),
    [
        ("title,date,Kraj,mood", "A,2024,France,glad",
         "columns “Kraj”, “mood” are kept and not used: --map country=Kraj takes one"),
        ("title,date,in which,country", "A,2024,France,DE",
         "column “in which” is kept and not used: --map FIELD=COLUMN takes one"),
        ("title,date,one land", "A,2024,France",
         "column “one land” is kept and not used: --map 'country=one land' takes one"),
        ("title,date,land", "A,2024,120.5",
         "column “land” is kept and not used: --map FIELD=COLUMN takes one"),
        ("title,date,empty", "A,2024,", ""),
        ("title,date," + ",".join(f"c{k}" for k in range(12)), "A,2024" + ",x" * 12,
         (f"columns {', '.join(f'“c{k}”' for k in range(10))} and 2 more are kept and not used: "
          "--map FIELD=COLUMN takes one")),
    ],
)  # fmt: skip
def test_that_columns_without_a_field_are_told_once(
    tmp_path: Path, head: str, row: str, told: str
) -> None:
    found = read_flat(tmp_path, f"{head}\n{row}\n{row}\n")
    assert [(p.severity, p.row, p.message) for p in found.problems] == (
        [("warning", None, told)] if told else []
    )


@pytest.mark.parametrize(
    ("ids", "made"),
    [
        (("", ""), ("events", "organizations", "sources")),
        (("one", ""), ("organizations", "sources")),
    ],
)
def test_that_a_table_says_which_ids_it_was_given(
    tmp_path: Path, ids: tuple[str, ...], made: tuple[str, ...]
) -> None:
    data = read_flat(tmp_path, table(*({"id": own} for own in ids)))
    assert data.package.made == made
