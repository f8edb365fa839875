"""PNG files: size, resolution, what they say about themselves, and that others read them."""

import struct
import zlib

import numpy as np
import pytest
from export_samples import META, picture
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from explorer.common.errors import UsageError
from explorer.export.meta import Meta
from explorer.export.png import SIGNATURE, encode, png
from explorer.figure.picture import Layer, Picture, Rect

pytestmark = pytest.mark.usefixtures("qapp")


def chunks(data: bytes) -> list[tuple[str, bytes]]:
    """Every chunk of a PNG, its checksum checked."""
    assert data.startswith(SIGNATURE)
    found, at = [], len(SIGNATURE)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert check == zlib.crc32(kind + body)
        found.append((kind.decode(), body))
        at += 12 + length
    return found


def texts(data: bytes) -> dict[str, str]:
    pairs = (body.split(b"\0\0\0\0\0", 1) for kind, body in chunks(data) if kind == "iTXt")
    return {key.decode(): value.decode() for key, value in pairs}


@pytest.mark.parametrize(("scale", "dpi"), [(1.0, 96.0), (2.0, 192.0), (3.125, 300.0)])
def test_that_size_and_resolution_are_as_asked(scale: float, dpi: float) -> None:
    data = png(picture(), scale, dpi, META)
    found = dict(chunks(data))
    assert struct.unpack(">II", found["IHDR"][:8]) == (round(320 * scale), round(240 * scale))
    assert struct.unpack(">IIB", found["pHYs"]) == (*[round(dpi / 0.0254)] * 2, 1)


def test_that_the_file_says_what_it_shows() -> None:
    said = texts(png(picture(), 1, 96, META))
    assert said["Title"] == META.title
    assert said["Software"] == "Chuhai Explorer"
    assert said["chuhai:fingerprint"] == META.fingerprint
    assert said["chuhai:filters"] == META.filters
    assert said["chuhai:command"] == META.command
    assert said["chuhai:created"] == "2026-02-14"


def test_that_empty_facts_are_left_out() -> None:
    assert set(texts(png(picture(), 1, 96, Meta()))) == {"Software"}


@pytest.mark.parametrize("size", [(20_000, 10), (10, 20_000), (0, 10)])
def test_that_sizes_that_cannot_be_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="16,384"):
        png(Picture(*size, "#ffffff", ()), 1, 96, META)


def test_that_a_clear_ground_stays_clear() -> None:
    clear = Picture(4, 4, "", (Layer("a", (Rect(0, 0, 2, 4, "#ff0000"),)),))
    image = QImage.fromData(png(clear, 1, 96, META))
    assert image.pixelColor(0, 0).name() == "#ff0000"
    assert image.pixelColor(3, 0).alpha() == 0


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([3, 4]), st.integers(0, 2**32 - 1))
def test_that_every_pixel_is_read_back(rows: int, columns: int, channels: int, seed: int) -> None:
    cells = np.random.default_rng(seed).integers(0, 256, (rows, columns, channels), np.uint8)
    image = QImage.fromData(encode(cells)).convertToFormat(QImage.Format.Format_RGBA8888)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(rows, columns, 4)
    assert (raw[..., :channels] == cells).all()


def test_that_bands_leave_the_file_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = np.random.default_rng(5).integers(0, 9, (41, 30, 3)).astype(np.uint8)
    drawn[7:30] = drawn[7]  # rows that are best told by the one above, over a band's edge
    whole = encode(drawn)
    monkeypatch.setattr("explorer.export.png._BAND", 90 * 4)
    assert encode(drawn) == whole
