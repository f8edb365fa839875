"""What is found wrong while reading, and the values that are read with the same care anywhere."""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import Final, NamedTuple

from explorer.common.errors import Need
from explorer.common.problems import Problem, Severity
from explorer.common.progress import Progress, silent
from explorer.common.records import dataclass
from explorer.dataset.edtf import DateError, EdtfDate
from explorer.dataset.gazetteer import Gazetteer
from explorer.dataset.options import ReadOptions
from explorer.dataset.values import AskError, NumberError, order_in, read_date, read_number
from explorer.dataset.wording import short
from explorer.files.package import KNOWN

MANY: Final = 5
"""So many warnings of one sort are told one by one."""

OPTIONS: Final = {"date_order": "--date-order", "decimal": "--decimal"}
INSTEAD: Final = {
    "date_order": "a data package has dates such as 2024-09-14",
    "decimal": "a data package has numbers such as 1234.5",
}
SEASON: Final = re.compile(r"\d{4}-(?:2[1-9]|3[0-9]|4[01])")
"""A season, quarter or other part of a year in EDTF: a number that few people know."""
ORDERS: Final = {"dmy": "day first", "mdy": "month first"}


def _readable(date: str) -> str:
    """ "2025-33, Q1 2025"; a date that explains itself, as it is."""
    return f"{date}, {short(date, 'en')}" if SEASON.fullmatch(date) else date


class Place(NamedTuple):
    """A row: file, physical line, and a prefix for field names (a feature's number)."""

    file: str
    line: int | None
    prefix: str = ""


class RowError(ValueError):
    """The row cannot be used: field, value and reason."""

    def __init__(self, field_name: str, value: str, message: str) -> None:
        super().__init__(message)
        self.field, self.value, self.message = field_name, value, message


class Ask(NamedTuple):
    """A row refused only for want of an option: where it stands in ``Log.problems``."""

    at: int
    column: tuple[str, str]
    error: AskError


@dataclass(slots=True)
class Log:
    """Problems in the order in which they are met. ``single``: a table of a stranger's, for which
    reading options can be given; else a package. ``progress`` is told how far reading is."""

    options: ReadOptions
    gazetteer: Gazetteer
    problems: list[Problem] = field(default_factory=list)
    single: bool = True
    progress: Progress = silent
    _asks: list[Ask] = field(default_factory=list)
    _orders: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _swapped: dict[str, list[tuple[Place, str]]] = field(default_factory=dict)
    _dates: dict[str, EdtfDate | ValueError] = field(default_factory=dict)
    _rewritten: dict[tuple[str, str], list[object]] = field(default_factory=dict)

    def add(
        self,
        severity: Severity,
        place: Place,
        where: str,
        value: str,
        message: str,
        fix: str = "",
    ) -> None:
        """List one problem."""
        shown = value if len(value) <= 200 else value[:200] + "…"
        name = place.prefix + where
        self.problems.append(Problem(severity, place.file, place.line, name, shown, message, fix))

    def refuse(self, place: Place, error: RowError) -> None:
        """List the row as not used."""
        self.add("error", place, error.field, error.value, error.message)
        if isinstance(error.__cause__, AskError):
            column = (place.file, error.field)
            self._asks.append(Ask(len(self.problems) - 1, column, error.__cause__))

    def date(self, place: Place, where: str, text: str) -> EdtfDate:
        """Raises RowError. A date in another notation is noted once for each column."""
        found = self._dates.get(text)
        if found is None:
            try:
                found = read_date(text, self.options.date_order)
            except (DateError, AskError) as error:
                found = error
            self._dates[text] = found
        if isinstance(found, ValueError):
            raise RowError(where, text, getattr(found, "reason", str(found))) from found
        if found.text != text.strip():
            if order := order_in(text):
                self._orders.setdefault((place.file, where), set()).add(order)
            self.rewrote(place, where, text, found.text)
        return found

    def rewrote(self, place: Place, where: str, text: str, shown: str) -> None:
        """Note a date in another notation: told once for each column."""
        note = self._rewritten.setdefault((place.file, where), [0, place, where, text, shown])
        note[0] = int(str(note[0])) + 1

    def number(self, where: str, text: str) -> float:
        """Raises RowError."""
        try:
            return read_number(text, self.options.decimal)
        except (NumberError, AskError) as error:
            raise RowError(where, text, str(error)) from error

    def country(self, place: Place, where: str, text: str) -> str:
        """The code of a country given by code or name; an unknown one is kept, with a warning."""
        if not text or text in self.gazetteer.countries:
            return text
        found = self.gazetteer.find_country(text)
        if not found and len(text) == 2 and text.upper() in self.gazetteer.countries:
            found = text.upper()
        if not found:
            self.add("warning", place, where, text, "no country of this code or name is known")
        return found or text

    def enum(self, place: Place, where: str, value: str, known: tuple[str, ...]) -> None:
        """Warn of a value that the enumeration lacks; it is kept."""
        if value and value not in known:
            self.add("warning", place, where, value, "not one of the known values; it is kept")

    def coordinates(self, lon_text: str, lat_text: str) -> tuple[float, float] | None:
        """Degrees, None when both are blank. Raises RowError."""
        if not lon_text and not lat_text:
            return None
        if not lon_text or not lat_text:
            where = "lon" if not lon_text else "lat"
            raise RowError(where, "", "only one of the two coordinates is given")
        lat, lon = self.number("lat", lat_text), self.number("lon", lon_text)
        return checked_point(self.options, lon, lat, lon_text, lat_text)

    def swapped(self, place: Place, lon: float, lat: float, code: str) -> None:
        """Warn of a point that fits its country (or any land) only the other way round."""
        if lon != lon or abs(lon) > 90 or not looks_swapped(self.gazetteer, lon, lat, code):
            return
        self._swapped.setdefault(place.file, []).append((place, f"{lat:g}, {lon:g}"))

    def needs(self) -> list[Need]:
        """The options for want of which rows were refused, one for each question."""
        found = []
        for name, option in OPTIONS.items():
            asks = [ask for ask in self._asks if ask.error.field == name]
            if not asks:
                continue
            every = [set(self._choices(ask)) for ask in asks]
            common = set.intersection(*every)
            choices = [c for c in asks[0].error.choices if not common or c in common]
            first = self.problems[asks[0].at]
            value = " ".join(first.value.split())
            found.append(
                Need(
                    f"{option} {' (or '.join(choices)}{')' * (len(choices) - 1)}",
                    f"line {first.row}, {first.field} “{value}”: {asks[0].error}",
                    name,
                    choices[0],
                )
            )
        return found

    def _choices(self, ask: Ask) -> tuple[str, ...]:
        """The values of the option that fit, and that other dates in the column fit as well."""
        shown = self._orders.get(ask.column, set())
        if ask.error.field == "date_order" and len(shown) == 1:
            return tuple(shown)
        return ask.error.choices

    def _answer(self, ask: Ask) -> str:
        """What is to be done about a question, as the end of its message."""
        if not self.single:
            return f"({INSTEAD[ask.error.field]})"
        option, choices = OPTIONS[ask.error.field], self._choices(ask)
        if ask.error.field == "date_order" and len(choices) == 1:
            return f"Other dates in this column are {ORDERS[choices[0]]}: {option} {choices[0]}"
        return f"Read it with {' or '.join(f'{option} {choice}' for choice in choices)}"

    def finish(self) -> tuple[Problem, ...]:
        """All problems by file and row, with what only the whole file tells: the order that other
        dates show, notes on dates in another notation, how many points look swapped."""
        for ask in self._asks:
            told = f"{ask.error} {self._answer(ask)}"
            self.problems[ask.at] = replace(self.problems[ask.at], message=told)
        self._asks.clear()
        self._tell_rewritten()
        self._tell_swapped()
        return tuple(sorted(self.problems, key=_by_row))

    def _tell_rewritten(self) -> None:
        for count, place, where, text, shown in self._rewritten.values():
            assert isinstance(place, Place)
            more = "" if count == 1 else f" (as in {int(str(count)) - 1} more)"
            self.add(
                "fixed",
                place,
                str(where),
                str(text),
                f"the date is not written as ISO 8601{more}",
                f"read as {_readable(str(shown))}",
            )
        self._rewritten.clear()

    def _tell_swapped(self) -> None:
        look = "latitude and longitude look swapped"
        for file, points in self._swapped.items():
            if len(points) <= MANY:
                for place, value in points:
                    self.add("warning", place, "lat", value, f"{look}; nothing was changed")
            else:
                lines = ", ".join(str(place.line) for place, _ in points[:MANY])
                self.add(
                    "warning", Place(file, None), "lat", "",
                    f"{look} in {len(points):,} rows (lines {lines} and so on); "
                    "nothing was changed",
                )  # fmt: skip
        self._swapped.clear()


