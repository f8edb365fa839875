"""Palette, style sheet and icons of each theme."""

import re

import pytest
from PySide6.QtCore import QFile, QIODevice
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPushButton, QVBoxLayout, QWidget

from explorer.common.errors import ChuhaiError
from explorer.common.look import Theme
from explorer.figure.style import load_style
from explorer.paint.theme import icon, palette, stylesheet

THEMES: tuple[Theme, ...] = ("light", "dark", "print")

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("theme", THEMES)
def test_that_the_style_sheet_names_only_pictures_that_exist(theme: Theme) -> None:
    sheet = stylesheet(load_style(theme))
    names = set(re.findall(r"url\((:[^)]*)\)", sheet))
    assert names
    for name in names:
        file = QFile(name)
        assert file.open(QIODevice.OpenModeFlag.ReadOnly)
        assert bytes(file.readAll().data()).startswith(b"<svg")
    assert "currentColor" not in sheet
    assert "{" in sheet
    assert "{{" not in sheet


@pytest.mark.parametrize("theme", THEMES)
def test_that_widgets_take_the_style_sheet_without_a_word(
    theme: Theme, qapp: QApplication, caplog: pytest.LogCaptureFixture
) -> None:
    style = load_style(theme)
    host = QWidget()
    layout = QVBoxLayout(host)
    for widget in (QPushButton("Open"), QCheckBox("Data centre"), QComboBox()):
        layout.addWidget(widget)
    host.setStyleSheet(stylesheet(style))
    host.setPalette(palette(style))
    host.grab()
    host.deleteLater()
    assert not caplog.records


def test_that_the_palette_follows_the_tokens() -> None:
    style = load_style("dark")
    made = palette(style)
    role = QPalette.ColorRole
    assert made.color(role.Window).name() == style.tokens.panel.lower()
    assert made.color(role.Highlight).name() == style.tokens.accent.lower()
    disabled = made.color(QPalette.ColorGroup.Disabled, role.Text)
    assert disabled != made.color(role.Text)


def test_that_icons_come_in_the_colour_of_a_token() -> None:
    style = load_style("light")
    for ratio in (1.0, 2.0):
        image = icon("search", style, "accent").pixmap(16, 16).toImage()
        colours = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 250
        }
        assert style.tokens.accent.lower() in colours, ratio
    off = icon("search", style).pixmap(16, 16, QIcon.Mode.Disabled)
    assert not off.isNull()


def test_that_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(ChuhaiError):
        icon("no-such-icon", load_style("light"))
