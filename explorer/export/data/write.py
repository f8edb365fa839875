"""A dataset, or a part of it, as a file of another program's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from explorer.common.errors import UsageError
from explorer.common.records import dataclass
from explorer.export.data.chosen import Chosen
from explorer.files.archive import packed
from explorer.files.package import BRIEFING
from explorer.files.safe import write_folder, write_whole


@dataclass(frozen=True, slots=True)
class Format:
    """``name`` is what ``--to`` takes; ``endings`` are those of file names, the first the usual
    one; a format without any is a folder."""

    name: str
    words: str
    endings: tuple[str, ...]


FORMATS: Final = (
    Format("package", "Data Package", ()),
    Format("chuhai", "Chuhai file", (".chuhai",)),
    Format("zip", "zipped Data Package", (".zip",)),
    Format("gpkg", "GeoPackage", (".gpkg",)),
    Format("csv", "CSV table", (".csv",)),
    Format("geojson", "GeoJSON", (".geojson",)),
    Format("timelinejs", "TimelineJS", (".timeline.json",)),
    Format("bibtex", "BibTeX", (".bib",)),
    Format("csl-json", "CSL-JSON", (".csl.json",)),
)
PACKAGES: Final = ("package", "chuhai", "zip")
NAMES: Final = tuple(known.name for known in FORMATS)


def format_of(out: str) -> str:
    """The format that the name of a file tells. Raises UsageError."""
    name = out.lower()
    for known in FORMATS:
        if known.endings and name.endswith(known.endings):
            return known.name
    if out.endswith(("/", "\\")) or not Path(out).suffix:
        return "package"
    endings = ", ".join(ending for known in FORMATS for ending in known.endings)
    raise UsageError(
        f"{out}: no format is known by this ending (known: {endings}, none for a folder); "
        "--to says which is meant"
    )


def write_data(path: Path, chosen: Chosen, name: str, briefing: bytes = b"") -> list[str]:
    """Write what is ``chosen`` to ``path`` in the format ``name``, whole or not at all.
    ``briefing``: the package's ``briefing.json``, which goes with a package. Returns what the
    format could not carry, in words. Raises OutputError."""
    if name in PACKAGES:
        from explorer.export.data.package import package_files

        files = package_files(chosen)
        if briefing:
            files[BRIEFING] = briefing
        if name == "package":
            write_folder(path, files)
        else:
            write_whole(path, packed(files))
        return []
    data, notes = _file(chosen, name)
    write_whole(path, data)
    return notes


def _file(chosen: Chosen, name: str) -> tuple[bytes, list[str]]:
    writer: Callable[[Chosen], bytes]
    match name:
        case "gpkg":
            from explorer.export.data.geopackage import geopackage as writer
        case "csv":
            from explorer.export.data.flat import csv_table as writer
        case "geojson":
            from explorer.export.data.flat import geojson as writer
        case "bibtex":
            from explorer.export.data.bibliography import bibtex as writer
        case "csl-json":
            from explorer.export.data.bibliography import csl_json as writer
        case _:
            return _timeline(chosen)
    return writer(chosen), []


def _timeline(chosen: Chosen) -> tuple[bytes, list[str]]:
    from explorer.export.data.timelinejs import timelinejs

    data, left = timelinejs(chosen)
    if not left:
        return data, []
    shown = ", ".join(left[:10]) + (f" and {len(left) - 10} more" if len(left) > 10 else "")
    one = len(left) == 1
    events, is_ = ("1 event has", "is") if one else (f"{len(left)} events have", "are")
    return data, [f"{events} no date that TimelineJS could tell, and {is_} not written: {shown}"]
