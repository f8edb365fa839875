"""The JSON of TimelineJS 3 as a flat table, as far as it goes.

The form: https://timeline.knightlab.com/docs/json-format.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any, Final

from explorer.common.errors import InputError
from explorer.dataset.assemble import Parts
from explorer.dataset.flat import flat_features
from explorer.dataset.headings import FIELD_KEYS, key
from explorer.dataset.log import Log, Place
from explorer.dataset.records import text_of
from explorer.files.geojson import features_of
from explorer.files.strict_json import Reader

SOURCES: Final = "sources"
"""Class of the list of sources at the end of a text that this program wrote."""
PARTS: Final = ("year", "month", "day", "hour", "minute", "second")
USED: Final = ("start_date", "end_date", "text", "group", "unique_id")
BLOCKS: Final = frozenset({"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr"})
SILENT: Final = frozenset({"script", "style"})
VOID: Final = frozenset({"br", "img", "hr", "input", "wbr", "meta", "link", "source"})


def read_timelinejs(log: Log, name: str, data: bytes) -> Parts:
    """The parts in a timeline. Raises InputError."""
    reader = Reader(name, data, log.options.encoding, "TimelineJS")
    if reader.peek() != "{":
        raise reader.refused("this is JSON, but no timeline: it is no object")
    members, slides = reader.members("events")
    reader.end()
    if slides is None:
        raise InputError(f"{name} is JSON, but no timeline: “events” is no list")
    found = features_of(name, [(line, _feature(slide)) for line, slide in slides])
    if members.get("eras"):
        log.add("warning", Place(name, None), "eras", "", "the eras of the timeline are not read")
    parts = flat_features(log, found, data)
    title = members.get("title")
    headline = _text(title).get("headline") if isinstance(title, dict) else None
    if words := Words(text_of(headline)).text:
        parts.package = replace(parts.package, title=words)
    return parts


def _text(slide: Mapping[str, Any]) -> Mapping[str, Any]:
    text = slide.get("text")
    return text if isinstance(text, dict) else {}


def _feature(slide: Any) -> Any:
    """A slide as a feature with the fields of a flat table; what is none stays what it is."""
    if not isinstance(slide, dict):
        return slide
    text = _text(slide)
    headline, body = Words(text_of(text.get("headline"))), Words(text_of(text.get("text")))
    links = {**headline.links, **body.links}
    properties: dict[str, Any] = {
        "id": text_of(slide.get("unique_id")),
        "title": headline.text,
        "date": _date(slide.get("start_date")),
        "ended": _date(slide.get("end_date")),
        "category": text_of(slide.get("group")),
        "summary": body.text,
        "source": [(title or url).replace(";", ",") for url, title in links.items()],
        "url": list(links),
    }
    for name, value in slide.items():
        if name not in USED:
            own = f"slide_{name}" if key(name) in FIELD_KEYS or name in properties else name
            properties[own] = value
    return {"type": "Feature", "properties": properties, "geometry": None}


def _date(value: Any) -> str:
    """A date in parts as EDTF; one that makes no sense as its parts, for the message."""
    if not isinstance(value, dict):
        return text_of(value)
    parts = [text_of(value.get(part)).strip().removesuffix(".0") for part in PARTS]
    while parts and not parts[-1]:
        parts.pop()
    year, *rest = parts or [""]
    if re.fullmatch(r"-?\d{5,}", year):
        return f"Y{year}"
    if re.fullmatch(r"-?\d{1,4}", year):
        year = ("-" if year.startswith("-") else "") + year.lstrip("-").zfill(4)
    rest = [part.zfill(2) for part in rest]
    if len(rest) == 3:
        rest.append("00")
    day = "-".join([year, *rest[:2]])
    return f"{day}T{':'.join(rest[2:])}" if len(rest) > 2 else day


class Words(HTMLParser):
    """The words of HTML text as ``text``, and the web addresses in it with what they are called
    (``links``). A list of sources of ours counts for its links alone."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: dict[str, str] = {}
        self._pieces: list[str] = []
        self._link, self._muted = "", 0
        self.feed(html)
        self.close()
        lines = (" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
        self.text = "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if self._muted:
            self._muted += tag not in VOID
        elif tag in SILENT or (tag == "ul" and named.get("class") == SOURCES):
            self._muted = 1
        if tag in BLOCKS and not self._muted:
            self._pieces.append("\n")
        href = (named.get("href") or "").strip()
        if tag == "a" and href.startswith(("http://", "https://")):
            self._link = href
            self.links.setdefault(href, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = ""
        if self._muted:
            self._muted -= tag not in VOID
        elif tag in BLOCKS:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self._link:
            self.links[self._link] = " ".join(f"{self.links[self._link]} {data}".split())
        if not self._muted:
            self._pieces.append(data)
