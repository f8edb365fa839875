"""``chuhai bench``: what it prints, and what it refuses."""

from __future__ import annotations

import pytest
from samples import Answer, assert_refused, run, start

KINDS = ["brush_10", "brush_50", "brush_90", "pan", "zoom", "facet", "search", "lasso", "playback"]


@pytest.fixture(scope="module")
def measured() -> Answer:
    return start("bench", "--events", "1000", "--steps", "2", "--format", "json")


def test_that_the_figures_are_printed_as_json(measured: Answer) -> None:
    assert (measured.status, measured.err) == (0, "")
    told = measured.json
    assert list(told) == ["events", "cold_start_ms", "load_ms", "rss_mb", "steps"]
    assert told["events"] == 1000
    assert list(told["steps"]) == KINDS
    for kind in KINDS:
        figures = told["steps"][kind]
        assert list(figures) == ["median_ms", "p95_ms", "p99_ms"]
        assert 0 < figures["median_ms"] <= figures["p95_ms"] <= figures["p99_ms"], kind
    assert told["cold_start_ms"] > 0
    assert told["load_ms"] > 0
    assert told["rss_mb"] > 50


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--events 0", "--events 0: expected 1,000 to 10,000,000"),
        ("--events 999", "expected 1,000"),
        ("--events 10000001", "to 10,000,000"),
        ("--events 1e8", "--events 1e8"),
        ("--events -1000", "--events"),
        ("--events 1500.5", "“1500.5”: expected a whole number"),
        ("--events many", "“many”"),
        ("--events 1e", "“1e”"),
        ("--events nan", "“nan”"),
        ("--events ١٠٠٠", "expected a whole number"),
        ("--steps 1", "--steps 1: expected 2"),
        ("--steps 99999999999", "--steps"),
        ("--steps few", "“few”"),
        ("--size 1600", "expected WIDTHxHEIGHT"),
        ("--size 800x600", "at least 1024x700"),
        ("--size 9000x1000", "no side over 8,192"),
        ("--ratio 3", "--ratio"),
        ("--source disk", "--source"),
        ("--format xml", "--format"),
        ("--search x", "--search"),
        ("data/china-ai", "data/china-ai"),
    ],
)
def test_that_numbers_and_words_that_make_no_sense_are_refused(options: str, words: str) -> None:
    assert_refused(run("bench", *options.split()), words)


def test_that_more_events_than_there_is_memory_for_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("explorer.bench.run.available", lambda: 2_000_000_000)
    assert_refused(run("bench", "--events", "1e7"), "--events 10000000", "2 GB are free")


def test_that_help_names_every_option_of_bench() -> None:
    told = run("bench", "--help").out
    for option in ["--events", "--steps", "--size", "--ratio", "--source", "--format", "--json"]:
        assert f"\n  {option} " in told or f"\n  {option}\n" in told, option
