"""The map between rest and rest: what is drawn anew, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest
import shiboken6
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from settled import HELD, PATIENCE, let_go, settled, until

from explorer.dataset.model import Dataset
from explorer.figure.map import scene
from explorer.figure.map.camera import first_view
from explorer.figure.map.drawing import map_base, map_static
from explorer.figure.map.projection import panned, zoomed
from explorer.figure.picture import Circle, Mark, Picture
from explorer.figure.style import load_style
from explorer.figure.view import MapView
from explorer.paint.fonts import QtMeasure
from explorer.paint.painter import paint
from explorer.query.clauses import Values
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.views.map import camera as map_camera
from explorer.views.map import ground as map_ground
from explorer.views.map import layers as map_layers
from explorer.views.map.ground import MapGround
from explorer.views.map.widget import MapWidget

DAY = 86_400
START = 1_672_531_200


@pytest.fixture
def session(bundled: Dataset) -> Session:
    return Session(bundled, Look("en", "light", None))


@pytest.fixture
def shown(qtbot: QtBot, session: Session) -> Iterator[MapWidget]:
    made = MapWidget(session, QtMeasure())
    qtbot.addWidget(made)
    session.result_changed.connect(made.refresh)
    made.resize(900, 450)
    made.refresh()
    made.show()
    settled(qtbot, made)
    yield made
    made.close()


def brush(session: Session, shown: MapWidget, steps: int) -> None:
    """Move the timeline's window, quicker than the map comes to rest."""
    for k in range(steps):
        session.set_window(START + 25 * k * DAY, START + (500 + 25 * k) * DAY)
        session.flush()
        shown.repaint()


