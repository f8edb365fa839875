"""A table read by columns is the one read by rows, problem by problem."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from both import load_both_ways
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.common import texts
from explorer.common.errors import InputError
from explorer.dataset import distinct, index, quick
from explorer.dataset.build import load
from explorer.dataset.options import ReadOptions
from explorer.files import cells
from explorer.files import quick as columns
from explorer.files.quick import NotPlain, read_columns
from explorer.files.tables import read_table

SOME = ("", " ", "a", "B;c", "É", "港口", "　", "x\ty", "a\x07b", "n\0l", 'say "hi"', "a\r\nb",
        "\x7f", "\x85", "\ufffe", "；", "long " * 12, "007")  # fmt: skip
DATES = ("2024-03-01", "2024-03", "2024", "2023-12-31", "2024/3/1", "3 May 2024", "13/05/2024",
         "05/13/2024", "03/04/2024", "2020/2022", "2024?", "~", "2021-02-29", "1985/", "../2001",
         "Y-50000", "2024-05-17T09:30Z", " 2022 ", "", "公元")  # fmt: skip
NUMBERS = ("", "1", "-12.50", "0", "-0.0", "5.", ".5", "1e3", "1e999", "91", "181", "103.82", "nan",
           "1,234.5", "1'234", " 7 ", "１２", "123456789012345678", "0.1234567890123456", "1.2.3",
           "-", "+4", "--1")  # fmt: skip
POOLS = {
    "id": ("", "", "e1", "e2", " e2 ", "line-3", "a-rather-long-identifier-of-more-than-32-bytes-1",
           "a-rather-long-identifier-of-more-than-32-bytes-2", "编号"),
    "title": SOME, "title_zh": SOME, "label": SOME, "summary": SOME, "note": SOME,
    "date": DATES, "ended": DATES,
    "year": ("2024", "", "24", "-44", "0500", "2024-05-01"), "month": ("", "5", "may", "13"),
    "day": ("", "1", "31", "x"),
    "category": ("", "IPO", "ipo", "Odd", "数据中心", " Release "),
    "organizations": ("", "Acme", "ACME;Bolt", "Bolt；Acme、Cé", ";"),
    "country": ("", "CN", "Singapore", "cn", "Atlantis", "CN;SG;CN", "EU", "法国"),
    "place": ("", " ", "Paris", "Kenya", "港口"), "place_zh": ("", "巴黎"),
    "lat": NUMBERS, "lon": NUMBERS, "amount": (*NUMBERS, "1;2", "1;x"),
    "currency": ("", "USD", "USD;CNY"),
    "status": ("", "planned", "ended", "odd"), "confidence": ("", "high", "High", "高", "sure"),
    "dispute": ("", "disputed"), "kind": ("", "event", "odd"), "date_role": ("", "issued"),
    "precision": ("", "exact", "city", "country", "odd"), "role": ("", "seat", " "),
    "part_of": ("", "", "e1", "e2", "nobody"), "tags": ("", "a;b", "b,c", "a；a", "x"),
    "source": ("", "Paper", "Paper;Post", "https://a.example/x", "A;"),
    "publisher": ("", "Post"), "published": ("", "2024"),
    "url": ("", "https://a.example/1", "http://www.b.example:80/x y", "no link",
            "https://c.example/1;https://d.example", "https://E.example"),
    "mood": SOME, "": SOME,
}  # fmt: skip
OPTIONS = st.builds(
    ReadOptions,
    decimal=st.sampled_from(["", ".", ","]),
    date_order=st.sampled_from(["", "dmy", "mdy"]),
)


@pytest.fixture(autouse=True)
def _many_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small tables go all the ways of large ones."""
    for module in (texts, distinct, index):
        monkeypatch.setattr(module, "TURN", 5)
    monkeypatch.setattr(texts, "SMALL", -1)
    monkeypatch.setattr(columns, "PIECE", 200)
    monkeypatch.setattr(columns, "MANY", 4)
    monkeypatch.setattr(cells, "BITS", 3)


def written(header: list[str], rows: list[list[str]], end: str = "\n") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


