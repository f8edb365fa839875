"""The icons: one colour that the theme sets, thin strokes, and drawable by Qt."""

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QGuiApplication
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).parents[3] / "resources" / "icons"
ALL = sorted(ICONS.glob("*.svg"))
LUCIDE = [path for path in ALL if path.stem != "app"]


@pytest.mark.parametrize("path", LUCIDE, ids=lambda path: path.stem)
def test_that_an_icon_takes_its_colour_from_the_theme(path: Path) -> None:
    root = ElementTree.fromstring(path.read_text("utf-8"))
    assert root.get("stroke") == "currentColor"
    assert root.get("stroke-width") == "1.75"
    assert root.get("fill") == "none"
    assert root.get("viewBox") == "0 0 24 24"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_that_qt_can_draw_the_icon(qapp: QGuiApplication, path: Path) -> None:
    assert QSvgRenderer(QByteArray(path.read_bytes())).isValid()


def test_that_the_application_icon_is_there() -> None:
    assert (ICONS / "app.svg").is_file()
