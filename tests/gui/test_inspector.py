"""The inspector: one event with its sources, or several counted; and what can be done there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from settled import settled, until

from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.figure.style import load_style
from explorer.paint.fonts import register
from explorer.query.clauses import AtLeast, MapBox, MapPolygon, Picked, Query, TimeRange, Values
from explorer.query.words import words as words_of
from explorer.session.look import Look
from explorer.session.session import Session
from explorer.views.chip import Chip
from explorer.views.citations import event_citations, web_address
from explorer.views.event_words import amounts, history, place_groups, place_words
from explorer.views.inspector.date_drawing import DateDrawing
from explorer.views.inspector.event_counts import placed_labels
from explorer.views.inspector.event_dispute import DisputeCard
from explorer.views.inspector.event_list import EventLink, FilterLink
from explorer.views.inspector.event_page import EventPage
from explorer.views.inspector.event_periods import periods
from explorer.views.inspector.event_rows import KEPT, ROW, EventRows
from explorer.views.inspector.event_sources import AddressLink, LinkDialog, SourceRow
from explorer.views.inspector.event_summary import ElidedButton
from explorer.views.inspector.fold import FoldButton
from explorer.views.inspector.panel import Inspector
from explorer.views.inspector.selection_page import SelectionPage
from explorer.views.inspector.selection_words import extent_words
from explorer.views.inspector.spans import Spans
from explorer.views.plain import FoldingLabel, reading_label
from explorer.views.target import Target
from explorer.views.words import known_word

LEFT = Qt.MouseButton.LeftButton
DAY = 86_400
ASIA = MapBox(90, -10, 130, 25)
MEXICO = "alibaba-dc-plan-2024-05"
RULES = "tc260-genai-security-doc"


def shown(qtbot: QtBot, dataset: Dataset) -> Inspector:
    register()
    session = Session(dataset, Look("en", "light", None))
    inspector = Inspector(session)
    qtbot.addWidget(inspector)
    session.result_changed.connect(inspector.refresh)
    session.focus.picked_changed.connect(inspector.refresh)
    session.look.lang_changed.connect(inspector.refresh)
    session.look.theme_changed.connect(inspector.refresh)
    inspector.resize(344, 900)
    inspector.refresh()
    inspector.show()
    settled(qtbot, inspector)
    return inspector


@pytest.fixture
def inspector(qtbot: QtBot, bundled: Dataset) -> Iterator[Inspector]:
    made = shown(qtbot, bundled)
    yield made
    made.close()


def texts(widget: QWidget) -> list[str]:
    """What the labels in sight say."""
    return [w.text() for w in widget.findChildren(QLabel) if w.isVisibleTo(widget) and w.text()]


def said(widget: QWidget) -> str:
    return "\n".join(texts(widget))


def read(inspector: Inspector, *ids: str) -> None:
    inspector._session.focus.pick(ids)
    if isinstance(inspector._page, EventPage):
        inspector._page.finish()


def page(inspector: Inspector) -> SelectionPage:
    found = inspector._page
    assert isinstance(found, SelectionPage)
    return found


def button(widget: QWidget, text: str) -> QPushButton:
    found = [
        b
        for b in widget.findChildren(QPushButton)
        if text in (b.text().strip("\u2009"), b.accessibleName()) and b.isVisibleTo(widget)
    ]
    assert len(found) == 1, [b.text() for b in widget.findChildren(QPushButton)]
    return found[0]


def total(inspector: Inspector) -> str:
    """How many events there are, as it is written."""
    return f"{len(inspector._session.dataset):,}"


# One event


def test_that_an_event_is_told_in_full(inspector: Inspector, bundled: Dataset) -> None:
    read(inspector, MEXICO)
    i = bundled.event_index[MEXICO]
    told = texts(inspector)
    assert bundled.events.title[i] in told
    assert bundled.events.title_zh[i] in told
    assert bundled.events.summary[i] in told
    assert "May 2024" in told
    assert "(month known)" in told
    assert "Date of the announcement" in told
    assert "South Korea, Malaysia, Thailand, Mexico" in told
    assert "Country known · operating" in told
    assert "Feb 2025 · Opened: Mexico" not in told
    fold = next(b for b in inspector.findChildren(FoldButton) if b.text().endswith(" dates"))
    fold.click()
    assert "Feb 2025 · Opened: Mexico" in texts(inspector)
    fold.click()
    assert "Feb 2025 · Opened: Mexico" not in texts(inspector)
    assert f"{len(bundled.events.citations.row(i))} sources" in told
    assert f"{i + 1} of {len(bundled)}" in told  # events come in the order of time
    (drawing,) = inspector.findChildren(DateDrawing)
    assert drawing.isVisible()
    chips = [chip.text for chip in inspector.findChildren(Chip)]
    assert chips[0] == "High"
    assert "Mentions" in chips


def test_that_what_is_not_known_is_said(inspector: Inspector) -> None:
    read(inspector, "capcut-launch")
    told = texts(inspector)
    assert "No place known" in told
    assert "Not stated" in told
    assert "1 source" in told


def test_that_sums_are_told_as_stated_with_their_conversions(bundled: Dataset) -> None:
    i = bundled.event_index["alibaba-ai-infra-pledge-380bn"]
    assert amounts(bundled, i, "en") == ["more than CNY 380 billion", "about USD 53 billion"]
    assert amounts(bundled, i, "zh") == ["超过 CNY 3,800亿", "约 USD 530亿"]
    assert amounts(bundled, bundled.event_index["capcut-launch"], "en") == []


def test_that_history_runs_through_sites_and_stages_in_order(bundled: Dataset) -> None:
    steps = history(bundled, bundled.event_index["bytedance-capex-2026-plan"], "en")
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    (stage,) = [step for step in steps if step.event >= 0]
    assert bundled.events.id[stage.event] == "bytedance-capex-2026-plan--spend-2026"
    assert stage.when == "2026"


def test_that_an_organization_filters_and_lets_go(qtbot: QtBot, inspector: Inspector) -> None:
    read(inspector, MEXICO)
    (link,) = inspector.findChildren(FilterLink)
    state = inspector._session.state
    qtbot.mouseClick(link, LEFT)
    assert state.filter_of("facet:organization") == Values("organization", ("alibaba-cloud",))
    qtbot.mouseClick(link, LEFT)
    assert state.filter_of("facet:organization") is None


def test_that_a_stage_or_a_related_event_is_picked_by_a_click(
    qtbot: QtBot, inspector: Inspector
) -> None:
    read(inspector, RULES)
    settled(qtbot, inspector)
    links = inspector.findChildren(EventLink)
    assert links[0].event_id == "cn-ai-regulation-wave-2024"
    assert "Part of · Mar to Sep 2024" in said(inspector)
    focus = inspector._session.focus
    inspector._scroll.ensureWidgetVisible(links[0])
    settled(qtbot, inspector)
    qtbot.mouseClick(links[0], LEFT)
    assert focus.picked == ("cn-ai-regulation-wave-2024",)


def test_that_the_page_stays_while_a_filter_moves(inspector: Inspector) -> None:
    read(inspector, MEXICO)
    before = inspector._page
    session = inspector._session
    session.set_window(1_700_000_000, 1_750_000_000)
    session.flush()
    assert inspector._page is before
    place = f"of {session.result.n_visible}"
    assert any(text.endswith(place) for text in texts(inspector))


def test_that_an_event_hidden_by_filters_stays_and_names_them(
    qtbot: QtBot, inspector: Inspector
) -> None:
    read(inspector, "deepseek-ngf-138bn")
    session = inspector._session
    assert not inspector.hidden_note.isVisible()
    session.state.set_filter(AtLeast("confidence", "high"))
    session.state.set_filter(Values("category", ("investment",)))
    session.flush()
    settled(qtbot, inspector)
    assert inspector.hidden_note.isVisible()
    assert "Hidden by a filter" in said(inspector)
    drops = inspector.hidden_note.findChildren(QPushButton)
    assert [b.text().strip("\u2009") for b in drops] == ["Drop “Confidence ≥ high”"]
    qtbot.mouseClick(drops[0], LEFT)
    session.flush()
    assert session.result.visible[session.dataset.event_index["deepseek-ngf-138bn"]]
    assert not inspector.hidden_note.isVisible()


def test_that_a_filter_with_a_long_name_is_cut_with_an_ellipsis(
    qtbot: QtBot, inspector: Inspector
) -> None:
    session = inspector._session
    read(inspector, "deepseek-ngf-138bn")
    kept = ("ipo", "regulation", "partnership", "data_center", "acquisition")
    session.state.set_filter(Values("category", kept))
    session.flush()
    settled(qtbot, inspector)
    (drop,) = inspector.hidden_note.findChildren(ElidedButton)
    assert drop.text().endswith("”")
    assert drop.shown_text.endswith("…")
    assert drop.geometry().right() <= inspector.hidden_note.contentsRect().right()
    assert words_of(Values("category", kept), session.dataset) in drop.toolTip()
    session.state.set_query(Query((AtLeast("confidence", "high"),)))
    session.flush()
    settled(qtbot, inspector)
    (short,) = inspector.hidden_note.findChildren(ElidedButton)
    assert short.shown_text == short.text()


def test_that_it_speaks_the_other_language_at_once(inspector: Inspector, bundled: Dataset) -> None:
    read(inspector, MEXICO)
    inspector._session.look.set_lang("zh")
    told = texts(inspector)
    assert bundled.events.title_zh[bundled.event_index[MEXICO]] in told
    assert "2024年5月" in told
    assert not {"Date", "Places", "Sources", "Inspector"} & set(told)


def test_that_the_foot_brings_the_event_into_view(inspector: Inspector) -> None:
    asked: list[tuple[str, ...]] = []
    inspector.show_on_map_requested.connect(asked.append)
    inspector.show_in_timeline_requested.connect(asked.append)
    read(inspector, MEXICO)
    button(inspector, "Show on map").click()
    button(inspector, "Show in timeline").click()
    assert asked == [(MEXICO,), (MEXICO,)]


# Sources


def test_that_a_citation_is_copied_as_text(qtbot: QtBot, inspector: Inspector) -> None:
    read(inspector, RULES)
    told: list[str] = []
    inspector.copied.connect(told.append)
    row = inspector.findChildren(SourceRow)[0]
    from PySide6.QtWidgets import QToolButton

    quote, _ = row.findChildren(QToolButton)
    assert quote.accessibleName() == "Copy citation of A"
    qtbot.mouseClick(quote, LEFT)
    text = QApplication.clipboard().text()
    assert text == (
        "Hugging Face, “A Short Summary of Chinese AI Global Expansion”, 3 Oct 2024, "
        "Pressures from Policy, bullet 1, https://huggingface.co/blog/chinese-ai-expansion"
    )
    assert told == [text]


def test_that_all_sources_of_an_event_are_copied(inspector: Inspector, bundled: Dataset) -> None:
    read(inspector, RULES)
    button(inspector, "Copy citation").click()
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0] == "TC260 sets safety requirements for generative AI (29 Feb 2024)"
    sources = len(bundled.events.citations.row(bundled.event_index[RULES]))
    assert sources > 1
    assert [line[:3] for line in lines[1:]] == [f"{letter}. " for letter in "ABCDEFGH"[:sources]]
    assert "《" in event_citations(bundled, bundled.event_index[RULES], "zh")


def test_that_an_address_is_shown_before_it_is_asked_for(
    qtbot: QtBot, inspector: Inspector
) -> None:
    asked: list[str] = []
    inspector.link_requested.connect(asked.append)
    read(inspector, RULES)
    assert not inspector.findChildren(AddressLink)
    inspector.findChildren(SourceRow)[0].details.click()
    (link,) = inspector.findChildren(AddressLink)
    for press in ("Cancel", "Open in browser"):
        qtbot.mouseClick(link, LEFT)
        dialog = inspector.window().findChildren(LinkDialog)[-1]
        field = dialog.findChild(QPlainTextEdit)
        assert isinstance(field, QPlainTextEdit)
        assert field.toPlainText() == "https://huggingface.co/blog/chinese-ai-expansion"
        assert "huggingface.co" in said(dialog)
        assert asked == []
        button(dialog, press).click()
        QApplication.sendPostedEvents(None, 0)
    assert asked == ["https://huggingface.co/blog/chinese-ai-expansion"]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "http:///nowhere",
        "https://",
        "data:text/html,x",
        "example.org",
        "not a link",
        "",
    ],
)
def test_that_only_web_addresses_are_links(text: str) -> None:
    assert web_address(text) is None


def test_that_a_disagreement_shows_both_claims_and_what_was_kept(inspector: Inspector) -> None:
    read(inspector, RULES)
    (card,) = inspector.findChildren(DisputeCard)
    assert texts(card) == [
        "Sources disagree on the date",
        "A",
        "5 Mar 2024",
        "B",
        "As recorded: 29 Feb 2024",
        "C",
        "As recorded: 29 Feb 2024",
        "Kept: what B, C say.",
    ]
    assert "3 sources, 1 conflict" in said(inspector)
    read(inspector, MEXICO)
    assert not inspector._page.findChildren(DisputeCard)


def test_that_a_right_click_on_a_source_names_it(inspector: Inspector) -> None:
    asked: list[Target] = []
    inspector.context_requested.connect(lambda target, at: asked.append(target))
    read(inspector, RULES)
    inspector.findChildren(SourceRow)[0].customContextMenuRequested.emit(QPoint(5, 5))
    assert asked == [Target(events=(RULES,), field="source", value="hf-chuhai-2024")]


# Long texts


def test_that_a_long_text_is_folded_until_asked_for(qtbot: QtBot, inspector: Inspector) -> None:
    read(inspector, MEXICO)
    labels = inspector.findChildren(FoldingLabel)
    note = next(w for w in labels if w.text().startswith("First of two rounds"))
    until(qtbot, lambda: note.folded)
    before = note.heightForWidth(note.width())
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert not note.folded
    assert note.heightForWidth(note.width()) > before


def test_that_text_is_marked_and_copied(qtbot: QtBot) -> None:
    label = reading_label("Jinan, Shandong")
    qtbot.addWidget(label)
    label.resize(200, 30)
    label.show()
    qtbot.mouseDClick(label, LEFT, pos=QPoint(6, 8))
    assert label.selectedText() == "Jinan"
    qtbot.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Jinan"
    qtbot.keyClick(label, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert label.selectedText() == "Jinan, Shandong"
    qtbot.mouseClick(label, LEFT, pos=QPoint(0, 8))
    assert not label.hasSelectedText()
    qtbot.keyClick(label, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    label.setText("Other")
    assert not label.hasSelectedText()


def test_that_an_english_note_is_marked_in_chinese(inspector: Inspector) -> None:
    inspector._session.look.set_lang("zh")
    read(inspector, MEXICO)
    assert "EN" in texts(inspector)


# Several events


def test_that_a_selection_is_counted_by_category_country_and_time(
    inspector: Inspector, bundled: Dataset
) -> None:
    session = inspector._session
    session.state.set_selection(ASIA)
    session.flush()
    shown_page, result = page(inspector), session.result
    n = result.n_selected
    assert result.selected is not None
    assert shown_page.count.text() == str(n)
    assert shown_page.told.text() == f"of {total(inspector)} events in the box"
    codes = bundled.events.category.codes[result.selected]
    for k, category in enumerate(bundled.categories):
        assert shown_page.categories[category.id].count == int((codes == k).sum())
    countries = [row for row in shown_page.countries if row.isVisibleTo(shown_page)]
    assert len(countries) == 5
    assert [row.count for row in countries] == sorted((r.count for r in countries), reverse=True)
    found = periods(Spans(bundled, np.flatnonzero(result.selected)))
    assert [column.count for column in shown_page.chart.columns] == list(found.counts)
    assert sum(found.counts) + found.looser + found.undated == n
    assert len(shown_page.rows.events) == n


def test_that_the_words_say_what_the_selection_is(inspector: Inspector) -> None:
    session = inspector._session
    lasso = MapPolygon((((90.0, -10.0), (130.0, -10.0), (130.0, 25.0)),))
    brush = TimeRange(1_700_000_000, 1_800_000_000, view="brush")
    country = Values("country", ("MY",), view="map")
    for clause, words in (
        (lasso, f"of {total(inspector)} events in the lasso"),
        (brush, f"of {total(inspector)} events in the brushed time"),
        (country, f"of {total(inspector)} events in Malaysia"),
    ):
        session.state.clear_selection()
        session.state.set_selection(clause)
        session.flush()
        assert page(inspector).told.text() == words


def test_that_the_page_keeps_up_with_a_brush_without_being_made_anew(inspector: Inspector) -> None:
    session = inspector._session
    session.state.set_selection(TimeRange(1_600_000_000, 1_760_000_000, view="brush"))
    session.flush()
    before = page(inspector)
    counts = set()
    for k in range(5):
        end = 1_700_000_000 + k * 20_000_000
        session.state.set_selection(TimeRange(1_600_000_000, end, view="brush"))
        session.flush()
        assert page(inspector) is before
        assert before.count.text() == str(session.result.n_selected)
        assert len(before.rows.events) == session.result.n_selected
        counts.add(before.count.text())
    assert len(counts) > 2


def test_that_each_count_filters(qtbot: QtBot, inspector: Inspector) -> None:
    session = inspector._session
    session.state.set_selection(ASIA)
    session.flush()
    qtbot.mouseClick(page(inspector).categories["data_center"], LEFT)
    assert session.state.filter_of("facet:category") == Values("category", ("data_center",))
    session.state.clear_filters()
    session.flush()
    row = page(inspector).countries[1]
    qtbot.mouseClick(row, LEFT)
    assert session.state.filter_of("facet:country") == Values("country", (row.key,))
    session.state.clear_filters()
    session.flush()
    column = next(c for c in page(inspector).chart.columns if c.count)
    qtbot.mouseClick(column, LEFT)
    window = session.window
    assert window is not None
    assert (window.start, window.end) == column.bounds


def test_that_a_selection_is_kept_excluded_or_cleared(inspector: Inspector) -> None:
    session = inspector._session
    n = len(session.dataset)

    def select() -> int:
        session.state.clear_filters()
        session.state.set_selection(ASIA)
        session.flush()
        return session.result.n_selected

    inside = select()
    button(inspector, "Keep as filter").click()
    assert session.state.query.filters == (ASIA,)
    assert session.state.query.selection == ()
    assert select() == inside
    button(inspector, "Exclude").click()
    session.flush()
    assert session.result.n_visible == n - inside
    select()
    button(inspector, "Clear").click()
    session.flush()
    assert session.state.query.selection == ()
    assert not isinstance(inspector._page, SelectionPage)


def test_that_several_picks_are_counted_walked_and_kept(inspector: Inspector) -> None:
    session = inspector._session
    picked = (MEXICO, RULES, "capcut-launch")
    read(inspector, *picked)
    assert page(inspector).told.text() == f"of {total(inspector)} events picked"
    inspector.step(1)
    assert session.focus.picked == ("capcut-launch",)
    assert "1 of 3" in texts(inspector)
    inspector.step(1)
    assert "2 of 3" in texts(inspector)
    inspector._head.back.click()
    assert set(session.focus.picked) == set(picked)
    button(inspector, "Keep as filter").click()
    (clause,) = session.state.query.filters
    assert isinstance(clause, Picked)
    assert set(clause.ids) == set(picked)


def test_that_from_an_event_one_comes_back_to_the_selection(inspector: Inspector) -> None:
    session = inspector._session
    session.state.set_selection(ASIA)
    session.flush()
    read(inspector, MEXICO)
    assert inspector._head.back.text() == f"Back to the {session.result.n_selected}"
    inspector._head.back.click()
    assert isinstance(inspector._page, SelectionPage)


def test_that_from_a_selected_event_one_walks_through_the_selection(inspector: Inspector) -> None:
    session = inspector._session
    session.state.set_selection(ASIA)
    session.flush()
    mask = session.result.selected
    assert mask is not None
    ids = [session.dataset.events.id[int(i)] for i in mask.nonzero()[0]]
    read(inspector, ids[0])
    assert f"1 of {len(ids)}" in texts(inspector)
    for k, key in enumerate(ids[1:], 2):
        inspector.step(1)
        assert session.focus.picked == (key,)
        assert f"{k} of {len(ids)}" in texts(inspector)
    inspector.step(1)
    assert session.focus.picked == (ids[-1],)
    outside = session.dataset.events.id[int((~mask).nonzero()[0][0])]
    read(inspector, outside)  # there one walks through all that is shown
    assert f"of {session.result.n_visible}" in said(inspector)


def test_that_the_list_is_sorted_and_walked_by_keys(
    qtbot: QtBot, inspector: Inspector, bundled: Dataset
) -> None:
    session = inspector._session
    session.state.set_selection(ASIA)
    session.flush()
    rows = page(inspector).rows
    by_date = rows.events.tolist()
    assert by_date == sorted(by_date)
    page(inspector).sort_by(name=True)
    until(qtbot, lambda: not page(inspector)._sorting.busy)
    titles = [bundled.title(i).casefold() for i in rows.events.tolist()]
    assert titles == sorted(titles)
    assert page(inspector).sort.text() == "By name"
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert session.focus.picked == (bundled.events.id[int(rows.events[1])],)


def test_that_the_list_lights_up_and_picks_under_the_pointer(
    qtbot: QtBot, inspector: Inspector, bundled: Dataset
) -> None:
    session = inspector._session
    session.state.set_selection(ASIA)
    session.flush()
    rows = page(inspector).rows
    first = bundled.events.id[int(rows.events[0])]
    qtbot.mouseMove(rows, QPoint(100, ROW // 2 + 3))
    assert session.focus.hover == first
    qtbot.mouseClick(rows, LEFT, pos=QPoint(100, ROW // 2))
    assert session.focus.picked == (first,)
    assert session.focus.hover in ("", first)


def test_that_rows_that_come_again_are_not_written_again(
    qtbot: QtBot, inspector: Inspector, bundled: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    real = EventRows._paint_words

    def noted(rows: EventRows, painter: QPainter, i: int, width: float) -> None:
        written.append(i)
        real(rows, painter, i, width)

    monkeypatch.setattr(EventRows, "_paint_words", noted)
    rows = EventRows(inspector._session, load_style("light"), inspector)
    rows.resize(300, 6 * ROW)
    rows.show_events(np.arange(6))
    first = rows.grab().toImage()
    assert written == list(range(6))
    rows.show_events(np.arange(2, 8))
    rows.grab()
    assert written == list(range(8)), "two came"
    rows.show_events(np.arange(6))
    assert rows.grab().toImage() == first
    assert len(written) == 8
    for k in range(0, len(bundled) - 6, 6):
        rows.show_events(np.arange(k, k + 6))
        rows.grab()
    assert len(rows._drawn) == KEPT, "no more than that are kept"
    rows.show_events(np.arange(6))
    written.clear()
    inspector._session.look.set_lang("zh")
    assert rows.grab().toImage() != first
    assert written == list(range(6)), "in the other language"


def test_that_thousands_are_listed_as_they_come_into_sight(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.csv"
    lines = (f"Event {k},{1900 + k % 120}" for k in range(10_000))
    path.write_text("\n".join(["title,date", *lines]) + "\n", encoding="utf-8")
    inspector = shown(qtbot, load(path))
    session = inspector._session
    painted: list[int] = []
    real = EventRows._paint_row
    monkeypatch.setattr(
        EventRows, "_paint_row", lambda self, p, row: (painted.append(row), real(self, p, row))[1]
    )
    session.state.set_selection(TimeRange(-(2**60), 2**60, view="brush"))
    session.flush()
    bar = inspector._scroll.verticalScrollBar()
    until(qtbot, lambda: bar.maximum() > 100_000 and bool(painted))
    painted.clear()
    bar.setValue(100_000)
    inspector.grab()
    rows = page(inspector).rows
    assert rows.height() == 10_000 * ROW
    assert 0 < len(set(painted)) < 60
    assert min(painted) > 1000


def test_that_of_many_events_the_counts_follow_when_the_brush_rests(
    qtbot: QtBot, inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.views.inspector.panel._LARGE", 10)
    session = inspector._session
    session.state.set_selection(ASIA)
    session.flush()
    until(qtbot, lambda: page(inspector).count.text() == str(session.result.n_selected))
    before = page(inspector).count.text()
    session.state.set_selection(MapBox(90, -10, 110, 25))
    session.flush()
    assert page(inspector).count.text() == before
    until(qtbot, lambda: page(inspector).count.text() == str(session.result.n_selected))
    assert page(inspector).count.text() != before


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("2024-05,FR", "2024-05-09,FR", "2025-09-24,DE"),
         "May 2024 – 24 Sep 2025 · 2 countries · 3 sites"),
        (("2014-09-19,FR", "2030-12-31,Atlantis", "2030,FR"),
         "19 Sep 2014 – 2030 · 1 country · 3 sites"),
        (("2022-10/..,", "2024-01-02/..,"), "since Oct 2022"),
        (("2022-10-01/2023,", "2024-01/..,"), "1 Oct 2022 – Jan 2024"),
        (("2024-01-01,", "2024,", "2024-01,", "2025-12-31,", "2025-12,"), "2024 – Dec 2025"),
        ((",FR",), "1 country · 1 site"),
    ],
)  # fmt: skip
def test_that_no_day_is_made_up_and_no_country(
    tmp_path: Path, rows: tuple[str, ...], told: str
) -> None:
    path = tmp_path / "few.csv"
    lines = [f"{chr(65 + k)},{row}" for k, row in enumerate(rows)]
    path.write_text("\n".join(["title,date,country", *lines, ""]), encoding="utf-8")
    data = load(path)
    assert extent_words(data, np.arange(len(data)), "en") == told


# Nothing


def test_that_with_nothing_picked_it_says_how_to_begin_and_what_is_shown(
    qtbot: QtBot, inspector: Inspector
) -> None:
    told = texts(inspector)
    assert "Pick an event" in told
    until(qtbot, lambda: f"{total(inspector)} events" in texts(inspector))
    told = texts(inspector)
    assert any("countries" in text and "2030" in text for text in told)
    session = inspector._session
    session.state.set_filter(Values("category", ("ipo",)))
    session.flush()
    assert f"{total(inspector)} events" in texts(inspector), "it waits until the brush rests"
    until(
        qtbot,
        lambda: f"{session.result.n_visible} of {total(inspector)} events" in texts(inspector),
    )
    button(inspector, "Read the first event").click()
    assert len(session.focus.picked) == 1


def test_that_an_empty_result_leaves_nothing_to_read(qtbot: QtBot, inspector: Inspector) -> None:
    session = inspector._session
    session.state.set_filter(AtLeast("amount", "999999999999999"))
    session.flush()
    until(qtbot, lambda: f"0 of {total(inspector)} events" in texts(inspector))
    assert "Pick an event" in texts(inspector)
    assert not button(inspector, "Read the first event").isEnabled()


def test_that_events_without_a_place_are_listed_until_left(inspector: Inspector) -> None:
    session = inspector._session
    inspector.show_unplaced()
    assert page(inspector).told.text() == f"of {total(inspector)} events have no place"
    n = len(page(inspector).rows.events)
    assert n == int(page(inspector).count.text()) > 0
    inspector.step(1)
    assert f"1 of {n}" in texts(inspector)
    inspector._head.back.click()
    assert page(inspector).told.text() == f"of {total(inspector)} events have no place"
    assert inspector.cancel()
    assert not inspector.cancel()
    assert "Pick an event" in texts(inspector)
    inspector.show_unplaced()
    session.state.set_selection(ASIA)
    session.flush()
    assert page(inspector).told.text() == f"of {total(inspector)} events in the box"


def test_that_out_of_sight_it_waits_and_then_catches_up(inspector: Inspector) -> None:
    before = inspector._page
    inspector.hide()
    read(inspector, MEXICO)
    assert inspector._page is before
    inspector.show()
    assert inspector._page is not before


# Strangers' texts


def test_that_text_is_text(qtbot: QtBot, tmp_path: Path) -> None:
    odd = (
        '<img src="/x.png">',
        "<b>b</b> & &amp; co",
        "\u202ereversed\u202c",
        "数据" * 90,
        "a" * 300,
    )
    path = tmp_path / "odd.csv"
    quoted = [f'"{text.replace(chr(34), chr(34) * 2)}"' for text in odd]
    lines = [f"{q},2024-0{k + 1},{q},{q},{q},FR,{q}" for k, q in enumerate(quoted)]
    head = "title,date,organization,category,place,country,url"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    inspector = shown(qtbot, load(path))
    data = inspector._session.dataset
    for i in range(len(data)):
        read(inspector, data.events.id[i])
        labels = [w for w in inspector.findChildren(QLabel) if w.isVisibleTo(inspector)]
        assert data.events.title[i] in [label.text() for label in labels]
        assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
        assert not inspector._page.findChildren(AddressLink)
        for widget in inspector.findChildren(QWidget):
            assert "<img" not in widget.toolTip()
            assert "<b>" not in widget.toolTip()
        inspector.grab()
        assert inspector._page.width() <= inspector.width()
    inspector._session.focus.pick(tuple(data.events.id))
    inspector.grab()
    assert len(page(inspector).rows.events) == len(data)


# Counting by time


def test_that_the_first_label_and_years_come_before_the_others(qtbot: QtBot) -> None:
    register()
    quarters = ("Q3 2023", "Q4", "2024", "Q2", "Q3", "Q4", "2025", "Q2")
    labels = [(text, " " in text or text.isdigit()) for text in quarters]
    narrow = placed_labels(labels, 150)
    shown = {text for text, _, _ in narrow}
    assert {"Q3 2023", "2025"} <= shown
    assert len(narrow) < len(labels)
    assert len(placed_labels(labels, 800)) == len(labels)
    ends = sorted((left, left + wide) for _, left, wide in narrow)
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
    assert ends[0][0] >= 0
    assert ends[-1][1] <= 150


def test_that_a_place_without_a_name_is_told_by_its_coordinates(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("title,date,latitude,longitude\nA,2024,30.2,-120.1\nB,2024,,\n", "utf-8")
    data = load(path)
    a, b = (data.events.title.index(name) for name in "AB")
    assert place_words(data, a, "en") == "30.20° N, 120.10° W"
    assert place_words(data, b, "en") == "No place known"


def test_that_stretches_count_only_what_is_known_to_them(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    dates = ["2024-01-05", "2024-02", "2024-05-01", "2024-05-09", "2024", ""]
    lines = [f"E{k},{d}" for k, d in enumerate(dates)]
    path.write_text("\n".join(["title,date", *lines]) + "\n", encoding="utf-8")
    data = load(path)
    found = periods(Spans(data, np.arange(len(data))))
    assert (found.months, found.counts) == (1, (1, 1, 0, 0, 2))
    assert (found.looser, found.undated) == (1, 1)
    assert [found.label(k, "en") for k in range(2)] == ["2024", "Feb"]
    assert found.label(1, "zh") == "2月"
    lo, hi = found.bounds(1)
    assert (hi - lo) // DAY == 29


def test_that_many_dates_are_counted_as_each_of_them(tmp_path: Path) -> None:
    dates = ["2023-11", "2024-02", "2024-05-01", "2024"]
    found = []
    for name, often in (("few", 1), ("many", 4000)):
        lines = [f"E,{d}" for d in dates[1:] * often + dates[:1]]
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(["title,date", *lines]) + "\n", encoding="utf-8")
        data = load(path)
        found.append(periods(Spans(data, np.arange(len(data)))))
    few, many = found
    assert (few.months, few.counts, few.looser) == (1, (1, 0, 0, 1, 0, 0, 1), 1)
    assert (many.months, many.first, many.undated) == (few.months, few.first, 0)
    assert (many.counts, many.looser) == ((1, 0, 0, 4000, 0, 0, 4000), 4000)


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        (["2023-01-01", "2025-06-01"], 3),
        (["2014-05-01", "2026-05-01"], 12),
        (["1900", "1999"], 120),
        (["Y-13800000000", "2024"], 1200 * 10**8),
        (["-0044-03-15", "2024"], 1200 * 10),
    ],
)
def test_that_the_stretch_fits_what_is_counted(
    tmp_path: Path, dates: list[str], months: int
) -> None:
    path = tmp_path / "dates.csv"
    path.write_text("title,date\n" + "".join(f"E,{d}\n" for d in dates), encoding="utf-8")
    data = load(path)
    found = periods(Spans(data, np.arange(len(data))))
    assert sum(found.counts) == len(dates)
    assert len(found.counts) <= 18
    assert found.months == months


def test_that_a_city_drawn_at_its_country_is_not_called_unstated(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "title,date,place,country\nA,2024,Riyadh,Saudi Arabia\nB,2024,,Saudi Arabia\n",
        encoding="utf-8",
    )
    data = load(path)
    assert place_groups(data, 0, "en") == [("Riyadh (Saudi Arabia)", "Located by its country only")]
    assert place_groups(data, 1, "en") == [("Saudi Arabia", "Country known, city not stated")]


def test_that_every_genre_of_the_bundled_sources_is_told_in_chinese(bundled: Dataset) -> None:
    genres = {source.genre for source in bundled.sources if source.genre}
    told = {genre: known_word("inspector_genre_", genre, "zh") for genre in genres}
    assert [genre for genre in genres if told[genre].isascii()] == []
    assert known_word("inspector_genre_", "poem", "zh") == "poem"


def test_that_counts_follow_while_time_plays(qtbot: QtBot, inspector: Inspector) -> None:
    session = inspector._session
    session.set_window(1_672_531_200, 1_735_689_600)
    session.flush()
    until(qtbot, lambda: f"{session.result.n_visible:,} of" in said(inspector))
    session.playback.play()
    told: set[str] = set()

    def follows() -> bool:
        told.add(said(inspector))
        return len(told) > 2

    until(qtbot, follows)
    assert session.playback.playing, "though it never rests"
    session.playback.pause()
    until(qtbot, lambda: f"{session.result.n_visible:,} of" in said(inspector))
