"""A file is written whole, or never."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from explorer.common.errors import OutputError
from explorer.files.safe import write_folder, write_whole


def test_that_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.bin"
    write_whole(path, b"one")
    path.chmod(0o640)
    write_whole(path, b"two, longer")
    assert path.read_bytes() == b"two, longer"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_that_an_empty_file_can_be_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "out", b"")
    assert (tmp_path / "out").read_bytes() == b""


def test_that_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_whole(tmp_path / "out", b"x")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_that_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_that_short_writes_are_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:7]))
    write_whole(tmp_path / "out", bytes(range(100)))
    assert (tmp_path / "out").read_bytes() == bytes(range(100))


def failing(real: Callable[..., Any], at: int, error: BaseException) -> Callable[..., Any]:
    """``real``, its call number ``at`` (from 0) failing."""
    calls = iter(range(1000))

    def call(*args: Any, **more: Any) -> Any:
        if next(calls) == at:
            raise error
        return real(*args, **more)

    return call


@pytest.mark.parametrize("at", range(5))
def test_that_a_failing_write_leaves_the_old_file(
    at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    real = os.write
    short = failing(lambda handle, data: real(handle, data[:20]), at, OSError(errno.ENOSPC, "full"))
    monkeypatch.setattr(os, "write", short)
    with pytest.raises(OutputError, match="the disk is full"):
        write_whole(path, bytes(100))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["fsync", "replace", "fstat", "close"])
def test_that_any_failing_step_leaves_the_old_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, name, failing(getattr(os, name), 0, OSError(errno.EIO, "broken")))
    with pytest.raises(OutputError, match="the disk reports an error"):
        write_whole(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_write_of_nothing_is_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", lambda handle, data: 0)
    with pytest.raises(OutputError, match="full"):
        write_whole(tmp_path / "out", b"new")
    assert list(tmp_path.iterdir()) == []


def test_that_an_interruption_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", failing(os.write, 0, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "out", b"new")
    assert list(tmp_path.iterdir()) == []


def test_that_impossible_places_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path, words in (
        (tmp_path / "none" / "out", "no such folder"),
        (tmp_path / "file" / "out", "its folder is a file"),
        (tmp_path, "it is a folder"),
        (tmp_path / ("x" * 300), "the name is too long"),
        (tmp_path / "a\0b", "null"),
    ):
        with pytest.raises(OutputError, match=words):
            write_whole(path, b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    mount = tmp_path / "disk"
    mount.mkdir()
    if not shutil.which("mount"):
        pytest.skip("no mount")
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(mount)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


def test_that_a_full_disk_leaves_the_old_file(small_disk: Path) -> None:
    write_whole(small_disk / "out", bytes(20_000))
    with pytest.raises(OutputError, match="the disk is full"):
        write_whole(small_disk / "out", bytes(100_000))
    assert (small_disk / "out").stat().st_size == 20_000
    assert len(list(small_disk.iterdir())) == 1
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(OutputError, match="read-only"):
        write_whole(small_disk / "out", b"x")


# Folders

FILES = {"a.csv": b"one", "b.json": b"two"}


def test_that_a_folder_is_written_with_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "usual").mkdir()
    (tmp_path / "empty").mkdir()
    for name in ("new", "empty"):
        write_folder(tmp_path / name, FILES)
        found = {p.name: p.read_bytes() for p in (tmp_path / name).iterdir()}
        assert found == FILES
        assert (tmp_path / name).stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "new", "usual"]


def test_that_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_bytes(b"old")
    for name, words in (("file", "file of this name"), ("full", "not empty"), ("no/x", "no such")):
        with pytest.raises(OutputError, match=words):
            write_folder(tmp_path / name, FILES)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["file", "full", "mine"]


FAILURES = [("open", 0), ("open", 1), ("write", 0), ("write", 1), ("fsync", 0), ("fsync", 1)]


@pytest.mark.parametrize(("name", "at"), [*FAILURES, ("rename", 0)])
def test_that_a_failing_folder_leaves_nothing(
    name: str, at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, name, failing(getattr(os, name), at, OSError(errno.ENOSPC, "full")))
    with pytest.raises(OutputError, match="the disk is full"):
        write_folder(tmp_path / "out", FILES)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
