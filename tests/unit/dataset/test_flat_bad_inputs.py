"""Bad inputs in a stranger's table: told, and nothing dropped in silence."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packages import collection, feature, only, point, read_flat, table, told

from explorer.common.errors import InputError
from explorer.dataset.build import load

FILE = "table.csv"


def test_that_semicolons_and_decimal_commas_are_asked_about(tmp_path: Path) -> None:
    text = "title;date;lat;lon\nA;2024;48,85;2,35\n"
    with pytest.raises(InputError, match="--delimiter ';'"):
        read_flat(tmp_path, text)
    with pytest.raises(InputError, match="--decimal"):
        read_flat(tmp_path, text, delimiter=";")
    found = read_flat(tmp_path, text, delimiter=";", decimal=",")
    assert (found.sites.lon[0], found.sites.lat[0], found.problems) == (2.35, 48.85, ())


def test_that_grouped_numbers_are_asked_about(tmp_path: Path) -> None:
    text = table({"amount": "1,234.5"}, {"amount": "10"})
    found = read_flat(tmp_path, text)
    assert told(found) == [("error", FILE, 2, "amount")]
    assert "--decimal" in found.problems[0].message
    amounts = sorted(read_flat(tmp_path, text, decimal=".").events.amount.tolist())
    assert amounts == [10, 1234.5]
    comma = read_flat(tmp_path, table({"amount": "1.234,5"}), decimal=",")
    assert comma.events.amount.tolist() == [1234.5]


def test_that_gb18030_is_asked_about_and_exact(tmp_path: Path) -> None:
    data = "标题,日期\n中国人工智能出海𠮷,2024\n".encode("gb18030")
    with pytest.raises(InputError, match="--encoding gb18030"):
        read_flat(tmp_path, data)
    assert read_flat(tmp_path, data, encoding="gb18030").events.title[0] == "中国人工智能出海𠮷"


def test_that_utf_16_is_read_with_a_note(tmp_path: Path) -> None:
    found = read_flat(tmp_path, "title,date\n出海,2024\n".encode("utf-16"))
    assert (found.events.title[0], only(found).severity) == ("出海", "fixed")


def test_that_day_or_month_first_is_asked_about(tmp_path: Path) -> None:
    both = table({"date": "03/04/2020"}, {"date": "2021"})
    found = read_flat(tmp_path, both)
    assert told(found) == [("error", FILE, 2, "date")]
    assert "--date-order" in found.problems[0].message
    assert len(found) == 1
    text = table({"date": "03/04/2020"}, {"date": "5.6.2021"})
    with pytest.raises(InputError, match=r"line 2, date “03/04/2020”.*--date-order"):
        read_flat(tmp_path, text)
    assert list(read_flat(tmp_path, text, date_order="dmy").events.date) == [
        "2020-04-03",
        "2021-06-05",
    ]
    assert list(read_flat(tmp_path, text, date_order="mdy").events.date) == [
        "2020-03-04",
        "2021-05-06",
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"date": "2021-02-29"}, "date"),
        ({"date": "soon"}, "date"),
        ({"date": "1/2/20"}, "date"),
        ({"date": "2024", "end": "2023"}, "ended"),
        ({"date": "2024/2023"}, "date"),
        ({"title": ""}, "title"),
        ({"lat": "91", "lon": "5"}, "lat"),
        ({"lat": "NaN", "lon": "5"}, "lat"),
        ({"lat": "5", "lon": "inf"}, "lon"),
        ({"lat": "1e999", "lon": "5"}, "lat"),
        ({"lat": "5", "lon": ""}, "lon"),
        ({"lat": "", "lon": "5"}, "lat"),
        ({"lat": "5", "lon": "181"}, "lon"),
        ({"lat": "north", "lon": "5"}, "lat"),
        ({"title": "a\0b"}, "title"),
    ],
)
def test_that_a_bad_row_is_listed_and_the_rest_loads(
    tmp_path: Path, row: dict[str, str], field: str
) -> None:
    found = read_flat(tmp_path, table({}, row, {}))
    assert told(found) == [("error", FILE, 3, field)]
    assert len(found) == 2


def test_that_swapped_coordinates_are_told_and_left(tmp_path: Path) -> None:
    row = {"country": "FR", "lat": "2.35", "lon": "48.85"}
    found = read_flat(tmp_path, table(row, {"country": "", "lat": "-0.12", "lon": "51.5"}))
    assert told(found) == [("warning", FILE, 2, "lat"), ("warning", FILE, 3, "lat")]
    assert found.sites.lat.tolist() == [2.35, -0.12]
    out = read_flat(tmp_path, table({"lat": "121.5", "lon": "31.2"}))
    assert "swapped" in only(out).message


def test_that_rows_of_another_length_are_listed(tmp_path: Path) -> None:
    found = read_flat(tmp_path, "title,date\nA,2024,x\nB\nC,2025\n")
    assert told(found) == [("error", FILE, 2, ""), ("error", FILE, 3, "")]
    assert list(found.events.title) == ["C"]


def test_that_doubled_ids_are_both_kept(tmp_path: Path) -> None:
    found = read_flat(tmp_path, table({"id": "a"}, {"id": "a"}))
    assert sorted(found.events.id) == ["a", "a-2"]
    assert told(found) == [("fixed", FILE, 3, "id")]


def test_that_text_is_text(tmp_path: Path) -> None:
    titles = [
        "=cmd|'/c calc'!A1", '<img src="/x.png">', "\u202eabc", "<script>alert(1)</script>",
        "../../etc/passwd", "%s%n", "{{7*7}}", "Ω≈ç√", "👩🏽‍💻", "null", "0x1F", "1;2", " space ",
    ]  # fmt: skip
    found = read_flat(tmp_path, table(*({"title": t} for t in titles)))
    assert sorted(found.events.title) == sorted(titles)
    assert found.problems == ()


def test_that_control_characters_are_removed_with_a_note(tmp_path: Path) -> None:
    found = read_flat(tmp_path, table({"title": "a\x07b\x1bc"}))
    assert found.events.title[0] == "abc"
    assert told(found) == [("fixed", FILE, 2, "title")]


def test_that_unknown_countries_are_kept_with_a_warning(tmp_path: Path) -> None:
    found = read_flat(tmp_path, table({"country": "Atlantis"}))
    assert (found.sites.country.text(0), only(found).field) == ("Atlantis", "country")


def test_that_lines_are_counted_over_cells_of_several_lines(tmp_path: Path) -> None:
    found = read_flat(tmp_path, 'title,date\r\n"A\r\nB",2024\r\n\r\nC,never\r\n')
    assert told(found) == [("error", FILE, 5, "date")]
    assert found.events.row.tolist() == [2]


def test_that_a_coordinate_system_can_be_named(tmp_path: Path) -> None:
    row = {"x": "-11169055.58", "y": "2800000"}
    found = read_flat(tmp_path, table(row), crs="EPSG:3857")
    assert round(float(found.sites.lon[0]), 4) == -100.3333
    assert told(read_flat(tmp_path, table({"title": "B"}, row))) == [("error", FILE, 3, "lat")]


def test_that_features_of_another_type_are_listed(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    text = collection(
        feature(line, title="A", date="2024"),
        feature(point(1, 2), title="B", date="2024"),
        feature(point(1, 2), title="C", date="2021-02-29"),
    )
    found = read_flat(tmp_path, text, "t.geojson")
    assert told(found) == [
        ("error", "t.geojson", 2, "geometry"),
        ("error", "t.geojson", 4, "date"),
    ]
    one_line = read_flat(tmp_path, text.replace("\n", ""), "t.geojson")
    assert [t[3] for t in told(one_line)] == ["feature 1: geometry", "feature 3: date"]


WORDS = st.sampled_from(
    ["", "A", "2024", "2024-02-30", "03/04/2020", "2024/2023", "91", "-3.5", "1,5", "1e999", "nan",
     "FR", "Atlantis", "x;y", "=1+1", "a\0b", "\x07", "a\nb", '"', "中国", "https://a.example;b"]
)  # fmt: skip
ANY = st.one_of(WORDS, st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
COLUMNS = ["title", "date", "end", "category", "organization", "place", "country", "lat", "lon",
           "url", "source", "amount", "id", "status", "confidence", "tags", "part_of",
           "odd"]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, ANY)), max_size=8))
def test_that_every_row_is_used_or_listed(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerow({"title": "Sure", "date": "2024"})
    writer.writerows(rows)
    found = read_flat(tmp_path, out.getvalue())
    lines = {p.row for p in found.problems if p.severity == "error"}
    filled = [row for row in rows if any(cell.strip() for cell in row.values())]
    assert len(found) + len(lines) == len(filled) + 1
    assert len(set(found.events.id)) == len(found)
    assert lines.isdisjoint(found.events.row.tolist())


JSON = st.one_of(
    ANY, st.none(), st.booleans(), st.integers(-200, 200), st.floats(-1e3, 1e3),
    st.lists(ANY, max_size=2),
)  # fmt: skip
GEOMETRY = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["Point", "Polygon", "LineString", "MultiPolygon"]),
            "coordinates": st.recursive(
                st.one_of(st.integers(-200, 200), st.just("1")),
                lambda inner: st.lists(inner, max_size=5),
                max_leaves=12,
            ),
        }
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(GEOMETRY, st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, JSON))),
        max_size=6,
    )
)
def test_that_every_feature_is_used_or_listed(
    tmp_path: Path, rows: list[tuple[Any, dict[str, Any]]]
) -> None:
    sure = feature(None, title="Sure", date="2024")
    text = collection(sure, *(feature(g, **p) for g, p in rows))
    for shown in (text, text.replace("\n", "")):
        found = read_flat(tmp_path, shown, "t.geojson")
        errors = {
            (p.row, p.field.split(":")[0] if shown != text else "")
            for p in found.problems
            if p.severity == "error"
        }
        assert len(found) + len(errors) == len(rows) + 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_that_any_file_loads_or_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any"
    for head in (b"", b"title,date\nA,2024\n", b'{"type":', b"PK\x03\x04"):
        path.write_bytes(head + data)
        try:
            load(path)
        except InputError as error:
            words = str(error)
        else:
            words = "any"
        assert "any" in words
        assert len(words.splitlines()) == 1


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("n/a", "not an EDTF date"),
        ("2024-01-01/2024-02-30", "February 2024 has 29 days"),
        ("5-May-24", "the year has only two digits"),
        ("45413", "a spreadsheet's number"),
        ("13/14/2024", "neither number is a month"),
        ("2024²", "not an EDTF date"),
    ],
)
def test_that_a_bad_date_is_quoted_whole(tmp_path: Path, written: str, words: str) -> None:
    problem = only(read_flat(tmp_path, table({"date": written}, {})))
    assert problem.value == written
    assert problem.message.startswith(words)


def test_that_other_dates_in_the_column_suggest_the_order(tmp_path: Path) -> None:
    rows = [{"date": d} for d in ("03/04/2020", "31/12/2020", "30/01/2021", "2021")]
    found = read_flat(tmp_path, table(*rows))
    assert told(found) == [("error", FILE, 2, "date"), ("fixed", FILE, 3, "date")]
    assert found.problems[0].message.endswith(
        "Other dates in this column are day first: --date-order dmy"
    )
    assert "in 1 more" in found.problems[1].message
    mixed = read_flat(tmp_path, table(*rows, {"date": "12/31/2020"}))
    assert mixed.problems[0].message.endswith("--date-order dmy or --date-order mdy")


def test_that_all_options_a_table_needs_are_named_at_once(tmp_path: Path) -> None:
    text = "Overskrift;Dato;lat;lon\nEröffnung;03.04.2024;52,52;13,40\nMesse;31.05.2024;48,2;16,3\n"
    with pytest.raises(InputError) as error:
        read_flat(tmp_path, text.encode("cp1252"))
    options = "--encoding cp1252 --delimiter ';' --map title=Overskrift --map date=Dato "
    assert options + "--date-order dmy --decimal ,: " in str(error.value)
    found = read_flat(
        tmp_path, text.encode("cp1252"), encoding="cp1252", delimiter=";", decimal=",",
        date_order="dmy", map=(("title", "Overskrift"), ("date", "Dato")),
    )  # fmt: skip
    assert list(found.events.date) == ["2024-04-03", "2024-05-31"]


def test_that_a_number_grouped_without_doubt_is_read(tmp_path: Path) -> None:
    rows = [{"amount": "1'234"}, {"amount": "12 345"}, {"lat": "１．３５", "lon": "１０３．８"}]
    found = read_flat(tmp_path, table(*rows))
    assert found.problems == ()
    assert sorted(found.events.amount.tolist())[:2] == [1234, 12345]
    assert found.sites.lat.tolist() == [1.35]


def test_that_many_swapped_points_are_told_once(tmp_path: Path) -> None:
    row = {"country": "FR", "lat": "2.35", "lon": "48.85"}
    assert len(read_flat(tmp_path, table(*[row] * 5)).problems) == 5
    problem = only(read_flat(tmp_path, table(*[row] * 6)))
    assert (problem.severity, problem.row, problem.field) == ("warning", None, "lat")
    assert "in 6 rows (lines 2, 3, 4, 5, 6 and so on)" in problem.message


@pytest.mark.parametrize("text", ["1" + " " * 200_000 + "x", "1" * 200_000 + "x", "1 " * 100_000])
def test_that_endless_cells_are_refused(tmp_path: Path, text: str) -> None:
    found = read_flat(tmp_path, table({"date": text}, {"amount": text}, {}))
    assert told(found) == [("error", FILE, 2, "date"), ("warning", FILE, 3, "amount")]
