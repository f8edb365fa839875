"""CSV: strict, exact about lines, nothing dropped in silence."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.common.errors import InputError
from explorer.files import tables, texts
from explorer.files.tables import Table, read_table


def read(text: str | bytes, encoding: str = "", delimiter: str = "") -> Table:
    data = text if isinstance(text, bytes) else text.encode()
    return read_table("t.csv", data, encoding, delimiter)


def told(table: Table) -> list[tuple[str, int | None, str]]:
    return [(p.severity, p.row, p.field) for p in table.problems]


def test_that_an_empty_file_is_refused() -> None:
    with pytest.raises(InputError, match=r"t\.csv is empty \(0 bytes\)"):
        read(b"")


def test_that_blank_lines_alone_are_refused() -> None:
    with pytest.raises(InputError, match="no header"):
        read("\n\r\n")


def test_that_a_header_alone_is_fine() -> None:
    table = read("title,date\n")
    assert (table.columns, table.rows, table.problems) == (("title", "date"), [], [])


def test_that_a_byte_order_mark_leaves_a_clean_header() -> None:
    assert read(b"\xef\xbb\xbftitle,date\r\na,b\r\n").columns == ("title", "date")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_that_utf_16_is_read_and_noted(codec: str) -> None:
    table = read("title,date\n出海,2024\n".encode(codec))
    assert table.rows == [(2, ["出海", "2024"])]
    assert told(table) == [("fixed", None, "")]
    assert table.problems[0].fix in ("read as UTF-16", "read as UTF-32")


def test_that_another_encoding_is_refused_naming_the_option() -> None:
    data = "标题,日期\n中国人工智能出海,2024\n".encode("gb18030")
    with pytest.raises(InputError, match="--encoding gb18030"):
        read(data)
    assert read(data, "gb18030").rows == [(2, ["中国人工智能出海", "2024"])]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("標題,日期\n數據中心開業典禮,2024\n", "big5"),
        ("タイトル,日付\nデータセンター,2024\n", "shift_jis"),
        ("标题,日期\n镕朱喆,2024\n", "gb18030"),
    ],
)
def test_that_the_likeliest_encoding_is_named(text: str, codec: str) -> None:
    with pytest.raises(InputError, match=f"--encoding {codec}"):
        read(text.encode(codec))


def test_that_western_text_is_not_taken_for_chinese() -> None:
    with pytest.raises(InputError, match=r"line 2.*--encoding cp1252"):
        read("title,date\nCafé crème à Orléans,2024\n".encode("cp1252"))


@pytest.mark.parametrize("encoding", ["nonsense", "base64", "utf-8\0"])
def test_that_an_unknown_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(InputError, match="--encoding"):
        read("a,b\n", encoding)


def test_that_a_wrong_encoding_option_is_refused() -> None:
    with pytest.raises(InputError, match="not ascii"):
        read("a,é\n", "ascii")


@pytest.mark.parametrize(("mark", "option"), [(";", "';'"), ("\t", "tab"), ("|", "'|'")])
def test_that_other_delimiters_are_refused_unless_asked_for(mark: str, option: str) -> None:
    text = f"title{mark}date{mark}lat\nA{mark}2024{mark}1,5\n"
    with pytest.raises(InputError, match="--delimiter") as error:
        read(text)
    assert str(error.value).endswith(f"--delimiter {option}")
    assert read(text, delimiter=mark).rows == [(2, ["A", "2024", "1,5"])]


def test_that_the_word_tab_is_a_delimiter() -> None:
    assert read("a\tb\n1\t2\n", delimiter="tab").columns == ("a", "b")
    with pytest.raises(InputError, match="--delimiter"):
        read("a\tb\n", delimiter="ab")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_that_line_ends_of_any_kind_count_lines(end: str) -> None:
    table = read(end.join(["a,b", "1,2", "", '"x', 'y",3', "4,5", ""]))
    assert [line for line, _ in table.rows] == [2, 4, 6]
    assert table.problems == []


def test_that_mixed_line_ends_are_fine() -> None:
    assert read("a,b\r1,2\n3,4\r\n5,6").rows == [
        (2, ["1", "2"]),
        (3, ["3", "4"]),
        (4, ["5", "6"]),
    ]


def test_that_rows_too_long_or_short_are_listed() -> None:
    table = read("a,b\n1,2,3\n1\n4,5\n")
    assert told(table) == [("error", 2, ""), ("error", 3, "")]
    assert (table.rows, table.count) == ([(4, ["4", "5"])], 3)


def test_that_a_nul_is_an_error_of_its_row() -> None:
    table = read("a,b\n1,x\0y\n3,4\n")
    assert told(table) == [("error", 2, "b")]
    assert table.problems[0].value == "x␀y"
    assert table.rows == [(3, ["3", "4"])]


def test_that_doubled_and_blank_headers_get_names() -> None:
    table = read("a,a,,a_2\n1,2,3,4\n")
    assert table.columns == ("a", "a_3", "column_3", "a_2")
    assert told(table) == [("fixed", 1, "a"), ("fixed", 1, "")]


def test_that_columns_without_name_and_content_are_none() -> None:
    table = read("a,,b,,\n1,,2,,\n3,x,4,,\n")
    assert table.columns == ("a", "column_2", "b")
    assert table.rows == [(2, ["1", "", "2"]), (3, ["3", "x", "4"])]
    assert told(table) == [("fixed", 1, "")]


def test_that_rows_of_blank_cells_are_none() -> None:
    table = read(",,\n\n a ,b,\n1,2,\n,,\n , ,\t\n,,,,,,\n3,,\n")
    assert table.columns == ("a", "b")
    assert (table.rows, table.count) == ([(4, ["1", "2"]), (8, ["3", ""])], 2)
    assert table.problems == []


def test_that_control_characters_are_removed_with_a_note() -> None:
    table = read("a,b\nx\x07\u0085y\ufffe,line one\n")
    assert table.rows == [(2, ["xy", "line one"])]
    assert told(table) == [("fixed", 2, "a")]


def test_that_marks_of_direction_markup_and_formulas_stay() -> None:
    cells = ["\u202eabc\u200f", '<img src="/x.png">', "=cmd|'/c calc'!A1", "007", "tab\there"]
    out = io.StringIO()
    csv.writer(out).writerows([list("abcde"), cells])
    table = read(out.getvalue())
    assert table.rows[0][1] == cells
    assert table.problems == []


def test_that_an_open_quote_costs_one_row_only() -> None:
    table = read('a,b\n1,2\n"x,2\n3,4\n5,6\n')
    assert told(table) == [("error", 3, "")]
    assert [line for line, _ in table.rows] == [2, 4, 5]
    assert table.count == 4


def test_that_text_after_a_closing_quote_costs_one_row_only() -> None:
    table = read('a,b\n"x"y,2\n3,4\n')
    assert told(table) == [("error", 2, "")]
    assert table.rows == [(3, ["3", "4"])]


def test_that_a_file_full_of_open_quotes_is_refused() -> None:
    with pytest.raises(InputError, match="quotes"):
        read("a,b\n" + '"x"y,2\n' * 100)


def test_that_huge_cells_are_read() -> None:
    table = read(f"a,b\n{'x' * 300_000},2\n")
    assert len(table.rows[0][1][0]) == 300_000


def test_that_a_picture_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="PNG picture, not a table"):
        read(b"\x89PNG\r\n\x1a\n\0\0")


@given(st.binary(max_size=300))
def test_that_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        table = read_table("t.csv", b"a,b\n" + data)
    except InputError:
        return
    errors = sum(p.severity == "error" for p in table.problems)
    assert len(table.rows) + errors == table.count


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6))
def test_that_well_formed_rows_all_arrive(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["a", "b", "c"], *rows])
    table = read(out.getvalue())
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(table.rows) == table.count == len(filled)


@pytest.mark.parametrize("piece", [1, 2, 3, 7])
@pytest.mark.parametrize(
    "text",
    [
        "a,b\r\n1,2\r\n3,4",
        "a,b\r1,2\r3,4\r",
        'a,b\r\n"one\r\ntwo\rthree",2\n\n3,4\r\n',
        "标题,日期\r\n甲🚢,2024\r\n",
        'a,b\n"1,2\n3,4\n5,6\n',
        "a,b\n1,x\x07y\n",
    ],
)
def test_that_pieces_make_up_the_same_table(
    monkeypatch: pytest.MonkeyPatch, text: str, piece: int
) -> None:
    whole = read("\ufeff" + text)
    for module in (tables, texts):
        monkeypatch.setattr(module, "PIECE", piece)
    table = read("\ufeff" + text)
    assert (table.columns, table.rows, table.problems) == (
        whole.columns,
        whole.rows,
        whole.problems,
    )


@pytest.mark.parametrize("piece", [1, 4])
def test_that_pieces_name_the_same_line(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(texts, "PIECE", piece)
    with pytest.raises(InputError, match="line 3"):
        read(b"a,b\n\xe4\xb8\xad,2\n\xff\xfe\xfa,4\n")
