"""The program away from its source tree, as a frozen folder and as a wheel in a new environment:
the command line, a picture, and the window on a real screen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG = 600  # seconds that making one may take on a slow machine


@dataclass(frozen=True)
class Program:
    """``command``: how it is called; ``folder``: where it runs, far from any source."""

    command: tuple[str, ...]
    folder: Path

    def __call__(self, *args: str, **env: str) -> str:
        """Standard output; fails unless the status is 0 and standard error is empty."""
        clean = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **env}
        done = subprocess.run(
            [*self.command, *args],
            cwd=self.folder,
            env=clean,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        return done.stdout


def make(*command: str, cwd: Path = ROOT) -> None:
    # No hooks of the test run in here: they'd be frozen in.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=LONG)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The folder that ``make package`` makes."""
    if not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        pytest.skip("this Python was built without the shared library that a frozen program needs")
    build = tmp_path_factory.mktemp("build")
    options = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(build / "dist")]
    options += ["--workpath", str(build / "work")]
    make(sys.executable, "-m", "PyInstaller", *options, "packaging/chuhai.spec")
    moved = tmp_path_factory.mktemp("frozen") / "Chuhai 出海"
    shutil.move(build / "dist" / "chuhai", moved)
    return Program((str(moved / "chuhai"),), tmp_path_factory.mktemp("away"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The wheel in an environment of its own; its dependencies are those of this one."""
    built = tmp_path_factory.mktemp("wheel")
    make(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built))
    (file,) = built.glob("*.whl")
    home = tmp_path_factory.mktemp("environment")
    make(sys.executable, "-m", "venv", "--without-pip", str(home), cwd=home)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index"]
    make(*pip, "--no-deps", "--quiet", "--disable-pip-version-check", str(file), cwd=home)
    (site,) = home.glob("lib/python*/site-packages")
    libraries = sysconfig.get_path("purelib")
    # A line of a .pth file adds a folder, whose own .pth files (this very tree) then don't count.
    (site / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    return Program((str(home / "bin" / "chuhai"),), tmp_path_factory.mktemp("away"))


@pytest.fixture(params=["frozen", "wheel"])
def program(request: pytest.FixtureRequest) -> Program:
    made = request.getfixturevalue(request.param)
    assert isinstance(made, Program)
    return made


@contextmanager
def screen() -> Iterator[str]:
    """A display of its own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def here(*args: str) -> str:
    """What the source tree answers."""
    command = [sys.executable, "-m", "explorer", *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_that_queries_are_answered_as_here(program: Program, tmp_path: Path) -> None:
    query = ("query", "--where", "category=ipo", "--format", "json", "--facets")
    answer = program(*query)
    assert json.loads(answer)["matched"] > 0
    assert answer == here(*query)
    table = tmp_path / "own.csv"
    table.write_text("title,date,lat,lon\nÉtude,2024-05,48.8,2.3\n", encoding="utf-8")
    assert json.loads(program("query", str(table), "--format", "json"))["matched"] == 1
    # shapely and pyproj come along
    box = ("query", str(table), "--crs", "EPSG:4326", "--format", "csv")
    assert "Étude" in program(*box)


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_that_pictures_are_written_as_here(program: Program, suffix: str) -> None:
    name = f"page.{suffix}"
    size = ("--size", "800x500", "--lang", "zh")
    program("snapshot", name, *size)
    theirs = program.folder / name
    ours = program.folder / f"ours.{suffix}"
    here("snapshot", str(ours), *size)
    assert theirs.read_bytes() == ours.read_bytes()


def test_that_the_window_opens_on_a_screen(program: Program) -> None:
    with screen() as display:
        told = program(DISPLAY=display, CHUHAI_EXIT_AFTER_FIRST_FRAME="1")
    assert json.loads(told)["first_frame_ms"] > 0


def test_that_a_wheel_holds_what_the_program_needs(wheel: Program) -> None:
    program = Path(wheel.command[0])
    (package,) = program.parent.parent.glob("lib/python*/site-packages/explorer")
    assert (package / "_data" / "china-ai" / "events.csv").is_file()
    assert (package / "_data" / "README.md").is_file()
    assert not list(package.rglob("countries-10m*"))
    assert (package / "_resources" / "fonts" / "Inter-Regular.ttf").is_file()
    assert (program.parent.parent / "bin" / "chuhai").stat().st_mode & 0o100