def same(a: object, b: object) -> bool:
    """Equal, arrays compared by value."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return bool(np.array_equal(np.asarray(a), np.asarray(b)))
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if is_dataclass(a) and type(a) is type(b):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    return a == b


def test_that_a_brush_step_draws_no_basemap_anew(
    qtbot: QtBot, session: Session, shown: MapWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[MapView] = []
    old = map_ground.draw_base
    monkeypatch.setattr(
        map_ground, "draw_base", lambda view, style: (drawn.append(view), old(view, style))[1]
    )
    brush(session, shown, 8)
    settled(qtbot, shown)
    assert not drawn
    shown.zoom(2.0)
    settled(qtbot, shown)
    assert drawn


def test_that_at_rest_the_picture_is_that_of_the_figure(
    qtbot: QtBot, session: Session, shown: MapWidget, bundled: Dataset
) -> None:
    brush(session, shown, 6)
    moving = shown.picture
    settled(qtbot, shown)
    resting = shown.picture
    assert moving is not None
    assert resting is not None
    scene._kept.clear()  # so that it is laid out once more
    result, style = session.result, load_style("light")
    view = replace(shown.view, label_places=())
    measure = QtMeasure()
    wanted = map_static(bundled, result.visible, view, style, measure, selected=result.selected)
    assert same(resting, wanted)
    assert replace(moving.tally, labels_hidden=0) == replace(wanted.tally, labels_hidden=0)
    assert not same(moving.layer("labels"), wanted.layer("labels"))


def test_that_a_single_change_is_drawn_whole_at_once(
    session: Session, shown: MapWidget, bundled: Dataset
) -> None:
    brush(session, shown, 1)
    picture = shown.picture
    assert picture is not None
    result, view = session.result, replace(shown.view, label_places=())
    scene._kept.clear()
    wanted = map_static(bundled, result.visible, view, load_style("light"), QtMeasure())
    assert same(picture.layer("labels"), wanted.layer("labels"))


def test_that_until_an_answer_is_told_the_map_stays_what_it_is(
    session: Session, shown: MapWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown.picture
    assert before is not None
    session.set_window(START, START + 500 * DAY)
    monkeypatch.setattr(scene, "_lay_out", None)  # what is there was laid out for
    shown.refresh_live()
    shown.repaint()
    assert shown.picture is not None
    assert shown.picture.layers == before.layers
    monkeypatch.undo()
    session.flush()
    shown.repaint()
    assert shown.picture is not None
    assert shown.picture.tally != before.tally


def test_that_an_answer_while_the_map_is_panned_shows_at_once(
    session: Session, shown: MapWidget
) -> None:
    shown.pan(30, 10)
    shown.repaint()
    session.set_window(START, START + 200 * DAY)
    session.flush()
    shown.repaint()
    picture = shown.picture
    assert picture is not None
    tally = picture.tally
    assert tally.drawn + tally.outside + tally.unplaced == session.result.n_visible


def test_that_what_is_picked_goes_along_with_a_pan(
    qtbot: QtBot, session: Session, shown: MapWidget
) -> None:
    session.focus.pick(("alibaba-dc-plan-2024-05",))
    shown.refresh()
    settled(qtbot, shown)
    live = shown._layers.pictures()[0]
    ring = next(m for m in live.layer("marks-live").marks if isinstance(m, Circle))
    accent = QColor(load_style("light").tokens.accent).rgb()
    for across, down in ((0, 0), (40, 12)):
        if across:
            shown.pan(across, down)
            assert shown.moving
        image, wide = shown.grab().toImage(), ring.radius + 2
        x, y = ring.x + across, ring.y + down
        left, top = round(x - wide), round(y - wide)
        part = image.copy(left, top, round(2 * wide), round(2 * wide))
        colours = [part.pixel(i, j) for i in range(part.width()) for j in range(part.height())]
        assert colours.count(accent) > 5


# The basemap


def pixels(image: QImage) -> npt.NDArray[np.int64]:
    plain = image.convertToFormat(QImage.Format.Format_RGBX8888)
    raw = np.frombuffer(plain.constBits(), np.uint8)
    return raw.reshape(plain.height(), plain.width(), 4)[..., :3].astype(np.int64)


def canvas(view: MapView, ratio: float) -> QImage:
    image = QImage(
        round(view.width * ratio), round(view.height * ratio), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("#ff00ff"))
    return image


def painted(ground: MapGround, view: MapView, ratio: float) -> npt.NDArray[np.int64]:
    image = canvas(view, ratio)
    with QPainter(image) as painter:
        ground.paint(painter, view, "light", ratio)
    return pixels(image)


def whole(view: MapView, ratio: float) -> npt.NDArray[np.int64]:
    image = canvas(view, ratio)
    with QPainter(image) as painter:
        paint(painter, map_base(view, load_style("light")), ratio)
    return pixels(image)


def finish(qtbot: QtBot, ground: MapGround) -> None:
    until(qtbot, lambda: not ground.working)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_that_the_basemap_in_tiles_is_that_drawn_whole(
    qtbot: QtBot, bundled: Dataset, ratio: float
) -> None:
    ground, view = MapGround(), zoomed(first_view(bundled, 700.0, 401.0), 1.7, 300, 150)
    first = painted(ground, view, ratio)  # 1:110m, stretched
    assert (first != np.array([255, 0, 255])).any(axis=2).all()
    ground.settle(view, "light", ratio)
    finish(qtbot, ground)
    wanted = whole(view, ratio)
    off = np.abs(painted(ground, view, ratio) - wanted).max(axis=2)
    assert (off > 3).mean() < 0.002
    assert (np.abs(first - wanted).max(axis=2) > 3).mean() > 0.05


def test_that_a_pan_takes_over_what_was_drawn(
    qtbot: QtBot, bundled: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, view = MapGround(), zoomed(first_view(bundled, 700.0, 400.0), 2.5, 350, 150)
    painted(ground, view, 1.0)
    ground.settle(view, "light", 1.0)
    finish(qtbot, ground)
    drawn: list[float] = []
    old = map_ground.draw_base
    monkeypatch.setattr(
        map_ground,
        "draw_base",
        lambda v, style: (drawn.append(v.width * v.height), old(v, style))[1],
    )
    for _ in range(9):
        view = panned(view, 30, -11)
        painted(ground, view, 1.0)
        finish(qtbot, ground)
    ground.settle(view, "light", 1.0)
    finish(qtbot, ground)
    # A share of the pixels may differ a little: a pan leaves part of a pixel over.
    off = np.abs(painted(ground, view, 1.0) - whole(view, 1.0)).max(axis=2)
    assert (off > 60).mean() < 0.01
    assert sum(drawn) < 0.8 * (700 + 320) * (400 + 320)


def test_that_a_change_of_mind_leaves_no_coarse_margin(qtbot: QtBot, bundled: Dataset) -> None:
    ground, view = MapGround(), zoomed(first_view(bundled, 700.0, 400.0), 2.0, 350, 150)
    painted(ground, view, 1.0)
    ground.settle(view, "light", 1.0)
    with qtbot.waitSignal(ground.improved, timeout=PATIENCE):
        pass
    assert ground.working  # at the margin
    moved = panned(view, -150, 0)
    ground.settle(moved, "light", 1.0)
    finish(qtbot, ground)
    off = np.abs(painted(ground, moved, 1.0) - whole(moved, 1.0)).max(axis=2)
    assert (off > 60).mean() < 0.01


def test_that_a_crowded_map_gets_its_marks_in_turns_of_their_own(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_camera, "CROWD", 0)
    made = MapWidget(session, QtMeasure())
    qtbot.addWidget(made)
    made.resize(900, 450)
    told: list[bool] = []
    made.painted.connect(lambda: told.append(made.picture is not None))
    made.show()
    made.repaint()
    assert made.picture is None
    assert not told, "there is no event in that frame"
    qtbot.waitUntil(lambda: bool(told))
    assert all(told)
    settled(qtbot, made)
    again = map_static(
        session.dataset, session.result.visible, made.view, load_style("light"), QtMeasure()
    )
    assert made.picture is not None
    assert same(made.picture.layer("marks"), again.layer("marks"))
    made.close()


def test_that_an_answer_comes_to_a_crowded_map_in_turns_of_its_own(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = MapWidget(session, QtMeasure())
    qtbot.addWidget(made)
    made.resize(900, 450)
    made.show()
    made.refresh()
    settled(qtbot, made)
    monkeypatch.setattr(map_camera, "CROWD", 0)
    session.result_changed.connect(made.refresh)
    session.result_changed.connect(made.make_ready)

    def ask(category: str) -> Picture:
        session.state.set_filter(Values("category", (category,), view="category"))
        session.flush()
        view, visible = made.view, session.result.visible
        return map_static(session.dataset, visible, view, load_style("light"), QtMeasure())

    before = made.grab().toImage()
    wanted = ask("data_center")
    assert made._layers.over is None
    assert made.grab().toImage() == before, "the last picture stays for so long"
    settled(qtbot, made)
    assert made.picture is not None
    assert same(made.picture.layer("marks"), wanted.layer("marks"))
    assert made.grab().toImage() != before
    monkeypatch.setattr(map_layers, "CALM_MS", HELD)
    wanted = ask("release")
    assert made._layers.over is None
    assert same(made.picture.layer("marks"), wanted.layer("marks")), "who asks is told at once"
    wanted = ask("ipo")  # answers follow each other: each is shown at once
    assert made._layers.over is not None
    assert same(made._layers.over.layer("marks"), wanted.layer("marks"))
    made.close()


def test_that_a_map_that_comes_to_rest_lays_out_draws_and_paints_in_turns_of_their_own(
    qtbot: QtBot,
    session: Session,
    shown: MapWidget,
    bundled: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[Mark] = []
    old = map_layers.to_pixmap

    def to_pixmap(picture: Picture, ratio: float) -> QPixmap:
        drawn.extend(mark for layer in picture.layers for mark in layer.marks)
        return old(picture, ratio)

    places = shown._layers.label_places
    shown.pan(-60, 20)
    shown.grab()  # moved along, from an image of the last marks
    monkeypatch.setattr(map_layers, "to_pixmap", to_pixmap)
    let_go(shown._settle)
    until(qtbot, lambda: not shown._settle.isActive())
    while shown._layers.over is None:
        shown.grab()
        assert shown._layers.over is None, "to paint lays nothing out"
        qtbot.wait(1)
    settled(qtbot, shown)
    assert shown.picture is not None
    shades = shown.picture.layer("shade").marks
    assert len(shades) > 2
    assert all(any(mark is shade for mark in drawn) for shade in shades)
    scene._kept.clear()  # so that it is laid out once more
    view = replace(shown.view, label_places=places)
    wanted = map_static(bundled, session.result.visible, view, load_style("light"), QtMeasure())
    assert same(shown.picture, wanted)


def test_that_a_map_that_goes_between_two_turns_is_not_painted(
    qtbot: QtBot, session: Session
) -> None:
    made = MapWidget(session, QtMeasure())
    made.resize(900, 450)
    made.show()
    made.refresh()
    settled(qtbot, made)
    made.pan(-60, 20)
    made._settle.stop()
    made._settled_by_itself()
    while made._layers.over is None:
        made._mark()
    shiboken6.delete(made)
    QApplication.processEvents()  # nothing of it is left to be called
