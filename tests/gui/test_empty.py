"""What stands where no event is: which filter to drop, or how to begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from settled import until

from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.query.clauses import Query, Text, Values
from explorer.query.removed import removals
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.views.empty import EmptyCard, FirstRunCard

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(700, 500)
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_the_filter_that_removes_the_last_events_is_named_and_dropped(
    qtbot: QtBot, bundled: Dataset, ground: QWidget
) -> None:
    session = Session(bundled, Look("en", "light", None))
    card = EmptyCard(session, ground)
    session.result_changed.connect(card.refresh)
    card.refresh()
    assert card.isHidden()
    session.state.set_query(Query((Text("huawei"), Values("category", ("ipo",)))))
    session.flush()
    assert session.result.n_visible == 0
    (first, n), (_, m) = removals(session.engine, session.state.query)
    assert n > m > 0
    assert card.isVisible()
    assert card.help.text() == f"“Category: IPO” removes the last {n}."
    box = card.geometry()
    assert abs(box.center().x() - ground.rect().center().x()) <= 1
    assert ground.rect().contains(box)
    ground.resize(500, 420)
    until(qtbot, lambda: abs(card.geometry().center().x() - 250) <= 1)
    qtbot.mouseClick(card.drop_button, LEFT)
    session.flush()
    assert first not in session.state.query.filters
    assert session.result.n_visible == n
    assert card.isHidden()


def test_that_filters_that_only_fail_together_are_said_to(
    qtbot: QtBot, bundled: Dataset, ground: QWidget
) -> None:
    session = Session(bundled, Look("en", "light", None))
    card = EmptyCard(session, ground)
    session.result_changed.connect(card.refresh)
    session.state.set_query(Query((Text("alibaba"), Text("zzz", view="a"), Text("yyy", view="b"))))
    session.flush()
    assert card.help.text().startswith("Dropping any one filter is not enough")
    assert card.drop_button.isHidden()
    told = [b.accessibleName() for b in card.list.findChildren(QPushButton)]
    assert len(told) == 3
    assert all("no event comes back yet" in text for text in told)
    (button,) = [b for b in card.list.findChildren(QPushButton) if "zzz" in b.accessibleName()]
    qtbot.mouseClick(button, LEFT)
    session.flush()
    assert len(session.state.query.filters) == 2
    assert card.help.text() == "No event at all fits “Search: yyy”."
    qtbot.mouseClick(card.clear_button, LEFT)
    session.flush()
    assert session.state.query.filters == ()
    assert card.isHidden()


def test_that_a_file_without_events_offers_a_beginning(
    qtbot: QtBot, tmp_path: Path, ground: QWidget
) -> None:
    path = tmp_path / "none.csv"
    path.write_text("title,date\n", encoding="utf-8")
    session = Session(load(path), Look("zh", "light", None))
    empty, first = EmptyCard(session, ground), FirstRunCard(session, ground)
    empty.refresh()
    first.refresh()
    assert empty.isHidden()
    assert first.isVisible()
    assert first.title.text() == "从事件开始"
    with qtbot.waitSignal(first.open_sample_requested):
        qtbot.mouseClick(first.sample_button, LEFT)
    with qtbot.waitSignal(first.open_file_requested):
        qtbot.mouseClick(first.file_button, LEFT)


@pytest.mark.parametrize(("width", "height"), [(700, 500), (380, 300), (320, 240)])
def test_that_the_card_fits_into_small_maps(
    qtbot: QtBot, bundled: Dataset, ground: QWidget, width: int, height: int
) -> None:
    ground.resize(width, height)
    session = Session(bundled, Look("en", "light", None))
    card = EmptyCard(session, ground)
    texts = (Text(f"no such text {k}", view=f"view {k}") for k in range(7))
    session.state.set_query(Query(tuple(texts)))
    card.refresh()
    assert card.isVisible()
    assert ground.rect().contains(card.geometry())
    card.grab()
    inside = card.contentsRect()
    for part in (card.title, card.help, card.clear_button):
        assert inside.contains(part.geometry())
        assert card.badge.isHidden() or part.geometry().top() > card.badge.geometry().bottom()
    assert card.geometry().top() >= 56  # the map's tools stand above
