"""What hands do in the window, step by step; each gesture is without an end, and tidies up when it
is closed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from itertools import cycle
from math import cos, pi, sin
from typing import Final

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtWidgets import QWidget

from explorer.bench import hands
from explorer.bench.scene import Scene, moments
from explorer.common.records import dataclass
from explorer.query.clauses import Text
from explorer.session.playback import FRAME_MS

NARROWEST: Final = 24.0
"""Pixels of a brush that is still easily taken by its middle."""
STRIDE, REACH = 2.0, 20.0
"""Pixels by which a brush moves in a step, and how far it goes to either side."""
MIDDLE: Final = (105.0, 30.0)
"""Where the map is looked at: longitude and latitude."""
NEAR: Final = 4
"""Steps of the wheel by which it is nearer than the whole world."""
TURNS: Final = 6
"""Steps of the wheel in a row, in and then out."""
WORDS: Final = ("centre", "model", "partnership", "模型", "review", "cloud")
CORNERS: Final = 14
"""Points of a lasso."""
SEEN: Final = (0.1, 0.9)
PLAYED: Final = (0.25, 0.95)
"""Between which shares of the events the timeline's window lies: under the hand, and in playback.
"""
NEVER: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Step:
    """What a hand does, and by what one sees that it was taken in."""

    act: Callable[[], object]
    done: Callable[[], bool] = lambda: True


Steps = Generator[Step, None, None]
Gesture = Callable[[Scene], Steps]


def brush(share: float) -> Gesture:
    """A brush over that share of the events is moved along the axis."""

    def steps(scene: Scene) -> Steps:
        canvas = scene.window.timeline.canvas
        axis, y = canvas.axis, canvas.axis.box.center().y()
        span = moments(scene.session.dataset, 0.5 - share / 2, 0.5 + share / 2)
        left, right = (axis.x_at(at) for at in span)
        middle, half = (left + right) / 2, max(NARROWEST, right - left) / 2
        hands.press(canvas, QPointF(middle - half, y))
        for x in (middle, middle + half):
            hands.move(canvas, QPointF(x, y))
        hands.release(canvas, QPointF(middle + half, y))
        scene.settle()
        yield from _drag(scene, canvas, QPointF(middle, y), QPointF(1, 0), STRIDE, REACH)

    return steps


def _drag(
    scene: Scene, widget: QWidget, start: QPointF, way: QPointF, stride: float, reach: float
) -> Steps:
    """The moves of one drag along ``way``, by ``stride`` pixels, ``reach`` to either side: the hand
    comes over what it takes, and then takes it."""
    at = start
    hands.move(widget, at, held=False)
    scene.settle()
    hands.press(widget, at)
    try:
        for far in hands.there_and_back(stride, reach):
            at = start + way * far
            yield Step(lambda at=at: hands.move(widget, at))  # type: ignore[misc]
    finally:
        hands.release(widget, at)


def _turns(widget: QWidget, at: QPointF) -> Steps:
    """The wheel, some steps in and as many out."""
    for way in cycle((1,) * TURNS + (-1,) * TURNS):
        yield Step(lambda way=way: hands.wheel(widget, at, way))  # type: ignore[misc]


def pan_timeline(scene: Scene) -> Steps:
    """The lanes are dragged."""
    scene.see(*SEEN)
    canvas = scene.window.timeline.canvas
    yield from _drag(scene, canvas, canvas.lanes.box.center(), QPointF(1, 0), 8, 160)


def zoom_timeline(scene: Scene) -> Steps:
    """The wheel turns over the lanes."""
    scene.see(*SEEN)
    canvas = scene.window.timeline.canvas
    yield from _turns(canvas, canvas.lanes.box.center())


def pan_map(scene: Scene) -> Steps:
    """The map is dragged, nearer than the whole world."""
    canvas = scene.window.map
    for _ in range(NEAR):
        hands.wheel(canvas, canvas.screen_point(*MIDDLE), 1)
    scene.settle()
    middle = QPointF(canvas.width() / 2, canvas.height() / 2)
    yield from _drag(scene, canvas, middle, QPointF(1, 0.3), 8, 160)


def zoom_map(scene: Scene) -> Steps:
    """The wheel turns over the map."""
    yield from _turns(scene.window.map, scene.window.map.screen_point(*MIDDLE))


def facet(field: str) -> Gesture:
    """One value after another is asked for alone."""

    def steps(scene: Scene) -> Steps:
        section = scene.window.filters.sections[field]
        scene.window.filters.area.ensureWidgetVisible(section)
        scene.settle()

        def click(key: str) -> None:
            row = section.row_rect(key)
            hands.click(section.target, QPointF(row.width() / 2, row.center().y()))

        for key in cycle(section.rows()):
            yield Step(lambda key=key: click(key))  # type: ignore[misc]

    return steps


def search(scene: Scene) -> Steps:
    """Words are typed; each key is a step."""
    field, state = scene.window.filters.search, scene.session.state

    def answered() -> bool:
        asked = state.filter_of("search")
        return isinstance(asked, Text) and asked.text == field.text()

    def type_(letter: str) -> None:
        hands.key(field, Qt.Key(ord(letter.upper())), letter)

    for word in cycle(WORDS):
        for letter in word:
            yield Step(lambda letter=letter: type_(letter), answered)  # type: ignore[misc]
        field.clear()
        scene.watch.rest(lambda: state.filter_of("search") is None)


def lasso(scene: Scene) -> Steps:
    """Lassos are drawn; the step is the end of one, which selects."""
    canvas = scene.window.map
    hands.key(canvas, Qt.Key.Key_L, "l")
    scene.settle()
    middle = canvas.screen_point(*MIDDLE)
    for far in hands.there_and_back(6, 60):
        turns = [2 * pi * k / CORNERS for k in range(CORNERS)]
        radius = canvas.height() * 0.3 + far / 2
        trail = [middle + QPointF(far + radius * cos(t), radius * sin(t)) for t in turns]
        hands.press(canvas, trail[0])
        for at in trail:
            hands.move(canvas, at)
        scene.watch.rest()
        yield Step(lambda at=trail[-1]: hands.release(canvas, at))  # type: ignore[misc]


def playback(scene: Scene) -> Steps:
    """Time plays; a step is one tick of its clock, which rests between them."""
    scene.see(*PLAYED)
    playing = scene.session.playback
    playing.set_loop(True)
    playing.play()
    clock = playing.findChild(QTimer)
    assert clock is not None
    clock.setInterval(NEVER)  # or some steps were two
    try:
        while True:
            scene.watch.wait(FRAME_MS // 4)
            yield Step(playing.tick)
    finally:
        playing.pause()
        clock.setInterval(FRAME_MS)
        playing.set_loop(False)


GESTURES: Final[Mapping[str, Mapping[str, Gesture]]] = {
    "brush_10": {"": brush(0.1)},
    "brush_50": {"": brush(0.5)},
    "brush_90": {"": brush(0.9)},
    "pan": {"map": pan_map, "timeline": pan_timeline},
    "zoom": {"map": zoom_map, "timeline": zoom_timeline},
    "facet": {"category": facet("category"), "country": facet("country")},
    "search": {"": search},
    "lasso": {"": lasso},
    "playback": {"": playback},
}
"""Each kind of step, and the parts of the window in which it is made in turn."""
