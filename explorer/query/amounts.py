"""Sums of money as people type them: "430m", "1.5bn", "10亿"."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Final

_SCALES: Final = {
    "": 1,
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "million": 10**6,
    "millions": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
    "billions": 10**9,
    "t": 10**12,
    "tn": 10**12,
    "trillion": 10**12,
    "trillions": 10**12,
    "千": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "億": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
    "萬億": 10**12,
}
"""Words after the number, and what they multiply it by."""

_MONEY: Final = re.compile(
    r"(?:us|hk|s|nt|a|c)?\$|[¥€£₩₹]|元|人民币|美元|港元|港币|欧元|(?<![a-z])(?:"
    "usd|cny|rmb|hkd|eur|gbp|jpy|sgd|krw|inr|aud|cad|twd|myr|idr|thb|vnd|brl|mxn|sar|aed|chf|"
    "dollars?|yuan|euros?)(?![a-z])"
)
_NUMBER: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?|\.\d+)(e\d{1,2})?\s*([^\d\s]*)")
_LONGEST: Final = 40
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|[\d.]+")


def read_amount(text: str) -> float | None:
    """The sum written in ``text``, None when it can't be read. Signs and names of currencies
    around it are passed over: sums are compared as stated, whatever the currency."""
    plain = unicodedata.normalize("NFKC", text).lower().strip()
    plain = _MONEY.sub(" ", plain).strip(" ≥>=+")
    found = _NUMBER.fullmatch(plain)
    if (
        found is None
        or len(plain) > _LONGEST
        or not _GROUPED.fullmatch(found[1])
        or found[3] not in _SCALES
    ):
        return None
    # In whole numbers: 0.29 times a thousand million is 290,000,000 and nothing beside it.
    whole, _, part = found[1].replace(",", "").partition(".")
    power = int(found[2][1:]) if found[2] else 0
    value = int(whole + part) * _SCALES[found[3]] * 10**power / 10 ** len(part)
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


def number_words(text: str, lang: str = "en") -> str:
    """A number in the units people say, exactly ("1.5 billion", "15亿"); text that is no number as
    it stands."""
    try:
        number = float(text)
    except ValueError:
        return text
    units = ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, " billion"), (1e6, " million"))
    for size, unit in units:
        share = number / size
        if 1 <= abs(share) < 1e6 and round(share, 3) == share:
            return f"{share:,.3f}".rstrip("0").rstrip(".") + unit
    if number == number and abs(number) < 1e15 and number == int(number):
        return f"{int(number):,}"
    return f"{number:,}"
