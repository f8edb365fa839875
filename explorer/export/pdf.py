"""PDF files: Qt draws the page, pikepdf gives it its exact size, facts and fixed bytes."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from typing import Final

import pikepdf
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, QUuid
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from explorer.common.errors import OutputError
from explorer.export.meta import SOFTWARE, Meta
from explorer.figure.picture import Picture
from explorer.paint.fonts import clean
from explorer.paint.painter import paint

POINTS: Final = 72.0 / 96.0
"""PDF points for one logical pixel."""
_RESOLUTION: Final = 96
_NO_ID: Final = QUuid("{00000000-0000-0000-0000-000000000000}")

_CODE: Final = re.compile(rb"<([0-9A-Fa-f]{4})>")
_TARGETS: Final = re.compile(rb"(?<=> )(?:\[[^\]]*\]|<[0-9A-Fa-f]{4}>(?=\s*\n))")
"""What a bfrange maps to: a list in brackets, or one code at the end of the line."""


def pdf(picture: Picture, meta: Meta) -> bytes:
    """``picture`` as a one-page PDF of exactly its logical size at 96 dpi, texts as text.

    Raises OutputError when Qt can't draw it.
    """
    return _finish(_drawn(picture, meta), picture, meta)


def _drawn(picture: Picture, meta: Meta) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setDocumentId(_NO_ID)
    writer.setResolution(_RESOLUTION)
    writer.setTitle(clean(meta.title))
    size = QPageSize(
        QSizeF(picture.width * POINTS, picture.height * POINTS),
        QPageSize.Unit.Point,
        "",
        QPageSize.SizeMatchPolicy.ExactMatch,
    )
    whole = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    writer.setPageLayout(whole)
    painter = QPainter()
    if not painter.begin(writer):
        raise OutputError("the PDF page can't be drawn")
    painter.scale(_RESOLUTION / 96, _RESOLUTION / 96)
    paint(painter, picture)
    painter.end()
    buffer.close()
    return bytes(data.data())


def _day(created: str) -> str:
    """A PDF date (ISO 32000-1, 7.9.4) of an ISO day, midnight UTC; '' when there is none."""
    digits = created[:10].replace("-", "")
    return f"D:{digits}000000Z" if len(digits) == 8 and digits.isdigit() else ""


def _true_character(code: re.Match[bytes]) -> bytes:
    """Qt gives a glyph to the lowest of its characters: a tab for the space, radicals (U+2E80 to
    U+2FDF) for some Chinese characters. Searching and copying want the common one."""
    value = int(code.group(1), 16)
    if value == 0x09:
        value = 0x20
    elif 0x2E80 <= value <= 0x2FDF:
        common = unicodedata.normalize("NFKC", chr(value))
        value = ord(common) if len(common) == 1 else value
    return b"<%04X>" % value


def mend_cmap(cmap: bytes) -> bytes:
    """A ToUnicode CMap with the characters that people write, for those Qt chose."""
    return _TARGETS.sub(lambda run: _CODE.sub(_true_character, run.group()), cmap)


def _mend_fonts(file: pikepdf.Pdf) -> None:
    for page in file.pages:
        fonts = page.resources.get("/Font")
        for font in () if fonts is None else fonts.values():
            if "/ToUnicode" in font:
                font.ToUnicode.write(mend_cmap(font.ToUnicode.read_bytes()))


def _finish(raw: bytes, picture: Picture, meta: Meta) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(raw)) as file:
        box = [0, 0, round(picture.width * POINTS, 4), round(picture.height * POINTS, 4)]
        file.pages[0].MediaBox = pikepdf.Array(box)
        if "/Metadata" in file.Root:  # Qt's XMP carries the clock
            del file.Root["/Metadata"]
        _mend_fonts(file)
        info = pikepdf.Dictionary()
        day = _day(meta.created)
        pairs = (
            ("/Title", meta.title),
            ("/Subject", meta.fingerprint and f"chuhai:fingerprint={meta.fingerprint}"),
            ("/Keywords", meta.filters),
            ("/Creator", SOFTWARE),
            ("/Producer", f"{SOFTWARE} (Qt)"),
            ("/CreationDate", day),
            ("/ModDate", day),
            ("/Command", meta.command),
        )
        for key, text in pairs:
            if text:
                info[key] = pikepdf.String(clean(text))
        file.trailer["/Info"] = file.make_indirect(info)
        file.Root["/Lang"] = pikepdf.String("zh-CN" if meta.lang == "zh" else "en-GB")
        file.Root["/ViewerPreferences"] = pikepdf.Dictionary(DisplayDocTitle=True)
        file.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
