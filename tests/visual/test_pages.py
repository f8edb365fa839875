"""Pages as pictures: a change of more than a few pixels is looked at before it lands.

To accept new pictures: CHUHAI_ACCEPT_PICTURES=1 make test, then look at what changed under
tests/visual/golden before committing it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from explorer.dataset.model import Dataset
from explorer.export.options import SnapshotOptions
from explorer.export.snapshot import poster_of
from explorer.paint.painter import to_image
from explorer.query.clauses import Query, Values
from explorer.query.engine import Engine
from explorer.query.parse import parse_time

GOLDEN = Path(__file__).parent / "golden"
ACCEPT = os.environ.get("CHUHAI_ACCEPT_PICTURES") == "1"
STEP = 40
"""Difference of a colour channel (0 to 255) from which a pixel counts as changed."""
BUDGET = 0.004
"""Share of the pixels that may change."""
SMALL = SnapshotOptions(width=960, height=540)
CASES = {
    "whole-light": (SMALL, Query()),
    "whole-dark-zh": (replace(SMALL, theme="dark", lang="zh"), Query()),
    "sites-print": (
        replace(SMALL, theme="print", title="Sites and partnerships"),
        Query((parse_time("2024/2026-01"), Values("category", ("data_center", "partnership")))),
    ),
}


def pixels(image: QImage) -> npt.NDArray[np.int16]:
    """(rows, columns, 3) of red, green and blue."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return rows[:, : plain.width() * 3].reshape(plain.height(), -1, 3).astype(np.int16)


def changed(image: QImage, other: QImage) -> float:
    """Share of the pixels that differ by more than STEP in some channel."""
    return float((np.abs(pixels(image) - pixels(other)).max(axis=2) > STEP).mean())


@pytest.mark.parametrize("name", CASES)
def test_that_a_page_looks_as_it_did(
    qtbot: QtBot, bundled: Dataset, tmp_path: Path, name: str
) -> None:
    options, query = CASES[name]
    drawn = to_image(poster_of(bundled, Engine(bundled).result(query), options))
    kept = GOLDEN / f"{name}.png"
    if ACCEPT:
        assert drawn.save(str(kept))
    golden = QImage(str(kept))
    assert golden.size() == drawn.size()
    share = changed(drawn, golden)
    drawn.save(str(tmp_path / f"{name}.png"))
    assert share <= BUDGET, f"{share:.2%} of {name} changed: see {tmp_path / name}.png"


def test_that_the_comparison_sees_a_mark_that_moved(qtbot: QtBot, bundled: Dataset) -> None:
    options, query = CASES["sites-print"]
    result = Engine(bundled).result(query)
    drawn = to_image(poster_of(bundled, result, options))
    other = to_image(poster_of(bundled, result, replace(options, center=140.0)))
    assert changed(drawn, drawn) == 0
    assert changed(drawn, other) > BUDGET
