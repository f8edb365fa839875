"""The shipped fonts as Qt sees them, and the text that comes back out of a PDF."""

import csv
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pypdf
import pytest
from fontTools.ttLib import TTFont

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPainter, QPdfWriter

RESOURCES = Path(__file__).parents[3] / "resources"
FONTS = sorted((RESOURCES / "fonts").glob("*.ttf"))
NOTO = [path for path in FONTS if path.name.startswith("Noto")]
SENTENCE = "里长 1234567890 中国人工智能出海 2026-09"


@pytest.fixture(scope="module")
def shipped(qapp: QGuiApplication) -> None:
    for path in FONTS:
        data = QByteArray(path.read_bytes())
        assert QFontDatabase.addApplicationFontFromData(data) >= 0, path.name


def font(weight: int, size: int = 100) -> QFont:
    chosen = QFont(["Inter", "Noto Sans SC"])
    chosen.setPixelSize(size)
    chosen.setWeight(QFont.Weight(weight))
    return chosen


def covered(path: Path) -> set[int]:
    with TTFont(path) as opened:
        return set(opened.getBestCmap())


def gb2312(first_row: int, last_row: int) -> set[int]:
    """Code points of these rows, both included."""
    cells = (
        bytes([0xA0 + row, 0xA0 + cell])
        for row in range(first_row, last_row + 1)
        for cell in range(1, 95)
    )
    return {ord(c) for pair in cells for c in pair.decode("gb2312", "ignore")}


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("family", "weights"), [("Inter", [400, 400, 500, 600, 700]), ("Noto Sans SC", [400, 600])]
)
def test_that_qt_sees_one_family_with_its_weights(family: str, weights: list[int]) -> None:
    styles = QFontDatabase.styles(family)
    assert sorted(int(QFontDatabase.weight(family, style)) for style in styles) == weights


@pytest.mark.usefixtures("shipped")
def test_that_inter_has_a_true_italic() -> None:
    assert QFontDatabase.italic("Inter", "Italic")


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_that_digits_are_equally_wide_without_a_feature(weight: int) -> None:
    metrics = QFontMetricsF(font(weight))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("8888"))


@pytest.mark.usefixtures("shipped")
def test_that_latin_text_is_kerned() -> None:
    metrics = QFontMetricsF(font(400))
    assert metrics.horizontalAdvance("AV") < sum(map(metrics.horizontalAdvance, "AV"))


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_that_no_glyph_serves_two_characters(path: Path) -> None:
    with TTFont(path) as opened:
        uses = Counter(opened.getBestCmap().values())
    assert max(uses.values()) == 1


@pytest.mark.parametrize("path", NOTO, ids=lambda path: path.stem)
def test_that_noto_covers_gb_2312_and_holds_no_radicals(path: Path) -> None:
    codes = covered(path)
    assert gb2312(16, 55) <= codes
    assert len(gb2312(16, 55)) == 3755
    assert gb2312(56, 87) <= codes
    assert set(map(ord, "，。、；：？！“”‘’（）《》「」【】…—·〇％￥～")) <= codes
    assert not codes & set(range(0x2E80, 0x2FE0))


@pytest.mark.parametrize("path", [p for p in FONTS if p not in NOTO], ids=lambda path: path.stem)
def test_that_inter_covers_the_signs_of_the_window(path: Path) -> None:
    signs = "←→↑↓↗≥≤×−±≈…–—·•“”€¥£₩₫฿™°µ■□▲△◆◇○●★☆⌘⌥⇧éüßøđőşžАяΩπ"
    assert [sign for sign in signs if ord(sign) not in covered(path)] == []


def test_that_names_and_packaged_data_can_be_written() -> None:
    codes = set.union(*map(covered, FONTS))
    with (RESOURCES / "gazetteer" / "countries.csv").open(encoding="utf-8", newline="") as file:
        text = "".join("".join(row.values()) for row in csv.DictReader(file))
    for path in sorted((RESOURCES.parent / "data").rglob("*.csv")):
        text += path.read_text("utf-8-sig")
    assert {c for c in text if ord(c) >= 0x20 and ord(c) not in codes} == set()


@pytest.fixture(scope="module")
def page(shipped: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "page.pdf"
    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    for line, weight in enumerate((400, 500, 600, 700)):
        painter.setFont(font(weight, 200))
        painter.drawText(200, 600 + 500 * line, SENTENCE)
    painter.end()
    return path


def test_that_a_pdf_gives_back_the_text_that_was_written(page: Path) -> None:
    text = pypdf.PdfReader(page).pages[0].extract_text()
    assert "".join(text.split()).count("".join(SENTENCE.split())) == 4


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_that_pdftotext_gives_back_the_text_that_was_written(page: Path) -> None:
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(page), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    assert text.count(SENTENCE) == 4


def test_that_a_pdf_holds_only_shipped_fonts(page: Path) -> None:
    fonts = pypdf.PdfReader(page).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    names = {str(fonts[key]["/BaseFont"]).split("+")[-1].lstrip("/") for key in fonts}
    assert names == {
        "Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold",
        "NotoSansSC-Regular", "NotoSansSC-SemiBold",
    }  # fmt: skip
