"""The house stands as DESIGN.md draws it, and each of its rules was seen to fail."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import house
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "explorer"
LAYERS = "Rooms: imports point down only"
NO_QT = "Qt stays in bench, app, shell, views, export, paint and session"
NO_FRAMES = "Frames stop at the dataset door"


@dataclass(frozen=True, slots=True)
class Plant:
    """A module, in a room, that breaks one contract."""

    contract: str
    room: str
    code: str

    def __str__(self) -> str:
        return f"{self.room}: {' '.join(self.code.split())}"


VIEWS = "Views take from session, paint and figure"
EXPORT = "Export only writes what it is given"
PAINT = "Paint knows pictures, not data"
SESSION = "The session draws nothing and opens no files"
FIGURE = "A page is made of map and timeline, both of pictures"
INDEPENDENT = "No view calls another"
CIRCLES = "No circles"
PLANTS = [
    Plant(LAYERS, "dataset", "import explorer.query"),
    Plant(LAYERS, "common", "from explorer import files"),
    Plant(LAYERS, "figure", "import explorer.session"),
    Plant(LAYERS, "figure", "def late():\n    import explorer.paint"),
    Plant(LAYERS, "figure", "import explorer.export"),
    Plant(LAYERS, "session", "import explorer.views"),
    Plant(LAYERS, "export", "import explorer.views"),
    Plant(LAYERS, "views", "import explorer.shell"),
    Plant(LAYERS, "shell", "from explorer import app"),
    Plant(LAYERS, "shell", "import explorer.bench"),
    Plant(NO_QT, "figure", "import PySide6.QtGui"),
    Plant(NO_QT, "query", "from pyqtgraph import PlotItem"),
    Plant(NO_QT, "cli", "def late():\n    from shiboken6 import isValid"),
    Plant(NO_FRAMES, "query", "import pandas as pd"),
    Plant(NO_FRAMES, "views", "import geopandas"),
    Plant(NO_FRAMES, "common", "from pyogrio import read_dataframe"),
    Plant(VIEWS, "views", "import explorer.export"),
    Plant(VIEWS, "views", "from explorer import files"),
    Plant(EXPORT, "export", "import explorer.session"),
    Plant(PAINT, "paint", "import explorer.session"),
    Plant(PAINT, "paint", "import explorer.query"),
    Plant(PAINT, "paint", "import explorer.dataset"),
    Plant(SESSION, "session", "import explorer.figure"),
    Plant(SESSION, "session", "import explorer.files"),
    Plant(FIGURE, "figure/map", "import explorer.figure.timeline.drawing"),
    Plant(FIGURE, "figure/timeline", "import explorer.figure.page.poster"),
]
LINES = [
    (INDEPENDENT, "views/filters/panel.py", "import explorer.views.map.widget"),
    (CIRCLES, "query/clauses.py", "import explorer.query.engine"),
    (CIRCLES, "figure/map/projection.py", "import explorer.figure.map.drawing"),
]
"""Contracts that only a line in a module that is already there can break."""


def _contracts() -> dict[str, dict[str, list[str]]]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return {one["name"]: one for one in table["tool"]["importlinter"]["contracts"]}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the ``explorer`` package in ``folder`` against the real contracts."""
    return subprocess.run(
        [
            Path(sys.executable).with_name("lint-imports"),
            "--config",
            ROOT / "pyproject.toml",
            "--no-cache",
        ],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=180,
    )


def _copy(folder: Path) -> Path:
    """A copy of the package's modules in ``folder``, free to be broken."""
    target = folder / "explorer"
    for path in PACKAGE.rglob("*.py"):
        to = target / path.relative_to(PACKAGE)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    return target


def _write(package: Path, where: str, code: str) -> None:
    path = package / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, "utf-8")


# Import contracts


