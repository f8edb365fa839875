"""The date of one event drawn by itself, in the forms of the reference picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.dataset.build import load
from explorer.dataset.model import Dataset
from explorer.figure.picture import Circle, Fade, Line, Mark, Rect, Symbol
from explorer.figure.style import load_style
from explorer.figure.timeline.datemark import date_picture

STYLE = load_style("light")
WIDTH = 200.0


class Ruler:
    """Half an em for each letter."""

    def width(self, text: str, font: object) -> float:
        return 6.0 * len(text)

    def ascent(self, font: object) -> float:
        return 10.0

    def descent(self, font: object) -> float:
        return 3.0


def drawn(tmp_path: Path, date: str, status: str = "completed") -> list[Mark]:
    path = tmp_path / "one.csv"
    path.write_text(f'title,date,status\nOne,"{date}",{status}\n', encoding="utf-8")
    picture = date_picture(load(path), 0, WIDTH, 22.0, STYLE, Ruler())
    return [] if picture is None else list(picture.layers[0].marks)


def band(marks: list[Mark]) -> float:
    return sum(mark.w for mark in marks if isinstance(mark, Fade))


def test_that_a_day_is_a_mark_in_the_middle_of_a_line(tmp_path: Path) -> None:
    marks = drawn(tmp_path, "2024-09-14")
    (mark,) = [m for m in marks if isinstance(m, Symbol)]
    assert (mark.x, mark.y) == (pytest.approx(WIDTH / 2, abs=1), 11.0)
    (line,) = [m for m in marks if isinstance(m, Line)]
    assert line.points[:, 0].tolist() == [0.0, WIDTH]
    assert band(marks) == 0


def test_that_the_less_is_known_the_wider_the_band(tmp_path: Path) -> None:
    widths = [band(drawn(tmp_path, text)) for text in ("2024-05", "2024-33", "2024", "202X")]
    assert widths == sorted(widths)
    assert 0.15 * WIDTH < widths[0] < 0.3 * WIDTH
    assert widths[2] > 0.8 * WIDTH
    assert all(w <= WIDTH for w in widths)


def test_that_an_interval_is_a_bar_and_one_without_end_fades(tmp_path: Path) -> None:
    closed = drawn(tmp_path, "2025-01-01/2027-12-31")
    bars = [m for m in closed if isinstance(m, Rect)]
    assert bars
    mark = next(m for m in closed if isinstance(m, Symbol))
    assert mark.x == pytest.approx(bars[0].x, abs=1)
    assert 0.5 * WIDTH < bars[0].w < 0.7 * WIDTH
    going_on = drawn(tmp_path, "2025-12-01/..")
    fades = [m for m in going_on if isinstance(m, Fade)]
    assert fades
    assert fades[0].stops[-1][1] == 0.0
    assert max(m.x + m.w for m in fades) <= WIDTH


def test_that_what_is_planned_is_hollow(tmp_path: Path) -> None:
    for status, hollow in (("planned", True), ("completed", False)):
        mark = next(m for m in drawn(tmp_path, "2026-05", status) if isinstance(m, Symbol))
        assert (mark.fill == STYLE.tokens.panel) is hollow


@pytest.mark.parametrize("text", ["[..2024-07]", "[2024-07..]", "../2024-07", "Y-13800000000"])
def test_that_open_and_far_dates_have_their_mark_in_sight(tmp_path: Path, text: str) -> None:
    marks = drawn(tmp_path, text)
    mark = next(m for m in marks if isinstance(m, Symbol))
    assert 0 < mark.x < WIDTH


@pytest.mark.parametrize("text", ["", "../.."])
def test_that_where_no_edge_is_known_nothing_is_drawn(tmp_path: Path, text: str) -> None:
    assert drawn(tmp_path, text) == []


def test_that_a_quarrel_shows_both_dates_and_the_sign(bundled: Dataset) -> None:
    i = bundled.event_index["tc260-genai-security-doc"]
    picture = date_picture(bundled, i, WIDTH, 22.0, STYLE, Ruler())
    assert picture is not None
    marks = picture.layers[0].marks
    one, other = sorted((m for m in marks if isinstance(m, Symbol)), key=lambda m: m.x)
    assert 20 < one.x < other.x < WIDTH - 20
    sign = next(m for m in marks if isinstance(m, Circle))
    assert one.x < sign.x < other.x


def test_that_every_event_of_the_package_can_be_drawn(bundled: Dataset) -> None:
    found = [date_picture(bundled, i, WIDTH, 22.0, STYLE, Ruler()) for i in range(len(bundled))]
    for i, picture in enumerate(found):
        assert (picture is not None) == bool(bundled.events.dated[i])
