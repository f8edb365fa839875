"""Cells to values: dates as foreigners write them, numbers, coordinates, countries."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Final

from explorer.dataset.edtf import DateError, EdtfDate, parse
from explorer.dataset.forms import error

PLAIN: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
GROUPED: Final = re.compile(r"[+-]?[\d.,'’\s]*\d[\d.,'’\s]*")
POINT: Final = re.compile(r"[+-]?\d{1,3}([,\s'’]\d{3})*(\.\d+)?|[+-]?\d+(\.\d+)?")
COMMA: Final = re.compile(r"[+-]?\d{1,3}([.\s'’]\d{3})*(,\d+)?|[+-]?\d+(,\d+)?")

LONGEST: Final = 100  # no other notation of a date and no number is longer
PLAIN_DATE: Final = re.compile(r"-?\d{4}(-\d\d){0,2}|\d{3}X")
YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?")
STAMP: Final = re.compile(
    r"(.*?[\d日号])(?:[ T,]+|(?<=[日号]))"
    r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(?:([ap])\.?m\.?)?(.*)",
    re.I,
)
CHINESE: Final = re.compile(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?)?")
YEAR_LAST: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
SHORT_YEAR: Final = re.compile(
    r"\d{1,2}([/.])\d{1,2}\1\d{2}|\d{1,2}([ -])[a-z]{3,9}\.?\2'?\d{2}", re.I
)
MONTH_YEAR: Final = re.compile(r"(\d{1,2})[/.](\d{4})")
QUARTER: Final = re.compile(r"(?:(\d{4})[ -]?年?q([1-4])|q([1-4])[ -]?(\d{4}))", re.I)
SEASON: Final = re.compile(r"(\d{4})年?第?([1-4一二三四])季度?")
HALF: Final = re.compile(r"(\d{4})年(上|下)半年")
DECADE: Final = re.compile(r"(\d{3})0(?:'?s|年代)")
YEARS: Final = re.compile(r"(\d{4})年?\s*[-–—~至到]\s*(\d{4})年?")
ABOUT: Final = re.compile(r"(?:(?:c|ca|circa)(?:\.\s*|\s+)|大?约)(.+)", re.I)
WEEKDAY: Final = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(.+)|(.+?)\s*(?:星期|周|週)[一二三四五六日天]",
    re.I,
)
SERIAL: Final = re.compile(r"[2-5]\d{4}(\.\d+)?")
DAY_NAME: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]+)\.?,?[ -](\d{4})", re.I)
NAME_DAY: Final = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.I)
NAME_YEAR: Final = re.compile(r"([a-z]+)\.?,?[ -](\d{4})", re.I)
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


class AskError(ValueError):
    """The text can be read in two ways; the message is the question. ``field`` of ReadOptions
    decides, ``choices`` are its values with which this text can be read."""

    def __init__(self, question: str, field: str, choices: tuple[str, ...]) -> None:
        super().__init__(question)
        self.field, self.choices = field, choices


class NumberError(ValueError):
    """The text is no finite number; the message says why."""


def read_date(text: str, order: str = "") -> EdtfDate:
    """An EDTF date, or one of the ways in which tables write days; its ``text`` is EDTF.

    ``order`` (dmy, mdy or ymd) decides 03/04/2020, and 31/12/2020 where it is given. Raises
    DateError, or AskError without it.
    """
    text = half_width(text)
    try:
        return parse(text)
    except DateError:
        rewritten = _rewritten(text.strip(), order) if len(text) <= LONGEST else ""
        if not rewritten:
            raise
    return parse(rewritten)


def half_width(text: str) -> str:
    """``text`` with ASCII digits and signs for the full-width ones, and for the digits of any
    script. (NFKC would do more: it makes a digit of the footnote mark in 2024².)"""
    if text.isascii():
        return text
    return "".join(map(_half, text))


def _half(character: str) -> str:
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return " " if character.isspace() else character


def _iso(year: str, month: str = "", day: str = "") -> str:
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def _rewritten(text: str, order: str) -> str:
    """``text`` as EDTF, '' when it is none of the known notations. Raises AskError, DateError."""
    if m := YEAR_FIRST.fullmatch(text):
        return _iso(m[1], m[3], m[4] or "")
    if m := CHINESE.fullmatch(text):
        return _iso(m[1], m[2] or "", m[3] or "")
    if m := STAMP.fullmatch(text):
        return _stamp(m, order)
    if m := YEAR_LAST.fullmatch(text):
        return _ordered(m[1], m[3], m[4], order)
    if SHORT_YEAR.fullmatch(text):
        raise error(text, "the year has only two digits")
    if m := MONTH_YEAR.fullmatch(text):
        return _iso(m[2], m[1])
    if m := QUARTER.fullmatch(text):
        return f"{m[1] or m[4]}-{32 + int(m[2] or m[3])}"
    if SERIAL.fullmatch(text):
        raise error(text, "a spreadsheet's number for a day? Show the column as dates there")
    return _worded(text) or _loose(text, order)


def _stamp(m: re.Match[str], order: str) -> str:
    """A day with a time of day."""
    day, hour = read_date(m[1], order).text, int(m[2])
    if m[5]:
        hour = hour % 12 + (12 if m[5].lower() == "p" else 0)
    if (hour, m[3], m[4] or "00", m[6]) == (0, "00", "00", ""):
        return day  # a spreadsheet's day: midnight is not meant
    return f"{day}T{hour:02}:{m[3]}:{m[4] or '00'}{m[6].strip()}"


def _loose(text: str, order: str) -> str:
    """``text`` as EDTF when it is a decade, a part of a year, a span of years, about a date, or a
    date with the day of the week; else ''."""
    if m := DECADE.fullmatch(text):
        return f"{m[1]}X"
    if m := YEARS.fullmatch(text):
        return f"{m[1]}/{m[2]}"
    if m := SEASON.fullmatch(text):
        return f"{m[1]}-{33 + '1234一二三四'.index(m[2]) % 4}"
    if m := HALF.fullmatch(text):
        return f"{m[1]}-{40 + '上下'.index(m[2])}"
    if m := ABOUT.fullmatch(text):
        whole = read_date(m[1], order).text
        return f"{whole}~" if PLAIN_DATE.fullmatch(whole) else ""
    if m := WEEKDAY.fullmatch(text):
        return read_date(m[1] or m[2], order).text
    return ""


def _ordered(first: str, second: str, year: str, order: str) -> str:
    if order == "dmy":
        return _iso(year, second, first)
    if order == "mdy":
        return _iso(year, first, second)
    if order == "ymd":
        raise error(f"{first}/{second}/{year}", "the year is not first (see --date-order)")
    if min(int(first), int(second)) > 12:
        raise error(f"{first}/{second}/{year}", "neither number is a month")
    if order := order_of(first, second):
        return _ordered(first, second, year, order)
    raise AskError("day first or month first?", "date_order", ("dmy", "mdy"))


def order_of(first: str, second: str) -> str:
    """The one order in which two numbers are a day and a month (``dmy`` where both say the
    same), '' when there are two."""
    if int(first) > 12 or int(first) == int(second):
        return "dmy"
    return "mdy" if int(second) > 12 else ""


def order_in(text: str) -> str:
    """The order that a date shows by a number beyond 12, '' when it shows none."""
    m = YEAR_LAST.match(half_width(text).strip())
    if m is None or not min(int(m[1]), int(m[3])) <= 12 < max(int(m[1]), int(m[3])):
        return ""
    return order_of(m[1], m[3])


def _worded(text: str) -> str:
    if m := DAY_NAME.fullmatch(text):
        day, name, year = m[1], m[2], m[3]
    elif m := NAME_DAY.fullmatch(text):
        day, name, year = m[2], m[1], m[3]
    elif m := NAME_YEAR.fullmatch(text):
        day, name, year = "", m[1], m[2]
    else:
        return ""
    month = month_number(name)
    return _iso(year, str(month), day) if month else ""


def month_number(name: str) -> int:
    """1 to 12 of an English month, whole or cut to three or four letters; 0 for no month."""
    name = name.lower().rstrip(".")
    if name in FULL:
        return FULL.index(name) + 1
    return MONTHS.index(name[:3]) + 1 if name[:3] in MONTHS and len(name) <= 4 else 0


def read_number(text: str, decimal: str = "") -> float:
    """A finite number. ``decimal`` (``.`` or ``,``) says what the commas and points of
    "1,234.5" are. Raises NumberError, or AskError without it."""
    text = half_width(text).strip()
    read = _grouped(text, decimal) if decimal else None
    if read is not None:
        number = read
    elif PLAIN.fullmatch(text) and decimal != ",":
        number = float(text)
    elif not decimal and len(text) <= LONGEST and GROUPED.fullmatch(text):
        number = _agreed(text)
    elif text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        raise NumberError("not a finite number")
    else:
        raise NumberError("not a number")
    if not math.isfinite(number):
        raise NumberError("not a finite number")
    return number


def _grouped(text: str, decimal: str) -> float | None:
    """The number in ``text`` with that decimal sign, None when it is none."""
    if decimal == "," and COMMA.fullmatch(text):
        return float(re.sub(r"[.\s'’]", "", text).replace(",", "."))
    if decimal == "." and POINT.fullmatch(text):
        return float(re.sub(r"[,\s'’]", "", text))
    return None


def _agreed(text: str) -> float:
    """The number in ``text`` when the decimal sign makes no difference, as in 1'234. Raises
    AskError, NumberError."""
    found = {sign: n for sign in ".," if (n := _grouped(text, sign)) is not None}
    if not found:
        raise NumberError("not a number")
    if len(found) == 2 and len(set(found.values())) == 1:
        return found["."]
    question = "is the comma a decimal sign?" if "," in text else "is the point a decimal sign?"
    raise AskError(question, "decimal", tuple(found))


def split(cell: str) -> list[str]:
    """The values of a cell parted by ``;``, blank ones left out."""
    if ";" not in cell:
        cell = cell.strip()
        return [cell] if cell else []
    return [part for part in (p.strip() for p in cell.split(";")) if part]
