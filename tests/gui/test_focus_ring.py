"""The ring around what has the keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from settled import until

from explorer.paint.focus_ring import GAP, WIDTH, FocusRing, Ring


class Form(QWidget):
    """A field, a button, and a button in a list."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.button = QLineEdit(self), QPushButton("Go", self)
        self.area = QScrollArea(self)
        self.row = QPushButton("Row")
        self.area.setWidget(self.row)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        for part in (self.field, self.button, self.area):
            box.addWidget(part)
        self.ring = FocusRing(self)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.resize(300, 240)
    made.show()
    made.activateWindow()
    until(qtbot, made.isActiveWindow)
    made.field.setFocus()
    # Whatever an earlier test held down is let go.
    qtbot.mouseRelease(made.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    return made


def test_that_the_keys_are_ringed_with_a_gap(form: Form) -> None:
    form.button.setFocus(Qt.FocusReason.TabFocusReason)
    ring, out = form.ring.ring, GAP + WIDTH
    assert isinstance(ring, Ring)
    assert ring.isVisible()
    assert ring.geometry() == form.button.geometry().adjusted(-out, -out, out, out)
    form.button.move(form.button.pos() + QPoint(0, 3))
    assert ring.geometry() == form.button.geometry().adjusted(-out, -out, out, out)
    form.field.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert ring.geometry().center().y() == form.field.geometry().center().y()


def test_that_what_is_clicked_is_not_ringed(qtbot: QtBot, form: Form) -> None:
    form.button.setFocus(Qt.FocusReason.TabFocusReason)
    ring = form.ring.ring
    assert ring is not None
    qtbot.mousePress(form.windowHandle(), Qt.MouseButton.LeftButton, pos=form.field.pos())
    assert QApplication.focusWidget() is form.field
    assert not ring.isVisible()
    qtbot.mouseRelease(form.windowHandle(), Qt.MouseButton.LeftButton, pos=form.field.pos())
    assert not ring.isVisible()


def test_that_the_ring_stays_within_a_list_and_goes_with_what_it_rings(
    qtbot: QtBot, form: Form
) -> None:
    form.row.setFocus(Qt.FocusReason.TabFocusReason)
    ring = form.ring.ring
    assert ring is not None
    view = form.area.viewport()
    seen = view.rect().translated(view.mapTo(form, QPoint()))
    assert seen.contains(ring.geometry())
    form.row.hide()
    assert not seen.intersects(ring.geometry())
    form.button.setFocus(Qt.FocusReason.TabFocusReason)
    before = ring.geometry()
    form.button.deleteLater()
    until(qtbot, lambda: not ring.isVisible() or ring.geometry() != before)
