"""Cells to values: dates as foreigners write them, numbers, coordinates, countries."""

from __future__ import annotations

import math
import re
from typing import Final

from explorer.dataset.edtf import DateError, EdtfDate, parse

PLAIN: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
GROUPED: Final = re.compile(r"[+-]?[\d.,'’\s]*\d[\d.,'’\s]*")
POINT: Final = re.compile(r"[+-]?\d{1,3}([,\s'’]\d{3})*(\.\d+)?|[+-]?\d+(\.\d+)?")
COMMA: Final = re.compile(r"[+-]?\d{1,3}([.\s'’]\d{3})*(,\d+)?|[+-]?\d+(,\d+)?")

YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?")
CHINESE: Final = re.compile(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?")
CLOCK: Final = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(.*)"
)
YEAR_LAST: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
SHORT_YEAR: Final = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{2})")
MONTH_YEAR: Final = re.compile(r"(\d{1,2})[/.](\d{4})")
QUARTER: Final = re.compile(r"(?:(\d{4})[ -]?q([1-4])|q([1-4])[ -]?(\d{4}))", re.I)
DAY_NAME: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -](\d{4})", re.I)
NAME_DAY: Final = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.I)
NAME_YEAR: Final = re.compile(r"([a-z]+)\.?,?[ -](\d{4})", re.I)
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


class AskError(ValueError):
    """The text can be read in two ways; the message names the option that decides."""


class NumberError(ValueError):
    """The text is no finite number; the message says why."""


def read_date(text: str, order: str = "") -> EdtfDate:
    """An EDTF date, or one of the ways in which tables write days; its ``text`` is EDTF.

    ``order`` (dmy, mdy or ymd) decides 03/04/2020. Raises DateError, or AskError without it.
    """
    try:
        return parse(text)
    except DateError:
        rewritten = _rewritten(text.strip(), order)
        if not rewritten:
            raise
    return parse(rewritten)


def _iso(year: str, month: str = "", day: str = "") -> str:
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def _rewritten(text: str, order: str) -> str:
    """``text`` as EDTF, '' when it is none of the known notations. Raises AskError, DateError."""
    if m := YEAR_FIRST.fullmatch(text):
        return _iso(m[1], m[3], m[4] or "")
    if m := CHINESE.fullmatch(text):
        return _iso(m[1], m[2] or "", m[3] or "")
    if m := CLOCK.fullmatch(text):
        day = _iso(m[1], m[2], m[3])
        if (int(m[4]), m[5], m[6] or "00", m[7]) == (0, "00", "00", ""):
            return day  # a spreadsheet's day: midnight is not meant
        return f"{day}T{m[4].zfill(2)}:{m[5]}:{m[6] or '00'}{m[7].strip()}"
    if m := YEAR_LAST.fullmatch(text):
        return _ordered(m[1], m[3], m[4], order)
    if SHORT_YEAR.fullmatch(text):
        raise DateError(f"{text}: the year has only two digits")
    if m := MONTH_YEAR.fullmatch(text):
        return _iso(m[2], m[1])
    if m := QUARTER.fullmatch(text):
        return f"{m[1] or m[4]}-{32 + int(m[2] or m[3])}"
    return _worded(text)


def _ordered(first: str, second: str, year: str, order: str) -> str:
    if order == "dmy":
        return _iso(year, second, first)
    if order == "mdy":
        return _iso(year, first, second)
    if order == "ymd":
        raise DateError(f"{first}/{second}/{year}: the year is not first (see --date-order)")
    raise AskError("day first or month first? Read it with --date-order dmy or --date-order mdy")


def _worded(text: str) -> str:
    if m := DAY_NAME.fullmatch(text):
        day, name, year = m[1], m[2], m[3]
    elif m := NAME_DAY.fullmatch(text):
        day, name, year = m[2], m[1], m[3]
    elif m := NAME_YEAR.fullmatch(text):
        day, name, year = "", m[1], m[2]
    else:
        return ""
    name = name.lower()
    if name in FULL:
        return _iso(year, str(FULL.index(name) + 1), day)
    if name[:3] in MONTHS and len(name) <= 4:
        return _iso(year, str(MONTHS.index(name[:3]) + 1), day)
    return ""


def read_number(text: str, decimal: str = "") -> float:
    """A finite number. ``decimal`` (``.`` or ``,``) says what the commas and points of
    "1,234.5" are. Raises NumberError, or AskError without it."""
    text = text.strip()
    if decimal == "," and COMMA.fullmatch(text):
        number = float(re.sub(r"[.\s'’]", "", text).replace(",", "."))
    elif decimal == "." and POINT.fullmatch(text):
        number = float(re.sub(r"[,\s'’]", "", text))
    elif PLAIN.fullmatch(text) and decimal != ",":
        number = float(text)
    elif not decimal and GROUPED.fullmatch(text):
        raise AskError("is the comma a decimal sign? Read it with --decimal . or --decimal ,")
    elif text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise NumberError("not a finite number")
    else:
        raise NumberError("not a number")
    if not math.isfinite(number):
        raise NumberError("not a finite number")
    return number


def split(cell: str) -> list[str]:
    """The values of a cell parted by ``;``, blank ones left out."""
    if ";" not in cell:
        cell = cell.strip()
        return [cell] if cell else []
    return [part for part in (p.strip() for p in cell.split(";")) if part]
