"""Options that several commands share, and what they come to."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from explorer.common.errors import UsageError
from explorer.common.records import dataclass
from explorer.dataset.calendar import DAY
from explorer.dataset.edtf import DateError, parse
from explorer.dataset.model import Dataset
from explorer.dataset.options import ReadOptions
from explorer.export.options import MAX_SIDE, PARTS, SUFFIXES, SnapshotOptions
from explorer.files.geojson import read_rings, rings_of
from explorer.query.clauses import Clause, MapPolygon, Match, Text
from explorer.query.parse import parse_bbox, parse_time, parse_where

FROM_A_TABLE: Final = 1_000_000
"""So many events at most does ``bench`` open from a file, unless it is told to."""
SIGNED = frozenset({"--bbox", "--time", "--center", "--today"})
"""Options whose value may begin with a minus sign."""


def tied(argv: Sequence[str]) -> list[str]:
    """``argv`` with signed values tied to their option: argparse takes -20,-35,55,38 for an
    option of its own."""
    found: list[str] = []
    for word in argv:
        if found and found[-1] in SIGNED and re.match(r"-[\d.]", word):
            found[-1] += f"={word}"
        else:
            found.append(word)
    return found


@dataclass(frozen=True, slots=True)
class Filters:
    """The filter options as typed, each as often as it was given: all of them hold. An empty time,
    box or area is an error, as a script whose variable is not set would otherwise get everything.
    """

    time: tuple[str, ...]
    match: tuple[Match, ...]
    where: tuple[str, ...]
    search: tuple[str, ...]
    bbox: tuple[str, ...]
    within: tuple[str, ...]

    def clauses(self, dataset: Dataset) -> tuple[Clause, ...]:
        """As clauses over ``dataset``. Raises UsageError, or InputError for --within's file."""
        found: list[Clause] = [
            parse_time(text, match) for text, match in zip(self.time, self._matches(), strict=True)
        ]
        found += [parse_where(text, dataset) for text in self.where]
        found += [Text(text.strip()) for text in self.search if text.strip()]
        found += [parse_bbox(text) for text in self.bbox]
        found += [_within(text) for text in self.within]
        return tuple(found)

    def _matches(self) -> tuple[Match, ...]:
        """The way of matching of each time."""
        if len(self.match) <= 1:
            return (self.match or ("possibly",)) * len(self.time)
        if len(self.match) != len(self.time):
            raise UsageError("--time-match: give it once, or once for each --time")
        return self.match


def _within(text: str) -> MapPolygon:
    if text.lstrip().startswith("{"):
        return MapPolygon(rings_of("--within", text.encode("utf-8", "replace")), view="within")
    return MapPolygon(read_rings(text), name=Path(text).name, view="within")


def add_reading(parser: argparse.ArgumentParser) -> None:
    """The options for reading a foreign table."""
    group = parser.add_argument_group("reading a foreign table")
    group.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        action="append",
        default=[],
        help="which column holds a field (title, date, place, …); repeatable",
    )
    group.add_argument("--encoding", help="encoding of the text, e.g. gb18030")
    group.add_argument("--delimiter", help="what parts the cells, e.g. ';' or tab")
    group.add_argument("--decimal", choices=[".", ","], help="decimal sign of numbers")
    group.add_argument("--date-order", choices=["dmy", "mdy", "ymd"], help="order in 03/04/2020")
    group.add_argument("--crs", metavar="EPSG", help="coordinate system, e.g. EPSG:3857")


def reading_of(args: argparse.Namespace) -> ReadOptions:
    """The reading options. Raises UsageError."""
    pairs = []
    for text in args.map:
        field, sign, column = text.partition("=")
        if not (sign and field.strip() and column.strip()):
            raise UsageError(f"--map “{text}”: expected FIELD=COLUMN, e.g. --map date=Datum")
        pairs.append((field.strip(), column.strip()))
    if args.delimiter == "":
        raise UsageError("--delimiter: give one character, or the word tab")
    return ReadOptions(
        map=tuple(pairs),
        encoding=args.encoding or "",
        delimiter=args.delimiter or "",
        decimal=args.decimal or "",
        date_order=args.date_order or "",
        crs=args.crs or "",
    )


def add_filters(parser: argparse.ArgumentParser) -> None:
    """The filter options, the same for every command that reads events."""
    group = parser.add_argument_group("filters, each of them repeatable (and)")
    repeated: Final[dict[str, Any]] = {"action": "append", "default": []}
    group.add_argument("--time", metavar="EDTF", help="e.g. 2024-05 or 2024/2025-06", **repeated)
    group.add_argument(
        "--time-match",
        choices=["possibly", "certainly"],
        help="some reading of the date overlaps (possibly), or every one",
        **repeated,
    )
    group.add_argument(
        "--where",
        metavar="FIELD=VALUE[,VALUE]",
        help="commas mean or, repeats mean and, != excludes; >= and <= for amount, confidence, "
        "date, sources, health, as_of; fields: category, organization, country, status, "
        "confidence, tag, source, dispute, sources, stance, missing, health, id",
        **repeated,
    )
    group.add_argument("--search", metavar="TEXT", help="every word, in any language", **repeated)
    group.add_argument("--bbox", metavar="W,S,E,N", help="degrees; W > E crosses 180°", **repeated)
    group.add_argument(
        "--within",
        metavar="FILE",
        help="polygons of a GeoJSON file, or GeoJSON itself ('{…}')",
        **repeated,
    )


def filters_of(args: argparse.Namespace) -> Filters:
    """The filter options as typed."""
    return Filters(
        time=tuple(args.time),
        match=tuple(args.time_match),
        where=tuple(args.where),
        search=tuple(args.search),
        bbox=tuple(args.bbox),
        within=tuple(args.within),
    )