def _by_row(problem: Problem) -> tuple[int, str, int, int]:
    """Files of a package in its own order, so that causes come before what follows from them."""
    place = KNOWN.index(problem.file) if problem.file in KNOWN else -1
    number = re.match(r"feature (\d+): ", problem.field)
    return place, problem.file, problem.row or 0, int(number[1]) if number else 0


def checked_point(
    options: ReadOptions, lon: float, lat: float, lon_text: str, lat_text: str
) -> tuple[float, float]:
    """Degrees on the globe, converted when ``--crs`` says so. Raises RowError."""
    if options.crs:
        from explorer.files.crs import projection

        project = projection(options.crs, asked=True)
        if project is not None:
            try:
                lon, lat = project(lon, lat)
            except (OverflowError, ValueError):
                raise RowError("lon", lon_text, "the coordinates cannot be converted") from None
    if not -90 <= lat <= 90:
        hint = (
            " (are latitude and longitude swapped?)" if abs(lat) <= 180 and abs(lon) <= 90 else ""
        )
        raise RowError("lat", lat_text, f"a latitude lies between -90 and 90{hint}")
    if not -180 <= lon <= 180:
        raise RowError("lon", lon_text, "a longitude lies between -180 and 180")
    return lon, lat


def looks_swapped(gazetteer: Gazetteer, lon: float, lat: float, code: str) -> bool:
    """Whether (lat, lon) lies in the box of country ``code`` and (lon, lat) does not; with no
    country, whether only the swapped point lies in the box of any."""
    country = gazetteer.countries.get(code)
    boxes = [country] if country else [c for k, c in gazetteer.countries.items() if k != "EU"]
    slack = 1.5 if country else 0.0  # coasts and islands lie outside coarse boxes

    def inside(x: float, y: float) -> bool:
        return any(
            c.south - slack <= y <= c.north + slack
            and (
                c.west - slack <= x <= c.east + slack
                if c.west <= c.east
                else x >= c.west - slack or x <= c.east + slack
            )
            for c in boxes
        )

    return not inside(lon, lat) and inside(lat, lon)
