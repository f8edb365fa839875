"""A file is what its bytes say."""

import io
import zipfile

import pytest

from explorer.common.errors import InputError
from explorer.files.sniff import expect, sniff


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name in names:
            out.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", "empty", "empty (0 bytes)"),
        (b"\x89PNG\r\n\x1a\n....", "other", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "other", "a JPEG picture"),
        (b"%PDF-1.7", "other", "a PDF document"),
        (b"SQLite format 3\x00" + bytes(52) + b"GPKG", "gpkg", "a GeoPackage"),
        (b"SQLite format 3\x00" + bytes(60), "other", "an SQLite database"),
        (archive("xl/workbook.xml"), "other", "an Excel workbook (XLSX)"),
        (archive("word/document.xml"), "other", "a Word document (DOCX)"),
        (archive("mimetype", "content.xml"), "other", "an OpenDocument file (such as ODS)"),
        (archive("doc.kml"), "other", "a KMZ layer"),
        (archive("datapackage.json"), "zip", "a zip archive"),
        (b"PK\x03\x04 and no more", "zip", "a damaged zip archive"),
        (b'<?xml version="1.0"?><!DOCTYPE svg><svg/>', "other", "an SVG picture"),
        (b"<!DOCTYPE kml [<!ENTITY a 'b'>]><kml/>", "other", "a KML layer"),
        (b"<OGRVRTDataSource><SrcDataSource>/etc/passwd", "other", "a GDAL VRT"),
        (b"\xef\xbb\xbf  {}", "json", "JSON text"),
        ("{}".encode("utf-16"), "json", "JSON text"),
        (b"title,date\n", "table", "plain text"),
        (b"<b>title</b>,date\n", "table", "plain text"),
        (bytes(range(32)) * 4, "other", "binary data"),
    ],
)
def test_that_bytes_tell_what_a_file_is(data: bytes, kind: str, words: str) -> None:
    found = sniff(data)
    assert found[0] == kind
    assert found[1].startswith(words)


def test_that_a_wrong_file_is_refused_by_what_it_is() -> None:
    with pytest.raises(InputError, match=r"events\.csv is a PNG picture, not a table"):
        expect("events.csv", b"\x89PNG\r\n\x1a\n", "table", "a table")
