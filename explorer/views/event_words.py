"""What is said of an event: date, places, sums, and the mark of its category."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QWidget,
)

from explorer.common.look import Lang
from explorer.dataset.edtf import DateError
from explorer.dataset.model import Dataset
from explorer.dataset.wording import words as date_words
from explorer.figure.looks import look_of
from explorer.figure.picture import Layer, Symbol
from explorer.figure.style import Style
from explorer.views.mark import MarkLabel
from explorer.views.words import word


def when_words(data: Dataset, i: int, lang: Lang) -> str:
    """The date of event ``i`` in words, its end included."""
    return date_words(data.events.date[i], lang, ended=data.events.ended[i])


def place_words(data: Dataset, i: int, lang: Lang) -> str:
    """The places of event ``i``, each with how exactly it is known when that is not to a point."""
    sites = data.sites
    parts = []
    for s in data.events.sites.row(i):
        name = data.place_name(int(s), lang)
        country = data.gazetteer.country_name(sites.country.text(int(s)), lang)
        precision = sites.precision.text(int(s))
        if name and country and country != name and sites.country.text(int(s)):
            name = f"{name} ({country})"
        if precision == "region":
            name += "（只知地区）" if lang == "zh" else " (region known)"
        parts.append(name)
    sep = "、" if lang == "zh" else ", "
    return sep.join(parts) if parts else word("no_place", lang)


def amount_words(dataset: Dataset, i: int) -> str:
    """The sums as stated, each with its own currency; '' when there is none."""
    events = dataset.events
    sums = [s for s in events.amount_text[i].split(";") if s]
    currencies = events.currency[i].split(";") if events.currency[i] else []
    parts = []
    for k, text in enumerate(sums):
        try:
            number = f"{float(text):,.0f}" if float(text) >= 1000 else f"{float(text):g}"
        except ValueError:
            number = text
        parts.append(f"{currencies[k] if k < len(currencies) else ''} {number}".strip())
    qualifier = events.amount_qualifier[i].replace("_", " ")
    return " ≈ ".join(parts) + (f" ({qualifier})" if parts and qualifier else "")


def published_words(published: str, lang: Lang) -> str:
    """A source's date in words; as it stands where it is no date."""
    try:
        return date_words(published, lang) if published else ""
    except DateError:
        return published


def letter_of(n: int) -> str:
    """The sign of citation ``n``: A to Z, then numbers."""
    return chr(ord("A") + n) if n < 26 else str(n + 1)


def category_mark(data: Dataset, key: str, style: Style, parent: QWidget) -> MarkLabel:
    """The mark of a category, 16 pixels square."""
    look = look_of(data, style, key)
    symbol = Symbol(8, 9, look.shape, 5.4, look.fill, look.edge)
    return MarkLabel(Layer("mark", (symbol,)), 16, 18, parent)
