"""Posters of any size: nothing overlaps, nothing is cut, what must be told is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.common.look import Lang, Theme
from explorer.dataset.model import Dataset, Source
from explorer.figure.page import footnotes
from explorer.figure.page import poster as module
from explorer.figure.page.compose import Block, embed, moved, shortened, wrap
from explorer.figure.page.legend import entries, legend
from explorer.figure.page.poster import SECTIONS, PosterSpec, filter_words, poster, title_of
from explorer.figure.picture import (
    Area,
    Circle,
    Font,
    Layer,
    Line,
    Picture,
    Rect,
    Text,
)
from explorer.figure.style import load_style
from explorer.query.clauses import Clause, Query, TimeRange, Values
from explorer.query.clauses import Text as Search
from explorer.query.engine import Engine, Result

BOUNDARIES = "Boundaries: Natural Earth, de facto; no position taken"
YEAR_2024 = TimeRange(1_704_067_200, 1_735_689_600)
SITES = Values("category", ("data_center", "partnership"))


class Ruler:
    """Text sizes with no fonts: Chinese characters are square, others a little over half."""

    def width(self, text: str, font: Font) -> float:
        return sum((1.0 if ord(c) > 0x2E80 else 0.56) * font.size + font.tracking for c in text)

    def ascent(self, font: Font) -> float:
        return 0.97 * font.size

    def descent(self, font: Font) -> float:
        return 0.24 * font.size


RULER = Ruler()


@pytest.fixture(scope="module")
def engine(bundled: Dataset) -> Engine:
    return Engine(bundled)


def result(engine: Engine, *clauses: Clause) -> Result:
    return engine.result(Query(tuple(clauses)))


def page_texts(picture: Picture) -> list[Text]:
    return [m for m in picture.layer("page").marks if isinstance(m, Text)]


def all_texts(picture: Picture) -> Iterator[Text]:
    for layer in picture.layers:
        yield from (m for m in layer.marks if isinstance(m, Text))


def ink(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is seen of a line."""
    size = text.font.size
    return text.x, text.y - 0.74 * size, text.x + text.width, text.y + 0.2 * size


def said(picture: Picture) -> str:
    return " ".join(t.text for t in page_texts(picture))


def check(picture: Picture) -> None:
    boxes = [(ink(t), t.text) for t in page_texts(picture)]
    for (left, top, right, bottom), words in boxes:
        assert left >= -0.01, words
        assert top >= -0.01, words
        assert right <= picture.width + 0.01, words
        assert bottom <= picture.height + 0.01, words
    for (a, first), (b_, second) in combinations(boxes, 2):
        apart = a[2] <= b_[0] or b_[2] <= a[0] or a[3] <= b_[1] or b_[3] <= a[1]
        assert apart, (first, second)
    for layer in picture.layers:
        if layer.clip is None or layer.name == "page":
            continue
        x, y, w, h = layer.clip
        for box, words in boxes:
            outside = box[3] <= y or box[1] >= y + h or box[2] <= x or box[0] >= x + w
            assert outside or w <= 0 or h <= 0, (words, layer.name)


GRID = [
    (1920, 1080),
    (1280, 720),
    (960, 540),
    (794, 1123),
    (400, 300),
    (1920, 480),
    (1080, 1080),
    (300, 1000),
]


