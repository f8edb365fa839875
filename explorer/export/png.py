"""PNG files, with what they show and where it came from in text chunks.

Chunk layout: PNG specification (Third Edition), sections 5.3 and 11.3.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from explorer.common.errors import UsageError
from explorer.common.progress import Progress, silent
from explorer.export.meta import Meta
from explorer.export.options import MAX_SIDE
from explorer.figure.picture import Picture
from explorer.paint.fonts import clean
from explorer.paint.painter import to_image

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_RGB, _RGBA = 2, 6
_LEVEL: Final = 6
_BAND: Final = 4_000_000  # bytes of pixels that are filtered at once


def png(
    picture: Picture, scale: float, dpi: float, meta: Meta, progress: Progress = silent
) -> bytes:
    """``picture`` at round(size × scale) pixels, ``dpi`` recorded as pixels per metre.

    Raises UsageError beyond MAX_SIDE pixels a side.
    """
    width, height = round(picture.width * scale), round(picture.height * scale)
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        raise UsageError(
            f"a picture of {width:,} x {height:,} pixels can't be made: "
            f"each side takes 1 to {MAX_SIDE:,}"
        )
    try:
        image = to_image(picture, scale, dpi)
    except MemoryError as error:
        raise UsageError(
            f"not enough memory for a picture of {width:,} x {height:,} pixels"
        ) from error
    return encode(_pixels(image, progress), dpi, meta.pairs(), progress)


def _pixels(image: QImage, progress: Progress = silent) -> npt.NDArray[np.uint8]:
    """(rows, columns, 3 or 4) RGB(A), not premultiplied; taken over in bands of rows."""
    clear = image.hasAlphaChannel()
    kind = QImage.Format.Format_RGBA8888 if clear else QImage.Format.Format_RGB888
    channels = 4 if clear else 3
    rows, columns = image.height(), image.width()
    found = np.empty((rows, columns, channels), np.uint8)
    band = max(1, _BAND // (4 * columns))
    for first in range(0, rows, band):
        progress("drawing", 0, 0)
        part = image.copy(0, first, columns, min(band, rows - first)).convertToFormat(kind)
        raw = np.frombuffer(part.constBits(), np.uint8).reshape(part.height(), part.bytesPerLine())
        lines = raw[:, : columns * channels].reshape(part.height(), columns, channels)
        found[first : first + part.height()] = lines
    return found


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def _text_chunk(key: str, text: str) -> bytes:
    """iTXt, uncompressed UTF-8; keywords are Latin-1, 1 to 79 bytes."""
    head = key.encode("latin-1", "replace")[:79]
    return _chunk(b"iTXt", head + b"\0\0\0\0\0" + clean(text).encode())


def _filtered(flat: npt.NDArray[np.uint8], first: int, last: int, channels: int) -> bytes:
    """Rows ``first`` to ``last`` (exclusive) of ``flat`` (rows, bytes), each behind the number of
    its filter: 0 none, 1 sub, 2 up."""
    here = flat[first:last]
    above = np.zeros_like(here)
    above[1:] = here[:-1]
    if first:
        above[0] = flat[first - 1]
    up = here - above  # wraps modulo 256, as the format wants
    left = here.copy()
    left[:, channels:] -= here[:, :-channels]
    choices = np.stack([here, left, up])
    cost = np.abs(choices.view(np.int8).astype(np.int16)).sum(axis=2, dtype=np.int64)
    best = cost.argmin(axis=0)
    lines = np.empty((len(here), flat.shape[1] + 1), np.uint8)
    lines[:, 0] = best
    lines[:, 1:] = choices[best, np.arange(len(here))]
    return lines.tobytes()


def encode(
    pixels: npt.NDArray[np.uint8],
    dpi: float = 96.0,
    texts: tuple[tuple[str, str], ...] = (),
    progress: Progress = silent,
) -> bytes:
    """A PNG file of (rows, columns, 3 or 4) pixels. Each row is stored as its difference from
    the one above or as it is, whichever has the smaller sum of magnitudes."""
    rows, columns, channels = pixels.shape
    flat = np.ascontiguousarray(pixels).reshape(rows, columns * channels)
    packer = zlib.compressobj(_LEVEL)
    # In bands: the candidates of a whole poster would take twenty times its own memory.
    band = max(1, _BAND // max(1, flat.shape[1]))
    packed = []
    for k in range(0, rows, band):
        progress("packing", k, rows)
        packed.append(packer.compress(_filtered(flat, k, k + band, channels)))
    packed.append(packer.flush())
    kind = _RGBA if channels == 4 else _RGB
    per_metre = round(dpi / 0.0254)
    return b"".join(
        [
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", columns, rows, 8, kind, 0, 0, 0)),
            _chunk(b"sRGB", b"\0"),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            *(_text_chunk(key, text) for key, text in texts),
            _chunk(b"IDAT", b"".join(packed)),
            _chunk(b"IEND", b""),
        ]
    )
