"""The shipped fonts and the text sizes measured with them."""

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from explorer.figure.picture import Font
from explorer.paint.fonts import FAMILIES, QtMeasure, clean, em_font, qfont, register


def test_that_the_shipped_families_are_registered_once(qapp: QApplication) -> None:
    assert register() == FAMILIES
    assert register() == FAMILIES
    assert QFontInfo(qfont(Font(12))).family() == "Inter"


def test_that_widths_are_proportional_to_the_size(qapp: QApplication) -> None:
    measure = QtMeasure()
    text = "Data centre 数据中心 2024"
    unit = measure.width(text, Font(100))
    for size in (6.5, 11, 11.5, 12, 19.17, 50):
        assert measure.width(text, Font(size)) == pytest.approx(unit * size / 100)
    assert measure.ascent(Font(20)) == pytest.approx(2 * measure.ascent(Font(10)))
    assert measure.descent(Font(20)) > 0


def test_that_digits_are_as_wide_as_each_other(qapp: QApplication) -> None:
    measure = QtMeasure()
    for weight in (400, 500, 600, 700):
        widths = {round(measure.width(d, Font(100, weight)), 3) for d in "0123456789"}
        assert len(widths) == 1


def test_that_tracking_is_part_of_the_width(qapp: QApplication) -> None:
    measure = QtMeasure()
    plain, spaced = Font(11), Font(11, tracking=1.2)
    assert measure.width("CHINA", spaced) == pytest.approx(measure.width("CHINA", plain) + 6.0)


def test_that_heavier_type_is_wider_and_chinese_has_a_glyph(qapp: QApplication) -> None:
    measure = QtMeasure()
    assert measure.width("Alibaba", Font(12, 700)) > measure.width("Alibaba", Font(12, 400))
    assert measure.width("阿里", Font(12)) == pytest.approx(24, abs=0.1)
    assert em_font(Font(12, 600)).families() == list(FAMILIES)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1fc\x7f", "abc"),
        ("two\nlines\tand\r\nmore", "two lines and  more"),
        ("\u202eright\u2066", "right"),
        ("\ud800lone\ufffe\U0001ffff", "lone"),
        ("里 <b>&amp;", "里 <b>&amp;"),
    ],
)
def test_that_text_is_cleaned_of_what_no_file_may_hold(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