def add_picture(parser: argparse.ArgumentParser) -> None:
    """The options of ``snapshot``."""
    group = parser.add_argument_group("picture")
    group.add_argument("--size", metavar="WxH", default="1920x1080", help="logical pixels")
    group.add_argument("--scale", metavar="N", help="device pixels for one logical pixel")
    group.add_argument("--dpi", metavar="N", help="scale = dpi / 96, recorded in the file")
    group.add_argument("--projection", choices=["equal-earth"], default="equal-earth")
    group.add_argument("--center", metavar="LON", default="150", help="central meridian, degrees")
    group.add_argument("--theme", choices=["light", "dark", "print"], default="light")
    group.add_argument("--lang", choices=["en", "zh"], default="en")
    group.add_argument("--title", default="", help="headline; else the package's title")
    group.add_argument("--show", metavar="PARTS", default=",".join(PARTS), help=",".join(PARTS))
    group.add_argument("--today", metavar="DATE", help="draw the today line there")


def add_bench(parser: argparse.ArgumentParser) -> None:
    """The options of ``bench``."""
    parser.add_argument("--events", metavar="N", default="1e5", help="1e3 to 1e7; 1e5 unless given")
    parser.add_argument(
        "--steps", metavar="N", default="100", help="steps of each kind, 2 to 10000"
    )
    parser.add_argument("--size", metavar="WxH", default="1600x1000", help="window, logical pixels")
    parser.add_argument(
        "--ratio", type=int, choices=[1, 2], default=1, help="device pixels for one logical pixel"
    )
    parser.add_argument(
        "--source",
        choices=["table", "columns"],
        help="what the window opens: a CSV file that is written first, or columns as they are in "
        "memory, which leaves the reading out; a file up to 1e6 events unless given",
    )
    parser.add_argument("--format", choices=["text", "json"], default="text", help="output")
    parser.add_argument(
        "--json", dest="format", action="store_const", const="json", help="as --format json"
    )


def course_of(args: argparse.Namespace) -> dict[str, Any]:
    """The options of ``bench`` by their names in ``Course``. Raises UsageError."""
    events = _count("--events", args.events, 1_000, 10_000_000)
    return {
        "events": events,
        "steps": _count("--steps", args.steps, 2, 10_000),
        "source": args.source or ("table" if events <= FROM_A_TABLE else "columns"),
        "ratio": args.ratio,
        "size": _window_size(args.size),
    }


def _count(option: str, text: str, low: int, high: int) -> int:
    match = re.fullmatch(r"(\d{1,9})(?:[eE](\d))?", text.strip(), re.ASCII)
    if not match:
        raise UsageError(f"{option} “{text}”: expected a whole number, such as 1000 or 1e5")
    value = int(f"{match[1]}{'0' * int(match[2] or 0)}")
    if not low <= value <= high:
        raise UsageError(f"{option} {text}: expected {low:,} to {high:,}")
    return value


def _window_size(text: str) -> tuple[int, int]:
    width, height = _size(text)
    if not (1024 <= width <= 8192 and 700 <= height <= 8192):
        raise UsageError(f"--size {text}: the window is at least 1024x700, no side over 8,192")
    return width, height


def picture_of(args: argparse.Namespace) -> SnapshotOptions:
    """The picture options. Raises UsageError."""
    if args.out.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{args.out}: the ending must be .png, .svg or .pdf")
    width, height = _size(args.size)
    scale, dpi = _scale(args.scale, args.dpi)
    if max(width, height) * scale > MAX_SIDE:
        raise UsageError(
            f"--size {args.size} at scale {scale:g}: a side would pass {MAX_SIDE:,} pixels"
        )
    return SnapshotOptions(
        width=width,
        height=height,
        scale=scale,
        dpi=dpi,
        theme=args.theme,
        lang=args.lang,
        title=" ".join(args.title.split()),
        show=_parts(args.show),
        center=_number("--center", args.center, -180, 180),
        today=_today(args.today) if args.today is not None else None,
    )


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})[x×X](\d{1,6})", text.strip())
    if not match:
        raise UsageError(f"--size “{text}”: expected WIDTHxHEIGHT, e.g. 1920x1080")
    width, height = int(match[1]), int(match[2])
    if width < 200 or height < 150:
        raise UsageError(f"--size {text}: at least 200x150")
    if max(width, height) > MAX_SIDE:
        raise UsageError(f"--size {text}: no side over {MAX_SIDE:,}")
    return width, height


def _number(option: str, text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"{option} “{text}”: expected a number") from None
    if not low <= value <= high:
        raise UsageError(f"{option} {text}: expected {low:g} to {high:g}")
    return value


def _scale(scale: str | None, dpi: str | None) -> tuple[float, float]:
    """Device pixels for one logical pixel, and the dots an inch to record."""
    if scale is not None and dpi is not None:
        raise UsageError("--scale and --dpi say the same thing: give one of them")
    if dpi is not None:
        value = _number("--dpi", dpi, 24, 2400)
        return value / 96, value
    factor = _number("--scale", scale, 0.25, 16) if scale is not None else 1.0
    return factor, 96 * factor


def _parts(text: str) -> tuple[str, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if unknown := [part for part in parts if part not in PARTS]:
        raise UsageError(f"--show {unknown[0]}: expected some of {', '.join(PARTS)}")
    if not {"map", "timeline"} & set(parts):
        raise UsageError("--show: needs map or timeline")
    return tuple(part for part in PARTS if part in parts)


def _today(text: str) -> int:
    try:
        date = parse(text)
    except DateError as error:
        raise UsageError(f"--today “{text}”: {error}") from None
    if date.interval or date.end.hi - date.start.lo > DAY:
        raise UsageError(f"--today “{text}”: give one day, such as 2025-06-01")
    return date.start.lo
