"""SVG files: well formed, texts whole, the same picture in another renderer."""

import re
import subprocess
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from export_samples import META, WORDS, picture
from fontTools.ttLib import TTFont
from PySide6.QtGui import QImage

from explorer.export.meta import Meta
from explorer.export.svg import number, ring_path, svg
from explorer.figure.picture import Area, Font, Layer, Line, Picture, Text
from explorer.paint.painter import to_image

SVG = "{http://www.w3.org/2000/svg}"

pytestmark = pytest.mark.usefixtures("qapp")


def parsed(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)


def test_that_each_text_is_one_whole_string() -> None:
    texts = [t.text for t in parsed(svg(picture(), META)).iter(f"{SVG}text")]
    assert texts == list(WORDS)


def test_that_size_title_and_facts_are_told() -> None:
    data = svg(picture(), META)
    root = parsed(data)
    assert (root.get("width"), root.get("height")) == ("320", "240")
    assert root.get("viewBox") == "0 0 320 240"
    assert root.findtext(f"{SVG}title") == META.title
    assert "A test picture." in (root.findtext(f"{SVG}desc") or "")
    for fact in (META.fingerprint, META.filters, META.command, META.created):
        assert fact in data.decode()


def test_that_the_fonts_hold_every_character_used() -> None:
    data = svg(picture(), META).decode()
    held: dict[str, set[int]] = {}
    faces = re.findall(r'font-family:"([^"]+)".*?base64,([^)]+)\)', data)
    for family, font in faces:
        codes = TTFont(BytesIO(b64decode(font))).getBestCmap()
        held.setdefault(family, set()).update(codes)
    assert set(held) == {"Inter", "Noto Sans SC"}
    assert {ord(c) for word in WORDS for c in word} <= held["Inter"] | held["Noto Sans SC"]
    assert len(data) < 200_000
    assert "sans-serif" in data


def test_that_halos_do_not_double_the_text() -> None:
    root = parsed(svg(picture(), META))
    haloed = [t for t in root.iter(f"{SVG}text") if t.get("paint-order")]
    assert len(haloed) == 3
    assert all(t.get("stroke") == "#ffffff" for t in haloed)


def test_that_layers_are_cut_to_their_clip() -> None:
    root = parsed(svg(picture(), META))
    group = next(g for g in root.iter(f"{SVG}g") if g.get("clip-path"))
    key = str(group.get("clip-path"))[5:-1]
    clip = next(c for c in root.iter(f"{SVG}clipPath") if c.get("id") == key)
    assert clip[0].get("width") == "310"


def test_that_naughty_texts_stay_texts() -> None:
    words = ['<script>alert("1")</script>', "a\x00b\x0bc\x1f", "]]>&lt;", "\ud800x", "\u202eevil"]
    marks = tuple(Text(5, 20 * k + 20, w, Font(12), "#000000", 50) for k, w in enumerate(words))
    meta = Meta(title="<&\x01", filters='"--><x>', fingerprint="f")
    root = parsed(svg(Picture(100, 120, "#ffffff", (Layer('"<', marks),)), meta))
    texts = [t.text for t in root.iter(f"{SVG}text")]
    assert texts == ['<script>alert("1")</script>', "abc", "]]>&lt;", "x", "evil"]
    assert root.findtext(f"{SVG}title") == "<&"
    assert not list(root.iter(f"{SVG}script"))


def test_that_numbers_are_short_and_never_nan() -> None:
    assert [number(v) for v in (1.0, 1.234, -0.001, 0.5, 100.0, 1e-9)] == [
        "1",
        "1.23",
        "0",
        "0.5",
        "100",
        "0",
    ]
    assert number(float("nan")) == "0"
    assert float(number(float("inf"))) == 1e7
    assert ring_path(np.array([(0, 0), (0.001, 0), (1, 1)]), True) == "M0 0L1 1Z"


def test_that_broken_coordinates_leave_a_readable_file() -> None:
    ring = np.array([(np.nan, 1.0), (np.inf, 2.0), (3.0, -np.inf)])
    broken = Picture(10, 10, "", (Layer("a", (Area((ring,), "#ff0000"), Line(ring, "#00ff00"))),))
    data = svg(broken, META)
    assert b"nan" not in re.sub(rb"base64,[^)]*", b"", data)
    parsed(data)


def pixels(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)
    raw = np.frombuffer(plain.constBits(), np.uint8)
    return raw.reshape(plain.height(), plain.width(), 4)[..., :3].astype(float)


def test_that_another_renderer_draws_the_same_picture(tmp_path: Path) -> None:
    """Shapes must agree; texts may not, as librsvg knows no embedded fonts."""
    whole = picture()
    layer = whole.layers[0]
    shapes = tuple(m for m in layer.marks if not isinstance(m, Text))
    bare = Picture(whole.width, whole.height, whole.background, (Layer("a", shapes, layer.clip),))
    file = tmp_path / "bare.svg"
    file.write_bytes(svg(bare, META))
    out = tmp_path / "bare.png"
    subprocess.run(["rsvg-convert", str(file), "-o", str(out)], check=True)
    ours, theirs = pixels(to_image(bare)), pixels(QImage(str(out)))
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).mean() < 1.0
    assert (np.abs(ours - theirs).max(axis=2) > 96).mean() < 0.004
