"""What a file is, by its bytes: the name is never believed."""

from __future__ import annotations

import io
import zipfile
from typing import Final, Literal

from explorer.common.errors import InputError

Kind = Literal["empty", "zip", "json", "table", "gpkg", "other"]

MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"%PDF-", "a PDF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (such as XLS)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an XZ archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"PAR1", "a Parquet table"),
    (b"ARROW1", "an Arrow table"),
    (b"\x00\x00\x27\x0a", "a shapefile"),
    (b"fgb\x03fgb", "a FlatGeobuf layer"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a Windows program"),
    (b"OggS", "an Ogg recording"),
    (b"ID3", "an MP3 recording"),
    (b"{\\rtf", "an RTF document"),
)
MARKUP: Final = (
    ("<ogrvrt", "a GDAL VRT, which points at other files"),
    ("<svg", "an SVG picture"),
    ("<kml", "a KML layer"),
    ("<gpx", "a GPX track"),
    ("<!doctype html", "a web page"),
    ("<html", "a web page"),
    ("<?xml", "an XML document"),
    ("<!doctype", "an XML document"),
)
OFFICE: Final = (
    ("xl/", "an Excel workbook (XLSX)"),
    ("word/", "a Word document (DOCX)"),
    ("ppt/", "a PowerPoint deck (PPTX)"),
)
PLAIN: Final[dict[Kind, str]] = {
    "empty": "empty (0 bytes)",
    "zip": "a zip archive",
    "json": "JSON text",
    "table": "plain text",
    "gpkg": "a GeoPackage",
}


def sniff(data: bytes) -> tuple[Kind, str]:
    """The kind of ``data`` and its name for people, article included ("a PNG picture").

    Text of an unknown encoding counts as a table; "other" is anything not read here.
    """
    if not data:
        return "empty", PLAIN["empty"]
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _archive(data)
    for magic, words in MAGIC:
        if data.startswith(magic):
            if words == "an SQLite database" and data[68:72] in (b"GPKG", b"GP10", b"GP11"):
                return "gpkg", PLAIN["gpkg"]
            return "other", words
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "other", "a WebP picture"
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return "other", "a BMP picture"
    return _text(data)


def _text(data: bytes) -> tuple[Kind, str]:
    start = data[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_utf16(start):
        codec = utf16_codec(start)
        head = start[: len(start) // 2 * 2].decode(codec, "replace").lstrip("\ufeff")
    else:
        head = start.decode("utf-8", "replace").lstrip("\ufeff")
        controls = sum(1 for c in head if c < " " and c not in "\t\n\r\f")
        if controls * 10 > len(head) and controls > 3 and ("\0" in head or "\ufffd" in head):
            return "other", "binary data"
    head = head.lstrip().lower()
    if head.startswith("<"):
        for mark, words in MARKUP[:6]:
            if mark in head[:1024]:
                return "other", words
        for mark, words in MARKUP[6:]:
            if head.startswith(mark):
                return "other", words
    if head.startswith(("{", "[")):
        return "json", PLAIN["json"]
    return "table", PLAIN["table"]


def looks_utf16(data: bytes) -> bool:
    """Whether every other byte is mostly NUL, as in UTF-16 text of Latin letters."""
    sample = data[: min(len(data), 4096) // 2 * 2]
    if len(sample) < 4:
        return False
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    return max(even, odd) * 10 > half * 4 and min(even, odd) * 10 < half


def utf16_codec(data: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be``, by the mark at the start, else by where the NULs are."""
    if data.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if data.startswith(b"\xfe\xff"):
        return "utf-16-be"
    return "utf-16-le" if data[1:4096:2].count(0) >= data[0:4096:2].count(0) else "utf-16-be"


def looks_timelinejs(data: bytes) -> bool:
    """Whether JSON text is that of a timeline, not of a map."""
    return b'"start_date"' in data and b'"geometry"' not in data and b'"events"' in data


def _archive(data: bytes) -> tuple[Kind, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:5000]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return "zip", "a damaged zip archive"
    for prefix, words in OFFICE:
        if any(name.startswith(prefix) for name in names):
            return "other", words
    if "mimetype" in names and "content.xml" in names:
        return "other", "an OpenDocument file (such as ODS)"
    if any(name.lower().endswith(".kml") for name in names):
        return "other", "a KMZ layer"
    return "zip", PLAIN["zip"]


def expect(name: str, data: bytes, wanted: Kind, wanted_words: str) -> None:
    """Raise InputError, saying what the file is, unless ``data`` is of kind ``wanted``."""
    kind, words = sniff(data)
    if kind != wanted:
        end = "" if kind == "empty" else f", not {wanted_words}"
        raise InputError(f"{name} is {words}{end}")
