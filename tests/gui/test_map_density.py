"""The map under the hand while it shows cells: hovering, clicking, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from settled import settled

from explorer.app import Program
from explorer.dataset.model import Dataset
from explorer.figure.map import density
from explorer.figure.picture import Hexes
from explorer.query.clauses import Query, TimeRange
from explorer.session.look import Look
from explorer.shell.window import MainWindow
from explorer.views.map.widget import CLOSER, MapWidget

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


@pytest.fixture
def window(qtbot: QtBot, bundled: Dataset, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    for name in ("ENTER", "LEAVE", "HOLD"):
        monkeypatch.setattr(density, name, 0)
    density._kept.clear()
    made = Program(Look("en", "light", None)).show(bundled, Query())
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    settled(qtbot, made)
    made.map.fly_ms = 0
    yield made
    made.close()
    density._kept.clear()


def send(area: MapWidget, kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
    own = NONE if kind == QEvent.Type.MouseMove else LEFT
    place = QPointF(area.mapToGlobal(at.toPoint()))
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(area, QMouseEvent(kind, at, place, own, held, keys))


def hexes(area: MapWidget) -> Hexes:
    picture = area.picture
    assert picture is not None
    mark = picture.layer("cells").marks[-1]
    assert isinstance(mark, Hexes)
    return mark


def fullest(area: MapWidget) -> tuple[QPointF, int]:
    """The middle of the fullest cell that nothing floats over, and its count."""
    mark = hexes(area)
    for k in np.argsort(-mark.counts).tolist():
        at = QPointF(*mark.centers[k].tolist())
        if area.rect().adjusted(20, 70, -260, -120).contains(at.toPoint()):
            return at, int(mark.counts[k])
    raise AssertionError


def test_that_a_cell_lists_its_events_and_a_click_goes_nearer(
    qtbot: QtBot, window: MainWindow
) -> None:
    area = window.map
    at, count = fullest(area)
    assert count > 1
    send(area, QEvent.Type.MouseMove, at, NONE)
    assert len(area.card.ids) == count
    assert area.cursor().shape() == Qt.CursorShape.PointingHandCursor
    scale = area.view.scale
    send(area, QEvent.Type.MouseButtonPress, at, LEFT)
    send(area, QEvent.Type.MouseButtonRelease, at, NONE)
    settled(qtbot, window)
    assert scale * 1.05 < area.view.scale <= scale * CLOSER * 1.001
    assert not window.session.focus.picked
    shown = hexes(area)
    inside = (shown.centers > 0).all(axis=1) & (shown.centers < (area.width(), area.height())).all(
        axis=1
    )
    assert int(shown.counts[inside].sum()) >= count


def test_that_the_edge_of_the_cell_under_the_pointer_is_drawn_and_goes(
    qtbot: QtBot, window: MainWindow
) -> None:
    area = window.map
    at, _ = fullest(area)
    send(area, QEvent.Type.MouseMove, QPointF(600, 300), NONE)
    before = area.grab().toImage()
    send(area, QEvent.Type.MouseMove, at, NONE)
    marked = area.grab().toImage()
    assert marked != before
    area.leaveEvent(QEvent(QEvent.Type.Leave))
    assert area.grab().toImage() == before


def test_that_what_floats_over_the_map_tells_of_numbers_and_back(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = window.map
    assert area.tools.note.told() == "Colour: number of events"
    assert "as density" in area.accessibleDescription()
    for name in ("ENTER", "LEAVE", "HOLD"):
        monkeypatch.setattr(density, name, 10_000)
    density._kept.clear()
    area._redraw()
    settled(qtbot, window)
    assert area.tools.note.told() == "Colour: category | Outline only = planned"
    assert "as density" not in area.accessibleDescription()


def test_that_a_window_that_moves_is_counted_in_the_same_cells(
    qtbot: QtBot, window: MainWindow
) -> None:
    session, area = window.session, window.map
    centers = hexes(area).centers
    begin, end = 1_640_995_200, 1_767_225_600
    for k in range(4):
        session.state.set_filter(TimeRange(begin + k * 864_000, end, view="timeline"))
        session.flush()
        area.grab()
        mark = hexes(area)
        assert mark.centers is centers
        data, visible = session.dataset, session.result.visible
        own = visible[data.sites.event] & np.isfinite(data.sites.draw_lon)
        assert area.picture is not None
        tally = area.picture.tally
        assert tally.drawn + tally.outside == len(np.unique(data.sites.event[own]))


def test_that_cells_stay_while_a_pan_crosses_the_border(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = window.map

    def in_view() -> int:
        shown = hexes(area)
        inside = (shown.centers > 0).all(axis=1)
        inside &= (shown.centers < (area.width(), area.height())).all(axis=1)
        return int(shown.counts[inside].sum())

    def pan(dx: float) -> None:
        area.pan(dx, 0.0)
        area._settled()
        area.grab()

    area.zoom(1.6)
    area._settled()
    area.grab()
    most = in_view()
    monkeypatch.setattr(density, "ENTER", most - 1)
    monkeypatch.setattr(density, "LEAVE", most // 2)
    kinds = set()
    for _ in range(8):
        pan(-40.0)
        kinds.add(area._layers.cells)
        if in_view() < most - 1:
            break
    assert in_view() < most - 1
    assert kinds == {True}
    monkeypatch.setattr(density, "LEAVE", most - 1)
    pan(-40.0)
    assert not area._layers.cells
