"""The window that a dataset is first seen through."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from explorer.dataset.build import load
from explorer.dataset.edtf import from_civil, to_civil
from explorer.dataset.model import Dataset
from explorer.query.first_window import SHARE, data_span, first_window, known_spans


def dated(folder: Path, dates: Sequence[str]) -> Dataset:
    path = folder / "events.csv"
    rows = [f"Event {k},{date}" for k, date in enumerate(dates)]
    path.write_text("\n".join(["title,date", *rows]), "utf-8")
    return load(path)


def test_that_the_bundled_package_is_seen_without_its_outliers(bundled: Dataset) -> None:
    window = first_window(bundled)
    assert window is not None
    los, his = known_spans(bundled)
    assert window.end - window.start < 0.6 * (his.max() - los.min())
    assert (los < window.start).any()
    assert (his > window.end).any()
    for at in (window.start, window.end):
        assert to_civil(at)[1:] in [(month, 1, 0, 0, 0) for month in (1, 4, 7, 10)]
    held = (los >= window.start) & (his <= window.end)
    assert held.mean() >= SHARE


def test_that_a_few_outliers_do_not_squeeze_the_rest(tmp_path: Path) -> None:
    dates = [f"2024-{month:02}-10" for month in range(1, 11) for _ in range(3)]
    window = first_window(dated(tmp_path, [*dates, "1905-03-02", "2050"]))
    assert window is not None
    assert from_civil(2023) < window.start <= from_civil(2024)
    assert from_civil(2024, 11) <= window.end < from_civil(2025, 7)
    assert (window.match, window.view, window.text) == ("possibly", "timeline", "")


def test_that_an_even_spread_is_seen_whole(tmp_path: Path) -> None:
    assert first_window(dated(tmp_path, [str(year) for year in range(1990, 2021)])) is None


@pytest.mark.parametrize("dates", [["2024-05-03"], ["2024"], ["2024-05-03", "2024-05-04"], [""]])
def test_that_little_data_is_seen_whole(tmp_path: Path, dates: list[str]) -> None:
    assert first_window(dated(tmp_path, dates)) is None


def test_that_deep_time_is_rounded_to_years(tmp_path: Path) -> None:
    dates = ["Y-13800000000", *(f"Y-{age}00000" for age in range(700, 640, -1))]
    window = first_window(dated(tmp_path, dates))
    assert window is not None
    first, last = to_civil(window.start), to_civil(window.end)
    assert first[1:] == last[1:] == (1, 1, 0, 0, 0)
    assert -75_000_000 < first[0] < last[0] < -60_000_000


def test_that_open_ends_count_by_what_is_known(tmp_path: Path) -> None:
    dates = [f"2024-{month:02}/.." for month in range(1, 13)]
    window = first_window(dated(tmp_path, [*dates, "../2024-07", "1800"]))
    assert window is not None
    assert window.end <= from_civil(2025, 7)


def test_that_the_span_of_the_data_is_whole_months(tmp_path: Path) -> None:
    data = dated(tmp_path, ["2024-05-03", "2024-06-30", "2025-02"])
    assert data_span(data) == (from_civil(2024, 5), from_civil(2025, 3))
    assert data_span(dated(tmp_path, [""])) == (0, from_civil(1971))
