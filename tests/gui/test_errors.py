"""Errors that nobody foresaw: wherever they are raised, they reach one dialog and one log."""

from __future__ import annotations

import faulthandler
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qInstallMessageHandler, qWarning
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from settled import PATIENCE, until

from explorer.files.logfile import MOST, LogFile, state_folder
from explorer.session import jobs
from explorer.session.look import Look
from explorer.shell.bug import BugDialog
from explorer.shell.errors import Faults


@pytest.fixture
def faults(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    for owner, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    made = Faults(Look("en", "light", None), lambda: window, LogFile(tmp_path))
    monkeypatch.setattr(sys, "excepthook", made.tell)
    yield made
    if made.dialog is not None:
        made.dialog.close()
    assert made.log is not None
    made.log.close()


def logged(faults: Faults) -> str:
    assert faults.log is not None
    assert faults.log.path is not None
    return faults.log.path.read_text(encoding="utf-8")


def told(qtbot: QtBot, faults: Faults) -> BugDialog:
    until(qtbot, lambda: faults.dialog is not None)
    assert faults.dialog is not None
    return faults.dialog


def test_that_an_exception_in_a_slot_is_told_and_logged(
    qtbot: QtBot, faults: Faults, capsys: pytest.CaptureFixture[str]
) -> None:
    def slot() -> None:
        raise RuntimeError("planted in a slot")

    QTimer.singleShot(0, slot)
    dialog = told(qtbot, faults)
    assert dialog.error.text() == "planted in a slot"
    assert "in slot" in dialog.details.toPlainText()
    assert "RuntimeError: planted in a slot" in logged(faults)
    assert "planted in a slot" in capsys.readouterr().err
    dialog._copy()
    assert "RuntimeError" in QGuiApplication.clipboard().text()


def test_that_an_exception_in_every_paint_is_told_once(
    qtbot: QtBot, faults: Faults, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken(QWidget):
        def paintEvent(self, _event: QPaintEvent) -> None:
            raise RuntimeError("planted in a paint")

    broken = Broken()
    qtbot.addWidget(broken)
    broken.show()
    dialog = told(qtbot, faults)
    for n in range(1, 4):
        broken.update()
        until(qtbot, lambda n=n: dialog.more_errors.text().startswith(f"{n} more"))
    assert faults.dialog is dialog
    assert logged(faults).count("RuntimeError: planted in a paint") >= 4
    broken.hide()
    assert "planted in a paint" in capsys.readouterr().err


def test_that_an_exception_in_a_job_is_told_and_logged(
    qtbot: QtBot, faults: Faults, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(_progress: object) -> object:
        raise RuntimeError("planted in a job")

    job = jobs.start(work)
    with qtbot.waitSignal(job.ended, timeout=PATIENCE) as ended:
        pass
    assert isinstance(ended.args[0].error, RuntimeError)
    dialog = told(qtbot, faults)
    assert "in work" in dialog.details.toPlainText()
    assert "planted in a job" in logged(faults)
    assert "planted in a job" in capsys.readouterr().err


def test_that_threads_and_messages_of_qt_reach_the_log(
    qtbot: QtBot, faults: Faults, capsys: pytest.CaptureFixture[str]
) -> None:
    # The handler of the test run itself comes back afterwards.
    enabled = faulthandler.is_enabled()
    before = qInstallMessageHandler(None)
    faults.install()
    try:
        qWarning("planted in Qt")

        def fail() -> None:
            raise RuntimeError("planted in a thread")

        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        dialog = told(qtbot, faults)
        assert dialog.error.text() == "planted in a thread"
        assert faulthandler.is_enabled()
    finally:
        qInstallMessageHandler(before)
        faults.uninstall()
        if enabled:
            faulthandler.enable(sys.__stderr__)
    assert "Qt warning: planted in Qt" in logged(faults)
    assert "planted in a thread" in logged(faults)
    capsys.readouterr()


def test_that_the_log_lies_with_the_users_state_and_starts_anew_when_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder().is_relative_to(tmp_path)
    first = LogFile()
    first.write("x" * MOST)
    first.close()
    second = LogFile()
    second.write("new")
    second.close()
    assert second.path is not None
    assert second.path.read_text(encoding="utf-8").endswith(" new\n")
    assert second.path.with_name("chuhai.log.1").stat().st_size > MOST


def test_that_a_log_that_cannot_be_written_troubles_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log = LogFile(tmp_path / "file")
    log.write("lost")
    assert log.path is None
