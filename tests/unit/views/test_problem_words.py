"""What is wrong in a file is told in Chinese too: every sentence that the rooms below can say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.common.problems import Problem
from explorer.dataset.build import load
from explorer.files.safe import WORDS
from explorer.views.problem_words import problem_words
from explorer.views.texts.problems import SENTENCES

ROOMS = Path(__file__).parents[3] / "explorer"
SAY = {"add", "problem", "Problem", "RowError", "NumberError", "AskError", "DateError", "error",
       "GeometryError", "RingError", "_error", "OSError"}  # fmt: skip
"""What is called to say something of a row."""
NAMES = {"why", "what", "question", "words"}
"""Variables that hold a sentence before it is said."""
CJK = re.compile("[\u4e00-\u9fff]")
FILLED = {
    "{_CODES}": "months run 01 to 12, seasons 21 to 24, quarters 33 to 36, thirds 37 to 39, "
    "halves 40 and 41",
    "{look}": "latitude and longitude look swapped",
    "{error.message}": "not a number",
    "{trouble}": "the path makes no sense",
    "the {name} is left out": "the month is left out",
    "{name} {value}: runs": "offset hour {value}: runs",
    "the coordinates are {words}": "the coordinates are text",
    "too {long}:": "too long:",
    "{MONTHS[month - 1]} {year} has": "December {year} has",
    "the row is {what}": "the row is too long: {n} cells for {width} columns",
    "{hint}": "",
    "{swapped}": "",
    "{more}": "",
}
"""What stands in some places: words that are told in Chinese too."""
ASKED = ("has no column for", "its coordinates are in", "seems to be parted by", "a decimal comma",
         "it looks like")  # fmt: skip
"""Of the dialog that asks how a file is to be read, which has words of its own."""
PIECES = ("7-7", "7: 7", "no numbers", "too 7: 7 cells for 7 columns")
"""Of a date that is read, of a message that is told without its head, of other sentences."""


def literals(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may be; a place to be filled in as it is written."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant)
                else "{" + ast.unparse(part.value) + "}"
                for part in values
                if isinstance(part, (ast.Constant, ast.FormattedValue))
            )  # fmt: skip
        case ast.IfExp(body=one, orelse=other):
            yield from literals(one)
            yield from literals(other)
        case ast.Tuple(elts=items):
            for item in items:
                yield from literals(item)


def said() -> Iterator[tuple[str, str]]:
    """Each sentence on a row of a file, with where it is said."""
    for path in sorted([*(ROOMS / "dataset").glob("*.py"), *(ROOMS / "files").glob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found: list[ast.expr] = []
            match node:
                case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in SAY:
                    found = [*node.args, *(keyword.value for keyword in node.keywords)]
                case ast.Call(func=ast.Attribute(value=ast.Name(id="notes"), attr="append")):
                    found = node.args
                case ast.Assign(targets=[ast.Name(id=name)]) if name in NAMES:
                    found = [node.value]
                case ast.Assign(targets=[ast.Tuple(elts=[_, ast.Name(id="why")])]):
                    found = [node.value]
            for text in (text for value in found for text in literals(value)):
                if " " in text.strip() and not text.startswith("datapackage"):
                    yield f"{path.name}:{node.lineno}", text


def filled(text: str) -> str:
    """``text`` as it is told: figures in its places, other sentences in those that hold one."""
    for part, sentence in FILLED.items():
        text = text.replace(part, sentence)
    return re.sub(r"\{[^{}]*\}", "7", text)


SAID = [
    pytest.param(filled(text), id=f"{where} {text[:30]}")
    for where, text in said()
    if filled(text) not in PIECES and not any(part in text for part in ASKED)
]


@pytest.mark.parametrize("whole", SAID)
def test_that_every_sentence_is_known_in_chinese(whole: str) -> None:
    told = problem_words(whole, "zh")
    assert CJK.search(told), whole
    assert told.count("7") >= whole.count("7")
    assert problem_words(whole, "en") == whole


def test_that_many_sentences_are_looked_at() -> None:
    assert len(SAID) > 70


@pytest.mark.parametrize("reason", sorted(set(WORDS.values())))
def test_that_what_was_not_written_is_told_in_chinese(reason: str) -> None:
    told = problem_words(f"/a b/数据.csv was not written: {reason}", "zh")
    assert told.startswith("/a b/数据.csv 未写入：")
    assert not re.search("[a-z]{3}", told.partition("：")[2])


def test_that_each_sentence_keeps_what_is_filled_in() -> None:
    for english, chinese in SENTENCES.items():
        assert re.findall("[%@]", english) == re.findall("[%@]", chinese), english
        assert CJK.search(chinese)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("not a number; it is kept as text", "不是数字；已按文字保留"),
        (
            "day first or month first? Read it with --date-order dmy or --date-order mdy",
            "日在前还是月在前？ 请用 --date-order dmy 或 --date-order mdy 读取",
        ),
        ("February 2021 has 28 days", "2021 年 2 月只有 28 天"),
        ("read as 100% 2024", "读作 100% 2024"),
        ("a sentence that nobody wrote", "a sentence that nobody wrote"),
        ("two things of nobody; it is kept as text", "two things of nobody; it is kept as text"),
    ],
)
def test_that_sentences_are_put_together(english: str, chinese: str) -> None:
    assert problem_words(english, "zh") == chinese


TABLE = (
    "title,date,ended,part_of,country,lat,lon,amount,farbe\n"
    "A,2024-13,,,FR,,,,rot\n"
    "B,2021-02-29,,,FR,,,,\n"
    "C,2024,2023,,FR,,,,\n"
    "D,2024,,nobody,Atlantis,1,,,\n"
    "E,2024,,,FR,95,1,,\n"
    "F,2024,,,FR,1,1,viel,\n"
    "G,2024,,x,FR,1,1,1,,,\n"
    "H,1/3/2024x,,,FR,1,1,1,\n"
    ",2024,,,FR,1,1,1,\n"
)


def test_that_all_that_is_found_in_a_bad_table_is_told_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(TABLE, "utf-8")
    problems: tuple[Problem, ...] = load(path).problems
    assert len(problems) >= 8
    for problem in problems:
        for text in filter(None, (problem.message, problem.fix)):
            assert CJK.search(problem_words(text, "zh")), text