def test_that_the_house_keeps_its_contracts() -> None:
    answer = _lint(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "0 broken" in answer.stdout


def test_that_an_unbroken_copy_keeps_them_too(tmp_path: Path) -> None:
    answer = _lint(_copy(tmp_path).parent)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is said of each contract when all of ``PLANTS`` stand in one copy, as ``planted_0`` and
    so on."""
    package = _copy(tmp_path_factory.mktemp("planted"))
    for number, plant in enumerate(PLANTS):
        _write(package, f"{plant.room}/planted_{number}.py", plant.code + "\n")
    answer = _lint(package.parent)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    told = answer.stdout.partition("Broken contracts")[2]
    parts = re.split(rf"^({'|'.join(map(re.escape, _contracts()))})$", told, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("number", range(len(PLANTS)), ids=lambda number: str(PLANTS[number]))
def test_that_a_planted_import_breaks_its_contract(broken: dict[str, str], number: int) -> None:
    plant = PLANTS[number]
    assert re.search(
        rf"explorer\.{plant.room.replace('/', '.')}\.planted_{number}\b",
        broken.get(plant.contract, ""),
    )


@pytest.mark.parametrize(("contract", "at", "code"), LINES, ids=[line[1] for line in LINES])
def test_that_a_line_planted_in_a_module_breaks_its_contract(
    tmp_path: Path, contract: str, at: str, code: str
) -> None:
    package = _copy(tmp_path)
    with (package / at).open("a", encoding="utf-8") as module:
        module.write(f"\n\ndef planted():\n    {code}\n")
    answer = _lint(tmp_path)
    assert answer.returncode == 1
    assert f"{contract} BROKEN" in answer.stdout


def test_that_a_room_without_a_place_breaks_the_layers(tmp_path: Path) -> None:
    package = _copy(tmp_path)
    _write(package, "attic/__init__.py", "")
    answer = _lint(package.parent)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert f"{LAYERS} BROKEN" in answer.stdout
    assert "attic" in answer.stdout.partition("Broken contracts")[2]


def test_that_every_contract_has_been_seen_to_fail() -> None:
    assert {plant.contract for plant in PLANTS} | {line[0] for line in LINES} == set(_contracts())


@pytest.mark.parametrize(
    ("contract", "free"), [(NO_QT, house.QT_ROOMS), (NO_FRAMES, house.FRAME_ROOMS)]
)
def test_that_a_contract_names_every_room_it_is_about(contract: str, free: tuple[str, ...]) -> None:
    named = set(_contracts()[contract]["source_modules"])
    missing = {f"explorer.{room}" for room in house.rooms(PACKAGE) - set(free)} - named
    assert not missing, f"add {sorted(missing)} to the contract “{contract}” in pyproject.toml"
    assert not named & {f"explorer.{room}" for room in free}


# What contracts cannot say

CHECKS = [house.file_access, house.network_and_code, house.qt_use]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_that_the_house_keeps_its_other_rules(check: Callable[[Path], list[str]]) -> None:
    breaches = check(PACKAGE)
    assert not breaches, "\n" + "\n".join(breaches)


TOUCHES_FILES = [
    "open('a.csv')",
    "with open(name, 'w') as handle: pass",
    "import io\nio.open(name)",
    "from io import FileIO\nFileIO(name)",
    "import gzip\ngzip.open(name)",
    "path.read_text('utf-8')",
    "(folder / 'a').read_bytes()",
    "anything.write_text('x')",
    "anything.write_bytes(b'x')",
    "path.open()",
    "thing.open('rb')",
    "thing.open(encoding='utf-8')",
    "from pathlib import Path\nPath(name).open()",
    "path.unlink()",
    "path.mkdir()",
    "path.touch()",
    "self.path.rename(other)",
    "path.replace(other)",
    "path.exists()",
    "path.is_file()",
    "list(folder.iterdir())",
    "list(folder.glob('*.csv'))",
    "import os\nos.open(name, 0)",
    "import os\nos.replace(a, b)",
    "import os as o\no.remove(a)",
    "from os import unlink",
    "import os\nos.path.exists(name)",
    "from os.path import isfile",
    "import os\nfor x in os.scandir(name): pass",
    "import tempfile",
    "from tempfile import mkstemp",
    "import shutil",
    "import sqlite3",
    "import mmap",
    "from importlib.resources import files",
    "import logging\nlogging.FileHandler(name)",
    "from logging.handlers import RotatingFileHandler",
    "from PySide6.QtCore import QFile",
    "from PySide6.QtCore import QSaveFile as Safe",
    "from PySide6 import QtCore\nQtCore.QFile(name)",
    "import PySide6.QtCore\nPySide6.QtCore.QSaveFile(name)",
    "from PySide6.QtGui import QImage\nQImage('a.png')",
    "from PySide6.QtGui import QIcon\nQIcon(str(path))",
    "image.save('a.png')",
    "image.save(str(path), 'PNG')",
    "image.save(f'{name}.png')",
    "generator.setFileName(name)",
    "QFontDatabase.addApplicationFont(name)",
    "import numpy as np\nnp.load('a.npz')",
    "import numpy as np\nnp.load(name)",
    "from numpy import load\nload(name)",
    "import numpy as np\nnp.fromfile(name)",
    "import numpy as np\nnp.save(path, values)",
    "values.tofile(name)",
    "import pandas as pd\npd.read_csv('a.csv')",
    "frame.to_csv(path)",
    "import pikepdf\npikepdf.open(path)",
    "import pikepdf\npath.read_bytes()",
    "from zipfile import ZipFile\nZipFile(path)",
    "from fontTools.ttLib import TTFont\nTTFont(path)",
]
TOUCHES_NOTHING = [
    "'a-b'.replace('-', ' ')",
    "file.replace('a', 'b')",
    "from dataclasses import replace\nreplace(path, name='x')",
    "painter.save()\npainter.restore()",
    "image.save(buffer, 'PNG')",
    "dialog.open()",
    "buffer.open(QIODevice.OpenModeFlag.WriteOnly)",
    "self.open(path)",
    "from explorer.dataset.build import load\nload(path)",
    "from explorer.files.safe import write_whole\nwrite_whole(path, data)",
    "import os\nos.environ.get('HOME')\nos.path.join(a, b)",
    "import os\nfrom os import PathLike\nos.cpu_count()",
    "from pathlib import Path\nPath(name).suffix.lower()",
    "import io\nimport zipfile\nzipfile.ZipFile(io.BytesIO(data))",
    "from io import BytesIO\nimport numpy as np\nnp.load(BytesIO(data), allow_pickle=False)",
    "import numpy as np\nnp.savez(buffer, a=a)",
    "from PySide6.QtGui import QIcon, QImage\nQIcon(':/icons/a.svg')\nQImage(3, 4, fmt)",
    "from pathlib import Path\nquotient = width / 2",
    "signal.emit(path)\nself.search.exists(word)",
    "import sys\nsys.stdout.write('x')",
    "import pikepdf\nfont.ToUnicode.read_bytes()",
    "import os\nnull = os.open(os.devnull, os.O_WRONLY)\nos.dup2(null, 1)\nos.close(null)",
]
UNSAFE = [
    "import socket",
    "def late():\n    import ssl",
    "import urllib.request",
    "from urllib import request",
    "from urllib.request import urlopen",
    "import http.client",
    "from http.server import HTTPServer",
    "import requests",
    "from PySide6.QtNetwork import QNetworkAccessManager",
    "from PySide6 import QtNetwork",
    "import PySide6.QtNetwork",
    "import pyproj.network",
    "import pickle",
    "from pickle import loads",
    "import marshal",
    "import shelve",
    "eval('1')",
    "exec('x = 1')",
    "compile('1', 'a', 'eval')",
    "import builtins\nbuiltins.eval('1')",
    "frame.eval('a + b')",
    "__import__('PySide6')",
    "import importlib\nimportlib.import_module('pandas')",
    "from importlib import import_module\nimport_module('pandas')",
    "import numpy as np\nnp.load(data, allow_pickle=True)",
]
SAFE = [
    "from urllib.parse import urlsplit",
    "import json\njson.loads('1')",
    "import re\nre.compile('a')",
    "app.exec()\ndialog.exec()",
    "import ast\nast.literal_eval('1')",
    "from importlib.metadata import version",
    "from explorer.cli import http",
    "import numpy as np\nnp.load(data, allow_pickle=False)",
]


def _house_with(folder: Path, where: str, code: str) -> Path:
    _write(folder, where, code + "\n")
    return folder


def test_that_code_is_made_of_nothing_but_the_fields_of_records(tmp_path: Path) -> None:
    assert not house.network_and_code(_house_with(tmp_path, "common/records.py", "exec('x = 1')"))
    for where, code in (("common/other.py", "exec('1')"), ("common/records.py", "eval('1')")):
        assert house.network_and_code(_house_with(tmp_path / code, where, code))


@pytest.mark.parametrize("code", TOUCHES_FILES)
def test_that_file_access_outside_its_room_is_found(tmp_path: Path, code: str) -> None:
    breaches = house.file_access(_house_with(tmp_path, "figure/planted.py", code))
    assert breaches
    for told in breaches:
        assert told.startswith("explorer/figure/planted.py:")
        assert "explorer/files/" in told


@pytest.mark.parametrize("where", ["files/planted.py", "common/paths.py"])
@pytest.mark.parametrize("code", TOUCHES_FILES[:4])
def test_that_files_and_paths_may_touch_the_disk(tmp_path: Path, where: str, code: str) -> None:
    assert house.file_access(_house_with(tmp_path, where, code)) == []


@pytest.mark.parametrize("code", TOUCHES_NOTHING)
def test_that_work_in_memory_is_no_file_access(tmp_path: Path, code: str) -> None:
    assert house.file_access(_house_with(tmp_path, "figure/planted.py", code)) == []


@pytest.mark.parametrize("code", UNSAFE)
@pytest.mark.parametrize("where", ["files/planted.py", "app.py"])
def test_that_network_and_code_in_data_are_found(tmp_path: Path, where: str, code: str) -> None:
    breaches = house.network_and_code(_house_with(tmp_path, where, code))
    assert breaches
    assert all(told.startswith(f"explorer/{where}:") for told in breaches)


@pytest.mark.parametrize("code", SAFE)
def test_that_harmless_names_are_left_alone(tmp_path: Path, code: str) -> None:
    assert house.network_and_code(_house_with(tmp_path, "files/planted.py", code)) == []


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("session/planted.py", "from PySide6.QtGui import QColor"),
        ("session/planted.py", "from PySide6 import QtCore, QtWidgets"),
        ("session/planted.py", "import PySide6.QtWidgets as w"),
        ("session/planted.py", "import PySide6"),
        ("session/planted.py", "def late():\n    import pyqtgraph"),
        ("figure/planted.py", "from PySide6.QtCore import QRectF"),
        ("briefing/planted.py", "import PySide6.QtCore"),
        ("cli/planted.py", "import PySide6.QtCore"),
        ("__init__.py", "import PySide6.QtCore"),
    ],
)
def test_that_qt_out_of_place_is_found(tmp_path: Path, where: str, code: str) -> None:
    (told,) = house.qt_use(_house_with(tmp_path, where, code))
    assert told.startswith(f"explorer/{where}:")


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("session/planted.py", "from PySide6.QtCore import QObject, Signal"),
        ("session/planted.py", "from PySide6 import QtCore"),
        ("session/planted.py", "from shiboken6 import isValid"),
        ("paint/planted.py", "from PySide6.QtGui import QPainter"),
        ("views/planted.py", "import pyqtgraph as pg"),
        ("app.py", "from PySide6.QtWidgets import QApplication"),
    ],
)
def test_that_qt_in_its_place_is_left_alone(tmp_path: Path, where: str, code: str) -> None:
    assert house.qt_use(_house_with(tmp_path, where, code)) == []


def test_that_planted_breaches_stand_out_in_the_whole_house(tmp_path: Path) -> None:
    package = _copy(tmp_path)
    _write(package, "views/planted.py", "from pathlib import Path\nPath('a').read_text()\n")
    _write(package, "files/planted.py", "import pickle\n")
    _write(package, "session/planted.py", "from PySide6.QtWidgets import QWidget\n")
    told = [message for check in CHECKS for message in check(package) if "/planted.py" in message]
    assert [message.split(":")[0] for message in told] == [
        "explorer/views/planted.py",
        "explorer/files/planted.py",
        "explorer/session/planted.py",
    ]


# What the tests themselves stand on

GROUND = """
import logging, os, socket, subprocess, sys, warnings
from pathlib import Path
import pytest
from hypothesis import given, settings, strategies

def test_fails_for_a_logged_warning():
    logging.getLogger("explorer").warning("stray")

def test_fails_for_a_warning():
    warnings.warn("stray")

def test_fails_for_a_qt_warning():
    from PySide6.QtCore import qWarning
    qWarning("stray")

def test_fails_for_an_expected_record_that_does_not_come(expect_log):
    expect_log("never")

def test_fails_for_a_connection_even_if_swallowed():
    try:
        socket.create_connection(("127.0.0.1", 9))
    except OSError:
        pass

def test_fails_for_a_name_looked_up():
    socket.gethostbyname("localhost")

def test_fails_for_a_connection_in_a_child():
    code = "import socket; socket.socket().connect(('127.0.0.1', 9))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "no network, ever" not in done.stderr

@pytest.fixture
def noisy_end():
    yield
    from PySide6.QtCore import qWarning
    qWarning("stray at the end")

def test_has_an_error_for_a_qt_warning_at_its_end(noisy_end):
    pass

def test_passes_with_an_expected_record(expect_log):
    expect_log("^WARNING explorer: disk .* full$")
    logging.getLogger("explorer").warning("disk %s full", "a")

def test_passes_with_information():
    logging.getLogger("explorer").info("fine")

def test_passes_with_a_unix_socket(tmp_path):
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))

