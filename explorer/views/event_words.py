"""What is said of an event: date, places, sums, history, confidence, the mark of its category."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtWidgets import QWidget

from explorer.common.look import Lang
from explorer.common.records import dataclass
from explorer.dataset.edtf import MAX, DateError
from explorer.dataset.model import I64, Bool, Dataset
from explorer.dataset.wording import range_words, short
from explorer.dataset.wording import words as date_words
from explorer.figure.codes import Codes, coded
from explorer.figure.looks import look_of
from explorer.figure.picture import Layer, Symbol
from explorer.figure.style import Style
from explorer.query.amounts import number_words
from explorer.query.labels import value_label
from explorer.views.mark import MarkLabel
from explorer.views.words import counted, known_word, word


def when_words(data: Dataset, i: int, lang: Lang) -> str:
    """The date of event ``i`` in words, its end included."""
    return date_words(data.events.date[i], lang, ended=data.events.ended[i])


def when_short(data: Dataset, i: int, lang: Lang) -> str:
    """The date of event ``i`` without its precision, for lists."""
    return short(data.events.date[i], lang, ended=data.events.ended[i])


def basis_words(data: Dataset, i: int, lang: Lang) -> str:
    """What the date is the date of, and how it is known where that is not from the sources."""
    events = data.events
    role, basis = events.date_role.text(i), events.date_basis.text(i)
    parts = [known_word("inspector_role_", role, lang) if role else ""]
    if basis and basis != "stated":
        parts.append(known_word("inspector_basis_", basis, lang))
    return joined(parts, lang)


def joined(parts: list[str], lang: Lang) -> str:
    """The parts that say something, in one line."""
    return ("，" if lang == "zh" else ", ").join(part for part in parts if part)


def listed(names: list[str], lang: Lang) -> str:
    """Names one after the other, each once."""
    return ("、" if lang == "zh" else ", ").join(dict.fromkeys(name for name in names if name))


def place_words(data: Dataset, i: int, lang: Lang) -> str:
    """The places of event ``i``, each with how exactly it is known when that is not to a point."""
    parts = []
    for s in data.events.sites.row(i).tolist():
        name = site_name(data, s, lang) or coordinates(data, s)
        if data.sites.precision.text(s) == "region":
            name += "（只知地区）" if lang == "zh" else " (region known)"
        parts.append(name)
    return listed(parts, lang) or word("no_place", lang)


def coordinates(data: Dataset, s: int) -> str:
    """Where a site without a name is drawn: "30.27° N, 120.16° E"; '' when that is not known."""
    lon, lat = float(data.sites.draw_lon[s]), float(data.sites.draw_lat[s])
    if lon != lon or lat != lat:
        return ""
    north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
    return f"{abs(lat):.2f}° {north}, {abs(lon):.2f}° {east}"


def site_name(data: Dataset, s: int, lang: Lang) -> str:
    """A site with its country in brackets, where that is not its name."""
    name, code = data.place_name(s, lang), data.sites.country.text(s)
    country = data.gazetteer.country_name(code, lang) if code else ""
    if not name or not country or country == name:
        return name
    return f"{name}（{country}）" if lang == "zh" else f"{name} ({country})"


def _is_within(data: Dataset, s: int) -> bool:
    """Whether a site has another name than its country."""
    country = data.gazetteer.countries.get(data.sites.country.text(s))
    names = {data.place_name(s, "en"), data.place_name(s, "zh")} - {""}
    return country is not None and not names <= {country.name, country.name_zh}


_BRIEF = ("country", "region")
"""What is known of a place, said shorter where more follows."""


def place_groups(data: Dataset, i: int, lang: Lang) -> list[tuple[str, str]]:
    """The places of event ``i``: names of those alike, and what is known of them: how exactly,
    what they are to the event, how far they have come."""
    sites = data.sites
    groups: dict[tuple[str, str, str], list[str]] = {}
    for s in data.events.sites.row(i).tolist():
        precision = sites.precision.text(s)
        if precision == "country" and _is_within(data, s):
            precision = "within"
        key = (precision, sites.role.text(s), sites.status.text(s))
        groups.setdefault(key, []).append(site_name(data, s, lang) or coordinates(data, s))
    made = []
    for (precision, role, status), names in groups.items():
        about = [""]
        if role and role != "site":
            about.append(known_word("inspector_place_", role, lang))
        if status and (status != "operating" or role == "site"):
            about.append(known_word("inspector_site_", status, lang))
        if precision:
            brief = precision in _BRIEF and len(about) > 1
            about[0] = known_word("inspector_precision_", precision + "_brief" * brief, lang)
        if not any(names):
            continue
        made.append((listed(names, lang), " · ".join(part for part in about if part)))
    return made


def amount_words(data: Dataset, i: int, lang: Lang = "en") -> str:
    """The sums on one line; '' when there is none."""
    return " ≈ ".join(amounts(data, i, lang))


def amounts(data: Dataset, i: int, lang: Lang) -> list[str]:
    """The sum as stated, then the source's own conversions, each with its currency and what
    qualifies it; empty when there is none."""
    events = data.events
    sums = [s.strip() for s in events.amount_text[i].split(";") if s.strip()]
    currencies = events.currency[i].split(";")
    qualifiers = events.amount_qualifier[i].split(";")
    made = []
    for k, text in enumerate(sums):
        currency = currencies[k].strip() if k < len(currencies) else ""
        told = f"{currency} {number_words(text, lang)}".strip()
        qualifier = qualifiers[k].strip() if k < len(qualifiers) else ""
        if qualifier and qualifier != "exact":
            told = qualified(qualifier, told, lang)
        made.append(told)
    return made


def qualified(qualifier: str, told: str, lang: Lang) -> str:
    """ "about CNY 380 billion"; a qualifier without words of its own stands in brackets."""
    try:
        return word(f"inspector_amount_{qualifier}", lang, sum=told)
    except KeyError:
        return f"{told} ({qualifier.replace('_', ' ')})"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of what became of an event; ``event`` -1: of its places. ``at``: seconds."""

    at: int
    when: str
    what: str
    event: int = -1


