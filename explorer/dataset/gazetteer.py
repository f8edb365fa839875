"""Names, label points and boxes of countries, in English and Chinese, offline."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cache

from explorer.common.errors import ChuhaiError
from explorer.common.records import dataclass
from explorer.common.text import fold
from explorer.files.resources import resource_bytes


@dataclass(frozen=True, slots=True)
class Country:
    """``lon``, ``lat``: the label point, inside the country's largest polygon (degrees).
    Box in degrees; ``west`` greater than ``east`` crosses 180°."""

    code: str  # ISO 3166-1 alpha-2; EU for the Union, XK for Kosovo
    name: str
    name_zh: str
    lon: float
    lat: float
    west: float
    south: float
    east: float
    north: float
    aliases: tuple[str, ...] = ()  # both languages


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """Countries by code, and what each is called."""

    countries: Mapping[str, Country]
    by_name: Mapping[str, str] = field(default_factory=dict)  # folded name or code -> code

    def country_name(self, code: str, lang: str = "en") -> str:
        """The country's name in ``lang``; the code itself when it is not known."""
        country = self.countries.get(code)
        if country is None:
            return code
        return country.name_zh if lang == "zh" else country.name

    def find_country(self, text: str) -> str:
        """The code of the country that ``text`` names in full, '' when unknown.

        Names, aliases and alpha-3 codes in any case; alpha-2 codes in capitals alone, as "in",
        "no" and "is" are words.
        """
        return self.by_name.get(text.strip()) or self.by_name.get(fold(text), "")


@cache
def load_gazetteer() -> Gazetteer:
    """The bundled gazetteer (``resources/gazetteer/countries.csv``). Raises ChuhaiError."""
    return read_gazetteer(resource_bytes("gazetteer/countries.csv"))


def read_gazetteer(data: bytes) -> Gazetteer:
    """A gazetteer from CSV in UTF-8; where two countries share an alias the first has it.

    Raises ChuhaiError when a column is missing or a coordinate is no number.
    """
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    try:
        countries = {row["code"]: _country(row) for row in rows}
        alpha3 = {fold(row["alpha3"]): row["code"] for row in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise ChuhaiError(f"the gazetteer is damaged: {error}") from error
    return Gazetteer(countries, _by_name(countries.values(), alpha3))


def _country(row: Mapping[str, str]) -> Country:
    lon, lat, west, south, east, north = (
        float(row[key]) for key in ("lon", "lat", "west", "south", "east", "north")
    )
    cells = f"{row['aliases']};{row['aliases_zh']}".split(";")
    aliases = tuple(alias.strip() for alias in cells if alias.strip())
    return Country(
        row["code"], row["name"], row["name_zh"], lon, lat, west, south, east, north, aliases
    )


def _by_name(countries: Iterable[Country], alpha3: Mapping[str, str]) -> dict[str, str]:
    names = {country.code: country.code for country in countries}
    own = [(name, c.code) for c in countries for name in (c.name, c.name_zh)]
    aliases = [(alias, c.code) for c in countries for alias in c.aliases]
    # A name of one country goes before an alias of another.
    for name, code in [*own, *alpha3.items(), *aliases]:
        names.setdefault(fold(name), code)
    names.pop("", None)
    return names