@pytest.mark.parametrize("size", GRID)
@pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("zh", "dark"), ("en", "print")])
def test_that_pages_of_every_shape_hold_together(
    engine: Engine, size: tuple[int, int], lang: Lang, theme: Theme
) -> None:
    spec = PosterSpec(*size, lang=lang)
    found = result(engine, YEAR_2024, SITES)
    picture = poster(engine.dataset, found, spec, load_style(theme), RULER)
    check(picture)
    words = said(picture)
    assert footnotes.BOUNDARIES[lang == "zh"] in words
    assert squeezed(filter_words(engine.dataset, found, lang)) in squeezed(words)
    assert squeezed(title_of(engine.dataset, "", lang)) in squeezed(words)
    for text in all_texts(picture):
        assert text.x >= -1
        assert text.x + text.width <= picture.width + 1, text.text


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def quick(*args: object, **_: object) -> Picture:
    """A stand-in for map and strip: one mark as large as the view."""
    view = args[2]
    w, h = view.width, view.height  # type: ignore[attr-defined]
    return Picture(w, h, "#ffffff", (Layer("all", (Rect(0, 0, w, h, "#eeeeee"),)),), alt="Seen.")


titles = st.one_of(
    st.just(""),
    st.text(max_size=120),
    st.sampled_from(["第一站：东南亚与海湾" * 6, "First stops " * 12, "W" * 200]),
)


def test_that_more_sources_take_no_more_room_than_there_is(bundled: Dataset) -> None:
    """Whole entries alone are listed, so that one more may take several lines at once."""
    sources = [replace(s, title=f"{s.title[:60]} and more") for s in bundled.sources]
    engine = Engine(replace(bundled, sources=tuple(sources)))
    found, lines = result(engine), set()
    with patch.object(module, "map_figure", quick), patch.object(module, "timeline_strip", quick):
        for height in range(300, 700, 4):
            spec = PosterSpec(330, height, "第一站" * 40)
            picture = poster(engine.dataset, found, spec, load_style("light"), RULER)
            check(picture)
            lines.add(sum(t.role == "note" for t in page_texts(picture)))
    assert len(lines) > 1  # it does take the room that there is


@given(
    width=st.integers(60, 4000),
    height=st.integers(60, 3000),
    lang=st.sampled_from(["en", "zh"]),
    show=st.sets(st.sampled_from(SECTIONS)),
    title=titles,
    subtitle=titles,
    search=st.text(max_size=60),
)
def test_that_no_page_overlaps_or_is_cut(
    engine: Engine,
    width: int,
    height: int,
    lang: Lang,
    show: set[str],
    title: str,
    subtitle: str,
    search: str,
) -> None:
    spec = PosterSpec(width, height, title, subtitle, lang, tuple(sorted(show)))
    clauses = [Search(search)] if search.strip() else []
    found = result(engine, *clauses)
    with patch.object(module, "map_figure", quick), patch.object(module, "timeline_strip", quick):
        picture = poster(engine.dataset, found, spec, load_style("light"), RULER)
    check(picture)
    roles = {t.role for t in page_texts(picture)}
    assert {"filters", "note"} <= roles
    names = {layer.name.split(".")[0] for layer in picture.layers}
    assert names <= {"map", "timeline", "page"} & ({*show} | {"page"})
    if "map" in show:
        note = squeezed(footnotes.BOUNDARIES[lang == "zh"])
        assert note in squeezed(said(picture))
    assert picture.alt


def test_that_the_target_page_has_all_its_parts(engine: Engine) -> None:
    picture = poster(engine.dataset, result(engine), PosterSpec(), load_style("light"), RULER)
    words = said(picture)
    assert f"All {len(engine.dataset)} events" in words
    assert BOUNDARIES in words
    assert "Made with Chuhai Explorer" in words
    assert "Sources: [1] " in words
    assert re.search(r"and \d+ more", words)
    names = {layer.name.split(".")[0] for layer in picture.layers}
    assert names == {"map", "timeline", "page"}
    title = next(t for t in page_texts(picture) if t.role == "title")
    assert title.font == Font(50, 700)
    tab = next(m for m in picture.layer("page").marks if isinstance(m, Rect))
    assert (tab.y, tab.fill) == (0, load_style("light").tokens.accent)


