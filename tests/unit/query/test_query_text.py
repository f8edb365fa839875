"""Clauses from text, in words, as options and as JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import E, S, World, build

from explorer.common.errors import UsageError
from explorer.dataset.edtf import MAX, MIN, from_civil, parse
from explorer.dataset.model import Category, Organization
from explorer.query.clauses import (
    FIELDS,
    RECORD_FIELDS,
    AtLeast,
    Clause,
    MapBox,
    MapPolygon,
    Picked,
    Query,
    Text,
    TimeRange,
    Values,
)
from explorer.query.engine import Engine
from explorer.query.labels import LISTS
from explorer.query.parse import (
    join_values,
    parse_bbox,
    parse_time,
    parse_where,
    split_values,
)
from explorer.query.words import from_json, options, query_words, time_text, to_json, words

EVENTS = [
    E(
        "a",
        "Zhipu lists",
        date="2024-05",
        category="ipo",
        status="completed",
        confidence="high",
        organizations=("zhipu",),
        tags=("a, b", "c\\d"),
        sites=(S("Kuala Lumpur", "吉隆坡", "MY", "city", point=(101.7, 3.1)),),
        sources=("reuters-1",),
        amount=5e8,
    ),
    E(
        "b",
        "Cloud region",
        date="2023/2025-06-30",
        category="data_center",
        status="planned",
        confidence="low",
        dispute="disputed",
        organizations=("alicloud", "huawei"),
        sites=(S(country="CI", precision="country"), S(region="pacific", country="FJ")),
        sources=("filing",),
        amount=1e9,
    ),
    E("c", "Undated", category="release", tags=("=x", " -y")),
    E("d", "Long ago", date="-0044-03-15", confidence="medium"),
    E("e", "Deep time", date="Y-13800000000"),
]
ASIA = ((90.0, -10.0), (110.0, -10.0), (110.0, 10.0), (90.0, 10.0), (90.0, -10.0))
ISLANDS = ((175.0, -15.0), (185.0, -15.0), (185.0, -5.0), (175.0, -5.0), (175.0, -15.0))
DATA = build(EVENTS)
ENGINE = Engine(DATA)


def read(arguments: list[str]) -> list[Clause]:
    """What the command line would make of options."""
    named = dict(argument.split("=", 1) for argument in arguments)
    assert len(named) == len(arguments)
    clauses: list[Clause] = []
    for name, text in named.items():
        if name == "--time":
            clauses.append(parse_time(text, named.get("--time-match", "possibly")))
        elif name == "--where":
            clauses.append(parse_where(text, DATA))
        elif name == "--bbox":
            clauses.append(parse_bbox(text))
        elif name == "--search":
            clauses.append(Text(text))
        else:
            assert name == "--time-match"
    return clauses


# --- parsing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", from_civil(2024), from_civil(2025)),
        ("2024-05", from_civil(2024, 5), from_civil(2024, 6)),
        ("2024-05-03/2025", from_civil(2024, 5, 3), from_civil(2026)),
        ("2024/..", from_civil(2024), MAX),
        ("../2024", MIN, from_civil(2025)),
        ("[2024..2025]", from_civil(2024), from_civil(2026)),
    ],
)
def test_that_a_time_is_the_outer_bounds_of_its_date(text: str, start: int, end: int) -> None:
    assert parse_time(text, "certainly") == TimeRange(start, end, "certainly", text)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("category=ipo", Values("category", ("ipo",))),
        ("category=Data Centre,上市", Values("category", ("data_center", "ipo"))),
        ("organization!=阿里云", Values("organization", ("alicloud",), exclude=True)),
        ("organization = ALIYUN , z.ai", Values("organization", ("alicloud", "zhipu"))),
        ("organization=Zhipu AI, Inc.", Values("organization", ("zhipu",))),
        ("organization=Zhipu AI\\, Inc.,huawei", Values("organization", ("zhipu", "huawei"))),
        ("country=my,科特迪瓦,cote d’ivoire", Values("country", ("MY", "CI"))),
        ("country=PRC", Values("country", ("CN",))),
        ("status=In force", Values("status", ("in_force",))),
        ("confidence=高", Values("confidence", ("high",))),
        ("dispute=none", Values("dispute", ("none",))),
        ("tag=a\\, b", Values("tag", ("a, b",))),
        ("tag==x", Values("tag", ("=x",))),
        ("source=annual report", Values("source", ("filing",))),
        ("id=b, a", Picked(("b", "a"))),
        ("ID!=c", Picked(("c",), exclude=True)),
        ("amount>=1e6", AtLeast("amount", "1e6")),
        ("confidence >= Medium", AtLeast("confidence", "medium")),
        ("date<=2024-05", AtLeast("date", "2024-05", at_most=True)),
        ("sources>=2", AtLeast("sources", "2")),
        ("sources=3+,0", Values("sources", ("3+", "0"))),
        ("health<=39", AtLeast("health", "39", at_most=True)),
        ("health=20-39", Values("health", ("20-39",))),
        ("as_of <= 2024", AtLeast("as_of", "2024", at_most=True)),
        ("missing!=Chinese title", Values("missing", ("title_zh",), exclude=True)),
        ("stance=disputes", Values("stance", ("disputes",))),
    ],
)
def test_that_where_finds_values_by_id_or_any_name(text: str, clause: Clause) -> None:
    assert parse_where(text, DATA) == clause


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id=", "a value is missing"),
        ("id=b,zz", "no event has the id “zz”"),
        ("id>=a", ">= is for amount"),
        ("categry=ipo", "no field “categry”; choose from category, organization"),
        ("category", "write it as field=value"),
        ("category=", "a value is missing"),
        ("category=,", "a value is missing"),
        ("organization=Hauwei", "did you mean “huawei”"),
        ("category=zzz", "choose from “release”, “data_center”, “ipo”"),
        ("country>=MY", ">= is for amount, confidence, date"),
        ("amount=5", "amount is compared with >= or <="),
        ("amount>=lots", "not a number"),
        ("amount>=inf", "not a number"),
        ("confidence>=sure", "not one of low, medium, high"),
        ("date>=2021-02-29", "2021-02-29"),
    ],
)
def test_that_a_bad_where_names_the_argument_and_the_choices(text: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_where(text, DATA)
    assert f"“{text}”" in str(error.value)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_that_a_name_two_organizations_share_means_both() -> None:
    twins = (Organization("a", "Moonshot"), Organization("b", "Moonshot AI", "MOONSHOT"))
    data = build([], World(organizations=twins))
    assert parse_where("organization=moonshot", data) == Values("organization", ("a", "b"))


def test_that_an_id_goes_before_another_value_s_name() -> None:
    data = build([], World(categories=(Category("x", "ipo", ""), Category("ipo", "List", ""))))
    assert parse_where("category=ipo", data) == Values("category", ("ipo",))


def test_that_a_box_of_degrees_is_read() -> None:
    assert parse_bbox("170, -30.5,-170,30") == MapBox(170, -30.5, -170, 30)


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,x", "nan,0,1,1", "0,0,190,1", "0,5,1,4"])
def test_that_a_bad_box_names_the_argument(text: str) -> None:
    with pytest.raises(UsageError, match="--bbox"):
        parse_bbox(text)


@pytest.mark.parametrize(
    ("text", "match"), [("soon", "possibly"), ("2024", "maybe"), ("", "possibly")]
)
def test_that_a_bad_time_names_the_argument(text: str, match: str) -> None:
    with pytest.raises(UsageError, match="--time"):
        parse_time(text, match)


@given(st.lists(st.text(min_size=1).filter(str.strip)).map(tuple))
def test_that_values_joined_are_split_again(values: tuple[str, ...]) -> None:
    assert tuple(split_values(join_values(values))) == values


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "english", "chinese"),
    [
        (Values("category", ("data_center",)), "Category: Data centre", "类别：数据中心"),
        (Values("organization", ("huawei",), True), "Organisation: not Huawei", "机构：非华为"),
        (
            Values("country", ("MY", "FJ")),
            "Country: Malaysia or Fiji",
            "国家或地区：马来西亚或斐济",
        ),
        (AtLeast("confidence", "medium"), "Confidence ≥ medium", "可信度 ≥ 中"),
        (AtLeast("as_of", "2024-05", True), "As of ≤ May 2024", "信息截至 ≤ 2024年5月"),
        (AtLeast("health", "60"), "Record health ≥ 60", "记录健康度 ≥ 60"),
        (Values("missing", ("title_zh",)), "Missing: Chinese title", "缺失：中文标题"),
        (Values("sources", ("3+",)), "Number of sources: Three or more", "来源数：3个及以上"),
        (AtLeast("amount", "1e9", True), "Amount ≤ 1 billion", "金额 ≤ 10亿"),
        (AtLeast("amount", "430000000"), "Amount ≥ 430 million", "金额 ≥ 4.3亿"),
        (AtLeast("amount", "1234567.5"), "Amount ≥ 1,234,567.5", "金额 ≥ 1,234,567.5"),
        (Text("zhipu"), "Search: zhipu", "搜索：zhipu"),
        (
            MapBox(170, -10, -170.5, 5),
            "Inside 170° E to 170.5° W, 10° S to 5° N",
            "位于东经170°至西经170.5°、南纬10°至北纬5°之间",
        ),
        (MapPolygon((), "ASEAN"), "Inside ASEAN", "位于ASEAN内"),
        (MapPolygon(()), "Inside the drawn area", "位于所绘区域内"),
        (MapPolygon((ASIA,)), "Lasso over 1 country", "套索覆盖1个国家和地区"),
        (MapPolygon((ASIA, ISLANDS)), "Lasso over 2 countries", "套索覆盖2个国家和地区"),
        (Picked(("a", "b", "c")), "3 picked events", "所选3个事件"),
        (Picked(("a",), True), "Without 1 picked event", "排除所选1个事件"),
    ],
)
def test_that_a_clause_is_told_in_both_languages(clause, english: str, chinese: str) -> None:
    assert words(clause, DATA) == english
    assert words(clause, DATA, "zh") == chinese


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("2024-05", "May 2024", "2024年5月"),
        ("2024-05/2025-06", "May 2024 – Jun 2025", "2024年5月–2025年6月"),
        ("2024-33", "Jan – Mar 2024", "2024年1月–3月"),
        ("2024~", "2024", "2024年"),
        ("2024-05-17T09:00", "17 May 2024, 09:00 UTC", "2024年5月17日 09:00 UTC"),
    ],
)
def test_that_a_time_typed_is_told_as_a_range(text: str, english: str, chinese: str) -> None:
    assert words(parse_time(text), DATA) == english
    assert words(parse_time(text), DATA, "zh") == chinese
    assert words(parse_time(text, "certainly"), DATA) == f"Certainly within {english}"
    assert words(parse_time(text, "certainly"), DATA, "zh") == f"确定在{chinese}"


def test_that_an_open_time_is_certain_without_a_within() -> None:
    assert words(parse_time("2024/..", "certainly"), DATA) == "Certainly since 2024"
    assert words(parse_time("2024/..", "certainly"), DATA, "zh") == "确定自2024年起"


def test_that_a_time_is_told_as_the_range_it_is() -> None:
    dragged = TimeRange(from_civil(2024), from_civil(2025))
    assert words(dragged, DATA) == "2024"
    # A text that the range has moved away from is not believed.
    moved = TimeRange(from_civil(2024), from_civil(2025), text="2019")
    assert words(moved, DATA) == "2024"
    assert options(moved, DATA) == ["--time=2024"]


def test_that_a_query_is_told_filters_first() -> None:
    query = Query((Text("x"),), (Picked(("a", "b")),))
    assert query_words(query, DATA) == ["Search: x", "2 picked events"]


# --- options -------------------------------------------------------------------------------------


ASKED = (*FIELDS, *RECORD_FIELDS)
KNOWN = {field: [*ENGINE.column(field).values] for field in FIELDS}
KNOWN |= {field: [*LISTS[field]] for field in RECORD_FIELDS}
moments = st.one_of(
    st.integers(from_civil(-9999), from_civil(9999)),
    st.integers(from_civil(2022) // 86400, from_civil(2026) // 86400).map(lambda d: d * 86400),
)
times = st.builds(
    lambda a, b, match: TimeRange(min(a, b), max(a, b), match),
    st.one_of(moments, st.just(MIN)),
    st.one_of(moments, st.just(MAX)),
    st.sampled_from(["possibly", "certainly"]),
).filter(lambda clause: clause.start < clause.end)
degrees = st.floats(-180, 180).map(lambda d: round(d, 3))
boxes = st.builds(
    lambda w, s, e, n: MapBox(w, min(s, n) / 2, e, max(s, n) / 2),
    degrees,
    degrees,
    degrees,
    degrees,
)
valued = st.sampled_from(ASKED).flatmap(
    lambda field: st.builds(
        Values,
        st.just(field),
        st.lists(st.sampled_from(KNOWN[field]), min_size=1, max_size=3).map(tuple),
        st.booleans(),
    )
)
bounded = st.sampled_from(
    [
        AtLeast("amount", "5e8"),
        AtLeast("amount", "5e8", True),
        AtLeast("confidence", "medium"),
        AtLeast("date", "2024"),
        AtLeast("date", "2024", True),
        AtLeast("sources", "2"),
        AtLeast("health", "40", True),
        AtLeast("as_of", "2024"),
    ]
)
typed = st.sampled_from(["2024", "2024-05/..", "[2023..2024]", "Y-13800000000"]).map(parse_time)
searches = st.text(max_size=8).map(Text)


@settings(max_examples=100, deadline=None)
@given(st.one_of(times, boxes, valued, bounded, typed, searches))
def test_that_options_give_the_same_events(clause: Clause) -> None:
    (again,) = read(options(clause, DATA))
    assert ENGINE.mask(again).tolist() == ENGINE.mask(clause).tolist()


@settings(deadline=None)
@given(times)
def test_that_a_dragged_range_is_written_exactly(clause: TimeRange) -> None:
    again = parse_time(time_text(clause.start, clause.end))
    assert (again.start, again.end) == (clause.start, clause.end)


def test_that_a_dragged_range_is_written_shortly() -> None:
    day = from_civil(2024, 5, 6)
    assert time_text(from_civil(2024), from_civil(2025)) == "2024"
    assert time_text(from_civil(2024, 5), from_civil(2024, 6)) == "2024-05"
    assert time_text(day, day + 86400) == "2024-05-06"
    assert time_text(from_civil(2024), from_civil(2024, 7)) == "2024-01-01/2024-06-30"
    assert time_text(day + 60, MAX) == "2024-05-06T00:01:00Z/.."
    assert time_text(MIN, MAX) == "../.."
    assert time_text(day, day) == ""


def test_that_deep_time_is_written_in_the_years_touched() -> None:
    deep = parse("Y-13800000000")
    assert time_text(deep.start.lo + 5, deep.end.hi - 5) == "Y-13800000000"
    assert time_text(MIN + 1, deep.end.hi) == "../Y-13800000000"


def test_that_a_view_s_box_is_brought_into_the_command_line_s_bounds() -> None:
    assert options(MapBox(170, -95, 190, 95), DATA) == ["--bbox=170,-90,-170,90"]
    assert options(MapBox(-200, -10, 200, 10), DATA) == ["--bbox=-180,-10,180,10"]


@pytest.mark.parametrize(
    "clause",
    [Values("tag", ()), Values("tag", ("gone",), True), Picked(("gone",), True), Picked((), True)],
)
def test_that_what_holds_for_every_event_has_no_options(clause: Clause) -> None:
    assert ENGINE.mask(clause).all()
    assert options(clause, DATA) == []


# --- JSON ----------------------------------------------------------------------------------------

views = st.sampled_from(["", "map", "facet:tag"])
rings = st.lists(st.lists(st.tuples(degrees, degrees)).map(tuple)).map(tuple)
any_clause = st.one_of(
    times,
    boxes,
    valued,
    bounded,
    typed,
    searches,
    st.builds(MapPolygon, rings, st.text(), views),
    st.builds(Picked, st.lists(st.text()).map(tuple), st.booleans(), views),
)


@given(any_clause)
def test_that_a_clause_survives_json(clause: Clause) -> None:
    assert from_json(json.loads(json.dumps(to_json(clause), allow_nan=False))) == clause


def test_that_absent_members_take_their_defaults() -> None:
    assert from_json({"type": "text", "text": "x"}) == Text("x")


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({}, "type"),
        ({"type": "sql"}, "type"),
        ({"type": []}, "type"),
        ({"type": "text"}, "text is missing"),
        ({"type": "text", "text": 5}, "text must be text"),
        ({"type": "text", "text": "x", "eval": "y"}, "“eval”"),
        ({"type": "time", "start": 1.5, "end": 2}, "start must be a whole number"),
        ({"type": "time", "start": True, "end": 2}, "start must be a whole number"),
        ({"type": "time", "start": 2**64, "end": 2}, "start lies outside"),
        ({"type": "time", "start": 0, "end": 1, "match": "maybe"}, "match must be one of"),
        ({"type": "box", "west": float("nan"), "south": 0, "east": 1, "north": 1}, "west"),
        ({"type": "box", "west": True, "south": 0, "east": 1, "north": 1}, "west"),
        ({"type": "box", "west": 0, "south": float("inf"), "east": 1, "north": 1}, "south"),
        ({"type": "values", "field": "colour", "values": []}, "field must be one of"),
        ({"type": "values", "field": "tag", "values": "x"}, "values must be a list"),
        ({"type": "values", "field": "tag", "values": [], "exclude": 1}, "exclude must be true"),
        ({"type": "polygon", "rings": [[[0, 0, 0]]]}, "pairs"),
        ({"type": "polygon", "rings": [0]}, "rings"),
        ({"type": "at_least", "field": "tag", "value": "1"}, "field must be one of"),
    ],
)
def test_that_strange_json_is_a_usage_error(members: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        from_json(members)


def test_that_country_codes_are_found_in_lower_case() -> None:
    for code in DATA.gazetteer.countries:
        assert parse_where(f"country={code.lower()}", DATA) == Values("country", (code,))
