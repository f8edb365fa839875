"""Short texts look alike whether they are drawn or put down as images."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from explorer.figure.picture import Font
from explorer.views import lettering
from explorer.views.lettering import put_text, ready

pytestmark = pytest.mark.usefixtures("qapp")


def put(text: str, ratio: float, at: tuple[float, float] = (3.3, 15.5)) -> np.ndarray:
    image = QImage(round(80 * ratio), round(24 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        put_text(painter, text, Font(12), at, ("text", "light"), ratio)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1).astype(int)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of which images were made."""
    found: list[str] = []
    plain = lettering._made
    monkeypatch.setattr(lettering, "_images", {})
    monkeypatch.setattr(lettering, "_drawn", {})
    monkeypatch.setattr(lettering, "_made", lambda key: found.append(key[0]) or plain(key))
    return found


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("text", ["1,234", " / 58", "增长"])
def test_that_drawn_and_put_down_look_alike(made: list[str], text: str, ratio: float) -> None:
    drawn = put(text, ratio)
    assert not made
    assert drawn.min() < 120
    for _ in range(2):
        assert np.abs(put(text, ratio) - drawn).max() <= 3
    assert made == [text]


def test_that_an_image_made_ahead_is_put_down_at_once(
    made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready("77", Font(12), ("text", "light"), 1.0)
    ready("77", Font(12), ("text", "light"), 1.0)
    assert made == ["77"]
    monkeypatch.setattr(lettering, "_draw", lambda *_: pytest.fail("it was there"))
    assert put("77", 1.0).min() < 120


def test_that_what_is_kept_has_an_end(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "_KEPT", 3)
    for n in range(5):
        for _ in range(2):
            put(str(n), 1.0)
    assert len(lettering._images) == len(lettering._drawn) == 3
    put("4", 1.0)
    assert made == ["0", "1", "2", "3", "4"]
    put("0", 1.0)
    assert made == ["0", "1", "2", "3", "4"], "it is drawn again, for the first time"
