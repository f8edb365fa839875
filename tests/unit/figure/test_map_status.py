"""A pledge is not a building: outline, filled or struck at the time looked at."""

from __future__ import annotations

import numpy as np
import pytest
from map_samples import Sample, Spot, day, sample_dataset

from explorer.bench.synthetic import synthetic
from explorer.dataset.edtf import MAX, MIN
from explorer.figure.status import event_state, operating, site_state

MAY = (day("2024-05-01"), day("2024-06-01"))
NEVER = (MAX, MAX)


def _state(
    status: str = "operating",
    now: str | None = None,
    opened: tuple[int, int] = NEVER,
    closed: tuple[int, int] = NEVER,
    event: str = "active",
    category: str = "data_center",
    role: str = "site",
    kind: str = "event",
) -> str:
    spot = Spot("A", "TH", 100, 13, status=status, opened=opened, closed=closed, role=role)
    data = sample_dataset([Sample([spot], category, status=event, kind=kind)])
    return site_state(data, 0, None if now is None else day(now))


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("operating", "filled"),
        ("planned", "outline"),
        ("announced", "outline"),
        ("building", "outline"),
        ("suspended", "struck"),
        ("closed", "struck"),
        ("cancelled", "struck"),
        ("unknown", "filled"),
        ("", "filled"),
    ],
)
def test_that_the_stated_status_decides_without_a_moment(status: str, state: str) -> None:
    assert _state(status) == state


def test_that_an_unknown_site_of_an_announced_data_centre_is_hollow() -> None:
    assert _state("unknown", event="announced") == "outline"
    assert _state("", event="announced", category="partnership") == "filled"
    assert _state("", event="announced", role="seat") == "filled"
    assert _state("", event="planned", role="seat") == "outline"
    assert _state("", kind="forecast", role="market") == "outline"
    assert _state("", event="cancelled") == "struck"


@pytest.mark.parametrize(
    ("now", "state"),
    [("2024-04-30", "outline"), ("2024-05-20", "outline"), ("2024-06-01", "filled")],
)
def test_that_a_site_opens_only_when_its_whole_month_has_passed(now: str, state: str) -> None:
    assert _state("operating", now, opened=MAY) == state


def test_that_a_site_is_struck_only_once_it_has_closed() -> None:
    closed = (day("2025-01-01"), day("2025-01-02"))
    assert _state("closed", "2024-12-31", opened=MAY, closed=closed) == "filled"
    assert _state("closed", "2025-01-02", opened=MAY, closed=closed) == "struck"
    assert _state("closed", "2024-04-01", opened=MAY, closed=closed) == "outline"
    assert _state("cancelled", "2024-04-01", closed=closed) == "outline"


def test_that_bounds_without_an_end_leave_it_to_the_status() -> None:
    since = (day("2024-01-01"), MAX)
    assert _state("operating", "2026-01-01", opened=since) == "filled"
    assert _state("planned", "2026-01-01", opened=since) == "outline"
    by_july = (MIN, day("2024-08-01"))
    assert _state("operating", "2024-08-01", opened=by_july) == "filled"


@pytest.mark.parametrize(
    ("status", "kind", "state"),
    [
        ("planned", "event", "outline"),
        ("active", "forecast", "outline"),
        ("announced", "event", "filled"),
        ("blocked", "event", "struck"),
        ("", "event", "filled"),
    ],
)
def test_that_an_event_is_hollow_when_planned_or_forecast(
    status: str, kind: str, state: str
) -> None:
    data = sample_dataset([Sample([], status=status, kind=kind)])
    assert event_state(data, 0) == state


@pytest.mark.parametrize("now", [None, "2020-06-01", "2024-06-01", "2025-06-01"])
def test_that_many_sites_are_told_as_one_by_one(now: str | None) -> None:
    data = synthetic(1000)
    moment = None if now is None else day(now)
    sites = np.random.default_rng(2).permutation(len(data.sites))[:700]
    alone = [site_state(data, s, moment) == "filled" for s in sites.tolist()]
    assert operating(data, sites, moment).tolist() == alone
    assert 0 < sum(alone) < len(alone)
    assert operating(data, sites[:0], moment).tolist() == []