def history(data: Dataset, i: int, lang: Lang) -> list[Step]:
    """What was announced, opened and closed, and the stages that are a part of event ``i``, in
    the order of time; those without a date last."""
    sites, events = data.sites, data.events
    found: dict[tuple[str, int, int], list[str]] = {}
    columns: tuple[tuple[str, I64], ...] = (
        ("announced", sites.announced),
        ("opened", sites.opened),
        ("closed", sites.closed),
    )
    for s in events.sites.row(i).tolist():
        for name, spans in columns:
            lo, hi = int(spans[s, 0]), int(spans[s, 1])
            if lo != MAX:
                found.setdefault((name, lo, hi), []).append(data.place_name(s, lang))
    steps = [
        Step(lo, range_words(lo, hi, lang), _site_step(name, places, lang))
        for (name, lo, hi), places in found.items()
    ]
    for k in (events.part_of == i).nonzero()[0].tolist():
        at = int(events.start_lo[k]) if events.dated[k] else MAX
        steps.append(Step(at, when_short(data, k, lang), data.title(k, lang), k))
    return sorted(steps, key=lambda step: step.at)


def _site_step(name: str, places: list[str], lang: Lang) -> str:
    few = len(set(places)) <= 3
    told = listed(places, lang) if few else counted("site", "sites", len(places), lang)
    return word(f"inspector_step_{name}", lang, places=told)


def confidence_reason(data: Dataset, i: int, lang: Lang) -> str:
    """Why the confidence is what it is, as far as the sources show it: "2 sources, 1 conflict"."""
    cited = [data.citations[c] for c in data.events.citations.row(i).tolist()]
    if not cited:
        return word("inspector_no_source", lang)
    official = sum(data.sources[c.source].official for c in cited)
    against = sum(c.stance == "disputes" for c in cited)
    parts = [counted("inspector_source", "inspector_sources", len(cited), lang)]
    if official:
        parts.append(word("inspector_official", lang, n=official))
    if against:
        parts.append(counted("inspector_conflict", "inspector_conflicts", against, lang))
    return joined(parts, lang)


def organization_words(data: Dataset, i: int, lang: Lang) -> str:
    """The organizations of event ``i``."""
    found = data.events.organizations.row(i).tolist()
    return listed([data.organization_name(o, lang) for o in found], lang)


def country_words(data: Dataset, i: int, lang: Lang) -> str:
    """The countries of the sites of event ``i``."""
    codes = [data.sites.country.text(s) for s in data.events.sites.row(i).tolist()]
    return listed([data.gazetteer.country_name(code, lang) for code in codes if code], lang)


_coded: WeakKeyDictionary[Dataset, Codes] = WeakKeyDictionary()


def _countries(data: Dataset) -> Codes:
    """The countries of the sites of each event, as often as it has sites there: 0 where it is not
    known, else their code and one."""
    if data not in _coded:
        sites, k = data.sites, len(data.sites.country.values) + 1
        order = np.argsort(sites.event, kind="stable")
        event, code = sites.event[order].astype(np.int64), sites.country.codes[order] + 1
        begins = np.diff(event, prepend=-1) > 0
        first = np.full(len(data), k, coded(k))
        first[event[begins]] = code[begins]
        more = event[~begins].astype(np.int32), code[~begins].astype(coded(k))
        _coded[data] = Codes(k, first, *more)
    return _coded[data]


def places_shown(data: Dataset, shown: Bool) -> tuple[int, int]:
    """How many sites the events of ``shown`` (n,) have, and in how many known countries these
    lie, home not counted."""
    return _places(data, _countries(data).counts(shown))


def places_of(data: Dataset, events: I64) -> tuple[int, int]:
    """``places_shown`` of some events by number, rising."""
    return _places(data, _countries(data).count(events))


def _places(data: Dataset, counts: I64) -> tuple[int, int]:
    names = data.sites.country.values
    codes = {names[c - 1] for c in np.flatnonzero(counts).tolist() if c}
    away = (codes & data.gazetteer.countries.keys()) - {data.package.home}
    return int(counts.sum()), len(away)


def countries_words(data: Dataset, n: int, lang: Lang) -> str:
    """ "12 countries abroad"; only "12 countries" where the data has no home."""
    if data.package.home:
        return counted("country_abroad", "countries_abroad", n, lang)
    return counted("country_one", "countries", n, lang)


def category_words(data: Dataset, i: int, lang: Lang) -> str:
    """The name of the category of event ``i``."""
    return value_label(data, "category", data.events.category.text(i), lang)


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
    symbol = Symbol(6.4, 9, look.shape, 5.4, look.fill, look.edge)
    return MarkLabel(Layer("mark", (symbol,)), 16, 18, parent)
