"""PDF files: size, facts, and texts that are found whole."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from export_samples import META, WORDS, picture, text
from pypdf import PdfReader

from explorer.export.meta import Meta
from explorer.export.pdf import mend_cmap, pdf
from explorer.figure.picture import Font, Layer, Picture

pytestmark = pytest.mark.usefixtures("qapp")


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_that_the_page_has_the_size_of_the_picture() -> None:
    box = PdfReader(BytesIO(pdf(picture(), META))).pages[0].mediabox
    assert (float(box.width), float(box.height)) == (240, 180)
    odd = Picture(333, 777, "#ffffff", ())
    box = PdfReader(BytesIO(pdf(odd, META))).pages[0].mediabox
    assert (float(box.width), float(box.height)) == (249.75, 582.75)


def test_that_the_facts_are_told_and_the_clock_is_not() -> None:
    info = PdfReader(BytesIO(pdf(picture(), META))).metadata
    assert info is not None
    assert info.title == META.title
    assert info.subject == f"chuhai:fingerprint={META.fingerprint}"
    assert info["/Keywords"] == META.filters
    assert info["/CreationDate"] == "D:20260214000000Z"
    undated = PdfReader(BytesIO(pdf(picture(), Meta()))).metadata
    assert undated is not None
    assert "/CreationDate" not in undated


def test_that_pdftotext_finds_every_label_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(picture(), META))
    run = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True
    )
    for words in WORDS:
        assert words in run.stdout
        assert run.stdout.count(words) == 1  # the halo is no text


def test_that_pypdf_finds_every_label() -> None:
    found = PdfReader(BytesIO(pdf(picture(), META))).pages[0].extract_text()
    for words in WORDS:
        assert squeezed(words) in squeezed(found)
    assert "Data centre in South-East Asia" in found
    assert "\t" not in found


def test_that_text_is_kept_as_text_in_every_weight(tmp_path: Path) -> None:
    weights = (400, 500, 600, 700)
    words = [f"Weight {w} 里程 长期 见 门" for w in weights]
    pairs = zip(words, weights, strict=True)
    marks = tuple(text(5, 20 + 20 * k, t, Font(12, w)) for k, (t, w) in enumerate(pairs))
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(Picture(300, 120, "#ffffff", (Layer("a", marks),)), META))
    run = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True)
    assert all(t in run.stdout for t in words)
    run = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True)
    fonts = run.stdout.splitlines()[2:]
    assert {line.split()[0].split("+")[-1].split("-")[0] for line in fonts} == {
        "Inter",
        "NotoSansSC",
    }
    assert all(" yes " in line for line in fonts)


def test_that_radicals_and_tabs_are_mapped_to_what_people_write() -> None:
    cmap = b"<0000> <0000> <0000>\n<0001> <0004> [<2FA5> <2ED3> <0009> <0041> ]\n"
    mended = mend_cmap(cmap)
    assert (
        b"[<91CC> <2ED3> <0020> <0041> ]" in mended or b"[<91CC> <957F> <0020> <0041> ]" in mended
    )
    assert mended.startswith(b"<0000> <0000> <0000>\n<0001> <0004> [")


def test_that_control_characters_reach_no_page() -> None:
    marks = (text(5, 20, "a\x00b\x07c\nd", Font(12)),)
    page = Picture(100, 40, "#ffffff", (Layer("a", marks),))
    meta = Meta(title="x\x00y", filters="p\nq")
    reader = PdfReader(BytesIO(pdf(page, meta)))
    assert "abc d" in reader.pages[0].extract_text()
    assert reader.metadata is not None
    assert reader.metadata.title == "xy"
