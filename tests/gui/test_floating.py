"""Cards over a view: where what lies beneath them needs no painting of theirs."""

import pytest
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.common.look import Theme
from explorer.dataset.model import Dataset
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.views.floating import LOW, FloatingCard


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("radius", "height"), [(8, 36), (13, 26)])
@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_that_nothing_beneath_shows_where_a_card_is_opaque(
    bundled: Dataset, qtbot: QtBot, theme: Theme, radius: float, height: int, ratio: float
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    card = FloatingCard(Session(bundled, Look("en", theme, None)), owner, radius, LOW)
    margins = LOW.margins
    card.resize(150 + margins.left() + margins.right(), height + margins.top() + margins.bottom())
    image = card._drawn(theme, ratio).toImage()
    assert not card.opaque.isEmpty()
    assert QRegion(card.card_geometry).subtracted(card.opaque).boundingRect().isValid()
    for box in card.opaque.translated(-card.pos()):
        for x in range(round(box.left() * ratio), round((box.right() + 1) * ratio)):
            for y in range(round(box.top() * ratio), round((box.bottom() + 1) * ratio)):
                assert image.pixelColor(x, y).alpha() == 255, (x, y)