def test_that_a_page_of_twice_the_size_is_the_same_page(engine: Engine) -> None:
    found = result(engine, SITES)
    style = load_style("light")
    small, large = (
        poster(engine.dataset, found, PosterSpec(w, w * 9 // 16), style, RULER) for w in (960, 1920)
    )
    pairs = zip(page_texts(small), page_texts(large), strict=True)
    for a, b in pairs:
        assert a.text == b.text
        assert (2 * a.x, 2 * a.y) == pytest.approx((b.x, b.y), abs=0.01)


def test_that_parts_give_way_in_their_order(engine: Engine) -> None:
    """From the tallest page to the lowest: forms, lines of sources, strip, legend, sources."""
    kept: list[tuple[bool, int, bool, bool]] = []
    with patch.object(module, "map_figure", quick), patch.object(module, "timeline_strip", quick):
        for height in range(700, 60, -10):
            spec = PosterSpec(1200, height)
            picture = poster(engine.dataset, result(engine), spec, load_style("light"), RULER)
            names = {layer.name.split(".")[0] for layer in picture.layers}
            texts = [t.text for t in page_texts(picture)]
            words = " ".join(texts)
            keys = [t for t in page_texts(picture) if t.role == "legend"]
            shown = len(re.findall(r"\[\d+\]", words))
            kept.append(("Country named" in words, shown, "timeline" in names, bool(keys)))
    extras, sources, strips, legends = zip(*kept, strict=True)
    for column in (extras, strips, legends):
        assert list(column) == sorted(column, reverse=True)
    assert kept[0][0]
    assert kept[0][2:] == (True, True)
    assert kept[0][1] > 0
    assert extras.index(False) <= strips.index(False) <= legends.index(False)
    assert min(sources) == 0


@pytest.mark.parametrize("show", [("map",), ("timeline",), ("sources",), ("legend",), ()])
def test_that_a_page_of_some_parts_shows_only_those(engine: Engine, show: tuple[str, ...]) -> None:
    spec = PosterSpec(1200, 675, show=show)
    picture = poster(engine.dataset, result(engine), spec, load_style("light"), RULER)
    check(picture)
    names = {layer.name.split(".")[0] for layer in picture.layers} - {"page"}
    assert names == {*show} & {"map", "timeline"}
    words = said(picture)
    assert ("Sources: [1]" in words) == ("sources" in show)
    assert (BOUNDARIES in words) == ("map" in show)
    assert bool([t for t in page_texts(picture) if t.role == "legend"]) == ("legend" in show)


def test_that_a_picked_time_range_is_the_strip_extent(engine: Engine) -> None:
    seen = []

    def strip(*args: object) -> Picture:
        seen.append(args[2])
        return quick(*args)

    with patch.object(module, "timeline_strip", strip):
        for clauses in ([YEAR_2024], []):
            found = result(engine, *clauses)
            spec = PosterSpec(today=1_735_000_000)
            poster(engine.dataset, found, spec, load_style("light"), RULER)
    assert (seen[0].start, seen[0].end) == (YEAR_2024.start, YEAR_2024.end)
    assert seen[1].start < YEAR_2024.start < seen[1].end
    assert seen[0].today == 1_735_000_000


def test_that_an_empty_answer_is_said(engine: Engine) -> None:
    found = result(engine, Search("nothing is like this"))
    picture = poster(engine.dataset, found, PosterSpec(), load_style("light"), RULER)
    check(picture)
    assert "No event fits these filters." in said(picture)
    assert "0 of " in said(picture)
    card, words = picture.layer("map.empty").marks
    assert isinstance(card, Rect)
    assert isinstance(words, Text)
    assert words.text == "No event fits these filters"
    assert card.x <= words.x
    assert words.x + words.width <= card.x + card.w
    for name in picture.layer("map.names").marks:
        assert isinstance(name, Text)
        left, top, right, bottom = ink(name)
        clear = right <= card.x or left >= card.x + card.w
        assert clear or bottom <= card.y or top >= card.y + card.h


def test_that_a_lone_day_stands_among_days_and_not_among_hours(engine: Engine) -> None:
    seen = []

    def strip(*args: object) -> Picture:
        seen.append(args[2])
        return quick(*args)

    lone = [Search("Z.ai"), Search("IPO")]
    with patch.object(module, "timeline_strip", strip):
        poster(engine.dataset, result(engine, *lone), PosterSpec(), load_style("light"), RULER)
    assert seen[0].end - seen[0].start > 14 * 86_400


def test_that_filters_and_selection_are_in_words(engine: Engine) -> None:
    data = engine.dataset
    total = len(data)
    found = result(engine, YEAR_2024)
    assert filter_words(data, found, "en") == f"2024 · {found.n_visible} of {total} events"
    assert filter_words(data, result(engine), "zh") == f"全部 {total} 个事件"
    both = engine.result(Query((YEAR_2024,), (SITES,)))
    assert f"{both.n_selected} selected (" in filter_words(data, both, "en")
    assert "选中" in filter_words(data, both, "zh")


def test_that_the_title_is_the_packages_own_unless_given(bundled: Dataset) -> None:
    assert title_of(bundled, "  A \n title ", "en") == "A title"
    assert title_of(bundled, "", "en") == bundled.package.title
    assert title_of(bundled, "", "zh") == bundled.package.title_zh


# Footnotes


@given(st.integers(0, 60), st.integers(1, 6), st.floats(120, 2000), st.sampled_from(["en", "zh"]))
def test_that_listed_and_more_make_all(count: int, most: int, width: float, lang: Lang) -> None:
    texts = [f"Source number {k}, a publisher, 2024" for k in range(count)]
    font = Font(16)
    lines = footnotes.source_lines(texts, font, width, most, lang, RULER)
    assert len(lines) <= most
    if not count:
        assert not lines
        return
    whole = " ".join(lines)
    shown = [int(n) for n in re.findall(r"\[(\d+)\]", whole)]
    assert shown == list(range(1, len(shown) + 1))
    rest = re.search(r"(?:and|另有)(\d+)(?:more|项)", squeezed(whole))
    if shown:
        assert len(shown) + (int(rest.group(1)) if rest else 0) == count
    else:
        assert whole.startswith((str(count), "…")) or whole.endswith("…")
    assert all(RULER.width(line, font) <= width + 0.01 for line in lines if len(line) > 1)


def test_that_sources_come_in_the_order_of_the_events(bundled: Dataset) -> None:
    every = np.ones(len(bundled), dtype=np.bool_)
    order = footnotes.cited(bundled, every)
    assert len(order) == len(set(order))
    expected: list[int] = []
    for i in range(len(bundled)):
        for c in bundled.events.citations.row(i):
            source = bundled.citations[int(c)].source
            if source not in expected:
                expected.append(source)
    assert order == expected
    none = np.zeros(len(bundled), dtype=np.bool_)
    assert footnotes.cited(bundled, none) == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (Source("a", "A title", "Publisher", published="2024-05-03"), "A title, Publisher, 2024"),
        (Source("a", "A title", published="2026-01~"), "A title, 2026"),
        (Source("a", "A title"), "A title"),
    ],
)
def test_that_a_source_is_told_by_what_is_known(
    bundled: Dataset, source: Source, text: str
) -> None:
    data = replace(bundled, sources=(source,))
    assert footnotes.source_text(data, 0, "en") == text
    assert footnotes.source_text(data, 0, "zh") == text.replace(", ", "，")


