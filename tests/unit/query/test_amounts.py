"""Sums of money as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.query.amounts import amount_text, brief_amount, read_amount
from explorer.query.masks import number

READ = {
    "430m": 430e6,
    "430 M": 430e6,
    "1.5bn": 1.5e9,
    "0.29bn": 290e6,
    "10亿": 1e9,
    "１０億": 1e9,
    "3,800 亿元": 380e9,
    "1.2万亿": 1.2e12,
    "5 million dollars": 5e6,
    "US$430m": 430e6,
    "HK$4.35bn": 4.35e9,
    "¥10亿": 1e9,
    "CNY 380bn": 380e9,
    "1,000,000": 1e6,
    "≥ 2k": 2000,
    "380bn CNY": 380e9,
    "3 mio": 3e6,
    "1e9": 1e9,
    "0": 0,
}


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_that_sums_are_read(text: str, value: float) -> None:
    assert read_amount(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "m",
        "many",
        "-5",
        "1,5",
        "12,34",
        "1.2.3",
        "430 miles",
        "1 2",
        "NaN",
        "inf",
        "兆",
        "9" * 400,
    ],
)
def test_that_other_texts_are_not_guessed_at(text: str) -> None:
    assert read_amount(text) is None


@given(
    st.one_of(
        st.integers(0, 10**17).map(float),
        st.floats(0, 1e15, allow_nan=False),
        st.integers(1, 9999).map(lambda k: k * 1e7),
    ),
    st.sampled_from(["en", "zh"]),
)
def test_that_a_sum_survives_being_written(value: float, lang: str) -> None:
    assert number("amount", amount_text(value)) == value
    brief = brief_amount(value, lang)
    assert read_amount(brief) == value or "e" in brief


def test_that_round_sums_are_short() -> None:
    assert [brief_amount(v, "en") for v in (430e6, 1.5e9, 2e12, 950)] == [
        "430m",
        "1.5bn",
        "2tn",
        "950",
    ]
    assert [brief_amount(v, "zh") for v in (430e6, 1e9, 2e12, 950)] == [
        "4.3亿",
        "10亿",
        "2万亿",
        "950",
    ]
