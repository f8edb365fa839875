"""The answer of ``chuhai query`` in its four formats."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
from query_cases import E, S, build

from explorer.query.clauses import Query, Values
from explorer.query.engine import Engine, Result
from explorer.query.report import as_csv, as_geojson, report
from explorer.query.table import as_table, facets_table, width_of

EVENTS = [
    E(
        "a",
        "Zhipu lists",
        "智谱上市",
        "A summary",
        date="2024-05",
        category="ipo",
        status="completed",
        confidence="high",
        organizations=("zhipu", "alicloud"),
        tags=("chips", "hk"),
        sites=(
            S("Kuala Lumpur", "吉隆坡", "MY", "city", "planned", point=(101.7, 3.1)),
            S(country="FJ", precision="country", point=(178.0, -18.0)),
            S(region="sea", precision="region"),
        ),
        sources=("reuters-1",),
        amount=-5.0,
        extra="=1+1",
    ),
    E("b", "=cmd|'/c calc'!A1", date="2025/..", category="release", dispute="disputed"),
    E("c", "Undated\nand \x1b[31mred", category="release"),
    E("d", "Long ago", date="Y-13800000000"),
    E("f", "Campus", date="2026", sites=(S("Yard", precision="exact", box=(1, 2, 3, 4)),)),
]
DATA = build(EVENTS)
ENGINE = Engine(DATA)


def result(*clauses: Values) -> Result:
    return ENGINE.result(Query(clauses))


def test_that_the_json_object_is_the_contract() -> None:
    answer = report(DATA, result(Values("category", ("ipo",))), facets=True)
    assert json.loads(json.dumps(answer, allow_nan=False)) == {
        "total": 5,
        "matched": 1,
        "events": [
            {
                "id": "a",
                "title": "Zhipu lists",
                "title_zh": "智谱上市",
                "summary": "A summary",
                "category": "ipo",
                "date": "2024-05",
                "earliest": "2024-05-01",
                "latest": "2024-05-31",
                "status": "completed",
                "confidence": "high",
                "dispute": "",
                "organizations": ["Zhipu AI, Inc.", "Alibaba Cloud"],
                "organization_ids": ["zhipu", "alicloud"],
                "sites": [
                    {
                        "place": "Kuala Lumpur",
                        "country": "MY",
                        "lon": 101.7,
                        "lat": 3.1,
                        "precision": "city",
                        "status": "planned",
                    },
                    {
                        "place": "",
                        "country": "FJ",
                        "lon": None,
                        "lat": None,
                        "precision": "country",
                        "status": "",
                    },
                    {
                        "place": "",
                        "country": "",
                        "lon": None,
                        "lat": None,
                        "precision": "region",
                        "status": "",
                    },
                ],
                "sources": [
                    {
                        "id": "reuters-1",
                        "title": "Reuters: a story",
                        "publisher": "Reuters",
                        "stance": "supports",
                        "locator": "",
                    }
                ],
            }
        ],
        "facets": {
            "category": {"release": 2, "ipo": 1},
            "organization": {"alibaba": 1, "alicloud": 1, "zhipu": 1},
            "country": {"FJ": 1, "MY": 1},
            "status": {"completed": 1},
            "confidence": {"high": 1},
            "tag": {"chips": 1, "hk": 1},
            "source": {"reuters-1": 1},
            "dispute": {"none": 1},
        },
    }
    assert "facets" not in report(DATA, result())


def test_that_unbounded_and_far_dates_are_told_as_the_contract_says() -> None:
    found = {e["id"]: (e["earliest"], e["latest"]) for e in report(DATA, result())["events"]}
    assert found["b"] == ("2025-01-01", None)
    assert found["c"] == (None, None)
    assert found["d"] == ("Y-13800000000", "Y-13800000000")


def test_that_csv_gives_the_package_s_columns_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(DATA, result()), newline="")))
    by_id = {row["id"]: row for row in rows}
    assert len(rows) == 5
    assert by_id["b"]["title"] == "'=cmd|'/c calc'!A1"
    assert by_id["a"]["colour"] == "'=1+1"
    assert by_id["a"]["amount"] == "-5"
    assert by_id["a"]["organizations"] == "zhipu;alicloud"
    assert by_id["a"]["tags"] == "chips;hk"
    assert by_id["a"]["organization_names"] == "Zhipu AI, Inc.; Alibaba Cloud"
    assert by_id["a"]["places"] == "Kuala Lumpur"
    assert by_id["a"]["countries"] == "Malaysia; Fiji"
    assert by_id["a"]["sources"].startswith("Reuters: a story, Reuters")
    assert by_id["c"]["title"] == "Undated\nand \x1b[31mred"


def test_that_geojson_has_a_feature_for_each_site_and_each_event_without_one() -> None:
    features = json.loads(as_geojson(DATA, result()))["features"]
    assert [
        (f["properties"]["event"], f["geometry"] and f["geometry"]["type"]) for f in features
    ] == [
        ("d", None),
        ("a", "Point"),
        ("a", None),
        ("a", None),
        ("b", None),
        ("f", "Polygon"),
        ("c", None),
    ]
    assert features[1]["geometry"]["coordinates"] == [101.7, 3.1]
    assert features[1]["properties"]["organizations"] == ["Zhipu AI, Inc.", "Alibaba Cloud"]


def test_that_the_table_is_aligned_and_keeps_to_a_line_for_an_event() -> None:
    for lang in ("en", "zh"):
        lines = as_table(DATA, result(), lang).splitlines()
        assert len(lines) == 1 + 5 + 2
        assert "\x1b" not in "".join(lines)
    heading, deep, first = as_table(DATA, result(), "zh").splitlines()[:3]
    assert width_of(first[: first.index("智谱上市")]) == width_of(heading[: heading.index("标题")])
    assert "138" in deep
    assert "马来西亚、斐济" in first
    assert as_table(DATA, result()).splitlines()[-1] == "5 of 5 events"


def test_that_the_table_is_cut_to_a_terminal_alone_and_its_dates_never() -> None:
    long = E(
        "a", "T" * 90, date="[2025-01..2025-03-20]", sites=(S(country="MY"), S(country="FJ")),
        organizations=("zhipu", "alicloud", "huawei", "qwen"),
    )  # fmt: skip
    data = build([long, E("b", "智" * 60, date="2024")])
    found = Engine(data).result(Query())
    whole = as_table(data, found)
    assert "T" * 90 in whole
    assert "…" not in whole
    date = "between Jan 2025 and 20 Mar 2025 (one moment)"
    for width in (20, 80, 100, 200):
        lines = as_table(data, found, width=width).splitlines()
        assert any(line.startswith(date) for line in lines)
        assert max(map(width_of, lines)) <= max(width, len(date) + 3 * (2 + 12))
    assert "Fiji" in facets_table(data, found, width=10)


def test_that_the_facets_table_tells_filtered_of_all() -> None:
    text = facets_table(DATA, result(Values("category", ("ipo",))))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "Release 2 / 2" in lines
    assert "No dispute 1 / 4" in lines
    assert "Disputed 0 / 1" not in lines


def test_that_nothing_to_report_is_no_error() -> None:
    empty = build([])
    nothing = Engine(empty).result(Query())
    assert report(empty, nothing, facets=True)["matched"] == 0
    assert as_table(empty, nothing).splitlines()[-1] == "0 of 0 events"
    assert json.loads(as_geojson(empty, nothing))["features"] == []
    assert as_csv(empty, nothing).startswith("id,title,")
    assert facets_table(empty, nothing) == ""
    assert np.array_equal(nothing.visible, np.ones(0, dtype=bool))
