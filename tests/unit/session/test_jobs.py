"""Jobs beside the screen: a patient one stands still while the event loop is at work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from explorer.bench.synthetic import synthetic
from explorer.common.progress import Progress
from explorer.session import jobs
from explorer.session.session import Session


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    yield
    jobs.stop_all()


def counting(steps: list[int]) -> Callable[[Progress], None]:
    """Work without an end, in small steps."""

    def work(progress: Progress) -> None:
        while True:
            progress("", len(steps), 0)
            steps.append(len(steps))
            time.sleep(0.001)

    return work


def test_that_a_patient_job_stands_still_while_the_event_loop_is_at_work(qtbot: QtBot) -> None:
    steps: list[int] = []
    jobs.start(counting(steps), "patience", patient=True)
    qtbot.waitUntil(lambda: len(steps) > 3, timeout=8000)
    time.sleep(0.2)  # what was granted last is used up
    done = len(steps)
    time.sleep(0.2)
    assert len(steps) == done
    qtbot.waitUntil(lambda: len(steps) > done, timeout=8000)


def test_that_another_job_goes_on_meanwhile(qtbot: QtBot) -> None:
    steps: list[int] = []
    jobs.start(counting(steps), "haste")
    qtbot.waitUntil(lambda: len(steps) > 3, timeout=8000)
    time.sleep(0.2)
    done = len(steps)
    time.sleep(0.2)
    assert len(steps) > done


def test_that_a_patient_job_goes_on_in_the_end_in_a_loop_that_never_rests(qtbot: QtBot) -> None:
    steps: list[int] = []
    jobs.start(counting(steps), "patience", patient=True)
    qtbot.waitUntil(lambda: len(steps) > 3, timeout=8000)
    done, end = len(steps), time.monotonic() + 20
    while len(steps) < done + 40 and time.monotonic() < end:
        time.sleep(0.03)
        QCoreApplication.processEvents()
    assert len(steps) >= done + 40


def test_that_a_patient_job_stands_still_while_a_hand_is_at_work(qtbot: QtBot) -> None:
    steps: list[int] = []
    history = Session(synthetic(20)).history
    with history.gesture():
        jobs.start(counting(steps), "patience", patient=True)
        qtbot.wait(400)
        assert steps == [], "though the event loop rests"
    qtbot.waitUntil(lambda: len(steps) > 3, timeout=8000)
    jobs.stop_all()


def test_that_a_patient_job_that_stands_still_can_be_stopped() -> None:
    steps: list[int] = []
    job = jobs.start(counting(steps), "patience", patient=True)
    assert jobs.busy()
    assert not jobs.busy(patient=False), "nobody waits for it"
    jobs.stop_all()
    assert job.over
    assert not jobs.busy()
    assert steps == []  # no turn of the event loop ever let it begin