def test_that_disputes_and_gaps_are_told(bundled: Dataset) -> None:
    every = np.ones(len(bundled), dtype=np.bool_)
    count = len(footnotes.disputed(bundled, every))
    assert count
    (line,) = footnotes.dispute_lines(bundled, every, Font(16), 1200, "en", RULER)
    assert line.startswith("Sources disagree on: ")
    more = re.search(r"and (\d+) more", line)
    assert line.count("; ") + (0 if more else 1) + (int(more.group(1)) if more else 0) == count
    told = footnotes.notes(bundled, every, "en", SECTIONS)
    assert told[0] == f"{footnotes.unplaced(bundled, every)} events have no place."
    assert footnotes.notes(bundled, every, "zh", ()) == []


# Legend and composing


def test_that_the_legend_names_what_is_shown(engine: Engine) -> None:
    data, style = engine.dataset, load_style("light")
    found = result(engine, SITES)
    shown = entries(data, found.visible, style, "en", with_map=True)
    kinds = [e.kind for e in shown]
    assert [e.text for e in shown if not e.extra] == ["Data centre", "Partnership"]
    assert {"outline", "route", "country"} <= set(kinds)
    without = entries(data, found.visible, style, "en", with_map=False)
    assert not {"route", "country", "region"} & {e.kind for e in without}


