"""What README and docs show is what the program makes now."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtGui import QImage

from explorer.cli.convert import add_convert
from explorer.cli.options import add_bench, add_filters, add_picture, add_reading
from explorer.dataset.model import Dataset

ROOT = Path(__file__).parents[2]


def test_that_the_pictures_in_the_readme_are_of_the_data_as_it_is(bundled: Dataset) -> None:
    for name in ("snapshot.png", "window.png"):
        image = QImage(str(ROOT / "docs" / name))
        assert image.width() == 1600
        assert image.text("chuhai:fingerprint") == bundled.package.fingerprint, "run `make docs`"


def test_that_every_option_in_the_readme_exists() -> None:
    import argparse

    known = set()
    for add in (add_filters, add_picture, add_reading, add_bench, add_convert):
        parser = argparse.ArgumentParser()
        add(parser)
        known |= {option for action in parser._actions for option in action.option_strings}
    told = set(re.findall(r"`(--[a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert told - {"--format", "--facets"} <= known
    assert known - {"--help", "-h", "--projection"} <= told
