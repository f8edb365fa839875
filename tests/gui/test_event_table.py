"""The event table: a third view of the visible events, linked as map and timeline are."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from settled import settled, until

from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.paint.fonts import register
from explorer.query.clauses import MapBox, Text, Values
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.views.cells import COLUMNS, KEYS, cell_text, copied, order
from explorer.views.slices import Slices
from explorer.views.table.paint import ROW
from explorer.views.table.widget import EventTable
from explorer.views.target import Target

T = TypeVar("T")
LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ASIA = MapBox(90, -10, 130, 25)


def shown(qtbot: QtBot, dataset: Dataset) -> EventTable:
    register()
    session = Session(dataset, Look("en", "light", None))
    table = EventTable(session)
    qtbot.addWidget(table)
    session.result_changed.connect(table.refresh)
    session.focus.picked_changed.connect(table.refresh)
    session.focus.hover_changed.connect(table.refresh_live)
    session.look.lang_changed.connect(table.refresh)
    table.resize(1200, 420)
    table.show()
    settled(qtbot, table)
    return table


@pytest.fixture
def table(qtbot: QtBot, bundled: Dataset) -> Iterator[EventTable]:
    made = shown(qtbot, bundled)
    yield made
    made.close()


def finished(work: Generator[None, None, T]) -> T:
    """What the work returns."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        return cast(T, end.value)


def ids(table: EventTable) -> list[str]:
    return [table.model.event_id(r) for r in range(table.model.rowCount())]


def spot(table: EventTable, row: int, key: str = "title") -> QPoint:
    return table.view.visualRect(table.model.index(row, KEYS.index(key))).center()


def column(table: EventTable, key: str) -> list[str]:
    return [table.model.text(r, KEYS.index(key)) for r in range(table.model.rowCount())]


def rested(qtbot: QtBot, table: EventTable) -> None:
    """Sorting and copying are done."""
    until(qtbot, lambda: not table._sorting.busy and not table._copying.busy)