@pytest.mark.parametrize("width", [80, 200, 500, 1000, 3000])
def test_that_the_legend_keeps_its_width(engine: Engine, width: float) -> None:
    style = load_style("dark")
    every = result(engine).visible
    shown = entries(engine.dataset, every, style, "en", with_map=True)
    block = legend(shown, 20, width, style, RULER)
    texts = [m for m in block.marks if isinstance(m, Text)]
    assert len(texts) == len(shown)
    for text in texts:
        assert text.x + text.width <= width + 0.01
        assert text.y + 0.2 * text.font.size <= block.height
    for a, b in combinations(map(ink, texts), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_that_an_embedded_picture_is_moved_and_cut() -> None:
    ring = np.array([(0.0, 0), (5, 0), (5, 5)])
    layers = (
        Layer("a", (Area((ring,), "#ff0000"), Line(ring, "#ff0000"), Circle(1, 2, 3))),
        Layer("b", (), (-5.0, 2.0, 100.0, 100.0)),
    )
    ground, a, b = embed(Picture(20, 10, "#123456", layers), 100, 50, "map")
    assert ground.marks == (Rect(100, 50, 20, 10, fill="#123456"),)
    assert [layer.name for layer in (ground, a, b)] == ["map.ground", "map.a", "map.b"]
    area, line, circle = a.marks
    assert isinstance(area, Area)
    assert isinstance(line, Line)
    assert isinstance(circle, Circle)
    assert area.rings[0].tolist() == [[100, 50], [105, 50], [105, 55]]
    assert line.points.tolist() == area.rings[0].tolist()
    assert (circle.x, circle.y) == (101, 52)
    assert a.clip == (100, 50, 20, 10)
    assert b.clip == (100, 52, 20, 8)
    assert ring[0].tolist() == [0, 0]  # the picture itself stays


def test_that_blocks_are_put_down_where_asked() -> None:
    block = Block((Rect(1, 2, 3, 4),), 10)
    assert block.at(10, 20) == (moved(Rect(1, 2, 3, 4), 10, 20),)


@given(st.text(max_size=300), st.floats(1, 800))
def test_that_wrapping_loses_nothing_and_fits(text: str, width: float) -> None:
    font = Font(16)
    lines = wrap(text, font, width, RULER)
    assert squeezed("".join(lines)) == squeezed(" ".join(text.split()))
    for line in lines:
        assert len(line) <= 1 or RULER.width(line, font) <= width + 0.01


def test_that_lines_break_between_chinese_characters_but_not_before_signs() -> None:
    font = Font(10)
    assert wrap("中国，公司", font, 20, RULER) == ["中", "国，", "公司"]
    assert wrap("to be  or not", font, 30, RULER) == ["to be", "or", "not"]


def test_that_shortened_text_fits() -> None:
    font = Font(10)
    assert shortened("short", font, 100, RULER) == "short"
    cut = shortened("much too long for this", font, 60, RULER)
    assert cut.endswith("…")
    assert RULER.width(cut, font) <= 60
