"""What made events say, as columns of text that are made a piece at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from explorer.common.texts import Book, Texts, Whole, encoded

PIECE: Final = 10_000
"""Rows made at once, so that no more than so many are objects at any time."""
ON_DAY, MONTH, YEAR, INTERVAL, OPEN, ONE_OF, BY, UNDATED = range(8)
"""Forms of dates."""

DEEDS: Final = (
    "opens a data centre", "signs a partnership", "releases a model", "files for a listing",
    "buys a stake", "wins a contract", "plans a campus", "licenses its chips", "faces a review",
    "extends its cloud", "trains engineers", "moves its seat",
)  # fmt: skip
DEEDS_ZH: Final = (
    "建设数据中心", "签署合作协议", "发布大模型", "申请上市", "收购股份", "获得合同", "规划园区",
    "授权芯片", "接受审查", "扩展云服务", "培训工程师", "迁移总部",
)  # fmt: skip
SAID: Final = (
    "The company said that capacity would double within two years.",
    "Officials did not comment on the terms of the agreement.",
    "Local partners own the land; the équipement comes from several suppliers.",
    "A spokeswoman called it the first of its kind in the region.",
    "Filings show a sum well below what newspapers had reported.",
    "Regulators asked for more time to examine export controls.",
    "The model is open and its weights can be downloaded by anyone.",
    "Power is to come from solar fields and a new substation.",
)  # fmt: skip
SAID_ZH: Final = (
    "公司表示两年内产能将翻倍。", "官员未对协议条款置评。", "当地合作伙伴拥有土地。",
    "监管机构要求更多时间审查。", "模型开放，任何人都可以下载权重。",
)  # fmt: skip


_BEFORE: Final = 719_163
"""Days from the first of the year 1, which is day 1, to 1970-01-01."""
_LONG: Final = 512
"""More days than lie between the two days of a date."""


def pieces(n: int) -> Iterator[slice]:
    """The numbers below ``n``, in pieces of ``PIECE`` at most."""
    return (slice(k, min(k + PIECE, n)) for k in range(0, n, PIECE))


def joined(parts: Iterable[Iterable[str]]) -> Texts:
    """The column of the texts of all ``parts``, one after the other."""
    data, lengths = [], [np.zeros(1, np.int64)]
    for part in parts:
        cells = list(map(encoded, part))
        data.append(b"".join(cells))
        lengths.append(np.fromiter(map(len, cells), np.int64, len(cells)))
    return Texts(b"".join(data), np.cumsum(np.concatenate(lengths)))


def numbered(letter: str, n: int) -> Texts:
    """Ids in the order of their numbers, as long as there are not more than ten million."""
    return joined([f"{letter}{k:07}" for k in range(p.start, p.stop)] for p in pieces(n))


def dates(form: Whole, day: Whole, last: Whole) -> Texts:
    """EDTF of each form: of ``day``, and of ``last`` where it has two, both days since
    1970-01-01."""
    book, codes = Book(), np.empty(len(form), np.uint32)
    for piece in pieces(len(form)):
        kind, first = form[piece].astype(np.int64), day[piece].astype(np.int64)
        two = (kind == INTERVAL) | (kind == ONE_OF)
        longer = np.where(two, last[piece] - first, 0)
        kinds, within = np.unique((first * _LONG + longer) * 8 + kind, return_inverse=True)
        books = [book[_edtf(k % 8, k // 8 // _LONG, k // 8 % _LONG)] for k in kinds.tolist()]
        codes[piece] = np.array(books, np.uint32)[within]
    return Texts.coded(list(map(encoded, book)), codes)


def _edtf(form: int, day: int, longer: int) -> str:
    a, b = (date.fromordinal(_BEFORE + d).isoformat() for d in (day, day + longer))
    return {
        ON_DAY: a,
        MONTH: a[:7],
        YEAR: a[:4],
        INTERVAL: f"{a}/{b}",
        OPEN: f"{a}/..",
        ONE_OF: f"[{a}..{b}]",
        BY: f"[..{a}]",
        UNDATED: "",
    }[form]


def sums(amount: npt.NDArray[np.float64]) -> Texts:
    """Amounts as they are written; '' for NaN."""
    return joined(
        ["" if v != v else f"{v:.0f}" for v in amount[piece].tolist()]
        for piece in pieces(len(amount))
    )


def titles(who: Sequence[str], first: Whole, deed: Whole) -> Texts:
    """Of the organizations ``first``, whose names are ``who``, and their ``deed``: no two are
    the same."""
    return joined(
        [
            f"{who[o]} {DEEDS[d]}, phase {k}"
            for k, (o, d) in enumerate(
                zip(first[piece].tolist(), deed[piece].tolist(), strict=True), piece.start
            )
        ]
        for piece in pieces(len(first))
    )


def titles_zh(who: Sequence[str], first: Whole, deed: Whole, some: npt.NDArray[Any]) -> Texts:
    """As ``titles``, for ``some``; '' for the others."""
    said = ["", *(f"{name}{text}" for name in who for text in DEEDS_ZH)]
    return among(said, np.where(some, 1 + first.astype(np.int64) * len(DEEDS_ZH) + deed, 0))


def summaries(a: Whole, b: Whole) -> Texts:
    """Two sentences."""
    return among(
        [f"{one} {two}" for one in SAID for two in SAID], a.astype(np.int64) * len(SAID) + b
    )


def summaries_zh(a: Whole, b: Whole, some: npt.NDArray[Any]) -> Texts:
    """Two sentences for ``some``, '' for the others."""
    m = len(SAID_ZH)
    said = ["", *(one + two for one in SAID_ZH for two in SAID_ZH)]
    return among(said, np.where(some, 1 + a.astype(np.int64) % m * m + b % m, 0))


def among(values: Sequence[str], codes: Whole) -> Texts:
    """Of each row the one of ``values`` that its code means."""
    return Texts.coded(list(map(encoded, values)), codes)
