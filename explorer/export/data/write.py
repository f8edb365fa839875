"""A dataset, or a part of it, as a file of another program's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from explorer.common.errors import UsageError
from explorer.common.look import Lang
from explorer.common.progress import Progress, silent
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
SHOWN: Final = 10
"""So many events are named that a file can't hold."""


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


def named(out: Path, name: str) -> Path:
    """``out`` with an ending of the format ``name``: its own where it has one."""
    endings = next(known.endings for known in FORMATS if known.name == name)
    if not endings or out.name.lower().endswith(endings):
        return out
    last = "." + endings[0].rpartition(".")[2]
    stem = out.name[: -len(last)] if out.name.lower().endswith(last) else out.name
    return out.with_name(stem + endings[0])


def write_data(
    path: Path,
    chosen: Chosen,
    name: str,
    briefing: bytes = b"",
    lang: Lang = "en",
    progress: Progress = silent,
) -> list[str]:
    """Write what is ``chosen`` to ``path`` in the format ``name``, whole or not at all.
    ``briefing``: the package's ``briefing.json``, which goes with a package. Returns what the
    format could not carry, in words of ``lang``. Raises OutputError."""
    if name in PACKAGES:
        from explorer.export.data.package import package_files

        files = package_files(chosen, progress)
        if briefing:
            files[BRIEFING] = briefing
        if name == "package":
            progress("file", 0, 0)
            write_folder(path, files)
            return []
        progress("packing", 0, 0)
        data = packed(files)
        progress("file", 0, 0)
        write_whole(path, data)
        return []
    data, notes = _file(chosen, name, lang, progress)
    progress("file", 0, 0)
    write_whole(path, data)
    return notes


def _file(chosen: Chosen, name: str, lang: Lang, progress: Progress) -> tuple[bytes, list[str]]:
    writer: Callable[[Chosen, Progress], bytes]
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
            return _timeline(chosen, lang, progress)
    return writer(chosen, progress), []


def _timeline(chosen: Chosen, lang: Lang, progress: Progress) -> tuple[bytes, list[str]]:
    from explorer.export.data.timelinejs import timelinejs

    data, left = timelinejs(chosen, progress)
    return data, [_undated_words(left, lang)] if left else []


def _undated_words(left: list[str], lang: Lang) -> str:
    more = len(left) - SHOWN
    if lang == "zh":
        shown = "、".join(left[:SHOWN]) + (f"，另有 {more} 个" if more > 0 else "")
        return f"{len(left)} 个事件没有 TimelineJS 能表示的日期，未写入：{shown}"
    shown = ", ".join(left[:SHOWN]) + (f" and {more} more" if more > 0 else "")
    one = len(left) == 1
    events, is_ = ("1 event has", "is") if one else (f"{len(left)} events have", "are")
    return f"{events} no date that TimelineJS could tell, and {is_} not written: {shown}"
