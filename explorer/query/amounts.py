"""Sums of money as people type them: "430m", "1.5bn", "10亿"."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from typing import Final

_SCALES: Final = {
    "": 1.0,
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "billions": 1e9,
    "t": 1e12,
    "tn": 1e12,
    "trillion": 1e12,
    "trillions": 1e12,
    "千": 1e3,
    "万": 1e4,
    "萬": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "億": 1e8,
    "十亿": 1e9,
    "百亿": 1e10,
    "千亿": 1e11,
    "万亿": 1e12,
    "萬億": 1e12,
}
"""Words after the number, and what they multiply it by."""

_MONEY: Final = re.compile(
    r"(?:us|hk|s|nt|a|c)?\$|[¥€£₩₹]|元|人民币|美元|港元|港币|欧元|(?<![a-z])(?:"
    "usd|cny|rmb|hkd|eur|gbp|jpy|sgd|krw|inr|aud|cad|twd|myr|idr|thb|vnd|brl|mxn|sar|aed|chf|"
    "dollars?|yuan|euros?)(?![a-z])"
)
_NUMBER: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?|\.\d+)(e\d{1,2})?\s*([^\d\s]*)")
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|[\d.]+")


def read_amount(text: str) -> float | None:
    """The sum written in ``text``, None when it can't be read. Signs and names of currencies
    around it are passed over: sums are compared as stated, whatever the currency."""
    plain = unicodedata.normalize("NFKC", text).lower().strip()
    plain = _MONEY.sub(" ", plain).strip(" ≥>=+")
    found = _NUMBER.fullmatch(plain)
    if found is None or not _GROUPED.fullmatch(found[1]) or found[3] not in _SCALES:
        return None
    # As decimals: 0.29 times a thousand million is 290,000,000 and nothing beside it.
    number = Decimal(found[1].replace(",", "") + (found[2] or ""))
    value = float(number * Decimal(_SCALES[found[3]]))
    return value if math.isfinite(value) else None


def amount_text(value: float) -> str:
    """The shortest text that a command line reads as ``value``: "430000000", "1.5"."""
    return f"{value:.0f}" if value == math.floor(value) and value < 1e18 else repr(value)


def brief_amount(value: float, lang: str = "en") -> str:
    """``value`` as people write it: "430m", "1.5bn", "10亿"; ``read_amount`` reads it again."""
    units = (
        (("万亿", 1e12), ("亿", 1e8), ("万", 1e4))
        if lang == "zh"
        else (("tn", 1e12), ("bn", 1e9), ("m", 1e6))
    )
    for name, scale in units:
        if value >= scale and read_amount(f"{value / scale:.6g}{name}") == value:
            return f"{value / scale:.6g}{name}"
    return amount_text(value)
