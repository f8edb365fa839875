"""What is imported when: the first frame and the command line stay light."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from explorer.common.paths import bundled_package

LATE: Final = ("pandas", "geopandas", "pyogrio", "pyproj", "shapely", "pydantic", "pyqtgraph")
"""Imported when something needs them, never on the way to the first painted frame."""
SLOW: Final = (
    *("numpy.ma", "ctypes.util", "subprocess"),
    *("explorer.dataset.log", "explorer.dataset.packaged"),
)
"""What the first frame of a package that was opened before does without: a tenth of a second."""
AFTER: Final = (
    "explorer.views.timeline.journey",
    "explorer.views.inspector.event_page",
    "explorer.views.inspector.selection_page",
    "explorer.shell.notice",
)
"""Brought in by ``Later`` while the window waits for the first gesture."""
WRITERS: Final = ("fontTools", "pikepdf", "explorer.export.pdf", "explorer.export.svg")
QT: Final = ("PySide6", "shiboken6", "pyqtgraph")
DATA_ROOMS: Final = ("common", "files", "dataset", "query", "figure")

RUN: Final = """
import json, linecache, sys
from explorer.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as leave:
    status = leave.code or 0
sys.stdout.flush()
print()
told = {"status": status, "modules": sorted(sys.modules), "read": sorted(linecache.cache)}
print(json.dumps(told))
"""

WALK: Final = """
import importlib, pkgutil, sys
for name in ("PySide6", "shiboken6", "pyqtgraph"):
    sys.modules[name] = None  # importing it fails
room = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    importlib.import_module(module.name)
print(sum(name.startswith(sys.argv[1]) for name in sys.modules))
"""


def _python(code: str, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *args],
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=180,
    )


def _run(*args: str, **env: str) -> tuple[str, set[str]]:
    """Standard output of one command line, and the modules that it had imported at its end."""
    answer = _python(RUN, *args, **env)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    out, _, last = answer.stdout.rstrip("\n").rpartition("\n")
    end = json.loads(last)
    assert end["status"] == 0, answer.stdout + answer.stderr
    return out, set(end["modules"])


def _among(modules: set[str], packages: tuple[str, ...]) -> list[str]:
    return sorted(modules & set(packages))


@pytest.fixture(scope="module")
def first_frame() -> tuple[str, set[str]]:
    return _run(CHUHAI_EXIT_AFTER_FIRST_FRAME="1", QT_QPA_PLATFORM="offscreen")


def test_that_the_first_frame_is_painted_and_timed(first_frame: tuple[str, set[str]]) -> None:
    told = json.loads(first_frame[0])
    assert list(told) == ["first_frame_ms"]
    assert told["first_frame_ms"] > 0


def test_that_nothing_heavy_is_imported_before_the_first_frame(
    first_frame: tuple[str, set[str]],
) -> None:
    assert "PySide6.QtWidgets" in first_frame[1]
    assert _among(first_frame[1], LATE) == []


def test_that_a_second_start_is_spared_what_takes_long() -> None:
    _, first = _run(CHUHAI_EXIT_AFTER_FIRST_FRAME="1", QT_QPA_PLATFORM="offscreen")
    assert _among(first, SLOW) == ["explorer.dataset.log", "explorer.dataset.packaged"]
    _, second = _run(CHUHAI_EXIT_AFTER_FIRST_FRAME="1", QT_QPA_PLATFORM="offscreen")
    assert _among(second, SLOW) == []


def test_that_no_writer_is_imported_before_the_first_frame(
    first_frame: tuple[str, set[str]],
) -> None:
    assert _among(first_frame[1], WRITERS) == []


def test_that_pages_and_movements_come_after_the_first_frame(
    first_frame: tuple[str, set[str]],
) -> None:
    assert _among(first_frame[1], AFTER) == []


def test_that_they_come_while_the_window_waits() -> None:
    code = """
import sys
from PySide6.QtCore import QCoreApplication
from explorer.shell.later import Later
app = QCoreApplication([])
later = Later(app)
later.start()
while not later.done:
    app.processEvents()
print(*sys.modules)
"""
    answer = _python(code)
    assert answer.returncode == 0, answer.stderr
    assert _among(set(answer.stdout.split()), AFTER) == sorted(AFTER)


def test_that_no_source_is_read_on_the_way_to_the_first_frame() -> None:
    answer = _python(RUN, CHUHAI_EXIT_AFTER_FIRST_FRAME="1", QT_QPA_PLATFORM="offscreen")
    read = json.loads(answer.stdout.rstrip("\n").rpartition("\n")[2])["read"]
    assert [name for name in read if "explorer" in name] == []


def test_that_a_query_is_answered_without_qt() -> None:
    out, modules = _run("query", "--format", "json")
    told = json.loads(out)
    assert told["total"] == told["matched"] == len(told["events"]) > 0
    assert _among(modules, QT) == []


@pytest.mark.parametrize("name", ["a.gpkg", "a.csv", "a.timeline.json", "a.bib", "a"])
def test_that_data_are_converted_without_qt_and_geometry(name: str, tmp_path: Path) -> None:
    _, modules = _run("convert", str(bundled_package()), str(tmp_path / name))
    assert _among(modules, QT + LATE) == []
    assert "sqlite3" not in modules or name == "a.gpkg"


@pytest.mark.parametrize(
    "argv",
    [["--version"], ["--help"], ["snapshot", "--help"], ["convert", "--help"], ["bench", "--help"]],
    ids=" ".join,
)
def test_that_help_needs_neither_qt_nor_geometry(argv: list[str]) -> None:
    _, modules = _run(*argv)
    assert _among(modules, QT + LATE) == []


@pytest.mark.parametrize("room", DATA_ROOMS)
def test_that_a_data_room_is_imported_without_qt(room: str) -> None:
    answer = _python(WALK, f"explorer.{room}")
    assert answer.returncode == 0, answer.stderr
    assert int(answer.stdout) > 1
