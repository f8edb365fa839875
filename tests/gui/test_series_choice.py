"""Choosing the series under the lanes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from settled import settled

from explorer.common.look import Lang
from explorer.dataset.edtf import from_civil
from explorer.dataset.model import Dataset
from explorer.figure.picture import Text
from explorer.figure.timeline.series import first_series, series_of
from explorer.paint.fonts import QtMeasure
from explorer.session.changes import change_words
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.views.timeline.choice import SeriesPopover
from explorer.views.timeline.widget import TimelineWidget

ETHIOPIA = "deepseek-share-et"
RIDES = "apollo-go-rides"


class Desk:
    """A timeline of its own."""

    def __init__(self, qtbot: QtBot, dataset: Dataset, lang: Lang = "en") -> None:
        self.qtbot = qtbot
        self.session = Session(dataset, Look(lang, "light", from_civil(2026, 11, 30)))
        self.timeline = TimelineWidget(self.session, QtMeasure())
        self.session.result_changed.connect(self.timeline.refresh)
        qtbot.addWidget(self.timeline)
        self.timeline.resize(984, 700)
        self.timeline.show()
        self.timeline.refresh()
        settled(qtbot, self.timeline)
        self.look_at(2021, 2027)

    def look_at(self, first: int, end: int) -> None:
        self.session.set_window(from_civil(first), from_civil(end))
        self.session.flush()
        QApplication.processEvents()
        self.timeline.rest()

    @property
    def row(self) -> str:
        """What the row says."""
        assert self.timeline.static is not None
        marks = self.timeline.static.layer("indicator").marks
        return " ".join(m.text for m in marks if isinstance(m, Text))

    def name(self) -> QPoint:
        """A point on the series' name."""
        assert self.timeline.laid is not None
        _, y, _, h = self.timeline.laid.indicator
        return QPoint(60, round(y + h / 2))

    def opened(self) -> SeriesPopover | None:
        found = self.timeline.findChildren(SeriesPopover)
        return found[-1] if found else None


@pytest.fixture
def desk(qtbot: QtBot, bundled: Dataset) -> Iterator[Desk]:
    made = Desk(qtbot, bundled)
    yield made
    popover = made.opened()
    if popover is not None:
        popover.close()


def test_that_a_click_on_the_name_lists_all_series(desk: Desk, bundled: Dataset) -> None:
    at = desk.name()
    assert desk.timeline.pointer.part(at.toPointF()) == "series"
    assert "Click to choose another" in desk.timeline.pointer.told(at.toPointF())
    desk.qtbot.mouseClick(desk.timeline.canvas, Qt.MouseButton.LeftButton, pos=at)
    popover = desk.opened()
    assert popover is not None
    assert set(popover.keys()) == set(series_of(bundled))
    current = popover.tree.currentItem()
    assert current is not None
    assert current.text(0).strip() == series_of(bundled)[first_series(bundled)].any.label


def test_that_a_choice_is_shown_and_can_be_undone(desk: Desk) -> None:
    first = desk.timeline.indicator
    popover = desk.timeline.ask_series()
    popover.search.setText("Ethiopia")
    assert popover.keys() == [ETHIOPIA]
    assert popover.about.text().startswith("Definition: DeepSeek's share")
    desk.qtbot.keyClick(popover.search, Qt.Key.Key_Return)
    assert desk.timeline.indicator == ETHIOPIA
    assert "11–14% or 16–20%" in desk.row
    history = desk.session.history
    assert change_words(history.undo_name, "en") == "indicator"
    history.undo()
    assert desk.timeline.indicator == first


def test_that_no_indicator_leaves_no_row(desk: Desk) -> None:
    popover = desk.timeline.ask_series()
    popover.tree.setCurrentItem(popover.tree.topLevelItem(0))
    popover.apply()
    assert desk.timeline.indicator == ""
    assert desk.timeline.laid is not None
    assert desk.timeline.laid.indicator[3] < 46
    again = desk.timeline.ask_series()
    again.search.setText("apollo rides quarter")
    again.apply()
    assert desk.timeline.indicator == again.keys()[0]


def test_that_a_topic_is_no_choice(desk: Desk) -> None:
    popover = desk.timeline.ask_series()
    told: list[str] = []
    popover.chosen.connect(told.append)
    topic = popover.tree.topLevelItem(1)
    assert topic is not None
    popover.tree.itemClicked.emit(topic, 0)
    assert told == []
    assert popover.isVisible()


def test_that_listed_values_follow_the_window(desk: Desk, bundled: Dataset) -> None:
    rides = series_of(bundled)[RIDES]
    popover = desk.timeline.ask_series()
    assert popover.value_of(rides) == "over 1.4m rides"
    desk.look_at(2021, 2022)
    assert popover.value_of(rides) == "about 213,000 rides"
    listed = [
        item.text(1)
        for item in popover.tree.findItems(rides.any.label, Qt.MatchFlag.MatchContains
                                           | Qt.MatchFlag.MatchRecursive)
        if item.text(0).strip() == rides.any.label
    ]  # fmt: skip
    assert listed == ["about 213,000 rides"]
    desk.look_at(2010, 2011)
    assert popover.value_of(rides) == "outside the window"


def test_that_a_search_that_finds_nothing_says_so(desk: Desk) -> None:
    popover = desk.timeline.ask_series()
    popover.search.setText("no such thing")
    assert popover.keys() == []
    assert popover.none_found.isVisible()
    popover.apply()
    assert desk.timeline.indicator == desk.timeline._first


def test_that_arrows_walk_from_the_search_field(desk: Desk) -> None:
    popover = desk.timeline.ask_series()
    popover.search.setText("OpenRouter")
    first = popover.tree.currentItem()
    desk.qtbot.keyClick(popover.search, Qt.Key.Key_Down)
    assert popover.tree.currentItem() is not first


def test_that_countries_are_found_by_name_in_either_language(desk: Desk) -> None:
    popover = desk.timeline.ask_series()
    for text in ("白俄罗斯", "belarus"):
        popover.search.setText(text)
        assert popover.keys() == ["deepseek-share-by"]


def test_that_the_chinese_list_has_no_english_unit(qtbot: QtBot, bundled: Dataset) -> None:
    desk = Desk(qtbot, bundled, "zh")
    popover = desk.timeline.ask_series()
    rides = series_of(bundled)[RIDES]
    assert popover.value_of(rides) == "超过140万次乘车"
    popover.close()


def test_that_the_row_tells_the_value_of_a_moving_window(desk: Desk) -> None:
    """While the window slides, not only once it rests."""
    desk.session.outlook.set_indicator(RIDES)
    desk.look_at(2021, 2024)
    assert "660,000" in desk.row
    for month in range(1, 11):
        start, end = from_civil(2021, month), from_civil(2024, month)
        desk.session.set_window(start, end)
        desk.session.flush()
        QApplication.processEvents()
    journey = desk.timeline._layers._journey
    assert desk.timeline._layers.moving
    assert journey is not None
    assert any("899,000" in text.text for text in journey.said)


def test_that_choosing_what_is_shown_leaves_nothing_to_undo(desk: Desk) -> None:
    before = desk.session.history.undo_name
    popover = desk.timeline.ask_series()
    popover.chosen.emit(desk.timeline.indicator)
    desk.session.flush()
    assert desk.session.history.undo_name == before
    assert desk.session.outlook.stand.indicator is None
