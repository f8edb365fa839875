"""Help and version, and what the program does before it is asked anything."""

from __future__ import annotations

import subprocess
import sys

import pytest
from samples import ROOT, run, screenless, start

from explorer import __version__


def test_that_the_version_is_told() -> None:
    assert start("--version") == (0, f"chuhai {__version__}\n", "")


@pytest.mark.parametrize(
    "command", ["", "snapshot", "query", "validate", "diff", "convert", "bench"]
)
def test_that_each_command_explains_itself(command: str) -> None:
    for option in ("--help", "-h"):
        answer = run(*command.split(), option)
        assert (answer.status, answer.err) == (0, "")
        assert answer.out.startswith(f"usage: chuhai {command}".rstrip())


def test_that_help_works_without_a_screen_in_any_encoding() -> None:
    answer = start("query", "--help", env=screenless(PYTHONIOENCODING="ascii"))
    assert (answer.status, answer.err) == (0, "")
    assert "180°" in answer.out


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("snapshot", "--size --scale --dpi --projection --center --theme --lang --title --show"),
        ("snapshot", "--today"),
        ("query", "--format --facets --lang"),
        ("validate", "--format"),
        ("diff", "--format"),
        ("convert", "--to"),
    ],
)
def test_that_help_names_every_option(command: str, options: str) -> None:
    reading = "--map --encoding --delimiter --decimal --date-order --crs"
    filters = "--time --time-match --where --search --bbox --within"
    told = run(command, "--help").out
    for (
        option
    ) in f"{options} {reading} {'' if command in ('validate', 'diff') else filters}".split():
        assert f"\n  {option} " in told or f"\n  {option}\n" in told, option


def test_that_no_command_but_the_picture_needs_qt() -> None:
    for argv in (
        ["query", "--facets"],
        ["validate", "data/china-ai"],
        ["diff", *["data/china-ai"] * 2],
        ["--help"],
    ):
        code = (
            "import sys\n"
            "from explorer.cli import main\n"
            "try:\n"
            f"    main({argv!r})\n"
            "except SystemExit:\n"
            "    pass\n"
            "heavy = {'PySide6', 'pandas', 'geopandas', 'pyogrio', 'pyproj'} & set(sys.modules)\n"
            "assert not heavy, heavy\n"
        )

        from samples import screenless

        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            env=screenless(),
            cwd=ROOT,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