def test_passes_with_what_the_offscreen_platform_says(qtbot):
    from PySide6.QtWidgets import QWidget
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.raise_()

HOMES = []

@pytest.mark.parametrize("turn", [1, 2])
def test_passes_with_a_fresh_home(tmp_path, turn):
    from PySide6.QtCore import QSettings, QStandardPaths
    assert not list(tmp_path.iterdir())
    assert not list(Path.home().iterdir())
    assert str(Path.home()) in QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.ConfigLocation
    )
    store = QSettings("chuhai", "explorer")
    assert str(Path.home()) in store.fileName()
    assert store.value("turn") is None
    store.setValue("turn", turn)
    store.sync()
    HOMES.append(Path.home())
    assert len(set(HOMES)) == turn

@given(strategies.integers())
def test_passes_with_the_profile_of_the_house(number):
    assert settings.default.max_examples == 60
    assert settings.default.deadline is None
    assert settings.default.derandomize == bool(os.environ.get("CI"))
"""


@pytest.mark.parametrize("ci", [{}, {"CI": "true"}], ids=["here", "CI"])
def test_that_stray_warnings_and_the_network_fail_a_test(
    tmp_path: Path, ci: dict[str, str]
) -> None:
    shutil.copyfile(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_ground.py").write_text(GROUND, "utf-8")
    options = [
        "-c",
        ROOT / "pyproject.toml",
        "--rootdir",
        tmp_path,
        "-rA",
        "-p",
        "no:cacheprovider",
    ]
    # Without PYTHONPATH, so that the conftest that is tried refuses the network, not the one above.
    plain = {name: text for name, text in os.environ.items() if name not in ("CI", "PYTHONPATH")}
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", *options, tmp_path],
        cwd=tmp_path,
        env=plain | ci | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=180,
    )
    lines = re.findall(r"^(PASSED|FAILED|ERROR) test_ground\.py::(test_\S+)", answer.stdout, re.M)
    ends = {name: end for end, name in lines}
    assert len(ends) == GROUND.count("def test_") + 1, answer.stdout + answer.stderr
    words = {"passes": "PASSED", "fails": "FAILED", "has": "ERROR"}
    wrong = {name: end for name, end in ends.items() if end != words[name.split("_")[1]]}
    assert not wrong, answer.stdout + answer.stderr
