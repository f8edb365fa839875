"""What is found wrong while reading, and the values that are read with the same care anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from explorer.common.problems import Problem, Severity
from explorer.dataset.edtf import DateError, EdtfDate
from explorer.dataset.gazetteer import Gazetteer
from explorer.dataset.options import ReadOptions
from explorer.dataset.values import AskError, NumberError, read_date, read_number


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


@dataclass(slots=True)
class Log:
    """Problems in the order in which they are met. ``asks`` holds the rows refused only for want
    of an option."""

    options: ReadOptions
    gazetteer: Gazetteer
    problems: list[Problem] = field(default_factory=list)
    asks: list[Problem] = field(default_factory=list)
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
            self.asks.append(self.problems[-1])

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
            message = str(found).removeprefix(f"{text.strip()}: ")
            raise RowError(where, text, message) from found
        if found.text != text.strip():
            note = self._rewritten.setdefault(
                (place.file, place.prefix + where), [0, place, where, text, found.text]
            )
            note[0] = int(str(note[0])) + 1
        return found

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
        self.add(
            "warning",
            place,
            "lat",
            f"{lat:g}, {lon:g}",
            "latitude and longitude look swapped; nothing was changed",
        )

    def finish(self) -> tuple[Problem, ...]:
        """All problems, the notes on dates in another notation included."""
        for count, place, where, text, shown in self._rewritten.values():
            assert isinstance(place, Place)
            more = "" if count == 1 else f" (as in {int(str(count)) - 1} more)"
            self.add(
                "fixed",
                place,
                str(where),
                str(text),
                f"the date is not written as ISO 8601{more}",
                f"read as {shown}",
            )
        self._rewritten.clear()
        return tuple(self.problems)


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
