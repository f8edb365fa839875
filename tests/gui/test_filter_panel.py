"""The filter panel by itself, driven by mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QImage, QMouseEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot
from settled import settled, until

from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.figure.style import load_style
from explorer.paint.fonts import register
from explorer.paint.theme import palette, stylesheet
from explorer.query.clauses import (
    AtLeast,
    MapBox,
    MapPolygon,
    Picked,
    Query,
    Text,
    TimeRange,
    Values,
)
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.views.filters.facet_section import FacetSection
from explorer.views.filters.panel import FilterPanel
from explorer.views.target import Target

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def shown_panel(qtbot: QtBot, dataset: Dataset, width: int = 272) -> FilterPanel:
    register()
    session = Session(dataset, Look("en", "light", None))
    panel = FilterPanel(session)
    dress(panel, session)
    session.result_changed.connect(panel.refresh)
    panel.refresh()
    panel.resize(width, 900)
    qtbot.addWidget(panel)
    panel.show()
    settled(qtbot, panel)
    return panel


def dress(widget: QWidget, session: Session) -> None:
    style = load_style(session.look.theme)
    widget.setPalette(palette(style))
    widget.setStyleSheet(stylesheet(style))


@pytest.fixture
def panel(qtbot: QtBot, bundled: Dataset) -> Iterator[FilterPanel]:
    made = shown_panel(qtbot, bundled)
    yield made
    made.close()


def filters(panel: FilterPanel) -> tuple[object, ...]:
    panel.session.flush()
    return panel.session.state.query.filters


def click(
    qtbot: QtBot,
    section: FacetSection,
    key: str,
    x: int = 80,
    modifier: Qt.KeyboardModifier = NONE,
) -> None:
    y = section.row_rect(key).center().y()
    qtbot.mouseClick(section.target, LEFT, modifier, QPoint(x, y))


def hover(section: FacetSection, key: str, x: float) -> None:
    at = QPointF(x, section.row_rect(key).center().y())
    kind = QEvent.Type.MouseMove
    event = QMouseEvent(
        kind,
        at,
        section.target.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        NONE,
    )
    QApplication.sendEvent(section.target, event)


def leave(section: FacetSection) -> None:
    QApplication.sendEvent(section.target, QEvent(QEvent.Type.Leave))


def keys(panel: FilterPanel, field: str) -> list[str]:
    return list(panel.sections[field].rows())


def agree(panel: FilterPanel) -> None:
    """Every row tells what the engine counts."""
    session = panel.session
    session.flush()
    for field, section in panel.sections.items():
        counts = session.engine.counts(session.state.query, field)
        picked = counts.selected is not None
        count, total = (
            (counts.selected, counts.filtered) if picked else (counts.filtered, counts.total)
        )
        assert count is not None
        for key, row in section.rows().items():
            k = counts.values.index(key)
            assert (row.count, row.total) == (int(count[k]), int(total[k])), (field, key)


# Rows


def listed(panel: FilterPanel, field: str) -> dict[str, int]:
    """What the rows say, whether they are looked at or not."""
    return {key: row.count for key, row in panel.sections[field].list.rows().items()}


def test_that_what_is_out_of_sight_is_counted_when_it_is_looked_at(
    qtbot: QtBot, panel: FilterPanel
) -> None:
    panel.resize(272, 420)
    settled(qtbot, panel)
    session, last = panel.session, "source"
    before = listed(panel, last)
    session.state.set_filter(Values("category", ("release",)))
    session.flush()
    category = session.engine.counts(session.state.query, "category")
    shown = listed(panel, "category")
    k = category.values.index("release")
    assert shown["release"] == int(category.filtered[k])
    assert listed(panel, last) == before  # the answer is there, but nobody sees the row
    panel.area.ensureWidgetVisible(panel.sections[last])
    until(qtbot, lambda: listed(panel, last) != before)
    agree(panel)


def test_that_all_is_counted_in_the_end(qtbot: QtBot, panel: FilterPanel) -> None:
    panel.resize(272, 420)
    settled(qtbot, panel)
    session, last = panel.session, "source"
    before = listed(panel, last)
    session.state.set_filter(Values("category", ("release",)))
    until(qtbot, lambda: listed(panel, last) != before)
    agree(panel)


def test_that_counts_stand_against_all_and_with_a_selection_against_the_filtered(
    panel: FilterPanel,
) -> None:
    agree(panel)
    session = panel.session
    session.state.set_filter(Values("category", ("release",)))
    agree(panel)
    country = panel.sections["country"].rows()["CN"]
    assert country.count < country.total
    own = panel.sections["category"].rows()["ipo"]
    assert own.count == own.total > 0, "a facet leaves its own clause out"
    session.state.set_selection(MapBox(92, -9, 129, 24))
    agree(panel)
    chosen = panel.sections["country"].rows()["CN"]
    assert chosen.total == country.count
    assert chosen.count <= chosen.total


def test_that_the_first_values_are_shown_and_the_others_on_demand(
    qtbot: QtBot, panel: FilterPanel
) -> None:
    section = panel.sections["organization"]
    total = int((panel.session.engine.column("organization").total > 0).sum())
    assert len(section.rows()) == 5
    assert section.more.text() == f"Show {total - 5} more"
    qtbot.mouseClick(section.more, LEFT)
    assert len(section.rows()) == total
    assert section.more.text() == "Show fewer"
    counts = [row.count for row in section.rows().values()]
    assert counts == sorted(counts, reverse=True)
    qtbot.mouseClick(section.more, LEFT)
    assert len(section.rows()) == 5


def test_that_a_chosen_value_is_always_shown(panel: FilterPanel) -> None:
    section = panel.sections["country"]
    rare = panel.session.engine.column("country").values[-1]
    assert rare not in section.rows()
    panel.session.state.set_filter(Values("country", (rare,)))
    panel.session.flush()
    assert section.rows()[rare].checked
    panel.session.state.set_query(Query((Values("country", (rare,), exclude=True),)))
    panel.session.flush()
    assert section.rows()[rare].excluded


def test_that_the_search_among_values_knows_both_languages(
    qtbot: QtBot, panel: FilterPanel
) -> None:
    section = panel.sections["organization"]
    assert section.finder is None
    qtbot.mouseClick(section.more, LEFT)
    finder = section.finder
    assert finder is not None
    for text in ("huawei", "华为", "ＨＵＡＷＥＩ"):
        finder.setText(text)
        assert "huawei" in section.rows()
        assert len(section.rows()) < 5
    finder.setText("no such name")
    assert section.rows() == {}
    qtbot.keyClick(finder, Key.Key_Escape)
    assert finder.text() == ""
    assert len(section.rows()) > 20


def test_that_a_click_asks_for_one_value_and_the_box_adds(qtbot: QtBot, panel: FilterPanel) -> None:
    section = panel.sections["category"]
    click(qtbot, section, "release")
    assert filters(panel) == (Values("category", ("release",)),)
    click(qtbot, section, "ipo", x=20)
    click(qtbot, section, "other", modifier=CTRL)
    assert filters(panel) == (Values("category", ("release", "ipo", "other")),)
    assert [k for k, row in section.rows().items() if row.checked] == ["release", "ipo", "other"]
    click(qtbot, section, "ipo", modifier=CTRL)
    click(qtbot, section, "release")
    click(qtbot, section, "release")
    assert filters(panel) == ()
    agree(panel)


def test_that_a_press_that_leaves_the_row_does_nothing(qtbot: QtBot, panel: FilterPanel) -> None:
    section = panel.sections["category"]
    qtbot.mousePress(section.target, LEFT, pos=section.row_rect("release").center())
    qtbot.mouseRelease(section.target, LEFT, pos=section.row_rect("ipo").center())
    assert filters(panel) == ()


def test_that_a_hovered_row_offers_only_and_except(qtbot: QtBot, panel: FilterPanel) -> None:
    section = panel.sections["country"]
    right = section.width() - 18
    hover(section, "CN", 80)
    before = section.target.grab().toImage()
    leave(section)
    assert section.target.grab().toImage() != before
    hover(section, "CN", right)
    assert section.list.tip_of(keys(panel, "country").index("CN"), right) == "Leave out China"
    click(qtbot, section, "CN", x=right)
    assert filters(panel) == (Values("country", ("CN",), exclude=True),)
    row = section.rows()["CN"]
    assert row.excluded
    assert not row.checked
    hover(section, "CN", right)
    click(qtbot, section, "CN", x=right)
    assert filters(panel) == (), "it is let in again"
    hover(section, "CN", right - 60)
    assert "only" in section.list.tip_of(keys(panel, "country").index("CN"), right - 60)
    click(qtbot, section, "CN", x=right - 60)
    assert filters(panel) == (Values("country", ("CN",)),)


def test_that_tooltips_tell_names_whole_and_as_they_are(qtbot: QtBot, tmp_path: Path) -> None:
    name = "<b>A name</b> & far longer than the panel is wide"
    path = tmp_path / "odd.csv"
    path.write_text(f"title,date,organization\nOne,2024,{name}\n", encoding="utf-8")
    panel = shown_panel(qtbot, load(path))
    section = panel.sections["organization"]
    at = section.row_rect(keys(panel, "organization")[0]).center()
    event = QHelpEvent(QEvent.Type.ToolTip, at, section.target.mapToGlobal(at))
    QApplication.sendEvent(section.target, event)
    until(qtbot, QToolTip.isVisible)
    assert QToolTip.text() == f"<p>{escape(name)} · 1 of 1 events</p>"
    QToolTip.hideText()
    panel.session.state.set_filter(Text(name))
    panel.session.flush()
    (chip,) = panel.chips.chips
    assert chip.width() <= panel.chips.viewport().width()
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(20, 10), chip.mapToGlobal(QPoint(20, 10)))
    QApplication.sendEvent(chip, event)
    assert QToolTip.text() == f"<p>Remove: Search: {escape(name)}</p>"
    QToolTip.hideText()


def test_that_the_menu_is_asked_for_with_the_value(qtbot: QtBot, panel: FilterPanel) -> None:
    section = panel.sections["country"]
    at = section.row_rect("CN").center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, at, section.target.mapToGlobal(at), NONE
    )
    with qtbot.waitSignal(panel.context_requested) as told:
        QApplication.sendEvent(section.target, event)
    target, where = told.args
    assert target == Target(field="country", value="CN")
    assert where == section.target.mapToGlobal(at)


def test_that_rows_change_places_only_at_rest_and_away_from_the_pointer(
    qtbot: QtBot, panel: FilterPanel
) -> None:
    section = panel.sections["organization"]
    before = keys(panel, "organization")
    hover(section, before[0], 80)
    panel.session.state.set_filter(Values("category", ("ipo",)))
    panel.session.flush()
    assert keys(panel, "organization") == before
    assert panel._settle.isActive()
    until(qtbot, lambda: not panel._settle.isActive())
    assert keys(panel, "organization") == before, "the pointer is among them"
    leave(section)
    until(qtbot, lambda: keys(panel, "organization") != before)
    counts = [row.count for row in section.rows().values()]
    assert counts == sorted(counts, reverse=True)


def test_that_a_row_stays_under_the_pointer_as_chips_come_and_go(
    qtbot: QtBot, panel: FilterPanel
) -> None:
    section = panel.sections["category"]

    def place() -> int:
        return section.target.mapToGlobal(section.row_rect("ipo").center()).y()

    panel.resize(272, 500)
    settled(qtbot, panel)
    before, top = place(), panel.area.y()
    qtbot.mouseMove(section.target, section.row_rect("ipo").center())
    click(qtbot, section, "ipo")
    panel.session.state.set_filter(Values("status", ("completed",)))
    panel.session.state.set_filter(AtLeast("confidence", "high"))
    panel.session.flush()
    settled(qtbot, panel)
    assert panel.area.y() > top + 20
    assert place() == before
    panel.session.state.set_query(Query())
    panel.session.flush()
    settled(qtbot, panel)
    assert (panel.area.y(), place()) == (top, before)


def test_that_a_heading_folds_counts_and_clears(qtbot: QtBot, panel: FilterPanel) -> None:
    section = panel.sections["category"]
    panel.session.state.set_filter(Values("country", ("MX",)))
    panel.session.flush()
    carried = sum(row.count > 0 for row in section.rows().values())
    assert carried < len(section.rows())
    assert section.head.accessibleName() == f"Category {carried} of {len(section.rows())}"
    qtbot.mouseClick(section.head, LEFT, pos=QPoint(60, 12))
    assert section.rows() == {}
    assert panel.folded() == ("category",)
    panel.set_folded(("tag",))
    assert section.rows()
    assert panel.folded() == ("tag",)
    country = panel.sections["country"].head
    qtbot.mouseClick(country, LEFT, pos=country.clear_rect().center())
    assert filters(panel) == ()
    assert country.clear_rect().isEmpty()


def test_that_fields_the_data_lacks_are_not_shown(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("title,date,country\nHere,2024,FR\n", encoding="utf-8")
    panel = shown_panel(qtbot, load(path))
    shown = [field for field, section in panel.sections.items() if not section.isHidden()]
    assert "country" in shown
    for field in ("organization", "status", "confidence", "dispute", "tag", "source"):
        assert field not in shown
    assert panel.amount.isHidden()


def test_that_thousands_of_values_make_no_widgets(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = [f"Event {i},2024,Company {i}" for i in range(3000)]
    path.write_text("\n".join(["title,date,organization", *rows]) + "\n", encoding="utf-8")
    panel = shown_panel(qtbot, load(path))
    section = panel.sections["organization"]
    qtbot.mouseClick(section.more, LEFT)
    assert len(section.rows()) == 3000
    assert len(panel.findChildren(QWidget)) < 200
    finder = section.finder
    assert finder is not None
    finder.setText("company 1234")
    assert [row.label for row in section.rows().values()] == ["Company 1234"]


# Keys


def test_that_arrows_walk_through_all_facets(qtbot: QtBot, panel: FilterPanel) -> None:
    panel.search.setFocus()
    qtbot.keyClick(panel.search, Key.Key_Down)
    seen = []
    for _ in range(80):
        widget = QApplication.focusWidget()
        assert widget is not None
        for field, section in panel.sections.items():
            if widget is section.list:
                seen.append((field, section.list.here()))
        qtbot.keyClick(widget, Key.Key_Down)
    wanted = [(field, key) for field in panel.sections for key in keys(panel, field)]
    assert list(dict.fromkeys(seen)) == wanted
    for _ in range(80):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget is not panel.search:
            qtbot.keyClick(widget, Key.Key_Up)
    assert panel.search.hasFocus()


def test_that_the_keys_of_a_row_choose_and_leave_out(qtbot: QtBot, panel: FilterPanel) -> None:
    section = panel.sections["status"]
    section.enter(1)
    first, second = keys(panel, "status")[:2]
    qtbot.keyClick(section.list, Key.Key_Return)
    assert filters(panel) == (Values("status", (first,)),)
    qtbot.keyClick(section.list, Key.Key_Down)
    qtbot.keyClick(section.list, Key.Key_Space)
    assert filters(panel) == (Values("status", (first, second)),)
    qtbot.keyClick(section.list, Key.Key_Delete)
    assert filters(panel) == (
        Values("status", (first,)),
        Values("status", (second,), exclude=True),
    )
    qtbot.keyClick(section.list, Key.Key_Left)
    assert section.rows() == {}
    assert section.head.hasFocus()
    qtbot.keyClick(section.head, Key.Key_Right)
    assert section.list.hasFocus()


def test_that_rows_are_told_to_screen_readers(qtbot: QtBot, panel: FilterPanel) -> None:
    section = panel.sections["country"]
    model = section.list.model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    panel.session.state.set_query(
        Query((Values("country", ("MY",)), Values("category", ("release",))))
    )
    panel.session.flush()
    row = section.rows()["MY"]
    index = model.index(keys(panel, "country").index("MY"), 0)
    told = model.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert told == f"Malaysia, {row.count} of {row.total}, on"
    assert model.data(index, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    panel.session.look.set_lang("zh")
    panel.refresh()
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole).startswith("马来西亚，")
    qtbot.mouseClick(section.more, LEFT)
    section.enter(1)
    qtbot.keyClick(section.list, Key.Key_End)
    last = list(section.rows().values())[-1]
    assert last.label in section.list.accessibleDescription()
    assert section.list.accessibleName() == "国家或地区"


def test_that_the_row_with_the_keys_is_ringed_and_scrolled_to(
    qtbot: QtBot, panel: FilterPanel
) -> None:
    section = panel.sections["source"]
    assert panel.area.verticalScrollBar().value() == 0
    section.enter(1)
    assert panel.area.verticalScrollBar().value() > 0
    top = section.target.mapTo(panel, section.row_rect(section.list.here()).topLeft()).y()
    assert 0 < top < panel.height() - 22
    accent = load_style("light").tokens.accent.lower()
    image = section.target.grab().toImage()
    assert accent in colours(image)
    panel.search.setFocus()
    assert accent not in colours(section.target.grab().toImage())


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(min(image.height(), 40))
    }


# Search


def test_that_typing_searches_and_down_leaves(qtbot: QtBot, panel: FilterPanel) -> None:
    field = panel.search
    field.clearFocus()
    assert field.shows_hint
    assert field.clear_button.isHidden()
    field.setFocus()
    qtbot.keyClicks(field, "alibaba")
    assert not field.shows_hint
    assert filters(panel) == (), "letters that come together are looked for together"
    QApplication.processEvents()
    assert filters(panel) == (Text("alibaba"),), "with no pause: each key is answered"
    qtbot.keyClick(field, Key.Key_Down)
    assert panel.sections["category"].list.hasFocus()
    qtbot.mouseClick(field.clear_button, LEFT)
    assert field.text() == ""
    until(qtbot, lambda: filters(panel) == ())


def test_that_enter_searches_at_once_and_leaves(qtbot: QtBot, panel: FilterPanel) -> None:
    panel.search.setFocus()
    qtbot.keyClicks(panel.search, " deep  seek ")
    with qtbot.waitSignal(panel.left_search):
        qtbot.keyClick(panel.search, Key.Key_Return)
    assert filters(panel) == (Text("deep seek"),)


def test_that_the_search_follows_undo(qtbot: QtBot, panel: FilterPanel) -> None:
    session = panel.session
    session.state.set_filter(Text("manus"))
    session.flush()
    assert panel.search.text() == "manus"
    session.history.undo()
    session.flush()
    assert panel.search.text() == ""
    settled(qtbot, panel)
    assert filters(panel) == ()
    assert session.history.redo_name == "search", "showing it is no change"


# Bounds


def test_that_the_least_confidence_is_chosen_in_one_click(qtbot: QtBot, panel: FilterPanel) -> None:
    section = panel.sections["confidence"]
    buttons = {b.text(): b for b in section.findChildren(QPushButton) if b.isCheckable()}
    assert list(buttons) == ["Any", "≥ medium", "≥ high"]
    assert buttons["Any"].isChecked()
    qtbot.mouseClick(buttons["≥ medium"], LEFT)
    assert filters(panel) == (AtLeast("confidence", "medium"),)
    assert [k for k, row in section.rows().items() if row.checked] == ["high", "medium"]
    click(qtbot, section, "medium", x=20)
    assert filters(panel) == (Values("confidence", ("high",)),)
    assert buttons["Any"].isChecked()
    agree(panel)


def test_that_sums_are_read_with_their_units(qtbot: QtBot, panel: FilterPanel) -> None:
    field = panel.amount.field
    field.setFocus()
    qtbot.keyClicks(field, "1.5bn")
    assert filters(panel) == (), "the sum may not be whole yet"
    qtbot.keyClick(field, Key.Key_Return)
    assert filters(panel) == (AtLeast("amount", "1500000000"),)
    amounts = panel.session.dataset.events.amount
    assert panel.session.result.n_visible == int((amounts >= 1.5e9).sum()) > 0
    field.selectAll()
    qtbot.keyClicks(field, "a lot")
    qtbot.keyClick(field, Key.Key_Return)
    assert field.property("error") == "true"
    assert filters(panel) == (AtLeast("amount", "1500000000"),), "what held goes on"
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == "1.5bn"
    assert field.property("error") == "false"
    panel.session.look.set_lang("zh")
    panel.refresh()
    assert field.text() == "15亿"
    field.selectAll()
    qtbot.keyClick(field, Key.Key_Delete)
    assert filters(panel) == ()


# Chips


def test_that_every_clause_has_a_chip_that_removes_it(qtbot: QtBot, panel: FilterPanel) -> None:
    state = panel.session.state
    inside = MapPolygon((((90.0, -10.0), (130.0, -10.0), (130.0, 40.0)),))
    state.set_query(
        Query(
            (AtLeast("confidence", "medium"), Values("country", ("US",), exclude=True)), (inside,)
        )
    )
    panel.session.flush()
    chips = panel.chips.chips
    sites = panel.session.dataset.sites
    at = zip(sites.draw_lon, sites.draw_lat, strict=True)
    lassoed = {
        sites.country.text(k)
        for k, (lon, lat) in enumerate(at)
        if lon <= 130 and -10 <= lat <= -10 + (lon - 90) * 50 / 40
    }
    lasso = f"Lasso over {len(lassoed - {''})} countries"
    assert [c.text() for c in chips] == [
        "Confidence ≥ medium",
        "Country: not United States",
        lasso,
    ]
    assert [c.facts.selecting for c in chips if c.facts] == [False, False, True]
    assert chips[2].accessibleName() == f"Remove from the selection: {lasso}"
    assert chips[0].grab().toImage().pixelColor(40, 3) != chips[2].grab().toImage().pixelColor(
        40, 3
    )
    qtbot.mouseClick(chips[1], LEFT)
    assert filters(panel) == (AtLeast("confidence", "medium"),)
    assert state.query.selection == (inside,)
    chips = panel.chips.chips
    chips[0].setFocus()
    qtbot.keyClick(chips[0], Key.Key_Right)
    assert chips[1].hasFocus()
    qtbot.keyClick(chips[1], Key.Key_Delete)
    assert state.query.selection == ()
    panel.session.flush()
    assert panel.chips.chips[0].hasFocus(), "the keys go to the neighbour"
    with qtbot.waitSignal(panel.copy_requested):
        qtbot.mouseClick(panel.copy_button, LEFT)
    qtbot.mouseClick(panel.clear_button, LEFT)
    assert state.query == Query()
    panel.session.flush()
    assert panel.chips.chips == []
    assert panel.clear_button.isHidden()


@pytest.mark.parametrize("width", [220, 272])
def test_that_many_chips_scroll_and_none_is_cut_off(
    qtbot: QtBot, panel: FilterPanel, width: int
) -> None:
    panel.resize(width, 900)
    ids = tuple(panel.session.dataset.events.id[:4])
    names = tuple(o.id for o in panel.session.dataset.organizations)
    panel.session.state.set_query(
        Query(
            (
                TimeRange(1_704_067_200, 1_782_864_000),
                AtLeast("confidence", "medium"),
                Text("a"),
                Values("organization", names),
                Values("category", ("ipo", "other"), exclude=True),
                Values("status", ("announced",)),
            ),
            (MapBox(90, -10, 130, 40), Picked(ids)),
        )
    )
    panel.session.flush()
    settled(qtbot, panel)
    area = panel.chips
    assert area.height() <= 4 * 30
    assert area.verticalScrollBar().maximum() > 0
    inside = area.viewport().width()
    boxes = [chip.geometry() for chip in area.chips]
    assert all(box.left() >= 0 and box.right() < inside for box in boxes)
    for k, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[:k])
    panel.session.state.clear_filters()
    panel.session.flush()
    settled(qtbot, panel)
    assert area.verticalScrollBar().maximum() == 0


def test_that_a_refresh_without_news_draws_nothing(qtbot: QtBot, panel: FilterPanel) -> None:
    until(qtbot, lambda: not panel._settle.isActive())
    settled(qtbot, panel)
    drawn: list[QEvent] = []

    class Ear(QWidget):
        def eventFilter(self, watched: object, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                drawn.append(event)
            return False

    ear = Ear()
    qtbot.addWidget(ear)
    for section in panel.sections.values():
        section.target.installEventFilter(ear)
    panel.refresh()
    settled(qtbot, panel)
    assert drawn == []
    panel.session.state.set_filter(Values("country", ("CN",)))
    until(qtbot, lambda: bool(drawn))


def test_that_language_and_theme_change_every_part(qtbot: QtBot, panel: FilterPanel) -> None:
    before = panel.grab().toImage()
    look = panel.session.look
    look.set_lang("zh")
    look.set_theme("dark")
    dress(panel, panel.session)
    panel.refresh()
    assert panel.search.placeholderText() == "搜索事件"
    assert panel.sections["country"].rows()["CN"].label == "中国"
    after = panel.grab().toImage()
    ground = load_style("dark").tokens.panel.lower()
    for y in range(5, panel.height(), 60):
        assert after.pixelColor(3, y).name() == ground, y
        assert before.pixelColor(3, y) != after.pixelColor(3, y)