def sort(qtbot: QtBot, table: EventTable, key: str) -> None:
    """A click on the heading."""
    head = table.view.horizontalHeader()
    x = head.sectionViewportPosition(KEYS.index(key)) + 20
    if x > head.width() - 30:
        table.view.horizontalScrollBar().setValue(table.view.horizontalScrollBar().maximum())
        x = head.sectionViewportPosition(KEYS.index(key)) + 20
    qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(x, head.height() // 2))
    rested(qtbot, table)


def test_that_the_model_keeps_the_rules_of_models(table: EventTable) -> None:
    tester = QAbstractItemModelTester(
        table.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    state = table._session.state
    state.set_filter(Values("category", ("ipo",)))
    table._session.flush()
    state.clear_filters()
    table._session.flush()
    table._session.look.set_lang("zh")
    assert tester.model() is table.model
    assert table.model.rowCount(table.model.index(0, 0)) == 0
    assert table.model.columnCount() == len(COLUMNS)


def test_that_it_lists_what_is_visible_by_date(table: EventTable, bundled: Dataset) -> None:
    assert ids(table) == list(bundled.events.id)
    table._session.state.set_filter(Values("category", ("ipo", "acquisition")))
    table._session.flush()
    visible = table._session.result.visible
    assert ids(table) == [bundled.events.id[i] for i in np.flatnonzero(visible)]
    assert 0 < len(ids(table)) < len(bundled)
    assert table.count.text() == f"{len(ids(table))} of {len(bundled)} events"


def test_that_a_click_on_a_heading_sorts_and_another_turns_it_round(
    qtbot: QtBot, table: EventTable, bundled: Dataset
) -> None:
    sort(qtbot, table, "title")
    titles = [text.casefold() for text in column(table, "title")]
    assert titles == sorted(titles)
    sort(qtbot, table, "title")
    assert [text.casefold() for text in column(table, "title")] == sorted(titles, reverse=True)
    sort(qtbot, table, "amount")
    known = bundled.event_index
    sums = [float(bundled.events.amount[known[key]]) for key in ids(table)]
    stated = [s for s in sums if s == s]
    assert len(stated) > 3
    assert sums[: len(stated)] == sorted(stated), "what has no sum stands last"
    sort(qtbot, table, "amount")
    sums = [float(bundled.events.amount[known[key]]) for key in ids(table)]
    assert sums[: len(stated)] == sorted(stated, reverse=True), "the other way round as well"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_that_every_order_holds_each_event_once(bundled: Dataset, key: str, lang: str) -> None:
    found = finished(order(bundled, key, lang))  # type: ignore[arg-type]
    third = np.arange(len(bundled)) % 3 == 0
    for falling in (False, True):
        events = found.events(falling).tolist()
        assert sorted(events) == list(range(len(bundled)))
        assert found.among(third, falling).tolist() == [k for k in events if k % 3 == 0]


def test_that_rows_picked_by_mouse_and_keys_are_the_picks(qtbot: QtBot, table: EventTable) -> None:
    every, focus, port = ids(table), table._session.focus, table.view.viewport()
    qtbot.mouseClick(port, LEFT, pos=spot(table, 2))
    assert focus.picked == (every[2],)
    qtbot.mouseClick(port, LEFT, SHIFT, spot(table, 4))
    assert focus.picked == tuple(every[2:5])
    qtbot.mouseClick(port, LEFT, CTRL, spot(table, 3))
    assert focus.picked == (every[2], every[4])
    qtbot.mouseClick(port, LEFT, pos=spot(table, 0))
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert focus.picked == (every[1],)
    qtbot.keyClick(table.view, Qt.Key.Key_Down, SHIFT)
    assert focus.picked == (every[1], every[2])


def test_that_picks_made_elsewhere_are_marked_and_brought_into_sight(table: EventTable) -> None:
    every = ids(table)
    table._session.focus.pick((every[70], every[72]))
    assert table._picked_rows() == [70, 72]
    rect = table.view.visualRect(table.model.index(70, 0))
    assert table.view.viewport().rect().contains(rect)
    table._session.focus.pick(())
    assert table._picked_rows() == []


def test_that_a_pick_hidden_by_a_filter_stays_picked(table: EventTable) -> None:
    session = table._session
    session.focus.pick(("deepseek-ngf-138bn",))
    session.state.set_filter(Values("category", ("ipo",)))
    session.flush()
    assert session.focus.picked == ("deepseek-ngf-138bn",)
    assert table._picked_rows() == []
    session.state.clear_filters()
    session.flush()
    assert [table.model.event_id(r) for r in table._picked_rows()] == ["deepseek-ngf-138bn"]


def test_that_rows_outside_the_selection_are_paler(qtbot: QtBot, table: EventTable) -> None:
    session = table._session

    def darkest(row: int) -> int:
        area = table.view.visualRect(table.model.index(row, KEYS.index("title")))
        image = table.view.viewport().grab(area).toImage()
        spots = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return min(image.pixelColor(x, y).lightness() for x, y in spots)

    before = darkest(0)
    session.state.set_selection(ASIA)
    session.flush()
    assert session.result.selected is not None
    assert not session.result.selected[0]
    assert darkest(0) > before + 60
    assert len(ids(table)) == len(session.dataset), "a selection hides nothing"
    assert f"{session.result.n_selected} selected" in table.count.text()
    session.state.clear_selection()
    session.flush()
    assert darkest(0) == before


def test_that_the_row_under_the_pointer_lights_up_everywhere(
    qtbot: QtBot, table: EventTable
) -> None:
    port = table.view.viewport()
    qtbot.mouseMove(port, spot(table, 1))
    qtbot.mouseMove(port, spot(table, 3))
    assert table._session.focus.hover == ids(table)[3]
    QApplication.sendEvent(port, QEvent(QEvent.Type.Leave))
    assert table._session.focus.hover == ""
    area = table.view.visualRect(table.model.index(5, KEYS.index("title")))
    before = port.grab(area).toImage()
    table._session.focus.set_hover(ids(table)[5])
    assert port.grab(area).toImage() != before


def test_that_enter_and_a_double_click_open(qtbot: QtBot, table: EventTable) -> None:
    opened: list[str] = []
    table.opened.connect(opened.append)
    qtbot.mouseClick(table.view.viewport(), LEFT, pos=spot(table, 4))
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    qtbot.mouseClick(table.view.viewport(), LEFT, pos=spot(table, 1))
    qtbot.mouseDClick(table.view.viewport(), LEFT, pos=spot(table, 1))
    assert opened == [ids(table)[4], ids(table)[1]]
    assert table._session.focus.picked == (ids(table)[1],)


def test_that_a_right_click_asks_for_a_menu_on_the_row_or_the_picks(table: EventTable) -> None:
    asked: list[Target] = []
    table.context_requested.connect(lambda target, at: asked.append(target))
    every = ids(table)
    table._session.focus.pick((every[1], every[2]))
    for row in (2, 5):
        at = spot(table, row)
        port = table.view.viewport()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, port.mapToGlobal(at))
        QApplication.sendEvent(port, event)
    assert [target.events for target in asked] == [(every[1], every[2]), (every[5],)]


def test_that_typing_filters_all_views_and_follows_the_search_elsewhere(
    qtbot: QtBot, table: EventTable
) -> None:
    state = table._session.state
    qtbot.keyClicks(table.search, "deepseek")
    until(qtbot, lambda: Text("deepseek") in state.query.filters)
    table._session.flush()
    assert 0 < len(ids(table)) < len(table._session.dataset)
    assert all("deepseek" in text.lower() for text in column(table, "organizations")[:1])
    state.set_filter(Text("huawei"))
    table._session.flush()
    assert table.search.text() == "huawei"
    state.remove_view("search")
    table._session.flush()
    assert table.search.text() == ""
    assert table.search.clear_button.isHidden()
    state.set_filter(Text("huawei"))
    table._session.flush()
    table.search.clearFocus()
    qtbot.mouseClick(table.search.clear_button, LEFT)
    assert table.search.text() == ""
    assert state.query.filters == ()


def test_that_picked_rows_are_copied_for_a_spreadsheet(qtbot: QtBot, table: EventTable) -> None:
    row = ids(table).index("alibaba-ai-infra-pledge-380bn")
    table._session.focus.pick(("alibaba-ai-infra-pledge-380bn",))
    said: list[str] = []
    table.copied.connect(said.append)
    qtbot.keyClick(table.view, Qt.Key.Key_C, CTRL)
    rested(qtbot, table)
    head, line = QApplication.clipboard().text().rstrip("\n").split("\n")
    cells = dict(zip(head.split("\t"), line.split("\t"), strict=True))
    assert cells["Title"] == table.model.text(row, KEYS.index("title"))
    assert (cells["Amount"], cells["Currency"]) == ("380000000000", "CNY")
    assert cells["Date"] == "24 Feb 2025"
    assert said == ["1 row copied"]
    table.copy_button.click()
    rested(qtbot, table)
    assert QApplication.clipboard().text().count("\n") == len(ids(table)) + 1


def test_that_copied_text_never_becomes_a_formula_or_another_cell(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    odd = ("=cmd|'/c calc'!A1", "+1+1", "-2", "@SUM(A1)", '"tab\there"', '"two\nlines"')
    head = "title,date,country,category,amount,currency"
    rows = [head, *(f"{text},2024,FR,=x,-5,=USD" for text in odd)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    dataset = load(path)
    text = finished(copied(dataset, np.arange(len(dataset)), KEYS, "en"))
    lines = text.rstrip("\n").split("\n")
    assert len(lines) == len(dataset) + 1 == 7
    for line in lines[1:]:
        cells = line.split("\t")
        assert len(cells) == len(KEYS) + 1
        assert [c for c in cells if c.startswith(("=", "+", "-", "@"))] == ["-5"], line


def test_that_columns_can_be_chosen_and_come_back(qtbot: QtBot, table: EventTable) -> None:
    before = table.columns()
    assert "tags" not in before
    by_name = {action.text(): action for action in table.column_menu().actions()}
    assert not by_name["Title"].isEnabled()
    by_name["Tags"].trigger()
    by_name["Places"].trigger()
    assert "tags" in table.columns()
    assert "places" not in table.columns()
    kept = table.save_state()
    by_name["Usual columns"].trigger()
    assert table.columns() == before
    table.restore_state(kept)
    assert "tags" in table.columns()
    table.restore_state(b"nonsense")  # type: ignore[arg-type]
    assert "title" in table.columns()


def test_that_out_of_sight_it_does_nothing_and_then_catches_up(table: EventTable) -> None:
    every = ids(table)
    table.hide()
    table._session.state.set_filter(Values("category", ("ipo",)))
    table._session.flush()
    assert ids(table) == every
    table.show()
    assert len(ids(table)) == table._session.result.n_visible < len(every)


def test_that_it_speaks_the_other_language_at_once(table: EventTable) -> None:
    table._session.look.set_lang("zh")
    head = table.model.headerData(KEYS.index("title"), Qt.Orientation.Horizontal)
    assert head == "标题"
    assert table.model.text(0, KEYS.index("title")) == table._session.dataset.events.title_zh[0]
    assert table.view.accessibleName() == "事件表"


def test_that_cells_hold_text_as_it_is_and_on_one_line(qtbot: QtBot, tmp_path: Path) -> None:
    odd = ('<img src="/x.png">', "<b>bold</b> & co", "\u202ereversed\u202c", "a" * 400)
    path = tmp_path / "odd.csv"
    lines = [f'"{text.replace(chr(34), chr(34) * 2)}",2024-0{k + 1}' for k, text in enumerate(odd)]
    path.write_text("\n".join(["title,date", *lines]) + "\n", encoding="utf-8")
    table = shown(qtbot, load(path))
    assert column(table, "title") == [odd[0], odd[1], "reversed", odd[3]]
    index = table.model.index(0, KEYS.index("title"))
    assert "<img" not in index.data(Qt.ItemDataRole.ToolTipRole)
    table.grab()


def test_that_cells_are_worked_out_only_when_seen(qtbot: QtBot, bundled: Dataset) -> None:
    table = shown(qtbot, bundled)
    table.grab()
    seen = {i for i, _ in table.model._cells}
    assert len(seen) <= table.view.viewport().height() // ROW + 2
    assert cell_text(bundled, 0, "title", "en") == bundled.events.title[0]


def test_that_long_work_goes_on_in_slices_and_new_work_takes_its_place(qtbot: QtBot) -> None:
    from time import perf_counter

    parent = QApplication.instance()
    assert parent is not None
    slices, done = Slices(parent), []

    def slow(name: str, pieces: int):  # type: ignore[no-untyped-def]
        for _ in range(pieces):
            until = perf_counter() + 0.005
            while perf_counter() < until:
                pass
            yield
        return name

    slices.start(slow("first", 50), done.append)
    assert slices.busy
    slices.start(slow("second", 8), done.append)
    until(qtbot, lambda: not slices.busy)
    assert done == ["second"]