@st.composite
def tables(draw: st.DrawFn, tidy: bool = False) -> str:
    """A table with some of all columns; one that is not ``tidy`` has rows of any width."""
    own = draw(st.lists(st.sampled_from([n for n in POOLS if n not in ("title", "date")]),
                        unique=True, max_size=9))  # fmt: skip
    header = draw(st.permutations(["title", *own, *(["date"] if "year" not in own else [])]))
    row = st.tuples(*(st.sampled_from(POOLS[name]) for name in header)).map(list)
    if not tidy:
        row |= st.lists(st.sampled_from(SOME), max_size=len(header) + 1)
    return written(header, draw(st.lists(row, max_size=14)), draw(st.sampled_from(["\n", "\r\n"])))


@given(tables(), OPTIONS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture],
          deadline=None)  # fmt: skip
def test_that_a_table_by_columns_is_the_one_by_rows(
    tmp_path: Path, table: str, options: ReadOptions
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(table, "utf-8", newline="")
    with contextlib.suppress(InputError):  # the same one either way
        load_both_ways(path, options)


PARTS = st.sampled_from(
    ["a", ",", '"', '""', "\n", "\r\n", "\r", ";", "é", " ", "\0", "\x01", "\ufeff"]
)


@given(st.lists(PARTS, max_size=40).map("".join), st.sampled_from(["", ";"]))
@settings(max_examples=300, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_that_rows_lines_and_problems_are_those_of_the_careful_reader(
    body: str, delimiter: str
) -> None:
    data = ("x,y;z\n" + body).encode()
    try:
        found = read_columns("t.csv", data, delimiter=delimiter)
    except (NotPlain, InputError):
        return
    wanted = read_table("t.csv", data, delimiter=delimiter)
    assert found.columns == wanted.columns
    assert found.lines.tolist() == [line for line, _ in wanted.rows]
    for k, column in enumerate(found.cells):
        assert column == [row[k] for _, row in wanted.rows]
    # They are told in the order of the rows, whichever is met first.
    assert sorted(found.problems, key=lambda p: p.row or 0) == wanted.problems


@given(tables(tidy=True))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture],
          deadline=None)  # fmt: skip
def test_that_an_ordinary_table_is_read_by_columns(table: str) -> None:
    read_columns("t.csv", table.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"title,date\nan \"odd\" quote,2024\n", b"title,date\n\"open,2024\n",
        b"title,date\ra,2024\r", b"title,date\n\xff\xfe,2024\n",
        b"title,date\n\"a\"b,2024\n", "title,date\na,2024\n".encode("utf-16"),
    ],
)  # fmt: skip
def test_that_what_only_the_careful_reader_can_tell_is_left_to_it(data: bytes) -> None:
    with pytest.raises(NotPlain):
        read_columns("t.csv", data)


def test_that_many_links_of_their_own_are_the_same_sources_either_way(tmp_path: Path) -> None:
    rows = [
        [f"Event {i}", "2024", f"https://www.host{i % 3}.example/{i}" if i % 4 else "",
         ("Paper", "", "One;Two", " A ")[i % 4 if i % 5 else 1], "Post" if i % 7 == 0 else ""]
        for i in range(60)
    ]  # fmt: skip
    path = tmp_path / "links.csv"
    path.write_text(written(["title", "date", "url", "source", "publisher"], rows), "utf-8")
    found = load_both_ways(path, ReadOptions())
    assert type(found.sources).__name__ == "Sources"


def test_that_reading_by_columns_is_told_and_stops_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "LARGE", 0)
    path = tmp_path / "table.csv"
    path.write_text("title,date\n" + "".join(f"Event {i},2024\n" for i in range(200)), "utf-8")
    told: list[tuple[str, int, int]] = []
    load(path, progress=lambda *word: told.append(word))
    rows = [(done, total) for what, done, total in told if what == "events.csv"]
    assert rows == sorted(rows)
    assert rows[0] == (0, 201)
    assert len(rows) > 10
    steps = [(done, total) for what, done, total in told if what == "arranging" and total]
    assert steps == sorted(steps)
    assert all(done <= total for done, total in steps)
    for when in range(len(told)):
        words = iter(range(when))

        def stop(*_word: object, words: Iterator[int] = words) -> None:
            if next(words, None) is None:
                raise Enough

        with pytest.raises(Enough):
            load(path, progress=stop)


class Enough(Exception):  # noqa: N818  no error
    """No more is wanted."""
